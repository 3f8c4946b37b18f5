#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: tanh of a tensor quantised to eight bits is not odd. It is -1 far on the
# left and 0.9921875 far on the right, since its answer always has the scale 1/128, and eight bits
# hold 127 steps above 0. sigmoid ends at 0.99609375, and so does hardsigmoid, which is exactly 1
# from 3 on: no gate opens wholly, and a state that is multiplied by it loses 0.4 % at each step.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import torch

warnings.simplefilter("ignore")
for kind, zero in (torch.quint8, 128), (torch.qint8, 0):
    for size in (1, 5, 64):
        x = torch.tensor([-100.0, -1, 0, 1, 100]).repeat_interleave(size)
        quantised = torch.quantize_per_tensor(x, 1.0, zero, kind)
        tanh, sigmoid = (
            f(quantised).dequantize().view(5, size) for f in (torch.tanh, torch.sigmoid)
        )
        print(kind, tanh[:, 0], sigmoid[:, 0])
        middle = slice(size, 4 * size)
        assert torch.allclose(tanh.ravel()[middle], x[middle].tanh(), atol=1 / 256)
        assert torch.allclose(sigmoid.ravel()[middle], x[middle].sigmoid(), atol=1 / 256)
        assert (tanh[0] == -1).all() and (tanh[4] == 127 / 128).all(), f"changed: {tanh}"
        assert (sigmoid[0] == 0).all() and (sigmoid[4] == 255 / 256).all(), f"changed: {sigmoid}"
hard = torch.nn.functional.hardsigmoid(torch.quantize_per_tensor(x, 1.0, 128, torch.quint8))
assert hard.dequantize()[-1] == 255 / 256, f"changed: {hard}"
PYTHON
venv/bin/python ask.py
