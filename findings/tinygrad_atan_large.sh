#!/usr/bin/env bash
# tinygrad 0.14.0: Tensor.atan of a large number is 0, not pi/2. It is written with x*x, which
# overflows float32 from 1.9e19 on; atan(inf) is NaN. Seen on the PYTHON device, which needs no
# compiler. atan(1e19) is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tinygrad==0.14.0
cat > ask.py <<'PYTHON'
import math

from tinygrad import Tensor

found = Tensor([1.0, 1e6, 1e19, 2e19, 1e30, math.inf]).atan().tolist()
print(found)
assert abs(found[0] - math.pi / 4) < 1e-5, found
assert abs(found[1] - math.pi / 2) < 1e-5 and abs(found[2] - math.pi / 2) < 1e-5, found
assert found[3] == found[4] == 0, f"changed: atan(2e19) is {found[3]}"
assert math.isnan(found[5]), f"changed: atan(inf) is {found[5]}"
PYTHON
DEV=PYTHON venv/bin/python ask.py
