"""Options of ``actviz plot`` that would change nothing where they stand are refused in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from actviz.lookup.registry import Function

LOOK: Final = frozenset(
    {"--size", "--dpi", "--style", "--font", "--font-size", "--linewidth", "--transparent",
     "--svg-text"}
)  # fmt: skip
_PANELS: Final = frozenset({"--grid", "--own-axes", "--across", "--panels"})
# What an output has no use for, and why.
_PAGE: Final = (
    LOOK | _PANELS | {"--all", "--points", "--data", "--dtype", "--ylim", "--xlabel", "--ylabel",
                      "--xscale", "--yscale", "--legend", "--letters", "--annotate",
                      "--saturated", "--show"},
    "is for pictures that stand still: a page has one panel, as wide as its window, and samples by "
    "need; leave {option} out, or write png, svg or pdf",
)  # fmt: skip
_FILM: Final = (
    frozenset({"--transparent", "--svg-text", "--dtype"}),
    "is for pictures that stand still; leave it out",
)
_TERMINAL: Final = (
    LOOK | {"--theme", "--output", "--show", "--ylabel", "--annotate", "--saturated"},
    "is for files; --term draws in the letters of the terminal: leave one out",
)
_WINDOW: Final = (
    frozenset({"--output", "--dpi", "--transparent", "--svg-text"}),
    "is for files; --show opens a window: leave one out",
)
_DATA: Final = (
    frozenset({"--all", "--grid", "--own-axes", "--saturated", "--across", "--xscale", "--dtype"}),
    "does not go with --data, whose histograms stand below one panel; leave one out",
)
_SAMPLES: Final = (
    frozenset({"--grid", "--own-axes", "--across", "--panels"}),
    "is for several panels; files of samples share one panel with the functions beside them",
)


@dataclass(frozen=True, slots=True)
class GivenOptions:
    """What was typed: the options that were given, and what the rest of the line says."""

    options: Collection[str]
    kind: str  # of file
    moves: bool  # a parameter is to move
    samples: bool
    slopes: bool  # derivatives are drawn


def refuse(given: GivenOptions) -> None:
    """Refuse what makes no sense beside the rest, before anything is worked out."""
    options = given.options
    if "--term" in options:
        _none_of(options, *_TERMINAL)
    elif given.kind == "html":
        _none_of(options, *_PAGE)
    elif "--show" in options:
        _none_of(options, *_WINDOW)
    elif given.moves:
        _none_of(options, *_FILM)
    else:
        if given.kind != "svg":
            _none_of(options, ["--svg-text"], "is for svg, whose letters may stay text")
        if given.kind in ("svg", "pdf", "eps", "pgf", "tex"):
            _none_of(options, ["--dpi"], f"is for pixels, and there are none in {given.kind}")
    if "--data" in options:
        _none_of(options, *_DATA)
    if given.samples:
        _none_of(options, *_SAMPLES)
    grid = not {"--grid", "--across", "--all"}.isdisjoint(options)
    if not grid:
        _none_of(options, ["--own-axes"], "is for the panels of --grid or --across; ask for both")
    if grid or not given.slopes:
        _none_of(
            options,
            ["--panels"],
            "sets derivatives below the functions, in a picture of its own: ask for --derivative "
            "or --order, without --grid",
        )


def refuse_for(functions: Sequence[Function], options: Collection[str]) -> None:
    """Refuse what none of the functions has a use for."""
    doors = {function.door for function in functions}
    if doors and "get" not in doors:
        _none_of(options, ["--points", "--panels"], "is for functions of one x; leave it out")
    if doors == {"gate"}:
        _none_of(options, ["--linewidth"], "is of curves, and gated units have contours")


def _none_of(options: Collection[str], idle: Iterable[str], why: str) -> None:
    for option in sorted(set(options).intersection(idle)):
        raise ValueError(f"{option} {why.format(option=option)}")
