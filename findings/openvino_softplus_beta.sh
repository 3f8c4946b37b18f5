#!/usr/bin/env bash
# OpenVINO 2026.4.1: a PyTorch module converted by openvino.convert_model loses beta and threshold
# of Softplus. nn.Softplus(beta=2) at 0 is log(2)/2 = 0.3466; the converted model answers
# log(2) = 0.6931. By way of torch.export the same module keeps them. Seen with PyTorch 2.13.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet openvino==2026.4.1 torch==2.13.0 numpy==2.4.6 packaging==26.4
cat > ask.py <<'PYTHON'
import math

import openvino
import torch

x = torch.zeros(1, 4)
module = torch.nn.Softplus(beta=2).eval()
exported = torch.export.export(module, (x,))
found = [
    float(openvino.Core().compile_model(model, "CPU")(x.numpy())[0][0, 0])
    for model in (openvino.convert_model(module, example_input=x), openvino.convert_model(exported))
]
print(float(module(x)[0, 0]), found)
assert abs(float(module(x)[0, 0]) - math.log(2) / 2) < 1e-6
assert abs(found[1] - math.log(2) / 2) < 1e-3, found
assert abs(found[0] - math.log(2)) < 1e-3, f"changed: softplus with beta 2 at 0 is {found[0]}"
PYTHON
venv/bin/python ask.py
