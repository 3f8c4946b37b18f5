"""The gallery's recipes: every function is drawn, once."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from actviz.lookup.registry import entries
from actviz.pages.gallery import families, pictures

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
