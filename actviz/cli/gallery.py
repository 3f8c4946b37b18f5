"""``actviz gallery``: the pictures of the gallery, remade or checked."""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from actviz import terminal


def gallery(
    folder: Annotated[
        Path, typer.Argument(help="The folder that holds recipes.toml.", show_default=True)
    ] = Path("gallery"),
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if anything is stale.")
    ] = False,
) -> None:
    """Remake every picture of a gallery from its recipes, and the page that shows them.

    recipes.toml holds [[picture]] tables: file, command (what to type after "actviz"), caption.

    \b
    Examples:
      actviz gallery
      actviz gallery --check
    """
    from actviz.pages.gallery import page, pictures

    recipes = pictures(folder)
    stale = []
    with terminal.progress("drawing", len(recipes)) as done, TemporaryDirectory() as scratch:
        for count, recipe in enumerate(recipes, 1):
            fresh = _drawn(recipe.command, Path(scratch) / recipe.file)
            stale += _replace(folder / recipe.file, fresh, check=check)
            done(count)
    stale += _replace(folder / "README.md", page(recipes).encode(), check=check)
    for path in stale:
        terminal.out(f"{path}\n")
    if check and stale:
        terminal.fail(f"{len(stale)} of the gallery are stale; remake them: actviz gallery", 1)


def _drawn(command: str, file: Path) -> bytes:
    """The bytes of the picture that a command line makes."""
    from actviz.cli.app import run

    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(printed):
        code = run([*shlex.split(command), "-o", str(file)])
    if code != 0:
        raise ValueError(f"the recipe's command failed: actviz {command}")
    return file.read_bytes()


def _replace(path: Path, data: bytes, *, check: bool) -> list[Path]:
    """Write the file if it differs; the list of what differed."""
    if path.is_file() and path.read_bytes() == data:
        return []
    if not check:
        path.write_bytes(data)
    return [path]
