"""Stretches where plain float64 errs too much: they hold every such point, and little else."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import numpy as np
import pytest

from actviz.facts import digits
from actviz.facts.digits import EVERYWHERE
from actviz.lookup.registry import get
from actviz.measure.digits import MOST, SPARE, doubtful, stretches


def test_every_point_with_too_large_an_error_lies_in_a_stretch() -> None:
    draw = np.random.default_rng(5)
    for _ in range(200):
        x = np.unique(np.concatenate([draw.normal(0, 10, 60), 10.0 ** draw.uniform(-9, 9, 20)]))
        excess = np.zeros_like(x)
        for start in draw.integers(0, x.size, 3):
            excess[start : start + draw.integers(1, 5)] = 2 * SPARE
        parts = stretches(x, excess)
        assert 1 <= len(parts) <= 3
        assert all(low < high for low, high in parts)
        assert all(one[1] < other[0] for one, other in pairwise(parts))
        inside = np.any([(low < x) & (x < high) for low, high in parts], axis=0)
        assert inside[excess > SPARE].all()


def test_a_stretch_ends_beside_its_points() -> None:
    x = np.arange(-50.0, 51.0)
    for bad in ([-20], [0], [7, 8, 9], [30, 33]):
        (low, high), *more = stretches(x, np.isin(x, bad).astype(np.float64))
        assert not more
        assert min(bad) - 6 < low <= min(bad) - 2  # the second point beside it
        assert max(bad) + 2 <= high < max(bad) + 6


def test_points_far_from_each_other_have_stretches_of_their_own() -> None:
    x = np.arange(-50.0, 51.0)
    bad = [-40, -30, -10, 1, 20]
    parts = stretches(x, np.isin(x, bad).astype(np.float64))
    assert len(parts) == len(bad)
    assert all(low < place < high for place, (low, high) in zip(bad, parts, strict=True))


def test_without_errors_there_is_none_and_with_many_the_whole_line_is_one() -> None:
    x = np.arange(-40, 40, 0.25)
    bad = np.arange(MOST + 1) * 6.0 - 30
    assert stretches(x, np.full_like(x, SPARE)) == ()
    assert len(stretches(x, np.isin(x, bad[1:]).astype(np.float64))) == MOST
    assert stretches(x, np.isin(x, bad).astype(np.float64)) == EVERYWHERE == ((-inf, inf),)


def test_far_out_where_points_are_rare_a_stretch_goes_on_for_ever() -> None:
    x = np.concatenate([-np.logspace(3, -3, 200), np.logspace(-3, 3, 200)])
    (low, _), (_, high) = stretches(x, (np.abs(x) > 500).astype(np.float64))
    assert (low, high) == (-inf, inf)


@pytest.mark.parametrize("name", ["tanhshrink", "relu", "gelu", "hard_swish", "softplus", "sine"])
def test_what_is_kept_is_what_is_measured(name: str) -> None:
    function = get(name)
    assert digits.doubtful(function) == doubtful(function)


def test_where_terms_cancel_digits_are_lost_and_nowhere_else() -> None:
    (lost,) = doubtful(get("(1 - cos(x))/x**2"))[0]  # half of them are gone where x is 1e-8
    assert lost[0] < -0.01 < 0.01 < lost[1]
    assert doubtful(get("2*x + 1"))[1:] == [(), ()]
