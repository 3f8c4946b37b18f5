"""Commands on files as people hold them: what comes out is what was in them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest

from actviz.cli.app import run

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answer(line: str, capsys: Captured) -> str:
    assert run(line.split()) == 0, capsys.readouterr().err
    return capsys.readouterr().out


TABLE = "name;a;b\nann;-1,5;2\n\n# half way\nito;0,5;-3\n"


def test_eval_changes_fields_of_a_table_and_nothing_else(capsys: Captured) -> None:
    Path("t.csv").write_text(TABLE)
    shown = "name;a;b\nann;-1,5;2,0\n\n# half way\nito;0,5;0,0\n"
    assert answer("eval relu -i t.csv --field b", capsys) == shown
    both = "name;a;b\nann;0,0;2,0\n\n# half way\nito;0,5;0,0\n"
    assert answer("eval relu -i t.csv --field a,3", capsys) == both
    assert answer("eval relu --field b t.csv", capsys) == shown  # a file can be meant alone
    Path("t.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    assert answer("eval relu -i t.csv.gz -F b", capsys) == shown
    Path("u.csv").write_bytes(TABLE.encode("utf-16"))
    assert answer("eval relu -i u.csv -F b", capsys) == shown


def test_a_file_that_is_not_there_is_not_taken_for_a_formula(capsys: Captured) -> None:
    assert run(["eval", "sigmoid", "--field", "age", "file.csv"]) == 2
    assert "file.csv: no such file; numbers are read with --input" in capsys.readouterr().err


def test_bare_numbers_go_to_the_file_that_is_named(capsys: Captured) -> None:
    np.array([-1.5, 2.0], "<f4").tofile("raw.f32")
    assert answer("eval relu -i raw.f32 --binary float32 -o out.bin", capsys) == "out.bin\n"
    assert np.fromfile("out.bin", "<f4").tolist() == [0, 2]


def test_our_own_bfloat16_is_read_back(capsys: Captured) -> None:
    answer("eval identity --exact --dtype bfloat16 -o own.npy -- -1.5 0.5", capsys)
    (row,) = json.loads(answer("inspect own.npy -a relu -f json", capsys))
    assert (row["inputs"], row["dead"]) == (2, 0.5)
    answer("eval relu -i own.npy -o again.npy", capsys)
    assert np.load("again.npy").view(np.uint16).tolist() == [0, 0x3F00]
    assert answer("eval identity -i again.npy", capsys) == "0.0\n0.5\n"


def test_a_field_by_number_tells_a_header_from_numbers(capsys: Captured) -> None:
    """A first line whose field is no number is a header and stays; one that is a number is read."""
    Path("headed.csv").write_text("7,b\n7,-2\n8,3\n")
    Path("plain.csv").write_text("a,-2\nb,3\n")
    assert answer("eval relu -i headed.csv --field 2", capsys) == "7,b\n7,0.0\n8,3.0\n"
    assert answer("eval relu -i plain.csv --field 2", capsys) == "a,0.0\nb,3.0\n"


@pytest.mark.parametrize("order", ["C", "F"])
def test_dead_units_of_three_and_four_axes(order: str, capsys: Captured) -> None:
    draw = np.random.default_rng(1)
    tokens = np.abs(draw.normal(size=(6, 5, 4)))
    tokens[..., :1] *= -1  # one unit of four never fires
    tokens[0, 0, 1] = -1  # another does but once
    images = np.abs(draw.normal(size=(3, 4, 5, 2)))
    images[:, [0, 2]] *= -1
    for name, array, share in (("tokens", tokens, 0.25), ("images", images, 0.5)):
        np.save(f"{name}.npy", np.asarray(array, order=order))  # type: ignore[call-overload]
        (row,) = json.loads(answer(f"inspect {name}.npy -a relu -f json", capsys))
        assert (row["units"], row["dead_units"]) == (4, share)
    (row,) = json.loads(answer("inspect images.npy -a relu -f json --unit-axis 3", capsys))
    assert (row["units"], row["dead_units"]) == (2, 0)
    (row,) = json.loads(answer("inspect images.npy -a relu -f json --unit-axis=-1", capsys))
    assert row["units"] == 2
    assert run(["inspect", "images.npy", "-a", "relu", "--unit-axis", "4"]) == 2
    assert "--unit-axis 4 of 4 axes; from 0 to 3" in capsys.readouterr().err


def test_every_command_reads_the_same_files(capsys: Captured) -> None:
    Path("p.txt").write_text("x|y\n" + "".join(f"{x}|{max(x, 0)}\n" for x in range(-9, 9)))
    rows = list(csv.DictReader(io.StringIO(answer("identify p.txt -f csv", capsys))))
    assert rows[0]["function"] == "relu"
    (row,) = json.loads(answer("compare relu gelu --data p.txt --field x -f json", capsys))
    assert row["rms_over"] == "data"
    assert answer("plot relu --data p.txt --field x -o p.svg", capsys) == "p.svg\n"
    assert run(["plot", "relu", "--field", "x"]) == 2
    assert "are for the files of --data" in capsys.readouterr().err


def test_train_learns_a_column_of_a_table(capsys: Captured) -> None:
    draw = np.random.default_rng(2)
    lines = ["id;size;kind"]
    for n in range(200):
        kind = draw.integers(2)
        lines.append(f"{n};{draw.normal() + 6 * kind:.3f};{'uv'[kind]}".replace(".", ","))
    Path("t.csv").write_text("\n".join(lines))
    line = "train relu --data t.csv --field size --epochs 20 --seeds 1 --hidden 4 -f json"
    (row,) = json.loads(answer(line, capsys))
    assert row["accuracy"] > 0.95  # two words that are far apart in size
    line = "train identity --data t.csv --target size --field id --epochs 1 --seeds 1 --hidden 2"
    assert "r2" in answer(line, capsys)
    for words, message in (
        ("--target colour", "no column is called 'colour'; there are id, size, kind"),
        ("--field size --target size", "size is the target"),
    ):
        assert run(f"train relu --data t.csv {words}".split()) == 2
        assert message in capsys.readouterr().err
    assert run(["train", "relu", "--data", "xor", "--target", "x"]) == 2
    assert "are for tables in files; xor is ready made" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs files for descriptors")
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("eval relu -i <(printf '%s\\n' -1 2)", "0.0\n2.0\n"),
        ("eval relu -i <(printf 'a;b\\n1;-2\\n') -F b", "a;b\n1;0.0\n"),
        ("inspect <(printf 'a;b\\n1;-2\\n') -a relu -f csv | cut -d, -f1,3 | tail -1", "b,1\n"),
    ],
)
def test_a_pipe_under_a_name_is_read_once(command: str, shown: str) -> None:
    import subprocess
    import sys

    from tests.rooms import PACKAGE

    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m actviz {command}"],
        capture_output=True, text=True,
        env={"PYTHONPATH": str(PACKAGE.parent), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout == shown, done.stderr


@pytest.mark.parametrize("command", [("eval", "relu", "-i"), ("inspect", "-a", "relu")])
def test_text_is_no_array_of_numbers(command: tuple[str, ...], capsys: Captured) -> None:
    np.save("words.npy", np.array(["one", "two"]))
    code, (out, err) = run([*command, "words.npy"]), capsys.readouterr()
    assert (code, out) == (2, "")
    assert "words.npy: holds <U3; save real numbers, such as float32" in err
