#!/usr/bin/env bash
# PyTorch 2.13.0 (oneDNN 3.12.0) on an x86-64 processor: torch.jit.optimize_for_inference makes a
# ReLU or sigmoid after a convolution answer 0 to NaN, where the same model, scripted or not, answers
# NaN. It hands convolution and activation over to oneDNN, whose sigmoid keeps NaN where no convolution
# comes before. torch.utils.mkldnn, which takes a model to oneDNN as well, does so to a ReLU after a
# linear layer. ReLU6, hardtanh and tanh keep NaN. So a model that shows in training that something
# went wrong answers plain numbers where it is deployed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import torch
from torch import nn
from torch.utils import mkldnn

warnings.simplefilter("ignore")


def plain(layer):
    """A layer with one weight, 1, and bias 0."""
    nn.init.ones_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def answers(activation):
    """Of the model, scripted, and optimized for inference."""
    model = nn.Sequential(plain(nn.Conv2d(1, 1, 1)), activation).eval()
    scripted = torch.jit.script(model)
    optimized = torch.jit.optimize_for_inference(torch.jit.script(model))
    x = torch.tensor([float("nan"), -2, 0.5, 3]).reshape(4, 1, 1, 1)
    return [f(x).ravel() for f in (model, scripted, optimized)]


with torch.no_grad():
    for activation in (nn.ReLU(), nn.Sigmoid(), nn.ReLU6(), nn.Hardtanh(), nn.Tanh()):
        model, scripted, optimized = answers(activation)
        print(activation, model, optimized)
        assert torch.allclose(model[1:], optimized[1:]), optimized
        assert model[0].isnan() and scripted[0].isnan()
        if isinstance(activation, nn.ReLU | nn.Sigmoid):
            assert optimized[0] == 0, f"changed: {activation} of NaN is {optimized[0]}"
        else:
            assert optimized[0].isnan(), f"changed: {activation} of NaN is {optimized[0]}"
    x = torch.tensor([[float("nan")], [-2], [3]])
    dense = mkldnn.to_mkldnn(nn.Sequential(plain(nn.Linear(1, 1)), nn.ReLU()).eval())
    found = dense(x.to_mkldnn()).to_dense().ravel().tolist()
    alone = torch.sigmoid(x.to_mkldnn()).to_dense().ravel()
    print(found, alone)
    assert found == [0, 0, 3], f"changed: torch.utils.mkldnn answers {found}"
    assert alone[0].isnan(), f"changed: sigmoid alone answers {alone}"
PYTHON
venv/bin/python ask.py
