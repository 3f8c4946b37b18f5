"""PyTorch .pt2, what torch.export.save writes: its graph is JSON, and JSON alone is read."""

from __future__ import annotations

import zipfile
from functools import partial
from struct import unpack
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.models.graph import (
    MOST_OPERATIONS,
    SMALL,
    Constant,
    Graph,
    Model,
    ModelError,
    Operation,
    json_object,
    readable,
)  # fmt: skip

_MOST_JSON: Final = 400_000_000
# aten's words for what ONNX has an operator for.
_KINDS: Final = {
    "add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div", "pow": "Pow", "neg": "Neg",
    "exp": "Exp", "log": "Log", "log1p": "Log1p", "expm1": "Expm1", "erf": "Erf", "erfc": "Erfc",
    "sqrt": "Sqrt", "rsqrt": "Rsqrt", "reciprocal": "Reciprocal", "abs": "Abs", "sign": "Sign",
    "sgn": "Sign", "sin": "Sin", "cos": "Cos", "atan": "Atan", "sinh": "Sinh", "cosh": "Cosh",
    "asinh": "Asinh", "floor": "Floor", "ceil": "Ceil", "round": "Round", "square": "Square",
    "maximum": "Max", "minimum": "Min", "where": "Where", "gt": "Greater", "ge": "GreaterOrEqual",
    "lt": "Less", "le": "LessOrEqual", "eq": "Equal", "ne": "NotEqual", "logical_and": "And",
    "logical_or": "Or", "logical_not": "Not", "bitwise_and": "And", "bitwise_or": "Or",
    "bitwise_not": "Not", "clamp": "Clip", "clamp_min": "Clip", "clamp_max": "Clip",
    "view": "Reshape", "reshape": "Reshape", "_unsafe_view": "Reshape", "flatten": "Flatten",
    "unsqueeze": "Unsqueeze", "squeeze": "Squeeze", "permute": "Transpose",
    "transpose": "Transpose", "t": "Transpose", "contiguous": "Identity", "clone": "Identity",
    "dropout": "Identity", "detach": "Identity", "alias": "Identity", "_to_copy": "Cast",
    "to": "Cast", "expand": "Expand", "linear": "Gemm", "addmm": "Gemm", "mm": "MatMul",
    "bmm": "MatMul", "matmul": "MatMul", "convolution": "Conv", "conv1d": "Conv",
    "conv2d": "Conv", "conv3d": "Conv", "conv_transpose2d": "ConvTranspose",
    "batch_norm": "BatchNormalization", "chunk": "Split", "split": "Split",
    "split_with_sizes": "Split", "slice": "Slice", "select": "Gather", "mean": "ReduceMean",
    "sum": "ReduceSum", "amax": "ReduceMax", "softmax": "Softmax", "_softmax": "Softmax",
    "log_softmax": "LogSoftmax", "_log_softmax": "LogSoftmax", "prelu": "PRelu",
    "_prelu_kernel": "PRelu", "lstm": "LSTM", "gru": "GRU", "rnn_tanh": "RNN",
    "scaled_dot_product_attention": "Attention", "sym_size": "Shape",
    "_native_batch_norm_legit_no_training": "BatchNormalization",
}  # fmt: skip
# aten's words for activations where they are not those of torch.nn.functional.
_WORDS: Final = {"log_sigmoid": "logsigmoid", "log_sigmoid_forward": "logsigmoid"}
_NUMBERS: Final = ("as_float", "as_int", "as_bool", "as_string")
_LEFT_OUT: Final = ("inplace", "training", "scale", "input_scale", "lower", "upper")


def read(path: str, data: memoryview) -> Model:
    """The graph of an exported PyTorch program.

    Raises:
        ModelError: the archive is damaged, or of another layout.
    """
    del data
    try:
        with zipfile.ZipFile(path) as archive:
            tails = ("models/model.json", "serialized_exported_program.json")
            name = next(name for name in archive.namelist() if name.endswith(tails))
            with archive.open(name) as file:
                program = json_object(file.read(_MOST_JSON + 1), "its graph", _MOST_JSON)
            stored = _stored(archive, name.removesuffix("models/model.json"))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"the archive is damaged: {error}") from None
    try:
        graph = _graph(program["graph_module"]["graph"])
        _name_weights(graph, program["graph_module"]["signature"], stored, path)
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"its graph is not laid out as torch.export does ({error})") from None
    version = str(program.get("torch_version", ""))[:24]
    return Model(path, "pt2", f"pytorch {version}".strip(), graph=graph)


def _graph(theirs: dict[str, Any]) -> Graph:
    graph = Graph()
    nodes = theirs["nodes"]
    if len(nodes) > MOST_OPERATIONS:
        raise ModelError(f"more than {MOST_OPERATIONS:,} nodes")
    for name, meta in theirs.get("tensor_values", {}).items():
        sizes = meta.get("sizes", ())
        graph.shapes[name] = tuple(size.get("as_int", "?") for size in sizes)
    for node in nodes:
        graph.operations.append(_operation(graph, node))
    graph.inputs = tuple(_tensors(theirs["inputs"]))
    graph.outputs = tuple(_tensors(theirs["outputs"]))
    return graph


def _stored(archive: zipfile.ZipFile, top: str) -> dict[str, tuple[str, int]]:
    """Where the archive keeps the small float32 weights that are plain bytes, and their size."""
    config = f"{top}data/weights/model_weights_config.json"
    if config not in archive.namelist():
        return {}
    stored = {}
    table = json_object(archive.read(config), config, _MOST_JSON)
    for word, entry in table.get("config", {}).items():
        name = f"{top}data/weights/{entry.get('path_name')}"
        plain = not entry.get("use_pickle") and entry.get("tensor_meta", {}).get("dtype") == 7
        if plain and name in archive.namelist():
            size = archive.getinfo(name).file_size // 4
            if size <= SMALL:
                stored[word] = name, size
    return stored


def _name_weights(
    graph: Graph, signature: dict[str, Any], stored: dict[str, tuple[str, int]], path: str
) -> None:
    """Give the graph its small weights, to be read when they are asked for."""
    for one in signature["input_specs"]:
        if "parameter" not in one:
            continue
        tensor, word = one["parameter"]["arg"]["name"], one["parameter"]["parameter_name"]
        if word in stored:
            name, size = stored[word]
            graph.constants[tensor] = Constant((size,), "float32", partial(_numbers, path, name))


def _numbers(path: str, name: str) -> list[float]:
    with zipfile.ZipFile(path) as archive:
        data = archive.read(name)
    return list(unpack(f"<{len(data) // 4}f", data))


def _tensors(given: Any) -> list[str]:
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


def _operation(graph: Graph, node: dict[str, Any]) -> Operation:
    target = str(node["target"])
    word = target.removeprefix("torch.ops.aten.").split(".")[0]
    plain = word.rstrip("_") if not word.startswith("_") else word
    outputs = tuple(_tensors(node["outputs"]))
    name = readable(str(node.get("name") or (outputs[0] if outputs else word)))
    given = {str(one["name"]): one["arg"] for one in node["inputs"]}
    numbers = {
        key: arg[kind] for key, arg in given.items() for kind in _NUMBERS if kind in arg
    }  # fmt: skip
    tensors = {key: _tensors([arg]) for key, arg in given.items()}
    spec = _activation(_WORDS.get(plain, plain), numbers)
    if spec:
        data = tuple(tensors.get("self") or tensors.get("input") or [])
        return Operation(f"spec:{spec}", name, data, outputs, as_written=plain)
    if plain == "glu":
        return Operation("glu", name, tuple(tensors.get("self", ())), outputs, as_written=plain)
    kind = _KINDS.get(plain)
    if kind is None or not target.startswith("torch.ops.aten."):
        every = tuple(one for inner in tensors.values() for one in inner)
        return Operation(target, name, every, outputs, as_written=plain)
    inputs = _inputs(graph, name, kind, given, tensors)
    if plain == "rsub":
        inputs = inputs[::-1]
    attributes: dict[str, Any] = {}
    if plain == "permute":
        attributes["perm"] = given.get("dims", {}).get("as_ints")
    return Operation(kind, name, inputs, outputs, attributes, as_written=plain)


def _activation(word: str, numbers: dict[str, Any]) -> str:
    """The activation that an operation of aten is, as a spec; empty: it is none."""
    if word not in frameworks()["torch"] or word in ("prelu", "softmax", "log_softmax", "glu"):
        return ""
    told = ",".join(
        f"{key}={value!r}" if not isinstance(value, str) else f"{key}={value}"
        for key, value in numbers.items()
        if key not in _LEFT_OUT and not isinstance(value, bool)
    )
    return f"torch:{word}:{told}" if told else f"torch:{word}"


def _inputs(
    graph: Graph, name: str, kind: str, given: dict[str, Any], tensors: dict[str, list[str]]
) -> tuple[str, ...]:
    """Tensors and numbers in the order in which ONNX's operator takes them."""
    if kind == "Clip":
        keys = [next((k for k in ("self", "input") if k in given), "self"), "min", "max"]
    else:
        keys = [key for key in given if key not in ("alpha", "rounding_mode", "dim", "dtype")]
    names: list[str] = []
    for key in keys:
        arg = given.get(key, {})
        if tensors.get(key):
            names += tensors[key]
        elif "as_float" in arg or "as_int" in arg:
            value = float(arg.get("as_float", arg.get("as_int")))
            stored = f"{name}.{key}"
            graph.constants[stored] = Constant((), "float32", lambda value=value: [value])  # type: ignore[misc]
            names.append(stored)
        elif kind == "Clip":
            names.append("")
    return tuple(names)
