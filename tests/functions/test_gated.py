"""Gated units: values and partial derivatives against mpmath, from definitions written anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz import SpecError
from actviz.functions.gated import INPUTS, Gate
from actviz.lookup.registry import everything, resolve

GATES = [function for function in everything() if isinstance(function, Gate)]
NAMES = [gate.name for gate in GATES]


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def relu(x: Any) -> Any:
    return max(x, mp.mpf(0))


def elu(x: Any) -> Any:
    return x if x > 0 else mp.expm1(x)


def swiglu_oai(u: Any, v: Any, alpha: Any, limit: Any) -> Any:
    gate, up = min(u, limit), max(-limit, min(v, limit))
    return gate * sigmoid(alpha * gate) * (up + 1)


def clamped_swiglu(u: Any, v: Any, limit: Any) -> Any:
    gate = min(u, limit)
    return gate * sigmoid(gate) * max(-limit, min(v, limit))


def powlu(u: Any, v: Any, m: Any) -> Any:
    return (u ** (m / (mp.sqrt(u) + 1)) if u > 0 else u) * sigmoid(u) * v


DEFINITIONS: dict[str, Callable[..., Any]] = {
    "glu": lambda u, v: u * sigmoid(v),
    "gtu": lambda u, v: mp.tanh(u) * sigmoid(v),
    "bilinear_glu": lambda u, v: u * v,
    "reglu": lambda u, v: relu(u) * v,
    "geglu": lambda u, v: u * mp.ncdf(u) * v,
    "geglu_tanh": lambda u, v: (
        u / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (u + mp.mpf(0.044715) * u**3))) * v
    ),
    "geglu_quick": lambda u, v: u * sigmoid(mp.mpf(1.702) * u) * v,
    "swiglu": lambda u, v, beta: u * sigmoid(beta * u) * v,
    "swiglu_oai": swiglu_oai,
    "softcapped_swiglu": lambda u, v, cap: (
        cap * mp.tanh(u / cap) * sigmoid(u) * cap * mp.tanh(v / cap)
    ),
    "atglu": lambda u, v, alpha: (
        ((mp.atan(u) / mp.pi + mp.mpf(1) / 2) * (1 + 2 * alpha) - alpha) * v
    ),
    "seglu": lambda u, v, alpha, scale: scale * (u if u > 0 else alpha * mp.expm1(u)) * v,
    "clamped_swiglu": clamped_swiglu,
    "powlu": powlu,
    "dual_relu": lambda u, v: relu(u) - relu(v),
    "dual_elu": lambda u, v: elu(u) - elu(v),
    "wig": lambda u, v: u * sigmoid(v),
    "xunit": lambda u, v: u * mp.exp(-v * v),
}
# Which inputs meet a nonlinearity, by the papers.
ACTIVATED = {
    "glu": "v", "gtu": "uv", "bilinear_glu": "", "reglu": "u", "geglu": "u", "geglu_tanh": "u",
    "geglu_quick": "u", "swiglu": "u", "swiglu_oai": "uv", "softcapped_swiglu": "uv",
    "atglu": "u", "dual_relu": "uv", "dual_elu": "uv", "wig": "v", "xunit": "v",
    "seglu": "u", "clamped_swiglu": "uv", "powlu": "u",
}  # fmt: skip
PAIRS = [(-7.3, 1.9), (-2.1, -3.3), (-0.4, 0.7), (0.3, -0.8), (1.7, 2.6), (8.1, -6.2), (3.2, 9.4)]


def variants(gate: Gate) -> Iterator[Gate]:
    yield gate
    for parameter in gate.parameters:
        for value in parameter.typical or ():
            yield gate.with_values(**{parameter.name: value})


def test_every_gate_has_a_definition() -> None:
    assert set(NAMES) == set(DEFINITIONS) == set(ACTIVATED)


@pytest.mark.parametrize("gate", GATES, ids=NAMES)
def test_values_and_slopes_are_those_of_the_definition(gate: Gate) -> None:
    for variant in variants(gate):
        with mp.workdps(60):
            values = {word: mp.mpf(value) for word, value in variant.values.items()}
            for u, v in PAIRS:
                point = mp.mpf(u), mp.mpf(v)

                def f(a: Any, b: Any) -> Any:
                    return DEFINITIONS[gate.name](a, b, **values)  # noqa: B023

                expected = {
                    "": f(*point),
                    "u": mp.diff(f, point, (1, 0)),
                    "v": mp.diff(f, point, (0, 1)),
                }
                for at, true in expected.items():
                    fast = variant.partial(u, v, at) if at else variant(u, v)
                    exact = variant.exact(u, v, at, len(at))
                    assert float(exact) == pytest.approx(float(true), rel=3e-16), (at, u, v)
                    assert float(fast) == pytest.approx(float(true), rel=2e-14, abs=1e-300)


@pytest.mark.parametrize("gate", GATES, ids=NAMES)
def test_the_activated_inputs_are_found(gate: Gate) -> None:
    assert "".join(gate.activated) == ACTIVATED[gate.name]
    for word, place in zip(INPUTS, (0, 1), strict=True):
        # Linear: the middle of two points has the mean of their values.
        ends = [(1.3, 0.4), (-2.9, 0.4)] if place == 0 else [(0.4, 1.3), (0.4, -2.9)]
        middle = tuple((a + b) / 2 for a, b in zip(*ends, strict=True))
        straight = sum(float(gate(*end)) for end in ends) / 2
        bent = abs(straight - float(gate(*middle))) > 1e-3
        # They are straight in v until it is clipped, at 7 and 10.
        clipped = gate.name in ("swiglu_oai", "clamped_swiglu") and word == "v"
        assert bent == (word in gate.activated) or clipped


def test_arrays_broadcast() -> None:
    swiglu = actviz.gate("swiglu")
    u, v = np.linspace(-3, 3, 5)[:, None], np.linspace(-1, 1, 4)[None, :]
    values = np.asarray(swiglu(u, v))
    assert values.shape == (5, 4)
    assert values[1, 2] == swiglu(float(u[1, 0]), float(v[0, 2]))
    assert np.asarray(swiglu.exact(u, v)).shape == (5, 4)


def test_far_away_and_nan() -> None:
    assert actviz.gate("xunit")(1e300, 1e200) == 0
    assert actviz.gate("glu")(2.0, -800.0) == 0
    assert actviz.gate("swiglu_oai")(1e4, 1e4) == pytest.approx(56.0, rel=1e-4)
    assert math.isnan(float(actviz.gate("reglu")(1.0, math.nan)))
    assert math.isnan(float(actviz.gate("reglu")(math.nan, 1.0)))
    # Here only a comparison meets the NaN, which it would turn into a number.
    for count in (1, 5000):
        v = np.full(count, math.nan)
        assert np.isnan(actviz.gate("dual_relu").partial(1.0, v, "v")).all()


def test_the_slope_in_a_parameter() -> None:
    with mp.workdps(40):
        true = mp.diff(lambda b: 2 * sigmoid(2 * b) * 3, mp.mpf(0.5))
    result = actviz.gate("swiglu:beta=0.5").partial(2.0, 3.0, "beta")
    assert result == pytest.approx(float(true), rel=1e-15)


def test_mistakes_are_named() -> None:
    with pytest.raises(SpecError, match="no input or parameter 'x': u, v, beta"):
        actviz.gate("swiglu").partial(1.0, 2.0, "x")
    with pytest.raises(SpecError, match="in u and v"):
        Gate(name="half", formula="u*sigmoid(u)")
    with pytest.raises(SpecError, match=r"swiglu is a gated unit.*actviz\.gate\('swiglu'\)"):
        actviz.get("swiglu")
    with pytest.raises(SpecError, match=r"gelu is elementwise; use actviz\.get"):
        actviz.gate("gelu")


def test_a_single_pair_without_a_value_or_beyond_doubles() -> None:
    """An array of one and a number say the same where arithmetic overflows on the way or ends."""
    own = resolve("(acosh(v) - 1)*u + exp(v)*exp(-v)*0")[0]
    assert isinstance(own, Gate)
    for u, v in ((0.5, 3.0), (0.5, -2.0), (2.0, 800.0), (1.0, 1.0)):
        for one, many in (
            (own(u, v), own([u], [v])),
            *((own.partial(u, v, w), own.partial([u], [v], w)) for w in INPUTS),
        ):
            assert isinstance(one, float)
            np.testing.assert_array_equal(np.array([one]), many)
    assert own(2.0, 800.0) == pytest.approx(float(2 * (mp.acosh(800) - 1)), rel=1e-15)
    assert math.isnan(float(own(0.5, -2.0)))
