"""Pictures of the gallery as values; ``python -m tests.figures.scenes`` compares all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from actviz.cli.app import run
from actviz.figures.compose.picture import compose
from actviz.lookup.registry import resolve_all
from actviz.pages import gallery
from tests.figures.scenes import GALLERY, digest, kept, parts

RECIPES = {recipe.file: recipe for recipe in gallery.pictures(GALLERY)}


def test_every_picture_is_kept_as_a_value() -> None:
    assert list(kept()) == list(RECIPES)


@pytest.mark.parametrize("file", ["relu-gelu.png", "sigmoid.png", "step.png"])
def test_a_picture_draws_what_it_did(
    file: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = digest(RECIPES[file])
    assert line == kept()[file], "if that is meant: python -m tests.figures.scenes --remake"


def test_a_digit_that_is_seen_changes_the_value_and_one_that_is_not_does_not() -> None:
    words = [*parts(compose(resolve_all(["relu", "gelu"])))]
    assert words != [*parts(compose(resolve_all(["relu", "quick_gelu"])))]
    assert words != [*parts(compose(resolve_all(["relu", "gelu"]), title="other"))]
    assert [*parts((0.1 + 0.2, -0.0, "a", None))] == [*parts((0.3, 0.0, "a", None))]


def test_bytes_are_compared_under_the_versions_that_drew_them_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "recipes.toml").write_text(
        '[[picture]]\nfile = "a.png"\ncommand = "plot relu --size 2x2"\ncaption = "A"\n'
    )
    assert run(["gallery", str(tmp_path)]) == 0
    assert (tmp_path / gallery.DRAWN_BY).read_text() == gallery.drawn_by()
    assert run(["gallery", str(tmp_path), "--check"]) == 0
    (tmp_path / "a.png").write_bytes(b"other")
    with pytest.raises(SystemExit, match="1"):
        run(["gallery", str(tmp_path), "--check"])
    (tmp_path / gallery.DRAWN_BY).write_text("matplotlib 1.0\n")
    capsys.readouterr()
    assert run(["gallery", str(tmp_path), "--check"]) == 0
    assert "pictures are not compared" in capsys.readouterr().err
    (tmp_path / "README.md").write_text("stale")
    with pytest.raises(SystemExit, match="1"):
        run(["gallery", str(tmp_path), "--check"])
