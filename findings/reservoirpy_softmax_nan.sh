#!/usr/bin/env bash
# reservoirpy 0.4.2: of its activations only the sigmoid is held against large inputs. Its softmax takes
# exponentials of what comes in, without the largest taken off: one input above 709.78 and the share of
# that one is NaN, where it is 1; inputs below -745 are 0/0, all NaN. Its softplus is infinite from 709.78
# on, where it is x, and 0 left of -36.8, where it is exp(x).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet reservoirpy==0.4.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import numpy as np
from reservoirpy.activationsfunc import get_function

warnings.simplefilter("ignore")
softmax, softplus, sigmoid = map(get_function, ("softmax", "softplus", "sigmoid"))
near, large, small = (softmax(np.array(row)) for row in ([1.0, 2], [0.0, 800], [-800.0, -801]))
print("softmax", near, large, small)
assert np.allclose(near, [0.2689414213699951, 0.7310585786300049]), near
assert large[0] == 0 and np.isnan(large[1]), f"changed: {large}"
assert np.isnan(small).all(), f"changed: {small}"
x = np.array([-40.0, -36.0, 0, 700, 710])
y = softplus(x)
print("softplus", y, "at", x)
assert y[2] == np.log(2) and y[3] == 700, y
assert y[0] == 0 and np.isinf(y[4]), f"changed: {y}"
print("sigmoid", sigmoid(np.array([-800.0, 800])))
assert list(sigmoid(np.array([-800.0, 800]))) == [0, 1]
PYTHON
venv/bin/python ask.py
