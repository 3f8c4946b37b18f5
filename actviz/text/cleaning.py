"""Text that came from outside, such as titles in a user's catalogue, made safe to be shown."""

from __future__ import annotations

import re

# Control characters, line and paragraph separators, changes of direction, halves of characters.
_UNSEEN = "\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_GAP = re.compile(f" *[{_UNSEEN}][ {_UNSEEN}]*")


def one_line(text: str) -> str:
    """The text on one line: a blank for newlines and for whatever no one can see."""
    return text if text.isprintable() else _GAP.sub(" ", text).strip()
