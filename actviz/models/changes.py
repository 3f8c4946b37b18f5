"""Two model files side by side: which activation became which, as a conversion leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve
from actviz.models import likeness, naming
from actviz.models.model_graph import Model
from actviz.models.report import places
from actviz.readings.identity import proved_equal

Row = dict[str, Any]


class FileActivation(NamedTuple):
    """An activation of one of the files."""

    where: str
    spec: str
    tree: Node | None  # None: it is no elementwise function
    shape: tuple[int | str, ...]
    sure: bool


def compared(one: Model, other: Model) -> list[Row]:
    """Every activation of either file beside that of the other, in order.

    Activations are matched by order: what stands in both in the same order first, then what lies
    between by shape and place. ``same`` is whether both are one function, constants rounded to
    the files' formats aside.
    """
    left, right = _sides(one), _sides(other)
    partner = _matched(left, right)
    rows, at, taken = [], 0, set(partner.values())
    for index, side in enumerate(left):
        twin = partner.get(index)
        while twin is not None and at < twin:
            if at not in taken:
                rows.append(_row(None, right[at]))
            at += 1
        rows.append(_row(side, right[twin] if twin is not None else None))
    rows += [_row(None, right[i]) for i in range(at, len(right)) if i not in taken]
    return rows


def _matched(left: Sequence[FileActivation], right: Sequence[FileActivation]) -> dict[int, int]:
    """The place on the right that each on the left became."""
    keys = [_key(side) for side in left], [_key(side) for side in right]
    pairs: dict[int, int] = {}
    for tag, a, b, c, d in SequenceMatcher(None, *keys, False).get_opcodes():
        if tag == "equal" or b - a == d - c:
            pairs |= dict(zip(range(a, b), range(c, d), strict=True))
            continue
        waiting = list(range(c, d))
        for index in range(a, b):
            shape = left[index].shape
            twin = next((at for at in waiting if shape and right[at].shape == shape), None)
            if twin is not None:
                pairs[index] = twin
                waiting.remove(twin)
    free = [at for at in range(len(right)) if at not in set(pairs.values())]
    for index, key in enumerate(keys[0]):  # moved elsewhere by the conversion
        twin = next((at for at in free if index not in pairs and keys[1][at] == key), None)
        if twin is not None:
            pairs[index] = twin
            free.remove(twin)
    return pairs


def _key(side: FileActivation) -> str:
    """What is equal where two places surely compute one function."""
    return side.spec if side.tree else side.spec.split(":")[0]


def _sides(model: Model) -> list[FileActivation]:
    sides = [
        FileActivation(
            one.where, one.named.spec, _tree(one.named.spec, one.named.formula, one.kind),
            one.shape, one.named.sure,
        )
        for one in places(model)
    ]  # fmt: skip
    for named in model.named:
        tree = _tree(named.spec, None, "named")
        side = FileActivation(named.where, named.spec or named.spelling, tree, (), bool(named.spec))
        sides += [side] * named.count
    return sides


def _tree(spec: str, formula: Node | None, kind: str) -> Node | None:
    if kind == "elementwise":
        return formula
    if kind in ("fused", "named") and spec:
        try:
            (function,) = resolve(spec)
        except ValueError:
            return None
        return function.bound_tree if isinstance(function, Activation) else None
    return None


def _row(a: FileActivation | None, b: FileActivation | None) -> Row:
    row: Row = {
        "where_a": a.where if a else None,
        "where_b": b.where if b else None,
        "a": a.spec if a else None,
        "b": b.spec if b else None,
        "difference": None,
        "at": None,
        "same": False,
    }
    if a is None or b is None:
        return row
    if a.tree is None or b.tree is None:
        row["same"] = a.spec == b.spec
        return row
    row["same"] = (a.spec == b.spec and a.sure and b.sure) or _agree(a.tree, b.tree)
    if not proved_equal(a.tree, b.tree):
        row["difference"], row["at"] = naming.largest(b.tree, a.tree, "float32")
    return row


def _agree(one: Node, other: Node) -> bool:
    """Whether two formulas are one function but for constants rounded to float32."""
    if proved_equal(one, other):
        return True
    f, g = naming.values_of(one), naming.values_of(other)
    if f is None or g is None:
        return False
    slack = naming.slack(one, "float32") + naming.slack(other, "float32")
    return bool(likeness.alike(f, g, slack))
