"""Exported slopes at joints where arguments stay open, and those of gated units.

Expected are limits by hand, of both sides; at a kink what the condition picks.
"""

from __future__ import annotations

from typing import Any

import pytest

import actviz
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse, parse_condition
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.readings import open_joints
from actviz.readings.open_joints import joined

SMOOTH = "a*(log1p(exp(-abs(x - b))) + max(x - b, 0))"  # a*softplus(x - b)
HOLE = "where(x == c, 1, expm1(x - c)/(x - c))"

# Formula, arguments, slope, x with the arguments, and the derivative there.
CASES = [
    (f"{HOLE}:c=2", ["c"], "d1", (2.0, 2.0), 1 / 2),
    (f"{HOLE}:c=2", ["c"], "d1", (-3.0, -3.0), 1 / 2),
    (f"{HOLE}:c=2", ["c"], "d2", (0.0, 0.0), 1 / 3),
    (f"{HOLE}:c=2", ["c"], "dc", (5.0, 5.0), -1 / 2),
    (f"{SMOOTH}:a=2,b=1", ["a", "b"], "d1", (-4.0, 3.0, -4.0), 3 / 2),
    (f"{SMOOTH}:a=2,b=1", ["a", "b"], "d2", (7.0, -8.0, 7.0), -2.0),
    (f"{SMOOTH}:a=2,b=1", ["a", "b"], "db", (7.0, -8.0, 7.0), 4.0),
    ("where(x == 0, 1, sin(a*x)/(a*x)):a=2", ["a"], "d2", (0.0, 3.0), -3.0),
    ("where(x == 0, 1, sin(a*x)/(a*x)):a=2", ["a"], "d2", (0.0, -1.5), -3 / 4),
    ("a*x*sqrt(abs(x)):a=3", ["a"], "d1", (0.0, -5.0), 0.0),
    ("max(x - a, 0) + min(x - a, 0):a=2", ["a"], "d1", (-6.0, -6.0), 1.0),
    ("max(x - a, 0) + min(x - a, 0):a=2", ["a"], "da", (-6.0, -6.0), -1.0),
    ("soft_exponential", ["a"], "da", (2.0, 0.0), 3.0),  # 1 + x**2/2
    ("soft_exponential", ["a"], "da", (-4.0, 0.0), 9.0),
    ("soft_exponential:a=0.5", ["a"], "da", (0.0, 0.0), 1.0),
    ("hard_shrink", ["lambd"], "d1", (0.0, 0.0), 1.0),  # two joints that meet
    ("hard_shrink", ["lambd"], "d1", (0.5, 0.5), 0.0),  # and a kink
    ("where(x > a, x, -x) + where(x < -a, 2*x, 0):a=1", ["a"], "d1", (0.0, 0.0), 1.0),
    ("max(a*x, x):a=0.5", ["a"], "d1", (0.0, 1.0), 1.0),
    ("elu", ["alpha"], "d1", (0.0, 1.0), 1.0),
    # Joints that do not vary with the letter: several letters are somewhere at once.
    ("a*x*sqrt(abs(a*x + b)):a=1,b=2", ["a", "b"], "da", (0.0, -1.5, 0.0), 0.0),
    ("x*sqrt(abs(x - a*b)) + a:a=1,b=2", ["a", "b"], "db", (0.0, 0.0, 1.0), 0.0),
    ("x*sqrt(abs(x - a*b)) + a:a=1,b=2", ["a", "b"], "da", (0.0, 0.0, -1.5), 1.0),
    (
        "where(x + a*b == 0, 1, expm1(x + a*b)/(x + a*b)) - b*sqrt(abs(x - a*b)):a=1,b=2",
        ["a", "b"], "da", (0.0, 3.0, 0.0), 0.0,
    ),
    (
        "where(a*x + b == 0, 1, expm1(a*x + b)/(a*x + b)) - where(x == 0, 1, expm1(x)/x):a=1,b=2",
        ["a", "b"], "d1", (0.0, 0.0, 0.0), -1 / 2,
    ),
    (
        "max(-a*b, 0) + min(-a*b, 0) - max(x, b*x):a=1,b=2",
        ["a", "b"], "da", (0.0, 0.0, -0.5), 1 / 2,
    ),
    (  # Beside a joint a formula cancels: 3*x is not quite -1/2.
        "where(a*x == b, 1, expm1(a*x - b)/(a*x - b)) + where(x > 0, b*x, x):a=1,b=2",
        ["a", "b"], "d1", (-1 / 6, 3.0, -0.5), 5 / 2,
    ),
]  # fmt: skip
GATES = [
    ("v*where(u == 0, 1, expm1(u)/u)", "du", (0.0, 6.0), 3.0),
    ("v*where(u == 0, 1, expm1(u)/u)", "du", (0.0, -2.0), -1.0),
    ("v*(log1p(exp(-abs(u))) + max(u, 0))", "du", (0.0, 5.0), 5 / 2),
    ("u*where(v == 0, 1, sin(v)/v) + v", "dv", (3.0, 0.0), 1.0),
    ("where(u == v, 1, expm1(u - v)/(u - v))", "du", (4.0, 4.0), 1 / 2),
    ("where(u == v, 1, expm1(u - v)/(u - v))", "dv", (-4.0, -4.0), -1 / 2),
    ("max(u - v, 0) + min(u - v, 0)", "dv", (-1.0, -1.0), -1.0),
    ("max(u, v) + min(u, v)", "du", (2.5, 2.5), 1.0),
    ("max(u, 0)*v", "du", (0.0, 0.0), 0.0),  # no slope but 0 from both sides
    ("abs(u)*clip(v, -10, 10)", "du", (0.0, 0.0), 0.0),
    ("reglu", "du", (0.0, 2.0), 0.0),  # a kink
]


def exported(language: str, function: Any, arguments: list[str]) -> dict[str, Any]:
    """The functions of an export, which either computes all branches or only those chosen."""
    target = TARGETS[language]
    order = 2 if isinstance(function, Activation) else 1
    exported = program([function], target, order=order, arguments=arguments, stem="f")
    names: dict[str, Any] = {}
    exec(text(target, exported), names)
    return names


LANGUAGES = pytest.mark.parametrize("language", ["numpy", "python"])


@LANGUAGES
@pytest.mark.parametrize(("spec", "arguments", "slope", "at", "expected"), CASES)
def test_arguments(
    language: str,
    spec: str,
    arguments: list[str],
    slope: str,
    at: tuple[float, ...],
    expected: float,
) -> None:
    result = exported(language, actviz.get(spec), arguments)[f"f_{slope}"](*at)
    assert result == pytest.approx(expected, abs=1e-15)


@LANGUAGES
@pytest.mark.parametrize(("spec", "slope", "at", "expected"), GATES)
def test_gates(
    language: str, spec: str, slope: str, at: tuple[float, float], expected: float
) -> None:
    result = exported(language, actviz.gate(spec), [])[f"f_{slope}"](*at)
    assert result == pytest.approx(expected, abs=1e-15)


@pytest.mark.long
def test_cases_under_several_conditions_do_not_repeat_what_follows() -> None:
    """C, which computes all cases, has each part once; Python a hundred times, if cases did."""
    spec = next(case[0] for case in CASES if "- where(x == 0" in case[0])
    sizes = []
    for target in (TARGETS["python"], TARGETS["c"]):
        exported = program([actviz.get(spec)], target, order=2, arguments=["a", "b"], stem="f")
        sizes.append(len(text(target, exported)))  # what is shared is written out when it is shown
    assert sizes[0] < 1.5 * sizes[1]


def test_a_gate_with_an_argument() -> None:
    gate = Gate(
        name="tied",
        title="Tied",
        formula="v*where(u == c, 1, sin(u - c)/(u - c)) + where(u > c, u - c, 0) + min(u - c, 0)",
        parameters=actviz.get("f=x + c:c=1").parameters,
        values={"c": 1.0},
    )
    names = exported("numpy", gate, ["c"])
    for c in (1.0, -7.0):
        assert names["f_du"](c, 3.0, c) == 1.0
        assert names["f_dc"](c, 3.0, c) == -1.0
        assert names["f_du"](c + 1, 0.0, c) == 1.0


def test_what_is_right_is_not_touched() -> None:
    for formula in ("max(a*x, x)", "where(x > 0, x, a*expm1(x))", "clip(x, -a, a)"):
        tree = parse(formula, ("a",))
        for word in ("x", "a"):
            slope = derivative(tree, word, careful=True)
            assert joined(tree, slope, {"a": 0.5}, 1, word) is slope


def test_exact_arithmetic_is_asked_only_where_float64_cannot_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    case = open_joints._case

    def counted(*given: Any) -> Any:
        calls.append(given)
        return case(*given)

    monkeypatch.setattr(open_joints, "_case", counted)
    open_joints._cases.cache_clear()
    program([actviz.get("rational")], TARGETS["torch"])
    assert len(calls) < 300  # of its ten letters 13,824 combinations are looked at


def test_letters_are_tried_only_where_they_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    case = open_joints._case

    def counted(*given: Any) -> Any:
        calls.append(given[-1])
        return case(*given)

    monkeypatch.setattr(open_joints, "_case", counted)
    tree, above = parse("a*x*sqrt(abs(a*x + b))", ("a", "b")), parse_condition("a > 0", ["a"])
    for known, apart in (((), False), ((above,), True)):
        open_joints._cases.cache_clear()
        joined(tree, derivative(tree, "x"), {"a": 1.0, "b": 2.0}, 1, "b", known)
        assert calls
        assert all(spot.values["a"] > 0 for spot in calls) is apart
        calls.clear()


def test_a_joint_is_tried_once_with_the_letter_that_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[Any] = []
    case = open_joints._case

    def counted(tree: Any, written: Any, order: Any, where: Any, spot: Any) -> Any:
        calls.append((where, tuple(spot.values[word] for word in sorted(tree.names - {"x"}))))
        return case(tree, written, order, where, spot)

    monkeypatch.setattr(open_joints, "_case", counted)
    open_joints._cases.cache_clear()
    tree = parse("x*sqrt(abs(x - a*b)) + a", ("a", "b"))
    joined(tree, derivative(tree, "x"), {"a": 1.0, "b": 2.0}, 1)
    assert calls
    assert len(calls) == len(set(calls))
