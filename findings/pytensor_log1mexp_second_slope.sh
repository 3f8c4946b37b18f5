#!/usr/bin/env bash
# pytensor 3.0.7, under PyMC: log1mexp(x), log(1 - exp(x)) without loss, has second slope NaN from -710
# on to the left, where it is 0, and so has the logarithm of a complementary log-log gate,
# log1mexp(-exp(x)), from 6.6 on, an ordinary number: one clear case makes the Hessian NaN. Value and
# first slope are right, and the plain log(1 - exp(x)), which log1mexp is there to replace, is right
# at -711 and -1000 in all three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pytensor==3.0.7 packaging==26.4 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import pytensor
import pytensor.tensor as pt


def asked(function, *numbers):
    """The value and two slopes at each number."""
    x = pt.dscalar("x")
    value = function(x)
    slope = pytensor.grad(value, x)
    compiled = pytensor.function([x], [value, slope, pytensor.grad(slope, x)])
    return [[float(t) for t in compiled(number)] for number in numbers]


named = asked(pt.log1mexp, -5, -700, -711, -1000)
plain = asked(lambda x: pt.log(1 - pt.exp(x)), -5, -700, -711, -1000)
gate = asked(lambda x: pt.log1mexp(-pt.exp(x)), 0, 6.5, 6.6, 7)
print(named, plain, gate)
t = math.exp(-5)
for found in (named[0], plain[0]):
    for a, b in zip(found, (math.log1p(-t), -t / (1 - t), -t / (1 - t) ** 2)):
        assert abs(a / b - 1) < 1e-12, found
e = math.exp(-1)
for a, b in zip(gate[0], (math.log(1 - e), e / (1 - e), -(e**2) / (1 - e) ** 2)):
    assert abs(a - b) < 1e-12, gate[0]
assert all(abs(t) < 1e-300 for answers in named[1:] for t in answers[:2]), named
assert all(abs(t) < 1e-300 for answers in plain[1:] for t in answers), f"changed: {plain}"
assert all(abs(t) < 1e-200 for answers in gate[1:] for t in answers[:2]), gate
seconds = [answers[2] for answers in named[1:] + gate[1:]]
expected = [False, True, True] * 2
assert [math.isnan(t) for t in seconds] == expected, f"changed: the second slopes are {seconds}"
PYTHON
venv/bin/python -W ignore ask.py
