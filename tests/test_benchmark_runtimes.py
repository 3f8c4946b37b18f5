"""The page of runtimes: what a cell says, and that a runtime which fails does not end it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.measure import true_values
from actviz.measure.callables import Foreign, judged
from benchmarks import every_float32, runtime_environments, runtime_values, runtimes
from benchmarks.runtime_environments import Runtime
from benchmarks.runtimes import Places, Truths, cell, page, said_by_all


def truths() -> list[Truths]:
    tanh = actviz.get("tanh")
    listed = []
    for dtype in runtimes.DTYPES:
        x = np.array([-np.inf, -3.0, -1.0, 0.5, 2.0, np.inf, np.nan])
        listed.append(Truths(tanh, dtype, x, true_values.truth(tanh, x, 0, dtype)))
    return listed


def test_a_cell_tells_what_is_worse_than_an_error() -> None:
    each = truths()[0]
    right = each.true.expected
    fine = judged(each.function, each.x, right, "float32", true=each.true)
    size, word = cell(fine, each.function)
    assert size <= 0.5
    assert word == f"{size:.2g}"
    off = np.where(each.x == 0.5, right * (1 + 321 * 2.0**-23), right)
    wrong = judged(each.function, each.x, off, "float32", true=each.true)
    assert 300 < float(cell(wrong, each.function)[1].split()[0]) < 700
    lost = np.where(each.x == 2, np.nan, np.where(each.x == -3, 1.5, right))
    size, word = cell(judged(each.function, each.x, lost, "float32", true=each.true), each.function)
    assert size == np.inf
    assert word.endswith(" NaN order range")


def an_environment(folder: Path, name: str, line: str) -> None:
    python = folder / name / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{line}\n")
    python.chmod(0o755)


def test_the_page_goes_on_without_a_runtime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Runtime((), "numpy:{name}")
    runtimes_here = dict.fromkeys(("broken", "hanging", "numpy"), here)
    for module in (runtimes, runtime_environments):
        monkeypatch.setattr(module, "RUNTIMES", runtimes_here)
    an_environment(tmp_path, "broken", "exit 3")
    an_environment(tmp_path, "hanging", "sleep 600")
    an_environment(tmp_path, "numpy", f'exec {sys.executable} "$@"')
    real = runtime_environments.run_within
    monkeypatch.setattr(
        runtime_environments,
        "run_within",
        lambda command, limit: real(command, 0.5 if "hanging" in command[0] else limit),
    )
    every, pictures = truths(), tmp_path / "pictures"
    (pictures / "every-input").mkdir(parents=True)
    wrong = {"zero": 5, "nan": 6, "overflow": 7, "monotone": 8}
    by_name = {"misrounded": 1234, "beyond_1_ulp": 3, "flushed": 4, "worst": [], "wrong": wrong}
    monkeypatch.setattr(every_float32, "_tried", lambda *asked: by_name)
    places = Places(tmp_path, tmp_path / "answers", pictures / "every-input", keep=True)
    said = said_by_all(every, places)
    text = page(every, said, pictures)
    assert "Not measured: broken: ended with exit code 3." in text
    assert "Not measured: hanging: gave no answer within 0.5 s." in text
    assert f"| numpy | {np.__version__} |" in text
    assert "| tanh | 0." in text
    row = f"| numpy {np.__version__} | tanh | 1,234 | 3 | 0 | 4 | 5 | 6 | 7 | 8 |"
    assert row in text
    assert (pictures / "float32.svg").exists()
    assert (pictures / "worst-numpy.svg").exists()
    # What was answered is kept: no environment is needed for the same question.
    (tmp_path / "numpy" / "bin" / "python").unlink()
    monkeypatch.setattr(runtimes, "RUNTIMES", {"numpy": here})
    monkeypatch.setattr(every_float32, "_tried", lambda *asked: 1 / 0)  # this, too, is kept
    again = said_by_all(every, places)
    assert again.versions == said.versions
    assert again.audits.keys() == said.audits.keys()


def test_a_run_that_was_stopped_goes_on_after_its_last_answer(tmp_path: Path) -> None:
    (each, *_) = truths()
    inputs = {each.key: (each.function.name, each.dtype, each.x)}
    answered = runtime_environments.asked("numpy", lambda: Path(sys.executable), inputs, tmp_path)
    (file,) = tmp_path.glob("tanh*.npy")
    np.save(file, -answered["values"][each.key])  # so one sees that it is not asked again
    (tmp_path / "whole").unlink()
    again = runtime_environments.asked("numpy", lambda: Path(sys.executable), inputs, tmp_path)
    assert np.array_equal(again["values"][each.key], -answered["values"][each.key], equal_nan=True)
    others = {each.key: (each.function.name, each.dtype, each.x[:3])}
    new = runtime_environments.asked("numpy", lambda: Path(sys.executable), others, tmp_path)
    assert np.array_equal(new["values"][each.key], answered["values"][each.key][:3], equal_nan=True)


def test_an_environment_is_built_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[list[str]] = []

    def build(command: list[str], **options: Any) -> None:
        asked_for.append(command)
        if command[1:3] == ["-m", "venv"]:
            (Path(command[3]) / "bin").mkdir()
            (Path(command[3]) / "bin" / "python").touch()
        elif "broken==1" in command:
            raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", build)
    table = {"one": Runtime(("right==2",), ""), "two": Runtime(("broken==1",), "")}
    table["same"] = Runtime(("right==2",), "", environment="one")
    monkeypatch.setattr(runtime_environments, "RUNTIMES", table)
    python = runtime_environments.python_of("one", tmp_path)
    assert python == tmp_path / "one" / "bin" / "python"
    assert asked_for[1][-2:] == [str(runtime_environments.ROOT), "right==2"]
    assert runtime_environments.python_of("same", tmp_path) == python
    assert len(asked_for) == 2  # the second is the first
    for _ in range(2):  # one whose building failed is built anew, not taken for whole
        with pytest.raises(subprocess.CalledProcessError):
            runtime_environments.python_of("two", tmp_path)
    assert len(asked_for) == 6
    runtime_environments.removed("one", ["two", "same"], tmp_path)
    assert python.exists()
    runtime_environments.removed("same", ["two"], tmp_path)
    assert not python.exists()


def test_what_was_found_at_every_input_is_kept_for_the_same_results_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def trying(python: Path, word: str, asked: dict[str, Any], begun: Path) -> dict[str, Any]:
        tried.append(asked["digest"])
        if asked["digest"] == "bad":
            raise ValueError("ended with exit code 9")
        return {"misrounded": len(tried)}

    monkeypatch.setattr(every_float32, "_tried", trying)

    def ask(version: str, digest: str) -> list[str]:
        said = {"version": {"tanh": version}, "digest": {"tanh": digest}}
        return every_float32.tried(tmp_path, "numpy", said, lambda: Path(), lambda text: None)

    for version, digest in (("1", "a"), ("1", "a"), ("1", "b"), ("2", "b"), ("2", "b")):
        assert ask(version, digest) == []
    assert tried == ["a", "b", "b"]
    assert ask("2", "bad") == ["Not tried at every input: numpy: tanh: ended with exit code 9."]
    kept = every_float32.read(tmp_path, "numpy", "tanh")
    assert kept is not None
    assert (kept["found"], kept["asked"]["digest"]) == ({"misrounded": 3}, "b")
    monkeypatch.setattr(every_float32, "vector_unit", lambda: "another processor")
    ask("2", "b")
    assert tried[4:] == ["b"]


def test_a_digest_sees_one_other_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime_values, "_EVERY", 1 << 16)

    def tanh(x: Any) -> Any:
        return np.tanh(x)

    def other(x: Any) -> Any:
        return np.where(x == 0.5, np.nextafter(np.tanh(x), x.dtype.type(1)), np.tanh(x))

    listed = [runtime_values.digest(Foreign("f", f, "numpy")) for f in (tanh, tanh, other)]
    assert listed[0] == listed[1] != listed[2]
