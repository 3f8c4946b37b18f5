"""Gated units: functions of two inputs, usually the two halves of one vector.

The formula is text in ``u`` and ``v`` and the parameters; values, exact values and both partial
derivatives are read off it, as for an elementwise function.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, X, substitute
from actviz.functions.entry import Entry, SpecError
from actviz.readings.reals import reals

if TYPE_CHECKING:  # importing an entry must not import NumPy
    from numpy.typing import ArrayLike


INPUTS: Final = ("u", "v")


@dataclass(frozen=True, kw_only=True, repr=False)
class Gate(Entry):
    """A function of two inputs ``u`` and ``v`` with its parameters bound.

    ``halves`` says of libraries which half of a vector is u and which is v, for those that split
    one vector in two.
    """

    kind_in_words = "a gated unit of two inputs"
    door = "gate"

    family: str = "gated"
    formula: str
    careful: str = ""  # the same function, written so that float64 keeps its digits
    halves: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if "x" in self.tree.names or not self.tree.names.issuperset(INPUTS):
            raise SpecError(f"{self.name}: the formula of a gated unit is one in u and v")

    @cached_property
    def tree(self) -> Node:
        """The formula as a tree in ``u``, ``v`` and the parameters."""
        return parse(self.formula, [*INPUTS, *(parameter.name for parameter in self.parameters)])

    @cached_property
    def careful_tree(self) -> Node:
        """The tree that float64 evaluates: that of ``careful`` where there is one."""
        text = self.careful or self.formula
        return parse(text, [*INPUTS, *(parameter.name for parameter in self.parameters)])

    @cached_property
    def bound_tree(self) -> Node:
        """The formula with every parameter replaced by its value."""
        return self.bind(self.tree)

    def partial_tree(self, wrt: str, order: int = 1, *, careful: bool = False) -> Node:
        """The partial derivative in an input or in a parameter, as a tree."""
        known = [*INPUTS, *self.values]
        if wrt not in known:
            raise SpecError(f"{self.name} has no input or parameter {wrt!r}: {', '.join(known)}")
        return derivative(self.careful_tree if careful else self.tree, wrt, order, careful=careful)

    @cached_property
    def activated(self) -> tuple[str, ...]:
        """The inputs that meet a nonlinearity; in the others the output is linear."""
        return tuple(word for word in INPUTS if word in self.partial_tree(word).names)

    def __call__(self, u: ArrayLike, v: ArrayLike) -> Float64 | float:
        """Values in float64.

        Args:
            u: numbers of any shape.
            v: numbers of a shape that broadcasts with that of ``u``.

        Returns:
            A float for two numbers, else a float64 array of the common shape.
        """
        return self._fast(self.careful_tree, self.tree, u, v)

    def partial(
        self, u: ArrayLike, v: ArrayLike, wrt: str = "u", order: int = 1
    ) -> Float64 | float:
        """A partial derivative in float64, of any order from 1 to 12.

        Where the derivatives from both sides agree, their value. At a kink: the slope of the
        branch that the formula's own condition picks.
        """
        from actviz.readings import varying

        fast = self.partial_tree(wrt, order, careful=True)
        slopes = np.array(self._fast(fast, self.partial_tree(wrt, order), u, v))
        us, vs = np.broadcast_arrays(*(reals(w) for w in (u, v)))
        tree, steep = (substitute(one, {"u": X}) for one in (self.tree, fast))
        letter = "x" if wrt == "u" else wrt
        varying.mend(tree, steep, {"x": us, "v": vs}, slopes, self.values, order, letter)
        return float(slopes) if slopes.ndim == 0 else slopes

    def exact(
        self, u: ArrayLike, v: ArrayLike, wrt: str = "u", order: int = 0, *, dtype: str = "float64"
    ) -> Float64 | float:
        """Correctly rounded values at finite numbers, by proof; of a partial derivative if asked.

        Raises:
            NotDecided: a point met the cap on precision (never a guess instead).
        """
        from actviz.readings import exact, slopes, varying

        derived = self.partial_tree(wrt, order) if order else self.tree  # says which letters exist
        tree, letter = substitute(self.tree, {"u": X}), "x" if wrt == "u" else wrt
        us, vs = np.broadcast_arrays(*(reals(w) for w in (u, v)))
        rounded, sure = np.empty(us.shape), np.empty(us.shape, dtype=bool)
        for second in np.unique(vs):
            there = vs == second
            values = {**self.values, "v": float(second)}
            rounded[there], sure[there] = slopes.decide(
                tree, us[there], values, order, letter, dtype=dtype
            )
        if not sure.all():
            raise exact.NotDecided(us[~sure], rounded, sure)
        if order:
            steep = substitute(derived, {"u": X})
            rounded[varying.outside(tree, steep, {"x": us, "v": vs}, self.values)] = np.nan
        return float(rounded) if rounded.ndim == 0 else rounded

    def _fast(self, fast: Node, tree: Node, u: ArrayLike, v: ArrayLike) -> Float64 | float:
        from actviz.readings import float64

        us, vs = np.broadcast_arrays(*(reals(w) for w in (u, v)))
        results = float64.evaluate(substitute(fast, {"u": X}), us, {**self.values, "v": vs})
        # Where float64 overflows on the way (inf*0, inf - inf), the result may still be ordinary.
        astray = ~np.isfinite(results) & np.isfinite(us) & np.isfinite(vs)
        if astray.any():
            from actviz.readings import exact

            for at in map(tuple, np.argwhere(astray)):  # of a single number too
                values = {**self.values, "v": float(vs[at])}
                true, decided = exact.decide(substitute(tree, {"u": X}), us[at], values)
                results[at] = true if decided else results[at]
        return float(results) if results.ndim == 0 else results
