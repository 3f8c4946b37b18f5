"""In integers the error is the largest over all inputs that there are, by mpmath at each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.value.result import Bracket, read
from actviz.figures.compose.approximations import approximation_scene
from actviz.lookup.registry import get
from actviz.readings.number_formats import every_number
from tests.approximation.judge import fit
from tests.process import actviz

FUNCTIONS: dict[str, Any] = {
    "gelu": lambda x: x * mp.ncdf(x),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
}

CASES = {
    "gelu --entries 256 --integers 0.05,3:0.05,3": 0.025,
    "gelu --pieces 8 --integers 0.05,3:0.05,3": 0.025,
    "gelu --pieces 6 --above --continuous --integers 0.05,3:0.05,3": 0.0504,
    "gelu --polynomial 6 --integers 0.05,3:0.05,3": 0.16,
    "sigmoid --pieces 9 --range=-1:1 --bits 16 --integers 0.00025,5:0.000031,-9": 2.5e-4,
    "gelu --pieces 8 --range=-4:4 --fixed Q4.4:Q4.4 --coefficients Q2.6": 0.05,
    "sigmoid --entries 513 --interpolate --range=-8:8 --fixed Q4.12:Q1.15": 5e-5,
}


@pytest.mark.parametrize("words", CASES)
def test_the_bracket_holds_the_largest_error_over_all_inputs(words: str, tmp_path: Path) -> None:
    name = words.split()[0]
    done = actviz("approximate", *words.split(), "-o", "approx.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "approx.json").read_text()
    record = read(text, "approx.json")
    low, high = record.range
    x = np.unique(every_number(str(record.input_format)))
    x = x[(x >= low) & (x <= high)]
    gaps = [
        abs(mp.mpf(y) - FUNCTIONS[name](mp.mpf(v)))
        for v, y in zip(x.tolist(), record(x).tolist(), strict=True)
    ]
    largest = max(gaps)
    error = json.loads(text)["error"]
    assert error["lower"] * (1 - 1e-12) <= largest <= error["upper"] * (1 + 1e-12)
    assert error["upper"] - error["lower"] <= 1e-6 * error["upper"]
    assert largest <= CASES[words]
    at = int(np.argmax([float(gap) for gap in gaps]))
    assert gaps[at] == pytest.approx(abs(error["upper"]), rel=1e-6)


@pytest.mark.parametrize("measure", ["absolute", "mse"])
@pytest.mark.parametrize(("held", "out"), [("Q1.4", "Q2.2"), ("Q2.2", "Q1.5")])
def test_no_other_lines_between_entries_of_a_format_of_their_own_are_better(
    measure: str, held: str, out: str
) -> None:
    options = {"size": 3, "interpolate": True, "span": (-2.0, 2.0), "fixed": ("Q3.2", out)}
    one = fit("sigmoid", kind="table", held=held, measure=measure, **options)
    x = np.arange(-8, 9) / 4
    f = np.array([float(FUNCTIONS["sigmoid"](mp.mpf(v))) for v in x.tolist()])
    numbers, steps = np.unique(every_number(held)), 2.0 ** int(out[3:])
    first, middle, last = (axis[..., None] for axis in np.meshgrid(*[numbers] * 3, indexing="ij"))
    exact = np.where(x < 0, (middle - first) * x / 2, (last - middle) * x / 2) + middle
    top = every_number(out).max()
    off = np.minimum(np.floor(exact * steps + 0.5) / steps, top) - f
    best = (off**2).mean(axis=-1).min() if measure == "mse" else np.abs(off).max(axis=-1).min()
    assert one.error is not None
    assert (one.mse if measure == "mse" else one.error.upper) == pytest.approx(best, rel=1e-6)
    assert (one.bound_any or 0.0) <= best


@pytest.mark.parametrize("measure", ["absolute", "relative", "mse"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_other_values_of_nearest_entries_are_better(
    name: str, measure: str, tmp_path: Path
) -> None:
    words = f"{name} --entries 33 --range=-4:4 --fixed Q4.5:Q4.4 --error {measure}"
    done = actviz("approximate", *words.split(), "-o", "approx.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    error = json.loads((tmp_path / "approx.json").read_text())["error"]
    mean = json.loads((tmp_path / "approx.json").read_text())["mse"]
    numbers = np.unique(every_number("Q4.4"))
    x = np.unique(every_number("Q4.5"))
    x = x[(x >= -4) & (x <= 4)]
    f = np.array([float(FUNCTIONS[name](mp.mpf(v))) for v in x.tolist()])
    gaps = np.abs(numbers[:, None] - f)
    if measure == "relative":
        gaps = np.where(gaps == 0, 0, gaps / np.maximum(np.abs(f), 1e-300))
    entry = np.floor((x + 4) / 0.25 + 0.5).astype(int)
    if measure == "mse":
        best = sum((gaps[:, entry == k] ** 2).sum(axis=1).min() for k in range(33)) / len(x)
        assert mean == pytest.approx(best, rel=1e-9)
    else:
        best = max(gaps[:, entry == k].max(axis=1).min() for k in range(33))
        assert error["lower"] * (1 - 1e-12) <= best <= error["upper"] * (1 + 1e-12)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("hard_tanh", {"span": (-4.0, 4.0), "size": 3}),
        ("relu", {"span": (0.25, 4.0), "size": 1, "measure": "relative"}),
        ("relu", {"span": (-4.0, 4.0), "size": 3, "kind": "table", "interpolate": True}),
    ],
)
def test_where_all_is_exact_the_error_is_0(name: str, options: dict[str, Any]) -> None:
    def error(name: str) -> Bracket:
        asking = Request(activation=get(name), spec=name, fixed=("Q4.12", "Q4.12"), **options)
        result = approximate(asking).error
        assert result is not None
        return result

    exact = error(name)
    assert (exact.lower, exact.upper) == (0.0, 0.0)
    if options.get("measure") != "relative":  # doubles do not tell it from that
        near = error(f"{name}(x) + 1e-40")
        assert near.lower <= 1e-40 <= near.upper


def test_a_relative_error_that_is_small_is_known_as_well() -> None:
    options: dict[str, Any] = {"size": 8, "continuous": True, "measure": "relative"}
    asking = Request(activation=get("tanh"), spec="tanh", fixed=("Q4.0", "Q2.14"), **options)
    one = approximate(asking)
    assert one.error is not None
    assert 0 < one.error.lower <= one.error.upper <= one.error.lower * (1 + 1e-9)
    x = np.array([k for k in range(-8, 8) if k], dtype=float)
    with mp.workdps(40):
        values = zip(map(mp.tanh, x.tolist()), one(x).tolist(), strict=True)
        largest = max(abs(1 - mp.mpf(result) / true) for true, result in values)
        assert one.error.lower <= largest <= one.error.upper


def test_a_table_in_a_format_that_is_exact_errs_by_no_unit() -> None:
    options: dict[str, Any] = {"kind": "table", "size": 9, "interpolate": True, "held": "Q4.12"}
    asking = Request(activation=get("hard_tanh"), span=(-4.0, 4.0), measure="ulp", **options)
    error = approximate(asking).error
    assert error is not None
    assert (error.lower, error.upper) == (0.0, 0.0)


def test_a_picture_says_no_less_than_the_bound_that_is_proved() -> None:
    one = fit("gelu", size=8, span=(-4.0, 4.0))
    assert one.error is not None
    # To the nearest it would be 6.234e-3, which is passed.
    assert one.error.lower > 6.234e-3
    scene = approximation_scene(get("gelu"), one)
    assert scene.title == "gelu by 8 pieces, absolute error at most 0.006235"
    assert {guide.text for guide in scene.panels[1].guides} == {"proved bound 0.006235"}
    single = approximation_scene(get("gelu"), fit("gelu", size=1, span=(-4.0, 4.0)))
    assert single.title.startswith("gelu by 1 piece, ")


def test_a_picture_shows_the_error_at_every_input() -> None:
    """A piece of one input alone was left out of it, and curves had gaps at knots."""
    gelu = get("gelu")
    form = "int8:0.05:3"
    approximation = approximate(Request(activation=gelu, spec="gelu", size=8, fixed=(form, form)))
    low, high = approximation.range
    inputs = np.unique(every_number(form))
    inputs = inputs[(low <= inputs) & (inputs <= high)]
    for panel, label in zip(
        approximation_scene(gelu, approximation).panels, ["approximation", "error"], strict=True
    ):
        (curve,) = [one for one in panel.curves if one.label == label]
        assert [x for one in curve.segments for x in one.x] == inputs.tolist()
        assert len(curve.segments) == 1
        # A mitred corner of a spike would reach beyond the line of the bound.
        assert curve.sharp == (label != "error")


def test_a_relative_error_without_bound_is_refused_with_the_option_that_bounds_it() -> None:
    """x*tanh(x/a) is 0 at 0, the best polynomial in Q4.12 is not: its error was told as nan."""
    options: dict[str, Any] = {"kind": "polynomial", "size": 4, "span": (-2.0, 2.0)}
    options |= {"measure": "relative", "fixed": ("Q4.12", "Q4.12")}
    with pytest.raises(ValueError, match="is 0 at 0 and this approximation is not"):
        fit("softmodulus_t", **options)
    one = fit("softmodulus_t", **options, zero=True)
    assert one.error is not None
    assert 0 < one.error.lower <= one.error.upper <= one.error.lower * (1 + 1e-6)
