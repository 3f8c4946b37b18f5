#!/usr/bin/env bash
# gfloat 0.5.2, number formats of machine learning: MX blocks, scaled by a power of two by the rule of
# their standard, are worst at the largest number of a block. tanh(4) = 0.9993 becomes 0.875 in
# MXFP8, E4M3 and E5M2 alike, and 0.75 in MXFP4; 1 stays 1 and 0.8 becomes 0.8125 or 0.75. The scale
# comes from the exponent of the largest number alone, so what lies between 1.75 (MXFP4: 1.5) and 2
# times a power of two is cut off. Full sigmoid and tanh units lie there. MXINT8 is not hit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet gfloat==0.5.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from gfloat import compute_scale_amax, formats, quantize_block

names = "mxfp8_e4m3", "mxfp8_e5m2", "mxfp4_e2m1", "mxint8"


def largest(x):
    """What becomes of the largest number x of a block, by format."""
    block = np.array([x] + [0.5] * 31)
    return [
        float(quantize_block(getattr(formats, f"format_info_{name}"), block, compute_scale_amax)[0])
        for name in names
    ]


found = largest(np.tanh(4))
print(found, largest(0.8), largest(1.0))
assert largest(1.0) == [1, 1, 1, 1], largest(1.0)
assert largest(0.8)[::3] == [0.8125, 0.796875], largest(0.8)
assert abs(found[3] / np.tanh(4) - 1) < 0.01, found
assert found[:3] == [0.875, 0.875, 0.75], f"changed: tanh(4) is {found}"
PYTHON
venv/bin/python ask.py
