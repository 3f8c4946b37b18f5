#!/usr/bin/env bash
# ExecuTorch 1.5.1 with its XNNPACK delegate: GELU with approximate="tanh" is computed in the exact
# form, and nothing is said. At -3 the tanh form is -0.00364 and the exact one -0.00405; the
# delegate answers the latter to both. ExecuTorch's portable kernels keep the form that PyTorch
# 2.13.0 was asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6 flatbuffers==25.12.19 \
  pandas==3.1.1 pyyaml==6.0.4 ruamel.yaml==0.19.1 tabulate==0.10.0 packaging==26.4
venv/bin/pip install --quiet --no-deps executorch==1.5.1 torchao==0.18.0
cat > ask.py <<'PYTHON'
import logging
import math

import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from executorch.extension.pybindings.portable_lib import _load_for_executorch_from_buffer

logging.disable(logging.CRITICAL)


class Module(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def answers(function, numbers, partitioners):
    """What a program of one function answers, run with these delegates."""
    x = torch.tensor([numbers * 8])
    exported = torch.export.export(Module(function).eval(), (x,))
    program = to_edge_transform_and_lower(exported, partitioner=partitioners).to_executorch()
    module = _load_for_executorch_from_buffer(program.buffer)
    return module.forward([x])[0][0, : len(numbers)].tolist()


def tanh_form(x):
    return torch.nn.functional.gelu(x, approximate="tanh")


x = [-3.0, -1.0, 2.3]
exact, meant = (
    [torch.nn.functional.gelu(torch.tensor(t), approximate=form).item() for t in x]
    for form in ("none", "tanh")
)
portable, delegate = answers(tanh_form, x, []), answers(tanh_form, x, [XnnpackPartitioner()])
print(meant, portable, delegate)
assert math.dist(portable, meant) < 1e-5, portable
assert abs(exact[0] - meant[0]) > 4e-4
assert math.dist(delegate, exact) < 1e-5, f"changed: the delegate answers {delegate}"
PYTHON
venv/bin/python ask.py
