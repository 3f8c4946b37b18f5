"""``actviz list`` as a user types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from actviz.lookup import roles
from actviz.lookup.registry import everything, frameworks_of, names, resolve
from actviz.text.rows import FORMATS
from tests.process import actviz


def listed(*arguments: str) -> list[str]:
    done = actviz("list", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return [row["name"] for row in json.loads(done.stdout)]


def test_without_questions_everything_is_listed() -> None:
    assert listed() == names()


def test_filters_narrow_down_together() -> None:
    result = listed("--smooth", "--bounded-below", "--no-monotonic", "--framework", "torch")
    assert result == ["silu", "gelu", "mish"]
    assert listed("--kinks", "--framework", "jax", "--bounded", "--family", "rectified") == [
        "relu6"
    ]


def test_a_question_and_its_opposite_share_out_the_family() -> None:
    family = listed("--family", "rectified")
    for question, opposite in (("--monotonic", "--no-monotonic"), ("--differentiable", "--kinks"),
                               ("--learnable", "--no-learnable")):  # fmt: skip
        yes, no = (listed("--family", "rectified", word) for word in (question, opposite))
        assert yes
        assert no
        assert sorted(yes + no) == sorted(family)


def test_what_is_not_decided_is_said(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[root_stair]\nformula = "floor(sqrt(abs(x)))*sign(x)"\n[rise]\nformula = "x + x**3"\n'
    )
    done = actviz("list", "--monotonic", "--family", "mine", "--catalogue", str(file))
    assert "actviz: not decided for root_stair" in done.stderr
    assert "rise" in done.stdout.split()
    assert "root_stair" not in done.stdout.split()


def test_text_finds_papers_library_names_and_prose() -> None:
    assert "prelu" in listed("Surpassing Human-Level")
    assert listed("clevert") == [
        entry.name for entry in everything() if "clevert2015" in entry.references
    ]
    assert "hard_swish" in listed("Hardswish")
    assert "softplus" in listed("option", "pricing")


def test_orders() -> None:
    assert listed("--sort", "name") == sorted(names())
    years = [resolve(name)[0].year for name in listed("--sort", "year", "--framework", "torch")]
    known = [year for year in years if year is not None]
    assert years == sorted(known) + [None] * (len(years) - len(known))
    done = actviz("list", "--sort", "family", "--format", "csv").stdout
    families = [row["family"] for row in csv.DictReader(io.StringIO(done))]
    assert families == sorted(families)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format(kind: str) -> None:
    done = actviz("list", "--family", "shrinkage", "--format", kind)
    assert done.returncode == 0
    assert "hard" in done.stdout


def test_one_transcription_is_marked() -> None:
    single = [entry.name for entry in everything() if entry.single_source]
    done = actviz("list")
    marked = [text.split()[0] for text in done.stdout.splitlines() if " * " in text]
    assert [name for name in single if name in marked] == single != []
    assert done.stderr == "* formula rests on one public transcription\n"
    rows = json.loads(actviz("list", "--format", "json").stdout)
    assert [row["name"] for row in rows if row["single_source"]] == single
    assert not any(row["title"].endswith("*") for row in rows)


@pytest.mark.parametrize("role", roles.names())
def test_roles_are_answered(role: str) -> None:
    done = actviz("list", "--role", role, "--format", "json")
    assert done.stderr == ""
    shown = actviz("list", "--role", role, FORCE_COLOR="1")
    assert shown.stderr == roles.role(role).asks + "\n"
    rows = json.loads(done.stdout)
    assert [row["name"] for row in rows] == [one.name for one in roles.role(role).suggestions]
    assert all(row["why"] and row["watch"] for row in rows)


def test_a_role_can_be_narrowed_down() -> None:
    assert listed("--role", "hidden", "--smooth") == ["gelu", "silu", "tanh"]
    shipped = listed("--role", "gate", "--framework", "onnx")
    assert all("onnx" in frameworks_of(name) for name in shipped)


def test_an_unknown_role_is_named() -> None:
    done = actviz("list", "--role", "input")
    assert done.returncode == 2
    assert done.stderr.startswith("actviz: no role is called 'input'; known: hidden, binary-output")
