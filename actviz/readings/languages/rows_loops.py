"""Softmax and its logarithm of one row, in loops: Python, C, Rust, JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.readings.languages.c import GUARD
from actviz.readings.languages.numpy import documented
from actviz.readings.languages.rows_arrays import SLOPE_SAYS, Functions

_PYTHON_ROW: Final = '''\
def _sum(numbers):
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return sum(numbers)


def _row(x):
    """Each number less the largest, where that is, and all powers but its own added up."""
    x = [float(u) for u in x]
    if not x:
        return [], 0, 0.0
    at = max(range(len(x)), key=x.__getitem__)
    top = x[at]
    lost = any(u != u for u in x) or (math.isinf(top) and x.count(top) > 1)
    shifted = [math.nan if lost else 0.0 if u == top else u - top for u in x]
    return shifted, at, _sum([math.exp(u) for u in shifted[:at] + shifted[at + 1 :]])'''
_PYTHON: Final = {
    "softmax": (
        "    shifted, _, rest = _row(x)\n    return [math.exp(u) / (1 + rest) for u in shifted]",
        """\
    shifted, at, rest = _row(x)
    y = [math.exp(u) / (1 + rest) for u in shifted]
    g = [v - g[at] for v in g]
    mean = _sum([u * v for u, v in zip(y, g, strict=True)])
    return [u * (v - mean) for u, v in zip(y, g)]""",
    ),
    "log_softmax": (
        "    shifted, _, rest = _row(x)\n    return [u - math.log1p(rest) for u in shifted]",
        """\
    shifted, at, rest = _row(x)
    y = [math.exp(u) / (1 + rest) for u in shifted]
    total = _sum(g)
    d = [v - u * total for u, v in zip(y, g, strict=True)]
    if y:
        others = [v for place, v in enumerate(g) if place != at]
        d[at] = g[at] * (rest / (1 + rest)) - y[at] * _sum(others)
    return d""",
    ),
}


def python(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module of Python with ``math`` alone: lists in, lists out."""
    parts = ['"""' + "\n".join(head) + '\n"""\n\nimport math', _PYTHON_ROW]
    for kind, name, says in functions:
        value, slope = _PYTHON[kind]
        parts.append("\n".join([f"def {name}(x):", *documented(tuple(says)), value]))
        if order:
            told = documented((SLOPE_SAYS[kind],))
            parts.append("\n".join([f"def {name}_d1(x, g):", *told, slope]))
    return "\n\n\n".join(parts) + "\n"


# What follows is one text for C, Rust and JavaScript in turn: what a row comes to, and the bodies.

_C_ROW: Final = """\
/* A row: its largest number, where that is, and the sum of the powers of all the others. */
typedef struct {{ double top, rest; size_t at; }} act_row;

/* Kahan and Babuska's sum: what is lost on the way is added up beside it. */
static void act_add(double sum[2], double v) {{
    const double t = sum[0] + v;
    sum[1] += fabs(sum[0]) >= fabs(v) ? (sum[0] - t) + v : (v - t) + sum[0];
    sum[0] = t;
}}

static double act_sum(const double sum[2]) {{
    return isfinite(sum[0]) ? sum[0] + sum[1] : sum[0];
}}

static double act_shift(double x, double top) {{ return x == top ? 0.0 : x - top; }}

static act_row softmax_row(const {own} *x, size_t n) {{
    act_row row = {{-HUGE_VAL, 0.0, 0}};
    double sum[2] = {{0.0, 0.0}};
    size_t i, same = 0;
    for (i = 0; i < n; i++) {{
        if (isnan(x[i])) {{
            row.rest = x[i];
            return row;
        }}
        if (i == 0 || x[i] > row.top) {{
            row.top = x[i];
            row.at = i;
            same = 0;
        }}
        same += x[i] == row.top;
    }}
    for (i = 0; i < n; i++)
        if (i != row.at) act_add(sum, exp(act_shift(x[i], row.top)));
    row.rest = isinf(row.top) && same > 1 ? HUGE_VAL - HUGE_VAL : act_sum(sum);
    return row;
}}"""
_C: Final = {
    "softmax": (
        """\
    const act_row row = softmax_row(x, n);
    size_t i;
    for (i = 0; i < n; i++) y[i] = {cast}(exp(act_shift(x[i], row.top)) / (1.0 + row.rest));""",
        """\
    const act_row row = softmax_row(x, n);
    const double lead = n ? g[row.at] : 0.0;
    double sum[2] = {{0.0, 0.0}};
    size_t i;
    for (i = 0; i < n; i++)
        act_add(sum, exp(act_shift(x[i], row.top)) / (1.0 + row.rest) * (g[i] - lead));
    for (i = 0; i < n; i++) {{
        const double y = exp(act_shift(x[i], row.top)) / (1.0 + row.rest);
        d[i] = {cast}(y * (g[i] - lead - act_sum(sum)));
    }}""",
    ),
    "log_softmax": (
        """\
    const act_row row = softmax_row(x, n);
    const double lost = log1p(row.rest);
    size_t i;
    for (i = 0; i < n; i++) y[i] = {cast}(act_shift(x[i], row.top) - lost);""",
        """\
    const act_row row = softmax_row(x, n);
    const double lead = n ? g[row.at] : 0.0, total = 1.0 + row.rest;
    double sum[2] = {{0.0, 0.0}}, others;
    size_t i;
    for (i = 0; i < n; i++)
        if (i != row.at) act_add(sum, g[i]);
    others = act_sum(sum);
    act_add(sum, lead);
    for (i = 0; i < n; i++) {{
        const double y = exp(act_shift(x[i], row.top)) / total;
        const double near = lead * (row.rest / total) - y * others;
        d[i] = {cast}(i == row.at ? near : g[i] - y * act_sum(sum));
    }}""",
    ),
}


def c(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """C99: functions of a row and its length; nothing is allocated, results may replace inputs."""
    narrow = dtype == "float32"
    words = {"own": "float" if narrow else "double", "cast": "(float)" if narrow else ""}
    own, end = words["own"], "f" if narrow else ""
    parts = ["/*\n" + "".join(f" * {line}\n" for line in head) + " */"]
    parts += ["#include <math.h>\n#include <stddef.h>", GUARD, _C_ROW.format(**words)]
    for kind, name, says in functions:
        value, slope = (text.format(**words) for text in _C[kind])
        said = "".join(f"/* {line} */\n" for line in says)
        start = f"void {name}{end}(const {own} *x, {own} *y, size_t n)"
        parts.append(f"{said}{start} {{\n{value}\n}}")
        if order:
            start = f"void {name}_d1{end}(const {own} *x, const {own} *g, {own} *d, size_t n)"
            parts.append(f"/* {SLOPE_SAYS[kind]} */\n{start} {{\n{slope}\n}}")
    return "\n\n".join(parts) + "\n"


_RUST_ROW: Final = """\
/// A row: its largest number, where that is, and the sum of the powers of all the others.
struct ActRow {{
    top: f64,
    rest: f64,
    at: usize,
}}

/// Kahan and Babuska's sum: what is lost on the way is added up beside it.
fn act_sum(numbers: impl Iterator<Item = f64>) -> f64 {{
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for v in numbers {{
        let t = sum + v;
        lost += if sum.abs() >= v.abs() {{ (sum - t) + v }} else {{ (v - t) + sum }};
        sum = t;
    }}
    if sum.is_finite() {{ sum + lost }} else {{ sum }}
}}

fn act_shift(x: {own}, row: &ActRow) -> f64 {{
    let x = f64::from(x);
    if x == row.top {{ 0.0 }} else {{ x - row.top }}
}}

fn softmax_row(x: &[{own}]) -> ActRow {{
    let mut row = ActRow {{ top: f64::NEG_INFINITY, rest: 0.0, at: 0 }};
    for (i, v) in x.iter().enumerate() {{
        if f64::from(*v) > row.top {{
            row.top = f64::from(*v);
            row.at = i;
        }}
    }}
    let same = x.iter().filter(|v| f64::from(**v) == row.top).count();
    let powers = x.iter().enumerate().filter(|(i, _)| *i != row.at);
    let rest = act_sum(powers.map(|(_, v)| act_shift(*v, &row).exp()));
    let lost = x.iter().any(|v| v.is_nan()) || (row.top.is_infinite() && same > 1);
    row.rest = if lost {{ f64::NAN }} else {{ rest }};
    row
}}"""
_RUST: Final = {
    "softmax": (
        """\
    assert_eq!(x.len(), y.len());
    let row = softmax_row(x);
    for (v, u) in y.iter_mut().zip(x) {{
        *v = (act_shift(*u, &row).exp() / (1.0 + row.rest)) as {own};
    }}""",
        """\
    assert!(x.len() == g.len() && x.len() == d.len());
    if x.is_empty() {{
        return;
    }}
    let row = softmax_row(x);
    let lead = f64::from(g[row.at]);
    let share = |i: usize| act_shift(x[i], &row).exp() / (1.0 + row.rest);
    let mean = act_sum((0..x.len()).map(|i| share(i) * (f64::from(g[i]) - lead)));
    for i in 0..x.len() {{
        d[i] = (share(i) * (f64::from(g[i]) - lead - mean)) as {own};
    }}""",
    ),
    "log_softmax": (
        """\
    assert_eq!(x.len(), y.len());
    let row = softmax_row(x);
    for (v, u) in y.iter_mut().zip(x) {{
        *v = (act_shift(*u, &row) - row.rest.ln_1p()) as {own};
    }}""",
        """\
    assert!(x.len() == g.len() && x.len() == d.len());
    let row = softmax_row(x);
    let total = 1.0 + row.rest;
    let all = act_sum(g.iter().map(|v| f64::from(*v)));
    let others = act_sum((0..g.len()).filter(|i| *i != row.at).map(|i| f64::from(g[i])));
    for i in 0..x.len() {{
        let (y, v) = (act_shift(x[i], &row).exp() / total, f64::from(g[i]));
        let near = v * (row.rest / total) - y * others;
        d[i] = (if i == row.at {{ near }} else {{ v - y * all }}) as {own};
    }}""",
    ),
}


def rust(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """Rust: slices in, a slice of the same length to write into."""
    own = "f32" if dtype == "float32" else "f64"
    parts = ["".join(f"//! {line}".rstrip() + "\n" for line in head).rstrip()]
    parts.append(_RUST_ROW.format(own=own))
    for kind, name, says in functions:
        value, slope = (text.format(own=own) for text in _RUST[kind])
        said = "".join(f"/// {line}\n" for line in says)
        parts.append(f"{said}pub fn {name}(x: &[{own}], y: &mut [{own}]) {{\n{value}\n}}")
        if order:
            start = f"pub fn {name}_d1(x: &[{own}], g: &[{own}], d: &mut [{own}])"
            parts.append(f"/// {SLOPE_SAYS[kind]}\n{start} {{\n{slope}\n}}")
    return "\n\n".join(parts) + "\n"


_JS_ROW: Final = """\
// Kahan and Babuska's sum: what is lost on the way is added up beside it.
function actSum(numbers) {
  let sum = 0;
  let lost = 0;
  for (const v of numbers) {
    const t = sum + v;
    lost += Math.abs(sum) >= Math.abs(v) ? (sum - t) + v : (v - t) + sum;
    sum = t;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

// A row: each number less the largest, where that is, and the powers of all the others added up.
function actRow(x) {
  let top = -Infinity;
  let at = 0;
  x = Float64Array.from(x);
  x.forEach((v, i) => { if (v > top) { top = v; at = i; } });
  const same = x.filter((v) => v === top).length;
  const lost = x.some(Number.isNaN) || (Math.abs(top) === Infinity && same > 1);
  const shifted = x.map((v) => (lost ? NaN : v === top ? 0 : v - top));
  return [shifted, at, actSum(shifted.map(Math.exp).filter((_, i) => i !== at))];
}"""
_JS: Final = {
    "softmax": (
        """\
  const [shifted, , rest] = actRow(x);
  return ARRAY.from(shifted, (u) => Math.exp(u) / (1 + rest));""",
        """\
  const [shifted, at, rest] = actRow(x);
  const y = shifted.map((u) => Math.exp(u) / (1 + rest));
  const mean = actSum(y.map((u, i) => u * (g[i] - g[at])));
  return ARRAY.from(y, (u, i) => u * (g[i] - g[at] - mean));""",
    ),
    "log_softmax": (
        """\
  const [shifted, , rest] = actRow(x);
  return ARRAY.from(shifted, (u) => u - Math.log1p(rest));""",
        """\
  const [shifted, at, rest] = actRow(x);
  const all = actSum(g);
  const others = actSum(Float64Array.from(g).filter((_, i) => i !== at));
  return ARRAY.from(shifted, (u, i) => {
    const y = Math.exp(u) / (1 + rest);
    return i === at ? g[i] * (rest / (1 + rest)) - y * others : g[i] - y * all;
  });""",
    ),
}


def javascript(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """An ES module: an array of any kind in, a typed array out."""
    array = "Float32Array" if dtype == "float32" else "Float64Array"
    parts = ["".join(f"// {line}".rstrip() + "\n" for line in head).rstrip(), _JS_ROW]
    for kind, name, says in functions:
        value, slope = (text.replace("ARRAY", array) for text in _JS[kind])
        said = "".join(f"// {line}\n" for line in says)
        parts.append(f"{said}export function {name}(x) {{\n{value}\n}}")
        if order:
            start = f"export function {name}_d1(x, g)"
            parts.append(f"// {SLOPE_SAYS[kind]}\n{start} {{\n{slope}\n}}")
    return "\n\n".join(parts) + "\n"
