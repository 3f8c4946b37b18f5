"""ONNX files that are not as they should be, or larger than any: one message, or still quick."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from actviz.models import onnx_file, report
from actviz.models.model_files import opened
from actviz.models.model_graph import ModelError
from tests.models.build import INT8, Graph, field_of, model, tensor
from tests.models.build_tflite import Operator, Tensor
from tests.models.build_tflite import model as tflite
from tests.models.test_onnx import erf_gelu, rows, single
from tests.usage import usage


def refused(tmp_path: Path, data: bytes, name: str = "m.onnx") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        report.rows(opened(str(path)))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_truncation_is_one_message_or_a_shorter_model(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x"))
    data = model(graph)
    messages = set()
    for length in range(1, len(data), 3):
        path = tmp_path / "m.onnx"
        path.write_bytes(data[:length])
        try:
            report.rows(opened(str(path)))
        except ModelError as error:
            messages.add(str(error).replace(str(path), ""))
    assert messages >= {": the file is cut off"}


def test_random_bytes_never_crash(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x"))
    data = bytearray(model(graph))
    chance = random.Random(1)
    for _ in range(60):
        spoiled = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        path = tmp_path / "m.onnx"
        path.write_bytes(bytes(spoiled))
        try:
            report.rows(opened(str(path)))
        except ModelError as error:
            assert "\n" not in str(error)


def test_hostile_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    circle = Graph()
    circle.nodes = [
        field_of(1, "b") + field_of(2, "a") + field_of(4, "Relu"),
        field_of(1, "a") + field_of(2, "b") + field_of(4, "Relu"),
    ]
    assert "circle" in refused(tmp_path, model(circle))
    named = single("Relu", name="bad\x1b[31m")
    assert "control characters" in refused(tmp_path, model(named))
    outside = Graph()
    entry = field_of(1, "location") + field_of(2, "../../etc/passwd")
    outside.constants.append(field_of(1, 4) + field_of(2, 1) + field_of(8, "w")
                             + field_of(13, entry) + field_of(14, 1))  # fmt: skip
    assert "outside the model's folder" in refused(tmp_path, model(outside))
    nested = Graph(inputs=[])
    nested.outputs.append(nested.add("Relu", "x"))
    for _ in range(60):
        around = Graph(inputs=[])
        around.outputs.append(around.add("If", "c", then_branch=nested))
        nested = around
    assert "nested more than" in refused(tmp_path, model(nested))
    assert "no graph" in refused(tmp_path, field_of(1, 8))
    assert "empty" in refused(tmp_path, b"")


def test_a_million_nodes_are_refused_at_once(tmp_path: Path) -> None:
    node = field_of(1, field_of(1, "x") + field_of(2, "x") + field_of(4, "Relu"))
    path = tmp_path / "m.onnx"
    path.write_bytes(field_of(7, node * 1_000_000))
    done = usage(sys.executable, "-m", "actviz", "model", str(path))
    assert (done.code, done.out) == (2, "")
    assert "more than 300,000 nodes" in done.err
    assert len(done.err.splitlines()) == 1
    assert done.seconds < 5
    assert done.peak < 200 * 2**20


def gelu_or_silu(graph: Graph, x: str, at: int) -> str:
    return erf_gelu(graph, x) if at % 2 else graph.add("Mul", x, graph.add("Sigmoid", x))


def test_chains_without_an_end_are_read_and_counted(tmp_path: Path) -> None:
    graph, x = Graph(), "x"
    for _ in range(3000):
        x = graph.add("Relu", x)
    graph.outputs.append(x)
    began = time.process_time()
    assert [(row["spec"], row["count"]) for row in rows(tmp_path, graph)] == [("relu", 3000)]
    graph, x = Graph(), "x"
    for at in range(200):
        x = gelu_or_silu(graph, x, at)
    graph.outputs.append(x)
    result = Counter({row["function"]: row["count"] for row in rows(tmp_path, graph)})
    assert result == {"gelu": 100, "silu": 100}
    assert [row["spec"] for row in rows(tmp_path, graph_of_casts(5000))] == ["relu"]
    assert time.process_time() - began < 10


def graph_of_casts(count: int) -> Graph:
    graph = Graph()
    x = graph.add("Relu", "x")
    for _ in range(count):
        x = graph.add("Cast", x, to=1)
    graph.outputs.append(x)
    return graph


def test_functions_that_call_each_other_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function that calls another twice, 24 times over, would be 16 million nodes."""
    monkeypatch.setattr(onnx_file, "MOST_OPERATIONS", 2000)
    functions = []
    for level in range(24):
        body = Graph()
        inner, domain = (f"f{level + 1}", "mine") if level < 23 else ("Relu", "")
        output = body.add(inner, body.add(inner, "x", domain=domain), domain=domain)
        functions.append(
            field_of(1, f"f{level}") + field_of(4, "x") + field_of(5, output) + field_of(10, "mine")
            + b"".join(field_of(7, node) for node in body.nodes)
        )  # fmt: skip
    graph = Graph()
    graph.outputs.append(graph.add("f0", "x", domain="mine"))
    assert "nodes" in refused(tmp_path, model(graph, functions=functions))


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no such device")
def test_what_is_no_file_on_a_disk_is_told_by_its_name() -> None:
    with pytest.raises(ModelError, match=r"^/dev/null: no file on a disk"):
        opened("/dev/null")


def test_a_pickle_is_refused_with_what_to_do(tmp_path: Path) -> None:
    message = refused(tmp_path, b"\x80\x02}q\x00.", "m.pt")
    assert "pickle" in message
    assert "torch.onnx.export" in message


def test_weights_that_are_cut_off_in_a_tflite_file(tmp_path: Path) -> None:
    """A learned slope of five bytes, where numbers have four; and one of int8 without a meaning."""
    tensors = [Tensor("x"), Tensor("slope", stored=bytes(5)), Tensor("y")]
    data = tflite(tensors, [Operator(54, (0, 1), 2)])
    assert "a weight is damaged" in refused(tmp_path, data, "m.tflite")
    graph = Graph()
    graph.constants.append(tensor("slope", [3], [1], INT8))
    graph.outputs.append(graph.add("PRelu", "x", "slope"))
    assert [row["spec"] for row in rows(tmp_path, graph)] == ["prelu:alpha=3"]


def test_keys_and_caps_of_a_config_that_are_not_as_they_should_be(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"text\\u001b[31m": {"hidden_act": "silu", "attn_logit_softcapping": 50},'
                    ' "final_logit_softcapping": Infinity}')  # fmt: skip
    result = report.rows(opened(str(path)))
    assert [row["spec"] for row in result] == ["silu", "softcap:c=50"]
    assert all(row["where"].isprintable() for row in result)


def test_attributes_that_are_no_permutation_or_of_another_kind(tmp_path: Path) -> None:
    for order in ([0, 5], [float("nan"), 1.0], "ab"):
        graph = Graph()
        graph.outputs.append(graph.add("Relu", graph.add("Transpose", "x", perm=order)))
        assert [row["spec"] for row in rows(tmp_path, graph)] == ["relu"]
    graph = Graph()
    graph.outputs.append(graph.add("Relu", graph.add("Cast", "x", to=[1, 2])))
    assert "cannot be followed" in refused(tmp_path, model(graph))


def test_an_operator_that_writes_what_it_reads_is_a_circle(tmp_path: Path) -> None:
    data = tflite([Tensor("x"), Tensor("y")], [Operator(14, (0,), 0), Operator(19)])
    assert "circle" in refused(tmp_path, data, "m.tflite")
