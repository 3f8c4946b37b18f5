"""A user's own catalogue: read, refused with the place of the mistake, and used by name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import mpmath
import pytest

import actviz
from actviz import SpecError
from actviz.functions.elementwise import Activation
from actviz.lookup import registry, user_catalogues
from actviz.lookup.catalogue_file import read
from actviz.lookup.citations import in_a_line
from actviz.lookup.registry import names, resolve, use_catalogue
from actviz.lookup.user_catalogues import usual_file
from tests.process import actviz as run
from tests.process import shell

PAGE = (Path(__file__).parents[2] / "docs" / "own-catalogue.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()


@pytest.fixture(autouse=True)
def _nothing_is_left_in_use() -> Iterator[None]:
    yield
    user_catalogues.files.clear()
    registry.forget()


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_become_activations_like_built_in_ones(tmp_path: Path) -> None:
    assert use_catalogue(written(tmp_path, EXAMPLE)) == ["bent_tanh"]
    function = resolve("BTanh:slope=0.25")[0]
    assert isinstance(function, Activation)
    assert (function.name, function.family) == ("bent_tanh", "mine")
    assert function(1.0) == pytest.approx(0.7615941559557649 + 0.25, rel=1e-15)
    assert function.parameters[0].typical == (0.05, 0.5)
    assert function.parameters[0].trainable
    assert function.identities == ("1 - tanh(x)**2 + slope",)
    assert names()[-1] == "bent_tanh"
    with pytest.raises(SpecError, match="out of its domain, slope > 0"):
        actviz.get("bent_tanh", slope=-1)


def test_every_kind_of_function_has_the_same_format(tmp_path: Path) -> None:
    kinds, libraries = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1:3]
    (tmp_path / "mine.bib").write_text(
        "@article{lee2027,\n author = {Lee, Ann},\n title = {Third\n   Slopes}, year = 2027,\n"
        " journal = {J}, volume = {3}\n}\n"
    )
    bent = EXAMPLE.replace('reference = "lee2025"', 'reference = "lee2025 lee2027 clevert2015"')
    text = libraries.replace("\n\n", "\n\n" + bent + kinds, 1)
    assert use_catalogue(written(tmp_path, text)) == [
        "bent_tanh", "sinu", "shaky", "cubemax", "two_faces", "less_mean",
    ]  # fmt: skip
    assert actviz.gate("sinu")(0.5, 2.0) == pytest.approx(2 * math.sin(0.5), rel=1e-15)
    assert actviz.stochastic("shaky:sigma=0")(0.5) == 0.5
    cubes = math.exp(1), math.exp(8)
    assert actviz.vector("cubemax")([1.0, 2.0]) == pytest.approx([c / sum(cubes) for c in cubes])
    assert actviz.vector("two_faces")([1.0]) == pytest.approx([math.tanh(1), math.sin(1)])
    assert actviz.vector("less_mean")([1.0, 9.0]).tolist() == [0, 0]
    # Names of a library, and what it computes instead.
    assert actviz.get("house:BentTanh:leak=0.3").values == {"slope": 0.3}
    assert actviz.get("house:Gelu").name == "gelu_tanh"
    assert actviz.get("house:Tanh3")(0.5) == pytest.approx(0.5 - 0.125 / 3, rel=1e-15)
    assert actviz.get("house:Tanh3").display == "house:Tanh3"
    assert in_a_line("lee2027") == "Lee, Ann (2027). Third Slopes. J 3"
    with pytest.raises(SpecError, match="house has no activation called 'Gelv'; did you mean Gelu"):
        actviz.get("house:Gelv")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(command: str, tmp_path: Path) -> None:
    written(tmp_path, EXAMPLE)
    done = shell(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "bent_tanh" in done.stdout


# What is wrong in the file, and what is said of it.
MISTAKES = {
    "[a]\nkind = 'gate'\n": "line 2: a: kind: no kind is called 'gate'; known: elementwise, gated",
    "[a]\nkind = 'gated'\nformula = 'u*w'\n": "line 1: a: unknown name 'w'",
    "[a]\nkind = 'gated'\nformula = 'x'\n": "line 1: a: ",
    "[a]\nkind = 'gated'\nformula = 'u*v'\nquick = 'u'\n": "line 4: a: quick: no field is called",
    "[a]\nkind = 'random'\nformula = 'x'\ndeterministic = 'x'\n": "the field 'draws' is missing",
    "[a]\nkind = 'random'\nformula = 'r'\ndeterministic = 'x'\n"
    "draws.r = {distribution = 'normal'}\n": "line 1: a: the field 'arguments' is missing",
    "[a]\nkind = 'weights'\nweight = 'y'\nlog_weight = 'x'\nratio = '1'\n": "a: unknown name 'y'",
    "[a]\nkind = 'pieces'\npieces = ['x']\nrange = '0 to 1'\n": "a range is written like [0, 1)",
    "[a]\nkind = 'context'\ntext = 'x - m'\nquantities = ['median']\n": "'median' is not written",
    "['a:b']\nformula = 'x'\n": "a name holds no colon",
    "bibliography = 'none.bib'\n[a]\nformula = 'x'\n": "bibliography: none.bib: No such file",
    "[libraries.house]\ntitle = 'H'\n": "libraries.house: the field 'names' is missing",
    "[libraries.house]\ntitle = 'H'\nnames = {A = ''}\n": "A: the name of a function is wanted",
    "[libraries.house]\ntitle = 'H'\nnames = {A = 3}\n": "A: the name of a function is wanted",
    "[dialects.d]\nof = 'relu'\nformula = 'q'\nnote = 'N'\n": "dialects.d: formula: unknown name",
    "[a]\nformula = 'x *'\n": "line 2: a: formula: expected a number",
    "[a]\nformula = 'tanhh(x)'\n": "line 2: a: formula: unknown function 'tanhh'",
    "[a]\ntitle = 'A'\n": "line 1: a: the field 'formula' is missing",
    "[a]\nformula = 'x'\n\nformla = 'x'\n": "line 4: a: formla: no field is called that; did you "
    "mean 'formula'?",
    "[a]\nformula = 'x'\nfamily = 'best'\n": "line 3: a: family: no field is called that",
    "[a]\nformula = 3\n": "line 2: a: formula: text in quotes is wanted, not 3",
    "[a]\nformula = 'x'\nyear = '2020'\n": "line 3: a: year: a whole number is wanted, not '2020'",
    "[a]\nformula = 'x'\nyear = true\n": "line 3: a: year: a whole number is wanted, not True",
    "[a]\nformula = 'x'\naliases = 'b'\n": "line 3: a: aliases: a list of texts is wanted, not 'b'",
    "[a]\nformula = 'x'\naliases = ['b', 1]\n": "line 3: a: aliases: a list of texts is wanted",
    "[a]\nformula = 'b*x'\n[a.parameters.b]\ndefault = 1\ntypical = [1, 'c']\n": "line 5: "
    "a.parameters.b: typical: a list of two numbers is wanted",
    "[a]\nformula = 'x'\nidentities = ['g']\n": "line 3: a: identities: unknown name 'g'",
    "[a]\nformula = 'x'\ncareful = 'y'\n": "line 3: a: careful: unknown name 'y'",
    "[A]\nformula = 'x'\n": "line 1: A: 'A' is not a name: lower-case letters, digits and _ only",
    "a = 1\n": "a: an entry is a table, such as [my_function]",
    "[a]\nformula = 'b*x'\n[a.parameters.b]\nmeaning = 'x'\n": "line 3: a.parameters.b: the field "
    "'default' is missing",
    "[a]\nformula = 'b*x'\n[a.parameters.b]\ndefault = '1'\n": "line 4: a.parameters.b: default: a "
    "number is wanted, not '1'",
    "[a]\nformula = 'b*x'\n[a.parameters.b]\ndefault = 1\ntypical = [1]\n": "line 5: "
    "a.parameters.b: typical: two numbers are wanted",
    "[a]\nformula = 'b*x'\n[a.parameters.b]\ndefault = -1\ndomain = 'b > 0'\n": "line 1: a: b = "
    "-1.0 is out of its domain, b > 0",
    "[a]\nformula = 'x'\n[a.parameters.x]\ndefault = 1\n": "a parameter is named by a word other",
    "[a]\nformula = 'x'\nreference = 'clevert2016'\n": "line 3: a: reference: no reference is "
    "called 'clevert2016'; did you mean 'clevert2015'?",
    "[a]\nformula = 'x'\n[references.b]\nauthor = 'B'\n": "line 3: references.b: the field 'title'",
    "[references.clevert2015]\nauthor = 'B'\ntitle = 'C'\nyear = 2000\n": "line 1: "
    "references.clevert2015: the built-in catalogue has a reference of that name",
    "[a\n": "not a TOML file: ",
    "[relu]\nformula = 'x'\n": "relu: the name 'relu' is taken by the built-in relu",
    "[swoosh]\nformula = 'x'\naliases = ['Leaky-ReLU']\n": "swoosh: the name 'Leaky-ReLU' is taken "
    "by the built-in leaky_relu",
    "[step]\nformula = 'x'\n": "step: the name 'step' is taken by the built-in binary_step",
    "[a]\nformula = 'x'\n[b]\nformula = 'x'\naliases = ['A']\n": "b: the name 'A' is taken by a of",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SpecError) as caught:
        use_catalogue(path)
    assert str(caught.value).startswith(str(path))
    assert MISTAKES[text] in str(caught.value)
    assert "relu" in names()  # a file that is refused is not in use
    done = run("eval", "relu", "1", "--catalogue", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_what_is_not_a_file_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SpecError, match="a catalogue is a TOML file of functions"):
            use_catalogue(path)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SpecError, match="not a TOML file"):
        read(str(tmp_path / "bytes.toml"))


def test_two_files_may_not_share_a_name(tmp_path: Path) -> None:
    use_catalogue(written(tmp_path, "[a]\nformula = 'x'\n", "one.toml"))
    with pytest.raises(SpecError, match=r"two\.toml: a: the name 'a' is taken by a of .*one\.toml"):
        use_catalogue(written(tmp_path, "[a]\nformula = '2*x'\n", "two.toml"))
    assert actviz.get("a")(3.0) == 3.0


# --- where it is looked for


def test_the_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "actviz").mkdir()
    path = written(tmp_path / "actviz", EXAMPLE, "catalogue.toml")
    monkeypatch.delenv("ACTVIZ_CATALOGUE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert usual_file() == str(path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    assert usual_file() is None
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert usual_file() == str(path)
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_catalogues.settings_folder() == str(tmp_path / "Library" / "Application Support")
    monkeypatch.setenv("ACTVIZ_CATALOGUE", "elsewhere.toml")
    assert usual_file() == "elsewhere.toml"
    monkeypatch.setenv("ACTVIZ_CATALOGUE", "")
    assert usual_file() is None


def test_the_usual_file_is_read_unasked(tmp_path: Path) -> None:
    path = written(tmp_path, EXAMPLE)
    assert run("eval", "btanh", "0", ACTVIZ_CATALOGUE=str(path)).stdout == "0.0\n"
    missing = run("eval", "relu", "0", ACTVIZ_CATALOGUE=str(tmp_path / "none.toml"))
    assert missing.returncode == 2
    assert "none.toml: No such file or directory" in missing.stderr
    assert run("--version", ACTVIZ_CATALOGUE=str(tmp_path / "none.toml")).returncode == 0


@pytest.mark.parametrize("command", ["plot", "table", "derive", "eval", "show", "list", "cite"])
def test_every_command_with_a_name_takes_a_catalogue(command: str) -> None:
    assert "--catalogue FILE" in run(command, "--help").stdout


def test_formulas_may_call_functions_of_the_built_in_catalogue(tmp_path: Path) -> None:
    from actviz.functions.entry import SpecError
    from actviz.lookup.catalogue_file import read
    from actviz.lookup.names import of_row

    file = tmp_path / "mine.toml"
    head = '[half]\nformula = "0.5*gelu(x) + slope*leaky_relu(x, negative_slope=0)"\n'
    file.write_text(head + "[half.parameters.slope]\ndefault = 0.25\n", encoding="utf-8")
    entry = of_row(read(str(file)).rows["half"])
    for x in (-10.0, 1.5):
        true = x * mpmath.ncdf(x) / 2 + max(x, 0) / 4
        assert float(entry(x)) == pytest.approx(float(true), rel=1e-14)  # type: ignore[call-arg]
    file.write_text('[bad]\nformula = "0.5*softmax(x)"\n', encoding="utf-8")
    with pytest.raises(SpecError, match=r"line 2: bad: formula: softmax .*whole vector"):
        read(str(file))
