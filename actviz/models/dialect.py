"""Which library writes a function so: the name that a row's dialect tells."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from actviz import catalogue
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.registry import frameworks_of, resolve

# Asked in this order, those of the file's producer before.
ORDER: Final = (
    "torch", "keras", "jax", "onnx", "hf", "paddle", "tf", "timm", "flax", "mlx", "ggml",
)  # fmt: skip
_PRODUCERS: Final = {
    "pytorch": ("torch",), "tf2onnx": ("keras", "tf"), "paddle": ("paddle",), "jax": ("jax",),
    "keras": ("keras",), "tflite": ("keras", "tf"), "spox": ("onnx",), "gguf": ("ggml",),
    "torch": ("torch",), "hf": ("hf",),
}  # fmt: skip


def order_for(producer: str) -> tuple[str, ...]:
    """The libraries in the order in which a producer's file is compared with them."""
    said = producer.lower()
    first = [one for word, ours in _PRODUCERS.items() if word in said for one in ours]
    return tuple(dict.fromkeys([*first, *ORDER]))


@lru_cache(maxsize=512)
def dialect_of(spec: str, order: tuple[str, ...]) -> str:
    """A library's name for the function that a spec means; empty: none ships it so."""
    head = spec.partition(":")[0]
    if head in catalogue.frameworks():
        return ":".join(spec.split(":")[:2]) if spec.count(":") < 2 else spec
    try:
        (function,) = resolve(spec)
    except (SpecError, ValueError):
        return ""
    shipped = frameworks_of(function.name)
    for library in order:
        for word in shipped.get(library, ()):
            if _same(f"{library}:{word}", function):
                return f"{library}:{word}"
        for word, options in catalogue.library(library).get("options", {}).items():
            for option in options:
                if (
                    "=" in option
                    and options[option] == function.name
                    and _same(f"{library}:{word}:{option}", function)
                ):
                    return f"{library}:{word}:{option}"
    return _with_settings(function, shipped, order)


def _same(spec: str, function: object) -> bool:
    (other,) = resolve(spec)
    if not isinstance(function, Activation):
        return getattr(other, "values", None) == getattr(function, "values", None)
    return isinstance(other, Activation) and other.bound_tree is function.bound_tree


def _with_settings(function: object, shipped: dict[str, list[str]], order: tuple[str, ...]) -> str:
    """A library's function with the parameters told: ``torch:LeakyReLU:negative_slope=0.2``."""
    if not isinstance(function, Activation):
        return ""
    for library in order:
        for word in shipped.get(library, ()):
            spec = f"{library}:{word}"
            (base,) = resolve(spec)
            if not isinstance(base, Activation) or base.values.keys() != function.values.keys():
                continue
            if base.formula != function.formula:
                continue
            changed = {w: v for w, v in function.values.items() if v != base.values[w]}
            theirs = _their_words(library, word)
            told = ",".join(f"{theirs.get(w, w)}={v:.9g}" for w, v in changed.items())
            whole = f"{spec}:{told}"
            try:
                if _same(whole, function):
                    return whole
            except (SpecError, ValueError):
                continue
    return ""


def _their_words(library: str, word: str) -> dict[str, str]:
    """Our names for parameters to a library's."""
    _, *settings = catalogue.frameworks()[library][word].split(":")
    pairs = (setting.partition("=") for setting in settings)
    return {ours: theirs for ours, _, theirs in pairs if theirs[:1].isalpha()}
