"""What the commands do, for programs: rows, and how a function shows itself."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal, cast

from actviz.arrays import np
from actviz.facts import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import UnionType

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

    of_kind({"tolerance": tolerance}, Real, "a number")
    return [full_row(function, tolerance) for function in resolved(functions)]


def compare(
    reference: str | Function,
    *others: str | Function,
    measure: Literal["difference", "relative", "ulp"] = "difference",
    dtype: str | None = None,
    range: str | tuple[float, float] | None = None,
    data: ArrayLike | None = None,
) -> list[dict[str, Any]]:
    """How far functions are from the first one, as ``actviz compare`` tells it.

    Args:
        reference: what the others are compared with: a name, a formula, or a function.
        others: the same.
        measure: the difference, with means and slopes; or the largest one alone, relative, or in
            ulps of a number format.
        dtype: that format; float32 by default.
        range: where to look, ``(-6, 6)`` or ``"-6:6"``; everywhere by default.
        data: finite inputs that means are over, instead of a standard normal one; those in the
            range count.

    Returns:
        A dictionary for each, with the fields of ``actviz compare --format json``. None: not
        found; ``note`` says why.

    Raises:
        SpecError: a function that is not elementwise.
        ValueError: an argument that does not fit; the message says which.
    """
    from actviz.facts.interval import Interval
    from actviz.figures.compose import wishes
    from actviz.lookup.registry import of_one_x
    from actviz.measure.weighing import Weighing, counted
    from actviz.pages.comparing import distances
    from actviz.readings.formats import known
    from actviz.readings.reals import reals

    if measure not in ("difference", "relative", "ulp"):
        raise ValueError(f"measure is difference, relative or ulp, not {measure!r}")
    if dtype is not None and measure != "ulp":
        raise ValueError("dtype is the format of measure='ulp'; give both")
    if data is not None and measure != "difference":
        raise ValueError(f"data is for means, and measure={measure!r} has none")
    if not others:
        raise ValueError("others are the functions that reference is compared with: one or more")
    known(dtype or "float32")
    first, *rest = of_one_x(resolved([reference, *others]), "compare")
    ends = wishes.limits(range, "range")
    over = Interval(*ends, True, True) if ends else None
    weighing = Weighing(over)
    if data is not None:
        seen = reals(data).ravel()
        if not np.isfinite(seen).all():
            raise ValueError("data are finite numbers")
        try:
            weighing = Weighing(over, counted(seen, over))
        except ValueError as error:
            raise ValueError(f"data {error}") from None
    over = over or weighing.span
    return [distances(first, one, over, weighing, measure, dtype or "float32")[0] for one in rest]


def code(
    *functions: str | Function,
    to: str,
    order: int | None = None,
    dtype: str | None = None,
    arguments: str | Sequence[str] = (),
    name: str | None = None,
) -> str | bytes:
    """Functions and their slopes as code of another language, as ``actviz export`` writes it.

    Args:
        functions: names as on the command line, formulas, or functions.
        to: the language: ``"c"``, ``"numpy"`` and the others of ``actviz export --list``.
        order: the highest derivative; the first by default, in PyTorch and JAX the second.
        dtype: the number format; the language's own by default.
        arguments: parameters that stay arguments of the code, one or several.
        name: what a single function is called.

    Returns:
        The text of a file, bytes for ONNX. Nothing is run: the head says "not measured".

    Raises:
        ValueError: what cannot be written, with the reason.
    """
    import sys

    from actviz.export import integer_files, softmax_files, targets, write

    of_kind({"to": to}, str, "the name of a language")
    of_kind({"name": name}, str | None, "text")
    of_kind({"order": order}, Integral | None, "a whole number")
    of_kind({"arguments": arguments}, Iterable, "names of parameters")
    if order is not None and order < 0:
        raise ValueError(f"order counts derivatives: 0 or more, not {order}")
    arguments = [arguments] if isinstance(arguments, str) else list(arguments)
    entries: list[Any] = resolved(functions)
    if not entries:
        raise ValueError("code needs a function")
    if name is not None and len(entries) > 1:
        raise ValueError(f"name is for one function, not for {len(entries)}")
    target = targets.target_of(to, None)
    version: str = sys.modules[__name__.partition(".")[0]].__version__  # of the package's face
    if any(map(softmax_files.of_rows, entries)) and not arguments:
        return softmax_files.in_rows(
            entries, target, order=order, stem=name, dtype=dtype, version=version
        )  # fmt: skip
    if any(getattr(one, "in_integers", False) for one in entries) or target.name in targets.WHOLE:
        if order is not None or dtype is not None or arguments:
            raise ValueError("an approximation in integers takes no order, dtype or arguments")
        pairs = integer_files.programs(entries, target, name)
        return integer_files.text(target, [one for _, one in pairs], version)
    program = write.program(
        entries, target, order=order, arguments=arguments, stem=name, dtype=dtype,
        version=version,
    )  # fmt: skip
    return write.text(target, program)


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

    of_kind({"top": top}, Integral, "a whole number")
    if top < 1:
        raise ValueError(f"top counts answers: 1 or more, not {top}")
    if values is not None:
        x, y = (np.ravel(reals(cast("ArrayLike", one))) for one in (source, values))
        if x.size != y.size:
            raise ValueError(f"{x.size} abscissae and {y.size} values; there is to be one for each")
        answers = identification.of_samples(x, y, top)
    elif isinstance(source, (str, Entry)):
        function = identification.one_of_x(resolved([source]), source)
        answers = identification.of_formula(function.bound_tree, top)
    elif not callable(source):
        what = "a formula, a function, a callable, or with values the abscissae of samples"
        raise TypeError(f"source is {what}, not {type(source).__name__}")
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

    entries: list[Function] = []
    for function in functions:
        if not isinstance(function, (str, Entry)):
            raise TypeError(
                "a function is a name, a formula as text, or what actviz.get and its kin give, "
                f"not {type(function).__name__}"
            )
        entries += resolve(function) if isinstance(function, str) else [cast("Function", function)]
    return entries


def of_kind(given: dict[str, Any], kind: type | UnionType, what: str) -> None:
    """Whether arguments that are given are what they should be.

    Raises:
        TypeError: one is not; the message names it.
    """
    for word, value in given.items():
        if not isinstance(value, kind):
            raise TypeError(f"{word} is {what}, not {type(value).__name__}")


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
