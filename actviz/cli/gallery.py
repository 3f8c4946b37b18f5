"""``actviz gallery``: the pictures of the gallery, remade or checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from actviz.cli.options import option
from actviz.text import terminal


def gallery(
    folder: Annotated[
        Path, typer.Argument(help="The folder that holds recipes.toml.", show_default=True)
    ] = Path("gallery"),
    check: Annotated[
        bool, option("--check", "Change nothing; exit 1 if anything is stale.")
    ] = False,
) -> None:
    """Remake the pictures of a gallery, and the page that shows them.

    recipes.toml holds [[picture]] tables: file, command (what to
    type after "actviz"), caption. A [families] table draws every function of the catalogue, so many
    panels to a picture. The bytes of a picture depend on the versions of Matplotlib and Pillow,
    which drawn-by.txt holds; under others, --check looks at the page alone. What a network learns
    depends on the processor too: --check does not compare the pictures of actviz train.

    \b
    Examples:
      actviz gallery
      actviz gallery --check
    """
    from actviz.pages.gallery import DRAWN_BY, comparable, drawn, drawn_by, page, pictures

    recipes = pictures(folder)
    stale = _replace(folder / "README.md", page(recipes).encode(), check=check)
    by_byte = not check or comparable(folder)
    if not by_byte:
        terminal.note("drawn by other versions of Matplotlib or Pillow: pictures are not compared")
    chosen = [one for one in recipes if not (check and one.learns)] if by_byte else []
    with terminal.progress("drawing", len(chosen)) as done:
        for count, (recipe, data) in enumerate(drawn(chosen), 1):
            stale += _replace(folder / recipe.file, data, check=check)
            done(count)
    if not check:
        stale += _replace(folder / DRAWN_BY, drawn_by().encode(), check=check)
    for path in stale:
        terminal.out(f"{path}\n")
    if check and stale:
        terminal.fail(f"{len(stale)} of the gallery are stale; remake them: actviz gallery", 1)


def _replace(path: Path, data: bytes, *, check: bool) -> list[Path]:
    """Write the file if it differs; the list of what differed."""
    if path.is_file() and path.read_bytes() == data:
        return []
    if not check:
        path.write_bytes(data)
    return [path]
