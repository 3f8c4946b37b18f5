"""eval, derive, show, table and list for what is not a function of one number."""

from __future__ import annotations

import json

import mpmath as mp
import pytest

from actviz.lookup.registry import everything
from tests.process import actviz as run


def lines(*arguments: str, stdin: str | None = None) -> list[list[float]]:
    done = run("eval", *arguments, stdin=stdin) if stdin is not None else run("eval", *arguments)
    assert done.returncode == 0, done.stderr
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines()]


def test_a_gate_takes_pairs() -> None:
    with mp.workdps(40):
        true = [2 / (1 + mp.exp(-1)), -2 / (1 + mp.e)]
    assert lines("swiglu", "1", "2", "-1", "2") == [[pytest.approx(float(x))] for x in true]
    assert lines("swiglu", stdin="1 2\n-1,2\n") == lines("swiglu", "1", "2", "-1", "2")
    with mp.workdps(40):
        s = 1 / (1 + mp.exp(-1))
        slopes = [float((s + s * (1 - s)) * 2), float(s)]
    assert lines("swiglu", "1", "2", "--derivative", "--exact") == [slopes]
    assert lines("swiglu", "1", "2", "--wrt", "v") == [[pytest.approx(slopes[1])]]
    data = json.loads(run("eval", "glu", "reglu", "3", "0", "-f", "json").stdout)
    assert data == [{"u": 3.0, "v": 0.0, "glu": 1.5, "reglu": 0.0}]


def test_what_is_random_is_drawn_with_a_seed() -> None:
    one = lines("rrelu", *["-1"] * 40, "--seed", "4")
    assert len({x for (x,) in one}) == 40
    assert all(-1 / 3 <= x <= -1 / 8 for (x,) in one)
    assert one == lines("rrelu", "--seed", "4", stdin="-1\n" * 40)
    assert one != lines("rrelu", *["-1"] * 40, "--seed", "5")
    slopes = lines("rrelu", *["-1"] * 40, "--seed", "4", "--derivative")
    assert slopes == [[-x] for (x,) in one]
    vectors = lines("gumbel_softmax", "--seed", "1", stdin="0 0 0\n0 0 0\n")
    assert vectors[0] != vectors[1]
    assert [sum(vector) for vector in vectors] == [pytest.approx(1), pytest.approx(1)]


def test_without_a_seed_it_is_the_evaluation_mode() -> None:
    done = run("eval", "rrelu", "leaky_relu:negative_slope=11/48", "-1")
    assert done.stderr == "rrelu: evaluation mode; --seed N draws\n"
    one, other = map(float, done.stdout.split())
    assert one == pytest.approx(other, rel=1e-15)
    assert lines("rrelu", "-1", "--exact") == [[float(-mp.mpf(11) / 48)]]


def test_outputs_may_be_more_or_fewer() -> None:
    assert lines("crelu", "1", "-2") == [[1, 0, 0, 2]]
    assert lines("maxout", "1", "-2", "3", "5") == [[1, 5]]
    rows = json.loads(run("eval", "maxout", "1", "3", "-f", "json").stdout)
    assert rows == [{"vector": 1, "i": 1, "x": None, "maxout": 3.0}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("eval", "swiglu", "1"), "swiglu takes pairs u v; of 1 numbers the last has no partner"),
        (("eval", "swiglu", "relu", "1", "2"), "evaluate them apart"),
        (("eval", "swiglu", "1", "2", "--keep"), "swiglu takes pairs u v; of the options only"),
        (("eval", "swiglu", "1", "2", "--wrt", "x2"), "no input or parameter 'x2': u, v, beta"),
        (("eval", "relu", "1", "--seed", "1"), "--seed is for random functions; relu is none"),
        (("eval", "rrelu", "1", "--seed", "1", "--exact"), "does not go with --exact"),
        (("eval", "maxout", "1", "2", "3"), "vectors of a multiple of 2: not 3"),
        (("eval", "kwta:k=1.5", "1", "2"), "kwta: k must be a whole number, not 1.5"),
        (("derive", "softmax", "--at", "1"), "behind its name"),
        (("derive", "swiglu", "1"), "the last has no partner"),
        (("derive", "softmax", "--wrt", "beta"), "derived in its inputs x_j, not in beta"),
        (("derive", "swiglu", "--wrt", "w"), "no input or parameter 'w': u, v, beta"),
        (("check", "swiglu"), "swiglu is a gated unit of two inputs; check takes functions of one"),
        (("check", "rrelu"), "rrelu is a random function; check takes functions of one x"),
        (("plot", "relu", "swiglu"), "draw them in two pictures"),
    ],
)
def test_bad_requests(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("actviz: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_derive_a_gate() -> None:
    data = json.loads(run("derive", "glu", "1", "2", "--format", "json").stdout)
    assert data["derivative"]["u"] == "sigmoid(v)"
    assert data["activated"] == ["v"]
    assert set(data["steps"]["v"][0]) == {"rule", "before", "after", "note"}
    with mp.workdps(40):
        s = 1 / (1 + mp.exp(-2))
    assert data["values"] == [
        {"u": 1.0, "v": 2.0, "f": float(s), "df/du": float(s), "df/dv": float(s * (1 - s))}
    ]
    page = run("derive", "swiglu", "--wrt", "beta").stdout
    assert "df/dbeta" in page
    assert "df/du" not in page


def test_derive_along_a_draw() -> None:
    done = run("derive", "rrelu", "--format", "json")
    assert json.loads(done.stdout)["derivative"] == "where(x >= 0, 1, r)"
    assert "r is uniform from lower to upper" in done.stderr


def test_tables_tell_what_applies() -> None:
    done = run("table", "relu", "rrelu", "swiglu", "sparsemax", "-f", "json")
    relu, rrelu, swiglu, sparsemax = json.loads(done.stdout)
    assert set(relu) == set(rrelu) == set(swiglu) == set(sparsemax)
    assert rrelu["label"] == "rrelu, evaluation mode"
    assert rrelu["derivative_range"]["low"] == pytest.approx(11 / 48)
    assert swiglu["range"] is None
    assert swiglu["formula"] == "u*sigmoid(beta*u)*v"
    assert sparsemax["range"] == {"low": 0.0, "high": 1.0, "low_closed": True, "high_closed": True}
    assert sparsemax["component_sum"] == 1.0


def test_pages_show_what_is_special() -> None:
    page = " ".join(run("show", "swiglu", "--no-plot").stdout.split())
    assert "activated u; linear in v" in page
    assert "ggml: u is the first half" in page
    page = " ".join(run("show", "rrelu", "--no-plot").stdout.split())
    assert "r ~ uniform(lower, upper)" in page
    assert "standard deviation 0.120281" in page  # 2*(1/3 - 1/8)/sqrt(12)
    data = json.loads(run("show", "rrelu", "-f", "json").stdout)
    assert data["evaluation"] == "where(x >= 0, x, (lower + upper)/2*x)"
    assert json.loads(run("show", "glu", "-f", "json").stdout)["activated"] == ["v"]


def test_lists_know_the_families() -> None:
    for family, name in (("vector", "sparsemax"), ("gated", "glu"), ("stochastic", "rrelu")):
        rows = json.loads(run("list", "--family", family, "-f", "json").stdout)
        assert name in [row["name"] for row in rows]
        assert len(rows) == sum(f.family == family for f in everything())
