#!/usr/bin/env bash
# ggml 0.13.1, the library under llama.cpp and whisper.cpp, from the wheel pywhispercpp 1.5.1: its
# CPU kernel of GELU on float32 tensors rounds x to float16 first and looks the answer up in a
# table. GELU(1.0003) is GELU(1) to the bit, GELU(1e-9) is 0; gelu_erf has steps of no such kind.
# gelu_quick shares the way, without a guard for large numbers: float16 makes inf of 1e5, and
# gelu_quick(1e5) is inf, gelu_quick(-1e5) NaN, where 1e5 and 0 are meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-deps pywhispercpp==1.5.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ctypes
import sysconfig
from pathlib import Path

import numpy as np

libraries = Path(sysconfig.get_path("platlib"), "pywhispercpp.libs")
base, cpu = (
    ctypes.CDLL(str(next(libraries.glob(name))), mode=ctypes.RTLD_GLOBAL)
    for name in ("libggml-base-*", "libggml-cpu-*")
)
Pointer = ctypes.c_void_p


class Room(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("buffer", Pointer), ("no_alloc", ctypes.c_bool)]


def declare(function, *kinds):
    function.restype, function.argtypes = Pointer, kinds
    return function


def answers(name, numbers):
    """What ggml's operator answers to float32 numbers."""
    x = np.array(numbers, dtype=np.float32)
    context = declare(base.ggml_init, Room)(Room(1 << 24, None, False))
    tensor = declare(base.ggml_new_tensor_1d, Pointer, ctypes.c_int, ctypes.c_int64)
    given = tensor(context, 0, x.size)
    data = declare(base.ggml_get_data, Pointer)
    ctypes.memmove(data(given), x.ctypes.data, x.nbytes)
    made = declare(getattr(base, "ggml_" + name), Pointer, Pointer)(context, given)
    graph = declare(base.ggml_new_graph, Pointer)(context)
    declare(base.ggml_build_forward_expand, Pointer, Pointer)(graph, made)
    declare(cpu.ggml_graph_compute_with_ctx, Pointer, Pointer, ctypes.c_int)(context, graph, 1)
    found = ctypes.cast(data(made), ctypes.POINTER(ctypes.c_float))
    return np.ctypeslib.as_array(found, (x.size,)).tolist()


x = [1.0, 1.0003, 1e-9, 2.0, 1e5, -1e5]
table, exact, quick = answers("gelu", x), answers("gelu_erf", x), answers("gelu_quick", x)
print(table, exact, quick)
assert exact[1] > exact[0] + 3e-4 and exact[2] > 0 and exact[4:] == [1e5, 0], exact
assert abs(table[0] - 0.84119) < 2e-4 and table[4:] == [1e5, 0], table
assert abs(quick[3] - 1.93565) < 1e-3, quick
assert table[0] == table[1], f"changed: GELU(1.0003) is {table[1]}, GELU(1) {table[0]}"
assert table[2] == 0, f"changed: GELU(1e-9) is {table[2]}"
assert quick[4] == np.inf and np.isnan(quick[5]), f"changed: gelu_quick is {quick[4:]}"
PYTHON
venv/bin/python ask.py
