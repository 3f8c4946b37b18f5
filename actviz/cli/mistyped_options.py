"""What was perhaps meant by a command line that cannot be meant as it was typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from actviz.streams.words import is_number, number

_VALUED: Final = re.compile(r"\s*(?P<word>[^\W\d]\w*)\s*=(?P<values>[^=].*)")
# Options of other programs, and what they are called here.
_MEANT: Final = {
    "--lr": "--rate", "--learning-rate": "--rate", "--optimizer": "--optimiser",
    "--color": "--theme", "--colour": "--theme", "--xlim": "--range", "--out": "--output",
    "--outfile": "--output", "--csv": "--format csv", "--json": "--format json",
    "--layers": "--hidden", "--batch-size": "--batch", "--dataset": "--data",
    "--precision": "--digits", "--n": "--order", "--points-per-binade": "--points",
    "--func": "--activation", "--function": "--activation",
}  # fmt: skip


def check_names(given: Mapping[str, Any], options: Collection[str]) -> None:
    """Refuse words that would be drawn as constants where something else was meant.

    Args:
        given: what a command was given, by the names of its arguments.
        options: the options that it has, as they are typed.
    """
    names: Sequence[str] = given.get("names") or given.get("activation") or ()
    if isinstance(names, str):
        return
    before = ""
    for place, word in enumerate(names):
        if is_number(word):
            numbers = [one for one in names[place:] if is_number(one)]
            raise ValueError(_number(word, numbers, options, before))
        assigned = _VALUED.fullmatch(word)
        if assigned and before and _is_parameter(assigned, before):
            raise ValueError(
                f"{word!r} stands apart from its function; write {before}:{word.strip()}"
            )
        before = word


def _number(word: str, numbers: Sequence[str], options: Collection[str], before: str) -> str:
    """What to say of a number where a function was expected."""
    hints = []
    if len(numbers) == 2 and "--range" in options and number(numbers[0]) < number(numbers[1]):
        hints.append(f"a range of x is --range={numbers[0].strip()}:{numbers[1].strip()}")
    elif "--order" in options and word.strip() in "1234":
        hints.append(f"derivatives up to order {word.strip()} are --order {word.strip()}")
    if before:
        values = " ".join(one.strip() for one in numbers)
        hints.append(f"a value at x is actviz eval {_quoted(before)} {values}")
    hints.append(f"a constant has a label: c={word.strip()}")
    return f"{word.strip()!r} is a number, not a function; {'; '.join(hints)}"


def _quoted(spec: str) -> str:
    from shlex import quote

    return quote(spec)


def _is_parameter(assigned: re.Match[str], before: str) -> bool:
    """Whether the word before an equals sign is a parameter of a function, and numbers behind."""
    from actviz.cli.options import parameters_of

    values = assigned["values"].split(",")
    return all(map(is_number, values)) and assigned["word"] in parameters_of(before)


def no_option(option: str, known: Sequence[str]) -> str:
    """What to say of an option that a command does not have."""
    from actviz.lookup.foreign_words import nearest

    there = set(known)
    meant = _MEANT.get(option, "")
    if meant.split(" ")[0] in there:
        return f"no such option: {option}; did you mean {meant}?"
    near = nearest(option.lstrip("-"), [word[2:] for word in known if word.startswith("--")], 2)
    options = " or ".join(f"--{word}" for word in near)
    hint = f"; did you mean {options}?" if near else "; --help lists them all"
    if len(option) == 2:
        hint += "; a formula that begins with a minus stands in brackets, or behind --"
    return f"no such option: {option}{hint}"


def no_command(word: str, commands: Sequence[str]) -> str:
    """What to say of a command that there is none of."""
    from actviz.lookup.foreign_words import nearest
    from actviz.lookup.names import fold, folded

    near = nearest(word, commands)
    if near and fold(word) not in folded():
        return f"no such command {word!r}; did you mean {near[0]!r}?"
    if _is_function(word):
        shown = _quoted(word)
        return f"{word} is a function, not a command; try: actviz show {shown}, actviz plot {shown}"
    return f"no such command {word!r}; commands: {', '.join(commands)}"


def too_many(words: str, given: Mapping[str, Any]) -> str:
    """What to say of words that a command has no place for."""
    message = f"{words} is more than the command takes"
    name = given.get("name")
    assigned = _VALUED.fullmatch(words)
    if isinstance(name, str) and assigned and _is_parameter(assigned, name):
        return f"{message}; write {name}:{words.strip()}"
    if isinstance(name, str):
        return f"{message}; it takes one NAME, here {name!r}, and a formula stands in quotes"
    return message


def _is_function(word: str) -> bool:
    from actviz.lookup.registry import resolve

    try:
        return bool(resolve(word))
    except ValueError:
        return False
