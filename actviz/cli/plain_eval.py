"""``actviz eval NAME... NUMBER...`` with no option, as pipelines type it: it needs no parser.

Typer takes half as long to import as NumPy. What is not as plain as that, mistakes included, is
left to the whole command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actviz.streams.words import is_number, is_vector, number


def plain(arguments: Sequence[str]) -> Callable[[], None] | None:
    """What to run; None where the whole command is needed."""
    command, *words = arguments or [""]
    options = [word for word in words if word.startswith("-") and not is_number(word)]
    vectors = [word for word in words if is_vector(word) or word.lstrip().startswith("[")]
    assigned = any("=" in word for word in words)  # a label, or a parameter that went astray
    if command != "eval" or not words or options or vectors or assigned:
        return None

    def run() -> None:
        from actviz.functions.kinds import is_elementwise
        from actviz.lookup.registry import resolve_all
        from actviz.streams import pipes, text_lines
        from actviz.streams.reader import Reader

        try:
            named = resolve_all(word for word in words if not is_number(word))
        except ValueError:  # a mistake, or a file
            raise NotPlain from None
        functions = [function for function in named if is_elementwise(function)]
        constant = any(not function.tree.names for function in functions[1:])  # a number: 1/3
        if not functions or functions != named or constant:
            raise NotPlain
        given = [number(word) for word in words if is_number(word)]
        with pipes.number_blocks(given, None) as blocks:
            text_lines.transform(blocks, text_lines.Columns(functions), Reader())  # type: ignore[arg-type]

    return run


class NotPlain(BaseException):
    """The words ask for more than this; nothing has been done yet."""
