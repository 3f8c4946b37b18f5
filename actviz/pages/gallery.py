"""The gallery: recipes, each a command that makes one picture, and the page that shows them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """One picture: its file, what is typed after ``actviz`` to make it, and what it shows."""

    file: str
    command: str
    caption: str


def pictures(folder: Path) -> list[Recipe]:
    """The recipes of a gallery folder.

    Raises:
        ValueError: there is no recipes.toml, or a recipe lacks a field; the message names it.
    """
    source = folder / "recipes.toml"
    if not source.is_file():
        raise ValueError(f"{source}: no such file; a gallery is a folder with recipes.toml")
    try:
        tables = tomllib.loads(source.read_text(encoding="utf-8"))["picture"]
        return [Recipe(**table) for table in tables]
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{source}: {error}") from None


def page(recipes: list[Recipe]) -> str:
    """The gallery's page in Markdown: each picture, its caption and its command."""
    parts = ["# Gallery", "Every picture here is made by the command below it (`actviz gallery`)."]
    for recipe in recipes:
        shell = f"actviz {recipe.command} -o {recipe.file}"
        parts.append(
            f"![{recipe.caption}]({recipe.file})\n\n{recipe.caption}\n\n```sh\n{shell}\n```"
        )
    return "\n\n".join(parts) + "\n"
