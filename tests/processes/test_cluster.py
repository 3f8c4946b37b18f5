"""Work on a Dask cluster: a real scheduler with two workers on the loopback address."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")

from actviz.lookup.registry import get
from actviz.networks.data import xor
from actviz.networks.many_runs import Watch, train_all
from actviz.networks.training import Epoch, Setup
from actviz.processes import cluster
from tests.process import PLAIN, Done

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**PLAIN, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers = [self.worker(), self.worker()]

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("dask_worker", self.address, "--no-nanny", "--nthreads", "2")

    def _start(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words, "--no-dashboard"],
            env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self, count: int) -> None:
        from distributed import Client

        end = time.monotonic() + 120
        while True:
            try:
                with Client(self.address, timeout=30, set_as_default=False) as client:
                    client.wait_for_workers(count, timeout=60)
                return
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.2)

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def there() -> Iterator[Cluster]:
    cluster = Cluster()
    try:
        cluster.wait(2)
        yield cluster
    finally:
        cluster.end()


@pytest.fixture
def killed(there: Cluster) -> Iterator[Callable[[], None]]:
    """What kills one of the two workers; another takes its place after the test."""

    def kill() -> None:
        worker = there.workers.pop(0)
        worker.kill()
        worker.wait()

    yield kill
    if len(there.workers) < 2:
        there.workers.append(there.worker())
        there.wait(2)


def actviz(*words: str, cwd: Path | None = None) -> Done:
    """In an interpreter of its own: a process with a connection must not be forked."""
    return subprocess.run(
        [sys.executable, "-m", "actviz", *words],
        cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def slowly(common: int, x: int) -> tuple[int, int]:
    cluster.post(("begun", x))
    time.sleep(0.2)
    return os.getpid(), common * x


def test_a_worker_that_is_killed_is_no_loss(there: Cluster, killed: Callable[[], None]) -> None:
    heard: list[Any] = []
    listed = []
    for place, one in cluster.shared(there.address, slowly, 7, range(12), heard.append):
        listed.append((place, one))
        if len(listed) == 2:
            killed()
    assert sorted(place for place, _ in listed) == list(range(12))
    assert all(product == 7 * place for place, (_, product) in listed)
    assert {x for _, x in heard} == set(range(12))
    assert len({process for _, (process, _) in listed[-3:]}) == 1  # the one that is left


def wrong_at_three(common: str, x: int) -> int:
    if x == 3:
        raise ValueError(common)
    return x


def needs_more(common: int, x: int) -> None:
    import_module("numpi")


def test_errors_of_the_work_come_out_as_they_are(there: Cluster) -> None:
    with pytest.raises(ValueError, match=r"^three$"):
        list(cluster.shared(there.address, wrong_at_three, "three", range(6)))


def test_what_comes_out_of_order_is_put_in_order() -> None:
    given = [(2, "c"), (0, "a"), (1, "b"), (3, "d")]
    taken = cluster.in_order(iter(given))
    assert list(taken) == ["a", "b", "c", "d"]


def test_runs_are_the_same_and_each_epoch_is_told_once(
    there: Cluster, killed: Callable[[], None]
) -> None:
    functions, setup = [get("relu"), get("swish")], Setup(hidden=(5,), epochs=3)
    expected = train_all(functions, xor(0), setup, (0, 1, 2), workers=1)
    told: list[tuple[int, int, int]] = []
    done: list[int] = []

    def tell(place: int, seed: int, epoch: Epoch) -> None:
        told.append((place, seed, epoch.epoch))
        if len(told) == 5:
            killed()

    watch = Watch(progress=done.append, tell=tell)
    runs = train_all(functions, xor(0), setup, (0, 1, 2), address=there.address, watch=watch)
    for one, other in zip(runs, expected, strict=True):
        assert [e.score for e in one.epochs] == [e.score for e in other.epochs]
        for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
            assert a.tobytes() == b.tobytes()
    assert sorted(told) == [(p, s, e) for p in (0, 1) for s in (0, 1, 2) for e in range(4)]
    assert done[-1] == 2 * 3 * 3


# --- the commands

TRAIN = ("train", "relu", "prelu", "--data", "xor", "--hidden", "5", "--epochs", "3", "-f", "json")
CHECK = ("check", "x*x", "--against", "numpy:square", "--dtype", "float32", "--all-inputs",
         "--range=1:3000", "-f", "json")  # fmt: skip
TABLE = ("table", "--family", "shrinkage", "-f", "json")


def test_a_check_is_the_same_with_a_worker_killed_meanwhile(
    there: Cluster, killed: Callable[[], None]
) -> None:
    here = actviz(*CHECK, "--jobs", "2")
    process = subprocess.Popen(
        [sys.executable, "-m", "actviz", *CHECK, "--dask", there.address],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not _at_work(there) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.02)
    killed()
    text, said = process.communicate(timeout=200)
    assert process.returncode == 0, said
    assert text == here.stdout
    (result,) = json.loads(text)
    assert result["tried"] == result["proved"] > 90_000_000


def _at_work(there: Cluster) -> bool:
    from distributed import Client

    with Client(there.address, set_as_default=False) as client:
        return any(client.processing().values())


@pytest.mark.parametrize("words", [TRAIN, TABLE], ids=lambda words: words[0])
def test_a_command_says_the_same(there: Cluster, words: tuple[str, ...]) -> None:
    here, far = actviz(*words), actviz(*words, "--dask", there.address)
    assert far.returncode == here.returncode == 0, far.stderr
    assert far.stdout == here.stdout
    assert far.stderr == here.stderr


def test_ctrl_c_ends_what_was_begun(there: Cluster, tmp_path: Path) -> None:
    line = ["relu", "--data", "xor", "--hidden", "4", "--seeds", "9", "--epochs", "5000", "--batch",
            "1"]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "actviz", "train", *line, "--dask", there.address, "--log", "log"],
        cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    log = tmp_path / "log"
    while not log.exists() or log.read_text().count("\n") < 3:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted: 0 of 9 runs are done" in said
    assert "Traceback" not in said
    # Nothing goes on there: other work is done at once.
    items = list(cluster.shared(there.address, slowly, 1, range(2)))
    assert len(items) == 2


def test_a_worker_without_what_is_needed_is_told(
    there: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"a worker .* has no 'numpi'"):
        list(cluster.shared(there.address, needs_more, 1, [1]))
    monkeypatch.setattr("actviz.__version__", "9.9")
    with pytest.raises(ValueError, match=r"has actviz 0.* here it is actviz 9\.9,"):
        list(cluster.shared(there.address, slowly, 1, [1]))


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "nonsense", "tcp://nowhere.invalid:8786", "foo://a:1", ""]
)
def test_an_address_without_a_scheduler_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with pytest.raises(ValueError, match="no scheduler of Dask answers there") as caught:
        list(cluster.shared(address, slowly, 1, [1]))
    assert "\n" not in str(caught.value)


def test_a_stranger_at_the_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ValueError, match="no scheduler of Dask answers there"):
            list(cluster.shared(address, slowly, 1, [1]))


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install 'actviz\[cluster\]'"):
        list(cluster.shared("tcp://127.0.0.1:1", partial(slowly), 1, [1]))
