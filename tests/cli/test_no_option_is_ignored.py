"""No option is ignored in silence: each changes what a command does, or is refused.

Options are tried alone and in pairs, in this process. What counts as a change: exit code, stdout,
stderr, a file. A pair has to differ from each of its two options alone.
"""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actviz.cli.app import everything, run
from tests.figures.scenes import parts
from tests.sample import some

# What every command has; and what another test watches over, or a terminal alone shows.
SHARED = {
    "--help",
    "--quiet",
    "--catalogue",
    "-h",
    "--format",
    "--output",
    "--show",
    "--term",
    "--wide",
    "--phase",
}

ELSEWHERE = {"export --exact"}  # its proof takes minutes: tests/export/test_exact.py

# What several commands have, each with a value that is not the usual one.
TEXT = {"--field": "1", "--array": "a", "--delimiter": ";", "--decimal": "comma", "--header": ""}
LINEWISE = {"--comments": "", "--on-error": "nan", "--line-buffered": ""}
RESULT = {"--derivative": "", "--keep": "", "--digits": "5", "--format": "csv", "--output": "o.npy"}
NUMBERS = {**TEXT, **LINEWISE, **RESULT, "--exact": "", "--dtype": "float16", "--seed": "1"}
PICTURE = {"--title": "t", "--theme": "dark"}
PLOT = {
    **PICTURE, "--all": "", "--derivative": "", "--order": "2", "--panels": "", "--grid": "",
    "--own-axes": "", "--range": "-2:2", "--points": "50", "--data": "x.txt", "--field": "1",
    "--array": "a", "--binary": "float32", "--size": "3x2.5", "--dpi": "60", "--style": "ggplot",
    "--font": "cmr10", "--font-size": "9", "--linewidth": "3", "--ylim": "-1:0.9", "--xlabel": "a",
    "--ylabel": "b", "--xscale": "symlog", "--yscale": "symlog", "--legend": "", "--across": "1",
    "--annotate": "x=1:t", "--dtype": "bfloat16", "--letters": "", "--transparent": "",
    "--svg-text": "", "--saturated": "",
}  # fmt: skip


def _but(options: dict[str, str], *without: str) -> dict[str, str]:
    return {word: value for word, value in options.items() if word not in without}


LOOK = ("--theme", "--style", "--font", "--font-size", "--xlabel", "--ylabel", "--size", "--title")
PENS = ("--linewidth", "--transparent", "--dpi", "--letters")
FILM = (
    "--derivative", "--panels", "--grid", "--ylim", "--dpi", "--transparent", "--svg-text",
    "--dtype", "--legend",
)  # fmt: skip
GATE = (
    "--derivative", "--order", "--panels", "--own-axes", "--points", "--ylim", "--xscale",
    "--legend", "--annotate", "--saturated", "--dtype", *PENS,
)  # fmt: skip


def _only(options: dict[str, str], *words: str) -> dict[str, str]:
    return {word: options[word] for word in words}


# Of one panel a grid, or one panel in a row, is what there is anyway.
ALONE = _but(PLOT, "--grid", "--across")

# A plain line of each command, and a value for each of its options that is not the usual one.
LINES: dict[str, tuple[str, dict[str, str]]] = {
    "plot": ("relu elu -o p.png --size 2x1.6 --dpi 40", PLOT),
    "plot ": ("relu gelu -o p.svg", {"--dpi": "60", "--svg-text": "", "--transparent": ""}),
    "plot  ": ("glu -o p.png", _only(PLOT, *GATE)),
    "plot   ": ("softmax -o p.png", ALONE),
    "plot    ": ("rrelu -o p.png", ALONE),
    "plot     ": ("swish:beta=1..2 -o p.gif", _only(PLOT, *FILM)),
    "plot      ": ("relu --data pairs.csv --field y -o p.png", PLOT),
    "plot       ": ("relu pairs.csv -o p.png", PLOT),
    "plot        ": ("relu softmax --grid -o p.png", _but(PLOT, "--grid")),
    "plot         ": ("relu -o p.html", ALONE),
    "plot          ": ("relu --term", ALONE),
    "gallery": ("small", {"--check": ""}),
    "eval": (
        "swish -4.85 -2.35",
        {
            **NUMBERS, "--order": "2", "--wrt": "beta", "--all-inputs": "", "--binary": "float32",
            "--input": "x.txt", "--seed": "3",
        },
    ),
    "eval ": (
        "mish -i table.csv --field b --on-error skip",
        {
            **_but(NUMBERS, "--field", "--line-buffered", "--dtype", "--seed", "--header"),
            "--no-header": "", "--binary": "float32",
        },
    ),
    "eval  ": (
        "mish -i wide.npy",
        {**_but(NUMBERS, "--decimal", "--header", "--dtype", "--seed"), "--binary": "float16"},
    ),
    "eval   ": (
        "mish -i x.raw --binary float32 -o o.bin",
        _but(NUMBERS, "--decimal", "--header", "--dtype", "--seed", "--exact", "--output"),
    ),
    "eval    ": ("softmax 1.5 2.25", {**NUMBERS, "--wrt": "y"}),
    "eval     ": ("swiglu -4.85 2.35", {**NUMBERS, "--wrt": "v"}),
    "export": (
        "prelu --to numpy",
        {"--order": "2", "--arguments": "alpha", "--name": "p", "--dtype": "float32",
         "--verify": "", "--test": "", "--list": "", "--format": "csv"},
    ),
    "approximate": (
        "gelu --pieces 3 --range=-2:2",
        {"--degree": "2", "--knots": "even", "--continuous": "", "--polynomial": "3",
         "--rational": "2/2", "--entries": "5", "--interpolate": "", "--within": "1e-9",
         "--error": "relative", "--density": "normal:0,1", "--outside": "clamp", "--fold": "",
         "--odd": "", "--even": "", "--coefficients": "bfloat16", "--fixed": "Q4.12:Q4.12",
         "--integers": "0.1,0:0.1,0", "--bits": "16", "--zero-at-zero": "",
         "--exact-at-kinks": "", "--monotone": "", "--above": "", "--below": "",
         "--with-slope": "", "--sweep": "2:4", "--order": "1", "--size": "4x4", "--theme": "dark",
         "--range": "-1:1"},
    ),
    "model": (
        "config.json",
        {"--run": "random", "--fail-dead": "0.1", "--swap": "relu=gelu", "--dtype": "float16",
         "--theme": "dark"},
    ),
    "inspect": (
        "missing.csv -a hard_tanh -a sigmoid",
        {
            **_but(TEXT, "--header"), "--tolerance": "0.5", "--fail-dead": "0.1",
            "--fail-saturated": "0.2", "--fail-clipped": "0.1", "--fail-nan": "",
            "--theme": "dark", "--field": "a", "--unit-axis": "0", "--decimal": "point",
            "--no-header": "",
        },
    ),
    "inspect  ": ("x.raw -a relu --binary float32 -f csv", {"--binary": "float16"}),
    "inspect ": ("cube.npy -a relu -f json", {"--unit-axis": "0", "--field": "a", "--header": ""}),
    "table": (
        "relu gelu -f csv",
        {"--family": "gated", "--columns": "name,saturates_left", "--sort": "name",
         "--tolerance": "0.1", "--dtype": "float16", "--proved": "", "--all": "",
         "--dask": "nowhere"},
    ),
    "derive": (
        "prelu",
        {"--order": "2", "--wrt": "alpha", "--at": "1,2", "--brief": "", "--kinks": "",
         "--target": "1", "--same-as": "relu", "--layers": "2", "--plot": "p.png"},
    ),
    "show": ("relu", {"--no-plot": "", "--format": "md"}),
    "gain": (
        "relu silu",
        {"--fan-in": "3", "--fan-out": "5", "--self-normalising": "", "--derive-selu": ""},
    ),
    "compare": (
        "relu gelu",
        {"--measure": "relative", "--dtype": "float16", "--range": "1:2", "--data": "x.txt",
         "--field": "1", "--array": "a", "--binary": "float32", "--matrix": "", "--by": "rms",
         "--derivative": "", "--size": "4x4", **PICTURE},
    ),
    "depth": (
        "relu tanh --layers 2 --width 4 --seeds 1",
        {"--init": "lecun", "--bias-std": "1", "--seed": "1", "--tolerance": "0.5",
         "--by-layer": "", **PICTURE},
    ),
    "train": (
        "prelu --data moons --epochs 1 --seeds 1 --hidden 2 -f csv",
        {"--target": "1", "--field": "1", "--seed": "4", "--batch": "7", "--optimiser": "sgd",
         "--rate": "0.5", "--momentum": "0.5", "--init": "he", "--loss": "squared", "--fixed": "",
         "--limit": "20", "--level": "0.1", "--by-epoch": "", "--boundary": "", "--theme": "dark",
         "--pairs": "", "--by-layer": "", "--log": "l.jsonl", "--resume": "r.npz",
         "--dask": "nowhere", "--data-to": "nowhere/d.npz",
         "--text": "1", "--tune": "",
         "--network": "cnn", "--module": "net.py:make", "--engine": "torch",
         "--dtype": "float32", "--device": "cpu", "--deterministic": ""},
    ),
    "check": (
        "tanh --order 0 -f csv",
        {"--points": "2", "--full": "", "--max-ulp": "0.1", "--against": "numpy:tanh",
         "--dtype": "float16", "--derivative": "", "--with": "a=1", "--arrays": "numpy",
         "--all-inputs": "", "--exec": "cat", "--jobs": "2", "--resume": "r.log",
         "--dask": "nowhere", "--timeout": "9",
         "--plot": "p.png", "--range": "0:1", "--all": "", "--singly": "", "--findings": "",
         "--runtimes": ""},
    ),
    "backprop": (
        "relu",
        {"--input": "2", "--target": "3", "--weights": "1;2", "--biases": "1,1",
         "--network": "net.toml", "--rate": "0.5"},
    ),
    "identify": (
        "pairs.csv", {"--top": "1", "--field": "2,1", "--array": "a", "--binary": "float32"}
    ),
    "dialects": ("gelu", {"--verify": ""}),
    "cite": ("gelu", {}),
    "list": ("relu", {"--family": "rectified", "--framework": "darknet", "--role": "hidden",
                      "--sort": "year", "--learnable": "", "--bounded": ""}),
}  # fmt: skip

# Pairs of which one changes nothing beside the other, and rightly so.
RIGHTLY: dict[str, set[frozenset[str]]] = {
    # The second derivative is drawn with the first; one panel in a row is a grid.
    "plot": {frozenset({"--derivative", "--order"}), frozenset({"--grid", "--across"})},
    # In a parameter the first derivative is meant anyway; five digits are the same ones.
    "eval": {frozenset({"--derivative", "--wrt"}), frozenset({"--exact", "--digits"})},
    "eval ": {frozenset({"--exact", "--digits"})},
    "eval    ": {frozenset({"--exact", "--digits"})},
    "eval     ": {frozenset({"--derivative", "--wrt"})},
    "eval  ": {frozenset({"--exact", "--digits"})},
    "list": {frozenset({"--role", "--framework"})},
    "identify": {frozenset({"--top", "--field"})},
}


def _properties() -> dict[str, str]:
    """The options of list that ask for a property, each by the word that leaves the most out."""
    from actviz.lookup.properties import PROPERTIES

    return {one.options.split("/")[0]: "" for one in PROPERTIES}


LINES["list "] = ("", _properties())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files")
    (path / "small").mkdir()
    (path / "small" / "recipes.toml").write_text("picture = []")
    (path / "config.json").write_text('{"hidden_act": "gelu_new"}')
    (path / "x.txt").write_text("-1\n2.25\n")
    (path / "table.csv").write_text("a;b\n-1.25;-5.9\nx;y\n0.5;-4.85\n")
    (path / "missing.csv").write_text("a;b\n-1,25;2\nNA;0,5\n-3,5;6,5\n")
    (path / "pairs.csv").write_text("x,y\n" + "".join(f"{x},{max(x, 0)}\n" for x in range(-9, 9)))
    np.save(path / "wide.npy", np.array([-5.9, -4.85]))
    np.save(path / "cube.npy", np.array([[[-1.0, 2.0], [-3.0, -2.0]], [[-1.5, 1.0], [-2.0, -1.0]]]))
    np.array([-5.9, -4.85, 2.5], "<f4").tofile(path / "x.raw")
    return path


Outcome = tuple[int, str, str, dict[str, int]]


@pytest.fixture
def outcome(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> Any:
    """Runs a command line in the folder; exit code, stdout, stderr, files with their checksums.

    Pictures are written as what is to be drawn, but for those of ``PIXELS``.
    """
    monkeypatch.chdir(folder)
    before = set(folder.iterdir())
    known: dict[str, Outcome] = {}

    def of(line: str) -> Outcome:
        if line in known:
            return known[line]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        (folder / "small" / "README.md").write_text("stale")
        try:
            code = run(line.split())
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capfdbinary.readouterr()
        made = {}
        for path in set(folder.iterdir()) - before:
            made[path.name] = zlib.crc32(path.read_bytes())
            path.unlink()
        known[line] = code, out.decode(), err.decode(), made
        return known[line]

    return of


def with_options(command: str, base: str, chosen: Mapping[str, str]) -> str:
    words = " ".join(f"{option}={value}" if value else option for option, value in chosen.items())
    return f"{command.strip()} {base} {words}"


def as_scenes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures as text: drawing them takes ten times as long."""
    from actviz.cli import animation
    from actviz.figures.engines import film, matplotlib_figure

    def save(scene: Any, target: Path, *settings: Any, **more: Any) -> None:
        target.write_text("\n".join([*parts(scene), repr((settings, more))]))

    def frames(scenes: Any, *settings: Any) -> bytes:
        return "\n".join([*parts(scenes), repr(settings)]).encode()

    monkeypatch.setattr(matplotlib_figure, "save", save)
    monkeypatch.setattr(film, "animation", frames)
    monkeypatch.setattr(animation, "FRAMES", 9)


PIXELS = {"plot", "plot "}


@pytest.mark.parametrize("command", some(list(LINES), every=2))
def test_each_option_changes_something_or_is_refused(
    command: str, outcome: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command not in PIXELS:
        as_scenes(monkeypatch)
    base, values = LINES[command]
    plain = outcome(f"{command.strip()} {base}")
    assert plain[0] == 0, plain
    ignored = [
        option
        for option, value in values.items()
        if outcome(with_options(command, base, {option: value})) == plain
    ]
    assert not ignored


# Each of their runs takes long; what may go together is told by the test above.
SLOW = {
    "approximate",
    "depth",
    "train",
    "check",
    "list ",
    *(name for name in LINES if name.startswith("plot ")),
}


@pytest.mark.parametrize("command", [name for name in LINES if name not in SLOW])
def test_beside_another_option_too(
    command: str, outcome: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_scenes(monkeypatch)
    base, values = LINES[command]
    values = _but(values, *LOOK, *PENS) if command == "plot" else values
    ignored = []
    for one, other in combinations(values, 2):
        alone = [
            outcome(with_options(command, base, {word: values[word]})) for word in (one, other)
        ]
        if any(each[0] == 2 for each in alone):
            continue  # refused already
        both = outcome(with_options(command, base, {one: values[one], other: values[other]}))
        ignored += [
            f"{idle} beside {beside}"
            for idle, beside, without in ((one, other, alone[1]), (other, one, alone[0]))
            if both == without and frozenset((one, other)) not in RIGHTLY.get(command, set())
        ]
    assert not ignored, "\n".join(ignored)


def test_every_option_of_every_command_is_tried_somewhere() -> None:
    lacking = []
    for name, command in everything().commands.items():
        tried = {word for line, (base, values) in LINES.items() if line.strip() == name
                 for word in (*values, *base.split())}  # fmt: skip
        assert tried, f"{name} has no line"
        for option in command.params:
            words = {*option.opts, *option.secondary_opts}
            if option.param_type_name == "option" and not words & (SHARED | tried):
                lacking.append(f"{name} {option.opts[0]}")
    assert set(lacking) == ELSEWHERE
