"""Cases as SymPy, NumPy and Mathematica list them, against SymPy and NumPy themselves."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from sympy.parsing.mathematica import parse_mathematica

from actviz import SpecError, get
from actviz.formula.grammar import FormulaError

POINTS = [-4.0, -2.0, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0]
X = sympy.Symbol("x")


@pytest.mark.parametrize(
    "text",
    [
        "Piecewise((x, x > 0), (0, True))",
        "Piecewise((x, x > 0), (0, x <= 0))",
        "Piecewise((0, x < -3), (x*(x + 3)/6, (x >= -3) & (x < 3)), (x, True))",
        "x*Piecewise((1, x > 0), (Piecewise((2, x < -1), (3, True)), True))",
        "Max(0, x) + Min(x, 1)*Abs(x)",
        "2*Piecewise((x + 1, True))",
    ],
)
def test_what_sympy_prints(text: str) -> None:
    for written in (text, text.replace("Piecewise", "sp.Piecewise").replace("Max", "sympy.Max")):
        assert get(written)(POINTS) == pytest.approx(
            [float(sympy.sympify(text).subs("x", sympy.Rational(x))) for x in POINTS], rel=1e-15
        )


def test_cases_are_called_as_they_are_written_here() -> None:
    assert get("Piecewise((x, x > 0), (0, True))").name == "where(x > 0, x, 0)"
    assert get("Piecewise[{{x, x > 0}}, 0]").name == "where(x > 0, x, 0)"


def test_sympys_sinc_is_another_than_numpys() -> None:
    assert get("sympy.sinc(x)")(2.0) == pytest.approx(float(sympy.sinc(2)))
    assert get("np.sinc(x)")(0.4) == pytest.approx(float(np.sinc(0.4)))


@pytest.mark.parametrize(
    "text",
    [
        "np.select([x > 1, x > 0], [1, x], default=-2.0)",
        "np.select([x > 1, x > 0], [np.tanh(x), x], 3.0)",
        "np.piecewise(x, [x < 0, x >= 0], [0, lambda x: x])",
        "np.piecewise(x, [x < 0, x < -1, x > 2], [lambda x: x*x, -1.0, lambda x: 2*x, 9.0])",
        "np.heaviside(x, 0.25) * (x + 1)",
    ],
)
def test_lists_of_numpy(text: str) -> None:
    expected = eval(text, {"np": np, "x": np.array(POINTS)})
    assert get(text)(POINTS) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "Max[0, x]", "x/(1 + Exp[-x])", "E^x/(1+Exp[x])", "2 ArcTan[x]/Pi", "x Sin[Pi x]",
        "Log[2, 1 + x^2]", "x Tanh[Log[1 + Exp[x]]]",
    ],
)  # fmt: skip
def test_formulas_of_mathematica(text: str) -> None:
    expected = parse_mathematica(text).subs("Pi", sympy.pi)
    assert get(text)(POINTS) == pytest.approx(
        [float(expected.subs(X, sympy.Rational(x)).evalf(20)) for x in POINTS], rel=4e-16, abs=4e-16
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Piecewise[{{x, x > 0}}, 0]", "where(x > 0, x, 0)"),
        ("Piecewise[{{x, x > 0}}]", "where(x > 0, x, 0)"),
        ("Piecewise[{{0, x < -3}, {x (x + 3)/6, -3 <= x <= 3}}, x]", "hard_swish"),
        ("If[x > 0, x, 0.01 x]", "leaky_relu"),
        ("Which[x > 0, x, True, 0.1 x]", "leaky_relu:negative_slope=0.1"),
        ("x LogisticSigmoid[x] + Ramp[x]", "silu(x) + relu(x)"),
        ("0.5 x (1 + Erf[x/Sqrt[2]]) + Sinc[x]", "0.5*x*(1 + erf(x/sqrt(2))) + sinc(x)"),
        ("Clip[x, {-1, 2}] + UnitStep[x]", "clip(x, -1, 2) + where(x >= 0, 1, 0)"),
        ("f[t_] := t Tanh[t]", "x*tanh(x)"),
        ("Max[0, #] &", "relu"),
        ("std::max<float>(0, x)", "relu"),
        ("f32::max(x, 0.0)", "relu"),
        ("@. max(0, x)", "relu"),
        (r"\left\{\begin{array}{ll} x & x > 0 \\ 0 & x \leq 0 \end{array}\right.", "relu"),
    ],
)
def test_lists_and_brackets_of_others(text: str, plain: str) -> None:
    assert get(text)(POINTS) == pytest.approx(get(plain)(POINTS), rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Piecewise((x, x > 0), (0, x < -1))", "the last case of Piecewise needs True"),
        ("Piecewise((x, x > 0))", "the last case of Piecewise needs True"),
        ("Piecewise(x, 0)", "no list of cases"),
        ("Piecewise()", "are pairs"),
        ("Piecewise[{{x, x}}, 0]", "no condition"),
        ("np.select([x > 0], [x, 1, 2])", "as many values as conditions"),
        ("np.select([x > 0])", "as many values as conditions"),
        ("Piecewise((x, x > 0), (0, True)", "never closed"),
        ("Foo[x]", r"Foo\[...\] of Mathematica is not known"),
        ("Max[0, x", "round brackets"),
        ("relu[x]", "round brackets"),
    ],
)
def test_what_is_no_list_of_cases(text: str, message: str) -> None:
    with pytest.raises((SpecError, FormulaError), match=message):
        get(text)
