"""What people type who know a library, or whose fingers slipped."""

from __future__ import annotations

import math

import pytest

from actviz import SpecError
from actviz.formula.mistakes import FormulaError, nearest
from actviz.lookup.foreign_words import meant
from actviz.lookup.registry import resolve


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("rleu", "relu"), ("gleu", "gelu"), ("geul", "gelu"), ("reul", "relu"), ("seul", "selu"),
        ("sigmod", "sigmoid"), ("sotfplus", "softplus"), ("tahn", "tanh"), ("leaky", "leaky_relu"),
        ("softmx", "softmax"), ("swsh", "swish"), ("msih", "mish"), ("relux", "relu"),
    ],
)  # fmt: skip
def test_the_first_suggestion_is_the_likeliest(typed: str, wanted: str) -> None:
    assert meant(typed)[0] == wanted


def test_a_swap_is_one_slip() -> None:
    assert nearest("ab", ["ba", "xy"]) == ["ba"]  # by two changes it would be out of reach
    assert nearest("abcd", ["abdc"]) == ["abdc"]


def test_fame_decides_between_words_as_near_and_not_against_a_much_nearer_one() -> None:
    famous = {"reluu": 1.0}
    assert nearest("rell", ["reli", "reluu"], 2, lambda word: famous.get(word, 0.0))[0] == "reli"
    assert nearest("relx", ["rela", "relb"], 1, lambda word: float(word == "relb")) == ["relb"]


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("torch.nn.ReLU", "torch:ReLU"),
        ("torch.nn.functional.gelu", "torch:gelu"),
        ("nn.ReLU", "torch:ReLU"),
        ("torch.nn.Relu", "torch:ReLU"),
        ("nn.ReLU()", "torch:ReLU"),
        ("F.relu", "relu"),
        ("F.relu(x)", "relu"),
        ("jax.nn.relu", "relu"),
        ("jax.nn.gelu", "gelu_tanh"),
        ("tf.nn.relu", "relu"),
        ("torch.nn.ELU:alpha=0.5", "elu:alpha=0.5"),
        ("pytorch:gelu", "gelu"),
        ("tensorflow:relu", "relu"),
    ],
)
def test_a_program_s_spelling_works_where_it_means_one_thing(spec: str, same: str) -> None:
    (got,), (wanted,) = resolve(spec), resolve(same)
    assert (got.name, getattr(got, "values", None)) == (
        wanted.name,
        getattr(wanted, "values", None),
    )


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [("np.maximum(0,x)", -2.0, 0.0), ("np.maximum(0,x)", 3.0, 3.0), ("math.exp(x)", 0.0, 1.0),
     ("torch.clamp(x, 0, 6)", 7.0, 6.0), ("np.power(x, 3)", 2.0, 8.0), ("F.silu(x)*2", 0.0, 0.0),
     ("fmaxf(x, 0)", -2.0, 0.0), ("std::fabs(x);", -2.0, 2.0), ("lambda y: y*y", 3.0, 9.0),
     ("return x + 1", 3.0, 4.0), ("mine=lambda z: z + 1", 3.0, 4.0),
     ("x > 2 ? x : x > 1 ? 5 : a:a=7", 0.0, 7.0), ("x > 0 ? x : 0.5f*x", -2.0, -1.0),
     # As in C: the number nearest to 0.1 in single precision.
     ("0.1f*x", 1.0, 0.10000000149011612)],
)  # fmt: skip
def test_a_formula_may_stand_as_in_a_program(text: str, x: float, value: float) -> None:
    (result,) = resolve(text)
    assert result(x) == value  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "of_library",
    ["jax.nn.gelu", "torch.nn.functional.gelu", "keras.ops.relu", "F.softplus", "F.logsigmoid"],
)
def test_a_library_s_function_inside_a_formula_is_that_library_s(of_library: str) -> None:
    (alone,), (inside,) = resolve(of_library), resolve(f"{of_library}(x)*2")
    assert inside(0.7) == 2 * alone(0.7)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nn.gelu", "it differs between libraries: write torch:gelu or jax:gelu"),
        ("torch.nn.ReLUx", "did you mean torch:ReLU?"),
        ("relu,gelu", "names stand apart: relu gelu"),
        ("elu:0.1", "a value needs the name of its parameter: write elu:alpha=0.1"),
        ("elu:alpha=", "alpha has no value; an example: elu:alpha=1"),
        ("relu:0.1", "relu has no parameters, so no '0.1'"),
    ],
)
def test_what_may_mean_several_things_is_told(spec: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        resolve(spec)
    assert message in str(caught.value)


def test_a_library_s_function_that_may_be_of_two_is_none_inside_a_formula() -> None:
    with pytest.raises(FormulaError, match=r"F\.hardshrink: it differs between libraries"):
        resolve("F.hardshrink(x)*2")
    (result,) = resolve("F.elu(x, alpha=0.5)*2")
    assert result(-0.7) == pytest.approx(math.expm1(-0.7))  # type: ignore[call-arg]


def test_a_lambda_of_another_letter_than_x_is_one_of_that_letter() -> None:
    with pytest.raises(FormulaError, match="give t a value"):
        resolve("lambda t: x*t")
