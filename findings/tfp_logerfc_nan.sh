#!/usr/bin/env bash
# TensorFlow Probability 0.25.0 on its NumPy side: logerfc(NaN), the logarithm of a normal tail, is
# -1.85, the answer for 1, and logerfcx(NaN) is -0.85, that for 1 too: what is out of the range
# of one formula is replaced by 1 before it is taken, and NaN counts as that. erfcx(infinity) is 1, where
# it is 0 and erfcx(1e10) 5.6e-11. At ordinary numbers all three are right, and log_cosh and
# log1mexp keep NaN. A network gone wrong is given a plausible likelihood by a probit gate of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tensorflow-probability==0.25.0 numpy==2.4.6 scipy==1.17.0 \
  mpmath==1.3.0
cat > ask.py <<'PYTHON'
import warnings

import mpmath
import numpy as np

warnings.simplefilter("ignore")
from tensorflow_probability.substrates.numpy import math as tfp  # noqa: E402

np.seterr(all="ignore")


def answers(function, *numbers):
    return [float(function(np.float64(x))) for x in numbers]


meant = [float(mpmath.log(mpmath.erfc(x))) for x in (1, 5, 20)]
assert np.allclose(answers(tfp.logerfc, 1, 5, 20), meant, rtol=1e-12)
plain, scaled = answers(tfp.logerfc, np.nan)[0], answers(tfp.logerfcx, np.nan)[0]
far, farther = answers(tfp.erfcx, 1e10, np.inf)
print(plain, scaled, far, farther)
assert all(np.isnan([*answers(tfp.log_cosh, np.nan), *answers(tfp.log1mexp, np.nan)]))
assert np.isclose(far, 5.6419e-11, rtol=1e-4), far
assert plain == answers(tfp.logerfc, 1)[0], f"changed: logerfc(nan) is {plain}"
assert scaled == answers(tfp.logerfcx, 1)[0], f"changed: logerfcx(nan) is {scaled}"
assert farther == 1, f"changed: erfcx(inf) is {farther}"
PYTHON
venv/bin/python ask.py
