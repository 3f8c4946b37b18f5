"""Chords of a parabola, and steps in integers: how far they are off is known by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from actviz.approximation.value.as_function import Approximated, function_of
from actviz.approximation.value.result import Approximation, Fold, Piece, Table
from actviz.facts.interval import Interval
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise
from actviz.measure import approximations, comparison
from actviz.measure.comparison import compared, everywhere_even, largest_relative
from actviz.measure.largest import Largest, NotFound
from actviz.measure.weighing import Weighing
from actviz.networks.mean_field import MeanField

KNOTS = np.linspace(-4.0, 4.0, 101).tolist()
STEP = KNOTS[1] - KNOTS[0]


def function(text: str) -> Activation:
    return elementwise([text], "compare")[0]


PARABOLA = function("x**2")
# The chord from a to b is (a + b)*x - a*b; beyond the knots it stays at 16.
CHORDS = function_of(
    Approximation(
        "x", 0, "pieces", (-4.0, 4.0), "clamp",
        pieces=tuple(Piece(a, b, (-a * b, a + b)) for a, b in pairwise(KNOTS)),
    )
)  # fmt: skip
SCALE = 1 / 16
# The entry nearest to x of a table of halves, from -8 to 7.5, in and out in integers of 8 bits.
STAIRS = function_of(
    Approximation(
        "x", 0, "table", (-8.0, 7.5), "clamp", coefficients_format="Q4.4",
        input_format="Q4.4", output_format="Q4.4",
        table=Table(-8.0, 0.5, tuple(np.arange(-8.0, 8.0, 0.5).tolist()), False),
    )
)  # fmt: skip
INPUTS = np.arange(-128, 128) * SCALE
STAIRCASE = np.clip(np.floor(2 * INPUTS + 0.5) / 2, -8, 7.5)


def over(low: float, high: float) -> Interval:
    return Interval(low, high, True, True)


def near(got: Largest | None, value: float, x: float) -> None:
    assert got is not None
    assert got.value == pytest.approx(value, rel=1e-7)
    assert got.x == pytest.approx(x, abs=1e-4 * STEP)


def test_chords_are_farthest_from_the_parabola_in_their_middles() -> None:
    comparisons = compared(PARABOLA, CHORDS, over(-4, 4))
    assert comparisons.largest is not None  # in the middle of any of them: all are alike
    near(comparisons.largest, STEP**2 / 4, (math.floor(comparisons.largest.x / STEP) + 0.5) * STEP)
    assert comparisons.slope_largest is not None
    assert abs(comparisons.slope_largest.value) == pytest.approx(STEP, rel=1e-6)
    assert comparisons.notes == ()
    # Beyond the knots, on one side, on both, and nowhere else.
    for low, high, x in ((-6, 2, -6), (-2, 6, 6), (5, 6, 6), (-6, -5, -6)):
        near(compared(PARABOLA, CHORDS, over(low, high)).largest, 16.0 - x * x, x)
    assert compared(PARABOLA, CHORDS).largest == (-math.inf, math.inf)
    near(compared(CHORDS, PARABOLA, over(0.97, 1.03)).largest, -(STEP**2) / 4, 1.0)
    assert comparison.farthest(CHORDS, PARABOLA, over(-1, 1)) == pytest.approx(STEP**2 / 4)


def test_relative_to_the_parabola_a_chord_is_farthest_near_its_harmonic_mean() -> None:
    a, b = KNOTS[65], KNOTS[66]
    near(
        largest_relative(PARABOLA, CHORDS, over(a, 3)),
        (b - a) ** 2 / (4 * a * b),
        2 * a * b / (a + b),
    )
    result = largest_relative(PARABOLA, CHORDS, over(-1, 1))
    assert result is not None
    assert result.value > 1e6  # like STEP/|x| beside 0


def test_means_of_the_squares_are_those_of_the_integrals() -> None:
    uniform = Weighing(over(-4, 4))
    comparisons = compared(PARABOLA, CHORDS, weighing=uniform)
    assert comparisons.mean_square == pytest.approx(STEP**4 / 30, rel=1e-9)
    assert comparisons.slope_mean_square == pytest.approx(STEP**2 / 3, rel=1e-9)
    part = compared(PARABOLA, CHORDS, weighing=Weighing(over(KNOTS[60], KNOTS[70])))
    assert part.mean_square == pytest.approx(STEP**4 / 30, rel=1e-7)

    def weighed(x: float) -> float:
        return (16 - x * x) ** 2 * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    inside = sum(
        quad(
            lambda x, a=a, b=b: ((x - a) * (b - x)) ** 2 * math.exp(-x * x / 2), a, b, epsabs=1e-20
        )[0]
        for a, b in pairwise(KNOTS)
    ) / math.sqrt(2 * math.pi)
    normal = compared(PARABOLA, CHORDS).mean_square
    assert normal == pytest.approx(inside + 2 * quad(weighed, 4, 12)[0], rel=1e-8)
    seen = np.array([0.5 * STEP, 5.0, -1.3, 2.2])
    off = np.array(
        [STEP**2 / 4, 9.0, *(np.interp(seen[2:], KNOTS, np.square(KNOTS)) - seen[2:] ** 2)]
    )
    assert compared(PARABOLA, CHORDS, weighing=Weighing(data=seen)).mean_square == pytest.approx(
        float(np.mean(off**2)), rel=1e-9
    )
    root = comparison.root_mean_square(PARABOLA, CHORDS, uniform)
    assert root == pytest.approx(STEP**2 / math.sqrt(30), rel=1e-9)


def test_of_integers_every_input_counts_once() -> None:
    line = function("1.03*x")
    gaps = STAIRCASE - 1.03 * INPUTS
    comparisons = compared(line, STAIRS)
    at = int(np.argmax(np.abs(gaps)))
    assert comparisons.largest == pytest.approx((gaps[at], INPUTS[at]), rel=1e-13)
    assert comparisons.notes == ("at the 256 inputs that there are",)
    weights = np.exp(-(INPUTS**2) / 2)
    assert comparisons.mean_square == pytest.approx(
        float(weights @ gaps**2 / weights.sum()), rel=1e-12
    )
    chosen = (INPUTS >= -2) & (INPUTS <= 3)
    part = compared(line, STAIRS, over(-2, 3), Weighing(over(-2, 3)))
    at = int(np.argmax(np.where(chosen, np.abs(gaps), 0)))
    assert part.largest == pytest.approx((gaps[at], INPUTS[at]), rel=1e-13)
    assert part.mean_square == pytest.approx(float(np.mean(gaps[chosen] ** 2)), rel=1e-12)
    ratio = largest_relative(line, STAIRS, over(1, 3))
    kept = (INPUTS >= 1) & (INPUTS <= 3)
    relative = np.where(kept, gaps / np.where(kept, 1.03 * INPUTS, 1), 0)
    at = int(np.argmax(np.abs(relative)))
    assert ratio == pytest.approx((relative[at], INPUTS[at]), rel=1e-13)
    with pytest.raises(NotFound):
        approximations.largest(line, STAIRS, 0, over(0.01, 0.02))  # between two inputs
    assert largest_relative(line, STAIRS, over(0.01, 0.02)) is None
    assert comparison.farthest(line, STAIRS, over(0.01, 0.02)) is None


def test_what_differs_alike_on_both_sides_is_seen_to() -> None:
    middle = Largest(STEP**2 / 4, STEP / 2)
    assert everywhere_even(PARABOLA, CHORDS, middle)
    assert not everywhere_even(function("x**2 + 1e-4*x"), CHORDS, middle)
    assert not everywhere_even(PARABOLA, CHORDS, Largest(1.0, 0.0))


def test_a_picture_looks_at_every_input_or_into_every_piece() -> None:
    x = approximations.sampling(PARABOLA, STAIRS, (-1.0, 2.0))
    assert np.array_equal(x, INPUTS[(INPUTS >= -1) & (INPUTS <= 2)])
    x = approximations.sampling(PARABOLA, CHORDS, (-5.0, 3.0))
    assert (x[0], x[-1]) == (-5.0, 3.0)
    assert (np.diff(x) >= 0).all()
    assert set(KNOTS[:88]) <= set(x.tolist())
    assert all(((a < x) & (x < b)).sum() >= 3 for a, b in pairwise(KNOTS[:88]))


@pytest.mark.parametrize("q", [0.25, 1.0, 9.0])
def test_averages_over_a_layer_are_those_of_the_pieces_and_steps(q: float) -> None:
    def normal(x: float) -> float:
        return math.erfc(-x / math.sqrt(2 * q)) / 2

    cells = np.r_[-np.inf, (INPUTS[1:] + INPUTS[:-1]) / 2, np.inf]
    shares = np.diff([normal(x) for x in cells])
    field = MeanField(STAIRS)
    assert field.mean(q) == pytest.approx(float(shares @ STAIRCASE), rel=1e-9, abs=1e-12)
    assert field.moment(q) == pytest.approx(float(shares @ STAIRCASE**2), rel=1e-9)
    # The slope of a chord on its piece, and 0 beyond: no integral is left to do.
    chords = MeanField(CHORDS)
    slopes = sum((a + b) ** 2 * (normal(b) - normal(a)) for a, b in pairwise(KNOTS))
    assert chords.slope_moment(q) == pytest.approx(slopes, rel=1e-9)
    assert chords.slope_moment_at_zero == pytest.approx(STEP**2, rel=1e-9)
    assert chords.slope_moment_at_infinity == 0.0


def test_where_the_function_has_no_value_nothing_is_compared() -> None:
    root = function("sqrt(x)")
    for got, points in ((STAIRS, INPUTS[INPUTS >= 0]), (CHORDS, np.linspace(0, 4, 100_001))):
        off = np.asarray(got(points)) - np.sqrt(points)
        at = int(np.argmax(np.abs(off)))
        largest = compared(root, got, over(-4, 4)).largest
        assert largest is not None
        inside = points <= 4
        assert abs(largest.value) == pytest.approx(np.abs(off[inside]).max(), rel=1e-6)
        if got is CHORDS:
            assert largest.x == pytest.approx(points[at], abs=1e-3)
        with pytest.raises(NotFound):
            approximations.largest(root, got, 0, over(-2, -1))
        with pytest.raises(NotFound):
            approximations.mean_square(root, got, 0, Weighing(over(-1, 1)))


def test_inputs_are_those_of_the_format_that_goes_in_both_ends_included() -> None:
    wide = function_of(
        Approximation(
            "x", 0, "table", (-2.0, 1.0), "clamp", coefficients_format="Q4.2",
            input_format="Q2.4", output_format="Q4.2",
            table=Table(-2.0, 1.0, (-2.0, -1.0, 0.0, 1.0), False),
        )
    )  # fmt: skip
    assert approximations.peculiar(wide)
    assert not approximations.peculiar(PARABOLA)
    x = np.arange(-32, 32) / 16
    result = approximations.inputs(PARABOLA, wide)
    assert result is not None
    assert np.array_equal(result, x)
    cube = function("x**3")  # largest at the ends of any range
    for low, high in ((-1.5, 0.25), (0.25, 1.9375)):
        end = low if -low > high else high
        value = np.clip(np.floor(end + 0.5), -2, 1) - end**3
        near(compared(cube, wide, over(low, high)).largest, value, end)
    assert list(approximations.sampling(cube, wide, (0.25, 0.5))) == [
        0.25,
        0.3125,
        0.375,
        0.4375,
        0.5,
    ]


def test_knots_of_a_fold_are_on_both_sides() -> None:
    half = Approximation(
        "x", 0, "pieces", (0.0, 3.0), "clamp", fold=Fold("even", (0.0, 0.0)),
        pieces=(Piece(0.0, 1.0, (0.0, 1.0)), Piece(1.0, 3.0, (-3.0, 4.0))),
    )  # fmt: skip
    result = function_of(half)
    assert isinstance(result, Approximated)
    assert approximations.knots(result).tolist() == [-3, -1, 0, 1, 3]
