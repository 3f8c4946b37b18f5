"""Typed formulas are written in steps that keep their digits: an entry's, and those of blocks."""

from __future__ import annotations

import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.formula.grammar import parse
from actviz.formula.named_blocks import with_blocks
from actviz.lookup.registry import elementwise, get, resolve_all
from actviz.lookup.same_entry import same_at_parameters
from tests.export.sample import failures, measured, points


def _written(spec: str) -> str:
    code = text(TARGETS["c"], program(resolve_all([spec]), TARGETS["c"], stem="g"))
    return str(code).partition("double g(")[2]


@pytest.mark.parametrize(
    ("formula", "spec"),
    [
        ("x/(1 + exp(-1.3*x))", "swish:beta=1.3"),
        ("sigmoid(x*1.3)*x", "swish:beta=1.3"),
        ("x*exp(1.3*x)/(1 + exp(1.3*x))", "swish:beta=1.3"),
    ],
)
def test_an_entry_at_other_parameters_is_written_as_that(formula: str, spec: str) -> None:
    assert _written(formula).replace(formula, "") == _written(spec)
    exported = program(resolve_all([formula]), TARGETS["c"])
    assert "which is swish with beta = 1.3" in exported.units[0].says


@pytest.mark.parametrize("formula", ["x*sigmoid(1.3*x) + 1e-9", "x*sigmoid(1.3*x + 1)", "x*x"])
def test_what_is_no_entry_is_none_at_other_parameters(formula: str) -> None:
    assert same_at_parameters(get(formula).bound_tree) is None


@pytest.mark.parametrize(
    ("spelled", "blocks"),
    [
        ("1/(1 + exp(-x))", "sigmoid(x)"),
        ("x/(exp(-2.5*x) + 1)", "x*sigmoid(2.5*x)"),
        ("exp(x)/(1 + exp(x))", "sigmoid(x)"),
        ("log(1 + exp(x/3))", "softplus(x/3)"),
        ("log1p(exp(x))", "softplus(x)"),
        ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "tanh(x)"),
        ("2/(exp(-x) + exp(x))", "sech(x)"),
        ("3/cosh(x)", "3*sech(x)"),
        ("(1 + exp(x))**-1", "sigmoid(-x)"),
        ("(exp(-x) - exp(x))/(exp(x) + exp(-x))", "tanh(-x)"),
        ("1/(2 + exp(x))", "1/(2 + exp(x))"),
        ("log(x + sqrt(x**2 + 1))", "asinh(x)"),
        ("log(sqrt(1 + 4*x*(4*x)) + 4*x)", "asinh(4*x)"),
        ("log(sqrt(x*x + 1) - x)", "-asinh(x)"),
        ("log(-x + hypot(1, x))", "-asinh(x)"),
        ("log(x - sqrt(x*x + 1))", "log(x - sqrt(x*x + 1))"),
        ("log(x + sqrt(x*x + 2))", "log(x + sqrt(x*x + 2))"),
        ("log(2*x + sqrt(x*x + 1))", "log(2*x + sqrt(x*x + 1))"),
    ],
)
def test_blocks_are_read_where_they_are_spelled_out(spelled: str, blocks: str) -> None:
    assert with_blocks(parse(spelled)) is parse(blocks)


def test_values_and_slopes_of_spelled_out_blocks_are_the_exact_ones() -> None:
    formulas = [
        "x/(1 + exp(-1.3*x)) + 1", "(exp(x) - exp(-x))/(exp(x) + exp(-x))*x",
        "x*tanh(log(1 + exp(1.1*x)))",
        "log(1 + exp(2*x))/2.5", "x/cosh(x)", "log(x + sqrt(x*x + 1))", "x*log(hypot(x, 1) - x)",
    ]  # fmt: skip
    functions = elementwise(formulas, "export")
    assert failures(measured(functions, TARGETS["c"], "float64", x=points("float64"))) == []
