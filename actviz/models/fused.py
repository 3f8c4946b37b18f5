"""Activations inside other operators: recurrent cells, fused layers, learned slopes, attention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from actviz.formula.tree import X
from actviz.functions.entry import SpecError
from actviz.lookup.registry import get
from actviz.models import naming, parting, quantising
from actviz.models.graph import Operation
from actviz.models.naming import Named
from actviz.models.places import Found
from actviz.models.recovery import Reading

# The recurrent operators: what their activations are unless the node names others.
_CELLS: Final = {
    "LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",),
}  # fmt: skip
_ATTENTION: Final = ("Attention", "com.microsoft:Attention", "com.microsoft:MultiHeadAttention",
                     "com.microsoft:GroupQueryAttention", "com.microsoft:QAttention")  # fmt: skip
_WITH_BIAS: Final = {"com.microsoft:BiasGelu": "gelu", "com.microsoft:FastGelu": "gelu_tanh",
                     "com.microsoft:BiasSplitGelu": "geglu"}  # fmt: skip
_QUANTISED: Final = {
    "com.microsoft:QLinearSigmoid": "Sigmoid", "com.microsoft:QLinearLeakyRelu": "LeakyRelu",
}  # fmt: skip


def found_in(reading: Reading) -> list[Found]:
    """What a graph's operators hold inside."""
    found: list[Found] = []
    for at, one in enumerate(reading.graph.operations):
        for named, note in _inside(reading, one):
            output = one.outputs[0] if one.outputs else ""
            found.append(
                Found(
                    one.spoken, (one.spoken,), (one.word,), named,
                    one.inputs[:1], output, reading.graph.shapes.get(output, ()), note, at,
                    kind="fused",
                )
            )  # fmt: skip
    return found


def _inside(reading: Reading, one: Operation) -> Iterator[tuple[Named, str]]:
    if one.kind in _CELLS:
        yield from _cell(one)
    elif one.kind in _ATTENTION:
        yield _plain("softmax"), "inside the operator"
    elif one.kind in _WITH_BIAS and one.outputs[0] not in reading.values:
        yield _plain(_WITH_BIAS[one.kind]), "a bias is added first, inside the operator"
    elif one.kind == "glu":
        yield _plain("glu"), ""
    elif one.kind == "PRelu":
        yield _slopes(reading, one)
    elif one.kind in _QUANTISED:
        yield _on_whole_numbers(reading, one)
    word = one.attributes.get("activation")
    if isinstance(word, str) and word not in ("", "NONE", "none"):  # none that could be taken apart
        yield _of_operator(word, {}), "fused into activation"


def _on_whole_numbers(reading: Reading, one: Operation) -> tuple[Named, str]:
    """An activation with its scales and zero points as inputs."""
    named = _of_operator(_QUANTISED[one.kind], one.attributes)
    before, after = (
        parting.quantised(reading.graph, *one.inputs[at : at + 2]) if len(one.inputs) > at else None
        for at in (1, 3)
    )
    if before is None or after is None:
        return named, "on whole numbers, what they mean is computed"
    function = quantising.function_of(named)
    return named, quantising.scales(before, after, function, function)


def _plain(word: str) -> Named:
    return Named(word, word, naming.PROVED, X)


def _cell(one: Operation) -> Iterator[tuple[Named, str]]:
    given = one.attributes.get("activations")
    words = given if isinstance(given, list) and given else list(_CELLS[one.kind])
    for word in dict.fromkeys(map(str, words)):
        yield _of_operator(word, {}), f"inside {one.word}"


def _of_operator(kind: str, attributes: dict[str, Any]) -> Named:
    """What an operator of ONNX is by itself."""
    from actviz.models import operators

    try:
        tree = operators.formula(kind, [X], attributes)
    except operators.Unreadable:
        return Named("own", kind, naming.OWN, X, note=f"{kind} is not known")
    return naming.at_defaults(tree) or naming.with_parameters(tree) or naming.nearest(tree)


def _slopes(reading: Reading, one: Operation) -> tuple[Named, str]:
    """PReLU with a slope for each channel: their range, and as a spec the slope in the middle."""
    constant = reading.constant(one.inputs[1]) if len(one.inputs) > 1 else None
    if constant is None or not 0 < constant.size <= 1_000_000:
        return Named("prelu", "prelu", naming.PROVED, X), "its slopes are computed"
    numbers = sorted(constant.load())
    if len(set(numbers)) == 1:
        return _learned(numbers[0], constant.dtype), "its slope is learned"
    if not numbers:
        return Named("prelu", "prelu", naming.PROVED, X), "its slopes are stored elsewhere"
    note = f"{len(numbers)} slopes, {numbers[0]:.6g} to {numbers[-1]:.6g}"
    return _learned(numbers[len(numbers) // 2], constant.dtype), note


def _learned(slope: float, dtype: str) -> Named:
    try:
        spec = f"prelu:alpha={naming.shortest(slope, dtype)!r}"
        get(spec)
    except SpecError:
        spec = "prelu"
    return Named("prelu", spec, naming.PROVED, X)
