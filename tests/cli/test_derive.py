"""What ``actviz derive`` says beyond the steps: warnings, layers, mixed derivatives."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest

import actviz
from actviz.derivations.derivation import Derivation
from tests.process import Done
from tests.process import actviz as run


def derive(*arguments: str) -> Done:
    return run("derive", *arguments)


def data(*arguments: str) -> dict[str, object]:
    done = derive(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_brief_gives_formula_and_result_only() -> None:
    page = derive("sigmoid", "--brief").stdout
    assert "f'(x)" in page
    assert "Steps" not in page
    assert "Values" not in page


def test_the_form_that_loses_digits_is_warned_of() -> None:
    # 1 - tanh(x)**2 is 0 in float64 once 1 - tanh(x) < 2**-54, that is from 19.06 on.
    page = derive("tanh", "--brief").stdout
    assert "0 in float64 from |x| = 19.1 on" in page
    # softplus' = 1 - exp(-f) loses the left tail; sigmoid(x), said beside it, does not.
    lines = derive("softplus", "--brief").stdout.splitlines()
    warned = [before for before, line in pairwise(lines) if "loses" in line]
    assert len(warned) == 1
    assert "1 − e" in warned[0]


def test_layers_multiply_the_slope() -> None:
    page = derive("sigmoid").stdout
    assert Fraction("9.5e-7") < Fraction(1, 4) ** 10 <= Fraction("9.6e-7")  # "at most" is not less
    assert "at most 9.6e-7 of itself" in page


@pytest.mark.parametrize("x", [-2.0, 0.5, 3.0])
def test_mixed_derivatives_are_those_of_mathematics(x: float) -> None:
    def swish(t: mp.mpf, beta: mp.mpf) -> mp.mpf:
        return t / (1 + mp.exp(-beta * t))

    with mp.workdps(60):
        expected = float(mp.diff(swish, (x, 1), (1, 1)))
    rows = Derivation(actviz.get("swish"), wrt="x,beta", at=(x,)).values
    assert list(rows[0].values())[-1] == expected


def test_mistakes_are_named() -> None:
    assert derive("swish", "--wrt", "x,gamma").stderr == (
        "actviz: swish has no parameter 'gamma'; it has beta\n"
    )
    assert derive("swish", "--wrt", "x,beta", "--order", "2").returncode == 2


def test_json_keeps_its_steps_when_brief() -> None:
    assert data("sigmoid", "--brief")["steps"] == data("sigmoid")["steps"]


def test_a_picture_does_not_mix_with_the_derivation() -> None:
    done = derive("tanh", "--plot", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "actviz: --plot is for a file; on stdout is the derivation\n"
