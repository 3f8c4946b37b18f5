"""Accuracy of the kernels against ball arithmetic, which shares no code or formula with them.

Errors are in ULP: |computed - true| / 2**(max(floor(log2 |true|), -1022) - 52).
"""

from __future__ import annotations

import math
import runpy
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx
from numpy.typing import NDArray

from actviz.formula.grammar import parse
from actviz.readings import float64
from actviz.readings.float64 import kernels, normal
from actviz.readings.languages import c_numbers, normal_rows

Floats = NDArray[np.float64]
Exact = Callable[[arb], arb]

coefficients = runpy.run_path(str(Path(__file__).with_name("erf_coefficients.py")))


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def exact(value: float) -> arb:
    numerator, denominator = value.as_integer_ratio()
    return arb(numerator) / denominator


def enclose(function: Callable[..., arb], *arguments: float) -> arb:
    """The true value to more than 100 bits."""
    ctx.prec = 192
    while True:
        ball = function(*map(exact, arguments))
        if ball.is_zero() or ball.rad() < abs(ball.mid()) * arb(2) ** -100:
            return ball
        ctx.prec *= 2
        assert ctx.prec < 10000, arguments


def ulp_exponent(value: arb) -> int:
    mantissa, exponent = abs(value).mid().man_exp()
    return max(int(exponent) + int(mantissa).bit_length() - 1, -1022) - 52


def error(computed: float, true: arb, scale: arb | None = None) -> float:
    if math.isnan(computed) or true.is_zero():
        return 0.0 if computed == 0.0 else math.inf
    if math.isinf(computed):
        overflows = abs(true) > exact(np.finfo(float).max)
        return 0.0 if overflows and (computed > 0) == (true > 0) else math.inf
    unit = arb(2) ** ulp_exponent(true.mid() if scale is None else scale.mid())
    return float((abs(exact(computed) - true) / unit).mid())


def erfcx(x: arb) -> arb:
    positive = (x * x).hypgeom_u(arb(1) / 2, arb(1) / 2) / arb.pi().sqrt()
    return 2 * (x * x).exp() - positive if x < 0 else positive


# name: exact function, asserted bound, limits at -inf and inf (attained in doubles by +-2000)
CASES: dict[str, tuple[Exact, float, float | None, float | None]] = {
    "sigmoid": (lambda x: 1 / (1 + (-x).exp()), 2.3, 0.0, 1.0),
    "softplus": (lambda x: x.exp().log1p(), 1.7, 0.0, None),
    "sech": (lambda x: x.sech(), 2.3, 0.0, 0.0),
    "erf": (lambda x: x.erf(), 0.9, -1.0, 1.0),
    "erfc": (lambda x: x.erfc(), 3.5, 2.0, 0.0),
    "erfcx": (erfcx, 3.5, math.inf, None),
    "Phi": (lambda x: (-x / arb(2).sqrt()).erfc() / 2, 3.5, 0.0, 1.0),
    "phi": (lambda x: (-x * x / 2).exp() / (2 * arb.pi()).sqrt(), 2.4, 0.0, 0.0),
}
# where the kernels change formula, and the ends of the ranges of normal and nonzero results
SWITCHES = (
    [k / 512 for k in range(-20, 21)]
    + [0.015625, 1.0, 5.998046875, 6.0, 9.5, 26.5433, 26.64, 27.2264, 37.5194, 38.5676]
    + [36.0, 36.7368, 708.0, 708.3964, 709.7827, 710.4758, 744.4401, 745.1332, 745.8264]
)


def points(seed: int = 20) -> Floats:
    rng = np.random.default_rng(seed)
    binades = np.ldexp(rng.uniform(1, 2, 6294), np.repeat(np.arange(-1074, 1024), 3))
    parts = [binades, -binades, rng.uniform(-40, 40, 6000), rng.uniform(-760, 760, 3000)]
    parts += [rng.uniform(-7, 7, 8000), rng.uniform(-39, -5, 3000), rng.uniform(5, 28, 3000)]
    for switch in SWITCHES:
        for x in (switch, -switch):
            parts.append(np.array([x, np.nextafter(x, math.inf), np.nextafter(x, -math.inf)]))
            parts.append(x * (1 + 1e-3 * rng.uniform(-1, 1, 6)))
    return np.concatenate(parts)


def kernel_of(name: str) -> kernels.Kernel:
    result: kernels.Kernel = getattr(normal if hasattr(normal, name) else kernels, name)
    return result


@pytest.mark.parametrize("name", ["erf", "erfc", "Phi"])
def test_infinities_and_nan_give_no_warning(name: str) -> None:
    """Distributions call them by themselves."""
    x = np.array([-math.inf, math.inf, math.nan, 1e308, -1e308, 40.0, -40.0, 1.0])
    with np.errstate(invalid="raise"):
        assert np.isnan(kernel_of(name)(x)).tolist() == np.isnan(x).tolist()


def worst(name: str, x: Floats) -> tuple[float, float]:
    function, _, low, high = CASES[name]
    result = (0.0, 0.0)
    for at, got in zip(x.tolist(), kernel_of(name)(x).tolist(), strict=True):
        limit = low if at < 0 else high
        if abs(at) > 2000 and (limit is not None or name == "softplus"):
            e = 0.0 if got == (at if limit is None else limit) else math.inf
        else:
            e = error(got, enclose(function, at))
        result = max(result, (e, at))
    return result


@pytest.mark.parametrize("dtype", [float, bool])
def test_buffers_begin_with_a_line_of_the_cache_and_are_apart(dtype: type) -> None:
    rows = kernels.Scratch(dtype).rows(3, kernels.BLOCK)
    begins = [row.ctypes.data for row in rows]
    assert not any(begin % 64 for begin in begins)
    assert [b - a for a, b in pairwise(begins)] == [rows[0].nbytes + 64] * 2


@pytest.mark.parametrize("name", CASES)
def test_error_is_bounded_on_the_whole_line(name: str) -> None:
    e, at = worst(name, points())
    assert e <= CASES[name][1], f"{e} ulp at {at!r}"


@pytest.mark.parametrize("name", ["erfc", "Phi", "phi", "sech", "sigmoid"])
def test_nothing_vanishes_before_the_last_subnormal(name: str) -> None:
    last = {"erfc": 27.22, "Phi": -38.48, "phi": 38.56, "sech": 745.8, "sigmoid": -745.1}[name]
    x = last * (1 - np.linspace(0, 0.02, 300))
    assert (kernel_of(name)(x) > 0).all()
    e, at = worst(name, x)
    assert e <= CASES[name][1], f"{e} ulp at {at!r}"


@pytest.mark.parametrize("name", CASES)
def test_limits_and_nan(name: str) -> None:
    kernel = kernel_of(name)
    _, _, low, high = CASES[name]
    high = {"softplus": math.inf, "erfcx": 0.0}.get(name, high)
    # the whole array goes through the general path because of the special values
    got = kernel(np.array([-math.inf, math.nan, math.inf, 0.5]))
    np.testing.assert_array_equal(got[:3], [low, math.nan, high])
    assert got[3] == kernel(0.5)


def test_zeros() -> None:
    zeros = np.array([0.0, -0.0])
    for name, value in {"sigmoid": 0.5, "sech": 1.0, "erfc": 1.0, "erfcx": 1.0, "Phi": 0.5}.items():
        np.testing.assert_array_equal(kernel_of(name)(zeros), value)
    np.testing.assert_array_equal(np.signbit(normal.erf(zeros)), [False, True])
    np.testing.assert_array_equal(normal.erf(zeros), 0.0)


@pytest.mark.parametrize("name", [*CASES, "sinc"])
def test_shapes(name: str) -> None:
    kernel = kernel_of(name)
    flat = np.linspace(-9, 9, 3 * kernels.BLOCK // 2)
    expected = np.array([kernel(x) for x in flat[::997].tolist()])
    np.testing.assert_array_equal(kernel(flat)[::997], expected)
    np.testing.assert_array_equal(kernel(flat.reshape(3, -1)).reshape(-1), kernel(flat))
    np.testing.assert_array_equal(kernel(flat[::-2]), kernel(flat)[::-2])
    assert kernel(np.empty((2, 0))).shape == (2, 0)
    assert isinstance(kernel(1.5), np.float64)
    assert isinstance(kernel(np.array(1.5)), np.float64)
    assert kernel(1).dtype == np.float64


@pytest.mark.parametrize("name", [*CASES, "sinc"])
def test_argument_is_left_alone(name: str) -> None:
    x = np.linspace(-50, 50, 1001)
    copy = x.copy()
    kernel_of(name)(x)
    np.testing.assert_array_equal(x, copy)


def test_scaled_exp() -> None:
    rng = np.random.default_rng(3)
    t = rng.uniform(-1500, 1500, 3000)
    # factors that bring the product anywhere from below the subnormals to above the largest double
    exponent = np.clip(rng.uniform(-1090, 1030, t.size) - t / math.log(2), -1074, 1023)
    r = np.ldexp(rng.uniform(1, 2, t.size), exponent.astype(int)) * rng.choice([-1, 1], t.size)
    edge = np.array([708.0, -708.0, 708.1, -708.1, 709.8, -745.2, 5.0, 2e3, -2e3])
    r = np.concatenate([r, np.ones(9), np.full(9, 5e-324), np.full(9, 1e308)])
    t = np.concatenate([t, edge, edge, edge])
    for a, b, got in zip(r.tolist(), t.tolist(), kernels.scaled_exp(r, t).tolist(), strict=True):
        true = enclose(lambda u, v: u * v.exp(), a, b)
        if abs(true) > exact(np.finfo(float).max) * (1 + arb(2) ** -54):
            assert got == math.copysign(math.inf, a)
        else:
            assert error(got, true) <= 2.0, (a, b)


def test_scaled_exp_special_values() -> None:
    inf, nan = math.inf, math.nan
    r = np.array([1.0, -1.0, 0.0, -0.0, inf, 0.0, 0.0, -0.0, 1.0, nan, 2.0, -inf, inf, inf])
    t = np.array([-inf, -inf, -inf, 5.0, 3.0, 1e300, inf, -1e300, nan, 9.0, inf, -1e9, -inf, 1e9])
    expected = [0.0, -0.0, 0.0, -0.0, inf, 0.0, nan, -0.0, nan, nan, inf, -inf, nan, inf]
    got = kernels.scaled_exp(r, t)
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(np.signbit(got[:4]), np.signbit(expected[:4]))
    assert kernels.scaled_exp(2.0, np.zeros((2, 3))).shape == (2, 3)
    assert isinstance(kernels.scaled_exp(1e308, -800.0), np.float64)
    assert kernels.scaled_exp(np.empty(0), 1.0).shape == (0,)


def sinc_derivative(n: int) -> Exact:
    """The integral of u**n*cos(u*x + n*pi/2) over 0 < u < 1, by series or recurrence."""

    def series(x: arb) -> arb:
        first = (n + 1) // 2
        total = arb(0)
        for k in range(first, first + 30):
            total += (-1) ** k * x ** (2 * k - n) / ((2 * k + 1) * math.factorial(2 * k - n))
        return total

    def closed(x: arb) -> arb:
        ctx.prec += 30 * n
        waves = [x.sin(), x.cos(), -x.sin(), -x.cos()]
        s = waves[0] / x
        for k in range(1, n + 1):
            s = (waves[k % 4] - k * s) / x
        return s

    return lambda x: series(x) if abs(x) < arb("0.1") else closed(x)


@pytest.mark.parametrize("n", range(9))
def test_derivatives_of_sinc(n: int) -> None:
    rng = np.random.default_rng(n)
    tiny = 10.0 ** rng.uniform(-323, -1, 150) * rng.choice([-1, 1], 150)
    huge = 10.0 ** rng.uniform(1, 308, 150) * rng.choice([-1, 1], 150)
    switch = [n + 0.5, np.nextafter(n + 0.5, 0), 0.5, 1.0, 5e-324, -5e-324]
    parts = [rng.uniform(-n - 3, n + 3, 500), rng.uniform(-60, 60, 250), tiny, huge, switch]
    x = np.concatenate(parts)
    for at, got in zip(x.tolist(), kernels.dsinc(n, x).tolist(), strict=True):
        true = enclose(sinc_derivative(n), at)
        scale = abs(true)
        # near a zero away from the origin: the size of the oscillation
        if n % 2 == 0 or abs(at) > 1:
            scale = scale.max(1 / exact(max(n + 1.0, abs(at))))
        assert error(got, true, scale) <= 3.0, at


def test_derivatives_of_sinc_at_special_points() -> None:
    for n in range(8):
        at_zero = 0.0 if n % 2 else (-1) ** (n // 2) / (n + 1)
        got = kernels.dsinc(n, np.array([0.0, -0.0, math.inf, -math.inf, math.nan]))
        np.testing.assert_array_equal(got, [at_zero, at_zero, 0.0, 0.0, math.nan])
    x = np.linspace(-30, 30, 999)
    np.testing.assert_array_equal(kernels.sinc(x), kernels.dsinc(0, x))
    with pytest.raises(ValueError, match="negative"):
        kernels.dsinc(-1, 0.0)


def test_sinc_is_relatively_accurate() -> None:
    rng = np.random.default_rng(8)
    x = np.concatenate([rng.uniform(-40, 40, 1500), 10.0 ** rng.uniform(-320, 300, 500)])
    for at, got in zip(x.tolist(), kernels.sinc(x).tolist(), strict=True):
        assert error(got, enclose(lambda v: v.sin() / v, at)) <= 1.6, at


def test_constants_are_derived() -> None:
    assert list(normal.ERFCX) == coefficients["erfcx_table"]()
    assert list(normal_rows.UPPER) == coefficients["upper_table"]()
    assert coefficients["UPPER_SHIFT"] == normal_rows.UPPER_SHIFT
    assert list(normal_rows.BRIEF_UPPER) == coefficients["brief_upper_table"]()
    assert coefficients["BRIEF_SHIFT"] == normal_rows.BRIEF_SHIFT
    assert list(c_numbers._EXP_TERMS) == coefficients["exp_table"]()
    assert list(normal_rows.SLOPE) == coefficients["slope_table"]()
    assert normal_rows.SLOPE_ROOT[0] == np.float32(normal_rows.SLOPE_ROOT[0])
    assert sum(normal_rows.SLOPE_ROOT) == float(coefficients["slope_root"]())
    assert list(normal._ERF_SERIES) == coefficients["erf_series"](len(normal._ERF_SERIES))
    assert coefficients["two_over_sqrt_pi"](normal._BITS) == normal._TWO_OVER_SQRT_PI
    assert coefficients["log_2"](kernels._LN2_HIGH) == kernels._LN2_LOW
    assert error(normal._ROOT, 1 / (2 * arb.pi()).sqrt()) <= 0.5


def test_table_is_exact() -> None:
    erf, rest, erfc, slope = normal._table()
    for i in range(-normal._NODES, normal._NODES + 1):
        true_erf, true_erfc = coefficients["node"](i, normal._PER_UNIT)
        at = i + normal._NODES
        assert error(erf[at].item(), true_erf) <= 0.5
        left = exact(erf[at].item()) + exact(rest[at].item()) - true_erf
        assert abs(left) <= abs(true_erf) * arb(2) ** -75
        assert error(erfc[at].item(), true_erfc) <= 0.501
        r = arb(i) / normal._PER_UNIT
        assert error(slope[at].item(), 2 * (-r * r).exp() / arb.pi().sqrt()) <= 2.0


def test_table_of_phi_is_nearly_exact() -> None:
    function = CASES["Phi"][0]
    table = normal._phi_table()
    for at in range(0, table.size, 3):  # of every four, which are made together, each in turn
        r = (at - normal._PHI_NODES) / normal._PHI_PER_UNIT
        assert error(table[at].item(), enclose(function, r)) <= 0.65, r


def test_table_of_the_density_is_nearly_exact() -> None:
    function = CASES["phi"][0]
    table = normal._density_table()
    for at in range(0, table.size, 3):
        r = (at - normal._PHI_NODES) / normal._PHI_PER_UNIT
        assert error(table[at].item(), enclose(function, r)) <= 0.6, r


@pytest.mark.parametrize(("name", "bound"), [("Phi", 1.5), ("phi", 1.4)])
def test_between_the_nodes_digits_are_kept(name: str, bound: float) -> None:
    e, at = worst(name, np.random.default_rng(3).uniform(-9.5, 9.5, 20_000))
    assert e <= bound, at


@pytest.mark.parametrize(
    "text", ["Phi(x) + x*phi(x)", "Phi(x)*Phi(2*x)*phi(x) + phi(2*x)", "phi(x)*phi(x + Phi(x))"]
)
def test_phi_beside_Phi_is_phi(text: str) -> None:
    tree = parse(text, ())
    x = np.random.default_rng(4).normal(0, 6, 3 * kernels.BLOCK // 2)
    parts = [float64.evaluate(tree, part, {}) for part in np.array_split(x, 200)]
    np.testing.assert_array_equal(float64.evaluate(tree, x, {}), np.concatenate(parts))
