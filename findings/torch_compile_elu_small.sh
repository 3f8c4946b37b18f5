#!/usr/bin/env bash
# torch.compile, PyTorch 2.13.0 on a CPU: a compiled ELU, SELU or CELU of -1e-8 is 0, where PyTorch
# itself answers -1e-8 (SELU: -1.8e-8). The compiled code is exp(x) - 1, the eager kernel expm1: all
# float32 numbers between -3e-8 and 0 vanish, and at -1e-6 five digits are left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import torch
from torch.nn import functional

x = torch.tensor([-1e-8, -1e-6, -1.0, 1.0] * 16)
for function in (functional.elu, functional.selu, functional.celu):
    eager, compiled = function(x), torch.compile(function)(x)
    print(function.__name__, eager[:4].tolist(), compiled[:4].tolist())
    assert torch.allclose(eager[2:4], compiled[2:4])
    assert -2e-8 < float(eager[0]) < -0.9e-8, eager[0]
    assert compiled[0] == 0, f"changed: {function.__name__}(-1e-8) is {float(compiled[0])}"
PYTHON
venv/bin/python ask.py
