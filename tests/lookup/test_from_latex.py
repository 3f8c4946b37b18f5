"""Formulas in LaTeX, as papers set them and as this project prints them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz import FormulaError
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.lookup.from_latex import is_latex, read
from actviz.lookup.registry import everything, resolve
from actviz.readings import float64
from actviz.readings.notation.latex import to_latex
from tests.formula.test_grammar import LETTERS, decided, expressions

POINTS = np.array([-7.1, -1.0, -0.3, 0.0, 0.2, 0.9, 1.0, 5.0, 6.5])


@pytest.mark.parametrize(
    "function",
    [one for one in everything() if isinstance(one, Activation)],
    ids=lambda function: function.name,
)
def test_what_is_printed_of_every_entry_is_read_back(function: Activation) -> None:
    tree = parse(read(to_latex(function.tree)), function.tree.names)
    values = {**function.values, "lambd": function.values.get("lambd", 1.0)}
    for one in (tree, function.tree):
        assert one.names <= values.keys() | {"x"}
    np.testing.assert_allclose(
        float64.evaluate(tree, POINTS, values),
        float64.evaluate(function.tree, POINTS, values),
        rtol=1e-9,
        atol=1e-12,
    )


@given(expressions)
def test_what_is_printed_of_any_formula_is_read_back(text: str) -> None:
    try:
        tree = parse(text, LETTERS)
    except FormulaError:
        return
    read_back = parse(read(to_latex(tree)), LETTERS)
    values = {"alpha": 0.7, "beta": 1.1}
    points = decided(tree, POINTS, values)
    one, other = (float64.evaluate(part, points, values) for part in (tree, read_back))
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("text", ["(sin(x)**2)**0.3", "x*sinc(2*x)", "1e200*x/(1 + tanh(x)**2)"])
def test_what_is_printed_of_derivatives_is_read_back(text: str, order: int) -> None:
    tree = derivative(parse(text), "x", order)
    one, other = (
        float64.evaluate(part, POINTS, {}) for part in (tree, parse(read(to_latex(tree))))
    )
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (r"f(x) = \frac{x}{1+e^{-x}}", "x/(1 + exp(-x))"),
        (r"\mathrm{GELU}(x) = x\Phi(x)", "x*Phi(x)"),
        (r"\text{Mish}(x) = x \tanh(\ln(1+e^x))", "x*tanh(log(1 + exp(x)))"),
        (
            r"0.5x\left(1+\tanh\left[\sqrt{2/\pi}\left(x+0.044715x^3\right)\right]\right)",
            "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
        ),
        (r"\tfrac12 x^2", "x**2/2"),
        (r"x \cdot \sigma(\beta x):beta=2", "x*sigmoid(2*x)"),
        (r"\max\left\{\alpha x, x\right\}:alpha=0.1", "max(0.1*x, x)"),
        (
            r"f(x)=\begin{cases} -1 & x < -1 \\ x & -1 \le x \le 1 \\ 1 & x > 1 \end{cases}",
            "clip(x, -1, 1)",
        ),
        (r"\begin{cases} 0, & x < 0, \\ x, & x \geq 0. \end{cases}", "max(x, 0)"),
        (
            r"\begin{cases} x & \text{if } x > a \\ 2x & \text{if } x \le a \end{cases}:a=1",
            "where(x > 1, x, 2*x)",
        ),
        (r"\sin^2(x) + \cos x", "sin(x)**2 + cos(x)"),
        (r"\log_{10}(1+x^2)", "log10(1 + x**2)"),
        (r"\sqrt[3]{x}", "cbrt(x)"),
        (r"$\frac{x}{1+|x|}$", "x/(1 + abs(x))"),
        ("x e^{-x^2}", "x*exp(-x**2)"),
        (r"\operatorname{ReLU}(x)^2 + \text{ReLU}^3(x)", "relu(x)**2 + relu(x)**3"),
        (r"x^23\pi", "3*pi*x**2"),
        (r"e^{-\frac{(x-\mu)^2}{2\sigma^2}}:mu=1:sigma=2", "exp(-(x - 1)**2/8)"),
        (r"a_1 x + \alpha_{\mathrm{p}}:a1=2:alpha_p=3", "2*x + 3"),
        (r"x(1-x)\lvert x\rvert", "x*(1 - x)*abs(x)"),
        (r"\mathrm{e}^{x} - x/2", "exp(x) - x/2"),
        # What stands before x in an argument without brackets is a factor of it.
        (r"\sin 2\pi x + \tanh 2\frac{x}{3}", "sin(2*pi*x) + tanh(2*x/3)"),
        (r"\tanh\sqrt{2/\pi}(x+x^3)", "tanh(sqrt(2/pi)*(x + x**3))"),
        (r"\tanh x\sigma(x) (x+1) \sin x", "tanh(x)*sigmoid(x)*(x + 1)*sin(x)"),
        (r"\operatorname{sinc}''(x) - \operatorname{sinc}^{(3)}(x)", "dsinc(2, x) - dsinc(3, x)"),
        (r"10^{-200} (\cos x)^{2}^{0.5} + \cos^2(x)^{3/2}", "1e-200*abs(cos(x)) + abs(cos(x))**3"),
        (r"[x-1]_+ - \left(-x\right)_{+}^2 + x^+", "max(x - 1, 0) - max(-x, 0)**2 + max(x, 0)"),
        (r"x_+ + \frac12 x^{+}", "1.5*max(x, 0)"),
        (r"x\,\mathbb{1}_{x > 0} + \mathbf{1}_{\{x \le -1\}}", "max(x, 0) + (x <= -1)"),
        (r"\mathbb{1}[-1 < x < 1] - \mathbb{I}(x < -2) 1_{x>3}", "where(abs(x) < 1, 1, 0)"),
        (r"x \mapsto \frac{x}{2}", "x/2"),
        (r"t \mapsto \frac{t}{2}", "x/2"),
        (r"\cot^2 x + \operatorname{csc} x", "cos(x)**2/sin(x)**2 + 1/sin(x)"),
    ],
)
def test_a_paper_s_formula_is_read(text: str, same: str) -> None:
    (got,), (wanted,) = resolve(text), resolve(same)
    np.testing.assert_allclose(
        got(POINTS),  # type: ignore[call-arg]
        wanted(POINTS),  # type: ignore[call-arg]
        rtol=1e-12,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\sin^{-1}(x)", "may be the inverse or the reciprocal"),
        (r"\frac12 x_-", "unexpected"),
        (r"\frac12 x^2_+", "unexpected '_' in LaTeX"),
        (r"\mathbb{1} x", "stands between brackets"),
        (r"\mathbb{1}_{x}", "expected a comparison in LaTeX"),
        (r"\foo{x}", r"LaTeX's \\foo is not read"),
        (r"\frac{x}{", "unexpected 'end' in LaTeX"),
        (r"x/2x\alpha", r"write \\frac{a}{bc}"),
        (r"\begin{cases} 0 & x < 0 \\ x & x > 0 \end{cases}", r"needs \\text{otherwise}"),
        (r"\begin{cases} 0 & x < 0 \\ x & x > a \end{cases}:a=1", r"needs \\text{otherwise}"),
        (r"\begin{matrix} x \end{matrix}", "LaTeX's matrix is not read, but cases are"),
        (r"\tanh(x]", r"expected '\)' in LaTeX, found '\]'"),
        (r"\frac" * 300, "nested more than"),
        (r"\tanh'(x)", "derivatives such as tanh' are not read"),
        (r"\alpha x", "give alpha a value"),
        (r"\tanh x y:y=2", "whether 'y' belongs to the argument before it is not clear"),
        (r"\tanh 2\tanh x", "whether 'tanh' belongs to the argument before it is not clear"),
        (r"x\Phi(x), x > 0", "unexpected 'x' in LaTeX"),
    ],
)
def test_what_is_not_read_is_told(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        resolve(text)


PARTS = st.sampled_from(
    [r"\frac", "{", "}", "x", r"\left(", r"\right)", "(", ")", "^", "_", "|", r"\tanh", r"\sigma",
     r"\begin{cases}", r"\end{cases}", "&", r"\\", ",", "<", "=", "12", "-", "/", r"\text{if }",
     r"\sqrt", "[", "]", r"\lfloor", r"\mathrm{ReLU}", r"\max", "\\", "é", r"\begin{", "e", ":"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=14).map(" ".join))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        assert read(text)
    except FormulaError as error:
        assert str(error)


def test_latex_may_be_longer_than_the_formula_that_it_is() -> None:
    term = r"\operatorname{softplus}\left(\frac{x}{%d}\right)"
    whole = " + ".join(term % k for k in range(1, 61))
    assert len(whole) > 2500
    assert parse(read(whole)) is parse(" + ".join(f"softplus(x/{k})" for k in range(1, 61)))
    with pytest.raises(FormulaError, match="at most 2000 are read"):
        resolve(whole + f" + {whole}")


def test_only_latex_is_taken_for_it() -> None:
    assert all(map(is_latex, (r"\pi", "e^{x}")))
    assert not any(map(is_latex, ("x^2", "{x}")))
    (labelled,) = resolve(r"$\beta$=\begin{cases} 1 & x = 0 \\ 0 & \text{otherwise} \end{cases}")
    assert labelled.display == r"$\beta$"
    assert math.isclose(resolve(r"\pi + 0x")[0](1.0), math.pi)  # type: ignore[call-arg]
