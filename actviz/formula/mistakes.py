"""A formula that cannot be read, and the known word that was perhaps meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Set
from typing import Final


class FormulaError(ValueError):
    """A formula that cannot be read. ``column`` counts characters from 0; None: the whole.

    ``unknown`` is the name that nothing is known of, where that is what is wrong.
    """

    def __init__(
        self, message: str, text: str = "", column: int | None = None, unknown: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.text, self.column, self.unknown = message, text, column, unknown

    def __str__(self) -> str:
        if self.column is None or not self.text.isprintable():
            return self.message
        # A long formula is shown around the place that is wrong.
        start = max(0, self.column - 50)
        window = self.text[start : start + 70]
        return f"{self.message}\n  {window}\n  {' ' * (self.column - start)}^"


def nearest(
    word: str,
    known: Collection[str],
    limit: int = 1,
    fame: Callable[[str], float] = lambda candidate: 0.0,
) -> list[str]:
    """The known words most like ``word``, the likeliest first; empty when none is near.

    Args:
        known: what might have been meant; of two as likely, the first.
        fame: how well known a word is, from 0 to 1. The best known is preferred to one that is
            nearer by less than one slip of the finger.
    """
    typed = word.lower()
    reach = max(1, (len(typed) + 1) // 3)
    distances: dict[str, float] = {}
    for candidate in sorted(known) if isinstance(known, Set) else known:
        meant = candidate.lower()
        begun = len(typed) > 2 and meant.startswith(typed)
        slips = _BEGUN if begun else _slips(typed, meant, reach)
        if slips <= reach or begun:
            distances[candidate] = slips - _WEIGHT * fame(candidate)
    if not distances:
        import difflib  # only such mistakes need it

        folded = {candidate.lower(): candidate for candidate in sorted(known)}
        return [folded[hit] for hit in difflib.get_close_matches(typed, folded, limit, 0.6)]
    likely = min(distances.values()) + _ASIDE
    near = [candidate for candidate in distances if distances[candidate] <= likely]
    return sorted(near, key=lambda candidate: distances[candidate])[:limit]


_BEGUN: Final = 1.5  # a word that is the beginning of another is so many slips away from it
_ASIDE: Final = 1.0  # slips by which another word may be further away than the nearest
_WEIGHT: Final = 0.9  # slips that fame makes up for


def _slips(one: str, other: str, most: int) -> int:
    """How many slips part two words: a letter left out, put in, changed, or two that are swapped.

    Beyond ``most`` they are not counted.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                slips = min(slips, earlier[j - 2] + 1)
            row.append(slips)
        if min(row) > most:
            return most + 1
    return row[-1]
