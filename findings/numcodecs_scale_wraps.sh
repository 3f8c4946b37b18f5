#!/usr/bin/env bash
# numcodecs 0.16.6, the codecs of Zarr: FixedScaleOffset, which stores numbers as integers of a
# fixed step, wraps round at the ends of the integer and says nothing. With a step of 0.01 in eight
# bits, which hold 0 to 2.55, a ReLU of 3 comes back as 0.44, and -0.01 as 2.55, the other end. NaN
# and infinity come back as 0. One activation above the range that was planned for is a small one
# afterwards.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numcodecs==0.16.6 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import numpy as np
from numcodecs import FixedScaleOffset

warnings.simplefilter("ignore")
codec = FixedScaleOffset(offset=0, scale=100, dtype="f4", astype="u1")
x = np.array([0, 1, 2.55, 2.56, 3, -0.01, np.nan, np.inf], np.float32)
answers = codec.decode(codec.encode(x))
print(answers)
assert np.allclose(answers[:3], x[:3]), answers
assert np.allclose(answers[3:6], [0, 0.44, 2.55]), f"changed: {answers[3:6]}"
assert (answers[6:] == 0).all(), f"changed: NaN and infinity are {answers[6:]}"
PYTHON
venv/bin/python ask.py
