"""Exports keep their digits next to 0, where squares underflow and numbers round to equal ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pytest

from actviz.export.targets import TARGETS, missing
from actviz.lookup.registry import elementwise
from tests.export.sample import failures, in_python, measured

_FLAT: Final = 8 / math.sqrt(math.pi)
_SIZES: Final = (5e-324, 1.5e-323, 4.94e-320, 1e-310, 1e-200, 1e-108, 1e-60, 1e-20)


# A formula, which derivative of it, and what that is next to 0, by the first term of its series.
CASES: Final[list[tuple[str, str, Callable[[float], float]]]] = [
    ("sqrt(abs(x**3))", "f_d1", lambda x: math.copysign(1.5 * math.sqrt(abs(x)), x)),
    ("min(gelu(x)*(x-4), x**3*erf(x))", "f_d1", lambda x: -2.0 if x > 0 else _FLAT * x**3),
    ("asinh(x*x*x)/x", "f_d1", lambda x: 2 * x),
    ("max(x, tanh(x))", "f_d2", lambda x: 0.0 if x > 0 else -2 * x),
    ("max(x, x*exp(-abs(x)))", "f_d2", lambda x: 0.0 if x > 0 else 2.0),
    ("puaf", "puaf_d2", lambda x: 0.5),
]


@pytest.mark.parametrize(("formula", "name", "true"), CASES)
def test_slopes_next_to_zero_are_the_first_term_of_the_series(
    formula: str, name: str, true: Callable[[float], float]
) -> None:
    function = in_python(formula, 2)[name]
    for size in _SIZES:
        for x in (size, -size):
            assert function(x) == pytest.approx(true(x), rel=1e-14, abs=1e-323), x


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_second_derivatives_keep_their_digits_beside_zeros(dtype: str) -> None:
    if missing(TARGETS["c"]):
        pytest.skip("no C compiler")
    names = ["minsin", "suish", "maxtanh", "puaf", "apprelu", "apa", "sechsig", "polyexp", "coslu"]
    assert failures(measured(elementwise(names, "export"), TARGETS["c"], dtype, 2)) == []


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("sine_pi", "sine_pi"),
        ("serf", "serf"),
        ("softmodulus_q", "softmodulus_q_d1"),
        ("sin(sin(pi*x))", "f"),
    ],
)
def test_a_zero_has_the_sign_of_x_where_a_careful_form_would_lose_it(name: str, word: str) -> None:
    function = in_python(name, 1)[word]
    assert [math.copysign(1, function(x)) for x in (0.0, -0.0)] == [1, -1]
    assert function(-1e-300) < 0 < function(1e-300)
