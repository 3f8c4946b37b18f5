"""A derivative with its reasons: what ``actviz derive`` shows, as data.

Every number is correctly rounded; every statement about slopes comes from the facts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from functools import cached_property
from typing import Any, Final

from actviz.arrays import identical, np
from actviz.dataclass import dataclass
from actviz.derivations.agreements import Agreement, agreements
from actviz.derivations.difference_quotients import agrees, joint_agrees
from actviz.derivations.forms import headings, under_conditions
from actviz.derivations.lossy_forms import Loss, losses
from actviz.derivations.products_of_slopes import Layers, products
from actviz.facts.record import Break, Facts
from actviz.formula.calculus import Step, derivative, expand_cases, tidy
from actviz.formula.collecting import collected, grouped, in_decimals, written_steps
from actviz.formula.gathering import leaves
from actviz.formula.grammar import constant_value, parse
from actviz.formula.tree import Node, substitute, walk, written_size
from actviz.functions.elementwise import Activation, SpecError
from actviz.readings.effort import share
from actviz.readings.notation.plain import step_in_text, to_text

PLAIN_POINTS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
POINTS_AT_MOST: Final = 13  # rows of the table of values that are chosen, not asked for
JOINTS_AT_MOST: Final = 12  # a staircase has too many to tell one by one
ORDER_AT_MOST: Final = 6
PARTS_AT_MOST: Final = 100_000  # of a derivative that is written out: half a megabyte of text
STEPS_COST_AT_MOST: Final = 250_000  # parts in all lines of steps: half a second


class CheckFailed(ArithmeticError):  # noqa: N818 - it says what happened
    """A derivative and the difference quotients of its formula disagree: a bug in actviz."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The first derivative in terms of the function itself, f, and where that loses digits."""

    tree: Node
    losses: tuple[Loss, ...]

    @property
    def text(self) -> str:
        """The form, in the formula language."""
        return to_text(self.tree)


@dataclass(frozen=True)
class Derivation:
    """The derivative of one activation, of one order, in x or a parameter.

    ``wrt`` is a letter, or several with commas between them: one derivative in each, in turn.

    Raises:
        SpecError: a letter is none of the function's, or there are too many.
    """

    activation: Activation
    order: int = 1
    wrt: str = "x"
    at: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        letters = [letter.strip() for letter in self.wrt.split(",")]
        if not all(letters):
            raise SpecError(f"--wrt {self.wrt!r} lacks a letter; an example: --wrt x,alpha")
        for letter in letters:
            self.activation.derivative_tree(1, letter)  # says which letters there are
        if len(letters) > 1 and self.order != 1:
            raise SpecError(
                f"--order is for a single letter; --wrt {self.wrt} says itself how often"
            )
        if len(letters) > ORDER_AT_MOST:
            raise SpecError(f"--wrt takes up to {ORDER_AT_MOST} letters, not {len(letters)}")

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """What is differentiated in, in turn."""
        letters = tuple(letter.strip() for letter in self.wrt.split(","))
        return letters if len(letters) > 1 else letters * self.order

    @property
    def in_x(self) -> bool:
        """Whether x is the only letter."""
        return set(self.letters) <= {"x"}

    @property
    def titles(self) -> list[str]:
        """What stands before the formula and each derivative: f(x), f'(x), or df/dalpha."""
        return headings(self.letters)

    @cached_property
    def formula(self) -> Node:
        """The formula, as the entry writes it."""
        return self.activation.tree

    @cached_property
    def results(self) -> list[Node]:
        """The derivatives of order 1, 2, ... up to the one asked for, as they are written."""
        start, derivatives = self.formula, []
        for letter in self.letters:
            derivatives.append(collected(derivative(start, letter)))
            start = grouped(derivatives[-1])
            if written_size(derivatives[-1]) > PARTS_AT_MOST:
                raise SpecError(
                    f"{self.titles[len(derivatives)]} is too long to be written: it has more than "
                    f"{PARTS_AT_MOST} parts; ask for a lower order"
                )
        return derivatives

    @cached_property
    def trees(self) -> list[Node]:
        """The same derivatives for arithmetic, with the doubles that decimals in them stand for."""
        derivatives = [self.formula]
        for letter in self.letters:
            derivatives.append(derivative(derivatives[-1], letter))
        return derivatives[1:]

    @cached_property
    def steps(self) -> list[list[Step]]:
        """For each order, the steps from the formula before it; none where too long."""
        starts, cost = [self.formula, *map(grouped, self.results[:-1])], 0
        lines: list[list[Step]] = []
        for start, letter, result in zip(starts, self.letters, self.results, strict=True):
            # Every step is a whole line, and there is about one for each part of the start.
            cost += sum(1 for _ in walk(start)) * written_size(result)
            lines.append([])
            if cost > STEPS_COST_AT_MOST:
                continue
            lines[-1] = written_steps(start, letter)
        if self.identities:
            lines[0] = [*lines[0], *self._known_forms()]
        return lines

    def _known_forms(self) -> Iterator[Step]:
        """From the result to each form that people know: f's formula made visible, then named."""
        for identity in self.identities:
            written = under_conditions(substitute(identity.tree, {"f": self.formula}))
            known = "the same function in its known form"
            if "f" not in identity.tree.names:
                yield Step("known form", self.results[0], written, known)
                continue
            shown = "regrouped so that the formula of f itself appears"
            if written is not self.results[0]:
                yield Step("regroup", self.results[0], written, shown)
            yield Step("name f", written, identity.tree, "f stands for its own formula")

    @cached_property
    def identities(self) -> list[Identity]:
        """The first derivative in x in terms of the function itself, where the entry knows it."""
        if self.letters != ("x",):
            return []
        letters = ["f", *self.activation.values]
        trees = [tidy(parse(text, letters)) for text in self.activation.identities]
        return [Identity(tree, losses(self.activation, tree)) for tree in trees]

    @property
    def in_terms_of_f(self) -> list[str]:
        """The identities in the formula language."""
        return [identity.text for identity in self.identities]

    @cached_property
    def facts(self) -> Facts:
        """What follows from the formula; where the time is limited, half of it is for them."""
        with share(0.5):
            return self.activation.facts()

    @cached_property
    def _joints(self) -> dict[float, Break]:
        from actviz.facts.breaks import nearest

        joints = {joint.x: joint for joint in nearest(self.activation.bound_tree, JOINTS_AT_MOST)}
        return joints | {joint.x: joint for joint in (*self.facts.jumps, *self.facts.kinks)}

    @cached_property
    def joints(self) -> tuple[Break, ...]:
        """Where pieces meet, by x; of a staircase, those nearest to 0.

        Joints at which only a higher derivative jumps are among them.
        """
        nearest = sorted(self._joints.values(), key=lambda joint: abs(joint.x))
        return tuple(sorted(nearest[:JOINTS_AT_MOST], key=lambda joint: joint.x))

    @cached_property
    def points(self) -> list[float]:
        """Where values are shown: those asked for, or telling ones."""
        if self.at:
            return list(self.at)
        facts = self.facts
        telling = {0.0, *(joint.x for joint in self.joints)}
        telling |= {extremum.x for extremum in facts.extrema or ()}
        telling |= {x for x in (facts.saturation.left, facts.saturation.right) if x is not None}
        # The nearest to 0 tell most; the plain ones come first.
        others = sorted((x for x in telling if math.isfinite(x)), key=abs)
        return sorted({*PLAIN_POINTS, *others[: POINTS_AT_MOST - len(PLAIN_POINTS)]})

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """Rows of x, the value and each derivative, correctly rounded."""
        columns = [self._exact(order) for order in range(len(self.letters) + 1)]
        # Where there is no value there is no slope: of x + sqrt(-1) the rules would leave 1.
        open_ = [math.isnan(value) for value in columns[0]]
        slopes = [
            [math.nan if none else slope for none, slope in zip(open_, column, strict=True)]
            for column in columns[1:]
        ]
        rows = zip(self.points, columns[0], *slopes, strict=True)
        return [dict(zip(["x", *self.titles], row, strict=True)) for row in rows]

    def _exact(self, order: int) -> list[float]:
        """The derivative of that order at the points; at joints, with each letter last in turn."""
        from actviz.readings import exact, slopes

        points, values = np.array(self.points), self.activation.values
        tree, letters = [self.formula, *self.trees][order], self.letters[:order]
        ends = self.activation.limits(tree, points)
        written = exact.decide(tree, points, values, ends)[0]
        true, settled = written.copy(), np.zeros(points.shape, dtype=bool)
        for last in dict.fromkeys(letters or ("x",)):
            start, times = self.formula, letters.count(last)
            for letter in letters:
                start = start if letter == last else derivative(start, letter)
            slope, decided = slopes.decide(start, points, values, times, last, ends, written=tree)
            other = decided & ~identical(slope, written)
            true[other] = slope[other]
            settled |= decided
        if not settled.all():
            raise exact.NotDecided(points[~settled])
        return [float(value) for value in true]

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """Points where the cases of a derivative, as written, say something else than it is."""
        return tuple(agreements(self.trees, self.titles[1:], self.values, self.activation.values))

    @cached_property
    def unchecked(self) -> tuple[float, ...]:
        """The points at which difference quotients of the formula could not confirm the values.

        These are joints, where the quotients from both sides differ or what is taken is a
        convention, infinities, and places where the quotients do not settle.

        Raises:
            CheckFailed: at some point the quotients settle on another number, or a derivative is
                another one as it is written.
        """
        self._check_writing()
        columns = list(zip(*(row.values() for row in self.values), strict=True))[2:]
        doubtful = []
        for at, x in enumerate(self.points):
            confirmed = []
            for order, column in enumerate(columns, 1):
                letters, value = self.letters[:order], column[at]
                settled = agrees(self.activation, letters, x, value)
                joint = self._joints.get(x)
                if settled is False and joint is not None and joint.order < order:
                    settled = None  # a lower derivative jumps there: what is taken is a convention
                if settled is False:
                    raise CheckFailed(
                        f"{self.activation.display}: {self.titles[order]} at x = {x!r} is said to "
                        f"be {value!r}, but difference quotients of the formula settle on another "
                        "number; please report this"
                    )
                confirmed.append(settled)
            if not all(confirmed):
                doubtful.append(x)
        return tuple(doubtful)

    def _check_writing(self) -> None:
        """Whether derivatives are the same as they are written, all numbers taken as decimals."""
        from actviz.readings import exact

        points = np.array([x for x in self.points if math.isfinite(x)])
        for title, *sides in zip(self.titles[1:], self.trees, self.results, strict=True):
            one, other = (
                exact.decide(in_decimals(tree), points, self.activation.values)[0] for tree in sides
            )
            for x, right, written in zip(points, one, other, strict=True):
                if math.isfinite(right) and right != written and not math.isnan(written):
                    raise CheckFailed(
                        f"{self.activation.display}: {title} at x = {float(x)!r} is written as "
                        f"{float(written)!r}, and is {float(right)!r}; please report this"
                    )

    @cached_property
    def joints_checked(self) -> bool:
        """Whether difference quotients confirm every one-sided slope at the joints told of.

        Raises:
            CheckFailed: at some joint they settle on another number.
        """
        settled = [joint_agrees(self.activation, joint) for joint in self.joints if joint.order]
        if False in settled:
            joint = [joint for joint in self.joints if joint.order][settled.index(False)]
            raise CheckFailed(
                f"{self.activation.display}: at x = {joint.x!r} the one-sided slopes are said to "
                f"be {joint.slope_left!r} and {joint.slope_right!r}, but difference quotients of "
                "the formula settle on other numbers; please report this"
            )
        return bool(settled) and all(settled)

    @cached_property
    def layers(self) -> list[Layers]:
        """The product of slopes over many layers: all at 0, all at the steepest or flattest x."""
        return products(self.facts, self.flat_points, self.activation.bound_tree)

    @cached_property
    def flat_points(self) -> tuple[float, ...]:
        """Single places at which the slope is 0, found among extrema and inflections."""
        facts = self.facts
        breaks = {joint.x for joint in (*facts.kinks, *facts.jumps)}
        ends = {end for part in facts.domain for end in (part.low, part.high)}
        turns = [turn.x for turn in facts.extrema or () if turn.x not in breaks | ends]
        # At an inflection or an end of the domain any slope is possible.
        others = [*(facts.inflections or ()), *(turn.x for turn in facts.extrema if turn.x in ends)]
        level = [x for x in others if float(self.activation.exact(x, 1)) == 0]
        return tuple(sorted({x + 0.0 for x in (*turns, *level)}))

    @property
    def nowhere(self) -> bool:
        """Whether the function is known to have a value nowhere, and so no slope."""
        return not self.facts.domain and "domain" not in self.facts.undecided

    @cached_property
    def constant_slopes(self) -> list[float]:
        """All slopes of a function made of straight lines, in order; empty for any other."""
        if self.nowhere:
            return []
        slopes = set()
        for leaf in leaves(expand_cases(self.activation.bind(derivative(self.formula)))):
            value = constant_value(leaf)
            if value is None:
                return []
            slopes.add(float(value))
        return sorted(slopes)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``steps`` is a list of ``{rule, before, after, note}``."""
        activation = self.activation
        return {
            "name": activation.name,
            "label": activation.display,
            "formula": to_text(self.formula),
            "parameters": dict(activation.values),
            "order": self.order,
            "wrt": self.wrt,
            "derivative": to_text(self.results[-1]),
            "derivatives": [to_text(result) for result in self.results],
            "in_terms_of_f": self.in_terms_of_f,
            "identities": [
                {"form": identity.text, "loses_digits": [asdict(loss) for loss in identity.losses]}
                for identity in self.identities
            ],
            "steps": [step_in_text(step) for one_order in self.steps for step in one_order],
            "joints": [{"kind": joint.kind, **asdict(joint)} for joint in self.joints],
            "values": self.values,
            "unchecked": list(self.unchecked),
            "joints_checked": self.joints_checked,
            "agreements": [asdict(agreement) for agreement in self.agreements],
            "domain": None
            if "domain" in (*self.facts.undecided, *self.facts.endless)
            else [asdict(part) for part in self.facts.domain],
            "slope": self.slope_extremes,
            "slope_zero": [*self.facts.dead_intervals, *self.flat_points],
            "layers": [layers.as_row() for layers in self.layers],
        }

    @property
    def slope_extremes(self) -> dict[str, Any]:
        """The range of the slope, and where its ends are attained."""
        facts = self.facts
        ends = facts.derivative_range
        return {
            "low": ends.low if ends else None,
            "low_at": facts.slope_argmin,
            "high": ends.high if ends else None,
            "high_at": facts.slope_argmax,
        }
