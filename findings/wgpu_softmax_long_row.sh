#!/usr/bin/env bash
# wgpu 0.32.0 on Mesa's software renderer (22.3.6): the loops of an invocation end after 65,535 steps
# in all, and nothing says so. The denominator of a softmax over a vocabulary of 128,256 equal logits
# is 65,535, so that each share comes out as 1.5e-5 where 7.8e-6 is right, and the shares add up to
# 1.96; over 50,000 logits all is well. A loop within a loop counts the steps of both together: a sum
# of 1,000 times 1,000 ones is 65,405.
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
SHARE = """
@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> share: array<f32>;
@compute @workgroup_size(1) fn main() {
    var sum = 0.0;
    for (var i = 0u; i < arrayLength(&logits); i++) { sum += exp(logits[i]); }
    share[0] = exp(logits[0]) / sum;
}
"""
SQUARE = """
@group(0) @binding(0) var<storage, read> side: array<u32>;
@group(0) @binding(1) var<storage, read_write> sum: array<f32>;
@compute @workgroup_size(1) fn main() {
    var ones = 0.0;
    for (var i = 0u; i < side[0]; i++) {
        for (var j = 0u; j < side[0]; j++) { ones += 1.0; }
    }
    sum[0] = ones;
}
"""


def share(count):
    given = np.zeros(count, dtype=np.float32)
    return float(compute_with_buffers({0: given}, {1: (1, "f")}, SHARE, n=1)[1][0])


short, long = share(50_000), share(128_256)
print(f"{short:.6g} for {1 / 50_000:.6g}, {long:.6g} for {1 / 128_256:.6g}")
side = np.array([1000], dtype=np.uint32)
ones = float(compute_with_buffers({0: side}, {1: (1, "f")}, SQUARE, n=1)[1][0])
print(f"{ones:.0f} for 1000000")
assert abs(short * 50_000 - 1) < 1e-5, short
assert abs(long * 65_535 - 1) < 1e-5, f"changed: the share is {long}"
assert 60_000 < ones < 70_000, f"changed: the sum is {ones}"
PYTHON
venv/bin/python ask.py
