"""``actviz approximate --sweep``: error against size, for one kind or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from actviz.text import terminal
from actviz.text.rows import Lower, Upper

if TYPE_CHECKING:
    from actviz.approximation.request import Request


def swept(
    requests: Sequence[Request],
    text: str,
    output: str | None,
    theme: str,
    size: str | None,
    kind: Any,
) -> None:
    """Print a row for each size, doubled from low to high, and draw them."""
    from actviz.approximation.making import approximate

    low, colon, high = text.partition(":")
    if not colon or not low.isdecimal() or not high.isdecimal() or not 0 < int(low) <= int(high):
        raise ValueError(f"--sweep {text!r} is not LOW:HIGH, such as 4:64")
    rows: list[dict[str, Any]] = []
    curves: list[tuple[str, list[tuple[int, float]]]] = []
    for request in requests:
        if request.kind == "rational" and request.size is not None:
            raise ValueError("--sweep is of one size; of rationals --rational auto has P = Q")
        label = _label(request)
        points: list[tuple[int, float]] = []
        number = int(low)
        while number <= min(int(high), request.most):
            approximation = approximate(replace(request, size=number, divisor=number, within=None))
            error = approximation.error
            assert error is not None
            worth = approximation.mse if request.measure == "mse" else error.upper
            if worth is not None:
                points.append((number, worth))
            ends = {"lower": Lower(error.lower), "upper": Upper(error.upper)}
            any_ = None if approximation.bound_any is None else Lower(approximation.bound_any)
            row = {"kind": label, "size": number, **ends, "mse": approximation.mse}
            rows.append({**row, "bound_any": any_, "bits": approximation.bits})
            number = 2 * number
        curves.append((label, points))
    if output is not None:
        from actviz.cli.plot import write
        from actviz.figures.compose import wishes
        from actviz.figures.compose.approximations import sweep_scene

        measure = requests[0].measure
        what = "mean squared error" if measure == "mse" else f"largest {measure} error"
        name = requests[0].activation.display
        scene = sweep_scene(name, curves, what, theme=theme, size=wishes.size(size))
        write(scene, output)
        if output == "-":
            return
    terminal.table(rows, kind)


def _label(request: Request) -> str:
    if request.kind == "pieces":
        shape = ("steps", "straight pieces", "parabolas", "cubics")[request.degree]
        return shape + (", joined" if request.continuous else "")
    if request.kind == "table":
        return "entries" + (", interpolated" if request.interpolate else "")
    return request.kind
