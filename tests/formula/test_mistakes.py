"""Words that are like others: slips counted by a naive search, and cases that numbers rule out."""

from __future__ import annotations

import random
from functools import cache

import pytest

from actviz.formula.constants import settled
from actviz.formula.grammar import parse
from actviz.formula.mistakes import nearest


@cache
def slips(one: str, other: str) -> int:
    """Letters left out, put in or changed, and neighbours swapped that are not touched again."""
    if not one or not other:
        return len(one) + len(other)
    ways = [slips(one[1:], other) + 1, slips(one, other[1:]) + 1,
            slips(one[1:], other[1:]) + (one[0] != other[0])]  # fmt: skip
    if one[:2] == other[1::-1] and len(one) > 1:
        ways.append(slips(one[2:], other[2:]) + 1)
    return min(ways)


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_word_is_that_of_the_fewest_slips(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        word, *known = (
            "".join(chance.choice("abc") for _ in range(chance.randint(1, 7))) for _ in range(7)
        )
        reach = max(1, (len(word) + 1) // 3)
        # A word that is begun counts as one and a half slips.
        begun = {one: len(word) > 2 and one.startswith(word) for one in known}
        away = {one: 1.5 if begun[one] else slips(word, one) for one in known}
        near = {one: many for one, many in away.items() if many <= reach or begun[one]}
        result = nearest(word, known, 9)
        if near:
            allowed = [one for one in near if near[one] <= min(near.values()) + 1]
            assert result == sorted(allowed, key=lambda one: near[one]), (word, known)


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_a_case_that_numbers_rule_out_is_left_out(op: str) -> None:
    for left, right in ((1, 2), (2, 1), (1, 1), (-0.5, 0.25)):
        case = "x" if eval(f"{left} {op} {right}") else "x/3"
        text = f"1 + where({left} {op} {right}, x, x/3)*x"
        assert settled(parse(text)) is parse(f"1 + {case}*x")
        open_ = parse(f"where(x {op} {right}, x, x/3)")
        assert settled(open_) is open_
