"""Manners: quiet when asked, completion in real shells, guesses, words for a waiting user."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actviz.cli.app import COMMANDS
from actviz.cli.completions import FILES, FOLDER, script
from tests.process import PLAIN, actviz

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("shell", FILES)
def test_completion_files_are_fresh(shell: str) -> None:
    kept = (FOLDER / FILES[shell]).read_text(encoding="utf-8")
    assert kept == script(shell), "remake them: python -m actviz.cli.completions"


BASH = """
source {file}
COMP_WORDBREAKS=$'"\\'><=;|&(:'  # as bash has it
source {file}
[[ $COMP_WORDBREAKS == *:* || $COMP_WORDBREAKS == *=* ]] && echo broken
COMP_WORDS=(actviz {words}); COMP_CWORD={place}
_actviz_completion actviz; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "wanted"),
    {
        "pl": {"plot"},
        "plot gelu_": {"gelu_10", "gelu_tanh"},
        "plot elu:": {"elu:alpha="},
        "plot torch:GEL": {"torch:GELU"},
        "plot torch:LeakyReLU:": {
            "torch:LeakyReLU:negative_slope=", "torch:LeakyReLU:alpha=",
        },
        "list --family sh": {"shrinkage"},
        "list --framework tor": {"torch"},
        "list --role bin": {"binary-output"},
        "table --format js": {"json"},
        "plot --the": {"--theme"},
    }.items(),
)  # fmt: skip
def test_a_real_bash_completes(words: str, wanted: set[str]) -> None:
    program = BASH.format(file=FOLDER / "actviz.bash", words=words, place=len(words.split()))
    done = subprocess.run(
        ["bash", "--norc", "-c", program],
        capture_output=True, text=True, env={**PLAIN, "PATH": PATH},
    )  # fmt: skip
    kinds_seen = set(done.stdout.split())
    assert wanted & kinds_seen, (done.stdout, done.stderr)
    assert "broken" not in kinds_seen
    if "negative_slope" not in "".join(wanted):
        assert wanted == kinds_seen


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_file(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, "-n", str(FOLDER / FILES[shell])], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_quiet_leaves_notes_out_and_errors_in() -> None:
    loud, still = (actviz("eval", "rrelu", "-1", *word) for word in ((), ("--quiet",)))
    assert "evaluation mode" in loud.stderr
    assert still.stderr == ""
    assert still.stdout == loud.stdout
    wrong = actviz("eval", "nothing_like_it", "1", "--quiet")
    assert wrong.returncode == 2
    assert "nothing_like_it" in wrong.stderr
    assert actviz("eval", "rrelu", "-1").stderr == loud.stderr  # one command's, no other's


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_quiet(name: str) -> None:
    assert "--quiet" in actviz(name, "--help").stdout


@pytest.mark.parametrize(
    ("typed", "meant"),
    {
        ("polt", "relu"): "'plot'",
        ("lsit",): "'list'",
        ("plot", "relu", "--thme", "dark"): "--theme",
        ("table", "--colums", "name"): "--columns",
        ("plot", "geul"): "gelu",
        ("eval", "elu:alhpa=1", "1"): "alpha",
    }.items(),
)
def test_what_is_misspelt_is_guessed(typed: tuple[str, ...], meant: str) -> None:
    done = actviz(*typed)
    assert done.returncode == 2
    assert meant in done.stderr


def test_a_user_at_a_terminal_is_told_what_is_waited_for() -> None:
    leader, follower = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "actviz", "eval", "relu"],
        stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN,
    )  # fmt: skip
    os.close(follower)
    assert done.stdout is not None
    os.write(leader, b"-1\n")
    assert done.stdout.readline() == b"0.0\n"  # at once: a user looks on
    os.write(leader, b"2\n")
    assert done.stdout.readline() == b"2.0\n"
    os.write(leader, b"\x04")
    out, errors = done.communicate(timeout=30)
    os.close(leader)
    assert errors.decode().splitlines() == ["reading numbers, one per line; Ctrl-D ends"]
    assert out == b""


def test_an_interrupted_plot_leaves_no_half_file(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "actviz", "plot", "--all", "-o", "all.png"],
        cwd=tmp_path, env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    out, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert (out, errors) == (b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_that_comes_while_an_object_is_removed_is_not_lost() -> None:
    program = """if True:
        import time, weakref
        from actviz import cli
        def interrupted(_):
            raise KeyboardInterrupt
        def command(words):
            kept = set()
            gone = weakref.ref(kept, interrupted)
            del kept
            time.sleep(20)
        cli._run = command
        cli.main()
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=15)
    assert (done.returncode, done.stderr) == (130, b"")


def test_many_panels_show_how_far_it_is_and_only_to_a_terminal(tmp_path: Path) -> None:
    names = [f"tanh(x*{k})" for k in range(1, 31)]
    words = [sys.executable, "-m", "actviz", "plot", *names, "--grid", "-o", "many.png"]
    leader, follower = pty.openpty()
    done = subprocess.Popen(
        words, cwd=tmp_path, stderr=follower, stdout=subprocess.DEVNULL,
        env={**PLAIN, "TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    told = b""
    try:
        while piece := os.read(leader, 4096):
            told += piece
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert done.wait(30) == 0
    assert b"drawing" in told
    quiet = subprocess.run(words, cwd=tmp_path, capture_output=True, env=PLAIN)
    assert quiet.stderr == b""
