#!/usr/bin/env bash
# wgpu 0.32.0 on Mesa's software renderer (22.3.6): (1.0 + x) - 1.0 is simplified to x, though it is
# 0 in float32 for x = 1e-9, and max(NaN, 0) is 0. The standard lets sums be reassociated and NaN be
# left out; tricks of compensation (log1p, expm1, two-sums) do not work there.
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
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    y[0] = (1.0 + x[0]) - 1.0;
    y[1] = max(x[1], 0.0);
}
"""
x = np.array([1e-9, np.nan], dtype=np.float32)
found = compute_with_buffers({0: x}, {1: (2, "f")}, KERNEL, n=1)[1]
sum_, largest = map(float, found)
print(f"(1 + 1e-9) - 1 = {sum_}; max(NaN, 0) = {largest}")
assert sum_ == float(x[0]) and largest == 0, f"changed: {sum_}, {largest}"
PYTHON
venv/bin/python ask.py
