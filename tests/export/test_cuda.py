"""CUDA as NVIDIA's compiler takes it; what it computes is what C does, from the same text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actviz.cli.app import run
from actviz.export import softmax_files
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.lookup.registry import resolve_all
from tests.export import nvrtc
from tests.export.sample import sample

CUDA = TARGETS["cuda"]
pytestmark = pytest.mark.skipif(not nvrtc.installed(), reason="NVRTC and its headers missing")


def exported(names: list[str], dtype: str) -> str:
    code = text(CUDA, program(resolve_all(names), CUDA, dtype=dtype))
    assert isinstance(code, str)
    return code


@pytest.mark.parametrize("dtype", CUDA.dtypes)
def test_every_format_compiles_without_a_warning(dtype: str) -> None:
    functions = sample(45)
    code = text(CUDA, program(functions, CUDA, dtype=dtype))
    assert isinstance(code, str)
    ptx = nvrtc.compiled(code)
    assert ptx.count(".entry") == 2 * len(functions)


def test_gates_and_arguments_compile() -> None:
    functions = resolve_all(["swiglu", "geglu"])
    code = text(CUDA, program(functions, CUDA))
    assert isinstance(code, str)
    assert nvrtc.compiled(code).count(".entry") == 6
    code = text(CUDA, program(resolve_all(["swish"]), CUDA, arguments=["beta"], dtype="float16"))
    assert isinstance(code, str)
    assert nvrtc.compiled(code).count(".entry") == 3


@pytest.mark.parametrize("dtype", CUDA.dtypes)
def test_quick_arithmetic_takes_no_subnormal_number_for_0(dtype: str) -> None:
    code = exported(["gelu", "relu", "hard_swish"], dtype)
    quick = nvrtc.compiled(code, "--use_fast_math")
    assert re.search(r"cvt(\.rn)?\.ftz\.f64\.f32|cvt\.rn\.ftz\.f32\.f64", quick) is None
    # Nothing at all differs where no function of the library is called.
    plain = exported(["relu", "hard_swish"], dtype)
    assert nvrtc.compiled(plain, "--use_fast_math") == nvrtc.compiled(plain)


def test_what_does_not_compile_is_told() -> None:
    code = exported(["relu"], "float32")
    with pytest.raises(ValueError, match=r"exported\.cu\(\d+\): error"):
        nvrtc.compiled(code.replace("act_narrow(x", "act_narrow(z").replace("return", "retrun", 1))


@pytest.mark.parametrize("dtype", CUDA.dtypes)
def test_rows_compile_and_keep_subnormal_numbers(dtype: str) -> None:
    functions = resolve_all(["softmax", "log_softmax"])
    code = softmax_files.in_rows(functions, CUDA, order=1, stem=None, dtype=dtype, version="0")
    assert isinstance(code, str)
    quick = nvrtc.compiled(code, "--use_fast_math")
    assert quick.count(".entry") == 4
    assert re.search(r"cvt(\.rn)?\.ftz\.f64\.f32|cvt\.rn\.ftz\.f32\.f64", quick) is None


@pytest.mark.parametrize(("dtype", "kind"), [("float32", "float"), ("float16", "__half")])
def test_a_test_hands_over_numbers_of_the_type_that_the_function_takes(
    dtype: str, kind: str, tmp_path: Path
) -> None:
    file = tmp_path / "gelu.cu"
    assert run(["export", "gelu", "--to", "cuda", "--dtype", dtype, "--test", "-o", str(file)]) == 0
    assert f"(({kind})x[0][i])" in (tmp_path / "gelu.cu-test" / "run.cu").read_text()
