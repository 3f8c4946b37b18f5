"""Exported softmax and log_softmax, run in each language, against mpmath."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from functools import cache
from math import inf, isnan, nan
from pathlib import Path
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.cli.app import run
from actviz.export import rows, rows_trial, targets, trial
from actviz.export.targets import TARGETS
from actviz.lookup.registry import resolve_all, vector
from tests.export.test_export import there

Row = Sequence[float]
# Of (name, x, g or nothing) the results of a whole file.
Calls = list[tuple[str, Row, Row | None]]
LANGUAGES: Final = [
    ("python", "float64"), ("numpy", "float64"), ("numpy", "float32"), ("torch", "float64"),
    ("torch", "float32"), ("jax", "float32"), ("jax", "float64"), ("c", "float64"),
    ("c", "float32"), ("rust", "float64"), ("rust", "float32"), ("js", "float64"),
    ("js", "float32"), ("onnx", "float64"), ("onnx", "float32"), ("keras", "float64"),
    ("keras", "float32"),
]  # fmt: skip
DIGITS: Final[dict[str, Any]] = {"float64": np.float64, "float32": np.float32}


def code(word: str, dtype: str, **more: Any) -> Any:
    functions = resolve_all(more.pop("names", ["softmax", "log_softmax"]))
    given = None if TARGETS[word].dtypes == ("input",) else dtype
    asked = {"order": None, "stem": None, "dtype": given, "version": "0", **more}
    return rows.in_rows(functions, TARGETS[word], **asked)


def module(text: str) -> Any:
    made = types.ModuleType("exported")
    exec(compile(text, "exported.py", "exec"), made.__dict__)
    return made


# ---------------------------------------------------------------- each language run


def _arrays(text: str, calls: Calls, array: Callable[[Row], Any]) -> list[Any]:
    made = module(text)
    return [
        np.asarray(getattr(made, name)(*(array(row) for row in (x, g) if row is not None)))
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

    made = module(text)
    with jax.enable_x64(dtype == "float64"):
        jitted = {name: jax.jit(getattr(made, name)) for name in KINDS}
        return [
            np.asarray(jitted[name](*(np.array(row, dtype) for row in given if row is not None)))
            for name, *given in calls
        ]


def _c(text: str, calls: Calls, dtype: str, folder: Path) -> list[Any]:
    (folder / "rows.c").write_text(text)
    strict = "-std=c99 -Wall -Wextra -Werror -pedantic -O2 -shared -fPIC rows.c -o rows.so -lm"
    subprocess.run(["gcc", *strict.split()], cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "rows.so"))
    found = []
    for name, *given in calls:
        function = getattr(library, name + "f" * (dtype == "float32"))
        arrays = [np.array(row, dtype=dtype) for row in given if row is not None]
        arrays.append(np.full(arrays[0].size, 7, dtype=dtype))
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
        function(*pointers, ctypes.c_size_t(arrays[0].size))
        found.append(arrays[-1])
        function(*pointers[:-1], pointers[0], ctypes.c_size_t(arrays[0].size))  # in its place
        np.testing.assert_array_equal(arrays[0], arrays[-1])
    return found


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
    told = json.dumps([[n, list(map(str, x)), list(map(str, g or []))] for n, x, g in calls])
    (folder / "run.mjs").write_text(f"""import * as rows from "./rows.mjs";
const number = (w) => Number(w.replace("inf", "Infinity"));
for (const [name, x, g] of {told})
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


RUN: Final[dict[str, Callable[[Any, Calls, str, Path], list[Any]]]] = {
    "python": _python, "numpy": _numpy, "torch": _torch, "jax": _jax, "c": _c, "rust": _rust,
    "js": _js, "onnx": _onnx, "keras": _keras,
}  # fmt: skip


# ---------------------------------------------------------------- what is right


def finite(dtype: str) -> list[tuple[list[float], list[float]]]:
    """Rows of finite numbers with gradients, all numbers of the format."""
    rng = np.random.default_rng(3)
    largest = float(np.finfo(DIGITS[dtype]).max)
    xs: list[Any] = [
        rng.normal(size=1), rng.normal(size=2), 3 * rng.normal(size=17), 30 * rng.normal(size=9),
        rng.normal(size=1000), np.full(10, 0.1), np.full(4, -1e30), [0, 800, -800, 801, 801],
        [1e-30, -1e-30, 0], [1000, 1001, 999.5], [-5000, -5001], [20, 0, 1, -3], [0, 50, 49, 2],
        [0, -700, -730, -744], [0, -90, -100, -103], [largest, -largest, 1], [-0.0, 0.0],
    ]  # fmt: skip
    pairs = []
    for at, x in enumerate(xs):
        g = np.eye(len(x))[np.argmax(x)] if at % 3 == 2 else rng.normal(size=len(x))
        pairs.append([np.asarray(row, dtype=dtype).astype(float).tolist() for row in (x, g)])
    return [(x, g) for x, g in pairs]


def true(name: str, x: Row, g: Row | None) -> tuple[list[Any], list[Any]]:
    """The exact results, and how much each moves when every number moves by its own size."""
    top = max(x)
    powers = [mpmath.exp(mpmath.mpf(v) - top) for v in x]
    total = mpmath.fsum(powers)
    y = [p / total for p in powers]
    if name == "softmax":
        return y, [v * (1 + abs(a - top)) for v, a in zip(y, x, strict=True)]
    if name == "log_softmax":
        first = x.index(top)
        rest = mpmath.fsum(p for place, p in enumerate(powers) if place != first)
        values = [mpmath.mpf(a) - top - mpmath.log1p(rest) for a in x]
        return values, [abs(v) for v in values]
    assert g is not None
    g = [mpmath.mpf(v) for v in g]
    if name == "softmax_d1":
        lead = g[x.index(top)]
        g = [v - lead for v in g]
        mean = mpmath.fdot(g, y)
        size = mpmath.fsum(abs(u) * v * (1 + top - a) for u, v, a in zip(g, y, x, strict=True))
        return (
            [u * (v - mean) for u, v in zip(y, g, strict=True)],
            [u * (abs(v) + size) * (1 + top - a) for u, v, a in zip(y, g, x, strict=True)],
        )
    at = x.index(top)
    sums = [mpmath.fsum(g)] * len(x)
    d = [v - u * s for u, v, s in zip(y, g, sums, strict=True)]
    sizes = [
        abs(v) + u * mpmath.fsum(map(abs, g)) * (1 + top - a)
        for u, v, a in zip(y, g, x, strict=True)
    ]
    others = mpmath.fsum(abs(v) for place, v in enumerate(g) if place != at)
    spread = mpmath.fsum(p * (1 - a + top) for p, a in zip(powers, x, strict=True)) - 1
    rest = mpmath.fsum(p for place, p in enumerate(powers) if place != at)
    d[at] = g[at] * rest / total - y[at] * (sums[at] - g[at])
    sizes[at] = abs(g[at]) * spread / total + y[at] * others
    return d, sizes


def off(dtype: str, got: Row, exact: Row, sizes: Row, least: float) -> float:
    """The largest error in units in the last place of what may count."""
    form = np.finfo(DIGITS[dtype])
    worst = 0.0
    for value, expected, size in zip(got, exact, sizes, strict=True):
        if abs(expected) > form.max:
            assert value == (inf if expected > 0 else -inf)
            continue
        unit = max(
            float(form.eps) * max(float(abs(expected)), float(size) * 2.0**-26)
            if dtype == "float32"
            else float(form.eps) * float(size),
            float(form.smallest_subnormal),
            least,
        )
        worst = max(worst, abs(float(mpmath.mpf(float(value)) - expected)) / unit)
    return worst


@cache
def answers(dtype: str) -> list[tuple[str, Row, Row | None, list[Any], list[Any]]]:
    """Every function at every row, with its exact results and their sizes."""
    with mpmath.workdps(50):
        return [
            (kind, x, g, *true(kind, x, g))
            for x, slope in finite(dtype)
            for kind in KINDS
            for g in (slope if kind.endswith("d1") else None,)
        ]


KINDS: Final = ["softmax", "log_softmax", "softmax_d1", "log_softmax_d1"]


@pytest.mark.parametrize(("word", "dtype"), LANGUAGES)
def test_values_and_products_are_the_exact_ones(word: str, dtype: str, tmp_path: Path) -> None:
    there(word)
    # XLA takes the subnormal numbers of float64 for 0.
    flushed = float(np.finfo(np.float64).tiny) if (word, dtype) == ("jax", "float64") else 0.0
    # Each length is compiled by itself in JAX.
    tried = [one for one in answers(dtype) if word != "jax" or len(one[1]) in (3, 4)]
    calls: Calls = [(name, x, g) for name, x, g, *_ in tried]
    got = RUN[word](code(word, dtype), calls, dtype, tmp_path)
    with mpmath.workdps(50):
        for (name, x, _, exact, sizes), found in zip(tried, got, strict=True):
            assert off(dtype, found, exact, sizes, flushed) <= 4, (name, x[:5], found[:5])


@pytest.mark.parametrize(("word", "dtype"), [one for one in LANGUAGES if one != ("jax", "float64")])
def test_rows_with_infinities_nan_and_nothing(word: str, dtype: str, tmp_path: Path) -> None:
    there(word)
    xs: list[Row] = [
        [1, 2, inf], [inf, -inf], [-inf, 1], [1, inf, inf], [-inf, -inf], [inf], [-inf], [nan],
        [1, nan, inf], [nan, 1], [-inf, nan], [1, 1, -inf],
    ]  # fmt: skip
    calls: Calls = [(kind, x, None) for x in xs for kind in ("softmax", "log_softmax")]
    slopes: Calls = [(f"{name}_d1", x, [1.5] * len(x)) for name, x, _ in calls]
    empty: Calls = [("softmax", [], None), ("log_softmax", [], None)]
    empty += [("softmax_d1", [], []), ("log_softmax_d1", [], [])]
    got = RUN[word](code(word, dtype), calls + slopes + empty, dtype, tmp_path)
    for at, (name, x, _) in enumerate(calls):
        expected = vector(name)(x).astype(dtype)
        np.testing.assert_allclose(got[at], expected, rtol=2e-7, err_msg=f"{name} {x}")
        slope = got[at + len(calls)]
        assert [isnan(v) for v in slope] == [isnan(v) for v in expected], (name, x, slope)
    assert [len(one) for one in got[-4:]] == [0] * 4


def test_the_last_axis_and_its_order_in_memory() -> None:
    made = module(code("numpy", "float64"))
    x = np.random.default_rng(1).normal(size=(3, 4, 5)).transpose(2, 0, 1)
    for name in ("softmax", "log_softmax"):
        np.testing.assert_allclose(getattr(made, name)(x), vector(name)(x), rtol=1e-14)
        g = np.random.default_rng(2).normal(size=x.shape)
        product = np.einsum("...i,...ij->...j", g, vector(name).jacobian(x))
        np.testing.assert_allclose(getattr(made, f"{name}_d1")(x, g), product, atol=1e-15)


# ---------------------------------------------------------------- frameworks differentiate


def test_torch_differentiates_twice_and_has_modules() -> None:
    torch = pytest.importorskip("torch")
    made = module(code("torch", "input"))
    x = torch.tensor([[0.3, -1.2, 2.0], [5.0, 5.0, -3.0]], dtype=torch.float64, requires_grad=True)
    for word, layer in (("softmax", "Softmax"), ("log_softmax", "LogSoftmax")):
        function, own = getattr(made, word), getattr(torch, word)
        assert torch.autograd.gradcheck(function, (x,))
        assert torch.autograd.gradgradcheck(function, (x,))
        assert torch.equal(getattr(made, layer)()(x), function(x))
        assert torch.allclose(function(x), own(x, -1), rtol=1e-14)
        rows_ = torch.func.vmap(torch.func.jacrev(function))(x.detach())
        assert torch.allclose(rows_, torch.from_numpy(vector(word).jacobian(x.detach())))
        assert function(x.half()).dtype == torch.float16
    alone = module(code("torch", "input", names=["log_softmax"]))
    assert torch.autograd.gradgradcheck(alone.log_softmax, (x,))


def test_jax_differentiates_twice_under_jit_and_vmap() -> None:
    jax = pytest.importorskip("jax")
    made, alone = module(code("jax", "input")), module(code("jax", "input", names=["log_softmax"]))
    for wide, near in ((True, 1e-12), (False, 1e-5)):
        with jax.enable_x64(wide):
            x = jax.numpy.array([[0.3, -1.2, 2.0], [5.0, 5.0, -3.0]])
            for function in (made.softmax, made.log_softmax, alone.log_softmax)[: 2 + wide]:
                own = getattr(jax.nn, function.__wrapped__.__name__)

                def bent(f: Any, row: Any) -> Any:
                    return (f(row) ** 3 * jax.numpy.array([1.0, -2.0, 0.5])).sum()

                def twice(f: Any, row: Any) -> Any:
                    return jax.grad(lambda r: (jax.grad(lambda s: bent(f, s))(r) ** 2).sum())(row)

                mine = jax.jit(jax.vmap(lambda row, f=function: twice(f, row)))(x)
                theirs = jax.jit(jax.vmap(lambda row, f=own: twice(f, row)))(x)
                assert mine.dtype == x.dtype
                np.testing.assert_allclose(mine, theirs, rtol=near, atol=near)


# ---------------------------------------------------------------- what the command does


def test_names_order_and_formats() -> None:
    text = code("c", "float32", names=["softmax"], stem="shares", order=0)
    assert "void sharesf(const float *x, float *y, size_t n)" in text
    assert "_d1" not in text
    assert "log1p" not in text
    assert "written by actviz 0" in text
    assert "Accuracy: not measured" in text
    assert "act_softmax_row" in code("c", "float64", names=["softmax"], stem="softmax_row")


def test_a_file_is_written(tmp_path: Path) -> None:
    goal = tmp_path / "rows.c"
    assert run(["export", "softmax", "-o", str(goal)]) == 0
    assert goal.read_text().startswith("/*\n * softmax: written by actviz")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("softmax --to wgsl", "takes no array of open length"),
        ("softmax --to verilog", "approximations in integers"),
        (
            "softmax --to cuda",
            "written in python, numpy, torch, jax, keras, c, rust, js, onnx",
        ),
        ("softmax --to c --order 2", "torch and jax differentiate that again"),
        ("softmax --to c --dtype float16", "not --dtype float16"),
        ("softmax --to c --exact", "--exact is for functions of one number and gated units"),
        ("softmax --to c --arguments a", "--arguments is for functions of one number"),
        ("softmax gelu --to c", "take a file of their own, without gelu"),
        ("sparsemax --to c", "holds functions of one number, gated units, softmax and"),
    ],
)
def test_what_is_not_written_is_refused_in_a_line(
    line: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", *line.split()]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


# ---------------------------------------------------------------- --verify and --test


def test_verify_tells_each_function_and_the_head_says_what_was_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "softmax log_softmax --to numpy --verify --format json"
    assert run(["export", *line.split()]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["function"] for row in found] == [
        "softmax", "softmax_d1", "log_softmax", "log_softmax_d1",
    ]  # fmt: skip
    assert all(row["tried"] > 400 and row["off"] == 0 for row in found)
    goal = tmp_path / "rows.py"
    assert run(["export", "softmax", "--to", "numpy", "--verify", "-o", str(goal)]) == 0
    assert "Accuracy: softmax at most" in goal.read_text()


@pytest.mark.parametrize("word", ["python", "numpy", "torch", "keras", "c", "rust", "js"])
def test_a_test_beside_the_file_runs_and_fails_when_the_file_is_broken(
    word: str, tmp_path: Path
) -> None:
    there(word)
    goal = tmp_path / "rows.out"
    assert run(["export", "softmax", "log_softmax", "--to", word, "--test", "-o", str(goal)]) == 0
    folder = tmp_path / "rows.out-test"
    commands = trial.compile_commands(TARGETS[word])
    commands.append([*trial.run_command(TARGETS[word]), "vectors.txt"])

    def ended() -> Any:
        for command in commands:
            one = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return one

    whole = ended()
    assert whole.returncode == 0
    assert whole.stdout.endswith(" passed, 0 failed\n")
    file = folder / trial.FILES.get(word, "exported.py")
    text = file.read_text()
    file.write_text(text.replace("1 + ", "1.001 + ").replace("1.0 + ", "1.001 + "))
    assert file.read_text() != text
    assert ended().returncode == 1


def test_verify_without_a_language_names_those_that_it_leaves_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there("numpy")
    monkeypatch.setattr(targets, "missing", lambda one: [] if one.name in KEPT else ["a tool"])
    assert run(["export", "softmax", "--verify", "--format", "json", "--dtype", "float32"]) == 0
    told = capsys.readouterr()
    assert {row["language"] for row in json.loads(told.out)} == {"numpy"}
    assert "python takes float64, not --dtype float32" in told.err
    assert "torch needs a tool; jax needs a tool" in told.err
    assert told.err.count("\n") == 1


KEPT: Final = ("python", "numpy")
BROKEN: Final = {
    "numpy": ("(1 + rest)", "return y * (g - ", "g - y * ", "x - top)"),
    "torch": ("(1 + rest)", "return y * (g - ", "g - y * ", "x - top)"),
    "c": ("(1.0 + row.rest)", "y * (g[i] - ", "g[i] - y * ", "x - top;"),
    "rust": ("(1.0 + row.rest)", "share(i) * (f64::from(g[i]) - ", "v - y * all", "x - row.top"),
}
WRONG: Final = [
    ("1", "1.000001", "softmax"), ("- ", "+ ", "softmax_d1"), (" - ", " + ", "log_softmax_d1"),
    ("- ", "- 0.5 * ", "softmax"),
]  # fmt: skip


@pytest.mark.parametrize("word", BROKEN)
@pytest.mark.parametrize("at", range(4))
def test_a_broken_file_is_caught(word: str, at: int) -> None:
    there(word)
    dtype = "float64" if "float64" in TARGETS[word].dtypes else "float32"
    text, right, (old, new, caught) = code(word, dtype), BROKEN[word][at], WRONG[at]
    assert right in text
    named = rows.named(resolve_all(["softmax", "log_softmax"]), TARGETS[word], None)
    broken = text.replace(right, right.replace("1.0", "1").replace(old, new, 1))
    found = rows_trial.tried(named, TARGETS[word], dtype, 1, broken)
    off = {f"{one.vectors.name}{one.vectors.suffix}" for one in found if one.wrong}
    assert caught in off


def test_a_broken_model_is_caught() -> None:
    there("onnx")
    named = rows.named(resolve_all(["softmax", "log_softmax"]), TARGETS["onnx"], None)
    model = code("onnx", "float32")
    assert model.count(b"ReduceMax") > 2
    broken = model.replace(b"ReduceMax", b"ReduceMin")
    found = rows_trial.tried(named, TARGETS["onnx"], "float32", 1, broken)
    assert all(one.wrong for one in found)
