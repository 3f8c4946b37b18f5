"""A recovered formula gets its name: by proof, up to rounded constants, as the nearest, or none."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.grammar import FormulaError
from actviz.formula.tree import Node, number, of_parts, rebuild, replaced, walk
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.registry import resolve
from actviz.models import likeness
from actviz.models.likeness import Candidate
from actviz.models.model_graph import FLOATS
from actviz.readings.formats import USUAL
from actviz.readings.identity import proved_equal
from actviz.readings.notation.plain import to_text

PROVED, NEAR, OWN = "proved", "near", "own"
_ROUNDINGS: Final = 4  # of a constant: folded from several, or rounded twice
# A constant of so few bits is what its writer meant.
_EXACT_BITS: Final = {"float16": 5, "bfloat16": 4, "float32": 12, "float64": 12}
_LOST: Final = 1e-6  # what float64 may lose of a formula spelled without care
_HAIR: Final = 5e-4  # relative to 1 + |f|: 1.7 for 1.702 is 2e-4
_NEAR: Final = 0.02  # relative to 1 + |f|: what is farther off is no neighbour
_FAR: Final = 1e6  # no number of an activation is larger


@dataclass(frozen=True)
class Named:
    """What a formula is.

    ``certainty``: ``proved``; the number format up to whose rounding of constants it is that
    function (``float32``); ``near``; ``own``. ``difference`` is the largest over finite inputs,
    formula less function, and ``at`` where; None where the formulas are the same or none is near.
    """

    function: str
    spec: str
    certainty: str
    formula: Node
    difference: float | None = None
    at: float | None = None
    note: str = ""

    @property
    def sure(self) -> bool:
        """Whether it is that function, rounding of constants aside."""
        return self.certainty not in (NEAR, OWN)


def as_function(tree: Node, label: str = "") -> Activation:
    """A recovered formula as a function of ours.

    Raises:
        FormulaError, SpecError: it is too long or too deep to be one.
    """
    text = to_text(tree)
    return Activation(name=text, formula=text, label=label)


@lru_cache(maxsize=1024)
def values_of(tree: Node) -> Float64 | None:
    """A formula on the grid of :mod:`likeness`; None: it is too large."""
    try:
        return likeness.values_of(as_function(tree))
    except (FormulaError, SpecError, ArithmeticError):
        return None


@lru_cache(maxsize=1024)
def is_affine(tree: Node) -> bool:
    """Whether a formula is a straight line, or constant."""
    values = values_of(tree)
    return values is not None and likeness.affine(values)


@lru_cache(maxsize=1024)
def at_defaults(tree: Node, dtype: str = "float32", *, widespread: bool = True) -> Named | None:
    """The function that a formula is, parameters as the catalogue or a library has them."""
    f = values_of(tree)
    if f is None:
        return None
    table, known = likeness.table(widespread), likeness.candidates(widespread)
    near = np.flatnonzero(likeness.roughly(f, table))
    if not near.size:
        return None
    room = slack(tree, dtype)
    # As spelled in the graph a formula may lose digits that the entry's keeps.
    for at in near[likeness.alike(f, table[near], room + _LOST)]:
        if proved_equal(tree, known[at].function.bound_tree):
            return Named(known[at].function.name, known[at].spec, PROVED, tree)
    hits = near[likeness.alike(f, table[near], room)]
    equals = [(known[at], known[at].function.bound_tree) for at in hits]
    if not equals:
        return None
    one, meant = equals[0]
    return _up_to_rounding(one, one.spec, tree, meant, dtype)


@lru_cache(maxsize=1024)
def with_parameters(
    tree: Node,
    dtype: str = "float32",
    *,
    widespread: bool = True,
    among: frozenset[str] | None = None,
) -> Named | None:
    """The function that a formula is with parameters of its own; among some names if given."""
    f = values_of(tree)
    if f is None:
        return None
    room = slack(tree, dtype)
    pool = _pool(tree)
    rounded: Named | None = None
    for one in likeness.families(widespread):
        if among is not None and one.function.name not in among:
            continue
        for values in likeness.with_constants(one, f, pool, room):
            exact = proved_equal(tree, one.tree_at(values))
            told = {word: shortest(value, dtype) for word, value in values.items()}
            spec = one.spec_at(told)
            if exact and told == values:
                return Named(one.function.name, spec, PROVED, tree)
            if rounded is None or exact:
                meant = one.tree_at(told)
                rounded = _up_to_rounding(one, spec, tree, meant, dtype)
            if exact:
                return rounded
    if rounded is not None or among is not None:
        return rounded
    return _by_fit(tree, f, room, dtype, widespread=widespread)


def _by_fit(tree: Node, f: Float64, room: Float64, dtype: str, *, widespread: bool) -> Named | None:
    """Parameters that are none of the formula's constants: folded, as 2.5*0.2."""
    ordinary = np.isfinite(f) & (np.abs(likeness.GRID) < 30) & (np.abs(f) < 1e6)
    x, y = likeness.GRID[ordinary][::5], f[ordinary][::5]
    if len(x) < 50:
        return None
    scale = float(np.mean(y * y)) + 1e-300
    for one in likeness.families(widespread):
        values, square = likeness.fitted(one, x, y, [dict(one.function.values)])
        if square > 1e-12 * scale:
            continue
        told = {word: _simple(value, dtype) for word, value in values.items()}
        try:
            meant = one.tree_at(told)
        except SpecError:
            continue
        g = values_of(meant)
        room_here = room + 2.0**-22
        if g is None or not likeness.alike(f, g, room_here) or _limit(one, told, g, room_here):
            continue
        if proved_equal(tree, meant):
            return Named(one.function.name, one.spec_at(told), PROVED, tree)
        return _up_to_rounding(one, one.spec_at(told), tree, meant, dtype)
    return None


def _limit(one: Candidate, told: dict[str, float], g: Float64, room: Float64) -> bool:
    """Whether a fitted number is on its way to 0 or infinity: twice as much changes nothing.

    What is fitted is then a limit of the family, as min(x, 0) is of swish, and none of it.
    """
    changes = [{word: 2 * value} for word, value in told.items() if value]
    if max(map(abs, told.values()), default=0.0) > _FAR:  # two may grow together
        changes.append({word: 2 * value for word, value in told.items()})
    for changed in changes:
        doubled = values_of(one.tree_at({**told, **changed}))
        if doubled is not None and likeness.alike(g, doubled, room):
            return True
    return False


def nearest(tree: Node, dtype: str = "float32") -> Named:
    """The nearest entry if there is one, else the formula as its own.

    As a spec that has the decimals of fewest digits that the format rounds to its constants.
    """
    own = Named("own", to_text(_shortened(tree, dtype)), OWN, tree)
    f = values_of(tree)
    if f is None:
        return replace(own, note="too long to be compared")
    if likeness.affine(f, _NEAR):
        return own  # as near to a straight line as to any entry, and that is no activation
    best: tuple[float, Candidate] | None = None
    for widespread in (True, False):
        gaps = likeness.apart(f, likeness.table(widespread)).max(axis=1)
        at = int(np.argmax(gaps <= 1.5 * gaps.min()))  # of those about as near the best known
        if gaps[at] <= _NEAR and (best is None or gaps[at] < best[0] / 2):
            best = (float(gaps[at]), likeness.candidates(widespread)[at])
    if best is None:
        return own
    one = best[1]
    difference, at_x = largest(tree, one.function.bound_tree, "float32")
    return Named(one.function.name, one.spec, NEAR, tree, difference, at_x)


def or_neighbour(named: Named) -> Named:
    """A function with a parameter of its own, or the other entry that it misses by a hair.

    x*sigmoid(1.7*x) is a swish, but hardly meant as one.
    """
    f = values_of(named.formula) if named.sure and "=" in named.spec else None
    if f is None:
        return named
    gaps = likeness.apart(f, likeness.table(True)).max(axis=1)
    one = likeness.candidates(True)[int(np.argmin(gaps))]
    if gaps.min() > _HAIR or one.function.name == named.function:
        return named
    difference, at = largest(named.formula, one.function.bound_tree, "float32")
    note = f"exactly {named.spec}"
    return Named(one.function.name, one.spec, NEAR, named.formula, difference, at, note)


def _up_to_rounding(one: Candidate, spec: str, tree: Node, meant: Node, dtype: str) -> Named:
    difference, at = largest(tree, meant, dtype)
    word = "float32" if dtype == "float64" else dtype
    if difference and at is not None and not _inexact(tree, dtype) and _jump(tree, difference, at):
        word = NEAR  # no constant is rounded, so that is how it is meant: other values at a jump
    return Named(one.function.name, spec, word, tree, difference, at)


def _jump(tree: Node, difference: float, at: float) -> bool:
    """Whether two functions that agree all around differ at a point."""
    with np.errstate(all="ignore"):
        value = abs(float(as_function(tree)(at)))
    return abs(difference) > _LOST * (1 + value)


# ---------------------------------------------------------------- constants


def _inexact(tree: Node, dtype: str) -> list[Node]:
    """The constants that may have been rounded: those of many bits."""
    inexact = []
    for part in walk(tree):
        if isinstance(part.value, float):
            mantissa, _ = math.frexp(part.value)
            if not (mantissa * 2.0 ** _EXACT_BITS[dtype]).is_integer():
                inexact.append(part)
    return inexact


@lru_cache(maxsize=1024)
def slack(tree: Node, dtype: str) -> Float64:
    """How far rounded constants may bring the values, relative to 1 + |f|, at each point."""
    f = values_of(tree)
    assert f is not None
    total = np.zeros_like(f)
    step = _ROUNDINGS * 2.0 ** -USUAL[dtype].digits
    for constant in _inexact(tree, dtype):
        assert isinstance(constant.value, float)
        moved = number(constant.value * (1 + step))
        g = values_of(replaced(tree, {constant: moved}))
        if g is not None:
            gap = likeness.apart(f, g)
            total += np.where(np.isfinite(gap), gap, 0.0)
    return total


def _pool(tree: Node) -> list[float]:
    """Numbers that a parameter may be: the formula's own, with either sign, and inverse."""
    pool: dict[float, None] = {}
    for part in walk(tree):
        if isinstance(part.value, (int, float)):
            value = float(part.value)
            if value and len(pool) < 24:
                pool.update(dict.fromkeys([value, -value, 1 / value]))
    pool.update(dict.fromkeys([0.0, 1.0]))
    return [value for value in pool if math.isfinite(value)]


def shortest(value: float, dtype: str) -> float:
    """The decimal of fewest digits that a format of floats rounds to the same number.

    Or else float32, which attributes of operators are stored in whatever a model's format is.
    """
    if dtype == "float64" or dtype not in FLOATS or not value:
        return value
    steps = [
        math.ldexp(1.0, math.frexp(value)[1] - USUAL[one].digits) for one in (dtype, "float32")
    ]
    step = next((one for one in steps if value == round(value / one) * one), None)
    if step is None:
        return value  # a number of neither
    for digits in count(1):
        text = f"{value:.{digits}g}"
        if abs(float(text) - value) < step / 2 or digits > 16:
            return float(text)
    return value


def _shortened(tree: Node, dtype: str) -> Node:
    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if isinstance(current.value, float):
            return number(shortest(current.value, dtype))
        return of_parts(current, args)

    return rebuild(tree, change)


def _simple(value: float, dtype: str) -> float:
    """A fitted number as its writer will have meant it."""
    bits = min(USUAL[dtype].digits, 24)
    for digits in range(1, 8):
        text = float(f"{value:.{digits}g}")
        if abs(text - value) <= abs(value) * 2.0 ** -(bits - 2) + 1e-9:
            return text
    return value


# ---------------------------------------------------------------- differences


@lru_cache(maxsize=1024)
def largest(tree: Node, meant: Node, dtype: str) -> tuple[float | None, float | None]:
    """The largest difference of two formulas over a format's finite inputs, and where it is."""
    from actviz.measure.distance import largest as over_the_line

    try:
        ours, theirs = as_function(tree), as_function(meant)
        widest = over_the_line(ours, theirs)
    except (FormulaError, SpecError, ArithmeticError):
        return _sampled(tree, meant)
    if widest is None or math.isnan(widest.value):
        return _sampled(tree, meant)
    if math.isfinite(widest.value):
        return widest.value, widest.x if math.isfinite(widest.x) else _end(widest.x, dtype)
    end = _end(widest.x, dtype) if math.isinf(widest.x) else widest.x
    with np.errstate(all="ignore"):
        gap = float(ours(end)) - float(theirs(end))
    return (gap, end) if math.isfinite(gap) else (widest.value, end)


def _end(side: float, dtype: str) -> float:
    most = USUAL["float32" if dtype == "float64" else dtype].high
    return math.copysign(most, side)


def _sampled(tree: Node, meant: Node) -> tuple[float | None, float | None]:
    f, g = values_of(tree), values_of(meant)
    if f is None or g is None:
        return None, None
    with np.errstate(all="ignore"):
        gap = f - g
    known = np.isfinite(gap)
    if not known.any():
        return None, None
    at = int(np.argmax(np.where(known, np.abs(gap), -1.0)))
    return float(gap[at]), float(likeness.GRID[at])


def plain_spec(spec: str) -> str:
    """A library's spec as one of ours where the catalogue has the very function."""
    (function,) = resolve(spec)
    try:
        (ours,) = resolve(function.name)
    except (SpecError, FormulaError):
        return spec
    if type(function) is not type(ours) or getattr(ours, "formula", "") != getattr(
        function, "formula", ""
    ):
        return spec
    told = [
        f"{word}={int(value) if value.is_integer() else value!r}"
        for word, value in function.values.items()
        if value != ours.values.get(word)
    ]
    return f"{function.name}:{','.join(told)}" if told else function.name
