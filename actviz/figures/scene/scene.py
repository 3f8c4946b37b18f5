"""What to draw, as a value: no engine, no pixels, nothing that depends on where it is drawn.

A scene is compared, printed and tested like any other value. Coordinates are those of the data;
colours and dashes are keys (:class:`Stroke`) that a theme turns into ink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from actviz.dataclass import dataclass
from actviz.text.cleaning import one_line

if TYPE_CHECKING:
    from actviz.arrays import Float64
    from actviz.figures.scene.themes import Theme


ScaleName = Literal["linear", "log", "symlog"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """Which ink a curve is drawn in.

    ``hue`` counts the functions of a picture, ``dash`` the line styles. ``shade`` is the place in
    a sequential ramp, from 0 to 1, for the members of a sweep; it then takes the place of ``hue``.
    """

    hue: int = 0
    dash: int = 0
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a curve without a gap; a kink is one of its points."""

    x: tuple[float, ...]
    y: tuple[float, ...]

    @classmethod
    def through(cls, x: Float64, y: Float64) -> Segment:
        """The one through points that are given as arrays."""
        return cls(tuple(x.tolist()), tuple(y.tolist()))


@dataclass(frozen=True, slots=True)
class Dot:
    """The end of a stretch at a jump: closed where the function takes the value, else open."""

    x: float
    y: float
    closed: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A function's graph. ``labelled`` is false where the title already says what it is.

    Its corners are sharp, as kinks are, but for what must not seem to pass a bound: the corner of a
    spike, mitred, reaches far beyond its point.
    """

    label: str
    segments: tuple[Segment, ...]
    stroke: Stroke = Stroke()
    dots: tuple[Dot, ...] = ()
    labelled: bool = True
    sharp: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two curves over the same abscissae, such as half of all random values.

    ``share`` says how strong its ink is, from 0 to 1. What lies behind is hidden, or shows through
    if ``clear``. Without a stroke the ink is that of notes.
    """

    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    stroke: Stroke | None = Stroke()
    share: float = 0.3
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Cloud:
    """Examples: small points in one ink."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    stroke: Stroke = Stroke()


@dataclass(frozen=True, slots=True)
class Field:
    """A function of two numbers: ``z[row][column]`` at ``y[row]`` and ``x[column]``.

    It is drawn as an area in steps, with lines at ``levels`` that are named by ``words``.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    z: tuple[tuple[float, ...], ...]
    levels: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A faint line, ``y = slope*x + offset`` between two abscissae: an asymptote."""

    slope: float
    offset: float
    low: float
    high: float
    text: str = ""  # what it is, told once in a picture


@dataclass(frozen=True, slots=True)
class Sign:
    """What a line or an area of a picture stands for, told below it."""

    text: str
    stroke: Stroke | None = None
    kind: Literal["line", "guide", "shadow"] = "line"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve that is pointed out, with its text."""

    x: float
    y: float
    text: str
    above: bool  # a maximum is labelled above the curve, a minimum below
    stroke: Stroke = Stroke()
    asked: bool = False  # for by the user: it is refused rather than left out


@dataclass(frozen=True, slots=True)
class Remark:
    """Some words beside a panel's title, in the ink of what they are about."""

    text: str
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """What stands under the title, in mathtext without dollar signs.

    ``rows`` holds one line, or the cases of a piecewise formula as value and condition; they are
    set below each other behind a brace.
    """

    head: str  # what stands before: "f(x) ="
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """A range with the places and words of its ticks; ``label`` says what is measured.

    On a logarithmic ``scale`` all coordinates are those of :mod:`actviz.figures.layout.scales`.
    """

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    label: str = ""
    scale: ScaleName = "linear"


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes and what is drawn in it.

    Of panels below each other, ``share`` says how the height is shared out.
    """

    x: Axis
    y: Axis
    curves: tuple[Curve, ...] = ()
    guides: tuple[Guide, ...] = ()
    marks: tuple[Mark, ...] = ()
    title: str = ""
    title_stroke: Stroke | None = None
    bands: tuple[Band, ...] = ()
    field: Field | None = None
    clouds: tuple[Cloud, ...] = ()
    remarks: tuple[Remark, ...] = ()
    share: float = 1.0
    shadows: tuple[Curve, ...] = ()  # stretches of curves, underlaid broad and faint


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture.

    ``layout``: ``"plot"`` is one panel, ``"stack"`` panels below each other that share the x
    axis, ``"grid"`` small multiples that share both, or have axes of their own (``own_axes``).
    ``size`` is in inches.
    """

    panels: tuple[Panel, ...]
    layout: Literal["plot", "stack", "grid"] = "plot"
    title: str = ""
    formula: Formula | None = None
    size: tuple[float, float] = (6.0, 4.2)
    theme: str | Theme = "light"
    columns: int = 1
    own_axes: bool = False
    legend: bool = False  # a key below instead of labels beside the curves
    signs: tuple[Sign, ...] = ()  # of curves that no label names

    def __post_init__(self) -> None:
        # Line by line: a title may have several.
        lines = map(one_line, self.title.split("\n"))
        object.__setattr__(self, "title", "\n".join(lines))

    @property
    def rows(self) -> int:
        """How many rows of panels there are."""
        return -(-len(self.panels) // self.columns)
