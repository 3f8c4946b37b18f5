"""safetensors with config.json: weights that name no function, and the file beside them that does.

The names are those of Hugging Face transformers; what they mean is the catalogue's table ``hf``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from os.path import basename, dirname, isfile, join
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.models.gguf_file import capped
from actviz.models.model_graph import Model, ModelError, Named, json_object, meanings, shown

MOST_HEADER: Final = 100_000_000  # bytes of a safetensors header, as in its own library
MOST_CONFIG: Final = 10_000_000
MOST_DEEP: Final = 12
_ROUTERS: Final = {"sigmoid": "sigmoid", "softmax": "softmax", "sqrtsoftplus": "sqrt_softplus"}
_GATES: Final = ("hidden_act", "hidden_activation", "dense_act_fn")
# Settings that name a function: hidden_act, conv_norm_activation, stem_act_func, ...
_NAMES: Final = re.compile(r"(^|_)(act|activation)(_fn|_func|_function)?$|^afn$")


def read(path: str, data: memoryview) -> Model:
    """The activations that the configuration of a model names.

    Raises:
        ModelError: the header is damaged, or there is no config.json beside the weights.
    """
    if basename(path) != "config.json":
        _header(data)
        beside = join(dirname(path), "config.json")
        if not isfile(beside):
            raise ModelError(
                "safetensors holds weights, and no function has a name in it; put the model's "
                "config.json beside it"
            )
        with open(beside, "rb") as file:
            config = json_object(file.read(MOST_CONFIG + 1), "config.json", MOST_CONFIG)
    else:
        config = json_object(bytes(data[: MOST_CONFIG + 1]), "config.json", MOST_CONFIG)
    version = str(config.get("transformers_version", ""))[:20]
    model = Model(path, "config", f"hf {version}".strip())
    model.named = list(_named(config, "", 0))
    if not model.named:
        kind = str(config.get("model_type", "unknown"))[:60]
        model.notes.append(
            f"config.json of the model type {kind!r} names no activation: the code of "
            "transformers decides"
        )
    return model


def _header(data: memoryview) -> dict[str, Any]:
    """The header of a safetensors file: names, types and places of its tensors."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(len(data) - 8, MOST_HEADER):
        raise ModelError("no safetensors, or one that is cut off")
    return json_object(bytes(data[8 : 8 + length]), "the header", MOST_HEADER)


def _named(config: dict[str, Any], path: str, depth: int) -> Iterator[Named]:
    """What a configuration names, and those inside it."""
    yield from _fixed(config, path)
    kind, stated = str(config.get("model_type", "")), meanings("architectures")["transformers"]
    for key, value in config.items():
        yield from capped(f"{path}{key}", key, value)
        if isinstance(value, str) and _NAMES.search(key):
            if key == "hidden_act" and kind in stated["clipped"]:
                continue
            gates = config.get("is_gated_act") if key == "dense_act_fn" else kind in stated["gated"]
            yield _one(f"{path}{key}", value, value, _gating(value, key in _GATES and gates))
        elif key == "feed_forward_proj" and isinstance(value, str):
            gated = value.startswith("gated-")
            word = value.removeprefix("gated-")
            if gated and word == "gelu":
                word = "gelu_new"
            if "dense_act_fn" not in config:
                yield _one(f"{path}{key}", value, word, _gating(word, gated))
        elif key == "scoring_func" and isinstance(value, str):
            spec = _ROUTERS.get(value, "")
            yield Named(shown(path + key), shown(value), spec, note="of the router")
        elif key == "gelu_activation" and isinstance(value, bool):
            yield _one(f"{path}{key}", str(value).lower(), "gelu" if value else "relu", "")
        elif isinstance(value, dict) and depth < MOST_DEEP:
            if "ffn_act_fn" in value and isinstance(value["ffn_act_fn"], dict):  # DBRX
                name = value["ffn_act_fn"].get("name")
                if isinstance(name, str):
                    yield _one(f"{path}{key}.ffn_act_fn.name", name, name, "")
            yield from _named(value, f"{path}{key}.", depth + 1)


def _fixed(config: dict[str, Any], path: str) -> Iterator[Named]:
    """What the code of a model type computes, whatever its configuration says."""
    kind, stated = str(config.get("model_type", "")), meanings("architectures")["transformers"]
    note, where = "fixed in the model's code", f"{path}model_type"
    for word in stated["fixed"].get(kind, ()):
        gating = _gating(word, kind in stated["gated"])
        yield _one(where, kind, word, f"{note}; {gating}" if gating else note)
    if kind in stated["clipped"]:
        settings = {"alpha": config.get("swiglu_alpha"), "limit": config.get("swiglu_limit")}
        spec = "swiglu_oai" + "".join(
            f":{name}={value:g}"
            for name, value in settings.items()
            if isinstance(value, float | int) and 0 < value < math.inf
        )
        yield Named(shown(where), kind, spec, note=f"{note}, whatever hidden_act says")


def _gating(word: str, gates: object) -> str:
    units = meanings("architectures")["transformers"]["units"]
    return f"gates another branch: {units.get(word, 'a gated unit')}" if gates else ""


def _one(where: str, spelling: str, word: str, note: str) -> Named:
    """A name of transformers as the function that it means."""
    known = frameworks()["hf"]
    word, where, spelling = word.strip(), shown(where), shown(spelling)
    if word not in known:
        told = "not among the activations of transformers that are known"
        return Named(where, spelling, "", note=f"{note}; {told}" if note else told)
    from actviz.lookup.registry import resolve

    (function,) = resolve(f"hf:{word}")
    plain = known[word].split(":")[0]
    spec = plain if function.name == plain and known[word] == plain else f"hf:{word}"
    return Named(where, spelling, spec, f"hf:{word}", note)
