"""ONNX files: which activations are in them, by graphs whose answer is known from the standard."""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import actviz as library
from actviz.models import report
from actviz.models.model_files import opened
from tests.models import respelling
from tests.models.build import INT64, Graph, field_of, model, tensor, value
from tests.process import actviz
from tests.usage import usage

F32_3_10, F32_1_10 = 0.30000001192092896, 0.10000000149011612  # 0.3 and 0.1 in float32
F32_ROOT_2 = 1.4142135381698608  # the float32 nearest to it


def rows(tmp_path: Path, graph: Graph | bytes, **options: Any) -> list[dict[str, Any]]:
    path = tmp_path / "m.onnx"
    path.write_bytes(graph if isinstance(graph, bytes) else model(graph, **options))
    return report.rows(opened(str(path)))


def one(tmp_path: Path, graph: Graph, **options: Any) -> dict[str, Any]:
    (row,) = rows(tmp_path, graph, **options)
    return row


def single(operator: str, **attributes: Any) -> Graph:
    graph = Graph()
    graph.outputs.append(graph.add(operator, "x", **attributes))
    return graph


@pytest.mark.parametrize(
    ("operator", "attributes", "spec", "certainty"),
    [
        ("Relu", {}, "relu", "proved"),
        ("Gelu", {}, "gelu", "proved"),
        ("Gelu", {"approximate": "tanh"}, "gelu_tanh", "proved"),
        ("HardSigmoid", {}, "onnx:HardSigmoid", "proved"),
        ("HardSigmoid", {"alpha": 0.2}, "onnx:HardSigmoid", "float32"),
        ("HardSigmoid", {"alpha": 1 / 6}, "hard_sigmoid", "float32"),
        ("LeakyRelu", {}, "leaky_relu", "proved"),
        ("LeakyRelu", {"alpha": 0.25}, "leaky_relu:negative_slope=0.25", "proved"),
        ("Elu", {"alpha": 0.5}, "elu:alpha=0.5", "proved"),
        ("Celu", {"alpha": 2.0}, "celu:alpha=2", "proved"),
        ("Selu", {}, "selu", "float32"),
        ("ThresholdedRelu", {"alpha": 2.0}, "thresholded_relu:threshold=2", "proved"),
        ("Softplus", {}, "softplus", "proved"),
        ("Mish", {}, "mish", "proved"),
        ("HardSwish", {}, "hard_swish", "proved"),
        ("Shrink", {"lambd": 0.5, "bias": 0.5}, "soft_shrink", "proved"),
        ("Swish", {}, "silu", "proved"),
        ("Softsign", {}, "softsign", "proved"),
        ("Softmax", {}, "softmax", "proved"),
        ("LogSoftmax", {}, "log_softmax", "proved"),
    ],
)
def test_operators(
    operator: str, attributes: dict[str, Any], spec: str, certainty: str, tmp_path: Path
) -> None:
    row = one(tmp_path, single(operator, **attributes))
    assert (row["spec"], row["certainty"]) == (spec, certainty)
    assert row["spelling"] == [operator]


@pytest.mark.parametrize("operator", ["Tan", "Asin", "Acos", "Atan", "Acosh", "Atanh"])
def test_elementary_functions_are_read(operator: str, tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(graph.add("Mul", graph.add(operator, "x"), graph.add(operator, "x")))
    x = 2.5 if operator == "Acosh" else 0.3
    right = getattr(math, operator.lower())(x) ** 2
    assert library.get(one(tmp_path, graph)["spec"])(x) == pytest.approx(right, rel=1e-14)


@pytest.mark.parametrize(
    ("operator", "attributes"),
    [("ScaledTanh", {"alpha": 1.5}), ("MyAct", {}), ("Gelu", {"approximate": "quick"})],
)
def test_an_operator_that_is_not_read_is_named(
    operator: str, attributes: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(model(single(operator, **attributes)))
    assert report.unread(opened(str(path))) == [operator]


def test_every_operator_of_the_standard_with_one_input_is_read_or_known_to_be_none(
    tmp_path: Path,
) -> None:
    onnx = pytest.importorskip("onnx")
    schemas = onnx.defs.get_all_schemas_with_history()
    alone = {one.name for one in schemas if not one.domain and one.min_input <= 1 <= one.max_input}
    assert {"Relu", "ReduceMax", "Slice"} < alone
    graph = Graph()
    graph.outputs += [graph.add(word, "x") for word in sorted(alone)]
    path = tmp_path / "m.onnx"
    path.write_bytes(model(graph))
    assert report.unread(opened(str(path))) == []


def erf_gelu(graph: Graph, x: str, root: float = F32_ROOT_2) -> str:
    inner = graph.add("Erf", graph.add("Div", x, graph.constant(root)))
    whole = graph.add("Add", inner, graph.constant(1.0))
    return graph.add("Mul", graph.add("Mul", x, whole, name="m"), graph.constant(0.5), name="end")


def test_gelu_of_five_nodes(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x"))
    row = one(tmp_path, graph)
    assert row["function"] == "gelu"
    assert row["dialect"] == "torch:GELU"
    assert row["certainty"] == "float32"
    assert row["spelling"] == ["Div", "Erf", "Add", "Mul", "Mul"]
    assert row["where"] == "end"
    assert len(row["nodes"]) == 5
    # x*(erf(x/s) - erf(x/sqrt(2)))/2 with the float32 s, by mpmath, is 5.0235e-9 at the most.
    assert abs(row["difference"]) == pytest.approx(5.0235e-9, rel=1e-4)


def test_a_constant_off_by_half_a_per_cent_is_near_at_best(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x", F32_ROOT_2 * 1.005))
    row = one(tmp_path, graph)
    assert (row["function"], row["certainty"]) in [("gelu", "near"), ("pgelu", "float32")]
    if row["certainty"] == "float32":
        assert row["spec"] != "pgelu"


def test_gelu_tanh_with_0_0447_is_near_with_its_difference(tmp_path: Path) -> None:
    graph = Graph()
    cube = graph.add("Pow", "x", graph.constant(3.0))
    inner = graph.add("Add", "x", graph.add("Mul", cube, graph.constant(0.0447)))
    bent = graph.add("Tanh", graph.add("Mul", inner, graph.constant(0.7978845834732056)))
    half = graph.add("Mul", "x", graph.constant(0.5))
    graph.outputs.append(graph.add("Mul", half, graph.add("Add", bent, graph.constant(1.0))))
    row = one(tmp_path, graph)
    assert (row["function"], row["certainty"]) == ("gelu_tanh", "near")
    # The largest of |x/2*(tanh(a) - tanh(b))| on a grid of 1e-5, by mpmath: 8.7257e-6 at 1.843.
    assert abs(row["difference"]) == pytest.approx(8.7257e-6, rel=1e-3)
    assert abs(row["at"]) == pytest.approx(1.843, abs=0.01)


def test_affine_maps_are_no_rows_and_are_left_out_around_activations(tmp_path: Path) -> None:
    graph = Graph()
    scaled = graph.add("Add", graph.add("Mul", "x", graph.constant(0.3)), graph.constant(0.77))
    graph.outputs.append(scaled)
    assert rows(tmp_path, graph) == []
    graph.outputs[:] = [graph.add("Mul", graph.add("Relu", scaled), graph.constant(1.3))]
    assert one(tmp_path, graph)["spec"] == "relu"


def test_a_formula_of_its_own_is_told_in_few_digits(tmp_path: Path) -> None:
    """As many as float32 needs; the node as a spec keeps the file's very numbers."""
    graph = Graph()
    wave = graph.add("Sin", graph.add("Mul", "x", graph.constant(0.3)))
    graph.outputs.append(graph.add("Max", wave, graph.add("Mul", "x", graph.constant(0.1))))
    row = one(tmp_path, graph)
    assert (row["certainty"], row["spec"]) == ("own", "max(sin(x*0.3), x*0.1)")
    exact = library.get(f"{tmp_path / 'm.onnx'}#{row['where']}")
    assert exact(-100.0) == max(math.sin(-100 * F32_3_10), -100 * F32_1_10)


def test_one_function_in_two_spellings_is_two_rows_and_counts(tmp_path: Path) -> None:
    graph = Graph()
    x = "x"
    for _ in range(3):
        x = graph.add("Conv", graph.add("Mul", x, graph.add("Sigmoid", x)), "w")
    one_ = graph.add("Mul", x, graph.constant(1.0))
    x = graph.add("Conv", graph.add("Mul", graph.add("Sigmoid", one_), x), "w")
    graph.outputs.append(x)
    result = rows(tmp_path, graph)
    assert [(row["spec"], row["count"], row["spelling"]) for row in result] == [
        ("silu", 3, ["Sigmoid", "Mul"]), ("silu", 1, ["Mul", "Sigmoid", "Mul"]),
    ]  # fmt: skip
    assert len(result[0]["nodes"]) == 6


def test_a_squeeze_and_excite_gate_is_its_sigmoid_and_a_glu_a_glu(tmp_path: Path) -> None:
    graph = Graph()
    pooled = graph.add("Conv", graph.add("GlobalAveragePool", "x"), "w")
    gated = graph.add("Mul", "x", graph.add("HardSigmoid", pooled, alpha=0.2))
    graph.outputs.append(graph.add("Conv", gated, "w"))
    assert one(tmp_path, graph)["spec"] == "onnx:HardSigmoid"

    graph = Graph()
    first = graph.add("Split", "x", outputs=2)
    graph.outputs.append(graph.add("Mul", first, graph.add("Sigmoid", f"{first}_1")))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("glu", ["Sigmoid", "Mul"])

    graph = Graph()
    up, down = graph.add("MatMul", "x", "w"), graph.add("MatMul", "x", "v")
    silu = graph.add("Mul", up, graph.add("Sigmoid", up))
    graph.outputs.append(graph.add("MatMul", graph.add("Mul", silu, down), "u"))
    assert one(tmp_path, graph)["spec"] == "swiglu"


def test_gates_of_two_activated_halves(tmp_path: Path) -> None:
    """As WaveNet has them, and gpt-oss; the four parts of a recurrent cell are no such halves."""
    graph = Graph()
    first = graph.add("Split", "x", outputs=2)
    product = graph.add("Mul", graph.add("Sigmoid", f"{first}_1"), graph.add("Tanh", first))
    graph.outputs[:] = [graph.add("Conv", product, "w")]
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"], row["spelling"]) == (
        "gtu", "proved", ["Sigmoid", "Tanh", "Mul"],
    )  # fmt: skip

    graph = Graph()
    gate, up = graph.add("MatMul", "x", "w"), graph.add("MatMul", "x", "v")
    low, seven = graph.constant(-7.0), graph.constant(7.0)
    gate, up = graph.add("Clip", gate, "", seven), graph.add("Clip", up, low, seven)
    silu = graph.add("Mul", gate, graph.constant(1.702))
    silu = graph.add("Mul", gate, graph.add("Sigmoid", silu))
    graph.outputs[:] = [graph.add("Mul", graph.add("Add", up, graph.constant(1.0)), silu)]
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"]) == ("swiglu_oai", "float32")

    graph = Graph()
    first = graph.add("Split", "x", outputs=4)
    product = graph.add("Mul", graph.add("Sigmoid", f"{first}_1"), graph.add("Tanh", first))
    graph.outputs[:] = [graph.add("Conv", product, "w")]
    assert [row["spec"] for row in rows(tmp_path, graph)] == ["sigmoid", "tanh"]


def test_softmax_spelled_out(tmp_path: Path) -> None:
    graph = Graph()
    axes = graph.constant(1, kind=INT64)
    top = graph.add("Exp", graph.add("Sub", "x", graph.add("ReduceMax", "x", axes)))
    graph.outputs.append(graph.add("Div", top, graph.add("ReduceSum", top, axes)))
    row = one(tmp_path, graph)
    assert row["function"] == "softmax"
    assert row["spelling"] == ["ReduceMax", "Sub", "Exp", "ReduceSum", "Div"]
    # One more in the sum is that of a score of 0, if nothing was taken away from the others.
    graph = Graph()
    axes = graph.constant(1, kind=INT64)
    top = graph.add("Exp", graph.add("Sub", "x", graph.add("ReduceMax", "x", axes)))
    below = graph.add("Add", graph.add("ReduceSum", top, axes), graph.constant(1.0))
    graph.outputs.append(graph.add("Div", top, below))
    assert one(tmp_path, graph)["function"] == "exponential"
    graph = Graph()
    axes, top = graph.constant(1, kind=INT64), graph.add("Exp", "x")
    below = graph.add("Add", graph.constant(1.0), graph.add("ReduceSum", top, axes))
    graph.outputs.append(graph.add("Div", top, below))
    row = one(tmp_path, graph)
    assert row["function"] == "quiet_softmax"
    assert row["spelling"] == ["Exp", "ReduceSum", "Add", "Div"]


def test_softmax_whose_exponentials_are_computed_twice(tmp_path: Path) -> None:
    for factor, expected in ((1.0, "softmax"), (2.0, "exponential")):
        graph = Graph()
        axes = graph.constant(1, kind=INT64)
        inner = graph.add("Mul", "x", graph.constant(factor)) if factor != 1 else "x"
        top, below = (
            graph.add("Exp", graph.add("Sub", of, graph.add("ReduceMax", of, axes)))
            for of in ("x", inner)
        )
        graph.outputs.append(graph.add("Div", top, graph.add("ReduceSum", below, axes)))
        assert {row["function"] for row in rows(tmp_path, graph)} == {expected}


def test_a_limit_of_a_function_is_not_that_function(tmp_path: Path) -> None:
    graph = Graph()  # exp(min(x, 0)) is that of apa for l = k to infinity
    graph.outputs.append(graph.add("Exp", graph.add("Min", "x", graph.constant(0.0))))
    assert one(tmp_path, graph)["certainty"] == "own"


def test_log_softmax_spelled_out(tmp_path: Path) -> None:
    for shifted in (False, True):
        graph = Graph()
        axes = graph.constant(1, kind=INT64)
        x = graph.add("Sub", "x", graph.add("ReduceMax", "x", axes)) if shifted else "x"
        total = graph.add("ReduceSum", graph.add("Exp", x), axes)
        graph.outputs.append(graph.add("Sub", x, graph.add("Log", total)))
        row = one(tmp_path, graph)
        assert row["function"] == "log_softmax"
        shift = ["ReduceMax", "Sub"] if shifted else []
        assert row["spelling"] == [*shift, "Exp", "ReduceSum", "Log", "Sub"]
    for same in (True, False):
        graph = Graph()
        of = "x" if same else graph.add("Conv", "x", "w")
        total = graph.add("ReduceLogSumExp", of, graph.constant(1, kind=INT64))
        graph.outputs.append(graph.add("Sub", "x", total))
        assert [row["function"] for row in rows(tmp_path, graph)] == ["log_softmax"] * same


def test_norms_are_no_activations(tmp_path: Path) -> None:
    graph = Graph()
    axes = graph.constant(1, kind=INT64)
    centred = graph.add("Sub", "x", graph.add("ReduceMean", "x", axes))
    square = graph.add("Pow", centred, graph.constant(2.0))
    spread = graph.add("Add", graph.add("ReduceMean", square, axes), graph.constant(1e-5))
    graph.outputs.append(graph.add("Div", centred, graph.add("Sqrt", spread)))
    assert rows(tmp_path, graph) == []


def test_prelu_tells_the_range_of_its_slopes(tmp_path: Path) -> None:
    graph = Graph()
    slopes = graph.constant(0.1, 0.5, 0.25, shape=[3, 1, 1])
    graph.outputs.append(graph.add("PRelu", "x", slopes))
    row = one(tmp_path, graph)
    assert row["spec"] == "prelu:alpha=0.25"
    assert row["note"] == "3 slopes, 0.1 to 0.5"


def test_bodies_and_functions_are_looked_into(tmp_path: Path) -> None:
    inner = Graph(inputs=[])
    inner.outputs.append(inner.add("Tanh", "x"))
    other = Graph(inputs=[])
    other.outputs.append(other.add("Relu", "x"))
    graph = Graph()
    graph.outputs.append(graph.add("If", "flag", then_branch=inner, else_branch=other))
    assert [row["spec"] for row in rows(tmp_path, graph)] == ["tanh", "relu"]

    body = Graph()
    gate = body.add("Sigmoid", "x")
    output = body.add("Mul", "x", gate)
    function = field_of(1, "Silu") + field_of(4, "x") + field_of(5, output)
    function += b"".join(field_of(7, node) for node in body.nodes) + field_of(10, "mine")
    graph = Graph()
    graph.outputs.append(graph.add("Conv", graph.add("Silu", "x", domain="mine", name="act"), "w"))
    row = one(tmp_path, graph, functions=[function])
    assert row["spec"] == "silu"
    assert row["where"].startswith("act/")


def test_fused_activations_are_rows(tmp_path: Path) -> None:
    graph = Graph()
    leaky = graph.add("FusedConv", "x", "w", domain="com.microsoft", activation="LeakyRelu",
                      activation_params=[0.25])  # fmt: skip
    slope = graph.add("FusedGemm", leaky, "w", domain="com.microsoft", activation="LeakyRelu",
                      activation_alpha=0.5)  # fmt: skip
    quick = graph.add("QuickGelu", slope, domain="com.microsoft", alpha=1.702)
    graph.outputs.append(graph.add("LSTM", quick, "w", "r"))
    assert [row["spec"] for row in rows(tmp_path, graph)] == [
        "leaky_relu:negative_slope=0.25", "leaky_relu:negative_slope=0.5", "quick_gelu",
        "sigmoid", "tanh",
    ]  # fmt: skip


def test_float16_and_casts_are_told(tmp_path: Path) -> None:
    graph = Graph(kind=10)
    wide = graph.add("Cast", "x", to=1)
    half = graph.add("Cast", graph.add("Sigmoid", wide), to=10)
    graph.outputs.append(graph.add("Mul", "x", half))
    row = one(tmp_path, graph)
    assert row["spec"] == "silu"
    assert row["note"] == "cast to float32 and float16 on the way"
    graph = Graph(kind=10)
    graph.outputs.append(
        graph.add(
            "Mul", "x", graph.add("Sigmoid", graph.add("Mul", "x", graph.constant(1.7021484375)))
        )
    )  # the float16 nearest to 1.702
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"]) == ("quick_gelu", "float16")


def test_random_respellings_are_named_and_none_wrongly(tmp_path: Path) -> None:
    chosen = random.Random(7).sample(respelling.functions(), 24)
    result = Counter(verdict for _, _, verdict in respelling.outcomes(chosen, 7, str(tmp_path)))
    assert result["wrong"] == 0
    assert result["right"] >= 0.95 * sum(result.values())


# ---------------------------------------------------------------- the command


def test_the_command_prints_rows_and_json(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x"))
    (tmp_path / "m.onnx").write_bytes(model(graph))
    done = actviz("model", "m.onnx", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split()[:4] == ["end", "1", "gelu", "gelu"]
    (row,) = json.loads(actviz("model", "m.onnx", "-f", "json", cwd=tmp_path).stdout)
    assert set(row) >= {"where", "nodes", "count", "function", "spec", "dialect", "spelling",
                        "certainty", "difference", "at"}  # fmt: skip


def test_what_is_wrong_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"\x08\x08\x3a\x7f")
    (tmp_path / "m.txt").write_text("hello there, no model")
    for name in ("m.onnx", "m.txt", "none.onnx"):
        done = actviz("model", name, cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_big_weights_are_not_loaded(tmp_path: Path) -> None:
    """A sparse file of 900 MB: walked in a moment, and in little memory."""
    graph = Graph()
    graph.outputs.append(graph.add("Conv", graph.add("Relu", "x"), "w"))
    size = 900_000_000
    head = field_of(1, size // 4) + field_of(2, 1) + field_of(8, "w")
    raw = b"\x4a" + _length(size)
    tensor_ = len(head) + len(raw) + size
    graph_body = graph.encoded()
    start = field_of(1, 8)
    inside = len(graph_body) + 1 + len(_length(tensor_)) + tensor_
    path = tmp_path / "big.onnx"
    with path.open("wb") as file:
        file.write(start + b"\x3a" + _length(inside) + graph_body)
        file.write(b"\x2a" + _length(tensor_) + head + raw)
        file.truncate(file.tell() + size)
    done = usage(sys.executable, "-m", "actviz", "model", str(path), "--format", "json")
    (row,) = json.loads(done.out)
    assert row["spec"] == "relu"
    assert done.seconds < 2
    assert done.peak < 200 * 2**20


def _length(value_: int) -> bytes:
    from tests.models.build import varint

    return varint(value_)


def test_the_encoder_of_these_tests_writes_what_onnx_reads(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    graph = Graph()
    graph.outputs.append(erf_gelu(graph, "x"))
    graph.values.append(value("c0", [1, "n"]))
    read = onnx.load_from_string(model(graph))
    assert [node.op_type for node in read.graph.node] == ["Div", "Erf", "Add", "Mul", "Mul"]
    assert tensor("a", [1.0], [1]) == onnx.helper.make_tensor(
        "a", 1, [1], b"\x00\x00\x80\x3f", raw=True).SerializeToString()  # fmt: skip
    assert read.graph.value_info[0].type.tensor_type.shape.dim[1].dim_param == "n"
