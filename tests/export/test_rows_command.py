"""What ``actviz export`` does with softmax and log_softmax: files, refusals, --verify, --test."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from actviz.cli.app import run
from actviz.export import rows_trial, softmax_files, targets, trial
from actviz.export.targets import TARGETS
from actviz.lookup.registry import resolve_all
from tests.export.rows_run import code
from tests.export.test_export import there


def test_names_order_and_formats() -> None:
    text = code("c", "float32", names=["softmax"], stem="shares", order=0)
    assert "void sharesf(const float *x, float *y, size_t n)" in text
    assert "_d1" not in text
    assert "log1p" not in text
    assert "written by actviz 0" in text
    assert "Accuracy: not measured" in text
    assert "act_act_rest" in code("c", "float64", names=["softmax"], stem="act_rest")


def test_a_file_is_written(tmp_path: Path) -> None:
    goal = tmp_path / "rows.c"
    assert run(["export", "softmax", "-o", str(goal)]) == 0
    assert goal.read_text().startswith("/*\n * softmax: written by actviz")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("softmax --to wgsl --dtype float64", "wgsl takes float32, not float64"),
        ("softmax --to verilog", "approximations in integers"),
        ("softmax --to c --order 2", "torch and jax differentiate that again"),
        ("softmax --to c --dtype float16", "not float16"),
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
    printed = capsys.readouterr().err
    assert reason in printed
    assert printed.count("\n") == 1


# ---------------------------------------------------------------- --verify and --test


def test_verify_tells_each_function_and_the_head_says_what_was_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "softmax log_softmax --to numpy --verify --format json"
    assert run(["export", *line.split()]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [row["function"] for row in data] == [
        "softmax", "softmax_d1", "log_softmax", "log_softmax_d1",
    ]  # fmt: skip
    assert all(row["tried"] > 400 and row["off"] == 0 for row in data)
    goal = tmp_path / "rows.py"
    assert run(["export", "softmax", "--to", "numpy", "--verify", "-o", str(goal)]) == 0
    assert "Accuracy: softmax at most" in goal.read_text()


@pytest.mark.parametrize(
    "word", ["python", "numpy", "torch", "triton", "keras", "c", "cuda", "rust", "js", "wgsl"]
)
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
    file.write_text(
        text.replace("1 + ", "1.001 + ")
        .replace("1.0 + ", "1.001 + ")
        .replace("wide_add(wide_number_1, ", "wide_add(wide_two, ")
    )
    assert file.read_text() != text
    assert ended().returncode == 1


def test_verify_without_a_language_names_those_that_it_leaves_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there("numpy")
    monkeypatch.setattr(targets, "missing", lambda one: [] if one.name in KEPT else ["a tool"])
    assert run(["export", "softmax", "--verify", "--format", "json", "--dtype", "float32"]) == 0
    output = capsys.readouterr()
    assert {row["language"] for row in json.loads(output.out)} == {"numpy"}
    assert "python takes float64, not float32" in output.err
    assert "torch needs a tool; jax needs a tool" in output.err
    assert output.err.count("\n") == 1


KEPT: Final = ("python", "numpy")
LOOPS: Final = ("(1.0 + act_rest", "g[i] - lead - mean", "g[i] - ", "u - top")
BROKEN: Final = {
    "numpy": ("(1 + rest)", "return y * (g - ", "g - y * ", "x - top)"),
    "torch": ("(1 + rest)", "return y * (g - ", "g - y * ", "x - top)"),
    "c": LOOPS,
    "rust": LOOPS,
    "js": ("(1 + act_rest", *LOOPS[1:]),
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
    named = softmax_files.named(resolve_all(["softmax", "log_softmax"]), TARGETS[word], None)
    broken = text.replace(right, right.replace("1.0", "1").replace(old, new, 1))
    result = rows_trial.tried(named, TARGETS[word], dtype, 1, broken)
    off = {f"{one.vectors.name}{one.vectors.suffix}" for one in result if one.wrong}
    assert caught in off


def test_a_broken_model_is_caught() -> None:
    there("onnx")
    named = softmax_files.named(resolve_all(["softmax", "log_softmax"]), TARGETS["onnx"], None)
    model = code("onnx", "float32")
    assert model.count(b"ReduceMax") > 2
    broken = model.replace(b"ReduceMax", b"ReduceMin")
    result = rows_trial.tried(named, TARGETS["onnx"], "float32", 1, broken)
    assert all(one.wrong for one in result)
