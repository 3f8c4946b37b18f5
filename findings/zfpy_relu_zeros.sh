#!/usr/bin/env bash
# zfpy 1.0.1, which compresses arrays of numbers: a ReLU's answers are no answers of a ReLU
# afterwards. With a tolerance of 1e-3, which is kept, 536 of 2107 exact zeros among 4096 numbers
# stay zeros and 775 become negative: what counts active units, or takes a root, goes wrong. Nor is
# the tolerance kept beside a large number: in a block of four float64 numbers 1, 2 and 3 come back
# as 0 beside 1e30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet zfpy==1.0.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import zfpy


def through(numbers):
    """The numbers after they were compressed."""
    return zfpy.decompress_numpy(zfpy.compress_numpy(numbers, tolerance=1e-3))


x = np.maximum(np.random.default_rng(0).standard_normal(4096), 0).astype(np.float32)
answers = through(x)
zeros, kept, negative = (x == 0).sum(), (answers[x == 0] == 0).sum(), (answers < 0).sum()
print(zeros, "zeros, of them kept", kept, "negative numbers", negative)
assert np.abs(answers - x).max() <= 1e-3
assert (zfpy.decompress_numpy(zfpy.compress_numpy(x)) == x).all()
assert kept < zeros / 3 and negative > zeros / 3, f"changed: {kept} zeros, {negative} below 0"
beside = through(np.array([1, 2, 3, 1e30]))
assert np.allclose(through(np.array([1.0, 2, 3, 4])), [1, 2, 3, 4], atol=1e-3)
assert beside.tolist() == [0, 0, 0, 1e30], f"changed: {beside}"
PYTHON
venv/bin/python ask.py
