"""Number formats against ml_dtypes, which has the small ones, and against their definitions."""

import math
from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

import actviz
from actviz.readings import formats
from actviz.readings.number_formats import every_number, packed, rounded, ties, ulp

SMALL = ("float8_e4m3fn", "float8_e5m2", "float4_e2m1fn", "bfloat16", "float16")
STEPS = ("Q2.6", "Q4.12", "Q1.7", "int8:0.1:3", "int8:1/128:0", "uint8:0.05:128", "int16:0.003:-7")


def foreign(dtype: str) -> np.dtype:
    return np.dtype(dtype if dtype == "float16" else getattr(ml_dtypes, dtype))


def bits(values: np.ndarray, dtype: str) -> np.ndarray:
    return values.view(np.uint8 if values.dtype.itemsize == 1 else np.uint16)


def reals(seed: int = 1) -> np.ndarray:
    """Numbers of every size, ties and their neighbours among them, with both zeros.

    All are float32: ml_dtypes rounds a double to that first, so that it is not always the nearest.
    """
    chance = np.random.default_rng(seed)
    sizes = np.concatenate([2.0 ** chance.uniform(-30, 20, 800), chance.uniform(0, 500, 400)])
    halves = np.concatenate([np.arange(0, 4, 1 / 128), np.arange(0, 500, 2)]).astype(np.float32)
    beside = [np.nextafter(halves, np.float32(end)) for end in (1e9, -1)]
    result = np.concatenate([sizes.astype(np.float32), halves, *beside]).astype(np.float64)
    return np.concatenate([result, -result, [0.0, -0.0, np.inf, -np.inf]])


@pytest.mark.parametrize("dtype", SMALL)
def test_every_number_is_that_of_ml_dtypes(dtype: str) -> None:
    wide = foreign(dtype).itemsize * 8
    count = 1 << formats.known(dtype).bits
    patterns = np.arange(count).astype(f"u{wide // 8}")
    with np.errstate(invalid="ignore"):  # some NaNs are signalling ones
        theirs = patterns.view(foreign(dtype)).astype(np.float64)
    ours = every_number(dtype)
    assert np.array_equal(ours, theirs, equal_nan=True)
    number = ~np.isnan(ours)
    assert np.array_equal(np.signbit(ours[number]), np.signbit(theirs[number]))
    kept = packed(ours[number], dtype)
    kept = kept.view(np.uint16) if dtype == "float16" else kept
    assert np.array_equal(kept, patterns[number])


@pytest.mark.parametrize("dtype", SMALL)
def test_rounding_is_that_of_ml_dtypes(dtype: str) -> None:
    x = reals()
    with np.errstate(all="ignore"):
        theirs = x.astype(foreign(dtype))
    ours = rounded(x, dtype)
    assert np.array_equal(ours, theirs.astype(np.float64), equal_nan=True)
    number = ~np.isnan(ours)
    assert np.array_equal(bits(theirs, dtype)[number], bits(packed(ours[number], dtype), dtype))
    form = formats.known(dtype)
    one_by_one = [formats.nearest(form, v) for v in x[:-2][::7].tolist()]
    assert np.array_equal(one_by_one, ours[:-2][::7], equal_nan=True)


def test_what_too_large_a_number_becomes() -> None:
    x = np.array([464.0, 464.1, 7.1, np.inf])
    assert rounded(x, "float8_e4m3fn")[0] == 448
    assert np.isnan(rounded(x, "float8_e4m3fn")[[1, 3]]).all()
    assert rounded(x, "float4_e2m1fn").tolist() == [6, 6, 6, 6]
    assert rounded(np.array([61439.0, 61440.0]), "float8_e5m2").tolist() == [57344, math.inf]
    assert rounded(x, "Q2.6").tolist() == [1 + 63 / 64] * 4


@pytest.mark.parametrize("dtype", STEPS)
def test_equal_steps_are_rounded_as_fractions_are(dtype: str) -> None:
    form = formats.known(dtype)
    assert isinstance(form, formats.Uniform)
    x, step = reals(), Fraction(form.step)
    low, high = form.ends
    finite = np.isfinite(x)
    whole = [round(Fraction(v) / step) + form.zero for v in x[finite].tolist()]
    kept = np.clip(np.array(whole, dtype=object), low, high)
    expected = np.array([float(step * (q - form.zero)) for q in kept])
    assert np.array_equal(rounded(x, dtype)[finite], expected)
    assert packed(rounded(x, dtype), dtype)[finite].tolist() == kept.tolist()
    halves = [2 * abs(Fraction(v) - round(Fraction(v) / step) * step) == step for v in x[finite]]
    assert ties(x[finite], dtype).tolist() == halves
    assert len(set(every_number(dtype).tolist())) == 1 << form.bits
    assert float(ulp(np.array(0.3), dtype)) == form.step


def test_q_formats_have_the_range_and_the_step_that_their_name_says() -> None:
    numbers = np.sort(every_number("Q2.6"))
    assert numbers[0] == -2
    assert numbers[-1] == 2 - 2**-6
    assert set(np.diff(numbers)) == {2**-6}
    assert np.sort(every_number("Q4.12"))[0] == -8


@pytest.mark.parametrize("dtype", [*SMALL, *STEPS])
def test_neighbours_are_the_next_in_the_list_of_all(dtype: str) -> None:
    form = formats.known(dtype)
    numbers = np.unique(every_number(dtype))
    numbers = numbers[np.isfinite(numbers)]
    chosen = numbers[:: max(len(numbers) // 100, 1)].tolist()
    for x in [*chosen, *numbers[:3], *numbers[-3:], *(v * 1.001 for v in chosen)]:
        after = numbers[numbers > x]
        before = numbers[numbers < x]
        assert formats.above(form, float(x)) == (after[0] if after.size else math.inf)
        assert formats.below(form, float(x)) == (before[-1] if before.size else -math.inf)
        held = form.low <= x <= form.high and form.on_grid(float(x)) == x
        assert held == (x in numbers)


@pytest.mark.parametrize("dtype", [*SMALL[:3], "Q2.6", "int8:0.1:3"])
def test_the_interval_that_rounds_to_a_number_ends_where_rounding_changes(dtype: str) -> None:
    form = formats.known(dtype)
    for value in np.unique(every_number(dtype)).tolist():
        if not math.isfinite(value):
            continue
        low, high = formats.rounding_interval(form, value)
        tiny = Fraction(1, 10**9)
        for end, way in ((low, 1), (high, -1)):
            if end is None:
                assert formats.nearest(form, value - way * 1e6) == value
            else:
                assert formats.nearest(form, end + way * tiny) == value
                assert formats.nearest(form, end - way * tiny) != value


@pytest.mark.parametrize("dtype", [*SMALL, "Q2.6", "Q4.12", "int8:0.1:3"])
def test_exact_values_are_rounded_once(dtype: str) -> None:
    x = every_number(dtype)
    x = x[np.isfinite(x)][:: 1 if x.size <= 256 else 97]
    cube = actviz.get("x**3")
    form = formats.known(dtype)
    expected = [formats.nearest(form, Fraction(v) ** 3) for v in x.tolist()]
    assert np.array_equal(cube.exact(x, dtype=dtype), expected, equal_nan=True)
    slopes = [formats.nearest(form, 3 * Fraction(v) ** 2) for v in x.tolist()]
    assert np.array_equal(cube.exact(x, 1, dtype=dtype), slopes, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Q0.8", "m is 1 or more"),
        ("Q20.20", "from 2 to 32"),
        ("int8", "int8:SCALE:ZERO"),
        ("int8:0:0", "the scale is a positive number"),
        ("int8:x:0", "the scale is a positive number"),
        ("int8:0.1:200", "from -128 to 127"),
        ("int8:0.1:0.5", "the zero is an integer"),
        ("float7", "no number format is called"),
    ],
)
def test_a_format_that_makes_no_sense_is_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        formats.known(name)
