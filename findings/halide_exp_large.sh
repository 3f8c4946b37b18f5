#!/usr/bin/env bash
# Halide 21.0.0 on an x86-64 processor, float32: exp is 0 from 1.5e9 on, up to infinity, where it is
# infinite, and so 1/(1 + exp(-x)) is 1 at -2e9 and at -infinity, where it is 0. exp(NaN) is 0 and
# sigmoid(NaN) 1; log(infinity) is 88.7 and log(NaN) 89.1. erf is NaN from 4e18 on (1 is meant);
# pow(NaN, 2) is 0 and pow(infinity, 0.5) 1.8e19. strict_float, which is for NaN and infinity,
# changes none of it. tanh is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet halide==21.0.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import halide as hl
import numpy as np


def answers(function, numbers, strict=True):
    """What a compiled function answers, in single precision."""
    place, found = hl.Var("place"), hl.Func("found")
    value = function(hl.Buffer(np.array(numbers, dtype=np.float32))[place])
    found[place] = hl.strict_float(value) if strict else value
    return np.array(found.realize([len(numbers)])).tolist()


def sigmoid(x):
    return 1 / (1 + hl.exp(-x))


infinity, nan = math.inf, math.nan
assert answers(hl.exp, [89, 1e8, -1e9]) == [infinity, infinity, 0]
assert answers(hl.tanh, [infinity])[0] == 1 and math.isnan(answers(hl.tanh, [nan])[0])
for strict in (False, True):
    exp = answers(hl.exp, [2e9, infinity, nan], strict)
    gate = answers(sigmoid, [-100, -2e9, -infinity, nan], strict)
    log = answers(hl.log, [infinity, nan], strict)
    erf = answers(hl.erf, [4, 1e10, 1e19, infinity], strict)
    power = answers(lambda x: hl.pow(x, 0.5), [4, infinity, nan], strict)
    print(exp, gate, log, erf, power)
    assert exp == [0, 0, 0], f"changed: exp(2e9), exp(infinity) and exp(NaN) are {exp}"
    assert gate[0] < 1e-30 and gate[1:] == [1, 1, 1], f"changed: sigmoid is {gate}"
    assert 88 < log[0] < 89 and 89 < log[1] < 90, f"changed: log is {log}"
    assert erf[0] == 1 and math.isnan(erf[2]) and math.isnan(erf[3]), f"changed: erf is {erf}"
    assert power[0] == 2 and 1e19 < power[1] < 2e19 and power[2] == 0, f"changed: pow is {power}"
PYTHON
venv/bin/python ask.py
