"""What a model file is told as: its activations, each function and spelling once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from actviz.formula.tree import X
from actviz.lookup.registry import resolve
from actviz.models import operators
from actviz.models.dialect import dialect_of, order_for
from actviz.models.model_graph import DAMAGED, Graph, Model, ModelError, Operation, shown
from actviz.models.places import LINEAR

if TYPE_CHECKING:
    from actviz.models.places import FunctionPlace

Row = dict[str, Any]

# Operators of aten that move, draw, add up or scale a whole row; and libraries whose are known.
_MOVING: Final = re.compile(r"norm|cum|flip|roll|tri[ul]|_like|shuffle|pool|pad|fft|sort|rot90|rand"
                            r"|dropout|diag|attention|bernoulli|fake_quant|upsample|embedding"
                            r"|flatten")  # fmt: skip
# And those of ONNX with one input, by how their names begin.
_ONNX: Final = re.compile(
    r"Arg|Bernoulli|Bit|Blackman|Concat|Constant|DFT|Depth|Det|Dynamic|Einsum|Expand|Eye|Ham|Hann|If|Image"
    r"|Is|LRN|Lp|Mean|Multi|Non|Optional|Pad|Random|Reduce|Regex|Resize|Scan|Sequence|Shape|Size"
    r"|Slice|Space|Split|String|Sum|TfIdf|TopK|Tri|Unique|Upsample|\w*Pool"
)
_SHIPPED: Final = re.compile(r"com\.microsoft|com\.ms\.|ai\.onnx")


def places(model: Model) -> list[FunctionPlace]:
    """Every place of a file at which an activation is computed, in order."""
    if model.graph is None:
        return []
    from actviz.models.activations import found_in

    try:
        return found_in(model.graph)
    except ModelError as error:  # of numbers that are read when they are asked for
        raise error.of(model.path) from None
    except DAMAGED as error:
        told = f"{type(error).__name__}: {error}"
        raise ModelError(f"{model.path}: its graph cannot be followed ({told})") from error


def rows(model: Model, known: Sequence[FunctionPlace] | None = None) -> list[Row]:
    """The rows of a file: one for each function and spelling, first places first."""
    order = order_for(model.producer or model.format)
    groups: dict[tuple[Any, ...], list[FunctionPlace]] = {}
    for one in places(model) if known is None else known:
        named = one.named
        key = (named.function, named.spec, named.certainty, one.spelling, one.note)
        groups.setdefault(key, []).append(one)
    return [_row(group, order) for group in groups.values()] + _named_rows(model)


def unread(model: Model) -> list[str]:
    """The operators that no reader knows and that may be activations, with how often."""
    counts = Counter(_unread_in(model.graph)) if model.graph is not None else Counter[str]()
    return [word if count == 1 else f"{word} ({count})" for word, count in counts.items()]


def _unread_in(graph: Graph) -> Iterator[str]:
    """Those of one tensor that keep its shape, and bodies that are no graphs here."""
    for one in graph.operations:
        for body in one.bodies:
            yield from _unread_in(body)
        word = _foreign(one)
        given = [name for name in one.inputs if name and name not in graph.constants]
        shapes = {graph.shapes.get(name) for name in (*given, *one.outputs[:1])} - {None}
        alike = len(given) == 1 and bool(one.outputs) and len(shapes) < 2
        if word and (alike or word.startswith("higher_order.")):
            yield word


def _foreign(one: Operation) -> str:
    """An operator that no reader knows, as its file writes it; empty: it is known, or moves."""
    if one.kind in LINEAR:
        return ""
    if one.kind.startswith("torch.ops."):
        word = one.kind.removeprefix("torch.ops.").removesuffix(".default")
        return "" if _MOVING.search(word) else shown(word)
    library, colon, _ = one.kind.partition(":")
    if not colon:
        return shown(one.word) if len(one.inputs) == 1 and not _read(one) else ""
    own = (
        colon
        and library not in ("spec", "formula", "tflite", "keras")
        and not _SHIPPED.match(library)
    )
    return shown(one.kind if own else one.word) if own or one.kind == "tflite:32" else ""


def _read(one: Operation) -> bool:
    """Whether an operator of ONNX with one input is read, or is no function of each number."""
    known = operators.is_elementwise(one.kind) and one.kind not in operators.LOGIC
    if not known:
        known_rows = (*operators.LOGIC, *operators.SAME, *operators.VECTORS)
        return one.kind in known_rows or _ONNX.match(one.kind) is not None
    try:
        operators.formula(one.kind, (X,), one.attributes)
    except operators.Unreadable:
        return False
    return True


def _row(group: Sequence[FunctionPlace], order: tuple[str, ...]) -> Row:
    first = group[0]
    named = first.named
    worst = max(group, key=lambda one: abs(one.named.difference or 0.0)).named
    return {
        "where": first.where,
        "nodes": [node for one in group for node in one.nodes],
        "count": len(group),
        "function": named.function,
        "spec": named.spec,
        "dialect": dialect_of(named.spec, order) if named.sure else "",
        "spelling": list(first.spelling),
        "certainty": named.certainty,
        "difference": worst.difference,
        "at": worst.at,
        "note": first.note or named.note,
    }


def _named_rows(model: Model) -> list[Row]:
    """Rows of a file that only holds names: what its library's version means by them."""
    return [
        {
            "where": one.where,
            "nodes": [one.where],
            "count": one.count,
            "function": resolve(one.spec)[0].name if one.spec else "unknown",
            "spec": one.spec,
            "dialect": one.dialect,
            "spelling": [one.spelling],
            "certainty": "named" if one.spec else "own",
            "difference": None,
            "at": None,
            "note": one.note,
        }
        for one in model.named
    ]
