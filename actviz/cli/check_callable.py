"""``actviz check --against``: a callable of another library, or pairs from stdin."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from actviz.cli.plot import kind_of
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.accuracy import Measure
    from actviz.measure.callables import Audit
    from actviz.text.rows import Row


def audits(
    function: Activation,
    path: str,
    dtype: str | None,
    highest: int,
    density: int,
    extra: dict[str, Any],
    arrays: str | None,
) -> tuple[list[Audit], str]:
    """What was found of each order, and what the foreign function is called."""
    from actviz.measure import callables

    if path == "-":
        if extra or arrays:
            raise ValueError("--with and --arrays need a callable, not pairs from stdin")
        return [
            callables.pairs(function, _pairs_from_stdin(), dtype or "float64", highest)
        ], "stdin"
    foreign = callables.load(path, extra, arrays)
    chosen = dtype or foreign.usual_dtype
    found = []
    for order in range(highest + 1):
        with _points_done(f"{path}, order {order}") as progress:
            found.append(callables.audit(foreign, function, chosen, order, density, progress))
    came_as = {audit.came_as for audit in found} - {chosen}
    if came_as:
        terminal.note(
            f"{path} gave {', '.join(sorted(came_as))} for {chosen}; its values are measured as "
            f"they came, in ulps of {chosen}"
        )
    return found, path


@contextmanager
def _points_done(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over points whose number is known when the work begins."""
    with terminal.progress(title, 100) as done:
        yield lambda count, total: done(100 * count // max(total, 1))


def keywords(extra: list[str]) -> dict[str, Any]:
    """``approximate=tanh`` as a keyword and a value: a Python literal, else a string."""
    found: dict[str, Any] = {}
    for text in extra:
        word, equals, value = text.partition("=")
        if not equals or not word.isidentifier():
            raise ValueError(f"--with {text!r} is not WORD=VALUE; an example: approximate=tanh")
        try:
            found[word] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found[word] = value
    return found


def _pairs_from_stdin() -> Any:
    """All pairs on stdin, as an array of shape (n, 2).

    Raises:
        ValueError: a line does not hold two numbers; the message has its number.
    """
    import numpy as np

    from actviz.files.reading import pairs

    return np.stack(pairs("-"), axis=1)


def findings(audits: list[Audit], label: str, max_ulp: float | None) -> tuple[list[Row], str]:
    """What was found as rows, and what to fail with, if anything."""
    from actviz.pages import check

    rows = [row for audit in audits for row in check.findings(audit.measure, label)]
    broken = [_primed(audit) for audit in audits if fails(audit.measure, max_ulp)]
    what = "the promise of actviz's own arithmetic" if max_ulp is None else f"{max_ulp:g} ulp"
    return rows, f"{label} does not keep to {what} in {', '.join(broken)}" if broken else ""


def _primed(audit: Audit) -> str:
    return "f" + "'" * audit.measure.order


def say_what_was_left_out(audits: list[Audit], label: str) -> None:
    """A note on the inputs of float32 that were not tried: so few that one might want all."""
    from actviz.measure.campaign import inputs_of
    from actviz.pages.every_input import untried

    dtype, tried = audits[0].measure.dtype, audits[0].x.size
    if dtype == "float32":
        left = untried(tried, inputs_of(dtype)).replace("inputs", "inputs of float32")
        terminal.note(left if label == "stdin" else f"{left}; --all-inputs tries all")


def draw(
    audits: list[Audit],
    label: str,
    function: Activation,
    file: str,
    window: tuple[float, float] | None,
) -> None:
    """Draw the errors against x into a file."""
    from pathlib import Path

    from actviz.figures.compose.errors import Errors, errors_scene
    from actviz.figures.engines.matplotlib_figure import save

    drawn = [Errors(_primed(audit), audit.x, audit.errors, audit.measure) for audit in audits]
    dtype = audits[0].measure.dtype
    title = f"{label} against {function.display}: error in ulp of {dtype}"
    save(errors_scene(drawn, title, window), Path(file), kind_of(file))
    terminal.note(file)


def fails(measure: Measure, max_ulp: float | None) -> bool:
    """Whether a measure breaks the limit, or without one the promise."""
    if max_ulp is None:
        return not measure.kept
    return measure.max_ulp > max_ulp or bool(measure.catastrophes)
