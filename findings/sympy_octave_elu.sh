#!/usr/bin/env bash
# SymPy 1.14.0: octave_code joins the branches of a Piecewise by sums of masks times branches. For
# ELU, ((x > 0).*(x) + (~(x > 0)).*(exp(x) - 1)), the branch that is not taken is 0 times infinity
# from 710 on, and so ELU(1000) is NaN in Octave and MATLAB, where it is 1000; x*log(x) with 0 at 0
# is NaN at 0. NumPy 2.4.6 reads the same text in the same arithmetic. inline=False writes if and
# else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sympy==1.14.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import sympy
from sympy import octave_code

x = sympy.Symbol("x", real=True)
elu = sympy.Piecewise((x, x > 0), (sympy.exp(x) - 1, True))
entropy = sympy.Piecewise((x * sympy.log(x), x > 0), (0, True))


def in_octave(expression, numbers):
    """What the text means, with NumPy's arrays for Octave's."""
    text = octave_code(expression)
    print(text)
    with np.errstate(all="ignore"):
        given = {"x": np.array(numbers), "exp": np.exp, "log": np.log}
        return eval(text.replace(".*", "*"), given)


found = in_octave(elu, [-1.0, 2.0, 700.0, 1000.0])
assert np.allclose(found[:3], [np.expm1(-1), 2, 700]), found
assert np.isnan(found[3]), f"changed: ELU(1000) is {found[3]}"
found = in_octave(entropy, [0.0, 1.0, 2.0])
assert np.allclose(found[1:], [0, 2 * np.log(2)]), found
assert np.isnan(found[0]), f"changed: x*log(x) is {found[0]} at 0"
assert "if (x > 0)" in octave_code(elu, assign_to="y", inline=False), "changed: inline=False"
PYTHON
venv/bin/python ask.py
