#!/usr/bin/env bash
# SymPy 1.14.0: ccode(Mod(x, 2)) is fmod(x, 2), which has the sign of x: at -0.5 SymPy's Mod is 1.5
# and the C code's -0.5. Triangle waves and other periodic activations are wrong on the left; C++
# gets std::fmod. The code for JavaScript, ((x % 2) + 2) % 2, and that for Rust are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sympy==1.14.0
cat > ask.py <<'PYTHON'
import math

import sympy
from sympy import ccode, jscode, rust_code

x = sympy.Symbol("x", real=True)
wave = sympy.Abs(sympy.Mod(x, 2) - 1)  # 1 at the even numbers, 0 at the odd ones
text = ccode(wave)
print(text, jscode(wave), rust_code(wave))
given = {"fmod": math.fmod, "fabs": math.fabs}
right, left = (eval(text, given | {"x": number}) for number in (0.5, -0.5))
meant = [float(wave.subs(x, number)) for number in (0.5, -0.5)]
print(right, left, meant)
assert right == meant[0] == meant[1] == 0.5, (right, meant)
assert left == 1.5, f"changed: the C code of the wave is {left} at -0.5"
assert "((x % 2) + 2) % 2" in jscode(wave), "changed: the code for JavaScript"
PYTHON
venv/bin/python ask.py
