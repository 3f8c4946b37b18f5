#!/usr/bin/env bash
# ncnn 1.0.20261020 on a CPU, float32: Mish grows to the left. It is x*tanh(softplus(x)), which is
# at least -0.309 and goes to 0; Mish(-1e6) is 0.06 and Mish(-1e9) is 60, because ncnn's tanh of 0,
# and of every number too small for its exp, is -6e-8. So TanH(1e-20) is negative, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ncnn==1.0.20261020 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ncnn
import numpy as np


def answers(layer, *numbers):
    net = ncnn.Net()
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    open("none.bin", "w").close()
    assert net.load_param_mem(f"7767517\n2 2\nInput in 0 1 x\n{layer} layer 1 1 x y \n") == 0
    assert net.load_model("none.bin") == 0
    x = np.resize(np.array(numbers, dtype=np.float32), 64)  # so long that its vector code runs
    with net.create_extractor() as asked:
        asked.input("x", ncnn.Mat(x).clone())
        return np.array(asked.extract("y")[1])[: len(numbers)].copy()


mish, tanh = answers("Mish", 1, -1, -1e6, -1e9), answers("TanH", 1, 1e-20)
print(mish, tanh)
assert np.allclose(mish[:2], [0.86509839, -0.30340146], atol=1e-5), mish
assert abs(tanh[0] - 0.76159416) < 1e-6, tanh
assert mish[2] > 0.01 and mish[3] > 10, f"changed: Mish(-1e6) is {mish[2]}"
assert tanh[1] < 0, f"changed: TanH(1e-20) is {tanh[1]}"
PYTHON
venv/bin/python ask.py
