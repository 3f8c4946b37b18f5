"""Commands as a user types them, each in a process of its own.

A process is forked from a server that has the libraries and all of actviz loaded, so that hundreds
of commands cost their work and not their start. What depends on the start itself (an environment
that libraries read when they are imported, a pipe, a shell) gets a fresh interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

import actviz as package

PLAIN = {
    **{key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR")},
    "ACTVIZ_CATALOGUE": "",  # not what the tester has at home
}
LATE = {"ACTVIZ_CATALOGUE", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "TERM"}  # read when needed
LOADED = [
    "flint", "matplotlib.backends.backend_agg", "matplotlib.figure", "numpy",
    "orjson", "rich.console", "rich.table",
]  # fmt: skip

Done = subprocess.CompletedProcess[str]


def actviz(
    *arguments: str, stdin: bytes | str = b"", cwd: Path | None = None, **environment: str
) -> Done:
    """Run ``actviz`` with these words; what it wrote and how it ended."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    if set(environment) <= LATE and hasattr(os, "fork"):
        return _forked(arguments, given, cwd, {**PLAIN, **environment})
    done = subprocess.run(
        [sys.executable, "-m", "actviz", *arguments],
        input=given,
        cwd=cwd,
        env={**PLAIN, **environment},
        capture_output=True,
    )
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def needs_torch(command: str) -> bool:
    """Whether a command line asks for what only PyTorch trains, or for libraries to be asked."""
    if command.startswith("actviz dialects") and "--verify" in command:
        return True
    words = ("--network ", "--module ", "--engine torch", "--dtype float32")
    return command.startswith("actviz train") and any(word in command for word in words)


def shell(command: str, cwd: Path) -> Done:
    """Run a line of shell; a mere command of ours needs no shell."""
    if not set(command) & set("|<>$&;(){}*~`\\") and command.startswith("actviz "):
        return actviz(*shlex.split(command)[1:], cwd=cwd)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=cwd,
        env={**PLAIN, "PATH": path},
        capture_output=True,
        text=True,
    )


def python_in(copy: Path, *words: str) -> str:
    """What Python says in a copy of the project, which must not fail."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    modules = [one.name for one in pkgutil.walk_packages(package.__path__, "actviz.")]
    # Less what imports PyTorch, whose threads forbid copies, and what runs a command.
    ours = [name for name in modules if "torch" not in name and not name.endswith("__main__")]
    context.set_forkserver_preload([*LOADED, *ours])
    return context


def _forked(
    arguments: tuple[str, ...], given: bytes, cwd: Path | None, environment: dict[str, str]
) -> Done:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        files[0].write_bytes(given)
        child = _server().Process(
            target=_command, args=(arguments, files, cwd or Path.cwd(), environment)
        )
        child.start()
        child.join()
        assert child.exitcode is not None
        out, err = (file.read_bytes().decode() for file in files[1:])
        return Done(["actviz", *arguments], child.exitcode, out, err)


def _command(
    arguments: tuple[str, ...], files: list[Path], cwd: Path, environment: dict[str, str]
) -> None:
    """In the child: become what the interpreter would be at the start of ``-m actviz``."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.path.insert(0, str(cwd))
    sys.argv = ["actviz", *arguments]
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (file, mode) in enumerate(zip(files, modes, strict=True)):
        descriptor = os.open(file, mode)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    from actviz.cli import main

    main()


def needs_copies() -> None:
    """Skip a test that ends the copies of this process, where none are made: it would end this."""
    import pytest

    from actviz.processes.shared import may_fork

    if not may_fork():
        pytest.skip("another test has loaded a library whose threads forbid copies")
