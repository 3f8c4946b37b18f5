"""The architecture holds: imports go down, never up; heavy libraries stay in their homes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import actviz

PACKAGE = Path(actviz.__file__).parent

# The first that matches a module's dotted name counts.
FLOORS = (
    ("actviz.formula", 1),
    ("actviz.readings", 2),
    ("actviz.figures", 4),
    ("actviz.pages", 4),
    ("actviz.rows", 4),
    ("actviz.terminal", 4),
    ("actviz.streams", 4),
    ("actviz.cli", 5),
    ("actviz.__main__", 5),
    ("actviz", 3),
)
STANDARD_LIBRARY_ONLY = 1


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def floor(module: str) -> int:
    return next(
        level for prefix, level in FLOORS if module == prefix or module.startswith(prefix + ".")
    )


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import, at any depth, less those for type checkers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden: set[ast.AST] = set()
    for part in ast.walk(tree):
        if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING":
            hidden.update(ast.walk(part))
    found: set[str] = set()
    for part in ast.walk(tree):
        if part in hidden:
            continue
        if isinstance(part, ast.Import):
            found.update(alias.name for alias in part.names)
        elif isinstance(part, ast.ImportFrom) and part.module:
            found.add(part.module)
            found.update(f"{part.module}.{alias.name}" for alias in part.names)
    return found


FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = {module_of(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_go_down(path: Path) -> None:
    own = module_of(path)
    for target in imports(path) & MODULES:
        if target != "actviz":  # the package itself holds the version and no floor
            assert floor(target) <= floor(own), f"{own} imports {target} from a floor above"


def test_no_module_imports_itself_in_a_circle() -> None:
    # A package that imports its own parts names itself in doing so.
    arrows = {
        module_of(path): imports(path) & MODULES - {"actviz", module_of(path)} for path in FILES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module not in done:
            for target in arrows[module]:
                # A package imports its parts; a part's import of a sibling names the package too.
                if not module.startswith(target + "."):
                    visit(target, (*trail, module))
            done.add(module)

    for module in arrows:
        visit(module, ())


@pytest.mark.parametrize(
    "path", [path for path in FILES if floor(module_of(path)) == 1], ids=module_of
)
def test_the_first_floor_needs_the_standard_library_only(path: Path) -> None:
    for target in imports(path):
        top = target.split(".")[0]
        assert top == "actviz" or top in sys.stdlib_module_names, target


HOMES = {
    "flint": ("actviz.readings",),
    "matplotlib": ("actviz.figures", "actviz.cli.matplotlib_start", "actviz.cli.window"),
    "rich": ("actviz.terminal",),
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
        _ = actviz.nothing
