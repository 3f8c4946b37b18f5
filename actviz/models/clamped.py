"""A relu that is left only in the ends of whole numbers.

Quantisers take a Relu or a Clip away where the layer's whole numbers begin at 0: what is below
becomes the least of them. No operator of that name is left in the file, but the function is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from actviz.formula.tree import X
from actviz.lookup.registry import get
from actviz.models import naming, quantising
from actviz.models.model_graph import Quantised
from actviz.models.naming import Named
from actviz.models.places import LINEAR, FunctionPlace
from actviz.models.quantised_operators import LAYERS
from actviz.models.recovery import Reading

_SUMS: Final = ("Add", "Sum")


def found_in(reading: Reading) -> Iterator[FunctionPlace]:
    """The places at which a layer's output is cut at 0 by how it is stored."""
    graph = reading.graph
    for at, one in enumerate(graph.operations):
        made = one.outputs[0] if one.outputs else ""
        meant = graph.quantised.get(made)
        if meant is None or not meant.single or meant.zeros[0] != meant.low:
            continue
        if one.kind == "QuantizeLinear":
            if not _linear(reading, one.inputs[0]):
                continue
            taken, kind = one.inputs[0], "elementwise"
        elif one.kind in LAYERS:
            taken, kind = one.inputs[0], "fused"
        else:
            continue
        yield FunctionPlace(
            one.spoken, (one.spoken,), (one.word,), _named(meant), (taken,), made,
            graph.shapes.get(made, ()),
            f"no operator: its whole numbers end at 0; {quantising.scales(None, meant)}, "
            f"{quantising.reach(meant)}",
            at, kind,
        )  # fmt: skip


def _linear(reading: Reading, tensor: str) -> bool:
    """Whether a tensor is what a layer or a sum of branches made, with nothing bent between."""
    value = reading.value(tensor)
    if value.tree is not X and not naming.is_affine(value.tree):
        return False
    one = reading.maker(value.root)
    return one is not None and (one.kind in LINEAR or one.kind in _SUMS)


def _named(meant: Quantised) -> Named:
    top = (meant.high - meant.zeros[0]) * meant.scales[0]
    word = "relu6" if abs(top - 6) <= meant.scales[0] / 2 else "relu"
    return Named(word, word, naming.PROVED, get(word).bound_tree)
