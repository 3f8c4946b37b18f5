"""What a pickle of TorchScript holds, opcode by opcode: nothing it names is looked up or called."""

from __future__ import annotations

import pickletools
from dataclasses import field
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.models.model_graph import ModelError

_MARK: Final = object()
MOST_PICKLE: Final = 100_000_000
# What is put on the stack as it is; and what is passed over.
_PLAIN: Final = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_GIVEN: Final = ("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BININT", "BININT1", "BININT2",
                 "LONG1", "BINFLOAT")  # fmt: skip
_EMPTY: Final = {"EMPTY_TUPLE": tuple, "EMPTY_LIST": list, "EMPTY_DICT": dict, "MARK": None}
_TUPLES: Final = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


@dataclass
class Global:
    """A class or function by its full name, what it was called with, and the attributes it got."""

    path: str
    given: tuple[Any, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """A tensor: the format and the file of its numbers, where they begin, and its shape."""

    format: str  # FloatStorage
    key: str
    numbers: int  # in the file
    start: int
    shape: tuple[int, ...]


def objects(data: bytes) -> Any:
    """The one object that a pickle holds; of calls, what they were given.

    Raises:
        ModelError: it is damaged, or no pickle as TorchScript writes it.
    """
    if len(data) > MOST_PICKLE:
        raise ModelError(f"a pickle larger than {MOST_PICKLE:,} bytes")
    stack: list[Any] = []
    kept: dict[int, Any] = {}
    try:
        for opcode, given, _ in pickletools.genops(data):
            if opcode.name == "STOP":
                return stack.pop()
            _follow(opcode.name, given, stack, kept)
    except ModelError:
        raise
    except (IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"its pickle is damaged ({type(error).__name__})") from None
    raise ModelError("its pickle is cut off")


def _follow(name: str, given: Any, stack: list[Any], kept: dict[int, Any]) -> None:
    if name in _PLAIN:
        stack.append(_PLAIN[name])
    elif name in _GIVEN:
        stack.append(given)
    elif name in _EMPTY:
        make = _EMPTY[name]
        stack.append(_MARK if make is None else make())
    elif name in _TUPLES:
        stack[-_TUPLES[name] :] = [tuple(stack[-_TUPLES[name] :])]
    elif name == "TUPLE":
        stack.append(tuple(_since_mark(stack)))
    elif name in ("APPEND", "APPENDS"):
        items = _since_mark(stack) if name == "APPENDS" else [stack.pop()]
        stack[-1].extend(items)
    elif name in ("SETITEM", "SETITEMS"):
        items = _since_mark(stack) if name == "SETITEMS" else [stack.pop(-2), stack.pop()]
        stack[-1].update(zip(items[::2], items[1::2], strict=True))
    elif name in ("BINPUT", "LONG_BINPUT", "MEMOIZE"):
        kept[len(kept) if given is None else given] = stack[-1]
    elif name in ("BINGET", "LONG_BINGET"):
        stack.append(kept[given])
    elif name == "GLOBAL":
        stack.append(Global(given.replace(" ", ".")))
    elif name in ("REDUCE", "NEWOBJ"):
        arguments = stack.pop()
        stack.append(_called(stack.pop().path, arguments))
    elif name == "BUILD":
        state = stack.pop()
        if isinstance(state, dict):  # else it is for a __setstate__ of the class
            stack[-1].attributes.update(state)
    elif name == "BINPERSID":
        stack.append(Global("storage", stack.pop()))
    elif name not in ("PROTO", "FRAME"):
        raise ModelError(f"its pickle has the opcode {name}, which TorchScript does not write")


def _since_mark(stack: list[Any]) -> list[Any]:
    at = len(stack) - 1
    while stack[at] is not _MARK:
        at -= 1
        if at < 0:
            raise IndexError
    items = stack[at + 1 :]
    del stack[at:]
    return items


def _called(path: str, given: tuple[Any, ...]) -> Any:
    """What a call stands for, of the few that are known."""
    if path == "torch._utils._rebuild_tensor_v2":
        storage, start, shape, strides = given[:4]
        _, kind, key, _, numbers = storage.given
        steps, each = [], 1
        for length in shape[::-1]:
            steps.append(each)
            each *= length
        if tuple(strides) == tuple(steps[::-1]):
            return Stored(kind.path.removeprefix("torch."), str(key), numbers, start, tuple(shape))
    if path.startswith("torch.jit._pickle."):
        return given[0]  # a list with its type
    return Global(path, given)
