"""Approximations in integers as files of a language, tried on every input that there is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.value.as_function import Approximated, function_of
from actviz.export.integer_steps import whole
from actviz.export.targets import Target
from actviz.export.write import called, head
from actviz.readings.formats import Uniform
from actviz.readings.languages import whole_verilog
from actviz.readings.languages.whole_numbers import Whole

Integers = NDArray[np.int64]

# The languages of whole numbers, by the names of the targets.
MODULES: Final = {
    "c": "whole_c", "numpy": "whole_numpy", "rust": "whole_rust", "onnx": "whole_onnx",
    "verilog": "whole_verilog", "mem": "whole_mem",
}  # fmt: skip
_MOST_TRIED: Final = 16  # bits of an input of which all are tried


def programs(
    functions: Sequence[Any], target: Target, stem: str | None = None
) -> list[tuple[Approximated, Whole]]:
    """Approximations in integers, and the slopes that they bring, as functions of whole numbers.

    Raises:
        ValueError: one of them is no approximation in integers, or the language has none.
    """
    if target.name not in MODULES:
        raise ValueError(
            f"an approximation in integers is written in {', '.join(MODULES)}, not in {target.name}"
        )
    taken: set[str] = set()
    reserved = _language(target).RESERVED
    pairs = []
    for function in functions:
        if not isinstance(function, Approximated):
            raise ValueError(
                f"{function.display} is no approximation in integers; {target.name} takes such "
                "alone, from actviz approximate --fixed or --integers"
            )
        name = called(function, stem, reserved, taken)
        pairs.append((function, whole(function.record, name)))
        slope = function.record.slope
        if slope is not None and slope.formats is not None:
            taken.add(f"{name}_d1")
            pairs.append((function_of(slope, f"{name}_d1"), whole(slope, f"{name}_d1")))
    return pairs


def _language(target: Target) -> Any:
    return import_module(f"actviz.readings.languages.{MODULES[target.name]}")


def text(
    target: Target, functions: Sequence[Whole], version: str, accuracy: str = ""
) -> str | bytes:
    """The file's content.

    Raises:
        ValueError: onnx is not installed.
    """
    said = accuracy or "the bits of the reference"
    said += "; --verify tries all inputs" if not accuracy and target.name != "mem" else ""
    try:
        written: str | bytes = _language(target).render(
            list(functions), head([one.name for one in functions], version, said)
        )
    except ModuleNotFoundError as error:
        raise ValueError(f"writing {target.name} needs {error.name}; pip install it") from None
    return written


def inputs(form: Uniform) -> Integers:
    """Every integer of a format in the order of bit patterns; of wide ones a sample."""
    if form.bits <= _MOST_TRIED:
        patterns = np.arange(1 << form.bits, dtype=np.int64)
        return np.where(patterns > form.ends[1], patterns - (1 << form.bits), patterns)
    low, high = form.ends
    return np.linspace(low, high, 1 << _MOST_TRIED).astype(np.int64)


def right(function: Approximated) -> Integers:
    """What the reference gives for :func:`inputs`."""
    assert function.record.formats is not None
    return function.record.on_integers(inputs(function.record.formats[0]))


def tried(
    pairs: Sequence[tuple[Approximated, Whole]], target: Target
) -> list[tuple[Whole, int, int]]:
    """How many inputs each function was tried on here, and how many results are other bits.

    Raises:
        ValueError: the language does not run, or its program fails; the message says what it said.
    """
    if target.name == "mem":
        raise ValueError("mem is a table, and nothing that runs; --to verilog has a bench")
    counts = []
    for function, one in pairs:
        assert function.record.formats is not None
        x = inputs(function.record.formats[0])
        content = text(target, [one], "")
        with TemporaryDirectory() as folder:
            got = _RUN[target.name](one, content, x, Path(folder))
        counts.append((one, int(x.size), int(np.count_nonzero(got != right(function)))))
    return counts


def _ran(command: list[str], folder: Path, data: bytes = b"") -> bytes:
    done = subprocess.run(command, cwd=folder, input=data, capture_output=True)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise ValueError(f"{command[0]}: {said[0]}")
    return done.stdout


def _numbers(output: bytes) -> Integers:
    return np.array(output.split(), dtype=np.int64)


def _fed(x: Integers) -> bytes:
    return "\n".join(map(str, x.tolist())).encode()


def _in_c(one: Whole, content: Any, x: Integers, folder: Path) -> Integers:
    main = (
        "\n#include <stdio.h>\nint main(void) { long x; while (scanf(\"%ld\", &x) == 1) "
        f'printf("%ld\\n", (long){one.name}(({one.given.type}_t)x)); return 0; }}\n'
    )  # fmt: skip
    (folder / "t.c").write_text(content + main)
    flags = ["-std=c99", "-O2", "-Wall", "-Werror", "-ftrapv"]
    _ran(["gcc", *flags, "t.c", "-o", "t"], folder)
    return _numbers(_ran(["./t"], folder, _fed(x)))


def _in_rust(one: Whole, content: Any, x: Integers, folder: Path) -> Integers:
    main = (
        "fn main() { use std::io::Read; let mut s = String::new(); "
        "std::io::stdin().read_to_string(&mut s).unwrap(); for w in s.split_whitespace() "
        f'{{ println!("{{}}", {one.name}(w.parse().unwrap())); }} }}\n'
    )
    (folder / "t.rs").write_text(content + main)
    # Overflow would panic: nothing is to overflow.
    _ran(["rustc", "-C", "overflow-checks=on", "--crate-type", "bin", "t.rs", "-o", "t"], folder)
    return _numbers(_ran(["./t"], folder, _fed(x)))


def _in_numpy(one: Whole, content: Any, x: Integers, folder: Path) -> Integers:
    (folder / "t.py").write_text(content)
    run = (
        "import sys, t, numpy as np; "
        f"print(*t.{one.name}(np.array(sys.stdin.read().split(), dtype=int)))"
    )
    return _numbers(_ran([sys.executable, "-c", run], folder, _fed(x)))


def _in_onnx(one: Whole, content: Any, x: Integers, folder: Path) -> Integers:
    runtime = import_module("onnxruntime")
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {"x": x.astype(one.given.type)})
    return np.asarray(got, dtype=np.int64)


def _in_verilog(one: Whole, content: Any, x: Integers, folder: Path) -> Integers:
    """Every output, printed by a bench of our own."""
    given, result = one.given.bits, one.result.bits
    sign = "signed " if one.result.signed else ""
    main = (
        f"module tries; reg [{given - 1}:0] x; wire {sign}[{result - 1}:0] y; integer i; "
        f"{one.name} tried (.x(x), .y(y)); initial for (i = 0; i < {1 << given}; i = i + 1) "
        f'begin x = i[{given - 1}:0]; #1; $display("%0d", y); end endmodule\n'
    )
    (folder / "t.v").write_text(content + main)
    _ran(["iverilog", "-g2001", "-Wall", "-o", "t", "t.v"], folder)
    return _numbers(_ran(["vvp", "-n", "t"], folder))


_RUN: Final = {
    "c": _in_c, "rust": _in_rust, "numpy": _in_numpy, "onnx": _in_onnx, "verilog": _in_verilog,
}  # fmt: skip


def write_bench(folder: Path, pairs: Sequence[tuple[Approximated, Whole]], content: str) -> None:
    """A folder with the module, a test bench for each function, and what is right for each input.

    Run it with ``iverilog -o bench *.v && vvp bench`` for one function.
    """
    os.makedirs(folder, exist_ok=True)
    (folder / "module.v").write_text(content)
    for function, one in pairs:
        vectors = f"{one.name}.mem"
        (folder / vectors).write_text(
            whole_verilog.in_hexadecimal(right(function).tolist(), one.result.bits)
        )
        (folder / f"{one.name}_bench.v").write_text(whole_verilog.bench(one, vectors))
