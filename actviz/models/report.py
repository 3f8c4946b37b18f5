"""What a model file is told as: its activations, each function and spelling once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actviz.models.dialect import dialect_of, order_for
from actviz.models.graph import Model

if TYPE_CHECKING:
    from actviz.models.places import FunctionPlace

Row = dict[str, Any]


def places(model: Model) -> list[FunctionPlace]:
    """Every place of a file at which an activation is computed, in order."""
    if model.graph is None:
        return []
    from actviz.models.activations import found_in

    return found_in(model.graph)


def rows(model: Model, found: Sequence[FunctionPlace] | None = None) -> list[Row]:
    """The rows of a file: one for each function and spelling, first places first."""
    order = order_for(model.producer or model.format)
    groups: dict[tuple[Any, ...], list[FunctionPlace]] = {}
    for one in places(model) if found is None else found:
        named = one.named
        key = (named.function, named.spec, named.certainty, one.spelling, one.note)
        groups.setdefault(key, []).append(one)
    return [_row(group, order) for group in groups.values()] + _named_rows(model)


def _row(group: Sequence[FunctionPlace], order: tuple[str, ...]) -> Row:
    first = group[0]
    named = first.named
    worst = max(group, key=lambda one: abs(one.named.difference or 0.0)).named
    return {
        "where": first.where,
        "nodes": [node for one in group for node in one.nodes],
        "count": len(group),
        "function": named.function,
        "spec": named.spec,
        "dialect": dialect_of(named.spec, order) if named.sure else "",
        "spelling": list(first.spelling),
        "certainty": named.certainty,
        "difference": worst.difference,
        "at": worst.at,
        "note": first.note or named.note,
    }


def _named_rows(model: Model) -> list[Row]:
    """Rows of a file that only holds names: what its library's version means by them."""
    return [
        {
            "where": one.where,
            "nodes": [one.where],
            "count": one.count,
            "function": one.spec.split(":")[0] if one.spec else "unknown",
            "spec": one.spec,
            "dialect": one.dialect,
            "spelling": [one.spelling],
            "certainty": "named" if one.spec else "own",
            "difference": None,
            "at": None,
            "note": one.note,
        }
        for one in model.named
    ]
