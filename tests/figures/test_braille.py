"""The same scene in the terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import actviz
from actviz.figures.compose.picture import compose
from actviz.figures.engines.braille import to_text
from actviz.figures.scene.scene import Segment
from tests.figures.conftest import Make


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("names", [("relu",), ("relu", "gelu"), ("step", "sign", "exp", "sine")])
@pytest.mark.parametrize("plain", [False, True])
def test_it_fits_and_labels_its_axes(
    make: Make, columns: int, names: tuple[str, ...], plain: bool
) -> None:
    text = to_text(compose(make(*names)), columns, 20, colour=False, ascii=plain)
    assert text.endswith("\n")
    assert all(len(line) <= columns for line in text.splitlines())
    assert "\x1b" not in text
    assert "0" in text
    if plain:
        assert text.isascii()
    if len(names) > 1:
        assert all(name in text for name in names)


def test_colour_is_ansi_and_nothing_else(make: Make) -> None:
    scene = compose(make("relu", "gelu"), orders=(0, 1))
    painted = to_text(scene, 80, 20, colour=True, ascii=False)
    plain = to_text(scene, 80, 20, False, False).splitlines()
    bare = re.sub(r"\x1b\[[0-9;]*m", "", painted).splitlines()
    # Without colours curves have marks instead; nothing else is another.
    assert len(bare) == len(plain)
    for one, other in zip(bare[:-1], plain[:-1], strict=True):
        assert all(a == b or b in "●○▲△" for a, b in zip(one, other, strict=True))
    assert painted.count("\x1b[0m") >= 1


def test_a_jump_leaves_no_vertical_line(make: Make) -> None:
    text = to_text(compose(make("step"), span=(-1.0, 1.2)), 60, 18, colour=False, ascii=True)
    rows = [line for line in text.splitlines() if "*" in line]
    assert len(rows) == 2


def test_panels_and_grids_go_below_each_other(make: Make) -> None:
    text = to_text(compose(make("gelu"), orders=(0, 1), panels=True), 60, 12, False, False)
    assert "gelu(x)" in text
    assert "gelu′(x)" in text
    assert "relu" in to_text(compose(make("relu", "tanh"), grid=True), 60, 10, False, False)


def test_a_vector_function_in_ascii() -> None:
    text = to_text(compose([actviz.vector("softmax")]), 70, 16, colour=False, ascii=True)
    assert text.isascii()
    assert "the others stay" in text


def test_every_dot_lies_on_a_curve_and_every_curve_has_its_dots(make: Make) -> None:
    scene = compose(make("cube", "relu"))
    (panel,) = scene.panels
    painted = to_text(scene, 80, 24, colour=True, ascii=False)
    _, *lines = re.sub(r"\x1b\[[0-9;]*m", "", painted).splitlines()
    split = [re.match(r"([^│┤]*)[│┤](.*)", line) for line in lines[:22]]
    words, rows = zip(*((got[1], got[2]) for got in split if got), strict=True)
    assert len(rows) == 22
    wide = 80 - len(words[0]) - 1
    dots = {
        (2 * column + bit // 4, 4 * row + bit % 4)
        for row, text in enumerate(rows)
        for column, sign in enumerate(text)
        # Unicode counts three dots down, three more beside them, then the lowest two.
        for bit, mask in enumerate((1, 2, 4, 64, 8, 16, 32, 128))
        if 0x2800 <= ord(sign) < 0x2900 and ord(sign) & mask
    }
    dx = (panel.x.high - panel.x.low) / (2 * wide - 1)
    dy = (panel.y.high - panel.y.low) / (4 * 22 - 1)
    curves = [lambda x: x**3, lambda x: max(x, 0.0)]
    seen = [(panel.x.low + i * dx, panel.y.high - j * dy) for i, j in sorted(dots)]
    for x, y in seen:  # both curves rise, so a dot's neighbours bound what may be there
        assert any(f(x - 1.5 * dx) - dy <= y <= f(x + 1.5 * dx) + dy for f in curves), (x, y)  # type: ignore[no-untyped-call]
    for f in curves:
        for i in range(2 * wide):
            x = panel.x.low + i * dx
            if panel.y.low < f(x) < panel.y.high:  # type: ignore[no-untyped-call]
                beside = [y for at, y in seen if abs(at - x) < dx / 2]
                assert any(f(x - dx) - dy <= y <= f(x + dx) + dy for y in beside), x  # type: ignore[no-untyped-call]
    for row, word in enumerate(words):
        if word.strip():
            middle = panel.y.high - (4 * row + 1.5) * dy
            assert abs(float(word.replace("−", "-")) - middle) <= 2.01 * dy
    for got in re.finditer(r"−?([\d.]+)", lines[23]):
        at = got.start(1) + (len(got[1]) - 1) // 2
        x = panel.x.low + (2 * (at - len(words[0]) - 1) + 0.5) * dx
        assert lines[22][at] == "┬"
        assert abs(x - float(got[0].replace("−", "-"))) <= 1.01 * dx


def test_a_curve_that_leaves_is_drawn_up_to_the_border(make: Make) -> None:
    scene = compose(make("cube"), span=(-4.0, 4.0))
    (panel,) = scene.panels
    line = replace(panel.curves[0], segments=(Segment((-4.0, 4.0), (-8.0, 8.0)),))
    low = replace(panel, y=replace(panel.y, low=-1.0, high=1.0), curves=(line,))
    text = to_text(replace(scene, panels=(low,)), 80, 24, False, True)
    _, *lines = text.splitlines()
    rows = lines[:22]
    assert "*" in rows[0]
    assert "*" in rows[-1]
    # 2x is -1 and 1 at -0.5 and 0.5, a sixteenth of the width to either side of the middle.
    wide = len(lines[22].strip()) - 1
    left = len(rows[0].split("|")[0].split("+")[0]) + 1
    for row, x in ((rows[0], 0.5), (rows[-1], -0.5)):
        assert abs(row.index("*", left) - left - (x + 4) / 8 * wide) <= 1.5
