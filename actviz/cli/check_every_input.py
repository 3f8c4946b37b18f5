"""``actviz check --all-inputs``: a callable or a command at every number of a format."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.kernels import Kernel
    from actviz.measure.tally import Tally


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    function: Activation
    path: str | None  # of a callable
    command: str | None
    dtype: str | None
    highest: int
    extra: dict[str, Any]
    arrays: str | None
    window: tuple[float, float] | None
    jobs: int
    resume: str | None
    max_ulp: float | None
    plot: str | None
    format_: str


def run(request: Request) -> None:
    """Try every input, and print what was found.

    Raises:
        ValueError: the request does not make sense, or the kernel does not do what it should.
        SystemExit: with code 1, a catastrophe or an error above --max-ulp.
    """
    from actviz.measure.campaign import Campaign, inputs_of
    from actviz.measure.every_input import Judge
    from actviz.measure.right_results import Right
    from actviz.pages import every_input

    dtype = _dtype(request)
    label = request.command or request.path or ""
    if request.command and request.highest:
        raise ValueError("--exec gives values, not derivatives; leave --derivative out")
    if request.resume and request.highest:
        raise ValueError("--resume keeps one run: give --order or --derivative without it")
    tallies: list[Tally] = []
    for order in range(request.highest + 1):
        judge = Judge(Right(request.function, order, dtype))
        campaign = Campaign(judge, _kernel(request, dtype, order), request.window)
        log = _log(request, campaign)
        with _progress(f"{label}, order {order}") as report:
            tallies.append(campaign.run(request.jobs, log, report))
    if request.format_ == "json":
        name = request.function.display
        terminal.table(
            [every_input.found(each, name, label, k) for k, each in enumerate(tallies)], "json"
        )
    else:
        rows = [row for k, each in enumerate(tallies) for row in every_input.rows(each, label, k)]
        terminal.table(rows, request.format_)
        for order, each in enumerate(tallies):
            terminal.note(every_input.sentence(each, label, order, inputs_of(dtype)))
    if request.plot is not None:
        _draw(tallies, label, request)
    _judge(tallies, label, request.max_ulp)


def _dtype(request: Request) -> str:
    from actviz.measure.callables import load
    from actviz.readings.formats import USUAL

    if not request.command:
        foreign = load(request.path or "", request.extra, request.arrays)
        if request.highest and foreign.library == "numpy":
            raise ValueError(
                f"{request.path} takes NumPy arrays, which have no automatic derivative"
            )
    if request.dtype is not None:
        dtype = request.dtype
    elif request.command:
        dtype = "float32"
    else:
        dtype = foreign.usual_dtype
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


def _kernel(request: Request, dtype: str, order: int) -> Kernel:
    from actviz.measure.kernels import Call, Command

    if request.command:
        return Command(request.command, dtype)
    extra = tuple(request.extra.items())
    threads = 1 if request.jobs > 1 else None
    return Call(request.path or "", dtype, order, extra, request.arrays, threads)


def _log(request: Request, campaign: Any) -> Any:
    if request.resume is None:
        return None
    from actviz.measure.campaign import Log
    from actviz.streams.whole import write_whole

    path = Path(request.resume)
    log = Log.read(path, campaign, lambda data: write_whole(path, data))
    log.write()  # a file that cannot be written is told now
    return log


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with the rate and the time left."""
    with terminal.progress(title, 1000) as done:
        begun: list[float] = []

        def report(count: int, total: int) -> None:
            now = time.monotonic()
            if not begun:
                begun.extend((now, count))  # of a resumed run only what is done now is timed
                return
            rate = (count - begun[1]) / max(now - begun[0], 1e-9)
            left = (total - count) / max(rate, 1.0)
            words = f"{title}: {rate / 1e6:.1f} million a second, {_time(left)} left"
            done(1000 * count // max(total, 1), words)

        yield report


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _judge(tallies: list[Tally], label: str, max_ulp: float | None) -> None:
    undecided = sum(each.tried - each.proved for each in tallies)
    broken = [order for order, each in enumerate(tallies) if each.catastrophic]
    above = [
        order
        for order, each in enumerate(tallies)
        if max_ulp is not None and each.max_ulp > max_ulp
    ]
    if broken:
        terminal.fail(f"{label} is worse than inexact in {_primed(broken)}", 1)
    if above:
        terminal.fail(f"{label} does not keep to {max_ulp:g} ulp in {_primed(above)}", 1)
    if undecided:
        terminal.fail(f"{undecided} inputs are not decided", 1)


def _primed(orders: list[int]) -> str:
    return ", ".join("f" + "'" * order for order in orders)


def _draw(tallies: list[Tally], label: str, request: Request) -> None:
    from actviz.cli.plot import kind_of
    from actviz.figures.compose.binades import binades_scene
    from actviz.figures.engines.matplotlib_figure import save

    file = request.plot or ""
    title = f"{label} against {request.function.display}: largest error by binade"
    save(binades_scene(tallies, title), Path(file), kind_of(file))
    terminal.note(file)
