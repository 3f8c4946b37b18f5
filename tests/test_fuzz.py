"""Command lines and streams made by chance: no traceback, no hang, no line lost, no half file.

A sample runs with the other tests; ``python -m tests.test_fuzz SECONDS [SEED]`` runs for as long as
one likes, and prints what is wrong as it finds it.
"""

from __future__ import annotations

import math
import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pytest

from actviz.lookup import registry
from tests.sample import WHOLE

LIMIT: Final = 60.0  # seconds for a case: beyond that it hangs

SPECS: Final = (
    "relu", "gelu", "torch:GELU", "onnx:HardSigmoid", "keras:elu", "elu:alpha=0.5",
    "swish:beta=0.5,1", "x*tanh(x)", "mine=where(x > 0, x, a*x):a=0.1", "softmax", "swiglu",
    "rrelu", "maxout", "log(x)", "1/x", "sin(1/x)", "exp(exp(x))", "binary_step", "floor(x)", "x",
    "3", "x**x", "prelu", "snake", "leaky_relu:negative_slope=1e400", "elu:alpha=nan", "tanh(",
    "a=b", "nothing", "", " ", "é", "::", "torch:", ":a=1", "relu:", "x" * 300, "((((x))))", "-1",
    "--", "-", "\t", "日本",
)  # fmt: skip
NUMBERS: Final = (
    "0", "1", "-2.5", "1e999", "inf", "nan", "abc", "0x1p3", "1e-320", "7", "64", "-0",
)  # fmt: skip
OTHERS: Final = (
    "data.csv", "data.npy", "broken.npy", "mine.toml", "missing.npz", "a.png", "b.svg", "c.pdf",
    "d.html", "e.pgf", "f.bmp", "no/such/folder.png", "-", "", "-2:2", "2:-2", "1:1", "nan:1", ":",
    "0.1,0.2", "name,range", "zeros", "3x2", "0x0", "9999x9999", "dark", "xor", "moons", "json",
    "x,y", "é=1",
)  # fmt: skip
# What takes minutes by design: the whole catalogue, a gallery, long training.
LONG: Final = {
    "check": ("relu",),
    "table": ("relu",),
    "compare": ("relu", "gelu"),
    "plot": ("relu",),
    "train": ("relu", "--data", "xor", "--epochs", "1", "--seeds", "1", "--hidden", "3"),
    "depth": ("relu", "--layers", "4", "--width", "8", "--seeds", "2"),
}
NEVER: Final = {
    "--all", "--all-inputs", "--epochs", "--hidden", "--width", "--layers", "--seeds", "--show",
    "export --exact",  # proved at every input of float32, in two minutes
}  # fmt: skip

LINES: Final = (
    b"1", b"-2.5", b"+3", b".5", b"5.", b"1e308", b"-1e400", b"0x1p3", b"inf", b"-Infinity", b"NaN",
    b"-0", b"5e-324", b"9" * 400, b" 7 ", b"0.1", b"2", b"3.25", b"", b"# c", b"x", b"1,2", b"null",
    b"true", b"\x00", b"\xff\xfe", b"1_000", b"-" * 50, b"[1]", b'"5"', b"1 2", b"0x",
    b"\xef\xbb\xbf1", b"\r",
)  # fmt: skip
# What is a number is told here once more, and not as the program does.
NUMBER: Final = re.compile(
    rb"[ \t\r\v\f]*[+-]?((inf|infinity|nan)|0x([0-9a-f]+[.]?[0-9a-f]*|[.][0-9a-f]+)(p[+-]?[0-9]+)?"
    rb"|([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?)[ \t\r\v\f]*",
    re.IGNORECASE,
)


@dataclass
class Done:
    """How a case ended."""

    code: int
    out: bytes
    err: str
    left: list[str]  # files that only writing leaves


def run(words: list[str], stdin: bytes, chance: random.Random) -> Done:
    """Run the program in a fork of this process, which has imported what is heavy."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.csv").write_text("a,b\n1,2\n-3,4.5\n")
        np.save(folder / "data.npy", np.linspace(-3, 3, 12).reshape(4, 3))
        (folder / "broken.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00{'descr'")
        (folder / "mine.toml").write_text(
            '[[function]]\nname = "mine"\nformula = "x*sigmoid(2*x)"\n'
        )
        before = set(os.listdir(folder))
        out, err = folder / ".out", folder / ".err"
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(writing)
            _program(words, folder, reading, out, err)
        os.close(reading)
        feeder = os.fork()
        if not feeder:
            _feed(writing, stdin, chance)
        os.close(writing)
        code = _ended(child)
        os.kill(feeder, signal.SIGKILL)
        os.waitpid(feeder, 0)
        left = [word for word in set(os.listdir(folder)) - before if word.endswith(".part")]
        return Done(code, out.read_bytes(), err.read_text(errors="replace"), left)


def _program(words: list[str], folder: Path, stdin: int, out: Path, err: Path) -> None:
    code = 1
    try:
        os.chdir(folder)
        os.dup2(stdin, 0)
        for file, number in ((out, 1), (err, 2)):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        sys.stderr = os.fdopen(2, "w", errors="backslashreplace")  # as Python opens it
        sys.argv = ["actviz", *words]
        os.environ["ACTVIZ_CATALOGUE"] = ""
        from actviz.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _feed(pipe: int, data: bytes, chance: random.Random) -> None:
    try:
        while data:
            size = chance.choice((1, 7, 4096, 1 << 20))
            data = data[os.write(pipe, data[:size]) :]
    finally:
        os._exit(0)


def _ended(child: int) -> int:
    """The exit code of a child, -9 if it had to be killed."""
    end = time.monotonic() + LIMIT
    pause = 0.001
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


def command_line(chance: random.Random) -> list[str]:
    """Any command with names, options and values, sensible or not."""
    from actviz.cli.app import everything

    group: Any = everything()
    command = chance.choice([*sorted(set(group.commands) - {"gallery"}), "plott", ""])
    if command not in group.commands:
        return [command, chance.choice(SPECS)]
    sensible = chance.random() < 0.6
    names = chance.choices(SPECS[:8] if sensible else SPECS, k=chance.choice((0, 1, 1, 1, 2, 3)))
    words = [command, *names]
    options = [
        option
        for option in group.commands[command].params
        if getattr(option, "param_type_name", "") == "option"
        and not NEVER & {*option.opts, *(f"{command} {word}" for word in option.opts)}
    ]
    for option in chance.choices(options, k=chance.choice((0, 1, 1, 2, 3))):
        known = list(getattr(option.type, "choices", ()))
        if sensible and not (known or option.is_flag or option.type.name in ("integer", "float")):
            continue
        words.append(chance.choice([*option.opts, *option.secondary_opts]))
        if not option.is_flag:
            numbers = NUMBERS[:3] if sensible else (*NUMBERS, *OTHERS, *SPECS[:8])
            words.append(chance.choice(known or numbers))
    if not sensible and chance.random() < 0.2:
        words.append(chance.choice(("--nonsense", "-?", "--help", "--quiet", "--format=xml")))
    return words + list(LONG.get(command, ()))


def any_bytes(chance: random.Random) -> bytes:
    """Lines of every kind, or bytes of none."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(300))
    kinds = LINES[: chance.choice((17, 18, len(LINES)))]
    ends = chance.choice(((b"\n",), (b"\r\n",), (b"\n", b"\r\n")))
    text = b"".join(
        chance.choice(kinds) + chance.choice(ends) for _ in range(chance.choice((3, 40, 3000)))
    )
    return text[: -len(ends[0])] if chance.random() < 0.3 else text


def wrong_with_a_command(chance: random.Random) -> str:
    """What is wrong with a command line made by chance; nothing, as a rule."""
    words, stdin = command_line(chance), any_bytes(chance)
    done = run(words, stdin, chance)
    if done.code == -signal.SIGKILL:
        return f"{words}: hangs"
    astray = ("Traceback", "Warning", "a mistake of the program itself")
    if done.code not in (0, 1, 2) or any(word in done.err for word in astray):
        return f"{words} with {stdin[:60]!r}: exit {done.code}: {done.err[-600:]}"
    if done.left:
        return f"{words}: leaves {done.left}"
    if done.code == 2 and not done.err.strip():
        return f"{words}: exit 2 without a word"
    return ""


def wrong_with_a_stream(chance: random.Random) -> str:
    """The same of bytes on stdin, each line of which has its answer."""
    on_error = chance.choice(("stop", "skip", "nan"))
    comments = chance.random() < 0.3
    stdin = any_bytes(chance)
    words = ["eval", "identity", "--on-error", on_error, *["--comments"] * comments]
    if on_error == "stop" and not comments and chance.random() < 0.5:
        words = ["eval", "identity"]
    done = run(words, stdin, chance)
    expected, bad = answers(stdin, on_error, comments=comments)
    code = 2 if bad and on_error == "stop" else 0
    what = f"{words} with {stdin[:300]!r}"
    if done.code != code:
        return f"{what}: exit {done.code}, not {code}: {done.err[-300:]}"
    if bad and f"line {bad}: " not in done.err:
        return f"{what}: line {bad} is not named in {done.err[-300:]!r}"
    result = done.out.split(b"\n")[:-1]
    if len(result) != len(expected):
        return f"{what}: {len(result)} lines, not {len(expected)}"
    for line, answer in zip(result, expected, strict=True):
        if isinstance(answer, bytes) and line != answer.decode(errors="replace").encode():
            return f"{what}: {line!r}, not {answer!r}"
        if isinstance(answer, float) and not same(float(line), answer):
            return f"{what}: {line!r}, not {answer!r}"
    return ""


def same(a: float, b: float) -> bool:
    """Whether two doubles are one, the sign of a zero included."""
    return (a != a and b != b) or (a == b and math.copysign(1, a) == math.copysign(1, b))


def answers(stdin: bytes, on_error: str, *, comments: bool) -> tuple[list[float | bytes], int]:
    """The lines that a stream is answered with, and which line is the first that is no number."""
    text = stdin.removeprefix(b"\xef\xbb\xbf")
    lines = text.replace(b"\r\n", b"\n").split(b"\n")
    if not lines[-1]:
        del lines[-1]
    listed: list[float | bytes] = []
    bad = 0
    for number, line in enumerate(lines, 1):
        blank = not line.decode(errors="replace").strip()
        if comments and (blank or line.decode(errors="replace").lstrip().startswith("#")):
            listed.append(line)
        elif NUMBER.fullmatch(line):
            listed.append(value(line.decode()))
        else:
            bad = bad or number
            if on_error == "stop":
                break
            if on_error == "nan":
                listed.append(math.nan)
    return listed, bad


def value(text: str) -> float:
    """A number as Python reads it."""
    if "x" not in text.lower():
        return float(text)
    try:
        return float.fromhex(text)
    except OverflowError:
        return -math.inf if "-" in text.lower().partition("0x")[0] else math.inf


def warm_up() -> None:
    """Import what commands need, once for all forks."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for module in ("flint", "matplotlib.figure", "matplotlib.backends.backend_agg", "orjson"):
        import_module(module)
    from actviz.cli.app import everything

    list(everything().commands.items())
    registry.resolve_all(("relu", "gelu", "softmax", "swiglu"))


def problems(seed: int) -> Iterator[str]:
    """What is wrong with one case after the other."""
    warm_up()
    chance = random.Random(seed)
    while True:
        yield wrong_with_a_command(chance)
        yield wrong_with_a_stream(chance)


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="cases run in forks")


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sample(seed: int) -> None:
    cases = problems(seed)
    assert not [got for got in (next(cases) for _ in range(120 if WHOLE else 12)) if got]


def main() -> None:
    """Run for so many seconds, and tell what is wrong."""
    seconds = float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    end = time.monotonic() + seconds
    count = failed = 0
    for got in problems(seed):
        count += 1
        failed += bool(got)
        if got:
            print(got, flush=True)
        if time.monotonic() > end:
            break
    print(f"{count} cases, {failed} wrong")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
