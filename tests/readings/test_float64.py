"""The fast arithmetic: every atom, every shape, no warnings, NaN and infinities."""

from __future__ import annotations

import warnings

import mpmath as mp
import numpy as np
import pytest

import actviz
import actviz.registry
from actviz.formula.atoms import ATOMS, Atom
from actviz.formula.grammar import parse
from actviz.formula.tree import COMPARISONS
from actviz.readings import float64
from tests.judge import mp_value

POINTS = (-3.3, -1.75, -0.4, 0.3, 1.2, 2.6)


def test_the_reading_covers_every_atom_and_every_operator() -> None:
    operators = {"+", "-", "*", "/", "neg", "where", *COMPARISONS}
    assert set(float64.KERNELS) == set(ATOMS) | operators


@pytest.mark.parametrize("atom", ATOMS.values(), ids=list(ATOMS))
def test_every_atom_is_right_to_a_few_ulp(atom: Atom) -> None:
    inner = {1: "x", 2: "x, x**2 + 2", 3: "x, -1, 2"}[atom.arity]
    tree = parse(f"{atom.name}({inner if not atom.literal_first else '2, x'})")
    bound = {"u > 0": 0, "u >= 0": 0, "u > -1": -1}.get(atom.domain, -mp.inf)
    points = [point for point in POINTS if point > bound]
    for point, found in zip(points, float64.evaluate(tree, points, {}), strict=True):
        expected = mp_value(tree, {"x": point})
        assert abs(mp.mpf(float(found)) - expected) <= abs(expected) * 1e-14


def test_shapes_and_types_are_kept() -> None:
    gelu = actviz.get("gelu")
    assert isinstance(gelu(1), float)
    assert isinstance(gelu(np.float32(1)), float)
    for shape in ((), (0,), (3,), (2, 3), (1, 2, 0)):
        found = gelu(np.ones(shape))
        assert np.shape(found) == shape
    assert np.asarray(gelu([1, 2])).dtype == np.float64
    for constant in ("2", "pi", "alpha*0 + 1:alpha=3"):
        assert np.shape(actviz.get(constant)(np.ones((2, 3)))) == (2, 3)


def test_the_input_is_left_alone_and_the_output_is_new() -> None:
    x = np.linspace(-1, 1, 5)
    before = x.copy()
    found = actviz.get("identity")(x)
    assert isinstance(found, np.ndarray)
    found[:] = 7
    assert np.array_equal(x, before)


def test_no_warning_leaks() -> None:
    extreme = np.array([-np.inf, -1e308, -800.0, -0.0, 0.0, 5e-324, 800.0, 1e308, np.inf, np.nan])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for function in actviz.registry.entries():
            function(extreme)
            for order in (1, 2):
                function.derivative(extreme, order)


def test_nan_stays_nan_in_every_entry_and_derivative() -> None:
    for function in actviz.registry.entries():
        for order in (0, 1, 2):
            found = function(np.nan) if order == 0 else function.derivative(np.nan, order)
            assert np.isnan(found), (function.name, order)


def test_powers_are_those_of_mathematics() -> None:
    assert actviz.get("x**3")(-2.0) == -8.0
    assert actviz.get("x**-2")(-2.0) == 0.25
    assert actviz.get("x**0.5")(4.0) == 2.0
    assert np.isnan(actviz.get("x**0.5")(-4.0))
    assert actviz.get("2**x")(3.0) == 8.0
    assert actviz.get("x**p:p=3")(-2.0) == -8.0


def test_a_parameter_is_the_double_it_is() -> None:
    assert actviz.get("x*a:a=0.1")(3.0) == 3.0 * 0.1
