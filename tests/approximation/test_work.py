"""How much is tried: counted, since seconds are the machine's."""

from __future__ import annotations

import sys
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation import entries
from actviz.approximation.curves.segments import Segments
from actviz.approximation.error import rounded_lines
from actviz.approximation.error.error_cells import Cells
from actviz.approximation.in_integers import integer_search
from actviz.approximation.in_integers.inputs import Lines
from actviz.approximation.in_integers.joining_in_integers import Joined
from actviz.approximation.knots import numbers_along, search
from actviz.approximation.knots.whole_line import WholeLine
from actviz.approximation.making import approximate
from actviz.approximation.pieces import Pieces
from actviz.approximation.request import Request
from actviz.approximation.target.polynomial_rows import Polynomials
from actviz.approximation.target.target import Target
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise
from tests.approximation.judge import fit


def test_pieces_of_a_format_that_get_on_by_next_to_nothing_are_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits: list[float] = []
    plain = Segments._fit

    def counted(self: Segments, low: float, high: float, **more: Any) -> Any:
        fits.extend([low] * (self.held is not None))
        return plain(self, low, high, **more)

    monkeypatch.setattr(Segments, "_fit", counted)
    one = fit("leaky_relu", size=32, span=(-4.0, 4.0), held="float16", measure="relative")
    assert one.error is not None
    assert one.error.upper < 2.14e-4  # that of the slope 0.01 as the format has it
    assert len(fits) < 1500  # 4,713 before


def test_what_a_format_errs_at_an_end_is_where_its_search_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = fits_of(monkeypatch)
    one = fit("mish", size=16, span=(-8.0, 8.0), held="float8_e4m3fn", measure="relative")
    assert one.error is not None
    assert one.error.upper < 0.27211
    assert len(fits) < 1000  # 4,283 before: ever shorter pieces, of which none kept an error


def test_an_error_that_a_format_has_at_zero_is_met_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = fits_of(monkeypatch)
    one = fit("hard_sigmoid", size=6, order=1, held="float8_e5m2")
    assert one.error is not None
    assert one.error.upper == pytest.approx(1 / 6 - 5 / 32, rel=1e-6)
    assert [piece.low for piece in one.pieces or ()][1:] == pytest.approx([-3, 3])  # one was short
    assert len(fits) < 1200  # 2,591 before


def test_pieces_of_a_format_on_the_whole_line_begin_with_those_of_real_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits: list[float] = []
    places: list[int] = []
    plain, values = Segments._fit, Target.on

    def counted(self: Segments, low: float, high: float, **more: Any) -> Any:
        fits.extend([low] * (self.held is not None))
        return plain(self, low, high, **more)

    def looked(self: Target, x: Any, *ends: Any, **more: Any) -> Any:
        places.append(np.size(x))
        return values(self, x, *ends, **more)

    monkeypatch.setattr(Segments, "_fit", counted)
    monkeypatch.setattr(Target, "on", looked)
    one = fit("erf", size=8, degree=3, held="float16")
    assert one.error is not None
    assert one.error.upper < 2.7e-4
    assert len(fits) < 800  # 977 before
    assert places.count(1) < 100  # 2,524 before: ends were halved one look at a time


@pytest.mark.parametrize(
    ("name", "size", "degree", "most", "before"),
    [("gelu", 16, 1, 9, 15), ("elu", 8, 1, 8, 22), ("mish", 8, 3, 10, 15), ("silu", 8, 2, 8, 13)],
)
def test_the_smallest_error_is_found_by_few_errors(
    monkeypatch: pytest.MonkeyPatch, name: str, size: int, degree: int, most: int, before: int
) -> None:
    tried = tried_by(monkeypatch)
    one = fit(name, size=size, degree=degree, span=(-4.0, 4.0))
    assert one.error is not None
    assert one.error.lower < (one.bound_any or 0.0) * 1.001
    assert len(tried) <= most < before


@pytest.mark.parametrize(
    ("name", "held", "most", "before", "error"),
    [
        ("max(exp(x), cos(x))", None, 28, 37, 1.1814e-3),
        ("abs(sin(3*x))", "bfloat16", 58, 59, 1.548e-2),
    ],
)
def test_the_smallest_error_beside_kinks_is_found_by_few_errors(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    held: str | None,
    most: int,
    before: int,
    error: float,
) -> None:
    tried = tried_by(monkeypatch)
    one = fit(name, size=60, held=held, span=(-8.0, 2.0))
    assert one.error is not None
    assert one.error.upper < error
    assert len(tried) <= most < before


def test_a_bend_between_far_ends_is_seen_by_what_tells_how_many_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried, fits = tried_by(monkeypatch), fits_of(monkeypatch)
    one = fit("1/(1 + x*x)", size=24, order=1, span=None)
    assert one.error is not None
    assert one.error.lower < (one.bound_any or 0.0) * 1.002
    assert len(tried) < 25  # 38 before
    assert len(fits) < 3500  # 24,000 before


def test_even_pieces_that_keep_no_error_are_refused_by_few_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = fits_of(monkeypatch)
    monkeypatch.setattr(Pieces, "pieces", None)
    with pytest.raises(ValueError, match=r"no 4,096 pieces were found that keep it"):
        fit(
            "softsign", size=None, within=1e-3, held="float8_e4m3fn", knots="even", span=(-8.0, 2.0)
        )
    assert len(fits) < 600  # tens of thousands before


def tried_by(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The errors that are tried from now on."""
    tried: list[float] = []
    taken = search.Search.taken

    def counted(self: search.Search, error: float) -> tuple[bool, float]:
        tried.append(error)
        return taken(self, error)

    monkeypatch.setattr(search.Search, "taken", counted)
    return tried


def fits_of(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Where segments begin that are fitted from now on."""
    fits: list[float] = []
    plain = Segments._fit

    def counted(self: Segments, low: float, high: float, **more: Any) -> Any:
        fits.append(low)
        return plain(self, low, high, **more)

    monkeypatch.setattr(Segments, "_fit", counted)
    return fits


def test_segments_that_end_at_jumps_far_away_are_not_fitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = fits_of(monkeypatch)
    (activation,) = elementwise(["floor(20*x)"], "")
    approximate(Request(activation=activation, size=100, span=(-2.5, 2.5)))
    assert len(fits) < 2400  # 3,726 before


def test_pieces_that_a_format_keeps_no_error_with_are_refused_before_any_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = fits_of(monkeypatch)
    with pytest.raises(ValueError, match="no 95 pieces of float16 were found that keep it"):
        fit("exponential_decay", within=0.5, span=(0.0, 4.0), held="float16", measure="ulp")
    assert len(fits) < 2000  # 60 seconds did not do before


@pytest.mark.parametrize(
    ("name", "options", "most"),
    [
        ("n_activation", {"order": 1}, 20),  # 110 before: steps, which are kept by nothing
        ("erf", {"degree": 3}, 25),  # 33 before
        ("gelu", {}, 25),
    ],
)
def test_outer_lines_are_cut_off_for_few_errors(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any], most: int
) -> None:
    tried: list[float] = []
    within = WholeLine.within

    def counted(self: WholeLine, error: float) -> Any:
        tried.append(error)
        return within(self, error)

    monkeypatch.setattr(WholeLine, "within", counted)
    one = fit(name, size=8, **options)
    assert one.error is not None
    assert len(tried) <= most


def test_a_search_asks_exact_arithmetic_where_digits_cancel_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: list[int] = []
    decide = Activation.decide

    def counted(self: Activation, x: Any, *given: Any, **more: Any) -> Any:
        sizes.append(np.size(x))
        return decide(self, x, *given, **more)

    monkeypatch.setattr(Activation, "decide", counted)
    one = fit("uaf", size=8, span=(-4.0, 4.0))
    assert one.error is not None
    assert one.error.upper < 1.119e-4  # as near as errors on samples are told
    assert sum(sizes) < 15_000  # 151,909 before


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "options", "most"),
    [
        ("rational", {"order": 1, "held": "bfloat16"}, 1200),  # 4,400 before
        ("uaf", {"measure": "relative"}, 700),  # 3,900 before
        ("floor(20*x)", {"size": 100, "span": (-2.5, 2.5)}, 500),  # 2,500 before
    ],
)
def test_a_search_asks_the_function_itself_as_long_as_polynomials_are_not_made(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any], most: int
) -> None:
    looks: list[int] = []
    values = Target.on

    def looked(self: Target, x: Any, *ends: Any, **more: Any) -> Any:
        looks.append(np.size(x))
        return values(self, x, *ends, **more)

    monkeypatch.setattr(Target, "on", looked)
    (activation,) = elementwise([name], "")
    one = approximate(Request(activation=activation, spec=name, **{"size": 8, **options}))
    assert one.error is not None
    assert len(looks) < most


@pytest.mark.parametrize("name", ["gelu", "swish_t_c", "uaf", "soft_shrink", "sign(x)*exp(x)"])
@pytest.mark.parametrize("weighted", [False, True])
def test_what_stands_for_a_function_in_searches_is_near_it(name: str, *, weighted: bool) -> None:
    (activation,) = elementwise([name], "")
    target = Target(activation, 0, -4.0, 4.0)
    places = np.random.default_rng(5).uniform(-4, 4, (60, 40))
    places[:, 0] = [*target.edges, *(0.0,) * 60][:60]
    for x in places:
        true, result = target.on(x), target.about(x, None, weighted=weighted)
        most = np.abs(true) if weighted else 4.0
        assert (np.abs(result - true) <= most * 2.0**-42).all()


@pytest.mark.long
def test_lines_that_join_are_looked_at_where_they_may_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []
    costs = Joined.costs

    def counted(self: Joined, lines: Any, part: slice) -> Any:
        looks.append(len(lines) * len(np.arange(len(self.few.u))[part]))
        return costs(self, lines, part)

    monkeypatch.setattr(Joined, "costs", counted)
    one = fit("tanh", size=16, fixed=("Q4.12", "Q1.15"), continuous=True)
    assert one.error is not None
    assert one.error.upper < 2.75e-3
    assert sum(looks) < 8e6


def test_pieces_that_help_no_more_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[int] = []
    smallest = search.Search.smallest

    def counted(self: search.Search, *given: float) -> float:
        searches.append(self.count)
        return smallest(self, *given)

    monkeypatch.setattr(search.Search, "smallest", counted)
    # A level has a relative error of 1 next to a root, whatever the number of pieces.
    one = fit("softcap", size=8, degree=0, span=(-4.0, 4.0), held="float16", measure="relative")
    assert one.error is not None
    assert one.error.upper == 1
    assert len(searches) < 5  # one for each piece before


def test_the_mean_square_of_a_steep_quotient_takes_few_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells: list[Any] = []
    add = Cells.add

    def counted(self: Cells, *given: Any) -> None:
        cells.append(given)
        add(self, *given)

    monkeypatch.setattr(Cells, "add", counted)
    one = fit("step", kind="rational", size=0, divisor=5, span=(-1.0, 1.0), slope=True)
    assert one.slope is not None
    assert one.slope.mse_bracket is not None
    low, high = one.slope.mse_bracket
    top, divisor = (
        [mp.mpf(c) for c in row[::-1]] for row in (one.numerator or (), one.denominator or ())
    )

    def slope(x: Any) -> Any:  # that of the function is 0
        value, rise = mp.polyval(divisor, x, derivative=True)
        return -top[0] * rise / value**2

    true = mp.quad(lambda x: slope(x) ** 2, mp.linspace(-1, 1, 65)) / 2
    assert low <= true <= high <= low * (1 + 1e-6)
    assert len(cells) < 1000  # 165,902 before


@pytest.mark.parametrize(
    ("within", "held", "share", "joined"),
    [(1e-4, None, 1.03, False), (1e-2, "Q4.12", 1.02, False), (3e-3, "Q4.12", 1.3, True)],
)
def test_the_fewest_pieces_of_the_whole_line_are_counted_before_any_are_made(
    monkeypatch: pytest.MonkeyPatch, within: float, held: str | None, share: float, *, joined: bool
) -> None:
    sizes: list[int] = []
    pieces = WholeLine.pieces

    def counted(self: WholeLine, count: int) -> Any:
        sizes.append(count)
        return pieces(self, count)

    monkeypatch.setattr(WholeLine, "pieces", counted)
    one = fit("tanh", kind="pieces", within=within, held=held, continuous=joined)
    assert one.error is not None
    assert one.error.upper <= within <= share * one.error.upper
    assert len(sizes) < 3  # 14, 9 and 3 before


@pytest.mark.parametrize(("size", "most"), [(64, 20_000), (2, 5000)])  # 317,964 and 639,500 before
def test_lines_of_a_table_are_looked_at_where_their_error_may_be_the_largest(
    monkeypatch: pytest.MonkeyPatch, size: int, most: int
) -> None:
    looks: list[int] = []
    bound = rounded_lines._Cell.bound

    def counted(self: rounded_lines._Cell, first: int, last: int) -> tuple[int, int]:
        looks.append(first)
        return bound(self, first, last)

    monkeypatch.setattr(rounded_lines._Cell, "bound", counted)
    one = fit("identity", kind="table", size=size, interpolate=True, span=(-4.0, 4.0))
    assert one.error is not None
    assert 0 < one.error.lower <= one.error.upper < 1e-15
    assert len(looks) < most


def test_cells_are_not_cut_where_rounding_leaves_their_bracket_wide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells: list[int] = []
    at = Polynomials.at

    def counted(self: Polynomials, index: Any, s: Any) -> Any:
        cells.append(len(index))
        return at(self, index, s)

    monkeypatch.setattr(Polynomials, "at", counted)
    one = fit("triple", kind="polynomial", size=7, span=(-4.0, 4.0), measure="relative")
    assert one.arithmetic == "compensated"
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    assert sum(cells) < 120_000  # millions before


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The ends of all pieces whose error is asked for from now on."""
    listed: list[float] = []
    error = Segments._error

    def counted(self: Segments, low: float, high: float) -> float:
        listed.append(high)
        return error(self, low, high)

    monkeypatch.setattr(Segments, "_error", counted)
    return listed


@pytest.mark.parametrize(
    ("name", "options", "error", "most"),
    [
        ("gelu", {"size": 8}, 6.2342e-3, 1200),  # 1,521 before
        ("round", {"size": 8}, 0.5, 200),  # 9,249: a jump is a knot, or far from one
        ("laplace", {"size": 8, "measure": "relative"}, 1.0, 4000),  # 8,866: errors are flat
        ("silu", {"size": 8, "degree": 0, "measure": "ulp"}, 2.0**53, 2000),  # over 20,000: a level
    ],
)
def test_the_ends_of_pieces_are_found_by_few_fits(
    fits: list[float], name: str, options: dict[str, Any], error: float, most: int
) -> None:
    one = fit(name, span=(-4.0, 4.0), **options)
    assert one.error is not None
    assert one.error.upper <= error * (1 + 1e-6)
    assert 0 < len(fits) < most


def test_no_bound_is_sought_for_a_function_that_is_such_pieces(fits: list[float]) -> None:
    one = fit("linq", size=8, degree=2, span=(-4.0, 4.0), measure="ulp")
    assert one.bound_any == 0  # coefficients are no doubles: it errs by half a unit or more
    assert one.error is not None
    assert 0.5 < one.error.lower <= one.error.upper <= one.error.lower * (1 + 1e-6)
    assert len(fits) < 100  # 1,919 before


def test_few_entries_in_integers_are_not_searched_by_one_input_after_another() -> None:
    steps = 0

    def inside(frame: Any, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return inside

    files = {entries.__file__, numbers_along.__file__}

    def called(frame: Any, event: str, argument: Any) -> Any:
        return inside if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        options = {"kind": "table", "interpolate": True, "fixed": ("Q4.8", "Q1.15")}
        one = fit("sine", size=2, fold=True, **options)
    finally:
        sys.settrace(before)
    assert one.error is not None
    assert one.error.upper < 1.00003
    assert one.bound_any == pytest.approx(one.error.upper, rel=1e-9)
    assert steps < 20_000  # 746,517 before, to find 1.53


@pytest.mark.parametrize(
    ("name", "formats", "most"),
    [
        ("floor", ("Q4.8", "Q4.8"), 0.5),  # 4,096 numbers at an entry that keep an error of 1/2
        ("step", ("Q4.8", "Q4.8"), 127 / 256),  # a line joins 0 and 1 within 128 inputs
        ("softsign", ("Q4.12", "Q4.12"), 0.0240819),  # 98.31 to 98.64 units before
        ("tanh", ("Q4.12", "Q4.12"), 0.011812),  # 48.33 to 48.57
    ],
)
def test_no_table_in_integers_of_wide_steps_is_better(
    name: str, formats: tuple[str, str], most: float
) -> None:
    one = fit(name, kind="table", interpolate=True, size=33, fixed=formats)
    assert one.error is not None
    assert one.error.upper <= most * (1 + 1e-12)
    assert one.bound_any == pytest.approx(one.error.upper, rel=1e-9)


def test_a_long_table_is_proved_by_few_of_its_entries(
    fits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    table = entries.table

    def counted(setting: Any, count: int) -> Any:
        sizes.append(count)
        return table(setting, count)

    monkeypatch.setattr(entries, "table", counted)
    options: dict[str, Any] = {"kind": "table", "span": (-0.25, 0.0), "held": "Q4.12"}
    one = fit("exp", within=0.6, measure="ulp", **options)
    assert one.error is not None
    assert 0.5 < one.error.lower <= one.error.upper <= 0.6
    assert len(sizes) < 3
    assert sizes[-1] > 3000
    assert len(fits) < 200  # one for each entry before


@pytest.mark.filterwarnings("error")
def test_powers_that_no_number_of_a_format_is_small_enough_for_are_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []
    find = Lines.find

    def counted(self: Lines, u: Any, low: Any, high: Any, degree: int, head: Any = ()) -> Any:
        tried.append(degree)
        return find(self, u, low, high, degree, head)

    monkeypatch.setattr(Lines, "find", counted)
    one = fit("sgelu", kind="polynomial", size=16, fixed=("Q4.4", "Q4.4"))
    assert one.polynomial is not None
    assert one.polynomial[:3] == (1.0625, 0.0, 0.125)
    assert not any(one.polynomial[3:])
    assert len(tried) < 2000  # 11,138 before


def test_few_inputs_rule_out_most_curved_pieces_in_integers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs: list[int] = []
    find = Lines.find

    def counted(self: Lines, u: Any, *more: Any) -> Any:
        inputs.append(len(u))
        return find(self, u, *more)

    monkeypatch.setattr(Lines, "find", counted)
    one = fit("logcosh", size=4, degree=3, fixed=("Q4.8", "Q4.8"))
    assert one.error is not None
    assert one.error.upper < 0.00998
    assert sum(inputs) < 2_000_000  # 6,374,312 before


def test_upper_coefficients_in_integers_are_ruled_out_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed: list[bool] = []
    find, possible = Lines.find, Lines.possible

    def counted(self: Lines, u: Any, low: Any, high: Any, degree: int, head: Any = ()) -> Any:
        row = find(self, u, low, high, degree, head)
        listed.append(row is not None)
        return row

    def judged(self: Lines, u: Any, low: Any, high: Any, heads: Any) -> Any:
        answer = possible(self, u, low, high, heads)
        for head in set(heads) - set(answer):
            assert find(self, u, low, high, 3, head) is None
        return answer

    monkeypatch.setattr(Lines, "find", counted)
    monkeypatch.setattr(Lines, "possible", judged)
    one = fit("logcosh", size=4, degree=3, span=(-4.0, 4.0), fixed=("Q4.8", "Q4.8"))
    assert one.error is not None
    assert one.error.upper < 7.75e-3  # as good as if each was tried by itself
    assert len(listed) < 3_500  # 7,624 before


@pytest.mark.parametrize(("name", "most"), [("floor", 0.3), ("floor(x) + sin(3*x)", 1.0)])
def test_few_inputs_decide_what_a_number_of_a_table_in_integers_leaves_to_the_next_one(
    name: str, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[float] = []
    deciding = entries.Whole._deciding

    def judged(self: entries.Whole, u: Any, limits: Any, p: Any) -> Any:
        order = deciding(self, u, limits, p)
        shares.append(order.shape[1] / p.shape[1])
        for row, lows, by, some in zip(u.tolist(), limits.tolist(), p.tolist(), order, strict=True):
            for one in row:
                lowest = [
                    -(((self.step - q) * one - low) // q) for q, low in zip(by, lows, strict=True)
                ]
                assert max(lowest) == max(lowest[k] for k in some)
        return order

    monkeypatch.setattr(entries.Whole, "_deciding", judged)
    table = {"kind": "table", "interpolate": True, "size": 17, "span": (-4.0, 4.0)}
    one = fit(name, **table, fixed=("Q4.6", "Q4.6"))
    assert one.error is not None
    assert one.error.upper < 1
    assert len(shares) > 10
    assert sum(shares) / len(shares) < most


def test_polynomials_in_integers_are_not_searched_where_no_real_one_is_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    degrees: list[int] = []
    plain = integer_search.Search._rounded

    def counted(self: integer_search.Search, basis: Any) -> Any:
        degrees.append(basis.degree)
        return plain(self, basis)

    monkeypatch.setattr(integer_search.Search, "_rounded", counted)
    one = fit("elu", kind="polynomial", size=7, fixed=("Q4.12", "Q4.12"))
    assert one.error is not None
    assert one.error.upper < 0.21812
    assert degrees == [7, 6, 5, 4]  # lower ones are off by 0.36


def test_pieces_in_integers_begin_with_what_real_ones_err(monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[float] = []
    plain = integer_search.Search._steps

    def counted(self: integer_search.Search, error: float, *rest: Any) -> Any:
        errors.append(error)
        return plain(self, error, *rest)

    monkeypatch.setattr(integer_search.Search, "_steps", counted)
    one = fit("tanh", size=16, fixed=("Q4.12", "Q4.12"))
    assert one.error is not None
    assert one.bound_any is not None
    assert one.bound_any == pytest.approx(one.error.lower, rel=1e-9)  # it was half a step
    assert min(errors) > 2e-3
