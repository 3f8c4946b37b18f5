#!/usr/bin/env bash
# entmax 1.3 with PyTorch 2.13.0: entmax_bisect with alpha = 1, which is softmax, answers equal
# shares whatever the scores are: 1/(alpha - 1) is infinite there. With alpha = 1.001 it answers
# softmax to 0.0005. A learnt alpha that starts at 1, or is clamped to it, makes attention blind,
# and its own gradient is NaN. Masked scores (-inf) make it NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet entmax==1.3 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import torch
from entmax import entmax_bisect

scores = torch.tensor([[10.0, 1, 0, -1]])
alpha = torch.tensor([[1.0]], requires_grad=True)
found = entmax_bisect(scores, alpha)
(slope,) = torch.autograd.grad(found[0, 0], alpha)
masked = entmax_bisect(torch.tensor([[10.0, 1, 0, -torch.inf]]), 1.0)
near, softmax = entmax_bisect(scores, 1.001), torch.softmax(scores, -1)
print(found.tolist(), near.tolist(), softmax.tolist(), float(slope), masked.tolist())
assert (near - softmax).abs().max() < 1e-3, near
assert (found == 0.25).all(), f"changed: with alpha = 1 it is {found.tolist()}"
assert slope.isnan().all(), f"changed: the slope of alpha is {float(slope)}"
assert masked.isnan().all(), f"changed: masked, it is {masked.tolist()}"
PYTHON
venv/bin/python ask.py
