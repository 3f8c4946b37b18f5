"""The formula of an approximation, in real arithmetic, and the program that computes it, as trees.

They are the same polynomials, but the program rounds as the record does, step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from actviz.approximation.value import compensated
from actviz.approximation.value.result import Approximation, Piece, Table
from actviz.formula.tree import ZERO, Node, X, literal, node, number

Inside = Callable[[Node, float | None], Node]


def before_rounding(record: Approximation) -> Approximation:
    """A record in integers as real arithmetic has it: x between two entries is on their line."""
    table = record.table
    if record.formats is None or table is None or table.interpolate or len(table.values) < 2:
        return record
    return replace(
        record, table=replace(table, interpolate=True), coefficients_format=None,
        input_format=None, output_format=None,
    )  # fmt: skip


def tree_of(record: Approximation) -> Node:
    """The formula of an approximation, in the order of Horner's rule.

    In integers it is the formula that is rounded: of a table the lines from entry to entry.
    """
    record = before_rounding(record)
    u = X if record.fold is None else node("abs", X)
    inside = _inside(record)
    low, high = record.range
    tree = inside(u, None)
    ends = [horner(end, u) for end in record.ends or ()]
    if not ends:
        ends = [inside(literal(end), end) if abs(end) < float("inf") else tree
                for end in record.range]  # fmt: skip
    if ends[1] is not tree:
        tree = node("where", node(">", u, literal(high)), ends[1], tree)
    if ends[0] is not tree and abs(low) < float("inf") and record.fold is None:
        tree = node("where", node("<", u, literal(low)), ends[0], tree)
    if record.fold is None:
        return tree
    if record.fold.part == "odd":
        tree = node("where", node("<", X, number(0)), node("neg", tree), tree)
    first, slope = record.fold.line
    line = node("+", literal(first), node("*", literal(slope), X)) if slope else literal(first)
    return node("+", line, tree)


def program_of(record: Approximation) -> Node:
    """The arithmetic of an approximation in float64, rounding by rounding: what code is made of."""
    u = X if record.fold is None else node("abs", X)
    low, high = record.range
    x = u
    if abs(high) < float("inf"):
        x = node("where", node(">", x, literal(high)), literal(high), x)
    if abs(low) < float("inf") and record.fold is None:
        x = node("where", node("<", u, literal(low)), literal(low), x)
    terms = (_inside(record)(x, None),) if record.arithmetic is None else _carried(record, x)
    for end, beyond in zip(record.ends or (), ("<", ">"), strict=False):
        if record.fold is not None and beyond == "<":
            continue
        there = node(beyond, u, literal(low if beyond == "<" else high))
        lines = [horner(end, u), *[ZERO] * (len(terms) - 1)]
        rows = zip(lines, terms, strict=True)
        terms = tuple(node("where", there, beside, one) for beside, one in rows)
    line = None
    if record.fold is not None:
        if record.fold.part == "odd":
            left = node("<", X, ZERO)
            terms = tuple(node("where", left, node("neg", one), one) for one in terms)
        first, slope = record.fold.line
        product = node("*", literal(slope), X)
        line = literal(first) if not slope else node("+", literal(first), product)
    if record.arithmetic is not None:
        total: Node = compensated.total(terms, line, compensated.on_trees())
        return total
    return terms[0] if line is None else node("+", line, terms[0])


def _carried(record: Approximation, x: Node) -> compensated.Carried:
    """Polynomials with errors; of pieces the coefficients are chosen first: then one is left."""
    by, times = compensated.on_trees(), compensated.TIMES[record.arithmetic or ""]
    if record.table is not None:
        values, places = record.table.values, record.table.places
        last = len(values) - 1
        near = [i + (places[i] < 0) for i in range(last)]
        knots = [literal(place) for place in places[1:-1]]
        beside = ([row[i] for i in near] for row in (values, places))
        value, place, before, after = (
            _chosen(x, knots, [literal(c) for c in column])
            for column in (*beside, values[:-1], values[1:])
        )
        entries = compensated.Between(value, before, after, place, literal(record.table.step))
        return compensated.between(entries, x, by)
    if record.pieces is not None:
        length = max(len(piece.coefficients) for piece in record.pieces)
        rows = [(*p.coefficients, *[0.0] * (length - len(p.coefficients))) for p in record.pieces]
        knots = [literal(piece.low) for piece in record.pieces[1:]]
        columns = [[literal(c) for c in column] for column in zip(*rows, strict=True)]
        return compensated.carried([_chosen(x, knots, c) for c in columns], x, by, ZERO, times)
    rows = [row for row in (record.polynomial, record.numerator, record.denominator) if row]
    first, *others = (
        compensated.carried([literal(c) for c in row], x, by, ZERO, times) for row in rows
    )
    return compensated.quotient(first, others[0], by) if others else first


def _inside(record: Approximation) -> Inside:
    """The formula within the range, of any expression; or of a number, whose place is known."""
    if record.pieces is not None:
        return _pieces(record.pieces)
    if record.table is not None:
        return _entries(record.table)
    if record.polynomial is not None:
        polynomial = record.polynomial
        return lambda u, at: horner(polynomial, u)
    above, below = record.numerator or (), record.denominator or ()
    return lambda u, at: node("/", horner(above, u), horner(below, u))


def _pieces(pieces: Sequence[Piece]) -> Inside:
    def inside(u: Node, at: float | None) -> Node:
        leaves = [horner(piece.coefficients, u) for piece in pieces]
        knots = [piece.low for piece in pieces[1:]]
        if at is not None:
            return leaves[sum(knot <= at for knot in knots)]
        return _chosen(u, [literal(knot) for knot in knots], leaves)

    return inside


def _entries(table: Table) -> Inside:
    values, last = [literal(value) for value in table.values], len(table.values) - 1
    places = table.places

    def nearest(u: Node, at: float | None) -> Node:
        start = node("-", u, literal(table.start)) if table.start else u
        half = node("+", node("/", start, literal(table.step)), number(0.5))
        if at is not None:
            place = int(((at - table.start) / table.step + 0.5) // 1)
            return values[min(max(place, 0), last)]
        return _chosen(half, [number(i) for i in range(1, last + 1)], values)

    def line(i: int, u: Node) -> Node:
        a = i + (places[i] < 0)
        rise = node("-", values[i + 1], values[i])
        way = node("-", u, literal(places[a])) if places[a] else u
        return node("+", values[a], node("*", rise, node("/", way, literal(table.step))))

    def between(u: Node, at: float | None) -> Node:
        if at is not None:
            i = sum(place <= at for place in places[1:-1])
            return line(i, literal(min(max(at, places[0]), places[-1])))
        lines = [line(i, u) for i in range(last)]
        tree = _chosen(u, [literal(place) for place in places[1:-1]], lines)
        tree = node("where", node(">", u, literal(places[-1])), values[-1], tree)
        return node("where", node("<", u, literal(places[0])), values[0], tree)

    return between if table.interpolate else nearest


def _chosen(u: Node, knots: Sequence[Node], leaves: Sequence[Node]) -> Node:
    """The leaf of the half-open stretch that u is in, by halving: log2 conditions deep."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    below = _chosen(u, knots[: half - 1], leaves[:half])
    above = _chosen(u, knots[half:], leaves[half:])
    return node("where", node("<", u, knots[half - 1]), below, above)


def horner(coefficients: Sequence[float], u: Node) -> Node:
    """A polynomial by Horner's rule; zeros at its upper end are left out."""
    kept = list(coefficients)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    tree = literal(kept.pop())
    for coefficient in reversed(kept):
        tree = node("*", tree, u)
        if coefficient:
            tree = node("+", tree, literal(coefficient))
    return tree
