#!/usr/bin/env bash
# hls4ml 1.3.0 with PyTorch 2.13.0: of the slope of LeakyReLU eight bits are kept, whatever
# precision is asked for. With 16 bits behind the point (ap_fixed<24,8>) LeakyReLU(0.3) has slope
# 0.298828, 0.4 % off, and answers -5.97656 at -20. Nor do the tables take that precision: tanh has
# 10 bits, cut off to the left, and is not odd: -1 at -4 but 0.99902 at 4 and at every number beyond.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet hls4ml==1.3.0 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import hls4ml
import numpy as np
import torch


class Unit(torch.nn.Module):
    """One unit with weight 1 and no bias: what it answers is its activation function."""

    def __init__(self, activation):
        super().__init__()
        self.sum, self.activation = torch.nn.Linear(1, 1), activation
        torch.nn.init.ones_(self.sum.weight)
        torch.nn.init.zeros_(self.sum.bias)

    def forward(self, x):
        return self.activation(self.sum(x))


def answers(activation, numbers):
    unit, backend = Unit(activation).eval(), {"backend": "Vitis"}
    asked = hls4ml.utils.config_from_pytorch_model(
        unit, (1,), granularity="name", default_precision="ap_fixed<24,8>", **backend
    )
    made = hls4ml.converters.convert_from_pytorch_model(
        unit, hls_config=asked, output_dir=type(activation).__name__, **backend
    )
    made.compile()
    return made.predict(np.array(numbers, dtype=np.float32)[:, None]).ravel().astype(float)


leaky = answers(torch.nn.LeakyReLU(0.3), [-20, -1, 0.25, 20])
tanh = answers(torch.nn.Tanh(), [-20, -4, 0, 4, 20])
print(leaky, tanh, np.tanh(4))
assert leaky[2] == 0.25, leaky
assert leaky[3] == 20, leaky
assert tanh[2] == 0, tanh
assert abs(leaky[0] / -20 - 153 / 512) < 1e-5, f"changed: the slope is {leaky[0] / -20}"
assert tanh[1] == tanh[0] == -1, f"changed: tanh(-4) is {tanh[1]}"
assert tanh[3] == tanh[4] == 1 - 1 / 1024, f"changed: tanh(4) is {tanh[3]}"
PYTHON
venv/bin/python ask.py
