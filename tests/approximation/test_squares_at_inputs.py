"""The mean square over few inputs, beside every other approximation that small formats have."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from tests.approximation.judge import fit

X = np.arange(-8, 8) / 2  # Q3.1
NUMBERS = np.arange(-8, 8) / 4  # Q2.2
FORMATS: dict[str, Any] = {"fixed": ("Q3.1", "Q2.2"), "held": "Q2.2", "measure": "mse"}
LINES = list(product(NUMBERS.tolist(), repeat=2))


def squares(f: Any, line: tuple[float, float]) -> Any:
    """Squared errors of a line, rounded half up to Q2.2 and saturated, at every input."""
    sums = line[0] + line[1] * X
    return (np.clip(np.floor(sums * 4 + 0.5) / 4, -2, 1.75) - f) ** 2


FUNCTIONS = {"tanh": np.tanh(X), "sigmoid": 1 / (1 + np.exp(-X)), "softsign": X / (1 + np.abs(X))}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_straight_pieces_are_much_nearer(name: str, count: int) -> None:
    every = np.array([squares(FUNCTIONS[name], line) for line in LINES])
    least = np.array([[every[:, i:j].sum(1).min() for j in range(17)] for i in range(17)])
    known = min(
        sum(least[i, j] for i, j in zip((0, *knots), (*knots, 16), strict=True))
        for knots in combinations(range(1, 15), count - 1)
    )
    one = fit(name, size=count, **FORMATS)
    assert one.mse == pytest.approx(known / 16, rel=0.2)  # knots are those of real pieces


@pytest.mark.parametrize("name", FUNCTIONS)
def test_two_lines_that_join_are_nearly_the_nearest_of_all(name: str) -> None:
    every = {line: np.cumsum([0, *squares(FUNCTIONS[name], line)]) for line in LINES}
    known = min(total[16] for total in every.values())
    for (a, one), (b, other) in product(every.items(), repeat=2):
        if a[1] != b[1]:
            knot = int(np.ceil((b[0] - a[0]) / (a[1] - b[1]) * 2)) + 8
            if 0 < knot < 15:
                known = min(known, one[knot] + other[16] - other[knot])
    result = fit(name, size=2, continuous=True, **FORMATS)
    assert result.note == "the best found, not proved"
    assert result.mse == pytest.approx(known / 16, rel=0.1)


def test_three_inputs_count_as_such_and_not_what_is_between_them() -> None:
    """The best line for the integral over [-1.1, 1.1] has 3.25e-3 here."""
    options: dict[str, Any] = {"span": (-1.1, 1.1), "fixed": ("Q4.0", "Q2.14"), "measure": "mse"}
    for more in ({}, {"continuous": True}):
        one = fit("tanh", size=1, **options, **more)
        assert one.mse == pytest.approx(2 / 3 * (np.tanh(1) - 12478 / 2**14) ** 2, rel=1e-3)


def test_both_sides_of_a_fold_are_rounded() -> None:
    """By what g(|x|) comes to alone it was 2.25e-5."""
    options: dict[str, Any] = {"span": (-7.0, 7.0), "fixed": ("Q4.3", "Q4.6"), "fold": True}
    one = fit("sigmoid", size=15, continuous=True, measure="mse", **options)
    assert one.mse is not None
    assert one.mse < 2e-5  # a step of 2**-6, rounded, has 2.03e-5
