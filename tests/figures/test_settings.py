"""Pictures and Matplotlib's settings for the whole process: threads, styles, warnings, sizes."""

from __future__ import annotations

import io
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import matplotlib as mpl
import pytest

import actviz
from actviz.figures.engines import matplotlib_figure as engine
from actviz.figures.scene import style_sheets, themes
from tests.process import actviz as run
from tests.usage import usage

NAMES = ("gelu", "softmax", "elu:alpha=0.5,1")


def test_threads_draw_at_once_and_the_settings_stay_as_they_were() -> None:
    before = dict(mpl.rcParams)
    alone = [_png(actviz.plot(name)) for name in NAMES]
    with ThreadPoolExecutor(8) as pool:
        at_once = [*pool.map(actviz.plot, NAMES * 3)]
    assert dict(mpl.rcParams) == before
    assert [_png(figure) for figure in at_once] == alone * 3


def _png(figure: object) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=40)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_what_a_user_sets_meanwhile_stays_and_what_he_set_before_comes_back() -> None:
    with mpl.rc_context({"font.family": ["serif"], "text.hinting": "native"}):
        with engine._in_force(engine._SETTINGS):
            assert mpl.rcParams["text.hinting"] == "none"
            mpl.rcParams["text.hinting"] = "auto"
            mpl.rcParams["lines.linewidth"] = 7.0
        listed = [mpl.rcParams[word] for word in ("font.family", "text.hinting", "lines.linewidth")]
    assert listed == [["serif"], "auto", 7.0]


@pytest.mark.parametrize("name", ["default", "classic", "ggplot", "dark_background"])
def test_a_style_sheet_is_read_without_being_in_force(name: str) -> None:
    from matplotlib import style

    with mpl.rc_context(), style.context(name, after_reset=True):
        wanted = mpl.rcParams["lines.linewidth"], mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    with mpl.rc_context({"lines.linewidth": 9.0}):
        sheet = style_sheets.sheet(name, themes.theme("light"))
        assert mpl.rcParams["lines.linewidth"] == 9.0
    assert sheet.width == wanted[0]
    assert len(sheet.hues) == len(wanted[1])


TITLES = """
[bell]
formula = "x"
title = "A \\u0007bell\\u001b[31m, in\\n   two lines"
"""


@pytest.mark.parametrize("output", ["a.png", "a.svg", "a.pdf", "a.pgf", "a.html", "--term"])
def test_control_characters_are_not_drawn_and_no_library_complains(
    output: str, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(TITLES)
    words = ["bell", "b\x08ell=tanh(x)", "--title", "ring\x07"] if output == "a.svg" else ["bell"]
    where = [output] if output == "--term" else ["-o", output]
    done = run("plot", *words, "--catalogue", "own.toml", *where, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not {"\x07", "\x1b", "\x08"} & set(done.stdout)
    if output == "a.svg":
        from xml.etree import ElementTree

        ElementTree.parse(tmp_path / output)
    elif output == "a.html":
        assert not {"\x07", "\x1b"} & set((tmp_path / output).read_text())


def test_the_library_is_as_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure = actviz.plot("b\x07ell=tanh(x)", title="ring\x07 \x1b[1m")
        _png(figure)
    with pytest.raises(actviz.FormulaError):
        actviz.plot("tanh(x)\x07")


def test_letters_that_no_font_has_are_no_warning(tmp_path: Path) -> None:
    done = run("plot", "激活=tanh(x)", "--title", "日本", "-o", "a.png", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actviz.cli.app import run as here

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "_figure", lambda scene: pytest.fail("it was drawn"))
    for size in (("--dpi", "200", "--size", "100x100"), ("--dpi", "1200", "--size", "20x20")):
        assert here(["plot", "relu", *size, "-o", "a.png"]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.skipif(find_spec("resource") is None, reason="asks the kernel for the peak memory")
@pytest.mark.parametrize(
    "words",
    ["--size 25x25 --dpi 320 -o a.png", "--size 100x100 -o a.svg", "--size 100x100 -o a.png"],
)
def test_the_largest_picture_stays_below_a_gigabyte(words: str, tmp_path: Path) -> None:
    command = ("-m", "actviz", "plot", "relu", "gelu", "tanh", "elu", *words.split())
    took = usage(sys.executable, *command, cwd=tmp_path)
    assert took.code == 0, took.err
    assert took.peak < 10**9


def test_a_picture_too_large_for_the_usual_dots_gets_fewer() -> None:
    from actviz.figures.compose.picture import compose
    from actviz.figures.engines.matplotlib_figure import DPI, MOST_PIXELS, usual_dpi
    from actviz.lookup.registry import resolve_all

    gelu = resolve_all(["gelu"])
    assert usual_dpi(compose(gelu, size=(6, 4)), "png") == DPI
    large = compose(gelu, size=(60, 40))
    assert usual_dpi(large, "pdf") == DPI
    dpi = usual_dpi(large, "png")
    assert 60 * 40 * dpi**2 <= MOST_PIXELS < 60 * 40 * (dpi + 1) ** 2
