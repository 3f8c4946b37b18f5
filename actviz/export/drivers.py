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
from actviz.readings.languages.marked_texts import filled, whole

LONGEST: Final = 1024  # numbers of a row of vectors


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
        return _driver("driver.mjs", file=file, got=got)
    return in_python(target, calls, extras, file, dtype, rows)


def _driver(file_: str, **words: object) -> str:
    """What is written around calls, in one of the languages."""
    return filled(whole(__file__, file_), **words)


def _in_c(
    target: Target,
    calls: Sequence[Call],
    file: str,
    dtype: str,
    of_rows: bool,
    on_device: bool,
) -> str:
    kind = (c if target.name == "c" else cuda).FORMATS[dtype]
    # A function of the device alone is called by its kernel, for one number.
    texts, rows = [_driver("on_device.cu")] if on_device else [], []
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
    return _driver(
        "driver.c", file=file, longest=LONGEST, calls="\n".join(texts), rows="\n".join(rows)
    )


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
    return _driver("driver.rs", file=file, rows="\n".join(rows))
