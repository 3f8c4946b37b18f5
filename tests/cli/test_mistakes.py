"""Command lines that cannot be meant as they were typed get the answer that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from actviz.cli.app import run

MISTAKES = {
    "plot sigmoid --derivative 2": "'2' is a number, not a function; derivatives up to order 2 are "
    "--order 2",
    "plot sigmoid -10 10": "a range of x is --range=-10:10",
    "plot elu alpha=0.5": "'alpha=0.5' stands apart from its function; write elu:alpha=0.5",
    "plot torch:ELU alpha=2": "write torch:ELU:alpha=2",
    "eval elu alpha=0.5 1": "write elu:alpha=0.5",
    "compare relu 2": "a constant has a label: c=2",
    "table 3": "'3' is a number",
    "inspect x.npy -a relu -a 2": "'2' is a number",
    "show elu alpha=0.5": "write elu:alpha=0.5",
    "show gelu relu": "it takes one NAME, here 'gelu'",
    "derive softmax 1 2 --traget 1": "no such option: --traget; did you mean --target?",
    "plot -x": "a formula that begins with a minus stands in brackets, or behind --",
    "plot relu --colour dark": "did you mean --theme?",
    "plot relu -o folder/": "folder/ is a folder; name a file in it, such as folder/picture.png",
    "gelu": "gelu is a function, not a command; try: actviz show gelu",
    "torch.nn.ReLU": "is a function, not a command",
    "plto relu": "did you mean 'plot'?",
    "depth relu --bias-std nan": "--bias-std is a number, not nan",
    "depth relu --tolerance nan": "--tolerance is a number, not nan",
    "table relu --tolerance nan": "--tolerance is a number, not nan",
    "check relu --max-ulp nan": "--max-ulp is a number, not nan",
    "train relu --data xor --level nan": "--level is a number, not nan",
    "train relu --data mnist": "mnist does not come with actviz, which fetches nothing",
}


@pytest.mark.parametrize("line", MISTAKES)
def test_the_answer_helps(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(line.split()) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert MISTAKES[line] in output.err
    assert not list(tmp_path.iterdir())


def test_a_labelled_constant_and_others_labels_stay_legal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in ("table elu c=0.5 -f csv", "table elu alpha=relu -f csv"):
        assert run(line.split()) == 0
    assert "0.5" in capsys.readouterr().out


def test_help_is_a_word_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "list"]) == 0
    assert capsys.readouterr().out.startswith("Usage: actviz list")
    assert run(["help"]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_the_function_of_that_name_is_listed_first(capsys: pytest.CaptureFixture[str]) -> None:
    for word in ("relu", "gelu", "softmax", "swish"):
        assert run(["list", word, "-f", "csv"]) == 0
        assert capsys.readouterr().out.splitlines()[1].startswith(f"{word},")


def test_american_spellings_work(capsys: pytest.CaptureFixture[str]) -> None:
    line = "train identity --data xor --epochs 1 --seeds 1 --hidden 2 -f csv"
    for words in ("--optimizer sgd --lr 0.1", "--optimiser sgd --rate 0.1"):
        assert run([*line.split(), *words.split()]) == 0
    one, two = capsys.readouterr().out.split("name,")[1:]
    assert one == two


def test_a_function_and_its_derivative_have_files_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from actviz.cli.plot import default_name
    from actviz.lookup.registry import resolve

    names = [default_name(resolve("sigmoid"), grid=False, order=order) for order in range(3)]
    assert names == ["sigmoid.png", "sigmoid-derivative.png", "sigmoid-order-2.png"]


@pytest.mark.parametrize(("ends", "kind"), [("1:1", "empty"), ("2:-1", "reversed")])
def test_what_is_wrong_with_a_range_is_said(
    ends: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["compare", "relu", "elu"], ["plot", "relu"], ["approximate", "tanh"]):
        assert run([*command, f"--range={ends}"]) == 2
        assert f"--range '{ends}' is {kind}" in capsys.readouterr().err
