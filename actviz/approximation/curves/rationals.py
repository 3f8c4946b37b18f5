"""The best rational for the largest error: an exchange whose level is an eigenvalue.

At as many points as both degrees and two, errors of the same size and of changing sign are what
``f*q - p = +-level*q`` says: without p, that is an eigenvalue problem for q, and a q without zero
is the best one for these points (as in Filip, Nakatsukasa, Trefethen and Beckermann, 2018).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.minimax import Basis, Function, turns

Float64 = NDArray[Any]
Found = tuple[float, Float64, Float64]  # the error, weights of the numerator and the denominator

# How far the first points are moved to one side: where a symmetric f has an asymmetric best
# rational, symmetric points have no q without zero.
_SKEWED = (0.0, 0.05, -0.05, 0.15, -0.15, 0.3, -0.3)
_ROUNDS = 30
_CLOSE = 1e-9  # relative: how far the largest error may be from that on the reference
_POINTS = 80  # of the grid for each that decides
_LAWSON = 300  # rounds of least squares
_LEVELLED = 12  # exchanges after them


def rational_remez(
    f: Function,
    span: tuple[float, float],
    above: int,
    below: int,
    weight: Function | None = None,
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Numerator and denominator of a rational with a small largest error, and that error.

    The best one where the exchange gets there, as it does unless the best one has a lower degree
    or is near that; else near the best.

    Raises:
        ValueError: every denominator met has a zero in the range.
    """
    low, high = span
    tops, bottoms = Basis(low, high, above), Basis(low, high, below)
    theta = np.linspace(0, math.pi, _POINTS * (above + below + 4) + 1)
    x = np.clip((low + high) / 2 - (high - low) / 2 * np.cos(theta), low, high)
    scale = np.ones_like(x) if weight is None else weight(x)
    samples = (f(x), tops.at(x), bottoms.at(x), scale)
    rational: Found | None = None
    for skew in _SKEWED:
        rational = _exchanged(samples, skew)
        if rational is not None:
            break
    if rational is None:
        rational = _by_squares(f, span, above, below, weight)
    error, p, q = rational
    top, bottom = tops.powers(p), bottoms.powers(q)
    unit = bottom[0] if bottom[0] else Fraction(1)
    return tuple(float(c / unit) for c in top), tuple(float(c / unit) for c in bottom), error


def _exchanged(samples: tuple[Float64, Float64, Float64, Float64], skew: float) -> Found | None:
    """The best rational at some points; None: the exchange does not get there.

    Args:
        samples: the function, both bases and the weights of errors.
        skew: how far the first reference is moved to one side.
    """
    values, a, b, scale = samples
    count = a.shape[1] + b.shape[1]
    share = np.linspace(0, 1, count)
    spots = ((share + skew * share * (1 - share)) * (len(values) - 1)).round().astype(np.int64)
    signs = (-1.0) ** np.arange(count)
    for _ in range(_ROUNDS):
        top, bottom, level = a[spots], b[spots], signs / scale[spots]
        blind = np.linalg.svd(top)[0][:, a.shape[1] :].T  # to every numerator
        try:
            pencil = np.linalg.solve(
                blind @ (level[:, None] * bottom), blind @ (values[spots, None] * bottom)
            )
            sizes, vectors = np.linalg.eig(pencil)
        except np.linalg.LinAlgError:
            return None
        real = np.abs(sizes.imag) <= 1e-9 * np.abs(sizes)
        one_signed = np.abs(np.sign(bottom @ vectors.real).sum(axis=0)) == count
        possible = np.flatnonzero(real & one_signed)
        if not len(possible):
            return None
        k = possible[np.argmin(np.abs(sizes[possible]))]
        q = vectors[:, k].real
        size = float(sizes[k].real)
        near = (values[spots] - size * level) * (bottom @ q)
        p = np.linalg.lstsq(top, near, rcond=None)[0]
        divisor = b @ q
        if not ((divisor > 0).all() or (divisor < 0).all()):
            return None
        errors = (values - (a @ p) / divisor) * scale
        largest = float(np.abs(errors).max())
        if largest <= abs(size) * (1 + _CLOSE):
            return largest, p, q
        moved = turns(errors, count)
        if moved is None or (moved == spots).all():
            return (largest, p, q) if largest <= abs(size) * (1 + 1e-4) else None
        spots = moved
    return None


def _levelled(
    x: Float64, a: Float64, b: Float64, values: Float64, scale: Float64, best: tuple[float, Float64]
) -> tuple[float, Float64]:
    """The error on a grid made the same at as many points as decide, by Newton's method."""
    count, above = a.shape[1] + b.shape[1], a.shape[1]
    solved = best[1]
    for _ in range(_LEVELLED):
        divisor = 1 + b[:, 1:] @ solved[above:]
        errors = (values - (a @ solved[:above]) / divisor) * scale
        spots = turns(errors, count)
        if spots is None:
            break
        signs = np.sign(errors[spots]) / scale[spots]
        level = float(np.abs(errors[spots]).mean())
        for _ in range(6):  # P - (f - sign*E)*Q = 0 at every point
            near = values[spots] - signs * level
            q = 1 + b[spots, 1:] @ solved[above:]
            system = np.column_stack([a[spots], -near[:, None] * b[spots, 1:], signs * q])
            step = np.linalg.lstsq(system, near + signs * q * level, rcond=None)[0]
            solved, level = step[:-1], float(step[-1])
        divisor = 1 + b[:, 1:] @ solved[above:]
        if not (np.isfinite(divisor).all() and (divisor > 0).all()):
            break
        error = float(np.abs((values - (a @ solved[:above]) / divisor) * scale).max())
        if error < best[0]:
            best = (error, solved)
        if error <= abs(level) * (1 + 1e-9):
            break
    return best


def _by_squares(
    f: Function,
    span: tuple[float, float],
    above: int,
    below: int,
    weight: Function | None = None,
) -> Found:
    """A rational with a small largest error.

    Least squares with weights that grow where the error is large (Lawson), each time with the
    denominator of the time before (Sanathanan and Koerner): near the best one where that is not
    degenerate. The smallest largest error met is kept, and levelled by an exchange of points.

    Raises:
        ValueError: every denominator met has a zero in the range.
    """
    low, high = span
    theta = np.linspace(0, math.pi, 40 * (above + below + 4) + 1)
    x = (low + high) / 2 - (high - low) / 2 * np.cos(theta)
    tops, bottoms = Basis(low, high, above), Basis(low, high, below)
    a, b, values = tops.at(x), bottoms.at(x), f(x)
    scale = np.ones_like(x) if weight is None else weight(x)
    lawson, before = np.ones_like(x), np.ones_like(x)
    best: tuple[float, Float64] | None = None
    for turn in range(_LAWSON):
        root = np.sqrt(lawson) * scale / before
        system = np.column_stack([a, -values[:, None] * b[:, 1:]]) * root[:, None]
        solved = np.linalg.lstsq(system, values * root, rcond=None)[0]
        divisor = 1 + b[:, 1:] @ solved[above + 1 :]
        if (divisor > 0).all():
            errors = np.abs(values - (a @ solved[: above + 1]) / divisor) * scale
            if best is None or errors.max() < best[0]:
                best = (float(errors.max()), solved)
            if not errors.any():  # it is the function
                break
            lawson *= (errors / errors.max()) ** (1.0 if turn > 8 else 0.3) + 1e-9
            lawson /= lawson.mean()
        before = np.maximum(np.abs(divisor), 1e-6)
    if best is None:
        raise ValueError(f"no rational {above}/{below} without a pole in the range was found")
    error, solved = _levelled(x, a, b, values, scale, best)
    return error, solved[: above + 1], np.concatenate([[1.0], solved[above + 1 :]])
