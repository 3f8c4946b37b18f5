"""The fast arithmetic: every atom, every shape, no warnings, NaN and infinities."""

from __future__ import annotations

import threading
import time
import warnings
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
import actviz.lookup.registry
from actviz.arrays import identical
from actviz.formula.atoms import ATOMS, Atom
from actviz.formula.grammar import parse
from actviz.formula.tree import COMPARISONS
from actviz.readings import float64
from actviz.readings.float64 import blocks, kernels, named, stepwise
from actviz.readings.float64 import threads as in_threads
from actviz.readings.reals import distinct
from tests.judge import mp_value
from tests.sample import some

POINTS = (-3.3, -1.75, -0.4, 0.3, 1.2, 2.6)


def test_the_reading_covers_every_atom_and_every_operator() -> None:
    operators = {"+", "-", "*", "/", "**", "neg", "where", *COMPARISONS}
    primitive = {op for op, atom in ATOMS.items() if atom.primitive}
    assert primitive | operators <= set(named.KERNELS) <= set(ATOMS) | operators


@pytest.mark.parametrize("atom", ATOMS.values(), ids=list(ATOMS))
def test_every_atom_is_right_to_a_few_ulp(atom: Atom) -> None:
    inner = {1: "x", 2: "x, x**2 + 2", 3: "x, -1, 2"}[atom.arity]
    tree = parse(f"{atom.name}({inner if not atom.literal_first else '2, x'})")
    bound = {"u > 0": 0, "u >= 0": 0, "u > -1": -1}.get(atom.domain, -mp.inf)
    points = [point for point in POINTS if point > bound]
    for point, got in zip(points, float64.evaluate(tree, points, {}), strict=True):
        expected = mp_value(tree, {"x": point})
        assert abs(mp.mpf(float(got)) - expected) <= abs(expected) * 1e-14


def test_shapes_and_types_are_kept() -> None:
    gelu = actviz.get("gelu")
    assert isinstance(gelu(1), float)
    assert isinstance(gelu(np.float32(1)), float)
    for shape in ((), (0,), (3,), (2, 3), (1, 2, 0)):
        result = gelu(np.ones(shape))
        assert np.shape(result) == shape
    assert np.asarray(gelu([1, 2])).dtype == np.float64
    for constant in ("2", "pi", "alpha*0 + 1:alpha=3"):
        assert np.shape(actviz.get(constant)(np.ones((2, 3)))) == (2, 3)


def test_the_input_is_left_alone_and_the_output_is_new() -> None:
    x = np.linspace(-1, 1, 5)
    before = x.copy()
    result = actviz.get("identity")(x)
    assert isinstance(result, np.ndarray)
    result[:] = 7
    assert np.array_equal(x, before)


@pytest.mark.long
def test_no_warning_leaks() -> None:
    extreme = np.array([-np.inf, -1e308, -800.0, -0.0, 0.0, 5e-324, 800.0, 1e308, np.inf, np.nan])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for function in actviz.lookup.registry.entries():
            function(extreme)
            for order in (1, 2):
                function.derivative(extreme, order)


@pytest.mark.long
def test_nan_stays_nan_in_every_entry_and_derivative() -> None:
    for function in actviz.lookup.registry.entries():
        for order in (0, 1, 2):
            result = function(np.nan) if order == 0 else function.derivative(np.nan, order)
            assert np.isnan(result), (function.name, order)


def test_an_infinity_in_a_long_array_gives_the_limit_as_it_does_alone() -> None:
    steps = ["sign(exp(-x))", "floor(tanh(x))", "ceil(exp(-x**2))", "trunc(2*tanh(-x))"]
    others = ["round(0.5 + sigmoid(x)/2)", "(1 + 1/x)**x", "hypot(x, 1) - x", "sech(x)*x"]
    alone = np.array([-np.inf, np.inf])
    long = np.concatenate([np.linspace(-2, 2, 9001), alone])
    entries = some([*actviz.lookup.registry.entries()])
    for function in (*entries, *map(actviz.get, (*steps, *others))):
        for values in (function, function.derivative):
            ends = np.asarray(values(long))[-2:], values(alone)
            assert np.allclose(*ends, rtol=1e-15, atol=0, equal_nan=True), (function.name, ends)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("sign(exp(-x))", True), ("floor(tanh(x))", True), ("x*exp(-x)", True), ("tanh(x)", False)],
)
def test_what_arithmetic_may_get_wrong_at_infinity_is_asked_of_who_mends(
    text: str, wrong: bool
) -> None:
    asked: list[np.ndarray] = []
    x = np.concatenate([np.linspace(-2, 2, 9001), [np.inf]])
    float64.evaluate(parse(text), x, {}, mend=lambda points, _: asked.append(points))
    assert any(np.isinf(points).any() for points in asked) is wrong


def test_powers_are_those_of_mathematics() -> None:
    assert actviz.get("x**3")(-2.0) == -8.0
    assert actviz.get("x**-2")(-2.0) == 0.25
    assert actviz.get("x**0.5")(4.0) == 2.0
    assert np.isnan(actviz.get("x**0.5")(-4.0))
    assert actviz.get("2**x")(3.0) == 8.0
    assert actviz.get("x**p:p=3")(-2.0) == -8.0


def test_a_parameter_is_the_double_it_is() -> None:
    assert actviz.get("x*a:a=0.1")(3.0) == 3.0 * 0.1


def far_and_near(size: int) -> np.ndarray:
    """Every kind of place, in random order: tails, both sides of kinks, what is not finite."""
    chance = np.random.default_rng(7)
    x = np.where(
        chance.random(size) < 0.5, chance.normal(0, 3, size), chance.uniform(-900, 900, size)
    )
    x[chance.integers(0, size, 9)] = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -1e308, 1e308, 1]
    return x


@pytest.mark.long
@pytest.mark.parametrize("order", [0, 1])
def test_blocks_give_the_very_bits_of_the_plain_expression(order: int) -> None:
    x = far_and_near(kernels.BLOCK + 77)
    for function in actviz.lookup.registry.entries():
        tree = function.derivative_tree(order, careful=True) if order else function.quick_tree
        result = float64.evaluate(tree, x, function.values)
        plain = np.concatenate(
            [
                float64.evaluate(tree, part, function.values)
                for part in np.array_split(x, x.size // 1000)
            ]
        )
        assert np.array_equal(result, plain, equal_nan=True), function.name
        assert np.array_equal(np.signbit(result[x == 0]), np.signbit(plain[x == 0])), function.name


def test_a_tree_gives_the_same_bits_however_often_it_is_asked() -> None:
    x = np.concatenate([np.linspace(-9, 9, 1500), [0.0, -0.0, 1e-310, 800.0, -800.0, np.nan]])
    for entry in some([*actviz.lookup.registry.entries()], 9):
        values = {word: 1.0009765625 * value for word, value in entry.values.items()}
        for tree in (entry.careful_tree, entry.derivative_tree(1, careful=True)):
            float64._times.cache_clear()
            first, *others = (float64.evaluate(tree, x, values) for _ in range(4))
            short = float64.evaluate(tree, x[-600:], values)
            for other in (*others, np.concatenate([first[:-600], short])):
                assert identical(other, first).all(), entry.name


def test_what_is_asked_once_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, defined = [], float64._defined

    def counted(source: str, constants: dict[str, Any]) -> Any:
        compiled.append(source)
        return defined(source, constants)

    monkeypatch.setattr(float64, "_defined", counted)
    tree = parse("exp(x)*(2/3 - x**2) + 0.7251")
    for size in (3, 2000):
        float64.evaluate(tree, np.ones(size), {})
    assert not compiled
    float64.evaluate(tree, np.ones(3), {})
    assert len(compiled) == 1


def test_steps_and_a_compiled_text_know_the_same_constants() -> None:
    tree = parse("x + (pi**2 - (-3)**4/7)*1e300*1e300 + sqrt(2/e)")
    shared = float64._sharing(tree)
    both = (stepwise.reading(shared), float64._expression(shared))
    assert both[0](np.ones(2)).tolist() == both[1](np.ones(2)).tolist()


@pytest.mark.parametrize("size", [1, 5000])
def test_functions_that_leave_zero_alone_keep_its_sign(size: int) -> None:
    for name in ("relu", "max(x, 0)", "max(0, x)", "elu", "selu", "silu", "mish", "gelu_tanh"):
        for zero in (0.0, -0.0):
            result = actviz.get(name)(np.full(size, zero))
            assert not result.any()  # type: ignore[union-attr]
            assert (np.signbit(result) == np.signbit(zero)).all(), (name, zero)


def test_a_parameter_of_1_costs_nothing_and_changes_nothing() -> None:
    x = far_and_near(5000)
    tree = parse("p*exp(x*p)/p - x**p + p*(x/p)", ["p"])
    plain = parse("exp(x) - x + x")
    assert float64._without_units(tree, frozenset("p")) is plain
    with np.errstate(all="ignore"):
        expected = np.exp(x) - x + x
    assert np.array_equal(float64.evaluate(tree, x, {"p": 1.0}), expected, equal_nan=True)
    assert float64._without_units(parse("p + x - p", ["p"]), frozenset("p")) is parse(
        "p + x - p", ["p"]
    )


@pytest.mark.parametrize("sign", [1, -1])
def test_a_condition_that_no_x_reaches_is_not_looked_at_and_none_that_is_reached_is_missed(
    sign: int,
) -> None:
    beyond = f"where(x {'>' if sign > 0 else '<'} {sign * 700}, 1, 0)"
    x = np.zeros(5000)
    assert not float64.evaluate(parse(beyond), x, {}).any()
    for far in (np.nextafter(700.0, 701.0), 1e160, np.inf):
        x[4321] = sign * far
        assert np.flatnonzero(float64.evaluate(parse(beyond), x, {})).tolist() == [4321]
    x[4321] = sign * 700.0
    assert not float64.evaluate(parse(beyond), x, {}).any()


def test_a_block_that_lies_on_one_side_of_a_condition_skips_the_other() -> None:
    tree = parse("where(x < -700, scaled_exp(x, x), x*sigmoid(x))")
    plan = blocks.lines(tree, frozenset("x"))
    under = [line.node.op for line in plan if line.depth == 1 and not line.branch]
    assert under == ["scaled_exp", "sigmoid", "*"]
    shared = parse("where(x < 0, exp(x), exp(x) + where(x < 1, sin(x), 2))")
    depths = {line.node.op: line.depth for line in blocks.lines(shared, frozenset("x"))}
    assert (depths["exp"], depths["+"], depths["sin"]) == (0, 1, 2)


def test_results_are_written_where_one_says() -> None:
    gelu, x = actviz.get("gelu"), np.linspace(-3, 3, 40_000).reshape(4, -1)
    out = np.empty_like(x)
    assert gelu(x, out) is out
    assert np.array_equal(out, gelu(x))
    assert gelu.derivative(x, out=out) is out
    assert np.array_equal(out, gelu.derivative(x))


# Some need what is worked out after the results are there: limits, lost digits, slopes at joints.
@pytest.mark.parametrize("name", ["gelu", "sinlu", "uaf", "rational", "tbsrelul", "mish", "log"])
@pytest.mark.parametrize("times", [1, 30])
def test_results_may_be_written_over_the_input(name: str, times: int) -> None:
    function = actviz.get(name)
    edges = [np.inf, -np.inf, np.nan, -0.0, 800, -800, 1e308, -1e308]
    x = np.tile(np.r_[np.linspace(-50, 50, 1001), edges], times)
    for ask in (function, function.derivative) if times == 1 else (function,):
        over = x.copy()
        assert ask(over, out=over) is over
        assert np.array_equal(over, ask(x), equal_nan=True)


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros(3, int), "out is an array of float64, not int64"),
        (np.zeros(3, np.float32), "out is an array of float64, not float32"),
        ([0.0, 0.0, 0.0], "out is an array of float64, not list"),
        (np.zeros(2), r"out has the shape \(2,\), and x \(3,\)"),
        (np.zeros((3, 2))[:, 0], "out is a contiguous array"),
        (np.broadcast_to(0.0, 3), "out is a contiguous array"),
    ],
)
def test_results_go_where_they_have_room_or_nowhere(out: Any, message: str) -> None:
    gelu = actviz.get("gelu")
    for ask in (gelu, gelu.derivative):
        with pytest.raises((TypeError, ValueError), match=message):
            ask(np.ones(3), out=out)


def test_a_parameter_may_be_an_array() -> None:
    x, a = np.linspace(-2, 2, 50_000), np.linspace(1, 2, 50_000)
    assert np.array_equal(float64.evaluate(parse("a*x", ["a"]), x, {"a": a}), a * x)
    assert np.array_equal(float64.evaluate(parse("a*x", ["a"]), x[:9], {"a": a[:9]}), (a * x)[:9])


@pytest.mark.parametrize("name", ["gelu", "elu", "x**2*sin(1/x)", "where(x < a, exp(x), a):a=1"])
def test_threads_that_share_an_array_leave_no_trace(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = actviz.get(name)
    x = far_and_near(8 * kernels.BLOCK + 7)
    x[:: kernels.BLOCK] = np.inf  # so that every block has to be mended
    varying = {"a": np.linspace(-1, 1, x.size)} if "a" in function.values else {}
    values = {**function.values, **varying}
    seen: list[int] = []

    def evaluated() -> np.ndarray:
        seen.clear()
        return float64.evaluate(
            function.quick_tree, x, values, None, lambda points, _: seen.append(points.size)
        )

    alone = evaluated()
    mended = list(seen)
    assert len(mended) == 9
    monkeypatch.setattr(in_threads, "processors", lambda: 3)
    threads: set[int] = set()
    bound = float64._bound

    def watched(values: np.ndarray) -> float:
        threads.add(threading.get_ident())
        time.sleep(0.01)  # so that no thread is done before the next begins
        return bound(values)

    monkeypatch.setattr(float64, "_bound", watched)
    assert np.array_equal(evaluated(), alone, equal_nan=True)
    assert sum(seen) == x.size
    assert len(threads) > 1
    assert threading.get_ident() in threads  # which has nothing else to do


def test_a_thread_that_waits_leaves_its_part_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_threads, "processors", lambda: 2)
    done = threading.Event()
    begun: list[int] = []

    def fill(begin: int, end: int) -> list[tuple[int, int]]:
        begun.append(begin)
        if begin == 0:
            assert done.wait(60)  # until the other has filled all else
        elif end == 1003:
            done.set()
        return [(begin, end)]

    result = in_threads.shared(fill, 1003, 100)
    assert result == [(at, min(at + 50, 1003)) for at in range(0, 1003, 50)]
    assert sorted(begun) == [begin for begin, _ in result]


@pytest.mark.parametrize("numbers", [[], [2.0], [3.0, -1.0, 3.0, 0.0]])
def test_distinct_numbers_are_those_of_a_set(numbers: list[float]) -> None:
    assert distinct(np.array(numbers)).tolist() == sorted(set(numbers))
