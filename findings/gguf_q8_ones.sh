#!/usr/bin/env bash
# gguf 0.19.0, the Python package that writes llama.cpp's files: a tensor of ones, such as the fresh
# weights of a norm, comes back from Q8_0, with 8 bits a number, as 0.99994, and from Q4_0, with 4
# bits, as 1. Q8_0 stores 1/127 in float16, Q4_0 -1/8. Q4_0 has its own: it reaches one step farther
# on one side than on the other, so that [1, -1] comes back as [1, -0.875]. Seen with NumPy 2.4.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet gguf==0.19.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from gguf import GGMLQuantizationType as Kind
from gguf.quants import dequantize, quantize


def back(kind, x):
    return dequantize(quantize(np.array([x], dtype=np.float32), kind), kind)[0]


ones = {kind.name: back(kind, [1.0] * 32) for kind in (Kind.Q8_0, Kind.Q5_0, Kind.Q4_0)}
both = back(Kind.Q4_0, [1.0, -1.0] * 16)
print({name: float(found[0]) for name, found in ones.items()}, both[:2])
assert (ones["Q4_0"] == 1).all() and (ones["Q5_0"] == 1).all(), ones
assert np.allclose(ones["Q8_0"], 0.99993896, rtol=1e-7), f"changed: Q8_0 is {ones['Q8_0'][0]}"
assert both[:2].tolist() == [1, -0.875], f"changed: Q4_0 of [1, -1] is {both[:2]}"
PYTHON
venv/bin/python ask.py
