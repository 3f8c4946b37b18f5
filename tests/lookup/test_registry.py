"""The resolver: everything that a command accepts as a NAME."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import actviz
from actviz import FormulaError, SpecError
from actviz.catalogue import frameworks
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, everything, fold, frameworks_of, resolve


def shown(spec: str) -> list[str]:
    return [function.display for function in resolve(spec)]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("gelu", ["gelu"]),
        ("GELU", ["gelu"]),
        ("Leaky-ReLU", ["leaky_relu"]),
        ("leaky relu", ["leaky_relu"]),
        ("torch:GELU", ["gelu"]),
        ("torch:gelu", ["gelu"]),
        ("jax:gelu", ["gelu_tanh"]),
        ("hf:gelu_new", ["gelu_tanh"]),
        ("TORCH:gelu", ["gelu"]),
        ("keras:leaky_relu", ["leaky_relu(negative_slope=0.2)"]),
        ("keras:LeakyReLU", ["leaky_relu(negative_slope=0.3)"]),
        ("torch:LeakyReLU:negative_slope=0.2", ["leaky_relu(negative_slope=0.2)"]),
        ("elu:alpha=0.5", ["elu(alpha=0.5)"]),
        ("leaky_relu:alpha=0.5", ["leaky_relu(negative_slope=0.5)"]),
        ("elu:alpha=1/4", ["elu(alpha=0.25)"]),
        ("elu:alpha=sqrt(4)", ["elu(alpha=2)"]),
        ("swish:beta=0.5,1,2", ["swish(beta=0.5)", "swish", "swish(beta=2)"]),
        ("mine=x * tanh(x)", ["mine"]),
        ("mine = gelu", ["mine"]),
        ("mine=elu:alpha=0.5", ["mine"]),
        ("x * sigmoid(1.702 * x)", ["x * sigmoid(1.702 * x)"]),
        ("x", ["x"]),
        ("x*tanh(b*x):b=2", ["x*tanh(b*x)(b=2)"]),
        ("where(x == 0, 1, 2)", ["where(x == 0, 1, 2)"]),
        ("where(x >= 0, x, -x)", ["where(x >= 0, x, -x)"]),
        ("softmax", ["softmax"]),
        ("torch:Softmax", ["softmax"]),
    ],
)
def test_specs(spec: str, expected: list[str]) -> None:
    assert shown(spec) == expected


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("gellu", "no activation function is called 'gellu'; did you mean gelu"),
        ("zzzzzz", "no activation function is called 'zzzzzz'; see: actviz list"),
        ("", "no activation function is called ''; see: actviz list"),
        ("torsh:GELU", "no framework is called 'torsh'; known: "),
        ("torch:GELUU", "torch has no activation called 'GELUU'; did you mean GELU"),
        ("elu:gamma=1", "elu has no parameter 'gamma'; it has alpha"),
        ("elu:alpa=1", "elu has no parameter 'alpa'; it has alpha; did you mean 'alpha'?"),
        ("relu:alpha=1", "relu has no parameters, so no 'alpha'"),
        ("elu:alpha=0", "elu: alpha = 0.0 is out of its domain, alpha > 0"),
        ("elu:alpha=nan", "elu: alpha must be a finite number, not nan"),
        ("elu:alpha=x", "alpha = 'x' is not a number: it depends on x"),
        ("elu:alpha=one", "alpha = 'one' is not a number: unknown name 'one'"),
        ("elu:alpha=1:2", "'2' in 'elu:alpha=1:2' is not a parameter"),
        ("softmax:axis=1", "softmax has no parameters, so no 'axis'"),
        ("elu:alpha=" + ",".join(map(str, range(1, 100))), "asks for 99 functions; at most 64"),
    ],
)
def test_mistakes_are_named(spec: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        resolve(spec)
    assert message in str(caught.value)


def test_a_formula_with_a_mistake_is_told_as_a_formula() -> None:
    for spec in ("x *", "tanhh(x)", "mine=x *"):
        with pytest.raises(FormulaError):
            resolve(spec)


def test_get_takes_parameters() -> None:
    elu = actviz.get("elu", alpha=0.5)
    assert elu.values == {"alpha": 0.5}
    assert elu(-1.0) == pytest.approx(0.5 * math.expm1(-1), rel=1e-15)
    assert actviz.get("elu:alpha=0.5") == elu
    with pytest.raises(SpecError, match="a sweep of 2 functions"):
        actviz.get("elu:alpha=1,2")
    with pytest.raises(SpecError, match=r"actviz\.vector\('softmax'\)"):
        actviz.get("softmax")
    with pytest.raises(SpecError, match=r"actviz\.get\('gelu'\)"):
        actviz.vector("gelu")


def test_every_spelling_of_every_entry_leads_to_it() -> None:
    for function in everything():
        for spelling in (function.name, function.name.upper(), *function.aliases):
            assert resolve(spelling)[0].name == function.name, spelling


@pytest.mark.parametrize("framework", frameworks())
def test_every_framework_name_resolves(framework: str) -> None:
    for word in frameworks()[framework]:
        function = resolve(f"{framework}:{word}")[0]
        assert word in frameworks_of(function.name)[framework]


def test_entries_are_elementwise_and_valid() -> None:
    items = list(entries())
    assert all(isinstance(entry, Activation) for entry in items)
    assert len({entry.name for entry in items}) == len(items) > 50


@given(st.text(max_size=60))
def test_any_text_resolves_or_is_refused_cleanly(text: str) -> None:
    try:
        resolve(text)
    except (SpecError, FormulaError) as error:
        assert str(error)


def test_what_is_forgiven() -> None:
    assert fold("Leaky-ReLU ") == fold("leaky_relu") == "leakyrelu"
