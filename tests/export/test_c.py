"""C for float32 without libm: its exponentials and logarithms, and loops that are vectorised."""

from __future__ import annotations

import ctypes
import math
import platform
import shutil
import subprocess
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest

from actviz.cli.app import run
from actviz.export.compiled import library
from actviz.formula.tree import X, node
from actviz.readings.languages import c_numbers
from actviz.readings.languages import numpy as language
from actviz.readings.languages.normal_rows import BRIEF
from actviz.readings.languages.program import Output, Program, Unit

pytestmark = pytest.mark.skipif(not shutil.which("gcc"), reason="gcc not installed")

VECTORISED = ["gelu", "silu", "mish", "tanh", "softplus", "elu", "erf", "swish"]


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    text = "\n".join([c_numbers.INCLUDES, *c_numbers.texts({"exp", "expm1", "log"})])
    for word in c_numbers.WORDS:
        text += f"\ndouble {word}_(double);\ndouble {word}_(double u) {{ return act_{word}(u); }}"
    return ctypes.CDLL(str(library(tmp_path_factory.mktemp("c"), "c", text)))


def calls(numbers: ctypes.CDLL, word: str, x: list[float]) -> list[float]:
    function = getattr(numbers, f"{word}_")
    function.argtypes, function.restype = [ctypes.c_double], ctypes.c_double
    return [function(each) for each in x]


@pytest.mark.parametrize("word", c_numbers.WORDS)
def test_exponentials_and_logarithms_keep_the_digits_of_double(
    numbers: ctypes.CDLL, word: str
) -> None:
    draw = np.random.default_rng(7)
    if word == "log":
        x = [*10.0 ** draw.uniform(-300, 300, 1000), *draw.uniform(0.5, 2, 1000), 5e-324, 1e-310]
        x += [1.0, math.sqrt(0.5), math.sqrt(2), math.nextafter(1, 2), math.nextafter(1, 0)]
    else:
        x = [*draw.uniform(-708, 709, 1000), *draw.normal(0, 1, 1000), *draw.normal(0, 1e-9, 100)]
        x += [math.log(2) * (k + 0.5) for k in range(-1021, 1022)]
    exact = {"exp": mp.exp, "expm1": mp.expm1, "log": mp.log}[word]
    with mp.workprec(200):
        for at, got in zip(x, calls(numbers, word, x), strict=True):
            true = exact(mp.mpf(at))
            assert abs(got - true) <= 3.5 * math.ulp(float(true)), at


def test_exponentials_and_logarithms_have_their_limits(numbers: ctypes.CDLL) -> None:
    ends = [-math.inf, math.inf, math.nan, 710.0, -710.0, 1e300, -1e300]
    assert calls(numbers, "exp", ends)[:2] == [0, math.inf]
    assert calls(numbers, "exp", ends)[3:] == [math.inf, 0, math.inf, 0]
    assert calls(numbers, "expm1", ends)[:2] == [-1, math.inf]
    assert calls(numbers, "expm1", ends)[3:] == [math.inf, -1, math.inf, -1]
    assert calls(numbers, "log", [0.0, -0.0, math.inf]) == [-math.inf, -math.inf, math.inf]
    without = [*calls(numbers, "log", [-1.0, -math.inf, math.nan, -1e-320])]
    without += [calls(numbers, word, [math.nan])[0] for word in ("exp", "expm1")]
    assert all(map(math.isnan, without))
    assert math.copysign(1, calls(numbers, "expm1", [-0.0])[0]) == -1


@pytest.mark.parametrize("word", ["Phi", "phi", "erf", "erfc", "erfcx", "log1p"])
def test_brief_rows_have_a_few_digits_more_than_float32(word: str) -> None:
    exact = {
        "Phi": mp.ncdf, "phi": mp.npdf, "erf": mp.erf, "erfc": mp.erfc, "log1p": mp.log1p,
        "erfcx": lambda u: mp.exp(u * u) * mp.erfc(u),
    }[word]  # fmt: skip
    assert word == "log1p" or f"{word}_brief" in BRIEF
    tree = node(f"{word}_brief", X)
    exported = Program([Unit("f", ("x",), (), (Output("", tree, tree),))], "float64")
    space: dict[str, object] = {}
    exec(language.render(exported), space)
    far = [-0.999, 1e5, 1e30] if word == "log1p" else [-13.0, 13.0]
    x = np.array([*np.linspace(-0.9 if word == "log1p" else -5, 5, 401), 1e-20, 1e-9, -1e-6, *far])
    with mp.workprec(200):
        for at, got in zip(x.tolist(), space["f"](x).tolist(), strict=True):  # type: ignore[operator]
            true = exact(mp.mpf(at))
            assert abs(got - true) <= abs(true) * mp.mpf(2) ** -31.5, at


def exported(folder: Path, *names: str) -> str:
    file = folder / "exported.c"
    assert run(["export", *names, "--to", "c", "--dtype", "float32", "-o", str(file)]) == 0
    return file.read_text()


@pytest.mark.skipif(platform.machine() != "x86_64", reason="told of vectors of this processor")
@pytest.mark.parametrize("word", VECTORISED)
def test_loops_of_values_and_of_slopes_are_vectorised(tmp_path: Path, word: str) -> None:
    code = exported(tmp_path, word)
    names = [line[6:].partition("(")[0] for line in code.splitlines() if line.endswith("(float);")]
    loops = [
        f"void {name}_all(const float *x, float *y)"
        f" {{ for (int i = 0; i < 999; i++) y[i] = {name}(x[i]); }}"
        for name in names
    ]
    (tmp_path / "a.c").write_text("\n".join([code.rstrip("\n"), *loops]))
    command = "gcc -std=c99 -O3 -mavx2 -mfma -fopt-info-vec-optimized -c a.c"
    remarks = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True).stderr
    lines = {int(line.split(":")[1]) for line in remarks.splitlines() if "loop vectorized" in line}
    first = len(code.splitlines()) + 1
    assert len(names) == 2
    assert lines == {first, first + 1}


def test_other_files_link_it_and_arithmetic_that_is_not_double_is_refused(tmp_path: Path) -> None:
    exported(tmp_path, "gelu")
    (tmp_path / "main.c").write_text(
        "float geluf(float); float gelu_d1f(float);\n"
        "int main(void) { return geluf(0) == 0 && gelu_d1f(0) == 0.5f ? 0 : 3; }\n"
    )
    for level in ("-O0", "-O3"):
        both = f"gcc -std=c99 {level} -Wall -Wextra -Werror exported.c main.c -o main -lm"
        assert subprocess.run(both.split(), cwd=tmp_path).returncode == 0
        assert subprocess.run(["./main"], cwd=tmp_path).returncode == 0
    if platform.machine() == "x86_64":
        wide = "gcc -std=c99 -mfpmath=387 -c exported.c"
        errors = subprocess.run(wide.split(), cwd=tmp_path, capture_output=True, text=True).stderr
        assert "-mfpmath=sse" in errors
