"""Pieces over the whole line: what is between the lines at both ends, and what these err."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest

from tests.approximation.judge import fit


def test_the_outer_lines_carry_their_rounding_as_the_other_pieces_do() -> None:
    one = fit("plu", size=8)
    assert one.error is not None
    assert one.arithmetic is not None
    assert one.error.at is not None
    assert 0 < one.error.upper <= one.error.lower * (1 + 1e-6)
    x = np.random.default_rng(2).uniform(-16, 16, 3000).tolist()
    places = {at: float(one(at)) for at in (*x, one.error.at)}
    with mp.workdps(40):
        a = mp.mpf(0.1)
        true = {at: max(a * (at + mp.mpf(1)) - 1, min(a * (at - mp.mpf(1)) + 1, at)) for at in x}
        assert max(float(abs(true[at] - places[at])) for at in x) <= one.error.upper
        last = a * (mp.mpf(one.error.at) + 1) - 1
    assert float(abs(last - places[one.error.at])) >= one.error.lower * (1 - 1e-12)


@pytest.mark.parametrize(
    ("name", "options", "knots"),
    [
        ("bbfire", {"degree": 2}, (-3.5, -1, 1, 3.5)),
        ("hard_tanh", {"continuous": True}, (-1, 1)),
        ("hard_tanh", {"measure": "mse", "density": (0.0, 1.0)}, (-1, 1)),
        ("relu6", {"monotone": True, "held": "float16"}, (0, 6)),
        ("step", {}, (0,)),
    ],
)
def test_over_the_whole_line_a_function_of_few_pieces_is_these_pieces(
    name: str, options: dict[str, Any], knots: tuple[float, ...]
) -> None:
    one = fit(name, size=8, **options)
    assert one.error is not None
    assert one.pieces is not None
    assert tuple(piece.low for piece in one.pieces[1:]) == knots
    assert one.error.upper <= 2.0**-54
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
