"""``actviz check --all-inputs``: a callable or a command at every number of a format."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actviz.cli.check_callable import CallableRequest, combinations
from actviz.cli.plot import write
from actviz.dataclass import dataclass
from actviz.processes.patience import PATIENCE
from actviz.readings.formats import USUAL
from actviz.streams.whole import write_whole
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.tally import Tally
    from actviz.measure.tested_kernels import Kernel


@dataclass(frozen=True)
class CommandOptions:
    """What else was asked for on the command line."""

    command: str | None
    window: tuple[float, float] | None
    jobs: int
    cluster: str | None
    resume: str | None
    max_ulp: float | None
    plot: str | None
    format_: str


@dataclass(frozen=True)
class Examination:
    """One callable or command, held against one function in one format."""

    function: Activation
    path: str  # of a callable; empty for a command
    dtype: str
    request: CallableRequest
    wish: CommandOptions
    version: str = ""  # of what a callable belongs to

    @property
    def label(self) -> str:
        """What is measured."""
        return self.wish.command or self.path


def run(request: CallableRequest, wish: CommandOptions) -> None:
    """Try every input, and print what was found.

    Raises:
        ValueError: the request does not make sense, or the kernel does not do what it should.
        SystemExit: with code 1, a catastrophe or an error above --max-ulp.
    """
    cases = _cases(request, wish)
    if len(cases) > 1 and (wish.resume or wish.plot):
        raise ValueError("--resume and --plot with --all-inputs are for one callable in one format")
    done = [(case, _tallies(case)) for case in cases]
    _show(done, wish)
    for case, tallies in done:
        if wish.plot is not None:
            _draw(tallies, case)
    _judge(done, wish.max_ulp)


def _cases(request: CallableRequest, wish: CommandOptions) -> list[Examination]:
    if wish.command and request.highest:
        raise ValueError("--exec gives values, not derivatives; leave --derivative out")
    if wish.resume and request.highest:
        raise ValueError("--resume keeps one run: give --order or --derivative without it")
    if not wish.command:
        return [
            Examination(function, path, chosen, request, wish, version)
            for function, path, dtype in combinations(request)
            for chosen, version in [_reached(request, path, dtype)]
        ]
    if len(request.functions) > 1:
        raise ValueError("--exec needs the one function that it claims to be")
    return [
        Examination(request.functions[0], "", _small(dtype), request, wish)
        for dtype in request.dtypes or ["float32"]
    ]


def _tallies(case: Examination) -> list[Tally]:
    """What was found of each order."""
    from actviz.measure.campaign import Campaign
    from actviz.measure.every_input import Judge
    from actviz.measure.right_results import Right

    tallies: list[Tally] = []
    for order in range(case.request.highest + 1):
        right, limit = Right(case.function, order, case.dtype), case.wish.max_ulp
        judge = Judge(right) if limit is None else Judge(right, limit)
        campaign = Campaign(judge, _kernel(case, order), case.wish.window)
        log = _log(case.wish, campaign)
        with progress(f"{case.label}, order {order}") as report:
            tallies.append(campaign.run(case.wish.jobs, log, report, case.wish.cluster))
    return tallies


def _show(done: list[tuple[Examination, list[Tally]]], wish: CommandOptions) -> None:
    from actviz.measure.campaign import inputs_of
    from actviz.pages import every_input

    each = [(r, order, tally) for r, tallies in done for order, tally in enumerate(tallies)]
    if wish.format_ == "json":
        terminal.table(
            [every_input.found(tally, r.function, r.label, r.version, k) for r, k, tally in each],
            "json",
        )
        return
    rows = [row for r, k, tally in each for row in every_input.rows(tally, r.label, k)]
    terminal.table(rows, wish.format_)
    for r, order, tally in each:
        terminal.note(every_input.sentence(tally, r.label, order, inputs_of(r.dtype)))


def _reached(request: CallableRequest, path: str, dtype: str) -> tuple[str, str]:
    """The format and version of a callable, once it is sure that it can be measured in it."""
    from actviz.measure.reach import reach

    foreign = reach(path, request.extra, request.arrays, request.limit)
    chosen = _small(dtype or foreign.usual_dtype)
    foreign.check(chosen, request.highest)
    foreign.close()
    return chosen, foreign.version


def _small(dtype: str) -> str:
    if dtype == "float64":
        raise ValueError(
            "float64 has 2**64 inputs, too many to try all; --all-inputs takes --dtype float32, "
            "float16 or bfloat16"
        )
    if dtype not in USUAL:
        raise ValueError(
            f"--all-inputs takes --dtype float32, float16 or bfloat16; without it {dtype} is tried "
            "on all its inputs too, if it has 16 bits or fewer"
        )
    return dtype


def _kernel(case: Examination, order: int) -> Kernel:
    from actviz.measure.tested_kernels import Command, NamedCallable

    request = case.request
    if (
        case.wish.command
    ):  # it may hold back everything until its stdin is closed: no limit is usual
        limit = None if request.limit == PATIENCE else request.limit
        return Command(case.wish.command, case.dtype, limit)
    extra = tuple(request.extra.items())
    return NamedCallable(case.path, case.dtype, order, extra, request.arrays, request.limit)


def _log(wish: CommandOptions, campaign: Any) -> Any:
    if wish.resume is None:
        return None
    from actviz.measure.campaign import Log

    path = Path(wish.resume)
    log = Log.read(path, campaign, lambda data: write_whole(path, data))
    log.write()  # a file that cannot be written is told now
    return log


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with the rate and the time left."""
    with terminal.progress(title, 1000) as done:
        begun: list[float] = []

        def report(count: int, total: int) -> None:
            now = time.monotonic()
            if not begun or count <= begun[1]:  # of a resumed run only what is done now is timed
                begun[:] = now, count
                return
            rate = (count - begun[1]) / max(now - begun[0], 1e-9)
            left = (total - count) / max(rate, 1.0)
            pace = f"{rate / 1e6:.1f} million a second, {_time(left)} left"
            words = f"{title}: {pace}" if rate > 1e3 else title
            done(1000 * count // max(total, 1), words)

        yield report


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _judge(done: list[tuple[Examination, list[Tally]]], max_ulp: float | None) -> None:
    undecided = sum(each.tried - each.proved for _, tallies in done for each in tallies)
    broken = [_broken(r, tallies, "is worse than inexact", None) for r, tallies in done]
    if max_ulp is not None and not any(broken):
        what = f"does not keep to {max_ulp:g} ulp"
        broken = [_broken(r, tallies, what, max_ulp) for r, tallies in done]
    if any(broken):
        terminal.fail("; ".join(filter(None, broken)), 1)
    if undecided:
        terminal.fail(f"{undecided} inputs are not decided", 1)


def _broken(case: Examination, tallies: list[Tally], what: str, limit: float | None) -> str:
    """Which orders are beyond a limit in ulp; without one, which are worse than inexact."""
    orders = [
        order
        for order, each in enumerate(tallies)
        if (each.catastrophic if limit is None else each.max_ulp > limit)
    ]
    primed = ", ".join("f" + "'" * order for order in orders)
    return f"{case.label} {what} in {primed}" if orders else ""


def _draw(tallies: list[Tally], case: Examination) -> None:
    from actviz.figures.compose.binades import binades_scene

    file = case.wish.plot or ""
    title = f"{case.label} against {case.function.display}: largest error by binade"
    write(binades_scene(tallies, title), file)
    terminal.note(file)
