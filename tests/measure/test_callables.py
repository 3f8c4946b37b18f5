"""Functions of other libraries: reached, called, differentiated, and measured as they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.measure import accuracy, callables
from actviz.measure.callables import Foreign, audit, load
from actviz.measure.homes import Refused
from actviz.measure.tested_kernels import NamedCallable
from actviz.readings import number_formats

TANH = actviz.get("tanh")

BROKEN = """
import math
import numpy as np

def of_one(x):
    return math.tanh(x) if x > 0 else -math.tanh(-x)

def expressed(x):
    return 1 - 2/(math.exp(2*x) + 1)

def right(x):
    return np.tanh(x.astype(np.float64)).astype(x.dtype)

def three_ulps(x):
    y = right(x)
    return np.where(x == x.dtype.type(0.5), y + 3 * np.spacing(y), y)

def flipped(x):
    return np.where(x == x.dtype.type(-2.0), -right(x), right(x))

def no_nan(x):
    return np.where(np.isnan(x), x.dtype.type(0), right(x))

def nan_at_infinity(x):
    return right(x) * np.where(np.isinf(x), np.nan, 1).astype(x.dtype)

def flushed(x):
    return np.where(np.abs(x) < x.dtype.type(1e-3), x.dtype.type(0), right(x))

def overflowing(x):
    with np.errstate(all="ignore"):
        return np.where(x > 5, x.dtype.type(np.inf), right(x))

def doubled(x):
    return np.tanh(x.astype(np.float64))

def raises(x):
    raise RuntimeError("out of luck\\nand more")

def scaled(x, by=1):
    return right(x) * x.dtype.type(by)

def total(x):
    return right(x).sum()

def complex_root(x):
    return np.sqrt(x.astype(complex))

class Layer:
    def __init__(self, by=1):
        self.by = by
    def __call__(self, x):
        return scaled(x, self.by)

number = 3
"""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"broken_{tmp_path.name}".replace("-", "_")
    (tmp_path / f"{name}.py").write_text(BROKEN)
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def kinds(got: accuracy.Measure) -> dict[str, tuple[int, float]]:
    return {c.kind: (c.count, c.example.x) for c in got.catastrophes}


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_right_kernel_is_right_on_all_inputs(broken: str, dtype: str) -> None:
    report = audit(load(f"{broken}:right"), TANH, dtype)
    assert report.measure.kept
    assert report.measure.max_ulp <= 0.5 + 1e-3
    assert report.came_as == dtype
    if dtype == "float16":
        assert report.measure.tried == 65536
        assert report.measure.misrounded == 0


def test_an_error_of_three_ulps_is_three_ulps(broken: str) -> None:
    measure = audit(load(f"{broken}:three_ulps"), TANH, "float16").measure
    assert measure.max_ulp == pytest.approx(3, abs=0.5)
    assert measure.worst is not None
    assert measure.worst.x == 0.5
    assert measure.worst.expected == float(np.float16(np.tanh(0.5)))
    assert measure.worst.got == measure.worst.expected + 3 * 2.0**-12
    assert measure.misrounded == 1
    assert measure.kept


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("flipped", {"sign": (1, -2.0)}),
        ("no_nan", {"lost NaN": (2046, np.nan)}),
        ("nan_at_infinity", {"nan": (2, np.inf)}),
    ],
)
def test_catastrophes_are_found(
    broken: str, name: str, expected: dict[str, tuple[int, float]]
) -> None:
    result = kinds(audit(load(f"{broken}:{name}"), TANH, "float16").measure)
    assert result.keys() == expected.keys()
    for kind, (count, x) in expected.items():
        assert result[kind][0] == count
        np.testing.assert_equal(abs(result[kind][1]), abs(x))


def test_premature_zeros_and_overflows_are_counted(broken: str) -> None:
    every = number_formats.every_number("float16")
    zeros = kinds(audit(load(f"{broken}:flushed"), TANH, "float16").measure)
    few = 10 * 2.0**-24  # within the allowance of a true zero
    assert zeros["zero"][0] == int(((np.abs(every) < 1e-3) & (np.abs(every) > few)).sum())
    over = kinds(audit(load(f"{broken}:overflowing"), TANH, "float16").measure)
    assert over["overflow"][0] == int((every > 5).sum())
    assert over["overflow"][1] == float(np.nextafter(np.float16(5), np.float16(6)))


def test_a_wider_result_is_measured_as_it_came(broken: str) -> None:
    report = audit(load(f"{broken}:doubled"), TANH, "float16")
    assert report.came_as == "float64"
    assert report.measure.max_ulp < 1e-9


def test_classes_and_keywords(broken: str) -> None:
    assert audit(load(f"{broken}:scaled", {"by": 1}), TANH, "float16").measure.kept
    assert not audit(load(f"{broken}:scaled", {"by": 2}), TANH, "float16").measure.kept
    assert audit(load(f"{broken}:Layer"), TANH, "float16").measure.kept
    assert not audit(load(f"{broken}:Layer", {"by": 2}), TANH, "float16").measure.kept


@pytest.mark.parametrize("dtype", ["float64", "float32", "bfloat16"])
def test_a_function_of_one_number_is_asked_one_after_the_other(broken: str, dtype: str) -> None:
    result = audit(load(f"{broken}:of_one"), TANH, dtype).measure
    assert not result.catastrophes
    assert result.max_ulp < 4  # math's is the C library's
    assert kinds(audit(load("math:tanh"), TANH, "float64").measure) == {}


def test_where_a_function_of_one_number_raises_it_has_no_value(broken: str) -> None:
    """math.exp raises above log(2**1024), where tanh is 1; its neighbour below still counts."""
    call = load(f"{broken}:expressed")
    outcome = callables.values(call, np.array([354.0, 355.0, 0.0]), "float64")
    assert outcome.values.tolist()[::2] == [1.0, 0.0]
    assert np.isnan(outcome.values[1])
    assert "nan" in kinds(audit(call, TANH, "float64").measure)
    with pytest.raises(Refused, match="TypeError"):  # of no array, and of no number either
        audit(load("math:atan2"), TANH, "float64")


def test_refusals_say_why(broken: str) -> None:
    for path, message in {
        "no_such_module:f": "module no_such_module cannot be imported: ModuleNotFoundError",
        f"{broken}:absent": f"module {broken} has no 'absent'",
        f"{broken}:number": f"{broken}:number is a int, which cannot be called",
        f"{broken}": "is not MODULE:NAME; an example: torch.nn.functional:gelu",
        f"{broken}:raises": f"{broken}:raises raised RuntimeError: out of luck",
        f"{broken}:complex_root": f"{broken}:complex_root gave complex128",
        f"{broken}:total": "gave an array of shape () for one of (65536,)",
    }.items():
        with pytest.raises(Refused) as caught:
            audit(load(path), TANH, "float16")
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(Refused, match="NumPy arrays, which have no automatic derivative"):
        audit(load("numpy:tanh"), TANH, "float32", order=1)


def test_a_module_that_fails_to_import_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "falls_over.py").write_text("1/0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Refused, match="falls_over cannot be imported: ZeroDivisionError"):
        load("falls_over:f")


def test_the_library_is_told_by_where_a_callable_comes_from() -> None:
    assert load("numpy:tanh").library == "numpy"
    assert load("math:tanh").library == "numpy"
    assert load("numpy:tanh", library="torch").library == "torch"
    assert Foreign("", np.tanh, "torch").usual_dtype == "float32"
    assert Foreign("", np.tanh, "numpy").usual_dtype == "float64"


def test_numpy_in_bfloat16_needs_a_package() -> None:
    if importlib.util.find_spec("ml_dtypes"):
        assert audit(load("numpy:tanh"), TANH, "bfloat16").measure.max_ulp < 1
    else:
        with pytest.raises(Refused, match="ml_dtypes"):
            audit(load("numpy:tanh"), TANH, "bfloat16")


def test_pairs_are_read_as_numbers_of_the_format() -> None:
    x = np.array([0.1, 0.7], dtype=np.float32)
    printed = np.array([[0.1, 0.099668], [0.7, 0.6043678]])
    result = callables.pairs(TANH, printed, "float32")
    assert result.x.tolist() == x.astype(float).tolist()
    # 0.099668 has five digits: 0.000000005 off, in units of 2**-27.
    assert result.measure.max_ulp == pytest.approx(abs(0.099668 - np.tanh(0.1)) * 2**27, abs=1)
    assert callables.pairs(TANH, printed[1:], "float32").measure.max_ulp <= 0.5
    slopes = np.array([[0.5, 1 - np.tanh(0.5) ** 2]])
    assert callables.pairs(TANH, slopes, "float64", order=1).measure.max_ulp <= 2


# --- the frameworks, where they are installed


def _torch() -> ModuleType:
    torch: ModuleType = pytest.importorskip("torch")
    return torch


def _jax() -> ModuleType:
    jax: ModuleType = pytest.importorskip("jax")
    return jax


def test_pytorch_has_one_thread_while_it_is_judged_and_all_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = _torch()
    text = "import torch\ndef f(x): return x * torch.get_num_threads()\n"
    (tmp_path / "counting.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        ones = np.full(3, 0x3F800000, dtype=np.uint32)
        (answer,) = NamedCallable("counting:f", "float32", library="torch").answers([ones])
        assert answer.tolist() == [1, 1, 1]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_gelu_of_pytorch_is_zero_where_it_is_not() -> None:
    _torch()
    result = audit(load("torch.nn.functional:gelu"), actviz.get("gelu"), "float64").measure
    assert "zero" in kinds(result)
    assert kinds(result)["nan"] == (1, -np.inf)


def test_softplus_of_pytorch_is_the_identity_from_20_on() -> None:
    _torch()
    f = load("torch.nn.functional:softplus")
    x = np.array([19.0, 20.5])
    values = callables.values(f, x, "float64").values
    assert values[1] == 20.5 != actviz.get("softplus").exact(20.5)


def test_automatic_derivatives_of_pytorch() -> None:
    torch = _torch()
    x = np.linspace(-3, 3, 7)
    f = Foreign("torch:tanh", torch.tanh, "torch")
    first = callables.values(f, x, "float64", 1).values
    assert np.allclose(first, 1 - np.tanh(x) ** 2, rtol=1e-14)
    second = callables.values(f, x, "float64", 2).values
    assert np.allclose(second, -2 * np.tanh(x) * (1 - np.tanh(x) ** 2), rtol=1e-13)
    relu = Foreign("torch:relu", torch.relu, "torch")
    assert callables.values(relu, x, "float64", 2).values.tolist() == [0.0] * 7
    constant = Foreign("constant", lambda v: torch.ones_like(v), "torch")
    assert callables.values(constant, x, "float64", 1).values.tolist() == [0.0] * 7


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
def test_layers_and_formats_of_pytorch(dtype: str) -> None:
    _torch()
    layer = load("torch.nn:GELU", {"approximate": "tanh"})
    report = audit(layer, actviz.get("gelu_tanh"), dtype)
    assert report.came_as == dtype
    assert report.measure.undecided == 0
    prelu = callables.values(load("torch.nn:PReLU"), np.array([-1.0, 2.0]), dtype)
    assert prelu.values.tolist() == [-0.25, 2.0]


def test_automatic_derivatives_of_jax() -> None:
    jax = _jax()
    x = np.linspace(-3, 3, 7)
    f = Foreign("jax.numpy:tanh", jax.numpy.tanh, "jax")
    assert np.allclose(callables.values(f, x, "float64", 1).values, 1 - np.tanh(x) ** 2, rtol=1e-14)
    single = callables.values(f, x, "float32", 2)
    assert single.dtype == "float32"
    assert np.allclose(single.values, -2 * np.tanh(x) * (1 - np.tanh(x) ** 2), rtol=1e-4)


def test_the_slope_of_jax_elu_vanishes_too_early() -> None:
    _jax()
    result = audit(load("jax.nn:elu"), actviz.get("elu"), "float64", 1).measure
    assert "zero" in kinds(result)
    assert -40 < kinds(result)["zero"][1] < -36


def test_a_picture_of_errors(tmp_path: Path) -> None:
    from actviz.figures.compose.errors import COLUMNS, Errors, errors_scene
    from actviz.figures.engines.matplotlib_figure import save

    exponential = actviz.get("exponential")

    def cut(x: Any) -> Any:
        y = np.exp(x)
        return np.where(x < -4, y.dtype.type(0), y)

    report = audit(Foreign("cut", cut, "numpy"), exponential, "float16")
    drawn = [Errors("f", report.x, report.errors, report.measure)]
    scene = errors_scene(drawn, "exp, cut")
    (panel,) = scene.panels
    (curve,) = panel.curves
    (segment,) = curve.segments
    assert 0 < len(segment.x) <= COLUMNS
    assert max(segment.y) == pytest.approx(np.log10(report.measure.max_ulp))
    assert [mark.text for mark in panel.marks] == ["0 at \u22124.004"]
    linear = errors_scene(drawn, "exp, cut", (-3.0, 3.0))
    assert (linear.panels[0].x.low, linear.panels[0].x.high) == (-3.0, 3.0)
    assert linear.panels[0].marks == ()
    save(scene, tmp_path / "errors.svg", "svg")
    assert (tmp_path / "errors.svg").read_bytes().startswith(b"<?xml")
    with pytest.raises(ValueError, match="no finite error"):
        errors_scene(drawn, "", (1e6, 2e6))


def test_known_faults_of_pytorch_come_out_by_themselves() -> None:
    pytest.importorskip("torch")

    def found(path: str, name: str) -> callables.Audit:
        return audit(load(f"torch.nn.functional:{path}"), actviz.get(name), "float32", density=1)

    gelu = found("gelu", "gelu")
    near = (gelu.x < -9.5) & (gelu.x > -10.5)  # the true value at -10 is -7.6e-23
    assert near.any()
    assert (gelu.got[near] == 0).all()
    assert (gelu.true.expected[near] < -1e-26).all()
    assert kinds(gelu.measure)["zero"][1] > -10
    silu = kinds(found("silu", "silu").measure)
    assert silu["nan"] == (1, -np.inf)
    hard_swish = kinds(found("hardswish", "hard_swish").measure)
    limit = float(np.finfo(np.float32).max) / 6  # it multiplies by up to 6 before it divides
    assert limit < hard_swish["overflow"][1] < 2 * limit


def test_a_picture_reaches_as_far_as_something_is_lost() -> None:
    from actviz.figures.compose.errors import FARTHEST, Errors, errors_scene

    def overflowing(x: Any) -> Any:  # as x*clip(x + 3, 0, 6)/6 is where x*6 overflows
        return (x * np.clip(x + 3, 0, 6) / 6).astype(x.dtype)

    hard_swish = actviz.get("hard_swish")
    report = audit(Foreign("hard_swish", overflowing, "numpy"), hard_swish, "float32")
    scene = errors_scene([Errors("f", report.x, report.errors, report.measure)], "t")
    axis = scene.panels[0].x
    (mark,) = [mark for mark in scene.panels[0].marks if mark.text.startswith("\u221e")]
    assert axis.low == -np.log10(1 + FARTHEST)
    assert np.log10(np.finfo(np.float32).max / 6) < mark.x < axis.high
    assert len(axis.ticks) == len(axis.words) <= 10


WAITING = """
import time
import numpy as np

def stubborn(x):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass

def right(x):
    return np.tanh(x)
"""


def test_what_never_answers_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    from tests.process import actviz as run

    (tmp_path / "waiting.py").write_text(WAITING)
    asked = ("check", "tanh", "--against", "waiting:stubborn", "--timeout", "0.3")
    done = run(*asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "actviz: waiting:stubborn gave no answer within 0.3 s\n"
    whole = ("--all-inputs", "--dtype", "float16")
    assert run(*asked, *whole, cwd=tmp_path).stderr == done.stderr
    both = run(*asked, "--against", "waiting:right", "--format", "csv", cwd=tmp_path)
    assert both.returncode == 0
    assert "not measured: waiting:stubborn gave no answer" in both.stderr
    assert "waiting:right" in both.stdout
