"""Our decorator of data classes does what the standard library's does, for the same classes."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from actviz.dataclass import dataclass

Decorator = Callable[..., Any]


def _plain(decorator: Decorator, **options: bool) -> Any:
    @decorator(**options)
    class Point:
        """A place."""

        x: float
        y: float = 2.0
        marks: list[int] = field(default_factory=list)
        note: str = field(default="none", compare=False, repr=False)
        seen: int = field(default=7, init=False)

    return Point


def _checked(decorator: Decorator, **options: bool) -> Any:
    @decorator(**options)
    class Positive:
        """It refuses what is not positive, and says itself how it looks."""

        size: float
        unit: str = field(default="ulp", kw_only=True)

        def __post_init__(self) -> None:
            if self.size <= 0:
                raise ValueError("size must be positive")

        def __repr__(self) -> str:
            return "itself"

    return Positive


def _derived(decorator: Decorator, **options: bool) -> Any:
    @decorator(**options)
    class Base:
        """What both have."""

        first: int
        second: tuple[int, ...] = ()

    @decorator(**options)
    class Derived(Base):
        """Its own field comes last."""

        third: str = "c"

    return Derived


MADE: dict[Callable[..., Any], list[tuple[tuple[Any, ...], dict[str, Any]]]] = {
    _plain: [
        ((1.0,), {}), ((1.0, 3.0), {}), ((1.0, 2.0, []), {"note": "other"}),
        ((1.0, 2.0, [1]), {}), ((), {}), ((1.0,), {"z": 1}), ((1.0,), {"seen": 1}),
    ],
    _checked: [((1.0,), {}), ((1.0,), {"unit": "bit"}), ((1.0, "bit"), {}), ((-1.0,), {})],
    _derived: [((1,), {}), ((1, (2,), "d"), {}), ((1,), {"third": "c"})],
}  # fmt: skip
OPTIONS: list[dict[str, bool]] = [
    {}, {"frozen": True}, {"frozen": True, "slots": True}, {"slots": True}, {"eq": False},
    {"kw_only": True, "frozen": True, "repr": False}, {"frozen": True, "eq": False},
]  # fmt: skip


def _outcome(act: Callable[[], Any]) -> Any:
    """What comes out, or the kind of error and its words."""
    try:
        return act()
    except Exception as error:
        return type(error), str(error)


def _account(cls: Any, given: tuple[tuple[Any, ...], dict[str, Any]]) -> Any:
    """What one instance is, says, equals and refuses; or why there is none."""
    arguments, named = given
    one = _outcome(lambda: cls(*arguments, **named))
    if not isinstance(one, cls):
        return one
    name = dataclasses.fields(cls)[0].name
    twin, other = cls(*arguments, **named), dataclasses.replace(one, **{name: 9})
    return {
        "values": dataclasses.astuple(one),
        "text": None if cls.__repr__ is object.__repr__ else repr(one),
        "equal": [one == one, one == twin, one == other, one == 1, one != twin],
        "hash": _outcome(lambda: hash(one) == hash(twin)),
        "copies": [dataclasses.astuple(c) for c in (copy.copy(one), copy.deepcopy(one), other)],
        "set": _outcome(lambda: setattr(one, name, 1)),
        "deleted": _outcome(lambda: delattr(one, name)),
        "after": hasattr(one, name),
    }


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("define", MADE, ids=lambda define: define.__name__)
def test_a_class_behaves_as_the_standard_library_makes_it(
    define: Callable[..., Any], options: dict[str, bool]
) -> None:
    ours, theirs = define(dataclass, **options), define(dataclasses.dataclass, **options)
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__match_args__ == theirs.__match_args__
    for given in MADE[define]:
        assert _account(ours, given) == _account(theirs, given)


@dataclass(frozen=True, slots=True)
class _Slotted:
    """It has no dictionary that pickling could take."""

    x: float
    y: tuple[int, ...] = ()


def test_what_has_slots_is_pickled() -> None:
    one = _Slotted(1.5, (2, 3))
    back = pickle.loads(pickle.dumps(one))
    assert (back, hash(back)) == (one, hash(one))
    assert not hasattr(one, "__dict__")


def test_a_class_derived_from_a_frozen_one_may_add_names() -> None:
    class Wider(_Slotted):
        """It has a dictionary."""

    one = Wider(1.0)
    one.more = 2  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        one.x = 2.0  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del one.x


def test_a_type_is_left_to_the_compiler_until_the_first_instance() -> None:
    """What makes a start quick: no text is compiled as a class is defined."""
    cls = _plain(dataclass)
    assert not inspect.isfunction(vars(cls)["__init__"])
    assert cls(1.0).x == 1.0
    assert inspect.isfunction(vars(cls)["__init__"])
