"""What is stated of libraries is asked of them; a wrong statement is told."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.libraries.dialects import asked
from actviz.libraries.verify import LIBRARIES, Asked, disagreement, verified
from actviz.processes.alone import Died, alone
from tests.process import actviz as run


def leaving(code: int) -> None:
    import os

    os._exit(code)


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


def test_a_disagreement_has_its_worst_point() -> None:
    gelu = actviz.get("gelu")
    erf = np.vectorize(math.erf)
    assert not disagreement(gelu, lambda x: x * 0.5 * (1 + erf(x / math.sqrt(2))), np.float64)
    tanh_form = actviz.get("gelu_tanh")
    told = disagreement(gelu, tanh_form, np.float64)
    place = float(told.split(", at ")[1].split()[0])
    assert abs(abs(place) - 2.6989) < 0.01  # mpmath's place of the largest difference


def test_a_library_that_dies_is_told() -> None:
    with pytest.raises(Died, match="died with exit code 7"):
        alone(leaving, 7)
    assert alone(math.sqrt, 4.0) == 2.0


def test_what_is_not_installed_is_not_asked() -> None:
    assert not Asked("torch", "no_such_module", "torch").installed
    assert not Asked("keras", "math", "math", place="no_such_backend").installed


def test_arguments_that_switch_the_meaning() -> None:
    (gelu,) = asked(["gelu"])
    switched = {spec: meaning.function.name for meaning in gelu.switched for spec in meaning.specs}
    assert switched["onnx:Gelu:approximate=tanh"] == "gelu_tanh"
    assert switched["jax:gelu:approximate=False"] == "gelu"
    assert switched["mlx:GELU:approx=fast"] == "quick_gelu"
    rows = json.loads(run("dialects", "gelu", "--format", "json").stdout)
    row = next(row for row in rows if "onnx:Gelu:approximate=tanh" in row["libraries"])
    assert row["means"] == "gelu_tanh"
    assert abs(row["differs_by"]) == pytest.approx(4.7323552068728427e-4, rel=1e-7)
