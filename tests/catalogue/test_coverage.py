"""Every name that a library exports resolves to what that library computes.

``coverage.csv`` was transcribed from the libraries' sources: the function behind a name,
the values of parameters where the library's defaults are not ours, and values at points that tell
dialects apart (worked out with mpmath). It knows nothing of ``actviz/catalogue/libraries.toml``.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from actviz.catalogue import frameworks, tables
from actviz.functions.elementwise import Activation
from actviz.lookup.index import index
from actviz.lookup.registry import canonical, everything, fold, get, resolve

with (Path(__file__).parent / "coverage.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
MERGED = {"torch_functional": "torch", "keras_layers": "keras"}
SPECS = {f"{MERGED.get(row['framework'], row['framework'])}:{row['name']}": row for row in ROWS}
FRAMEWORKS = frameworks()
LIBRARIES = tables("libraries.toml")["libraries"]
DIALECTS = tables("dialects.toml")["dialects"]
OPTIONS = {word: library["options"] for word, library in LIBRARIES.items() if "options" in library}
DEFAULTS = {entry.name: entry.values for entry in everything()}


def test_all_rows_are_there() -> None:
    assert len(ROWS) == len(SPECS) == 1208


@pytest.mark.parametrize("spec", SPECS)
def test_name(spec: str) -> None:
    row = SPECS[spec]
    result = resolve(spec)[0]
    assert result.name == row["canonical"]
    settings = {}
    for setting in row["settings"].split():
        word, _, value = setting.partition("=")
        settings[word] = float(value)
    for word, value in settings.items():
        assert result.values[word] == value
    if not settings and not row["values"] and not result.spelling:
        assert result.values == DEFAULTS[result.name]
    if not isinstance(result, Activation):
        return
    for pair in row["values"].split():
        x, _, y = pair.partition(":")
        assert result(float(x)) == pytest.approx(float(y), rel=1e-14, abs=1e-300)
        assert result.exact(float(x)) == pytest.approx(float(y), rel=1e-14, abs=1e-300)


def test_nothing_else_is_listed() -> None:
    listed = {f"{framework}:{word}" for framework, table in FRAMEWORKS.items() for word in table}
    assert listed == SPECS.keys()


def test_an_exact_spelling_wins() -> None:
    assert get("keras:leaky_relu").values["negative_slope"] == 0.2
    assert get("keras:LeakyReLU").values["negative_slope"] == 0.3
    assert get("keras:LEAKY-RELU").values["negative_slope"] in (0.2, 0.3)
    for framework, table in FRAMEWORKS.items():
        for word, target in table.items():
            assert resolve(f"{framework}:{word}")[0].name == canonical(target)


def test_every_dialect_is_of_a_function_and_is_used() -> None:
    targets = [target for table in FRAMEWORKS.values() for target in table.values()]
    targets += [
        target
        for table in OPTIONS.values()
        for options in table.values()
        for target in options.values()
    ]
    used = {target.split(":")[0] for target in targets}
    assert used >= DIALECTS.keys()
    assert not index().keys() & DIALECTS.keys()
    assert {row["of"] for row in DIALECTS.values()} <= {row["canonical"] for row in ROWS}


@pytest.mark.parametrize("spec", [s for s in SPECS if ":" in resolve(s)[0].spelling])
def test_a_dialect_keeps_its_digits(spec: str) -> None:
    x = np.linspace(-25, 25, 1001)
    function = get(spec)
    true = np.asarray(function.exact(x))
    moved = 4 * np.finfo(float).eps * np.abs(x * function.exact(x, order=1))  # by a rounded 5*x
    assert np.all(np.abs(function(x) - true) <= 2e-13 * np.abs(true) + moved + 4e-16)


def test_the_demanding_are_listed() -> None:
    for word, library in LIBRARIES.items():
        assert set(library.get("demanded", ())) <= FRAMEWORKS[word].keys()


@pytest.mark.parametrize(
    ("spec", "formula"),
    [
        ("torch:GELU:approximate=none", "x*Phi(x)"),
        ("torch:GELU:approximate=tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"),
        ("torch:gelu:approximate=tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"),
        ("keras:gelu:approximate=true", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"),
        ("jax:gelu:approximate=False", "x*Phi(x)"),
        ("mlx:GELU:approx=fast", "x*sigmoid(1.702*x)"),
        ("dl4j:GELU:precise=true", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + (0.044715*x)**3)))"),
        ("keras:relu:negative_slope=0.1", "max(x, 0.1*x)"),
        ("keras:relu:max_value=6", "clip(x, 0, 6)"),
        ("keras:ReLU:threshold=1", "where(x > 1, x, 0)"),
        ("keras:relu:threshold=1,negative_slope=0.5", "where(x > 1, x, 0.5*(x - 1))"),
        (
            "keras:relu:max_value=3:negative_slope=0.5:threshold=1",
            "min(3, where(x > 1, x, 0.5*(x - 1)))",
        ),
        ("tinygrad:clamp:min_=0", "max(x, 0)"),
        ("tinygrad:clip:max_=2", "min(x, 2)"),
        ("tinygrad:clamp:min_=0:max_=2", "clip(x, 0, 2)"),
        ("paddle:thresholded_relu:value=-2", "where(x > 1, x, -2)"),
        ("paddle:hardshrink:threshold=1", "where(abs(x) >= 1, x, 0)"),
        ("onnx:Gelu:approximate=tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"),
        ("openvino:Gelu:approximation_mode=tanh", "gelu_tanh(x)"),
        ("onnxruntime:QuickGelu:alpha=2", "x*sigmoid(2*x)"),
        ("ncnn:ELU", "where(x > 0, x, 0.1*expm1(x))"),
        ("ncnn:HardSwish", "x*clip(0.2*x + 0.5, 0, 1)"),
        ("ncnn:ReLU:slope=0.1", "max(x, 0.1*x)"),
        ("coreml:gelu:mode=SIGMOID_APPROXIMATION", "x*sigmoid(1.702*x)"),
        ("torch:Softplus:beta=2:threshold=4", "where(2*x > 4, x, log1p(exp(2*x))/2)"),
        ("tfa:softshrink:lower=-1:upper=2", "where(x < -1, x + 1, where(x > 2, x - 2, 0))"),
        ("onednn:hardswish:alpha=0.25:beta=0.25", "x*clip(x/4 + 1/4, 0, 1)"),
        ("onednn:linear:alpha=2:beta=1", "2*x + 1"),
        ("nnlib:leakyrelu:a=0.5", "max(x, x/2)"),
        ("nnlib:elu:α=0.5", "where(x > 0, x, 0.5*expm1(x))"),
    ],
)  # fmt: skip
def test_a_library_s_arguments(spec: str, formula: str) -> None:
    function, plain = get(spec), get(formula)
    for x in (-7.0, -3.0, -1.5, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5, 2.0, 2.5, 3.0, 7.0):
        assert function(x) == pytest.approx(plain(x), rel=1e-14, abs=1e-16), x


def test_an_option_s_mistake_is_named() -> None:
    with pytest.raises(ValueError, match="takes approximate=none or approximate=tanh, not"):
        get("torch:GELU:approximate=erf")


def test_a_dialect_is_called_by_its_library_s_name() -> None:
    assert get("torch:Softplus").display == "torch:Softplus"
    assert get("torch:Softplus:threshold=5").display == "torch:Softplus(threshold=5)"
    assert get("torch:GELU").display == "gelu"
    assert fold("torch:Softplus") == fold(get("torch:softplus").display)
