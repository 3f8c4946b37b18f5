"""The activations of a graph: each place at which one is computed, with its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace
from functools import lru_cache
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.atoms import ATOMS, STEPS
from actviz.formula.grammar import FormulaError
from actviz.formula.tree import Node, X, walk
from actviz.functions.entry import SpecError
from actviz.models import (
    channels,
    clamped,
    fused,
    gating,
    maxima,
    naming,
    operators,
    parting,
    quantising,
    recovery,
)
from actviz.models.model_graph import Constant, Graph, Operation
from actviz.models.naming import Named
from actviz.models.places import FunctionPlace, casts, from_a_layer, to_a_layer
from actviz.models.recovery import Occurrence, Reading

# Families in which a factor before and one behind belong to the activation itself.
_SCALED: Final = frozenset({"softplus", "softcap", "celu", "elu", "swish", "hard_sigmoid"})
_SCALED_OF: Final = frozenset({"softplus", "tanh", "elu", "relu6", "hard_tanh", "bounded_relu"})
_MIRRORED: Final = "exponential_swish"  # sigmoid(-x): where 1 - sigmoid(x) is met, sigmoid is meant
_MOST_BENDS: Final = 6  # steps that are no straight lines in one activation
_BEFORE, _BEHIND = 3, 2  # affine steps that are taken with it, at most


def found_in(graph: Graph) -> list[FunctionPlace]:
    """Every activation of a graph, bodies included, in the file's order."""
    return list(_of(graph, {}))


def _of(graph: Graph, outer: Mapping[str, Constant]) -> Iterator[FunctionPlace]:
    graph = parting.parted(graph, outer)
    reading = recovery.read(graph, outer)
    places = list(_elementwise(reading))
    meetings = channels.meetings(reading)
    if meetings is not None:
        single, met = meetings
        places = channels.with_channels(reading, met, places, _elementwise(single, met))
    vectors = [*gating.shares(reading), *maxima.found_in(reading)]
    taken = {node for one in vectors for node in one.nodes}
    places = [one for one in places if not taken.issuperset(one.nodes)]
    places = [*gating.with_products(reading, gating.with_gates(reading, places)), *vectors]
    places += [*fused.found_in(reading), *clamped.found_in(reading)]
    places.sort(key=lambda one: one.order)
    inside = {**outer, **graph.constants}
    bodies = [(at, one, nth) for at, one in enumerate(graph.operations)
              for nth in range(len(one.bodies))]  # fmt: skip
    waiting = iter(places)
    ahead = next(waiting, None)
    for at, holder, nth in bodies:
        while ahead is not None and ahead.order < at:
            yield ahead
            ahead = next(waiting, None)
        step = (holder.outputs[0] if holder.outputs else "", nth)
        for one in _of(holder.bodies[nth], inside):
            yield replace(one, within=(step, *one.within))
    if ahead is not None:
        yield ahead
    yield from waiting


def _elementwise(
    reading: Reading, among: AbstractSet[int] | None = None
) -> Iterator[FunctionPlace]:
    """The functions of one tensor; among those that some operations are part of if given."""
    for occurrence in recovery.finished(reading):
        if among is None or not among.isdisjoint(occurrence.indices):
            for start, end in chains(reading, occurrence):
                yield from named_on(reading, occurrence, start, end)


# ---------------------------------------------------------------- one chain of tensors


@dataclass(frozen=True)
class Chain:
    """The tensors that a function passes through one after the other, first to last."""

    reading: Reading
    occurrence: Occurrence
    tensors: tuple[str, ...]
    trees: dict[tuple[int, int], Node | None] = field(default_factory=dict)

    def tree(self, start: int, end: int) -> Node | None:
        """The last tensor of a part as a function of its first."""
        part = start, end
        if part not in self.trees:
            ends, whole = (self.tensors[start], self.tensors[end]), self.occurrence
            if ends == (whole.root, whole.output):
                return whole.tree
            value = recovery.between(self.reading, whole.indices, *ends)
            self.trees[part] = value.tree if value is not None else None
        return self.trees[part]

    def operations(self, start: int, end: int) -> list[int]:
        """The places of the nodes of a part."""
        first, last = self.tensors[start], self.tensors[end]
        graph = self.reading.graph
        needed, inside = {last}, []
        for at in reversed(recovery.on_the_way(self.reading, self.occurrence.indices, first, last)):
            one = graph.operations[at]
            if needed.intersection(one.outputs) and first not in one.outputs:
                inside.append(at)
                needed.update(one.inputs)
        return inside[::-1]


def chains(reading: Reading, occurrence: Occurrence) -> list[tuple[str, str]]:
    """An occurrence cut where a tensor on its way is used by something else as well.

    What comes before such a cut is an occurrence of its own already.
    """
    passed = recovery.passages(reading, occurrence)
    start = occurrence.root
    for tensor in passed[1:-1]:
        if _is_move(reading, tensor) or not recovery.used_beyond(reading, tensor):
            continue
        value = recovery.between(reading, occurrence.indices, start, tensor)
        if value is not None and value.tree is not X and not naming.is_affine(value.tree):
            start = tensor
    return [(start, occurrence.output)]


def named_on(reading: Reading, occurrence: Occurrence, start: str, end: str) -> list[FunctionPlace]:
    """The functions from one tensor to another, affine maps left out."""
    passed = recovery.passages(reading, occurrence)
    if start not in passed:
        return []
    tensors = passed[passed.index(start) :]
    moved = {name for name in tensors[1:-1] if _is_move(reading, name)}
    tensors = [name for name in tensors if name not in moved]
    chain = Chain(reading, occurrence, tuple(tensors))
    last = len(chain.tensors) - 1
    steps = [chain.tree(at, at + 1) for at in range(last)]
    if any(step is None for step in steps):
        return []
    if _from_a_sum(reading, start):
        return []
    bent = [at for at, step in enumerate(steps) if step is not X and not naming.is_affine(step)]
    if not bent:
        return []
    # One activation after the other: each is looked at by itself.
    if len(bent) > _MOST_BENDS or not reading.cuts.isdisjoint((start, end)):
        ends = [-1, *bent, last]
        return [
            place
            for before, at, after in zip(ends, bent, ends[2:], strict=False)
            for place in _named(chain, at, at + 1, before + 1, after)
        ]
    return _named(chain, bent[0], bent[-1] + 1, 0, last)


def _is_move(reading: Reading, tensor: str) -> bool:
    one = reading.maker(tensor)
    return one is not None and one.kind in operators.SAME


def _named(chain: Chain, low: int, high: int, first: int, last: int) -> list[FunctionPlace]:
    """Names for the bent part from ``low`` to ``high``, with affine steps around that help."""
    core = chain.tree(low, high)
    if core is not None and _arithmetic(chain, (low, high), core):
        return []
    dtype = chain.occurrence.dtype
    parts = [
        (a, b)
        for a in range(max(first, low - _BEFORE), low + 1)
        for b in range(high, min(last, high + _BEHIND) + 1)
    ]
    parts.sort(key=lambda part: part[0] - part[1])  # the longest first
    trees = {part: chain.tree(*part) for part in parts}
    known = [(part, tree) for part, tree in trees.items() if tree is not None]
    hit: tuple[tuple[int, int], Named] | None = None
    for part, tree in known:
        named = naming.at_defaults(tree, dtype)
        if named is None and hit is None:
            rare = naming.at_defaults(tree, dtype, widespread=False)
            if rare is not None and rare.function != _MIRRORED:
                named = naming.with_parameters(tree, dtype) or rare
        if named is not None:
            hit = part, named
            break
    for part, tree in known:
        if hit is not None and (
            hit[1].function not in _SCALED_OF or part[1] - part[0] <= hit[0][1] - hit[0][0]
        ):
            break
        if part == (low, high):
            break
        named = naming.with_parameters(tree, dtype, among=_SCALED)
        if named is not None:
            hit = part, named
            break
    if hit is None:
        hit = _with_effort(known[::-1], dtype)
    if hit is None:
        parted = _split(chain, low, high)
        if parted:
            return parted
        hit = _at_last(known, (low, high), dtype)
    part, named = hit
    return [_found(chain, part, naming.or_neighbour(named))]


def _with_effort(
    known: Sequence[tuple[tuple[int, int], Node]], dtype: str
) -> tuple[tuple[int, int], Named] | None:
    """With parameters of its own, the shortest part first; at last among functions hardly used."""
    for part, tree in known[:2]:
        named = naming.with_parameters(tree, dtype)
        if named is not None:
            return part, named
    for part, tree in known[:1]:
        named = naming.with_parameters(tree, dtype, widespread=False)
        if named is not None:
            return part, named
    return None


def _split(chain: Chain, low: int, high: int) -> list[FunctionPlace]:
    """One function after another, where both have names."""
    for cut in range(high - 1, low, -1):
        before, behind = chain.tree(low, cut), chain.tree(cut, high)
        if before is None or behind is None:
            continue
        if any(tree is X or naming.is_affine(tree) for tree in (before, behind)):
            continue
        dtype = chain.occurrence.dtype
        first = naming.at_defaults(before, dtype) or naming.with_parameters(before, dtype)
        if first is None:
            continue
        rest = _named(chain, cut, high, cut, high)
        if all(one.named.sure for one in rest):
            mine = (low, cut)
            own = [] if _arithmetic(chain, mine, before) else [_found(chain, mine, first)]
            return [*own, *rest]
    return []


def _at_last(
    known: Sequence[tuple[tuple[int, int], Node]], bent: tuple[int, int], dtype: str
) -> tuple[tuple[int, int], Named]:
    """The nearest entry to any of the parts; none is near: the bent part's own formula."""
    answers = [(part, naming.nearest(tree, dtype)) for part, tree in known]
    near = [pair for pair in answers if pair[1].certainty == naming.NEAR]
    if near:
        return min(near, key=lambda pair: abs(pair[1].difference or 0.0))
    return next(pair for pair in answers if pair[0] == bent)


def _found(chain: Chain, part: tuple[int, int], named: Named) -> FunctionPlace:
    graph = chain.reading.graph
    indices = chain.operations(*part)
    taken = [graph.operations[at] for at in indices]
    start, end = (chain.tensors[at] for at in part)
    inner = tuple(one.word for one in taken if one.kind not in operators.SAME)
    notes = (named.note, _melted(taken), casts(graph, taken), _quantised(chain, part, named, inner))
    return FunctionPlace(
        where=taken[-1].spoken,
        nodes=tuple(dict.fromkeys(one.spoken for one in taken)),
        spelling=inner,
        named=named,
        inputs=(start,),
        output=end,
        shape=graph.shapes.get(end) or graph.shapes.get(start) or (),
        note="; ".join(filter(None, notes)),
        order=indices[-1],
    )


def _melted(taken: Sequence[Operation]) -> str:
    """What to say of an activation that the file has inside a layer."""
    words = [str(one.attributes[parting.FUSED]) for one in taken if parting.FUSED in one.attributes]
    return f"fused into {words[0]}" if words else ""


def _quantised(chain: Chain, part: tuple[int, int], named: Named, spelling: tuple[str, ...]) -> str:
    """What to say of an activation on whole numbers: what they mean, and the table it is."""
    reading, (start, end) = chain.reading, (chain.tensors[at] for at in part)
    known = reading.graph.quantised
    before, after = known.get(start), known.get(end)
    if after is None:
        return ""
    if before is None:
        return f"{quantising.scales(before, after)}, {quantising.reach(after)}"
    rounded = recovery.between(reading, chain.occurrence.indices, start, end, rounding=True)
    try:
        really = naming.as_function(rounded.tree) if rounded is not None else None
    except (FormulaError, SpecError):
        really = None
    table = quantising.table(before, after, quantising.function_of(named), really, spelling)
    return f"{quantising.scales(before, after)}; {table}"


# ---------------------------------------------------------------- arithmetic that is no activation


@lru_cache(maxsize=512)
def is_power(tree: Node) -> bool:
    """Whether a formula is a power or a root of a straight line: what norms are made of."""
    if tree.op in ("+", "-", "name") or "x" not in tree.names:
        return False
    inner = _inside_a_power(tree)
    return inner is not None and not ({part.op for part in walk(inner)} & _BENDS)


_BENDS: Final = frozenset({"**", "/", "where", *ATOMS})


def _inside_a_power(tree: Node) -> Node | None:
    """What a product of powers of one thing is made of; None: it is something else."""
    if tree.op in ("+", "-", "name"):
        return tree
    parts = [arg for arg in tree.args if "x" in arg.names]
    if tree.op in ("*", "/", "neg", "**", "sqrt") and parts:
        inner = {_inside_a_power(part) for part in parts}
        return inner.pop() if len(inner) == 1 else None
    return None


def _arithmetic(chain: Chain, part: tuple[int, int], tree: Node) -> bool:
    """Arithmetic of a norm, a mask or a quantiser, not an activation.

    A square or a staircase is an activation only between layers: made of a layer's output, and
    used by a layer. A root or a reciprocal never is, nor is a size that is only compared.
    """
    reading, start, end = chain.reading, chain.tensors[part[0]], chain.tensors[part[1]]
    if tree.op == "abs" and _only_compared(reading, end):
        return True
    if not (is_power(tree) or is_stair(tree)):
        return _from_a_sum(reading, start)
    if is_power(tree) and any(_below_the_line(part) for part in walk(tree)):
        return True
    return not (from_a_layer(reading, start) and to_a_layer(reading, end))


def _only_compared(reading: Reading, tensor: str) -> bool:
    """Whether all that becomes of a tensor is what is true or false of it: abs(x) == inf."""
    users = [reading.graph.operations[at].kind for at in reading.users.get(tensor, ())]
    return bool(users) and tensor not in reading.ends and set(users) <= set(operators.COMPARISONS)


def _below_the_line(part: Node) -> bool:
    """Whether a part is a root, or divides by something with x in it."""
    return part.op == "sqrt" or (part.op == "/" and "x" in part.args[1].names)


def _from_a_sum(reading: Reading, tensor: str) -> bool:
    one = reading.maker(tensor)
    while one is not None and one.kind in (*operators.SAME, "Expand"):
        one = reading.maker(one.inputs[0])
    return one is not None and one.kind in recovery.REDUCTIONS and one.kind != "ReduceMean"


@lru_cache(maxsize=512)
def is_stair(tree: Node) -> bool:
    """Whether a formula takes whole steps, or is constant but for where it jumps."""
    return any(part.op in STEPS for part in walk(tree)) or ("x" not in _outside_conditions(tree))


def _outside_conditions(tree: Node) -> frozenset[str]:
    """The names in a formula that are not only in its conditions."""
    known: dict[Node, frozenset[str]] = {}
    for part in walk(tree):
        args = part.args[1:] if part.op == "where" else part.args
        known[part] = frozenset().union(*(known[arg] for arg in args)) if args else part.names
    return known[tree]
