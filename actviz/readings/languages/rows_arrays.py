"""Softmax and its logarithm for arrays, along the last axis: NumPy, PyTorch, JAX, Keras, Triton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.formula.tree import X, node
from actviz.readings.languages import triton as in_triton
from actviz.readings.languages.jax import AROUND
from actviz.readings.languages.keras import CHOICES, REGISTERED
from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.numpy import REAL, documented
from actviz.readings.languages.torch import FORMAT, IN_DOUBLE, class_name

Functions = Sequence[tuple[str, str, Sequence[str]]]

SLOPE_SAYS: Final = {
    "softmax": "The gradient g times the Jacobian at x: y*(g - sum(g*y)) with y = softmax(x).",
    "log_softmax": "The gradient g times the Jacobian at x: g - softmax(x)*sum(g).",
}

# How a language adds up along the last axis, and what it calls where, exp and log1p.
_WORDS: Final = {
    "np": {
        "np": "np",
        "nan": "np.nan",
        "top": "np.max(x, axis=-1, keepdims=True, initial=-np.inf)",
        "lead": "np.max(np.where(largest, g, -np.inf), axis=-1, keepdims=True, initial=-np.inf)",
    },
    "jnp": {
        "np": "jnp",
        "nan": "jnp.nan",
        "top": "jnp.max(x, axis=-1, keepdims=True, initial=-jnp.inf)",
        "lead": "jnp.max(jnp.where(largest, g, -jnp.inf), axis=-1, keepdims=True, "
        "initial=-jnp.inf)",
    },
    "torch": {
        "np": "torch",
        "nan": "torch.nan",
        "top": "x.detach().amax(-1, keepdim=True) if x.shape[-1] else x.detach().sum(-1, True)",
        "lead": "(g.gather(-1, largest.byte().argmax(-1, keepdim=True)) if x.shape[-1] else 0)",
    },
    "ops": {
        "np": "ops",
        "nan": 'float("nan")',
        "top": 'ops.max(x, axis=-1, keepdims=True, initial=float("-inf"))',
        "lead": 'ops.max(_where(largest, g, float("-inf")), axis=-1, keepdims=True, '
        'initial=float("-inf"))',
    },
    "tl": {
        "np": "tl",
        "nan": 'float("nan")',
        "top": "tl.max(x, 0, keep_dims=True)",
        "lead": 'tl.max(tl.where(largest, g, float("-inf")), 0, keep_dims=True)',
        "isinf": '(tl.abs(top) == float("inf"))',
        "log1p": "_act_log1p",
    },
}
_AXES: Final = {"torch": "dim=-1, keepdim=True", "tl": "0, keep_dims=True"}
# Keras' and Triton's own sums of truth values are no numbers in float64.
_COUNTED: Final = {"ops": 'ops.cast(largest, "float64")', "tl": "largest.to(tl.float64)"}


def _filled(part: str, **words: str) -> str:
    """A text that the libraries share, or of one of them, with its words."""
    return filled(parts(__file__, "rows_arrays.txt")[part], **words)


def _words(np: str) -> dict[str, str]:
    axis = _AXES.get(np, "axis=-1, keepdims=True")

    def total(text: str) -> str:
        return f"{np}.sum({text}, {axis})"

    # Keras' own choice would be in float32.
    where = "_where" if np == "ops" else f"{np}.where"
    return {
        "isinf": f"{np}.isinf(top)",
        "log1p": f"{np}.log1p",
        **_WORDS[np],
        "where": where,
        "count": total(_COUNTED.get(np, "largest")),
        "powers": total(f"{where}(largest, 0.0, {np}.exp(shifted))"),
        "all": total("g * y"),
        "shares": total(f"{where}(largest, 0.0, y)"),
        "others": total("other"),
        "total": total("g"),
        "softmax": "_softmax",
    }


def _module(head: Sequence[str], imports: str, parts: Sequence[str]) -> str:
    top = '"""' + "\n".join(head) + '\n"""\n\n' + imports
    return "\n\n\n".join([top, *parts]) + "\n"


def _cores(functions: Functions, np: str, order: int, ruled: str = "") -> list[str]:
    """The functions that compute in float64: values, and slopes if asked for."""
    words = _words(np)
    kinds = dict.fromkeys(kind for kind, _, _ in functions)
    needed = ["softmax", *kinds] if order else list(kinds)
    parts = [_filled("row", **words)]
    parts += [f"def _{kind}(x):\n{_filled(kind, **words)}" for kind in dict.fromkeys(needed)]
    if order:
        slopes = {**words, "softmax": ruled or "_softmax"}
        parts += [f"def _{kind}_d1(x, g):\n{_filled(f'{kind}_d1', **slopes)}" for kind in kinds]
    return parts


def numpy(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module for NumPy."""
    around = _filled("numpy", dtype=dtype)
    parts = [REAL, around, *_cores(functions, "np", order)]
    for kind, name, says in functions:
        doc = [*says, "", "Along the last axis."]
        lines = [f"def {name}(x):", *documented(tuple(doc)), f"    return _in_double(_{kind}, x)"]
        parts.append("\n".join(lines))
        if order:
            lines = [f"def {name}_d1(x, g):", *documented((SLOPE_SAYS[kind],))]
            parts.append("\n".join([*lines, f"    return _in_double(_{kind}_d1, x, g)"]))
    return _module(head, "import numpy as np", parts)


def torch(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module for PyTorch; it is differentiated as often as anyone likes."""
    parts = [FORMAT, IN_DOUBLE, *_cores(functions, "torch", 1, "_ShareOfRow.apply")]
    parts.append(_filled("torch", own="ShareOfRow", kind="softmax", slope="_softmax_slope"))
    parts.append("def _softmax_slope(x, g):\n    return _in_double(_softmax_d1, x, g)")
    if not any(kind == "softmax" for kind, _, _ in functions):
        words = {**_words("torch"), "softmax": "_ShareOfRow.apply"}
        parts.append("def _softmax_d1(x, g):\n" + _filled("softmax_d1", **words))
    for kind, name, says in functions:
        own = class_name(name)
        slope = [f"def {name}_d1(x, g):", *documented((SLOPE_SAYS[kind],))]
        slope += [f"    return _in_double(_{kind}_d1, x, g)"]
        value = [f"def {name}(x):", *documented((*says, "", "Along the last axis."))]
        value += [f"    return _{own}.apply(x)"]
        layer = [f"class {own}(nn.Module):", "    def forward(self, x):"]
        layer += [f"        return {name}(x)"]
        parts += ["\n".join(slope), _filled("torch", own=own, kind=kind, slope=f"{name}_d1")]
        parts += ["\n".join(value), "\n".join(layer)]
    return _module(head, "import torch\nfrom torch import nn", parts)


_BACK: Final = {
    "softmax": "_softmax_d1(x, c)",
    "log_softmax": "c - jnp.sum(c * _softmax(x), axis=-1, keepdims=True)",
}


def jax(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module for JAX, with rules for reverse mode, twice."""
    words = _words("jnp")
    parts = [AROUND, *_cores(functions, "jnp", 1)]
    kinds = dict.fromkeys(kind for kind, _, _ in functions)
    if "softmax" not in kinds:
        parts.append("def _softmax_d1(x, g):\n" + _filled("softmax_d1", **words))
    parts += [_filled(f"{kind} again", **words) for kind in kinds]
    for kind, name, says in functions:
        doc = "\n".join(documented((*says, "", "Along the last axis.")))
        parts.append(
            _filled("jax", name=name, kind=kind, says=doc, slope=SLOPE_SAYS[kind], back=_BACK[kind])
        )
    imports = "import jax\nimport jax.numpy as jnp\nfrom jax import lax"
    return _module(head, imports, parts)


def keras(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module for Keras 3, its functions and layers registered."""
    parts = [CHOICES, _filled("keras"), *_cores(functions, "ops", 1)]
    for kind, name, says in functions:
        if order:
            lines = [REGISTERED, f"def {name}_d1(x, g):", *documented((SLOPE_SAYS[kind],))]
            parts.append("\n".join([*lines, f"    return _in_double(_{kind}_d1, x, g)"]))
        value = [REGISTERED, f"def {name}(x):", *documented((*says, "", "Along the last axis."))]
        value += [f"    return _with_product(_{kind}, _{kind}_d1)(x)"]
        layer = [REGISTERED, f"class {class_name(name)}(keras.layers.Layer):"]
        layer += ["    def call(self, x):", f"        return {name}(x)"]
        parts += ["\n".join(value), "\n".join(layer)]
    return _module(head, "import keras\nfrom keras import ops", parts)


def triton(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module for Triton; each program of a kernel takes a row, of at most 2^20 numbers."""
    cores = _cores(functions, "tl", order)
    logarithm = in_triton.helpers([node("log1p", X)]) if "_act_log1p" in "".join(cores) else []
    parts = [in_triton.AROUND, *logarithm, *(f"@triton.jit\n{core}" for core in cores)]
    for kind, name, says in functions:
        for slope in range(order + 1):
            letters = "xg"[: slope + 1]
            loads = [
                f"    {word}_ = _act_wide(tl.load({word} + first + at, mask=inside, other=0.0))\n"
                f"    {word}_ = tl.where(inside, {word}_, {other})"
                for word, other in zip(letters, ('float("-inf")', "0.0"), strict=False)
            ]
            doc = (SLOPE_SAYS[kind],) if slope else (*says, "", "Along the last axis.")
            text = _filled(
                "triton",
                name=f"{name}{'_d1' * slope}", core=f"{kind}{'_d1' * slope}",
                given=", ".join(letters), wide=", ".join(f"{word}_" for word in letters),
                contiguous=", ".join(f"{word}.contiguous()" for word in letters),
                loads="\n".join(loads), says="\n".join(documented(doc)),
            )  # fmt: skip
            parts.append(text)
    return _module(head, in_triton.IMPORTS, parts)
