"""Approximations beside published ones: ``python -m benchmarks.approximation [-o FILE]``.

What others published or found is data, with its source. What is ours is the proved largest error,
or the mean square that was asked for, with the processor time of the whole command's work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.lookup.registry import get

GELU, EXP, SIGMOID = (-4.0, 4.0), (-8.0, 0.0), (-8.0, 8.0)
GQA = "GQA-LUT (DAC 2024)"
SOLLYA = "Sollya 8.0"
TABLE = {"knots": 2.0**-4, "held": "Q2.6", "measure": "mse"}
LUT = {"kind": "table", "size": 513, "interpolate": True, "fixed": ("Q4.12", "Q1.15"),
       "held": "Q1.15", "measure": "ulp"}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One published or known figure, and what is asked of it here.

    Attributes:
        what: in words.
        name, options: the request.
        measure: ``mse``, or the error's own.
        known: the figure; its meaning and source are ``source``.
        most: what ours is to be at most.
    """

    what: str
    name: str
    options: dict[str, Any]
    measure: str
    known: float
    source: str
    most: float


def _gqa() -> Iterator[Known]:
    for name, span, rows in (
        ("gelu", GELU, ((8, 7.26e-5, 2.83e-5), (16, 1.77e-5, 3.43e-6))),
        ("exp", EXP, ((8, 1.95e-5, 1.15e-5), (16, 2.22e-5, 4.9e-6))),
        ("hard_swish", GELU, ((8, 3.30e-4, 1.18e-4), (16, 1.85e-5, 8.331e-6))),
    ):
        for size, known, most in rows:
            options = {"span": span, "size": size, **TABLE}
            what = f"{name} [{span[0]:g}, {span[1]:g}], {size} pieces, knots on 2^-4, Q2.6"
            yield Known(what, name, options, "mse", known, GQA, most)


def _pieces() -> Iterator[Known]:
    best = "optimum, found before on samples"
    for size, known in ((8, 6.2325e-3), (16, 2.0295e-3), (32, 4.9237e-4)):
        options = {"span": GELU, "size": size}
        what = f"gelu [-4, 4], {size} free straight pieces"
        yield Known(what, "gelu", options, "absolute", known, best, known * 1.001)
    options = {"span": SIGMOID, "size": 16}
    what = "sigmoid [-8, 8], 16 free straight pieces"
    yield Known(what, "sigmoid", options, "absolute", 1.35864e-3, best, 1.35864e-3 * 1.001)
    options = {"span": SIGMOID, "size": 6, "fold": True}
    what = "gelu as x/2 + g(abs(x)), g of six pieces on [0, 8]"
    yield Known(what, "gelu", options, "absolute", 2.39e-2, "tt-metal, six segments", 3.4e-3)
    options = {"span": GELU, "within": 1e-6}
    what = "gelu [-4, 4], as few pieces as keep 1e-6"
    yield Known(what, "gelu", options, "absolute", 1e-6, "asked for", 1e-6)


def _tables() -> Iterator[Known]:
    source = "a plain table of 513 entries, centred"
    for name, known, most in (("sigmoid", 1.10, 1.2), ("tanh", 2.23, 2.3326)):
        what = f"{name}, 513 entries, interpolated, Q4.12 to int16, in LSB"
        yield Known(what, name, LUT, "ulp", known, source, most)
    # What of that is the lines' own, before entries and results are made int16.
    options = {"kind": "table", "size": 513, "interpolate": True, "span": SIGMOID}
    what = "tanh, 513 entries, interpolated, nothing rounded (1.54 LSB)"
    source = "optimum, about 1.5 LSB"
    yield Known(what, "tanh", options, "absolute", 1.54 * 2.0**-15, source, 1.64 * 2.0**-15)


def _polynomials() -> Iterator[Known]:
    for name, span, degree, known in (
        ("gelu", GELU, 9, 9.786488e-3),
        ("sigmoid", SIGMOID, 7, 1.889e-2),
        ("sigmoid", SIGMOID, 15, 8.789e-4),
    ):
        options = {"span": span, "size": degree, "kind": "polynomial"}
        what = f"{name} [{span[0]:g}, {span[1]:g}], polynomial of degree {degree}"
        yield Known(what, name, options, "absolute", known, SOLLYA, known * 1.0003)
    options = {"span": (2.0**-10, 1.0), "size": 13, "kind": "polynomial", "parity": "odd",
             "held": "float32", "measure": "relative"}  # fmt: skip
    what = "tanh [2^-10, 1], odd polynomial of degree 13, float32, relative"
    source = f"{SOLLYA} fpminimax, 2^-24.0"
    yield Known(what, "tanh", options, "relative", 5.96e-8, source, 2.0**-24)


def known() -> list[Known]:
    """Every figure."""
    return [*_gqa(), *_pieces(), *_tables(), *_polynomials()]


def measured(one: Known) -> dict[str, str]:
    """A row: what is known, what is ours, what nobody can do better, and how long it took."""
    began = time.process_time()
    approximation = approximate(Request(activation=get(one.name), spec=one.name, **one.options))
    seconds = time.process_time() - began
    assert approximation.error is not None
    ours = approximation.mse if one.measure == "mse" else approximation.error.upper
    assert ours is not None
    bound = approximation.bound_any if one.measure != "mse" else None
    size = "" if "size" in one.options else f" ({len(approximation.pieces or ())})"
    return {
        "what": one.what + size,
        "measure": "mean square" if one.measure == "mse" else one.measure,
        "known": f"{one.known:.5g}",
        "source": one.source,
        "ours": f"{ours:.7g}",
        "nobody is below": "" if bound is None else f"{bound:.7g}",
        "seconds": f"{seconds:.2f}",
        "": "" if ours <= one.most else f"over {one.most:.5g}",
    }


def table() -> str:
    """All rows as Markdown."""
    rows = [measured(one) for one in known()]
    keys = [key for key in rows[0] if key or any(row[key] for row in rows)]
    lines = [keys, ["---"] * len(keys), *([row[key] for key in keys] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


START, END = (
    "<!-- python -m benchmarks.approximation -o docs/approximate.md -->\n",
    "<!-- end -->\n",
)


def main() -> None:
    """Print the table, or put it into a page in place of the one there."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("-o", "--output", type=Path)
    page = parser.parse_args().output
    if page is None:
        print(table(), end="")
        return
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    page.write_text(f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
