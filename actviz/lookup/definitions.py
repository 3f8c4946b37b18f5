"""The expression in a definition: ``lambda x: x``, ``x => x``, ``float f(float x) {...}``.

What programs and papers put around a formula, and no more than one expression in it.
"""

from __future__ import annotations

import re
from typing import Final

from actviz.functions.entry import SpecError

_X: Final = r"([^\W\d]\w*)"
_TYPE: Final = r"[^\W\d][\w.:]*"
# Of the letter of each, if it has one, the formula is a function.
_HEADS: Final = tuple(
    (language, re.compile(rf"\s*{head}\s*"))
    for language, head in (
        ("", rf"lambda\s+{_X}\s*:"),
        ("", rf"def\s+\w+\(\s*{_X}\s*(?::\s*{_TYPE}\s*)?\)\s*(?:->\s*{_TYPE}\s*)?:"),
        ("", r"[fy]\(x\)\s*=(?!=)"),
        ("JavaScript", rf"\(?\s*{_X}\s*\)?\s*=>"),
        ("", rf"\(?\s*{_X}\s*\)?\s*(?:->|→|↦|\\mapsto\b|\\to\b)"),
        ("MATLAB", rf"@\(\s*{_X}\s*\)"),
        ("R", rf"function\s*\(\s*{_X}\s*\)"),
        ("JavaScript", rf"function\s+\w+\(\s*{_X}\s*\)\s*(?=\{{)"),
        # And what is written like it.
        ("C", rf"(?:{_TYPE}\s+)+\w+\(\s*(?:{_TYPE}\s+)*{_X}\s*\)\s*(?=\{{)"),
        ("Rust", rf"(?:pub\s+)?fn\s+\w+\(\s*{_X}\s*:\s*{_TYPE}\s*\)\s*->\s*{_TYPE}\s*(?=\{{)"),
    )
)
# std::max<float>(0, x) of C++, f32::max(x, 0.0) of Rust.
_IN_STD: Final = re.compile(r"\b(?:std|f32|f64)::|(?<=m(?:ax|in))<\w+>(?=\s*\()")
# Lists of cases, and Mathematica's square brackets.
_LISTED: Final = re.compile(r"\b[A-Z]\w*\[|[Pp]iecewise\s*\(|\bselect\s*\(")
_BODY: Final = re.compile(r"\s*\{\s*((?:return\b)?[^;{}]*?);?\s*\}\s*;?\s*", re.DOTALL)
_RETURN: Final = re.compile(r"\s*return\b\s*")
_END: Final = re.compile(r"\s*;\s*$")
_WHOLE: Final = re.compile(r"\b(?:int|long|short|unsigned|char|[iu](?:8|16|32|64)|u?int\d+_t)\b")
# What is read as mathematics means another number there: x, the languages, what to write.
_ELSEWHERE: Final = (
    (re.compile(r"\^"), ("C", "Rust", "JavaScript"), "^ is no power; write x*x or pow(x, 2)"),
    (
        re.compile(r"(?<![\w.*/])(?<![*/] )\d+\s*/\s*\d+(?![\w.])"),
        ("C",),
        "a quotient of whole numbers is cut to one; write 1.0/2",
    ),
    (re.compile(r"\.signum\("), ("Rust",), "the signum of 0 is 1; write sign(x), where it is 0"),
)
# Of halves away from 0, which alone stands for the even one here.
_ALONE: Final = re.compile(r"(?<![\w.])round\(")
_ROUND: Final = {"C": _ALONE, "MATLAB": _ALONE, "Rust": re.compile(r"\.round\(")}
_AWAY: Final = {"C": "roundf(", "MATLAB": "roundf(", "Rust": ".round_away("}


def expression(text: str) -> str:
    """The formula in a definition, in x; a text that defines nothing as it stands.

    Raises:
        SpecError: there is more than an expression in it, or one of other numbers than it says.
    """
    letter, language = None, ""
    for language_of_head, head in _HEADS:
        if begun := head.match(text):
            language, letter = language_of_head, begun[1] if head.groups else None
            text = _of_reals(text[begun.end() :], begun[0], language)
            break
    if body := _BODY.fullmatch(text):
        text = body[1]
    elif language in ("C", "Rust", "JavaScript") and text.lstrip().startswith("{"):
        raise SpecError(
            "a function of a program is read if one expression is all there is between { and }; "
            "write that, with where(condition, a, b) for each if"
        )
    text = _END.sub("", _RETURN.sub("", text, count=1) if _RETURN.match(text) else text)
    if letter and not re.search(r"\bx\b", text):
        text = re.sub(rf"\b{letter}\b", "x", text)
    text = _IN_STD.sub("", text.replace("std::round(", "roundf("))
    if _LISTED.search(text):
        from actviz.lookup.listed_cases import read

        text = read(text)
    return text


def _of_reals(text: str, head: str, language: str) -> str:
    """The text after the head of a definition, of real numbers as mathematics writes them."""
    if language in ("C", "Rust") and (kind := _WHOLE.search(head)):
        raise SpecError(f"{kind[0]} is a kind of whole numbers; a formula is one of real numbers")
    for sign, languages, why in _ELSEWHERE:
        if language in languages and sign.search(text):
            raise SpecError(f"in {language} {why}")
    return _ROUND[language].sub(_AWAY[language], text) if language in _ROUND else text
