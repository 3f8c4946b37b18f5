"""``actviz check`` and the reference values of ``actviz eval``, as a user types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.cli.app import run
from actviz.readings.effort import roughly
from actviz.text.rows import FORMATS
from tests.process import actviz, shell

WRONG = '''
import numpy as np

def tanh(x):
    """One input is seven ulps off, and -inf is lost."""
    y = np.tanh(x.astype(np.float64)).astype(x.dtype)
    y[x == -1] += 7 * np.spacing(y[x == -1])
    y[np.isneginf(x)] = np.nan
    return y

def broken(x):
    raise ValueError("no")
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wrong.py").write_text(WRONG)
    return tmp_path


def data(*arguments: str, code: int = 0, **options: Any) -> list[dict[str, Any]]:
    done = actviz("check", *arguments, "--format", "json", **options)
    assert done.returncode == code, done.stderr
    result: list[dict[str, Any]] = json.loads(done.stdout)
    return result


# --- the fast arithmetic


def test_a_row_for_each_function_and_order() -> None:
    rows = data("tanh", "relu")
    assert [(row["name"], row["order"]) for row in rows] == [
        (name, order) for name in ("tanh", "relu") for order in (0, 1, 2)
    ]
    assert rows[0]["max_ulp"] <= 2
    assert rows[0]["over_allowed"] <= 1
    assert (rows[0]["catastrophic"], rows[0]["undecided"]) == (0, 0)
    assert rows[0]["points"] > 5000
    assert rows[3]["max_ulp"] == 0


def test_density_and_order() -> None:
    few, many = (data("tanh", "--order", "0", "--points", n)[0] for n in ("1", "3"))
    assert many["points"] > 2.5 * few["points"]
    assert many["max_ulp"] >= few["max_ulp"]


def test_a_formula_that_breaks_the_promise_fails(capsys: pytest.CaptureFixture[str]) -> None:
    # What float64 alone would lose is computed exactly, but where digits are not asked for.
    words = ["check", "log(1 + exp(x))", "--order", "0", "--format", "json"]
    assert run(words) == 0
    capsys.readouterr()
    with roughly(), pytest.raises(SystemExit, match="1"):
        run(words)
    output = capsys.readouterr()
    assert json.loads(output.out)[0]["catastrophic"] > 0
    assert output.err == "actviz: 1 of 1 do not keep the promise\n"


def test_max_ulp_decides_about_the_exit_code() -> None:
    assert data("tanh", "--order", "0", "--max-ulp", "3")
    done = actviz("check", "tanh", "--max-ulp", "0.5")
    assert done.returncode == 1
    assert done.stderr.endswith("do not stay within 0.5 ulp\n")
    assert done.stdout.startswith("name")


@pytest.mark.parametrize("kind", FORMATS)
def test_rows_in_every_format(kind: str) -> None:
    done = actviz("check", "relu", "--order", "0", "--format", kind)
    assert done.returncode == 0
    assert "max" in done.stdout
    if kind == "csv":
        assert next(csv.DictReader(io.StringIO(done.stdout)))["name"] == "relu"


# --- foreign functions


def findings(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {got["finding"]: got for row in rows for got in row["findings"]}


def test_a_kernel_of_ones_own(folder: Path) -> None:
    options = ("tanh", "--against", "wrong:tanh", "--dtype", "float16")
    done = actviz("check", *options, "--format", "json", cwd=folder)
    assert done.returncode == 1
    assert done.stderr == "actviz: wrong:tanh is worse than inexact in f in float16\n"
    result = findings(json.loads(done.stdout))
    worst = result["largest error"]
    assert worst["points"] == 65536
    assert worst["ulp"] == pytest.approx(7, abs=0.5)
    assert worst["x"] == -1.0
    assert worst["expected"] == float(np.float16(np.tanh(-1.0)))
    lost = result["wrong: nan"]
    assert (lost["points"], lost["x"], lost["expected"], lost["got"]) == (1, "-inf", -1.0, "nan")
    assert result["not correctly rounded"]["points"] == 2


def test_several_names_and_formats_in_one_call(tmp_path: Path) -> None:
    options = ("--against", "numpy:{name}", "--dtype", "float16,float32", "--plot", "h.svg")
    done = actviz("check", "sin", "cos", "gelu", *options, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert [(row["function"], row["callable"], row["dtype"]) for row in rows] == [
        (name, f"numpy:{spelled}", dtype)
        for name, spelled in (("sine", "sin"), ("cosine", "cos"))
        for dtype in ("float16", "float32")
    ]
    assert all(row["version"] == np.__version__ and row["tried"] > 5000 for row in rows)
    notes = done.stderr.splitlines()
    assert "not measured: module numpy has no 'gelu'" in notes
    assert notes[-1] == "h.svg"
    picture = (tmp_path / "h.svg").read_text(encoding="utf-8")
    assert "Largest error of a normal result, in ulp" in picture
    flat = actviz("check", "sin", *options[:4], "--findings", "--format", "csv")
    items = list(csv.DictReader(io.StringIO(flat.stdout)))
    assert {row["finding"] for row in items} == {"largest error", "not correctly rounded"}


def test_a_picture_of_the_error(tmp_path: Path) -> None:
    done = actviz(
        "check", "tanh", "--against", "numpy:tanh", "--plot", "e.png", "--range=-3:3", cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "e.png\n")
    assert (tmp_path / "e.png").read_bytes().startswith(b"\x89PNG")


def test_pairs_from_stdin() -> None:
    pairs = "0.5 0.46211715726000973\n1  0.7615941559557649\n\n-1 -0.761594155955765\n0x1p-1 0\n"
    done = actviz("check", "tanh", "--against", "-", "--format", "json", stdin=pairs)
    assert done.returncode == 1
    result = findings(json.loads(done.stdout))
    assert result["largest error"]["points"] == 4
    assert (result["wrong: zero"]["x"], result["wrong: zero"]["got"]) == (0.5, 0.0)
    good = pairs.rsplit("0x", 1)[0]
    result = findings(data("tanh", "--against", "-", "--max-ulp", "1.5", stdin=good))
    assert result["largest error"]["ulp"] == 1.0
    slope = findings(data("tanh", "--against", "-", "--order", "1", stdin="0 1\n"))
    assert slope["largest error"]["ulp"] is None


BAD = {
    ("gelu", "--against", "nope:f"): "module nope cannot be imported: ModuleNotFoundError",
    ("gelu", "--against", "numpy:nope"): "module numpy has no 'nope'",
    ("gelu", "--against", "numpy:pi"): "numpy:pi is a float, which cannot be called",
    ("gelu", "--against", "numpy"): "'numpy' is not MODULE:NAME",
    ("gelu", "--against", "wrong:broken"): "wrong:broken raised ValueError: no",
    ("gelu", "--against", "numpy:sum"): "numpy:sum gave an array of shape ()",
    ("gelu", "--against", "numpy:tanh", "-d"): "no automatic derivative",
    ("gelu", "--against", "numpy:tanh", "--with", "3"): "--with '3' is not WORD=VALUE",
    ("gelu", "--against", "-", "--with", "a=3"): "--with and --arrays need a callable",
    ("gelu", "--against", "numpy:tanh", "--plot", "-"): "--plot is for a file; on stdout are",
    ("gelu", "--against", "numpy:tanh", "--plot", "a.bmp"): "the suffix .bmp is not known",
    ("gelu", "relu", "--against", "numpy:tanh"): "write {name} where each name belongs",
    ("--against", "numpy:tanh"): "needs the function that it claims to be",
    ("gelu", "--against", "numpy:tanh", "--dtype", "float16,float9"): "float9",
    ("gelu", "--against", "numpy:tanh", "--singly", "--max-ulp", "3"): "leave --plot, --max-ulp",
    ("gelu", "--runtimes"): "--runtimes lists all of them: leave the names out",
    ("gelu", "--singly"): "--singly needs --against",
    ("gelu", "--findings"): "--findings needs --against",
    ("gelu", "--against", "-", "--singly"): "--singly needs a callable",
    ("gelu", "--against", "-", "--dtype", "float16,float32"): "reads stdin once",
    ("gelu", "--dtype", "float16"): "--dtype needs --against: the fast arithmetic is float64",
    ("gelu", "--plot", "a.png"): "--plot needs --against",
    ("gelu", "--all"): "give names or --all, not both",
    ("softmax",): "softmax is a function of a whole vector; check takes functions of one x",
    ("geluu",): "did you mean gelu",
}


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_requests_get_one_clear_message(arguments: tuple[str, ...], folder: Path) -> None:
    done = actviz("check", *arguments, cwd=folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("actviz: ")
    assert BAD[arguments] in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in folder.iterdir() if path.suffix != ".py"] in ([], ["__pycache__"])


def test_pairs_get_absolute_errors() -> None:
    text = "x,y\n0,0.5\n1,0.73\n"
    done = actviz("check", "sigmoid", "--against", "-", "--format", "json", stdin=text)
    (row,) = json.loads(done.stdout)
    assert row["absolute"] == pytest.approx(float(1 / (1 + mp.exp(-1))) - 0.73, rel=1e-12)
    assert (row["absolute_at"], row["callable"], row["tried"]) == (1.0, "stdin", 2)
    assert "promise" not in done.stderr


def test_pairs_may_come_under_a_header_between_commas() -> None:
    text = "x,y\n0,0.5\n1,0.73\n"
    done = actviz("check", "sigmoid", "--against", "-", "--format", "json", stdin=text)
    assert findings(json.loads(done.stdout))["largest error"]["points"] == 2
    assert done.stderr.count("\n") == 1  # what was broken, and no word on the file


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("1 2 3", "line 2 has 3 fields, the first line has 2"),
        ("x 2", "line 2, column 1: 'x' is not a number"),
        ("5", "line 2 has 1 field, the first line has 2"),
    ],
)
def test_a_bad_pair_is_named_by_its_line(line: str, shown: str) -> None:
    done = actviz("check", "tanh", "--against", "-", stdin=f"0 0\n{line}\n0 0\n")
    assert done.returncode == 2
    assert done.stderr == f"actviz: stdin: {shown}\n"
    empty = actviz("check", "tanh", "--against", "-")
    assert (empty.returncode, empty.stdout) == (2, "")


def test_the_help_says_that_a_module_is_imported() -> None:
    assert "imported, which runs its code" in " ".join(actviz("check", "--help").stdout.split())


# --- reference values


def nearest(value: Any, digits: int) -> float:
    with mp.workprec(digits):
        return float(+value)


def test_values_rounded_once_to_a_format() -> None:
    done = actviz("eval", "tanh", "0.5", "-3", "1e-3", "--exact", "--dtype", "bfloat16")
    expected = [nearest(mp.tanh(x), 8) for x in (0.5, -3.0, 1e-3)]
    assert [float(line) for line in done.stdout.split()] == expected
    done = actviz("eval", "tanh", "0.5", "-d", "--exact", "--dtype", "float32")
    assert float(done.stdout) == nearest(mp.sech(mp.mpf(0.5)) ** 2, 24)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_all_inputs_as_an_array(dtype: str, tmp_path: Path) -> None:
    options = ("--exact", "--dtype", dtype, "--all-inputs", "-o")
    done = actviz("eval", "relu", "tanh", *options, "a.npy", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "a.npy\n")
    result = np.load(tmp_path / "a.npy")
    assert (result.shape, result.dtype) == (
        (65536, 2), np.dtype("float16" if dtype == "float16" else "V2"),
    )  # fmt: skip
    patterns = result.view(np.uint16)
    one, minus_one = (0x3C00, 0xBC00) if dtype == "float16" else (0x3F80, 0xBF80)
    assert patterns[one, 0] == one
    assert patterns[minus_one, 0] in (0x0000, 0x8000)
    # Near 0 tanh is the identity, for every dtype.
    assert patterns[5, 1] == 5
    assert actviz("eval", "relu", *options, "b.bin", cwd=tmp_path).stdout == "b.bin\n"
    assert (tmp_path / "b.bin").read_bytes()[2 * one : 2 * one + 2] == one.to_bytes(2, "little")


def test_arrays_of_what_comes_from_stdin(tmp_path: Path) -> None:
    done = shell("seq 0 9 | actviz eval square -o squares.npy", tmp_path)
    assert done.returncode == 0, done.stderr
    assert np.load(tmp_path / "squares.npy").tolist() == [float(n * n) for n in range(10)]
    done = shell("seq 0 9 | actviz eval square -o - > squares2.npy", tmp_path)
    assert done.returncode == 0, done.stderr
    assert np.load(tmp_path / "squares2.npy").tolist() == [float(n * n) for n in range(10)]


BAD_EVAL = {
    ("gelu", "1", "--dtype", "float16"): "--dtype needs --exact: fast values are float64",
    ("gelu", "1", "-o", "a.dat"): "a.dat: an array is written to a .npy or a .bin file",
    ("gelu", "1", "-o", "a.npy", "-f", "csv"): "-o writes an array and --format writes text",
    ("gelu", "--all-inputs"): "--all-inputs needs --exact and a --dtype of 16 bits or fewer",
    ("gelu", "1", "--exact", "--dtype", "float16", "--all-inputs"): "takes no numbers of its own",
    ("gelu", "--exact", "--dtype", "float32", "--all-inputs"): "16 bits or fewer",
}


@pytest.mark.parametrize("arguments", BAD_EVAL, ids=" ".join)
def test_bad_requests_for_reference_values(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = actviz("eval", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert BAD_EVAL[arguments] in done.stderr
    assert list(tmp_path.iterdir()) == []
