"""Functions with numbers of their own for each channel, spelled out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.models.build import Graph
from tests.models.test_onnx import one, rows

SLOPES = (0.5, 0.125, -0.25, 0.75)


def behind_a_layer(graph: Graph) -> str:
    return graph.add("Conv", "x", "w")


def test_a_slope_for_each_channel_is_a_prelu(tmp_path: Path) -> None:
    graph = Graph()
    x, zero = behind_a_layer(graph), graph.constant(0.0)
    below = graph.add("Mul", x, graph.constant(*SLOPES, shape=[4, 1]))
    graph.outputs.append(graph.add("Where", graph.add("Greater", x, zero), x, below))
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"]) == ("prelu:alpha=0.5", "proved")
    assert row["note"] == "4 channels: alpha -0.25 to 0.75"
    # Of many channels some are looked at, which proves nothing of the others.
    graph = Graph()
    x, zero = behind_a_layer(graph), graph.constant(0.0)
    below = graph.add("Mul", x, graph.constant(*SLOPES * 4, shape=[16, 1]))
    graph.outputs.append(graph.add("Where", graph.add("Greater", x, zero), x, below))
    row = one(tmp_path, graph)
    assert (row["spec"], row["certainty"]) == ("prelu:alpha=0.5", "float32")
    assert row["note"] == "16 channels, of which 3 were looked at: alpha -0.25 to 0.75"
    # relu(x) - a*relu(-x), as Keras writes it
    graph = Graph()
    x = behind_a_layer(graph)
    bent = graph.add("Relu", graph.add("Neg", x))
    below = graph.add("Mul", graph.constant(*SLOPES, shape=[1, 4]), bent)
    graph.outputs.append(graph.add("Sub", graph.add("Relu", x), below))
    assert one(tmp_path, graph)["spec"] == "prelu:alpha=0.5"


@pytest.mark.long
@pytest.mark.parametrize("size", [4, 64])
def test_a_frequency_for_each_channel_is_a_snake(tmp_path: Path, size: int) -> None:
    """As BigVGAN keeps it: the logarithm of the frequency, which is 1/b as well."""
    logs = np.linspace(-1, 1, size)[::-1]
    graph = Graph()
    x = behind_a_layer(graph)
    stored = graph.add("Exp", graph.constant(*logs, shape=[size]))
    frequency = graph.add("Unsqueeze", stored, graph.constant(0, 2, kind=7))
    wave = graph.add("Sin", graph.add("Mul", x, frequency))
    below = graph.add("Reciprocal", graph.add("Add", frequency, graph.constant(1e-9)))
    square = graph.add("Pow", wave, graph.constant(2.0))
    total = graph.add("Add", x, graph.add("Mul", below, square))
    graph.outputs.append(graph.add("Conv", total, "w"))
    row = one(tmp_path, graph)
    assert (row["function"], row["certainty"]) == ("snake", "float32")
    told, _, reach = row["note"].partition(": ")
    assert told == ("4 channels" if size == 4 else "64 channels, of which 3 were looked at")
    assert reach == "frequency 0.367879 to 2.71828"


def test_scales_of_a_layer_are_none_of_an_activation(tmp_path: Path) -> None:
    """A branch beside its own batch norm, and a tanh that is scaled and shifted behind it."""
    graph = Graph()
    x = behind_a_layer(graph)
    scaled = graph.add("Mul", x, graph.constant(*SLOPES))
    bent = graph.add("Relu", graph.add("Add", scaled, graph.constant(*SLOPES[::-1])))
    graph.outputs.append(graph.add("Add", x, bent))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"], row["note"]) == ("relu", ["Relu"], "")
    graph = Graph()
    bent = graph.add("Tanh", behind_a_layer(graph))
    scaled = graph.add("Mul", bent, graph.constant(*SLOPES))
    graph.outputs.append(graph.add("Add", scaled, graph.constant(*SLOPES[::-1])))
    assert one(tmp_path, graph)["spec"] == "tanh"


def test_what_is_another_function_at_some_channels_is_none_of_them(tmp_path: Path) -> None:
    graph = Graph()
    x = behind_a_layer(graph)
    inner = graph.add("Mul", x, graph.constant(1.0, 2.0, 1.0, 3.0))
    inner = graph.add("Add", inner, graph.constant(0.0, 0.0, 0.0, 5.0))  # swish, but for the last
    graph.outputs.append(graph.add("Mul", x, graph.add("Sigmoid", inner)))
    assert [row["spec"] for row in rows(tmp_path, graph)] == ["sigmoid"]


def test_what_is_computed_of_stored_numbers_is_no_activation(tmp_path: Path) -> None:
    """A program that was exported as it was written: softplus(beta) of a learned number."""
    graph = Graph()
    x = behind_a_layer(graph)
    beta = graph.add("Softplus", graph.constant(float(np.log(np.expm1(1.5)))))
    graph.outputs.append(graph.add("Mul", x, graph.add("Sigmoid", graph.add("Mul", beta, x))))
    row = one(tmp_path, graph)
    assert (row["spec"], row["spelling"]) == ("swish:beta=1.5", ["Mul", "Sigmoid", "Mul"])
