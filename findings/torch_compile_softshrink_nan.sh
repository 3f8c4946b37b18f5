#!/usr/bin/env bash
# torch.compile, PyTorch 2.13.0 on a CPU: a compiled softshrink(NaN) is 0, where PyTorch itself
# answers NaN. hardshrink, relu and relu6 keep it, compiled as well. So a model that shows in the
# eager run that something went wrong answers plain numbers when it is compiled.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import torch
from torch.nn import functional

for size in (1, 64):
    x = torch.tensor([torch.nan, -2, 0.2, 3]).repeat(size)
    for name in ("softshrink", "hardshrink", "relu", "relu6"):
        activation = getattr(functional, name)
        eager, compiled = activation(x), torch.compile(activation)(x)
        print(name, size, eager[:4], compiled[:4])
        numbers = ~x.isnan()
        assert torch.equal(eager[numbers], compiled[numbers])
        assert eager[~numbers].isnan().all(), eager
        if name == "softshrink":
            assert (compiled[~numbers] == 0).all(), f"changed: {compiled}"
        else:
            assert compiled[~numbers].isnan().all(), compiled
PYTHON
venv/bin/python ask.py
