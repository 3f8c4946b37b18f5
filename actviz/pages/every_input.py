"""What was found at every input of a format: as data, as a table, and in a sentence."""

from __future__ import annotations

import math
from typing import Any, Final

from actviz.arrays import np
from actviz.functions.elementwise import Activation
from actviz.measure.headline import row_of_every_input
from actviz.measure.tally import EDGES, WORST, WRONG, Bad, Tally, of_patterns

_SAID: Final = {
    "zero": "zeros where the result is not 0",
    "sign": "of the wrong sign",
    "nan": "NaN for a number",
    "lost_nan": "a number for NaN",
    "overflow": "infinite for a number",
    "no_overflow": "finite for an infinity",
    "monotone": "neighbours in the wrong order",
    "symmetry": "x against -x",
    "flushed": "subnormal numbers flushed",
    "zero_sign": "zeros of the wrong sign",
}


def found(
    tally: Tally, function: Activation, callable_: str, version: str, order: int
) -> dict[str, Any]:
    """One order of derivative as the object that JSON shows, an audit's row among it."""
    return {
        "function": function.display,
        "callable": callable_,
        "order": order,
        "dtype": tally.dtype,
        "tried": tally.tried,
        "proved": tally.proved,
        "misrounded": tally.misrounded,
        "beyond_1_ulp": tally.beyond_1_ulp,
        "flushed": tally.counts["flushed"],
        "zero_sign": tally.counts["zero_sign"],
        "wrong": {kind: tally.counts[kind] for kind in WRONG},
        "plainest": {
            kind: _case(tally.plainest[kind], tally.dtype) for kind in _SAID if tally.counts[kind]
        },
        "worst": [{**_case(bad, tally.dtype), "ulp": bad.ulp} for bad in tally.worst[:WORST]],
        "histogram": [
            {"low": low, "high": high, "count": count}
            for low, high, count in zip((0.0, *EDGES), EDGES, tally.histogram, strict=False)
        ],
        "decided_by": {"pieces": tally.by_pieces, "balls": tally.by_balls},
        "version": version,
        **row_of_every_input(tally, function, order),
    }


def _case(bad: Bad, dtype: str) -> dict[str, Any]:
    width = 8 if dtype == "float32" else 4
    return {
        "x": float(of_patterns(np.array([bad.pattern]), dtype)[0]),
        "bits": f"0x{bad.pattern:0{width}x}",
        "expected": bad.expected,
        "got": bad.got,
    }


def rows(tally: Tally, callable_: str, order: int) -> list[dict[str, Any]]:
    """A row for each thing that was found."""
    head = {"name": callable_, "order": order, "dtype": tally.dtype}
    worst = tally.worst[0] if tally.worst else None
    listed: list[tuple[str, int, Bad | None]] = [
        ("tried", tally.tried, None),
        ("proved", tally.proved, None),
        ("not correctly rounded", tally.misrounded, worst),
        ("beyond 1 ulp", tally.beyond_1_ulp, None),
        *((said, tally.counts[kind], tally.plainest.get(kind)) for kind, said in _SAID.items()),
    ]
    return [
        {**head, "finding": said, "inputs": many, **_columns(bad, tally.dtype)}
        for said, many, bad in listed
        if many or bad or said in ("tried", "proved", "not correctly rounded")
    ]


def _columns(bad: Bad | None, dtype: str) -> dict[str, Any]:
    if bad is None:
        return dict.fromkeys(("ulp", "x", "bits", "expected", "got"))
    case = _case(bad, dtype)
    ulp = bad.ulp if math.isfinite(bad.ulp) else None
    return {"ulp": ulp, **case}


def sentence(tally: Tally, callable_: str, order: int, every: int) -> str:
    """What was found, and how many inputs of the format were not tried."""
    if tally.misrounded:
        share = 100 * tally.misrounded / tally.tried
        text = f"{tally.misrounded:,} ({share:.3g} %) are not correctly rounded"
        if tally.beyond_1_ulp:
            text += f", {tally.beyond_1_ulp:,} of them by more than 1 ulp"
    else:
        text = "all results are correctly rounded"
    bad = [f"{tally.counts[kind]:,} {_SAID[kind]}" for kind in _SAID if tally.counts[kind]]
    if bad:
        text += "; " + ", ".join(bad)
    primes = "'" * order
    head = f"{callable_}{primes} at {tally.tried:,} inputs of {tally.dtype}: "
    if tally.proved < tally.tried:
        text += f"; {tally.tried - tally.proved:,} are not decided"
    return f"{head}{text}; {untried(tally.tried, every)}"


def untried(tried: int, every: int) -> str:
    """How many inputs of a format were left out."""
    left = every - tried
    return f"{left:,} of {every:,} inputs were not tried" if left > 0 else "none was left out"
