#!/usr/bin/env bash
# Apache TVM 0.27.0.post1, compiled for a CPU with LLVM: tanh of small numbers loses its digits. It is
# written (1 - e)/(1 + e) with e = exp(-2*|x|), which cancels: in float32 tanh(1e-7) is 11 % off and
# tanh(1e-8) 0; in float16 tanh(0.01) is 1 % off and tanh(1e-4) 0; in float64 half of the digits are
# gone at 1e-8. atanh goes the same way. sinh, asinh, atan and erf keep them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet apache-tvm==0.27.0.post1 apache-tvm-ffi==0.1.15.post2 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import mpmath
import numpy as np
import tvm
from tvm import relax
from tvm.script import relax as script


def off(name, dtype, *given):
    """How far the answers are off, as shares of what is right."""
    x = np.array(given, dtype)
    numbers = relax.Var("x", script.Tensor(x.shape, dtype))
    builder = relax.BlockBuilder()
    with builder.function("main", [numbers]):
        builder.emit_func_output(builder.emit(getattr(relax.op, name)(numbers)))
    machine = relax.VirtualMachine(tvm.compile(builder.get(), target="llvm"), tvm.cpu())
    found = machine["main"](tvm.runtime.tensor(x)).numpy()
    true = [getattr(mpmath, name)(mpmath.mpf(float(number))) for number in x]
    print(name, dtype, x, found)
    return [float(abs(float(f) / t - 1)) for f, t in zip(found, true)]


for name in ("tanh", "atanh"):
    near, small, smaller = off(name, "float32", 0.5, 1e-7, 1e-8)
    assert near < 1e-6 and small > 0.05 and smaller == 1, f"changed: {name} is {small} off at 1e-7"
    small, smaller = off(name, "float16", 1e-2, 1e-4)
    assert small > 0.005 and smaller == 1, f"changed: {name} in float16 is {small} off at 0.01"
    near, small = off(name, "float64", 0.5, 1e-8)
    assert near < 1e-14 and small > 1e-11, f"changed: {name} in float64 is {small} off at 1e-8"
for name in ("sinh", "asinh", "atan", "erf"):
    assert max(off(name, "float32", 0.5, 1e-7, 1e-8)) < 1e-6, name
PYTHON
venv/bin/python ask.py
