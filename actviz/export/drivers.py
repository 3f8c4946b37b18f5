"""Programs that run vectors through exported code, in the code's own language.

Each reads a file of vectors: on every line a function's name, what is expected, how far off it
may be, and the inputs, with bars between. Each of these is a row of numbers for a function of a
row, else one number. It prints the lines that fail and how many there were, and ends with exit code
1 if one did; with a second argument it prints every result instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.export.python_drivers import Call, in_python
from actviz.export.targets import Target
from actviz.readings.languages import c, cuda

LONGEST: Final = 1024  # numbers of a row of vectors

_C: Final = """#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "{file}"

enum {{ MOST = {longest} }};

{calls}

static const struct {{ const char *name; void (*call)(double [][MOST], double *, size_t); }}
table[] = {{
{rows}
}};

/* The numbers up to the next bar; how many there are. */
static size_t numbers(char **at, double *row) {{
    size_t many = 0;
    char *next = *at;
    for (;;) {{
        const double number = strtod(*at, &next);
        if (next == *at) break;
        if (many < MOST) row[many++] = number;
        *at = next;
    }}
    *at += **at == '|';
    return many;
}}

int main(int count, char **words) {{
    FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
    static char line[128 * MOST];
    static double expected[MOST], off[MOST], given[8][MOST], got[MOST];
    long passed = 0, failed = 0;
    if (!file) {{ fprintf(stderr, "usage: %s VECTORS [values]\\n", words[0]); return 2; }}
    while (fgets(line, sizeof line, file)) {{
        char *at = strchr(line, '|');
        int inputs = 0, bad = 0;
        size_t row, many, i;
        if (!at) continue;
        *at++ = 0;
        many = numbers(&at, expected);
        numbers(&at, off);
        while (inputs < 8 && numbers(&at, given[inputs])) inputs++;
        for (row = 0; row < sizeof table / sizeof *table; row++)
            if (!strcmp(table[row].name, line)) break;
        if (row == sizeof table / sizeof *table) {{ failed++; continue; }}
        table[row].call(given, got, many);
        for (i = 0; i < many; i++) {{
            if (count > 2) {{ printf("%.17g\\n", got[i]); continue; }}
            if ((isnan(got[i]) && isnan(expected[i])) || got[i] == expected[i]
                || fabs(got[i] - expected[i]) <= off[i]) continue;
            bad = 1;
            printf("%s(%.17g): %.17g, not %.17g\\n", line, given[0][i], got[i], expected[i]);
        }}
        if (bad) failed++; else passed++;
    }}
    fclose(file);
    if (count < 3) printf("%ld passed, %ld failed\\n", passed, failed);
    return failed != 0;
}}
"""

_RUST: Final = """#[path = "{file}"]
mod exported;

fn call(name: &str, x: &[Vec<f64>]) -> Vec<f64> {{
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
        let mut parts = line.split('|');
        let name = parts.next().unwrap();
        let row = |part: &str| -> Vec<f64> {{
            part.split(' ').map(|word| word.parse().unwrap()).collect()
        }};
        let rows: Vec<Vec<f64>> = parts.map(row).collect();
        let (got, expected, off) = (call(name, &rows[2..]), &rows[0], &rows[1]);
        let fits = |i: usize| {{
            (got[i].is_nan() && expected[i].is_nan())
                || got[i] == expected[i]
                || (got[i] - expected[i]).abs() <= off[i]
        }};
        if words.len() > 2 {{
            got.iter().for_each(|v| told += &format!("{{v:e}}\\n"));
        }} else if (0..got.len()).all(fits) {{
            passed += 1;
        }} else {{
            failed += 1;
            println!("{{name}}({{:?}}): {{got:?}}, not {{expected:?}}", &rows[2..]);
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
  const [name, ...parts] = line.split('|');
  const [expected, off, ...rows] = parts.map(part => part.split(' ').map(number));
  const got = {got};
  const fits = (y, i) => (isNaN(y) && isNaN(expected[i])) || y === expected[i]
    || Math.abs(y - expected[i]) <= off[i];
  if (process.argv.length > 3) told.push(...got.map(y => Object.is(y, -0) ? '-0' : String(y)));
  else if (got.length === expected.length && got.every(fits)) passed++;
  else {{
    failed++;
    told.push(`${{name}}(${{rows.join('; ')}}): ${{got}}, not ${{expected}}`);
  }}
}}
if (process.argv.length < 4) told.push(`${{passed}} passed, ${{failed}} failed`);
process.stdout.write(told.join('\\n') + '\\n');
process.exitCode = failed ? 1 : 0;
"""

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
    calls: Sequence[Call],
    file: str,
    dtype: str,
    *,
    rows: bool,
    on_device: bool,
) -> str:
    """The program that runs vectors through the code in a file.

    Args:
        target: the language.
        calls: what is in the file.
        file: its name, in the same folder.
        dtype: the format of the inputs.
        rows: the functions are of a row of numbers.
        on_device: the functions, in CUDA and of one float, are the device's alone.
    """
    if target.name in ("c", "cuda"):
        return _in_c(target, calls, file, dtype, rows, on_device)
    if target.name == "rust":
        return _in_rust(calls, file, dtype, rows)
    extras = {one.name: [float(w) for w in one.extra.split(", ")] for one in calls if one.extra}
    if target.name == "js":
        extra = f", ...({extras}[name] ?? [])" if extras else ""
        got = "[...exported[name](...rows)]" if rows else f"[exported[name](...rows.flat(){extra})]"
        return _JS.format(file=file, got=got)
    return in_python(target, calls, extras, file, dtype, rows)


def _in_c(
    target: Target,
    calls: Sequence[Call],
    file: str,
    dtype: str,
    of_rows: bool,
    on_device: bool,
) -> str:
    kind = (c if target.name == "c" else cuda).FORMATS[dtype]
    texts, rows = [_ON_DEVICE] if on_device else [], []
    for at, one in enumerate(calls):
        if of_rows:
            own = [f"own[{k}]" for k in range(one.inputs)]
            lines = [
                f"static {kind} own[{one.inputs + 1}][MOST];",
                "size_t i;",
                *(f"for (i = 0; i < n; i++) own[{k}][i] = ({kind})x[{k}][i];"
                  for k in range(one.inputs)),
                f"{one.spelled}({', '.join(own)}, own[{one.inputs}], n);",
                f"for (i = 0; i < n; i++) y[i] = (double)own[{one.inputs}][i];",
            ]  # fmt: skip
        else:
            numbers = [f"({kind})x[{k}][i]" for k in range(one.inputs)]
            numbers += [f"({kind}){word}" for word in one.extra.split(", ") if word]
            value = f"(double){one.spelled}({', '.join(numbers)})"
            if on_device:
                value = f"on_device({one.spelled}_kernel, x[0][i])"
            lines = ["size_t i;", f"for (i = 0; i < n; i++) y[i] = {value};"]
        head = f"static void call_{at}(double x[][MOST], double *y, size_t n)"
        texts.append("\n    ".join([f"{head} {{", *lines]) + "\n}")
        rows.append(f'    {{"{one.name}", call_{at}}},')
    return _C.format(file=file, longest=LONGEST, calls="\n".join(texts), rows="\n".join(rows))


def _in_rust(calls: Sequence[Call], file: str, dtype: str, of_rows: bool) -> str:
    kind = {"float64": "f64", "float32": "f32"}[dtype]
    rows = []
    for one in calls:
        if of_rows:
            given = ", ".join(f"&own(&x[{k}])" for k in range(one.inputs))
            text = (
                f"let own = |row: &[f64]| -> Vec<{kind}> {{ "
                f"row.iter().map(|v| *v as {kind}).collect() }};\n"
                f"            let mut y = own(&x[0]);\n"
                f"            exported::{one.spelled}({given}, &mut y);\n"
                "            y.iter().map(|v| f64::from(*v)).collect()"
            )
        else:
            numbers = [f"x[{k}][0] as {kind}" for k in range(one.inputs)]
            numbers += [word for word in one.extra.split(", ") if word]
            text = f"vec![exported::{one.spelled}({', '.join(numbers)}) as f64]"
        rows.append(f'        "{one.name}" => {{\n            {text}\n        }}')
    return _RUST.format(file=file, rows="\n".join(rows))
