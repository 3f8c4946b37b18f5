#!/usr/bin/env bash
# ExecuTorch 1.5.1 with its XNNPACK delegate on an x86-64 processor, float32: sqrt(1e38) is 1.5e19,
# half as much again as it is, and sqrt(inf) NaN; rsqrt(0) is NaN, where it is inf; sin(1e10) is
# -4891. exp, softplus and log_sigmoid of NaN are 0. ExecuTorch's portable kernels are right in all
# of them, and the delegate is at ordinary numbers. Norms of overflowing rows and empty ones meet
# the ends.
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


def both(function, *numbers):
    answer = [answers(function, list(numbers), one) for one in ([], [XnnpackPartitioner()])]
    print(function.__name__, numbers, *answer)
    return answer


plain, found = both(torch.sqrt, 2.0, 1e38, math.inf)
assert math.isclose(plain[1], 1e19, rel_tol=1e-6) and plain[2] == math.inf, plain
assert math.isclose(found[0], plain[0], rel_tol=1e-6), found
assert math.isclose(found[1], 1.5e19, rel_tol=1e-3), f"changed: sqrt(1e38) is {found[1]}"
assert math.isnan(found[2]), f"changed: sqrt(inf) is {found[2]}"
plain, found = both(torch.rsqrt, 2.0, 0.0)
assert plain[1] == math.inf and math.isclose(found[0], plain[0], rel_tol=1e-6), (plain, found)
assert math.isnan(found[1]), f"changed: rsqrt(0) is {found[1]}"
plain, found = both(torch.sin, 2.0, 1e10)
assert abs(plain[1]) < 1 and math.isclose(found[0], plain[0], rel_tol=1e-6), (plain, found)
assert abs(found[1]) > 1000, f"changed: sin(1e10) is {found[1]}"
for function in (torch.exp, torch.nn.functional.softplus, torch.nn.functional.logsigmoid):
    plain, found = both(function, 0.5, math.nan)
    assert math.isnan(plain[1]) and math.isclose(found[0], plain[0], rel_tol=1e-5), (plain, found)
    assert found[1] == 0, f"changed: {function.__name__} of NaN is {found[1]}"
PYTHON
venv/bin/python ask.py
