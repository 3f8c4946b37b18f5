"""CONTRIBUTING's steps for a new atom, followed to the letter on a copy of the project."""

from __future__ import annotations

import json
import math
import re
import shutil
from pathlib import Path
from typing import Any, Final

import mpmath as mp
import pytest

from tests.process import python_in as run

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS: Final = TEXT.partition("## Add an atom")[2].partition("## Add a command")[0]
ROW, *JUDGES = (
    line.strip().removesuffix(",") + "," for line in re.findall(r"```python\n(.*)\n", STEPS)
)
# And one that has cases in what it means and tells no ends.
EVEN: Final = (
    'Atom("lncosh", "u", "abs(u) + log1p(exp(-2*abs(u))) - log(2)", "tanh(u)*du", parity="even"),'
)
PLACES: Final = (  # a file, a line of it, and what is written behind that line
    ("actviz/formula/atoms.py", "_ROWS: Final = (", ROW),
    ("tests/judge.py", "MPMATH: dict[str, Callable[..., Any]] = {", JUDGES[0]),
    ("tests/judge.py", "SYMPY: dict[str, Callable[..., Any]] = {", JUDGES[1]),
    ("actviz/formula/atoms.py", "_ROWS: Final = (", EVEN),
    (
        "tests/judge.py", "MPMATH: dict[str, Callable[..., Any]] = {",
        '"lncosh": lambda u: mp.log(mp.cosh(u)),',
    ),
    (
        "tests/judge.py", "SYMPY: dict[str, Callable[..., Any]] = {",
        '"lncosh": lambda u: sp.log(sp.cosh(u)),',
    ),
)  # fmt: skip
TESTS: Final = (
    "tests/formula", "tests/readings/test_float64.py", "tests/readings/test_exact.py",
    "tests/readings/test_latex.py", "tests/readings/test_every_atom.py",
)  # fmt: skip
SPELLED: Final = {
    "gd(3*x)": "2*atan(tanh(3*x/2))",
    "x*gd(x)": "x*(2*atan(tanh(x/2)))",
    "max(gd(a*x), -1):a=3": "max(2*atan(tanh(a*x/2)), -1):a=3",
    "exp(-gd(x))": "exp(-(2*atan(tanh(x/2))))",
}

ASKED: Final = """
import contextlib, io, json, sys
from dataclasses import fields
import actviz
from actviz.cli import main
from actviz.export.targets import TARGETS

def printed(*words):
    sys.argv = ["actviz", *words]
    kept = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(kept):
        try:
            main()
        except SystemExit as end:
            assert not end.code, (words, end.code)
    return kept.buffer.getvalue().decode()

def known(formula):
    f = actviz.get(formula)
    facts = f.facts()
    told = {each.name: getattr(facts, each.name) for each in fields(facts)
            if not each.name.startswith("find_")}
    (table,) = json.loads(printed("table", f"f={formula}", "--proved", "-f", "json"))
    del table["name"], table["formula"]
    xs = [-800.0, -3.0, -1e-9, 0.0, 0.7, 2.5, 50.0]
    return {"facts": repr(told), "table": table,
            "exact": [[f.exact(x, order) for x in xs] for order in (0, 1, 2)]}

answers = {formula: known(formula) for formula in json.loads(sys.argv[1])}
commands = {
    "derive": printed("derive", "gd(x)"),
    "show": printed("show", "gd(x)"),
    "check": printed("check", "gd(x)", "x*gd(x)", "-f", "json"),
    "plot": printed("plot", "gd(x)", "-d", "-o", "gd.svg") + open("gd.svg").read(),
    "page": printed("plot", "gd(x)", "-o", "gd.html") + open("gd.html").read(),
    "terminal": printed("plot", "x*gd(x)"),
    "python": printed("export", "gd(x)", "--to", "python"),
}
for target in TARGETS.values():
    if target.name != "onnx":
        printed("export", "gd(x)", "--to", target.name)
print(json.dumps({"answers": answers, "commands": commands}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for part in ("actviz", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / part, folder / part)
    for file, line, added in PLACES:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(f"\n{line}\n") == 1
        path.write_text(text.replace(line, f"{line}\n    {added}"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(copy: Path) -> Any:
    return json.loads(run(copy, "-c", ASKED, json.dumps([*SPELLED, *SPELLED.values()])))


@pytest.mark.parametrize("formula", SPELLED)
def test_as_much_is_known_and_proved_as_of_the_formula_spelled_out(told: Any, formula: str) -> None:
    short, long = (told["answers"][each] for each in (formula, SPELLED[formula]))
    assert short["facts"] == long["facts"]
    assert short["exact"] == long["exact"]
    assert short["table"].pop("gaussian") == pytest.approx(long["table"].pop("gaussian"))
    assert short["table"] == long["table"]


def test_facts_of_it_are_what_they_are(told: Any) -> None:
    known = told["answers"]["gd(3*x)"]
    assert known["table"]["symmetry"] == "odd"
    assert known["table"]["monotonic"] == "increasing"
    assert known["table"]["range"] == {
        "low": -math.pi / 2, "high": math.pi / 2, "low_closed": False, "high_closed": False,
    }  # fmt: skip
    for x, value in zip((0.7, 2.5), known["exact"][0][4:6], strict=True):
        assert value == float(mp.atan(mp.sinh(3 * mp.mpf(x))))


def test_every_command_takes_it(told: Any) -> None:
    commands = told["commands"]
    assert "gd(u)' = sech(u)*u'" in commands["derive"]
    assert "gd(x)" in commands["show"]
    assert all(row["over_allowed"] <= 1 for row in json.loads(commands["check"]))
    assert "<svg" in commands["plot"]
    space: dict[str, Any] = {}
    exec(commands["python"], space)
    with mp.workdps(40):
        for x in (-30.0, -1e-300, 0.3, 5.0):
            true = float(mp.atan(mp.sinh(mp.mpf(x))))
            assert abs(space["f"](x) - true) <= 4e-16 * abs(true)


@pytest.mark.long
def test_the_tests_that_loop_over_atoms_take_it_in(copy: Path) -> None:
    passed = run(
        copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *TESTS,
        "-k", "gd or lncosh or judge or covers", "--deselect", "tests/formula/test_new_atom.py",
    )  # fmt: skip
    assert re.search(r"\d{2,} passed", passed)
