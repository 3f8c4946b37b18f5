"""What the package asks of others, and how CI finds out that it is true."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OLDEST = ROOT / ".ci" / "oldest.txt"


def version(text: str) -> tuple[int, ...]:
    result = tuple(map(int, text.split(".")))
    return result + (0,) * (3 - len(result))


@pytest.mark.skipif(not OLDEST.exists(), reason="the constraints stay in the repository")
def test_the_oldest_versions_that_ci_installs_are_those_that_are_allowed() -> None:
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    allowed = {}
    for text in requirements:
        match = re.fullmatch(r"([\w-]+)>=([\d.]+)(,<[\d.]+)?", text)
        assert match, f"{text!r} has no lower bound"
        allowed[match[1]] = version(match[2])
    lines = OLDEST.read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert {name: version(text) for name, text in pinned.items()} == allowed


def check_module() -> object:
    from importlib.util import module_from_spec, spec_from_file_location

    result = spec_from_file_location("check", ROOT / ".ci" / "check.py")
    assert result is not None
    assert result.loader is not None
    module = module_from_spec(result)
    result.loader.exec_module(module)
    return module


@pytest.mark.skipif(not OLDEST.exists(), reason="CI's own files stay in the repository")
@pytest.mark.parametrize("ci", ["", "true"])
def test_nothing_is_installed_on_a_contributors_machine(
    ci: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check = check_module()
    typed: list[str] = []
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr("shutil.which", lambda word: None)

    def run(command: str, **asked: object) -> subprocess.CompletedProcess[str]:
        typed.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("subprocess.run", run)
    check.install_programs()  # type: ignore[attr-defined]
    assert [("apt-get install" in command) for command in typed] == [True] * bool(ci)
    assert ("tests that need them are skipped" in capsys.readouterr().out) is not bool(ci)


@pytest.mark.skipif(not OLDEST.exists(), reason="CI's own files stay in the repository")
def test_what_ci_types_names_what_is_there() -> None:
    check = check_module()
    beside = f"{check.FRAMEWORK_TESTS} {check.APART_TESTS}"  # type: ignore[attr-defined]
    for path in f"{check.OLDEST_TESTS} {beside}".split():  # type: ignore[attr-defined]
        assert (ROOT / path).exists(), path
    for file in (ROOT / "tests" / "models").glob("*.py"):  # named one by one: most need nothing
        asks = "importorskip" in file.read_text(encoding="utf-8")
        assert asks <= (file.relative_to(ROOT).as_posix() in beside.split()), file
    main_job, _ = check.setup_commands((ROOT / "README.md").read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert " . " in main_job  # a wheel takes its place
