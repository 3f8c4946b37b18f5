"""What can be said of an activation function: one record, and the same as plain data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field, fields, is_dataclass
from functools import cached_property, partial
from typing import Any, Final, Generic, TypeVar

from actviz.dataclass import dataclass
from actviz.facts.interval import Interval

T = TypeVar("T")

# Fields that are lists: empty says that there is nothing, which is not the same as not knowing.
LISTS: Final = frozenset(
    {"domain", "pieces", "kinks", "jumps", "zeros", "fixed_points", "extrema", "inflections",
     "dead_intervals"}
)  # fmt: skip

# Fields that follow together once the signs of the derivatives up to an order are proved.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "breaks": ("domain", "kinks", "jumps", "smoothness"),
    "values": ("range", "image", "argmin", "argmax", "pieces", "monotonic", "strictly_monotonic",
               "extrema", "zeros", "dead_intervals"),
    "slopes": ("derivative_range", "slope_argmin", "slope_argmax", "convexity", "inflections",
               "lipschitz"),
    "bends": ("lipschitz_slope",),
    "fixed_points": ("fixed_points",),
}  # fmt: skip
ALWAYS: Final = ("limits", "slope_limits")  # found by reasoning, or not at all

# A single point, or the ends of a whole interval of points (which may be infinite).
Place = float | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Break:
    """A joint of two pieces at ``x``: one-sided values, the value taken, one-sided slopes."""

    x: float
    left: float
    right: float
    value: float
    slope_left: float
    slope_right: float
    slope: float  # what the derivative evaluates to at x: the branch the condition picks
    order: int  # 0: a jump or a pole; 1: a kink; n: the first derivative that jumps

    @property
    def kind(self) -> str:
        """``pole``, ``jump``, ``kink`` or ``smooth`` (a higher derivative jumps)."""
        if self.order == 0 and (math.isinf(self.left) or math.isinf(self.right)):
            return "pole"
        return {0: "jump", 1: "kink"}.get(self.order, "smooth")


@dataclass(frozen=True, slots=True)
class Sides(Generic[T]):
    """Something said of both ends of the line."""

    left: T
    right: T


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit at an infinity.

    ``form`` is its closed form in the formula language, such as ``log(2)``; empty if there is none.
    """

    value: float
    form: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """An interval on which the function is ``"rising"``, ``"falling"`` or ``"constant"``."""

    low: float
    high: float
    direction: str


@dataclass(frozen=True, slots=True)
class Extremum:
    """A strict local ``"minimum"`` or ``"maximum"``."""

    x: float
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class Saturation:
    """Where the function stops answering its input.

    ``kind_*`` is ``"hard"`` (exactly constant from some x on), ``"soft"`` (finite limit, or slope
    tending to 0) or None. ``left`` and ``right`` are the x beyond which |f'| stays below
    ``tolerance``; None where there is no such x, or none was found.
    """

    tolerance: float
    kind_left: str | None
    kind_right: str | None
    left: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class DtypeSaturation:
    """The same in a number format: the real x beyond which rounded results no longer change.

    Beyond ``value_*`` the correctly rounded value equals the limit, beyond ``slope_*`` the rounded
    slope is 0, and beyond ``overflow_*`` the rounded value is infinite, or NaN in a format without
    an infinity. A format that saturates never overflows: what grows without bound equals its
    largest number from ``value_*`` on. None: there is no such x.
    """

    value_left: float | None
    value_right: float | None
    slope_left: float | None
    slope_right: float | None
    overflow_left: float | None
    overflow_right: float | None


@dataclass(frozen=True, slots=True)
class Gaussian:
    """Moments of f(x) and f'(x) for a standard normal x; None where infinite or not found."""

    mean: float | None
    variance: float | None
    second_moment: float | None
    slope_mean: float | None
    slope_variance: float | None
    slope_second_moment: float | None


@dataclass(frozen=True)
class Facts:
    """What follows from a formula. None means "does not exist" or "not found", never a guess.

    Numbers are correctly rounded where exact arithmetic decides, which is the rule. ``proved``
    names the fields that are proved (:mod:`actviz.facts.sign_proof`); the others rest on a search
    that looks at every scale but could miss a pair of changes closer than its points. Lists
    named in ``endless`` go on for ever, or their end was not found: null in :meth:`as_dict`. A
    field that is None because nothing decided it stands in ``undecided`` with the reason.
    """

    domain: tuple[Interval, ...]  # where the formula has a value; several where it is cut
    range: Interval | None  # the smallest interval that holds every value
    image: tuple[Interval, ...] | None  # exactly the values taken: several where some are skipped
    derivative_range: Interval | None  # of the slope; at a kink, of both one-sided slopes
    argmin: Place | None  # where the lower end of the range is attained, nearest to 0
    argmax: Place | None
    slope_argmin: Place | None  # the same for the slope
    slope_argmax: Place | None
    limits: Sides[Limit | None]  # of f, at -infinity and +infinity
    slope_limits: Sides[Limit | None]
    pieces: tuple[Stretch, ...]  # as long as they can be
    monotonic: str | None  # "increasing", "decreasing", "constant"; None: neither, or not found
    strictly_monotonic: bool
    convexity: str | None  # "convex", "concave", "affine"; None: neither, or not found
    symmetry: str | None  # "odd", "even", by proof; None: neither, or undecided
    smoothness: str | None  # "discontinuous", "C0", "C1", ..., "smooth"
    kinks: tuple[Break, ...]  # where the slope jumps; ``slope`` is the one that libraries take
    jumps: tuple[Break, ...]  # where the value jumps or is infinite
    zeros: tuple[Place, ...]
    fixed_points: tuple[Place, ...]  # x = f(x)
    extrema: tuple[Extremum, ...]
    inflections: tuple[float, ...]  # where the curvature changes sign
    lipschitz: float | None  # sup |f'|; inf where there is no bound
    lipschitz_slope: float | None  # sup |f''|; inf at kinks
    value_at_zero: float | None
    slope_at_zero: float | None
    saturation: Saturation
    dead_intervals: tuple[tuple[float, float], ...]  # where the slope is exactly 0
    endless: tuple[str, ...] = ()  # names of the lists above that hold only what lies near 0
    undecided: Mapping[str, str] = field(default_factory=dict)  # why a field above is not known
    proved: tuple[str, ...] = ()  # names of the fields above that are proved
    # Facts that take longer are worked out when they are asked for.
    find_dtype_saturation: Callable[[], dict[str, DtypeSaturation]] = field(
        default=dict, repr=False, compare=False
    )
    find_gaussian: Callable[[], Gaussian | None] = field(
        default=lambda: None, repr=False, compare=False
    )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled and copied with what takes longer worked out."""
        known = {part.name: getattr(self, part.name) for part in fields(self)}
        known["find_dtype_saturation"] = partial(_found, self.dtype_saturation)
        known["find_gaussian"] = partial(_found, self.gaussian)
        known["undecided"] = dict(self.undecided)
        return partial(type(self), **known), ()

    @cached_property
    def dtype_saturation(self) -> dict[str, DtypeSaturation]:
        """Saturation and overflow in float16, bfloat16, float32 and float64."""
        return self.find_dtype_saturation()

    @cached_property
    def gaussian(self) -> Gaussian | None:
        """Moments under a standard normal input; None if the domain is not the whole line."""
        return self.find_gaussian()

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the names above: dictionaries, lists, numbers, strings, None.

        ``limits`` and ``slope_limits`` hold numbers; closed forms are under ``limit_forms`` and
        ``slope_limit_forms``. Infinities are floats; JSON needs them as strings
        (:func:`actviz.text.rows.plain`).
        """
        names = [part.name for part in fields(self) if not part.name.startswith("find_")]
        names += ["dtype_saturation", "gaussian"]
        row = {name: _plain(getattr(self, name)) for name in names}
        row["undecided"] = dict(self.undecided)  # what was worked out just now may be late, too
        row.update(dict.fromkeys(self.endless))
        # Of a field with two sides, the one that is not known is null by itself.
        halves = [name for name in self.undecided if isinstance(row[name], dict) and row[name]]
        row.update((name, None) for name in self.undecided if name not in halves)
        for name in ("limits", "slope_limits"):
            sides = row[name]
            form = {side: limit and (limit["form"] or None) for side, limit in sides.items()}
            row[name] = {side: limit and limit["value"] for side, limit in sides.items()}
            row[name[:-1] + "_forms"] = form
        return row


def _found(fact: T) -> T:
    """What was worked out before."""
    return fact


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else value + 0.0  # no -0: a fact is about real numbers
    return value
