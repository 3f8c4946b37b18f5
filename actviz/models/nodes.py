"""A node of a model as a function: ``model.onnx#/layers/3/act/Mul``."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from actviz.formula.grammar import FormulaError, nearest
from actviz.functions.entry import SpecError
from actviz.lookup.registry import resolve
from actviz.models import naming
from actviz.models.model_files import known
from actviz.models.report import places

if TYPE_CHECKING:
    from actviz.lookup.names import Function
    from actviz.models.places import FunctionPlace


def function_at(spec: str) -> Function:
    """The function that a node is part of, as a spec ``FILE#NODE`` says; all after # is the name.

    Where the formula is proved to be an entry's, it is the entry; else the formula itself, with
    the numbers that the file holds.

    Args:
        spec: the file, #, and a node's name, that of its output, or in a file that holds names
            only, the place of one; a label may stand before: ``mine=model.onnx#node``.

    Raises:
        SpecError: no such file or node.
    """
    path, _, name = spec.partition("#")
    label = ""
    if not os.path.exists(path) and "=" in path:
        label, _, path = (word.strip() for word in path.partition("="))
    try:
        stat = os.stat(path)
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}") from None
    model = known(path, (stat.st_size, stat.st_mtime_ns))
    for one in model.named:
        if one.where == name and one.spec:
            (function,) = resolve(one.spec)
            return replace(function, label=label or f"{os.path.basename(path)}#{name}")
    activations = _places(path, (stat.st_size, stat.st_mtime_ns))
    place = _place(activations, name)
    if place is None:
        words = [one.where for one in activations] + [one.where for one in model.named if one.spec]
        if not words:
            raise SpecError(f"{path} holds no activation")
        near = nearest(name, words, limit=2) or words[:3]
        raise SpecError(
            f"{path}: no activation has a node called {name!r}; known, for example: "
            f"{', '.join(near)}"
        )
    return _function(place, label or f"{os.path.basename(path)}#{name}")


@lru_cache(maxsize=4)
def _places(path: str, stamp: tuple[int, int]) -> tuple[FunctionPlace, ...]:
    return tuple(places(known(path, stamp)))


def _place(activations: tuple[FunctionPlace, ...], name: str) -> FunctionPlace | None:
    """The place that ends at a node, or else one that the node is part of."""
    for one in activations:
        if name in (one.where, one.output):
            return one
    return next((one for one in activations if name in one.nodes), None)


def _function(place: FunctionPlace, label: str) -> Function:
    named = place.named
    if place.kind == "elementwise" and named.certainty != naming.PROVED:
        try:
            return naming.as_function(named.formula, label)
        except (FormulaError, SpecError) as error:
            raise SpecError(f"{label}: its formula cannot be a function here: {error}") from None
    (function,) = resolve(named.spec)
    return replace(function, label=label)
