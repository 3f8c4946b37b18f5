#!/usr/bin/env bash
# bitsandbytes 0.50.2 on a CPU: quantised to eight bits a number, no zero is a zero. In a block
# whose largest number is 1 each comes back as 2.1e-5, though 0 is among the 256 numbers there are:
# of a ReLU's answers, half of which are 0, none is. NaN becomes -0.993 times the largest, and
# nothing shows it. An infinity makes the rest of its block infinite and becomes -infinity itself.
# The formats nf4 and fp4 have 0, and answer NaN for NaN. Seen with PyTorch 2.13.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet bitsandbytes==0.50.2 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from bitsandbytes import functional

torch.manual_seed(0)


def eight(x):
    """The numbers after they were eight bits each."""
    return functional.dequantize_blockwise(*functional.quantize_blockwise(x.clone(), blocksize=64))


def four(x, kind):
    """The numbers after they were four bits each."""
    numbers, state = functional.quantize_4bit(x.clone(), blocksize=64, quant_type=kind)
    return functional.dequantize_4bit(numbers, state).ravel()


x = torch.relu(torch.randn(64))
x[:4] = torch.tensor([1, -1, 0.3, 0]) * x.max()
answers = eight(x)
zeros = x == 0
print(int(zeros.sum()), "zeros become", answers[zeros].unique(), "of", float(x.max()))
assert (functional.create_dynamic_map() == 0).any()
assert torch.allclose(answers[:3], x[:3], rtol=0.02), answers[:3]
assert zeros.sum() > 20 and (four(x, "nf4")[zeros] == 0).all()
assert torch.allclose(answers[zeros], 2.125e-5 * x.max()), f"changed: {answers[zeros]}"
for value in (math.nan, math.inf):
    x[5] = value
    answers = eight(x)
    print(value, answers[:8])
    assert (answers[5] < -0.99 * x[0]) if math.isnan(value) else (answers[5] == -math.inf), (
        f"changed: {value} is {answers[5]}"
    )
    for kind in ("nf4", "fp4"):
        assert not four(x, kind)[5].isfinite()
assert (answers[6:] == math.inf).all(), f"changed: {answers[6:]}"
PYTHON
venv/bin/python ask.py
