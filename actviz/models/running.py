"""An ONNX model run by onnxruntime, with the tensors inside it that activations take.

The file is not changed: a protobuf message goes on where its bytes end, so that more outputs are
named by a few bytes behind those of the file; only for what is inside the branches of an If are
those handed out one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from os.path import dirname, getsize
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.measure.runtimes.onnx_model import message
from actviz.models import inner_outputs
from actviz.models.inner_outputs import Path
from actviz.models.model_graph import Graph, Model, ModelError, Quantised
from actviz.models.places import FunctionPlace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.generic]

LARGEST: Final = 2_000_000_000  # bytes of a file that is run
# Of inputs made by chance, where the model leaves them open, the first with which it runs: how many
# steps, and below what whole numbers are.
_TIMES, _TOKENS, _PIXELS = (16, 512), (100, 10, 2), 64
_MISSING: Final = "running a model needs onnxruntime; install it with: pip install 'actviz[models]'"
_KINDS: Final = {
    "tensor(float)": "float32", "tensor(float16)": "float16", "tensor(double)": "float64",
    "tensor(int64)": "int64", "tensor(int32)": "int32", "tensor(bool)": "bool",
    "tensor(uint8)": "uint8", "tensor(int8)": "int8",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A place and the numbers that reached it."""

    place: FunctionPlace
    inputs: NDArray[np.float64]


def measured(model: Model, places: Sequence[FunctionPlace], given: str) -> list[Measured]:
    """The numbers that reach the elementwise activations of an ONNX model.

    Args:
        places: its activations; those inside loops, functions and branches that are not taken
            are left out.
        given: a ``.npz`` file with an array for each input, or ``random``: standard normal
            numbers, and whole numbers below 100; shapes that are open are short ones. If the model
            refuses those, longer ones and smaller whole numbers are tried.

    Raises:
        ModelError: it is no ONNX, onnxruntime is missing, or it refuses model or inputs.
    """
    if model.format != "onnx" or model.graph is None:
        raise ModelError(f"{model.path}: only an ONNX model can be run; this is {model.format}")
    seen = [(one, _maker(model.graph, one)) for one in places if one.kind == "elementwise"]
    wanted = [(one, (path, one.inputs[0])) for one, path in seen if path is not None]
    inner = list(dict.fromkeys(tensor for _, tensor in wanted if tensor[0]))
    names = {tensor: inner_outputs.name_of(at) for at, tensor in enumerate(inner)}
    names |= {tensor: tensor[1] for _, tensor in wanted if not tensor[0]}
    tensors = list(dict.fromkeys(names[tensor] for _, tensor in wanted))
    there = {*model.graph.outputs, *model.graph.inputs}
    session = _session(model.path, inner, [name for name in tensors if name not in there])
    values = _values(session, tensors, given, model.path)
    meant = model.graph.quantised
    numbers = {name: _doubles(values[name], meant.get(name)) for name in tensors}
    reached = [Measured(one, numbers[names[tensor]]) for one, tensor in wanted]
    return [one for one in reached if one.inputs.size]  # the others: of branches not taken


def _maker(graph: Graph, place: FunctionPlace) -> Path | None:
    """The body that makes what reaches a place; None: none that can be shown."""
    graphs = [graph]
    for made, nth in place.within:
        holder = next((one for one in graphs[-1].operations if made in one.outputs[:1]), None)
        if holder is None or holder.kind != "If":
            return None
        graphs.append(holder.bodies[nth])
    tensor = place.inputs[0]
    for depth in range(len(graphs) - 1, -1, -1):
        one = graphs[depth]
        if tensor in one.inputs or any(tensor in node.outputs for node in one.operations):
            return None if tensor in one.inlined else place.within[:depth]
    return None


def _values(session: Any, tensors: Sequence[str], given: str, path: str) -> dict[str, Array]:
    """The tensors asked for; inputs by chance are longer or smaller if the model wants that."""
    wanted = session.get_inputs()
    tries = list(product(_TIMES, _TOKENS)) if given == "random" else [(0, 0)]
    said = ""
    for time, below in tries:
        feeds = _feeds(wanted, given, time, below)
        names = [name for name in tensors if name not in feeds]
        try:
            outputs = session.run(names, feeds) if names else []
            return {**dict(zip(names, outputs, strict=True)), **feeds}
        except Exception as error:  # onnxruntime has no base class for what it raises
            said = said or _line(error)
    more = "; give inputs that it takes as --run inputs.npz" if len(tries) > 1 else ""
    raise ModelError(f"{path}: onnxruntime: {said}{more}")


def _doubles(values: Array, meant: Quantised | None) -> NDArray[np.float64]:
    """The numbers of a tensor; of one of whole numbers what they mean."""
    numbers = np.asarray(values, dtype=np.float64)
    if meant is None or not np.issubdtype(values.dtype, np.integer):
        return numbers
    along = [1] * numbers.ndim
    if not meant.single:
        along[meant.axis] = -1
    zeros, scales = (np.reshape(each, along) for each in (meant.zeros, meant.scales))
    return np.asarray((numbers - zeros) * scales)


def _session(path: str, inner: Sequence[tuple[Path, str]], tensors: Sequence[str]) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise ModelError(_MISSING) from None
    if getsize(path) > LARGEST:
        raise ModelError(f"{path}: more than two gigabytes in one file; it is not run")
    with open(path, "rb") as file:
        data = file.read()
    if inner:
        data = inner_outputs.with_inner_outputs(memoryview(data), inner)
    named = b"".join(message(12, message(1, name.encode())) for name in tensors)
    onnxruntime.set_default_logger_severity(4)  # of what is inside bodies it warns by this one
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # As it is written: fused operators would hide what is asked for.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", dirname(path) or "."
    )
    try:
        return onnxruntime.InferenceSession(
            data + (message(7, named) if named else b""), options,
            providers=["CPUExecutionProvider"],
        )  # fmt: skip
    except Exception as error:
        raise ModelError(f"{path}: onnxruntime: {_line(error)}") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _feeds(wanted: Sequence[Any], given: str, time: int, below: int) -> dict[str, Array]:
    """An array for each input of the model."""
    if given == "random":
        chance = np.random.default_rng(0)
        return {one.name: _by_chance(one, chance, time, below) for one in wanted}
    try:
        with np.load(given, allow_pickle=False) as archive:
            arrays: Mapping[str, Array] = {name: archive[name] for name in archive.files}
    except (ValueError, AttributeError, TypeError, EOFError) as error:
        raise ModelError(f"{given}: not a .npz file of arrays ({_line(error)})") from None
    missing = [one.name for one in wanted if one.name not in arrays]
    if missing:
        raise ModelError(
            f"{given}: no array for the input {missing[0]!r}; it holds "
            f"{', '.join(arrays) or 'none'}"
        )
    return {
        one.name: arrays[one.name].astype(_KINDS.get(one.type, "float32"), copy=False)
        for one in wanted
    }


def _by_chance(one: Any, chance: np.random.Generator, time: int, below: int) -> Array:
    if one.type not in _KINDS:
        raise ModelError(f"the input {one.name!r} is a {one.type}; give it as --run inputs.npz")
    shape = [
        size if isinstance(size, int) and size > 0 else _open(size, at, len(one.shape), time)
        for at, size in enumerate(one.shape)
    ]
    kind = _KINDS[one.type]
    if kind == "bool":
        return chance.random(shape) < 2
    if kind.startswith("float"):
        return chance.standard_normal(shape).astype(kind)
    return chance.integers(0, below, shape).astype(kind)


def _open(size: object, at: int, axes: int, time: int) -> int:
    """The length of an axis that the model leaves open."""
    if at == 0 or "batch" in str(size).lower():
        return 1
    return _PIXELS if axes == 4 else time
