"""The gallery's recipes: every function is drawn, once."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from actviz.lookup.registry import entries
from actviz.pages.gallery import families, follow, page, pictures
from tests.process import actviz

PANELS = 48


def test_every_function_is_drawn_once_among_its_family() -> None:
    recipes = list(families(PANELS))
    drawn = [shlex.split(recipe.command)[1 : shlex.split(recipe.command).index("--grid")]
             for recipe in recipes]  # fmt: skip
    assert all(0 < len(names) <= PANELS for names in drawn)
    every = [name for names in drawn for name in names]
    assert sorted(every) == sorted(entry.name for entry in entries())
    assert len({recipe.file for recipe in recipes}) == len(recipes)


def test_a_recipe_that_lacks_a_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "recipes.toml").write_text('[[picture]]\nfile = "a.png"\n')
    with pytest.raises(ValueError, match=r"recipes.toml: .*command"):
        pictures(tmp_path)


@pytest.mark.long
def test_what_a_changed_entry_is_in_is_drawn_again_and_nothing_else(tmp_path: Path) -> None:
    told = {name: f'[[picture]]\nfile = "{name}.png"\ncommand = "plot {name} --dpi 30"\n'
                  f'caption = "{name}"\n' for name in ("relu", "silu", "tanh")}  # fmt: skip
    recipes = tmp_path / "recipes.toml"
    recipes.write_text(told["relu"] + told["silu"])
    (tmp_path / "README.md").write_text(page([]))
    assert follow(tmp_path, []) == ["relu.png", "silu.png", "README.md"]
    assert follow(tmp_path, []) == []
    assert follow(tmp_path, ["silu", "gelu"]) == ["silu.png"]
    recipes.write_text(told["silu"] + told["tanh"])
    assert follow(tmp_path, []) == ["tanh.png", "relu.png (removed)", "README.md"]
    assert {path.name for path in tmp_path.glob("*.png")} == {"silu.png", "tanh.png"}


def test_pictures_are_compared_by_their_bytes_but_not_what_a_network_learned(
    tmp_path: Path,
) -> None:
    (tmp_path / "recipes.toml").write_text(
        '[[picture]]\nfile = "relu.png"\ncommand = "plot relu --dpi 30"\ncaption = "ReLU"\n'
        '[[picture]]\nfile = "learned.png"\ncommand = "train relu"\ncaption = "What it learned"\n'
    )
    (tmp_path / "README.md").write_text(page(pictures(tmp_path)))
    for name in ("relu", "learned"):
        (tmp_path / f"{name}.png").write_bytes(b"another picture")
    done = actviz("gallery", str(tmp_path), "--check")
    assert (done.returncode, done.stdout) == (1, f"{tmp_path / 'relu.png'}\n")
