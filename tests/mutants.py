"""Changes the code on purpose, one place at a time, and says which changes no test notices.

``python -m tests.mutants`` draws changes from every room below, the same ones for the same seed
and the same code, and runs the tests that watch over the file on a copy of the project. What
survives is either a change that nothing could notice (judge by the lines that are printed) or a
test that is missing.

    python -m tests.mutants formula text --count 5 --seed 2
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.watchers import ROOMS, SEEN_BY, WATCHED_BY, importers, unnamed

HOME: Final = Path(__file__).resolve().parents[1]
TOGETHER: Final = 2  # test files of one run, so that its time is that of few

OTHER_COMPARISON: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_OPERATION: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
OTHER_NAME: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Change:
    """One place of a file, and what stands there instead."""

    file: Path
    start: int  # bytes
    end: int
    text: str

    def applied(self) -> bytes:
        """The whole file with the change."""
        source = self.file.read_bytes()
        return source[: self.start] + self.text.encode() + source[self.end :]

    def difference(self) -> str:
        """The lines that changed, as ``diff`` writes them."""
        name = self.file.relative_to(HOME).as_posix()
        before, after = (
            text.decode().splitlines() for text in (self.file.read_bytes(), self.applied())
        )
        lines = list(difflib.unified_diff(before, after, name, name, n=0, lineterm=""))
        return "\n".join([lines[0].removeprefix("--- "), *lines[2:]])


def spoken(node: ast.AST) -> bool:
    """Whether the node is for readers or type checkers alone, or decides about speed alone."""
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.keyword) and node.arg in ("repr", "strict"):
        return True  # strict: zip's assertion that what the code pairs is equally long
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef) and node.name == "__repr__"


def places(node: ast.AST, inside: bool = False) -> Iterator[ast.AST]:
    """Every node whose meaning a test can see: no annotations, decorators, messages, tunings."""
    if spoken(node):
        return
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        # A number that has a name of its own says how finely something is searched, as a rule.
        assigned = field == "value" and isinstance(node, ast.AnnAssign | ast.Assign)
        if assigned and not inside and isinstance(value, ast.Constant | ast.UnaryOp | ast.BinOp):
            continue
        body = inside or isinstance(node, ast.FunctionDef)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from places(child, body)


def with_words(node: ast.BinOp) -> bool:
    """Whether text or a list is put together, which no other operation can do."""
    return any(
        isinstance(part, ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in ast.walk(node)
    )


def instead(node: ast.AST) -> list[str]:
    """What could stand in the place of a node, as text."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        others = OTHER_COMPARISON[type(node.ops[0])]
        return [
            f"({ast.unparse(ast.Compare(node.left, [other()], node.comparators))})"
            for other in others
        ]
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER_OPERATION and not with_words(node):
        other = OTHER_OPERATION[type(node.op)]()
        return [f"({ast.unparse(ast.BinOp(node.left, other, node.right))})"]
    if isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return [f"({ast.unparse(ast.BoolOp(other_op, node.values))})"]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        return [f"({ast.unparse(node.operand)})"]
    if isinstance(node, ast.IfExp):
        return [f"({ast.unparse(ast.IfExp(node.test, node.orelse, node.body))})"]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in OTHER_NAME:
        return [OTHER_NAME[node.id]]
    if isinstance(node, ast.Return) and node.value is not None:
        return [] if isinstance(node.value, ast.Constant) else ["return None"]
    if isinstance(node, ast.Constant):
        return nudged(node.value)
    return []


def nudged(value: object) -> list[str]:
    """Another truth value, the next whole number, a number a tenth larger."""
    if isinstance(value, bool):
        return [str(not value)]
    if isinstance(value, int):
        return [str(value + 1)]
    if isinstance(value, float):
        return [repr(value * 1.1 if value else 0.5)]
    return []


def changes_of(file: Path) -> Iterator[Change]:
    """Every change that could be made to a file."""
    source = file.read_bytes()
    starts = [0]
    for line in source.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    for node in places(ast.parse(source)):
        for text in instead(node):
            assert isinstance(node, ast.expr | ast.stmt)
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            yield Change(
                file,
                starts[node.lineno - 1] + node.col_offset,
                starts[node.end_lineno - 1] + node.end_col_offset,
                text,
            )


def drawn(room: str, count: int, seed: int) -> list[Change]:
    """Some changes to the files of a room, by chance, the same for the same seed."""
    files = sorted((HOME / "actviz" / room).rglob("*.py"))
    every = [change for file in files for change in changes_of(file)]
    return random.Random(f"{room} {seed}").sample(every, min(count, len(every)))


def tests_of(file: Path) -> list[tuple[str, ...]]:
    """The tests that watch over a file, in the order in which they are asked; none comes twice."""
    path = file.relative_to(HOME / "actviz").as_posix()
    start = max((start for start in WATCHED_BY if path.startswith(start)), key=len)
    named = [f"tests/{name}" for name in WATCHED_BY[start].split()]
    module = ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
    theirs = [*importers().get(module, ()), *unnamed(path.split("/")[0])]
    more = [f"tests/{name}" for name in dict.fromkeys(theirs)]
    more = [name for name in more if not name.startswith((*named, *SEEN_BY))]
    every = [*named, *more, *(name for name in SEEN_BY if name not in named)]
    return [tuple(every[at : at + TOGETHER]) for at in range(0, len(every), TOGETHER)]


BROKEN: Final = "the tests do not even start"


def noticed(copy: Path, tests: tuple[str, ...], limit: int) -> str:
    """What the tests say to the copy: the first test that fails, or nothing."""
    options = ["-q", "-n0", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(copy / ".cache"),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=copy,
            env=environment,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
            timeout=10 * limit,
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {10 * limit} s"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"no end within {limit} s of processor time, or a crash"
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return named(failed[0]) if failed else BROKEN


def named(line: str) -> str:
    """The test that a line of pytest's summary names; parameters may hold what ends a name."""
    name = line.split(" ", 1)[1]
    first = name.split(" - ")[0]
    return f"{name.split('] - ')[0].removesuffix(']')}]" if "[" in first else first


def judged(copy: Path, change: Change, limit: int) -> str:
    """What a change leads to: caught by a test, survived, or not decided."""
    place = copy / change.file.relative_to(HOME)
    place.write_bytes(change.applied())
    answer = ""
    for tests in tests_of(change.file):
        if answer := noticed(copy, tests, limit):
            break
    place.write_bytes(change.file.read_bytes())
    # What the tests say without the change too, or a time that they need anyway, says nothing.
    again = (answer,) if answer.startswith("tests/") else tests
    if answer and noticed(copy, again, limit):
        return f"NOT DECIDED: without the change too: {answer}"
    return f"caught: {answer}" if answer else "SURVIVED"


def main() -> None:
    """Draw, try and count."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--count", type=int, default=4, help="changes for each room (default: 4)")
    parser.add_argument("--seed", type=int, default=1, help="other changes (default: 1)")
    parser.add_argument("--limit", type=int, default=200, help="seconds for one (default: 200)")
    parser.add_argument("--list", action="store_true", help="only print the changes")
    chosen = parser.parse_args()
    if unknown := set(chosen.rooms) - set(ROOMS):
        parser.error(f"no tests are named for {', '.join(sorted(unknown))}")
    named = {name for names in WATCHED_BY.values() for name in names.split()}
    if gone := sorted(name for name in named if not (HOME / "tests" / name).exists()):
        parser.error(f"no such tests: {', '.join(gone)}")  # they would count as caught
    answers: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for room in chosen.rooms or ROOMS:
            for change in drawn(room, chosen.count, chosen.seed):
                if chosen.list:
                    print(change.difference(), flush=True)
                    continue
                answers.append(judged(copy, change, chosen.limit))
                print(answers[-1])
                print(change.difference(), flush=True)
    caught, survived = (
        sum(answer.startswith(word) for answer in answers) for word in ("caught", "SURVIVED")
    )
    print(f"{caught} of {caught + survived} changes were caught")


if __name__ == "__main__":
    main()
