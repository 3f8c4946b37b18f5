"""Maxout in model files: which outputs of a layer compete is told by shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.build import INT64, Graph, value
from tests.models.test_onnx import rows


@pytest.mark.parametrize(
    ("shape", "axis", "spec", "dialect"),
    [
        ((1, 8, 2), 2, "maxout", "paddle:Maxout"),
        ((1, 4, 4), 2, "", ""),  # not told: as many groups as members
        ((1, 2, 8), 2, "maxout:k=8", ""),
        ((1, 2, 8), 1, "maxout:interleaved=1", ""),
        ((1, 8, 2), 1, "maxout:k=8,interleaved=1", ""),
    ],
)
def test_the_largest_of_each_group_is_maxout(
    shape: tuple[int, ...], axis: int, spec: str, dialect: str, tmp_path: Path
) -> None:
    """No activation was said to be in the file."""
    graph = Graph(shape=[1, 16])
    product = graph.add("MatMul", "x", graph.constant(*[0.5] * 256, shape=[16, 16]))
    grouped = graph.add("Reshape", product, graph.constant(*shape, kind=INT64))
    largest = graph.add("ReduceMax", grouped, graph.constant(axis, kind=INT64), keepdims=0)
    left: list[int | str] = [size for at, size in enumerate(shape) if at != axis]
    graph.values += [value(product, [1, 16]), value(grouped, [*shape]), value(largest, left)]
    graph.outputs[:] = [largest]
    told = [(row["spec"], row["dialect"], row["certainty"]) for row in rows(tmp_path, graph)]
    assert told == ([(spec, dialect, "proved")] if spec else [])


@pytest.mark.parametrize(
    ("layer", "whole", "half", "spec"),
    [
        ("MatMul", [1, 16], [1, 8], "maxout:interleaved=1"),
        ("Conv", [1, 8, 5, 5], [1, 4, 5, 5], "maxout:interleaved=1"),
        ("Conv", [1, 8, 4, 6], [1, 8, 4, 3], ""),  # of pixels: pooling
    ],
)
def test_the_larger_of_two_halves_is_maxout(
    layer: str, whole: list[int | str], half: list[int | str], spec: str, tmp_path: Path
) -> None:
    graph = Graph()
    both = graph.add(layer, "x", "w")
    first = graph.add("Split", both, outputs=2)
    graph.outputs[:] = [graph.add("Max", f"{first}_1", first)]
    graph.values += [value(both, whole), value(graph.outputs[0], half)]
    assert [row["spec"] for row in rows(tmp_path, graph)] == [spec] * bool(spec)
