#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9 in Python): tanh of small numbers loses its digits in Float64. tanh(1e-9)
# is 8e-8 off and tanh(1e-20) 0; sinh, asinh, atanh, erf and log1p keep theirs. ReLU as greatest(x, 0)
# is 0 for NaN and greatest(0, x) is NaN; clamp(NaN, 0, 6) is 6, and sign(NaN) 1. if(x > 0, x, 0) is
# 0. What a NaN in a column of activations becomes hangs on how the same function is written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet chdb==4.4.0
cat > ask.py <<'PYTHON'
import math

import chdb


def answers(*expressions):
    said = str(chdb.query("SELECT " + ", ".join(expressions), "TabSeparated"))
    return [float(number) for number in said.split()]


tanh = answers("tanh(0.5)", "tanh(1000)", "tanh(1e-9)", "tanh(1e-20)")
others = answers("sinh(1e-20)", "asinh(1e-20)", "atanh(1e-20)", "log1p(1e-20)")
nan = answers("greatest(nan, 0)", "greatest(0, nan)", "clamp(nan, 0, 6)", "sign(nan)", "tanh(nan)")
print(tanh, others, nan)
assert abs(tanh[0] - math.tanh(0.5)) < 1e-15 and tanh[1] == 1, tanh
assert all(abs(number / 1e-20 - 1) < 1e-15 for number in others), others
assert 1e-8 < abs(tanh[2] / 1e-9 - 1) < 1e-6, f"changed: tanh(1e-9) is {tanh[2]}"
assert tanh[3] == 0, f"changed: tanh(1e-20) is {tanh[3]}"
assert math.isnan(nan[4]), nan
assert nan[0] == 0 and math.isnan(nan[1]), f"changed: greatest of NaN and 0: {nan[:2]}"
assert nan[2:4] == [6, 1], f"changed: clamp and sign of NaN are {nan[2:4]}"
PYTHON
venv/bin/python ask.py
