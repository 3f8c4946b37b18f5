"""safetensors with config.json: weights that name no function, and the file beside them that does.

The names are those of Hugging Face transformers; what they mean is the catalogue's table ``hf``.
"""

from __future__ import annotations

from collections.abc import Iterator
from os.path import basename, dirname, isfile, join
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.models.gguf_file import capped
from actviz.models.model_graph import Model, ModelError, Named, json_object, shown

MOST_HEADER: Final = 100_000_000  # bytes of a safetensors header, as in its own library
MOST_CONFIG: Final = 10_000_000
MOST_DEEP: Final = 12
KEYS: Final = (
    "hidden_act", "activation_function", "hidden_activation", "projector_hidden_act",
    "feat_extract_activation", "decoder_activation_function", "encoder_activation_function",
    "pooler_act", "dense_act_fn", "activation", "mlp_hidden_act", "mamba_hidden_act",
    "ff_activation", "mask_downsampler_hidden_act", "act_fn", "ffn_act_fn", "hidden_act_fn",
    "conv_act", "feat_proj_activation", "gate_hidden_act", "act",
)  # fmt: skip
# Model types whose feed-forward layer multiplies its activation with another branch.
_GATED: Final = frozenset({
    "llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "gemma", "gemma2",
    "gemma3", "gemma3_text", "phi3", "olmo", "olmo2", "cohere", "cohere2", "granite", "deepseek_v2",
    "deepseek_v3", "stablelm", "internlm2", "minicpm", "smollm3", "glm", "glm4", "exaone4",
    "modernbert", "nomic_bert", "ministral", "helium",
})  # fmt: skip
_WITHOUT: Final = {  # model types whose configuration names none
    "bloom": ("gelu_new", "fixed in the model's code"),
    "mpt": ("gelu", "fixed in the model's code"),
}
_UNITS: Final = {"silu": "swiglu", "swish": "swiglu", "gelu": "geglu", "gelu_new": "geglu_tanh",
                 "gelu_pytorch_tanh": "geglu_tanh", "relu": "reglu"}  # fmt: skip


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
    kind = str(config.get("model_type", ""))
    if kind in _WITHOUT:
        word, note = _WITHOUT[kind]
        yield _one(f"{path}model_type", kind, word, note)
    for key, value in config.items():
        yield from capped(f"{path}{key}", key, value)
        if key in KEYS and isinstance(value, str):
            note = ""
            if kind in _GATED and key in ("hidden_act", "hidden_activation"):
                note = f"gates another branch: {_UNITS.get(value, 'a gated unit')}"
            yield _one(f"{path}{key}", value, value, note)
        elif key == "feed_forward_proj" and isinstance(value, str):
            gated = value.startswith("gated-")
            word = value.removeprefix("gated-")
            if gated and word == "gelu":
                word = "gelu_new"
            note = f"gates another branch: {_UNITS.get(word, 'a gated unit')}" if gated else ""
            if "dense_act_fn" not in config:
                yield _one(f"{path}{key}", value, word, note)
        elif key == "gelu_activation" and isinstance(value, bool):
            yield _one(f"{path}{key}", str(value).lower(), "gelu" if value else "relu", "")
        elif isinstance(value, dict) and depth < MOST_DEEP:
            if "ffn_act_fn" in value and isinstance(value["ffn_act_fn"], dict):  # DBRX
                name = value["ffn_act_fn"].get("name")
                if isinstance(name, str):
                    yield _one(f"{path}{key}.ffn_act_fn.name", name, name, "")
            yield from _named(value, f"{path}{key}.", depth + 1)


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
