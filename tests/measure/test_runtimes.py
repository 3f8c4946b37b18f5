"""Runtimes: operators reached, options heeded, and a process that may die."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.measure import callables
from actviz.measure.homes import Refused
from actviz.measure.reach import filled_in, reach
from actviz.measure.runtimes import known_runtimes
from actviz.measure.runtimes.onnx_model import one_operator
from actviz.measure.runtimes.process import Remote
from actviz.models import onnx_file
from tests.process import actviz

X = np.array([-2.0, -0.5, 0.0, 0.75, 3.0])
DYING = known_runtimes.Runtime("numpy", ["float32"], "tests.measure.dying_runtime")


def gelu(x: float) -> float:
    return float(x * mp.ncdf(x))


def sigmoid(x: float) -> float:
    return float(1 / (1 + mp.exp(-x)))


def asked(path: str, dtype: str = "float32", order: int = 0, **options: Any) -> Any:
    foreign = reach(path, options)
    try:
        return foreign.call(X, dtype, order, "whole").values
    finally:
        foreign.close()


def installed(name: str) -> bool:
    return known_runtimes.ADAPTERS[name].version is not None


# Keras is asked on whichever backend is here.
BACKEND = next((word for word in ("torch", "jax", "tensorflow") if find_spec(word)), "numpy")

# Each adapter is run for real where its runtime is installed.
CALLS: dict[str, tuple[str, dict[str, Any], Any]] = {
    "onnxruntime": ("Gelu", {"threads": 1, "optimization": "ALL"}, gelu),
    "openvino": ("Gelu", {"threads": 1}, gelu),
    "ncnn": ("GELU", {}, gelu),
    "litert": ("LOGISTIC", {"threads": 1}, sigmoid),
    "tinygrad": ("sigmoid", {}, sigmoid),
    "mlx": ("gelu", {}, gelu),
    "keras": ("gelu", {"approximate": False, "backend": BACKEND}, gelu),
    "tensorflow": ("gelu", {"threads": 1}, gelu),
    "paddle": ("gelu", {}, gelu),
    "torch.compile": ("gelu", {"backend": "aot_eager"}, gelu),
    "torch.quantized": ("sigmoid", {"scale": 1 / 4}, sigmoid),
}


@pytest.mark.parametrize("name", known_runtimes.ADAPTERS)
def test_an_operator_of_each_runtime(name: str) -> None:
    if not installed(name):
        pytest.skip(f"{name} is not installed")
    operator, options, expected = CALLS[name]
    step = 1 / 256 if name == "torch.quantized" else 1e-5
    result = asked(f"{name}:{operator}", **options)
    assert result == pytest.approx([expected(x) for x in X], abs=step)


def test_an_operator_that_is_not_there() -> None:
    name = next((each for each in known_runtimes.ADAPTERS if installed(each)), None)
    if name is None:
        pytest.skip("no runtime is installed")
    with pytest.raises(Refused, match=r"has no operator|not a registered|No Op registered"):
        asked(f"{name}:no_such_thing")


def test_onnxruntime_takes_attributes_and_domains() -> None:
    if not installed("onnxruntime"):
        pytest.skip("onnxruntime is not installed")
    tanh_form = [x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + 0.044715 * x**3))) for x in X]
    result = asked("onnxruntime:Gelu", approximate="tanh")
    assert result == pytest.approx([float(y) for y in tanh_form], abs=1e-6)
    quick = asked("onnxruntime:com.microsoft.QuickGelu")
    assert quick == pytest.approx([x * sigmoid(1.702 * x) for x in X], abs=1e-6)
    assert asked("onnxruntime:clip", min=-1, max=0.5).tolist() == [-1, -0.5, 0, 0.5, 0.5]
    elu = asked("onnxruntime:Elu", "float16", alpha=0.5)
    assert elu == pytest.approx([x if x > 0 else float(mp.expm1(x)) / 2 for x in X], abs=1e-3)
    with pytest.raises(Refused, match="optimization is DISABLE_ALL"):
        asked("onnxruntime:Elu", optimization="some")
    with pytest.raises(Refused, match="does not take bfloat16"):
        reach("onnxruntime:Elu").check("bfloat16")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("name", ["silu", "hard_sigmoid"])
def test_openvino_takes_constants_in_each_format(name: str, dtype: str) -> None:
    if not installed("openvino"):
        pytest.skip("openvino is not installed")
    pytest.importorskip("ml_dtypes")
    right = [x * sigmoid(x) if name == "silu" else min(max(x / 5 + 0.5, 0), 1) for x in X]
    assert asked(f"openvino:{name}", dtype) == pytest.approx(right, rel=2.0**-7)


def test_a_runtime_needs_ml_dtypes_only_where_it_takes_numpy_arrays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(dtype: str) -> Any:
        raise Refused("install the package ml_dtypes")

    monkeypatch.setattr(callables, "ml_type", missing)
    callables.Foreign("torch.compile:gelu", abs, "runtime", formats=("bfloat16",)).check("bfloat16")
    with pytest.raises(Refused, match="ml_dtypes"):
        callables.Foreign("keras:gelu", abs, "numpy").check("bfloat16")


def test_torch_compile_has_a_derivative() -> None:
    if not installed("torch.compile"):
        pytest.skip("torch is not installed")
    result = asked("torch.compile:tanh", "float64", 1, backend="eager")
    assert result == pytest.approx([float(mp.sech(x) ** 2) for x in X], rel=1e-12)


# --- the model of one operator


def test_the_model_is_what_it_says() -> None:
    model = one_operator("Elu", "float32", {"alpha": 0.5}, {})
    graph = onnx_file.read("one.onnx", memoryview(model)).graph
    assert graph is not None
    (operation,) = graph.operations
    assert (operation.kind, operation.attributes) == ("Elu", {"alpha": 0.5})
    two = one_operator("Clip", "float64", {}, {"min": -1.0, "max": 6.0})
    graph = onnx_file.read("two.onnx", memoryview(two)).graph
    assert graph is not None
    assert len(graph.operations[0].inputs) == 3


def test_the_onnx_package_accepts_it() -> None:
    onnx = pytest.importorskip("onnx")
    attributes = {"alpha": 0.5, "gamma": 1.25}
    for name, given, extra in (
        ("Selu", attributes, {}), ("Gelu", {"approximate": "tanh"}, {}), ("Clip", {}, {"min": 0.5}),
    ):  # fmt: skip
        model = onnx.load_from_string(one_operator(name, "float16", given, extra))
        onnx.checker.check_model(model, full_check=True)


# --- the process


def test_what_a_runtime_prints_stays_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    remote = Remote(DYING, "dying:tanh", {"by": 2})
    assert remote.version.endswith("(on purpose)")
    result = remote(X, "float32", 0, "strided").values
    assert result == pytest.approx([float(2 * mp.tanh(x)) for x in X], rel=1e-6)
    remote.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        ("missing", "dying has no operator 'missing'"),
        ("early", "dying:early died with exit code 3"),
        ("late", "dying:late died with exit code -11"),
        ("raising", "dying:raising raised RuntimeError: no kernel"),
    ],
)
def test_a_runtime_that_fails_is_told(operator: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        Remote(DYING, f"dying:{operator}", {})(X, "float32", 0, "whole")
    assert str(caught.value) == said


def test_a_runtime_that_hangs_is_ended_and_told() -> None:
    remote = Remote(DYING, "dying:hanging", {}, limit=20)
    remote.limit = 0.5
    with pytest.raises(Refused, match=r"^dying:hanging gave no answer within 0\.5 s$"):
        remote(X, "float32", 0, "whole")
    assert remote.process.exitcode == -9


# --- the table


def test_every_adapter_is_listed_and_none_is_imported() -> None:
    rows = {row["runtime"]: row for row in known_runtimes.rows()}
    assert rows.keys() == {"numpy", "scipy", "torch", "jax", *known_runtimes.ADAPTERS}
    assert CALLS.keys() == known_runtimes.ADAPTERS.keys()  # one that no test runs is not listed
    assert rows["numpy"]["version"] == np.__version__
    for row in rows.values():
        assert row["installed"] == (row["version"] is not None)
        assert row["formats"]
    done = json.loads(actviz("check", "--runtimes", "--format", "json").stdout)
    assert [row["runtime"] for row in done] == list(rows)
    assert set(done[0]) == {"runtime", "version", "installed", "formats", "options"}


def test_a_runtime_that_is_not_installed_is_told_with_what_to_install() -> None:
    missing = [name for name in known_runtimes.ADAPTERS if not installed(name)]
    if not missing:
        pytest.skip("all of them are installed")
    done = actviz("check", "gelu", "--against", f"{missing[0]}:gelu")
    package = known_runtimes.ADAPTERS[missing[0]].package
    assert done.returncode == 2
    assert done.stderr == f"actviz: {missing[0]} is not installed: pip install {package!r}\n"


def test_a_name_is_filled_in_as_the_module_spells_it() -> None:
    assert filled_in("numpy:{name}", "tanh") == "numpy:tanh"
    assert filled_in("onnxruntime:{name}", "hard_swish") == "onnxruntime:hard_swish"
    assert filled_in("tests.measure.test_runtimes:{name}", "g_e_l_u") == f"{__name__}:gelu"
    assert filled_in("a.{name}:b", "tanh") == "a.tanh:b"
