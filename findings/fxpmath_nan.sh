#!/usr/bin/env bash
# fxpmath 0.4.10: NaN becomes the greatest number of a fixed-point format: 7.9375 with eight bits of
# which four are behind the point, 15.9375 without a sign. With overflow="wrap" it becomes 0, as
# infinity does. Nothing is raised, and its status says "inaccuracy", as for 0.1, not "overflow", as
# for 1e9: a NaN among the answers of a network is a plausible large number afterwards.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet fxpmath==0.4.10 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

from fxpmath import Fxp


def fixed(number, signed=True, **options):
    made = Fxp(number, signed, 8, 4, **options)
    return float(made()), made.status


nan = math.nan
(greatest, status), (large, overflow), (tenth, rounded) = fixed(nan), fixed(1e9), fixed(0.1)
print(greatest, status, large, overflow, tenth, rounded)
assert large == 7.9375
assert overflow["overflow"]
assert tenth == 0.0625
assert fixed(-math.inf)[0] == -8
assert greatest == 7.9375, f"changed: NaN is {greatest}"
assert status == rounded, f"changed: the status is {status}"
assert fixed(nan, signed=False)[0] == 15.9375, f"changed: it is {fixed(nan, signed=False)}"
assert fixed(nan, overflow="wrap")[0] == 0, f"changed: it is {fixed(nan, overflow='wrap')}"
assert fixed(math.inf, overflow="wrap")[0] == 0, "changed: infinity wraps to another number"
PYTHON
venv/bin/python ask.py
