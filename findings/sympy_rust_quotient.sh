#!/usr/bin/env bash
# SymPy 1.14.0: rust_code loses the parentheses of a sum over a sum. (x + 1)/(x - 1), 2 at 3,
# becomes x + 1.0*(x - 1.0).recip(), which is Rust all the same, and 3.5 at 3. So coth, and tanh
# written with exp, are other functions in Rust. ccode has the parentheses. The text is read here by
# Python, whose operators bind alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sympy==1.14.0
cat > ask.py <<'PYTHON'
import math

import sympy
from sympy import ccode, exp, rust_code


class Number(float):
    """A float with the methods that the code for Rust calls."""

    def exp(self):
        return Number(math.exp(self))

    def recip(self):
        return Number(1 / self)

    def __neg__(self):
        return Number(-float(self))

    def __add__(self, other):
        return Number(float(self) + other)

    def __sub__(self, other):
        return Number(float(self) - other)


def in_rust(expression, number):
    return float(eval(rust_code(expression), {"x": Number(number)}))


x = sympy.Symbol("x", real=True)
for expression in ((x + 1) / (x - 1), sympy.coth(x), (exp(x) - exp(-x)) / (exp(x) + exp(-x))):
    found, meant = in_rust(expression, 3.0), float(expression.subs(x, 3))
    print(rust_code(expression), "is", found, "at 3, for", meant)
    assert abs(found - meant) > 0.04, f"changed: {expression} is {found}"
assert in_rust(1 / (1 + exp(-x)), 3.0) == 1 / (1 + math.exp(-3)), "changed: the sigmoid"
assert eval(ccode((x + 1) / (x - 1)), {"x": 3.0}) == 2, "changed: ccode"
PYTHON
venv/bin/python ask.py
