"""What a start loads; `python -m benchmarks startup` measures what that costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from actviz.catalogue import MODULES, OTHER_MODULES
from actviz.lookup.index import FILE, index, row
from actviz.lookup.names import fold, named, names
from actviz.lookup.properties import index_lines


def modules_after(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program", ["import actviz.lookup.registry", "import actviz; actviz.names()"]
)
def test_names_alone_import_neither_entries_nor_typing(program: str) -> None:
    loaded = modules_after(program)
    assert not loaded & {
        "typing",
        "dataclasses",
        "actviz.functions.entry",
        "actviz.formula",
        "numpy",
    }
    assert not {word for word in loaded if word.startswith("actviz.catalogue.")}


def test_a_name_brings_its_own_module_alone() -> None:
    loaded = modules_after("import actviz; actviz.get('GELU')")
    parts = {word for word in loaded if word.startswith("actviz.catalogue.")}
    assert parts == {"actviz.catalogue.self_gated"}
    assert "numpy" not in loaded


def test_the_index_says_what_the_modules_hold() -> None:
    with open(FILE, encoding="utf-8") as file:
        assert file.read() == index_lines(), "remake it: python -m actviz.lookup.properties"


def test_every_module_of_the_catalogue_is_listed_once() -> None:
    listed = [part for parts in (*MODULES.values(), *OTHER_MODULES.values()) for part in parts]
    assert len(set(listed)) == len(listed)
    here = Path(FILE).parent
    holding = {
        ".".join(path.relative_to(here).with_suffix("").parts)
        for path in here.rglob("*.py")
        if "\nENTRIES" in path.read_text(encoding="utf-8")
    }
    assert holding == set(listed)


def test_rows_and_names_agree() -> None:
    for name, line in index().items():
        found = row(name)
        assert (found["name"], found["family"]) == (name, line.family)
        for field in line.__slots__:
            if field not in ("module", "aliases"):
                assert getattr(line, field) == getattr(named(name), field)
        assert tuple(line.aliases) == named(name).aliases
    assert list(index()) == names()


def test_folding_forgives_all_kinds_of_gaps() -> None:
    assert fold(" Leaky-ReLU\t") == fold("leaky_relu") == fold("leaky relu") == "leakyrelu"
