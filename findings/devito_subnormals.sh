#!/usr/bin/env bash
# Devito 4.8.23, which compiles formulas on grids, on an x86-64 processor: the first operator that is
# applied switches subnormal numbers off for all that is computed afterwards, outside Devito too.
# Python's 1e-310 > 0.0 is False then, NumPy's exp(-740) is 0, where it is 4.2e-322, and 3e-308 -
# 2.9e-308 is 0. The C code of each operator begins with two lines that do so, and none puts it back;
# the switch safe-math, which takes -ffast-math from the compiler's options, leaves them. The tails of
# sigmoid and softplus end sooner, x - y can be 0 where x and y are not equal, and whether a test of
# digits fails hangs on what ran before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet devito==4.8.23 numpy==1.26.4 sympy==1.14.0
cat > ask.py <<'PYTHON'
import numpy as np
from devito import Eq, Function, Grid, Max, Operator, configuration

configuration["log-level"] = "ERROR"
x, y = np.float64(3e-308), np.float64(2.9e-308)


def seen():
    """Whether these are above 0: a small number, a tail, a difference of two unequal numbers."""
    return [bool(t > 0.0) for t in (1e-310, np.exp(np.float64(-740)), x - y)]


before = seen()
grid = Grid(shape=(4,), dtype=np.float64)
u, v = Function(name="u", grid=grid), Function(name="v", grid=grid)
u.data[:] = [-3, -1, 0.5, 8]
Operator(Eq(v, Max(u, 0))).apply()
after = seen()
print(configuration["safe-math"], before, after, v.data)
assert before == [True] * 3, before
assert v.data[1:].tolist() == [0, 0.5, 8], v.data
assert after == [False] * 3, f"changed: {after}"
PYTHON
for safe in 0 1; do
  DEVITO_SAFE_MATH=$safe TMPDIR="$folder" venv/bin/python ask.py
done
