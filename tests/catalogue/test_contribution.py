"""CONTRIBUTING's steps for a new function, followed to the letter on a copy of the project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from actviz.pages.gallery import drawn_by, page, pictures
from tests.process import python_in as run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = TEXT.partition("## Add an activation function")[2].partition("## Add an atom")[0]
BLOCKS = re.findall(r"^ *```(\w+)\n(.*?)^ *```", STEPS, re.DOTALL | re.MULTILINE)
TESTS = (
    "tests/catalogue/test_catalogue.py", "tests/functions/test_gated.py",
    "tests/lookup/test_kept_files.py", "tests/figures/test_gallery_scenes.py",
)  # fmt: skip


def blocks(language: str) -> list[str]:
    """The pieces of CONTRIBUTING in a language, without the indent of the list they stand in."""
    return [re.sub(r"^   ", "", text, flags=re.MULTILINE) for word, text in BLOCKS
            if word == language]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for part in ("actviz", "tests", "docs", "gallery"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / part, folder / part)
    without_atlas(folder / "gallery")
    return folder


def without_atlas(folder: Path) -> None:
    """The gallery but for its largest picture, which takes half a minute to draw."""
    recipes = folder / "recipes.toml"
    told = re.sub(
        r"\[\[picture\]\]\nfile = \"atlas.png\"\n(.+\n)*", "", recipes.read_text(encoding="utf-8")
    )
    recipes.write_text(told, encoding="utf-8")
    (folder / "README.md").write_text(page(pictures(folder)), encoding="utf-8")
    (folder / "drawn-by.txt").write_text(drawn_by(), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")


@pytest.mark.long
def test_a_function_and_a_gate_are_added_as_it_says(copy: Path) -> None:
    elementwise, gate = blocks("toml")
    append(copy / "actviz" / "catalogue" / "rectified.toml", elementwise)
    append(copy / "actviz" / "catalogue" / "gated.toml", gate)
    (reference,) = blocks("bibtex")
    append(copy / "actviz" / "catalogue" / "references.bib", reference)

    (command,) = blocks("sh")
    said = run(copy, *command.split()[1:])
    assert said == (
        "derived and proved: two_step_relu\n"
        "written: actviz/catalogue/index.txt, actviz/catalogue/facts.txt, "
        "actviz/catalogue/digits.txt, tests/figures/references/scenes.txt, "
        "gallery/family-rectified-1.png, gallery/family-rectified-2.png, gallery/README.md\n"
    )
    assert "two_step_relu" in (copy / "gallery" / "README.md").read_text(encoding="utf-8")
    assert run(copy, *command.split()[1:]) == (
        "derived and proved: nothing, all is known\nwritten: nothing, all is up to date\n"
    )

    judge = copy / "tests" / "functions" / "test_gated.py"
    text = judge.read_text(encoding="utf-8")
    for table, line in zip(("DEFINITIONS", "ACTIVATED"), blocks("python"), strict=True):
        text = re.sub(
            rf"^({table}\b.*=.*{{)$", rf"\1\n    {line.strip()}", text, flags=re.MULTILINE
        )
    judge.write_text(text, encoding="utf-8")

    assert run(copy, "-m", "actviz", "eval", "two_step_relu", "3").strip() == "2.0"
    assert run(copy, "-m", "actviz", "eval", "softsign_glu", "1", "6").strip() == "3.0"
    table = run(copy, "-m", "actviz", "table", "two_step_relu", "--proved", "-f", "csv")
    assert "two_step_relu" in table
    assert "Two Slopes and a Softsign" in run(copy, "-m", "actviz", "cite", "softsign_glu")
    passed = run(
        copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *TESTS,
        "-k", "two_step_relu or softsign_glu or definition or stale or reference or twice or kept",
    )  # fmt: skip
    assert re.search(r"\d{2,} passed", passed)
