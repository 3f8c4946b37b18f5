"""Maxout: the largest of each group of a layer's outputs, told by the shapes on the way.

Neighbours are grouped by a Reshape and a ReduceMax over its last axis, those that lie apart by one
over the axis before, or by a Split into halves and their Max. Groups of pixels are pooling.
"""

from __future__ import annotations

from collections.abc import Iterator

from actviz.formula.tree import X
from actviz.models.model_graph import Operation
from actviz.models.naming import PROVED, Named
from actviz.models.places import LINEAR, FunctionPlace
from actviz.models.recovery import Reading


def found_in(reading: Reading) -> Iterator[FunctionPlace]:
    """Every place at which a layer's outputs compete."""
    kinds = {"ReduceMax": _of_groups, "Max": _of_halves}
    for at, one in enumerate(reading.graph.operations):
        before = reading.maker(one.inputs[0]) if one.kind in kinds and one.inputs else None
        if before is None:
            continue
        settings = kinds[one.kind](reading, before, one)
        if settings is not None:
            spec = ":".join(["maxout", *filter(None, [",".join(settings)])])
            output = one.outputs[0]
            yield FunctionPlace(
                one.spoken, tuple(dict.fromkeys((before.spoken, one.spoken))),
                (before.word, one.word), Named("maxout", spec, PROVED, X), before.inputs[:1],
                output, reading.graph.shapes.get(output, ()), "", at, kind="vector",
            )  # fmt: skip


def _of_groups(reading: Reading, before: Operation, one: Operation) -> list[str] | None:
    shapes = reading.graph.shapes
    whole, groups, output = (
        shapes.get(name, ()) for name in (before.inputs[0], one.inputs[0], one.outputs[0])
    )
    if before.kind != "Reshape" or len(groups) != len(whole) + 1 or whole[:-1] != groups[:-2]:
        return None
    if _features(reading, before.inputs[0]) != -1 or groups[-1] == groups[-2]:
        return None  # of as many groups as members the shapes do not tell which axis is meant
    if output == groups[:-1]:
        return _said(groups[-1], apart=False)
    return _said(groups[-2], apart=True) if output == (*groups[:-2], groups[-1]) else None


def _of_halves(reading: Reading, before: Operation, one: Operation) -> list[str] | None:
    shapes = reading.graph.shapes
    whole, half = shapes.get(before.inputs[0], ()), shapes.get(one.outputs[0], ())
    halves = before.outputs
    if before.kind != "Split" or len(halves) != 2 or sorted(one.inputs) != sorted(halves):
        return None
    axis = _features(reading, before.inputs[0])
    if axis is None or len(whole) != len(half) or len(whole) <= axis:
        return None
    doubled = [*half]
    size = doubled[axis]
    doubled[axis] = 2 * size if isinstance(size, int) else size
    return _said(2, apart=True) if doubled == [*whole] and doubled != [*half] else None


def _said(members: int | str, *, apart: bool) -> list[str] | None:
    """Settings of maxout that differ from what it does by itself."""
    if not isinstance(members, int):
        return None
    return [f"k={members}"] * (members != 2) + ["interleaved=1"] * apart


def _features(reading: Reading, tensor: str) -> int | None:
    """Along which axis the outputs of a layer lie: -1 of a product, 1 of a convolution."""
    one = reading.maker(tensor)
    while one is not None and one.kind == "Add" and len(reading.computed(one)) == 1:
        one = reading.maker(reading.computed(one)[0])
    if one is None or one.kind not in LINEAR:
        return None
    return 1 if "Conv" in one.kind or one.kind == "BatchNormalization" else -1
