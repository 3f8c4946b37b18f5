"""The library as programs and notebooks use it: figures, rows, and how a function shows itself."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
import pytest

import actviz
from actviz.cli.plot import plot as plot_command
from actviz.lookup.registry import everything
from tests.process import actviz as actviz_command


def test_a_figure_comes_back_and_nothing_global_is_touched() -> None:
    program = (
        "import sys, actviz, io\n"
        "figure = actviz.plot('relu', actviz.get('gelu'), orders=(0, 1), theme='dark')\n"
        "buffer = io.BytesIO(); figure.savefig(buffer, format='png')\n"
        "from matplotlib.figure import Figure\n"
        "print(isinstance(figure, Figure), buffer.getvalue()[1:4].decode(), "
        "'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "PNG", "False"], done.stderr


def test_rows_are_plain_dictionaries() -> None:
    relu, elu = actviz.table("relu", actviz.get("elu", alpha=2))
    assert relu["range"] == {"low": 0.0, "high": float("inf"), "low_closed": True,
                             "high_closed": False}  # fmt: skip
    assert elu["parameters"] == {"alpha": 2.0}
    (row,) = actviz.compare("gelu", "gelu_tanh")
    assert round(row["largest"], 9) == 0.000473236  # by mpmath: tests/test_comparison.py
    pandas = pytest.importorskip("pandas")
    assert list(pandas.DataFrame(actviz.table("relu", "gelu"))["name"]) == ["relu", "gelu"]


_INFINITIES: Final[dict[str, object]] = {"inf": math.inf, "-inf": -math.inf}  # as JSON has them


def test_distances_are_those_of_the_command() -> None:
    x = np.linspace(-3, 1, 9)
    for given, options in (
        ({}, []),
        ({"range": (-1, 2)}, ["--range=-1:2"]),
        ({"range": "-1:2", "measure": "relative"}, ["--range=-1:2", "--measure", "relative"]),
        ({"measure": "ulp", "dtype": "float16"}, ["--measure", "ulp", "--dtype", "float16"]),
        ({"data": x}, ["--data", "-"]),
    ):
        stdin = "\n".join(map(repr, x.tolist()))
        told = actviz_command(
            "compare", "gelu", "gelu_tanh", "silu", *options, "--format", "json", stdin=stdin
        )
        rows = [
            {key: _INFINITIES.get(str(value), value) for key, value in row.items()}
            for row in json.loads(told.stdout)
        ]
        assert actviz.compare("gelu", "gelu_tanh", "silu", **given) == rows
    for wrong, message in (
        ({"range": 3}, "range 3 is not two numbers"),
        ({"measure": "far"}, "measure is difference, relative or ulp, not 'far'"),
        ({"measure": "ulp", "dtype": "float9"}, "no number format is called 'float9'"),
        ({"dtype": "float16"}, "dtype is the format of measure='ulp'"),
        ({"measure": "relative", "data": [1.0]}, "data is for means, and measure='relative'"),
        ({"data": [math.nan]}, "data are finite numbers"),
        ({"data": [5.0], "range": (0, 1)}, "data holds no finite numbers in the range"),
    ):
        with pytest.raises(ValueError, match=message):
            actviz.compare("gelu", "gelu_tanh", **wrong)
    with pytest.raises(actviz.SpecError, match="softmax is a function of a whole vector"):
        actviz.compare("gelu", "softmax")


@pytest.mark.parametrize("function", everything(), ids=lambda function: function.name)
def test_every_function_tells_its_formula(function: actviz.Activation) -> None:
    text = repr(function)
    assert text.startswith(f"<actviz {function.name}")
    assert function.formula in text
    assert "summary" not in text


@pytest.mark.parametrize("name", ["gelu", "elu", "binary_step", "softmax", "swiglu", "rrelu"])
def test_a_notebook_gets_a_formula_and_a_picture(name: str) -> None:
    (function,) = actviz.resolve(name)
    shown = function._repr_mimebundle_()
    assert shown["text/plain"] == repr(function)
    page = shown["text/html"]
    assert f"<b>{function.title}</b>" in page
    ElementTree.parse(io.StringIO(page.replace("xlink:href", "href").replace("<br>", "<br/>")))
    assert "<svg" in page
    ids = {part.partition('"')[0] for part in page.split('id="')[1:]}
    assert all(word.startswith(name) for word in ids)
    for other in page.split('href="#')[1:]:
        assert other.partition('"')[0] in ids


def test_importing_the_library_draws_nothing() -> None:
    program = "import sys, actviz\nactviz.get('gelu')\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert not {"matplotlib", "numpy", "flint"} & set(done.stdout.split())


def test_plot_without_options_is_the_command_without_options() -> None:
    ours, theirs = signature(actviz.plot).parameters, signature(plot_command).parameters
    for name in ours.keys() & theirs.keys():
        if isinstance(theirs[name].default, bool | str):
            assert ours[name].default == theirs[name].default, name


def test_code_comes_out_as_the_command_writes_it() -> None:
    for spec, to, asked, options in (
        ("gelu", "c", {"dtype": "float32"}, ["--dtype", "float32"]),
        (
            "swish",
            "numpy",
            {"arguments": ["beta"], "order": 2},
            ["--arguments", "beta", "--order", "2"],
        ),
        ("x*tanh(x)", "python", {"name": "mine"}, ["--name", "mine"]),
        ("softmax", "rust", {}, []),
    ):
        printed = actviz_command("export", spec, "--to", to, *options).stdout
        assert actviz.code(spec, to=to, **asked) == printed
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"to": "cobol"}, "'cobol' is none of the languages python"),
        ({"to": "c", "dtype": "float8"}, "c takes float64, float32.*not float8"),
        ({"to": "verilog"}, "verilog"),
        ({"to": "c", "order": -1}, "order counts derivatives: 0 or more, not -1"),
    )
    for wrong, message in wrongs:
        with pytest.raises(ValueError, match=message):
            actviz.code("gelu", **wrong)
    assert actviz.code("swish", to="c", arguments="beta") == actviz.code(
        "swish", to="c", arguments=["beta"]
    )
    asks: tuple[tuple[Callable[..., Any], dict[str, Any], str], ...] = (
        (actviz.code, {"to": "c", "order": "1"}, "order is a whole number, not str"),
        (actviz.code, {"to": "c", "name": 3}, "name is text, not int"),
        (actviz.identify, {"top": "3"}, "top is a whole number, not str"),
        (actviz.table, {"tolerance": "1"}, "tolerance is a number, not str"),
    )
    for ask, wrong, message in asks:
        with pytest.raises(TypeError, match=message):
            ask("gelu", **wrong)


def test_a_file_of_bytes_is_bytes() -> None:
    pytest.importorskip("onnx")
    assert isinstance(actviz.code("relu", to="onnx"), bytes)


def test_functions_are_known_by_formula_by_call_and_by_samples() -> None:
    x = np.linspace(-4, 4, 200)
    for got in (
        actviz.identify("x*0.5*(1 + erf(x/sqrt(2)))"),
        actviz.identify(lambda x: actviz.get("gelu")(x), top=1),
        actviz.identify(x, [math.erf(one / math.sqrt(2)) * one / 2 + one / 2 for one in x]),
    ):
        assert got[0]["spec"] == "gelu"
    (one,) = actviz.identify(lambda x: x if x > 0 else 0.125 * x, top=1)
    assert one["spec"] == "leaky_relu:negative_slope=0.125"
    with pytest.raises(ValueError, match="200 abscissae and 3 values"):
        actviz.identify(x, [1, 2, 3])
    with pytest.raises(TypeError, match="real numbers are taken"):
        actviz.identify([1j, 2, 3, 4], [1, 2, 3, 4])
    with pytest.raises(TypeError, match=r"a callable, .*not int"):
        actviz.identify(3)
    with pytest.raises(actviz.SpecError, match="softmax is a function of a whole vector"):
        actviz.identify("softmax")
    with pytest.raises(ValueError, match="top counts answers: 1 or more, not 0"):
        actviz.identify("gelu", top=0)
    with pytest.raises(actviz.SpecError, match="'elu:alpha=1,2' is a sweep"):
        actviz.identify("elu:alpha=1,2")


def test_numbers_that_will_not_do_are_named() -> None:
    for call, wrong, kind, message in (
        (partial(actviz.table, "relu"), {"tolerance": None}, TypeError, "tolerance is a number"),
        (partial(actviz.table, "relu"), {"tolerance": math.inf}, ValueError, "and finite, not inf"),
        (partial(actviz.identify, "relu"), {"top": None}, TypeError, "top is a whole number"),
        (partial(actviz.code, "relu"), {"to": ["c"]}, TypeError, "to is the name of a language"),
        (partial(actviz.plot, "relu"), {"points": 10**30}, ValueError, "points counts samples"),
    ):
        with pytest.raises(kind, match=message):
            call(**wrong)


SWITCHES = (
    "derivative",
    "panels",
    "grid",
    "own_axes",
    "saturated",
    "letters",
    "legend",
    "transparent",
)


@pytest.mark.parametrize(
    "word", [word for word in signature(actviz.plot).parameters if word not in SWITCHES]
)
def test_an_argument_of_a_picture_that_will_not_do_is_named(word: str) -> None:
    if word == "functions":
        with pytest.raises(TypeError, match="a function is a name, a formula"):
            actviz.plot(object())  # type: ignore[arg-type]
        return
    wrongs: tuple[Any, ...] = (object(), -1, (1, 2, -3), [[]])
    if word in ("orders", "dtype"):
        wrongs += ([None],)
    if signature(actviz.plot).parameters[word].default is not None:
        wrongs += (None,)
    for wrong in wrongs[:1] if word == "data" else wrongs:
        with pytest.raises((TypeError, ValueError)) as caught:
            actviz.plot("relu", **{word: wrong})
        message = str(caught.value)
        name = {"font_size": "font size", "linewidth": "line width", "xscale": "scale",
                "yscale": "scale", "order": "derivative", "orders": "derivative",
                "dtype": "number format"}.get(word, word)  # fmt: skip
        assert word in message or name in message, message
        assert "--" not in message, message
