"""eval without options goes without the parser, and nothing about it is different."""

from __future__ import annotations

import subprocess
import sys

import pytest

from actviz.cli.plain_eval import plain
from tests.process import actviz

LINES = "-1\n0.5\n1e400\n-0\n0x1p-3\n"


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("gelu", "1", "-2.5"), ""),
        (("gelu", "relu"), LINES),
        (("swish:beta=0.5,2", "x*tanh(x)"), LINES),
        (("gelu", "1/3", "-1/3", "pi"), ""),
        (("torch:GELU",), LINES + "x\n7\n"),
        (("gelu",), "1\n\n2\n"),
        (("gelu",), ""),
        (("softmax", "1", "2"), ""),
        (("swiglu", "1", "2"), ""),
        (("rrelu", "-1"), ""),
        (("nothing_like_it", "1"), ""),
        (("relu", "nowhere.csv"), ""),
        (("1", "2"), ""),
        ((), ""),
    ],
)
def test_both_ways_say_the_same(words: tuple[str, ...], stdin: str) -> None:
    short = actviz("eval", *words, stdin=stdin)
    whole = subprocess.run(
        [sys.executable, "-c", "import sys; from actviz.cli.app import run; "
         "sys.exit(run(sys.argv[1:]))", "eval", *words],
        input=stdin, capture_output=True, text=True,
    )  # fmt: skip
    assert (short.returncode, short.stdout, short.stderr) == (
        whole.returncode, whole.stdout, whole.stderr,
    )  # fmt: skip


def test_what_has_options_is_not_plain() -> None:
    assert plain(["eval", "gelu"])
    assert plain(["eval", "gelu", "-1"])
    for words in (["eval"], ["eval", "gelu", "--exact"], ["plot", "gelu"], [], ["eval", "-h"],
                  ["eval", "gelu", "-"]):  # fmt: skip
        assert plain(words) is None


def test_it_needs_no_parser() -> None:
    program = (
        "import sys; sys.argv = ['actviz', 'eval', 'gelu', '1']\n"
        "from actviz.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "0.8413447460685429\n"
    loaded = set(done.stderr.split())
    assert "numpy" in loaded
    assert not {"typer", "rich", "flint", "matplotlib"} & loaded
