#!/usr/bin/env bash
# PARI/GP 2.15.4 in Python (cypari 2.5.7): abs of a formula is the formula, with the sign of its
# first coefficient. So softsign, x/(1 + abs(x)), is x/(x + 1), which is 3/2 at -3 where it is
# -3/4, and its derivative has a pole at -1; a ReLU written (x + abs(x))/2 is x. Of a function,
# (x) -> ..., the values are right, but its slope f' is a difference quotient: with 38 digits that
# of a step is 2^64 at 0, and that of ELU has half of them there; a smooth tanh keeps them all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet cypari==2.5.7
cat > ask.py <<'PYTHON'
from cypari import pari

pari.set_real_precision(38)
version, softsign, relu = pari("version()"), pari("x/(1 + abs(x))"), pari("(x + abs(x))/2")
formulas = "sign(x)", "if(x > 0, x, exp(x) - 1)", "tanh(x)"
step, elu, tanh = (pari(f"((x) -> {formula})'(0)") for formula in formulas)
print(version, softsign, relu, step, elu, tanh)
assert str(version) == "[2, 15, 4]", version
assert pari("((x) -> x/(1 + abs(x)))(-3)") == pari("-3/4")
assert abs(tanh - 1) < pari("1e-36"), tanh
assert str(softsign) == "x/(x + 1)", f"changed: softsign is {softsign}"
assert pari("subst(x/(1 + abs(x)), x, -3)") == pari("3/2"), "changed: softsign of -3"
assert str(pari("deriv(x/(1 + abs(x)), x)")) == "1/(x^2 + 2*x + 1)", "changed: its derivative"
assert str(relu) == "x", f"changed: ReLU is {relu}"
assert step > 1e9, f"changed: the slope of a step is {step}"
assert pari("1e-25") < abs(elu - 1) < pari("1e-15"), f"changed: the slope of ELU is {elu}"
PYTHON
venv/bin/python ask.py
