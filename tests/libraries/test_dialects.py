"""Where libraries disagree: groups of names, and how far their meanings are apart."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from actviz.functions.elementwise import Activation, SpecError
from actviz.libraries.dialects import Group, contested, elsewhere, group_of, groups_of, key
from actviz.lookup.names import frameworks
from actviz.lookup.registry import resolve
from actviz.pages.dialects import details, names_in, other_meanings
from tests.process import actviz


def group(word: str) -> Group:
    return groups_of([word])[0]


def meaning(word: str, spec: str) -> tuple[str, float, float]:
    """The function that a library means, and how far it is from the first meaning."""
    for each in group(word).meanings:
        if spec in each.specs:
            off = each.difference
            return each.function.display, abs(off.value) if off else 0.0, off.x if off else 0.0
    raise AssertionError(spec)


def test_which_gelu_is_this() -> None:
    groups = group("gelu")
    names = [each.function.display for each in groups.meanings]
    assert names == ["gelu", "gelu_tanh", "quick_gelu", "thinc:gelu"]
    assert {"torch:GELU", "torch:gelu", "keras:gelu", "onnx:Gelu"} <= set(groups.meanings[0].specs)
    assert {"jax:gelu", "flax:gelu", "ggml:GELU", "nnlib:gelu"} <= set(groups.meanings[1].specs)
    assert groups.meanings[2].specs == ("dl4j:GELU",)


@pytest.mark.parametrize(
    ("word", "spec", "name", "value", "x"),
    [
        # mpmath, 30 digits: the zero of the difference of the slopes
        ("gelu", "jax:gelu", "gelu_tanh", 4.7323552068728427e-4, 2.698941386377271),
        ("gelu", "dl4j:GELU", "quick_gelu", 2.0334872209239234e-2, 2.27039773719661),
        ("hard_sigmoid", "torch:Hardsigmoid", "hard_sigmoid", 1 / 12, 2.5),
        ("hard_sigmoid", "wolfram:HardSigmoid", "sparse_sigmoid", 0.3, 1.0),
        ("leaky_relu", "keras:LeakyReLU", "leaky_relu(negative_slope=0.3)", math.inf, -math.inf),
        ("softplus", "torch:Softplus", "torch:Softplus", math.log1p(math.exp(-20)), 20.0),
        ("step", "mlx:Step", "binary_step", 1.0, 0.0),
        ("hard_shrink", "paddle:hardshrink", "paddle:Hardshrink", 0.5, 0.5),
        ("shrink", "burn:shrink", "shrink(bias=0.5)", 0.5, 0.5),
        # of the approximation 7.1.26 of erf, at 60 digits
        ("gelu", "thinc:gelu", "thinc:gelu", 2.1112410506896986e-07, 3.083483525176952),
    ],
)
def test_known_differences(word: str, spec: str, name: str, value: float, x: float) -> None:
    result = meaning(word, spec)
    assert result[0] == name
    assert result[1] == pytest.approx(value, rel=1e-7)
    assert result[2] == pytest.approx(x, rel=1e-8)


def test_what_is_the_same_is_one_meaning() -> None:
    assert not group("silu").contested
    assert [each.specs for each in group("swish").meanings[1:]] == [("thinc:swish",)]  # clipped
    assert {"keras:swish", "mxnet:Swish"} <= set(group("swish").meanings[0].specs)  # beta is 1
    assert [each.specs for each in group("hard_swish").meanings[1:]] == [
        ("ncnn:HardSwish", "thinc:hard_swish")
    ]
    selus = group("selu").meanings
    assert {frozenset(each.specs) for each in selus[1:]} == {
        frozenset({"mlx:SELU", "mlx:selu", "tinygrad:selu"}),
        frozenset({"onnx:Selu"}),
        frozenset({"darknet:SELU"}),
        frozenset({"wolfram:SELU"}),
    }


def test_who_demands_a_parameter_has_no_say() -> None:
    groups = group("leaky_relu")
    assert set(groups.open) == {
        "ggml:OP.LEAKY_RELU", "candle:LeakyRelu", "litert:LEAKY_RELU", "tensorrt:LEAKY_RELU",
        "mxnet:LeakyReLU", "xnnpack:leaky_relu", "miopen:LEAKYRELU", "acl:LEAKY_RELU",
    }  # fmt: skip
    assert not any("ggml:OP.LEAKY_RELU" in each.specs for each in groups.meanings)


def test_names_that_are_confused_share_a_key() -> None:
    for word in ("LeakyReLU", "leaky_relu_", "RNN.LeakyRelu", "leakyReluLayer", "OP.LEAKY_RELU"):
        assert key(word) == "leakyrelu"


def test_a_name_of_ours_leads_to_the_libraries_names() -> None:
    assert {each.name for each in groups_of(["binary_step"])} == {"step", "hardlim", "threshold"}
    assert groups_of(["jax:gelu"]) == groups_of(["GELU"])
    with pytest.raises(SpecError, match="no library is known to have an activation called 'gellu'"):
        groups_of(["gellu"])


def test_all_contested_names_are_listed() -> None:
    names = [each.name for each in contested()]
    assert {"gelu", "leaky_relu", "hard_sigmoid", "selu", "step", "tanh"} <= set(names)
    assert "relu" not in names
    assert all(len(each.meanings) > 1 for each in contested())


def test_pages_spell_the_differences_out() -> None:
    leaky = dict(names_in(resolve("leaky_relu")[0]))
    assert leaky["keras"] == "leaky_relu (negative_slope = 0.2); LeakyReLU (negative_slope = 0.3)"
    assert leaky["torch"] == "LeakyReLU, leaky_relu, leaky_relu_"
    softplus = dict(names_in(resolve("softplus")[0]))
    assert "off by up to 2.06115e-09, at x = 20" in softplus["torch"]
    assert "quick_gelu in dl4j" in other_meanings(resolve("gelu")[0])
    assert [each.function.name for each in elsewhere(resolve("gelu")[0])][-1] == "quick_gelu"
    row = details(resolve("erf")[0])[0]
    assert row["framework"] == "tinygrad"
    assert 1e-7 < abs(row["differs_by"]) < 1.5e-7  # the book's own bound is 1.5e-7


def test_command() -> None:
    done = actviz("dialects", "leaky_relu", "--format", "json")
    rows = json.loads(done.stdout)
    assert rows[0]["means"] == "leaky_relu"
    assert rows[0]["differs_by"] == 0
    assert rows[1]["differs_by"] == "-inf"
    assert rows[-1]["means"] == "negative_slope must be given"
    assert "unbounded" in actviz("dialects", "leaky_relu").stdout
    assert actviz("dialects", "gelu", "--format", "md").stdout.startswith("| name | means |")
    failed = actviz("dialects", "gellu")
    assert failed.returncode == 2
    assert "did you mean" in failed.stderr


def test_show_names_the_dialects() -> None:
    done = actviz("show", "softplus", "--format", "json")
    dialects = json.loads(done.stdout)["dialects"]
    assert {"torch", "ggml", "paddle", "neat_python"} <= {row["framework"] for row in dialects}


def test_show_tells_the_note() -> None:
    assert "Keras 3.15.1" in actviz("show", "sparsemax", "--no-plot").stdout
    assert "ten decimals" in actviz("show", "hf:gelu_fast", "--no-plot").stdout


def test_parameters_of_ours_do_not_hide_the_name() -> None:
    assert groups_of(["swish:beta=0.5,1"]) == groups_of(["swish"])
    assert groups_of(["elu:alpha=2"]) == groups_of(["elu"])
    with pytest.raises(SpecError, match="no framework is called"):
        groups_of(["nowhere:relu"])


POINTS = np.concatenate([sign * np.geomspace(1e-3, 60, 300) for sign in (-1, 1)] + [[0.0, 20.0]])


def values(spec: str) -> np.ndarray[Any, Any] | None:
    """What a library's name is at many points; None where it is no function of one number."""
    function = resolve(spec)[0]
    return np.asarray(function(POINTS)) if isinstance(function, Activation) else None


@pytest.mark.parametrize(
    "name", sorted({key(word) for table in frameworks().values() for word in table})
)
def test_a_group_is_what_many_points_say(name: str) -> None:
    """Every name is there once, with those that are the same, and differences are the largest."""
    result = group_of(name)
    spelled = [spec for each in result.meanings for spec in each.specs] + [*result.open]
    assert sorted(spelled) == sorted(
        f"{library}:{word}"
        for library, table in frameworks().items()
        for word in table
        if key(word) == name
    )
    shares = [len({spec.split(":")[0] for spec in each.specs}) for each in result.meanings]
    assert shares == sorted(shares, reverse=True)
    first = values(result.meanings[0].specs[0])
    assert result.meanings[0].difference is None
    for each in (*result.meanings, *result.switched):
        seen = [one for one in map(values, each.specs) if one is not None]
        if first is None or len(seen) < len(each.specs):
            continue
        for one in seen:
            np.testing.assert_allclose(one, seen[0], rtol=1e-14, atol=1e-15)
        if each.difference is None:
            assert each is result.meanings[0] or each in result.switched
            continue
        apart = np.abs(seen[0] - first)
        assert abs(each.difference.value) >= np.nanmax(apart) * (1 - 1e-9)
        assert each.difference.value != 0 or each in result.switched
        if math.isfinite(each.difference.x) and math.isfinite(each.difference.value):
            ours, other = (
                resolve(spec)[0] for spec in (each.specs[0], result.meanings[0].specs[0])
            )
            assert isinstance(ours, Activation)
            assert isinstance(other, Activation)
            beside = np.nextafter(each.difference.x, [-np.inf, each.difference.x, np.inf])
            off = np.asarray(ours(beside)) - np.asarray(other(beside))
            slack = 1e-9 * abs(each.difference.value) + 1e-15 * abs(each.difference.x)
            assert np.nanmin(np.abs(off - each.difference.value)) <= slack
