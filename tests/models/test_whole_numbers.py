"""Activations on whole numbers: scales, zero points, and the table that each really is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actviz.models import quantising, report, sixteen_bits
from actviz.models.model_files import opened
from actviz.models.model_graph import Quantised as Meaning
from tests.models.build import INT8, INT16, UINT8, Graph, model, tensor
from tests.models.build_tflite import INT16 as FLAT_INT16
from tests.models.build_tflite import Operator, Tensor
from tests.models.build_tflite import model as tflite
from tests.models.test_onnx import one, rows

ENDS = {INT8: (-128, 127), UINT8: (0, 255), INT16: (-32768, 32767)}


class Quantised(Graph):
    """A graph with tensors of whole numbers of one format."""

    whole = INT8

    def zero(self, *numbers: int) -> str:
        self.count += 1
        name = f"z{self.count}"
        shape = [] if len(numbers) == 1 else [len(numbers)]
        self.constants.append(tensor(name, list(numbers), shape, self.whole))
        return name

    def scaled(self, scale: float, zero: int) -> tuple[str, str]:
        return self.constant(scale), self.zero(zero)

    def rounded(self, x: str, *given: str, domain: str = "", **axis: Any) -> str:
        whole = self.add("QuantizeLinear", x, *given, domain=domain, **axis)
        return self.add("DequantizeLinear", whole, *given, domain=domain, **axis)


def told(note: str) -> tuple[float, float]:
    match = re.search(r"at most ([^ ]+) off, at ([^ ;]+)", note)
    assert match is not None, note
    return float(match[1]), float(match[2])


def kept(x: np.ndarray, scale: float, zero: int, kind: int = INT8) -> np.ndarray:
    return (np.clip(np.round(x / scale) + zero, *ENDS[kind]) - zero) * scale


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def inputs(scale: float, zero: int, kind: int = INT8) -> np.ndarray:
    low, high = ENDS[kind]
    return np.asarray((np.arange(low, high + 1) - zero) * float(np.float32(scale)))


X = inputs(0.05, 3)
OUT = float(np.float32(1 / 256))


# ---------------------------------------------------------------- between quantising operators


@pytest.mark.parametrize("domain", ["", "com.microsoft"])
def test_a_quantised_activation_tells_its_scales_and_the_table_it_is(
    tmp_path: Path, domain: str
) -> None:
    graph = Quantised()
    x = graph.rounded(graph.add("Conv", "x", "w"), *graph.scaled(0.05, 3), domain=domain)
    bent = graph.add("Sigmoid", x, name="s")
    y = graph.rounded(bent, *graph.scaled(1 / 256, -128), domain=domain)
    graph.outputs.append(graph.add("Conv", y, "w"))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("sigmoid", ["Sigmoid"])
    start = "int8, input scale 0.05 zero 3, output scale 0.00390625 zero -128; a table of 256 with "
    assert row["note"].startswith(start)
    gap = np.abs(kept(sigmoid(X), OUT, -128) - sigmoid(X))
    assert told(row["note"])[0] == pytest.approx(gap.max(), rel=0.01)


def test_rounding_between_the_nodes_of_one_activation_counts(tmp_path: Path) -> None:
    graph = Quantised()
    x = graph.rounded(graph.add("Conv", "x", "w"), *graph.scaled(0.05, 3))
    inner = graph.rounded(graph.add("Sigmoid", x), *graph.scaled(1 / 8, -128))
    y = graph.rounded(graph.add("Mul", x, inner), *graph.scaled(1 / 16, -100))
    graph.outputs.append(graph.add("Conv", y, "w"))
    row = one(tmp_path, graph)
    assert row["spec"] == "silu"
    gap = np.abs(kept(X * kept(sigmoid(X), 1 / 8, -128), 1 / 16, -100) - X * sigmoid(X))
    assert told(row["note"])[0] == pytest.approx(gap.max(), rel=0.01)
    assert gap.max() > 0.1  # much of it comes from the rounding between


def test_sixteen_bits_are_told_as_well(tmp_path: Path) -> None:
    graph = Quantised()
    graph.whole = INT16
    x = graph.rounded(graph.add("Conv", "x", "w"), *graph.scaled(0.001, 100))
    graph.outputs.append(graph.rounded(graph.add("Tanh", x), *graph.scaled(2**-15, 0)))
    note = one(tmp_path, graph)["note"]
    assert note.startswith("int16, input scale 0.001 zero 100, ")
    assert "a table of 65536 with " in note
    points = inputs(0.001, 100, INT16)
    gap = np.abs(kept(np.tanh(points), 2**-15, 0, INT16) - np.tanh(points))
    assert told(note)[0] == pytest.approx(gap.max(), rel=0.01)


def test_each_channel_has_its_table(tmp_path: Path) -> None:
    graph = Quantised()
    scales, zeros = (0.05, 0.1, 0.02), (3, 0, -7)
    given = graph.constant(*scales), graph.zero(*zeros)
    x = graph.rounded(graph.add("Conv", "x", "w"), *given, axis=1)
    y = graph.rounded(graph.add("Sigmoid", x), *graph.scaled(1 / 256, -128))
    graph.outputs.append(graph.add("Conv", y, "w"))
    note = one(tmp_path, graph)["note"]
    assert "input scales 0.02 to 0.1 of 3 channels (axis 1) zero -7 to 3, output scale 0" in note
    assert "3 tables of 256 with " in note
    gap = 0.0
    for scale, zero in zip(scales, zeros, strict=True):
        points = inputs(scale, zero)
        gap = max(gap, np.abs(kept(sigmoid(points), OUT, -128) - sigmoid(points)).max())
    assert told(note)[0] == pytest.approx(gap, rel=0.01)


def test_scales_in_nodes_of_constants(tmp_path: Path) -> None:
    """As torch.onnx's old exporter writes them."""
    graph = Quantised()
    scale = graph.add("Constant", value=tensor("", [0.05], []))
    given = scale, graph.add("Constant", value=tensor("", [3], [], UINT8))
    x = graph.rounded(graph.add("Conv", "x", "w"), *given)
    graph.outputs.append(graph.rounded(graph.add("Relu", x), *given))
    assert one(tmp_path, graph)["note"].startswith("uint8, input scale 0.05 zero 3, output scale")


# ---------------------------------------------------------------- operators on whole numbers


def test_operators_on_whole_numbers_tell_the_same(tmp_path: Path) -> None:
    graph = Quantised()
    given = (*graph.scaled(0.05, 3), *graph.scaled(1 / 256, -128))
    inner = graph.add("QLinearSigmoid", "x", *given, domain="com.microsoft", name="s")
    graph.outputs.append(inner)
    row = one(tmp_path, graph)
    assert (row["spec"], row["nodes"], row["spelling"]) == ("sigmoid", ["s"], ["QLinearSigmoid"])
    assert row["note"].startswith("int8, input scale 0.05 zero 3, output scale 0.00390625 zero -1")
    gap = np.abs(kept(sigmoid(X), OUT, -128) - sigmoid(X))
    assert told(row["note"])[0] == pytest.approx(gap.max(), rel=0.01)
    sides = (*graph.scaled(0.05, 3), inner, *graph.scaled(1 / 256, -128), *graph.scaled(0.1, 0))
    graph.outputs[:] = [graph.add("QLinearMul", "x", *sides, domain="com.microsoft", name="m")]
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("silu", ["QLinearSigmoid", "QLinearMul"])
    assert row["nodes"] == ["s", "m"]
    gap = np.abs(kept(X * kept(sigmoid(X), OUT, -128), 0.1, 0) - X * sigmoid(X))
    assert told(row["note"])[0] == pytest.approx(gap.max(), rel=0.01)


def test_a_softmax_on_whole_numbers(tmp_path: Path) -> None:
    graph = Quantised()
    graph.whole = UINT8
    given = (*graph.scaled(0.05, 3), *graph.scaled(1 / 256, 0))
    graph.outputs.append(graph.add("QLinearSoftmax", "x", *given, domain="com.microsoft", axis=1))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("softmax", ["QLinearSoftmax"])
    assert row["note"] == (
        "uint8, input scale 0.05 zero 3, output scale 0.00390625 zero 0; "
        "in steps of 0.00390625, from 0 to 0.996094"
    )


def layer(graph: Quantised, scale: float, zero: int) -> str:
    weights = ("w", *graph.scaled(0.01, 0))
    return graph.add(
        "QLinearConv", "x", *graph.scaled(0.1, 0), *weights, *graph.scaled(scale, zero)
    )


@pytest.mark.parametrize(
    ("scale", "zero", "specs"),
    [(0.02, -128, ["relu"]), (6 / 255, -128, ["relu6"]), (0.02, -127, []), (0.02, 127, [])],
)
def test_a_relu_left_only_in_the_ends_of_whole_numbers(
    tmp_path: Path, scale: float, zero: int, specs: list[str]
) -> None:
    """As onnxruntime's quantiser leaves it: it takes the Relu away."""
    graph = Quantised()
    graph.outputs.append(layer(graph, scale, zero))
    result = rows(tmp_path, graph)
    assert [row["spec"] for row in result] == specs
    graph = Quantised()
    both = graph.add("Add", graph.add("Conv", "x", "w"), graph.add("Conv", "x", "w"))
    y = graph.rounded(both, *graph.scaled(scale, zero))
    graph.outputs.append(graph.add("Conv", y, "w"))
    assert [row["spec"] for row in rows(tmp_path, graph)] == specs
    if specs == ["relu"]:
        assert result[0]["note"].endswith("output scale 0.02 zero -128, from 0 to 5.1")


def test_what_is_not_negative_anyway_is_no_relu(tmp_path: Path) -> None:
    graph = Quantised()
    bent = graph.add("Sigmoid", graph.add("Conv", "x", "w"))
    graph.outputs.append(graph.rounded(bent, *graph.scaled(1 / 256, -128)))
    row = one(tmp_path, graph)
    assert row["spec"] == "sigmoid"
    assert row["note"] == "int8, output scale 0.00390625 zero -128, from 0 to 0.996094"


def test_measured_whole_numbers_are_what_they_mean(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    from actviz.models import running

    graph = Quantised(shape=[1, 8])
    given = (*graph.scaled(0.05, 3), *graph.scaled(1 / 256, -128))
    graph.outputs.append(graph.add("QLinearSigmoid", "x", *given, domain="com.microsoft"))
    graph.kind = INT8
    path = tmp_path / "m.onnx"
    path.write_bytes(_with_microsoft(model(graph)))
    np.savez(tmp_path / "in.npz", x=np.arange(-4, 4, dtype=np.int8).reshape(1, 8))
    read = opened(str(path))
    (measured,) = running.measured(read, report.places(read), str(tmp_path / "in.npz"))
    np.testing.assert_allclose(measured.inputs, [0.05 * (np.arange(-4, 4) - 3)], atol=1e-6)


def _with_microsoft(data: bytes) -> bytes:
    from tests.models.build import field_of

    return data + field_of(8, field_of(1, "com.microsoft") + field_of(2, 1))


# ---------------------------------------------------------------- TFLite


def flat(tmp_path: Path, tensors: list[Tensor], operators: list[Operator]) -> dict[str, Any]:
    path = tmp_path / "m.tflite"
    path.write_bytes(tflite(tensors, operators))
    (row,) = report.rows(opened(str(path)))
    return row


def test_tflite_tells_its_tables(tmp_path: Path) -> None:
    row = flat(tmp_path, [Tensor("in", [0.05], [3]), Tensor("out", [1 / 256], [-128])],
               [Operator(14)])  # fmt: skip
    gap = np.abs(kept(sigmoid(X), OUT, -128) - sigmoid(X))
    assert told(row["note"])[0] == pytest.approx(gap.max(), rel=0.01)
    # A scale for each channel, and a product between of its own scale.
    tensors = [Tensor("in", [0.05, 0.1], [3, 0]), Tensor("s", [1 / 8], [-128]),
               Tensor("out", [1 / 16], [-100])]  # fmt: skip
    row = flat(tmp_path, tensors, [Operator(14), Operator(18, (0, 1), 2)])
    assert row["spec"] == "silu"
    assert "2 tables of 256" in row["note"]
    assert row["note"].endswith("TFLite's whole-number arithmetic may be one step off that")
    gap = 0.0
    for points in (X, inputs(0.1, 0)):
        y = kept(points * kept(sigmoid(points), 1 / 8, -128), 1 / 16, -100)
        gap = max(gap, np.abs(y - points * sigmoid(points)).max())
    assert told(row["note"])[0] == pytest.approx(gap, rel=0.01)


def test_halves_are_rounded_away_from_zero_by_tflite() -> None:
    """And to even numbers by ONNX: QuantizeLinear's text says so, TFLite rounds as C's round."""
    values = np.array([0.5, 1.5, 2.5, -0.5, -1.5])
    for halves, whole in (("even", [0, 2, 2, 0, -2]), ("away", [1, 2, 3, -1, -2])):
        meant = Meaning((1.0,), (0,), -128, 127, halves=halves)
        assert quantising.nearest(values, 1.0, 0, meant).tolist() == whole


# Inputs and outputs of TensorFlow 2.21.0's TFLite with its reference kernels.
Q = [-32768, -20000, -3001, -491, -100, -1, 0, 1, 77, 1000, 12345, 32767]
SEEN = [
    ("LOGISTIC", 0.001,
     [1, 1, 1553, 12441, 15565, 16376, 16384, 16392, 17015, 23956, 32767, 32767]),
    ("TANH", 0.001,
     [-32767, -32767, -32606, -14908, -3266, -32, 0, 32, 2518, 24956, 32767, 32767]),
    # So near to 2**-12 that the kernels take it for that.
    ("TANH", 8 / 32767, [-32767, -32764, -20470, -3909, -800, -8, 0, 8, 616, 7845, 32611, 32767]),
    ("TANH", 2.0**-13, [-32746, -32275, -11493, -1960, -400, -3, 0, 5, 309, 3980, 29701, 32746]),
    ("LOGISTIC", 2.0**-12,
     [11, 247, 10637, 15403, 16184, 16382, 16384, 16386, 16538, 18374, 31234, 32757]),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "scale", "seen"), SEEN)
def test_sixteen_bit_kernels_are_tflites_to_the_last_bit(
    operator: str, scale: float, seen: list[int]
) -> None:
    result = sixteen_bits.outputs(operator, np.array(Q), float(np.float32(scale)))
    assert result.tolist() == seen


def test_sixteen_bits_in_tflite_are_interpolated(tmp_path: Path) -> None:
    tensors = [Tensor(name, [scale], [0], FLAT_INT16)
               for name, scale in (("in", 0.001), ("out", 2**-15))]  # fmt: skip
    row = flat(tmp_path, tensors, [Operator(28)])
    assert row["note"].endswith("interpolated between 256 sigmoids")
    # TensorFlow 2.21.0: 2.7325 steps of 2**-15 from tanh at the worst of all inputs.
    assert told(row["note"])[0] == pytest.approx(2.7325 * 2**-15, rel=0.005)
    tensors[0].scales = [8 / 32767]
    note = flat(tmp_path, tensors, [Operator(28)])["note"]
    assert note.endswith("(TFLite's optimised kernels: up to 12 steps off)")
