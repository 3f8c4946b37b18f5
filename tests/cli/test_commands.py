"""Commands as a user types them, in child processes: what comes out, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from pathlib import Path

import pytest

from actviz.cli import brief_help
from actviz.cli.app import COMMANDS, Commands, shield
from actviz.figures.compose import wishes
from actviz.text.rows import FORMATS
from tests.process import actviz, needs_torch, shell

# As --help ends with them, read without starting a process: this is done for every collection.
EXAMPLES = [
    line.strip()
    for command in Commands().values()
    for line in str(command.epilog).partition("Examples:")[2].splitlines()
    if line.strip()
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_at_its_end(name: str) -> None:
    done = actviz(name, "--help")
    assert done.returncode == 0
    assert f"actviz {name}" in done.stdout.partition("Examples:")[2]


def test_a_list_of_the_commands_tells_what_each_does_and_imports_none() -> None:
    """All their modules take as long to import as whatever else such a list needs."""
    page = actviz("--help", PYTHONVERBOSE="1")
    completed = actviz(
        _ACTVIZ_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="actviz ", PYTHONVERBOSE="1"
    )
    for done in (page, completed):
        imported = set(re.findall(r"^import 'actviz\.cli\.(\w+)'", done.stderr, re.MULTILINE))
        assert "app" in imported
        assert imported.isdisjoint(COMMANDS.values())
    for name, command in Commands().items():
        start = " ".join(str(command.help).split()[:4])
        assert re.search(rf"^ +{name} +{start}", page.stdout, re.MULTILINE)
        assert f'"{name}":"{start}' in completed.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_page_fits_a_screen_and_shows_every_option_and_examples(name: str) -> None:
    done = actviz(name, "-h")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= brief_help.HIGH
    assert max(map(len, lines)) <= brief_help.WIDE
    whole = actviz(name, "--help").stdout
    shown = done.stdout.replace("--[no-]", "--")
    for option in set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", whole, re.MULTILINE)) - {"--help"}:
        assert re.search(rf"(^  (-\w, )?|[,:] |^  ){option}\b", shown, re.MULTILINE), option
    examples = [line.strip() for line in done.stdout.partition("Examples:")[2].splitlines() if line]
    assert examples.pop() == f"actviz {name} --help tells more."
    assert examples
    assert set(examples) <= set(EXAMPLES)
    every = [line.strip() for line in whole.partition("Examples:")[2].splitlines()]
    theirs = [line for line in every if "actviz " in line and len(line) + 2 <= brief_help.WIDE]
    assert examples == theirs[: len(examples)]
    assert len(examples) == min(len(theirs), 6)


def test_an_example_as_wide_as_the_screen_is_shown() -> None:
    fits = "actviz ".ljust(brief_help.WIDE - 2, "x")
    assert brief_help._short([f"{fits}x", fits]) == [fits]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "gallery" not in e])
def test_every_example_runs(example: str, tmp_path: Path) -> None:
    if example.startswith("actviz export") and "--exact" in example:
        pytest.skip("takes minutes; tests/export/test_exact.py proves a whole function in CI")
    if needs_torch(example):
        pytest.importorskip("torch")
    done = shell(example, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())


# --- eval


def values(*arguments: str, stdin: str = "") -> list[float]:
    done = actviz("eval", *arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return [float(word) for word in done.stdout.split()]


def test_known_numbers_come_out() -> None:
    # From tutorials and texts, each digit confirmed with mpmath at 50 digits.
    assert values("sigmoid", "7") == [0.9990889488055994]
    assert values("sigmoid", "-22", "--exact") == [2.7894680920908113e-10]
    assert values("tanh", "0.5", "--exact") == [0.46211715726000973]
    assert values("elu:alpha=0.1", "-5", "--exact") == [-0.09932620530009145]
    assert values("swish", "4", "--exact") == [3.928055160151634]
    assert values("sigmoid", "0", "--derivative") == [0.25]
    assert values("gelu", "-10", "--exact") == [-7.619853024160526e-23]
    assert values("softmax", "0.8", "1.2", "3.1") == pytest.approx(
        [0.08021815, 0.11967141, 0.80011044], abs=5e-9
    )
    assert values("softmax", "1.2", "0.9", "0.75") == pytest.approx([0.42, 0.31, 0.27], abs=0.005)


def test_negative_numbers_work_as_typed() -> None:
    assert values("relu", "-1", "-2.5e3", "-.5", "-inf", "3") == [0, 0, 0, 0, 3]
    assert shield(["-22", "-x", "--order", "-1e5", "-inf", "-infile", "-2*x", "-1/3"]) == [
        " -22", "-x", "--order", " -1e5", " -inf", "-infile", " -2*x", " -1/3",
    ]  # fmt: skip


def test_constants_behind_a_function_are_numbers() -> None:
    assert values("identity", "1/3", "2*pi", "-1/3", "4") == [1 / 3, 2 * math.pi, -1 / 3, 4]
    assert values("identity", "--exact", "pi/2", "sqrt(2)") == [math.pi / 2, math.sqrt(2)]
    assert sum(values("softmax", "1/3", "2/3")) == pytest.approx(1)
    assert actviz("eval", "identity", "c=1/3", "1").stdout == f"1.0\t{1 / 3}\n"


def test_constants_are_numbers_in_options_too() -> None:
    done = actviz("derive", "sin", "--at", "0,pi/2", "--format", "json")
    assert [one["x"] for one in json.loads(done.stdout)["values"]] == [0, math.pi / 2]
    done = actviz("approximate", "tanh", "--polynomial", "3", "--range=2^-10:1", "--format=json")
    assert json.loads(done.stdout)["range"] == [2**-10, 1]
    assert wishes.limits("-sqrt(2):2*pi") == (-math.sqrt(2), 2 * math.pi)


def test_stdin_is_read_line_by_line_and_text_reads_back() -> None:
    lines = ["-3", "0.1", "1e-300", "2.5E+1", "-0.0", "inf", "nan"]
    result = actviz("eval", "identity", stdin="\n".join(lines)).stdout.split()
    assert [repr(float(line)) for line in lines] == result


def test_several_functions_make_columns() -> None:
    assert actviz("eval", "relu", "identity", "-1", "2").stdout == "0.0\t-1.0\n2.0\t2.0\n"


def test_infinities_and_nan_pass_as_mathematics_says() -> None:
    assert values("silu", "-inf", "inf") == [0.0, float("inf")]
    assert values("sigmoid", "-inf", "inf") == [0.0, 1.0]
    assert values("gelu", "-inf", "inf", "--derivative") == [0.0, 1.0]
    assert actviz("eval", "sine", "inf").stdout == "nan\n"
    for name in ("relu", "gelu", "binary_step", "hard_tanh"):
        assert actviz("eval", name, "nan").stdout == "nan\n"
        assert actviz("eval", name, "nan", "--derivative").stdout == "nan\n"


def test_one_over_x_at_zero_is_what_ieee_says() -> None:
    assert values("1/x", "0", "-0.0") == [float("inf"), float("-inf")]


def test_a_bad_line_is_named_and_everything_before_it_is_out() -> None:
    done = actviz("eval", "relu", stdin="1\n2\nthree\n4\n")
    assert (done.returncode, done.stdout) == (2, "1.0\n2.0\n")
    assert done.stderr == "actviz: line 3: 'three' is not a number\n"
    done = actviz("eval", "relu", stdin="1\n\n")
    assert (done.returncode, done.stderr) == (2, "actviz: line 2: the line is empty\n")
    done = actviz("eval", "softmax", stdin="1 2\n1 x\n")
    assert (done.returncode, done.stderr) == (2, "actviz: line 2: 'x' is not a number\n")


@pytest.mark.parametrize("word", ["1_000", "١", "0x", "1,5", "--5", "1e", "true", "nan nan"])
def test_only_plain_numbers_are_numbers(word: str) -> None:
    assert actviz("eval", "relu", stdin=f"{word}\n").returncode == 2


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    done = actviz("eval", "relu", stdin=b"1" * (17 << 20))
    assert done.returncode == 2
    assert done.stderr == "actviz: a line of more than 16 MiB is not numbers\n"


def test_softmax_takes_each_line_as_a_vector() -> None:
    done = actviz("eval", "softmax", stdin="0 0\n1,1,1,1\n")
    assert done.stdout == "0.5 0.5\n0.25 0.25 0.25 0.25\n"


@pytest.mark.parametrize("kind", FORMATS)
def test_eval_prints_rows_in_every_format(kind: str) -> None:
    done = actviz("eval", "relu", "tanh", "-1", "0.5", "--format", kind)
    assert done.returncode == 0
    if kind == "json":
        assert json.loads(done.stdout)[0] == {"x": -1.0, "relu": 0.0, "tanh": -0.7615941559557649}
    if kind == "csv":
        assert done.stdout.splitlines()[0] == "x,relu,tanh"


# --- shell manners


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    for command in (
        "yes 1 | actviz eval gelu | head -1",
        "actviz list | head -1",
        "actviz table | head -1",
    ):
        done = shell(f"set +o pipefail; {command}; echo ${{PIPESTATUS[*]}} >&2", tmp_path)
        assert len(done.stdout.splitlines()) == 1
        codes = done.stderr.split()
        assert codes[-2:] == ["0", "0"], done.stderr


def test_no_colour_and_no_boxes_in_a_pipe_unless_forced() -> None:
    assert "\x1b" not in actviz("table", "relu").stdout
    assert actviz("table", "relu").stdout.isascii() or "─" not in actviz("table", "relu").stdout
    assert "\x1b" in actviz("table", "relu", FORCE_COLOR="1").stdout
    assert "\x1b" not in actviz("table", "relu", FORCE_COLOR="1", NO_COLOR="1").stdout


BAD = {
    ("plot", "geluu"): "no activation function is called 'geluu'; did you mean gelu",
    ("plot", "troch:GELU"): "no framework is called 'troch'; known: torch",
    ("plot", "torch:GELUU"): "torch has no activation called 'GELUU'; did you mean GELU",
    ("plot", "elu:beta=1"): "elu has no parameter 'beta'; it has alpha",
    ("plot", "relu:alpha=1"): "relu has no parameters, so no 'alpha'",
    ("plot", "elu:alpha=-1"): "elu: alpha = -1.0 is out of its domain, alpha > 0",
    ("plot", "elu:alpha=much"): "alpha = 'much' is not a number",
    ("plot", "elu:alpha=inf"): "elu: alpha must be a finite number, not inf",
    ("plot", "elu:alpha="): "elu",
    ("plot", "relu", "--range=1:1"): "--range '1:1' is empty; the low end comes first",
    ("plot", "relu", "--range=2:1"): "--range '2:1' is reversed; the low end comes first",
    ("plot", "relu", "--range=-inf:1"): "--range '-inf:1' must have finite ends",
    ("plot", "relu", "--range=wide"): "--range 'wide' is not LOW:HIGH; an example: --range=-6:6",
    ("plot", "sin", "--range=-x:2"): "--range '-x:2' is not LOW:HIGH",
    ("plot", "sin", "--range=pi:-pi"): "--range 'pi:-pi' is reversed; the low end comes first",
    ("plot", "sin", "--range=log(-1):3"): "--range 'log(-1):3' is not LOW:HIGH",
    ("plot", "elu:alpha=(10**60)**20"): "is not a number: it is beyond the largest double",
    ("plot", "relu", "-o", "no/such/folder/a.png"): "no/such/folder",
    (
        "plot",
        "relu",
        "-o",
        "a.bmp",
    ): "the suffix .bmp is not known; write .png, .svg, .pdf, .eps, .pgf",
    ("plot", "relu", "--grid", "-o", "a.html"): "--grid is for pictures that stand still",
    ("plot", "relu", "--transparent", "-o", "a.html"): "leave --transparent out, or write png",
    ("plot", "--all", "-o", "a.html"): "leave --all out, or write png, svg or pdf",
    ("plot", "relu", "--size=4x4", "-o", "a.html"): "leave --size out, or write png, svg or pdf",
    ("plot", "softmax", "relu", "-o", "a.html"): "softmax is a function of a whole vector; a page",
    ("plot", "relu", "-o", "no/such/folder/a.html"): "no/such/folder",
    ("plot", "relu", "-o", "a"): "a: a name without a suffix is not known",
    ("plot", "relu", "--size", "big"): "--size 'big' is not WIDTHxHEIGHT; examples: 6x4, 15x10cm",
    ("plot", "x *"): "expected a number, x, a parameter, a function or '(', found 'the end'",
    ("plot", "1/0"): "division by the constant 0 at column 2",
    ("plot", "x/(1 - 1)"): "division by the constant 0",
    ("plot", "sigmoyd(x)"): "unknown function 'sigmoyd' at column 1; did you mean 'sigmoid'?",
    ("derive", "relu", "--wrt", "alpha"): "relu has no parameters, so no 'alpha'",
    ("derive", "swish:beta=1,2"): "'swish:beta=1,2' is a sweep of 2 functions; derive takes one",
    ("derive", "gelu", "--at", "1,b"): "'b' in '1,b' is not a number",
    ("derive", "gelu", "1"): "gelu is elementwise; write --at=1",
    ("eval", "1", "2"): "eval needs a function before its numbers",
    ("eval", "softmax", "1", "--derivative"): "softmax works on whole vectors",
    ("table", "nothing_like_it"): "no activation function is called 'nothing_like_it'",
    ("list", "--family", "nope"): "no family is called 'nope'; known:",
    ("list", "--framework", "nope"): "no framework is called 'nope'; known:",
    ("plott", "relu"): "no such command 'plott'; did you mean 'plot'?",
    ("frobnicate",): "no such command 'frobnicate'; commands: plot, table, derive",
    ("plot", "relu", "--griid"): "no such option: --griid",
    ("plot",): "plot needs a function; an example: actviz plot gelu",
    ("gallery", "nowhere"): "no such file; a gallery is a folder with recipes.toml",
}


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_requests_get_one_clear_message(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = actviz(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("actviz: ")
    assert BAD[arguments].lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- plot, table, derive, list, show


def test_plot_writes_a_picture_and_prints_its_path(tmp_path: Path) -> None:
    done = actviz("plot", "relu", "gelu", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "relu-gelu.png\n", "")
    assert (tmp_path / "relu-gelu.png").read_bytes().startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize(
    ("kind", "start"),
    [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE html>")],
)
def test_the_same_command_makes_the_same_bytes(kind: str, start: bytes, tmp_path: Path) -> None:
    for name, seed in (("one", "1"), ("two", "2")):
        file = f"{name}.{kind}"
        done = actviz("plot", "relu", "gelu", "-d", "-o", file, cwd=tmp_path, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    one = (tmp_path / f"one.{kind}").read_bytes()
    assert one.startswith(start)
    assert one == (tmp_path / f"two.{kind}").read_bytes()


def test_a_page_is_small_and_needs_no_matplotlib(tmp_path: Path) -> None:
    done = shell(f"{sys.executable} -X importtime -m actviz plot relu gelu -o page.html", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "numpy" in done.stderr
    assert "matplotlib" not in done.stderr
    assert (tmp_path / "page.html").stat().st_size < 60_000


def test_a_picture_can_go_to_stdout(tmp_path: Path) -> None:
    done = shell("actviz plot tanh -o - > t.png", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "old.png").write_bytes(b"old")
    assert actviz("plot", "log(-1 - x**2)", "-o", "old.png", cwd=tmp_path).returncode == 2
    assert (tmp_path / "old.png").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.png"]


def test_table_is_derived() -> None:
    rows = list(csv.DictReader(io.StringIO(actviz("table", "relu", "gelu", "-f", "csv").stdout)))
    assert [row["name"] for row in rows] == ["relu", "gelu"]
    full = json.loads(actviz("table", "relu", "sigmoid", "gelu", "softmax", "-f", "json").stdout)
    assert full[0]["range"] == {"low": 0.0, "high": "inf", "low_closed": True, "high_closed": False}
    assert full[1]["range"] == {"low": 0.0, "high": 1.0, "low_closed": False, "high_closed": False}
    assert full[1]["derivative_range"]["high"] == 0.25
    assert full[2]["range"]["low"] == -0.16997120747990366  # mpmath
    assert full[3]["range"]["low_closed"] is False


def test_derive_as_json_has_steps() -> None:
    data = json.loads(actviz("derive", "sigmoid", "--format", "json").stdout)
    assert set(data["steps"][0]) == {"rule", "before", "after", "note"}
    assert data["slope"]["high"] == 0.25
    assert data["slope"]["high_at"] == 0.0
    assert data["in_terms_of_f"] == ["f*(1 - f)"]


def test_derive_in_a_parameter() -> None:
    data = json.loads(actviz("derive", "elu", "--wrt", "alpha", "--format", "json").stdout)
    assert data["derivative"] == "where(x > 0, 0, expm1(x))"


def test_list_in_a_pipe_is_names_first() -> None:
    lines = actviz("list").stdout.splitlines()
    assert lines[0].split()[0] == "name"
    assert "gelu" in {line.split()[0] for line in lines}


def test_show_is_a_page_with_a_plot() -> None:
    page = actviz("show", "jax:gelu", PYTHONIOENCODING="utf-8").stdout
    assert page.startswith("gelu_tanh")
    assert any("⠀" <= sign <= "⣿" for sign in page)
    ascii_page = actviz("show", "gelu", PYTHONIOENCODING="ascii").stdout
    assert ascii_page.isascii()


def test_version() -> None:
    assert re.fullmatch(r"actviz \d+\.\d+\.\d+\n", actviz("--version").stdout)
