"""What frameworks take at kinks: stated in the catalogue, and asked for where one is installed."""

from __future__ import annotations

import importlib.util
import json

import pytest

import actviz
from actviz.catalogue.conventions import conventions
from actviz.derivations.derivation import Derivation
from actviz.functions.elementwise import Activation
from actviz.libraries.kink_slopes import answers, stated
from tests.process import Done
from tests.process import actviz as run

PACKAGES = ("torch", "jax", "tensorflow", "tinygrad", "mlx", "paddle", "keras")
ROUNDED = 1e-4  # tinygrad rounds selu's constants to five digits


# A slope that is neither a side's, nor between them, nor 0: what makes the table worth having.
ODD = {("tinygrad", "elu"), ("keras on tensorflow", "celu")}


def default(word: str) -> Activation:
    return actviz.get(word)


@pytest.mark.parametrize("word", conventions())
def test_each_row_speaks_of_joints_that_are_there(word: str) -> None:
    entry = default(word)
    joints = Derivation(entry).joints
    assert joints
    # A framework returns one of the one-sided slopes, something between, or 0; tinygrad's
    # hard_swish and elu are the exceptions that make the table worth having.
    for answer in answers(entry, joints):
        if answer.stated is not None and (answer.framework, word) not in ODD:
            joint = next(joint for joint in joints if joint.x == answer.x)
            sides = (0.0, joint.slope_left, joint.slope_right)
            assert min(sides) - ROUNDED <= answer.stated <= max(sides) + ROUNDED, answer


@pytest.mark.parametrize("package", PACKAGES)
def test_the_installed_framework_answers_what_is_stated(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    asked = 0
    for word, rows in conventions().items():
        entry = default(word)
        for answer in answers(entry, Derivation(entry).joints):
            if answer.installed is None and package in ("keras", "tinygrad"):
                continue  # another backend or device
            if rows[answer.framework].call.startswith(f"{package}."):
                assert answer.installed == pytest.approx(answer.stated, rel=ROUNDED), (word, answer)
                asked += 1
    assert asked > 5


def test_parameters_that_a_framework_cannot_set_leave_it_out() -> None:
    entry = actviz.get("hard_tanh:low=-2")
    named = {answer.framework for answer in answers(entry, Derivation(entry).joints)}
    assert "torch" in named
    assert "jax" not in named


def test_leaky_relu_follows_its_slope() -> None:
    entry = actviz.get("leaky_relu:negative_slope=0.3")
    assert stated(entry, 0.0) == {
        0.3: ["torch", "tf", "keras on tensorflow", "keras on torch"],
        1.0: ["jax", "tinygrad", "keras on jax", "mlx", "paddle"],
    }


def kinks(*arguments: str) -> Done:
    return run("derive", *arguments, "--kinks")


def test_the_page_has_both_tables() -> None:
    data = json.loads(kinks("relu6", "--format", "json").stdout)
    assert [(joint["x"], joint["from the right"]) for joint in data["joints"]] == [(0, 1), (6, 0)]
    six = {row["framework"]: row["states"] for row in data["conventions"] if row["x"] == 6}
    assert six.pop("tinygrad") == 1
    assert set(six) >= {"torch", "jax", "tf", "keras on torch", "mlx", "paddle"}
    assert set(six.values()) == {0}
    assert "none: it is smooth everywhere" in kinks("softplus").stdout
    assert "No framework is known" in kinks("where(x > 1, x, 0)").stdout
    refused = kinks("softmax")
    assert refused.returncode == 2
    assert "softmax takes a vector" in refused.stderr


def test_the_derivation_says_what_frameworks_take() -> None:
    page = run("derive", "hard_tanh").stdout
    assert "torch, keras on torch, mlx, paddle take 0; jax, keras on tensorflow" in page
    elu = run("derive", "elu").stdout
    assert "tinygrad takes 0" in elu
    assert "jax.numpy.maximum takes 0.5" in run("derive", "relu").stdout
