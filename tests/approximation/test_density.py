"""Densities: inputs that count where there are none, hardly any, or all in one place."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest

from tests.approximation.judge import fit

SPAN = (-4.0, 4.0)


@pytest.mark.parametrize("kind", ["pieces", "polynomial", "table"])
@pytest.mark.parametrize("measure", ["mse", "absolute"])
@pytest.mark.parametrize(
    ("density", "why"),
    [
        ((100.0, 0.001), "normal:100,0.001 has no weight from -4 to 4"),
        ((17.0, 1.0), "normal:17,1 has no weight from -4 to 4"),
        (np.array([5.0, 6.0, -9.0]), "none of its numbers is from -4 to 4"),
    ],
)
def test_one_without_weight_is_refused(kind: str, measure: str, density: Any, why: str) -> None:
    with pytest.raises(ValueError, match=f"--density:? {why}"):
        fit("gelu", kind=kind, size=4, span=SPAN, measure=measure, density=density)


@pytest.mark.parametrize(
    "options",
    [{}, {"continuous": True}, {"held": "Q4.12"}, {"kind": "table", "interpolate": True}],
    ids=["free", "joined", "format", "entries"],
)
def test_one_too_narrow_to_be_seen_on_the_range_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"normal:1,0\.01 is narrow beside the range"):
        fit("gelu", size=4, span=SPAN, measure="mse", density=(1.0, 0.01), **options)
    near = fit("gelu", size=4, span=(0.0, 2.0), measure="mse", density=(1.0, 0.01), **options)
    assert near.mse is not None
    assert near.mse < 1e-3


@pytest.mark.parametrize("options", [{"kind": "table", "interpolate": True}, {"continuous": True}])
def test_what_hardly_counts_stays_near_the_function(options: dict[str, Any]) -> None:
    """Values where no input ever comes were noise: an entry was off by 2e22."""
    one = fit("gelu", size=9, span=SPAN, measure="mse", density=(1.0, 0.3), **options)
    assert one.error is not None
    assert one.error.upper < 10
    assert one.mse is not None
    assert one.mse_bracket is not None
    assert one.mse_bracket[1] <= one.mse_bracket[0] * (1 + 1e-5)


def test_a_polynomial_for_the_numbers_of_a_file() -> None:
    x = np.array([1.0, 2.0, 3.5, 0.5])
    one = fit("gelu", kind="polynomial", size=4, span=SPAN, measure="mse", density=x)
    assert one.mse is not None
    assert one.mse < 1e-6


def test_both_sides_of_a_fold_count() -> None:
    """Of silu as x/2 + g(|x|) an input at -3 counts at 3."""
    options: dict[str, Any] = {"span": SPAN, "size": 2, "fold": True, "measure": "mse"}
    left = fit("silu", density=(-3.0, 0.5), **options)
    right = fit("silu", density=(3.0, 0.5), **options)
    assert left.pieces == right.pieces

    def squares(x: Any) -> Any:
        gap = x / (1 + mp.exp(-x)) - float(left(np.array(float(x))))
        return gap * gap * mp.npdf(x, -3, 0.5)

    inner = [one.low for one in (left.pieces or ())[1:]]
    knots = sorted([-4.0, *(-one for one in inner), 0.0, *inner, 4.0])
    assert left.mse == pytest.approx(float(mp.quad(squares, knots)), rel=1e-6)


def test_a_staircase_has_a_narrow_mean_square() -> None:
    one = fit("floor(x*30)/30", kind="polynomial", size=1, span=(-1.0, 1.0))
    assert one.polynomial is not None
    assert one.mse_bracket is not None
    a, b = map(mp.mpf, one.polynomial)
    true = mp.mpf(0)
    for k in range(-30, 30):
        u, v = [a + b * mp.mpf(x) / 30 - mp.mpf(k) / 30 for x in (k, k + 1)]
        true += (u * u + u * v + v * v) / 3 / 30 / 2
    low, high = one.mse_bracket
    assert low <= true <= high <= low * (1 + 1e-9)


@pytest.mark.parametrize(("name", "span"), [("silu", (40.0, 60.0)), ("tanh", (18.0, 25.0))])
def test_more_pieces_are_not_worse_where_rounding_is_all_there_is(
    name: str, span: tuple[float, float]
) -> None:
    squares = []
    for size in (1, 2, 3, 4):
        one = fit(name, span=span, size=size, measure="mse")
        assert one.mse_bracket is not None
        squares.append(one.mse_bracket[1])
        places = [mp.mpf(x) for x in np.linspace(*span, 501).tolist()]
        true = [x / (1 + mp.exp(-x)) if name == "silu" else mp.tanh(x) for x in places]
        off = [
            f - mp.mpf(float(one(np.array([float(x)]))[0]))
            for x, f in zip(places, true, strict=True)
        ]
        assert mp.fsum(e * e for e in off) / len(off) <= one.mse_bracket[1] * mp.mpf("1.1")
    assert squares == sorted(squares, reverse=True)
    assert squares[-1] < {"silu": 1e-33, "tanh": 2e-32}[name]  # 5e-29 and 7.5e-32 before
