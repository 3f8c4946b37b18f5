"""Vectorised float64 building blocks that NumPy lacks or computes carelessly.

Each kernel takes an array of any shape (or a number) and returns float64 of the same shape. NaN
stays NaN, infinities give the limits, and results are rounded once into the subnormals. Callers
silence floating-point warnings. There is no tanh or hypot here: NumPy's are good enough.

Largest errors in ULP, against ball arithmetic, over the whole line (every binade, the tails, the
neighbours of the switches; about 250 000 points each, on three SIMD levels of NumPy): sigmoid 2.2,
softplus 1.6, sech 2.3, sinc 1.5, scaled_exp 1.5; derivatives of sinc up to the eighth 2.5, in units
of the wave's size near its zeros. :mod:`actviz.readings.float64.normal` has the error function.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actviz.arrays import Float64

Kernel = Callable[..., Float64]  # of an array, and where to write
Block = Callable[[Float64, Float64, Float64], None]

# Elements per pass: temporaries stay in cache, and threads seldom meet at the lock of Python, which
# each takes between two passes.
BLOCK = 1 << 16
_FEW = 256  # elements for which fresh buffers are as quick
_LINE = 64  # bytes of a line of the cache, and of the widest register
EXP_SAFE = 708.0  # exp(t) is a normal number for |t| up to here
_SECH_SAFE = float.fromhex("0x1p-1020")  # sech(x) is less beyond |x| = 707.7
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")  # 33 bits of log 2, so k*_LN2_HIGH is exact
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")  # log 2 - _LN2_HIGH


def _unwrap(result: Float64) -> Float64:
    """A NumPy number instead of an array without axes."""
    view: Float64 = result[()]
    return view


class Scratch(threading.local):
    """Buffers that a thread uses again: fresh memory costs more than the arithmetic."""

    def __init__(self, dtype: type = np.float64) -> None:
        self._dtype = np.dtype(dtype)
        self._rows = self._fresh(0, BLOCK)

    def rows(self, count: int, size: int) -> NDArray[Any]:
        """So many buffers of a size of at most BLOCK, holding anything."""
        if size <= _FEW:
            return self._fresh(count, size)
        if len(self._rows) < count:
            self._rows = self._fresh(count, BLOCK)
        return self._rows[:count, :size]

    def _fresh(self, count: int, size: int) -> NDArray[Any]:
        """Each begins with a line if BLOCK is the size: what lies across two takes twice as long.

        A line is left between two: NumPy 2.0 takes neighbours for overlapping, and its slow loop,
        which it has for that, gives other bits.
        """
        line = _LINE // self._dtype.itemsize
        memory = np.empty(count * (size + line) + line, self._dtype)
        begin = -memory.ctypes.data % _LINE // self._dtype.itemsize
        return memory[begin : begin - line].reshape(count, size + line)[:, :size]


_SCRATCH = Scratch()


def blockwise(buffers: int, scratch: Scratch = _SCRATCH) -> Callable[[Block], Kernel]:
    """Turn block(x, y, work), which fills y from x, into a kernel for any shape."""

    def decorate(block: Block) -> Kernel:
        def kernel(x: ArrayLike, out: Float64 | None = None) -> Float64:
            values = np.asarray(x, dtype=np.float64)
            stretch = values.ndim == 1 and values.size <= BLOCK and values.flags.c_contiguous
            if out is not None and stretch:
                block(values, out, scratch.rows(buffers, values.size))
                return out
            result = np.empty(values.shape) if out is None else out
            flat, goal = np.ascontiguousarray(values.reshape(-1)), result.reshape(-1)
            work = scratch.rows(buffers, min(flat.size, BLOCK))
            for start in range(0, flat.size, BLOCK):
                piece = flat[start : start + BLOCK]
                block(piece, goal[start : start + BLOCK], work[:, : piece.size])
            return result if out is not None else _unwrap(result)

        kernel.__name__ = kernel.__qualname__ = block.__name__
        kernel.__doc__ = block.__doc__
        return kernel

    return decorate


def horner(coefficients: Sequence[float], u: Float64, out: Float64) -> None:
    """Evaluate a polynomial, lowest power first, into out (which must not be u)."""
    np.multiply(u, coefficients[-1], out=out)
    for c in coefficients[-2:0:-1]:
        np.add(out, c, out=out)
        np.multiply(out, u, out=out)
    np.add(out, coefficients[0], out=out)


def scaled_exp(
    r: ArrayLike, t: ArrayLike, exp_t: ArrayLike | None = None, out: Float64 | None = None
) -> Float64:
    """r*exp(t), rounded once even where exp(t) alone would underflow or overflow.

    ``exp_t`` is exp(t), for who has it already.
    """
    factor, power = np.asarray(r, dtype=np.float64), np.asarray(t, dtype=np.float64)
    if out is None:
        out = np.empty(np.broadcast_shapes(factor.shape, power.shape))
        return _unwrap(scaled_exp(factor, power, exp_t, out))
    np.multiply(np.exp(power, out=out) if exp_t is None else exp_t, factor, out=out)
    if power.size and not -EXP_SAFE <= power.min() <= power.max() <= EXP_SAFE:  # or there is a NaN
        power, factor = np.broadcast_to(power, out.shape), np.broadcast_to(factor, out.shape)
        far = (np.abs(power) > EXP_SAFE) & np.isfinite(power)
        out[far] = _far_scaled_exp(factor[far], power[far])
    return out


def clip(x: ArrayLike, low: ArrayLike, high: ArrayLike, out: Float64 | None = None) -> Float64:
    """x, but at least low, and of that at most high."""
    given: Any = out  # NumPy's types know no out that may be None
    clipped: Float64 = np.clip(x, low, high, out=given)  # quicker than a maximum and a minimum
    return clipped


def where(condition: ArrayLike, a: ArrayLike, b: ArrayLike, out: Float64 | None = None) -> Float64:
    """a where the condition holds, b elsewhere."""
    if out is None:
        return np.where(condition, a, b)
    holds = np.count_nonzero(condition)
    if holds in (0, np.size(condition)):  # the other branch may not have been computed
        np.copyto(out, a if holds else b)
        return out
    # np.where branches on every element, and a processor guesses half of them wrong; bits do not.
    mask, bits = _SCRATCH.rows(2, out.size).view(np.int64)
    first, second = _bits(a), _bits(b)  # either may be out
    np.negative(np.asarray(condition).view(np.int8), out=mask)  # all bits, or none
    np.bitwise_xor(first, second, out=bits)
    np.bitwise_and(bits, mask, out=bits)
    np.bitwise_xor(bits, second, out=out.view(np.int64))
    return out


def power(a: ArrayLike, b: ArrayLike, out: Float64 | None = None) -> Float64:
    """a**b; NaN if either is, which NumPy makes 1 where b is 0 or a is 1."""
    lost = np.isnan(a) | np.isnan(b)
    powers: Float64 = np.power(a, b, out=out)
    if not np.any(lost):
        return powers
    if out is None:
        return np.where(lost, np.nan, powers)
    powers[np.broadcast_to(lost, powers.shape)] = np.nan
    return powers


def maximum(a: ArrayLike, b: ArrayLike, out: Float64 | None = None) -> Float64:
    """The larger of two; NaN if either is."""
    larger: Float64 = np.maximum(*_spread(a, b, out), out=out)
    return larger


def minimum(a: ArrayLike, b: ArrayLike, out: Float64 | None = None) -> Float64:
    """The smaller of two; NaN if either is."""
    smaller: Float64 = np.minimum(*_spread(a, b, out), out=out)
    return smaller


def _spread(a: ArrayLike, b: ArrayLike, out: Float64 | None) -> tuple[ArrayLike, ArrayLike]:
    """Two operands for a comparison, the number first, and as an array where there is an out.

    Of 0.0 and -0.0 x86 takes the second: the sign of a zero in the array is kept. And NumPy
    compares two arrays twice as fast as one with a number.
    """
    if np.ndim(b) < np.ndim(a):
        a, b = b, a
    if out is None or np.ndim(a):
        return a, b
    return _filled(int(_bits(a)))[: out.size], b


@lru_cache(maxsize=8)
def _filled(bits: int) -> Float64:
    return np.full(BLOCK, bits).view(np.float64)  # by its bits: 0.0 and -0.0 are one key


def _bits(a: ArrayLike) -> NDArray[np.int64]:
    view: NDArray[np.int64] = np.asarray(a, dtype=np.float64).view(np.int64)
    return view


def _far_scaled_exp(r: Float64, t: Float64) -> Float64:
    t = np.clip(t, -2000.0, 2000.0)  # beyond, every product is 0 or infinite
    k = np.rint(t / _LN2_HIGH)
    mantissa, exponent = np.frexp(r)
    total = np.clip(exponent + k.astype(np.int32), -2000, 2000)
    half = total // 2  # scale each factor halfway: then only their product can round
    exp_rest = np.exp((t - k * _LN2_HIGH) - k * _LN2_LOW)
    product: Float64 = np.ldexp(mantissa, half) * np.ldexp(exp_rest, total - half)
    return product


@blockwise(1)
def sigmoid(x: Float64, y: Float64, work: Float64) -> None:
    """1/(1 + exp(-x)), as exp(x)/(1 + exp(x)): so the left tail needs no case of its own."""
    e = work[0]
    np.exp(x, out=e)
    np.add(e, 1.0, out=y)
    np.divide(e, y, out=y)
    if not x.max() <= EXP_SAFE:  # or there is a NaN
        y[x > EXP_SAFE] = 1.0


@blockwise(0)
def softplus(x: Float64, y: Float64, work: Float64) -> None:
    """log(1 + exp(x)), without a threshold."""
    np.exp(x, out=y)
    np.log1p(y, out=y)
    if not x.max() <= EXP_SAFE:
        np.copyto(y, x, where=x > EXP_SAFE)


@blockwise(0)
def sech(x: Float64, y: Float64, work: Float64) -> None:
    """1/cosh(x), with a case of its own where only that overflows."""
    np.cosh(x, out=y)
    np.divide(1.0, y, out=y)
    if not y.min() >= _SECH_SAFE:  # or there is a NaN
        far = (np.abs(x) > EXP_SAFE).nonzero()[0]
        y[far] = scaled_exp(2.0, -np.abs(x[far]))


def sinc(x: ArrayLike, out: Float64 | None = None) -> Float64:
    """sin(x)/x, and 1 at 0."""
    return dsinc(0, x, out)


def dsinc(order: float, x: ArrayLike, out: Float64 | None = None) -> Float64:
    """n-th derivative of sin(x)/x, for small n."""
    n = int(order)
    if n < 0:
        raise ValueError("n must not be negative")

    @blockwise(0)
    def kernel(x: Float64, y: Float64, work: Float64) -> None:
        y[...] = _dsinc_far(n, x)
        near = np.abs(x) < n + 0.5
        if near.any():
            y[near] = _dsinc_near(n, x[near])
        y[np.isinf(x)] = 0.0

    return kernel(x, out)


def _dsinc_far(n: int, x: Float64) -> Float64:
    """Upward recurrence x*s[k] + k*s[k-1] = sin(x + k*pi/2), stable for k <= |x|."""
    waves = _waves(n, x)
    s = waves[0] / x
    for k in range(1, n + 1):
        s = (waves[k % 4] - k * s) / x
    return s


def _dsinc_near(n: int, x: Float64) -> Float64:
    """The same recurrence downward, stable for |x| <= k, from where s is negligible."""
    waves = _waves(n + 1, x)
    s = np.zeros_like(x)
    for k in range(3 * n + 26, n, -1):
        s = (waves[k % 4] - x * s) / k
    return s


def _waves(n: int, x: Float64) -> list[Float64]:
    """sin(x + k*pi/2) for k = 0, 1, 2, 3; only k = 0 is right if n is 0."""
    sine = np.sin(x)
    cosine = np.cos(x) if n else sine
    return [sine, cosine, -sine, -cosine]
