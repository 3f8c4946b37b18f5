"""What commands say, word for word, as a terminal shows it: ``said/*.txt``.

A line ``$ actviz ...`` is run, and what stands below it is what it must write: first stdout, then
the lines of stderr behind ``! ``, and the exit code as ``[2]`` unless it is 0. Numbers are compared
to six digits: other processors differ in the last. To add a command, write its line, then run
``python -m tests.cli.said --remake``, which writes what stands below all of them anew; ``git diff``
shows what changed.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from actviz.cli.app import run
from tests.models.test_nodes_and_changes import network

KEPT: Final = Path(__file__).parent / "said"
_LONG: Final = re.compile(r"-?\d+\.\d{6,}(?:[eE][-+]?\d+)?|-?\d\.\d+[eE][-+]?\d+")

SURROUNDINGS: Final = {"ACTVIZ_CATALOGUE": "", "COLUMNS": "80"}
# What stands in the folder in which a command runs.
FILES: Final = {
    "x.txt": "-3\n-0.5\n0\n0.25\n2\n",
    "table.csv": "id;in;out\n1;-2,5;0\n2;0,5;0,5\n3;nan;2\n",
    "pairs.csv": "x,y\n-1,0\n0,0.1\n2,1.9\n",
    "own.toml": '[functions.bent]\nformula = "where(x > 0, x, x/8) + b"\ntitle = "Bent"\n'
    "[functions.bent.parameters.b]\ndefault = 0.5\n",
    "net.toml": "input = [1, 2]\ntarget = [1]\n[[layer]]\nweights = [[1, -1], [0.5, 2]]\n"
    "biases = [0, 0.25]\n[[layer]]\nweights = [[2, -1]]\nbiases = [0.5]\n",
    "config.json": '{"hidden_act": "gelu_new", "model_type": "gpt2"}\n',
}


def prepare(folder: Path) -> None:
    """Put the files that commands read into a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    np.savez(folder / "layers.npz", first=np.arange(-30, 34).reshape(16, 4)/4,
             second=np.full((3, 4), -1.0))  # fmt: skip
    network(folder / "net.onnx")
    network(folder / "other.onnx", gelu="tanh", slope=0.25)


def short(text: str) -> str:
    """Numbers of many digits with six."""
    return _LONG.sub(lambda got: _six(float(got[0])), text)


def _six(number: float) -> str:
    """Six digits; 1.0000000000000002 is 1.0, as on a processor that meets the one exactly."""
    short = f"{number:.6g}"
    return short if re.search(r"[.en]", short) else f"{short}.0"


def said(command: str, folder: Path) -> str:
    """What a command writes when it is run in a folder."""
    before = Path.cwd()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    os.chdir(folder)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code: object = run(shlex.split(command.removeprefix("actviz ")))
            except SystemExit as end:
                code = end.code
    finally:
        os.chdir(before)
    told = []
    for stream in (out, err):
        stream.flush()
        buffer: Any = stream.detach()
        told.append(buffer.getvalue().decode().replace(str(folder), "FOLDER"))
    lines = [*told[0].splitlines(), *(f"! {line}" for line in told[1].splitlines())]
    if code:
        lines.append(f"[{code}]")
    return "".join(short(line).rstrip() + "\n" for line in lines)


def cases(file: Path) -> Iterator[tuple[str, str]]:
    """Each command of a file, and what it must write."""
    for part in re.split(r"^\$ ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        command, _, text = part.partition("\n")
        yield command, text.removesuffix("\n")


def main() -> None:
    """Say what is said otherwise than it was kept; with ``--remake`` keep it."""
    os.environ |= SURROUNDINGS
    for file in sorted(KEPT.glob("*.txt")):
        parts = []
        for command, text in cases(file):
            with TemporaryDirectory() as folder:
                prepare(Path(folder))
                now = said(command, Path(folder))
            if now != text:
                print(f"{file.stem}: {command}")
            parts.append(f"$ {command}\n{now}\n")
        if "--remake" in sys.argv:
            file.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
