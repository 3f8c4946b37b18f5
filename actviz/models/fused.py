"""Activations inside other operators: recurrent cells, fused layers, learned slopes, attention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from actviz.formula.tree import X
from actviz.functions.entry import SpecError
from actviz.lookup.registry import get
from actviz.models import microsoft, naming, operators
from actviz.models.model_graph import Operation
from actviz.models.naming import Named
from actviz.models.places import FunctionPlace
from actviz.models.recovery import Reading

# The recurrent operators: what their activations are unless the node names others.
_CELLS: Final = {
    "LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",),
    "DynamicQuantizeLSTM": ("Sigmoid", "Tanh", "Tanh"), "AttnLSTM": ("Sigmoid", "Tanh", "Tanh"),
}  # fmt: skip
# Names of activations in them, which may be written in any case, and which take a number.
_CELL_WORDS: Final = {word.lower(): word for word in (
    "Relu", "Tanh", "Sigmoid", "Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh",
    "HardSigmoid", "Elu", "Softsign", "Softplus",
)}  # fmt: skip
_LETTERS: Final = ("alpha", "beta")
_TAKES: Final = {
    "alpha": ("Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu"),
    "beta": ("Affine", "ScaledTanh", "HardSigmoid"),
}  # fmt: skip


def found_in(reading: Reading) -> list[FunctionPlace]:
    """What a graph's operators hold inside."""
    places: list[FunctionPlace] = []
    for at, one in enumerate(reading.graph.operations):
        for named, note in _inside(reading, one):
            output = one.outputs[0] if one.outputs else ""
            places.append(
                FunctionPlace(
                    one.spoken, (one.spoken,), (one.word,), named,
                    one.inputs[:1], output, reading.graph.shapes.get(output, ()), note, at,
                    kind="fused",
                )
            )  # fmt: skip
    return places


def _inside(reading: Reading, one: Operation) -> Iterator[tuple[Named, str]]:
    if one.kind.removeprefix("com.microsoft:") in _CELLS:
        yield from _cell(one)
    elif one.kind == "glu":
        yield _plain("glu"), ""
    elif one.kind == "PRelu":
        yield _slopes(reading, one)
    elif one.outputs and one.outputs[0] not in reading.values:
        for spec, note in microsoft.held(one.kind, one.attributes):
            unknown = Named("own", one.word, naming.OWN, X)
            yield _plain(spec) if spec else unknown, note
    word = one.attributes.get("activation")
    if not isinstance(word, str) or microsoft.names_its_own(one.kind):
        return
    if word.lower() not in ("", "none"):  # none that could be taken apart
        yield _of_operator(word, {}), "fused into activation"


def _plain(word: str) -> Named:
    return Named(word.partition(":")[0], word, naming.PROVED, X)


def _cell(one: Operation) -> Iterator[tuple[Named, str]]:
    """The activations of a recurrent operator, each once."""
    given = one.attributes.get("activations")
    usual = _CELLS[one.kind.removeprefix("com.microsoft:")]
    words = given if isinstance(given, list) and given else list(usual)
    left = {word: list(one.attributes.get(f"activation_{word}") or ()) for word in _LETTERS}
    activations: dict[tuple[str, tuple[tuple[str, float], ...]], None] = {}
    for written in words:
        word = _CELL_WORDS.get(str(written).lower(), str(written))
        taken = {letter: left[letter].pop(0) for letter in _LETTERS
                 if word in _TAKES[letter] and left[letter]}  # fmt: skip
        activations[word, tuple(taken.items())] = None
    for word, numbers in activations:
        yield _of_operator(word, dict(numbers)), f"inside {one.word}"


def _of_operator(kind: str, attributes: dict[str, Any]) -> Named:
    """What an operator of ONNX is by itself."""
    if kind in operators.VECTORS:
        return _plain(operators.VECTORS[kind])
    try:
        tree = operators.formula(kind, [X], attributes)
    except operators.Unreadable:
        return Named("own", kind, naming.OWN, X, note=f"{kind} is not known")
    return naming.at_defaults(tree) or naming.with_parameters(tree) or naming.nearest(tree)


def _slopes(reading: Reading, one: Operation) -> tuple[Named, str]:
    """PReLU with a slope for each channel: their range, and as a spec the slope in the middle."""
    constant = reading.constant(one.inputs[1]) if len(one.inputs) > 1 else None
    if constant is None or not 0 < constant.size <= 1_000_000:
        where = (
            "computed"
            if one.inputs[1:2] and one.inputs[1] in reading.makers
            else "stored elsewhere"
        )
        return Named("prelu", "prelu", naming.PROVED, X), f"its slopes are {where}"
    numbers = sorted(constant.numbers())
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
