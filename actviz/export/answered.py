"""Trials of exports that were made before: their answers are kept in a file.

Which of several texts keeps its digits is tried at hundreds of points, of which exact values take
long. Of those functions of the catalogue whose exports take longest, at their own parameters,
``trials.txt`` holds what came out, each under a digest of what was asked: the trees, the numbers
and the format. What is asked otherwise is tried; nothing else hangs on the file.
``python -m actviz.pages.contribution`` makes it, and a test makes some of its rows anew.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, partial, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from actviz.arrays import np
from actviz.export.asked import in_double
from actviz.formula.tree import Node, name, node, number, walk
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.readings.languages.program import Unit

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Noted(NamedTuple):
    """An answer as a line has it, and the processor time that it took."""

    row: str
    seconds: float


FILE: Final = Path(__file__).parents[1] / "catalogue" / "trials.txt"

_BYTES: Final = 6  # of a digest: of 2**13 lines, one of 2**35 questions finds a wrong one

_noted: ContextVar[dict[str, Noted] | None] = ContextVar("noted", default=None)
_marks: WeakKeyDictionary[Node, bytes] = WeakKeyDictionary()


def answered(
    refers: Callable[..., Iterable[Node]] | None = None,
) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Let the file answer a trial, if it can.

    What comes out is a tree, a number, a text, nothing, or a tuple of such. What is asked hangs on
    nothing but the arguments.

    Args:
        refers: the trees that the answer may be put together from, made of the same arguments; by
            default those among them. What an answer has beside them is kept as it is.
    """

    def decorated(trial: Callable[Given, Answer]) -> Callable[Given, Answer]:
        what = f"{trial.__module__} {trial.__qualname__}"

        @wraps(trial)
        def asked(*args: Given.args, **words: Given.kwargs) -> Answer:
            noted = _noted.get()
            if noted is None and not rows():
                return trial(*args, **words)
            try:
                question = b64encode(_mark((what, args, words))[:_BYTES]).decode()
            except AttributeError:  # of other functions and arithmetic nothing is kept
                return trial(*args, **words)
            if noted is None and (row := rows().get(question)) is not None:
                trees = refers(*args, **words) if refers else _trees((args, words))
                answer: Answer = _read(json.loads(row), _Trees(trees))
                return answer
            token = _noted.set(None if noted is None else {})  # what is asked within is not kept
            start = time.thread_time()
            try:
                answer = trial(*args, **words)
                seconds = time.thread_time() - start
            finally:
                _noted.reset(token)
            if noted is not None:
                trees = refers(*args, **words) if refers else _trees((args, words))
                row = json.dumps(_written(answer, _Trees(trees)), separators=(",", ":"))
                noted.setdefault(question, Noted(row, seconds))  # a second time it takes less
            return answer

        return asked

    return decorated


@contextmanager
def noting() -> Iterator[dict[str, Noted]]:
    """Inside, all is tried, and what comes out is noted."""
    noted: dict[str, Noted] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


@cache
def rows() -> dict[str, str]:
    """What the file answers."""
    return {question: row for _, question, row in lines()}


def lines() -> list[tuple[str, str, str]]:
    """What the file holds: for which function, what was asked, and the answer."""
    held, word = list[tuple[str, str, str]](), ""
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else ():
        question, between, row = line.partition(" ")
        if between:
            held.append((word, question, row))
        else:  # a function, above its lines
            word = line
    return held


def content(held: Mapping[str, Mapping[str, str]]) -> str:
    """The file's text: for each function the answers to what was asked."""
    parts = ([word, *map(" ".join, rows.items())] for word, rows in held.items() if rows)
    return "".join(f"{line}\n" for part in parts for line in part)


# ---------------------------------------------------------------- what is asked


def _mark(value: Any) -> bytes:
    """A digest of what is asked.

    Raises:
        AttributeError: it holds what has none.
    """
    match value:
        case Node():
            return _mark_of_tree(value)
        case None | bool() | int() | float() | str():
            return _digest(f"{type(value).__name__} {value!r}".encode())
        case tuple() | list():
            return _digest(b"of ", *map(_mark, value))
        case Mapping() | Set():
            return _digest(
                repr(sorted(value.items() if isinstance(value, Mapping) else value)).encode()
            )
        case np.ndarray():
            return _digest(value.dtype.str.encode(), value.tobytes())
        case Unit():  # its trees are asked about one by one
            return _mark((value.inputs, value.parameters))
        case partial():
            of = getattr(value.func, "__self__", None)
            return _mark((value.func.__qualname__, of, value.args, value.keywords))
    if type(value) in (Activation, Gate):
        return _mark_of_function(value)
    if value is in_double:
        return b"in double"
    return _mark(value.question)


@lru_cache(maxsize=16)
def _mark_of_function(function: Activation | Gate) -> bytes:
    quick = function.quick if isinstance(function, Activation) else ""
    texts = (function.formula, function.careful, quick, function.values)
    return _mark((*texts, repr(function.parameters)))


def _mark_of_tree(tree: Node) -> bytes:
    known = _marks.get(tree)
    if known is not None:
        return known
    for part in walk(tree):
        if part not in _marks:
            own = part.op if part.value is None else f"{part.op} {part.value!r}"
            _marks[part] = _digest(own.encode(), b" ", *[_marks[arg] for arg in part.args])
    return _marks[tree]


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=9).digest()


# ---------------------------------------------------------------- what came out


class _Trees:
    """Trees that an answer refers to, made one after the other as far as they are needed."""

    def __init__(self, trees: Iterable[Node]) -> None:
        self._more, self._orders = iter(trees), list[list[Node]]()

    def at(self, which: int, place: int) -> Node:
        """A part of one of them, by its place among the parts."""
        while len(self._orders) <= which:
            self._orders.append(list(walk(next(self._more))))
        return self._orders[which][place]

    def places(self) -> dict[Node, tuple[int, int]]:
        """Where every part of all of them is."""
        self._orders += [list(walk(tree)) for tree in self._more]
        places: dict[Node, tuple[int, int]] = {}
        for which, parts in enumerate(self._orders):
            for place, part in enumerate(parts):
                places.setdefault(part, (which, place))
        return places


def _trees(value: Any) -> Iterator[Node]:
    """The trees in what is given."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _trees(one)
    elif isinstance(value, dict):
        yield from _trees(list(value.values()))


def _written(answer: Any, trees: _Trees) -> Any:
    """An answer as JSON has it: a tree as a list of operations, letters, numbers and places."""
    if isinstance(answer, tuple | list):
        return [_written(one, trees) for one in answer]
    if not isinstance(answer, Node):
        return answer
    known = trees.places()
    steps: list[Any] = []
    places: dict[Node, int] = {}

    def visit(part: Node) -> int:
        if part not in places:
            step: Any = known.get(part) or part.value
            if step is None:
                step = [part.op, *map(visit, part.args)]
            places[part] = len(steps)
            steps.append(step)
        return places[part]

    visit(answer)
    return {"tree": steps}


def _read(written: Any, trees: _Trees) -> Any:
    if isinstance(written, list):
        return tuple([_read(one, trees) for one in written])
    if not isinstance(written, dict):
        return written
    parts: list[Node] = []
    for step in written["tree"]:
        match step:
            case [int(which), place]:
                parts.append(trees.at(which, place))
            case [op, *args]:
                parts.append(node(op, *[parts[at] for at in args]))
            case str():
                parts.append(name(step))
            case _:
                parts.append(number(step))
    return parts[-1]
