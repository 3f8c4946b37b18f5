"""Every picture of the gallery as a value: what is drawn, whatever draws it.

``python -m tests.figures.scenes`` compares all with what is kept, with ``--remake`` it keeps them;
files named behind it are the only ones looked at, but for those of which nothing is kept.
``--bytes`` compares what ``actviz gallery --check`` compares as well, and works out each once.
A file's bytes depend on Matplotlib's version, a scene does not. Numbers are compared to six digits:
other processors differ in the last. What a network has learned is not compared: at a large learning
rate the last digit of a sum comes to be the first of a weight.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import fields, is_dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pytest

from actviz.cli.app import run
from actviz.pages.gallery import Recipe, comparable, page, pictures

KEPT: Final = Path(__file__).parent / "references" / "scenes.txt"
GALLERY: Final = Path(__file__).parents[2] / "gallery"
_NUMBER: Final = r"-?\d+(\.\d+)?(e[-+]\d+)?"


def parts(value: Any) -> Iterator[str]:
    """A scene as words, its numbers to six digits."""
    if is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            yield field.name
            yield from parts(getattr(value, field.name))
    elif isinstance(value, np.ndarray):
        yield from parts(value.tolist())
    elif isinstance(value, dict):
        yield from parts(list(value.items()))
    elif isinstance(value, (list, tuple)):
        yield "("
        for inner in value:
            yield from parts(inner)
        yield ")"
    elif isinstance(value, float):
        yield f"{0.0 if abs(value) < 1e-12 else value:.6g}"
    else:
        yield str(value)


def scene_of(recipe: Recipe, *, draws: bool = False) -> tuple[Any, bytes]:
    """The scene that a recipe's command would draw, of a film those of its frames; and the file.

    Args:
        draws: whether it is drawn, and the file holds anything.
    """
    from actviz.figures.engines import film, matplotlib_figure

    listed: list[Any] = []
    save, animation = matplotlib_figure.save, film.animation

    def saved(scene: Any, *args: Any, **words: Any) -> None:
        listed.append(scene)
        if draws:
            save(scene, *args, **words)

    def frames(scenes: Any, *args: Any) -> bytes:
        listed.append(scenes)
        return animation(scenes, *args) if draws else b""

    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory() as folder,
        redirect_stdout(TextIOWrapper(BytesIO())),
    ):
        patch.setattr(matplotlib_figure, "save", saved)
        patch.setattr(film, "animation", frames)
        patch.setenv("ACTVIZ_CATALOGUE", "")
        output = Path(folder, f"picture{Path(recipe.file).suffix}")
        code = run([*shlex.split(recipe.command), "-o", str(output), "--quiet"])
        if code or len(listed) != 1:
            raise ValueError(f"{recipe.command}: exit code {code}, {len(listed)} pictures")
        return listed[0], output.read_bytes() if draws else b""


def digest(recipe: Recipe) -> str:
    """A line that changes when the picture does."""
    return _line(recipe, scene_of(recipe)[0])


def _line(recipe: Recipe, scene: Any) -> str:
    words = parts(scene)
    if recipe.learns:
        words = (word for word in words if not re.fullmatch(_NUMBER, word))
    text = "\n".join(words)
    return f"{recipe.file} {hashlib.sha256(text.encode()).hexdigest()[:24]}"


def compared(recipe: Recipe) -> tuple[str, bool]:
    """The same line, and whether the gallery's picture is what is drawn, byte for byte."""
    scene, data = scene_of(recipe, draws=not recipe.learns)
    return _line(recipe, scene), recipe.learns or data == (GALLERY / recipe.file).read_bytes()


def kept() -> dict[str, str]:
    """The line of each picture, by its file."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line for line in lines}


def main() -> None:
    """Compare, or keep."""
    before, files = kept(), [word for word in sys.argv[1:] if not word.startswith("--")]
    recipes = pictures(GALLERY)
    wanted = [one for one in recipes if not files or one.file in files or one.file not in before]
    by_byte = "--bytes" in sys.argv and comparable(GALLERY)
    look = compared if by_byte else _by_scene
    with ProcessPoolExecutor() as workers:
        result = dict(zip([one.file for one in wanted], workers.map(look, wanted), strict=True))
    rows = before | {file: line for file, (line, _) in result.items()}
    lines = [rows[one.file] for one in recipes]
    if "--remake" in sys.argv:
        KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    changed = [line.split()[0] for line in lines if before.get(line.split()[0]) != line]
    stale = [file for file, (_, same) in result.items() if not same]
    if "--bytes" in sys.argv and (GALLERY / "README.md").read_text("utf-8") != page(recipes):
        stale.append("README.md")
    looked = "drawn and compared" if by_byte else "not drawn"
    print(f"{len(lines)} scenes of the gallery, {len(changed)} changed; pictures {looked}")
    if changed or stale:
        sys.exit(
            f"changed: {', '.join(changed + stale)}; if that is meant: "
            "python -m tests.figures.scenes --remake, and actviz gallery"
        )


def _by_scene(recipe: Recipe) -> tuple[str, bool]:
    return digest(recipe), True


if __name__ == "__main__":
    main()
