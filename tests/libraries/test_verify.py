"""What is stated of libraries is asked of them; a wrong statement is told."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.libraries import unknown, verify
from actviz.libraries.dialects import groups_of
from actviz.libraries.verify import LIBRARIES, Asked, disagreement, overflow, verified
from actviz.lookup.names import fold, frameworks
from actviz.processes.alone import Died, alone
from tests.process import actviz as run


def leaving(code: int) -> Iterator[str]:
    yield "before"
    time.sleep(0.2)  # what was sent is on its way
    os._exit(code)


def sleeping() -> Iterator[str]:
    yield "awake"
    time.sleep(600)


def what_came(got: Iterator[Any]) -> tuple[list[Any], str]:
    said = []
    try:
        for one in got:
            said.append(one)
    except Died as error:
        return said, str(error)
    return said, ""


def test_libraries_are_asked_for_names_arguments_and_slopes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("torch")
    torch = next(each for each in LIBRARIES if each.word == "torch")
    rows = {row["name"]: row for row in verified(torch, frozenset({"torch:GELU", "torch:elu"}))}
    assert set(rows) == {"GELU", "GELU:approximate=none", "GELU:approximate=tanh", "elu"}
    assert rows["GELU:approximate=tanh"]["stated"] == "gelu_tanh"
    assert all(row["same"] for row in rows.values())

    from actviz.libraries import asking

    def wrong(name: str, x: Any, **arguments: Any) -> Any:
        return np.where(x > 0, x, np.exp(x) - 1 + (x == -2.5) * 0.25)

    monkeypatch.setattr(asking, "torch", wrong)
    (row,) = verified(torch, frozenset({"torch:elu"}))
    assert row["same"] is False
    assert row["found"].startswith("1 points, at -2.5 ")


def test_truth_values_are_asked_as_such() -> None:
    options = ["approximate=False", "approximate=True", "approximate=0", "approximate=1"]
    assert verify._switches(options) == options[:2]
    assert verify._switches(["fast_gelu=0", "fast_gelu=1", "slope"]) == [
        "fast_gelu=0",
        "fast_gelu=1",
    ]


def test_a_disagreement_has_its_worst_point() -> None:
    gelu = actviz.get("gelu")
    erf = np.vectorize(math.erf)
    assert not disagreement(gelu, lambda x: x * 0.5 * (1 + erf(x / math.sqrt(2))), np.float64)
    tanh_form = actviz.get("gelu_tanh")
    told = disagreement(gelu, tanh_form, np.float64)
    place = float(told.split(", at ")[1].split()[0])
    assert abs(abs(place) - 2.6989) < 0.01  # mpmath's place of the largest difference


def test_a_library_that_dies_or_hangs_is_told_and_what_it_said_before_is_kept() -> None:
    assert what_came(alone(leaving, 7)) == (["before"], "died with exit code 7")
    assert what_came(alone(sleeping, patience=0.2))[1] == "gave no answer within 0.2 s"
    assert what_came(alone(range, 3)) == ([0, 1, 2], "")


def one_of(word: str) -> Asked:
    return next(each for each in LIBRARIES if each.word == word and each.installed)


def rows_of(word: str, *specs: str) -> dict[str, Any]:
    return {row["name"]: row for row in verified(one_of(word), frozenset(specs))}


VECTORS = ("LogSoftmax", "Softmax2d", "glu", "gumbel_softmax", "rrelu", "softmax", "softmin")


def test_functions_of_vectors_gates_and_random_functions_are_asked_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("torch")
    specs = [f"torch:{name}" for name in VECTORS]
    right = rows_of("torch", *specs)
    assert {name: row["same"] for name, row in right.items()} == dict.fromkeys(right, True)
    assert right.keys() == set(VECTORS)

    from actviz.libraries import asking

    def wrong(name: str, x: Any, **arguments: Any) -> Any:
        """All of them a little wrong: a temperature, the other half, another slope."""
        if name == "glu":
            first, second = np.split(x, 2, axis=-1)
            return second / (1 + np.exp(-first))
        if name == "rrelu":
            return np.where(x < 0, x * 0.25, x)
        weights = np.exp(1.01 * x + (np.random.default_rng(5).gumbel(size=x.shape) if x.ndim > 1
                                     else 0) * 1.3)  # fmt: skip
        shares = weights / weights.sum(axis=-1, keepdims=True)
        return np.log(shares) if name.startswith("Log") else shares

    monkeypatch.setattr(asking, "torch", wrong)
    assert {row["same"] for row in rows_of("torch", *specs).values()} == {False}


def test_what_overflows_on_the_way_is_no_other_meaning() -> None:
    softplus = actviz.get("softplus")

    def naive(x: Any) -> Any:
        return np.log(np.exp(x) + np.float32(1))

    assert overflow(softplus, naive, np.float32) == ", but inf at 100.0"
    assert not disagreement(softplus, naive, np.float32)
    assert disagreement(softplus, lambda x: naive(x) + (x == 88) * np.inf, np.float32)
    assert not overflow(actviz.get("exponential"), np.exp, np.float32)  # that is its value


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda each: each.label)
def test_a_name_that_a_library_has_and_we_lack_is_listed(
    library: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not library.installed or library.label in ("keras on tensorflow", "keras on jax"):
        pytest.skip("not installed, or asked of another backend")
    name = {"onnxruntime": "QuickGelu", "openvino": "Gelu", "ncnn": "GELU", "litert": "RELU6",
            "onnx": "Selu", "hf": "quick_gelu", "sklearn": "logistic", "neat_python": "sigmoid",
            "scipy": "expit", "thinc": "relu_k"}.get(library.word, "relu6")  # fmt: skip
    tables = {word: dict(table) for word, table in frameworks().items()}
    tables[library.word] = {
        word: target for word, target in tables[library.word].items() if fold(word) != fold(name)
    }
    monkeypatch.setattr(unknown, "frameworks", lambda: tables)
    try:
        listed = set(unknown.unknown(library.word))
    except ImportError as error:
        pytest.skip(str(error))
    assert fold(name) in {fold(word) for word in listed}
    assert not {"conv1d", "dropout", "MultiheadAttention", "contiguous", "Cast"} & listed


def test_a_package_that_is_there_in_part_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from actviz.libraries import asking

    def missing(name: str, x: Any, **arguments: Any) -> Any:
        raise ImportError("no core in it")

    monkeypatch.setattr(asking, "mlx", missing)
    (row,) = verified(Asked("mlx", "mlx", "mlx"))
    assert (row["found"], row["same"]) == ("not asked: no core in it", None)


def test_what_is_not_installed_is_not_asked() -> None:
    assert not Asked("torch", "no_such_module", "torch").installed
    assert not Asked("keras", "math", "math", place="no_such_backend").installed


def test_arguments_that_switch_the_meaning() -> None:
    (gelu,) = groups_of(["gelu"])
    switched = {spec: meaning.function.name for meaning in gelu.switched for spec in meaning.specs}
    assert switched["onnx:Gelu:approximate=tanh"] == "gelu_tanh"
    assert switched["jax:gelu:approximate=False"] == "gelu"
    assert switched["mlx:GELU:approx=fast"] == "quick_gelu"
    rows = json.loads(run("dialects", "gelu", "--format", "json").stdout)
    row = next(row for row in rows if "onnx:Gelu:approximate=tanh" in row["libraries"])
    assert row["means"] == "gelu_tanh"
    assert abs(row["differs_by"]) == pytest.approx(4.7323552068728427e-4, rel=1e-7)


def test_what_no_formula_can_state_is_said_to_be_so() -> None:
    pytest.importorskip("scipy")
    lacking = {row["name"]: row["found"] for row in verify._unknown(one_of("scipy"))}
    assert lacking["gamma"].endswith("no formula here can state")
    assert all(got.endswith("no formula here can state") for got in lacking.values())
    assert not {"expit", "softplus", "log1p", "erfcx", "exprel"} & lacking.keys()


def test_a_name_that_no_entry_fits_leads_to_a_formula() -> None:
    pytest.importorskip("scipy")
    rows = rows_of("scipy", "scipy:log_ndtr", "scipy:softplus")
    assert {name: row["same"] for name, row in rows.items()} == dict.fromkeys(rows, True)
    assert rows["log_ndtr"]["stated"] == "log(Phi(x))"


def test_blocks_of_timm_are_asked_for_their_gate_alone() -> None:
    pytest.importorskip("timm")
    rows = rows_of("timm", "timm:GluMlp", "timm:SwiGLU", "timm:SwiGLUPacked")
    assert [row["same"] for row in rows.values()] == [True] * 3


def test_far_out_nothing_is_allowed_for_the_size_of_x(monkeypatch: pytest.MonkeyPatch) -> None:
    relu6 = actviz.get("relu6")

    def difference(x: Any) -> Any:
        return np.maximum(x, 0) - np.maximum(x - x.dtype.type(6), 0)

    told = disagreement(relu6, difference, np.float32)
    assert told == "1 points, at 1000000000.0 0.0 instead of 6.0"
    assert not disagreement(relu6, difference, np.float64)

    from actviz.libraries import asking

    monkeypatch.setattr(asking, "tinygrad", lambda name, x: difference(x))
    tinygrad = next(each for each in LIBRARIES if each.word == "tinygrad")
    (row,) = verified(tinygrad, frozenset({"tinygrad:relu6"}))
    assert (row["stated"], row["same"]) == ("relu6, computed wrongly", True)
    monkeypatch.setattr(asking, "tinygrad", lambda name, x: np.clip(x, 0, 6))
    (row,) = verified(tinygrad, frozenset({"tinygrad:relu6"}))
    assert (row["found"], row["same"]) == ("correct now", False)


@pytest.mark.long
@pytest.mark.parametrize("library", LIBRARIES, ids=lambda each: each.label)
def test_all_that_is_stated_of_an_installed_library_is_so(library: Asked) -> None:
    if not library.installed:
        pytest.skip("not installed")
    rows = list(alone(verified, library))
    stated = [row for row in rows if row["stated"] is not None]
    assert stated
    assert {row["name"]: row["found"] for row in stated if row["same"] is not True} == {}
