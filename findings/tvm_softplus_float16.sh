#!/usr/bin/env bash
# Apache TVM 0.27.0.post1, compiled for a CPU with LLVM: softplus in float16 is infinite from x = 11.1
# to 20, where it is x. It is log(1 + exp(x)) up to 20, and a straight line beyond: that bound was made
# for float32, and exp ends at 11.09 in float16. softplus(12) is inf and softplus(21) 21. In float32
# it is right there. On the left the 1 swallows the rest: softplus(-20) is 0 in float32, where 2.1e-9
# is meant, and softplus(-9) is 0 in float16, where 1.2e-4 is meant.
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

x = [-20.0, -9.0, -1.0, 2.0, 10.0, 12.0, 19.0, 21.0]
true = np.array([float(mpmath.log1p(mpmath.exp(number))) for number in x])


def softplus(dtype):
    numbers = relax.Var("x", script.Tensor((len(x),), dtype))
    builder = relax.BlockBuilder()
    with builder.function("main", [numbers]):
        builder.emit_func_output(builder.emit(relax.op.nn.softplus(numbers)))
    machine = relax.VirtualMachine(tvm.compile(builder.get(), target="llvm"), tvm.cpu())
    return machine["main"](tvm.runtime.tensor(np.array(x, dtype))).numpy()


single, half = softplus("float32"), softplus("float16")
print(single, half, true)
assert np.allclose(single[1:], true[1:], rtol=1e-3), single
assert np.allclose(half[[2, 3, 4, 7]], true[[2, 3, 4, 7]], rtol=1e-2), half
assert np.isinf(half[5:7]).all(), f"changed: softplus(12) in float16 is {half[5]}"
assert single[0] == 0 and half[1] == 0, f"changed: on the left {single[0]} and {half[1]}"
PYTHON
venv/bin/python ask.py
