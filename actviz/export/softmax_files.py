"""Softmax and log_softmax as code: which languages take a row, under what names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from actviz.export import write
from actviz.export.targets import Target
from actviz.functions.kinds import is_vector

if TYPE_CHECKING:
    from actviz.functions.vector.vector_function import VectorFunction

NAMES: Final = ("softmax", "log_softmax")
_REASONS: Final = {
    "verilog": "its modules are of approximations in integers",
    "mem": "its tables are of approximations in integers",
}


def of_rows(function: Any) -> bool:
    """Whether a function is one of those written as functions of a row."""
    return is_vector(function) and function.name in NAMES


def in_rows(
    functions: Sequence[Any],
    target: Target,
    *,
    order: int | None,
    stem: str | None,
    dtype: str | None,
    version: str,
    accuracy: str = "not measured",
) -> str | bytes:
    """The content of a file.

    Args:
        functions: softmax, log_softmax or both.
        target: the language.
        order: 0 for values alone, 1 (as by default) with the product of a gradient and the
            Jacobian; torch and jax always have it.
        stem: what the function is called, if there is one.
        dtype: the number format; the language's own by default.
        version: of the program that writes, for the head.
        accuracy: what a run of the text has shown, for the head.

    Raises:
        ValueError: what cannot be written, with the reason.
    """
    from actviz.readings.languages import softmax_rows

    alien = [one.name for one in functions if not of_rows(one)]
    if alien:
        raise ValueError(f"softmax and log_softmax take a file of their own, without {alien[0]}")
    if target.name not in softmax_rows.RENDER:
        reason = _REASONS.get(target.name, f"rows are written in {', '.join(softmax_rows.RENDER)}")
        raise ValueError(f"{functions[0].name} is not written in {target.name}: {reason}")
    highest = 1 if order is None else order
    if highest > 1:
        raise ValueError(
            f"order {highest} of {functions[0].name}: the slopes of a row are a matrix, of which "
            "an export has the product with a gradient; torch and jax differentiate that again"
        )
    chosen = write.format_of(target, dtype)
    write.fitting_stem(stem)
    called = named(functions, target, stem)
    head = write.head([name for _, name in called], version, accuracy)
    written = [(one.name, name, tuple(map(write.safe, _says(one)))) for one, name in called]
    return softmax_rows.RENDER[target.name](written, chosen, highest, head)


def named(
    functions: Sequence[Any], target: Target, stem: str | None
) -> list[tuple[VectorFunction, str]]:
    """Each function with its name in a file."""
    from actviz.readings.languages import softmax_rows

    reserved = target.language().RESERVED | softmax_rows.TAKEN
    taken: set[str] = set()
    return [(one, write.called(one, stem, reserved, taken)) for one in functions]


def _says(function: VectorFunction) -> list[str]:
    from actviz.lookup import citations

    lines = [f"{function.display}: component i is {function.formula}"]
    return lines + [citations.in_a_line(key) for key in function.references[:1]]
