#!/usr/bin/env bash
# Slang, a language for GPUs that takes derivatives itself, on a CPU (slangpy 0.43.1): pow(x, 3) is -8 at
# -2, and its slope there, 12, comes out as 0, as for every x below 1e-6. Forwards the value that comes
# with the slope is 0 as well. So GELU in its tanh form, where x**3 stands, has slope -0.048 at -2
# backwards and -0.082 forwards; written with x*x*x it has -0.086, which is right, both ways. The slope
# of sqrt is 1581 for everything below 1e-7: 3e-5 of what it is at 1e-16, and a number at -1, where sqrt
# itself is NaN. saturate(NaN) is 0 with slope 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet slangpy==0.43.1 numpy==2.4.6
cat > ask.slang <<'SLANG'
[Differentiable]
float cube(float x) { return pow(x, 3.0); }

[Differentiable]
float product(float x) { return x * x * x; }

[Differentiable]
float gelu(float x, float third) { return 0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * third))); }

[Differentiable]
float with_pow(float x) { return gelu(x, cube(x)); }

[Differentiable]
float with_product(float x) { return gelu(x, product(x)); }

[Differentiable]
float root(float x) { return sqrt(x); }

[Differentiable]
float cut(float x) { return saturate(x); }

StructuredBuffer<float> x;
RWStructuredBuffer<float> y;

// Value, value and slope forwards, slope backwards.
#define ASK(ROW, NAME)                               \
    {                                                \
        var pair = diffPair(x[i], 0.0);              \
        bwd_diff(NAME)(pair, 1.0);                   \
        var both = fwd_diff(NAME)(diffPair(x[i], 1.0)); \
        y[(4 * ROW) * 8 + i] = NAME(x[i]);           \
        y[(4 * ROW + 1) * 8 + i] = both.p;           \
        y[(4 * ROW + 2) * 8 + i] = both.d;           \
        y[(4 * ROW + 3) * 8 + i] = pair.d;           \
    }

[shader("compute")]
[numthreads(1, 1, 1)]
void ask(uint3 id: SV_DispatchThreadID)
{
    uint i = id.x;
    ASK(0, cube)
    ASK(1, product)
    ASK(2, with_pow)
    ASK(3, with_product)
    ASK(4, root)
    ASK(5, cut)
}
SLANG
cat > ask.py <<'PYTHON'
import pathlib

import numpy as np
import slangpy

x = np.array([-2, -1, -0.25, 1e-16, 0.25, 1, 2, np.nan], np.float32)
device = slangpy.create_device(slangpy.DeviceType.cpu, include_paths=[pathlib.Path.cwd()])
kernel = device.create_compute_kernel(device.load_program("ask.slang", ["ask"]))
usage = slangpy.BufferUsage.shader_resource | slangpy.BufferUsage.unordered_access
given = device.create_buffer(size=x.nbytes, struct_size=4, usage=usage, data=x)
taken = device.create_buffer(size=24 * x.nbytes, struct_size=4, usage=usage)
kernel.dispatch([len(x), 1, 1], vars={"x": given, "y": taken})
answers = taken.to_numpy().view(np.float32).reshape(6, 4, len(x))
cube, product, with_pow, with_product, root, cut = answers
for name, answer in zip(("cube", "with_pow", "with_product"), (cube, with_pow, with_product)):
    print(name, *answer, sep="\n")
print(root[2], cut[:3, -1])

t = x.astype(float)
inner, steep = 0.7978845608 * (t + 0.044715 * t**3), 0.7978845608 * (1 + 3 * 0.044715 * t**2)
gelu = t / 2 * (1 + np.tanh(inner))
slope = (1 + np.tanh(inner)) / 2 + t / 2 * steep / np.cosh(inner) ** 2


def same(a, b):
    return np.allclose(a, b, rtol=1e-5, atol=1e-6, equal_nan=True)


for answer, value, derivative in ((product, t**3, 3 * t**2), (with_product, gelu, slope)):
    assert same(answer[:2], value) and same(answer[2:], derivative), answer
assert same(cube[0], t**3) and same(with_pow[0], gelu), "the values themselves"
assert same(cube[1:, 4:], [t[4:] ** 3, 3 * t[4:] ** 2, 3 * t[4:] ** 2]), "on the right"
assert (cube[1:, :4] == 0).all(), f"changed: pow(x, 3) has {cube[1:]}"
found = with_pow[2:, 0]
assert same(found, [-0.081558, -0.048106]), f"changed: the slope of GELU at -2 is {found}"
assert abs(slope[0] + 0.086099) < 1e-6, slope
assert np.allclose(root[2:, :4], 1581.14), f"changed: the slope of sqrt is {root}"
assert np.isnan(root[0, :3]).all() and abs(root[0, 3] - 1e-8) < 1e-12, root[0]
assert (cut[:, -1] == [0, 0, 1, 1]).all(), f"changed: of NaN saturate makes {cut[:, -1]}"
PYTHON
venv/bin/python ask.py
