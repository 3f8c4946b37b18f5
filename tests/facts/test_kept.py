"""The facts in the file are those that follow from the formulas today, with what is proved."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

import actviz
from actviz.facts import TOLERANCE, all_facts, facts, kept
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from tests.sample import some

ENTRIES = list(entries())
REMAKE = "remake it: python -m actviz.pages.contribution --all"


def test_the_file_holds_every_entry_and_nothing_else() -> None:
    lines = [kept.line(entry) for entry in ENTRIES]
    assert kept.FILE.read_text(encoding="utf-8") == kept.text(lines), REMAKE


@pytest.mark.parametrize("entry", some(ENTRIES, every=22), ids=lambda entry: entry.name)
def test_kept_facts_can_be_derived_and_proved_again(entry: Activation) -> None:
    known = all_facts.derived(entry, TOLERANCE, prove=True, patience=all_facts.PATIENT)
    (key, now), (kept_key, then) = (
        _read(line) for line in (kept.line(entry, known), kept.line(entry))
    )
    assert same_moments(now.pop("gaussian", None), then.pop("gaussian", None)), REMAKE
    assert (key, now) == (kept_key, then), REMAKE


def _read(line: str) -> tuple[str, dict[str, Any]]:
    key, _, row = line.partition("\t")
    return key, json.loads(row)


def same_moments(one: Sequence[float | None] | None, other: Sequence[float | None] | None) -> bool:
    """To the eleven digits that their integrals are worked out to: processors sum in other ways."""
    if one is None or other is None:
        return one is other
    pairs = list(zip(one, other, strict=True))
    size = max((abs(moment) for pair in pairs for moment in pair if moment is not None), default=0)
    return all(
        a is b
        if a is None or b is None
        else math.isclose(a, b, rel_tol=1e-11, abs_tol=1e-11 * size)
        for a, b in pairs
    )


@pytest.mark.parametrize("name", ["softplus", "hard_swish", "binary_step", "sine", "reciprocal"])
def test_reading_gives_what_was_written(name: str) -> None:
    entry = actviz.get(name)
    known = all_facts.derived(entry, TOLERANCE, patience=all_facts.PATIENT)
    read = kept.facts(entry)
    assert read is not None
    assert dataclasses.replace(read, proved=known.proved) == known
    assert read.dtype_saturation == known.dtype_saturation
    one, other = (
        None if each is None else dataclasses.astuple(each)
        for each in (read.gaussian, known.gaussian)
    )
    assert same_moments(one, other)
    assert facts(entry) == read


def test_other_values_another_formula_and_another_tolerance_are_derived() -> None:
    steep = actviz.get("elu:alpha=2")
    assert not kept.at_hand(steep)
    (kink,) = facts(steep).kinks
    assert (kink.slope_left, kink.slope_right) == (2.0, 1.0)
    assert facts(actviz.get("tanh"), 1e-3).saturation.right == pytest.approx(
        math.acosh(math.sqrt(1e3))
    )


def test_a_file_that_answers_other_questions_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "_HEAD", kept._HEAD + " colour")
    kept.forget()
    try:
        assert not kept.at_hand(actviz.get("relu"))
        assert facts(actviz.get("relu")).range is not None
    finally:
        kept.forget()
