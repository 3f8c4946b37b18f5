#!/usr/bin/env bash
# daceypy 1.4.0, derivatives by truncated power series: abs of a number is the largest coefficient
# of its series, as a plain float. abs(x) where x is 0.25 is 1, for its slope is 1, and where x is
# -3 it is 3 without a slope. So softsign, x/(1 + abs(x)), at 0.25 is 0.125, where 0.2 is meant,
# with slope 0.5, where it is 0.64, and a ReLU written (x + abs(x))/2 is 0.625 there. tanh(1e-9) is
# 2.7e-8 off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet daceypy==1.4.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

from daceypy import DA

DA.init(2, 1)


def value_and_slope(f, number):
    """f at a number, and its slope there."""
    series = f(DA(1) + number)
    return series.cons(), series.getCoefficient([1])


tanh = value_and_slope(DA.tanh, 0.25)
assert abs(tanh[0] - math.tanh(0.25)) < 1e-12 and abs(tanh[1] - 1 / math.cosh(0.25) ** 2) < 1e-12
size = abs(DA(1) + 0.25)
print(type(size), size)
assert isinstance(size, float) and size == 1, f"changed: {size}"
assert abs(DA(1) - 3) == 3, f"changed: {abs(DA(1) - 3)}"
softsign = value_and_slope(lambda x: x / (1 + abs(x)), 0.25)
relu = value_and_slope(lambda x: (x + abs(x)) / 2, 0.25)
print(softsign, relu)
assert softsign == (0.125, 0.5) and relu == (0.625, 0.5), f"changed: {softsign} {relu}"
small = value_and_slope(DA.tanh, 1e-9)[0] / 1e-9 - 1
assert 1e-8 < abs(small) < 1e-7, f"changed: tanh(1e-9) is {small} off"
PYTHON
venv/bin/python ask.py
