"""``actviz approximate``: a function as a table, pieces, a polynomial or a rational."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any, Final

from actviz.arrays import np
from actviz.cli import approximate_options as wanted
from actviz.cli.budget import MADE, bounded
from actviz.cli.options import FormatOption, Name, Theme, idle, option, span, to_file
from actviz.cli.picture_options import Size
from actviz.text import terminal
from actviz.text.rows import Lower, Upper

if TYPE_CHECKING:
    from actviz.approximation.request import Request
    from actviz.approximation.value.result import Approximation

_KINDS: Final = {"entries": "table"}  # the options that are not called like their kind


def approximate(
    name: Name,
    pieces: wanted.PiecesOption = None,
    degree: wanted.Degree = 1,
    knots: wanted.Knots = "free",
    continuous: wanted.Continuous = False,
    polynomial: wanted.Polynomial = None,
    rational: wanted.Rational = None,
    entries: wanted.Entries = None,
    interpolate: wanted.Interpolate = False,
    fold: wanted.Fold = False,
    odd: wanted.Odd = False,
    even: wanted.Even = False,
    range_: Annotated[str | None, option("--range LOW:HIGH", "Of x; else the whole line.")] = None,
    order: Annotated[
        int, option("--order", "0: the function; 1: its derivative.", min=0, max=1)
    ] = 0,
    error: wanted.ErrorOption = "absolute",
    density: wanted.Density = "uniform",
    within: wanted.Within = None,
    outside: wanted.Outside = None,
    coefficients: wanted.Coefficients = None,
    fixed: wanted.FixedOption = None,
    integers: wanted.Integers = None,
    bits: wanted.Bits = None,
    zero_at_zero: wanted.Zero = False,
    exact_at_kinks: wanted.Exact = False,
    monotone: wanted.Monotone = False,
    above: wanted.Above = False,
    below: wanted.Below = False,
    with_slope: wanted.WithSlope = False,
    sweep: wanted.Sweep = None,
    output: Annotated[
        str | None, to_file("An approx.json, or a picture: png, svg or pdf.")
    ] = None,
    size: Size = None,
    theme: Theme = None,
    format_: FormatOption = "table",
) -> None:  # fmt: skip
    """Approximate a function for hardware, with the largest error proved.

    By a table, pieces, a polynomial or a rational: say one of --pieces, --polynomial, --rational
    and --entries. The largest error is a bracket by ball arithmetic, what rounding adds included.
    bound_any is what no pieces of that number come below, wherever their knots are. Kinks and
    jumps get knots of their own where knots are free. mse is over the range.

    JSON, and -o approx.json, hold all there is to compute it: pieces are half-open [low, high),
    coefficients those of powers of x, lowest first. With --fixed or --integers every input is
    tried, and the result is to the bit what exported code computes.

    \b
    Examples:
      actviz approximate gelu --pieces 16 --range=-4:4
      actviz approximate sigmoid --pieces auto --within 1e-3
      actviz approximate gelu --pieces 8 --range=-4:4 --knots grid:2^-4 --coefficients Q2.6
      actviz approximate gelu --polynomial 9 --range=-4:4 --format json
      actviz approximate tanh --polynomial 7 --range 0.001:1 --odd --error relative
      actviz approximate silu --pieces 6 --fold --range=-8:8 --outside asymptote
      actviz approximate sigmoid --entries 513 --interpolate --fixed Q4.12:Q1.15 -o approx.json
      actviz approximate tanh --rational 4/4 --range=-4:4
      actviz approximate gelu --sweep 4:32 --pieces auto --range=-4:4
      actviz approximate gelu --pieces 8 --range=-4:4 -o gelu.png
    """  # fmt: skip
    from actviz.approximation.request import Request
    from actviz.lookup.registry import elementwise

    functions = elementwise([name], "approximate")
    if len(functions) != 1:
        raise ValueError(f"{name!r} is {len(functions)} functions; one is approximated")
    chosen = {"pieces": pieces, "polynomial": polynomial, "rational": rational, "entries": entries}
    if output is None:
        idle("is of the picture; name its file with -o", theme=theme, size=size)
    request = Request(
        activation=functions[0],
        spec=name,
        order=order,
        span=span(range_),
        degree=degree,
        knots=_knots(knots),
        continuous=continuous,
        interpolate=interpolate,
        measure=error,
        density=_density(density),
        within=within,
        outside=outside,
        fold=fold,
        parity=_one(odd=odd, even=even),
        held=coefficients,
        zero=zero_at_zero,
        exact=exact_at_kinks,
        monotone=monotone,
        side={"above": 1, "below": -1, None: 0}[_one(above=above, below=below)],
        slope=with_slope,
    )
    request = _formats(request, fixed, integers, bits)
    requests = [_sized(request, kind, text) for kind, text in chosen.items() if text is not None]
    if not requests:
        raise ValueError(
            "say what to make: --pieces N, --polynomial D, --rational P/Q or --entries N"
        )
    if sweep is not None:
        from actviz.cli.approximate_sweep import swept

        with bounded(functions, MADE):
            swept(requests, sweep, output, theme or "light", size, format_)
        return
    if len(requests) > 1:
        both = " and ".join(f"--{kind}" for kind, text in chosen.items() if text is not None)
        raise ValueError(f"{both} are two kinds; give one, or both with --sweep")
    from actviz.approximation.making import approximate as make

    with bounded(functions, MADE):
        approx = make(requests[0])
    if output is not None:
        from actviz.cli.plot import write
        from actviz.figures.compose import wishes
        from actviz.figures.compose.approximations import approximation_scene

        inches = wishes.size(size)
        write(approximation_scene(functions[0], approx, theme or "light", inches), output)
        if output == "-":
            return
        terminal.note(output)
    show(approx, format_, squares=error == "mse")


def _one(**given: bool) -> str | None:
    """Which of two words was given."""
    said = [word for word, value in given.items() if value]
    if len(said) > 1:
        raise ValueError(f"--{said[0]} and --{said[1]} exclude each other")
    return said[0] if said else None


def _sized(request: Request, kind: str, text: str) -> Request:
    """The request with its kind and size."""
    words = text.split("/") if kind == "rational" else [text]
    if kind == "rational" and words != ["auto"] and len(words) != 2:
        raise ValueError(f"--rational {text!r} is not P/Q or auto; an example: --rational 4/4")
    if words == ["auto"]:
        return replace(request, kind=_KINDS.get(kind, kind), size=None)
    if not all(word.isdecimal() for word in words):
        more = "" if kind == "rational" else " and not auto"
        raise ValueError(f"--{kind} {text!r} is no whole number{more}")
    return replace(request, kind=_KINDS.get(kind, kind), size=int(words[0]), divisor=int(words[-1]))


def _knots(text: str) -> str | float:
    """Where knots may be: a word, or the step of a grid."""
    if text in ("free", "even", "pow2"):
        return text
    word, colon, step = text.partition(":")
    if word == "grid" and colon:
        power = re.fullmatch(r"(\d+(?:\.\d+)?)(?:\^|\*\*)(-?\d{1,3})", step)
        try:
            value = float(power[1]) ** int(power[2]) if power else float(step)
        except (ValueError, OverflowError):
            value = math.nan
        if 0 < value < math.inf:
            return value
    raise ValueError(f"--knots {text!r} is none of free, even, pow2 and grid:STEP (grid:2^-4)")


def _density(text: str) -> Any:
    """Which inputs count: uniform, mean and standard deviation, or the numbers of a file."""
    if text == "uniform":
        return text
    word, colon, rest = text.partition(":")
    if word == "normal":
        numbers = rest.split(",") if colon else ["0", "1"]
        try:
            mean, deviation = (float(one) for one in numbers)
        except ValueError:
            mean, deviation = 0.0, 0.0
        if not (math.isfinite(mean) and 0 < deviation < math.inf):
            raise ValueError(f"--density {text!r} is not normal:MEAN,DEVIATION, such as normal:0,1")
        return mean, deviation
    from actviz.files.numbers_from_file import numbers as numbers_in

    inputs = numbers_in(text)
    inputs = inputs[np.isfinite(inputs)]
    if not inputs.size:
        raise ValueError(f"{text}: holds no finite numbers")
    return inputs


def _formats(
    request: Request, fixed: str | None, integers: str | None, bits: str | None
) -> Request:
    """The formats of inputs and results, and of coefficients where they follow from those."""
    if fixed is not None and integers is not None:
        raise ValueError("--fixed and --integers exclude each other")
    if fixed is not None:
        names = fixed.split(":")
        if len(names) != 2 or not all(names):
            raise ValueError(f"--fixed {fixed!r} is not IN:OUT, such as Q4.12:Q1.15")
        return replace(request, fixed=(names[0], names[1]))
    if integers is None:
        idle("is of --integers", bits=bits)
        return request
    sides = [side.split(",") for side in integers.split(":")]
    if len(sides) != 2 or any(len(side) != 2 for side in sides):
        raise ValueError(f"--integers {integers!r} is not SCALE,ZERO:SCALE,ZERO")
    given, out = (f"int{bits or 8}:{side[0]}:{side[1]}" for side in sides)
    return replace(request, fixed=(given, out))


# ---------------------------------------------------------------- out of it


def show(approx: Approximation, kind: str, *, squares: bool = False) -> None:
    """Print an approximation: JSON whole, else what it is worth and its numbers."""
    if kind == "json":
        terminal.out(approx.to_json())
        return
    rows = numbers_of(approx)
    if kind == "table":
        terminal.table([summary(approx, squares=squares)], kind)
        terminal.out("\n")
    terminal.table(rows, kind)
    if kind == "table" and approx.slope is not None:
        terminal.out("\nslopes\n")
        terminal.table([summary(approx.slope)], kind)
        terminal.out("\n")
        terminal.table(numbers_of(approx.slope), kind)


def summary(one: Approximation, *, squares: bool = False) -> dict[str, Any]:
    """One row on what an approximation is worth.

    Args:
        squares: whether the mean square is what was minimised: then with its bracket.
    """
    name, error = one.function + "'" * one.order, one.error
    row: dict[str, Any] = {"function": name, "kind": one.kind, "size": size_of(one)}
    if error is not None:
        ends = {"lower": Lower(error.lower), "upper": Upper(error.upper)}
        row |= {"error": error.measure, **ends, "at": error.at}
    if squares and one.mse_bracket is not None:
        lower, upper = one.mse_bracket
        row |= {"mse_lower": Lower(lower), "mse_upper": Upper(upper)}
    else:
        row["mse"] = one.mse
    row["bits"] = one.bits
    if one.bound_any is not None:
        row["bound_any"] = Lower(one.bound_any)
    if one.outside_error is not None:
        row["outside"] = Upper(one.outside_error.upper)
    if one.note is not None:
        row["note"] = one.note
    return row


def size_of(approx: Approximation) -> str:
    """How large it is, in the words of its option."""
    if approx.pieces is not None:
        return str(len(approx.pieces))
    if approx.table is not None:
        return str(len(approx.table.values))
    if approx.polynomial is not None:
        return str(len(approx.polynomial) - 1)
    return f"{len(approx.numerator or ()) - 1}/{len(approx.denominator or ()) - 1}"


def numbers_of(approx: Approximation) -> list[dict[str, Any]]:
    """A row for each piece, entry or power of x."""
    if approx.pieces is not None:
        length = max(len(piece.coefficients) for piece in approx.pieces)
        rows = []
        for one in approx.pieces:
            padded = [*one.coefficients, *[0.0] * (length - len(one.coefficients))]
            numbers = {f"c{k}": c for k, c in enumerate(padded)}
            rows.append({"low": one.low, "high": one.high, **numbers})
        return rows
    if approx.table is not None:
        table = approx.table
        return [{"x": table.start + k * table.step, "value": v} for k, v in enumerate(table.values)]
    if approx.polynomial is not None:
        return [{"power": k, "coefficient": c} for k, c in enumerate(approx.polynomial)]
    both = zip_longest(approx.numerator or (), approx.denominator or (), fillvalue=0.0)
    return [{"power": k, "numerator": p, "denominator": q} for k, (p, q) in enumerate(both)]
