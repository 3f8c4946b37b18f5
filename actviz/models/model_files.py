"""A model file of any format, opened: what it is is read off its first bytes.

Nothing of a file is run, and no weights are loaded: files are mapped into memory and walked.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from os.path import basename, exists, isdir, isfile, join
from typing import Final, TypeAlias

from actviz.models.model_graph import DAMAGED, DAMAGED_ARCHIVE, Model, ModelError

Reader: TypeAlias = Callable[[str, memoryview], Model]
KINDS: Final = (
    "ONNX, TFLite, Keras .keras or .h5, PyTorch .pt2 or TorchScript, safetensors with "
    "config.json, or GGUF"
)
_PICKLED: Final = (
    "{path}: a pickle, as torch.save writes it; reading one runs code that is in it. "
    "Export the model instead: torch.onnx.export(model, inputs, 'model.onnx'), or "
    "torch.export.save(torch.export.export(model, inputs), 'model.pt2')"
)
_CORE_ML: Final = (
    "Core ML, which is not read; give the model that it was converted from, as ONNX or .pt2"
)


def opened(path: str) -> Model:
    """What a model file holds.

    Args:
        path: the file; of safetensors also its folder, or the config.json beside it.

    Raises:
        ModelError: it is no model file that can be read; the message says what it is.
        OSError: it cannot be opened.
    """
    if exists(path) and path.lower().rstrip("/").endswith((".mlpackage", ".mlmodel")):
        raise ModelError(f"{path}: {_CORE_ML}")
    if isdir(path):
        config = join(path, "config.json")
        if not isfile(config):
            raise ModelError(f"{path}: a folder without a config.json")
        path = config
    with open(path, "rb") as file:
        try:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError:
            raise ModelError(f"{path}: the file is empty") from None
        except OSError:
            raise ModelError(f"{path}: no file on a disk, which a model is read from") from None
    try:
        model = _reader(path, data)(path, data)
    except ModelError as error:
        raise error.of(path) from None
    except DAMAGED as error:
        raise ModelError(f"{path}: the file is damaged ({type(error).__name__})") from None
    model.named = [one for one in model.named if one.spec != "identity"]  # no activation
    return model


@lru_cache(maxsize=4)
def known(path: str, stamp: tuple[int, int]) -> Model:
    """The same, remembered as long as the file's size and time (``stamp``) stay the same."""
    del stamp
    return opened(path)


def _reader(path: str, data: memoryview) -> Reader:
    """The reader that a file's first bytes, and where they say nothing its name, ask for."""
    head = bytes(data[:16])
    name = basename(path).lower()
    if head[:4] == b"GGUF":
        return _read_by("gguf_file")
    if head[4:8] == b"TFL3":
        return _read_by("tflite_file")
    if head[4:8] == b"ORTM" or name.endswith(".ort"):
        raise ModelError("onnxruntime's own format; read the ONNX file that it was made from")
    if head[:4] == b"PK\x03\x04":
        return _zipped(path)
    if head[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        raise ModelError(_PICKLED.format(path=path))
    if head[:8] == b"\x89HDF\r\n\x1a\n":
        return _read_by("keras_hdf5_file")
    if name.endswith(".safetensors") or name == "config.json":
        return _read_by("config_file")
    if head[:1] in (b"{", b"["):
        raise ModelError(f"JSON, but not called config.json; known are {KINDS}")
    if name.endswith(".onnx") or (head and head[0] == 8):
        return _read_by("onnx_file")
    raise ModelError(f"no model file that is known; known are {KINDS}")


def _read_by(module: str) -> Reader:
    """The reader of a format; its module is imported when a file of it is read."""
    read: Reader = import_module(f"actviz.models.{module}").read
    return read


def _zipped(path: str) -> Reader:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except DAMAGED_ARCHIVE as error:
        raise ModelError(f"a zip archive that cannot be read: {error}") from None
    tails = {name.partition("/")[2] for name in names} | set(names)
    if "models/model.json" in tails or "serialized_exported_program.json" in tails:
        return _read_by("pt2_file")
    if "metadata.json" in names and "config.json" in names:
        return _read_by("keras_file")
    if any(name.startswith("code/") for name in tails):
        return _read_by("torchscript_file")
    if any(name.endswith("data.pkl") for name in names):
        raise ModelError(_PICKLED.format(path=path))
    raise ModelError(f"a zip archive with no model in it that is known; known are {KINDS}")
