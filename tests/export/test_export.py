"""Exported code, run in its own language, gives the exact values; the command does what it says."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from actviz.approximation.value.as_function import function_of
from actviz.approximation.value.result import Approximation, Piece
from actviz.cli.app import run
from actviz.export import single
from actviz.export.targets import TARGETS, WHOLE, Target, missing
from actviz.export.trial import tried
from actviz.export.trial_vectors import vectors
from actviz.export.write import program, text
from actviz.export.written_tails import _candidates
from actviz.lookup.registry import elementwise, get, resolve_all
from actviz.readings.number_formats import ulp
from tests.export.sample import failures, measured, planned_once, sample

KNOWN = ["gelu", "silu", "mish", "elu", "selu", "softplus", "hard_swish", "tanh", "erf", "prelu"]


def there(word: str) -> Target:
    """The target, or the test is skipped where its tools are not installed."""
    target = TARGETS[word]
    lacking = missing(target)
    if lacking:
        pytest.skip(f"{', '.join(lacking)} not installed")
    return target


# ---------------------------------------------------------------- right, in every language


@pytest.mark.parametrize(
    ("word", "dtype", "step"),
    [
        ("c", "float32", 9),
        ("c", "float64", 19),
        ("numpy", "float32", 29),
        ("python", "float64", 29),
        ("js", "float64", 29),
        ("rust", "float32", 39),
        ("onnx", "float32", 59),
        ("torch", "float32", 39),
    ],
)
def test_values_and_slopes_are_the_exact_ones(word: str, dtype: str, step: int) -> None:
    functions = sample(step)
    assert len(functions) > 5
    assert failures(measured(functions, there(word), dtype)) == []


@pytest.mark.parametrize("word", ["gelu", "mish", "sbaf", "swish", "xielu", "sinc"])
def test_what_float64_says_of_float32_is_what_exact_values_say(word: str) -> None:
    function = get(word)
    unit = program([function], TARGETS["torch"]).units[0]
    x = single.points(function)
    pairs = (vectors(function, unit, "float32", x, by_double=quick) for quick in (True, False))
    for quick, exact in zip(*pairs, strict=True):
        _, here, there = np.intersect1d(quick.inputs[0], exact.inputs[0], return_indices=True)
        assert len(here) > 5000 or word == "sbaf"  # which has no value but from 0 to 1
        got, want = quick.expected[here], exact.expected[there]
        known = np.isfinite(want)
        assert np.array_equal(got[~known], want[~known], equal_nan=True)
        got, want = got[known], want[known]
        assert np.all(np.abs(got - want) <= ulp(want, "float32"))


def test_torch_computes_in_float32_where_that_is_right_at_points_not_tried_before_too() -> None:
    both = ["gelu", "silu", "softplus", "elu", "swish", "hard_swish", "x*tanh(x)", "gelu_tanh"]
    both.append("0.5*x*(1+erf(x/sqrt(2)))")  # in the steps of gelu
    # Sums that cancel stay in float64, and a step has to tell 3*x from a whole number.
    value = ["mish"]
    functions = resolve_all([*both, *value, "floor(3*x)"])
    exported = program(functions, there("torch"))
    single = [{one.suffix for one in unit.outputs if one.single} for unit in exported.units]
    assert all({"", "_d1"} <= suffixes for suffixes in single[: len(both)])
    assert single[len(both) :] == [*[{""}] * len(value), {"_d1"}]
    draw = np.random.default_rng(7)
    sizes = [
        draw.uniform(-110, 90, 3000),
        draw.normal(0, 2, 3000),
        np.ldexp(1.0, draw.integers(-149, 127, 999)),
    ]
    x = np.concatenate(sizes).astype(np.float32).astype(float)
    assert failures(tried(functions, exported, there("torch"), x=x)) == []


# Beside what is well known: thirds that a float32 cuts short, a choice between two numbers, a power
# that no tree takes apart, numbers far from 1 in a float16.
FEW = ["gelu", "mish", "hard_swish", "relu", "sigmoid", "poly_relu", "msrf_swish_plus", "sbaf"]


@pytest.mark.parametrize(
    ("word", "dtype"),
    [
        ("jax", "float32"),
        ("jax", "bfloat16"),
        ("keras", "float32"),
        ("keras", "float64"),
        ("triton", "float32"),
        ("triton", "float64"),
        ("triton", "float16"),
        ("triton", "bfloat16"),
        ("torch", "float16"),
        ("torch", "bfloat16"),
    ],
)
def test_slow_starters_have_a_few_functions(word: str, dtype: str) -> None:
    functions = [get(name) for name in FEW]
    if word == "torch":  # where parameters learn, the limits at infinities hang on them
        functions = functions[:-1]
    assert failures(measured(functions, there(word), dtype)) == []


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_keras_on_jax_is_right_but_for_subnormal_numbers(
    dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there("jax")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setenv("JAX_ENABLE_X64", "1")
    functions = [get(name) for name in FEW]
    for one in measured(functions, there("keras"), dtype):
        least = np.finfo(dtype).tiny  # XLA's processor arithmetic takes what is below it for 0
        x = np.abs(one.vectors.inputs[0])
        normal = ((x >= least) | (x == 0)) & (np.abs(one.vectors.true) >= least)
        assert not one.vectors.wrong(one.got)[normal].any(), one.vectors.name


def test_where_next_to_nothing_is_decided_far_out_no_power_of_x_is_told() -> None:
    # As of x**x**x**x - exp(exp(exp(exp(x)))), whose values far out no precision decides.
    for few in np.ones(0), np.ones(1):
        assert list(_candidates(few, few)) == []
    assert (1.0, 0, 0.0, 0) in _candidates(np.array([1e9, 1e10]), np.ones(2))


def test_a_zero_far_out_has_the_sign_of_the_numbers_that_sink_to_it() -> None:
    factor, power, *_ = next(_candidates(np.arange(4.0), np.array([-1.0, -1e-300, 0.0, 0.0])))
    assert (math.copysign(1, factor), factor, power) == (-1, 0, 0)


@pytest.mark.parametrize("word", ["c", "python", "js", "keras", "torch"])
@planned_once()
def test_a_typed_formula_and_gated_units_are_right(word: str) -> None:
    """Of the last two a cube and an exponential overflow on the way to ordinary slopes."""
    formula, gate = "x * sigmoid(1.702 * x)", "sigmoid(u)/(1 + exp(-v))"
    functions = resolve_all([formula, "swiglu", "geglu_tanh", gate])
    target = there(word)
    exported = program(functions, target)
    assert [unit.name for unit in exported.units] == ["f", "swiglu", "geglu_tanh", "f_2"]
    trial = tried(functions, exported, target)
    assert {one.vectors.suffix for one in trial} >= {"", "_d1", "_du", "_dv"}
    assert failures(trial) == []


@pytest.mark.parametrize("word", ["c", "rust", "numpy", "js", "onnx"])
def test_parameters_may_stay_arguments(word: str) -> None:
    functions = resolve_all(["swish:beta=1.5", "elu"])
    target = there(word)
    for function, letter in zip(functions, ("beta", "alpha"), strict=True):
        exported = program([function], target, arguments=[letter], dtype="float32")
        trial = tried([function], exported, target)
        assert [one.vectors.suffix for one in trial] == ["", "_d1", f"_d{letter}"]
        inside = [
            line for line in failures(trial) if "inf" not in line.split(":")[0]
        ]  # the limits at infinities hang on the argument
        assert inside == []


def test_what_grows_is_infinite_at_an_infinity_with_parameters_as_arguments_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    space: dict[str, Any] = {}
    exec(exported(capsys, "prelu", "--to", "python", "--arguments", "alpha"), space)
    assert [space["prelu"](x, 0.25) for x in (-math.inf, math.inf)] == [-math.inf, math.inf]
    assert [space["prelu_d1"](x, 0.25) for x in (-math.inf, math.inf)] == [0.25, 1.0]
    assert space["prelu"](sys.float_info.max, 0.25) == sys.float_info.max
    exec(exported(capsys, "swish", "--to", "python", "--arguments", "beta"), space)
    assert [space["swish"](x, 1.5) for x in (-math.inf, math.inf)] == [0, math.inf]


@pytest.mark.parametrize(
    ("spec", "word", "output", "limits"),
    [
        ("isru", "alpha", "isru", (-math.inf, math.inf)),  # x itself
        ("swish", "beta", "swish_dbeta", (math.inf, math.inf)),  # x**2/4
        ("scaled_tanh", "slope", "scaled_tanh_dslope", (-math.inf, math.inf)),
        ("scaled_tanh", "slope", "scaled_tanh", (0, 0)),
    ],
)
def test_an_argument_that_is_0_has_its_own_limits(
    capsys: pytest.CaptureFixture[str],
    spec: str,
    word: str,
    output: str,
    limits: tuple[float, float],
) -> None:
    """What is bounded for every other value may grow for this one."""
    space: dict[str, Any] = {}
    exec(exported(capsys, spec, "--to", "python", "--arguments", word), space)
    function = space[output]
    assert (function(-math.inf, 0.0), function(math.inf, 0.0)) == limits
    assert all(abs(function(x, 1e-6)) < 1e4 for x in (-math.inf, math.inf))


@pytest.mark.parametrize("word", ["python", "numpy"])
@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("clip(x, a, b)", lambda x, a, b: min(max(x, a), b)),
        ("clip(x, 0, x + b)*a", lambda x, a, b: a * min(max(x, 0), x + b)),
        ("clip(a, x, b)", lambda x, a, b: min(max(a, x), b)),
        ("max(min(x, a), b)", lambda x, a, b: max(min(x, a), b)),
        ("hypot(x, a) + sign(b)", lambda x, a, b: math.hypot(x, a) + (b > 0) - (b < 0)),
    ],
)
def test_bounds_that_cross_mean_what_they_mean_in_formulas(
    word: str, formula: str, meant: Callable[[float, float, float], float]
) -> None:
    """``clip`` is min(max(u, v), w) for all arguments, those with low above high too."""
    (function,) = resolve_all([f"{formula}:a=1,b=2"])
    code = text(TARGETS[word], program([function], TARGETS[word], arguments=["a", "b"]))
    names: dict[str, Any] = {}
    exec(code, names)
    for x, a, b in product((-2.0, -0.5, 0.0, 1.0, 3.0), repeat=3):
        given = x if word == "python" else np.float64(x)
        assert float(names["f"](given, a, b)) == meant(x, a, b), (x, a, b)


# ---------------------------------------------------------------- broken on purpose


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("1.0 + t0 * (-0.5", None),
        ("0.3989422804014327", "0.3989422804014"),  # a constant cut short
        ("act_normal_cdf(t0) + t0", "act_normal_cdf(t0) - t0"),  # a sign in the slope
        ("x < -40.0", "x != x"),  # a missing clamp
    ],
)
def test_what_is_broken_on_purpose_is_found(whole: str, broken: str | None) -> None:
    target = there("c")
    function = get("gelu")
    exported = program([function], target)
    code = text(target, exported)
    assert isinstance(code, str)
    if broken is None:
        assert failures(tried([function], exported, target, code)) == []
        return
    assert whole in code
    code = code.replace(whole, broken)
    assert failures(tried([function], exported, target, code)) != []


@pytest.mark.parametrize("broken", ["#include <math.h>", "{"])
def test_c_is_tried_as_a_file_of_its_own_and_warnings_are_errors(broken: str) -> None:
    target, function = there("c"), get("gelu")
    exported = program([function], target)
    code = text(target, exported)
    assert isinstance(code, str)
    assert broken in code
    code = code.replace(broken, "{ int nobody_reads;" if broken == "{" else "")
    with pytest.raises(ValueError, match=r"nobody_reads|math\.h|implicit"):
        tried([function], exported, target, code)


@pytest.mark.parametrize("changed", [False, True])
def test_an_approximation_is_tried_by_its_own_rounding(*, changed: bool) -> None:
    """Next to a root it is rounding and nothing else."""
    low, high = -2.9160223009350554, -0.9310949742634479
    row = (-0.3244207138004175, -0.19311319948375055, -0.028072028628537346)
    pieces = (Piece(low, high, row),)
    function = function_of(Approximation("gelu", 0, "pieces", (low, high), pieces=pieces), "act")
    target = there("c")
    made = program([function], target)
    code = text(target, made)
    assert isinstance(code, str)
    code = code.replace("-0.19311319948375055", "-0.1931131994837506") if changed else code
    x = np.linspace(-2.9160223008798, -2.916022300879, 80)
    values = tried([function], made, target, code, x=x)[0]
    assert (values.worst == 0) != changed
    assert (failures([values]) == []) != changed


# ---------------------------------------------------------------- clean in its language


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["export", *arguments]) == 0
    return capsys.readouterr().out


def test_c_is_clean_under_warnings_and_sanitizers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there("c")
    (tmp_path / "a.c").write_text(exported(capsys, *KNOWN, "--to", "c", "--dtype", "float32"))
    strict = ["gcc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O2", "-c", "a.c"]
    assert subprocess.run(strict, cwd=tmp_path).returncode == 0
    fast = subprocess.run([*strict, "-ffast-math"], cwd=tmp_path, capture_output=True, text=True)
    assert "without -ffast-math" in fast.stderr
    (tmp_path / "main.c").write_text(
        '#include "a.c"\nint main(void) { float x = -200, sum = 0;\n'
        "for (; x < 200; x += 0.37f) sum += geluf(x) + gelu_d1f(x) + mishf(x) + act_tanhf(x);\n"
        "sum += geluf(HUGE_VALF) + silu_d1f(-HUGE_VALF); return sum == sum ? 0 : 3; }\n"
    )
    watched = "gcc -std=c99 -g -fsanitize=address,undefined -fno-sanitize-recover main.c -lm"
    assert subprocess.run([*watched.split(), "-o", "main"], cwd=tmp_path).returncode == 0
    assert subprocess.run(["./main"], cwd=tmp_path).returncode == 0


def test_numpy_gives_no_warnings_and_keeps_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    exec(exported(capsys, "gelu", "relu", "--to", "numpy", "--dtype", "float32"), space)
    x = np.array([[-np.inf, np.nan, 1e38], [-0.0, 3.0, np.inf]], dtype=np.float32)
    with np.errstate(all="raise"):
        y = space["gelu"](x)
    assert y.shape == x.shape
    assert y.dtype == np.float32
    assert space["relu_d1"](2.0) == 1.0
    assert np.signbit(space["gelu"](np.float32(-0.0)))


def test_python_is_what_a_student_hands_in(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["relu", "gelu", "silu", "mish", "elu", "tanh", "sigmoid", "softplus", "leaky_relu"]
    code = exported(capsys, *names, "--to", "python")
    assert re.findall(r"^(?:import|from) .*", code, re.MULTILINE) == ["import math"]
    for name in names:
        body = re.search(rf"^def (?:act_)?{name}\(x\):\n((?:    .*\n)+)", code, re.MULTILINE)
        assert body
        lines = [line for line in body[1].splitlines() if '"""' not in line]
        code_lines = [line for line in lines if line.strip() != "return x"]
        assert len(code_lines) <= 10, name


def test_torch_passes_gradcheck_and_compiles(capsys: pytest.CaptureFixture[str]) -> None:
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(exported(capsys, "gelu", "swish", "swiglu", "--to", "torch"), space)
    x = torch.linspace(-3, 3, 7, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(space["gelu"], (x,))
    assert torch.autograd.gradgradcheck(space["gelu"], (x,))
    assert torch.allclose(space["gelu"](x), torch.nn.functional.gelu(x), rtol=1e-14)
    layer = space["SWISH"]()
    assert [name for name, _ in layer.named_parameters()] == ["beta"]
    beta = torch.tensor(1.3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(space["swish"], (x, beta))
    assert torch.autograd.gradcheck(space["swiglu"], (x, x.detach().flip(0).requires_grad_()))
    mapped = torch.func.vmap(torch.func.grad(space["gelu"]))(x.detach())
    assert torch.allclose(mapped, space["gelu_d1"](x.detach()), rtol=1e-14)
    with warnings.catch_warnings():  # of the compiler's own
        warnings.simplefilter("ignore")
        whole = torch.compile(space["gelu"], fullgraph=True, backend="eager")
        assert torch.equal(whole(x), space["gelu"](x))


def test_torch_takes_the_identity_in_each_format(capsys: pytest.CaptureFixture[str]) -> None:
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(exported(capsys, "identity", "--to", "torch"), space)
    for dtype in (torch.float64, torch.float32, torch.float16):
        x = torch.tensor([-1.5, 0.0, 2.0], dtype=dtype, requires_grad=True)
        y = space["identity"](x)
        y.sum().backward()
        assert torch.equal(y, x)
        assert torch.equal(x.grad, torch.ones_like(x))


@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
def test_a_network_trains_as_with_torchs_own_gelu(
    optimiser: str, capsys: pytest.CaptureFixture[str]
) -> None:
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(exported(capsys, "gelu", "--to", "torch"), space)

    def losses(activation: Any) -> list[float]:
        torch.manual_seed(5)
        net = torch.nn.Sequential(torch.nn.Linear(3, 8), activation, torch.nn.Linear(8, 1)).double()
        x = torch.randn(32, 3, dtype=torch.float64)
        steps = getattr(torch.optim, optimiser)(net.parameters(), lr=0.02)
        listed = []
        for _ in range(100):
            steps.zero_grad()
            loss = ((net(x)[:, 0] - x.prod(1)) ** 2).mean()
            loss.backward()
            steps.step()
            listed.append(loss.detach().item())
        return listed

    assert np.allclose(losses(space["GELU"]()), losses(torch.nn.GELU()), rtol=0, atol=1e-12)


@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
def test_a_network_trains_as_with_jaxs_own_gelu(
    optimiser: str, capsys: pytest.CaptureFixture[str]
) -> None:
    jax = pytest.importorskip("jax")
    of = jax.tree.map
    space: dict[str, Any] = {}
    exec(exported(capsys, "gelu", "--to", "jax"), space)
    draw = np.random.default_rng(5)
    given = draw.normal(size=(32, 3))
    first = [draw.normal(size=size) / 2 for size in ((3, 8), (8,), (8,), ())]

    def losses(activation: Any) -> list[float]:
        def loss(weights: list[Any]) -> Any:
            inner, shift, outer, last = weights
            told = activation(given @ inner + shift) @ outer + last
            return ((told - given.prod(axis=1)) ** 2).mean()

        def moved(weights: list[Any], means: list[Any], squares: list[Any], step: int) -> Any:
            value, slopes = jax.value_and_grad(loss)(weights)
            if optimiser == "SGD":
                return value, of(lambda w, g: w - 0.02 * g, weights, slopes), means, squares
            means = of(lambda m, g: 0.9 * m + 0.1 * g, means, slopes)
            squares = of(lambda s, g: 0.999 * s + 0.001 * g * g, squares, slopes)
            rate = 0.02 * jax.numpy.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            ways = of(lambda m, s: m / (jax.numpy.sqrt(s) + 1e-8), means, squares)
            return value, of(lambda w, way: w - rate * way, weights, ways), means, squares

        weights, told = [jax.numpy.asarray(w) for w in first], []
        means = squares = [jax.numpy.zeros_like(w) for w in weights]
        for step in range(1, 101):
            value, weights, means, squares = jax.jit(moved)(weights, means, squares, step)
            told.append(float(value))
        return told

    with jax.enable_x64(True):
        theirs = losses(lambda x: jax.nn.gelu(x, approximate=False))
        assert theirs[-1] < theirs[0] / 2
        assert np.allclose(losses(space["gelu"]), theirs, rtol=0, atol=1e-12)


def test_jax_has_rules_for_jit_vmap_and_grad_of_grad(capsys: pytest.CaptureFixture[str]) -> None:
    jax = pytest.importorskip("jax")
    space: dict[str, Any] = {}
    exec(exported(capsys, "gelu", "--to", "jax"), space)
    x = jax.numpy.asarray(np.array([-3.0, 0.0, 1.0, 100.0], dtype=np.float32))
    twice = jax.jit(jax.vmap(jax.grad(jax.grad(space["gelu"]))))
    expected = np.asarray(get("gelu").derivative(np.array([-3.0, 0.0, 1.0, 100.0]), 2))
    assert np.allclose(twice(x), expected, rtol=1e-6, atol=1e-12)
    small = jax.jit(space["gelu_d1"])(jax.numpy.float32(-13.5))
    assert 0 > float(np.asarray(small)) > -1e-37  # a subnormal number, which XLA alone makes 0


_KERAS: Final = """
import numpy as np
import keras
from keras import ops
from exported import GELU, Swiglu
from shares import LogSoftmax

draw = np.random.default_rng(0)
keras.utils.set_random_seed(1)  # of some first weights the one unit behind GELU does not learn
u, v = draw.normal(size=(2, 32, 4))
first, second = keras.Input((4,)), keras.Input((4,))
deep = GELU()(keras.layers.Dense(1)(LogSoftmax()(Swiglu()(first, second))))
model = keras.Model([first, second], deep)
model.compile("sgd", "mse")
losses = model.fit([u, v], u.sum(1) * v.sum(1), epochs=9, verbose=0).history["loss"]
assert losses[-1] < losses[0], losses
model.save("whole.keras")
again = keras.saving.load_model("whole.keras")
assert np.array_equal(*(one.predict([u, v], verbose=0) for one in (model, again)))
"""


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_a_keras_model_with_a_gate_trains_and_loads(
    backend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there("keras")
    there(backend)
    code = exported(capsys, "swiglu", "gelu", "--to", "keras")
    (tmp_path / "exported.py").write_text(code, encoding="utf-8")
    code = exported(capsys, "log_softmax", "--to", "keras")
    (tmp_path / "shares.py").write_text(code, encoding="utf-8")
    environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_ENABLE_X64": "1"}
    command = [sys.executable, "-c", _KERAS]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_onnx_takes_numbers_of_functions_and_of_gates_of_another_length() -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    functions: list[Any] = resolve_all(["gelu", "geglu"])
    assert failures(measured(functions, TARGETS["onnx"], "float32")) == []


def test_onnx_runs_and_passes_the_checker(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    file = tmp_path / "gelu.onnx"
    assert run(["export", "gelu", "-o", str(file)]) == 0
    model = onnx.load(file)
    onnx.checker.check_model(model)
    assert [one.name for one in model.graph.output] == ["y", "d1"]
    session = runtime.InferenceSession(file, providers=["CPUExecutionProvider"])
    y, slope = session.run(None, {"x": np.array([-1.0, 0.0], dtype=np.float32)})
    assert np.allclose(y, [-0.15865525, 0.0], rtol=1e-7)
    assert np.allclose(slope, [-0.08331547, 0.5], rtol=1e-6)


# ---------------------------------------------------------------- the command


def test_the_suffix_tells_the_language_and_the_path_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix, sign in (("c", "double gelu(double x)"), ("rs", "pub fn gelu(x: f64) -> f64")):
        file = tmp_path / f"gelu.{suffix}"
        assert exported(capsys, "gelu", "-o", str(file)) == f"{file}\n"
        assert sign in file.read_text(encoding="utf-8")
    assert "float gelu_d1f(float x_)" in exported(capsys, "gelu", "--to", "c", "--dtype", "float32")


def test_names_that_a_language_uses_get_act_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    code = exported(capsys, "tanh", "erf", "x**2", "x**3", "--to", "c")
    for name in ("act_tanh", "act_tanh_d1", "act_erf", "f", "f_2"):
        assert f"double {name}(double x)" in code
    assert "def act_abs(x):" in exported(capsys, "abs", "--to", "python")
    assert "def mine(x):" in exported(capsys, "x**2", "--to", "python", "--name", "mine")


def test_the_head_says_formula_source_and_that_nothing_was_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = exported(capsys, "elu:alpha=0.5", "--to", "c")
    assert "Accuracy: not measured." in code
    assert "with alpha = 0.5" in code
    assert "Yours to use" in code
    assert "/* f(x) = x**2 + x */" in exported(capsys, "x**2 + x", "--to", "c")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["gelu"], "--to LANGUAGE"),
        (["gelu", "--to", "cobol"], "cobol"),
        (["gelu", "--to", "c", "--dtype", "float16"], "float64, float32"),
        (["gelu", "--to", "wgsl", "--dtype", "float64"], "wgsl takes float32"),
        (["gelu", "silu", "--to", "c", "--name", "a"], "--name"),
        (["gelu", "--to", "c", "--name", "2x"], "'2x' is not a name"),
        (["rrelu", "--to", "c"], "rrelu"),
        (["swish", "--to", "c", "--arguments", "gamma"], "gamma"),
        ([], "NAME"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert captured.err.count("\n") == 1


def test_the_list_tells_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(exported(capsys, "--list", "--format", "json"))
    assert [row["language"] for row in rows] == list(TARGETS | WHOLE)
    assert [row["language"] for row in rows if row["exact"]] == ["numpy", "c", "cuda", "rust"]


def test_no_text_of_a_user_ends_a_comment(capsys: pytest.CaptureFixture[str]) -> None:
    code = exported(capsys, 'evil */ """ \\ = x**2', "--to", "c")
    assert code.count("*/") == code.count("/*")


def test_verify_tells_a_row_for_each_slope_and_the_head_says_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there("c")
    printed = exported(capsys, "softplus", "--to", "c", "--verify", "--format", "json")
    rows = json.loads(printed)
    assert [row["function"] for row in rows] == ["softplus", "softplus_d1"]
    assert all(row["off"] == 0 and row["net_ulp"] <= 8 and row["tried"] > 1000 for row in rows)
    assert [row["ns"] for row in rows] == [None, None]  # C has no softplus
    file = tmp_path / "softplus.c"
    exported(capsys, "softplus", "-o", str(file), "--verify", "--dtype", "float32")
    code = file.read_text(encoding="utf-8")
    head = re.search(r"Accuracy: softplus at most (\S+) ulp of float32 .* inputs, 0 farther", code)
    (row, _) = json.loads(
        exported(capsys, "softplus", "--to", "c", "--verify", "--dtype", "float32", "-f", "json")
    )
    assert head is not None
    assert 0.4 < row["net_ulp"] <= float(head[1]) < row["net_ulp"] * 1.1 < 0.6


@pytest.mark.parametrize("word", ["python", "numpy", "torch", "jax", "keras", "c", "rust", "js"])
def test_verify_tells_the_time_beside_what_the_language_has(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there(word)
    command = ["tanh", "elu:alpha=0.5", "--to", word, "--order", "0", "--verify"]
    rows = json.loads(exported(capsys, *command, "--format", "json"))
    first, *_, last = rows
    assert 0.1 < first["ns"] < 1e5
    assert 0.05 < first["times_built_in"] < 500
    assert last["ns"] is None  # built in with another alpha alone


def test_what_needs_more_than_x_is_not_timed(capsys: pytest.CaptureFixture[str]) -> None:
    there("jax")
    command = ["swish", "--to", "jax", "--arguments", "beta", "--order", "0", "--verify"]
    rows = json.loads(exported(capsys, *command, "--format", "json"))
    assert {row["ns"] for row in rows} == {None}
    assert rows[0]["off"] == 0


@pytest.mark.parametrize("word", ["c", "js", "numpy"])
def test_vectors_and_their_program_stand_beside_the_file(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = there(word)
    file = tmp_path / "mine.code"
    assert run(["export", "gelu", "--to", word, "-o", str(file), "--test"]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"{file}\n"
    folder = tmp_path / "mine.code-test"
    command = captured.err.partition(": ")[2].strip().replace("python ", f"{sys.executable} ")
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
    assert re.fullmatch(r"\d+ passed, 0 failed\n", done.stdout), done
    code = next(folder.glob("exported.[cmp]*"))
    broken = code.read_text(encoding="utf-8").replace("0.3989422804014327", "0.39894228")
    code.write_text(broken, encoding="utf-8")
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert " failed" in done.stdout.splitlines()[-1]
    assert target.name == word
    assert run(["export", "gelu", "--to", word, "--test"]) == 2


@pytest.mark.parametrize("word", ["torch", "jax", "keras", "triton"])
def test_a_function_may_be_called_what_a_helper_is(word: str) -> None:
    functions = [get(name) for name in ("sigmoid", "softplus", "erf")]
    assert failures(measured(functions, there(word), "float32")) == []


@pytest.mark.parametrize("word", ["torch", "keras", "triton"])
def test_a_number_beside_an_array_is_taken_and_a_root_of_either_zero(word: str) -> None:
    functions = [get("isru"), get("bent_identity"), get("erf"), *elementwise(["x**-0.5"], "export")]
    assert failures(measured(functions, there(word), "float32")) == []


def test_python_spells_infinities_as_math_does(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    exec(exported(capsys, "exp(x)", "--to", "python"), space)
    assert space["f"](1e6) == float("inf")


@pytest.mark.parametrize("word", TARGETS)
def test_slopes_are_written_as_far_as_a_language_wants_them(word: str) -> None:
    """One in most languages; in PyTorch and JAX two: autograd asks for the slope of the slope."""
    (unit,) = program([get("tanh")], TARGETS[word]).units
    highest = {"torch": 2, "jax": 2}.get(word, 1)
    assert [output.suffix for output in unit.outputs] == ["", "_d1", "_d2"][: highest + 1]


@pytest.mark.parametrize("name", ["pdelu", "xielu", "berlu", "dlrelu"])
def test_some_parameters_stay_arguments_and_others_with_a_domain_do_not(name: str) -> None:
    exported = program([get(name)], TARGETS["torch"])
    left = {parameter.name for parameter in get(name).parameters} - set(
        exported.units[0].parameters
    )
    assert left
    assert name in text(TARGETS["torch"], exported)


def test_a_slope_whose_text_is_too_long_to_be_read_is_written() -> None:
    assert "xatlu_da" in text(TARGETS["torch"], program([get("xatlu")], TARGETS["torch"]))
