"""Somebody else's code, called by a command: what it prints, raises and leaves out."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.process import actviz

CODE = """
import sys
import numpy as np
print("imported")

def ends(x):
    sys.exit(0)

def prints(x):
    print("at work")
    return np.tanh(x)

def masked(x):
    return np.ma.masked_where(x > 0, np.tanh(x))

def complex_one(x):
    return np.tanh(x) + 0j
"""
needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="no PyTorch")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(CODE)
    (tmp_path / "over.py").write_text("raise SystemExit(0)\n")
    return tmp_path


@pytest.mark.parametrize("every", [(), ("--dtype", "float16", "--all-inputs")])
def test_code_that_ends_the_program_is_no_success(folder: Path, every: tuple[str, ...]) -> None:
    done = actviz("check", "tanh", "--against", "mine:ends", *every, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "mine:ends raised SystemExit" in done.stderr
    done = actviz("check", "tanh", "--against", "over:f", *every, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "module over cannot be imported: SystemExit" in done.stderr


def test_what_it_prints_is_kept_out_of_the_rows(folder: Path) -> None:
    for command in (("check", "tanh", "--against"), ("identify",)):
        done = actviz(*command, "mine:prints", "--format", "json", cwd=folder)
        assert "tanh" in str(json.loads(done.stdout))
        assert "imported\nat work\n" in done.stderr


def test_what_is_masked_is_no_result(folder: Path) -> None:
    options = ("--against", "mine:masked", "--dtype", "float16", "--format", "json")
    done = actviz("check", "tanh", *options, cwd=folder)
    assert json.loads(done.stdout)[0]["nan"] == 31744  # above 0, infinity included
    done = actviz("check", "tanh", *options, "--all-inputs", cwd=folder)
    assert '"nan": 31744' in done.stdout


def test_complex_numbers_are_refused_at_all_inputs_too(folder: Path) -> None:
    options = ("--against", "mine:complex_one", "--dtype", "float16", "--all-inputs")
    done = actviz("check", "tanh", *options, cwd=folder)
    assert done.returncode == 2
    assert "gave complex" in done.stderr


@needs_torch
def test_what_works_in_place_has_a_derivative() -> None:
    options = ("check", "relu", "--against", "torch.nn.functional:relu", "-d", "--format", "json")
    plain, in_place = actviz(*options), actviz(*options, "--with", "inplace=True")
    assert len(json.loads(in_place.stdout)) == 2
    assert in_place.stdout == plain.stdout


@needs_torch
def test_a_module_of_ones_own_that_ends_the_program_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("print('made')\nraise SystemExit(0)\n")
    done = actviz("train", "relu", "--module", "net.py:make", "--epochs", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "SystemExit" in done.stderr
