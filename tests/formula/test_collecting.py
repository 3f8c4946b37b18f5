"""Like terms put together, against SymPy and against what is written."""

from __future__ import annotations

import pytest
import sympy

from actviz.formula.collecting import collected
from actviz.formula.grammar import parse
from actviz.readings.notation.plain import to_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("phi(x) + phi(x) - x*x*phi(x)", "2*phi(x) - x**2*phi(x)"),
        ("x*x", "x**2"),
        ("x*x*x + x**3", "2*x**3"),
        ("3*x - x", "2*x"),
        ("-x - x", "-2*x"),
        ("tanh(x*x*x)", "tanh(x**3)"),
        ("log(x) - log(x)", "log(x) - log(x)"),  # 0, but only where it has a value
        ("x + 1", "x + 1"),
        ("2*(x + 1)", "2*(x + 1)"),  # nothing is multiplied out to no purpose
        ("2*(x + 1) - x", "x + 2"),
        ("2*x/2", "x"),
        ("6*x/4", "3*x/2"),
        ("2*(x/2)", "x"),
        ("x*2*x", "2*x**2"),
        ("x*x**2", "x**3"),
        ("-(-x)", "x"),
        ("x*-2", "-2*x"),
        ("exp(x)/-2", "-exp(x)/2"),
        ("2*0.5*x", "x"),
        ("3*0.044715*x**2", "0.134145*x**2"),
        ("0.1*x*3", "0.3*x"),
        ("0.1 + 0.2", "0.3"),
        ("x**(1.1 - 1)", "x**0.1"),
        ("0.5*x/3", "x/6"),
        ("1.7159*tanh(x)*2/3", "3.4318/3*tanh(x)"),
        ("1e300*x*1e300", "1e+300*x*1e+300"),  # no double is 1e600
        ("0.1234567891*0.1234567891*x", "0.1234567891*0.1234567891*x"),  # nor is this product one
        ("x/x", "x/x"),  # which has no value at 0
        ("x**3/x**2", "x**2/x"),
        ("x/x**3", "1/x**2"),
        ("x/(1/x)", "x/(1/x)"),
        ("(cos(x)**2 + sin(x)**2)/cos(x)**2", "1/cos(x)**2"),
        ("3*x*sin(2*x)**3 + x + 3*x*sin(2*x)*cos(2*x)**2", "x + 3*x*sin(2*x)"),
        ("cos(x)**2 - sin(x)**2", "cos(x)**2 - sin(x)**2"),
        ("cos(x)**2 + 2*sin(x)**2", "cos(x)**2 + 2*sin(x)**2"),
        ("1/(x/x**3)", "1/(x/x**3)"),  # which has no value at 0, where x**2 has one
        ("(4 - 2*x)/4", "(2 - x)/2"),
        ("(24*x**2 - 6)/(4*x)", "(12*x**2 - 3)/(2*x)"),
        ("((1 + x)/2 - x)/(1 + x)**2", "(1 - x)/(2*(1 + x)**2)"),
        ("tanh(1/x - 4/x)", "tanh(1/x - 4/x)"),
        ("1/x - 4/x", "-3/x"),
        ("log(x) + x/x", "log(x) + 1"),  # as the sum has no value there
        ("tanh(log(x) + x/x)", "tanh(log(x) + x/x)"),  # tanh of an infinity has one
        ("((2*x - 2)*(x - 1)**2 - 2*(x**2 - 2*x - 1)*(x - 1))/(x - 1)**4", "4/(x - 1)**3"),
        ("-x/sqrt(1 - x**2)*x + sqrt(1 - x**2)", "(1 - 2*x**2)/sqrt(1 - x**2)"),
        ("(sqrt(1 - x**2) + x**2/sqrt(1 - x**2))/sqrt(1 - x**2)**2", "1/sqrt(1 - x**2)**3"),
        ("(1 + abs(x) - x*sign(x))/(1 + abs(x))**2", "1/(1 + abs(x))**2"),
        ("x - x", "0"),
        ("1/x - 1/x", "0/x"),
        ("a*x/a", "x"),  # a divisor that is a parameter is not 0
        ("sqrt(x)**2", "sqrt(x)**2"),
        ("sqrt(1 + x**2)**2", "1 + x**2"),
        ("x*sign(x)", "abs(x)"),
        ("x/2*tanh(x)*4/x", "2*x*tanh(x)/x"),
        ("cos(a*x)*a*x", "a*x*cos(a*x)"),
        # Where conditions hold is not a matter of writing: 3*0.1 is above 0.3 in doubles.
        ("where(x*3*0.1 > 0.3, x*3*0.1, 0)", "where(x*3*0.1 > 0.3, 0.3*x, 0)"),
        ("max(x*3*0.1, 0.3)", "max(x*3*0.1, 0.3)"),
    ],
)
def test_what_is_put_together(text: str, shown: str) -> None:
    assert to_text(collected(parse(text, ["a"]))) == shown


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("text", ["x*sin(x)", "x**3*exp(x)", "sin(x)*cos(x)*x", "exp(-x*x)*x"])
def test_derivatives_stay_what_they_are(text: str, order: int) -> None:
    from actviz.formula.calculus import derivative

    x = sympy.Symbol("x")
    tree = parse(text)
    wanted = sympy.sympify(text)
    for _ in range(order):
        tree, wanted = collected(derivative(tree)), sympy.diff(wanted, x)
    assert sympy.simplify(sympy.sympify(to_text(tree)) - wanted) == 0


def test_gelu_s_second_derivative_is_simplified() -> None:
    from actviz.derivations.derivation import Derivation
    from actviz.lookup.registry import get

    derivation = Derivation(get("gelu"), 2)
    assert to_text(derivation.results[-1]) == "2*phi(x) - x**2*phi(x)"
    assert derivation.steps[-1][-1].rule == "collect"
    assert derivation.unchecked == ()  # difference quotients agree
