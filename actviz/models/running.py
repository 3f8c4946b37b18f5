"""An ONNX model run by onnxruntime, with the tensors inside it that activations take.

The file is not changed: a protobuf message goes on where its bytes end, so that more outputs are
named by a few bytes behind those of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import dirname, getsize
from typing import TYPE_CHECKING, Any, Final

from actviz.models.graph import Model, ModelError, Quantised
from actviz.models.places import Found

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.generic]

LARGEST: Final = 2_000_000_000  # bytes of a file that is run
_TIME, _PIXELS = 16, 64  # of inputs made by chance, where the model leaves them open
_TOKENS = (100, 10, 2)  # whole numbers by chance are below the first of these that the model takes
_MISSING: Final = "running a model needs onnxruntime; install it with: pip install 'actviz[models]'"
_KINDS: Final = {
    "tensor(float)": "float32", "tensor(float16)": "float16", "tensor(double)": "float64",
    "tensor(int64)": "int64", "tensor(int32)": "int32", "tensor(bool)": "bool",
    "tensor(uint8)": "uint8", "tensor(int8)": "int8",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A place and the numbers that reached it."""

    place: Found
    inputs: NDArray[np.float64]


def measured(model: Model, places: Sequence[Found], given: str, seed: int = 0) -> list[Measured]:
    """The numbers that reach the elementwise activations of an ONNX model.

    Args:
        model: an ONNX model as it was read.
        places: its activations; those inside bodies and functions are left out.
        given: a ``.npz`` file with an array for each input, or ``random``: standard normal
            numbers, and whole numbers below 100 where the model takes such, or below 10 or 2 where
            it does not.
        seed: of what is made by chance.

    Raises:
        ModelError: it is no ONNX, onnxruntime is missing, or it refuses model or inputs.
    """
    if model.format != "onnx" or model.graph is None:
        raise ModelError(f"{model.path}: only an ONNX model can be run; this is {model.format}")
    inside = {name for one in model.graph.operations for name in one.outputs}
    inside.update(model.graph.inputs)
    wanted = [one for one in places if one.kind == "elementwise" and one.inputs[0] in inside]
    tensors = list(dict.fromkeys(one.inputs[0] for one in wanted))
    session = _session(model.path, [name for name in tensors if name not in model.graph.outputs
                                    and name not in model.graph.inputs])  # fmt: skip
    values = _values(session, tensors, given, seed, model.path)
    meant = model.graph.quantised
    numbers = {name: _doubles(values[name], meant.get(name)) for name in tensors}
    return [Measured(one, numbers[one.inputs[0]]) for one in wanted]


def _values(
    session: Any, tensors: Sequence[str], given: str, seed: int, path: str
) -> dict[str, Array]:
    """The tensors asked for; inputs by chance are tried with smaller whole numbers if need be."""
    wanted = session.get_inputs()
    whole = any("int" in one.type for one in wanted)
    for below in _TOKENS if given == "random" and whole else _TOKENS[:1]:
        feeds = _feeds(wanted, given, seed, below)
        names = [name for name in tensors if name not in feeds]
        try:
            found = session.run(names, feeds) if names else []
            return {**dict(zip(names, found, strict=True)), **feeds}
        except Exception as error:  # onnxruntime has no base class for what it raises
            said = _line(error)
    raise ModelError(f"{path}: onnxruntime: {said}")


def _doubles(values: Array, meant: Quantised | None) -> NDArray[np.float64]:
    """The numbers of a tensor; of one of whole numbers what they mean."""
    import numpy as np

    found = np.asarray(values, dtype=np.float64)
    if meant is None or not np.issubdtype(values.dtype, np.integer):
        return found
    along = [1] * found.ndim
    if not meant.single:
        along[meant.axis] = -1
    zeros, scales = (np.reshape(each, along) for each in (meant.zeros, meant.scales))
    return np.asarray((found - zeros) * scales)


def _session(path: str, tensors: Sequence[str]) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise ModelError(_MISSING) from None
    if getsize(path) > LARGEST:
        raise ModelError(f"{path}: more than two gigabytes in one file; it is not run")
    with open(path, "rb") as file:
        data = file.read()
    named = b"".join(_message(12, _message(1, name.encode())) for name in tensors)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # As it is written: fused operators would hide what is asked for.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", dirname(path) or "."
    )
    try:
        return onnxruntime.InferenceSession(
            data + (_message(7, named) if named else b""), options,
            providers=["CPUExecutionProvider"],
        )  # fmt: skip
    except Exception as error:
        raise ModelError(f"{path}: onnxruntime: {_line(error)}") from None


def _message(number: int, content: bytes) -> bytes:
    """A field of a protobuf message that has a length."""
    length, size = bytearray(), len(content)
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    return bytes([number << 3 | 2, *length, size]) + content


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _feeds(wanted: Sequence[Any], given: str, seed: int, below: int) -> dict[str, Array]:
    """An array for each input of the model."""
    import numpy as np

    if given == "random":
        chance = np.random.default_rng(seed)
        return {one.name: _by_chance(one, chance, below) for one in wanted}
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


def _by_chance(one: Any, chance: np.random.Generator, below: int) -> Array:
    if one.type not in _KINDS:
        raise ModelError(f"the input {one.name!r} is a {one.type}; give it as --run inputs.npz")
    shape = [
        size if isinstance(size, int) and size > 0 else _open(at, len(one.shape))
        for at, size in enumerate(one.shape)
    ]
    kind = _KINDS[one.type]
    if kind == "bool":
        return chance.random(shape) < 2
    if kind.startswith("float"):
        return chance.standard_normal(shape).astype(kind)
    return chance.integers(0, below, shape).astype(kind)


def _open(at: int, axes: int) -> int:
    """The length of an axis that the model leaves open."""
    if at == 0:
        return 1
    return _PIXELS if axes == 4 else _TIME
