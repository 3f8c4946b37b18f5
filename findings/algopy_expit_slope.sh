#!/usr/bin/env bash
# algopy 0.7.2, derivatives by Taylor series: the first slope of expit, the sigmoid, is 0 from -37
# on to the left, where it is exp(x), and 4 % off at -36, while the value, the second and the third
# slope have all digits there, and so has the first on the right. From 710 on the second and third
# are NaN, where they are about 0: one saturated unit makes a Hessian NaN. tanh and erf are right at
# both ends. Seen with SciPy 1.17.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet algopy==0.7.2 numpy==2.4.6 scipy==1.17.1
cat > ask.py <<'PYTHON'
import math
import warnings

import algopy
import numpy as np

warnings.simplefilter("ignore")


def slopes(function, number):
    """The value of a function and its first three slopes."""
    x = algopy.UTPM(np.zeros((4, 1)))
    x.data[0, 0], x.data[1, 0] = number, 1
    return (function(x).data[:, 0] * [1, 1, 2, 6]).tolist()


def exact(number):
    small = math.exp(-abs(number))
    return small / (1 + small) ** 2


for number in (-700, -40, -36, -2, 40, 710):
    values = slopes(algopy.special.expit, number)
    print(number, values, exact(number))
    if abs(number) < 100:
        side = math.tanh(number / 2)
        assert abs(values[2] / (-exact(number) * side) - 1) < 1e-9, values
    if number == 710:
        assert values[0] == 1 and all(map(math.isnan, values[2:])), f"changed: {values}"
    elif number in (-2, 40):
        assert abs(values[1] / exact(number) - 1) < 1e-12, values
    elif number == -36:
        assert 0.03 < 1 - values[1] / exact(number) < 0.06, f"changed: {values}"
    else:
        assert values[1] == 0 < values[0], f"changed: {values}"
for function in (algopy.tanh, algopy.special.erf):
    for number in (-800, 800):
        assert slopes(function, number)[1:] == [0, 0, 0], slopes(function, number)
PYTHON
venv/bin/python ask.py
