"""``actviz check NAME``: actviz's own fast arithmetic, held to what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from actviz.cli import check_callable
from actviz.cli.budget import CHECKED, longer, seconds_for
from actviz.cli.workers import FEW, shared
from actviz.readings.effort import OutOfTime, limited
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.accuracy import Measure
    from actviz.text.rows import Row


def run(
    functions: Sequence[Activation],
    density: int,
    highest: int,
    max_ulp: float | None,
    *,
    format_: str,
) -> None:
    """Print a row for each function and order.

    Exit code 1 where a promise is broken, or more points are open than decided; else 2 where a
    typed formula takes too long, whose first orders are printed.
    """
    from actviz.pages.check import row, verdict

    rows: list[Row] = []
    measures, names, late = [], [], []
    for function, own in _measured(functions, density, highest, CHECKED * density):
        rows += [row(function, measure) for measure in own]
        measures += own
        names += [function.display] * len(own)
        if len(own) <= highest:
            late.append(function.display)
    allowed = seconds_for(CHECKED * density)
    what = "not all measured" if measures else "not measured"
    too_long = (
        f"{'; '.join(late)}: {what} within {allowed:g} s of processor time; {longer(allowed)}"
    )
    if not measures:
        raise ValueError(too_long)
    terminal.table(rows, format_)
    if format_ == "table":
        terminal.out(f"\n{verdict(measures, names, max_ulp)}\n")
    failed = _failed(measures, max_ulp)
    if failed:
        if late:
            terminal.note(too_long)
        terminal.fail(failed, 1)
    if late:
        raise ValueError(too_long)


def _failed(measures: Sequence[Measure], max_ulp: float | None) -> str:
    """What to fail with; nothing where all is well."""
    broken = sum(_breaks(measure, max_ulp) for measure in measures)
    if broken:
        what = "keep the promise" if max_ulp is None else f"stay within {max_ulp:g} ulp"
        return f"{broken} of {len(measures)} do not {what}"
    left = sum(measure.undecided > measure.tried for measure in measures)
    return f"{left} of {len(measures)} are not decided at most points" if left else ""


def _breaks(measure: Measure, max_ulp: float | None) -> bool:
    """Whether a measure of the own arithmetic breaks the limit, or without one the promise."""
    return not measure.kept if max_ulp is None else check_callable.fails(measure, max_ulp)


def _measured(
    functions: Sequence[Activation], density: int, highest: int, seconds: float
) -> Iterator[tuple[Activation, list[Measure]]]:
    """Measures in the order of the functions; many functions share the processors."""
    allowed = seconds_for(seconds)
    work = partial(_in_time, density=density, highest=highest, seconds=allowed)
    if len(functions) < FEW:
        for function in functions:
            with check_callable.points_done(f"measuring {function.display:.40}") as progress:
                yield function, work(function, progress=progress)
        return
    with terminal.progress("measuring", len(functions)) as done:
        every = zip(functions, shared(work, functions), strict=True)
        for count, one in enumerate(every, 1):
            yield one
            done(count)


def _in_time(
    function: Activation,
    density: int,
    highest: int,
    seconds: float,
    progress: Callable[[int, int], object] | None = None,
) -> list[Measure]:
    """A function's measures; of a typed formula those that are found in time, first orders first.

    A process that shares the work knows no limit but its own, so that it is set here.
    """
    from actviz.measure.accuracy import measures

    finished: list[Measure] = []
    try:
        with limited(seconds if function.family == "own" else inf):
            for measure in measures(function, density, highest, progress):
                finished.append(measure)
    except OutOfTime:
        pass
    return finished
