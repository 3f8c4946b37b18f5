"""Programs in Python that run vectors through exported code: what each library is given, and how.

What they read and print is said in :mod:`~actviz.export.drivers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from actviz.export.targets import Target

_PYTHON: Final = """import os
import sys
from pathlib import Path
{before}
import numpy as np

HERE = Path(__file__).parent
EXTRA = {extra!r}
{loading}

names, rows = [], []
for line in Path(sys.argv[1]).read_text().splitlines():
    name, *parts = line.split("|")
    names.append(name)
    rows.append(np.array([[float(word) for word in part.split(" ")] for part in parts]))
got = [np.zeros(0)] * len(rows)
groups = {{}}
for k, name in enumerate(names):
    groups.setdefault({together}, []).append(k)
for at in groups.values():
    inputs = np.concatenate([rows[k][2:] for k in at], axis=1)
    ends = np.cumsum([rows[k].shape[1] for k in at])
    with np.errstate(all="{errors}"):
        found = np.asarray(call(names[at[0]], inputs), dtype=float).ravel()
    for k, part in zip(at, np.split(found, ends[:-1])):
        got[k] = part
if len(sys.argv) > 2:
    print("\\n".join(repr(float(value)) for part in got for value in part))
    sys.exit()
failed = 0
for name, (expected, off, *x), values in zip(names, rows, got):
    same = (values == expected) | (np.isnan(values) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        fits = same | (np.abs(values - expected) <= off)
    if not fits.all():
        failed += 1
        print(f"{{name}}({{x}}): {{values}}, not {{expected}}")
print(f"{{len(rows) - failed}} passed, {{failed}} failed")
sys.exit(failed != 0)
"""

_LOADED: Final = """sys.path.insert(0, str(HERE))
import {module} as exported"""

_CALLS: Final = {
    "python": """

def call(name, inputs):
    function = getattr(exported, name)
    return [function(*map(float, x), *EXTRA.get(name, [])) for x in zip(*inputs)]""",
    "python rows": """

def call(name, inputs):
    return getattr(exported, name)(*inputs.tolist())""",
    "numpy": """

def call(name, inputs):
    function = getattr(exported, name)
    return function(*inputs.astype("{dtype}"), *EXTRA.get(name, []))""",
    "torch": """
import torch


def call(name, inputs):
    given = [torch.tensor(row, dtype=torch.{dtype}) for row in inputs]
    return getattr(exported, name)(*given, *EXTRA.get(name, [])).detach().double().numpy()""",
    "jax": """
import jax


def call(name, inputs):
    with jax.enable_x64("{dtype}" == "float64"):
        given = [jax.numpy.asarray(row.astype("{dtype}")) for row in inputs]
        return getattr(exported, name)(*given, *EXTRA.get(name, []))""",
    "keras": """
from keras import ops


def call(name, inputs):
    given = [ops.convert_to_tensor(row, dtype="{dtype}") for row in inputs]
    return ops.convert_to_numpy(getattr(exported, name)(*given))""",
    "triton": """
import torch

device = "cpu" if os.environ.get("TRITON_INTERPRET") == "1" else "cuda"


def call(name, inputs):
    given = [torch.tensor(row, dtype=torch.{dtype}, device=device) for row in inputs]
    return getattr(exported, name)(*given, *EXTRA.get(name, [])).cpu().double().numpy()""",
    "onnx": """
session = onnxruntime.InferenceSession(HERE / "{file}", providers=["CPUExecutionProvider"])
OUTPUTS = {outputs!r}


def call(name, inputs):
    given = dict(zip("uv" if len(inputs) == 2 else "x", inputs))
    output, letters = OUTPUTS[name]
    given |= zip(letters, EXTRA.get(name, []))
    every = [one.name for one in session.get_inputs()]
    blank = {{word: np.zeros([1] * (word in "xuv")) for word in every}}
    feed = {{word: np.array(value, "{dtype}") for word, value in (blank | given).items()}}
    return session.run([output], feed)[0]""",
    "onnx rows": """
session = onnxruntime.InferenceSession(HERE / "{file}", providers=["CPUExecutionProvider"])
OUTPUTS = {outputs!r}


def call(name, inputs):
    given = [inputs[at % len(inputs)][None].astype("{dtype}") for at in range(2)]
    feed = {{one.name: row for one, row in zip(session.get_inputs(), given)}}
    return session.run([OUTPUTS[name][0]], feed)[0]""",
    "wgsl": """
from wgpu.utils.compute import compute_with_buffers

CODE = (HERE / "{file}").read_text()
KERNEL = \'\'\'
@group(0) @binding(0) var<storage, read> act_given: array<u32>;
@group(0) @binding(1) var<storage, read_write> act_found: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {{{{
    let at = id.x;
    if (at < arrayLength(&act_found)) {{{{
        act_found[at] = bitcast<u32>({{name}}({{inputs}}));
    }}}}
}}}}
\'\'\'


def call(name, inputs):
    many = inputs.shape[1]
    rows = [*inputs, *(np.full(many, number) for number in EXTRA.get(name, []))]
    words = ", ".join(
        f"bitcast<f32>(act_given[at * {{len(rows)}}u + {{k}}u])" for k in range(len(rows))
    )
    given = np.ascontiguousarray(np.array(rows, dtype="{dtype}").T).view(np.uint32)
    kernel = CODE + KERNEL.format(name=name, inputs=words)
    found = compute_with_buffers({{0: given}}, {{1: (many, "I")}}, kernel, n=-(-many // 64))
    return np.asarray(found[1]).view("{dtype}")""",
    "wgsl rows": """
from wgpu.utils.compute import compute_with_buffers

CODE = (HERE / "{file}").read_text()
KERNEL = \'\'\'
@group(0) @binding(3) var<storage, read> act_rows: array<vec2<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {{{{
    if (id.x < arrayLength(&act_rows)) {{{{
        {{name}}(act_rows[id.x].x, act_rows[id.x].y);
    }}}}
}}}}
\'\'\'


def call(name, inputs):
    begins = np.append(0, ends[:-1])
    rows = np.stack([begins, ends - begins], axis=1).astype(np.uint32)
    given = dict(zip((0, 2), inputs.astype("{dtype}"))) | {{3: rows}}
    kernel = CODE + KERNEL.format(name=name)
    many = -(-len(rows) // 64)
    found = compute_with_buffers(given, {{1: (inputs.shape[1], "I")}}, kernel, n=many)
    return np.asarray(found[1]).view("{dtype}")""",
}
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
    loading = {"onnx": "import onnxruntime", "wgsl": ""}.get(target.name, _LOADED)
    call = _CALLS.get(f"{target.name} rows" if rows else "") or _CALLS[target.name]
    body = loading.format(module=Path(file).stem) + call.format(
        dtype=dtype, file=file, outputs=outputs
    )
    by_itself = rows and target.name != "wgsl"  # which takes all of a function's at once
    return _PYTHON.format(
        before=BEFORE.get(target.name, ""),
        extra=extras,
        loading=body,
        errors="raise" if target.name == "numpy" else "ignore",
        together="k" if by_itself else "name",
    )
