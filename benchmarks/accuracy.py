"""The page docs/accuracy.md, from measurements: nothing in it is typed.

    python benchmarks/accuracy.py              # prints the page
    python benchmarks/accuracy.py --density 10 -o docs/accuracy.md

PyTorch, JAX and SciPy are measured where they are installed; without them their columns are empty.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import numpy as np

import actviz
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.measure import accuracy, callables
from actviz.measure.accuracy import Measure
from actviz.measure.callables import Foreign, load
from actviz.text import rows

Maker = Callable[[], Foreign]

# What each library offers under its own name, and the function of ours that it is.
TORCH: Final = {
    "sigmoid": "torch:sigmoid", "log_sigmoid": "torch.nn.functional:logsigmoid",
    "tanh": "torch:tanh", "softsign": "torch.nn.functional:softsign",
    "relu": "torch.nn.functional:relu", "leaky_relu": "torch.nn.functional:leaky_relu",
    "relu6": "torch.nn.functional:relu6", "hard_tanh": "torch.nn.functional:hardtanh",
    "hard_swish": "torch.nn.functional:hardswish", "softplus": "torch.nn.functional:softplus",
    "elu": "torch.nn.functional:elu", "selu": "torch.nn.functional:selu",
    "celu": "torch.nn.functional:celu", "silu": "torch.nn.functional:silu",
    "gelu": "torch.nn.functional:gelu", "mish": "torch.nn.functional:mish",
    "tanh_shrink": "torch.nn.functional:tanhshrink",
}  # fmt: skip
JAX: Final = {
    "sigmoid": "jax.nn:sigmoid", "log_sigmoid": "jax.nn:log_sigmoid", "tanh": "jax.numpy:tanh",
    "softsign": "jax.nn:soft_sign", "relu": "jax.nn:relu", "leaky_relu": "jax.nn:leaky_relu",
    "relu6": "jax.nn:relu6", "hard_tanh": "jax.nn:hard_tanh", "hard_swish": "jax.nn:hard_swish",
    "softplus": "jax.nn:softplus", "elu": "jax.nn:elu", "selu": "jax.nn:selu",
    "celu": "jax.nn:celu", "silu": "jax.nn:silu", "gelu_tanh": "jax.nn:gelu",
    "mish": "jax.nn:mish", "squareplus": "jax.nn:squareplus",
}  # fmt: skip
# Formulas for f and f' as one types them with SciPy; here ``s`` is scipy.special.
SCIPY: Final[dict[str, tuple[Callable[[Any, Any], Any], ...]]] = {
    "sigmoid": (lambda s, x: s.expit(x), lambda s, x: s.expit(x) * (1 - s.expit(x))),
    "log_sigmoid": (lambda s, x: s.log_expit(x), lambda s, x: 1 - s.expit(x)),
    "tanh": (lambda s, x: np.tanh(x), lambda s, x: 1 - np.tanh(x) ** 2),
    "softplus": (lambda s, x: np.logaddexp(0, x), lambda s, x: s.expit(x)),
    "elu": (
        lambda s, x: np.where(x > 0, x, np.expm1(x)),
        lambda s, x: np.where(x > 0, 1.0, np.exp(x)),
    ),
    "silu": (lambda s, x: x * s.expit(x), lambda s, x: s.expit(x) * (1 + x * (1 - s.expit(x)))),
    "gelu": (
        lambda s, x: x * s.ndtr(x),
        lambda s, x: s.ndtr(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi),
    ),
    "mish": (lambda s, x: x * np.tanh(np.logaddexp(0, x)),),
}

LIBRARIES: Final = {"PyTorch": "torch", "JAX": "jax", "SciPy": "scipy"}


def installed(package: str) -> bool:
    """Whether a package can be imported here."""
    return importlib.util.find_spec(package) is not None


def measured(function: Activation, library: str, dtype: str, density: int) -> list[Measure]:
    """What was found of f, f', f'' of a library; an empty list where it lacks the function."""
    package = LIBRARIES[library]
    if not installed(package):
        return []
    if library == "SciPy":
        special = importlib.import_module("scipy.special")
        x = accuracy.points(function, density, dtype)
        listed = []
        for order, formula in enumerate(SCIPY.get(function.name, ())):
            with np.errstate(all="ignore"):
                got = np.asarray(formula(special, x.astype(dtype)), dtype=np.float64)
            listed.append(callables.judged(function, x, got, dtype, order).measure)
        return listed
    path = (TORCH if library == "PyTorch" else JAX).get(function.name)
    if not path:
        return []
    return [
        callables.audit(load(path), function, dtype, order, density).measure for order in range(3)
    ]


def said(measure: Measure) -> str:
    """The figure of one measure: its net error, and the kinds of catastrophes."""
    figure = measure.net
    text = f"{figure:.0f}" if figure < 1000 else f"{figure:.0e}".replace("e+", "e")
    return " ".join([text, *(kind.kind for kind in measure.catastrophes)])


def cells(measures: list[Measure]) -> str:
    """The figures of f, f', f'' in one cell."""
    return " / ".join(map(said, measures)) if measures else "–"


def in_libraries(density: int) -> str:
    """Function by function: actviz beside the libraries, in float64."""
    names = {entry.name for entry in entries()}
    wanted = [name for name in dict.fromkeys([*TORCH, *JAX, *SCIPY]) if name in names]
    listed = []
    for name in wanted:
        function = actviz.get(name)
        row = {"function": name, "actviz": cells(list(accuracy.measures(function, density)))}
        for library in LIBRARIES:
            row[library] = cells(measured(function, library, "float64", density))
        listed.append(row)
    return rows.to_text(listed, "md")


def in_small_formats(dtype: str) -> str:
    """PyTorch and JAX on every input of a 16-bit format."""
    listed = []
    for library, table in (("PyTorch", TORCH), ("JAX", JAX)):
        if not installed(LIBRARIES[library]):
            continue
        for name, path in table.items():
            measure = callables.audit(load(path), actviz.get(name), dtype).measure
            worst = measure.worst
            listed.append(
                {
                    "callable": path,
                    "against": name,
                    "not correctly rounded": measure.misrounded,
                    "max ulp": f"{measure.max_ulp:.3g}",
                    "at x": worst.x if worst else None,
                    "expected": worst.expected if worst else None,
                    "got": worst.got if worst else None,
                    "catastrophes": ", ".join(
                        f"{c.kind} ({c.count})" for c in measure.catastrophes
                    ),
                }
            )
    return rows.to_text(listed, "md") if listed else ""


# Points that show in one line what goes wrong: the function, the order, x, and who computes it.
QUOTED: Final = (
    ("gelu", 0, -10.0, "PyTorch"), ("gelu", 0, -10.0, "SciPy"), ("softplus", 0, 20.5, "PyTorch"),
    ("elu", 1, -40.0, "JAX"), ("tanh", 1, 300.0, "PyTorch"), ("tanh", 1, 300.0, "SciPy"),
    ("sigmoid", 1, 40.0, "PyTorch"), ("sigmoid", 1, 40.0, "JAX"), ("mish", 2, 40.0, "PyTorch"),
    ("silu", 2, 50.0, "PyTorch"), ("silu", 2, 50.0, "JAX"), ("gelu_tanh", 0, -8.0, "JAX"),
    ("relu", 0, 1e-310, "JAX"),
)  # fmt: skip


def quotable() -> str:
    """What libraries say at single points, beside the correctly rounded value."""
    listed = []
    for name, order, at, library in QUOTED:
        if not installed(LIBRARIES[library]):
            continue
        x, function = np.array([at]), actviz.get(name)
        if library == "SciPy":
            with np.errstate(all="ignore"):
                got = float(SCIPY[name][order](importlib.import_module("scipy.special"), x)[0])
        else:
            path = (TORCH if library == "PyTorch" else JAX)[name]
            got = float(callables.values(load(path), x, "float64", order).values[0])
        listed.append(
            {
                "what": f"{name}{chr(39) * order}({at:g})",
                "library": library,
                "says": repr(got),
                "correctly rounded": repr(function.exact(at, order)),
                "actviz, fast": repr(function.derivative(at, order) if order else function(at)),
            }
        )
    return rows.to_text(listed, "md")


def _measures(function: Activation, density: int) -> list[Measure]:
    """What another process sends back."""
    return list(accuracy.measures(function, density))


def of_the_registry(density: int) -> str:
    """Every entry of the catalogue: f, f', f'' of the fast arithmetic."""
    functions = list(entries())
    # Fresh processes: JAX has threads by now, which a copy of this one would not survive.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        result = pool.map(partial(_measures, density=density), functions)
        return rows.to_text(
            [
                _entry(function, measures)
                for function, measures in zip(functions, result, strict=True)
            ],
            "md",
        )


def _entry(function: Activation, measures: list[Measure]) -> dict[str, Any]:
    broken = [
        "f" + "'" * measure.order
        + (f" at {measure.excess_case.x!r}" if measure.excess > 1 and measure.excess_case else "")
        for measure in measures
        if not measure.kept
    ]  # fmt: skip
    return {
        "function": function.name,
        "f / f' / f''": cells(measures),
        "error over allowance": " / ".join(f"{measure.excess:.2g}" for measure in measures),
        "undecided": sum(measure.undecided for measure in measures),
        "promise broken": ", ".join(broken),
    }


def versions() -> str:
    """What was measured with."""
    known = [("NumPy", "numpy"), *LIBRARIES.items(), ("python-flint", "python-flint")]
    listed = [
        f"{word} {version(name)}"
        for word, name in known
        if name == "python-flint" or installed(name)
    ]
    return f"Python {platform.python_version()}, {', '.join(listed)}, {platform.machine()}"


PAGE: Final = """# How accurate is it?

Generated by `python benchmarks/accuracy.py --density {density} -o docs/accuracy.md` with
{versions}. Nothing on this page is typed by hand.

An error is |computed − true| / ulp(true). The truth is the exact value, proved by ball arithmetic
and rounded to float64. A figure is the largest error over the points tried, less what an input
that is two ulp off explains (twice the condition number |x g'(x)/g(x)|); no float64 result can be
expected to be better than its input. Words after a figure are worse than lost digits: `zero` is a 0
where the truth is not, `sign` the wrong sign, `nan` a NaN where there is a value, `overflow` an
infinity where the truth is finite. Points: every binade of float64, both signs, dense where
functions bend, around every kink and every root of f, f', f'', infinities and NaN.

## What libraries say

In float64; derivatives of PyTorch and JAX are their automatic ones, those with SciPy the textbook
formula. Subnormal numbers count like all others; a library that takes them for 0, as JAX's
compiler does, shows it below in every function.

{quotable}
## actviz beside PyTorch, JAX and SciPy

float64, f / f' / f''. actviz is its fast arithmetic; its exact arithmetic is correctly rounded.

{libraries}
{small}## The fast arithmetic, entry by entry

The promise is 8, 12, 16 ulp for f, f', f'' plus twice the condition number; the third column is the
largest error divided by what is allowed, and at most 1 where the promise holds.

{registry}"""


def page(density: int) -> str:
    """The whole page as Markdown."""
    small = ""
    for dtype in ("bfloat16", "float16"):
        table = in_small_formats(dtype)
        if table:
            small += f"## {dtype}: all 65,536 inputs\n\nIn f, in ulp of {dtype}.\n\n{table}\n"
    return PAGE.format(
        density=density,
        versions=versions(),
        quotable=quotable(),
        libraries=in_libraries(density),
        small=small,
        registry=of_the_registry(density),
    )


def main() -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--density", type=int, default=accuracy.QUICK, help="points a binade")
    parser.add_argument("-o", "--output", type=Path, help="the file; else stdout")
    given = parser.parse_args()
    text = page(given.density)
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        given.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
