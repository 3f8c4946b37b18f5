"""GGUF: metadata that names no function; the runtime decides by the architecture.

What llama.cpp does for an architecture is written in ``architectures.toml`` as its source has it.
"""

from __future__ import annotations

import math
from struct import Struct
from typing import Any, Final

from actviz.models.model_graph import Model, ModelError, Named, meanings, readable, shown

_MOST_KEYS: Final = 100_000
_MOST_ITEMS: Final = 20_000_000
_NUMBERS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q",
                   11: "q", 12: "d"}  # fmt: skip
_TEXT, _ARRAY = 8, 9
_CAPS: Final = ("attn_logit_softcapping", "final_logit_softcapping", "router_logit_softcapping")


def read(path: str, data: memoryview) -> Model:
    """What the metadata of a GGUF file says of activations.

    Raises:
        ModelError: the file is cut off, or of a version that is not known.
    """
    values = _Reader(data).values()
    kind = str(values.get("general.architecture", ""))
    model = Model(path, "gguf", "ggml")
    model.named = [*_by_architecture(kind), *_by_keys(values)]
    if not model.named:
        model.notes.append(
            f"the architecture {shown(kind)!r} is not known here; a GGUF names no function, "
            "llama.cpp decides by the architecture"
        )
    return model


def _by_architecture(kind: str) -> list[Named]:
    decided = "llama.cpp decides by the architecture"
    rounding = "; its CPU kernel is a table of float16 numbers, 0 below -10 and x above 10"
    for spec, dialect, note in (
        ("swiglu", "ggml:GLU.SWIGLU", ""),
        ("geglu_tanh", "ggml:GLU.GEGLU", rounding),
        ("gelu_tanh", "ggml:GELU", rounding),
    ):
        if kind in meanings("architectures")["llama_cpp"][spec]:
            return [Named("general.architecture", kind, spec, dialect, decided + note)]
    return []


def _by_keys(values: dict[str, Any]) -> list[Named]:
    activations = []
    if any(key.startswith("clip.") for key in values):
        gelu, silu = (values.get(f"clip.use_{word}") for word in ("gelu", "silu"))
        spec, dialect = ("gelu_tanh", "ggml:GELU") if gelu else ("quick_gelu", "ggml:GELU_QUICK")
        if silu:
            spec, dialect = "silu", "ggml:SILU"
        word = "clip.use_gelu" if gelu else "clip.use_silu" if silu else "clip"
        activations.append(Named(word, str(bool(gelu or silu)).lower(), spec, dialect))
    for key, value in values.items():
        activations += capped(key, key.rpartition(".")[2], value)
    if "xielu.alpha_p" in values or any(key.endswith("xielu.alpha_p") for key in values):
        activations.append(Named("xielu", "xielu", "xielu", "ggml:XIELU", "its numbers by layer"))
    return activations


def capped(where: str, word: str, value: Any) -> list[Named]:
    """The cap of logits that a setting is, if it is one."""
    if word not in _CAPS or type(value) not in (int, float) or not 0 < value < math.inf:
        return []
    return [Named(shown(where), f"{value:g}", f"softcap:c={value:g}", "", "of logits")]


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 4

    def number(self, letter: str) -> Any:
        packed = Struct(f"<{letter}")
        if self.at + packed.size > len(self.data):
            raise ModelError("the file is cut off")
        (value,) = packed.unpack_from(self.data, self.at)
        self.at += packed.size
        return value

    def text(self) -> str:
        length = self.number("Q")
        if length > len(self.data) - self.at:
            raise ModelError("the file is cut off")
        self.at += length
        return str(self.data[self.at - length : self.at], "utf-8", "replace")

    def values(self) -> dict[str, Any]:
        version = self.number("I")
        if version not in (2, 3):
            raise ModelError(f"GGUF of version {version}; 2 and 3 are known")
        self.number("Q")  # tensors
        count = self.number("Q")
        if count > _MOST_KEYS:
            raise ModelError(f"{count:,} keys; at most {_MOST_KEYS:,} are read")
        values: dict[str, Any] = {}
        for _ in range(count):
            key = readable(self.text())
            values[key] = self.value(self.number("I"))
        return values

    def value(self, kind: int) -> Any:
        if kind in _NUMBERS:
            return self.number(_NUMBERS[kind])
        if kind == _TEXT:
            return self.text()
        if kind != _ARRAY:
            raise ModelError(f"a value of the unknown kind {kind}")
        inner, count = self.number("I"), self.number("Q")
        if inner in _NUMBERS:
            width = Struct(f"<{_NUMBERS[inner]}").size
            if count * width > len(self.data) - self.at:
                raise ModelError("the file is cut off")
            self.at += count * width
            return None
        if count > min(len(self.data), _MOST_ITEMS):
            raise ModelError("the file is cut off")
        for _ in range(count):
            if inner == _ARRAY:
                raise ModelError("arrays of arrays")
            self.text()
        return None
