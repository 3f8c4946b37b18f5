"""Where callables come from: modules of the current folder, and whose arrays they take."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import actviz
from actviz.measure import homes
from actviz.measure.callables import Foreign, load, values
from actviz.measure.homes import Refused
from actviz.measure.layouts import differences
from tests.process import actviz as run

MINE = '''
import numpy as np

def plain(x):
    return np.tanh(x)

def helper(x):
    import torch
    return torch.tanh(x)

def through(x):
    return helper(x)

class Layer:
    def __call__(self, x):
        return through(x)

def jaxed(x):
    from jax import numpy as jnp
    return jnp.tanh(x)

def off(x):
    """Wrong on purpose beyond 2."""
    return np.where(x > 2, x.dtype.type(0.9), np.tanh(x))
'''


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"mine_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return name


def test_a_module_of_the_current_folder_is_found_last(here: str, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('not this one')\n")
    assert load(f"{here}:plain").library == "numpy"
    assert sys.path[-1] == str(tmp_path)
    assert load("json:dumps").library == "numpy"
    with pytest.raises(Refused, match="module absent cannot be imported: ModuleNotFoundError"):
        homes.module("absent")


def test_whose_arrays_a_function_of_ones_own_takes(here: str) -> None:
    assert load(f"{here}:helper").library == "torch"
    assert load(f"{here}:through").library == "torch"
    assert load(f"{here}:Layer").library == "torch"
    assert load(f"{here}:jaxed").library == "jax"
    assert load(f"{here}:through", library="numpy").library == "numpy"


def test_a_torch_function_of_ones_own_is_measured(here: str) -> None:
    pytest.importorskip("torch")
    foreign = load(f"{here}:through")
    result = values(foreign, np.array([0.5, 1.0]), "float32", 1).values
    assert result == pytest.approx(1 - np.tanh([0.5, 1.0]) ** 2, rel=1e-6)
    assert foreign.version.startswith("torch ")


def test_a_wrong_kernel_of_ones_own_is_caught(here: str) -> None:
    # actviz as a program: the module is found beside where it is started
    done = run("check", "tanh", "--against", f"{here}:off", "--dtype", "float16,float32")
    assert done.returncode == 1
    assert f"{here}:off does not keep to 4 ulp in f in float16" in done.stderr
    assert "promise" not in done.stdout + done.stderr


def test_versions() -> None:
    assert load("numpy:tanh").version == np.__version__
    assert load("math:tanh").version == f"numpy {np.__version__}"


def test_without_ml_dtypes_numpy_has_no_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    with pytest.raises(Refused, match="install the package ml_dtypes, or leave bfloat16 out"):
        load("numpy:tanh").check("bfloat16")


# --- layouts


def test_results_that_depend_on_length_and_stride_are_reported() -> None:
    def odd(x: np.ndarray) -> np.ndarray:
        y = np.zeros_like(x)
        if x.size == 1:
            y += 1
        if x.strides[0] != x.itemsize:
            y[0] = 2
        if x.size > 10_000:
            y[:3] = 3
        return y

    result = differences(Foreign("odd", odd, "numpy"), actviz.get("tanh"), "float32")
    assert [(each.layout, each.different) for each in result] == [
        ("alone", result[0].tried), ("strided", 1), ("long", 3),
    ]  # fmt: skip
    assert [(each.whole, each.got) for each in result] == [(0.0, 1.0), (0.0, 2.0), (0.0, 3.0)]
    assert result[1].tried % 2 == 1


def test_singly_in_the_shell() -> None:
    done = run("check", "relu", "--against", "numpy:positive", "--dtype", "float16", "--singly")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[5:] for line in done.stdout.splitlines()[1:]] == [
        ["alone", "48", "0"], ["strided", "4099", "0"], ["long", "4099", "0"],
    ]  # fmt: skip
