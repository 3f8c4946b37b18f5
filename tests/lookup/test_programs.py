"""Functions as they stand in programs, against Python that runs the same text."""

from __future__ import annotations

import importlib
import inspect
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz import FormulaError, SpecError
from actviz.lookup import names, programs
from actviz.lookup.registry import resolve

POINTS = np.array([-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 7.5])


def ours(text: str) -> Any:
    (function,) = resolve(text)
    return function(POINTS)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "text",
    [
        "0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))",
        "x.clip(min=0)",
        "x.clip(-1, 2)*2",
        "np.clip(x, None, 6)",
        "np.clip(x, a_min=0, a_max=6)",
        "(x > 0).astype(float)*x",
        "np.maximum(x, np.zeros_like(x))*np.pi",
        "np.where(x >= 0, x, 0.1*np.expm1(x))",
        "np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0).astype(np.float64)",
        "np.multiply(x, np.subtract(x, 1))",
        "np.sinc(x)*x + np.rint(x)*np.trunc(x) + np.round(x)",
    ],
)
def test_a_program_of_numpy_is_what_python_makes_of_it(text: str) -> None:
    right = eval(text, {"np": np, "math": math, "x": POINTS})
    np.testing.assert_allclose(ours(text), right, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "x.sigmoid()*x",
        "x.mul(torch.sigmoid(x))",
        "x.clamp(min=0)",
        "torch.clamp(x, max=1)*x.abs()",
        "F.relu(x).square()",
        "nn.functional.relu(x).pow(2)",
        "F.relu(x, inplace=False)",
        "F.leaky_relu(x, 0.2)",
        "F.elu(2*x, alpha=0.5) + x",
        "F.gelu(x, approximate='tanh')",
        "F.gelu(x*2, approximate='tanh')*2",
        "F.softplus(2*x, beta=2)*x",
        "F.celu(x, 0.7)",
        "F.elu(x, 0.5, False)",
        "F.hardtanh(x, -2, 2)*x",
        "F.softplus(2*x, 2, 3)",
        "nn.LeakyReLU(0.2, False)(x)*2",
        "x.clamp_min(0) + torch.clamp_max(x, 1)",
        "nn.SiLU()(x)",
        "nn.SiLU()(2*x) + 1",
        "nn.ELU(0.5)(x)",
        "nn.GELU(approximate='tanh')(x)",
        "nn.LeakyReLU(negative_slope=0.2)(x)*2",
        "torch.max(x, torch.zeros_like(x))",
        "torch.maximum(x, torch.tensor(0.5))",
        "x*(x > 0).to(x.dtype)",
        "torch.maximum(0.3*x, (x > 0).float())",
        "(x > 0).double()",
        "torch.tanh(F.hardshrink(x)) + nn.Hardsigmoid()(x)",
        "(F.softplus(x)*2).tanh()*x",
        "torch.nn.functional.hardtanh(x, min_val=-2, max_val=2)",
        "x.sinc() + torch.sinc(x/3) + torch.special.sinc(x/4)*torch.round(x)",
    ],
)
def test_a_program_of_pytorch_is_what_pytorch_makes_of_it(text: str) -> None:
    torch = pytest.importorskip("torch")
    x = torch.tensor(POINTS)
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "x": x}
    right = eval(text, names).numpy()
    np.testing.assert_allclose(ours(text), right, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("nn.LeakyReLU(0.2)", "leaky_relu:negative_slope=0.2"),
        ("LeakyReLU(0.2)", "leaky_relu:negative_slope=0.2"),
        ("torch.nn.ELU(alpha=0.5)", "elu:alpha=0.5"),
        ("nn.ReLU(inplace=True)", "relu"),
        ("nn.GELU(approximate='tanh')", "gelu_tanh"),
        ("jax.nn.gelu(x, approximate=False)", "gelu"),
        ("tf.nn.leaky_relu(x, alpha=0.3)", "leaky_relu:negative_slope=0.3"),
        ("keras.layers.LeakyReLU(0.3)", "leaky_relu:negative_slope=0.3"),
        ("nn.Softmax(dim=-1)", "softmax"),
        ("F.log_softmax(x, -1)", "log_softmax"),
        ("nn.Hardtanh(-2, 2)", "hard_tanh:low=-2:high=2"),
        ("nn.Hardtanh(min_val=-2, max_val=2)", "hard_tanh:low=-2:high=2"),
        ("nn.Threshold(0.1, 20)", "threshold:threshold=0.1:value=20"),
        ("nn.RReLU(0.1, 0.3, True)", "rrelu:lower=0.1:upper=0.3"),
        ("nn.LeakyReLU(0.2, True)", "leaky_relu:negative_slope=0.2"),
        ("nn.ReLU(True)", "relu"),
        ("nn.GELU('tanh')", "gelu_tanh"),
        ("jax.nn.gelu(x, False)", "gelu"),
        ("jax.nn.softmax(x, -1)", "softmax"),
        ("elu(alpha=1/2)", "elu:alpha=0.5"),
        ("Swish(beta=2)", "swish:beta=2"),
        ("hard-tanh(low=-2, high=2)", "hard_tanh:low=-2:high=2"),
    ],
)
def test_a_layer_is_the_entry_with_its_parameters(text: str, same: str) -> None:
    (got,), (wanted,) = resolve(text), resolve(same)
    assert got.name == wanted.name
    assert getattr(got, "values", None) == getattr(wanted, "values", None)


@pytest.mark.parametrize("home", ["torch.nn", "torch.nn.functional", "keras.layers", "jax.nn"])
def test_arguments_without_a_name_follow_in_the_library_s_order(home: str) -> None:
    root = home.partition(".")[0]
    pytest.importorskip(root)
    module = importlib.import_module(home)
    compared = 0
    for word, order in names.library(root)["order"].items():
        try:
            signature = inspect.signature(getattr(module, word))
        except (AttributeError, ValueError):  # in another module; built into the interpreter
            continue
        theirs = [
            name
            for name, one in signature.parameters.items()
            if one.kind is one.POSITIONAL_OR_KEYWORD and name not in ("input", "x")
        ]
        assert theirs[: len(order.split())] == order.split(), word
        compared += 1
    assert compared > 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nn.ReLU(3)", "nn.ReLU: name its arguments: inplace"),
        ("nn.Tanh(True)", "nn.Tanh: name its arguments"),
        ("nn.LeakyReLU(True)", "name its arguments: negative_slope=..., inplace=..."),
        ("nn.LeakyReLU(0.2, negative_slope=0.3)", "name its arguments"),
        ("F.rrelu(x, 0.1, 0.3, True)", "name its arguments: lower=..., upper=...$"),
        ("nn.GELU('foo')", "takes approximate=none or approximate=tanh, not approximate=foo"),
        ("torch.nn.Softplus(2, 20, 1)", "name its arguments: beta=..., threshold=...$"),
    ],
)
def test_arguments_that_a_library_s_function_has_not_are_refused(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("x.^2 + 1./(1 + x.*x)", 3.0, 9.1),
        ("1.5.*x.*tanh.(2.*x)", 1.0, 1.5 * math.tanh(2)),
        ("ifelse.(x .> 0, x, 0)", -2.0, 0.0),
        ("ifelse(x > 0, x, 0.1*x)", -2.0, -0.2),
        ("pmin(pmax(x, 0), 6)", 7.0, 6.0),
        ("Max(0, Min(x, 1)) + Abs(x)", -3.0, 3.0),
        ("hidden * torch.sigmoid(hidden)", 1.0, 1 / (1 + math.exp(-1))),
        ("u*tanh(u)", 2.0, 2 * math.tanh(2)),
        ("ln(1 + e^x)", 0.0, math.log(2)),
        ("x*erff(x*M_SQRT1_2)", 1.0, math.erf(math.sqrt(0.5))),
        ("Math.max(0, x)*Math.PI", 2.0, 2 * math.pi),
        ("x.max(0.0)", -3.0, 0.0),
        ("Math.round(x) + 10*roundf(x)", -2.5, -32.0),
        ("2*std::round(x)", 2.5, 6.0),
        ("np.fix(x)", -2.5, -2.0),
        ("sinc(x)", math.pi / 2, 2 / math.pi),
        ("def f(y): return y*np.tanh(y)", 2.0, 2 * math.tanh(2)),
        ("def f(z: torch.Tensor) -> torch.Tensor: return z*z", 3.0, 9.0),
        ("x => Math.max(0, x)", -1.0, 0.0),
        ("const f = (t) => t*2", 3.0, 6.0),
        ("y -> y^2", 3.0, 9.0),
        ("x ↦ x + 1", 3.0, 4.0),
        ("f = @(x) max(0, x)", 2.0, 2.0),
        ("function(x) x*2;", 2.0, 4.0),
        ("function relu(x) { return x > 0 ? x : 0; }", -2.0, 0.0),
        ("static inline float f(const float v) { return v*tanhf(v); }", 2.0, 2 * math.tanh(2)),
        ("pub fn f(x: f32) -> f32 { x.max(0.0) }", -2.0, 0.0),
        # Halves go away from 0 there, by the C standard and the manuals of MATLAB and Rust.
        ("double f(double x) { return 2*round(x); }", 2.5, 6.0),
        ("@(x) round(x)", -0.5, -1.0),
        ("fn f(v: f64) -> f64 { v.round() }", 2.5, 3.0),
        ("function(x) round(x)", 2.5, 2.0),
        ("float f(float x) { return x*1/2 + 1.0/4; }", 3.0, 1.75),
        ("x*F.leaky_relu(x, a):a=0.5", -2.0, 2.0),
        ("elu(alpha=exp(sqrt(4)))", -math.inf, -math.exp(2)),
        ("keras.activations.relu(max_value=2)", 3.0, 2.0),
        ("keras.activations.relu(x, max_value=None)", 3.0, 3.0),
        ("relu(max_value=2, threshold=0.5)", 0.4, 0.0),
    ],
)
def test_words_of_programs_are_known(text: str, x: float, value: float) -> None:
    (function,) = resolve(text)
    assert function(x) == pytest.approx(value, rel=1e-15)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nn.Hardshrink(0.3)", "write torch:Hardshrink or paddle:Hardshrink"),
        ("nn.Softplus(beta=2)", r"mlx:Softplus, with arguments torch\.nn\.Softplus\("),
        ("elu(beta=2)", "elu has no parameter 'beta'; it has alpha"),
        ("elu(alpha=a)", "alpha = 'a' is not a number: unknown name 'a'"),
        ("gelu(approximate=yes)", "approximate = 'yes' is not a number"),
        ("elu(alpha=2, alpha=3)", r"gives a parameter twice; a sweep is elu:alpha=1,2"),
        ("elu(alpha=x)", "alpha = 'x' is not a number: it depends on x"),
        ("tanh x", r"'tanh x' is no name and no formula; write tanh\(x\)"),
        ("F.hardshrink(x.abs())", "F.hardshrink: it differs between libraries: write torch:"),
        ("torch.nn.PReLU(3)", r"torch\.nn\.PReLU: name its arguments: alpha=\.\.\."),
        ("x.max(0)", r"max with 0 looks along an axis.* is max\(x, 0\)"),
        ("np.max(x, 0)", "max with 0 looks along an axis"),
        ("2*torch.min(x, 6)", "min with 6 looks along an axis"),
        ("x.reshape(2)", "unknown function 'reshape'"),
        ("x*(x > 0).astype(int)", r"unexpected '\.'"),
        ("nn.Softmax(dim=-1)(x)*2", "nn.Softmax is a function of a whole vector"),
        ("x['a']", "nothing is taken out of x"),
    ],
)
def test_what_is_not_understood_is_told(text: str, message: str) -> None:
    with pytest.raises((FormulaError, SpecError), match=message):
        resolve(text)


PARTS = st.sampled_from(
    ["x", "F.", "nn.", "torch.", "ELU", "gelu", "(", ")", ".", ",", "=", "'tanh'", "0.5", "*", "-",
     "clamp", "min", "None", "lambda", "[", "{", ":", "max(", ")(", "if", "else", "True", "1e5",
     "in", "for", "**", '"', "~", "not ", "yield", "é", "0x1", "1_0", "@", "...", "\n", "\0"]
)  # fmt: skip


@pytest.mark.filterwarnings("error")
@given(st.lists(PARTS, max_size=12).map("".join))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        result = programs.read(text)
    except (SpecError, FormulaError):
        return
    assert result is None or result.strip()


def test_deep_texts_are_refused_quickly() -> None:
    for text in (
        "x." + "abs()." * 300 + "abs()",
        "F.relu(" * 280 + "x" + ")" * 280,
        "-" * 1990 + "x.y",
    ):
        assert programs.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "gelu:approximate=tanh", "gelu(approximate='tanh')", "gelu(approximate=True)",
        "torch.nn.GELU(approximate=tanh)", "F.gelu(approximate='tanh')",
    ],
)  # fmt: skip
def test_an_option_that_a_library_has_is_known_by_itself(text: str) -> None:
    assert resolve(text) == resolve("gelu_tanh")


@pytest.mark.parametrize(
    "text",
    [
        "float f(float x) { return 1/2*x; }",
        "double f(double x) { return x + (2 / 3); }",
        "int f(int x) { return x/2; }",
        "x => x^2",
        "fn f(x: f64) -> f64 { x.signum() }",
        "double f(double x) { double y = exp(-x); return 1.0/(1.0 + y); }",
        "fn f(x: f64) -> f64 { if x > 0.0 { x } else { 0.01 * x } }",
    ],
)
def test_what_is_another_number_in_its_language_is_no_formula(text: str) -> None:
    with pytest.raises(SpecError, match=r"; (write|a formula)"):
        resolve(text)
