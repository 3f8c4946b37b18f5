"""Where a form loses its digits for good: the last run of marks, with a few lucky points in it."""

from __future__ import annotations

import math

import pytest

import actviz
from actviz.derivations.derivation import Derivation
from actviz.derivations.lossy_forms import _tail, losses


@pytest.mark.parametrize(
    ("marks", "lucky", "first"),
    [
        ("", 0, None),
        ("...", 2, None),
        ("xxx", 0, 0),
        (".x.xx", 0, 3),
        (".x.xx", 1, 1),
        ("x..xx", 1, 3),
        ("x..xx", 2, 0),
        ("x.x.x", 1, 0),  # each gap by itself
        ("xx.", 0, None),  # the run must reach the end, but for lucky points
        ("xx.", 1, 0),
    ],
)
def test_the_last_run(marks: str, lucky: int, first: int | None) -> None:
    assert _tail([mark == "x" for mark in marks], lucky) == first


@pytest.mark.parametrize(
    ("spec", "end"), [("tanh", 55 * math.log(2) / 2), ("sigmoid", 54 * math.log(2))]
)
def test_a_stretch_begins_at_the_next_number_of_three_digits(spec: str, end: float) -> None:
    """f rounds to 1 from there on, half a unit below it, and 1 - f is 0."""
    derivation = Derivation(actviz.get(spec))
    (identity,) = derivation.identities
    loss = losses(derivation.activation, identity.tree)[0]
    assert loss.zero is not None
    assert end <= loss.zero < 1.005 * end
    assert end / 2 < loss.start < loss.zero
    assert float(f"{loss.start:.3g}") == loss.start
