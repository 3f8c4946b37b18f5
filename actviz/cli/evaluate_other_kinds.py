"""``actviz eval`` for functions that are not elementwise: whole vectors, pairs, draws."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from actviz.arrays import np
from actviz.cli.exact_column import OpenPoints, tell_undecided
from actviz.cli.options import Format
from actviz.streams.pipes import WholeLines, opened, text_lines
from actviz.streams.reader import BadLine
from actviz.streams.words import is_number, is_vector, vector
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.random_functions import Stochastic
    from actviz.lookup.registry import Function

Pair = tuple[float, float]


def check_seed(functions: Sequence[Function], *, exact: bool, all_inputs: bool, wrt: str) -> None:
    """Refuse a seed where nothing is drawn, or where drawing makes no sense."""
    if not any(hasattr(function, "sample") for function in functions):
        raise ValueError(
            f"--seed is for random functions; {functions[0].name} is none. "
            "actviz list --family stochastic shows them"
        )
    if exact or all_inputs or wrt != "x":
        raise ValueError("--seed draws, so it does not go with --exact, --all-inputs or --wrt")


def whole(functions: Sequence[Function], *, plain: bool) -> bool:
    """Whether one function of whole vectors is to be evaluated."""
    on_vectors = [function for function in functions if function.door == "vector"]
    if on_vectors and not (plain and len(functions) == 1):
        raise ValueError(
            f"{on_vectors[0].name} works on whole vectors: evaluate it alone, with no option but "
            "--exact, --dtype, --digits, --seed and --format; its slopes: "
            f"actviz derive {on_vectors[0].name}"
        )
    return bool(on_vectors)


class Form(NamedTuple):
    """How values are wanted: as which rows, with how many digits, exact in which format."""

    rows: Format | None
    digits: int | None
    exact: str | None


def vectors(function: Any, given: Sequence[list[float]], form: Form, seed: int | None) -> None:
    """Values of one function of a vector: the vectors given, or each line of stdin."""

    open_points = OpenPoints()

    def applied(vector: list[float], number: int) -> list[float]:
        if form.exact:
            with open_points.at(f"vector {number + 1}"):
                array = function.exact(vector, dtype=form.exact)
            if open_points.last:
                return [math.nan] * len(function(vector))
        else:  # each line has noise of its own
            array = function(vector) if seed is None else function.sample(vector, seed + number)
        values: list[float] = array.tolist()
        return values

    source = iter(given) if given else vectors_from_stdin()
    if form.rows is None:
        for number, vector in enumerate(source):
            terminal.out(" ".join(_texts(applied(vector, number), form.digits)) + "\n")
        tell_undecided(open_points)
        return
    rows = []
    for number, vector in enumerate(source):
        values = applied(vector, number)
        if form.digits:
            values = [float(text) for text in _texts(values, form.digits)]
        inputs = vector if len(values) == len(vector) else [None] * len(values)
        for index, (x, value) in enumerate(zip(inputs, values, strict=True), 1):
            rows.append({"vector": number + 1, "i": index, "x": x, function.display: value})
    terminal.table(rows, form.rows, ["vector", "i", "x", function.display])
    tell_undecided(open_points)


def _texts(values: Sequence[float], digits: int | None) -> list[str]:
    """Numbers as ``eval`` writes them."""
    from actviz.streams.numerals import written

    return written(np.asarray(values, dtype=np.float64), digits).decode().split()


def paired_units(functions: Sequence[Function], *, plain: bool) -> bool:
    """Whether gated units are to be evaluated."""
    units = [function for function in functions if function.door == "gate"]
    if units and len(units) < len(functions):
        other = next(function for function in functions if function.door != "gate")
        raise ValueError(
            f"{units[0].name} takes pairs u v and {other.name} single numbers; evaluate them apart"
        )
    if units and not plain:
        raise ValueError(
            f"{units[0].name} takes pairs u v; of the options only --derivative, --order, --wrt, "
            "--exact, --dtype and --format go with it"
        )
    return bool(units)


def paired(name: str, given: Sequence[float]) -> list[Pair]:
    """Numbers two by two."""
    if len(given) % 2:
        raise ValueError(f"{name} takes pairs u v; of {len(given)} numbers the last has no partner")
    return list(zip(given[::2], given[1::2], strict=True))


def gates(
    functions: Sequence[Any],
    given: list[float],
    kind: Format | None,
    order: int,
    wrt: str,
    exact: bool,
    dtype: str | None,
) -> None:
    """Values or partial derivatives at pairs; a column each."""
    letters = [wrt] if wrt != "x" else ["u", "v"] if order else [""]
    titles = {
        f"d{function.display}/d{letter}" if letter else function.display: (function, letter)
        for function in functions
        for letter in letters
    }

    done, open_points = 0, OpenPoints()

    def row(pair: Pair) -> list[float]:
        nonlocal done
        done += 1
        values = []
        for function, letter in titles.values():
            if exact:
                at = {"wrt": letter, "order": order} if letter else {}
                with open_points.at(f"pair {done} ({pair[0]!r}, {pair[1]!r})"):
                    values.append(function.exact(*pair, **at, dtype=dtype or "float64"))
                values += [math.nan] * open_points.last
            elif letter:
                values.append(function.partial(*pair, letter, order))
            else:
                values.append(function(*pair))
        return values

    source = iter(paired(functions[0].name, given)) if given else _pairs(functions[0].name)
    if kind is None:
        for pair in source:
            terminal.out("\t".join(map(repr, row(pair))) + "\n")
        tell_undecided(open_points)
        return
    rows = [
        {"u": pair[0], "v": pair[1], **dict(zip(titles, row(pair), strict=True))} for pair in source
    ]
    terminal.table(rows, kind, ["u", "v", *titles])
    tell_undecided(open_points)


def drawn(functions: Sequence[Any], seed: int | None) -> list[Any]:
    """The same functions with random ones replaced: by draws, or by their evaluation mode."""
    random = [function for function in functions if function.door == "stochastic"]
    if random and seed is None:
        words = ", ".join(function.display for function in random)
        terminal.note(f"{words}: evaluation mode; --seed N draws")
    return [
        function
        if function.door != "stochastic"
        else function.evaluation
        if seed is None
        else _Sampled(function, seed)
        for function in functions
    ]


class _Sampled:
    """A random function that goes on drawing from one batch of numbers to the next."""

    def __init__(self, function: Stochastic, seed: int) -> None:
        self.function = function
        self.sources = function.generators(seed)

    def __call__(self, batch: list[float]) -> np.ndarray[Any, np.dtype[np.float64]] | float:
        return self.function.sample(batch, self.sources)

    def derivative(
        self, batch: list[float], order: int, wrt: str
    ) -> np.ndarray[Any, np.dtype[np.float64]] | float:
        return self.function.sample(batch, self.sources, order=order)


def _pairs(name: str) -> Iterator[Pair]:
    for count, numbers in enumerate(vectors_from_stdin(), 1):
        if len(numbers) != 2:
            raise ValueError(f"line {count}: {name} takes two numbers a line, not {len(numbers)}")
        yield numbers[0], numbers[1]


def vectors_from_stdin() -> Iterator[list[float]]:
    """Each line of stdin as a list of numbers."""
    count = 0
    with opened(None, "vectors, one per line") as descriptor:
        for block in WholeLines(descriptor):
            for line in text_lines(block):
                count += 1
                words = [line] if is_vector(line) else line.replace(",", " ").split()
                for word in words or [line]:
                    if not is_number(word) and not is_vector(word):
                        raise BadLine(count, word)
                yield [x for word in words for x in vector(word)]
