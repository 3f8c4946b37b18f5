#!/usr/bin/env bash
# statsmodels 0.15.0: the second slope of the sigmoid is infinite where it is flat. Logit().inverse is
# right at every number, but inverse_deriv2(40) is -inf and inverse_deriv2(-710) inf, where -4e-18 and
# 4e-309 are meant; at -40 it is 6e-13, for it is computed back from the rounded probability. The
# first slope, inverse_deriv, is NaN from 710 on, where it is 0, and right at -710. Probit and Cauchy
# are right; so one well separated point makes a Hessian infinite.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet statsmodels==0.15.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import warnings

import numpy as np
from statsmodels.genmod.families import links

warnings.simplefilter("ignore")
logit = links.Logit()
x = np.array([-710.0, -40, -2, 2, 40, 710])
values, first, second = logit.inverse(x), logit.inverse_deriv(x), logit.inverse_deriv2(x)
print(values, first, second, sep="\n")
meant = 1 / (1 + np.exp(-x))
assert np.allclose(values, meant, rtol=1e-12, atol=0), values
small = math.exp(-2) / (1 + math.exp(-2)) ** 2
assert abs(first[3] - small) < 1e-12 and abs(second[3] + small * math.tanh(1)) < 1e-12
assert np.isfinite(links.Probit().inverse_deriv2(x)).all()
assert np.isfinite(links.Cauchy().inverse_deriv2(x)).all()
assert second[4] == -math.inf, f"changed: the second slope at 40 is {second[4]}"
assert second[0] == math.inf, f"changed: the second slope at -710 is {second[0]}"
assert second[1] > 1e-14, f"changed: the second slope at -40 is {second[1]}"
assert math.isnan(first[5]) and first[0] < 1e-300, f"changed: the slope at 710 is {first[5]}"
PYTHON
venv/bin/python ask.py
