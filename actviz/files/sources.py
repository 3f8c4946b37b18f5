"""A file or stdin opened, unpacked, and recognised by its first bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from actviz.dataclass import dataclass

_GZIP: Final = b"\x1f\x8b"
_LONG: Final = 4096  # bytes that tell what a file is
DAMAGED: Final = "a zip archive, as .npz and .pt files are, that is damaged or cut short"
# What begins so is of another kind, and this line makes numbers of it.
_OTHERS: Final = {
    "torch": "python -c \"import sys, torch, numpy; numpy.savez('inputs.npz', **{{k: v.float()."
    "numpy() for k, v in torch.load(sys.argv[1], map_location='cpu').items()}})\" {file}",
    "hdf5": 'python -c "import sys, h5py, numpy; f = h5py.File(sys.argv[1]); numpy.savez('
    "'inputs.npz', **{{k: f[k][()] for k in f}})\" {file}",
    "mat": "python -c \"import sys, scipy.io, numpy; numpy.savez('inputs.npz', **{{k: v for k, v "
    "in scipy.io.loadmat(sys.argv[1]).items() if k[0] != '_'}})\" {file}",
    "xlsx": "python -c \"import sys, pandas; pandas.read_excel(sys.argv[1]).to_csv('inputs.csv')\" "
    "{file}",
    "pickle": "python -c \"import sys, pickle, numpy; numpy.save('inputs.npy', pickle.load(open("
    "sys.argv[1], 'rb')))\" {file}",
}
_TITLES: Final = {
    "torch": "a PyTorch file, and reading one runs what is in it", "hdf5": "an HDF5 file",
    "mat": "a MATLAB file", "xlsx": "a spreadsheet",
    "pickle": "a pickle, and reading one runs what is in it",
}  # fmt: skip


@dataclass
class Source:
    """An open file: what it is called, what it is, and its bytes from the first on."""

    where: str
    kind: str  # npy, zip, safetensors, idx, parquet, arrow or text
    stream: IO[bytes]
    packed: bool


@contextmanager
def opened(file: str, waiting_for: str, *, raw: bool = False) -> Iterator[Source]:
    """A file, or stdin for ``-``; gzip is unpacked on the way.

    Args:
        waiting_for: what is said to be waited for where stdin is a terminal.
        raw: its bytes are bare numbers, whatever they look like.

    Raises:
        ValueError: it is of a kind that is not read here; the message says what converts it.
        OSError: it cannot be read.
    """
    from actviz.streams.pipes import opened as descriptor_of

    where = "stdin" if file == "-" else file
    with descriptor_of(None if file == "-" else file, waiting_for) as descriptor:
        stream: IO[bytes] = io.BufferedReader(io.FileIO(descriptor, closefd=False), 1 << 18)
        packed = _start(stream).startswith(_GZIP) and not raw
        if not packed:
            yield _source(stream, where, raw, packed)
            return
        import gzip
        import zlib

        try:
            unpacked = io.BufferedReader(gzip.GzipFile(fileobj=stream), 1 << 18)
            yield _source(unpacked, where, raw, packed)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise ValueError(f"{where}: not a gzip file that can be read ({error})") from None


def _source(stream: IO[bytes], where: str, raw: bool, packed: bool) -> Source:
    """What an open file is.

    Raises:
        ValueError: as :func:`opened`.
    """
    kind = "raw" if raw else recognised(_start(stream), where)
    if kind == "zip":
        kind, stream = _of_archive(stream, where)
    if kind in _OTHERS:
        line = _OTHERS[kind].format(file=where)
        raise ValueError(f"{where} is {_TITLES[kind]}; this line makes numbers of it: {line}")
    return Source(where, kind, stream, packed)


def _start(stream: IO[bytes]) -> bytes:
    assert isinstance(stream, io.BufferedReader)
    return stream.peek(_LONG)[:_LONG]


def recognised(start: bytes, where: str) -> str:
    """What a file is by its first bytes, and where they leave it open by its suffix."""
    suffix = Path(where.removesuffix(".gz")).suffix.lower()
    for sign, kind in (
        (b"\x93NUMPY", "npy"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PAR1", "parquet"),
        (b"ARROW1", "arrow"), (b"\x89HDF", "hdf5"), (b"MATLAB 5", "mat"), (b"\x80\x02", "pickle"),
        (b"\x80\x03", "pickle"), (b"\x80\x04", "pickle"), (b"\x80\x05", "pickle"),
        (b"\xd0\xcf\x11\xe0", "xlsx"),
    ):  # fmt: skip
        if start.startswith(sign):
            return "torch" if kind == "pickle" and suffix in (".pt", ".pth") else kind
    if len(start) > 9 and start[8:9] == b"{" and int.from_bytes(start[:8], "little") < 1 << 28:
        return "safetensors"
    if start[:2] == b"\0\0" and len(start) > 3 and start[2] in (8, 9, 11, 12, 13, 14) and start[3]:
        return "idx"
    if suffix in (".npy", ".npz"):  # it is none, and the message says so
        return "npy" if suffix == ".npy" else "zip"
    return "text"


def _of_archive(stream: IO[bytes], where: str) -> tuple[str, IO[bytes]]:
    """What a zip archive is, by the names in it; a pipe's is taken into memory."""
    import zipfile

    if not stream.seekable():
        stream = io.BytesIO(stream.read())
    try:
        names = zipfile.ZipFile(stream).namelist()
    except zipfile.BadZipFile as error:
        stream.seek(0)
        if stream.read(2) != b"PK":
            raise ValueError(f"{where}: not a .npz file ({error})") from None
        raise ValueError(f"{where}: {DAMAGED} ({error}); copy it again") from None
    if any(name.endswith("data.pkl") for name in names):
        return "torch", stream
    return "xlsx" if any(name.startswith("xl/") for name in names) else "zip", stream
