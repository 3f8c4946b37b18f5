"""The expression in a definition: ``lambda x: x``, ``x => x``, ``float f(float x) {...}``.

What programs and papers put around a formula, and no more than one expression in it.
"""

from __future__ import annotations

import re
from typing import Final

_X: Final = r"([^\W\d]\w*)"
_TYPE: Final = r"[^\W\d][\w.:]*"
# Of the letter of each, if it has one, the formula is a function.
_HEADS: Final = tuple(
    re.compile(rf"\s*{head}\s*")
    for head in (
        rf"lambda\s+{_X}\s*:",
        rf"def\s+\w+\(\s*{_X}\s*(?::\s*{_TYPE}\s*)?\)\s*(?:->\s*{_TYPE}\s*)?:",
        r"[fy]\(x\)\s*=(?!=)",
        rf"\(?\s*{_X}\s*\)?\s*(?:[=-]>|→|↦|\\mapsto\b|\\to\b)",
        rf"@\(\s*{_X}\s*\)",  # MATLAB
        rf"function\s*\(\s*{_X}\s*\)",  # R
        # C and what is written like it; Rust.
        rf"(?:{_TYPE}\s+)+\w+\(\s*(?:{_TYPE}\s+)*{_X}\s*\)\s*(?=\{{)",
        rf"(?:pub\s+)?fn\s+\w+\(\s*{_X}\s*:\s*{_TYPE}\s*\)\s*->\s*{_TYPE}\s*(?=\{{)",
    )
)
_BODY: Final = re.compile(r"\s*\{\s*((?:return\b)?[^;{}]*?);?\s*\}\s*;?\s*", re.DOTALL)
_RETURN: Final = re.compile(r"\s*return\b\s*")
_END: Final = re.compile(r"\s*;\s*$")


def expression(text: str) -> str:
    """The formula in a definition, in x; a text that defines nothing as it stands."""
    letter = None
    for head in _HEADS:
        if begun := head.match(text):
            letter = begun[1] if head.groups else None
            text = text[begun.end() :]
            break
    if body := _BODY.fullmatch(text):
        text = body[1]
    text = _END.sub("", _RETURN.sub("", text, count=1) if _RETURN.match(text) else text)
    if letter and not re.search(r"\bx\b", text):
        text = re.sub(rf"\b{letter}\b", "x", text)
    return text
