"""Is an entry of a catalogue sound? The questions that the tests ask of the built-in ones.

Values and derivatives in float64 are held to the promise of :mod:`actviz.measure.accuracy`;
derivatives also to differences of exact values, which know none of the rules; identities and
careful forms to the formula, by exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actviz.arrays import Float64, identical
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, substitute
from actviz.functions.elementwise import Activation
from actviz.lookup.citations import reference
from actviz.measure import accuracy
from actviz.readings import exact
from actviz.readings.effort import OutOfTime, limited

if TYPE_CHECKING:
    from actviz.facts.record import Facts
    from actviz.lookup.names import Function


_STEP: Final = 2.0**-12  # of the differences, which err by its square times a third derivative
_NEAR: Final = 1e-5  # 2**-24 times what third derivatives usually are, relative
_LAST: Final = 1e-15  # a few units in the last place, and as much for the input
_LOST: Final = 1e-9  # of values of ordinary size, by a form without care
_EACH: Final = 16  # binades far out and near 0 of which one is tried: entries come by the thousand
_SECONDS: Final = 30.0  # for a question: one entry does not hold up thousands
_ROUGH: Final = (-7.3, -2.7, -1.1, -0.3, 0.2, 0.9, 2.6, 6.1)  # no place of interest by chance


class Finding(NamedTuple):
    """One question and its answer. ``verdict``: ``"ok"``, ``"fails"`` or ``"missing"``."""

    name: str
    question: str
    verdict: str
    detail: str


def variants(activation: Activation) -> list[Activation]:
    """A function at its defaults and with each parameter at the ends of its typical range."""
    tried = [activation]
    for parameter in activation.parameters:
        for value in parameter.typical or ():
            if value != activation.values[parameter.name]:
                tried.append(activation.with_values(**{parameter.name: value}))
    return tried


def examine(function: Function) -> Iterator[Finding]:
    """Every question, for the defaults and the ends of typical parameters.

    Of a random function what is used without drawing is examined; of functions of two inputs or
    of a whole vector the slopes, against differences.
    """
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector.weights import Weights

    own: list[tuple[str, Callable[[Any], tuple[str, str]]]] = [
        ("prose", _prose), ("reference", _reference),
    ]  # fmt: skip
    if isinstance(function, Stochastic):
        findings = examine(function.evaluation)
        yield from (one for one in findings if one.question not in dict(own))
        yield from _asked(function, own)
    elif isinstance(function, Activation):
        yield from _examined(function)
    else:
        several = isinstance(function, Weights) or (isinstance(function, Gate) and function.careful)
        forms = [("forms", _forms)] if several else []
        yield from _asked(function, [("slopes", _by_differences), *forms, *own])


def _examined(function: Activation) -> Iterator[Finding]:
    questions: list[tuple[str, Callable[[Any], tuple[str, str]]]] = [
        ("parameters", _parameters),
        ("slope", _slope),
        *([("identities", _identities)] if function.identities else []),
        *(
            (form, partial(_same, form=form))
            for form in ("careful", "quick")
            if getattr(function, form)
        ),
        ("float64", _promise),
        ("facts", _facts),
        ("prose", _prose),
        ("reference", _reference),
    ]
    yield from _asked(function, questions)


def _asked(
    function: Function, questions: list[tuple[str, Callable[[Any], tuple[str, str]]]]
) -> Iterator[Finding]:
    for question, ask in questions:
        try:
            with limited(_SECONDS):
                verdict, detail = ask(function)
        except OutOfTime:
            verdict, detail = "missing", f"not decided within {_SECONDS:g} s of processor time"
        except (ValueError, ArithmeticError) as error:
            verdict, detail = "fails", str(error)
        yield Finding(function.name, question, verdict, detail)


def _parameters(function: Activation) -> tuple[str, str]:
    silent = [one.name for one in function.parameters if not one.meaning]
    if silent:
        return "missing", f"what {', '.join(silent)} means"
    for one in function.parameters:
        low, high = one.typical or (one.default, one.default)
        if not low <= one.default <= high:
            return "fails", f"the default of {one.name} is not within its typical range"
    tried = variants(function)  # raises where an end is out of the domain
    return "ok", f"{len(function.parameters)}, tried in {len(tried)} combinations"


def _points(function: Activation) -> Float64:
    """Where to look: rough places, less those next to a kink or a jump."""
    joints = accuracy.joints(function)
    far = [x for x in _ROUGH if all(abs(x - joint) > 4 * _STEP for joint in joints)]
    return np.array(far)


def _exact(function: Activation, tree: Node, x: Float64) -> Float64:
    return exact.evaluate(tree, x, function.values)


def _slope(function: Activation) -> tuple[str, str]:
    worst = 0.0
    for one in variants(function):
        x = _points(one)
        slope = _exact(one, one.derivative_tree(), x)
        ahead, behind = (_exact(one, one.tree, x + step) for step in (_STEP, -_STEP))
        expected = (ahead - behind) / (2 * _STEP)
        defined = np.isfinite(expected) & np.isfinite(slope)
        scale = 1 + np.abs(slope) + np.abs(_exact(one, one.derivative_tree(3), x))
        off = np.abs(slope - expected)[defined] / scale[defined]
        worst = max(worst, float(off.max(initial=0.0)))
    verdict = "ok" if worst <= _NEAR else "fails"
    return verdict, f"differs from a difference of exact values by {worst:.1g} of its size"


def _by_differences(function: Any) -> tuple[str, str]:
    """The slopes of a function of several numbers against differences of its values."""
    from actviz.functions.gated import INPUTS, Gate

    if isinstance(function, Gate):
        gate = function
        points = np.array([[u, v] for u in _ROUGH for v in _ROUGH])
        us, vs = points.T
        slopes = np.array([np.asarray(gate.partial(us, vs, word)) for word in INPUTS]).T

        def values(at: Float64) -> Float64:
            return np.asarray(gate(at[:, 0], at[:, 1]))

    else:
        points = np.array([_ROUGH[:4], _ROUGH[4:], _ROUGH[2:6]])
        slopes, values = function.jacobian(points), function
    worst = 0.0
    for number in range(points.shape[-1]):
        step = _STEP * (np.arange(points.shape[-1]) == number)
        expected = (values(points + step) - values(points - step)) / (2 * _STEP)
        off = np.abs(slopes[..., number] - expected) / (1 + np.abs(expected))
        worst = max(worst, float(off.max(initial=0.0)))
    verdict = "ok" if worst <= _NEAR else "fails"
    return verdict, f"differ from differences of values by {worst:.1g} of their size"


def _forms(function: Any) -> tuple[str, str]:
    """Whether what is computed by is the formula that is shown, and that exact values are of."""
    from actviz.functions.gated import Gate

    if isinstance(function, Gate):
        us, vs = np.array([[u, v] for u in _ROUGH[1:7] for v in _ROUGH[1:7]]).T
        pairs = [("its values differ from the formula's", function(us, vs), function.exact(us, vs))]
    else:
        row = np.array(_ROUGH[2:6])
        pairs = [
            ("its values differ from the weight's", function(row), function.exact(row)),
            ("ratio differs from the slope of log_weight", *function.steepness(row)),
        ]
    for wrong, ours, true in pairs:
        off = np.abs(np.asarray(ours) - true) / (1 + np.abs(true))
        if not (off <= _LOST).all():
            return "fails", f"{wrong} by {np.nanmax(off):.2g} of their size"
    return "ok", "what is computed by is what is shown"


def _identities(function: Activation) -> tuple[str, str]:
    for one in variants(function):
        x = _points(one)
        slope = _exact(one, one.derivative_tree(), x)
        for text in one.identities:
            claimed = substitute(parse(text, ["f", *one.values]), {"f": one.tree})
            values = _exact(one, claimed, x)
            wrong = ~identical(values, slope)
            if wrong.any():
                at = int(np.argmax(wrong))
                return "fails", (
                    f"{text} is {values[at]:.9g} at x = {x[at]:g}, the slope of {one.display} "
                    f"{slope[at]:.9g}"
                )
    return "ok", f"{len(function.identities)}, equal to the slope"


def _same(function: Activation, form: str) -> tuple[str, str]:
    """Whether another form is the formula, as near as an input of another last digit brings it."""
    for one in variants(function):
        x = np.concatenate([_points(one), [-700.5, -90.25, -37.5, -1e-3, 1e-9, 37.5, 90.25, 700.5]])
        true, other = _exact(one, one.tree, x), _exact(one, getattr(one, f"{form}_tree"), x)
        slope = _exact(one, one.derivative_tree(), x)
        with np.errstate(invalid="ignore"):
            allowed = _LAST * (np.abs(true) + np.abs(x * slope)) + 1e-322
            wrong = ~((np.abs(other - true) <= allowed) | (other == true))
        wrong &= np.isfinite(true)
        if wrong.any():
            at = int(np.argmax(wrong))
            return "fails", (
                f"the {form} form of {one.display} is {other[at]:.9g} at x = {x[at]:g}, the "
                f"formula {true[at]:.9g}"
            )
    return "ok", "the same function as the formula"


def _promise(function: Activation) -> tuple[str, str]:
    x = accuracy.points(function, accuracy.QUICK, each=_EACH, facts=_known(function))
    measures = list(accuracy.measured_at(function, x, 2))
    if any(measure.undecided > measure.tried for measure in measures):
        return "missing", "exact values at most points: no precision decides them"
    errors = ", ".join(f"{measure.max_ulp:.3g}" for measure in measures)
    broken = [f"f{chr(39) * measure.order}" for measure in measures if not measure.kept]
    if broken:
        return "fails", (
            f"{' and '.join(broken)} lose digits (largest errors {errors} ulp); give a careful "
            f"form, or see: actviz check {function.name}"
        )
    return "ok", f"largest errors of f, f', f'': {errors} ulp"


@lru_cache(maxsize=1)  # two questions need them
def _known(function: Activation) -> Facts:
    return function.facts()


def _facts(function: Activation) -> tuple[str, str]:
    facts = _known(function)
    if facts.range is None:
        return "missing", "its range was not found"
    return "ok", f"range {facts.range.low:.6g} to {facts.range.high:.6g}, {facts.smoothness}"


def _prose(function: Function) -> tuple[str, str]:
    lacking = [word for word in ("title", "summary") if not getattr(function, word)]
    return ("missing", " and ".join(lacking)) if lacking else ("ok", "title and summary")


def _reference(function: Function) -> tuple[str, str]:
    if not function.references:
        return "missing", "a paper, or a source file, behind it"
    doubtful = [key for key in function.references if reference(key).get("unconfirmed")]
    if doubtful:
        return "ok", f"{', '.join(doubtful)}: not confirmed"
    return "ok", ", ".join(function.references)
