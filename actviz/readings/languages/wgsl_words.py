"""The words that WGSL keeps for itself: its own, those it may want one day, and its functions."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.marked_texts import whole


class _Reserved(frozenset[str]):
    """Words, and all that begin as the functions do that a file brings."""

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or str(word).startswith(("wide_", "short_"))


RESERVED: Final = _Reserved(whole(__file__, "wgsl_words.txt").split())
