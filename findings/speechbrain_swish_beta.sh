#!/usr/bin/env bash
# speechbrain 1.1.2: Swish(beta) multiplies its input by beta before SiLU, and so the result as well: it is
# beta*x*sigmoid(beta*x), not x*sigmoid(beta*x). With beta = 2 it goes to 2*x far out, and its least value
# -0.278 is that of SiLU for every beta, where swish has -0.139. Its documentation states a third one,
# x/(1 + exp(beta*x)), which goes to 0 on the right. At beta = 1 it is SiLU.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-deps speechbrain==1.1.2
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6 tqdm==4.67.1 PyYAML==6.0.3
cat > ask.py <<'PYTHON'
import importlib.util
import sys
from types import ModuleType

import torch

# The package alone, without what it loads at its start for sound.
for word in ("speechbrain", "speechbrain.nnet"):
    package = ModuleType(word)
    package.__path__ = list(importlib.util.find_spec(word).submodule_search_locations)
    sys.modules[word] = package
from speechbrain.nnet.activations import Swish

x = torch.linspace(-20, 20, 40001, dtype=torch.float64)
for beta in (1.0, 2.0, 0.5):
    y = Swish(beta)(x)
    meant = x * torch.sigmoid(beta * x)
    print("beta", beta, "at 20:", y[-1].item(), "least:", y.min().item(), "meant:", meant.min().item())
    assert torch.allclose(y, beta * meant, rtol=1e-12), f"changed: {y[-1]}"
    assert abs(y.min().item() + 0.2784645) < 1e-6, y.min()
    assert "exp(beta * x)" in Swish.__doc__
PYTHON
venv/bin/python ask.py
