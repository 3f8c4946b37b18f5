"""NVIDIA's compiler as a library, which needs no GPU: CUDA to the text of its assembler."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

# What it has no files for, of the host's library: what exported code takes from there.
_HEADERS: Final = {
    "cmath": "#define HUGE_VAL __longlong_as_double(0x7ff0000000000000ull)\n",
    "cstddef": "namespace std { using size_t = decltype(sizeof 0); }\n",
}
# Functions that only who takes the file will call; a quotient by 0 that is an infinity.
_MEANT: Final = "--diag-suppress=177,39"


def installed() -> bool:
    """Whether compiler and headers are here."""
    return _library() is not None and _headers() is not None


def compiled(code: str, *options: str) -> str:
    """PTX of a file.

    Raises:
        ValueError: it does not compile, or with a warning; the message is the compiler's.
    """
    library = _library()
    assert library is not None
    handle, size = ctypes.c_void_p(), ctypes.c_size_t()
    heads = (
        (ctypes.c_char_p * len(_HEADERS))(*(text.encode() for text in part))
        for part in (_HEADERS.values(), _HEADERS.keys())
    )
    library.nvrtcCreateProgram(
        ctypes.byref(handle), code.encode(), b"exported.cu", len(_HEADERS), *heads
    )
    given = ["--gpu-architecture=compute_80", f"-I{_headers()}", _MEANT, *options]
    words = (ctypes.c_char_p * len(given))(*(option.encode() for option in given))
    library.nvrtcCompileProgram(handle, len(given), words)

    def told(what: str) -> str:
        getattr(library, f"nvrtcGet{what}Size")(handle, ctypes.byref(size))
        text = ctypes.create_string_buffer(size.value)
        getattr(library, f"nvrtcGet{what}")(handle, text)
        return text.value.decode()

    log = told("ProgramLog")
    ptx = "" if log else told("PTX")
    library.nvrtcDestroyProgram(ctypes.byref(handle))
    if log:
        raise ValueError(log)
    return ptx


@cache
def _library() -> Any:
    file = next(_found("nvidia.cuda_nvrtc", "lib/libnvrtc.so.*"), None)
    return file and ctypes.CDLL(str(file))


@cache
def _headers() -> Path | None:
    file = next(_found("nvidia.cuda_runtime", "include/cuda_fp16.h"), None)
    return file and file.parent


def _found(package: str, pattern: str) -> Any:
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        return iter(())
    return (
        file
        for folder in (spec.submodule_search_locations or () if spec else ())
        for file in Path(folder).glob(pattern)
    )
