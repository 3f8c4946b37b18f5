"""Programs in Python that run vectors through exported code: what each library is given, and how.

What they read and print is said in :mod:`~actviz.export.drivers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from actviz.dataclass import dataclass
from actviz.export.targets import Target
from actviz.readings.languages.marked_texts import filled, parts

_TEXTS: Final = "python_drivers.txt"  # what is around calls, and the calls of each library
BEFORE: Final = {
    "wgsl": "# Mesa's software renderer would optimise for seconds what runs once.\n"
    'os.environ.setdefault("GALLIVM_PERF", "no_opt")\n',
    "keras": 'os.environ.setdefault("KERAS_BACKEND", "torch")\n',
    "triton": "import torch\n\n"
    'if not torch.cuda.is_available():\n    os.environ["TRITON_INTERPRET"] = "1"\n',
}


@dataclass(frozen=True)
class Call:
    """One function of a file, as a driver calls it."""

    name: str  # in the vectors
    inputs: int
    spelled: str  # in the language, where that puts something behind
    output: str  # what an ONNX model calls its result
    extra: str = ""  # its bound arguments as text, ``"1.0, 2.0"``
    letters: tuple[str, ...] = ()  # what these are called


def in_python(
    target: Target,
    calls: Sequence[Call],
    extras: Mapping[str, Sequence[float]],
    file: str,
    dtype: str,
    rows: bool,
) -> str:
    """The program for a language that Python runs; ``extras`` are bound arguments by name."""
    outputs = {one.name: (one.output, one.letters) for one in calls}
    texts = parts(__file__, _TEXTS)
    loading = {"onnx": "import onnxruntime", "wgsl": ""}.get(target.name, texts["loaded"])
    call = texts.get(f"{target.name} rows" if rows else "") or texts[target.name]
    body = loading + call
    body = filled(body, module=Path(file).stem, dtype=dtype, file=file, outputs=outputs)
    by_itself = rows and target.name != "wgsl"  # which takes all of a function's at once
    return filled(
        texts["whole"] + "\n",
        before=BEFORE.get(target.name, ""),
        extra=extras,
        loading=body,
        errors="raise" if target.name == "numpy" else "ignore",
        together="k" if by_itself else "name",
    )
