"""Activations that others melted into layers, into masks, or into whole numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from actviz.formula.grammar import parse
from actviz.models import naming
from tests.models.build import INT64, Graph
from tests.models.test_onnx import one, rows


def test_what_follows_a_fused_activation_belongs_to_it(tmp_path: Path) -> None:
    """As onnxruntime writes a linear layer and a log_sigmoid, or a convolution and a silu."""
    graph = Graph()
    output = graph.add(
        "FusedGemm", "x", "w", domain="com.microsoft", activation="Sigmoid", name="g"
    )
    graph.outputs.append(graph.add("Conv", graph.add("Log", output, name="log"), "w"))
    row = one(tmp_path, graph)
    assert (row["function"], row["nodes"]) == ("log_sigmoid", ["g", "log"])
    assert row["spelling"] == ["FusedGemm", "Log"]
    assert row["note"] == "fused into activation"
    graph = Graph()
    clipped = graph.add("FusedConv", "x", "w", domain="com.microsoft", activation="Clip",
                        activation_params=[0.0, 6.0])  # fmt: skip
    graph.outputs.append(graph.add("Conv", clipped, "w"))
    assert one(tmp_path, graph)["spec"] == "relu6"


def test_a_sum_melted_into_a_product_is_the_sum(tmp_path: Path) -> None:
    """As tf2onnx writes y + 0.044715*y**3 where y = x@w."""
    graph = Graph()
    y = graph.add("MatMul", "x", "w")
    cube = graph.add("Pow", y, graph.constant(3.0))
    inner = graph.add("Gemm", "x", "w", cube, beta=0.044715, transA=0)
    bent = graph.add("Tanh", graph.add("Mul", graph.constant((2 / np.pi) ** 0.5), inner))
    half = graph.add("Mul", graph.constant(0.5), y)
    graph.outputs.append(graph.add("Mul", half, graph.add("Add", graph.constant(1.0), bent)))
    row = one(tmp_path, graph)
    assert (row["function"], row["certainty"]) == ("gelu_tanh", "float32")


def test_a_choice_between_branches_by_masks(tmp_path: Path) -> None:
    """As tf2onnx writes a select: a condition as 1 and 0, times one branch, plus the other."""
    graph = Graph()
    above = graph.add("Cast", graph.add("Greater", "x", graph.constant(0.5)), to=1)
    below = graph.add("Cast", graph.add("Less", "x", graph.constant(-0.5)), to=1)
    up = graph.add("Mul", above, graph.add("Sub", "x", graph.constant(0.5)))
    down = graph.add("Mul", graph.add("Add", "x", graph.constant(0.5)), below)
    graph.outputs[:] = [graph.add("Add", up, down)]
    assert one(tmp_path, graph)["spec"] == "soft_shrink"


def test_a_constant_missed_by_a_hair_is_near_the_entry_that_has_it(tmp_path: Path) -> None:
    graph = Graph()
    inner = graph.add("Sigmoid", graph.add("Mul", "x", graph.constant(1.7)))
    graph.outputs.append(graph.add("Mul", "x", inner))
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"]) == ("quick_gelu", "near")
    x = np.linspace(-8, 8, 1_600_001)
    gap = np.abs(x / (1 + np.exp(-np.float64(np.float32(1.7)) * x)) - x / (1 + np.exp(-1.702 * x)))
    assert abs(row["difference"]) == pytest.approx(gap.max(), rel=1e-4)
    assert abs(row["at"]) == pytest.approx(abs(x[gap.argmax()]), abs=1e-3)
    assert row["note"] == "exactly swish:beta=1.7"


def test_a_reshape_back_by_the_shape_it_came_from(tmp_path: Path) -> None:
    graph = Graph(shape=None)
    flat = graph.add("Reshape", "x", graph.constant(-1, shape=[1], kind=INT64))
    back = graph.add("Reshape", graph.add("Sigmoid", flat), graph.add("Shape", "x"))
    graph.outputs.append(graph.add("Mul", back, "x"))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("silu", ["Sigmoid", "Mul"])
    graph.outputs[:] = [graph.add("Mul", flat, graph.add("Sigmoid", "x"))]
    assert [row["spec"] for row in rows(tmp_path, graph)] != ["silu"]  # elements that do not meet


@pytest.mark.parametrize("formula", ["min(x, 0)", "tanh(x) + 0.5*x"])
def test_a_limit_of_a_family_is_none_of_it(formula: str) -> None:
    # swish with beta=-5563420, and swish_t with b=5e-19, are these to float32's digits.
    tree = parse(formula)
    for widespread in (True, False):
        named = naming.with_parameters(tree, widespread=widespread)
        assert named is None or named.certainty == naming.PROVED


def test_attributes_of_models_in_float16_are_numbers_of_float32() -> None:
    tree = parse("where(x > 0, x, 0.699999988079071*expm1(x))")
    named = naming.with_parameters(tree, "float16")
    assert named is not None
    assert named.spec == "elu:alpha=0.7"


def test_what_is_true_as_1_and_0_is_a_step(tmp_path: Path) -> None:
    """As a network of spikes has it: no activation was said to be in the file."""
    for operator, certainty, difference in (
        ("GreaterOrEqual", "proved", None), ("Greater", "near", -1.0),
    ):  # fmt: skip
        graph = Graph()
        above = graph.add(operator, graph.add("Conv", "x", "w"), graph.constant(0.0))
        graph.outputs[:] = [graph.add("Conv", graph.add("Cast", above, to=1), "w")]
        row = one(tmp_path, graph)
        assert (row["spec"], row["certainty"]) == ("binary_step", certainty)
        assert row["difference"] == difference


def test_another_value_at_a_jump_is_no_rounding_of_a_constant(tmp_path: Path) -> None:
    """Of where(x > 0, 1, -1), which is -1 at 0, that it is the sign was said to be sure."""
    graph = Graph()
    above = graph.add("Greater", graph.add("Conv", "x", "w"), graph.constant(0.0))
    step = graph.add("Where", above, graph.constant(1.0), graph.constant(-1.0))
    graph.outputs[:] = [graph.add("Conv", step, "w")]
    row = one(tmp_path, graph)
    assert (row["certainty"], row["difference"], row["at"]) == ("near", -1.0, 0.0)


def test_a_size_that_is_only_compared_is_no_activation(tmp_path: Path) -> None:
    """As PyTorch takes logaddexp apart, which asks whether x is infinite."""
    graph = Graph()
    source = graph.add("Conv", "x", "w")
    infinite = graph.add("Equal", graph.add("Abs", source), graph.constant(math.inf))
    graph.outputs[:] = [graph.add("Where", infinite, source, graph.add("Softplus", source))]
    assert one(tmp_path, graph)["spec"] == "softplus"
    graph.outputs[:] = [graph.add("Conv", graph.add("Abs", source), "w")]
    assert [row["spec"] for row in rows(tmp_path, graph)] == ["softplus", "abs"]
