"""``actviz check --against``: callables of other libraries, operators of runtimes, or pairs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.cli.budget import CHECKED, bounded
from actviz.cli.plot import write
from actviz.dataclass import dataclass
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.accuracy import Measure
    from actviz.measure.callables import Audit
    from actviz.text.rows import Row


USUAL: Final = 8  # points in each binade of a foreign function; it is one, not all of a registry
_TOLD: Final = 5  # failures that the last line lists


@dataclass(frozen=True)
class CallableRequest:
    """What was asked for on the command line."""

    functions: Sequence[Activation]
    paths: Sequence[str]  # {name} in them stands for each function's name
    dtypes: Sequence[str]  # none: what the users of each callable compute in
    highest: int
    density: int
    extra: dict[str, Any]
    arrays: str | None
    limit: float  # seconds for each answer


@dataclass(frozen=True)
class Audited:
    """A callable held against the function that it claims to be, in one format."""

    function: Activation
    label: str
    version: str
    audits: tuple[Audit, ...]  # one for each order

    @property
    def dtype(self) -> str:
        """The format."""
        return self.audits[0].measure.dtype


def combinations(request: CallableRequest) -> list[tuple[Activation, str, str]]:
    """Each function with each path filled in and each format; "" stands for the usual format."""
    from actviz.measure.reach import NAME, filled_in

    fixed = [path for path in request.paths if NAME not in path]
    if fixed and len(request.functions) > 1:
        raise ValueError(
            f"{fixed[0]} is one callable, and {len(request.functions)} functions are named; write "
            f'{NAME} where each name belongs: --against "torch.nn.functional:{NAME}"'
        )
    if "-" in request.paths and len(request.paths) * len(request.dtypes or [""]) > 1:
        raise ValueError("--against - reads stdin once: give one path and one format")
    every = product(request.functions, request.paths, request.dtypes or [""])
    return [
        (function, path if path == "-" else filled_in(path, function.name), dtype)
        for function, path, dtype in every
    ]


def measured(request: CallableRequest) -> list[Audited]:
    """What was found; of several, one that cannot be measured is told, and the rest goes on."""
    audited, refused = [], []
    for function, path, dtype in combinations(request):
        try:
            audited.append(_found(request, function, path, dtype))
        except ValueError as error:
            refused.append(str(error))
    if not audited:
        raise ValueError(refused[-1])
    for message in dict.fromkeys(refused):
        terminal.note(f"not measured: {message}")
    return audited


def _found(request: CallableRequest, function: Activation, path: str, dtype: str) -> Audited:
    from actviz.measure import callables
    from actviz.measure.reach import reach

    if path == "-":
        if request.extra or request.arrays:
            raise ValueError("--with and --arrays need a callable, not pairs from stdin")
        audit = callables.pairs(function, _pairs_from_stdin(), dtype or "float64", request.highest)
        return Audited(function, "stdin", "", (audit,))
    foreign = reach(path, request.extra, request.arrays, request.limit)
    chosen = dtype or foreign.usual_dtype
    audits = []
    with bounded([function], CHECKED * max(request.density / USUAL, 1)):
        for order in range(request.highest + 1):
            with points_done(f"{path} in {chosen}, order {order}") as progress:
                audits.append(
                    callables.audit(foreign, function, chosen, order, request.density, progress)
                )
    foreign.close()
    came_as = {audit.came_as for audit in audits} - {chosen}
    if came_as:
        terminal.note(
            f"{path} gave {', '.join(sorted(came_as))} for {chosen}; its values are measured as "
            f"they came, in ulps of {chosen}"
        )
    return Audited(function, path, foreign.version, tuple(audits))


@contextmanager
def points_done(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over points whose number is known when the work begins."""
    with terminal.progress(title, 100) as done:
        yield lambda count, total: done(100 * count // max(total, 1))


def keywords(extra: list[str]) -> dict[str, Any]:
    """``approximate=tanh`` as a keyword and a value: a Python literal, else a string."""
    arguments: dict[str, Any] = {}
    for text in extra:
        word, equals, value = text.partition("=")
        if not equals or not word.isidentifier():
            raise ValueError(f"--with {text!r} is not WORD=VALUE; an example: approximate=tanh")
        try:
            arguments[word] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            arguments[word] = value
    return arguments


def _pairs_from_stdin() -> Any:
    """All pairs on stdin, as an array of shape (n, 2)."""
    from actviz.files.numbers_from_file import pairs

    return np.stack(pairs("-"), axis=1)


# ---------------------------------------------------------------- told


def show(every: list[Audited], limit: float, format_: str, findings: bool) -> None:
    """Print a row for each order, and in a table and in JSON the findings beside it."""
    from actviz.measure.headline import headline
    from actviz.pages import check

    heads, listed = [], []
    for audited in every:
        for audit in audited.audits:
            head = headline(audit, audited.function, limit)
            row = head.row(audited.function.display, audited.label, audited.version, audit)
            own = check.findings(audit.measure, audited.label)
            heads.append({**row, "findings": [_own(each) for each in own]})
            listed += own
    if findings:
        terminal.table(listed, format_)
    elif format_ == "json":
        terminal.table(heads, "json")
    else:
        rows = [check.shown(head) for head in heads]
        terminal.table(rows, format_, check.SHORT if format_ == "table" else None)
        if format_ == "table":
            terminal.out("\n")
            terminal.table(listed, "table")


def _own(finding: Row) -> Row:
    """A finding without what the row that it belongs to says."""
    return {word: finding[word] for word in finding if word not in ("name", "order", "dtype")}


def failures(every: list[Audited], limit: float) -> str:
    """What to fail with: callables that are further off than the limit, or worse than inexact."""
    failing = []
    for audited in every:
        broken = [audit for audit in audited.audits if fails(audit.measure, limit)]
        if broken:
            worse = any(audit.measure.catastrophes for audit in broken)
            what = "is worse than inexact" if worse else f"does not keep to {limit:g} ulp"
            orders = ", ".join(map(_primed, broken))
            failing.append(f"{audited.label} {what} in {orders} in {audited.dtype}")
        elif any(audit.measure.undecided > audit.measure.tried for audit in audited.audits):
            failing.append(f"{audited.function.display} is not decided at most points")
    more = f"; and {len(failing) - _TOLD} more" if len(failing) > _TOLD else ""
    return "; ".join(failing[:_TOLD]) + more


def verdict_of(every: list[Audited], limit: float) -> str:
    """The same in a sentence for people."""
    from actviz.pages.check import verdict

    measures = [audit.measure for audited in every for audit in audited.audits]
    labels = [f"{audited.label} in {audited.dtype}" for audited in every for _ in audited.audits]
    return verdict(measures, labels, limit)


def _primed(audit: Audit) -> str:
    return "f" + "'" * audit.measure.order


def say_what_was_left_out(every: list[Audited]) -> None:
    """A note on the inputs of float32 that were not tried: so few that one might want all."""
    from actviz.measure.campaign import inputs_of
    from actviz.pages.every_input import untried

    single = [audited for audited in every if audited.dtype == "float32"]
    if single:
        dtype, tried = "float32", single[0].audits[0].x.size
        left = untried(tried, inputs_of(dtype)).replace("inputs", "inputs of float32")
        stdin = single[0].label == "stdin"
        terminal.note(left if stdin else f"{left}; --all-inputs tries all")


def draw(every: list[Audited], file: str, window: tuple[float, float] | None) -> None:
    """Draw the errors of one callable against x, or of several the largest as a heat map."""
    from actviz.figures.compose.errors import Errors, errors_scene
    from actviz.figures.compose.harm import harm_drawing

    if len(every) > 1:
        if window:
            raise ValueError("--range is for the picture of one callable, not for a heat map")
        cells = [(each.function, each.label, each.dtype, each.audits[0]) for each in every]
        write(harm_drawing(cells), file)
    else:
        (only,) = every
        drawn = [
            Errors(_primed(audit), audit.x, audit.errors, audit.measure) for audit in only.audits
        ]
        title = f"{only.label} against {only.function.display}: error in ulp of {only.dtype}"
        write(errors_scene(drawn, title, window), file)
    terminal.note(file)


def fails(measure: Measure, limit: float) -> bool:
    """Whether a measure exceeds a limit in ulp, or is worse than inexact."""
    return measure.max_ulp > limit or bool(measure.catastrophes)
