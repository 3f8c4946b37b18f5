#!/usr/bin/env bash
# tinygrad 0.14.0: Tensor.relu6 of a large number is 0, not 6. It is written relu(x) - relu(x - 6),
# and in float32 x - 6 is x again from 2**27 on (6 is then less than half a unit). Seen on the
# PYTHON device, which needs no compiler, and on CPU: relu6(1e9) = 0. So hardswish(1e9) is 0, too,
# where it is 1e9.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tinygrad==0.14.0
cat > ask.py <<'PYTHON'
from tinygrad import Tensor

found = Tensor([5.0, 7.0, 1e6, 1e9]).relu6().tolist()
print(found)
assert found[:3] == [5.0, 6.0, 6.0], found
assert found[3] == 0, f"changed: relu6(1e9) is {found[3]}"
PYTHON
DEV=PYTHON venv/bin/python ask.py
