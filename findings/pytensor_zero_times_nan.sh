#!/usr/bin/env bash
# pytensor 3.0.7: 0*x is 0 and x - x is 0 where x is NaN or infinite, and x/x is 1 at 0 and NaN: its
# rewrites simplify as if x were a number. A gate that is switched off, or a rate of 0, hides that a
# layer went wrong. Without rewrites (optimizer=None) the same graph answers NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pytensor==3.0.7
cat > ask.py <<'PYTHON'
import numpy as np
import pytensor
from pytensor import tensor
from pytensor.compile.mode import Mode

x = tensor.dvector("x")
asked = [0 * x, x - x, x / x]


def answers(rewrites):
    given, mode = np.array([np.nan, np.inf, 0, 40]), Mode(linker="py", optimizer=rewrites)
    with np.errstate(all="ignore"):
        return [pytensor.function([x], one, mode=mode)(given).tolist() for one in asked]


fast, plain = answers("fast_run"), answers(None)
print(fast, plain)
assert np.isnan(plain[0][:2]).all() and np.isnan(plain[1][:2]).all(), plain
assert np.isnan(plain[2][:3]).all() and plain[2][3] == 1, plain
assert fast[0][:2] == fast[1][:2] == [0, 0], f"changed: 0*x is {fast[0]}, x - x {fast[1]}"
assert fast[2][:3] == [1, 1, 1], f"changed: x/x is {fast[2]}"
PYTHON
PYTENSOR_FLAGS=base_compiledir=compiled,cxx= venv/bin/python ask.py
