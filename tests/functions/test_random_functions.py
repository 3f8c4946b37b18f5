"""Random functions: moments and quantiles against SciPy and against draws of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from scipy import integrate, stats

import actviz
from actviz import SpecError
from actviz.functions.distributions import Draw
from actviz.functions.random_functions import Stochastic
from actviz.lookup.registry import everything
from tests.sample import some

FUNCTIONS = [function for function in everything() if isinstance(function, Stochastic)]
NAMES = [function.name for function in FUNCTIONS]
XS = (-3.0, -0.7, -0.2, 0.3, 1.4, 4.0)


def relu(x: float) -> float:
    return max(x, 0.0)


def sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


UNIFORM = stats.uniform(1 / 8, 1 / 3 - 1 / 8)
# Each function of x and of one draw, with the draw's distribution, from the papers once more.
DEFINITIONS: dict[str, tuple[Callable[[float, float], float], Any]] = {
    "rrelu": (lambda x, r: x if x >= 0 else r * x, UNIFORM),
    "noisy_relu": (lambda x, e: relu(x + np.sqrt(sigmoid(x)) * e), stats.norm()),
    "rt_relu": (lambda x, e: relu(x + e), stats.norm(0, 0.75)),
    "rt_prelu": (lambda x, e: x if x + e >= 0 else 0.25 * x, stats.norm(0, 0.75)),
    "erelu": (lambda x, k: k * x if x >= 0 else 0.0, stats.uniform(0.9, 0.2)),
    "eprelu": (lambda x, k: k * x if x >= 0 else 0.25 * x, stats.uniform(0.9, 0.2)),
    "probact": (lambda x, e: relu(x) + e, stats.norm()),
    "s_rrelu": (lambda x, r: 1 / (1 + x) ** 2 + (x if x >= 0 else r * x), UNIFORM),
    "pats": (lambda x, r: x * np.arctan(r * np.pi * sigmoid(x)), stats.uniform(0.5, 0.25)),
}
EVALUATION: dict[str, Callable[[float], float]] = {
    "rrelu": lambda x: x if x >= 0 else 11 / 48 * x,
    "noisy_relu": relu,
    "rt_relu": relu,
    "rt_prelu": lambda x: x if x >= 0 else 0.25 * x,
    "erelu": relu,
    "eprelu": lambda x: x if x >= 0 else 0.25 * x,
    "eelu": lambda x: x if x >= 0 else float(np.expm1(x)),
    "probact": relu,
    "s_rrelu": lambda x: 1 / (1 + x) ** 2 + (x if x >= 0 else 11 / 48 * x),
    "pats": lambda x: float(x * np.arctan(5 / 8 * np.pi * sigmoid(x))),
}


def test_every_function_has_a_definition() -> None:
    assert set(NAMES) == set(DEFINITIONS) | {"eelu"} == set(EVALUATION)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_moments_are_the_integrals_over_the_draw(name: str) -> None:
    function = actviz.stochastic(name)
    f, distribution = DEFINITIONS[name]
    low, high = np.clip(distribution.support(), -12, 12)

    def integral(g: Callable[[float], float], x: float) -> float:
        # The only kinks and jumps are where x + e or its like is 0.
        bend = -x if name in ("rt_relu", "rt_prelu") else -x / np.sqrt(sigmoid(x))
        inside = [bend] if low < bend < high else []
        result, _ = integrate.quad(
            lambda e: g(f(x, e)) * distribution.pdf(e),
            low,
            high,
            points=inside,
            epsabs=1e-14,
            limit=200,
        )
        return float(result)

    for x in XS:
        mean = integral(lambda y: y, x)
        variance = integral(lambda y: (y - mean) ** 2, x)  # noqa: B023
        assert function.mean(x) == pytest.approx(mean, abs=1e-11)
        assert function.deviation(x) == pytest.approx(np.sqrt(max(variance, 0)), abs=2e-7)
        assert function.deviation(x) ** 2 == pytest.approx(variance, abs=1e-11)


def test_closed_forms() -> None:
    """A rectified normal distribution has its moments in the textbooks."""
    x = np.array(XS)
    s = 0.75
    z = x / s
    mean = x * stats.norm.cdf(z) + s * stats.norm.pdf(z)
    second = (x**2 + s**2) * stats.norm.cdf(z) + x * s * stats.norm.pdf(z)
    rt_relu = actviz.stochastic("rt_relu")
    assert rt_relu.mean(x) == pytest.approx(mean, abs=1e-13)
    assert np.asarray(rt_relu.deviation(x)) ** 2 == pytest.approx(second - mean**2, abs=1e-13)
    wide = actviz.stochastic("rrelu:lower=0:upper=1")
    assert wide.deviation(-2.0) == pytest.approx(2 / np.sqrt(12), rel=1e-14)
    share = stats.norm.cdf(-0.2 / s)
    jump = actviz.stochastic("rt_prelu").deviation(-0.2)
    assert jump == pytest.approx(0.75 * 0.2 * np.sqrt(share * (1 - share)), rel=1e-12)


@pytest.mark.parametrize("spread", [0.1, 1.0])
def test_a_gain_whose_spread_is_drawn_too(spread: float) -> None:
    eelu = actviz.stochastic(f"eelu:spread={spread}")

    def variance(s: float) -> float:
        return float(stats.truncnorm(-1 / s, 1 / s, loc=1, scale=s).var())

    true = integrate.quad(lambda s: variance(s) / spread, 1e-9, spread, epsabs=1e-13)[0]
    assert eelu.mean(2.0) == pytest.approx(2.0, rel=1e-13)
    assert eelu.deviation(2.0) == pytest.approx(2 * np.sqrt(true), rel=1e-8)

    def below(k: float) -> float:
        return float(
            integrate.quad(
                lambda s: stats.truncnorm(-1 / s, 1 / s, loc=1, scale=s).cdf(k) / spread,
                1e-9, spread, epsabs=1e-12,
            )[0]
        )  # fmt: skip

    for share in (0.05, 0.5, 0.9):
        assert below(float(eelu.quantile(1.0, share))) == pytest.approx(share, abs=1e-8)


@pytest.mark.parametrize("function", some(FUNCTIONS, every=4), ids=lambda function: function.name)
def test_draws_have_the_moments_and_the_quantiles(function: Stochastic) -> None:
    count = 20_000
    for x in XS:
        drawn = np.asarray(function.sample(np.full(count, x), seed=7))
        spread = float(function.deviation(x))
        error = 5 * spread / np.sqrt(count) + 1e-12
        assert drawn.mean() == pytest.approx(function.mean(x), abs=error)
        if abs(x) < 2:  # further out what deviates is too rare to be counted
            assert drawn.std() == pytest.approx(spread, rel=0.05, abs=1e-7)
        for share in (0.05, 0.25, 0.5, 0.95):
            edge = float(function.quantile(x, share))
            # Five standard errors of a counted share; at a lump both sides are counted.
            room = 5 * np.sqrt(share * (1 - share) / count)
            near = 1e-9 * (1 + abs(edge))
            assert (drawn < edge - near).mean() <= share + room
            assert (drawn <= edge + near).mean() >= share - room


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_evaluation_is_what_the_papers_say(function: Stochastic) -> None:
    for x in XS:
        assert function(x) == pytest.approx(EVALUATION[function.name](x), rel=1e-14)
        assert function.evaluation(x) == function(x)


@pytest.mark.parametrize("function", some(FUNCTIONS, every=4), ids=lambda function: function.name)
def test_it_rises_or_falls_with_its_last_draw(function: Stochastic) -> None:
    """On this the quantiles rest."""
    last = function.draws[-1].name
    assert not function.tree.names & {draw.name for draw in function.draws[:-1]}
    held = function.along_a_draw
    draws = [float(function._draw_at(share)) for share in np.linspace(0.01, 0.99, 41)]
    for x in XS:
        values = [float(held.with_values(**{last: draw})(x)) for draw in draws]
        steps = np.diff(values)
        assert (steps >= -1e-15).all() or (steps <= 1e-15).all()


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_slopes_are_taken_along_the_same_draws(function: Stochastic) -> None:
    x, h = np.array(XS), 1e-6
    slopes = np.asarray(function.sample(x, 11, order=1))
    ends = [np.asarray(function.sample(x + sign * h, 11)) for sign in (1, -1)]
    assert slopes == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=1e-7)


def test_a_seed_gives_the_same_draws_however_they_are_asked_for() -> None:
    for name in ("rrelu", "eelu:spread=1"):
        function = actviz.stochastic(name)
        x = np.linspace(0.1, 2, 50) * (-1 if name == "rrelu" else 1)
        at_once = np.asarray(function.sample(x, 5))
        sources = function.generators(5)
        parts = [np.asarray(function.sample(part, sources)) for part in np.split(x, 5)]
        assert np.concatenate(parts).tolist() == at_once.tolist()
        assert np.asarray(function.sample(x, 6)).tolist() != at_once.tolist()
        assert np.asarray(function.sample(x, np.int64(5))).tolist() == at_once.tolist()  # type: ignore[arg-type]


def test_mistakes_are_named() -> None:
    with pytest.raises(SpecError, match=r"lower = 0\.5 is out of its domain, lower <= upper"):
        actviz.stochastic("rrelu:lower=0.5")
    for seed in ("a", -1, 1.5, None):
        with pytest.raises(ValueError, match=f"seed is a whole number from 0 on, not {seed!r}"):
            actviz.stochastic("rrelu").sample([-1.0], seed)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="between 0 and 1, not at 1"):
        actviz.stochastic("rrelu").quantile(0.0, 1.0)
    with pytest.raises(SpecError, match="not linear in e"):
        Stochastic(
            name="odd",
            formula="where(x + e**2 > 0, x, 0)",
            draws=(Draw("e", "normal", ("0", "1")),),
            deterministic="x",
        )
    with pytest.raises(SpecError, match=r"rrelu is a random function; use actviz\.stochastic"):
        actviz.get("rrelu")


def test_slopes_along_a_draw_keep_their_digits() -> None:
    # The square of 1 + exp(400) is infinite in float64.
    narrow = (Draw("e", "uniform", ("0", "1e-300")),)
    random = Stochastic(
        name="s", formula="1/(1 + exp(x + e))", draws=narrow, deterministic="1/(1 + exp(x))"
    )
    true = -float(mp.exp(400) / (1 + mp.exp(400)) ** 2)
    assert random.sample(400.0, 1, order=1) == pytest.approx(true, rel=1e-12, abs=0)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_most_draws_lie_within_reach(name: str) -> None:
    told = list(actviz.stochastic(name).reach().values())
    if len(told) > 1:
        return
    spread = DEFINITIONS[name][1]
    low, high = spread.support()
    if np.isinf(low):
        low, high = spread.mean() - 2 * spread.std(), spread.mean() + 2 * spread.std()
    assert told[0] == pytest.approx((low, spread.median(), high), abs=1e-12)
