"""Activations that a library has and we lack.

Where a library keeps activations in a place of their own, every name there counts. Elsewhere a name
counts if what it stands for can be called on one array and works number by number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Final

from actviz.arrays import np
from actviz.lookup.names import fold, frameworks

# In those places, and yet no activation.
OTHERS: Final = {
    "torch:MultiheadAttention", "keras:get", "keras:serialize", "keras:deserialize",
    "keras:BatchNormalization",
}  # fmt: skip

# Functions of one x that no formula here can state: gamma, Bessel, elliptic and like functions,
# inverses of erf and Phi, integrals.
SPECIAL: Final[dict[str, set[str]]] = {
    "scipy": {
        "bei", "beip", "ber", "berp", "dawsn", "digamma", "ellipe", "ellipk", "ellipkm1",
        "erfcinv", "erfi", "erfinv", "exp1", "expi", "factorial", "gamma", "gammaln", "gammasgn",
        "i0", "i0e", "i1", "i1e", "it2struve0", "itmodstruve0", "itstruve0", "j0", "j1", "k0",
        "k0e", "k1", "k1e", "kei", "keip", "ker", "kerp", "kolmogi", "kolmogorov", "loggamma",
        "ndtri", "ndtri_exp", "psi", "rgamma", "spence", "wrightomega", "y0", "y1", "zeta",
        "zetac",
    },
    "mlx": {"erfinv"},
    "openvino": {"ErfInv", "erfinv"},
}  # fmt: skip


def why_lacking(word: str, name: str) -> str:
    """What is said of a library's function that cannot be stated; "" where nothing hinders."""
    special = name in SPECIAL.get(word, ())
    return ": a special function, which no formula here can state" if special else ""


def unknown(word: str) -> Iterator[str]:
    """The names that a library has and ``libraries.toml`` lacks; it is imported."""
    known = {fold(name.rpartition(".")[2]) for name in frameworks()[word]}
    known |= {
        fold(name) for home, _, name in (each.partition(":") for each in OTHERS) if home == word
    }
    named, tried = NAMES.get(word, nothing)(), TRIED.get(word, nothing)()
    for name in sorted(set(named)):
        if fold(name) not in known:
            yield name
    for name in sorted(set(tried) - set(named)):
        if fold(name) not in known and works_by_numbers(word, name):
            yield name


def works_by_numbers(word: str, name: str) -> bool:
    """Whether a library's function takes one array and works number by number.

    What gives x itself, or always the same number, does not count.
    """
    from actviz.libraries import asking

    x = np.linspace(-2.5, 3.25, 24, dtype=np.float32)  # so many that no dropout keeps them all
    half = x.size // 2
    other = np.concatenate([x[:half] - 0.125, x[half:]])  # as long: some compile for each length
    try:
        with np.errstate(all="ignore"):
            call = getattr(asking, word)
            parts = (x, other, x)
            whole, part, again = (np.asarray(call(name, each.copy())) for each in parts)
    except Exception:  # whatever the library raises: it is not called so
        return False
    if whole.shape != x.shape or part.shape != x.shape or whole.dtype.kind != "f":
        return False
    same = np.array_equal(whole[half:], part[half:], equal_nan=True)
    same &= np.array_equal(whole, again, equal_nan=True)  # else it draws
    same &= not (whole == whole[0]).all() and not name.endswith("_like")
    return same and not np.array_equal(whole, x) and bool(np.isfinite(part[half:]).any())


# ---------------------------------------------------------------- where names are found


def nothing() -> Iterable[str]:
    """No names."""
    return ()


def _own(*homes: str) -> Callable[[], Iterable[str]]:
    """What modules define themselves that can be called."""

    def names() -> Iterator[str]:
        for path in homes:
            home = import_module(path)
            yield from getattr(home, "__all__", None) or [
                word
                for word in _public(home)
                if getattr(getattr(home, word), "__module__", "").startswith(home.__name__)
            ]

    return names


def _member(path: str, member: str = "") -> Callable[[], Iterable[str]]:
    """What a module, or something in it, has that can be called."""

    def names() -> Iterator[str]:
        home = import_module(path)
        yield from _public(getattr(home, member) if member else home)

    return names


def _public(home: Any) -> list[str]:
    return [
        word
        for word in dir(home)
        if not word.startswith("_") and callable(getattr(home, word, None))
    ]


def _keys(path: str, *members: str) -> Callable[[], Iterable[str]]:
    """The keys of a table in a module."""

    def names() -> Iterator[str]:
        table: Any = import_module(path)
        for member in members:
            table = getattr(table, member)
        yield from table

    return names


def _onnx() -> Iterator[str]:
    schemas: Any = import_module("onnx.defs").get_all_schemas()
    yield from (schema.name for schema in schemas if not schema.domain and not schema.deprecated)


def _onnxruntime() -> Iterator[str]:
    state: Any = import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    for schema in state.get_all_operator_schema():
        if schema.domain == "com.microsoft":
            yield schema.name


def _openvino() -> Iterator[str]:
    home: Any = import_module("openvino")
    newest = max((w for w in dir(home) if w.startswith("opset")), key=lambda w: int(w[5:] or 0))
    yield from _public(getattr(home, newest))


def _ncnn() -> Iterator[str]:
    """Layers that the adapter knows: ncnn does not list its own."""
    yield from import_module("actviz.measure.runtimes.ncnn").LAYERS


def _litert() -> Iterator[str]:
    """Operators that are called like activations: one that is given too few inputs ends LiteRT."""
    home: Any = import_module("ai_edge_litert.schema_py_generated").BuiltinOperator
    yield from (word for word in dir(home) if _ONE_INPUT.search(word))


_ONE_INPUT: Final = re.compile(
    r"^(?!P|STABLEHLO).*(ELU|SWISH|SILU|MISH|TANH|LOGISTIC|SIGMOID|SOFTPLUS|SOFTSIGN|ERF|SQRT)"
)


def _neat_python() -> Iterator[str]:
    yield from import_module("neat.activations").ActivationFunctionSet().functions


NAMES: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "torch": _own("torch.nn.modules.activation"),
    "hf": _keys("transformers.activations", "ACT2CLS"),
    "timm": _keys("timm.layers.create_act", "_ACT_LAYER_DEFAULT"),
    "keras": _member("keras.activations"),
    "flax": _own("flax.linen.activation"),
    "mlx": _own("mlx.nn.layers.activations"),
    "paddle": _own("paddle.nn.functional.activation"),
    "sklearn": _keys("sklearn.neural_network._base", "ACTIVATIONS"),
    "neat_python": _neat_python,
}
TRIED: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "torch": _member("torch.nn.functional"),
    "keras": _member("keras.layers"),
    "tf": _member("tensorflow", "nn"),
    "jax": _member("jax.nn"),
    "onnx": _onnx,
    "onnxruntime": _onnxruntime,
    "mlx": _member("mlx.core"),
    "tinygrad": _member("tinygrad.mixin.elementwise", "ElementwiseMixin"),
    "paddle": _member("paddle.nn"),
    "openvino": _openvino,
    "ncnn": _ncnn,
    "litert": _litert,
    "scipy": _member("scipy.special"),
    "thinc": _member("thinc.api", "NumpyOps"),
}
