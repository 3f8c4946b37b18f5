"""What no approximation of a kind can keep: lower bounds that are proved.

On n + 1 points, an error that n functions leave is at least ``|sum(l*f)|/sum(|l|/w)`` for the
weights ``l`` to which all of them are blind (de la Vallée Poussin). Of pieces: where N intervals
side by side each have such a bound, no N pieces stay below the smallest of them, since N - 1
knots leave the inside of one of the intervals whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from flint import arb, arb_mat

from actviz.approximation.curves.minimax import Basis, turns
from actviz.approximation.curves.segments import BESIDE_ROOT, Segments, reference_of
from actviz.approximation.error.error_cells import floor
from actviz.approximation.error.outer_lines import Line, furthest
from actviz.approximation.knots.reaching import TooMany, reach
from actviz.approximation.knots.search import balanced, noise
from actviz.approximation.target.target import MOST_BITS, Target
from actviz.approximation.value.coefficients import horner, value_at
from actviz.arrays import Float64
from actviz.readings import balls

_BITS = 200
_CLOSE, _CLOSE_BY_WEIGHT = 5e-5, 1e-3  # relative: how near the best error is found
_SHARES = (0.9999, 0.999, 0.99, 0.975, 0.96, 0.953)  # of the best error, that none may keep
_NEAR = 2.0**-40  # how near a place is found at which a line errs too much
_SHORT = 1024.0  # of a range: a piece may be one double, at which there is a value of its own
_SAMPLES, _WORST = 9, 64  # places in a cell of a table, and cells whose errors are worked out
_KEPT, _PAST = 1 - 1e-6, 2.0**-28  # of an error that a piece has, and of its length that is added


def of_pieces(segments: Segments, low: float, high: float, count: int) -> float:
    """What no ``count`` pieces of the degree come below on a range, wherever their knots are."""
    close = _CLOSE if segments.scale is None else _CLOSE_BY_WEIGHT
    error, knots = balanced(segments, low, high, count, close)
    best = _least(segments, knots) if len(knots) == count + 1 else 0.0
    least = noise(segments, low, high)
    for share in _SHARES:  # where a kink is in the way, not all are the same
        if best >= share * error or error < least:
            break
        try:
            knots = _past(segments, low, high, share * error, count)
        except TooMany:  # of an error that is but rounding
            break
        if len(knots) > count:
            best = max(best, _least(segments, knots[: count + 1]))
    return best


def of_whole_line(
    segments: Segments, lines: tuple[Line | None, Line | None], error: float, count: int
) -> float:
    """What no ``count`` pieces come below whose outer ones are lines that go on without end.

    Either one of these lines goes so far in that it errs as much, or too few pieces are left.

    Args:
        segments: on a range that holds all bends of the function.
        lines: on the left and on the right; None: the range ends there.
        error: about the smallest.
        count: of all pieces.
    """
    target, best = segments.target, 0.0
    room = count - sum(line is not None for line in lines)
    for share in _SHARES:
        ends, least = [target.low, target.high], math.inf
        for k, line in enumerate(lines):
            if line is not None:
                ends[k], met = _met(segments, line, 2 * k - 1, share * error)
                least = min(least, met)
        if ends[0] > ends[1]:
            continue
        if room:
            try:
                knots = _past(segments, ends[0], ends[1], share * error, room)
            except TooMany:
                break
            least = min(least, _least(segments, knots[: room + 1])) if len(knots) > room else 0.0
        best = max(best, least)
        if best >= share * error:
            break
    return best


def _met(segments: Segments, line: Line, side: int, error: float) -> tuple[float, float]:
    """About where a line on a side errs as much, coming in; and what it is shown to err there."""
    target = segments.target
    place = furthest(target, line, side, error, segments.scale)[0]
    errors = []
    jumps = [x for x in target.knots if abs(x - place) <= _NEAR * max(1.0, abs(place))]
    for x in (place, math.nextafter(place, -side * math.inf), *jumps):
        with balls.precision(_BITS):
            value = target.decided(x, _BITS)
            weight = _weights(segments, [x], [value])[0]
            gap = abs(value - value_at(list(map(arb, line)), arb(x))) * weight
            errors.append((float(gap.abs_lower()) if gap.is_finite() else 0.0, x))
    met, x = max(errors)
    return x, math.nextafter(met, 0.0)


def _past(segments: Segments, low: float, high: float, error: float, count: int) -> list[float]:
    """Knots from the left, each a little past where a piece keeps an error: errors jump there."""
    knots, guess = [low], (high - low) / 8
    while knots[-1] < high and len(knots) <= count + 1:
        at = reach(segments, knots[-1], high, error, guess)
        guess = at - knots[-1]
        if not guess > 0:
            raise TooMany(f"no piece keeps an error of {error:.4g}")
        if at < high and segments.error(knots[-1], at) < error * _KEPT:
            at = min(at + max(guess, (high - low) / _SHORT) * _PAST, high)
        knots.append(at)
    return knots


def _least(segments: Segments, knots: Sequence[float]) -> float:
    """The least of the bounds of segments side by side."""
    worst = math.inf
    for low, high in pairwise(knots):
        last = segments.target.last(high)
        x = [min(max(at, low), last) for at in reference_of(segments, low, high)]
        near = BESIDE_ROOT if high > 0 else -BESIDE_ROOT
        if segments.scale is not None and low <= near <= last:  # by size what is at a root is not
            x = [at if abs(at) > BESIDE_ROOT else near for at in x]
        worst = min(worst, _bound(segments, x))
    return worst if math.isfinite(worst) else 0.0


def of_table(segments: Segments, places: Sequence[float]) -> float:
    """What no table with these entries comes below: no line is nearer where lines do worst.

    Args:
        segments: of degree 1 between entries; of degree 0 with ``places`` half-way between them.
    """
    errors = {int(k): segments.error(places[k], places[k + 1]) for k in _worst(segments, places)}
    worst = sorted(errors, key=lambda k: errors[k])[-3:]
    return max(_least(segments, places[k : k + 2]) for k in worst)


def _worst(segments: Segments, places: Sequence[float]) -> Float64:
    """The cells of a table in which lines do worst, by two or three places in each."""
    ends, share = np.array(places), np.linspace(0.0, 1.0, _SAMPLES)
    x = ends[:-1, None] + np.diff(ends)[:, None] * share
    f = segments.target.on(x.ravel()).reshape(x.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.ones_like(f) if segments.scale is None else 1 / segments.scale(x, f)
        if segments.degree:
            chord, more = (u[:, :1] * (1 - share) + u[:, -1:] * share for u in (f, room))
            errors = (np.abs(f - chord) / (room + more)).max(axis=1)
        else:
            k, i, j = np.arange(len(f)), f.argmax(axis=1), f.argmin(axis=1)
            errors = (f[k, i] - f[k, j]) / (room[k, i] + room[k, j])
    return np.asarray(errors.argsort()[-_WORST:])


def _bound(segments: Segments, x: list[float]) -> float:
    if len(set(x)) < len(x):
        return 0.0
    with balls.precision(_BITS):
        f = [segments.target.decided(at, _BITS) for at in x]
        blind = []
        for i, at in enumerate(x):
            product = arb(1)
            for j, other in enumerate(x):
                if i != j:
                    product *= arb(at) - arb(other)
            blind.append(1 / product)
        return _ratio(blind, f, _weights(segments, x, f))


def _weights(segments: Segments, x: list[float], f: list[arb]) -> list[arb]:
    """No larger than those of the function itself."""
    if segments.scale is None:
        return [arb(1)] * len(x)
    # A unit just below a power of two is that of the double below, not of the power.
    with balls.precision(MOST_BITS):
        sizes = np.array([floor(one.abs_upper()) for one in f])
    weights = segments.scale(np.array(x), sizes)
    return [arb(float(one) * (1 - 2.0**-40)) for one in weights]


def of_polynomials(target: Target, basis: Basis, x: Sequence[float], scale: object) -> float:
    """What no polynomial of a basis comes below: shown by the values at these points alone."""
    powers = range(basis.degree + 1)
    if basis.parity is not None:
        powers = range(0 if basis.zeros else basis.parity, basis.degree + 1, 2)
    with balls.precision(_BITS * 2):
        shift = [math.prod([arb(at) - arb(z) for z in basis.zeros], start=arb(1)) for at in x]
        if len(x) != basis.size + 1:
            return 0.0
        rows = [[arb(at) ** k * s for at, s in zip(x, shift, strict=True)] for k in powers][
            : basis.size
        ]
        matrix = arb_mat([row[:-1] for row in rows])
        right = arb_mat([[-row[-1]] for row in rows])
        try:
            solved = matrix.solve(right)
        except ZeroDivisionError:
            return 0.0
        blind = [solved[i, 0] for i in range(len(x) - 1)] + [arb(1)]
        f = [target.exactly(at, _BITS * 2) for at in x]
        weights = [arb(1)] * len(x)
        if scale is not None:
            places = np.array(x)
            rounded = scale(places, target.on(places))  # type: ignore[operator]
            weights = [arb(float(one) * (1 - 2.0**-40)) for one in rounded]
        return _ratio(blind, f, weights)


def of_rationals(
    target: Target,
    above: Sequence[float],
    below: Sequence[float],
    scale: object,
    roots: int,
) -> float | None:
    """What no rational of the same degrees comes below: it errs as much at points by turns.

    The one given has no pole in the range. At as many points as both degrees and two more, where
    its error changes sign from each to the next, every other one errs as much at one of them; the
    points are fewer by what both degrees are lower than they might be, and by the zeros at 0
    (``roots``) that all have.
    """
    lost = [next((k for k, c in enumerate(reversed(row)) if c), 0) for row in (above, below)]
    count = len(above) + len(below) - min(lost) - roots
    theta = np.linspace(0, math.pi, 64 * count + 1)
    x = (target.low + target.high) / 2 - (target.high - target.low) / 2 * np.cos(theta)
    x = np.clip(x, target.low, target.high)
    values = target.on(x)
    weights = np.ones_like(x) if scale is None else scale(x, values)  # type: ignore[operator]
    side = np.sign(x) ** roots  # of the zeros, by which all are divided
    count = max(count, 2)
    spots = turns((values - horner(above, x) / horner(below, x)) * weights * side, count)
    if spots is None:
        return None
    signs, least = [], math.inf
    with balls.precision(_BITS):
        for k in spots.tolist():
            at = float(x[k])
            top, bottom = (value_at(list(map(arb, row)), arb(at)) for row in (above, below))
            error = target.exactly(at, _BITS) - top / bottom
            if not error.is_finite() or error.contains(0):
                return None
            signs.append(bool(error * side[k] > 0))
            least = min(least, float((abs(error) * weights[k]).abs_lower()) * (1 - 2.0**-40))
    return least if all(a != b for a, b in pairwise(signs)) else None


def _ratio(blind: list[arb], f: list[arb], weights: list[arb]) -> float:
    total = sum((b * v for b, v in zip(blind, f, strict=True)), start=arb(0))
    size = sum((abs(b) / w for b, w in zip(blind, weights, strict=True)), start=arb(0))
    ratio = abs(total) / size
    lower = float(ratio.abs_lower()) if ratio.is_finite() else 0.0
    return math.nextafter(lower, 0.0)
