"""All the facts of one function, group by group."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from actviz.facts import consistency, shape, value_ranges
from actviz.facts.gaussian import gaussian
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.record import (
    ALWAYS,
    GROUPS,
    DtypeSaturation,
    Facts,
    Limit,
    Place,
    Saturation,
    Sides,
    Stretch,
)
from actviz.facts.rounded_saturation import dtype_saturation
from actviz.facts.saturation import dead_intervals, saturation
from actviz.facts.symmetry import Symmetry, symmetry
from actviz.facts.undecided import LATE, reasons
from actviz.formula.tree import ZERO, X
from actviz.readings.asymptotics import limits
from actviz.readings.effort import OutOfTime, limited, share
from actviz.readings.notation.plain import to_text

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation

T = TypeVar("T")
Until = Callable[[str, Callable[[], Any], Any], Any]

# Seconds of processor time, counted from the start, by which a group of facts is to be found. What
# follows has the rest: a function in a hundred takes more than one of them for everything.
_VALUES: Final = 0.95
_SLOPES: Final = 1.12
_BENDS: Final = 1.21
_WHOLE: Final = 1.3
_LATER: Final = 1.42  # with the facts that are worked out when they are asked for
_PROOF: Final = 30.0
PATIENT: Final = 20.0  # times as long, for the catalogue: it says the same on a slow machine


def derived(
    activation: Activation, tolerance: float, *, prove: bool = False, patience: float = 1.0
) -> Facts:
    """The facts of a function by its formula alone, as :func:`actviz.facts.facts` tells them.

    Args:
        patience: how many times the usual limits the work may take.
    """
    # Loaded before the clock starts: what is timed is the formula alone.
    from actviz.readings import exact, slopes  # noqa: F401

    tree = activation.bound_tree
    budget = _Budget(patience)
    whole = Curve(tree)
    # Of what repeats one period tells all, in a hundredth of the time.
    curve = budget.until(_VALUES, "", lambda: whole.one_period, None) or whole
    facts = _derived(activation, curve, tolerance, budget, prove=prove)
    if not consistency.contradictions(facts):
        return facts
    # Fields that contradict each other know places that the search has missed: look there too.
    curve = Curve(tree, consistency.places(facts), curve.reach, repeats=curve.repeats)
    again = _Budget(patience, budget.spent)
    facts = _derived(activation, curve, tolerance, again, prove=prove)
    return consistency.without(facts, consistency.contradictions(facts))


class _Budget:
    """Facts asked for one after the other; what they take together is limited."""

    def __init__(self, patience: float, spent: float = 0.0) -> None:
        self.patience = patience  # a factor of the seconds that are allowed
        self.spent = spent  # seconds
        self.undecided: dict[str, str] = {}

    def until(self, seconds: float, names: str, find: Callable[[], T], otherwise: T) -> T:
        """A fact, or what stands for it if it is not found in time; ``names`` are its fields."""
        start = time.thread_time()
        try:
            with limited(seconds * self.patience - self.spent):
                return find()
        except OutOfTime:
            self.undecided.update(dict.fromkeys(names.split(), LATE))
            return otherwise
        finally:
            self.spent += time.thread_time() - start


def _derived(
    activation: Activation, curve: Curve, tolerance: float, budget: _Budget, *, prove: bool
) -> Facts:
    """Every fact, those about values first."""
    row = _values(curve, partial(budget.until, _VALUES))
    torn = budget.until(_SLOPES, "lipschitz", lambda: shape.torn(curve), None)
    row |= _slopes(curve, partial(budget.until, _SLOPES), torn)
    bends = budget.until(
        _BENDS, "lipschitz_slope", lambda: value_ranges.bound(_span(curve, 2)), None
    )
    row["lipschitz_slope"] = math.inf if torn or row["kinks"] else bends
    until: Until = partial(budget.until, _WHOLE)
    mirror = until("symmetry", lambda: symmetry(curve), Symmetry(None))
    open_limits: dict[str, str] = {}
    for order, name in enumerate(("limits", "slope_limits")):
        ends = partial(_limits, activation, curve, order, open_limits)
        row[name] = until(name, ends, Sides(None, None))
    unknown = Saturation(tolerance, None, None, None, None)
    row["saturation"] = until("saturation", lambda: saturation(curve, tolerance), unknown)
    endless = [*row.pop("endless"), *until(_TURNING, lambda: _incomplete(curve), ())]
    endless += ["kinks", "jumps"] if until("kinks jumps", lambda: curve.endless, True) else []
    if until("", lambda: _seen_whole(curve), False):
        endless = [name for name in endless if not _told_whole(name, row[name], curve)]
    proved = _proved(curve, budget.patience) if prove else ALWAYS
    if mirror.word and ("kinks" in proved or not mirror.by_joints):
        proved = (*proved, "symmetry")
    no_formats: dict[str, DtypeSaturation] = {}
    facts = Facts(
        **row,
        symmetry=mirror.word,
        endless=tuple(name for name in endless if name not in budget.undecided),
        undecided=budget.undecided,
        find_dtype_saturation=partial(
            budget.until, _LATER, "dtype_saturation", partial(dtype_saturation, curve), no_formats
        ),
        find_gaussian=partial(budget.until, _LATER, "gaussian", partial(gaussian, curve), None),
        proved=proved,
    )
    doubts = {**open_limits, **({"symmetry": mirror.doubt} if mirror.doubt else {})}
    why = until("", lambda: reasons(curve, facts, doubts), doubts)
    for name, reason in why.items():
        budget.undecided.setdefault(name, reason)
    return facts


def _values(curve: Curve, until: Until) -> dict[str, Any]:
    """What follows from the joints and from where f rises and falls."""
    whole = until("domain", lambda: shape.domain_is_whole(curve), True)
    row: dict[str, Any] = {
        "domain": until("domain", lambda: shape.domain(curve), ()),
        "jumps": until("jumps", lambda: shape.joints(curve, 0), ()),
        "kinks": until("kinks", lambda: shape.joints(curve, 1), ()),
        "smoothness": until("smoothness", lambda: shape.smoothness(curve), None),
        "value_at_zero": until("value_at_zero", lambda: _number(curve.value(0.0)), None),
        "slope_at_zero": until("slope_at_zero", lambda: _slope_at_zero(curve), None),
    }
    taken = until(
        "image range",
        lambda: (value_ranges.image(curve), value_ranges.skipping(curve)),
        (None, True),
    )
    values = value_ranges.hull(taken[0]) if taken[0] else None
    row |= {"range": values, "image": None if taken[1] else taken[0]}
    for name, low in (("argmin", True), ("argmax", False)):
        row[name] = until(name, partial(_attained, curve, values, 0, low=low), None)
    words = until("monotonic strictly_monotonic", lambda: shape.monotonic(curve), (None, False))
    row["monotonic"], row["strictly_monotonic"] = words
    for name, find in (
        ("pieces", shape.stretches),
        ("extrema", shape.extrema),
        ("dead_intervals", dead_intervals),
    ):
        row[name] = until(name, partial(find, curve), ())
    row["endless"] = [] if whole else ["domain"]
    for name, level in (("zeros", ZERO), ("fixed_points", X)):
        row[name], whole = until(name, partial(shape.solutions, curve, level), ((), True))
        row["endless"] += [] if whole else [name]
    return row


def _slopes(curve: Curve, until: Until, torn: bool | None) -> dict[str, Any]:
    """What follows from where the slope rises and falls."""
    steepness = until("derivative_range lipschitz", lambda: _span(curve, 1), None)
    row: dict[str, Any] = {
        "derivative_range": steepness,
        "lipschitz": math.inf if torn else None if torn is None else value_ranges.bound(steepness),
        "convexity": until("convexity", lambda: shape.convexity(curve), None),
        "inflections": until("inflections", lambda: shape.inflections(curve), ()),
    }
    for name, low in (("slope_argmin", True), ("slope_argmax", False)):
        row[name] = until(name, partial(_attained, curve, steepness, 1, low=low), None)
    return row


def _span(curve: Curve, order: int) -> Interval | None:
    image = value_ranges.image(curve, order)
    return value_ranges.hull(image) if image else None


def _seen_whole(curve: Curve) -> bool:
    """Whether it repeats and all of a period is seen."""
    return bool(curve.repeats) and not (curve.swarming or curve.crowds(0) or curve.crowds(1))


def _told_whole(name: str, places: tuple[Any, ...], curve: Curve) -> bool:
    """Whether a list of what repeats is whole: nothing in it, or one thing everywhere."""
    if not places:
        moved = name == "fixed_points" or bool(curve.repeats and curve.repeats.change)
        return not (moved and name in ("zeros", "fixed_points"))
    ends = (places[0].low, places[0].high) if isinstance(places[0], Stretch) else places[0]
    return len(places) == 1 and ends == (-math.inf, math.inf)


_TURNING: Final = "pieces extrema dead_intervals inflections"


def _incomplete(curve: Curve) -> tuple[str, ...]:
    """The lists of turns that hold only what lies near 0, or not what lies close to some place."""
    turning = [
        name
        for order, names in enumerate((("pieces", "extrema", "dead_intervals"), ("inflections",)))
        for name in names
        if curve.swarming or not curve.complete(order) or curve.crowds(order)
    ]
    return tuple(turning)


def _proved(curve: Curve, patience: float) -> tuple[str, ...]:
    """The names of the fields that are proved."""
    from actviz.facts.sign_proof import proved

    try:
        with limited(_PROOF * patience), share(0.9):
            groups = proved(curve)
    except OutOfTime:
        groups = ()
    return (*ALWAYS, *(name for group in groups for name in GROUPS[group]))


def _attained(curve: Curve, span: Interval | None, order: int, *, low: bool) -> Place | None:
    """Where an end of a range is attained; None if it is only approached."""
    if span is None or not (span.low_closed if low else span.high_closed):
        return None
    return value_ranges.where_value(curve, span.low if low else span.high, order)


def _slope_at_zero(curve: Curve) -> float | None:
    """None where there is no value either, throughout: of x + sqrt(-1) the rules leave 1."""
    return _number(curve.value(0.0, 1)) if curve.segments else None


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _limits(
    activation: Activation, curve: Curve, order: int, doubts: dict[str, str]
) -> Sides[Limit | None]:
    """The limits of f or a derivative, with their closed forms in the parameters."""
    both = [_limit(activation, curve, side, order) for side in (-1, 1)]
    unknown = [word for word, one in zip(("left", "right"), both, strict=True) if one == _DOUBTFUL]
    if unknown:
        doubts["slope_limits" if order else "limits"] = f"not found on the {' and '.join(unknown)}"
    left, right = (one if isinstance(one, Limit) else None for one in both)
    return Sides(left, right)


_DOUBTFUL: Final = "not decided"


def _limit(activation: Activation, curve: Curve, side: int, order: int) -> Limit | str | None:
    if curve.tail(side, 0) is None and not curve.endless:
        return None  # the domain ends before
    tree = activation.derivative_tree(order)
    limit = limits.limit(tree, side, activation.values)
    if limit is None and curve.repeats:
        limit = _of_recurring(curve, side, order)
    if isinstance(limit, limits.NoLimit):
        return None
    if not isinstance(limit, limits.Limit) or curve.contradicts(limit.value, side, order):
        return _DOUBTFUL
    return Limit(limit.value, to_text(limit.form) if limit.form is not None else "")


def _of_recurring(curve: Curve, side: int, order: int) -> limits.Limit | limits.NoLimit | None:
    """The limit of what repeats but for a constant: none if it takes two values again and again."""
    if len(shape.domain(curve)) != 1:
        return None
    if curve.repeats and curve.repeats.change and not order:
        if value_ranges.on_period(curve, curve.repeats.length) is None:
            return None
        return limits.Limit(side * math.copysign(math.inf, curve.repeats.change))
    image = value_ranges.image(curve, order)
    if image is None:
        return None
    span = value_ranges.hull(image)
    if span.low < span.high:
        return limits.NoLimit("oscillates")
    still = all(piece.direction == 0 for piece in curve.pieces(order))
    return limits.Limit(span.low) if still else None
