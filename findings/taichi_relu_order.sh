#!/usr/bin/env bash
# taichi 1.7.4 on a CPU: the slope of ReLU at 0 hangs on the order of the arguments: max(x, 0) has 0 and
# max(0, x) 1, as has math.clamp(x, 0, 6), whereas min(max(x, 0), 6) has 0. NaN becomes 0 in all of
# them, with that same slope. The slope of 1/(1 + exp(-x)) is NaN at -100 in float32, where the value
# is right; that of ELU by select(x > 0, x, exp(x) - 1) is NaN at 100, where it is 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet taichi==1.7.4
cat > ask.py <<'PYTHON'
import math

import taichi as ti

ti.init(arch=ti.cpu, default_fp=ti.f32, fast_math=False, log_level=ti.ERROR, offline_cache=False)
x = ti.field(ti.f32, shape=(), needs_grad=True)
y = ti.field(ti.f32, shape=(), needs_grad=True)


@ti.kernel
def relu():
    y[None] = ti.max(x[None], 0.0)


@ti.kernel
def turned():
    y[None] = ti.max(0.0, x[None])


@ti.kernel
def clamp():
    y[None] = ti.math.clamp(x[None], 0.0, 6.0)


@ti.kernel
def sigmoid():
    y[None] = 1.0 / (1.0 + ti.exp(-x[None]))


@ti.kernel
def elu():
    y[None] = ti.select(x[None] > 0, x[None], ti.exp(x[None]) - 1.0)


def answer(unit, number):
    """Value and slope of one of the units."""
    x[None] = number
    unit()
    value = y[None]
    x.grad[None], y.grad[None] = 0, 1
    unit.grad()
    return value, x.grad[None]


RELUS = (relu, turned, clamp)
print([answer(unit, 0.0) for unit in RELUS], answer(sigmoid, -100.0))
for number, meant in ((-2.0, (0, 0)), (2.0, (2, 1))):
    for unit in RELUS:
        assert answer(unit, number) == meant, (unit, number)
assert abs(answer(sigmoid, -2.0)[1] - 0.104993585) < 1e-6
assert abs(answer(elu, -2.0)[1] - math.exp(-2)) < 1e-6
slopes = [answer(unit, 0.0)[1] for unit in RELUS]
assert slopes == [0, 1, 1], f"changed: the slopes at 0 are {slopes}"
lost = [answer(unit, math.nan) for unit in RELUS]
assert lost == [(0, 0), (0, 1), (0, 1)], f"changed: NaN becomes {lost}"
assert answer(sigmoid, -100.0)[0] < 1e-40 and answer(elu, 100.0)[0] == 100
assert math.isnan(answer(sigmoid, -100.0)[1]), "changed: sigmoid"
assert math.isnan(answer(elu, 100.0)[1]), "changed: ELU"
PYTHON
venv/bin/python ask.py
