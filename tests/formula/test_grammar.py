"""The formula language: what it reads, what it refuses, and how it says so."""

from __future__ import annotations

import ast
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import FormulaError, constant_value, parse, parse_condition
from actviz.formula.tree import COMPARISONS, Node, X, node, number, walk
from actviz.readings import float64
from actviz.readings.notation.plain import to_text

LETTERS = ("alpha", "beta")


def message(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        parse(text, LETTERS)
    return caught.value.message


def test_the_longest_formula_is_read() -> None:
    assert parse("x".ljust(2000)) is X


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the formula is empty; an example: x * tanh(softplus(x))"),
        ("   ", "the formula is empty; an example: x * tanh(softplus(x))"),
        (
            "x**",
            "expected a number, x, a parameter, a function or '(', found 'the end' at column 4",
        ),
        ("x*(1", "expected ')' to close the bracket, found 'the end' at column 5"),
        ("x)", "unexpected ')' at column 2; no bracket is open here"),
        ("2x", "unexpected 'x' at column 2; an operator is missing; write * before 'x'"),
        ("x.real", "unexpected '.' at column 2; write exp(x), not math.exp(x)"),
        (
            "x[0]",
            "unexpected '[' at column 2; functions are called with round brackets, max(0, x), "
            "and nothing is taken out of x",
        ),
        ("x % 2", "unexpected '%' at column 3; write a - b*floor(a/b)"),
        ("'x'", 'unexpected "\'" at column 1'),
        ("x; x", "unexpected ';' at column 2; one formula at a time"),
        ("1/0", "division by the constant 0 at column 2"),
        ("x/(2 - 2)", "division by the constant 0 at column 2"),
        ("0**-1", "division by zero: 0 to a negative power at column 2"),
        ("x**100", "the exponent 100 is too large at column 2; at most 64"),
        ("9**9**9", "the exponent 3.8742e+08 is too large at column 2; at most 64"),
        ("1e999", "a number beyond the largest double (1.8e308) at column 1"),
        ("x < 0", "unexpected '<' at column 3; a comparison belongs inside where(condition, a, b)"),
        ("where(x, 1, 2)", "expected a comparison such as x > 0 at column 7"),
        (
            "where(0 < x < 1, 1, 2)",
            "unexpected '<' at column 13; one comparison at a time; nest where(...) for more",
        ),
        (
            "max(x > 0, 1)",
            "unexpected '>' at column 7; a comparison belongs inside where(condition, a, b)",
        ),
        ("x if x > 0", "expected 'else' after the condition, found 'the end' at column 11"),
        ("x if 3 else 2", "expected a comparison such as x > 0 at column 6"),
        (
            "x > 0 ? x",
            "expected ':' between the two that a condition chooses from, "
            "found 'the end' at column 10",
        ),
        ("pow(x, 100)", "the exponent 100 is too large at column 1; at most 64"),
        ("sigmoyd(x)", "unknown function 'sigmoyd' at column 1; did you mean 'sigmoid'?"),
        ("ln(x)", "unknown function 'ln' at column 1; the natural logarithm is log(x)"),
        (
            "x * bet",
            "unknown name 'bet' at column 5; "
            "known here: x, alpha, beta, pi, e; did you mean 'beta'?",
        ),
        ("exp", "exp is a function, found without its bracket at column 1; write exp(u)"),
        ("x(2)", "x is not a function at column 1; write x * (...)"),
        ("max(x)", "expected ',' after argument 1 of max(u, v), found ')' at column 6"),
        ("max(x, 1, 2)", "too many arguments for max at column 9; write max(u, v)"),
        ("1" * 41, "an integer of more than 40 digits at column 1"),
        ("(" * 70 + "x" + ")" * 70, "the formula is nested more than 60 deep"),
        ("x" * 2001, "the formula has 2001 characters; at most 2000 are read"),
    ],
)
def test_every_mistake_has_its_message(text: str, expected: str) -> None:
    assert message(text) == expected


def test_the_column_is_pointed_at() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("x * sigmoyd(x)")
    assert str(caught.value).splitlines()[1:] == ["  x * sigmoyd(x)", "      ^"]


def test_equal_formulas_are_one_object() -> None:
    assert parse("x*tanh(x)") is parse("x * tanh( x )")
    assert number(1) is not number(1.0)
    assert number(0.0) is not number(-0.0)


# Precedence is Python's: its own parser is the judge.
expressions = st.recursive(
    st.sampled_from(["x", "alpha", "2", "0.5", "7"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(" ".join),
        inner.map(lambda text: f"-{text}"),
        inner.map(lambda text: f"({text})"),
        st.tuples(inner, inner, inner, inner).map("{0[0]} if {0[1]} > {0[2]} else {0[3]}".format),
        st.tuples(inner, inner).map("({0[0]} <= {0[1]})".format),
    ),
    max_leaves=8,
)


def decided(tree: Node, points: np.ndarray, values: dict[str, float]) -> np.ndarray:
    """The points at which no condition compares with what has no value, as x > -x/x does at 0.

    There neither case is chosen; a case that is printed turned round (x <= -x/x) is not either.
    """
    sides = [side for part in walk(tree) if part.op in COMPARISONS for side in part.args]
    lost = [np.isnan(float64.evaluate(side, points, values)) for side in sides]
    return points[~np.any(lost, axis=0)] if lost else points


def from_python(part: ast.expr) -> Node:
    signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
    match part:
        case ast.BinOp():
            return node(signs[type(part.op)], from_python(part.left), from_python(part.right))
        case ast.UnaryOp():
            return node("neg", from_python(part.operand))
        case ast.Constant():
            assert isinstance(part.value, (int, float))
            return number(part.value)
        case ast.Name():
            return parse(part.id, LETTERS)
        case ast.IfExp():
            return node("where", _compared(part.test), *map(from_python, (part.body, part.orelse)))
        case ast.Compare():
            return node("where", _compared(part), number(1), number(0))
    raise AssertionError(part)


def _compared(part: ast.expr) -> Node:
    assert isinstance(part, ast.Compare), part
    sign = {ast.Gt: ">", ast.LtE: "<="}[type(part.ops[0])]
    return node(sign, from_python(part.left), from_python(part.comparators[0]))


@given(expressions)
def test_precedence_is_that_of_python(text: str) -> None:
    try:
        tree = parse(text, LETTERS)
    except FormulaError:
        return  # a constant zero divisor or a large exponent
    assert tree is from_python(ast.parse(text, mode="eval").body)


@given(expressions)
def test_what_is_printed_reads_back_to_the_same_tree(text: str) -> None:
    try:
        tree = parse(text, LETTERS)
    except FormulaError:
        return
    assert parse(to_text(tree), LETTERS) is tree


PIECES = [*ATOMS, "where", "if", "else", "?", "pow", "x", "alpha", "pi", "e",
          "(", ")", ",", "+", "-", "*", "/", "**", "^",
          "<", ">=", "==", "=", "1", "0", "1e308", "0.5", " ", "é", "\x00", "__import__", ".", ":",
          "lambda", "\n", "'", "[", "9" * 50, "∞", "²"]  # fmt: skip


@settings(max_examples=500)
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
)
def test_any_text_parses_or_is_refused_cleanly_and_quickly(text: str) -> None:
    started = time.perf_counter()
    try:
        tree = parse(text, LETTERS)
        assert parse(to_text(tree), LETTERS) is tree
    except FormulaError as error:
        assert error.message
        assert str(error)
    assert time.perf_counter() - started < 5  # no text is slow; generous for a busy machine


@pytest.mark.parametrize(
    "text", ["x/(" + "+".join(["1"] * 990) + ")", "-" * 1990 + "x", "(" * 1999]
)
def test_long_formulas_end(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert "nested" in error.message


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("(x > 0) ? x : alpha", "where(x > 0, x, alpha)"),
        ("x > 2 ? x : x > 1 ? 5 : 0", "where(x > 2, x, where(x > 1, 5, 0))"),
        ("x > 2 ? x > 3 ? 1 : 2 : 0", "where(x > 2, where(x > 3, 1, 2), 0)"),
        ("2*(x > 0 ? x + 1 : 0)", "2*where(x > 0, x + 1, 0)"),
        ("pow(x, 2) + pow(2, x)", "x**2 + 2**x"),
    ],
)
def test_a_choice_as_in_c(text: str, same: str) -> None:
    assert parse(text, LETTERS) is parse(same, LETTERS)


def test_conditions() -> None:
    assert parse_condition("alpha > 0", LETTERS).op == ">"
    with pytest.raises(FormulaError):
        parse_condition("alpha", LETTERS)


def test_constants_are_exact() -> None:
    assert constant_value(parse("1/3 + 1/6")) == constant_value(parse("1/2"))
    assert constant_value(parse("0.1")) != constant_value(parse("1/10"))  # the double, not 1/10
    assert constant_value(parse("x")) is None


def test_a_power_of_e_is_the_exponential_and_its_slope_needs_no_logarithm() -> None:
    assert parse("e**(2*x)") is parse("exp(2*x)")
    assert parse("2*e^-x") is parse("2*exp(-x)")
    assert parse("e") is not parse("exp(1)")


def test_parts_of_a_deep_formula_come_before_what_is_made_of_them() -> None:
    tree: Node = X
    for place in range(5000):  # deeper than functions of Python may call each other
        tree = node("+", node("exp", tree), number(place)) if place % 2 else node("*", tree, tree)
    order = list(walk(tree))
    place_of = {part: place for place, part in enumerate(order)}
    assert len(place_of) == len(order)
    assert order[-1] is tree
    assert all(place_of[arg] < place_of[part] for part in order for arg in part.args)
    assert len(order) == 1 + 2500 + 3 * 2500
