"""A formula that cannot be read, and the known word that was perhaps meant."""

from __future__ import annotations

from collections.abc import Collection


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


def nearest(word: str, known: Collection[str], limit: int = 1) -> list[str]:
    """The known words most like ``word``, best first; empty when none is near."""
    import difflib  # only mistakes need it

    folded = {candidate.lower(): candidate for candidate in sorted(known)}
    return [folded[hit] for hit in difflib.get_close_matches(word.lower(), folded, limit, 0.6)]
