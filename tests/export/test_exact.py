"""Exports that are correctly rounded at every number of float32: tables, their proof, their text.

A whole proof takes a minute of two processors: CI has those of the README, the other tests prove
slices.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from numpy.typing import NDArray

from actviz import gate
from actviz.cli.app import run
from actviz.export import exact, fitted_tables, trial, write
from actviz.export.compiled import COMPILERS, Compiled, library
from actviz.export.fitted_tables import NoTable, fitted
from actviz.export.quick_judge import QuickJudge, compiled
from actviz.export.table_proof import Emulated, Prover, results, rows_of, with_points
from actviz.export.table_proof import _wrong as wrong_in
from actviz.export.targets import TARGETS
from actviz.lookup.registry import get
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.right_results import Right
from actviz.readings.certified.certified_polynomials import Polynomial
from actviz.readings.languages import cells_c, cells_cuda
from actviz.readings.languages.cells import LARGEST_SIZE, Table
from tests.process import shell
from tests.sample import WHOLE
from tests.test_readme import PROVED

COMPILED = [word for word, (program, _, _) in COMPILERS.items() if shutil.which(program)]
needs_gcc = pytest.mark.skipif("c" not in COMPILED, reason="gcc not installed")
needs_gxx = pytest.mark.skipif("cuda" not in COMPILED, reason="g++ not installed")
needs_nvcc = pytest.mark.skipif(not shutil.which("nvcc"), reason="nvcc not installed")

# A slice of each, where its digits are hardest to keep, and the function in mpmath.
SLICES = {
    ("gelu", 0): (-13.5, -13.49, lambda x: x * mp.ncdf(x)),
    ("gelu", 1): (-0.7518, -0.7517, lambda x: mp.ncdf(x) + x * mp.npdf(x)),  # around its root
    ("tanh", 0): (0.0309, 0.031, mp.tanh),
    ("softplus", 0): (-95.0, -94.95, lambda x: mp.log1p(mp.exp(x))),  # subnormal results
    ("silu", 1): (-1.27847, -1.27844, lambda x: (1 + x / (1 + mp.exp(x))) / (1 + mp.exp(-x))),
    ("selu", 0): (-3e-39, 3e-39, None),
    ("silu", 0): (-1e-40, 1e-40, None),  # x/2 and a little more: ties, where x is subnormal
}  # fmt: skip


def bits(x: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(x, dtype=np.float32).view(np.uint32).astype(np.int64)


@cache
def table(name: str, order: int = 0) -> Table:
    return fitted(get(name), order, "f")


@pytest.mark.parametrize("case", SLICES)
def test_a_slice_is_proved_and_mpmath_finds_the_same_numbers(case: tuple[str, int]) -> None:
    name, order = case
    low, high, truth = SLICES[case]
    cells = table(name, order)
    assert cells.size <= LARGEST_SIZE
    proved = Prover(get(name), order, Emulated, window=(low, high)).proved(cells)
    x = np.random.default_rng(3).uniform(low, high, 25).astype(np.float32)
    got = results(proved, bits(x))
    assert got.dtype == np.float32
    if truth is None:
        return
    with mp.workprec(200):
        for point, result in zip(x.tolist(), got, strict=True):
            ends = [(mp.mpf(float(np.nextafter(result, np.float32(to)))) + float(result)) / 2
                    for to in (-np.inf, np.inf)]  # fmt: skip
            assert ends[0] <= truth(mp.mpf(point)) <= ends[1], point


@pytest.mark.parametrize("language", COMPILED)
def test_compiled_code_is_proved_on_a_slice(language: str) -> None:
    proved, shown = exact.proved(
        get("gelu"), 0, table("gelu"), TARGETS[language], window=(2.9999, 3.0001)
    )
    assert "compiled by" in shown
    assert ("not on a GPU" in shown) == (language == "cuda")
    assert proved.size <= LARGEST_SIZE


# Inputs over the whole line, subnormal ones, infinities and NaNs among them.
LINE = np.concatenate(
    [np.sort(np.random.default_rng(5).integers(0, 1 << 32, 1 << 16, dtype=np.uint32)),
     *(np.uint32(sign) | np.arange(9, dtype=np.uint32) for sign in (0, 1 << 31)),
     np.array([0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00001, 0xFFC00001], dtype=np.uint32)]
)  # fmt: skip


def same_bits(got: NDArray[Any], expected: NDArray[Any]) -> bool:
    same = (got.view(np.uint32) == expected.view(np.uint32)) | np.isnan(got) & np.isnan(expected)
    return bool(same.all())


@needs_gxx
@pytest.mark.parametrize(("name", "order"), [("silu", 0), ("erf", 0), ("tanh", 1), ("gelu", 1)])
def test_cuda_gives_the_bits_of_the_table_over_the_whole_line(
    name: str, order: int, tmp_path: Path
) -> None:
    cells = with_points(table(name, order), bits(np.array([2.5])), np.array([-7.0]))
    text, symbol = cells_cuda.runnable(cells)
    code = Compiled(str(library(tmp_path, "cuda", text)), symbol, symbol)
    inputs = np.append(LINE, bits(np.array([2.5])).astype(np.uint32))
    (got,), (expected,) = code.answers([inputs]), Emulated(cells).answers([inputs])
    assert same_bits(got, expected)


@pytest.mark.long
@needs_nvcc
@pytest.mark.parametrize("flags", [(), ("--use_fast_math",)])
def test_nvcc_joins_no_product_with_a_sum_and_flushes_no_subnormal_number(
    flags: tuple[str, ...], tmp_path: Path
) -> None:
    tables = [table("gelu", 1), replace(table("erf"), name="g")]
    (tmp_path / "a.cuh").write_text(cells_cuda.render(tables, ("head",)))
    (tmp_path / "a.cu").write_text('#include "a.cuh"\n')
    command = ["nvcc", "-ptx", "-O3", "-Werror", "all-warnings", *flags, "a.cu"]
    subprocess.run(command, cwd=tmp_path, check=True)
    done = (tmp_path / "a.ptx").read_text()
    assert done.count("mul.rn.f64") > 10
    assert "fma" not in done
    # Of floats nothing is left but the rounding of results that are not subnormal.
    floats = [line.split()[0] for line in done.splitlines() if re.search(r"\.f32\b(?!.*\[)", line)]
    rounding = "cvt.rn.ftz.f32.f64" if flags else "cvt.rn.f32.f64"
    assert {word for word in floats if not word.startswith(("mov", "."))} == {rounding}


@needs_nvcc
def test_a_test_in_cuda_launches_the_kernels(tmp_path: Path) -> None:
    function, target = get("gelu"), TARGETS["cuda"]
    tables = [replace(table("gelu", order), name="gelu") for order in (0, 1)]
    exported = write.program([function], target, order=1, dtype="float32")
    trial.write_test(
        tmp_path, [function], exported, target, cells_cuda.render(tables, ()), exact=True
    )
    subprocess.run(["nvcc", "-O1", "run.cu", "-o", "run"], cwd=tmp_path, check=True)
    done = subprocess.run(["./run", "vectors.txt"], cwd=tmp_path, capture_output=True, text=True)
    if done.returncode == 2:  # no GPU here
        assert re.search("driver|device", done.stderr)
    else:
        assert re.fullmatch(r"\d+ passed, 0 failed\n", done.stdout)


@needs_gcc
@pytest.mark.skipif(platform.machine() != "x86_64", reason="flags of another processor")
def test_gcc_vectorises_the_loop_over_an_array(tmp_path: Path) -> None:
    tables = [table("gelu"), replace(table("tanh"), name="g"), replace(table("tanh", 1), name="h")]
    (tmp_path / "a.c").write_text(cells_c.render(tables, ()))
    command = ["gcc", "-O3", "-march=x86-64-v3", "-fopt-info-vec-optimized", "-c", "a.c"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    if int(subprocess.check_output(["gcc", "-dumpversion"], text=True).split(".")[0]) < 12:
        pytest.skip("gcc before 12 gathers no doubles")
    assert done.stderr.count("loop vectorized using 32 byte vectors") == 3


# Results of one kind each: ordinary, across powers of two, ties beside a line, too small, constant.
KINDS = {
    ("gelu", 0): (0x3F000000, 0x40400000, 0xBF800000 & 0x7FFFFFFF, 0x000A0000, 0x7F000000),
    ("gelu", 1): (0x3F400000, 0x3E000000, 0x33000000, 0x00400000),
    ("relu", 0): (0x00080000, 0x3F000000, 0x4B000000),
    ("softplus", 0): (0x42B80000, 0x42CF0000, 0x3F800000),
    ("x/2", 0): (0x00080000, 0x3F000000),
}


@needs_gcc
@pytest.mark.parametrize("case", KINDS)
def test_the_loop_that_judges_finds_what_numpy_does(case: tuple[str, int], tmp_path: Path) -> None:
    name, order = case
    right = Right(get(name), order, "float32")
    plain, quick = Judge(right), QuickJudge(right, path=compiled(tmp_path))
    draw = np.random.default_rng(11)
    for first in KINDS[case]:
        stretch = Stretch(first, 1 << 11)
        exact_ones = [
            np.asarray(right.truth(x).expected, dtype=np.float32) for x in stretch.inputs("float32")
        ]
        result = quick.judge(stretch, exact_ones)
        assert wrong_in(result) == 0
        assert result.tried == result.proved == 1 << 12
        for _ in range(6):
            results_ = [ones.copy() for ones in exact_ones]
            for ones in results_:
                at = draw.integers(ones.size)
                ones[at] = np.nextafter(ones[at], np.float32(draw.choice([-np.inf, np.inf])))
            assert wrong_in(quick.judge(stretch, results_)) == wrong_in(
                plain.judge(stretch, results_)
            )
            assert wrong_in(quick.judge(stretch, results_)) == 2


@needs_gcc
def test_beside_ties_the_loop_goes_by_the_side_of_the_truth(tmp_path: Path) -> None:
    right = Right(get("gelu"), 0, "float32")  # x/2 and a little more: the larger of both
    quick = QuickJudge(right, path=compiled(tmp_path))
    x = np.arange(0x000A0000, 0x000A0800, dtype=np.uint32)
    up, down = ((x + 1) // 2).view(np.float32), (x // 2).view(np.float32)
    stretch = Stretch(0x000A0000, 1 << 11, (False,))
    assert wrong_in(quick.judge(stretch, [up])) == 0
    assert wrong_in(quick.judge(stretch, [down])) == 1 << 10
    [run] = right.cover.runs(stretch.first, stretch.count, False)
    assert isinstance(run.piece, Polynomial)
    assert quick.agrees(up, run.piece)
    assert not quick.agrees(down, run.piece)


def test_infinities_nan_and_zeros() -> None:
    x = np.array([-np.inf, np.inf, np.nan, 0.0, -0.0, 3e38, -3e38], dtype=np.float32)
    expected = {
        ("gelu", 0): [-0.0, np.inf, np.nan, 0.0, -0.0, 3e38, -0.0],
        ("gelu", 1): [-0.0, 1, np.nan, 0.5, 0.5, 1, -0.0],
        ("tanh", 0): [-1, 1, np.nan, 0.0, -0.0, 1, -1],
        ("sigmoid", 1): [0, 0, np.nan, 0.25, 0.25, 0, 0],
        ("exp(x)", 0): [0, np.inf, np.nan, 1, 1, np.inf, 0],
    }
    for (name, order), values in expected.items():
        got = results(table(name, order), bits(x))
        right = np.array(values, dtype=np.float32)
        assert np.array_equal(got, right, equal_nan=True), name
        assert np.array_equal(np.signbit(got[:2]), np.signbit(right[:2])), name
        assert np.array_equal(np.signbit(got[3:]), np.signbit(right[3:])), name


def test_a_slope_at_a_kink_is_that_of_the_library() -> None:
    for name in ("relu", "selu", "hard_tanh"):
        prover = Prover(get(name), 1, Emulated, window=(0.5, 0.5001))
        proved = prover.proved(table(name, 1))
        x = np.array([0.0, -0.0, 1.0, -1.0])
        assert results(proved, bits(x)).tolist() == pytest.approx(get(name).derivative(x), rel=1e-7)


def test_even_and_odd_functions_take_half_a_table() -> None:
    assert [table(name, 1).parity for name in ("tanh", "sigmoid", "gelu")] == [1, 1, 0]
    assert table("erf").parity == -1


def test_a_coefficient_changed_on_purpose_is_found() -> None:
    cells = table("gelu")
    row = int(rows_of(cells, bits(np.array([1.5])))[0])
    first, *others = cells.rows[row]
    for factor, got in ((1 + 2.0**-30, True), (1 + 2.0**-52, False)):
        rows = list(cells.rows)
        rows[row] = (first * factor, *others)
        prover = Prover(get("gelu"), 0, Emulated, window=(1.49, 1.51))
        if not got:  # the last digit of a double does not show in a float
            prover.proved(replace(cells, rows=tuple(rows)))
            continue
        with pytest.raises(NoTable, match=r"no row is right at 1\."):
            prover.proved(replace(cells, rows=tuple(rows)))


def test_a_few_wrong_results_are_mended() -> None:
    cells = table("silu")
    x = np.array([3e-45, 7e-45, 1e-44], dtype=np.float32)
    right = np.asarray(get("silu").exact(x, dtype="float32"))
    assert results(cells, bits(x)).tolist() != right.tolist()  # ties, rounded to even
    proved = Prover(get("silu"), 0, Emulated, window=(0.0, 1e-44)).proved(cells)
    assert results(proved, bits(x)).tolist() == right.tolist()
    assert proved.points == ()


def test_a_single_input_may_have_a_row_to_itself() -> None:
    cells = with_points(table("gelu"), bits(np.array([-0.0, 2.5])), np.array([-0.0, 7.0]))
    got = results(cells, bits(np.array([-0.0, 2.5, 2.4])))
    assert np.signbit(got[0])
    assert got[1] == 7.0
    assert got[2] == results(table("gelu"), bits(np.array([2.4])))[0]
    with pytest.raises(NoTable, match="17 inputs"):
        with_points(cells, bits(np.arange(3.0, 20.0)), np.arange(3.0, 20.0))


@needs_gcc
def test_c_is_clean_and_is_refused_where_it_would_lose_its_digits(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(
        cells_c.render([table("gelu"), replace(table("tanh"), name="g")], ("head",))
    )
    strict = ["gcc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O2", "-c", "a.c"]
    assert subprocess.run(strict, cwd=tmp_path).returncode == 0
    fast = subprocess.run([*strict, "-ffast-math"], cwd=tmp_path, capture_output=True, text=True)
    assert "without -ffast-math" in fast.stderr
    assert not re.search(r"\b(if|switch|while)\b *\(", (tmp_path / "a.c").read_text())


@needs_gcc
def test_sanitizers_find_nothing_over_the_whole_line(tmp_path: Path) -> None:
    cells = table("gelu", 1)
    main = """#include <stdio.h>
int main(void) {
    uint32_t x[1];
    float y;
    while (fread(x, 4, 1, stdin) == 1) {
        memcpy(&y, x, 4);
        y = f_d1f(y);
        fwrite(&y, 4, 1, stdout);
    }
    return 0;
}
"""
    (tmp_path / "a.c").write_text(cells_c.render([cells], ()) + main)
    watched = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
    subprocess.run(["gcc", *watched, "a.c", "-o", "a"], cwd=tmp_path, check=True)
    done = subprocess.run(["./a"], cwd=tmp_path, input=LINE.tobytes(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    [expected] = Emulated(cells).answers([LINE])
    assert same_bits(np.frombuffer(done.stdout, dtype=np.float32), expected)


def test_numpy_takes_any_shape_and_warns_of_nothing() -> None:
    space: dict[str, Any] = {}
    exec(exact.text(TARGETS["numpy"], [table("tanh")], "1", "none"), space)
    x = np.array([[-np.inf, np.nan, 1e38], [-0.0, 3e-45, -0.5]], dtype=np.float32)
    with np.errstate(all="raise"):
        y = space["f"](x)
    assert y.shape == x.shape
    assert y.dtype == np.float32
    assert np.array_equal(y.ravel(), results(table("tanh"), bits(x.ravel())), equal_nan=True)
    assert np.signbit(y[1, 0])
    assert space["f"](0.5) == np.float32(mp.tanh(0.5))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["gelu", "--to", "js"], "c, cuda, numpy, rust"),
        (["gelu", "--to", "c", "--dtype", "float64"], "float64"),
        (["swiglu", "--to", "c"], "one number"),
        (["swish", "--to", "c", "--arguments", "beta"], "--arguments"),
        (["sin(x)", "--to", "c"], "beyond"),
        (["abs(x - 0.3)", "--to", "c"], "between 0.25 and 0.3125"),
        (["gelu", "tanh", "--to", "c", "--name", "a"], "--name"),
    ],
)
def test_what_cannot_be_exact_is_refused_with_the_reason(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "--exact", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert captured.err.count("\n") == 1


def test_functions_of_one_number_are_taken_and_others_are_not() -> None:
    exact.check([get("gelu"), get("tanh")], TARGETS["c"], None)
    with pytest.raises(ValueError, match="one number, not for swiglu"):
        exact.check([get("gelu"), gate("swiglu")], TARGETS["c"], "float32")


def test_what_is_too_large_is_told_with_the_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitted_tables, "LARGEST_SIZE", 5000)
    with pytest.raises(NoTable, match=r"\d+ polynomials of degree 9 between 0\.\d+ and \d+"):
        fitted(get("tanh"), 0, "f")


@needs_gcc
@pytest.mark.skipif(platform.machine() != "x86_64", reason="options of x86")
@pytest.mark.parametrize(("option", "kept"), [("-mavx512fp16", True), ("-mfpmath=387", False)])
def test_arithmetic_in_other_types_is_refused(tmp_path: Path, option: str, kept: bool) -> None:
    """With float16 of its own, FLT_EVAL_METHOD 16, a processor still computes as is written."""
    source = tmp_path / "tanh.c"
    source.write_text(cells_c.render([fitted(get("tanh"), 0, "tanh")], ()), encoding="utf-8")
    words = ["gcc", option, "-fsyntax-only", str(source)]
    done = subprocess.run(words, capture_output=True, text=True)
    if "unrecognized" in done.stderr:
        pytest.skip(f"this gcc has no {option}")
    assert (done.returncode == 0) == kept, done.stderr
    assert kept or "in the types as written" in done.stderr


@needs_gcc
@pytest.mark.skipif(not WHOLE, reason="a minute of two processors: CI has it")
def test_the_functions_of_the_readme_are_proved(tmp_path: Path) -> None:
    exported = shell(f"{PROVED} --test", tmp_path)
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout
    assert "Traceback" not in exported.stderr
    [file] = tmp_path.glob("*.c")
    assert "correctly rounded, all inputs" in file.read_text(encoding="utf-8")
    command = exported.stderr.rpartition(": ")[2].strip()
    folder = tmp_path / f"{file.name}-test"
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
    assert re.fullmatch(r"\d+ passed, 0 failed\n", done.stdout), done
