"""An activation: validated when built, callable, exact, differentiable."""

from __future__ import annotations

import math

import numpy as np
import pytest

import actviz
from actviz import Activation, FormulaError, Interval, Parameter, SpecError
from actviz.lookup.registry import entries
from actviz.readings.exact import NotDecided


def test_an_interval_knows_its_ends() -> None:
    half_open = Interval(0, 1, low_closed=True)
    assert 0 in half_open
    assert 0.5 in half_open
    assert 1 not in half_open
    assert -1 not in half_open
    with pytest.raises(ValueError, match="in order"):
        Interval(1, 0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "Bad Name", "formula": "x", "family": "mine"}, "'Bad Name' is not a name"),
        ({"name": "f", "formula": "x", "values": {"a": 1}}, "f has no parameters, so no 'a'"),
        (
            {"name": "f", "formula": "a*x", "parameters": (Parameter("a", 1, "a > 2"),)},
            "f: a = 1.0 is out of its domain, a > 2",
        ),
        (
            {"name": "f", "formula": "a*x", "parameters": (Parameter("a", math.inf),)},
            "f: a must be a finite number, not inf",
        ),
    ],
)
def test_fields_are_validated_when_built(fields: dict[str, object], message: str) -> None:
    with pytest.raises(SpecError, match=message.replace("(", r"\(")):
        Activation(**fields)  # type: ignore[arg-type]


def test_a_formula_with_a_mistake_is_refused_when_built() -> None:
    with pytest.raises(FormulaError):
        Activation(name="f", formula="x *")
    with pytest.raises(FormulaError):
        Activation(name="f", formula="a*x")


def test_careful_forms_are_the_same_function() -> None:
    # The formula in exact arithmetic is the judge of the careful form in exact arithmetic.
    from dataclasses import replace

    points = np.array([-30.0, -7.25, -1.5, -0.3, 1e-9, 0.6, 2.75, 11.0, 40.0])
    for entry in entries():
        if entry.careful:
            other = replace(entry, formula=entry.careful, careful="")
            assert np.array_equal(entry.exact(points), other.exact(points)), entry.name


def test_derivative_in_x_and_in_a_parameter() -> None:
    elu = actviz.get("elu", alpha=0.5)
    assert elu.derivative(-1.0) == pytest.approx(0.5 * math.exp(-1), rel=1e-15)
    assert elu.derivative(-1.0, order=2) == pytest.approx(0.5 * math.exp(-1), rel=1e-15)
    assert elu.derivative(-1.0, wrt="alpha") == pytest.approx(math.expm1(-1), rel=1e-15)
    with pytest.raises(SpecError, match="elu has no parameter 'beta'; it has alpha"):
        elu.derivative(1.0, wrt="beta")
    with pytest.raises(ValueError, match="whole number from 0 to 12"):
        elu.derivative(1.0, order=13)


def test_exact_is_correctly_rounded_where_float64_is_not() -> None:
    # Digits from mpmath at 60 digits.
    assert actviz.get("gelu").exact(-10.0) == -7.619853024160526e-23
    assert actviz.get("1 - tanh(x)**2").exact(300.0) == 1.0601586212017243e-260
    assert actviz.get("softplus").exact(20.5) == 20.500000001250153
    assert actviz.get("sigmoid").exact([0.0, 7.0]).tolist() == [0.5, 0.9990889488055994]  # type: ignore[union-attr]


def test_infinities_are_limits() -> None:
    for spec, left, right in (
        ("silu", 0.0, math.inf),
        ("mish", 0.0, math.inf),
        ("elu:alpha=0.5", -0.5, math.inf),
        ("softsign", -1.0, 1.0),
        ("tanh", -1.0, 1.0),
        ("x*sigmoid(x) - x", math.inf, 0.0),
    ):
        function = actviz.get(spec)
        assert function(-math.inf) == left
        assert function(math.inf) == right
        assert function.exact(-math.inf) == left
    assert math.isnan(float(actviz.get("sin(x)")(math.inf)))


def test_the_slope_at_a_kink_is_what_frameworks_take() -> None:
    # PyTorch 2.13 and JAX 0.10: relu' and relu6' are 0 at their corners, leaky_relu' is its slope.
    assert actviz.get("relu").derivative(0.0) == 0
    assert actviz.get("relu6").derivative([0.0, 6.0]).tolist() == [0, 0]  # type: ignore[union-attr]
    assert actviz.get("leaky_relu").derivative(0.0) == 0.01
    assert actviz.get("hard_tanh").derivative([-1.0, 1.0]).tolist() == [0, 0]  # type: ignore[union-attr]


def test_display_names_what_was_changed() -> None:
    assert actviz.get("elu").display == "elu"
    assert actviz.get("elu:alpha=0.5").display == "elu(alpha=0.5)"
    assert actviz.get("half=elu:alpha=0.5").display == "half"


def test_there_is_no_slope_where_there_is_no_value() -> None:
    # The derivative of log is 1/x, which has values at negative x, where log has none.
    log = actviz.get("log")
    x = np.array([-np.inf, -2.0, 4.0, np.inf, np.nan])
    for order, at_four in ((1, 0.25), (2, -0.0625)):
        expected = [np.nan, np.nan, at_four, 0.0, np.nan]
        assert np.array_equal(log.derivative(x, order), expected, equal_nan=True)
        assert np.array_equal(log.exact(x[:4], order), expected[:4], equal_nan=True)
    assert math.isnan(log.derivative(-2.0))
    out = np.empty(2)
    assert np.array_equal(log.derivative([-2.0, 4.0], out=out), [np.nan, 0.25], equal_nan=True)
    assert np.array_equal(out, [np.nan, 0.25], equal_nan=True)
    # What is lost on the way only is no hole: exp overflows here.
    assert actviz.get("log1p(exp(x))").derivative(1000.0) == 1.0


def test_a_wider_number_beyond_the_doubles_is_infinite() -> None:
    wide = np.longdouble("1e400")
    assert wide == np.inf or actviz.get("tanh")(np.array([wide, -wide])).tolist() == [1.0, -1.0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "formula", ["x + (x/x)**0", "x + 1**(x/x)", "x + (x/x)**a:a=0", "(x/x)**0", "(x/x)**0*x"]
)
def test_a_power_has_no_value_where_its_parts_have_none(formula: str) -> None:
    function = actviz.get(formula)
    many = np.concatenate([np.zeros(3), np.linspace(0.5, 1, 5000)])  # in blocks, in cells
    for got in map(np.asarray, (function(many), function.exact(many))):
        assert np.isnan(got[:3]).all()
        assert np.isfinite(got[3:]).all()
    for order in (0, 1):
        assert math.isnan(function.exact(0.0, order))
    assert math.isnan(function(0.0))
    assert math.isnan(function.derivative(0.0))
    domain = function.facts().domain
    assert [(part.low, part.high) for part in domain] == [(-math.inf, 0), (0, math.inf)]


def test_what_is_not_decided_is_raised_or_nan_as_asked() -> None:
    tie = actviz.get("where(sin(2*x) >= 2*sin(x)*cos(x), x, -x)")  # equal everywhere, unproved
    with pytest.raises(NotDecided):
        tie.exact([0.0, 1.0])
    np.testing.assert_array_equal(tie.exact([0.0, 1.0], undecided="nan"), [0.0, np.nan])
    assert tie.exact(0.0) == tie.exact(0.0, undecided="nan") == 0.0
