"""Files are written whole or not at all, under the name given, whatever that name is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from actviz.streams.whole import whole_file, write_whole

ACTVIZ = [sys.executable, "-m", "actviz"]


def actviz(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run([*ACTVIZ, *words], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "picture", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(Path("elsewhere", "picture"))
    write_whole(link, b"new")
    assert (link.readlink(), target.read_bytes()) == (Path("elsewhere", "picture"), b"new")
    assert target.stat().st_mode & 0o777 == 0o640
    dangling = tmp_path / "dangling"
    dangling.symlink_to("later")
    write_whole(dangling, b"1")
    assert (tmp_path / "later").read_bytes() == b"1"
    circle = tmp_path / "circle"
    circle.symlink_to("circle")
    with pytest.raises(OSError, match="Too many levels") as caught:
        write_whole(circle, b"1")
    assert caught.value.filename == str(circle)
    assert circle.is_symlink()


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours", b"")
    (tmp_path / "theirs").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


@pytest.mark.parametrize("length", [249, 255])
def test_a_name_as_long_as_can_be(length: int, tmp_path: Path) -> None:
    name = "n" * (length - 4) + ".npy"
    np.save(tmp_path / "x.npy", np.arange(4.0))
    assert actviz(tmp_path, "eval", "square", "-i", "x.npy", "-o", name) == (0, "")
    assert np.load(tmp_path / name).tolist() == [0, 1, 4, 9]
    write_whole(tmp_path / ("p" * length), b"2")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("goal", ["no/such/folder/y.npy", "folder.npy", "n" * 400 + ".npy"])
@pytest.mark.parametrize("source", [("0", "1"), ("-i", "x.npy")])
def test_an_error_names_the_file_that_was_asked_for(
    goal: str, source: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "folder.npy").mkdir()
    np.save(tmp_path / "x.npy", np.arange(4.0))
    code, errors = actviz(tmp_path, "eval", "relu", *source, "-o", goal)
    assert (code, errors.count("\n")) == (2, 1)
    shown = goal if len(goal) < 100 else goal[:40]
    assert errors.startswith(f"actviz: {shown}")


def test_an_error_about_another_file_names_that(tmp_path: Path) -> None:
    code, errors = actviz(tmp_path, "eval", "relu", "-i", "missing.npy", "-o", "y.npy")
    assert (code, errors) == (2, "actviz: missing.npy: No such file or directory\n")


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no file system of one's own")
def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    np.save(tmp_path / "big.npy", np.zeros(1_000_000))
    script = (
        "mount -t tmpfs -o size=256k none full || exit 99; "
        f"'{sys.executable}' -m actviz eval relu -i big.npy -o full/o.npy; code=$?; "
        "ls -A full; exit $code"
    )
    (tmp_path / "full").mkdir()
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode in (1, 99):
        pytest.skip("no file system of one's own may be mounted")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "actviz: full/o.npy: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_device_behind_a_link_is_written_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "o.npy").symlink_to("/dev/full")
    np.save(tmp_path / "x.npy", np.zeros(1_000_000))
    for source in (("0", "1"), ("-i", "x.npy")):
        code, errors = actviz(tmp_path, "eval", "relu", *source, "-o", "o.npy")
        assert (code, errors) == (2, "actviz: o.npy: No space left on device\n")
    assert (tmp_path / "o.npy").is_symlink()


KILLED = """
import sys, time
from pathlib import Path
from actviz.streams.whole import whole_file
with whole_file(Path("picture.png")) as file:
    file.write(b"half")
    file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_kill_left_is_removed_by_the_next_and_what_is_at_work_is_not(tmp_path: Path) -> None:
    writers = []
    for _ in range(2):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED], cwd=tmp_path, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        writers.append(writer)
    assert len(list(tmp_path.iterdir())) == 2
    writers[0].kill()
    writers[0].wait()
    assert len(list(tmp_path.iterdir())) == 2  # nobody could tidy up
    write_whole(tmp_path / "other.png", b"whole")
    assert len(list(tmp_path.iterdir())) == 2  # other.png, and what the second is at work on
    with whole_file(tmp_path / "third.png") as file:
        file.write(b"x")
        write_whole(tmp_path / "fourth.png", b"y")  # within one process, too
    assert (tmp_path / "third.png").read_bytes() == b"x"
    writers[1].kill()
    writers[1].wait()
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()


def test_a_killed_command_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros(8_000_000))
    running = subprocess.Popen(
        [*ACTVIZ, "eval", "sin(x)*erf(x)", "-i", "x.npy", "-o", "y.npy"], cwd=tmp_path
    )
    while running.poll() is None and len(list(tmp_path.iterdir())) == 1:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert actviz(tmp_path, "eval", "relu", "1", "-o", "z.npy") == (0, "")
    assert {path.name for path in tmp_path.iterdir()} - {"y.npy"} == {"x.npy", "z.npy"}


@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", "<f2", "<i4", "|u1", "|b1"])
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("several", [False, True])
def test_arrays_of_every_kind_go_from_file_to_file(
    dtype: str, order: str, several: bool, tmp_path: Path
) -> None:
    from actviz import get
    from actviz.files.applying import npy_to_npy
    from actviz.files.wish import Wish

    x = np.asarray(np.arange(-12, 12).reshape(2, 3, 4).astype(dtype), order=order)  # type: ignore[call-overload]
    np.save(tmp_path / "x.npy", x)
    functions = [get("relu"), get("square")] if several else [get("square")]
    npy_to_npy(tmp_path / "x.npy", tmp_path / "y.npy", functions, Wish())  # type: ignore[arg-type]
    y = np.load(tmp_path / "y.npy")
    assert y.dtype == (x.dtype if x.dtype.kind == "f" else np.float64)
    wide = x.astype(float)
    wanted = [np.maximum(wide, 0), wide**2] if several else [wide**2]
    result = np.moveaxis(y, -1, 0) if several else [y]
    for one, other in zip(wanted, result, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("shape", ["(4,)", "(10**18,)", "(2**62, 2**62)", "(-3,)"])
def test_a_head_that_promises_too_much_is_told_and_nothing_else(shape: str, tmp_path: Path) -> None:
    head = {"descr": "<f8", "fortran_order": False, "shape": eval(shape)}
    with open(tmp_path / "x.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(file, head)
        file.write(bytes(24))
    code, err = actviz(tmp_path, "eval", "relu", "-i", "x.npy", "-o", "y.npy")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("actviz: x.npy: ")
    assert os.listdir(tmp_path) == ["x.npy"]
