#!/usr/bin/env bash
# CrypTen 0.4.1 with PyTorch 2.13.0, networks on encrypted numbers: its activations hold in a range,
# and beyond it nothing is said, since nobody may look. exp is (1 + x/256)**256, which grows again
# left of -512: sigmoid(600) is 3e9, and softmax of [0, -520], a mask of attention for example, has
# numbers above 1e8 instead of [1, 0]. So has softmax of 600 equal numbers, whose sum is too
# large for its reciprocal. erf is eight terms of a Taylor series: -175 at 2, where it is 0.995.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6 onnx==1.23.2 \
  omegaconf==2.3.0 pyyaml==6.0.3
venv/bin/pip install --quiet --no-deps crypten==0.4.1
cat > ask.py <<'PYTHON'
import math
import sys
import types

# CrypTen's reader of ONNX files, not used here, asks for a module that this PyTorch has no more.
gone = types.ModuleType("torch.onnx._internal.registration")
gone.registry = None
sys.modules[gone.__name__] = gone

import crypten  # noqa: E402
import torch  # noqa: E402

crypten.init()


def answers(name, numbers, *more):
    secret = crypten.cryptensor(torch.tensor(numbers))
    return getattr(secret, name)(*more).get_plain_text().tolist()


inside = answers("sigmoid", [-3.0, 1.0, 100.0])
sigmoid, erf = answers("sigmoid", [600.0])[0], answers("erf", [1.0, 2.0])
near, far = answers("softmax", [0.0, -500.0], 0), answers("softmax", [0.0, -520.0], 0)
equal = answers("softmax", [0.0] * 600, 0)[0]
print(inside, sigmoid, erf, near, far, equal)
meant = [1 / (1 + math.exp(-x)) for x in (-3, 1, 100)]
assert all(abs(a - b) < 2e-3 for a, b in zip(inside, meant)), inside
assert near == [1, 0] and abs(erf[0] - math.erf(1)) < 1e-3, (near, erf)
assert sigmoid > 1e6, f"changed: sigmoid(600) is {sigmoid}"
assert abs(far[0]) > 1e6 and abs(far[1]) > 1e6, f"changed: softmax is {far}"
assert abs(equal) > 1e6, f"changed: softmax of equal numbers is {equal}"
assert erf[1] < -100, f"changed: erf(2) is {erf[1]}"
PYTHON
venv/bin/python ask.py
