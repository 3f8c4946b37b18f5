"""Keras .keras: the configuration of its layers, which names activations. No code is loaded."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.functions.entry import SpecError
from actviz.models import keras_graph
from actviz.models.model_graph import DAMAGED_ARCHIVE, Model, ModelError, Named, json_object, shown

MOST_CONFIG: Final = 64_000_000
_MOST_DEEP: Final = 60
_KEYS: Final = ("activation", "recurrent_activation", "hidden_activation")
# Layers that are activations: the catalogue's word of Keras 3, and the keys of their numbers.
_LAYERS: Final = {
    "ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax",
    "PReLU": "prelu", "ThresholdedReLU": "thresholded_relu",
}  # fmt: skip
# Layers that weigh by a softmax.
_ATTENTION: Final = ("Attention", "AdditiveAttention", "MultiHeadAttention",
                     "GroupQueryAttention", "GroupedQueryAttention")  # fmt: skip
# Keras 2 meant another function by these names.
_KERAS_2: Final = {"hard_sigmoid": "onnx:HardSigmoid"}  # slope 0.2


def read(path: str, data: memoryview) -> Model:
    """The activations that a Keras model's configuration names.

    Raises:
        ModelError: the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = _json(archive, "config.json")
            version = str(_json(archive, "metadata.json").get("keras_version", ""))[:20]
    except ModelError:
        raise
    except DAMAGED_ARCHIVE as error:
        raise ModelError(f"the archive is damaged: {error}") from None
    del data
    return model_of(path, config, version)


def model_of(path: str, config: dict[str, Any], version: str) -> Model:
    """What a configuration names, as the version of Keras that wrote it meant its names."""
    model = Model(path, "keras", f"keras {version}".strip())
    old = version.startswith("2")
    groups: dict[tuple[str, str, str], Named] = {}
    graph, taken = keras_graph.graph_of(config, lambda layer: _spec_of(layer, old=old))
    for one in _layers(config, taken, old=old, depth=0):
        same = groups.setdefault((one.spelling, one.spec, one.note), one)
        if same is not one:
            same.count += 1
    model.named = list(groups.values())
    model.graph = graph if graph.operations else None
    return model


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    with archive.open(name) as file:
        return json_object(file.read(MOST_CONFIG + 1), name, MOST_CONFIG)


def _spec_of(layer: dict[str, Any], *, old: bool) -> str:
    """The function of one number that a layer or a call is; empty: it is none."""
    from actviz.functions.kinds import is_elementwise
    from actviz.lookup.registry import resolve

    kind, config = layer.get("class_name"), layer.get("config")
    if not isinstance(config, dict) or not isinstance(kind, str) or kind == "PReLU":
        return ""
    if keras_graph.call_of(layer):
        named = list(_call(layer))
    else:
        alone = kind in _LAYERS or kind == "Activation"
        named = list(_layer(kind, config, old=old)) if alone else []
    specs = [one.dialect or one.spec for one in named if one.spec and not one.note]
    return specs[0] if len(specs) == 1 and is_elementwise(resolve(specs[0])[0]) else ""


def _layers(part: Any, taken: set[int], *, old: bool, depth: int) -> Iterator[Named]:
    """What the layers inside a part of a configuration name, in order; but for those taken."""
    if depth > _MOST_DEEP:
        raise ModelError(f"layers nested more than {_MOST_DEEP} deep")
    if isinstance(part, list):
        for one in part:
            yield from _layers(one, taken, old=old, depth=depth + 1)
    if not isinstance(part, dict) or id(part) in taken:
        return
    config = part.get("config")
    if isinstance(part.get("class_name"), str) and isinstance(config, dict):
        if keras_graph.call_of(part):
            yield from _call(part)
        else:
            yield from _layer(part["class_name"], config, old=old)
        if _of_its_author(part):
            where, word = config.get("name", ""), part.get("registered_name") or part["class_name"]
            note = "a layer of its author's own code"
            yield Named(shown(str(where)), shown(str(word)), "", note=note)
    for key, inner in part.items():
        if key not in _KEYS:
            yield from _layers(inner, taken, old=old, depth=depth + 1)


def _of_its_author(layer: dict[str, Any]) -> bool:
    """Whether a layer computes what only its author's code says."""
    called = "inbound_nodes" in layer or "build_config" in layer
    return layer["class_name"] == "Lambda" or (called and ">" in str(layer.get("registered_name")))


def _layer(kind: str, config: dict[str, Any], *, old: bool) -> Iterator[Named]:
    where = shown(str(config.get("name", kind)))
    if kind in _LAYERS:
        yield _activation_layer(kind, config, where)
        return
    if kind in _ATTENTION:
        yield Named(where, kind, "softmax", "keras:softmax", f"inside {kind}")
    for key in _KEYS:
        if key in config and config[key] is not None:
            place = where if key == "activation" else f"{where}.{key}"
            yield _named(config[key], place, old=old)


def _call(layer: dict[str, Any]) -> Iterator[Named]:
    """A function that a network was written with, if it is an activation."""
    called = keras_graph.call_of(layer)
    library = "tf" if keras_graph.is_old(layer) else "keras"
    if called is None:
        return
    path, given = called
    word = path if path in frameworks()[library] else path.rpartition(".")[2]
    if word in frameworks()[library]:
        told = ",".join(
            f"{key}={value!r}" for key, value in given.items()
            if key != "axis" and isinstance(value, (int, float))
        )  # fmt: skip
        base = f"{library}:{word}"
        spelling = path if library == "tf" else layer["class_name"]
        where = shown(str(layer["config"].get("name", spelling)))
        yield _spec(f"{base}:{told}" if told else base, where, shown(spelling), "")


def _named(given: Any, where: str, *, old: bool) -> Named:
    """An activation given by name, or as an object of its own."""
    if isinstance(given, dict):
        inner = given.get("config")
        kind = str(given.get("class_name", ""))
        if kind in _LAYERS and isinstance(inner, dict):
            return _activation_layer(kind, inner, where)
        if kind == "Activation" and isinstance(inner, dict):
            return _named(inner.get("activation"), where, old=old)
        word = inner if isinstance(inner, str) else kind
        return Named(where, shown(word), "", note="a function of its author's own code")
    word = str(given)
    if old and word in _KERAS_2:
        note = "as Keras 2 means it; Keras 3 loads the file with clip(x/6 + 0.5, 0, 1)"
        return Named(where, word, _KERAS_2[word], "onnx:HardSigmoid", note)
    if word not in frameworks()["keras"]:
        return Named(where, shown(word), "", note="no activation of Keras that is known")
    return _spec(f"keras:{word}", where, word, "")


def _activation_layer(kind: str, config: dict[str, Any], where: str) -> Named:
    """A layer that is an activation, with its numbers."""
    from actviz.models.naming import shortest

    words = {"LeakyReLU": {"negative_slope": "negative_slope", "alpha": "negative_slope"},
             "ELU": {"alpha": "alpha"}, "ThresholdedReLU": {"theta": "threshold"},
             "ReLU": {"max_value": "max_value", "negative_slope": "negative_slope",
                      "threshold": "threshold"}}.get(kind, {})  # fmt: skip
    given = {
        ours: shortest(float(config[theirs]), "float32") for theirs, ours in words.items()
        if isinstance(config.get(theirs), (int, float)) and not isinstance(config[theirs], bool)
    }  # fmt: skip
    if kind == "ReLU":
        given = {word: value for word, value in given.items() if value or word == "max_value"}
    told = ",".join(f"{word}={value!r}" for word, value in given.items())
    note = "its slopes are learned" if kind == "PReLU" else ""
    base = f"keras:{_LAYERS[kind] if kind == 'ReLU' else kind}"
    if kind == "ThresholdedReLU":  # Keras 3 has none
        base = _LAYERS[kind]
    return _spec(f"{base}:{told}" if told else base, where, kind, note)


def _spec(spec: str, where: str, spelling: str, note: str) -> Named:
    from actviz.lookup.registry import resolve
    from actviz.models.naming import plain_spec

    try:
        resolve(spec)
    except (SpecError, ValueError) as error:
        return Named(where, spelling, "", note=str(error))
    return Named(where, spelling, plain_spec(spec), spec, note)
