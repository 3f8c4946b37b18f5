"""Graph to formulas: each largest elementwise part with one input, as a formula of our language.

Every tensor is read as a function of one *root*: a tensor that no elementwise operation made from
a single other one. Where two roots meet (a sum of two branches, a gate), the result is a root of
its own, and what was computed of each is finished there; so it is where a tensor is used by
anything that is not elementwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import Node, X
from actviz.models import arrangement, combining, operators, quantising, stored_numbers
from actviz.models.model_graph import FLOATS, WHOLE, Constant, Graph, Operation
from actviz.models.operators import Unreadable

LARGEST: Final = 160  # operations of one formula; beyond, a root of its own
# Parts of one formula, written out: x*sigmoid(x) of itself, twenty times over, has millions.
_MOST_WRITTEN: Final = 1000
_COUNTS: Final = ("Shape", "Size", "NonZero", "ArgMax", "ArgMin", "Range", "ConstantOfShape",
                  "OneHot", "RandomNormal", "RandomUniform")  # fmt: skip
REDUCTIONS: Final = ("ReduceSum", "ReduceMean", "ReduceMax", "ReduceL2", "ReduceSumSquare",
                     "ReduceLogSumExp", "ReduceL1", "ReduceMin", "ReduceProd")  # fmt: skip


@dataclass(frozen=True)
class Value:
    """A tensor as a function of its root.

    ``layout`` is what became of the root's arrangement: () where elements are where they were.
    ``condition``: true or false, not a number.
    """

    root: str
    tree: Node
    operations: tuple[int, ...] = ()
    layout: tuple[object, ...] = ()
    condition: bool = False


@dataclass
class Occurrence:
    """One place of a graph at which a function is computed.

    ``root`` and ``output`` are tensors; ``operations`` the nodes from one to the other, in order,
    ``indices`` their places in the graph.
    """

    root: str
    output: str
    tree: Node
    operations: tuple[Operation, ...]
    indices: tuple[int, ...]
    dtype: str = "float32"


@dataclass
class Reading:
    """A graph with what every tensor is, and who uses it."""

    graph: Graph
    values: dict[str, Value] = field(default_factory=dict)
    users: dict[str, list[int]] = field(default_factory=dict)
    makers: dict[str, int] = field(default_factory=dict)
    counting: set[str] = field(default_factory=set)  # whole numbers about shapes
    numbers: dict[str, float] = field(default_factory=dict)
    outer: Mapping[str, Constant] = field(default_factory=dict)
    captured: set[str] = field(default_factory=set)  # used by bodies
    ends: frozenset[str] = frozenset()  # the graph's outputs
    channel: int | None = None  # the one at which numbers for each channel are read; None: at none
    rounding: bool = False  # tensors of whole numbers as what they hold, not as what they mean
    cuts: set[str] = field(default_factory=set)  # where what follows would be too large

    def constant(self, name: str) -> Constant | None:
        """A stored tensor, of this graph or of one around it."""
        return self.graph.constants.get(name) or self.outer.get(name)

    def maker(self, name: str) -> Operation | None:
        """The operation that makes a tensor; None: it is given, or stored."""
        at = self.makers.get(name)
        return None if at is None else self.graph.operations[at]

    def computed(self, one: Operation) -> list[str]:
        """The inputs of an operation that are not stored."""
        return [name for name in one.inputs if name and self.constant(name) is None]

    def value(self, name: str) -> Value:
        """What a tensor is; a root where nothing more is known."""
        return self.values.get(name) or Value(name, X)

    def number(self, name: str) -> float | None:
        """The one number that a stored tensor holds; None: it is not stored, or holds several."""
        if name not in self.numbers:
            constant = self.constant(name)
            value = constant.uniform() if constant is not None else None
            if value is None and constant is not None and self.channel is not None:
                value = next(iter(constant.channels()[: self.channel + 1][-1:]), None)
            if value is None:
                return None
            self.numbers[name] = value
        return self.numbers[name]

    def dtype(self, name: str) -> str:
        """The number format of a tensor, as far as the file says."""
        return self.graph.dtypes.get(name, "")


def read(
    graph: Graph, outer: Mapping[str, Constant] | None = None, channel: int | None = None
) -> Reading:
    """Every tensor of a graph as a function of its root."""
    reading = Reading(graph, outer=outer or {}, ends=frozenset(graph.outputs), channel=channel)
    for at, one in enumerate(graph.operations):
        for name in one.inputs:
            if name:
                reading.users.setdefault(name, []).append(at)
        for name in one.outputs:
            reading.makers[name] = at
        for body in one.bodies:
            reading.captured |= _names_used(body)
        take(reading, at, one)
    return reading


def _names_used(graph: Graph) -> set[str]:
    """The tensors that a body uses, its own included."""
    used = set(graph.outputs)
    for one in graph.operations:
        used.update(one.inputs)
        for body in one.bodies:
            used |= _names_used(body)
    return used


def take(reading: Reading, at: int, one: Operation) -> None:
    """One operation: its outputs as values, constants or counts."""
    if not one.outputs:
        return
    output = one.outputs[0]
    if one.kind == "Constant" or output in reading.graph.constants:
        return
    data = [name for name in one.inputs if name]
    counting = [name for name in data if name in reading.counting]
    if one.kind in _COUNTS or (one.kind == "Cast" and _to_whole(one)):
        reading.counting.update(one.outputs)
        return
    if (
        counting
        and not one.bodies
        and all(n in reading.counting or reading.constant(n) is not None for n in data)
    ):
        reading.counting.update(one.outputs)
        return
    if one.kind in operators.SAME and data:
        _moved(reading, at, one, data[0], output)
        return
    try:
        value = _computed(reading, at, one)
    except Unreadable:
        return
    if value is not None:
        reading.values[output] = value


def _to_whole(one: Operation) -> bool:
    to = one.attributes.get("to")
    return isinstance(to, int) and to in (2, 3, 4, 5, 6, 7, 12, 13)


def _moved(reading: Reading, at: int, one: Operation, source: str, output: str) -> None:
    """Numbers that only change their place or format."""
    stored = reading.constant(source)
    if stored is not None:
        number, numbers = stored.uniform(), stored.channels()
        if number is not None:
            reading.graph.constants[output] = Constant((), "float32", lambda: [number])
        elif numbers:
            reading.graph.constants[output] = replace(stored, load=lambda: numbers)
        return
    value = reading.value(source)
    if len(value.operations) >= LARGEST:
        value = Value(source, X)
    shapes = reading.graph.shapes
    root = shapes.get(value.root)
    ours = shapes.get(output) or _asked_shape(reading, one, value, root)
    layout = arrangement.moved(value.layout, one, ours, root)
    if ours not in (None, arrangement.BACK):
        shapes[output] = ours
    condition, tree = value.condition, value.tree
    if one.kind == "Cast" and one.attributes.get("to") in _FLOAT_TYPES:
        condition = False  # from here on it is 1 or 0
    if reading.rounding and one.kind == "DequantizeLinear" and output in reading.graph.quantised:
        tree = quantising.rounded(tree, reading.graph.quantised[output])
    reading.values[output] = Value(value.root, tree, (*value.operations, at), layout, condition)


def _asked_shape(
    reading: Reading, one: Operation, value: Value, root: arrangement.Shape | None
) -> arrangement.Shape | None:
    """The shape that a Reshape is told to make; None: it is no Reshape, or told by more."""
    if one.kind != "Reshape" or len(one.inputs) < 2:
        return None
    told = reading.constant(one.inputs[1])
    whole = told is not None and told.dtype in ("int32", "int64")
    if told is not None and whole and 0 < told.size <= arrangement.MOST_AXES:
        return arrangement.asked([int(number) for number in told.numbers()], root)
    source = reading.maker(one.inputs[1])
    if source is None or source.kind != "Shape":
        return None
    like = reading.value(source.inputs[0])
    same = like.root == value.root and not like.layout
    return root or arrangement.BACK if same else reading.graph.shapes.get(source.inputs[0])


_FLOAT_TYPES: Final = (1, 10, 11, 16)


def _computed(reading: Reading, at: int, one: Operation) -> Value | None:
    """An elementwise operation on one root; None: it is something else, or its inputs are."""
    kind = one.kind
    if not operators.is_elementwise(kind):
        return None
    if any(name in reading.counting for name in one.inputs):
        return None
    if not reading.computed(one):
        known = stored_numbers.folded(one, [reading.constant(name) for name in one.inputs])
        if known is not None:
            reading.graph.constants[one.outputs[0]] = known
        return None
    parts: list[Value | Node | None] = []
    for name in one.inputs:
        if not name:
            parts.append(None)
        elif reading.constant(name) is None:
            parts.append(reading.value(name))
        else:
            number = reading.number(name)
            if number is None:
                return None  # a vector of numbers: not one function of x
            parts.append(operators.constant(number))
    values = [part for part in parts if isinstance(part, Value)]
    if len({value.root for value in values}) == 2:  # one is what another was cut off behind
        roots = {value.root for value in values}
        parts = [
            Value(name, X) if name in roots else part
            for name, part in zip(one.inputs, parts, strict=True)
        ]
        values = [part for part in parts if isinstance(part, Value)]
    first = values[0]
    if any((one.root, one.layout) != (first.root, first.layout) for one in values):
        return None
    args = tuple(part.tree if isinstance(part, Value) else part for part in parts)
    conditions = tuple(value.condition for value in values)
    tree, size = combining.put_together(kind, args, conditions, operators.plain(one.attributes))
    used = first.operations
    if any(value.operations != used for value in values):
        used = tuple(sorted({i for value in values for i in value.operations}))
    if len(used) >= LARGEST or size > _MOST_WRITTEN:
        return _from_the_last_passage(reading, at, first.root, used)
    output = one.outputs[0]
    if reading.rounding and reading.dtype(output) in WHOLE and output in reading.graph.quantised:
        tree = quantising.rounded(tree, reading.graph.quantised[output])
    if not first.layout and first.root in reading.graph.shapes:
        reading.graph.shapes.setdefault(output, reading.graph.shapes[first.root])
    return Value(first.root, tree, (*used, at), first.layout, kind in combining.TRUTHS)


def _from_the_last_passage(
    reading: Reading, at: int, root: str, used: tuple[int, ...]
) -> Value | None:
    """A tensor too far from its root, read from the last tensor that all of it passes through.

    What lies between the two is read anew as well; None: all of it is one large function.
    """
    output = reading.graph.operations[at].outputs[0]
    whole = Occurrence(root, output, X, (), (*used, at))
    for start in reversed(passages(reading, whole)[1:-1]):
        inside = _read_from(reading, whole.indices, start, output)
        value = inside.values.get(output)
        if value is not None and value.root == start:
            anew = {word: one for word, one in inside.values.items() if one.root == start}
            reading.values.update(anew)
            reading.cuts.add(start)
            return value
    return None


# ---------------------------------------------------------------- what is finished where


def finished(reading: Reading) -> Iterator[Occurrence]:
    """The functions of a graph, in order, that are used by something beyond them."""
    for at, one in enumerate(reading.graph.operations):
        for output in one.outputs[:1]:
            value = reading.values.get(output)
            if (
                value is None
                or value.tree is X
                or value.condition
                or value.root in reading.counting
            ):
                continue
            if one.kind in operators.SAME and not reading.value(one.inputs[0]).condition:
                continue  # the number was there before it moved
            if used_beyond(reading, output):
                yield occurrence(reading, value, output, at)


def occurrence(reading: Reading, value: Value, output: str, at: int) -> Occurrence:
    """A value as an occurrence."""
    graph = reading.graph
    indices = tuple(sorted({*value.operations, at}))
    taken = tuple(graph.operations[index] for index in indices)
    dtype = _format(reading, value, output)
    return Occurrence(value.root, output, value.tree, taken, indices, dtype)


def between(
    reading: Reading, indices: Sequence[int], start: str, end: str, *, rounding: bool = False
) -> Value | None:
    """A tensor as a function of another one on the way to it, what is rounded there or without."""
    value = _read_from(reading, indices, start, end, rounding=rounding).values.get(end)
    return value if value is not None and value.root == start else None


def _read_from(
    reading: Reading, indices: Sequence[int], start: str, end: str, *, rounding: bool = False
) -> Reading:
    """A part of a graph read as if one of its tensors were given."""
    inside = Reading(
        reading.graph, outer=reading.outer, numbers=reading.numbers, makers=reading.makers,
        channel=reading.channel, rounding=rounding,
    )  # fmt: skip
    for at in on_the_way(reading, indices, start, end):
        take(inside, at, reading.graph.operations[at])
    return inside


def on_the_way(reading: Reading, indices: Sequence[int], start: str, end: str) -> Sequence[int]:
    """Those places of nodes that are behind the one that made a tensor, up to another's."""
    first = bisect_right(indices, reading.makers.get(start, -1))
    return indices[first : bisect_right(indices, reading.makers[end])]


def passages(reading: Reading, one: Occurrence) -> list[str]:
    """The tensors that all of an occurrence passes through, from its root to its output."""
    inside = set(one.indices)
    tensors, open_ = [one.output], {one.output}
    for at in sorted(inside, reverse=True):
        operation = reading.graph.operations[at]
        if not open_.intersection(operation.outputs):
            continue
        open_ -= set(operation.outputs)
        data = operation.inputs[:1] if operation.kind in operators.SAME else operation.inputs
        open_ |= {name for name in data if name and reading.number(name) is None}
        if len(open_) == 1 and not reading.value(next(iter(open_))).condition:
            tensors += open_
    return tensors[::-1]


def _format(reading: Reading, value: Value, output: str) -> str:
    """The number format that constants were rounded to: that of the stored ones."""
    stored = [
        constant.dtype
        for index in value.operations
        for name in reading.graph.operations[index].inputs
        if (constant := reading.constant(name)) is not None and constant.dtype in FLOATS
    ]
    known = [*stored, reading.dtype(output), reading.dtype(value.root)]
    known = [one for one in known if one in FLOATS]
    return min(known, key=FLOATS.index) if known else "float32"


def used_beyond(reading: Reading, output: str) -> bool:
    """Whether a tensor is used by anything but elementwise operations on its own root."""
    root = reading.values[output].root
    waiting = [output]
    while waiting:
        tensor = waiting.pop()
        users = reading.users.get(tensor, ())
        if tensor in reading.ends or tensor in reading.captured or not users:
            return True
        for index in users:
            one = reading.graph.operations[index]
            if one.kind == "Shape" or not one.outputs:
                continue
            made = reading.values.get(one.outputs[0])
            if made is None or made.root != root or one.outputs[0] == root:
                return True
            if one.kind in operators.SAME:
                waiting.append(one.outputs[0])
    return False
