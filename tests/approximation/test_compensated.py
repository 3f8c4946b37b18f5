"""Where plain Horner's rule rounds too much: what is told, what is computed, what is exported."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.request import Request
from actviz.approximation.value.as_function import function_of
from actviz.approximation.value.result import Approximation, Fold, Piece, read
from actviz.export import write
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program
from actviz.lookup.registry import get
from tests.approximation.judge import counted, fit
from tests.export.sample import planned_once

TRUE = {
    "gelu": lambda x: x * mp.ncdf(x),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "exp": mp.exp,
    "tanh": mp.tanh,
}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("gelu", {"kind": "polynomial", "size": 30, "span": (-4.0, 4.0)}),
    ("gelu", {"kind": "polynomial", "size": 50, "span": (-4.0, 4.0)}),
    ("gelu", {"kind": "polynomial", "size": 24, "span": (-4.0, 4.0), "fold": True}),
    ("exp", {"kind": "polynomial", "size": 5, "span": (20.0, 21.0)}),
    ("exp", {"kind": "polynomial", "size": 14, "span": (-1.0, 1.0)}),
    ("exp", {"kind": "polynomial", "size": 12, "span": (-1.0, 1.0), "measure": "relative"}),
    ("exp", {"kind": "pieces", "size": 2, "degree": 3, "span": (1.0, 1.02), "measure": "ulp"}),
    ("tanh", {"kind": "rational", "size": 9, "divisor": 8, "span": (-4.0, 4.0)}),
    # Where the error is little but that of rounding:
    ("exp", {"kind": "polynomial", "size": 12, "span": (20.0, 21.0)}),
    ("tanh", {"kind": "polynomial", "size": 18, "span": (10.0, 11.0)}),
    ("tanh", {"kind": "rational", "size": 7, "divisor": 8, "span": (-4.0, 4.0), "measure": "ulp"}),
    ("exp", {"kind": "polynomial", "size": 24, "span": (-1.0, 0.0)}),
]


@pytest.mark.parametrize(("name", "options"), CASES)
def test_brackets_are_narrow_and_hold_all_that_is_computed(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, **options)
    twice = name == "exp" and options["span"][0] == 20 and options["size"] == 12
    assert one.arithmetic == ("compensated twice" if twice else "compensated")
    error = one.error
    assert error is not None
    assert error.upper <= error.lower * (1 + 1e-6)
    low, high = options["span"]
    chance = np.random.default_rng(5)
    near = (error.at or 0.0) * (1 - chance.uniform(0, 1e-7, 300))
    x = np.clip([*np.linspace(low, high, 500), *near, *-near, error.at or 0.0], low, high)
    with mp.workdps(50):
        listed = [
            abs(true - mp.mpf(float(y))) / counted(true, error.measure)
            for true, y in zip([TRUE[name](mp.mpf(float(v))) for v in x], one(x), strict=True)
        ]
    assert max(listed) <= error.upper
    assert max(listed) >= error.lower * (1 - 1e-12)


def test_a_coefficient_one_unit_off_has_a_larger_bracket() -> None:
    from actviz.approximation.judging import judged
    from actviz.approximation.setting import Setting

    one = fit("exp", kind="polynomial", size=12, span=(-1.0, 1.0))
    assert one.polynomial is not None
    row = list(one.polynomial)
    row[1] = float(np.nextafter(row[1], 2.0))
    request = Request(
        activation=get("exp"), spec="exp", kind="polynomial", size=12, span=(-1.0, 1.0)
    )
    other = judged(Setting(request), replace(one, polynomial=tuple(row)))
    assert one.error is not None
    assert other.error is not None
    assert other.error.lower > one.error.upper


@cache
def programs() -> dict[str, Approximation]:
    """What is exported, made when it is first asked for: finding tests must take no time."""
    return {
        "polynomial": fit("gelu", kind="polynomial", size=30, span=(-4.0, 4.0)),
        "folded": fit("gelu", kind="polynomial", size=24, span=(-4.0, 4.0), fold=True),
        "rational": fit("tanh", kind="rational", size=9, divisor=8, span=(-4.0, 4.0)),
        "plain": fit("gelu", kind="polynomial", size=9, span=(-4.0, 4.0)),
        "twice": fit("exp", kind="polynomial", size=12, span=(20.0, 21.0)),
        "twice in pieces": Approximation(
            function="tanh",
            order=0,
            kind="pieces",
            range=(0.0, 3.0),
            outside="limit",
            ends=((0.0,), (1.0,)),
            arithmetic="compensated twice",
            fold=Fold("odd", (0.0, 0.25)),
            pieces=tuple(
                Piece(a, a + 1.0, (0.1 + a, -2.3, 1e9 * a, -1e9 / 3)) for a in (0.0, 1.0, 2.0)
            ),
        ),
        "pieces": Approximation(
            function="tanh",
            order=0,
            kind="pieces",
            range=(0.0, 3.0),
            arithmetic="compensated",
            fold=Fold("odd", (0.5, 0.0)),
            pieces=tuple(
                Piece(a, a + 1.0, (0.1 + a, -2.3, 0.7 * a, 1 / 3)) for a in (0.0, 1.0, 2.0)
            ),
        ),
        "entries": fit("tanh", kind="table", size=25, interpolate=True, span=(-4.0, 3.7)),
        "lines": fit("hard_sigmoid", kind="table", size=10, interpolate=True, span=(-2.0, 2.0)),
        "ends": Approximation(
            function="gelu",
            order=0,
            kind="polynomial",
            range=(-1.0, 1.0),
            outside="asymptote",
            ends=((0.0,), (0.0, 1.0)),
            arithmetic="compensated",
            polynomial=(0.1, 0.7, 1 / 3, -0.3, 1e-3),
        ),
    }


@pytest.mark.long
@pytest.mark.parametrize(
    "language",
    ["python", "numpy", "c", "rust", "js", "onnx", "torch", "jax", "keras", "triton"],
)
def test_exported_code_computes_the_bits_that_the_bracket_is_of(language: str) -> None:
    target = TARGETS[language]
    if missing(target):
        pytest.skip(f"{language} does not run here")
    given = dict(programs())
    if language in ("torch", "jax"):  # slopes of many terms take half a minute each to write
        given = {word: given[word] for word in ("plain", "pieces", "twice in pieces", "ends")}
    functions = [function_of(one, word) for word, one in given.items()]
    x = np.random.default_rng(3).uniform(-4.5, 4.5, 2000)
    own = target.name in ("torch", "jax", "keras")  # they take the input's format
    with planned_once():
        code = program(functions, target, order=0, dtype=None if own else "float64")
        rows = tried(functions, code, target, x=x, dtype="float64" if own else None)
    rows = rows[:: len(rows) // len(functions)]  # without slopes
    assert len(rows) == len(functions)
    for function, row in zip(functions, rows, strict=True):
        points = row.vectors.inputs[0]
        assert len(points) > 1500
        want = function(points)
        same = (row.got == want) | (np.isnan(row.got) & np.isnan(want))
        assert same.all(), (language, function.label, points[~same][:3])


@pytest.mark.long
def test_a_cuda_file_says_how_it_is_compiled() -> None:
    from tests.export import nvrtc

    target = TARGETS["cuda"]
    compensated, plain = (
        str(write.text(target, program([function_of(programs()[word], "f")], target, order=0)))
        for word in ("polynomial", "plain")
    )
    assert "-fmad=false" in compensated
    assert "-fmad=false" not in plain
    if not nvrtc.installed():
        pytest.skip("NVIDIA's compiler is not here")
    unfused = nvrtc.compiled(compensated, "--fmad=false")
    joined = nvrtc.compiled(compensated)
    rests = 30  # one product of each step leaves one, by fma
    assert unfused.count("fma.rn.f64") == rests < joined.count("fma.rn.f64")


def test_the_arithmetic_is_kept_in_the_file_and_refused_where_it_is_none() -> None:
    one = programs()["polynomial"]
    assert read(one.to_json(), "approx.json") == one
    text = one.to_json().replace("compensated", "exact")
    with pytest.raises(ValueError, match="'exact' is none of compensated, compensated twice"):
        read(text, "approx.json")


def test_endless_inputs_have_the_values_at_the_ends() -> None:
    one = function_of(programs()["polynomial"])
    ends = np.array([-np.inf, -4.0, 4.0, np.inf])
    got = np.asarray(one(ends))
    assert got[0] == got[1]
    assert got[2] == got[3]
