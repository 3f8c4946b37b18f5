#!/usr/bin/env bash
# neuromancer 1.5.6: as it comes, "prelu" is min(x, 0): its slope is 1 on the left and 0 on the right, where
# PReLU has 1 on the right. "pelu" is 1 - exp(x) on the left with its own parameters, positive and up to 1,
# where PELU is negative. "softexp" begins at alpha = 0, for which it hands its input on without alpha: that
# is learnable, gets no gradient, and stays 0 for ever.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-deps neuromancer==1.5.6
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import importlib.util
import sys
from types import ModuleType

import torch

# The package alone, without the solvers that it loads at its start.
for word in ("neuromancer", "neuromancer.modules"):
    package = ModuleType(word)
    package.__path__ = list(importlib.util.find_spec(word).submodule_search_locations)
    sys.modules[word] = package
from neuromancer.modules.activations import activations

x = torch.tensor([-2.0, -1.0, 0.5, 3.0])
prelu, pelu, softexp = (activations[word]() for word in ("prelu", "pelu", "softexp"))
print("prelu", prelu(x).tolist(), "pelu", pelu(x).tolist())
assert torch.equal(prelu(x), torch.clamp(x, max=0)), f"changed: {prelu(x)}"
assert torch.equal(torch.nn.PReLU()(x) > 0, x > 0)
assert torch.allclose(pelu(x)[:2], 1 - torch.exp(x[:2])), f"changed: {pelu(x)}"
assert torch.equal(pelu(x)[2:], x[2:]), pelu(x)
given = x.clone().requires_grad_()
softexp(given).sum().backward()
print("softexp: alpha", softexp.alpha.item(), "its gradient", softexp.alpha.grad)
assert softexp.alpha.requires_grad and softexp.alpha.item() == 0
assert softexp.alpha.grad is None, f"changed: {softexp.alpha.grad}"
assert given.grad is not None
PYTHON
venv/bin/python ask.py
