"""What would come of measured inputs: under another function, or in another number format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actviz.arrays import np
from actviz.formula.tree import COMPARISONS, walk
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get, resolve
from actviz.models import naming
from actviz.readings import float64

if TYPE_CHECKING:
    from actviz.models.places import FunctionPlace
    from actviz.models.running import Measured

Row = dict[str, Any]


def function_of(place: FunctionPlace) -> Activation | None:
    """A place's function: the entry that it surely is, else its own formula."""
    try:
        if place.named.sure:
            (function,) = resolve(place.named.spec)
            return function if isinstance(function, Activation) else None
        return naming.as_function(place.named.formula)
    except ValueError:
        return None


def swapped(reached: Sequence[Measured], asked: str) -> list[Row]:
    """The change of each layer's output if one function took the place of another.

    Raises:
        ValueError: it is not OLD=NEW, or nothing in the model computes the old function.
    """
    old, equals, new = asked.partition("=")
    if not equals or not old.strip() or not new.strip():
        raise ValueError(f"--swap {asked!r} is not OLD=NEW; an example: --swap silu=hard_swish")
    before, after = get(old.strip()), get(new.strip())
    rows: list[Row] = []
    for one in reached:
        function = function_of(one.place)
        if function is None or before.name not in (function.name, one.place.named.spec):
            continue
        x = one.inputs[np.isfinite(one.inputs)]
        if not x.size:
            continue
        with np.errstate(all="ignore"):
            was, is_ = np.asarray(function(x)), np.asarray(after(x))
            gap = is_ - was
        at = int(np.argmax(np.abs(gap)))
        rms, size = math.sqrt(float(np.mean(gap**2))), math.sqrt(float(np.mean(was**2)))
        rows.append({
            "where": one.place.where, "function": one.place.named.spec, "swap": new.strip(),
            "count": int(x.size), "largest": float(gap[at]), "at": float(x[at]), "rms": rms,
            "relative_rms": rms / size if size else None,
        })  # fmt: skip
    if not rows:
        raise ValueError(f"nothing that was measured in the model is {old.strip()}")
    return rows


def in_format(reached: Sequence[Measured], dtype: str) -> list[Row]:
    """Where a layer's inputs reach overflow, or a dead stretch, in a number format.

    overflow: the share of inputs at which the input, a number on the formula's way or the output
    is too large for the format. dead: the share at which the slope rounds to 0.
    """
    from actviz.readings.exact import FORMATS
    from actviz.readings.number_formats import rounded

    digits, _, largest = FORMATS[dtype]
    most = (2 - 2.0 ** (1 - digits)) * 2.0**largest
    rows: list[Row] = []
    for one in reached:
        function = function_of(one.place)
        x = one.inputs[np.isfinite(one.inputs)]
        if function is None or not x.size:
            continue
        x = rounded(x.ravel(), dtype)
        over = np.abs(x) > most
        kept = np.where(over, 0.0, x)
        with np.errstate(all="ignore"):
            for part in walk(one.place.named.formula):
                if part.op in ("number", "name", "pi", "e") or part.op in COMPARISONS:
                    continue
                values = np.broadcast_to(float64.evaluate(part, kept, {}), kept.shape)
                over = over | (np.abs(values) > most)
            slopes = rounded(np.asarray(function.derivative(kept)), dtype)
        rows.append({
            "where": one.place.where, "function": one.place.named.spec, "dtype": dtype,
            "least": float(x.min()), "most": float(x.max()), "count": int(x.size),
            "overflow": float(np.mean(over)), "dead": float(np.mean((slopes == 0) & ~over)),
        })  # fmt: skip
    return rows
