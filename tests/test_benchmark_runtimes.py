"""The page of runtimes: what a cell says, and that a runtime which fails does not end it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import actviz
from actviz.measure import accuracy
from actviz.measure.callables import judged
from benchmarks import runtimes
from benchmarks.runtimes import Runtime, Truths, cell, page


def truths() -> list[Truths]:
    tanh = actviz.get("tanh")
    found = []
    for dtype in runtimes.DTYPES:
        x = np.array([-np.inf, -3.0, -1.0, 0.5, 2.0, np.inf, np.nan])
        found.append(Truths(tanh, dtype, x, accuracy.truth(tanh, x, 0, dtype)))
    return found


def test_a_cell_tells_what_is_worse_than_an_error() -> None:
    each = truths()[0]
    right = each.true.expected
    fine = judged(each.function, each.x, right, "float32", true=each.true)
    size, word = cell(fine, each.function)
    assert size <= 0.5
    assert word == f"{size:.2g}"
    lost = np.where(each.x == 2, np.nan, np.where(each.x == -3, 1.5, right))
    size, word = cell(judged(each.function, each.x, lost, "float32", true=each.true), each.function)
    assert size == np.inf
    assert word.endswith(" NaN order range")


def test_the_page_goes_on_without_a_runtime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Runtime((), "numpy:{name}")
    monkeypatch.setattr(runtimes, "RUNTIMES", {"broken": here, "numpy": here})
    programs = {"broken": "exit 3", "numpy": f'exec {sys.executable} "$@"'}
    for name, line in programs.items():
        python = tmp_path / name / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\n{line}\n")
        python.chmod(0o755)
    (tmp_path / "pictures").mkdir()
    text = page(truths(), tmp_path, tmp_path / "pictures", None, missing=False)
    assert "Not measured: broken: ended with exit code 3." in text
    assert f"| numpy | {np.__version__} |" in text
    assert "| tanh | 0." in text
    assert (tmp_path / "pictures" / "float32.svg").exists()
    assert (tmp_path / "pictures" / "worst-numpy.svg").exists()
