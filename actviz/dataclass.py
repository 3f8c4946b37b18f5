"""The decorator of the standard library's dataclasses, whose classes are quicker to define.

There each class compiles the text of up to seven methods as it is defined: a millisecond on Python
3.11, which made a fifth of the time of ``table relu gelu``. Here ``__init__`` alone is text, and it
is compiled when the first instance asks for it; the other methods are the same for all classes.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """Fields, ``slots``, ``kw_only``, ``frozen``, ``eq`` and ``repr`` as in ``dataclasses``."""
        return (lambda plain: _complete(plain, **options)) if cls is None else _complete(cls)


__all__ = ["dataclass"]


def _complete(
    plain: type, *, frozen: bool = False, eq: bool = True, repr: bool = True, **options: bool
) -> type:
    """The class with its fields, and with the methods that it does not define itself."""
    own = vars(plain)
    cls: type = dataclasses.dataclass(init=False, eq=False, repr=False, **options)(plain)
    fields = dataclasses.fields(cls)
    methods: dict[str, Any] = {"__init__": _Init(cls, frozen)}
    if repr:
        methods["__repr__"] = _repr
    if eq:
        key = _key([field.name for field in fields if field.compare])
        methods |= _equality(key, hashed=frozen)
    if frozen:
        methods |= _refusals(cls, {field.name for field in fields})
        if options.get("slots"):
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
    for word, method in methods.items():
        if word not in own:
            setattr(cls, word, method)
    return cls


class _Factory:
    """Stands in a signature for what a factory makes at each call."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


class _Init:
    """An ``__init__`` that is compiled when it is first asked for."""

    def __init__(self, cls: type, frozen: bool) -> None:
        self._cls, self._frozen = cls, frozen

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        compiled = _init(self._cls, self._frozen)
        self._cls.__init__ = compiled  # type: ignore[misc]
        return compiled.__get__(instance, owner)


def _init(cls: Any, frozen: bool) -> Any:
    """The ``__init__`` of these fields: those with ``kw_only`` last, factories called each time."""
    missing = dataclasses.MISSING
    names: dict[str, Any] = {"_factory": _FACTORY, "_set": object.__setattr__}
    heads: dict[bool, list[str]] = {False: ["self"], True: []}
    body = []
    fields = dataclasses.fields(cls)
    for field in fields:
        value, default = field.name, f"_of_{field.name}"
        if field.default_factory is not missing:
            names[default] = field.default_factory
            value = f"{default}() if {value} is _factory else {value}"
            head = f"{field.name}=_factory"
        elif field.default is not missing:
            names[default] = field.default
            head = f"{field.name}={default}"
        else:
            head = field.name
        if field.init:
            heads[bool(field.kw_only)].append(head)
        elif default in names:
            value = default + "()" * (field.default_factory is not missing)
        else:
            continue
        body.append(
            f"_set(self, {field.name!r}, {value})" if frozen else f"self.{field.name} = {value}"
        )
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    named = ["*", *heads[True]] if heads[True] else []
    lines = "".join(f"\n    {line}" for line in body or ["pass"])
    exec(f"def __init__({', '.join(heads[False] + named)}):{lines}", names)
    init = names["__init__"]
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    init.__annotations__ = {field.name: field.type for field in fields if field.init}
    init.__annotations__["return"] = None
    return init


def _repr(self: Any) -> str:
    shown = (f for f in dataclasses.fields(self) if f.repr)
    inside = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in shown)
    return f"{type(self).__qualname__}({inside})"


def _key(names: list[str]) -> Callable[[Any], Any]:
    """What tells two instances apart: the value of the field, or a tuple of them."""
    return attrgetter(*names) if names else lambda self: ()


def _equality(key: Callable[[Any], Any], hashed: bool) -> dict[str, Any]:
    def equal(self: Any, other: object) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(key(self))

    return {"__eq__": equal, "__hash__": digest if hashed else None}


def _refusals(cls: Any, names: set[str]) -> dict[str, Any]:
    """What keeps an instance as it is; a class derived from this one may add names of its own."""

    def assign(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": assign, "__delattr__": delete}


def _state(self: Any) -> list[Any]:
    """What pickling keeps of an instance that has slots."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
