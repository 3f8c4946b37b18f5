"""The house as it is: which room may use which, and what the files really import.

``python -m tests.rooms`` prints every room with its lines, what it uses, and any circle of files.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import actviz

PACKAGE: Final = Path(actviz.__file__).parent

# From the ground up: a room uses its own files, those of the rooms named, and the loose files that
# give NumPy when it is needed and classes of fields. Nothing else.
EVERYWHERE: Final = ("arrays", "dataclass")
USES: Final[dict[str, tuple[str, ...]]] = {
    "arrays": (),
    "dataclass": (),
    "text": (),
    "processes": (),
    "formula": (),
    "readings": ("formula",),
    "facts": ("formula", "readings"),
    "functions": ("text", "formula", "readings", "facts"),
    "catalogue": ("functions", "facts"),
    "approximation": ("text", "formula", "readings", "facts", "functions"),
    "lookup": ("formula", "readings", "facts", "functions", "catalogue", "approximation"),
    "measure": (
        "formula", "readings", "facts", "functions", "approximation", "lookup", "processes",
    ),
    "libraries": ("formula", "readings", "facts", "functions", "catalogue", "lookup", "measure"),
    "derivations": ("formula", "readings", "facts", "functions", "lookup"),
    "streams": ("readings", "text", "processes"),
    "files": ("readings", "text", "streams"),
    "models": (
        "text", "formula", "readings", "facts", "functions", "catalogue", "lookup", "measure",
    ),
    "export": (
        "text", "formula", "readings", "facts", "functions", "approximation", "lookup", "measure",
    ),
    "networks": (
        "formula", "readings", "facts", "functions", "lookup", "files", "processes", "export",
    ),
    "figures": (
        "formula", "readings", "facts", "functions", "approximation", "lookup", "measure",
        "networks", "text", "streams",
    ),
    "pages": (
        "formula", "readings", "facts", "functions", "catalogue", "lookup", "measure", "libraries",
        "derivations", "networks", "models", "export", "text", "figures",
    ),
    "cli": (
        "readings", "facts", "functions", "catalogue", "lookup", "measure", "libraries",
        "derivations", "networks", "models", "approximation", "export", "text", "streams", "files",
        "figures", "pages", "actviz", "processes",
    ),
    "__main__": ("cli",),
    # The package's own face: it forwards its public names to where they are defined.
    "actviz": ("formula", "facts", "functions", "lookup", "models", "pages"),
}  # fmt: skip

# The same inside the rooms that have rooms of their own.
USES_INSIDE: Final[dict[str, tuple[str, ...]]] = {
    "readings.float64": (),
    "readings.exact": ("readings.float64", "readings.asymptotics"),
    "readings.certified": ("readings.exact", "readings.float64"),
    "readings.asymptotics": (),
    "readings.identity": (),
    "readings.notation": (),
    "readings.languages": ("readings.float64", "readings.exact"),
    "approximation.value": (),
    "approximation.target": ("approximation.value",),
    "approximation.curves": ("approximation.value", "approximation.target"),
    "approximation.error": (
        "approximation.value", "approximation.target", "approximation.curves",
    ),
    "approximation.knots": (
        "approximation.value", "approximation.target", "approximation.curves",
        "approximation.error",
    ),
    "approximation.in_integers": (
        "approximation.value", "approximation.curves", "approximation.target",
        "approximation.knots",
    ),
    "figures.scene": (),
    "figures.layout": ("figures.scene",),
    "figures.sampling": ("figures.scene", "figures.layout"),
    "figures.compose": ("figures.scene", "figures.layout", "figures.sampling"),
    "figures.engines": ("figures.scene", "figures.layout"),
    "figures.page": ("figures.scene", "figures.compose"),
}  # fmt: skip

FILES: Final = tuple(sorted(PACKAGE.rglob("*.py")))


def module_of(path: Path) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES: Final = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    """The room that a module is in: the folder below the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "actviz"


def inner_room_of(module: str) -> str:
    """The room within a room, or the empty text."""
    inner = ".".join(module.split(".")[1:3])
    return inner if inner in USES_INSIDE else ""


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file names, at any depth, less those for type checkers.

    Dotted names in strings count: ``import_module`` is given such; so do those of a file's stub.
    """
    files = [file for file in (path, path.with_suffix(".pyi")) if file.exists()]
    tree = ast.parse("".join(file.read_text(encoding="utf-8") for file in files))
    hidden: set[ast.AST] = set()
    for part in ast.walk(tree):
        if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING":
            hidden.update(inner for statement in part.body for inner in ast.walk(statement))
    return frozenset(word for part in ast.walk(tree) if part not in hidden for word in _named(part))


def _named(part: ast.AST) -> Iterator[str]:
    """The modules that one part of a file's tree names."""
    if isinstance(part, ast.Import):
        yield from (alias.name for alias in part.names)
    elif isinstance(part, ast.ImportFrom) and part.module:
        for alias in part.names:
            whole = f"{part.module}.{alias.name}"
            yield whole if whole in MODULES else part.module
    elif isinstance(part, ast.Constant) and str(part.value).startswith("actviz."):
        yield str(part.value)  # for import_module: a dotted name of ours stands for nothing else


@cache
def arrows() -> dict[str, frozenset[str]]:
    """Every module of the package to those that it imports."""
    return {module: (imports(path) & MODULES.keys()) - {module} for module, path in MODULES.items()}


@cache
def arrows_of_loading() -> dict[str, frozenset[str]]:
    """What each module waits for while it is loaded, which no import inside a function is.

    A file that is taken from its folder waits for the folder's own file as well: where that waits
    for this one, threads that begin with one each find the other half done. Where a file is named
    in full (``from folder.file import name``) Python holds the file first and then waits for the
    folder; inside the folder that one is there already.
    """
    result, in_full = {}, set[str]()
    for module, path in MODULES.items():
        ahead, names = list[ast.AST]([ast.parse(path.read_text(encoding="utf-8"))]), set[str]()
        for part in ast.walk(ahead[0]):
            whole = [part.module or ""] if isinstance(part, ast.ImportFrom) else _named(part)
            in_full |= {m for m in whole if not module.startswith(m.rpartition(".")[0])}
        while ahead:
            part = ahead.pop()
            if isinstance(part, ast.Import | ast.ImportFrom):
                names.update(_named(part), [getattr(part, "module", None) or ""])
            later = isinstance(part, ast.FunctionDef) or (
                isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING"
            )
            ahead += [] if later else ast.iter_child_nodes(part)
        result[module] = names
    for module in in_full & MODULES.keys():
        result[module].add(module.rpartition(".")[0])
    return {
        module: frozenset(names & MODULES.keys() - {module}) for module, names in result.items()
    }


def circles(arrows: dict[str, frozenset[str]]) -> list[list[str]]:
    """Files that import each other, directly or through others: none is the aim."""
    reach: dict[str, set[str]] = {}
    for module in arrows:
        seen: set[str] = set()
        ahead = [module]
        while ahead:
            fresh = arrows[ahead.pop()] - seen
            seen |= fresh
            ahead += fresh
        reach[module] = seen
    tied = {m: frozenset(t for t in reach[m] if m in reach[t]) for m in reach}
    return [sorted(group) for group in set(tied.values()) if group]


def main() -> None:
    """Print the graph of rooms."""
    for room in USES:
        inside = [m for m in MODULES if room_of(m) == room]
        lines = sum(len(MODULES[m].read_text(encoding="utf-8").splitlines()) for m in inside)
        used = sorted({room_of(t) for m in inside for t in arrows()[m]} - {room})
        print(f"{room:12} {len(inside):3} files {lines:6} lines   -> {', '.join(used) or '-'}")
    for circle in circles(arrows()) + circles(arrows_of_loading()):
        print("circle:", ", ".join(circle))


if __name__ == "__main__":
    main()
