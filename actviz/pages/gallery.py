"""The gallery: recipes, each a command that makes one picture, and the page that shows them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from actviz.dataclass import dataclass

DRAWN_BY: Final = "drawn-by.txt"


def drawn_by() -> str:
    """What a picture's bytes depend on beside its scene: the versions that are installed."""
    from importlib.metadata import version

    return "".join(f"{name} {version(name)}\n" for name in ("matplotlib", "pillow"))


def comparable(folder: Path) -> bool:
    """Whether the pictures of a folder were drawn by what is installed, byte for byte."""
    note = folder / DRAWN_BY
    return not note.is_file() or note.read_text(encoding="utf-8") == drawn_by()


@dataclass(frozen=True)
class Recipe:
    """One picture: its file, what is typed after ``actviz`` to make it, and what it shows."""

    file: str
    command: str
    caption: str

    @property
    def learns(self) -> bool:
        """Whether a network is trained for it, so that the processor's order of sums is seen."""
        return shlex.split(self.command)[0] == "train"


def pictures(folder: Path) -> list[Recipe]:
    """The recipes of a gallery folder.

    Raises:
        ValueError: there is no recipes.toml, or a recipe lacks a field; the message names it.
    """
    source = folder / "recipes.toml"
    if not source.is_file():
        raise ValueError(f"{source}: no such file; a gallery is a folder with recipes.toml")
    try:
        toml = tomllib.loads(source.read_text(encoding="utf-8"))
        recipes = [Recipe(**table) for table in toml["picture"]]
        return [*recipes, *families(toml["families"]["panels"])] if "families" in toml else recipes
    except (KeyError, TypeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"{source}: {error}") from None


def families(panels: int) -> Iterator[Recipe]:
    """Every function of one input, drawn once: a picture for so many of a family."""
    from actviz.lookup.registry import entries

    members: dict[str, list[str]] = {}
    for entry in entries():
        members.setdefault(entry.family, []).append(entry.name)
    for family, names in members.items():
        title = f"{family.replace('_', '-').capitalize()} functions"
        pages = -(-len(names) // panels)
        share = -(-len(names) // pages)
        for number in range(pages):
            part = names[number * share : (number + 1) * share]
            heading = title if pages == 1 else f"{title}, {number + 1} of {pages}"
            yield Recipe(
                file=f"family-{family.replace('_', '-')}{f'-{number + 1}' * (pages > 1)}.png",
                command=f"plot {' '.join(part)} --grid --own-axes --dpi 100 --title '{heading}'",
                caption=f"{heading}, each where something happens to it",
            )


def shell(recipe: Recipe) -> str:
    """The line to type for a picture."""
    return f"actviz {recipe.command} -o {recipe.file}"


def page(recipes: list[Recipe]) -> str:
    """The gallery's page in Markdown: each picture, its caption and its command."""
    parts = ["# Gallery", "Every picture here is made by the command below it (`actviz gallery`)."]
    for recipe in recipes:
        parts.append(
            f"![{recipe.caption}]({recipe.file})\n\n{recipe.caption}\n\n```sh\n{shell(recipe)}\n```"
        )
    return "\n\n".join(parts) + "\n"


def drawn(recipes: Sequence[Recipe]) -> Iterator[tuple[Recipe, bytes]]:
    """Each recipe with the bytes of its picture, in order; several are drawn at once.

    Raises:
        ValueError: a recipe's command failed; the message holds what it said.
    """
    with TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as workers:
        targets = [Path(scratch) / recipe.file for recipe in recipes]
        commands = [recipe.command for recipe in recipes]
        yield from zip(recipes, workers.map(_picture, commands, targets), strict=True)


def _picture(command: str, file: Path) -> bytes:
    """The bytes of the picture that a command line makes, typed in a process of its own."""
    words = [sys.executable, "-m", "actviz", *shlex.split(command), "-o", str(file)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(f"the recipe's command failed: actviz {command}\n{done.stderr.strip()}")
    return file.read_bytes()


def stale(folder: Path, changed: Collection[str]) -> list[Recipe]:
    """The pictures that changed entries are in, and those that the page does not show so."""
    recipes = pictures(folder)
    shown = (folder / "README.md").read_text(encoding="utf-8")
    before, other = set(shown.splitlines()), bool(changed or page(recipes) != shown)
    return [
        recipe for recipe in recipes
        if shell(recipe) not in before or not {*recipe.command.split()}.isdisjoint(changed)
        or ("--all" in recipe.command.split() and other)
    ]  # fmt: skip


def follow(folder: Path, changed: Collection[str]) -> list[str]:
    """Draw what changed entries are in, and what the page did not show; the files written.

    Pictures that the page no longer shows are removed.

    Raises:
        ValueError: a recipe's command failed.
    """
    recipes = pictures(folder)
    text = page(recipes)
    shown = (folder / "README.md").read_text(encoding="utf-8")
    written = []
    for recipe, data in drawn(stale(folder, changed)):
        (folder / recipe.file).write_bytes(data)
        written.append(recipe.file)
    gone = {*re.findall(r"!\[.*\]\((.+)\)", shown)} - {recipe.file for recipe in recipes}
    for file in sorted(gone):
        (folder / file).unlink(missing_ok=True)
        written.append(f"{file} (removed)")
    if text != shown:
        (folder / "README.md").write_text(text, encoding="utf-8")
        written.append("README.md")
    return written
