#!/usr/bin/env bash
# ncnn 1.0.20261020: Softplus(100) is infinite in float32 on the CPU, where it is 100. The layer
# computes log(exp(x) + 1) as it stands, and exp overflows from x = 88.73 on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ncnn==1.0.20261020 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ncnn
import numpy as np

net = ncnn.Net()
net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
net.opt.use_bf16_storage = False
open("none.bin", "w").close()
assert net.load_param_mem("7767517\n2 2\nInput in 0 1 x\nSoftplus layer 1 1 x y \n") == 0
assert net.load_model("none.bin") == 0
with net.create_extractor() as asked:
    given = ncnn.Mat(np.array([1, 80, 100], dtype=np.float32)).clone()
    asked.input("x", given)
    found = np.array(asked.extract("y")[1]).copy()
print(found)
assert np.allclose(found[:2], [1.3132617, 80]), found
assert np.isinf(found[2]), f"changed: softplus(100) is {found[2]}"
PYTHON
venv/bin/python ask.py
