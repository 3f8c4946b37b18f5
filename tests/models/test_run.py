"""--run, --swap and --dtype: models made here, run by onnxruntime, judged by NumPy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.models.build import FLOAT, INT64, Graph, model, value
from tests.process import actviz

pytest.importorskip("onnxruntime")

X = np.linspace(-5, 5, 41, dtype=np.float32).reshape(1, 41)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of two layers: silu of 2x, then relu of that less 1; and its inputs."""
    graph = Graph(shape=[1, 41])
    weights = graph.constant(*np.eye(41, dtype=np.float32).ravel().tolist(), shape=[41, 41])
    double = graph.constant(*(2 * np.eye(41)).ravel().tolist(), shape=[41, 41])
    first = graph.add("MatMul", "x", double)
    bent = graph.add("Mul", first, graph.add("Sigmoid", first), name="silu")
    shift = graph.constant(*np.linspace(-1, -1, 41).tolist())
    moved = graph.add("Add", graph.add("MatMul", bent, weights), shift)
    graph.outputs.append(graph.add("Relu", moved, name="relu"))
    (tmp_path / "m.onnx").write_bytes(model(graph))
    np.savez(tmp_path / "in.npz", x=X)
    return tmp_path


def rows(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = actviz("model", "m.onnx", "--run", "in.npz", *arguments, "-f", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    data: list[dict[str, Any]] = json.loads(done.stdout)
    return data


def silu(x: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(x / (1 + np.exp(-x)))


def test_what_reaches_each_layer_is_inspected(folder: Path) -> None:
    first, second = rows(folder)
    inputs = 2 * X.astype(np.float64)
    assert (first["layer"], second["layer"]) == ("silu", "relu")
    assert first["mean_in"] == pytest.approx(inputs.mean(), abs=1e-6)
    assert first["std_in"] == pytest.approx(inputs.std(), rel=1e-6)
    assert second["dead"] == pytest.approx(np.mean(silu(inputs) - 1 <= 0), abs=0.03)
    done = actviz("model", "m.onnx", "--run", "in.npz", "--fail-dead", "0.3", cwd=folder)
    assert done.returncode == 1
    assert "relu" in done.stderr
    assert actviz("model", "m.onnx", "--run", "random", cwd=folder).returncode == 0


def test_a_swap_is_measured_and_warned_of(folder: Path) -> None:
    (row,) = rows(folder, "--swap", "silu=hard_swish")
    x = 2 * X.astype(np.float64)
    gap = x * np.clip(x + 3, 0, 6) / 6 - silu(x)
    assert abs(row["largest"]) == pytest.approx(np.abs(gap).max(), rel=1e-6)
    assert row["relative_rms"] == pytest.approx(
        np.sqrt(np.mean(gap**2) / np.mean(silu(x) ** 2)), rel=1e-6
    )
    done = actviz("model", "m.onnx", "--run", "in.npz", "--swap", "silu=relu", cwd=folder)
    assert "without training" in done.stderr
    done = actviz("model", "m.onnx", "--run", "in.npz", "--swap", "mish=relu", cwd=folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)


def test_a_format_overflows_on_the_way_of_a_formula(tmp_path: Path) -> None:
    """x**3 of the tanh form is beyond float16 from |x| = 40.3 on."""
    graph = Graph(shape=[1, 8])
    cube = graph.add("Pow", "x", graph.constant(3.0))
    inner = graph.add("Add", "x", graph.add("Mul", cube, graph.constant(0.044715)))
    bent = graph.add("Tanh", graph.add("Mul", inner, graph.constant(0.7978845834732056)))
    half = graph.add("Mul", "x", graph.constant(0.5))
    one = graph.constant(1.0)
    graph.outputs.append(graph.add("Mul", half, graph.add("Add", bent, one), name="gelu"))
    (tmp_path / "m.onnx").write_bytes(model(graph))
    x = np.array([[0, 1, -1, 39, 41, -50, -20, 2]], dtype=np.float32)
    np.savez(tmp_path / "in.npz", x=x)
    (row,) = rows(tmp_path, "--dtype", "float16")
    assert (row["function"], row["overflow"]) == ("gelu_tanh", 2 / 8)
    assert (row["least"], row["most"]) == (-50, 41)
    assert row["dead"] == pytest.approx(1 / 8)  # at -20 the slope rounds to 0


def test_pictures_with_and_without_measured_inputs(folder: Path) -> None:
    for extra in ((), ("--run", "in.npz")):
        done = actviz("model", "m.onnx", *extra, "-o", "m.svg", cwd=folder)
        assert done.returncode == 0, done.stderr
        drawn = (folder / "m.svg").read_text()
        assert "silu 50 %" in drawn
        assert ("inputs of silu" in drawn) == bool(extra)


def test_what_cannot_be_run_is_one_message(folder: Path) -> None:
    (folder / "config.json").write_text('{"hidden_act": "relu"}')
    np.savez(folder / "other.npz", y=X)
    for arguments, word in (
        (["config.json", "--run", "random"], "only an ONNX model"),
        (["m.onnx", "--run", "other.npz"], "no array for the input 'x'"),
        (["m.onnx", "--run", "m.onnx"], "not a .npz file"),
        (["m.onnx", "--swap", "silu=relu"], "--run"),
        (["m.onnx", "--run", "none.npz"], "none.npz"),
    ):
        done = actviz("model", *arguments, cwd=folder)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert word in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_whole_numbers_by_chance_are_small_enough_for_the_model(tmp_path: Path) -> None:
    """A table of two rows: of whole numbers below 100 it takes none."""
    graph = Graph(shape=[1, 8], kind=INT64)
    table = graph.constant(-1.0, 1.0, shape=[2], kind=FLOAT)
    graph.outputs.append(graph.add("Relu", graph.add("Gather", table, "x"), name="relu"))
    data = model(graph).replace(value(graph.outputs[0], None, INT64), value(graph.outputs[0]))
    (tmp_path / "m.onnx").write_bytes(data)
    done = actviz("model", "m.onnx", "--run", "random", "-f", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["inputs"] == 8
