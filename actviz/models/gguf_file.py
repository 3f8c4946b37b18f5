"""GGUF: metadata that names no function; the runtime decides by the architecture.

What llama.cpp does for an architecture is written in ``architectures.toml`` as its source has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from struct import Struct
from typing import Any, Final

from actviz.models.model_graph import Model, ModelError, Named, meanings, readable, shown

_MOST_KEYS: Final = 100_000
_MOST_ITEMS: Final = 20_000_000
_NUMBERS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q",
                   11: "q", 12: "d"}  # fmt: skip
_TEXT, _ARRAY = 8, 9
# What an architecture may be listed under, and ggml's name for it.
_DIALECTS: Final = {
    "swiglu": "ggml:GLU.SWIGLU", "geglu_tanh": "ggml:GLU.GEGLU", "reglu": "ggml:GLU.REGLU",
    "swiglu_oai": "ggml:GLU.SWIGLU_OAI", "gelu_tanh": "ggml:GELU", "squared_relu": "",
    "relu": "ggml:RELU", "silu": "ggml:SILU", "sigmoid": "ggml:SIGMOID", "tanh": "ggml:TANH",
}  # fmt: skip
_ROUNDING: Final = "; its CPU kernel is a table of float16 numbers, 0 below -10 and x above 10"
_ROUTERS: Final = {1: "softmax", 2: "sigmoid", 3: "softmax", 4: "sqrt_softplus"}
_CAPS: Final = ("attn_logit_softcapping", "final_logit_softcapping", "router_logit_softcapping")


def read(path: str, data: memoryview) -> Model:
    """What the metadata of a GGUF file says of activations.

    Raises:
        ModelError: the file is cut off, or of a version that is not known.
    """
    reader = _Reader(data)
    values = reader.values()
    kind = str(values.get("general.architecture", ""))
    model = Model(path, "gguf", "ggml")
    model.named = [*_by_architecture(kind, values, reader), *_by_keys(values)]
    if not model.named:
        model.notes.append(
            f"the architecture {shown(kind)!r} is not known here; a GGUF names no function, "
            "llama.cpp decides by the architecture"
        )
    return model


def _by_architecture(kind: str, values: dict[str, Any], reader: _Reader) -> list[Named]:
    stated = meanings("architectures")["llama_cpp"]
    note = "llama.cpp decides by the architecture"
    specs = [spec for spec in _DIALECTS if kind in stated.get(spec, ())]
    if kind in stated["by_gate"]:
        gated, alone = stated["by_gate"][kind]
        specs = [gated if any(".ffn_gate." in name for name in reader.tensors()) else alone]
        note += ", and by whether a layer has a gate"
    stating = f"{kind}.hidden_activation"
    if specs and stating in values:
        word = str(values[stating])
        specs[:1] = [stated["hidden_activation"].get(word, specs[0])]
        note = f"{stating} is {shown(word)}"
    if any(".swiglu_clamp_" in key for key in values):
        note += "; clamped in layers whose swiglu_clamp is above 0"
    return [
        Named("general.architecture", kind, spec, _DIALECTS[spec],
              note + (_ROUNDING if spec in ("gelu_tanh", "geglu_tanh") else ""))
        for spec in specs
    ]  # fmt: skip


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
        word = key.rpartition(".")[2]
        activations += capped(key, word, value)
        if word == "expert_gating_func" and value in _ROUTERS:
            activations.append(Named(shown(key), str(value), _ROUTERS[value], "", "of the router"))
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
        self.data, self.at, self.count = data, 4, 0

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
        self.count = self.number("Q")
        count = self.number("Q")
        if count > _MOST_KEYS:
            raise ModelError(f"{count:,} keys; at most {_MOST_KEYS:,} are read")
        values: dict[str, Any] = {}
        for _ in range(count):
            key = readable(self.text())
            values[key] = self.value(self.number("I"))
        return values

    def tensors(self) -> Iterator[str]:
        """The tensors' names, which follow the values."""
        if self.count > _MOST_KEYS:
            raise ModelError(f"{self.count:,} tensors; at most {_MOST_KEYS:,} are read")
        for _ in range(self.count):
            yield readable(self.text())
            sizes = self.number("I")
            self.at += 8 * sizes + 12  # and its format and place

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
