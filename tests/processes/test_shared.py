"""Work shared among processes: in order, and whatever happens to one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children, get_all_start_methods
from pathlib import Path
from typing import Any, Literal

import pytest

from actviz.processes.shared import ended, may_fork, shared, wake, which_process

Start = Literal["fork", "spawn"]
STARTS: list[Any] = [
    pytest.param("fork", marks=pytest.mark.skipif(
        "fork" not in get_all_start_methods(), reason="the system does not fork"
    )),
    "spawn",
]  # fmt: skip
has_signals = pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped")


def square(x: int) -> int:
    return x * x


def stopped_at_three(x: int) -> int:
    if x == 3:
        os.kill(os.getpid(), signal.SIGSTOP)
    return x * x


def killed_at_three(x: int) -> int:
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return x * x


def wrong_at_three(x: int) -> int:
    if x == 3:
        raise ValueError("three")
    return x * x


def told(word: str) -> None:
    os.environ["TOLD_TO_A_TEST"] = word


def what_was_told(x: int) -> str:
    return os.environ["TOLD_TO_A_TEST"] * x


@pytest.mark.parametrize("start", STARTS)
def test_results_come_in_order_and_each_process_is_prepared(start: Start) -> None:
    parts = shared(what_was_told, range(3), start=start, processes=2,
                   prepare=told, prepared_with=("ab",))  # fmt: skip
    assert list(parts) == ["", "ab", "abab"]
    assert "TOLD_TO_A_TEST" not in os.environ


def number_of(_: int) -> int:
    time.sleep(0.2)  # none does all the work
    return which_process()


@pytest.mark.parametrize("start", STARTS)
def test_processes_are_numbered_and_one_alone_is_the_first(start: Start) -> None:
    assert set(shared(number_of, range(8), start=start, processes=2)) == {0, 1}
    assert which_process() == 0


@has_signals
@pytest.mark.parametrize("start", STARTS)
def test_one_that_is_stopped_goes_on(start: Start) -> None:
    parts = shared(stopped_at_three, range(6), start=start, processes=2, patience=0.05)
    assert list(parts) == [0, 1, 4, 9, 16, 25]


@has_signals
def test_one_that_is_stopped_when_all_is_done_is_not_waited_for_in_vain() -> None:
    before = set(active_children())
    parts = shared(square, [7], start="spawn", processes=1)
    assert next(parts) == 49
    (other,) = set(active_children()) - before
    assert other.pid
    os.kill(other.pid, signal.SIGSTOP)
    assert list(parts) == []
    assert not other.is_alive()


@has_signals
def test_one_that_is_told_to_end_while_stopped_ends() -> None:
    before = set(active_children())
    parts = shared(square, [7], start="spawn", processes=1)
    next(parts)
    (other,) = set(active_children()) - before
    assert other.pid
    os.kill(other.pid, signal.SIGSTOP)
    other.terminate()
    ended([other])
    assert not other.is_alive()


@has_signals
@pytest.mark.parametrize("start", STARTS)
def test_one_that_is_killed_is_told(start: Start) -> None:
    with pytest.raises(ChildProcessError, match="ended from outside"):
        list(shared(killed_at_three, range(6), start=start, processes=2))


@pytest.mark.parametrize("start", STARTS)
def test_an_error_of_the_work_comes_out_after_the_others_were_told_to_give_up(start: Start) -> None:
    happened: list[str] = []
    parts = shared(wrong_at_three, range(6), start=start, processes=2,
                   give_up=lambda: happened.append("given up"))  # fmt: skip
    assert [next(parts) for _ in range(3)] == [0, 1, 4]
    with pytest.raises(ValueError, match="three"):
        next(parts)
    assert happened == ["given up"]


def marked(place: tuple[Path, int]) -> int:
    (place[0] / str(place[1])).touch()
    time.sleep(0.01)
    return 1 // place[1]


@pytest.mark.parametrize("start", STARTS)
def test_after_an_error_no_more_is_begun(start: Start, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(shared(marked, [(tmp_path, n) for n in range(200)], start=start, processes=1))
    assert 0 < len(list(tmp_path.iterdir())) < 150


def test_no_process_is_not_told_to_go_on() -> None:
    wake(None)
    wake(2**22 + 1)  # none has this number


def test_the_one_that_waits_is_heard_meanwhile() -> None:
    counted: list[int] = []
    parts = shared(square, range(3), start="spawn", processes=1, patience=0.001,
                   meanwhile=lambda: counted.append(1))  # fmt: skip
    assert list(parts) == [0, 1, 4]
    assert counted


KILLED = """
import os, signal, sys
from actviz.processes.shared import shared
from tests.processes.test_shared import identity_of_process
if __name__ == "__main__":
    numbers = shared(identity_of_process, range(9), start=sys.argv[1], processes=2)
    print(next(numbers), next(numbers), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def identity_of_process(x: int) -> int:
    time.sleep(0.1)  # long enough for the other to take one too
    return os.getpid()


@has_signals
@pytest.mark.parametrize("start", STARTS)
def test_they_end_with_the_one_that_started_them(start: Start, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(KILLED)
    words = [sys.executable, str(program), start]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)
    others = {int(word) for word in done.stdout.split()}
    assert others
    end = time.monotonic() + 20
    while any(map(lives, others)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(lives, others))


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, OSError):
        return False


def test_a_process_with_a_librarys_own_threads_is_not_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("jax", "tensorflow"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert may_fork() is hasattr(os, "fork")
    for name in ("jax", "tensorflow"):
        with monkeypatch.context() as there:
            there.setitem(sys.modules, name, sys)
            assert not may_fork()
