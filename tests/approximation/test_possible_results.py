"""Errors that no number of pieces, and no degree, keeps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from actviz.approximation import entries, making
from actviz.approximation.knots import search
from actviz.approximation.pieces import Pieces
from actviz.approximation.value.result import Bracket
from tests.approximation.judge import fit


@pytest.mark.parametrize(
    ("name", "options", "below"),
    [
        ("exponential_decay", {"degree": 3, "measure": "ulp"}, "float64"),
        ("exponential_decay", {"kind": "polynomial", "within": 1e-17}, "float64"),
        ("x*exp(-abs(x))", {"held": "Q4.12", "measure": "relative", "span": (-8.0, 8.0)}, "Q4.12"),
        ("sigmoid", {"held": "Q2.6", "kind": "polynomial", "size": 9}, "Q2.6"),
        ("exp(-x)/4", {"held": "Q8.4", "degree": 2, "within": 7e-3}, "Q8.4"),
    ],
)
def test_an_error_that_no_result_at_some_input_keeps_is_refused_before_any_is_made(
    name: str, options: dict[str, Any], below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual: dict[str, Any] = {"span": (-4.0, 4.0), "within": 1e-3, "size": None}
    options = usual | options
    one = _error(fit(name, **options | {"within": None, "size": options["size"] or 6}))
    monkeypatch.setattr(Pieces, "pieces", None)
    monkeypatch.setattr(making, "polynomial", None)
    why = rf"--within .* {below}, none with an error \({one.measure}\) below ([\d.e-]+)"
    with pytest.raises(ValueError, match=why) as refused:
        fit(name, **options | {"size": None})
    found = re.search(why, str(refused.value))
    assert found is not None
    assert options["within"] < float(found[1]) <= one.upper


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("x/2", {"measure": "ulp", "span": (1.0, 4.0), "within": 1e-12}),
        ("x/2", {"held": "Q4.1", "within": 1e-12}),
        ("x**2/8", {"held": "Q4.3", "within": 1e-12, "degree": 2}),
    ],
)
def test_results_that_are_exact_keep_any_error(name: str, options: dict[str, Any]) -> None:
    assert _error(fit(name, **{"span": (-4.0, 4.0)} | options)).upper <= options["within"]


@pytest.mark.parametrize("kind", ["polynomial", "rational"])
def test_a_jump_wider_than_twice_an_error_is_refused_before_a_curve_is_made(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"kind": kind, "span": (-4.0, 4.0), "order": 1, "size": None}
    assert _error(fit("relu6", within=0.51, **options)).lower >= 0.5
    monkeypatch.setattr(making, kind, None)
    with pytest.raises(ValueError, match=rf"jumps by 1 at 0, and a {kind} does not"):
        fit("relu6", within=0.49, **options)


@pytest.mark.parametrize("more", [{"span": (0.0, 4.0)}, {"span": (0.0, 4.0), "continuous": True}])
def test_errors_that_take_millions_of_pieces_are_refused_before_they_are_counted(
    more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "greedy", None)
    with pytest.raises(ValueError, match=r"--within 0\.5: no 4,096 pieces were found that keep it"):
        fit("exponential_decay", within=0.5, measure="ulp", size=None, **more)


def _error(one: Any) -> Bracket:
    assert one.error is not None
    bracket: Bracket = one.error
    return bracket


def test_few_tables_are_made_until_the_fewest_entries_of_a_format_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts, table = list[int](), entries.table

    def counted(setting: Any, count: int) -> Any:
        counts.append(count)
        return table(setting, count)

    monkeypatch.setattr(entries, "table", counted)
    options: dict[str, Any] = {"span": (-4.0, 4.0), "kind": "table", "interpolate": True}
    options |= {"held": "Q8.8", "within": 5e-3}
    one = fit("min(max(x,-1),2)", **options)
    assert one.table is not None
    assert _error(one).upper <= 5e-3
    assert counts == [len(one.table.values)]
    less = counts[0] - 1
    assert _error(fit("min(max(x,-1),2)", **options | {"within": None, "size": less})).lower > 5e-3
