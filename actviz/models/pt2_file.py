"""PyTorch .pt2, what torch.export.save writes: its graph is JSON, and JSON alone is read."""

from __future__ import annotations

import struct
import zipfile
from functools import partial
from math import prod
from typing import Any, Final

from actviz.models import aten
from actviz.models.model_graph import (
    DAMAGED_ARCHIVE,
    MOST_OPERATIONS,
    SMALL,
    Constant,
    Graph,
    Model,
    ModelError,
    json_object,
)  # fmt: skip
from actviz.models.ordering import in_order

_MOST_JSON: Final = 400_000_000
# PyTorch's numbers for the formats of numbers, and how struct reads these; bfloat16 by its bits.
_FORMATS: Final = {6: "float16", 7: "float32", 8: "float64", 13: "bfloat16", 4: "int32", 5: "int64"}
_LETTERS: Final = {"float16": "e", "float32": "f", "float64": "d", "bfloat16": "H", "int32": "i",
                   "int64": "q"}  # fmt: skip
# Where an archive keeps tensors, and the table of each.
_KEPT: Final = {"weights": "model_weights_config.json", "constants": "model_constants_config.json"}


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
            stored = _stored(archive, path, name.removesuffix("models/model.json"))
            graph = _graph(program["graph_module"]["graph"])
            _name_weights(graph, program["graph_module"]["signature"], stored)
    except ModelError:
        raise
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"its graph is not laid out as torch.export does ({error})") from None
    except DAMAGED_ARCHIVE as error:
        raise ModelError(f"the archive is damaged: {error}") from None
    version = str(program.get("torch_version", ""))[:24]
    return Model(path, "pt2", f"pytorch {version}".strip(), graph=graph)


def _graph(theirs: dict[str, Any]) -> Graph:
    graph = Graph()
    nodes = theirs["nodes"]
    if len(nodes) > MOST_OPERATIONS:
        raise ModelError(f"more than {MOST_OPERATIONS:,} nodes")
    formats: dict[str, int] = {}
    for name, meta in theirs.get("tensor_values", {}).items():
        graph.shapes[name] = tuple(_size(size, "?") for size in meta.get("sizes", ()))
        formats[name] = meta.get("dtype", 0)
        if formats[name] in _FORMATS:
            graph.dtypes[name] = _FORMATS[formats[name]]
    for node in nodes:
        graph.operations.append(aten.operation(graph, node, formats))
    graph.operations = in_order(graph.operations)
    graph.inputs = tuple(aten.tensors(theirs["inputs"]))
    graph.outputs = tuple(aten.tensors(theirs["outputs"]))
    return graph


def _stored(archive: zipfile.ZipFile, path: str, top: str) -> dict[str, Constant]:
    """The small tensors that the archive keeps as plain bytes, to be read when asked for."""
    stored = {}
    names = set(archive.namelist())
    for folder, config in _KEPT.items():
        place = f"{top}data/{folder}/"
        if place + config not in names:
            continue
        with archive.open(place + config) as file:
            table = json_object(file.read(_MOST_JSON + 1), config, _MOST_JSON)
        for word, entry in table.get("config", {}).items():
            meta, name = entry.get("tensor_meta") or {}, place + str(entry.get("path_name"))
            if entry.get("use_pickle") or meta.get("dtype") not in _FORMATS or name not in names:
                continue
            dtype = _FORMATS[meta["dtype"]]
            shape = tuple(_size(size, -1) for size in meta.get("sizes", ()))
            if min(shape, default=0) >= 0 and prod(shape) <= SMALL:
                load = partial(numbers_in, path, name, dtype, prod(shape))
                stored[word] = Constant(shape, dtype, load)
    return stored


def _size(told: dict[str, Any], otherwise: Any) -> Any:
    """One length of a tensor; ``otherwise``: it is a letter's."""
    length = told.get("as_int")
    return length if type(length) is int else otherwise


def _name_weights(graph: Graph, signature: dict[str, Any], stored: dict[str, Constant]) -> None:
    """Give the graph its small weights, buffers and constants."""
    for one in signature["input_specs"]:
        for kind in ("parameter", "buffer", "tensor_constant"):
            word = one[kind][f"{kind}_name"] if kind in one else ""
            if word in stored:
                graph.constants[one[kind]["arg"]["name"]] = stored[word]


def numbers_in(path: str, name: str, dtype: str, count: int) -> list[float]:
    """The ``count`` numbers, all of them, of a file in an archive."""
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        data = file.read(8 * count + 1)  # no number has more bytes, and a longer file is damaged
    numbers = struct.unpack(f"<{count}{_LETTERS[dtype]}", data)
    if dtype == "bfloat16":  # the upper half of a float32
        numbers = struct.unpack(f"<{count}f", b"".join(b"\0\0" + data[at : at + 2]
                                                for at in range(0, 2 * count, 2)))  # fmt: skip
    return [float(number) for number in numbers]
