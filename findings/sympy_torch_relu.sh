#!/usr/bin/env bash
# SymPy 1.14.0: lambdify with modules="torch" writes a ReLU as torch.max(0, x) and the exact GELU
# with torch.sqrt(2). PyTorch 2.13.0 takes tensors there, and both raise TypeError when they are
# called, as do the step's torch.heaviside(x, 1/2) and Min. tanh, sigmoid and Piecewise can be
# called.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sympy==1.14.0 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import sympy
import torch

x = sympy.Symbol("x", real=True)
given = torch.tensor([-1.0, 0.5])
sigmoid = 1 / (1 + sympy.exp(-x))
leaky = sympy.Piecewise((x, x > 0), (x / 10, True))
for expression in (sympy.tanh(x), sigmoid, leaky):
    answer = sympy.lambdify(x, expression, "torch")(given)
    meant = torch.tensor([float(expression.subs(x, float(t))) for t in given])
    assert torch.allclose(answer, meant), (expression, answer)
gelu = x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2
for expression in (sympy.Max(x, 0), sympy.Min(x, 6), gelu, sympy.Heaviside(x)):
    try:
        answer = sympy.lambdify(x, expression, "torch")(given)
    except TypeError as error:
        print(expression, "-", str(error).splitlines()[0])
    else:
        raise SystemExit(f"changed: {expression} is {answer}")
PYTHON
venv/bin/python ask.py
