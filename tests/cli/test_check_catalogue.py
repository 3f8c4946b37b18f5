"""``actviz check mine.toml`` on a large catalogue: it shows how far it is, and ends."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actviz.cli.app import run
from actviz.lookup import registry, user_catalogues
from actviz.text import terminal
from tests.process import PLAIN


def written(folder: Path, count: int, formula: str = "x") -> Path:
    path = folder / "many.toml"
    path.write_text("".join(f"[f{k}]\nformula = '{formula}'\n" for k in range(count)))
    return path


@pytest.mark.long
def test_a_long_catalogue_is_counted_while_it_is_examined_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "INTERVAL", 0.0)
    path = tmp_path / "many.toml"
    formulas = [f"x*(1 - tanh({k + 1}*x))" for k in range(16)]  # they cancel
    path.write_text(
        "".join(f"[f{k}]\nformula = '{f}'\ncareful = '{f} + 1'\n" for k, f in enumerate(formulas))
    )
    try:
        with pytest.raises(SystemExit, match="1"):
            run(["check", str(path), "--format", "csv"])
    finally:
        user_catalogues.files.clear()
        registry.forget()
    out, told = capsys.readouterr()
    rows = list(csv.DictReader(out.splitlines()))
    careful = [row for row in rows if row["question"] == "careful"]
    assert [row["name"] for row in careful] == [f"f{k}" for k in range(16)]
    assert {row["verdict"] for row in careful} == {"fails"}
    *counted, last = told.splitlines()
    assert counted == [f"examining: {k} of 16" for k in range(1, 16)]
    assert last.startswith("actviz: not sound: f0: careful; f0: float64; f1: careful; ")
    assert last.endswith("f4: float64; and 22 more")


def workers_of(pid: int) -> list[int]:
    """The processes that one has started, on Linux."""
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(w) for w in words if b"spawn_main" in Path(f"/proc/{w}/cmdline").read_bytes()]
    except OSError:
        return []


def test_many_entries_are_shared_among_processes_and_one_that_is_stopped_goes_on(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-m", "actviz", "check", str(written(tmp_path, 12)), "--format", "csv"]
    with subprocess.Popen(words, env=PLAIN, stdout=subprocess.PIPE, text=True) as running:
        stopped: set[int] = set()
        end = time.monotonic() + 20
        while not stopped and running.poll() is None and time.monotonic() < end:
            for child in workers_of(running.pid):
                os.kill(child, signal.SIGSTOP)
                stopped.add(child)
            time.sleep(0.01)
        out, _ = running.communicate(timeout=60)
    assert stopped or not Path("/proc").exists()
    assert running.returncode == 0
    names = [line.split(",")[0] for line in out.splitlines()[1:]]
    assert list(dict.fromkeys(names)) == [f"f{k}" for k in range(12)]


def test_nothing_is_told_of_what_takes_no_time(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "actviz", "check", str(written(tmp_path, 2))]
    done = subprocess.run(words, env=PLAIN, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
