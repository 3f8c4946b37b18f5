"""No product in an export overflows, or is 0 times infinity, where its value is ordinary."""

from __future__ import annotations

import math
import sys
from typing import Final

import mpmath
import pytest

from actviz.formula.grammar import parse
from actviz.readings import exact
from tests.export.sample import in_python

_TOP: Final = sys.float_info.max
_GREAT: Final = (1e110, 1e155, 1e160, 1e200, 1e300, 4.5e307, _TOP)


def eis(x: mpmath.mpf) -> mpmath.mpf:
    """The entry at its defaults."""
    return x * mpmath.log1p(mpmath.exp(x)) / mpmath.sqrt(1 + x * x)


@pytest.mark.parametrize("x", [-745.0, -744.5, -744.0, -740.25, -720.0])
def test_a_power_that_is_gone_is_no_infinity(x: float) -> None:
    """Of ``softplus(x)**a`` with a = 1 nothing is left in the second derivative but 0."""
    with mpmath.workdps(400):
        true = float(mpmath.diff(eis, mpmath.mpf(x), 2, h=mpmath.mpf(10) ** -30))
    assert in_python("eis", 2)["eis_d2"](x) == pytest.approx(true, rel=1e-12, abs=2e-320)


@pytest.mark.parametrize("x", _GREAT)
def test_squares_leave_the_doubles_only_with_the_result(x: float) -> None:
    """``x**2*log1p(x)``: its slopes are ``2*x*log1p(x) + x**2/(1 + x)`` and so on."""
    functions = in_python("spline_log", 2)
    with mpmath.workdps(30):
        logarithm = mpmath.log1p(mpmath.mpf(x))
        slope = float(2 * x * logarithm + mpmath.mpf(x) ** 2 / (1 + mpmath.mpf(x)))
        second = float(2 * logarithm + 3)
    assert functions["spline_log_d1"](x) == pytest.approx(slope, rel=1e-14)
    assert functions["spline_log_d2"](x) == pytest.approx(second, rel=1e-14)


@pytest.mark.parametrize("x", [*_GREAT, 5e-324, 1e-300, 1e-30, 0.125, 0.0, -0.0, math.inf])
@pytest.mark.parametrize(
    ("formula", "over", "below"), [("cbrt(x)", 1, 3), ("x**(2/3)", 2, 3), ("abs(x)**(1/7)", 1, 7)]
)
def test_a_root_is_that_of_its_exponent_not_of_the_double_next_to_it(
    formula: str, over: int, below: int, x: float
) -> None:
    functions = in_python(formula, 1)
    with mpmath.workdps(40):
        exponent = mpmath.mpf(over) / below
        true = float(mpmath.mpf(x) ** exponent)
        slope = float(exponent * mpmath.mpf(x) ** (exponent - 1)) if 0 < x < math.inf else None
    assert functions["f"](x) == pytest.approx(true, rel=8e-16, abs=0)
    if slope is not None:
        assert functions["f_d1"](x) == pytest.approx(slope, rel=1.2e-15, abs=0)


def test_a_root_in_a_denominator_is_infinite_at_0() -> None:
    function = in_python("abs(x)**(-1/3)", 1)["f"]
    assert function(0.0) == function(-0.0) == math.inf
    assert function(1e300) == pytest.approx(1e-100, rel=8e-16, abs=0)
    assert function(math.inf) == 0


@pytest.mark.parametrize("formula", ["x*sinc(1)", "cos(x)*sin(expm1(log1p(-1)))", "x*sinc(2)**-1"])
def test_constants_that_are_blocks_or_infinite_on_the_way_are_written(formula: str) -> None:
    functions = in_python(formula, 1)
    true = parse(formula)
    for x in (-2.5, 0.3, 7.0):
        assert math.isclose(functions["f"](x), float(exact.evaluate(true, x, {})), rel_tol=1e-15)
