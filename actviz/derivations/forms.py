"""What derivatives are called, and their formulas taken apart by cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from actviz.formula.tidying import tidy
from actviz.formula.tree import Node, node


def headings(letters: Sequence[str]) -> list[str]:
    """The names of the columns: f(x), f'(x), ... or df/dalpha, or d^2f/dx dalpha."""
    if set(letters) <= {"x"}:
        return ["f(x)", *("f" + "'" * n + "(x)" for n in range(1, len(letters) + 1))]
    return ["f(x)", *(_quotient_title(letters[:n]) for n in range(1, len(letters) + 1))]


def _quotient_title(letters: Sequence[str]) -> str:
    runs = [(letter, len(list(run))) for letter, run in groupby(letters)]
    bottom = " ".join(f"d{letter}" + (f"^{n}" if n > 1 else "") for letter, n in runs)
    top = f"d^{len(letters)}f" if len(letters) > 1 else "df"
    return f"{top}/{bottom}"


def under_conditions(tree: Node, known: Mapping[Node, bool] | None = None) -> Node:
    """The tree without cases that a ``where`` around them, with the same condition, rules out."""
    known = known or {}
    if tree.op != "where":
        args = [under_conditions(arg, known) for arg in tree.args]
        return tidy(node(tree.op, *args)) if args else tree
    condition, then, otherwise = tree.args
    if condition in known:
        return under_conditions(then if known[condition] else otherwise, known)
    branches = [
        under_conditions(branch, {**known, condition: holds})
        for branch, holds in ((then, True), (otherwise, False))
    ]
    return node("where", condition, *branches)
