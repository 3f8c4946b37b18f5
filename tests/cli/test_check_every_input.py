"""``actviz check --all-inputs``, as a user types it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.process import actviz

FIELDS = [
    "function", "callable", "order", "dtype", "tried", "proved", "misrounded", "beyond_1_ulp",
    "flushed", "zero_sign", "wrong", "plainest", "worst", "histogram", "decided_by", "version",
    *("largest_ulp", "at", "largest_ulp_normal", "at_normal", "relative", "relative_at"),
    *("absolute", "absolute_at", "beyond", "order_kept", "range_kept", "zeros", "nan", "overflow"),
]  # fmt: skip
KINDS = ["zero", "sign", "nan", "lost_nan", "overflow", "no_overflow", "monotone", "symmetry"]

KERNEL = """
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int main(int count, char **words) {
    uint32_t bits;
    while (fread(&bits, 4, 1, stdin) == 1) {
        float x;
        memcpy(&x, &bits, 4);
        float y = x > 0 ? x : (count > 1 && bits == 0xc0000000u ? 1.0f : 0.0f);
        fwrite(&y, 4, 1, stdout);
    }
    return 0;
}
"""


def data(*arguments: str, code: int = 0, **options: Any) -> dict[str, Any]:
    done = actviz("check", *arguments, "--all-inputs", "--format", "json", **options)
    assert done.returncode == code, done.stderr
    (result,) = json.loads(done.stdout)
    assert list(result) == FIELDS
    assert list(result["wrong"]) == KINDS
    return dict(result)


def test_all_of_a_16_bit_format() -> None:
    result = data("tanh", "--against", "numpy:tanh", "--dtype", "float16")
    assert result["tried"] == result["proved"] == 65536
    assert (result["function"], result["callable"]) == ("tanh", "numpy:tanh")
    assert sum(result["decided_by"].values()) == 65536
    assert sum(each["count"] for each in result["histogram"]) + result["flushed"] == 65536
    assert result["histogram"][-1]["high"] == "inf"


def test_the_row_of_an_audit_is_in_it_and_says_the_same(tmp_path: Path) -> None:
    """In 16 bits both try every input; a wrong kernel makes each field say something."""
    (tmp_path / "wrong.py").write_text(
        "import numpy as np\n"
        "def tanh(x):\n"
        "    y = np.tanh(x.astype(np.float64)).astype(x.dtype)\n"
        "    y[(x > 2) & (x < 2.1)] *= np.float16(1.05)\n"
        "    y[x == -3] = np.nan\n"
        "    y[x == 0.75] = np.inf\n"
        "    y[x == 0.5] = 0\n"
        "    y[np.abs(x) < 1e-5] = 0\n"
        "    return y\n"
    )
    wrong = ("tanh", "--against", "wrong:tanh", "--dtype", "float16")
    every = data(*wrong, "--max-ulp", "2", code=1, cwd=tmp_path)
    done = actviz("check", *wrong, "--max-ulp", "2", "--format", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert row.pop("findings")
    sizes = ("largest_ulp", "largest_ulp_normal", "relative", "absolute")
    assert [every.pop(word) for word in sizes] == pytest.approx(
        [row.pop(word) for word in sizes], rel=1e-12
    )
    assert row.pop("misrounded") == every["misrounded"] + every["flushed"]
    assert {word: every[word] for word in row} == row
    assert row["beyond"]
    assert row["zeros"] == row["nan"] == row["overflow"] == 1
    assert row["flushed"] > 100
    assert row["order_kept"] is row["range_kept"] is False


def test_a_range_of_float32_and_what_was_not_tried() -> None:
    done = actviz("check", "exp", "--against", "numpy:exp", "--dtype", "float32", "--all-inputs",
                  "--range=1:1.5")  # fmt: skip
    assert done.returncode == 0
    assert "4194305" in done.stdout
    assert "4,290,772,991 of 4,294,967,296 inputs were not tried" in done.stderr
    assert "not correctly rounded" in done.stderr


def test_slopes_too() -> None:
    pytest.importorskip("torch")
    done = actviz("check", "tanh", "--against", "torch:tanh", "--dtype", "bfloat16", "-d",
                  "--all-inputs", "--format", "json")  # fmt: skip
    result = json.loads(done.stdout)
    assert [each["order"] for each in result] == [0, 1]
    assert all(each["proved"] == each["tried"] == 65536 for each in result)


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
def test_a_compiled_kernel(tmp_path: Path) -> None:
    (tmp_path / "relu.c").write_text(KERNEL)
    subprocess.run(["cc", "-O1", "-o", "relu", "relu.c"], cwd=tmp_path, check=True)
    around = ("relu", "--dtype", "float32", "--range=-2.1:-1.9")
    assert data(*around, "--exec", "./relu", cwd=tmp_path)["misrounded"] == 0
    result = data(*around, "--exec", "./relu wrong", code=0, cwd=tmp_path)
    assert result["misrounded"] == 1
    assert result["worst"][0]["bits"] == "0xc0000000"
    assert (result["worst"][0]["expected"], result["worst"][0]["got"]) == (0.0, 1.0)


def test_a_kernel_that_fails_is_one_line_and_exit_code_2() -> None:
    done = actviz("check", "identity", "--exec", f"{sys.executable} -c 'exit(5)'", "--all-inputs")
    assert done.returncode == 2
    assert "exit code 5" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_kernel_that_gives_no_answer_is_given_up_after_the_time_that_was_given() -> None:
    hanging = f"{sys.executable} -c 'import time; time.sleep(60)'"
    request = ("check", "identity", "--exec", hanging, "--dtype", "float16", "--all-inputs")
    done = actviz(*request, "--timeout", "0.5")
    assert done.returncode == 2
    assert done.stderr.endswith("gave no answer within 0.5 s\n")
    assert done.stdout == ""


def test_catastrophes_and_max_ulp_are_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "import numpy as np\n"
        "def tanh(x):\n"
        "    y = np.tanh(x.astype(np.float64)).astype(x.dtype)\n"
        "    y[x == 2] = 0\n"
        "    return y\n"
    )
    arguments = ("tanh", "--against", "wrong:tanh", "--dtype", "float32", "--range=1.99:2.01")
    result = data(*arguments, code=1, cwd=tmp_path)
    assert result["wrong"]["zero"] == result["misrounded"] == 1
    assert result["plainest"]["zero"] == {
        "x": 2.0, "bits": "0x40000000", "expected": 0.9640275835990906, "got": 0.0,
    }  # fmt: skip
    fine = ("exp", "--against", "numpy:exp", "--dtype", "float16", "--all-inputs")
    assert actviz("check", *fine, "--max-ulp", "0.4").returncode == 1
    assert actviz("check", *fine, "--max-ulp", "2").returncode == 0


def test_ctrl_c_loses_nothing(tmp_path: Path) -> None:
    log = tmp_path / "run.json"
    request = [
        sys.executable, "-m", "actviz", "check", "identity", "--exec", "cat", "--dtype", "float32",
        "--all-inputs", "--range=1:1e3", "--resume", str(log), "--format", "json",
    ]  # fmt: skip
    with subprocess.Popen(request, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        waited = time.monotonic()
        while not (log.exists() and json.loads(log.read_text())["done"]):
            assert run.poll() is None
            assert time.monotonic() - waited < 120
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 130
    kept = json.loads(log.read_text())
    assert kept["tally"]["tried"] > 0
    result = json.loads(subprocess.run(request, capture_output=True, check=True).stdout)[0]
    low, high = np.array([1, 1e3], np.float32).view(np.uint32)
    assert result["tried"] == result["proved"] == int(high) - int(low) + 1
    assert result["misrounded"] == 0


def test_a_program_that_has_changed_is_not_resumed(tmp_path: Path) -> None:
    program = tmp_path / "kernel"
    request = ("check", "identity", "--exec", str(program), "--dtype", "float16", "--all-inputs",
               "--resume", str(tmp_path / "run.json"))  # fmt: skip
    for text, code in (("exec cat", 0), ("exec cat", 0), ("exec  cat", 2)):
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
        done = actviz(*request)
        assert done.returncode == code, done.stderr
    assert "the program has changed since" in done.stderr


def test_a_picture_by_binade(tmp_path: Path) -> None:
    done = actviz("check", "tanh", "--against", "numpy:tanh", "--dtype", "float16", "--all-inputs",
                  "--plot", str(tmp_path / "e.svg"))  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert "largest error by binade" in (tmp_path / "e.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tanh", "--all-inputs"], "--against MODULE:NAME or --exec COMMAND"),
        (["tanh", "--against", "numpy:tanh", "--all-inputs"], "2\\*\\*64 inputs"),
        (["tanh", "--against", "-", "--all-inputs"], "--against MODULE:NAME"),
        (["tanh", "--exec", "cat"], "--exec needs --all-inputs"),
        (["tanh", "--resume", "x"], "--resume needs --all-inputs"),
        (["tanh", "--exec", "cat", "--all-inputs", "-d"], "values, not derivatives"),
        (["tanh", "--exec", "cat", "--all-inputs", "--arrays", "numpy"], "--arrays is for"),
        (["tanh", "--exec", "cat", "--all-inputs", "--with", "a=1"], "--with is for"),
        (["tanh", "--against", "numpy:tanh", "--all-inputs", "--points", "3"], "--points"),
        (["tanh", "--against", "numpy:tanh", "--dtype", "float32", "--all-inputs", "-d"],
         "no automatic derivative"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(arguments: list[str], message: str) -> None:
    import re

    done = actviz("check", *arguments)
    assert done.returncode == 2
    assert re.search(message, done.stderr)
    assert done.stderr.count("\n") == 1
