"""Triton's kernels of rows, compiled for a GPU that need not be here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.export.rows_run import code
from tests.export.test_export import there

_COMPILED: Final = """
import json
import exported, triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

made = []
for name in ("softmax", "softmax_d1", "log_softmax", "log_softmax_d1"):
    for kind, block in (("fp32", 1024), ("bf16", 1)):
        kernel = getattr(exported, f"_{name}_kernel")
        kinds = {"n": "i32", "BLOCK": "constexpr"}
        signature = {word: kinds.get(word, f"*{kind}") for word in kernel.arg_names}
        source = ASTSource(fn=kernel, signature=signature, constexprs={"BLOCK": block})
        made.append(triton.compile(source, target=GPUTarget("cuda", 80, 32)).asm["ptx"])
print(json.dumps(made))
"""


def test_kernels_compile_and_compute_in_double(tmp_path: Path) -> None:
    there("triton")
    pytest.importorskip("triton.backends.nvidia")
    (tmp_path / "exported.py").write_text(code("triton", "float32"))
    outside = {word: value for word, value in os.environ.items() if word != "TRITON_INTERPRET"}
    got = subprocess.run(
        [sys.executable, "-c", _COMPILED], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**outside, "TRITON_CACHE_DIR": str(tmp_path / "kept")},
    )  # fmt: skip
    kernels = json.loads(got.stdout)
    assert len(kernels) == 8
    assert all(one.count(".entry") == 1 and "div.rn.f64" in one for one in kernels)
