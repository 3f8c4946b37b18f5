"""The smallest that keeps an error: what is ruled out before any proof."""

from __future__ import annotations

from typing import Any

import pytest

from actviz.approximation.judging import judged
from tests.approximation.judge import fit


@pytest.mark.parametrize(("name", "kept"), [("hclsh", True), ("tanh", True), ("softsign", False)])
def test_degrees_that_real_numbers_rule_out_are_not_proved(
    monkeypatch: pytest.MonkeyPatch, name: str, *, kept: bool
) -> None:
    proofs: list[int] = []

    def counted(setting: Any, one: Any) -> Any:
        proofs.append(len(one.polynomial))
        return judged(setting, one)

    monkeypatch.setattr("actviz.approximation.making.judged", counted)
    options: dict[str, Any] = {"kind": "polynomial", "span": (-4.0, 4.0)}
    if not kept:
        with pytest.raises(ValueError, match="no polynomial of degree 50 or less"):
            fit(name, size=None, within=1e-3, **options)
        assert not proofs
        return
    one = fit(name, size=None, within=1e-3, **options)
    assert one.error is not None
    assert one.error.upper <= 1e-3
    assert proofs == [len(one.polynomial or ())]
    smaller = fit(name, size=len(one.polynomial or ()) - 3, **options)  # it is even or odd
    assert smaller.error is not None
    assert smaller.error.lower > 1e-3


@pytest.mark.parametrize("name", ["silu", "hard_swish"])
def test_rationals_that_are_seen_to_err_too_much_are_not_proved(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    proofs: list[int] = []

    def counted(setting: Any, one: Any) -> Any:
        proofs.append(len(one.numerator))
        return judged(setting, one)

    monkeypatch.setattr("actviz.approximation.making.judged", counted)
    options: dict[str, Any] = {"kind": "rational", "span": (-4.0, 4.0)}
    one = fit(name, size=None, within=1e-3, **options)
    assert one.error is not None
    assert one.error.upper <= 1e-3
    assert len(proofs) == 1
    degree = len(one.numerator or ()) - 1
    smaller = fit(name, size=degree - 1, divisor=degree - 1, **options)
    assert smaller.error is not None
    assert smaller.error.lower > 1e-3
