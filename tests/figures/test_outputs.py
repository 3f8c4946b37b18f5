"""Outputs: PGF through a real TeX run, style sheets and fonts, and a few pictures as they were."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib import style as sheets_of_matplotlib
from PIL import Image

from actviz.cli.window import show
from actviz.figures.compose.picture import compose
from actviz.figures.engines.matplotlib_figure import render, to_bytes
from actviz.figures.scene import style_sheets
from actviz.figures.scene.themes import theme
from actviz.lookup.registry import resolve_all
from actviz.pages.gallery import comparable
from tests.figures.references import CHANGED, REFERENCES, apart, drawn
from tests.figures.scenes import GALLERY
from tests.figures.test_tex import compiled, needs_tex
from tests.process import actviz

WILD = {
    "relu gelu": {},
    "exponential cube": {"span": (-1000.0, 1000.0)},
    "exp(x) x**9": {"span": (-1e6, 1e6)},
    "binary_step tan=sin(x)/cos(x) 1/x": {"span": (-20.0, 20.0)},
    "sigmoid": {"orders": (0, 1, 2), "panels": True},
    "elu:alpha=0.25,0.5,1,2": {},
    "swiglu": {},
    "rrelu": {},
    "softmax relu mish": {"grid": True},
    "x_1=x a&b=tanh(x) 50%=x**2 #=abs(x)": {},
}


@pytest.mark.long
@needs_tex
def test_pgf_compiles_whatever_explodes(tmp_path: Path) -> None:
    parts = []
    for specs, asked in WILD.items():
        data = to_bytes(compose(resolve_all(specs.split()), **asked), "pgf")  # type: ignore[arg-type]
        assert data == to_bytes(compose(resolve_all(specs.split()), **asked), "pgf")  # type: ignore[arg-type]
        parts.append(data.decode())
    log = compiled("\n\n\\clearpage\n".join(parts), tmp_path)
    assert "Dimension too large" not in log
    assert "Missing character" not in log


def test_pgf_draws_every_curve_and_word() -> None:
    text = to_bytes(compose(resolve_all(["relu", "leaky_relu"])), "pgf").decode()
    assert r"leaky\_relu" in text
    numbers = [float(number) for number in re.findall(r"(-?[\d.]+)in", text)]
    assert max(map(abs, numbers)) * 72.27 < 16384
    assert text.count(r"\pgfusepath{stroke}") >= 4  # two curves, grid and zero lines


@pytest.mark.parametrize("name", ["default", "classic", *sheets_of_matplotlib.available])
def test_every_style_sheet_can_be_read(name: str) -> None:
    sheet = style_sheets.sheet(name, theme("light"))
    assert style_sheets._apart(sheet.ink, sheet.paper) > 0.35
    assert style_sheets._apart(sheet.quiet, sheet.paper) > 0.35
    assert render(compose(resolve_all(["relu", "gelu"]), theme=sheet)).axes


def test_a_style_sheet_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.mplstyle"
    file.write_text("axes.facecolor: 102030\nlines.linewidth: 3.5\naxes.prop_cycle: "
                    "cycler('color', ['ff8800', '00ff88'])\n")  # fmt: skip
    sheet = style_sheets.sheet(str(file), theme("light"))
    assert (sheet.paper, sheet.width, sheet.hues) == ("#102030", 3.5, ("#ff8800", "#00ff88"))
    figure = render(compose(resolve_all(["relu", "gelu"]), theme=sheet))
    lines = [line for axes in figure.axes for line in axes.lines if line.get_label() == "gelu"]
    assert [line.get_color() for line in lines] == ["#00ff88"]


def test_a_font_is_used_everywhere() -> None:
    result = style_sheets.font("dejavu serif", theme("light"))
    figure = render(compose(resolve_all(["relu", "gelu"]), theme=result))
    texts = [text for axes in figure.axes for text in axes.texts] + figure.texts
    assert texts
    assert all("DejaVuSerif" in str(text.get_fontproperties().get_file()) for text in texts)


def test_transparent_and_opaque() -> None:
    scene = compose(resolve_all(["relu"]))
    plain = Image.open(io.BytesIO(to_bytes(scene, "png")))
    clear = Image.open(io.BytesIO(to_bytes(scene, "png", transparent=True)))
    assert (plain.mode, clear.mode) == ("RGB", "RGBA")
    assert clear.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_letters_of_an_svg_are_text_on_request() -> None:
    scene = compose(resolve_all(["relu", "gelu"]))
    assert b"<text" not in to_bytes(scene, "svg")
    assert b">gelu</text>" in to_bytes(scene, "svg", svg_text=True)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("sigmoid", -4.59512, 4.59512),  # log(s*(1 - s)) = log(0.01), by hand: log((1 + c)/(1 - c))
        ("relu", 0.0, None),
        ("hard_tanh", -1.0, 1.0),
        ("softplus", -4.59512, None),
        ("identity", None, None),
    ],
)
def test_saturated_stretches_lie_where_the_slope_is_small(
    name: str, low: float | None, high: float | None
) -> None:
    panel = compose(resolve_all([name]), saturated=True).panels[0]
    parts = [segment for shadow in panel.shadows for segment in shadow.segments]
    found_low = [part.x[-1] for part in parts if part.x[0] == panel.x.low]
    found_high = [part.x[0] for part in parts if part.x[-1] == panel.x.high]
    if name == "sigmoid":
        high = float(np.log((1 + np.sqrt(1 - 0.04)) / (1 - np.sqrt(1 - 0.04)) * 1.0))
        low = -high
    if name == "softplus":
        low = float(np.log(0.01 / 0.99))
    assert found_low == ([] if low is None else pytest.approx([low], abs=1e-5))
    assert found_high == ([] if high is None else pytest.approx([high], abs=1e-5))
    axes = render(compose(resolve_all([name]), saturated=True)).axes[0]
    broad = [line for line in axes.lines if line.get_label() == "_saturated"]
    assert bool(broad) == bool(parts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    {
        ("--style", "gplot"): "no style sheet is called 'gplot'; did you mean ggplot",
        ("--font", "Dejavu Sanz"): "did you mean DejaVu Sans",
        ("--saturated", "--grid"): "where curves share one panel",
        ("--show",): "--show needs a display",
        ("--style", "ggplot", "-o", "x.html"): "--style",
    }.items(),
)
def test_what_cannot_be_is_refused(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    done = actviz("plot", "relu", *arguments, cwd=tmp_path, DISPLAY="", WAYLAND_DISPLAY="")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_a_display_nothing_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(ValueError, match="needs a display"):
        show(compose(resolve_all(["relu"])))


@pytest.mark.skipif(not comparable(GALLERY), reason="another Matplotlib than that which drew them")
@pytest.mark.parametrize("name", REFERENCES)
def test_pictures_look_as_they_did(name: str) -> None:
    kept = Image.open(Path(__file__).parent / "references" / f"{name}.png")
    now = drawn(name)
    assert kept.size == now.size
    assert apart(kept, now) < CHANGED, "look at it; remake: python -m tests.figures.references"


@pytest.mark.parametrize("part", ["curve", "words"])
@pytest.mark.parametrize("name", REFERENCES)
def test_a_curve_or_a_word_that_is_gone_changes_a_picture(name: str, part: str) -> None:
    assert apart(drawn(name), drawn(name, without=part)) > CHANGED
