#!/usr/bin/env bash
# warp-lang 1.19.0 (NVIDIA Warp) on a CPU: step(x) is 1 on the left, for x < 0, and 0 on the right:
# the other way round than Heaviside's step, NumPy's heaviside and step of GLSL and HLSL. sign(0) is
# 1, and so is sign(NaN); clamp(NaN, -1, 1) is -1 and max(NaN, 0) is 0, so that NaN does not survive
# a kernel.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet warp-lang==1.19.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import warp as wp


@wp.kernel
def kernel(x: wp.array(dtype=wp.float32), y: wp.array2d(dtype=wp.float32)):
    i = wp.tid()
    y[i, 0] = wp.step(x[i])
    y[i, 1] = wp.sign(x[i])
    y[i, 2] = wp.clamp(x[i], -1.0, 1.0)
    y[i, 3] = wp.max(x[i], 0.0)


given = np.array([-2, 0, 2, np.nan], dtype=np.float32)
made = wp.zeros((given.size, 4), dtype=wp.float32, device="cpu")
wp.launch(kernel, given.size, [wp.array(given, device="cpu")], [made], device="cpu")
step, sign, clamp, largest = made.numpy().T
print(step, sign, clamp, largest)
assert np.heaviside(given[:3], 1).tolist() == [0, 1, 1]
assert clamp[:3].tolist() == [-1, 0, 1] and largest[:3].tolist() == [0, 0, 2], (clamp, largest)
assert step[:3].tolist() == [1, 0, 0], f"changed: step is {step}"
assert sign.tolist() == [-1, 1, 1, 1], f"changed: sign is {sign}"
assert clamp[3] == -1 and largest[3] == 0, f"changed: {clamp}, {largest}"
PYTHON
WARP_CACHE_PATH=cache venv/bin/python ask.py
