"""``actviz show``: the page tells how far relatives are, and on what evidence a formula rests."""

from __future__ import annotations

import subprocess
import sys

import pytest

import actviz
from actviz.lookup.index import SINGLE_SOURCE
from actviz.lookup.registry import entries, resolve
from actviz.pages.show import as_dict, near_by, text_page


def page(name: str) -> str:
    return text_page(resolve(name)[0], 80, plot=False, colour=False, unicode=False)


def test_relatives_come_with_their_distance() -> None:
    # 4.7324e-4 at 2.6989 and 2.0335e-2 at 2.2704: the figures that are published.
    text = page("gelu")
    assert "gelu_tanh differs by at most 0.00047324, at x = 2.69894" in text
    assert "quick_gelu differs by at most 0.020335, at x = 2.2704" in text
    assert "elu is the same function" in page("celu")
    assert as_dict(actviz.get("gelu"))["relatives"][0].startswith("gelu_tanh differs")


@pytest.mark.parametrize("entry", [e for e in entries() if e.relatives], ids=lambda e: e.name)
def test_every_relative_is_known_and_another_function(entry: actviz.Activation) -> None:
    for spec in entry.relatives:
        function = resolve(spec)
        assert len(function) == 1
        assert (function[0].name, function[0].values) != (entry.name, entry.values)


def test_one_transcription_is_said_to_be_one() -> None:
    doubtful = next(entry for entry in entries() if entry.single_source)
    assert SINGLE_SOURCE.split()[-1] in page(doubtful.name)
    assert "evidence" in page(doubtful.name)
    assert "evidence" not in page("gelu")
    assert as_dict(doubtful)["single_source"] is True
    command = [sys.executable, "-m", "actviz", "table", "gelu", doubtful.name]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == f"* {SINGLE_SOURCE}\n"
    assert f"{doubtful.name} *" in done.stdout
    data = subprocess.run([*command, "-f", "csv"], capture_output=True, text=True)
    assert (data.stderr, " *" in data.stdout) == ("", False)


def test_the_problem_and_how_it_is_met_are_told() -> None:
    text = page("elu")
    assert "problem " in text
    assert "solution " in text


def test_the_same_function_on_half_the_line_is_not_called_the_same() -> None:
    (said,) = near_by(actviz.get("sqrt"))
    assert said == "signed_sqrt is the same function where both have a value"
    assert list(near_by(actviz.get("celu"))) == ["elu is the same function"]
