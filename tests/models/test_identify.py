"""identify: samples drawn from known functions, callables and formulas find their names."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from actviz.lookup.registry import entries, get
from actviz.models import identification, likeness
from actviz.models.dialect import dialect_of
from actviz.readings.number_formats import rounded
from tests.process import actviz

X = np.linspace(-6, 6, 1000)


def first(y: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    matches = identification.of_samples(X, y)
    return matches[0].function if matches else ""


def gelu(x: float) -> float:
    return 0.5 * x * math.erfc(-x / math.sqrt(2))


def test_samples_of_textbook_formulas() -> None:
    assert first(np.array([gelu(x) for x in X])) == "gelu"
    assert first(np.tanh(X)) == "tanh"
    assert first(np.maximum(X, 0)) == "relu"
    assert first(X / (1 + np.exp(-X))) == "silu"
    assert first(np.clip(X / 6 + 0.5, 0, 1)) == "hard_sigmoid"


def test_parameters_are_fitted_and_rounded() -> None:
    best = identification.of_samples(X, np.where(X > 0, X, 0.17 * X))[0]
    assert best.spec == "leaky_relu:negative_slope=0.17"
    best = identification.of_samples(X, X / (1 + np.exp(-1.35 * X)))[0]
    assert best.spec == "swish:beta=1.35"


@pytest.mark.long
def test_noise_and_eight_bits_are_understood() -> None:
    chance = np.random.default_rng(5)
    noisy = np.array([gelu(x) for x in X]) + chance.normal(0, 1e-3, len(X))
    best = identification.of_samples(X, noisy)[0]
    assert (best.function, best.certainty) == ("gelu", "samples")
    assert best.rms == pytest.approx(1e-3, rel=0.15)
    eight = np.round(255 / (1 + np.exp(-X))) / 255
    best = identification.of_samples(X, eight)[0]
    assert (best.function, best.certainty) == ("sigmoid", "samples")
    assert abs(best.largest) <= 0.5 / 255 + 1e-12


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float16 in short decimals"])
def test_what_short_formats_round_is_known_by_its_steps(dtype: str) -> None:
    x = rounded(X[::5], dtype.split()[0])
    textbook = {
        "gelu": np.array([gelu(t) for t in x]),
        "tanh": np.tanh(x),
        "elu": np.where(x > 0, x, np.expm1(x)),
    }
    for spec, values in textbook.items():
        y = rounded(values, dtype.split()[0])
        if "decimals" in dtype:
            y = np.array([float(str(one)) for one in y.astype(np.float16)])
        best = identification.of_samples(x, y)[0]
        assert (best.spec, best.certainty) == (spec, "samples")


@pytest.mark.long
def test_of_functions_that_noise_does_not_separate_the_best_known_is_named() -> None:
    """The ReLU with noise was msrf_swish_plus, silu was aglu."""
    noise = np.random.default_rng(0).normal(0, 0.05, 300)
    x = np.linspace(-4, 4, 300)
    for spec, values in (("relu", np.maximum(x, 0)), ("silu", x / (1 + np.exp(-x)))):
        best = identification.of_samples(x, values + noise)[0]
        assert (best.spec, best.certainty) == (spec, "samples")


def test_what_is_rounded_at_each_operation_needs_no_parameters() -> None:
    """Computed in half precision, silu was ptanhsig:a=0.0004."""
    x = np.linspace(-4, 4, 60).astype(np.float16)
    best = identification.of_samples(x.astype(float), (x / (1 + np.exp(-x))).astype(float))[0]
    assert best.spec == "silu"
    assert abs(best.largest) <= 2 * 2.0**-9


def test_what_noise_does_not_separate_is_told() -> None:
    x = X[::33]
    noisy = np.tanh(x) + np.random.default_rng(0).normal(0, 0.1, len(x))
    best = identification.of_samples(x, noisy)[0]
    assert best.certainty == "samples"
    assert "tanh" in (best.function, *best.same_on_these)
    assert "relu" not in best.same_on_these


@pytest.mark.long
@pytest.mark.parametrize("spec", ["thresholded_relu:threshold=1.7", "x*tanh(exp(x)) + 1e-4*sin(x)"])
def test_the_largest_difference_from_a_formula_is_that_of_a_dense_scan(spec: str) -> None:
    function = get(spec)
    x = np.linspace(-12, 12, 200_001)
    result = identification.of_formula(function.bound_tree, 5)
    assert len(result) > 1
    for one in result:
        seen = np.abs(np.asarray(function(x)) - np.asarray(get(one.spec)(x))).max()
        assert abs(one.largest) >= seen * (1 - 1e-9) - 1e-15, one
        assert one.certainty != "samples" or seen < 1e-5


@pytest.mark.long
@pytest.mark.parametrize("spec", ["tanhlu:c=1.7", "tlu:t=0.75", "staf:c1=0.25", "taaf:c=0.25"])
def test_one_parameter_of_many_is_found(spec: str) -> None:
    x = np.linspace(-5, 5, 701)
    best = identification.of_samples(x, np.asarray(get(spec)(x)))[0]
    assert (best.spec, best.certainty) == (spec, "samples")


@pytest.mark.long
def test_a_single_sample_far_off_is_no_noise() -> None:
    x = np.linspace(-8, 8, 801)
    for one in identification.of_samples(x, np.maximum(x, 0.75)):
        assert one.certainty == "near" or abs(one.largest) < 1e-12, one


@pytest.mark.parametrize("name", ["tanh", "elu", "silu", "lecun_tanh", "softsign"])
def test_a_function_that_fits_all_steps_needs_no_parameters(name: str) -> None:
    """256 samples of 8 bits: a fitted parameter would only follow the rounding."""
    x = np.linspace(-6, 6, 256)
    y = np.asarray(get(name)(x))
    step = np.ptp(y) / 255
    best = identification.of_samples(x, np.round(y / step) * step)[0]
    assert (best.spec, best.certainty) == (name, "samples")


@pytest.mark.long
def test_of_functions_that_agree_up_to_rounding_the_best_known_is_named() -> None:
    """1/(1 + np.exp(-x)) errs by half an ulp elsewhere than ours: that made it one hardly known."""
    x = identification.points()
    for one in likeness.candidates(True)[::4]:
        (best, *_) = identification.of_samples(x, np.asarray(one.function(x)))
        for twin in best.same_on_these:
            (again, *_) = identification.of_samples(x, np.asarray(get(twin)(x)))
            assert (again.spec, again.certainty) == (best.spec, "samples"), twin


@pytest.mark.long
def test_a_parameter_of_a_known_function_is_likelier_than_a_function_that_is_hardly_known() -> None:
    """PReLU at its start was rprelu, whose defaults it has."""
    for spec in ("leaky_relu:negative_slope=0.25", "leaky_relu:negative_slope=0.5"):
        best = identification.of_samples(X, np.asarray(get(spec)(X)))[0]
        assert (best.spec, best.certainty) == (spec, "samples")
    rare = identification.of_samples(X, np.asarray(get("serf")(X)))[0]
    assert rare.spec == "serf"


def test_what_inputs_do_not_separate_is_told() -> None:
    x = np.linspace(0, 4, 400)
    best = identification.of_samples(x, x)[0]
    names = {best.function, *best.same_on_these}
    assert {"relu", "leaky_relu", "elu", "identity", "relu6"} <= names
    best = identification.of_samples(np.linspace(-2, 6.5, 400), np.maximum(
        np.linspace(-2, 6.5, 400), 0))[0]  # fmt: skip
    assert best.function == "relu"
    assert "relu6" not in best.same_on_these


@pytest.mark.long
def test_what_is_no_activation_has_no_row(tmp_path: Path) -> None:
    assert identification.of_samples(X, np.sin(np.exp(X / 2))) == []
    assert identification.of_samples(X, np.random.default_rng(1).normal(size=len(X))) == []
    done = actviz("identify", "sin(exp(x/2))", "-f", "json")
    assert (done.returncode, done.stdout) == (1, "[]\n")
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(ValueError, match="pairs"):
        identification.of_samples(X[:2], X[:2])


def test_a_sample_of_the_catalogue_is_named() -> None:
    every = [one for one in entries() if one.family != "learnable"]
    names = []
    for one in every[::11]:
        with np.errstate(all="ignore"):
            y = np.asarray(one(X))
        if not np.isfinite(y).all() or np.ptp(y) == 0:
            continue
        matches = identification.of_samples(X, y)
        other = get(matches[0].spec)
        assert np.allclose(np.asarray(other(X)), y, rtol=1e-9, atol=1e-9), (
            one.name,
            matches[0].spec,
        )
        names.append(one.name)
    assert len(names) > 10


def test_formulas_are_proved_and_callables_sampled(tmp_path: Path) -> None:
    (row, *_) = json.loads(actviz("identify", "x*0.5*(1 + erf(x/sqrt(2)))", "-f", "json").stdout)
    assert (row["function"], row["certainty"], row["largest"]) == ("gelu", "proved", 0)
    assert set(row) == {"function", "spec", "largest", "at", "rms", "certainty", "same_on_these"}
    (row, *_) = json.loads(actviz("identify", "numpy:tanh", "-f", "json").stdout)
    assert (row["function"], row["certainty"]) == ("tanh", "samples")
    done = actviz("identify", "numpy:no_such_function")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_files_and_stdin(tmp_path: Path) -> None:
    y = np.tanh(X)
    np.save(tmp_path / "a.npy", np.stack([X, y], axis=1))
    np.savez(tmp_path / "a.npz", x=X, y=y)
    (tmp_path / "a.csv").write_text("x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in zip(
        X.tolist(), y.tolist(), strict=True)))  # fmt: skip
    for name in ("a.npy", "a.npz", "a.csv"):
        done = actviz("identify", name, "--top", "1", cwd=tmp_path)
        assert done.stdout.splitlines()[1].split()[0] == "tanh", done.stderr
    for sign in (",", "\t", " "):
        lines = "".join(f"{a!r}{sign}{b!r}\n" for a, b in zip(X.tolist(), y.tolist(), strict=True))
        assert "tanh" in actviz("identify", "-", stdin=lines).stdout, repr(sign)
    done = actviz("identify", "-", stdin="1\n2\n")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    ("spec", "names"),
    [("leaky_relu:negative_slope=0.2", "torch:LeakyReLU:negative_slope=0.2"),
     ("hard_tanh:low=-2,high=3", "torch:Hardtanh:min_val=-2,max_val=3"),
     ("elu:alpha=0.5", "torch:ELU:alpha=0.5"), ("relu", "torch:ReLU"), ("sinc", "")],
)  # fmt: skip
def test_a_librarys_name_has_its_own_words_for_what_is_not_its_default(
    spec: str, names: str
) -> None:
    result = dialect_of(spec, ("torch",))
    assert result == names
    if names:
        assert get(result).bound_tree is get(spec).bound_tree


def test_rows_of_a_formula_are_about_the_same_inputs() -> None:
    """The first was told at the largest float32, 3.4e29 off, and the second at 12."""
    first, second = identification.of_formula(get("max(x, 0) + 1e-9*x").bound_tree, 2)
    assert [first.spec, second.spec] == ["leaky_relu:negative_slope=1e-09", "relu"]
    assert first.largest == pytest.approx(1.2e-8)
    assert first.at == 12
    assert 0 < first.rms < second.rms
