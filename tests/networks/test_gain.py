"""Gains against mpmath's quadrature, PyTorch's table, and the SELU paper."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from actviz.cli.app import run
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise, entries, get
from actviz.networks.gain import Gain, gain, pytorch_gain, self_normalising, selu_steps
from tests.sample import some

Real = Callable[[Any], Any]

# Each with its derivative, both written by hand, and the places at which the line is to be cut.
BY_HAND: dict[str, tuple[Real, Real, list[float]]] = {
    "silu": (
        lambda x: x / (1 + mpmath.exp(-x)),
        lambda x: (1 + mpmath.exp(-x) * (1 + x)) / (1 + mpmath.exp(-x)) ** 2,
        [0],
    ),
    "gelu": (lambda x: x * mpmath.ncdf(x), lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x), [0]),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2, [0]),
    "elu:alpha=0.5": (
        lambda x: x if x > 0 else mpmath.expm1(x) / 2,
        lambda x: 1 if x > 0 else mpmath.exp(x) / 2,
        [0],
    ),
    "relu6": (lambda x: min(max(x, 0), 6), lambda x: 1 if 0 < x < 6 else 0, [0, 6]),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2, [0]),
    "exp(x)": (mpmath.exp, mpmath.exp, [0]),
    "exp(0.2*x**2)": (
        lambda x: mpmath.exp(mpmath.mpf(0.2) * x * x),
        lambda x: 2 * mpmath.mpf(0.2) * x * mpmath.exp(mpmath.mpf(0.2) * x * x),
        [0],
    ),
    "floor(x)": (mpmath.floor, lambda x: 0, [float(k) for k in range(-12, 13)]),
    "sin(30*x)": (
        lambda x: mpmath.sin(30 * x),
        lambda x: 30 * mpmath.cos(30 * x),
        [k / 4 for k in range(-40, 41)],
    ),
    "tanh(10000*x)": (
        lambda x: mpmath.tanh(10000 * x),
        lambda x: 10000 * mpmath.sech(10000 * x) ** 2,
        [-1, -0.1, -0.01, -0.001, -0.0001, 0, 0.0001, 0.001, 0.01, 0.1, 1],
    ),
}


def mean(function: Real, cuts: list[float]) -> Any:
    with mpmath.workdps(25):
        ends = [-mpmath.inf, *cuts, mpmath.inf]
        return mpmath.quad(lambda x: function(x) * mpmath.npdf(x), ends)


@pytest.mark.parametrize("spec", BY_HAND)
def test_gains_to_ten_digits(spec: str) -> None:
    function, slope, cuts = BY_HAND[spec]
    result = gain(get(spec))
    middle, square = mean(function, cuts), mean(lambda x: function(x) ** 2, cuts)
    backward = mean(lambda x: slope(x) ** 2, cuts)
    assert result.second_moment == pytest.approx(float(1 / mpmath.sqrt(square)), rel=1e-10)
    variance = float(1 / mpmath.sqrt(square - middle**2))
    assert result.variance == pytest.approx(variance, rel=1e-10)
    if backward:
        assert result.backward == pytest.approx(float(1 / mpmath.sqrt(backward)), rel=1e-10)
        assert not result.note
    else:
        assert result.backward is None
        assert result.note == "f' is 0 almost everywhere"


@pytest.mark.parametrize("entry", some(list(entries())), ids=lambda entry: str(entry.name))
def test_every_entry_with_scale_and_shift_has_variance_one(entry: Activation) -> None:
    state = self_normalising(entry)
    if state.scale is None or state.shift is None:
        assert state.note
        return
    # The midpoint rule: at a jump of height h it errs by h times the step at most.
    step = 1e-4
    x = np.arange(-9, 9, step) + step / 2
    weight = np.exp(-x * x / 2) * step / math.sqrt(2 * math.pi)
    values = state.scale * np.asarray(entry(x)) + state.shift
    assert np.sum(weight * values) == pytest.approx(0, abs=2e-4)
    assert np.sum(weight * values**2) == pytest.approx(1, abs=2e-4)


@pytest.mark.parametrize(
    ("spec", "note", "there"),
    [
        ("sqrt", "not defined on the whole line", ()),
        ("sqrt(x + 5)", "not defined on the whole line", ()),
        ("3", "f is constant", ("second_moment",)),
        ("0", "f is constant", ()),
        ("cos(x)**2 + sin(x)**2", "f is constant", ("second_moment",)),
        ("exp(x**2)", "E[f²] is infinite; E[f'²] is infinite", ()),
        ("exp(0.26*x**2)", "E[f²] is infinite; E[f'²] is infinite", ()),
        ("1/(x - 1)", "E[f²] is infinite; E[f'²] is infinite", ()),
        ("sqrt(abs(x))", "E[f'²] is infinite", ("second_moment", "variance")),
        ("log(abs(x))", "E[f'²] is infinite", ("second_moment", "variance")),
        ("sin(100000*x)", "E[f²] not found to ten digits; E[f'²] not found to ten digits", ()),
        ("1 + 1e-9*tanh(x)", "std f not found to ten digits", ("second_moment", "backward")),
    ],
)
def test_what_has_no_gain_says_why(spec: str, note: str, there: tuple[str, ...]) -> None:
    result: Gain = gain(get(spec))
    assert result.note == note
    for part in ("second_moment", "variance", "backward"):
        assert (getattr(result, part) is not None) == (part in there), part


def test_a_constant_has_no_self_normalising_form() -> None:
    state = self_normalising(get("3"))
    assert (state.scale, state.shift, state.fixed_point) == (None, None, None)
    assert state.note == "none exists: f is constant"
    assert self_normalising(get("sin(100000*x)")).note.startswith("none found: ")


# torch.nn.init.calculate_gain, from the table in its documentation (PyTorch 2.x, torch.nn.init).
TABLE = {
    "identity": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "leaky_relu": math.sqrt(2 / (1 + 0.01**2)),
    "selu": 3 / 4,
}


@pytest.mark.parametrize("word", TABLE)
def test_the_gains_of_pytorch(word: str) -> None:
    assert pytorch_gain(get(word)) == pytest.approx(TABLE[word], rel=1e-15)


def test_pytorch_knows_a_slope_and_nothing_else() -> None:
    slope = get("torch:LeakyReLU:negative_slope=0.2")
    assert pytorch_gain(slope) == pytest.approx(math.sqrt(2 / 1.04), rel=1e-15)
    assert pytorch_gain(get("silu")) is None
    assert pytorch_gain(get("relu6")) is None
    assert pytorch_gain(get("mine=max(0, x)")) == math.sqrt(2)  # by what it computes


def test_pytorch_itself() -> None:
    init = pytest.importorskip("torch.nn.init")
    for word in TABLE:
        theirs = init.calculate_gain({"identity": "linear"}.get(word, word))
        assert pytorch_gain(get(word)) == pytest.approx(theirs, rel=1e-15)
    theirs = init.calculate_gain("leaky_relu", 0.2)
    assert pytorch_gain(get("leaky_relu:negative_slope=0.2")) == pytest.approx(theirs, rel=1e-15)


def test_selu_is_solved_for_to_the_last_double() -> None:
    # Klambauer et al. 2017, and the constants of every framework.
    values = {step.quantity: step.value for step in selu_steps()}
    assert values["scale"] == 1.0507009873554805
    assert values["alpha"] == 1.6732632423543772
    # The same by integrals instead of closed forms.
    with mpmath.workdps(30):
        right = mean(lambda x: x if x > 0 else 0, [0])
        left = mean(lambda x: mpmath.expm1(x) if x < 0 else 0, [0])
        alpha = -right / left
        square = mean(lambda x: (x if x > 0 else alpha * mpmath.expm1(x)) ** 2, [0])
        assert values["alpha"] == float(alpha)
        assert values["scale"] == float(1 / mpmath.sqrt(square))
        assert values["E[(exp(x) - 1)**2; x < 0]"] == float(
            mean(lambda x: mpmath.expm1(x) ** 2 if x < 0 else 0, [0])
        )


def test_the_fixed_point_of_selu_attracts_as_its_paper_says() -> None:
    state = self_normalising(get("selu"))
    # Klambauer et al. 2017: the Jacobian of (mean, variance) at (0, 1), its last entry.
    assert state.variance_slope == pytest.approx(0.782648, abs=5e-7)
    assert state.fixed_point == "attracting"
    assert state.scale == pytest.approx(1, rel=1e-12)
    assert state.shift == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("spec", ["silu", "tanh", "gelu", "relu"])
def test_the_slope_of_the_variance(spec: str) -> None:
    # By differences of the variance itself, at inputs of a variance a little off 1.
    state = self_normalising(get(spec))
    scale, shift = state.scale, state.shift
    assert scale is not None
    assert shift is not None
    function = get(spec)

    def variance(v: float) -> float:
        step = 1e-4
        x = np.arange(-10, 10, step) + step / 2
        weight = np.exp(-x * x / 2) * step / math.sqrt(2 * math.pi)
        values = scale * np.asarray(function(x * math.sqrt(v))) + shift
        return float(np.sum(weight * values**2) - np.sum(weight * values) ** 2)

    slope = (variance(1 + 1e-3) - variance(1 - 1e-3)) / 2e-3
    assert state.variance_slope == pytest.approx(slope, abs=1e-5)
    expected = {"silu": "repelling", "gelu": "repelling", "tanh": "attracting", "relu": "neutral"}
    assert state.fixed_point == expected[spec]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = run(["gain", *words])
    done = capsys.readouterr()
    assert code == 0, done.err
    return done.out


def test_rows_hold_ten_digits_and_json_all(capsys: pytest.CaptureFixture[str]) -> None:
    # 1.6765 and 1.7872 are what silu is known for.
    text = said(capsys, "silu", "sigmoid")
    assert text.splitlines()[1].split() == [
        "silu", "1.67653247", "1.787187222", "1.623320258", "-",
    ]  # fmt: skip
    (row,) = json.loads(said(capsys, "exp(x**2)", "--fan-in", "4", "--format", "json"))
    assert row["gain_variance"] is None
    assert row["std_variance_fan_in"] is None
    assert row["moments"]["second_moment"] is None
    (row,) = json.loads(said(capsys, "relu", "--fan-in", "8", "--fan-out=2", "--format", "json"))
    assert row["std_second_moment_fan_in"] == pytest.approx(0.5, rel=1e-10)
    assert row["std_pytorch_fan_in"] == pytest.approx(0.5, rel=1e-15)
    assert row["std_backward_fan_out"] == pytest.approx(1, rel=1e-10)


def test_a_window_shows_brackets_and_whole_numbers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    text = said(capsys, "gelu", "mine[x]=exp(x**2)", "--fan-in", "2", "--fan-out", "3")
    for word in ("1.533530441", "1.084369774", "mine[x]: E[f²] is infinite; E[f'²] is infinite\n"):
        assert word in text
    assert text.count("mine[x]") == 3  # gains, deviations, note


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["softmax"], "softmax is a function of a whole vector; gain takes functions of one x"),
        (["swiglu"], "swiglu is a gated unit of two inputs; gain takes functions of one x"),
        (["rrelu"], "its evaluation mode is one: 'where(x >= 0, x,"),
        (["relu", "--derive-selu"], "--derive-selu goes with no name"),
        (["relu", "--self-normalising", "--fan-in", "3"], "1/sqrt(fan_in)"),
        (["relu", "--fan-in", "0"], "'--fan-in'"),
    ],
)
def test_bad_requests(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gain", *words]) == 2
    done = capsys.readouterr()
    assert message in done.err
    assert done.err.count("\n") == 1
    assert not done.out


def test_the_evaluation_mode_that_is_offered_works() -> None:
    with pytest.raises(ValueError, match="evaluation mode") as told:
        elementwise(["rrelu"], "gain")
    formula = str(told.value).split("'")[1]
    assert gain(get(formula)).second_moment is not None
