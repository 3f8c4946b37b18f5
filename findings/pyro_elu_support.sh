#!/usr/bin/env bash
# Pyro 1.9.2 with PyTorch 2.13.0: ELUTransform, by which ELU becomes a step of a normalizing flow,
# is declared to have positive results, where ELU goes down to -1. So the distribution of a normal
# number sent through it refuses half of its own samples: log_prob(-0.5) raises ValueError, where
# -0.466 is meant (and comes with validate_args=False). The inverse adds 1e-8 inside the logarithm:
# in float64 -20 comes back as -18.2, -1e-6 1 % off, and -1e-9 as 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyro-ppl==1.9.2 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from pyro.distributions import Normal, TransformedDistribution
from pyro.distributions.transforms import elu, leaky_relu

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def refused(transform, value):
    """Whether the distribution of a normal number sent through it says no to this number."""
    try:
        TransformedDistribution(Normal(0.0, 1.0), [transform]).log_prob(torch.tensor(value))
    except ValueError:
        return True
    return False


def there_and_back(x):
    return elu().inv(elu()(torch.tensor(x)).clone()).item()


samples = TransformedDistribution(Normal(0.0, 1.0), [elu()]).sample((1000,))
share = (samples < 0).double().mean().item()
free = TransformedDistribution(Normal(0.0, 1.0), [elu()], validate_args=False)
found = free.log_prob(torch.tensor(-0.5)).item()
meant = -math.log(0.5) ** 2 / 2 - math.log(2 * math.pi) / 2 - math.log(0.5)
back = [there_and_back(x) for x in (2.0, -1.0, -20.0, -1e-6, -1e-9)]
print(share, found, meant, back)
assert not refused(leaky_relu(), -0.5) and not refused(elu(), 0.5)
assert abs(found - meant) < 1e-6 and 0.4 < share < 0.6, (found, meant, share)
assert back[0] == 2 and abs(back[1] + 1) < 1e-6, back
assert refused(elu(), -0.5), "changed: -0.5 is taken"
assert abs(back[2] + 18.233276) < 1e-5, f"changed: -20 comes back as {back[2]}"
assert abs(back[3] / -1e-6 - 0.99) < 1e-3 and back[4] == 0, f"changed: {back}"
PYTHON
venv/bin/python ask.py
