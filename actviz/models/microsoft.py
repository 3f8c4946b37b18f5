"""onnxruntime's own operators that hold activations: which, by what their documents say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from actviz.models.naming import shortest

_ATTENTIONS: Final = (
    "Attention", "MultiHeadAttention", "GroupQueryAttention", "QAttention", "QOrderedAttention",
    "PackedAttention", "PackedMultiHeadAttention", "PagedAttention", "SparseAttention",
    "SparsePagedAttention", "DynamicSparseAttention", "DecoderAttention", "LongformerAttention",
    "QOrderedLongformerAttention", "DecoderMaskedSelfAttention", "DecoderMaskedMultiHeadAttention",
)  # fmt: skip
_ADDED: Final = "a bias is added first, inside the operator"
_INSIDE: Final = "inside the operator"
_ALWAYS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "BiasGelu": (("gelu", _ADDED),),
    "FastGelu": (("gelu_tanh", _ADDED),),
    "BiasSplitGelu": (("geglu", _ADDED),),
    "BiasSoftmax": (("softmax", _ADDED),),
    "GemmFastGelu": (("gelu_tanh", "behind the product, inside the operator"),),
    "LinearAttentionGate": (("softplus", "of the decay, inside the operator"),
                            ("sigmoid", "of beta, inside the operator")),
    "MoE": (("softmax", "of the router, inside the operator"),),
    "QMoE": (("softmax", "of the router, inside the operator"),),
}  # fmt: skip
# The attribute that names an activation, what it is if left out, and what it is applied to.
_NAMED: Final[dict[str, tuple[tuple[str, Any, str], ...]]] = {
    "MoE": (("activation_type", "relu", "between the layers of each expert"),),
    "QMoE": (("activation_type", "relu", "between the layers of each expert"),),
    "MoEPacked": (("activation_type", "swiglu", "between the layers of each expert"),),
    "GroupNorm": (("activation", 0, "behind the norm"),),
    "SkipGroupNorm": (("activation", 0, "behind the norm"),),
    "CausalConvWithState": (("activation", "none", "behind the convolution"),),
    "VarlenCausalConvWithState": (("activation", "none", "behind the convolution"),),
    "GatedRMSNorm": (("activation", "silu", "of the gate"),),
    "MatMulPacked": (("activation_type", "none", "behind the product"),),
    "GemmFloat8": (("activation", "none", "behind the product"),),
    "RouterGateUpProj": (("activation", "swiglu", "of the shared expert"),),
    "GatedDeltaNet": (("beta_activation", "none", "of beta"),
                      ("gate_activation", "none", "of the decay")),
    "MatMulNBitsMlp": (("activation", "none", "of one product, times the other"),),
}  # fmt: skip
_WORDS: Final = {
    "relu": "relu", "gelu": "gelu", "silu": "silu", "swish": "silu", "sigmoid": "sigmoid",
    "relu2": "squared_relu", "relu_squared": "squared_relu", "tanh": "tanh", "geglu": "geglu_tanh",
    "softplus": "softplus", "qwen": "softplus", "kda": "sigmoid", "1": "silu",
}  # fmt: skip
_NONE: Final = ("", "none", "identity", "0")


def held(kind: str, attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an operator holds: specs, and where it is; a spec is empty where it is not known."""
    name = kind.removeprefix("com.microsoft:")
    if name in _ATTENTIONS:
        yield from attention(attributes)
    elif kind == name:
        return
    elif name == "SwiGLU":
        yield _swiglu(attributes, "limit"), ""
    yield from _ALWAYS.get(name, ())
    for word, usual, note in _NAMED.get(name, ()):
        given = str(attributes.get(word, usual)).lower()
        if given in _NONE:
            continue
        if given == "swiglu":
            limit = "limit" if name == "RouterGateUpProj" else "swiglu_limit"
            spec = _swiglu(attributes, limit)
        elif name == "MatMulNBitsMlp" and given in ("silu", "swish"):
            spec = "swiglu"
        else:
            spec = _WORDS.get(given, "")
        yield spec, f"{note}, inside the operator" if spec else f"{given} is not known"


def names_its_own(kind: str) -> bool:
    """Whether the attribute ``activation`` of an operator is told by :func:`held`."""
    return kind.removeprefix("com.microsoft:") in _NAMED


def attention(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The softmax of an attention, and the soft cap of what it takes."""
    cap = attributes.get("softcap")
    if isinstance(cap, (int, float)) and cap > 0:
        yield f"softcap:c={shortest(cap, 'float32'):g}", _INSIDE
    smooth = attributes.get("smooth_softmax") == 1
    yield "quiet_softmax" if smooth else "softmax", _INSIDE


def _swiglu(attributes: Mapping[str, Any], limited: str) -> str:
    """min(u, limit)*sigmoid(alpha*min(u, limit))*(clip(v, -limit, limit) + beta) as an entry."""
    alpha, beta, limit = (
        shortest(float(attributes.get(word, usual)), "float32")
        for word, usual in (("activation_alpha", 1.0), ("activation_beta", 0.0), (limited, 0.0))
    )
    if attributes.get("swiglu_limit_after_activation"):
        return ""
    if limit <= 0 and beta == 0:
        return "swiglu" if alpha == 1 else f"swiglu:beta={alpha:g}"
    if limit > 0 and beta == 1:
        return f"swiglu_oai:alpha={alpha:g},limit={limit:g}"
    if limit > 0 and (alpha, beta) == (1, 0):
        return f"clamped_swiglu:limit={limit:g}"
    return ""
