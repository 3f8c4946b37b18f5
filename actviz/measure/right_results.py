"""The right results of a function at numbers of a format: where they come from."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.ties import forgets
from actviz.functions.elementwise import Activation
from actviz.measure.accuracy import joints
from actviz.measure.tally import Patterns, of_patterns
from actviz.measure.true_values import Truth, truth
from actviz.readings import identity
from actviz.readings.certified.cover import Cover


@dataclass(frozen=True)
class Right:
    """The right results of one function, one order of derivative, in one format."""

    activation: Activation
    order: int = 0
    dtype: str = "float32"

    @cached_property
    def cover(self) -> Cover:
        """Where the right results come from."""
        function = self.activation
        tree = function.derivative_tree(self.order)
        given = tuple(sorted(function.values.items()))
        domain = function.tree if self.order and forgets(function.tree, tree, given) else None
        return Cover(tree, function.values, domain, self.dtype)

    @cached_property
    def parity(self) -> int:
        """1: even, -1: odd, where it and its mirror have values; 0: neither, or not shown."""
        word = identity.parity(self.activation.bound_tree)
        known = 0 if word is None else 1 if word == "even" else -1
        return -known if self.order % 2 else known

    @cached_property
    def at_zero(self) -> float:
        """The right result at 0."""
        right = self.truth(np.zeros(1, dtype=np.int64))
        return float(right.expected[0])

    @cached_property
    def conventions(self) -> Float64:
        """Where the derivative jumps: what it is there is a convention, and any result is right."""
        if not self.order:
            return np.empty(0)
        kinks = joints(self.activation)
        return np.array([x for x, first in kinks.items() if first <= self.order])

    def truth(self, x: Patterns) -> Truth:
        """The right results by balls alone."""
        return truth(self.activation, of_patterns(x, self.dtype), self.order, self.dtype)
