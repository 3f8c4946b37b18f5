"""A parameter that moves: ``swish:beta=0.1..4`` as the frames of a gif or webp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import floor, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from actviz.cli.budget import FRAME, bounded

if TYPE_CHECKING:
    from actviz.figures.scene.scene import Scene
    from actviz.functions.elementwise import Activation

KINDS: Final = ("gif", "webp")
FRAMES: Final = 41
FILM_DPI: Final = 100
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_MOVING: Final = re.compile(rf"(.*?:(?:.*,)?)(\w+)=({_NUMBER})\.\.({_NUMBER})((?:,.*)?)")


def moving(names: Sequence[str]) -> list[int]:
    """Which names hold a parameter that moves."""
    return [place for place, name in enumerate(names) if _MOVING.fullmatch(name)]


def check(names: Sequence[str], output: str | None, *, still: bool) -> None:
    """Refuse a film that cannot be one; ``still`` says that something asks for a picture."""
    kind = "gif" if output is None else Path(output).suffix.lower().lstrip(".")
    count = len(moving(names))
    if not count and kind == "gif" and output is not None:
        raise ValueError("a gif shows a parameter that moves, as in swish:beta=0.1..4; write a png")
    if count > 1:
        raise ValueError("one parameter moves at a time; give the others a value")
    if count and (still or kind not in KINDS):
        raise ValueError(
            "a parameter from..to moves in a file of its own: write .gif or .webp; "
            "for curves side by side give values, as in swish:beta=0.1,1,4"
        )


def animate(names: Sequence[str], options: dict[str, Any], output: str | None, dpi: int) -> None:
    """Write the frames of a parameter that moves, and print the file's name."""
    from actviz.cli.matplotlib_start import start
    from actviz.streams.whole import write_whole
    from actviz.text import terminal

    scenes = frames(names, **options)
    start()
    from actviz.figures.engines.film import animation

    stem = "-".join(re.sub(r"[^A-Za-z0-9]+", "_", name.partition(":")[0]) for name in names)
    target = Path(output or f"{stem}.gif")
    write_whole(target, animation(scenes, target.suffix.lower().lstrip("."), dpi))
    terminal.out(f"{target}\n")


def frames(names: Sequence[str], **options: Any) -> list[Scene]:
    """A scene for each value, all over the same ranges of x and y."""
    from actviz.figures.compose.picture import compose
    from actviz.lookup.registry import elementwise

    (place,) = moving(names)
    match = _MOVING.fullmatch(names[place])
    assert match is not None
    head, parameter, first, last, tail = match.groups()
    low, high = float(first), float(last)
    if low == high:
        raise ValueError(f"{names[place]}: {parameter} does not move from {first} to {last}")
    if options.get("grid") or options.get("across"):
        raise ValueError("a parameter moves where curves share one panel, not in a grid")
    values = [low + (high - low) * step / (FRAMES - 1) for step in range(FRAMES)]
    digits = max(0, 2 - floor(log10(abs(high - low))))

    def at(value: float) -> list[Activation]:
        spec = f"{head}{parameter}={value:.12g}{tail}"
        given = [*names[:place], spec, *names[place + 1 :]]
        functions = elementwise(given, "an animated plot")
        moved = functions[place]
        return [
            *functions[:place],
            replace(moved, label=_label(moved, parameter, value, digits)),
            *functions[place + 1 :],
        ]

    def composed(functions: Sequence[Activation], **options: Any) -> Scene:
        with bounded(functions, FRAME):
            return compose(functions, **options)

    composed(at(low), **options)  # a formula that takes too long is refused by its first frame
    # Ranges in which every frame has room: of several values drawn together.
    ends = [function for value in values[:: FRAMES // 8] for function in at(value)]
    bounds = composed(ends, **{**options, "annotate": ()}).panels
    span = options.get("span") or (bounds[0].x.low, bounds[0].x.high)
    ylim = options.get("ylim")
    if ylim is None and options.get("yscale", "linear") == "linear" and len(bounds) == 1:
        ylim = (bounds[0].y.low, bounds[0].y.high)
    fixed = {**options, "span": span, "ylim": ylim}
    return [composed(at(value), **fixed) for value in values]


def _label(function: Activation, parameter: str, value: float, digits: int) -> str:
    """``swish (β = 0.10)``: as many digits in each frame, so that nothing trembles."""
    from actviz.figures.compose.titles import greek
    from actviz.figures.layout.ticks import MINUS

    number = f"{value:.{digits}f}".replace("-", MINUS)
    return f"{function.name} ({greek(parameter)} = {number})"
