"""The same scene in the terminal."""

from __future__ import annotations

import re

import pytest

import actviz
from actviz.figures.compose.picture import compose
from actviz.figures.engines.braille import to_text
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
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == to_text(scene, 80, 20, False, False)
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
