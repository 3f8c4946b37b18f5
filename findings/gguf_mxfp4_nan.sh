#!/usr/bin/env bash
# gguf 0.19.0, the Python package that writes llama.cpp's files: one NaN or infinity among weights
# that are quantised to MXFP4 makes its whole block of 32 numbers 0, and nothing is said. Q8_0 and
# Q4_0 turn the block into NaN, which is found at the first run. Seen with NumPy 2.4.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet gguf==0.19.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import numpy as np
from gguf import GGMLQuantizationType as Kind
from gguf.quants import dequantize, quantize

warnings.simplefilter("ignore")


def back(kind, odd):
    x = np.ones((1, 64), dtype=np.float32)
    x[0, 5] = odd
    return dequantize(quantize(x, kind), kind)[0]


for odd in (np.nan, np.inf):
    for kind in (Kind.Q8_0, Kind.Q4_0):
        found = back(kind, odd)
        assert not np.isfinite(found[:32]).any() and np.abs(found[32:] - 1).max() < 1e-3, found
    found = back(Kind.MXFP4, odd)
    print(odd, found[[0, 5, 31, 32]])
    assert (found[32:] == 1).all(), found
    assert (found[:32] == 0).all(), f"changed: the block is {found[:32]}"
PYTHON
venv/bin/python ask.py
