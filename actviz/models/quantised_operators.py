"""Operators on whole numbers, written as what they mean: numbers, the operator, whole numbers.

QLinearSigmoid becomes a DequantizeLinear, a Sigmoid and a QuantizeLinear, all under its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from actviz.models import operators
from actviz.models.model_graph import WHOLE, Constant, Graph, Operation, Quantised

_MICROSOFT: Final = "com.microsoft:"
MOST_CHANNELS: Final = 65_536
# Where the inputs are that hold numbers: each with a scale and a zero point behind it. What is made
# has the two that follow the last.
_MEANT: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "com.microsoft:QLinearSigmoid": ("Sigmoid", (0,)),
    "com.microsoft:QLinearLeakyRelu": ("LeakyRelu", (0,)),
    "com.microsoft:QLinearSoftmax": ("Softmax", (0,)),
    "com.microsoft:QLinearAdd": ("Add", (0, 3)),
    "com.microsoft:QLinearMul": ("Mul", (0, 3)),
    "com.microsoft:QLinearWhere": ("Where", (1, 4)),
}
# Layers: where the scale of what they make is, its zero point behind it.
LAYERS: Final = {
    "QLinearConv": 6, "QLinearMatMul": 6, "com.microsoft:QGemm": 7, "com.microsoft:QLinearConv": 6,
}  # fmt: skip
_OTHERS: Final = {  # the same of what only moves or averages numbers
    "com.microsoft:QLinearAveragePool": 3, "com.microsoft:QLinearGlobalAveragePool": 3,
    "com.microsoft:QLinearConcat": 0,
}  # fmt: skip


def meant(one: Operation) -> Iterator[Operation]:
    """An operator as what it means; itself where that is known already."""
    plain = one.kind.removeprefix(_MICROSOFT)
    if plain in operators.QUANTISING:
        yield replace(one, kind=plain)
    elif one.kind == "com.microsoft:QOrderedGelu" and len(one.inputs) == 3:
        yield from _taken_apart(one, "Gelu", {0: (one.inputs[1], "")}, (one.inputs[2], ""))
    elif one.kind in _MEANT and one.outputs:
        kind, places = _MEANT[one.kind]
        inputs = (*one.inputs, *[""] * 9)
        behind = places[-1] + 3
        given = {at: (inputs[at + 1], inputs[at + 2]) for at in places}
        yield from _taken_apart(one, kind, given, (inputs[behind], inputs[behind + 1]))
    else:
        yield one


def _taken_apart(
    one: Operation, kind: str, given: dict[int, tuple[str, str]], after: tuple[str, str]
) -> Iterator[Operation]:
    """An operator between quantising ones. Each numbered input has a scale and a zero point."""
    output = one.outputs[0]
    inner: list[str] = [one.inputs[0]] if 0 not in given else []
    for at, pair in given.items():
        number = f"{one.inputs[at]} in {output}"
        yield _quantiser("DequantizeLinear", one, (one.inputs[at], *pair), number)
        inner.append(number)
    whole = f"{output} before its scale"
    yield replace(one, kind=kind, inputs=tuple(inner), outputs=(whole,), as_written=one.word)
    yield _quantiser("QuantizeLinear", one, (whole, *after), output)


def _quantiser(kind: str, one: Operation, inputs: tuple[str, ...], output: str) -> Operation:
    return Operation(kind, one.spoken, inputs, (output,), as_written=one.word)


def noted(graph: Graph, one: Operation, constants: Mapping[str, Constant]) -> None:
    """Note what the numbers before and behind a quantising operator mean, or those of a layer."""
    if not one.outputs:
        return
    if one.kind in operators.QUANTISING:
        to = one.attributes.get("output_dtype")
        known = {2: "uint8", 3: "int8", 4: "uint16", 5: "int16"}.get(to) if to else None
        known = known or graph.dtypes.get(one.inputs[0])
        tensors = [one.inputs[0], one.outputs[0]]
        pair = (*one.inputs[1:3], "")[:2]
    elif one.kind in LAYERS or one.kind in _OTHERS:
        at = {**LAYERS, **_OTHERS}[one.kind]
        known, tensors = None, [one.outputs[0]]
        pair = (*one.inputs[at : at + 2], "")[:2]
    else:
        return
    axis = one.attributes.get("axis", 1)
    meaning = quantised(constants, *pair, axis=axis, dtype=known or "")
    if meaning is not None and not one.attributes.get("block_size"):
        for tensor in tensors:
            graph.quantised.setdefault(tensor, meaning)


def quantised(
    constants: Mapping[str, Constant], scale: str, zero: str = "", *, axis: int, dtype: str
) -> Quantised | None:
    """What stored scales and zero points say; None: they are not stored, or do not fit."""
    steps = constants.get(scale)
    offsets = constants.get(zero) if zero else None
    if steps is None or not 0 < steps.size <= MOST_CHANNELS or (zero and offsets is None):
        return None
    dtype = offsets.dtype if offsets is not None else dtype if dtype in WHOLE else "uint8"
    sizes = tuple(steps.numbers())
    zeros = tuple(int(number) for number in offsets.numbers()) if offsets is not None else (0,)
    if dtype not in WHOLE or len(sizes) != steps.size or not all(0 < step < 1e30 for step in sizes):
        return None
    if len(set(sizes)) == 1 and len(set(zeros)) == 1:
        sizes, zeros = sizes[:1], zeros[:1]
    if len(zeros) != len(sizes):
        zeros = zeros * len(sizes) if len(zeros) == 1 else ()
    if not zeros:
        return None
    return Quantised(sizes, zeros, *WHOLE[dtype], axis=axis)
