"""Plug-ins: a package's catalogue is known, loses to built-in names, and may be broken."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import actviz
from actviz import SpecError
from actviz.lookup import names, plug_ins
from actviz.lookup.citations import in_a_line
from actviz.lookup.registry import resolve, use_catalogue

MINE = """
[relu]
formula = "max(0, x) + 1"

[bent]
formula = "tanh(x) + slope*x"
aliases = ["Bend", "gelu"]
reference = "lee2026"
parameters.slope = {default = 0.5}

[half_gate]
kind = "gated"
formula = "u*v/2"

[libraries.house.names]
Bent = "bent:slope=leak"
MineBent = "mine:bent:slope=leak"
Raised = "mine:relu"
Plain = "relu"

[references.lee2026]
author = "Lee, Ann"
title = "Bent"
year = 2026
"""

Installed = Callable[..., None]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    """Puts a package with an entry point where Python looks for packages."""

    monkeypatch.setattr(logging.getLogger("actviz"), "disabled", False)  # --quiet turns it off

    def put(module: str, catalogue: str = MINE, about: str = "brought-1.0.dist-info") -> None:
        (tmp_path / "brought.py").write_text(module, encoding="utf-8")
        (tmp_path / "mine.toml").write_text(catalogue, encoding="utf-8")
        folder = tmp_path / about
        folder.mkdir()
        metadata = "PKG-INFO" if about.endswith("egg-info") else "METADATA"
        (folder / metadata).write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
        points = "[actviz.catalogue]\nmine = brought:catalogue\n"
        (folder / "entry_points.txt").write_text(points)
        monkeypatch.syspath_prepend(str(tmp_path))
        forget()

    yield put
    sys.modules.pop("brought", None)
    monkeypatch.undo()
    forget()


def forget() -> None:
    plug_ins.catalogues.cache_clear()
    names.forget()


HERE = "from pathlib import Path\ncatalogue = Path(__file__).with_name('mine.toml')\n"
ASKED = "def catalogue():\n    return __file__.replace('brought.py', 'mine.toml')\n"


@pytest.mark.parametrize("module", [HERE, ASKED], ids=["path", "function"])
def test_a_plug_in_s_functions_are_known(module: str, installed: Installed) -> None:
    installed(module)
    assert actviz.get("bent")(0.0) == 0
    assert actviz.get("BEND:slope=1")(0.0) == 0
    assert actviz.gate("half_gate")(3.0, 4.0) == 6
    assert actviz.names()[-3:] == ["mine:relu", "bent", "half_gate"]
    assert [f.family for f in map(names.named, actviz.names()[-3:])] == ["mine"] * 3
    assert in_a_line("lee2026") == "Lee, Ann (2026). Bent."


@pytest.mark.parametrize("about", ["brought-1.0.dist-info", "brought.egg-info"])
@pytest.mark.parametrize("path", [[""], ["nowhere", ""], ["file.zip", "bare", ""]])
def test_a_plug_in_is_found_wherever_python_looks(
    path: list[str],
    about: str,
    installed: Installed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the folder at hand as well, after paths that lead nowhere and packages without points."""
    installed(HERE, about=about)
    (tmp_path / "file.zip").write_bytes(b"no folder")
    (tmp_path / "bare" / "bare-1.0.dist-info").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    own = [word for word in sys.path if word != str(tmp_path) and "site-packages" not in word]
    monkeypatch.setattr(sys, "path", [*path, *own])
    assert actviz.get("bent:slope=1")(0.0) == 0
    assert "mine:relu" in actviz.names()


def test_of_two_plug_ins_the_one_that_comes_first_has_the_name(
    installed: Installed, tmp_path: Path
) -> None:
    installed("catalogue = __file__.replace('brought.py', 'mine.toml')\nother = catalogue\n")
    points = "[actviz.catalogue]\nmine = brought:catalogue\nyours = brought:other\n"
    (tmp_path / "brought-1.0.dist-info" / "entry_points.txt").write_text(points)
    forget()
    assert [name for name in actviz.names() if name.split(":")[-1] == "bent"] == [
        "bent",
        "yours:bent",
    ]
    assert names.named("bent").family == "mine"
    assert names.named("yours:bent").family == "yours"
    assert "house" in names.frameworks()
    assert actviz.get("yours:bent:slope=3").values == {"slope": 3.0}


def test_built_in_names_win_and_the_plug_in_s_can_be_written(installed: Installed) -> None:
    installed(HERE)
    assert actviz.get("relu")(2.0) == 2
    assert actviz.get("mine:relu")(2.0) == 3
    assert actviz.get("mine:ReLU").name == "mine:relu"
    assert [one.name for one in names.listed()][-3:] == actviz.names()[-3:]
    assert actviz.get("gelu").name == "gelu"
    assert actviz.get("mine:gelu").name == "bent"
    assert actviz.get("mine:bent:slope=2").values == {"slope": 2.0}
    assert actviz.get("house:Bent:leak=2").values == {"slope": 2.0}
    assert actviz.get("house:MineBent:leak=2").values == {"slope": 2.0}
    assert [actviz.get(f"house:{word}")(-1.0) for word in ("Raised", "Plain")] == [1.0, 0.0]


def test_the_user_s_own_names_win_too(installed: Installed, tmp_path: Path) -> None:
    installed(HERE)
    own = tmp_path / "own.toml"
    own.write_text("[bent]\nformula = 'x'\n", encoding="utf-8")
    try:
        use_catalogue(own)
        assert actviz.get("bent")(2.0) == 2
        assert actviz.get("mine:bent:slope=0")(0.0) == 0
        assert actviz.get("mine:bent").name == "mine:bent"
    finally:
        from actviz.lookup import user_catalogues

        user_catalogues.files.clear()


@pytest.mark.parametrize(
    ("module", "catalogue", "said"),
    [
        ("catalogue = 3\n", MINE, "the path of a catalogue is wanted, not 3"),
        ("raise RuntimeError('no\\nluck')\n", MINE, "left out: no luck"),
        ("catalogue = 'nowhere.toml'\n", MINE, "a catalogue is a TOML file of functions"),
        ("other = 1\n", MINE, "catalogue"),
        (HERE, "[a]\nformula = 'x *'\n", "line 2: a: formula: expected a number"),
    ],
)
def test_a_broken_plug_in_is_a_note(
    module: str, catalogue: str, said: str, installed: Installed, caplog: pytest.LogCaptureFixture
) -> None:
    installed(module, catalogue=catalogue)
    with caplog.at_level(logging.WARNING, logger="actviz"):
        assert actviz.get("relu")(2.0) == 2
        with pytest.raises(SpecError, match="no framework is called 'mine'"):
            resolve("mine:bent")
        assert "bent" not in actviz.names()
    assert [record.getMessage() for record in caplog.records] == [
        record.getMessage() for record in caplog.records if said in record.getMessage()
    ]
    assert len(caplog.records) == 1
    assert caplog.records[0].getMessage().startswith("the plug-in mine is left out: ")
