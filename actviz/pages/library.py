"""What the commands do, for programs: rows, and how a function shows itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from actviz.facts import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from actviz.lookup.names import Function


def table(*functions: str | Function, tolerance: float = TOLERANCE) -> list[dict[str, Any]]:
    """The facts of some functions as plain dictionaries, which pandas and Polars take as they are.

    Args:
        functions: names as on the command line, formulas, or functions.
        tolerance: a function counts as saturated where its slope stays below this.

    Returns:
        A dictionary each with the fields of ``actviz table --format json``; infinities are floats.
    """
    from actviz.pages.table import full_row

    return [full_row(function, tolerance) for function in resolved(functions)]


def compare(reference: str | Function, *others: str | Function) -> list[dict[str, Any]]:
    """How far functions are from the first one, as ``actviz compare`` tells it.

    Returns:
        A dictionary for each: ``function``, ``largest`` difference and the place ``at`` which it
        is, ``rms`` under a standard normal input, and the same for slopes. None: not found.

    Raises:
        SpecError: a function that is not elementwise.
    """
    from actviz.functions.entry import SpecError
    from actviz.functions.kinds import is_elementwise
    from actviz.lookup.registry import what
    from actviz.measure import comparison

    first, *rest = resolved([reference, *others])
    found = []
    for function in rest:
        if not is_elementwise(first) or not is_elementwise(function):
            other = function if is_elementwise(first) else first
            raise SpecError(f"{what(other)}; compare takes functions of one x, such as gelu")
        one = comparison.compared(first, function)
        row: dict[str, Any] = {"function": function.display}
        sides = ("", one.largest, one.mean_square), (
            "slope_", one.slope_largest, one.slope_mean_square,
        )  # fmt: skip
        for prefix, largest, square in sides:
            row[f"{prefix}largest"] = largest.value if largest else None
            row[f"{prefix}at"] = largest.x if largest and largest.value else None
            row[f"{prefix}rms"] = None if square is None else math.sqrt(square)
        found.append(row)
    return found


def code(
    *functions: str | Function,
    to: str,
    order: int | None = None,
    dtype: str | None = None,
    arguments: Sequence[str] = (),
    name: str | None = None,
) -> str | bytes:
    """Functions and their slopes as code of another language, as ``actviz export`` writes it.

    Args:
        functions: names as on the command line, formulas, or functions.
        to: the language: ``"c"``, ``"numpy"`` and the others of ``actviz export --list``.
        order: the highest derivative; the first by default, in PyTorch and JAX the second.
        dtype: the number format; the language's own by default.
        arguments: parameters that stay arguments of the code.
        name: what a single function is called.

    Returns:
        The text of a file, bytes for ONNX. Nothing is run: the head says "not measured".

    Raises:
        ValueError: what cannot be written, with the reason.
    """
    import sys

    from actviz.export import approximations, rows, targets, write

    found: list[Any] = resolved(functions)
    if not found:
        raise ValueError("code needs a function")
    if name is not None and len(found) > 1:
        raise ValueError(f"name is for one function, not for {len(found)}")
    target = targets.target_of(to, None)
    version: str = sys.modules[__name__.partition(".")[0]].__version__  # of the package's face
    if any(map(rows.of_rows, found)) and not arguments:
        return rows.in_rows(
            found, target, order=order, stem=name, dtype=dtype, version=version
        )  # fmt: skip
    if any(getattr(one, "in_integers", False) for one in found) or target.name in targets.WHOLE:
        if order is not None or dtype is not None or arguments:
            raise ValueError("an approximation in integers takes no order, dtype or arguments")
        pairs = approximations.programs(found, target, name)
        return approximations.text(target, [one for _, one in pairs], version)
    made = write.program(
        found, target, order=order, arguments=list(arguments), stem=name, dtype=dtype,
        version=version,
    )  # fmt: skip
    return write.text(target, made)


def identify(
    source: str | Function | Callable[..., Any] | ArrayLike,
    values: ArrayLike | None = None,
    *,
    top: int = 5,
) -> list[dict[str, Any]]:
    """Which functions of the catalogue something may be, nearest first, parameters read off.

    Args:
        source: a formula or a function; a callable, which is asked with arrays of the library that
            its code names; or the abscissae of samples.
        values: the values of the samples.
        top: how many answers at most.

    Returns:
        A dictionary for each, with the fields of ``actviz identify --format json``.

    Raises:
        SpecError: a formula or function that is not elementwise.
        ValueError: samples that are too few or of two lengths, or a callable that fails.
    """
    import numpy as np

    from actviz.functions.entry import Entry
    from actviz.models import identification
    from actviz.readings.reals import reals

    if values is not None:
        x, y = (np.ravel(reals(cast("ArrayLike", one))) for one in (source, values))
        if x.size != y.size:
            raise ValueError(f"{x.size} abscissae and {y.size} values; there is to be one for each")
        answers = identification.of_samples(x, y, top)
    elif isinstance(source, (str, Entry)):
        function = identification.one_of_x(resolved([source]), source)
        answers = identification.of_formula(function.bound_tree, top)
    else:
        from actviz.measure import callables

        word = getattr(source, "__qualname__", type(source).__name__)
        home = getattr(source, "__module__", None) or type(source).__module__
        answers = identification.of_callable(callables.adapted(source, f"{home}:{word}"), top)
    return [one.row() for one in answers]


def resolved(functions: Any) -> list[Function]:
    """Names, formulas and functions as functions.

    Raises:
        TypeError: one that is none of these.
    """
    from actviz.functions.entry import Entry
    from actviz.lookup.registry import resolve

    found: list[Function] = []
    for function in functions:
        if not isinstance(function, (str, Entry)):
            raise TypeError(
                "a function is a name, a formula as text, or what actviz.get and its kin give, "
                f"not {type(function).__name__}"
            )
        found += resolve(function) if isinstance(function, str) else [cast("Function", function)]
    return found


def bundle(function: Function) -> dict[str, str]:
    """What a notebook shows of a function: its formula typeset, and its picture.

    The picture is an SVG whose colours are read on light and on dark paper.
    """
    import re

    from actviz.figures.compose.picture import compose
    from actviz.figures.engines.matplotlib_figure import to_bytes
    from actviz.readings.notation.latex import to_latex

    picture = to_bytes(compose([function], size=(4.6, 3.2), title=""), "svg").decode()
    picture = picture[picture.index("<svg") :]
    tree = getattr(function, "tree", None)
    formula = to_latex(tree) if tree is not None else function.formula
    left = "f(u, v)" if function.door == "gate" else "f(x)"
    math = (
        f"${left} = {_escaped(formula)}$"
        if tree is not None
        else f"<code>{_escaped(formula)}</code>"
    )
    title = _escaped(function.title or function.display)
    # Ids of two pictures in one notebook must not meet.
    own = re.sub(r"\W", "_", function.display)
    picture = re.sub(r'(id="|#)([A-Za-z])', rf"\1{own}-\2", picture)
    page = f'<div><b>{title}</b><br>{math}<br><div style="background:#fff">{picture}</div></div>'
    return {"text/plain": repr(function), "text/html": page}


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)
