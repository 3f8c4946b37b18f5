"""Exported functions of rows, run in each language."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.export import softmax_files, trial
from actviz.export.python_drivers import Call
from actviz.export.targets import TARGETS
from actviz.export.trial_vectors import Vectors
from actviz.lookup.registry import resolve_all

Row = Sequence[float]
# Of (name, x, g or nothing) the results of a whole file.
Calls = list[tuple[str, Row, Row | None]]


def code(word: str, dtype: str, **more: Any) -> Any:
    functions = resolve_all(more.pop("names", ["softmax", "log_softmax"]))
    given = None if TARGETS[word].dtypes == ("input",) else dtype
    options = {"order": None, "stem": None, "dtype": given, "version": "0", **more}
    return softmax_files.in_rows(functions, TARGETS[word], **options)


def module(text: str) -> Any:
    loaded = types.ModuleType("exported")
    exec(compile(text, "exported.py", "exec"), loaded.__dict__)
    return loaded


KINDS: Final = ["softmax", "log_softmax", "softmax_d1", "log_softmax_d1"]


def _arrays(text: str, calls: Calls, array: Callable[[Row], Any]) -> list[Any]:
    loaded = module(text)
    return [
        np.asarray(getattr(loaded, name)(*(array(row) for row in (x, g) if row is not None)))
        for name, x, g in calls
    ]


def _python(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    return _arrays(text, calls, list)


def _numpy(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    return _arrays(text, calls, np.array)


def _torch(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    import torch

    return _arrays(text, calls, lambda row: torch.tensor(row, dtype=getattr(torch, dtype)))


def _jax(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    import jax

    loaded = module(text)
    with jax.enable_x64(dtype == "float64"):
        jitted = {name: jax.jit(getattr(loaded, name)) for name in KINDS}
        return [
            np.asarray(jitted[name](*(np.array(row, dtype) for row in given if row is not None)))
            for name, *given in calls
        ]


def _c(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    (folder / "rows.c").write_text(text)
    strict = "-std=c99 -Wall -Wextra -Werror -pedantic -O2 -shared -fPIC rows.c -o rows.so -lm"
    subprocess.run(["gcc", *strict.split()], cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "rows.so"))
    listed = []
    for name, *given in calls:
        function = getattr(library, name + "f" * (dtype == "float32"))
        arrays = [np.array(row, dtype=dtype) for row in given if row is not None]
        arrays.append(np.full(arrays[0].size, 7, dtype=dtype))
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
        function(*pointers, ctypes.c_size_t(arrays[0].size))
        listed.append(arrays[-1])
        function(*pointers[:-1], pointers[0], ctypes.c_size_t(arrays[0].size))  # in its place
        np.testing.assert_array_equal(arrays[0], arrays[-1])
    return listed


# What NVIDIA's compiler has by itself; who runs this is thread 0 of each block in turn.
_AS_HOST: Final = """
#define __host__
#define __device__
#define __global__
struct Place { unsigned x; };
static Place blockIdx = {0}, blockDim = {1}, threadIdx = {0};
#include "rows.cuh"
"""


def _cuda(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    """The kernels on the host: what is computed is the same text."""
    (folder / "rows.cuh").write_text(text)
    own, end = ("float", "f") if dtype == "float32" else ("double", "")
    kernels = "".join(
        f'extern "C" void run_{name}'
        f"(const {own} *x, const {own} *g, {own} *y, size_t n, size_t many) {{"
        f" for (blockIdx.x = 0; blockIdx.x < many + 3; blockIdx.x++)"
        f" {name}{end}_kernel(x, {'g, ' if name.endswith('d1') else ''}y, n, many); (void)g; }}\n"
        for name in KINDS
    )
    (folder / "rows.cc").write_text(_AS_HOST + kernels)
    strict = "-Wall -Wextra -Werror -Wno-unknown-pragmas -O2 -shared -fPIC rows.cc -o rows.so"
    subprocess.run(["g++", *strict.split()], cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "rows.so"))
    listed = []
    for name, x, g in calls:
        twice = [np.array([row, row[::-1]], dtype=dtype) for row in (x, x if g is None else g)]
        twice.append(np.full(twice[0].shape, 7, dtype=dtype))
        sizes = [ctypes.c_size_t(size) for size in twice[0].shape[::-1]]
        getattr(library, f"run_{name}")(*(ctypes.c_void_p(a.ctypes.data) for a in twice), *sizes)
        listed.append(twice[-1][0])
        np.testing.assert_allclose(twice[-1][1][::-1], listed[-1], rtol=1e-5, atol=1e-5)
    return listed


def _rust(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    own = "f32" if dtype == "float32" else "f64"
    (folder / "rows.rs").write_text(text)
    (folder / "run.rs").write_text(f"""#![deny(warnings)]
pub mod rows;
fn row(line: Option<String>) -> Vec<{own}> {{
    line.unwrap().split_whitespace().map(|w| w.parse().unwrap()).collect()
}}
fn main() {{
    let mut lines = std::io::stdin().lines().map(|l| l.unwrap());
    while let Some(name) = lines.next() {{
        let (x, g) = (row(lines.next()), row(lines.next()));
        let mut y = vec![7.0; x.len()];
        match name.as_str() {{
            "softmax" => rows::softmax(&x, &mut y),
            "log_softmax" => rows::log_softmax(&x, &mut y),
            "softmax_d1" => rows::softmax_d1(&x, &g, &mut y),
            _ => rows::log_softmax_d1(&x, &g, &mut y),
        }}
        println!("{{}}", y.iter().map(|v| format!("{{:e}}", v)).collect::<Vec<_>>().join(" "));
    }}
}}
""")
    subprocess.run(["rustc", "--edition=2021", "run.rs"], cwd=folder, check=True)
    lines = []
    for name, x, g in calls:
        lines += [name, " ".join(map(repr, x)), " ".join(map(repr, g or []))]
    got = subprocess.run(
        [folder / "run"], input="\n".join([*lines, ""]), capture_output=True, text=True, check=True
    )
    return [np.array([float(w) for w in line.split()]) for line in got.stdout.split("\n")[:-1]]


def _js(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    (folder / "rows.mjs").write_text(text)
    arguments = json.dumps([[n, list(map(str, x)), list(map(str, g or []))] for n, x, g in calls])
    (folder / "run.mjs").write_text(f"""import * as rows from "./rows.mjs";
const number = (w) => Number(w.replace("inf", "Infinity"));
for (const [name, x, g] of {arguments})
  console.log([...rows[name](x.map(number), g.map(number))].join(" "));
""")
    got = subprocess.run(
        ["node", "run.mjs"], cwd=folder, capture_output=True, text=True, check=True
    )
    lines = got.stdout.replace("Infinity", "inf").split("\n")[:-1]
    return [np.array([float(w) for w in line.split()]) for line in lines]


def _onnx(model: bytes, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return [
        session.run([name], {"x": np.array([x], dtype), "g": np.array([g or x], dtype)})[0][0]
        for name, x, g in calls
    ]


_WITH_KERAS: Final = """
import json, sys
import exported, torch

dtype, calls = json.load(sys.stdin)
for name, *given in calls:
    x, g = (torch.tensor(row or [], dtype=getattr(torch, dtype)) for row in given)
    if name.endswith("d1"):
        x.requires_grad_()
        getattr(exported, name[:-3])(x).backward(g)
        direct = getattr(exported, name)(x.detach(), g)
        assert torch.equal(x.grad.nan_to_num(7.5), direct.nan_to_num(7.5)), (name, x, g)
        print(json.dumps(x.grad.tolist()))
    else:
        print(json.dumps(getattr(exported, name)(x).tolist()))
"""


def _keras(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    (folder / "exported.py").write_text(text)
    got = subprocess.run(
        [sys.executable, "-c", _WITH_KERAS], cwd=folder, input=json.dumps([dtype, calls]),
        env={**os.environ, "KERAS_BACKEND": "torch"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [np.array(json.loads(line)) for line in got.stdout.splitlines()]


_WITH_TRITON: Final = """
import json, sys
import exported, torch

dtype, calls = json.load(sys.stdin)
for name, *given in calls:
    # Rows of a matrix, one of them another.
    given = [torch.tensor([row, row[::-1]], dtype=getattr(torch, dtype)) for row in given if row]
    got = getattr(exported, name)(*(given or [torch.zeros(0)] * (1 + name.endswith("d1"))))
    if got.numel():
        torch.testing.assert_close(got[1].flip(0), got[0], equal_nan=True, rtol=1e-5, atol=1e-5)
        got = got[0]
    print(json.dumps(got.tolist()))
"""


def _triton(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    (folder / "exported.py").write_text(text)
    got = subprocess.run(
        [sys.executable, "-c", _WITH_TRITON], cwd=folder, input=json.dumps([dtype, calls]),
        env={**os.environ, "TRITON_INTERPRET": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [np.array(json.loads(line)) for line in got.stdout.splitlines()]


def _wgsl(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    result = [np.zeros(0)] * len(calls)
    for name in KINDS:
        at = [k for k, (word, x, _) in enumerate(calls) if word == name and x]
        if not at:
            continue
        given = [[row for row in calls[k][1:] if row is not None] for k in at]
        columns = tuple(np.concatenate(column) for column in zip(*given, strict=True))
        ends = np.cumsum([len(calls[k][1]) for k in at])
        blank = np.zeros(columns[0].size)
        vectors = Vectors(
            name, "", 0, columns, blank, blank, blank, 0.0, dtype, tuple(ends.tolist())
        )  # fmt: skip
        call = Call(name, len(columns), name, name)
        (got,) = trial.results(TARGETS["wgsl"], [call], [vectors], text, dtype, rows=True)
        for k, part in zip(at, np.split(got, ends[:-1]), strict=True):
            result[k] = part
    return result


RUN: Final[dict[str, Callable[[Any, Calls, str, Path], list[Any]]]] = {
    "python": _python, "numpy": _numpy, "torch": _torch, "jax": _jax, "c": _c, "rust": _rust,
    "js": _js, "onnx": _onnx, "keras": _keras, "cuda": _cuda, "triton": _triton, "wgsl": _wgsl,
}  # fmt: skip
