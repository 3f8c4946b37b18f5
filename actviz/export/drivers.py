"""Programs that run vectors through exported code, in the code's own language.

Each reads a file of vectors: on every line a function's name, what is expected, how far off it
may be, and the inputs. It prints the lines that fail and how many there were, and ends with exit
code 1 if one did; with a second argument it prints every result instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from actviz.export.targets import Target
from actviz.readings.languages import c, cuda
from actviz.readings.languages.program import Output, Program, Unit

_C: Final = """#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "{file}"

{calls}

static const struct {{ const char *name; double (*call)(const double *); int inputs; }} table[] = {{
{rows}
}};

int main(int count, char **words) {{
    FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
    char line[4096];
    long passed = 0, failed = 0;
    if (!file) {{ fprintf(stderr, "usage: %s VECTORS [values]\\n", words[0]); return 2; }}
    while (fgets(line, sizeof line, file)) {{
        char *at = strchr(line, ' '), *next;
        double numbers[8] = {{0}}, got = 0;
        int many = 0;
        size_t row;
        if (!at) continue;
        *at++ = 0;
        while (many < 8) {{
            const double number = strtod(at, &next);
            if (next == at) break;
            numbers[many++] = number;
            at = next;
        }}
        for (row = 0; row < sizeof table / sizeof *table; row++)
            if (!strcmp(table[row].name, line)) break;
        if (row == sizeof table / sizeof *table) {{ failed++; continue; }}
        got = table[row].call(numbers + 2);
        if (count > 2) {{ printf("%.17g\\n", got); continue; }}
        if ((isnan(got) && isnan(numbers[0])) || got == numbers[0]
            || fabs(got - numbers[0]) <= numbers[1]) passed++;
        else {{
            failed++;
            printf("%s(%.17g): %.17g, not %.17g\\n", line, numbers[2], got, numbers[0]);
        }}
    }}
    fclose(file);
    if (count < 3) printf("%ld passed, %ld failed\\n", passed, failed);
    return failed != 0;
}}
"""

_RUST: Final = """#[path = "{file}"]
mod exported;

fn call(name: &str, x: &[f64]) -> f64 {{
    match name {{
{rows}
        _ => panic!("no function {{name}}"),
    }}
}}

fn main() {{
    let words: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&words[1]).expect("the file of vectors");
    let (mut passed, mut failed) = (0u64, 0u64);
    let mut told = String::new();
    for line in text.lines() {{
        let mut parts = line.split(' ');
        let name = parts.next().unwrap();
        let numbers: Vec<f64> = parts.map(|word| word.parse().unwrap()).collect();
        let (got, expected) = (call(name, &numbers[2..]), numbers[0]);
        if words.len() > 2 {{
            told += &format!("{{got:e}}\\n");
        }} else if (got.is_nan() && expected.is_nan())
            || got == expected
            || (got - expected).abs() <= numbers[1]
        {{
            passed += 1;
        }} else {{
            failed += 1;
            println!("{{name}}({{:e}}): {{got:e}}, not {{expected:e}}", numbers[2]);
        }}
    }}
    print!("{{told}}");
    if words.len() < 3 {{
        println!("{{passed}} passed, {{failed}} failed");
    }}
    std::process::exit((failed != 0) as i32);
}}
"""

_JS: Final = """import {{ readFileSync }} from 'node:fs';
import * as exported from './{file}';

const named = {{ inf: Infinity, '-inf': -Infinity, nan: NaN }};
const number = word => word in named ? named[word] : Number(word);
let passed = 0, failed = 0, told = [];
for (const line of readFileSync(process.argv[2], 'utf8').split('\\n')) {{
  if (!line) continue;
  const [name, ...words] = line.split(' ');
  const [expected, off, ...x] = words.map(number);
  const got = exported[name](...x{extra});
  if (process.argv.length > 3) told.push(Object.is(got, -0) ? '-0' : String(got));
  else if ((isNaN(got) && isNaN(expected)) || got === expected || Math.abs(got - expected) <= off)
    passed++;
  else {{
    failed++;
    told.push(`${{name}}(${{x}}): ${{got}}, not ${{expected}}`);
  }}
}}
if (process.argv.length < 4) told.push(`${{passed}} passed, ${{failed}} failed`);
process.stdout.write(told.join('\\n') + '\\n');
process.exitCode = failed ? 1 : 0;
"""

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
    name, *words = line.split(" ")
    names.append(name)
    rows.append([float(word) for word in words])
got = [0.0] * len(rows)
for name in dict.fromkeys(names):
    at = [k for k, word in enumerate(names) if word == name]
    inputs = np.array([rows[k][2:] for k in at]).T
    with np.errstate(all="{errors}"):
        found = call(name, inputs)
    for k, value in zip(at, np.asarray(found, dtype=float).ravel()):
        got[k] = float(value)
if len(sys.argv) > 2:
    print("\\n".join(map(repr, got)))
    sys.exit()
failed = 0
for name, (expected, off, *x), value in zip(names, rows, got):
    same = value == expected or (value != value and expected != expected)
    if not (same or abs(value - expected) <= off):
        failed += 1
        print(f"{{name}}({{x}}): {{value!r}}, not {{expected!r}}")
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
    given = dict(zip("uv" if len(inputs) == 2 else "x", inputs.astype("{dtype}")))
    wanted = [one.name for one in session.get_inputs()]
    blank = np.zeros(1, dtype="{dtype}")
    feed = {{word: given.get(word, blank) for word in wanted}}
    return session.run([OUTPUTS[name]], feed)[0]""",
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
}
BEFORE: Final = {
    "wgsl": "# Mesa's software renderer would optimise for seconds what runs once.\n"
    'os.environ.setdefault("GALLIVM_PERF", "no_opt")\n',
    "keras": 'os.environ.setdefault("KERAS_BACKEND", "torch")\n',
    "triton": "import torch\n\n"
    'if not torch.cuda.is_available():\n    os.environ["TRITON_INTERPRET"] = "1"\n',
}


# A function of the device alone is called by its kernel, for one number.
_ON_DEVICE: Final = """\
static double on_device(void (*kernel)(const float *, float *, std::size_t), double x) {
    static float *pair = NULL;
    cudaError_t told = pair ? cudaSuccess : cudaMallocManaged(&pair, 2 * sizeof *pair);
    if (told == cudaSuccess) {
        pair[0] = (float)x;
        kernel<<<1, 1>>>(pair, pair + 1, 1);
        told = cudaDeviceSynchronize();
    }
    if (told != cudaSuccess) {
        fprintf(stderr, "%s\\n", cudaGetErrorString(told));
        exit(2);
    }
    return pair[1];
}
"""


def driver(
    target: Target,
    made: Program,
    file: str,
    dtype: str,
    given: Sequence[str],
    *,
    on_device: bool = False,
) -> str:
    """The program that runs vectors through the code in a file.

    Args:
        target: the language.
        made: what is in the file.
        file: its name, in the same folder.
        dtype: the format of the inputs.
        given: for each function of the program its bound arguments as text, ``"1.0, 2.0"``.
        on_device: the functions, in CUDA and of one float, are the device's alone.
    """
    pairs = [
        (unit, output, text)
        for unit, text in zip(made.units, given, strict=True)
        for output in unit.outputs
    ]
    if target.name in ("c", "cuda"):
        return _in_c(target, made, file, pairs, on_device)
    if target.name == "rust":
        return _in_rust(made, file, pairs)
    if target.name == "js":
        extras = {f"{u.name}{o.suffix}": text for u, o, text in pairs if text}
        known = ", ".join(f"{name!r}: [{text}]" for name, text in extras.items())
        return _JS.format(file=file, extra=f", ...({{{known}}}[name] ?? [])" if extras else "")
    extra = {
        f"{u.name}{o.suffix}": [float(w) for w in text.split(", ")] for u, o, text in pairs if text
    }
    outputs = {
        f"{u.name}{o.suffix}": (o.suffix[1:] or "y") if len(made.units) == 1 else u.name + o.suffix
        for u, o, _ in pairs
    }
    loading = {"onnx": "import onnxruntime", "wgsl": ""}.get(target.name, _LOADED)
    body = loading.format(module=Path(file).stem) + _CALLS[target.name].format(
        dtype=dtype, file=file, outputs=outputs
    )
    errors = "raise" if target.name == "numpy" else "ignore"
    return _PYTHON.format(
        before=BEFORE.get(target.name, ""), extra=extra, loading=body, errors=errors
    )


def _in_c(
    target: Target,
    made: Program,
    file: str,
    pairs: Sequence[tuple[Unit, Output, str]],
    on_device: bool,
) -> str:
    calls, rows = [_ON_DEVICE] if on_device else [], []
    for at, (unit, output, text) in enumerate(pairs):
        naming = c.function_name if target.name == "c" else cuda.function_name
        name = naming(unit, output, made.dtype)
        kind = (c if target.name == "c" else cuda).FORMATS[made.dtype]
        numbers = [f"({kind})x[{k}]" for k in range(len(unit.inputs))]
        numbers += [f"({kind}){word}" for word in text.split(", ") if word]
        value = f"(double){name}({', '.join(numbers)})"
        if on_device:
            value = f"on_device({name}_kernel, x[0])"
        calls.append(f"static double call_{at}(const double *x) {{ return {value}; }}")
        rows.append(f'    {{"{unit.name}{output.suffix}", call_{at}, {len(unit.inputs)}}},')
    return _C.format(file=file, calls="\n".join(calls), rows="\n".join(rows))


def _in_rust(made: Program, file: str, pairs: Sequence[tuple[Unit, Output, str]]) -> str:
    kind = {"float64": "f64", "float32": "f32"}[made.dtype]
    rows = []
    for unit, output, text in pairs:
        name = f"{unit.name}{output.suffix}"
        numbers = [f"x[{k}] as {kind}" for k in range(len(unit.inputs))]
        numbers += [word for word in text.split(", ") if word]
        rows.append(f'        "{name}" => exported::{name}({", ".join(numbers)}) as f64,')
    return _RUST.format(file=file, rows="\n".join(rows))
