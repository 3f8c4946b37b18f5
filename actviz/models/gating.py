"""Where two tensors meet: gated units, and shares of a sum (softmax)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from actviz.arrays import np
from actviz.formula.calculus import tidied
from actviz.formula.tree import ONE, Node, X, literal, substitute
from actviz.functions.gated import Gate
from actviz.lookup.registry import everything
from actviz.models import likeness, operators, quantising
from actviz.models.model_graph import FLOATS, Operation
from actviz.models.naming import Named, values_of
from actviz.models.places import LINEAR, FunctionPlace, from_a_layer
from actviz.models.recovery import Reading
from actviz.readings.identity import proved_equal

_SLICES: Final = ("Split", "Slice", "Gather", "StridedSlice", "Chunk")
_SCALING: Final = ("Add", "Sub", "Mul")
_SUMS: Final = ("ReduceSum",)
_FIXED: Final = literal(0.5)  # where a half is while the other one is looked at
_PAIRS: Final = ((-9.3, -1.2, 0.4, 2.1, 8.7), (0.7, -8.2, 3.3, 9.1, -0.6))  # u and v


@cache
def _gates() -> tuple[tuple[str, Node], ...]:
    """The gated units that are a function of one input times the other: names and functions."""
    gates = []
    for entry in everything():
        if not isinstance(entry, Gate):
            continue
        for activated, passed in (("u", "v"), ("v", "u")):
            if passed in entry.activated or activated not in entry.activated:
                continue
            tree = substitute(entry.bound_tree, {activated: X, passed: ONE})
            gates.append((entry.name, tree))
    return tuple(gates)


@lru_cache(maxsize=256)
def gate_of(tree: Node) -> str | None:
    """The gated unit whose activated half computes a function."""
    f = values_of(tree)
    for name, meant in _gates():
        g = values_of(meant)
        if f is None or g is None or not likeness.alike(f, g, 1e-6):
            continue
        return name
    return None


def with_gates(reading: Reading, places: list[FunctionPlace]) -> list[FunctionPlace]:
    """The same places, those that gate another branch of their own layer as the gate that is."""
    return [_gated(reading, place) or place for place in places]


def _gated(reading: Reading, place: FunctionPlace) -> FunctionPlace | None:
    """The product of a place's output with a tensor that comes from where its input does."""
    if not place.named.sure or place.output in reading.graph.outputs:
        return None
    users = reading.users.get(place.output, ())
    if len(users) != 1:
        return None
    (at,) = users
    one = reading.graph.operations[at]
    if one.kind != "Mul" or len(one.inputs) != 2:
        return None
    (passed,) = [name for name in one.inputs if name != place.output] or [place.output]
    (activated,) = place.inputs
    if passed == place.output or reading.constant(passed) is not None:
        return None
    if source(reading, passed) is None or source(reading, passed) != source(reading, activated):
        return None
    if _unscaled(reading, passed) == _unscaled(reading, activated):
        return None  # of one tensor, as x*sigmoid(beta*x) with a beta for each channel
    name = gate_of(place.named.formula)
    if name is None:
        return None
    sure = Named(name, name, place.named.certainty, place.named.formula,
                 place.named.difference, place.named.at)  # fmt: skip
    return replace(
        place, where=one.spoken, nodes=(*place.nodes, one.spoken),
        spelling=(*place.spelling, one.word), named=sure, inputs=(activated, passed),
        output=one.outputs[0], order=at, kind="gate",
    )  # fmt: skip


# ---------------------------------------------------------------- both halves activated


@cache
def _products() -> tuple[tuple[str, Node, Node], ...]:
    """The gated units of two activated halves: names, and each half, the other being _FIXED."""
    gates = []
    for entry in everything():
        if isinstance(entry, Gate) and entry.activated == ("u", "v"):
            u = substitute(entry.bound_tree, {"u": X, "v": _FIXED})
            v = substitute(entry.bound_tree, {"u": _FIXED, "v": X})
            at = (_PAIRS[0], 0.5), (0.5, _PAIRS[1]), _PAIRS
            a, b, both = (np.asarray(entry(*pair)) for pair in at)
            if np.allclose(a * b, both * float(entry(0.5, 0.5)), rtol=1e-9):
                gates.append((entry.name, u, v))
    return tuple(gates)


@lru_cache(maxsize=256)
def product_of(u: Node, v: Node) -> tuple[str, bool] | None:
    """The gated unit that a product of two functions is, and whether it is proved to be."""
    at = [substitute(half, {"x": _FIXED}) for half in (v, u)]
    ours = [tidied("*", half, other) for half, other in zip((u, v), at, strict=True)]
    for name, *theirs in _products():
        values = [
            (values_of(one), values_of(other)) for one, other in zip(ours, theirs, strict=True)
        ]
        if all(f is not None and g is not None and likeness.alike(f, g, 1e-6) for f, g in values):
            return name, all(map(proved_equal, ours, theirs))
    return None


def with_products(reading: Reading, places: list[FunctionPlace]) -> list[FunctionPlace]:
    """The same places, of two that are multiplied the gated unit that they are together."""
    together: list[FunctionPlace] = []
    taken: set[str] = set()
    for at, one in enumerate(reading.graph.operations):
        if one.kind == "Mul" and len(one.inputs) == 2 and one.outputs:
            gate = _product(reading, at, one.inputs)
            if gate is not None:
                together.append(gate)
                taken.update(gate.nodes)
    return [place for place in places if not taken.issuperset(place.nodes)] + together


def _product(reading: Reading, at: int, halves: Sequence[str]) -> FunctionPlace | None:
    one = reading.graph.operations[at]
    values = [reading.values.get(name) for name in halves]
    first, other = values
    if first is None or other is None or first.root == other.root:
        return None
    source_ = source(reading, first.root)
    if source_ is None or source_ != source(reading, other.root):
        return None
    if source_.startswith("part of") and _parts(reading, first.root) > 2:
        return None  # one of the gates of a recurrent cell
    for u, v in ((first, other), (other, first)):
        named = product_of(u.tree, v.tree)
        if named is not None:
            break
    else:
        return None
    name, proved = named
    dtype = reading.dtype(one.outputs[0])
    sure = Named(
        name, name, "proved" if proved else dtype if dtype in FLOATS else "float32", u.tree
    )
    taken = [reading.graph.operations[n] for n in sorted({*u.operations, *v.operations, at})]
    return FunctionPlace(
        one.spoken, tuple(dict.fromkeys(part.spoken for part in taken)),
        tuple(part.word for part in taken if part.kind not in operators.SAME), sure,
        (u.root, v.root), one.outputs[0],
        reading.graph.shapes.get(one.outputs[0], ()), "", at, kind="gate",
    )  # fmt: skip


def _parts(reading: Reading, part: str) -> int:
    """How many parts are made of the tensor that one is made of."""
    one = reading.maker(_unscaled(reading, part))
    users = reading.users.get(one.inputs[0], ()) if one is not None else ()
    slicing = [reading.graph.operations[at] for at in users]
    return sum(len(one.outputs) for one in slicing if one.kind in _SLICES)


def source(reading: Reading, tensor: str) -> str | None:
    """The tensor that a half of a vector, or one of two products of it, was made from."""
    one = reading.maker(_unscaled(reading, tensor))
    data = reading.computed(one) if one is not None else []
    if one is None or not data:
        return None
    if one.kind in _SLICES:
        return f"part of {data[0]}"
    return f"product of {data[0]}" if one.kind in LINEAR else None


def _unscaled(reading: Reading, tensor: str) -> str:
    """What a tensor was before it was moved, scaled and shifted by stored numbers."""
    for _ in range(6):
        one = reading.maker(tensor)
        data = reading.computed(one) if one is not None else []
        if one is None or not data:
            break
        if one.kind not in operators.SAME and (one.kind not in _SCALING or len(data) > 1):
            break
        tensor = data[0]
    return tensor


# ---------------------------------------------------------------- shares of a sum


def shares(reading: Reading) -> list[FunctionPlace]:
    """Softmax and its kin: as operators, and spelled out as Exp, ReduceSum, Div."""
    return [*_as_operators(reading), *_spelled_out(reading), *_logarithms(reading)]


def _as_operators(reading: Reading) -> Iterator[FunctionPlace]:
    for at, one in enumerate(reading.graph.operations):
        word = operators.VECTORS.get(one.kind)
        if word is None or not one.outputs:
            continue
        source_ = one.inputs[0] if one.inputs else ""
        note, spec = "", word
        beta = one.attributes.get("beta")
        if isinstance(beta, float) and beta != 1.0:
            note, spec = (
                f"of {beta:g} times its input",
                f"temperature_softmax:temperature={1 / beta:g}",
            )
        if word == "softmax" and _negated(reading, source_):
            word = spec = "softmin"
        output = one.outputs[0]
        meant = reading.graph.quantised
        note = "; ".join(
            filter(None, (note, quantising.shares(meant.get(source_), meant.get(output))))
        )
        yield FunctionPlace(
            one.spoken, (one.spoken,), (one.word,), Named(word, spec, "proved", X),
            (source_,), output, reading.graph.shapes.get(output, ()), note, at,
            kind="vector",
        )  # fmt: skip


def _negated(reading: Reading, tensor: str) -> bool:
    one = reading.maker(tensor)
    return one is not None and one.kind == "Neg" and from_a_layer(reading, one.inputs[0])


def _spelled_out(reading: Reading) -> Iterator[FunctionPlace]:
    operations = reading.graph.operations
    for at, one in enumerate(operations):
        if one.kind not in ("Div", "Mul") or len(one.inputs) != 2:
            continue
        top, below = one.inputs
        if one.kind == "Mul":  # times the reciprocal of the sum
            turned = [pair for pair in ((top, below), (below, top))
                      if _maker(reading, pair[1]) == "Reciprocal"]  # fmt: skip
            if not turned:
                continue
            top, below = turned[0]
            below = operations[reading.makers[below]].inputs[0]
        total = _source(reading, below)
        one_more = total if total is not None and _adds_one(reading, operations[total]) else None
        if one_more is not None:
            total = _source(reading, reading.computed(operations[one_more])[0])
        if total is None or operations[total].kind not in _SUMS:
            continue
        powers = {top, operations[total].inputs[0]}  # one tensor, or the same computed twice
        if any(_maker(reading, power) != "Exp" for power in powers):
            continue
        exponentials = sorted(reading.makers[power] for power in powers)
        parts = [_unshifted(reading, operations[each].inputs[0]) for each in exponentials]
        inner, shift = parts[0]
        if any(other != inner or bool(away) != bool(shift) for other, away in parts):
            continue
        indices = [*{index for _, away in parts for index in away}, *exponentials, total, at]
        if one_more is None:
            yield _shares(reading, "softmax", inner, indices)
        elif not shift:  # less the largest, the one would be another number for each row
            yield _shares(reading, "quiet_softmax", inner, [*indices, one_more])


def _adds_one(reading: Reading, one: Operation) -> bool:
    given = [reading.number(name) for name in one.inputs]
    return one.kind == "Add" and len(given) == 2 and 1.0 in given and None in given


def _logarithms(reading: Reading) -> Iterator[FunctionPlace]:
    """A number less the logarithm of the sum of the exponentials of all."""
    operations = reading.graph.operations
    for at, one in enumerate(operations):
        if one.kind != "Sub" or len(one.inputs) != 2:
            continue
        whole, below = one.inputs
        last = _source(reading, below)
        if last is None:
            continue
        if operations[last].kind == "ReduceLogSumExp" and operations[last].inputs[0] == whole:
            yield _shares(reading, "log_softmax", whole, [last, at])
        elif operations[last].kind == "Log":
            total = _source(reading, operations[last].inputs[0])
            if total is None or operations[total].kind not in _SUMS:
                continue
            top = operations[total].inputs[0]
            if _maker(reading, top) == "Exp" and operations[reading.makers[top]].inputs[0] == whole:
                inner, shift = _unshifted(reading, whole)
                indices = [*shift, reading.makers[top], total, last, at]
                yield _shares(reading, "log_softmax", inner, indices)


def _unshifted(reading: Reading, tensor: str) -> tuple[str, list[int]]:
    """A tensor before its maximum was taken away, and what did so."""
    shifted = reading.makers.get(tensor)
    operations = reading.graph.operations
    if shifted is not None and operations[shifted].kind == "Sub":
        whole, most = operations[shifted].inputs
        largest = _source(reading, most)
        if largest is not None and operations[largest].kind == "ReduceMax":
            return whole, [largest, shifted]
    return tensor, []


def _shares(reading: Reading, name: str, inner: str, indices: list[int]) -> FunctionPlace:
    """The parts of a softmax, or of one of its kin, put together."""
    taken = [reading.graph.operations[index] for index in sorted(indices)]
    return FunctionPlace(
        taken[-1].spoken, tuple(part.spoken for part in taken),
        tuple(part.word for part in taken), Named(name, name, "proved", X), (inner,),
        taken[-1].outputs[0], reading.graph.shapes.get(taken[-1].outputs[0], ()), "",
        max(indices), kind="vector",
    )  # fmt: skip


def _source(reading: Reading, tensor: str) -> int | None:
    """What made a tensor, changes of shape and bounds by a constant looked through."""
    at = reading.makers.get(tensor)
    while at is not None:
        one = reading.graph.operations[at]
        data = reading.computed(one)
        through = one.kind in operators.SAME or one.kind == "Expand"
        if not data or not (through or (one.kind == "Max" and len(data) == 1)):
            return at
        at = reading.makers.get(data[0])
    return None


def _maker(reading: Reading, tensor: str) -> str:
    one = reading.maker(tensor)
    return one.kind if one is not None else ""
