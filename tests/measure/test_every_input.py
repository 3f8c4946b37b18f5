"""Every number of a format: what pieces count is what balls alone count, and nothing is missed."""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.figures.compose.binades import binades_scene
from actviz.lookup.registry import get
from actviz.measure import extremes, one_side
from actviz.measure.campaign import Campaign, Log, stretches
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.homes import Refused
from actviz.measure.right_results import Right
from actviz.measure.tally import EDGES, Binade, Patterns, Tally, of_patterns
from actviz.measure.tested_kernels import Command, NamedCallable
from actviz.pages.every_input import found, rows, sentence
from tests.sample import some

Float32 = NDArray[np.float32]

# With a pole, a jump, an oscillation, a removable hole, an end of the domain, ties of the format.
FORMULAS = (
    "x * Phi(x)",
    "1/(x - 1)",
    "where(x < 0, -1, 1)*x**2",
    "sin(x)",
    "x*sin(1/x)",
    "sin(x)/x",
    "expm1(x)/x",
    "floor(x)",
    "log(x)",
    "x**(1/3)",
    "x/2 + x**2",
    "x + 1",
    "x - tanh(x)",
    "log(1 + exp(x))",
)
PLACES = (0x0, 0x2000, 0x3F7FFF00, 0x3F800000, 0x40490F00, 0x41500000, 0x4B000000, 0x7F7FFF00)


def fast(right: Right, x: Patterns) -> Float32:
    """actviz's own float64 rounded to float32: right nearly everywhere."""
    points = of_patterns(x, right.dtype)
    function = right.activation
    with np.errstate(all="ignore"):
        y = function.derivative(points, right.order) if right.order else function(points)
        return np.asarray(y).astype(np.float32)


def spoiled(results: Float32, seed: int) -> Float32:
    """Results with bits flipped, and NaN, 0, infinities and signs where there should be none."""
    chance = np.random.default_rng(seed)
    y = results.copy()
    flipped = chance.random(y.size) < 0.1
    y.view(np.uint32)[flipped] ^= (1 << chance.integers(0, 24, flipped.sum())).astype(np.uint32)
    for value in (math.nan, 0.0, math.inf, -math.inf):
        y[chance.random(y.size) < 0.005] = value
    turned = chance.random(y.size) < 0.005
    y[turned] = -y[turned]
    return y


def by_balls(right: Right, x: Patterns, got: Float32) -> Tally:
    """The counts without any piece."""
    tally = Tally(right.dtype, tried=x.size)
    tally.extremes.results(got)
    true = right.truth(x)
    free = np.isin(of_patterns(x, right.dtype), right.conventions)
    tally.good(int(free.sum()))
    known = true.decided & ~free
    with np.errstate(all="ignore"):
        tally.doubtful(
            x[known], got[known].astype(np.float64), true.at(known), right.at_zero, Binade()
        )
    return tally


def counts(tally: Tally) -> tuple[Any, ...]:
    kinds = {k: n for k, n in tally.counts.items() if k not in ("monotone", "symmetry")}
    return tally.tried, tally.misrounded, tally.beyond_1_ulp, tally.histogram, kinds


def same_extremes(tally: Tally, alone: Tally, where: str) -> None:
    ours, theirs = tally.extremes, alone.extremes
    assert (ours.low, ours.high, ours.beyond) == (theirs.low, theirs.high, theirs.beyond), where
    for kind in extremes.KINDS:
        assert ours.size(kind) == pytest.approx(theirs.size(kind), rel=2.0**-24), (where, kind)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("text", some(FORMULAS, every=3))
def test_counts_are_those_by_balls_alone(text: str, order: int) -> None:
    right = Right(get(text), order)
    judge = Judge(right)
    chance = np.random.default_rng(11)
    places = [*PLACES, *(chance.integers(0, 1 << 23, 12) << 8).tolist()]
    for seed, first in enumerate(places):
        stretch = Stretch(first, 1 << 8)
        inputs = stretch.inputs("float32")
        results = [spoiled(fast(right, x), seed) for x in inputs]
        tally = judge.judge(stretch, results)
        alone = Tally("float32")
        for x, got in zip(inputs, results, strict=True):
            alone.add(by_balls(right, x, got))
        assert counts(tally) == counts(alone), hex(first)
        same_extremes(tally, alone, hex(first))
        assert tally.proved == tally.tried


def test_a_bound_that_is_too_small_miscounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polynomials a little off, whose bounds do not say so, are caught by the comparison above."""
    from actviz.readings.certified.certified_polynomials import Polynomial

    plain = Polynomial.at

    def shifted(self: Polynomial, s: Any, out: Any) -> Any:
        result: Any = plain(self, s, out)
        result *= 1 + 2.0**-30
        return result

    monkeypatch.setattr(Polynomial, "at", shifted)
    with pytest.raises(AssertionError):
        test_counts_are_those_by_balls_alone("x * Phi(x)", 0)


# ---------------------------------------------------------------- altered kernels


@dataclass(frozen=True)
class Altered:
    """A kernel that is right but for some inputs, at which it gives something else."""

    right: Right
    changed: tuple[tuple[int, float], ...]
    label: str = "altered"

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Any]:
        for x in inputs:
            y = self.right.truth(x).expected.astype(np.float32)
            for pattern, value in self.changed:
                y[x == pattern] = value
            yield y


def test_altered_results_are_all_found_and_nothing_else() -> None:
    """Some of them in the tail, where gelu is 1e-38 and less."""
    right = Right(get("gelu"))
    windows = ((-13.001, -12.999), (-1.0, -0.9999), (0.75, 0.7501))
    changed = {
        0xC1500000: 3e-38,  # gelu(-13) is -9.5e-38
        0xC1500001: 0.0,
        0xC14FFFF0: math.nan,
        0xBF7FFFF0: -math.inf,
        0x3F400010: float(np.nextafter(np.float32(get("gelu")(0.75)), np.float32(2))),
        0x3F400100: -0.5,
    }
    total = Tally("float32")
    for window in windows:
        kernel = Altered(right, tuple(changed.items()))
        total.add(Campaign(Judge(right), kernel, window).run())
    assert total.misrounded == len(changed)
    assert {kind: n for kind, n in total.counts.items() if n and kind != "monotone"} == {
        "sign": 2, "zero": 1, "nan": 1, "overflow": 1,
    }  # fmt: skip
    assert total.plainest["zero"].pattern == 0xC1500001
    assert {bad.pattern for bad in total.worst} == set(changed) - {0xC14FFFF0, 0xBF7FFFF0}
    assert total.proved == total.tried
    clean = Campaign(Judge(right), Altered(right, ()), windows[0]).run()
    assert clean.misrounded == clean.beyond_1_ulp == sum(clean.counts.values()) == 0
    assert clean.histogram[0] == clean.tried


def test_neighbours_in_the_wrong_order_are_counted_across_all_seams() -> None:
    """Two results changed places: three pairs of neighbours are in the wrong order, or one."""
    right = Right(get("sigmoid"))
    x = np.arange(0x3F7FFFF8, 0x3F800008)  # the end of a binade, and so of a run
    y = right.truth(x).expected
    up = int(np.flatnonzero(y[8:] > y[7])[0]) + 8
    changed = ((int(x[7]), float(y[up])), (int(x[up]), float(y[7])))
    tally = Campaign(Judge(right), Altered(right, changed), (0.99999, 1.00001)).run()
    assert tally.counts["monotone"] >= 1
    low = tally.plainest["monotone"]
    assert abs(low.pattern - int(x[7])) <= up - 7
    assert (
        Campaign(Judge(right), Altered(right, ()), (0.99999, 1.00001)).run().counts["monotone"] == 0
    )


@pytest.mark.parametrize(
    ("name", "first", "negative"), [("exp(x)", 89.0, False), ("log(x)", 1.0, True)]
)
def test_right_infinities_and_right_nans_have_no_error(
    name: str, first: float, negative: bool
) -> None:
    right = Right(get(name))
    stretch = Stretch(int(np.float32(first).view(np.uint32)), 50, (negative,))
    y = right.truth(stretch.inputs("float32")[0]).expected.astype(np.float32)
    assert not np.isfinite(y).any()
    tally = Judge(right).judge(stretch, [y])
    assert (tally.misrounded, tally.max_ulp, len(tally.extremes.beyond)) == (0, 0.0, 0)
    assert tally.histogram == [50] + [0] * (len(tally.histogram) - 1)


def test_x_against_minus_x() -> None:
    right = Right(get("tanh"))
    changed = ((0x3F800003, 0.75), (0xBF800009, 0.25))
    stretch = Stretch(0x3F800000, 64)
    results = list(Altered(right, changed).answers(stretch.inputs("float32")))
    tally = Judge(right).judge(stretch, results)
    assert tally.counts["symmetry"] == 2
    assert Right(get("gelu")).parity == 0
    assert Right(get("tanh"), 1).parity == 1
    assert Right(get("soft_shrink")).parity == -1  # by algebra, not by its form


def test_only_values_are_compared_with_those_at_minus_x() -> None:
    """0*sqrt(x) is even as far as both have a value: on the left it has none."""
    right = Right(get("0*sqrt(x)"))
    stretch = Stretch(0x3F800000, 64)
    results = list(Altered(right, ()).answers(stretch.inputs("float32")))
    assert right.parity
    assert np.isnan(results[1]).all()
    assert Judge(right).judge(stretch, results).counts["symmetry"] == 0


@pytest.mark.parametrize(
    ("x", "value", "kind"),
    [
        (0x00000400, 0.0, "flushed"),  # x and the result are subnormal
        (0x00000400, 3e-42, None),
        (0xC1530000, 0.0, "flushed"),  # gelu(-13.19) is subnormal, x is not
        (0xC1500000, 0.0, "zero"),
    ],
)
def test_flushed_subnormal_numbers_are_nothing_else(x: int, value: float, kind: str | None) -> None:
    right = Right(get("gelu"))
    size, negative = x & 0x7FFFFFFF, x >> 31 == 1
    y = right.truth(np.array([x])).expected.astype(np.float32)
    y[0] = value
    tally = Judge(right).judge(Stretch(size, 1, (negative,)), [y])
    assert {k: n for k, n in tally.counts.items() if n} == ({kind: 1} if kind else {})
    assert tally.misrounded == (kind != "flushed")
    assert sum(tally.histogram) == (kind != "flushed")


def test_daz_gives_f_of_zero() -> None:
    """1 for a sigmoid-like function of subnormal x is flushed if f(0) is that, else an error."""
    right = Right(get("exp(x*1e38)"))
    y = np.ones(4, dtype=np.float32)
    tally = Judge(right).judge(Stretch(0x00700000, 4, (False,)), [y])
    assert tally.counts["flushed"] == 4
    assert tally.misrounded == 0


def test_a_zero_of_the_wrong_sign_is_nothing_else() -> None:
    right = Right(get("gelu"))
    tally = Judge(right).judge(Stretch(0x45000000, 64, (True,)), [np.zeros(64, np.float32)])
    assert {k: n for k, n in tally.counts.items() if n} == {"zero_sign": 64}
    assert tally.misrounded == 0
    assert tally.histogram[0] == 64


def test_infinities_and_nan() -> None:
    right = Right(get("gelu"))
    stretch = Stretch(0x7F800000, 8)
    good = [np.array([v] + [math.nan] * 7, np.float32) for v in (math.inf, 0.0)]
    tally = Judge(right).judge(stretch, good)
    assert tally.misrounded == 0
    assert tally.proved == tally.tried == 16
    bad = [np.zeros(8, np.float32), np.full(8, math.nan, np.float32)]
    tally = Judge(right).judge(stretch, bad)
    assert tally.counts["lost_nan"] == 7
    assert tally.counts["nan"] == tally.counts["no_overflow"] == 1


def test_the_page_tells_an_error_in_ulp_where_it_has_one() -> None:
    def rows_of(answer: float) -> dict[str, dict[str, Any]]:
        results = [np.full(1, answer, np.float32), np.zeros(1, np.float32)]
        tally = Judge(Right(get("relu"))).judge(Stretch(0x3F800000, 1), results)
        return {row["finding"]: row for row in rows(tally, "f", 0)}

    near = rows_of(1 + 2.0**-22)["not correctly rounded"]
    assert (near["ulp"], near["x"], near["bits"]) == (2.0, 1.0, "0x3f800000")
    far = rows_of(math.inf)["infinite for a number"]
    assert (far["ulp"], far["expected"], far["got"]) == (None, 1.0, math.inf)


# ---------------------------------------------------------------- runs


def kernel() -> NamedCallable:
    return NamedCallable("numpy:tanh", "float32")


WINDOW = (0.99, 1.01)


def test_all_bit_patterns_are_in_the_stretches_once() -> None:
    assert sum(s.count * len(s.negative) for s in stretches("float32")) == 1 << 32
    assert sum(s.count * len(s.negative) for s in stretches("bfloat16")) == 1 << 16
    for low, high in ((-1.0, 2.0), (0.5, 0.75), (-3.0, -1e-7), (-1e-7, 65000.0)):
        tried = set()
        for s in itertools.islice(stretches("float16", (low, high)), 20):
            for x in s.inputs("float16"):
                tried.update(x.tolist())
        bits = np.arange(1 << 16, dtype=np.uint16)
        y = bits.view(np.float16).astype(np.float64)
        assert tried == set(bits[(y >= low) & (y <= high)].tolist())


class Stop(BaseException):
    """As Ctrl-C would."""


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actviz.measure.campaign.STRETCH", 1 << 14)
    campaign = Campaign(Judge(Right(get("tanh"))), kernel(), WINDOW)
    whole = campaign.run()
    path = tmp_path / "run.json"
    calls = 0

    def report(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        assert 0 <= done <= total == whole.tried
        if calls == 6:
            raise Stop

    with pytest.raises(Stop):
        campaign.run(log=Log.read(path, campaign, path.write_bytes), report=report)
    half = json.loads(path.read_text())
    assert 0 < len(half["done"]) < len(campaign.stretches())
    begun: list[int] = []
    log = Log.read(path, campaign, path.write_bytes)
    resumed = campaign.run(log=log, report=lambda done, total: begun.append(done))
    assert begun[0] == half["tally"]["tried"]
    assert resumed.to_json() == whole.to_json()
    other = Campaign(Judge(Right(get("sigmoid"))), kernel(), WINDOW)
    with pytest.raises(ValueError, match="something else"):
        Log.read(path, other, path.write_bytes)
    path.write_text("{}")
    with pytest.raises(ValueError, match="not the file of a run"):
        Log.read(path, campaign, path.write_bytes)


def test_several_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = Campaign(Judge(Right(get("tanh"))), kernel(), (0.2, 1.0))
    assert len(campaign.stretches()) > 8
    assert campaign.run(jobs=2).to_json() == campaign.run().to_json()


def test_numbers_add_up() -> None:
    tally = Campaign(Judge(Right(get("tanh"))), kernel(), WINDOW).run()
    data = found(tally, get("tanh"), "numpy:tanh", "", 0)
    assert data["tried"] == data["proved"] == sum(data["decided_by"].values())
    assert sum(each["count"] for each in data["histogram"]) == data["tried"]
    assert [each["high"] for each in data["histogram"]] == list(EDGES)
    ulps = [each["ulp"] for each in data["worst"]]
    assert ulps == sorted(ulps, reverse=True)
    assert len(ulps) == 10
    for each in data["worst"]:
        bits = np.array([int(each["bits"], 16)], np.uint32)
        assert float(bits.view(np.float32)[0]) == each["x"]
        assert float(np.tanh(np.float32(each["x"]))) == each["got"]
    json.dumps(data)
    text = sentence(tally, "numpy:tanh", 0, 1 << 32)
    assert f"{(1 << 32) - tally.tried:,} of 4,294,967,296 inputs were not tried" in text


def test_the_plainest_and_the_worst_do_not_depend_on_the_order() -> None:
    campaign = Campaign(Judge(Right(get("tanh"))), kernel(), WINDOW)
    from actviz.measure.campaign import judged

    parts = list(judged(campaign, range(len(campaign.stretches()))))
    forwards, backwards = Tally("float32"), Tally("float32")
    for _, part in parts:
        forwards.add(part)
    for _, part in reversed(parts):
        backwards.add(Tally.from_json(json.loads(json.dumps(part.to_json()))))
    assert forwards.to_json() | {"edges": 0} == backwards.to_json() | {"edges": 0}


# ---------------------------------------------------------------- commands


def python(code: str) -> str:
    return f"{sys.executable} -c '{code}'"


READ_ALL = "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(d"


def audit(command: str, dtype: str = "float16") -> Tally:
    return Campaign(Judge(Right(get("identity"), 0, dtype)), Command(command, dtype)).run()


@pytest.mark.parametrize("command", ["cat", python(READ_ALL + ")")])
def test_a_command_may_hold_its_answers_back(command: str) -> None:
    tally = audit(command)
    assert tally.tried == 1 << 16
    assert tally.misrounded == tally.beyond_1_ulp == 0


def test_many_numbers_go_through_a_command() -> None:
    right = Right(get("identity"))
    tally = Campaign(Judge(right), Command("cat", "float32"), (1.0, 2.0)).run()
    assert tally.tried == (1 << 23) + 1
    assert tally.misrounded == 0


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (python(READ_ALL + "[:-6])"), "gave 65533 numbers and then no more.* exit code 0"),
        (python(READ_ALL + "+ bytes(2))"), "more than the 65536 numbers"),
        (python("import sys; sys.exit(7)"), "gave 0 numbers .* exit code 7"),
        (python(READ_ALL + "); sys.exit(3)"), "answered everything.* exit code 3"),
        ("actviz-no-such-command", "cannot be started"),
        ("cat 'x", "cannot be started"),
    ],
)
def test_a_command_that_fails_is_told(command: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        audit(command)


def test_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = Campaign(Judge(Right(get("tanh"))), kernel(), (0.75, 0.8))
    whole = campaign.run()
    monkeypatch.setattr(one_side, "CHUNK", 1 << 11)
    assert campaign.run().to_json() == whole.to_json()


@pytest.mark.parametrize(("exponents", "axis"), [((3,), (3, 4)), ((-2, 5), (-2, 5))])
def test_the_axis_of_binades_ends_at_them(
    exponents: tuple[int, ...], axis: tuple[int, int]
) -> None:
    """It is a binade wide where there is but one."""
    tally = Tally("float32", binades={f"+{power}": Binade(8, 1, 0.75) for power in exponents})
    across = binades_scene([tally], "t", "light").panels[0].x
    assert (across.low, across.high) == axis
