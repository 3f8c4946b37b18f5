"""The table of facts as a user asks for it: columns, order, formats of numbers, families."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from actviz.facts.record import GROUPS
from actviz.lookup import registry
from tests.process import actviz

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
FIELDS, _, PROOF = PAGE.partition("## What is proved")


def test_every_field_is_documented_and_no_other() -> None:
    (row,) = json.loads(actviz("table", "gelu", "--format", "json").stdout)
    cells = [line.split("|")[1] for line in FIELDS.splitlines() if line.startswith("| `")]
    documented = [word for cell in cells for word in re.findall(r"`(\w+)`", cell)]
    assert sorted(documented) == sorted(row)


def test_known_saturation_in_number_formats() -> None:
    done = actviz("table", "sigmoid", "tanh", "--dtype", "bfloat16,float64", "--format", "json")
    sigmoid, tanh = json.loads(done.stdout)
    # -log(2**9 - 1) and the like: half an ulp below 1, solved for by hand.
    assert float(sigmoid["bfloat16_value_right"]) == pytest.approx(6.2364, abs=5e-5)
    assert float(sigmoid["float64_value_right"]) == pytest.approx(37.4299, abs=5e-5)
    assert float(tanh["bfloat16_value_right"]) == pytest.approx(3.4652, abs=5e-5)


def test_columns_of_facts_and_of_prose() -> None:
    done = actviz("table", "relu", "--columns", "name,lipschitz,problem", "--format", "json")
    relu = registry.get("relu")
    assert json.loads(done.stdout) == [{"name": "relu", "lipschitz": 1.0, "problem": relu.problem}]
    line = actviz("table", "silu", "--columns", "extrema,zeros,pieces,range").stdout.splitlines()[1]
    # swish at its minimum: mpmath.findroot(lambda x: mpmath.diff(silu, x), -1.3)
    assert line.startswith("-1.27846: -0.278465 (minimum)  0")
    assert "falling (-inf, -1.27846), rising (-1.27846, inf)" in line


def test_rows_are_sorted_by_any_column() -> None:
    names = ("gelu", "relu", "identity", "sigmoid", "cube", "log(x)")
    done = actviz("table", *names, "--columns", "lipschitz", "--sort", "-lipschitz", "-f", "json")
    listed = [float(row["lipschitz"]) for row in json.loads(done.stdout)]
    assert listed == sorted(listed, reverse=True)
    years = actviz("table", "mish", "relu", "x", "tanh", "--sort", "year", "--columns", "year")
    years_shown = years.stdout.split()[1:]
    assert years_shown == sorted(years_shown)
    assert len(years_shown) < 4  # the formula of one's own comes last, without


def test_a_family_and_what_is_wrong() -> None:
    done = actviz("table", "--family", "shrinkage", "--columns", "name")
    assert done.stdout.split()[1:] == [
        name for name in registry.names() if registry.resolve(name)[0].family == "shrinkage"
    ]
    for words, message in {
        ("--columns", "rnge"): "no column is called 'rnge'; did you mean range",
        ("--sort", "-size"): "no column is called 'size'",
        ("--family", "nice"): "no family is called 'nice'; known: elementary,",
        ("--dtype", "float8"): "no number format is called 'float8'; known: float64,",
        ("relu", "--family", "shrinkage"): "give names or --family, not both",
    }.items():
        done = actviz("table", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


def test_what_is_proved_is_told() -> None:
    done = actviz("table", "gelu", "sine", "x**3 - x", "softmax", "--proved", "--format", "csv")
    proved = [row["proved"] for row in csv.DictReader(done.stdout.splitlines())]
    assert proved == ["all", "breaks, fixed_points", "all", "no"]
    (row,) = json.loads(actviz("table", "x**3 - x", "--proved", "-f", "json").stdout)
    assert {"range", "extrema", "zeros", "lipschitz"} <= set(row["proved"])
    (row,) = json.loads(actviz("table", "x**3 - x", "-f", "json").stdout)
    assert row["proved"] == ["limits", "slope_limits", "symmetry"]


def test_the_groups_of_proofs_are_documented() -> None:
    for group, fields in GROUPS.items():
        words = ", ".join(f"`{field}`" for field in fields)
        assert f"| {group} | {words} |" in PROOF


def test_no_fact_is_a_negative_zero_or_no_number() -> None:
    done = actviz("table", "abs", "negative", "cosine", "s_rrelu", "all_relu", "-f", "json")
    assert '"kinks"' in done.stdout
    assert not re.search(r"-0\.0\b|nan", done.stdout)
