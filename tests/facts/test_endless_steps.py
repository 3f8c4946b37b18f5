"""Steps that are passed again and again, for ever: those near 0 are listed, and it is said so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from actviz.facts import TOLERANCE
from actviz.facts.derive import PATIENT, derived
from actviz.facts.tails import WINDOW
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get

STEPS: dict[str, Any] = {"floor": np.floor, "round": np.round, "ceil": np.ceil}
WAVES: dict[str, Any] = {
    "sin(x)": np.sin,
    "2*cos(x) + 0.1": lambda x: 2 * np.cos(x) + 0.1,
    "sin(3*x) + tanh(x)/3": lambda x: np.sin(3 * x) + np.tanh(x) / 3,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("wave", WAVES)
def test_what_is_passed_for_ever_is_listed_near_zero(wave: str, step: str) -> None:
    entry = get(f"{step}({wave})")
    assert isinstance(entry, Activation)
    found = derived(entry, TOLERANCE, patience=PATIENT)
    assert {"jumps", "pieces", "zeros"} <= set(found.endless)
    jumps = [one.x for one in found.jumps if one.left != one.right]
    x = np.linspace(-WINDOW, WINDOW, 300_001) + 1e-7
    seen = STEPS[step](WAVES[wave](x))
    places = x[1:][seen[1:] != seen[:-1]]
    assert len(jumps) == len(places)
    assert np.allclose(jumps, places, rtol=0, atol=1e-3)


def test_a_step_that_is_touched_and_never_passed_is_none() -> None:
    entry = get("round(sin(x)/2)")  # a half is rounded to 0, which is even
    assert isinstance(entry, Activation)
    found = derived(entry, TOLERANCE, patience=PATIENT)
    assert found.endless == ()
    assert found.jumps == ()
