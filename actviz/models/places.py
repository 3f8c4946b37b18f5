"""A place in a graph at which an activation is computed, and what lies around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.dataclass import dataclass
from actviz.models import operators
from actviz.models.model_graph import Graph, Operation
from actviz.models.naming import Named
from actviz.models.recovery import Reading

_PRODUCTS: Final = (
    "FusedMatMul", "MatMulNBits", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QGemm",
    "FusedConv", "NhwcFusedConv", "FusedGemm", "FusedMatMulActivation", "MatMulBnb4", "MatMulFpQ4",
    "MatMulPacked", "GemmFloat8", "QLinearConv",
)  # fmt: skip
_QUANTISED: Final = ("linear", "linear_dynamic", "linear_dynamic_fp16", "conv1d", "conv2d")
LINEAR: Final = frozenset({
    "Conv", "MatMul", "Gemm", "ConvTranspose", "BatchNormalization", "MatMulInteger",
    "ConvInteger", "QLinearConv", "QLinearMatMul", "com.microsoft.nchwc:Conv",
    *(f"com.microsoft:{word}" for word in _PRODUCTS),
    *(f"torch.ops.quantized.{word}.default" for word in _QUANTISED),
})  # fmt: skip
_BIASED: Final = ("Add", "Sub", "Mul")


@dataclass(frozen=True)
class FunctionPlace:
    """One place in a file: which nodes compute which function.

    ``inputs`` are the tensors it is computed from, ``output`` the one it makes. ``within`` is the
    body it is in: the first output of each operator on the way there and which of its bodies.
    """

    where: str
    nodes: tuple[str, ...]
    spelling: tuple[str, ...]
    named: Named
    inputs: tuple[str, ...] = ()
    output: str = ""
    shape: tuple[int | str, ...] = ()
    note: str = ""
    order: int = 0
    kind: str = "elementwise"
    within: tuple[tuple[str, int], ...] = ()


def casts(graph: Graph, taken: Sequence[Operation]) -> str:
    """What to say of a change of number format on the way."""
    kinds = [_CAST.get(one.attributes.get("to", 0), "") for one in taken if one.kind == "Cast"]
    kinds = list(dict.fromkeys(filter(None, kinds)))
    return f"cast to {' and '.join(kinds)} on the way" if kinds else ""


_CAST: Final = {1: "float32", 10: "float16", 11: "float64", 16: "bfloat16"}


def from_a_layer(reading: Reading, tensor: str, depth: int = 4) -> bool:
    """Whether a tensor is a layer's output, moves and biases looked through."""
    one = reading.maker(tensor)
    if one is None or one.kind in LINEAR:  # or an input of the model
        return True
    if depth and (one.kind in operators.SAME or one.kind in _BIASED):
        data = reading.computed(one)
        return len(data) == 1 and from_a_layer(reading, data[0], depth - 1)
    return False


def to_a_layer(reading: Reading, tensor: str, depth: int = 4) -> bool:
    """Whether a tensor is used by a layer, or is the model's answer."""
    if tensor in reading.graph.outputs:
        return True
    for at in reading.users.get(tensor, ()):
        one = reading.graph.operations[at]
        if one.kind in LINEAR:
            return True
        data = reading.computed(one)
        through = one.kind in operators.SAME or (one.kind in _BIASED and len(data) == 1)
        if through and depth and to_a_layer(reading, one.outputs[0], depth - 1):
            return True
    return False
