"""The error function and the normal distribution, vectorised.

Kernels like those of :mod:`actviz.readings.float64.kernels`. Their largest errors in ULP, measured
in the same way: erf 0.81, erfc 3.4 (2.2 on [-6, 6]), erfcx 3.1, Phi 3.4 (1.5 above -9.5),
phi 2.3 (1.4 as near to 0).
"""

from __future__ import annotations

import math
import threading
from functools import cache
from itertools import accumulate
from weakref import ref

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actviz.arrays import Float64
from actviz.readings.float64.kernels import Scratch, blockwise, horner, scaled_exp

_SQUARE_SHIFT = 1.5 * 2.0**31  # adding it rounds to a multiple of 2**-21: exact squares to 44
_SQUARE_EDGE = 40.0  # exp(-x*x/2) is 0 from 38.6 on
_ROOT = 0.3989422804014327  # 1/sqrt(2 pi)

# Table of erf and erfc on [-_EDGE, _EDGE], made at first use.
_EDGE = 6.0
_PER_UNIT = 256  # nodes per unit
_NODES = int(_EDGE) * _PER_UNIT
_SHIFT = 1.5 * 2.0**52 / _PER_UNIT  # adding it rounds to a node
_SHIFT_BITS = np.float64(_SHIFT).view(np.int64) - np.int64(_NODES)
_BITS = 160  # the table is summed in units of 2**-_BITS
_TWO_OVER_SQRT_PI = 1649128000240172121335468122222580532118151184855  # in these units

# The sums in _erf_area, lowest power first: (-1)**i/(i + 1)!, (-1)**i/(i! (i + 2)(i + 3)), and
# 2!*2!/5!/2. The sixth power of v, |v| < _EDGE/_PER_UNIT, is folded into the fourth: 0.87 spreads
# the error evenly.
_ERF_V = (1.0, -1 / 2, 1 / 6, -1 / 24, 1 / 120 + 0.87 * (_EDGE / _PER_UNIT) ** 2 / 5040, -1 / 720)
_ERF_E = (1 / 6, -1 / 12, 1 / 40, -1 / 180)
_ERF_EE = 1 / 60

# Table of Phi on [-_PHI_EDGE, _PHI_EDGE], made at first use by adding up areas from _PHI_START.
_PHI_EDGE = 9.5
_PHI_PER_UNIT = 2048
_PHI_SHARE = 4  # nodes for which one sum is made exactly
_PHI_NODES = 4864 * _PHI_SHARE  # _PHI_EDGE*_PHI_PER_UNIT
_PHI_START = -10.0  # of Phi(-_PHI_EDGE) Phi(_PHI_START) is less than a hundredth: its error, too
# Numbers that are arrays begin a loop a third sooner than those of Python: of two threads, one less
# often waits for the other.
_PHI_SHIFT = np.asarray(1.5 * 2.0**52 / _PHI_PER_UNIT)
_PHI_SHIFT_BITS = np.asarray(_PHI_SHIFT.view(np.int64) - _PHI_NODES)
_HALF, _FOUR, _EIGHTH, _NINETY_SIXTH = map(np.asarray, (0.5, 4.0, 1 / 8, 1 / 96))
_AROUND = 16  # nodes on each side of one whose density is summed in integers
_PHI_BITS = 132  # areas are taken as whole numbers of 2**-_PHI_BITS: their sums are exact
_LAPLACE = 13  # terms of a continued fraction that is needed beyond _PHI_EDGE
_PHI_AREA = np.asarray(math.exp(-0.5) * _ROOT)

# erf(x) = x + x*P(x*x) for |x| < _ERF_NEAR: Taylor series of erf(x)/x - 1.
_ERF_NEAR = 0.015625
_ERF_SERIES = (
    0.1283791670955126,
    -0.37612638903183754,
    0.11283791670955126,
    -0.026866170645131252,
    0.005223977625442188,
)

# erfcx(t) = (1 + v*Q(2v - 1))/(1 + 2t) for t >= 0 with v = t/(t + ERFCX_SHIFT): Q by Chebyshev
# interpolation, lowest power first (tests/readings/erf_coefficients.py prints it).
ERFCX_SHIFT = 3.75
_ERFCX_OVERFLOW = -26.64  # exp(x*x) is still finite here, erfcx no longer
_ERFCX_DIGITS = """
    0.4750252616756552 -0.7555064588467489 0.7626772898176767 -0.598123812837396
    0.38051595255395265 -0.1959073102328987 0.07852051305261033 -0.021795958218968858
    0.0023027991126960906 0.0012084526272651307 -0.0006210253517526785 4.0717021681695146e-05
    6.258137685391986e-05 -1.7812352578324868e-05 -5.076416403164561e-06 3.128111084756138e-06
    3.7591868091525713e-07 -4.886117230998323e-07 -2.9514277339124048e-08 7.432846203359868e-08
    3.545428822402207e-09 -9.957211272573115e-09 -5.900919636613797e-10 8.20874017401681e-10
    6.264073959290939e-11"""
ERFCX = tuple(float(c) for c in _ERFCX_DIGITS.split())


def _inside(x: Float64, edge: float) -> bool:
    return bool(x.min() >= -edge and x.max() <= edge)  # false if there is a NaN


def _square(x: Float64) -> tuple[Float64, Float64]:
    """Split x*x, |x| <= _SQUARE_EDGE, into a product without rounding and a rest."""
    high = (x + _SQUARE_SHIFT) - _SQUARE_SHIFT
    return high * high, (x - high) * (x + high)


def _times_exp(factor: Float64, x: Float64) -> Float64:
    """factor*exp(x) for the rest x of a square, |x| < 2e-5, almost without error."""
    return factor + factor * (x * (1.0 + x * (0.5 + x * (1 / 6))))


@cache
def _table() -> tuple[Float64, Float64, Float64, Float64]:
    """erf, what it lacks to be exact, erfc, and 2/sqrt(pi)*exp(-r*r), at every node r."""
    erf_units = _erf_nodes()
    floats = [float(n) for n in erf_units]
    unit, one = 2.0**-_BITS, 1 << _BITS
    upper = unit * np.array(floats)
    rest = unit * np.array([float(n - int(f)) for n, f in zip(erf_units, floats, strict=True)])
    right = [float(one - n) for n in erf_units]
    left = [float(one + n) for n in erf_units[:0:-1]]
    r = np.arange(-_NODES, _NODES + 1) / _PER_UNIT
    return (
        np.concatenate((-upper[:0:-1], upper)),
        np.concatenate((-rest[:0:-1], rest)),
        unit * np.array(left + right),
        unit * _TWO_OVER_SQRT_PI * np.exp(-r * r),
    )


def _erf_nodes() -> list[int]:
    """erf(i/_PER_UNIT) in units of 2**-_BITS, adding up the areas between nodes in integers."""
    # The area over m - s...m + s is 2s exp(-m*m) sum H_2k(m) s**2k/(2k + 1)! (H: Hermite), here
    # k < 4. With z = 1/s**2 and j = (m/s)**2 the sum is a polynomial in j over 5040 z**6.
    log_z = 2 * (2 * _PER_UNIT).bit_length() - 2
    z = 1 << log_z
    c0 = 5040 * z**6 - 1680 * z**5 + 504 * z**4 - 120 * z**3
    c1 = 3360 * z**4 - 2016 * z**3 + 720 * z**2
    c2 = 672 * z**2 - 480 * z
    area = (_TWO_OVER_SQRT_PI * _exp_power_of_two(log_z) // (5040 * _PER_UNIT)) >> _BITS
    ratio = step = _exp_power_of_two(log_z - 3)
    total, nodes = 0, [0]
    for i in range(_NODES):
        j = (2 * i + 1) ** 2
        total += (area * (c0 + j * (c1 + j * (c2 + j * 64)))) >> (6 * log_z)
        nodes.append(total)
        area = (area * ratio) >> _BITS
        ratio = (ratio * step) >> _BITS
    return nodes


def _exp_power_of_two(q: int) -> int:
    """exp(-2**-q) in units of 2**-_BITS."""
    total, term, k = 0, 1 << _BITS, 0
    while term not in (0, -1):
        total += term
        k += 1
        term = -(term >> q) // k
    return total


def _locate(x: Float64, node: Float64, index: Float64) -> NDArray[np.int64]:
    """Round x to the nearest node and return the table positions, stored in index."""
    positions = index.view(np.int64)
    np.add(x, _SHIFT, out=node)
    np.subtract(node.view(np.int64), _SHIFT_BITS, out=positions)
    np.subtract(node, _SHIFT, out=node)
    return positions


def _erf_area(x: Float64, node: Float64, d: Float64, work: Float64) -> Float64:
    """exp(node**2) times the integral of exp(-s*s) from node to x = node + d; reuses node."""
    # With v = x**2 - node**2 and e = d*d it is d times the integral over 0 < u < 1 of
    # exp(-v*u + e*u*(1 - u)), expanded to all orders that reach half an ulp of erfc.
    e, sum_e = work[:2]
    sum_v: Float64 = work[2]
    v = node
    np.add(x, node, out=v)
    np.multiply(v, d, out=v)
    np.multiply(d, d, out=e)
    horner(_ERF_E, v, sum_e)
    np.multiply(e, _ERF_EE, out=sum_v)
    np.add(sum_e, sum_v, out=sum_e)
    np.multiply(sum_e, e, out=sum_e)
    horner(_ERF_V, v, sum_v)
    np.add(sum_v, sum_e, out=sum_v)
    np.multiply(sum_v, d, out=sum_v)
    return sum_v


@blockwise(6)
def erf(x: Float64, y: Float64, work: Float64) -> None:
    """Error function."""
    table, rest, _, slope = _table()
    node, index, d = work[:3]
    np.abs(x, out=y)
    inner = x if y.max() <= _EDGE else np.clip(x, -_EDGE, _EDGE)  # erf(_EDGE) rounds to 1
    near = (y < _ERF_NEAR).nonzero()[0]  # there the sum below would cancel
    positions = _locate(inner, node, index)
    np.subtract(inner, node, out=d)
    area = _erf_area(inner, node, d, work[3:])
    slope.take(positions, out=d, mode="clip")
    np.multiply(area, d, out=area)
    rest.take(positions, out=d, mode="clip")
    np.add(area, d, out=area)
    table.take(positions, out=y, mode="clip")
    np.add(y, area, out=y)
    if near.size:
        y[near] = _erf_near(x[near])


def _erf_near(x: Float64) -> Float64:
    p = np.empty_like(x)
    horner(_ERF_SERIES, x * x, p)
    return x + x * p


@blockwise(6)
def erfc(x: Float64, y: Float64, work: Float64) -> None:
    """Complementary error function."""
    _, _, table, slope = _table()
    node, index, d = work[:3]
    inside = _inside(x, _EDGE)
    inner = x if inside else np.clip(x, -_EDGE, _EDGE)
    positions = _locate(inner, node, index)
    np.subtract(inner, node, out=d)
    area = _erf_area(inner, node, d, work[3:])
    slope.take(positions, out=d, mode="clip")
    np.multiply(area, d, out=area)
    table.take(positions, out=y, mode="clip")
    np.subtract(y, area, out=y)
    if not inside:
        tail = (x > _EDGE).nonzero()[0]
        y[tail] = _erfc_tail(x[tail])


def _erfc_tail(x: Float64) -> Float64:
    x = np.minimum(x, _SQUARE_EDGE)
    square, rest = _square(x)
    return scaled_exp(_times_exp(_erfcx_positive(x), -rest), -square)


def _erfcx_positive(x: Float64) -> Float64:
    v = np.minimum(x, 1e17)  # v is 1 from there on
    u = v + ERFCX_SHIFT
    np.divide(v, u, out=v)
    np.add(v, v, out=u)
    np.subtract(u, 1.0, out=u)
    q = np.empty_like(x)
    horner(ERFCX, u, q)
    np.multiply(q, v, out=q)
    np.add(q, 1.0, out=q)
    np.multiply(q, 0.5, out=q)
    np.add(x, 0.5, out=u)  # 1 + 2x would overflow too early
    return np.divide(q, u, out=q)


@blockwise(0)
def erfcx(x: Float64, y: Float64, work: Float64) -> None:
    """exp(x*x)*erfc(x)."""
    y[...] = _erfcx_positive(np.abs(x))
    negative = (x < 0.0).nonzero()[0]
    if negative.size:
        square, rest = _square(np.maximum(x[negative], _ERFCX_OVERFLOW))
        y[negative] = 2.0 * _times_exp(np.exp(square), rest) - y[negative]


@cache
def _phi_table() -> Float64:
    """Phi at every node."""
    half = 0.5 / _PHI_PER_UNIT
    m = np.arange(_PHI_START + half, 0, 2 * half)  # the middles between the nodes below 0
    mm, ss = m * m, half * half
    # exp(-s*s/2) over m - half...m + half is 2*half*exp(-mm/2) times the sum of
    # He_2k(m)*half**2k/(2k + 1)!.
    areas = np.exp(-0.5 * mm)
    areas += areas * ((mm - 1 + (mm * (mm - 6) + 3) * ss / 20) * ss / 6)
    areas = areas.reshape(-1, _PHI_SHARE)
    start = _phi_tail(np.array([_PHI_START])) * (math.sqrt(2 * math.pi) / (2 * half))
    units = np.ldexp(np.concatenate((start, areas.sum(axis=1))), _PHI_BITS)
    sums = [*accumulate(map(int, units.tolist()))][-_PHI_NODES // _PHI_SHARE - 1 :]
    whole = 2 * sums.pop()  # which is 1, though no area was divided by sqrt(2 pi)
    ratio, unit = (1 << 2 * _PHI_BITS) // whole, 2.0**-_PHI_BITS
    exact = [n * ratio >> _PHI_BITS for n in sums]
    floats = [float(n) for n in exact]
    rests = [float(n - int(f)) for n, f in zip(exact, floats, strict=True)]
    # Between two of the sums it is the first, upper + rest, and the areas from there on.
    upper, rest = (unit * np.array(part)[:, np.newaxis] for part in (floats, rests))
    inner = areas[-len(sums) :].cumsum(axis=1) / (whole * unit)
    rest = rest + np.hstack((0 * rest, inner[:, :-1]))
    left = upper + rest
    right = 1 - upper
    right = right + (((1 - right) - upper) - rest)
    return np.concatenate((left.ravel(), [0.5], right.ravel()[::-1]))


@cache
def _density_table() -> Float64:
    """phi at every node: at some in integers, around each of these by a small exponential."""
    middles = np.arange(0, _PHI_NODES + 1, 2 * _AROUND) / _PHI_PER_UNIT
    log_step = 1 - 2 * int(math.log2(middles[1]))  # at first phi falls by exp(-2**-log_step)
    value = (_TWO_OVER_SQRT_PI * math.isqrt(1 << (2 * _BITS - 3))) >> _BITS  # 1/sqrt(2 pi)
    ratio, step = _exp_power_of_two(log_step), _exp_power_of_two(log_step - 1)
    exact = []
    for _ in middles:
        exact.append(value)
        value, ratio = (value * ratio) >> _BITS, (ratio * step) >> _BITS
    upper = np.array([[float(n)] for n in exact])
    rest = np.array([[float(n - int(float(n)))] for n in exact])
    d = np.arange(-_AROUND, _AROUND) / _PHI_PER_UNIT
    around = upper + (rest + upper * np.expm1(-d * (middles[:, np.newaxis] + 0.5 * d)))
    right = 2.0**-_BITS * around.ravel()[_AROUND:][: _PHI_NODES + 1]
    return np.concatenate((right[:0:-1], right))


def _phi_nodes(
    x: Float64, node: Float64, index: Float64, d: Float64
) -> tuple[NDArray[np.int64], NDArray[np.intp] | None]:
    """The nearest node to each x, what is left in d; the places in the table, and who has none.

    Of those nothing is left.
    """
    positions, far = index.view(np.int64), None
    np.add(x, _PHI_SHIFT, node)
    np.subtract(node.view(np.int64), _PHI_SHIFT_BITS, positions)
    places = positions.view(np.uint64)  # below 0, and NaN, is far above
    if np.maximum.reduce(places) > 2 * _PHI_NODES:
        far = (places > 2 * _PHI_NODES).nonzero()[0]
        node[far] = _PHI_SHIFT  # less that of an infinity is no number
    np.subtract(node, _PHI_SHIFT, node)
    np.subtract(x, node, d)
    if far is not None:
        d[far] = 0.0
    return positions, far


class _Last(threading.local):
    """What the last Phi of this thread leaves to phi: its results, its buffers, far."""

    left: tuple[ref[Float64], Float64, NDArray[np.intp] | None] | None = None


_LAST = _Last()


@blockwise(3, Scratch())
def Phi(x: Float64, y: Float64, work: Float64) -> None:
    """Standard normal distribution function."""
    # From a node to x = node + d, exp(-s*s/2) has the area d*exp(-m*m/2 + d*d*(m*m - 1)/24), where
    # m is the middle. The logarithm's next term, d**4*(m**4 + 4*m*m - 2)/2880, is a fifth of an ulp
    # of Phi at -_PHI_EDGE and less elsewhere.
    node, index, d = work
    positions, far = _phi_nodes(x, node, index, d)
    area, factor = node, y
    np.add(x, node, area)
    np.multiply(area, area, area)
    np.subtract(area, _FOUR, area)  # 4*(m*m - 1)
    np.multiply(d, d, factor)
    np.multiply(factor, _NINETY_SIXTH, factor)
    np.subtract(factor, _EIGHTH, factor)
    np.multiply(area, factor, area)  # 1/2 more than the logarithm
    np.exp(area, area)
    np.multiply(area, d, area)
    np.multiply(area, _PHI_AREA, area)
    _phi_table().take(positions, out=y, mode="clip")
    np.add(y, area, y)
    if far is not None:
        y[far] = 1.0
        tail = far[~(x[far] > 0.0)]
        y[tail] = _phi_tail(x[tail])
    _LAST.left = (ref(y), work, far)


def _phi_tail(x: Float64) -> Float64:
    """phi(x)/(t + 1/(t + 2/(t + 3/...))) with t = -x, which is Laplace's, for x <= -_PHI_EDGE."""
    fraction = t = np.minimum(-x, _SQUARE_EDGE)
    square, rest = _square(t)
    for k in range(_LAPLACE, 0, -1):
        fraction = t + k / fraction
    return scaled_exp(_times_exp(_ROOT / fraction, -0.5 * rest), -0.5 * square)


def phi(x: ArrayLike, of_x: Float64 | None = None, out: Float64 | None = None) -> Float64:
    """Standard normal density; ``of_x`` is Phi(x), for who has just computed it."""
    left = _LAST.left
    if of_x is None or out is None or left is None or left[0]() is not of_x:
        return _phi(x, out)
    _LAST.left = None  # it is used up
    _density(np.asarray(x), out, *left[1:])
    return out


@blockwise(3)
def _phi(x: Float64, y: Float64, work: Float64) -> None:
    _, far = _phi_nodes(x, *work)
    _density(x, y, work, far)


def _density(x: Float64, y: Float64, work: Float64, far: NDArray[np.intp] | None) -> None:
    """phi at the node and what exp(-d*(x + node)/2) changes, which is little; reuses work."""
    step, index, d = work
    np.multiply(d, _HALF, out=step)
    np.subtract(step, x, out=step)  # -(x + node)/2
    np.multiply(step, d, out=step)
    np.expm1(step, out=step)
    _density_table().take(index.view(np.int64), out=y, mode="clip")
    np.multiply(step, y, out=step)
    np.add(y, step, out=y)
    if far is not None:
        square, rest = _square(np.clip(x[far], -_SQUARE_EDGE, _SQUARE_EDGE))
        root = np.full(far.size, _ROOT)
        y[far] = scaled_exp(_times_exp(root, -0.5 * rest), -0.5 * square)
