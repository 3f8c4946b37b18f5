"""What the operators of PyTorch's aten compute: an operator of ONNX, a function, or a formula."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.models.model_graph import Constant, Graph, Operation, meanings, readable

# Tensors that hold one number: what of the call it is, or the number itself.
FILLED: Final[dict[str, str | float]] = {
    "full": "fill_value", "full_like": "fill_value", "new_full": "fill_value",
    "scalar_tensor": "s", "zeros": 0.0, "zeros_like": 0.0, "new_zeros": 0.0, "ones": 1.0,
    "ones_like": 1.0, "new_ones": 1.0,
}  # fmt: skip
# aten's words for activations where they are not those of torch.nn.functional.
_WORDS: Final = {"log_sigmoid": "logsigmoid", "log_sigmoid_forward": "logsigmoid"}
# The order of inputs where ONNX has another, and what is none of the numbers computed with.
_RANDOM: Final = ("self", "lower", "upper")
_ORDER: Final = {"masked_fill": ("mask", "value", "self"), "rrelu": _RANDOM,
                 "rrelu_with_noise_functional": _RANDOM}  # fmt: skip
# Numbers that a program leaves out where they are what they are without a word.
_LEFT_OUT: Final = {"lower": 0.125, "upper": 1 / 3}
_NO_NUMBERS: Final = ("dim", "dtype", "rounding_mode")
_OPTIONS: Final = ("alpha", "value", "rounding_mode", "decimals", "scale", "input_scale",
                   "lower", "upper")  # fmt: skip
_NUMBERS: Final = ("as_float", "as_int", "as_bool", "as_string")
# ONNX's numbers for the formats that PyTorch numbers otherwise.
_FORMATS: Final = {1: 2, 2: 3, 3: 5, 4: 6, 5: 7, 6: 10, 7: 1, 8: 11, 12: 9, 13: 16}


@cache
def _kinds() -> dict[str, str]:
    """The operators of ONNX that operators of aten are."""
    return {
        word: kind
        for kind, words in meanings("aten")["operators"].items()
        for word in words.split()
    }


def tensors(given: Any) -> list[str]:
    """The names of the tensors in a list of arguments."""
    names = []
    for one in given:
        for content in one.values() if isinstance(one, dict) else ():
            if isinstance(content, dict) and "name" in content:
                names.append(readable(str(content["name"])))
            elif isinstance(content, list):
                names += [readable(str(part["name"])) for part in content
                          if isinstance(part, dict) and "name" in part]  # fmt: skip
    return names


def operation(graph: Graph, node: dict[str, Any], formats: dict[str, int]) -> Operation:
    """A node of a program; numbers in it become constants of the graph.

    ``formats`` are PyTorch's numbers for the formats of tensors.
    """
    target = str(node["target"])
    overloaded = target.removeprefix("torch.ops.aten.")
    word = overloaded.split(".")[0]
    plain = word.rstrip("_") if not word.startswith("_") else word
    outputs = tuple(tensors(node["outputs"]))
    name = readable(str(node.get("name") or (outputs[0] if outputs else word)))
    given = {str(one["name"]): one["arg"] for one in node["inputs"]}
    for key in _ORDER.get(plain, ()):
        if key in _LEFT_OUT:
            given.setdefault(key, {"as_float": _LEFT_OUT[key]})
    numbers = {
        key: arg[kind] for key, arg in given.items() for kind in _NUMBERS if kind in arg
    }  # fmt: skip
    if plain in FILLED and outputs:
        told = FILLED[plain]
        value = numbers.get(told) if isinstance(told, str) else told
        if isinstance(value, (int, float)):
            _store(graph, outputs[0], float(value))
    named = {key: tensors([arg]) for key, arg in given.items()}
    kind = _kind(plain, overloaded, numbers) if target.startswith("torch.ops.aten.") else ""
    if not kind:
        every = tuple(one for inner in named.values() for one in inner)
        return Operation(target, name, every, outputs, as_written=plain)
    if kind == "glu" or kind.startswith("spec:"):
        data = tuple(named.get("self") or named.get("input") or [])
        return Operation(kind, name, data, outputs, as_written=plain)
    inputs = _inputs(graph, name, plain, kind, given, named)
    attributes: dict[str, Any] = {}
    if plain == "rsub" and kind == "Sub":
        inputs = inputs[::-1]
    if plain == "rnn_relu":
        attributes["activations"] = ["Relu"]
    if plain == "permute":
        attributes["perm"] = given.get("dims", {}).get("as_ints")
    if kind == "Cast" and outputs:
        attributes["to"] = _FORMATS.get(formats.get(outputs[0], 0), 0)
    return Operation(kind, name, inputs, outputs, attributes, as_written=plain)


def _kind(plain: str, overloaded: str, numbers: dict[str, Any]) -> str:
    """What an operator is called here; empty: it is none that can be read."""
    options = [
        f"{key}={numbers[key]}" if isinstance(numbers[key], str) else key
        for key in _OPTIONS if key in numbers and key not in _ORDER.get(plain, ())
    ]  # fmt: skip
    formula = meanings("aten")["formulas"].get(":".join((plain, *options)))
    if formula is not None and not numbers.get("training"):
        return f"formula:{formula}"
    spec = _activation(_WORDS.get(plain, plain), numbers)
    if spec:
        return f"spec:{spec}"
    if plain == "glu":
        return plain
    kind = _kinds().get(overloaded) or _kinds().get(plain, "")
    elementwise = kind in ("Add", "Sub", "Div", "Round")
    return "" if elementwise and options else kind


def _activation(word: str, numbers: dict[str, Any]) -> str:
    """The activation that an operation of aten is, as a spec; empty: it is none."""
    if word not in frameworks()["torch"] or word in (
        "prelu", "rrelu", "softmax", "log_softmax", "glu",
    ):  # fmt: skip
        return ""
    told = ",".join(
        f"{key}={value!r}" if not isinstance(value, str) else f"{key}={value}"
        for key, value in numbers.items()
        if not isinstance(value, bool)
    )
    return f"torch:{word}:{told}" if told else f"torch:{word}"


def _inputs(
    graph: Graph, name: str, plain: str, kind: str, given: dict[str, Any],
    named: dict[str, list[str]],
) -> tuple[str, ...]:  # fmt: skip
    """Tensors and numbers in the order in which ONNX's operator takes them."""
    if kind == "Clip":
        keys = [next((k for k in ("self", "input") if k in given), "self"), "min", "max"]
    else:
        keys = [*_ORDER.get(plain, [key for key in given if key not in _NO_NUMBERS])]
    names: list[str] = []
    for key in keys:
        arg = given.get(key, {})
        if named.get(key):
            names += named[key]
        elif "as_float" in arg or "as_int" in arg:
            stored = f"{name}.{key}"
            _store(graph, stored, float(arg.get("as_float", arg.get("as_int"))))
            names.append(stored)
        elif kind == "Clip":
            names.append("")
    return tuple(names)


def _store(graph: Graph, name: str, value: float) -> None:
    graph.constants[name] = Constant((), "float32", lambda: [value])
