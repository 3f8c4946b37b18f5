#!/usr/bin/env bash
# numcodecs 0.16.6, the codecs of Zarr: BitRound, which drops digits so that arrays compress better,
# turns some NaN into -0. It adds to the bits and masks them, and where all of them are set, as in
# the NaN that NVIDIA's processors compute (0x7fffffff), the carry runs into the sign. NumPy's own
# NaN (0x7fc00000) stays. Large numbers become infinity: 3.4e38 with 3 digits kept, and 65504 of
# float16, where a saturated layer was finite. A NaN of a network on a GPU is a plain zero in the
# archive.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numcodecs==0.16.6 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from numcodecs import BitRound


def kept(numbers, digits):
    """The numbers after they were written with so many binary digits and read."""
    codec = BitRound(digits)
    return codec.decode(codec.encode(numbers.copy())).view(numbers.dtype)


nans = np.array([0x7FC00000, 0x7FFFFFFF, 0xFFC00000], np.uint32).view(np.float32)
assert np.isnan(nans).all()
assert kept(np.array([1 / 3, -5], np.float32), 3).tolist() == [0.34375, -5]
for digits in (3, 10):
    answers = kept(nans, digits)
    print(digits, answers)
    assert np.isnan(answers[[0, 2]]).all(), answers
    assert answers[1] == 0 and np.signbit(answers[1]), f"changed: {answers[1]}"
large = kept(np.array([3.4e38], np.float32), 3)[0], kept(np.array([65504], np.float16), 3)[0]
print(large)
assert all(map(np.isinf, large)), f"changed: {large}"
PYTHON
venv/bin/python ask.py
