"""The architecture holds: rooms use the rooms below; heavy libraries stay in their homes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import actviz
from tests.rooms import (
    EVERYWHERE,
    FILES,
    MODULES,
    PACKAGE,
    USES,
    USES_INSIDE,
    arrows,
    arrows_of_loading,
    circles,
    imports,
    inner_room_of,
    module_of,
    room_of,
)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_uses_its_own_room_and_those_below(path: Path) -> None:
    own = module_of(path)
    for target in (imports(path) & MODULES.keys()) - {own}:
        room, other = room_of(own), room_of(target)
        assert other in (room, *EVERYWHERE, *USES[room]), f"{own} imports {target}"
        inner, there = inner_room_of(own), inner_room_of(target)
        if room == other and inner and there and inner != there:
            assert there in USES_INSIDE[inner], f"{own} imports {target}"


def test_the_table_of_rooms_runs_from_the_ground_up() -> None:
    known: list[str] = []
    for room, used in USES.items():
        if room not in ("cli", "actviz"):  # the command line asks the face for its version
            assert set(used) <= set(known), room
        known.append(room)
    assert {room_of(module) for module in MODULES} == set(USES)


def test_no_file_imports_itself_in_a_circle() -> None:
    assert circles(arrows()) == []


def test_no_file_waits_for_itself_while_it_is_loaded() -> None:
    assert circles(arrows_of_loading()) == []


# One thing each, seen from several floors: a command, its page, what computes and what draws it.
_FLOORS = (
    "approximations backprop check depth derivation dialects digits every_input gain gallery "
    "inspection keras samples show table"
)


def test_a_file_name_means_one_thing() -> None:
    names = Counter(path.stem for path in FILES if path.stem != "__init__")
    assert {name for name, many in names.items() if many > 1} == set(_FLOORS.split())


def test_a_listing_shows_where_things_are() -> None:
    folders = [p for p in PACKAGE.iterdir() if p.is_dir() and list(p.glob("*.py"))]
    assert len(folders) <= 25
    assert len(list(PACKAGE.glob("*.py"))) <= 8


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for part in ast.walk(ast.parse(text)):
        if isinstance(part, ast.FunctionDef):
            options = len(part.args.args) + len(part.args.kwonlyargs)
            # Of a list of options its texts and what is said of it do not count; a long one has
            # some lines more, which pass it on.
            begin = part.body[0].end_lineno if options >= 7 else part.lineno - 1
            assert (part.end_lineno or 0) - (begin or 0) <= (90 if options >= 16 else 80), part.name


@pytest.mark.parametrize(
    "path", [path for path in FILES if room_of(module_of(path)) == "formula"], ids=module_of
)
def test_the_language_needs_the_standard_library_only(path: Path) -> None:
    for target in imports(path):
        top = target.split(".")[0]
        assert top == "actviz" or top in sys.stdlib_module_names, target


HOMES = {
    "flint": ("actviz.readings", "actviz.approximation"),
    "matplotlib": ("actviz.figures", "actviz.cli.matplotlib_start", "actviz.cli.window"),
    "rich": ("actviz.text.terminal",),
    "typer": ("actviz.cli",),
    "scipy": (),
    "sympy": (),
    "mpmath": (),
}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_heavy_libraries_stay_in_their_homes(path: Path) -> None:
    own = module_of(path)
    for target in imports(path):
        homes = HOMES.get(target.split(".")[0])
        assert homes is None or any(
            own == h or own.startswith((h + ".", h + "_")) for h in homes
        ), f"{own} imports {target}"


LIGHT = {
    ("--help",): ("numpy", "matplotlib", "flint", "rich"),
    ("--version",): ("numpy", "matplotlib", "flint", "rich"),
    ("plot", "--help"): ("numpy", "matplotlib", "flint", "rich"),
    ("inspect", "--help"): ("numpy", "matplotlib", "flint", "rich"),
    ("train", "--help"): ("numpy", "matplotlib", "flint", "rich"),
    ("list",): ("numpy", "matplotlib", "flint"),
    ("show", "gelu"): ("matplotlib",),
    ("eval", "gelu", "1"): ("matplotlib", "flint", "rich", "scipy"),
    ("table", "relu"): ("matplotlib", "scipy", "sympy"),
}


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_commands_load_no_more_than_they_need(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom actviz.cli.app import run\n"
        "code = run(sys.argv[1:])\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert not loaded & set(LIGHT[arguments])


def test_completion_loads_neither_numpy_nor_matplotlib() -> None:
    program = (
        "import sys, os\n"
        "os.environ.update(_ACTVIZ_COMPLETE='complete_bash', COMP_WORDS='actviz plot ge', "
        "COMP_CWORD='2')\n"
        "from actviz.cli.app import run\n"
        "try:\n    run([])\nfinally:\n"
        "    print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "gelu" in done.stdout.split()
    assert not {"numpy", "matplotlib", "flint"} & set(done.stderr.split())


def test_the_public_names_are_exact() -> None:
    for word in actviz.__all__:
        assert getattr(actviz, word) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = actviz.nothing  # type: ignore[attr-defined]
