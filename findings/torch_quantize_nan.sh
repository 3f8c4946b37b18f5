#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: what a NaN becomes in eight bits hangs on who quantises it. With a scale
# of 0.05, quantize_per_tensor makes it the highest number, 127 (6.35; 255 where there is no sign),
# quantize_per_channel 0, and fake_quantize, by which training sees what the device will do, the
# lowest, -6.4, per tensor and per channel. So a NaN that trained as the lowest runs as the highest.
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
scale, zero = torch.tensor([0.05]), torch.tensor([0], dtype=torch.int32)


def answers(numbers):
    """The rows of numbers, quantised in each of four ways and turned back."""
    return {
        "tensor": torch.quantize_per_tensor(numbers, 0.05, 0, torch.qint8).dequantize(),
        "channel": torch.quantize_per_channel(numbers, scale, zero, 0, torch.qint8).dequantize(),
        "fake": torch.fake_quantize_per_tensor_affine(numbers, 0.05, 0, -128, 127),
        "fake channel": torch.fake_quantize_per_channel_affine(numbers, scale, zero, 0, -128, 127),
    }


for name, row in answers(torch.tensor([[-100.0, -3, 0, 1.02, 100]])).items():
    assert torch.allclose(row, torch.tensor([[-6.4, -3, 0, 1, 6.35]])), (name, row)
meant = {"tensor": 6.35, "channel": 0.0, "fake": -6.4, "fake channel": -6.4}
for size in (1, 5, 64):
    for name, row in answers(torch.full((1, size), torch.nan)).items():
        print(size, name, row.unique())
        assert torch.allclose(row, torch.tensor(meant[name])), f"changed: {name} {row}"
unsigned = torch.quantize_per_tensor(torch.tensor([torch.nan]), 0.05, 128, torch.quint8)
assert unsigned.int_repr() == 255, f"changed: {unsigned.int_repr()}"
PYTHON
venv/bin/python ask.py
