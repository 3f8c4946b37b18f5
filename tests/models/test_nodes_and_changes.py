"""A node as a spec, and what changed between two files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import actviz as library
from tests.models.build import Graph, model
from tests.models.test_onnx import erf_gelu
from tests.process import actviz


def network(path: Path, gelu: str = "erf", slope: float = 0.2) -> Path:
    graph = Graph()
    x = graph.add("Conv", "x", "w")
    x = erf_gelu(graph, x) if gelu == "erf" else graph.add("Gelu", x, approximate=gelu, name="end")
    x = graph.add("HardSigmoid", graph.add("Conv", x, "w"), alpha=slope, name="/se/gate:0")
    graph.outputs.append(graph.add("Softmax", graph.add("Conv", x, "w"), name="last"))
    path.write_bytes(model(graph))
    return path


def test_a_node_is_a_function(tmp_path: Path) -> None:
    path = network(tmp_path / "m.onnx")
    gate = library.get(f"{path}#/se/gate:0")
    assert gate(1.0) == 0.20000000298023224 + 0.5  # the float32 slope of the file
    assert gate.display == "m.onnx#/se/gate:0"
    assert library.get(f"{path}#m")(-3.0) == library.get(f"{path}#end")(-3.0)
    assert library.get(f"mine={path}#end").display == "mine"
    assert library.vector(f"{path}#last").name == "softmax"
    with pytest.raises(library.SpecError, match="no activation has a node called 'nope'"):
        library.get(f"{path}#nope")


@pytest.mark.long
def test_commands_take_nodes(tmp_path: Path) -> None:
    network(tmp_path / "m.onnx")
    done = actviz("compare", "gelu", "m.onnx#end", "-f", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert abs(row["largest"]) == pytest.approx(5.0235e-9, rel=1e-4)
    assert actviz("eval", "m.onnx#/se/gate:0", "1", cwd=tmp_path).stdout == "0.7000000029802322\n"
    done = actviz("plot", "m.onnx#end", "gelu", "-o", "a.svg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "a.svg\n")
    done = actviz("table", "m.onnx#end", "-f", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert row["name"] == "x*(erf(x/1.4142135381698608) + 1)*0.5"  # with the file's numbers
    done = actviz("derive", "m.onnx#/se/gate:0", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0.2" in done.stdout
    done = actviz("export", "--to", "c", "m.onnx#/se/gate:0", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0.2" in done.stdout
    done = actviz("check", "m.onnx#/se/gate:0", "-f", "json", cwd=tmp_path)
    assert [row["catastrophic"] for row in json.loads(done.stdout)] == [0, 0, 0], done.stderr
    done = actviz("table", "none.onnx#end", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_what_a_conversion_changed(tmp_path: Path) -> None:
    network(tmp_path / "a.onnx")
    network(tmp_path / "same.onnx", gelu="none")
    network(tmp_path / "tanh.onnx", gelu="tanh")
    network(tmp_path / "slope.onnx", slope=1 / 6)
    done = actviz("model", "a.onnx", "same.onnx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "the same function in 3 of 3 places" in done.stderr
    done = actviz("model", "a.onnx", "tanh.onnx", "-f", "json", cwd=tmp_path)
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert [row["same"] for row in rows] == [False, True, True]
    assert (rows[0]["a"], rows[0]["b"]) == ("gelu", "gelu_tanh")
    # The largest of |gelu_tanh - gelu|, by mpmath: 4.7323e-4 at 2.70.
    assert abs(rows[0]["difference"]) == pytest.approx(4.7323e-4, rel=1e-4)
    assert abs(rows[0]["at"]) == pytest.approx(2.70, abs=0.01)
    done = actviz("model", "a.onnx", "slope.onnx", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


def test_what_is_gone_or_new_is_told(tmp_path: Path) -> None:
    for name, kinds in (("a", ("Relu", "Tanh", "Sigmoid")), ("b", ("Relu", "Sigmoid"))):
        graph, x = Graph(), "x"
        for kind in kinds:
            x = graph.add(kind, graph.add("Conv", x, "w"), name=kind)
        graph.outputs.append(x)
        (tmp_path / f"{name}.onnx").write_bytes(model(graph))
    rows = json.loads(actviz("model", "a.onnx", "b.onnx", "-f", "json", cwd=tmp_path).stdout)
    assert [(row["where_a"], row["where_b"]) for row in rows] == [
        ("Relu", "Relu"), ("Tanh", None), ("Sigmoid", "Sigmoid"),
    ]  # fmt: skip


def test_inspect_points_from_a_model_to_the_command_for_it(tmp_path: Path) -> None:
    network(tmp_path / "m.onnx")
    done = actviz("inspect", "m.onnx", cwd=tmp_path)
    assert done.returncode == 2
    assert "actviz model m.onnx" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("label", ["#", "#1", "relu #2", "v1.x#2"])
def test_a_label_may_hold_the_sign_of_a_node(label: str) -> None:
    function = library.get(f"{label}=abs(x)")
    assert (function.display, function(-2.0)) == (label, 2.0)
