#!/usr/bin/env bash
# wgpu 0.32.0 on Mesa's software renderer (22.3.6): WGSL's tanh(1e-7) is 19 % too large and
# tanh(1e-8) three times too large. The standard promises an absolute error of 1e-5 alone, so that a
# network's small signals may come out as anything.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet wgpu==0.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import wgpu
from wgpu.utils.compute import compute_with_buffers

print(wgpu.gpu.request_adapter_sync().info["device"])
KERNEL = """
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if (id.x < arrayLength(&y)) { y[id.x] = tanh(x[id.x]); }
}
"""
x = np.array([1e-8, 1e-7, 0.5], dtype=np.float32)
found = compute_with_buffers({0: x}, {1: (3, "f")}, KERNEL, n=1)[1]
ratio = np.asarray(found) / np.tanh(x.astype(float))
print(ratio)
assert abs(ratio[2] - 1) < 1e-6, ratio
assert ratio[0] > 2.9 and 1.18 < ratio[1] < 1.2, f"changed: tanh is off by {ratio}"
PYTHON
venv/bin/python ask.py
