"""Every block of the formula language comes down to what each language has."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.export import single
from actviz.export.targets import TARGETS
from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, name, node, walk
from actviz.readings.languages import numpy as language
from actviz.readings.languages import torch
from actviz.readings.languages.helpers import helper
from actviz.readings.languages.lowering import keeps_nan, lowered, needed, without_dead_branches
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.single_precision import in_single
from actviz.readings.notation.plain import to_text

LIBRARY_SINGLE = torch.SINGLE


def call(word: str) -> str:
    inner = {1: "x", 2: "x, 2", 3: "x, -1, 2"}[ATOMS[word].arity]
    return f"{word}({'3, x' if ATOMS[word].literal_first else inner})"


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_every_block_is_there_or_written_out_in_every_language(target) -> None:  # type: ignore[no-untyped-def]
    has = target.language().FUNCTIONS
    for word in ATOMS:
        result = needed([lowered(parse(call(word)))], has)
        known = [row.name for row in result]
        assert len(set(known)) == len(known)
    assert target.name == "triton" or needed([lowered(parse("x**1.5"))], has) == []


def computed(tree_text: str, x: list[float]) -> list[float]:
    tree = lowered(parse(tree_text))
    exported = Program([Unit("f", ("x",), (), (Output("", tree, tree),))], "float64", ("",))
    space: dict[str, Callable[..., np.ndarray]] = {}
    exec(language.render(exported), space)
    result: list[float] = np.asarray(space["f"](np.array(x)), dtype=float).tolist()
    return result


HELPED = {
    "scaled_exp": ("scaled_exp(3, x)", lambda x: 3 * mp.exp(x)),
    "sigmoid": ("sigmoid(x)", lambda x: 1 / (1 + mp.exp(-x))),
    "softplus": ("softplus(x)", lambda x: mp.log1p(mp.exp(x))),
    "sech": ("sech(x)", lambda x: mp.sech(x)),
    "erf": ("erf(x)", mp.erf),
    "erfc": ("erfc(x)", mp.erfc),
    "erfcx": ("erfcx(x)", lambda x: mp.exp(x * x) * mp.erfc(x)),
    "Phi": ("Phi(x)", mp.ncdf),
    "phi": ("phi(x)", mp.npdf),
    "sinc": ("sinc(x)", lambda x: mp.sin(x) / x if x else mp.mpf(1)),
}
PLACES = [
    s * v for v in (0.0, 5e-324, 1e-9, 0.3, 0.499, 0.51, 0.99, 1.01, 3.7, 25.0) for s in (1, -1)
]
PLACES += [-36.0, -26.9, 37.9, 100.0, -700.0, 709.0, -744.0, 1e5, -1e5, 1e308, -1e308]


@pytest.mark.parametrize("word", HELPED)
def test_what_is_written_out_keeps_its_digits(word: str) -> None:
    text, judge = HELPED[word]
    with mp.workdps(60):
        for x, got in zip(PLACES, computed(text, PLACES), strict=True):
            if abs(x) > 1e10:  # where mpmath cannot; the limits
                limit = {"softplus": x, "sigmoid": 1.0, "erf": 1.0, "Phi": 1.0}.get(word)
                assert limit is None or got == (limit if x > 0 else -1 if word == "erf" else 0)
                continue
            expected = judge(mp.mpf(x))
            if abs(expected) >= mp.mpf(2) ** 1024:
                assert got == math.inf, (word, x)
                continue
            unit = max(abs(expected) * mp.mpf(2) ** -52, mp.mpf(2) ** -1074)
            wave = mp.mpf(10) ** -16 / (1 + abs(x)) if word == "sinc" else 0
            # The promise of the fast arithmetic: 8 ulp, and an input off by two.
            steep = 2 * abs(x * mp.diff(judge, x)) * mp.mpf(2) ** -52 if 0 < abs(x) < 700 else 0
            assert abs(got - expected) <= 8 * unit + wave + steep, (word, x)


def _tail(x: mp.mpf) -> mp.mpf:
    return mp.erfc(x / mp.sqrt(2)) / 2


# Beside 1 all digits of one of the two are lost; of its logarithm those on the other side.
BESIDE_ONE: dict[str, Callable[[mp.mpf], mp.mpf]] = {
    "1 - Phi(x)": _tail,
    "Phi(x) - 1": lambda x: -_tail(x),
    "1 + -sigmoid(x)": lambda x: 1 / (1 + mp.exp(x)),
    "1 - erfc(x)": mp.erf,
    "tanh(x) - 1": lambda x: -2 / (mp.exp(2 * x) + 1),
    "log(Phi(x))": lambda x: mp.log(_tail(-x)),
    "log(1 - Phi(x))": lambda x: mp.log(_tail(x)),
    "log(sigmoid(x))": lambda x: -mp.log1p(mp.exp(-x)),
    "log1p(tanh(x))": lambda x: mp.log(2) - mp.log1p(mp.exp(-2 * x)),
    "log(1 - tanh(x))": lambda x: mp.log(2) - mp.log1p(mp.exp(2 * x)),
    "log(erfc(x))": lambda x: mp.log(mp.erfc(x)),
    "log(1 + erf(x))": lambda x: mp.log(mp.erfc(-x)),
}


@pytest.mark.parametrize("text", BESIDE_ONE)
def test_one_less_a_function_keeps_its_digits_and_so_does_its_logarithm(text: str) -> None:
    places = [0.0, 1e-9, 0.3, 0.51, 0.99, 1.01, 2.3, 8.6, 20.0, 29.9, 300.0, 913.7]
    places += [-place for place in places]
    with mp.workdps(900):
        for x, got in zip(places, computed(text, places), strict=True):
            expected = BESIDE_ONE[text](mp.mpf(x))
            # A square in an exponent is off as by its input.
            allowed = (4 + 2 * x * x * (abs(expected) < 1)) * abs(expected) * mp.mpf(2) ** -52
            assert abs(got - expected) <= allowed + mp.mpf(2) ** -1074, (text, x)
    assert lowered(lowered(parse(text))) is lowered(parse(text))


# What a language lacks that NumPy has: told to write it out, against the library's own.
LIBRARY = {
    "expm1": np.expm1, "log1p": np.log1p, "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh,
    "asinh": np.arcsinh, "atan": np.arctan, "ceil": np.ceil, "trunc": np.trunc, "round": np.rint,
}  # fmt: skip


@pytest.mark.parametrize("word", LIBRARY)
def test_elementary_functions_that_a_language_lacks(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = {key: text for key, text in language.FUNCTIONS.items() if key not in LIBRARY}
    monkeypatch.setattr(language, "FUNCTIONS", without)
    monkeypatch.setattr(language, "SYNTAX", replace(language.SYNTAX, functions=without))
    more = [*PLACES, 0.5, 1.5, 2.5, -0.5, -1.5, 1e-3, 12.3]
    x = [place for place in more if word != "log1p" or place > -1]
    with np.errstate(all="ignore"):
        wanted = LIBRARY[word](np.array(x))
    values = np.array(computed(f"{word}(x)", x))
    with np.errstate(invalid="ignore"):
        near = np.abs(values - wanted) <= 8 * 2.3e-16 * np.abs(wanted) + 5e-324
    assert np.all(near | (values == wanted)), (word, np.array(x)[~(near | (values == wanted))])


def test_nan_and_zeros_pass_through_what_is_made_of_cases() -> None:
    for text in ("max(x, 0)", "min(x, 0)", "max(0, x)", "clip(x, -1, 1)", "sign(x)", "max(x, x/2)"):
        tree = lowered(parse(text))
        result = computed(text, [math.nan, -0.0, 0.0])
        assert not keeps_nan(tree, "x") or math.isnan(result[0]), text
        assert [math.copysign(1, v) for v in result[1:]] == [-1, 1], text


def test_nan_is_known_to_be_kept_where_it_is() -> None:
    # A comparison with NaN is false, so the other branch is the value.
    assert keeps_nan(parse("where(x > 3, 3, x)"), "x")
    assert keeps_nan(parse("where(x == x, 3, x)"), "x")
    assert not keeps_nan(parse("where(x > 3, x, 3)"), "x")
    assert not keeps_nan(parse("where(x != x, 3, x)"), "x")
    assert not keeps_nan(parse("where(2 > 1, x, 3)"), "x")
    # Each input by itself: NaN for u alone takes the branch of v.
    gate = parse("where(u > 0, u, v)", ("u", "v"))
    assert keeps_nan(gate, "v") is False
    assert keeps_nan(gate, "u") is False


def test_what_cancels_beside_one_is_written_without() -> None:
    for text, exact in (
        ("1 + erf(x)", lambda x: 1 + mp.erf(x)),
        ("erf(x) + 1", lambda x: 1 + mp.erf(x)),
        ("1 - erf(-x)", lambda x: 1 + mp.erf(x)),
        ("1 + tanh(x)", lambda x: 1 + mp.tanh(x)),
        ("1 - tanh(-x)", lambda x: 1 + mp.tanh(x)),
        ("exp(x) - 1", mp.expm1),
        ("log(1 + exp(x))", lambda x: mp.log1p(mp.exp(x))),
        ("log(exp(x) + 1)", lambda x: mp.log1p(mp.exp(x))),
    ):
        for place in (-20.0, -5.0, -1e-9, 1e-9, 2.0):
            with mp.workprec(900):
                true = exact(mp.mpf(place))
                (value,) = computed(text, [place])
                assert abs(value - true) <= 8 * 2.3e-16 * abs(true), (text, place)


def test_a_branch_that_no_x_reaches_is_not_written() -> None:
    held = "where(x > 20, 20, where(x < -110, -110, x))"
    for condition, gone in (
        ("< -700", True), ("< -110", True), ("<= -110", False), ("> 20", True), (">= 20", False),
        ("== 21", True), ("== 20", False), ("< 0", False),
    ):  # fmt: skip
        tree = lowered(parse(f"where({held} {condition}, 1/x, {held})"))
        assert ("/" not in operators(without_dead_branches(tree))) == gone, condition
    # One that every x reaches stays: NaN does not.
    always = lowered(parse(f"where({held} < 30, {held}, 1/x)"))
    assert "/" in operators(without_dead_branches(always))


def operators(tree: Node) -> set[str]:
    return {part.op for part in walk(tree)}


@pytest.mark.parametrize("word", ["Phi", "phi", "erf", "erfc", "erfcx", "scaled_exp"])
def test_helpers_in_single_precision_keep_its_digits(word: str) -> None:
    text, exact = HELPED[word]
    tiny = [place for place in PLACES if abs(place) < 1e30]
    x = np.unique(np.array([*tiny, *np.linspace(-13, 9, 300)]).astype(np.float32))
    tree = in_single(lowered(parse(text)), LIBRARY_SINGLE)
    assert f"{word}_single" in operators(tree)
    result = np.broadcast_to(single.computed(tree, {"x": x}, LIBRARY_SINGLE), x.shape)
    with mp.workprec(200):
        for place, value in zip(x.tolist(), result.tolist(), strict=True):
            true = exact(mp.mpf(place))
            if true > 3.4e38:
                continue
            condition = abs(place * mp.diff(exact, place) / true) if place and true else 0
            unit = max(mp.mpf(2) ** (mp.floor(mp.log(abs(true), 2)) - 23), 2.0**-149) if true else 1
            assert abs(value - true) <= (4 + 2 * condition) * unit, (place, value)


def test_the_slope_of_gelu_keeps_its_digits_in_single_precision_beside_its_root() -> None:
    tree = in_single(lowered(parse("Phi(x) + x*phi(x)")), LIBRARY_SINGLE)
    assert operators(tree) == {"gelu_slope_single", "name"}
    x = np.linspace(-0.76, -0.74, 201).astype(np.float32)
    result = single.computed(tree, {"x": x}, LIBRARY_SINGLE)
    with mp.workprec(100):
        for place, value in zip(x.tolist(), result.tolist(), strict=True):
            u = mp.mpf(place)
            true = mp.ncdf(u) + u * mp.npdf(u)
            # Four ulp, and what x two ulp off would cost: |f''(x)| is (2 - x*x)*phi(x).
            allowed = 4 * abs(true) + 2 * abs(u) * (2 - u * u) * mp.npdf(u)
            assert abs(value - true) <= allowed * 2.0**-23, place


@pytest.mark.parametrize("way", [(1, 1), (-1, -1), (1, -1)])
def test_the_slope_of_gelu_s_form_with_tanh_keeps_its_digits_where_it_is_least(
    way: tuple[int, int],
) -> None:
    cubic = "1.5957691216057308*(x*(1 + 0.044715*(x*x)))"
    inner = "0.7978845608028654*(1 + 0.134145*(x*x))"
    text = f"sigmoid({cubic})*(1 + x/2*(4*sigmoid(-({cubic}))*({inner})))"
    tree = in_single(parse(text), LIBRARY_SINGLE)
    assert operators(tree) == {"cubic_gate_slope_single", "name", "number"}
    x = np.unique(np.r_[np.linspace(-2, -1, 1001), np.linspace(-9, 9, 501)].astype(np.float32))
    result = single.computed(tree, {"x": x}, LIBRARY_SINGLE, way)
    with mp.workprec(100):
        c, a = mp.mpf(1.5957691216057308), mp.mpf(0.044715)

        def slope(u: Any) -> Any:
            share = 1 / (1 + mp.exp(-c * (u + a * u**3)))
            return share * (1 + u * c * (1 + 3 * a * u * u) * (1 - share))

        for place, value in zip(x.tolist(), result.tolist(), strict=True):
            true = slope(mp.mpf(place))
            allowed = 4 * abs(true) + 2 * abs(place * mp.diff(slope, place))
            assert abs(value - true) <= allowed * 2.0**-23, place


def test_single_precision_takes_a_factor_out_and_holds_what_overflows() -> None:
    assert to_text(in_single(parse("x + x*exp(x)"), LIBRARY_SINGLE)) == "x*(1 + exp(x))"
    assert to_text(in_single(parse("x/(1 + exp(-x))"), LIBRARY_SINGLE)) == "x*sigmoid(x)"
    slope = operators(in_single(parse("sigmoid(2*x) + x*(sech(x)*sech(x))"), LIBRARY_SINGLE))
    assert "sigmoid" in slope
    assert "sech" not in slope
    assert "sech" in operators(in_single(parse("sech(x)*sech(x)"), LIBRARY_SINGLE))
    (largest,) = (
        part.value
        for part in walk(in_single(parse("x*1e300"), LIBRARY_SINGLE))
        if part.op == "number"
    )
    assert largest == float(np.finfo(np.float32).max)


def test_a_power_is_a_product_where_its_exponent_is_a_small_whole_number() -> None:
    assert computed("x**5", [3.0, -2.0]) == [243.0, -32.0]
    assert computed("x**(-3)", [2.0]) == [0.125]
    assert computed("x**0.5", [9.0]) == [3.0]
    assert computed("x**2.5", [4.0]) == [32.0]


def test_a_helper_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no gudermannian"):
        needed([node("gudermannian", name("x"))], {})
    assert helper("gudermannian") is None
