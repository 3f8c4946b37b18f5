"""What is written for PyTorch: as short as its float32 needs it, and in the input's own format."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.formula.tree import X, node, number, walk
from actviz.lookup.registry import get
from actviz.readings.languages.lowering import with_arrays

torch = pytest.importorskip("torch")


def exported(name: str) -> tuple[str, dict[str, Any]]:
    """The text of a function called f, and what it defines."""
    code = str(text(TARGETS["torch"], program([get(name)], TARGETS["torch"], stem="f")))
    space: dict[str, Any] = {}
    exec(code, space)
    return code, space


def body(code: str, name: str) -> str:
    defined = re.search(rf"^def {name}\(.*\):\n((?:    .*\n)+)", code, re.MULTILINE)
    assert defined is not None
    return defined[1]


def test_what_float32_gets_right_far_out_by_itself_has_no_tail() -> None:
    code, _ = exported("tanh")
    assert body(code, "_f_single").split() == ["return", "torch.tanh(x)"]
    assert "where" not in body(code, "_f_d1_single")
    code, _ = exported("sigmoid")
    assert "exp" not in body(code, "_f_d1_single")  # but that of its one helper
    assert "_act_scaled_exp" not in code


def test_x_is_held_back_only_where_autograd_looks() -> None:
    """A held x costs torch.compile the time of two exponentials."""
    code, space = exported("silu")
    for word in ("_f", "_f_single", "_f_d1_single"):
        assert body(code, word).lstrip().startswith("return torch.where(x "), word
    x = torch.tensor([-math.inf, -900.0, 900.0, math.inf], requires_grad=True)
    for wide in (x, x.detach().double().requires_grad_()):
        (slope,) = torch.autograd.grad(space["f"](wide).sum(), wide, create_graph=True)
        (turn,) = torch.autograd.grad(slope.sum(), wide, create_graph=True)
        (third,) = torch.autograd.grad(turn.sum(), wide)
        assert slope.tolist() == [0, 0, 1, 1]
        assert turn.tolist() == third.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["silu", "x*sigmoid(1.702*x)"])
def test_both_sides_of_a_sigmoid_have_one_exponential(name: str) -> None:
    code, _ = exported(name)
    slope = body(code, "_f_d1_single")
    inner = re.findall(r"_act_sigmoid(?:_complement)?\(([^)]*)\)", slope)
    assert len(inner) == 2
    assert len(set(inner)) == 1


def test_a_condition_between_numbers_is_decided() -> None:
    _, space = exported("shifted_scaled_sigmoid")
    x = torch.tensor([-3.0, 500.0, 700.0], dtype=torch.float64)
    turns = [float(get("shifted_scaled_sigmoid").exact(at, 2)) for at in x.tolist()]
    assert space["f_d2"](x).tolist() == pytest.approx(turns, rel=1e-13)


def test_a_number_among_whole_ones_is_in_the_format_of_the_input() -> None:
    """Beside a choice of whole numbers, 0.2 was that of float32."""
    _, space = exported("lsptlu")
    x = torch.tensor([-1.5, 0.5, 1.5, 2.5], dtype=torch.float64)
    assert space["f_d1"](x).tolist() == [0.2, 1, -1, 0]


def test_choices_between_whole_numbers_are_left_alone_and_long_ones_are_gone_through_once() -> None:
    code, _ = exported("hard_tanh")
    assert "torch.where(x > -1, torch.where(x < 1, 1, 0), 0)" in body(code, "_f_d1")
    stairs = number(0.5)
    for step in range(3000):
        stairs = node("where", node("<", X, number(step)), number(step + 0.25), stairs)
    held = with_arrays(stairs, ())
    # The innermost has a number in the format of x: so have the others what they choose.
    assert sum(part.op == "where" for part in walk(held)) == 3001


def test_infinity_stays_infinity_in_float32() -> None:
    _, space = exported("spline_log")
    assert space["f_d1"](torch.tensor([math.inf])).item() == math.inf


@pytest.mark.parametrize("name", ["tanh", "gelu", "relu", "swish"])
@pytest.mark.parametrize("language", ["torch", "keras"])
def test_whole_numbers_have_results_with_a_fraction(language: str, name: str) -> None:
    """``torch.tanh`` of whole numbers is in the default format as well, and not 0."""
    pytest.importorskip(language)
    target = TARGETS[language]
    space: dict[str, Any] = {}
    exec(str(text(target, program([get(name)], target, stem="f"))), space)
    x = torch.tensor([-2, 0, 1, 3])
    for word in ("f", "f_d1"):
        got, want = (torch.as_tensor(space[word](given)) for given in (x, x.float()))
        assert got.dtype == torch.float32
        assert torch.equal(got, want)
