"""Functions with numbers of their own for each channel, spelled out: PReLU, Snake, Swish.

A factor for each channel makes a tensor that is no function of one number. Where it meets the
tensor it was made of again, as in where(x > 0, x, a*x), the two are one function whose parameters
differ by channel. It is read at single channels: the middle one is told, and how far they reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from actviz.lookup.registry import get
from actviz.models import naming, operators, recovery
from actviz.models.model_graph import Constant
from actviz.models.naming import Named
from actviz.models.places import FunctionPlace
from actviz.models.recovery import Reading

_MOST_LOOKED_AT: Final = 8
_SLOPES: Final = "leaky_relu"  # whose slopes for each channel are a PReLU's


def meetings(reading: Reading) -> tuple[Reading, set[int]] | None:
    """The graph read at its first channel, and where branches meet that do so at one channel only.

    None: there are no such places.
    """
    operations = reading.graph.operations
    open_ = [
        at for at, one in enumerate(operations)
        if operators.is_elementwise(one.kind) and one.outputs
        and one.outputs[0] not in reading.values and len(set(reading.computed(one))) > 1
    ]  # fmt: skip
    if not open_ or not any(
        _vectors(reading, one.inputs) for one in operations if operators.is_elementwise(one.kind)
    ):
        return None
    single = recovery.read(reading.graph, reading.outer, channel=0)
    met = {at for at in open_ if operations[at].outputs[0] in single.values}
    return (single, met) if met else None


def _vectors(reading: Reading, tensors: Iterable[str]) -> list[Constant]:
    """The stored tensors among some that hold a number for each channel."""
    stored = [reading.constant(name) for name in tensors if reading.number(name) is None]
    return [one for one in stored if one is not None and one.channels()]


def with_channels(
    reading: Reading, met: set[int], places: list[FunctionPlace],
    candidates: Iterable[FunctionPlace],
) -> list[FunctionPlace]:  # fmt: skip
    """The same places, those that lie in a function with parameters for each channel as that one.

    ``candidates`` are the places of the graph read at a channel, ``met`` where branches meet.
    """
    words = {reading.graph.operations[at].spoken for at in met}
    met_in = [
        place
        for one in candidates
        if one.named.sure and not words.isdisjoint(one.nodes)
        and (place := _at_channels(reading, one)) is not None
    ]  # fmt: skip
    taken = {node for one in met_in for node in one.nodes}
    return [*(one for one in places if not taken.issuperset(one.nodes)), *met_in]


def _at_channels(reading: Reading, place: FunctionPlace) -> FunctionPlace | None:
    """A place with its middle parameters and how far they reach; None: it is not sure."""
    inside = [one for one in reading.graph.operations if one.spoken in place.nodes]
    vectors = _vectors(reading, [name for one in inside for name in one.inputs])
    if not vectors:
        return None
    count = max(len(one.channels()) for one in vectors)
    looked_at = _looked_at(vectors, count)
    named_at = partial(_named, reading, place, vectors[0].dtype)
    middle = named_at(looked_at[0], None)
    if middle is None:
        return None
    others = [named_at(channel, middle.function) for channel in looked_at[1:]]
    every = [middle, *(one for one in others if one is not None)]
    if len(every) < len(looked_at):
        return None
    worst = max(every, key=lambda one: (one.certainty != naming.PROVED, abs(one.difference or 0)))
    reach = []
    for word in get(middle.spec).values:
        numbers = [get(one.spec).values[word] for one in every]
        if min(numbers) < max(numbers):
            reach.append(f"{word} {min(numbers):.6g} to {max(numbers):.6g}")
    of, certainty = "", worst.certainty
    if len(looked_at) < count:
        of = f", of which {len(looked_at)} were looked at"
        if certainty == naming.PROVED:  # of some channels, which is not of all
            certainty = vectors[0].dtype
    note = f"{count} channels{of}: {', '.join(reach)}" if reach else f"{count} channels{of}"
    named = replace(middle, certainty=certainty, difference=worst.difference, at=worst.at)
    return replace(place, named=named, note="; ".join(filter(None, (place.note, note))))


def _looked_at(vectors: Sequence[Constant], count: int) -> list[int]:
    """Channels, that of the middle number first, those of the least and the largest among them."""
    chosen: dict[int, None] = {}
    for constant in vectors:
        numbers = constant.channels()
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        middle = () if chosen else (order[len(order) // 2],)
        chosen.update(dict.fromkeys((*middle, order[0], order[-1])))
    if count <= _MOST_LOOKED_AT:
        chosen.update(dict.fromkeys(range(count)))
    return list(chosen)


def _named(
    reading: Reading, place: FunctionPlace, dtype: str, channel: int, function: str | None
) -> Named | None:
    """What a place computes at one channel; among the parameters of one function if given."""
    single = Reading(
        reading.graph, outer=reading.outer, makers=reading.makers, channel=channel
    )  # fmt: skip
    every = range(len(reading.graph.operations))
    value = recovery.between(single, every, place.inputs[0], place.output)
    if value is None:
        return None
    family = _SLOPES if function == "prelu" else function
    if family is not None:
        named = naming.with_parameters(value.tree, dtype, among=frozenset({family}))
    else:
        named = naming.with_parameters(value.tree, dtype) or naming.with_parameters(
            value.tree, dtype, widespread=False
        )
    if named is None or named.function != _SLOPES:
        return named
    slope = get(named.spec).values["negative_slope"]
    return replace(named, function="prelu", spec=f"prelu:alpha={slope!r}")
