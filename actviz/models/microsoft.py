"""onnxruntime's own operators that hold activations: which, by what their documents say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from actviz.models.model_graph import meanings
from actviz.models.naming import shortest

_INSIDE: Final = "inside the operator"
_NONE: Final = ("", "none", "identity", "0")


def held(kind: str, attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an operator holds: specs, and where it is; a spec is empty where it is not known."""
    name, stated = kind.removeprefix("com.microsoft:"), meanings("microsoft")
    if name in stated["attentions"]:
        yield from attention(attributes)
    elif kind == name:
        return
    elif name == "SwiGLU":
        yield _swiglu(attributes, "limit"), ""
    yield from map(tuple, stated["always"].get(name, ()))
    for word, usual, note in stated["named"].get(name, ()):
        given = str(attributes.get(word, usual)).lower()
        if given in _NONE:
            continue
        if given == "swiglu":
            limit = "limit" if name == "RouterGateUpProj" else "swiglu_limit"
            spec = _swiglu(attributes, limit)
        elif name == "MatMulNBitsMlp" and given in ("silu", "swish"):
            spec = "swiglu"
        else:
            spec = stated["words"].get(given, "")
        yield spec, f"{note}, inside the operator" if spec else f"{given} is not known"


def names_its_own(kind: str) -> bool:
    """Whether the attribute ``activation`` of an operator is told by :func:`held`."""
    return kind.removeprefix("com.microsoft:") in meanings("microsoft")["named"]


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
