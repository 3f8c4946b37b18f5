#!/usr/bin/env bash
# Brevitas 0.13.4 with PyTorch 2.13.0: one infinity among the numbers of one training batch, and a
# QuantReLU answers NaN ever after, in evaluation too. Its scale is an average, over the batches,
# of a percentile of |x|; infinity and NaN go into it, stay there for 400 batches more and are
# saved with the model. QuantTanh and QuantSigmoid do so with NaN. The scaling of losses in half
# precision throws such a batch away, but the scale has seen it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet setuptools==80.9.0 brevitas==0.13.4 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import brevitas.nn as qnn
import torch

batch = torch.linspace(-3, 3, 101)


def answers(layer, bad):
    """At -3, 0 and 3 after training on batches of which one holds the number bad."""
    spoilt = batch.clone()
    spoilt[50] = bad
    for given in [batch] * 5 + [spoilt] + [batch] * 400:
        layer.train()(given)
    with torch.no_grad():
        return layer.eval()(batch)[[0, 50, 100]].tolist()


plain, hidden = answers(qnn.QuantReLU(), 0.0), answers(qnn.QuantReLU(), math.inf)
others = [answers(layer(), math.nan) for layer in (qnn.QuantReLU, qnn.QuantTanh, qnn.QuantSigmoid)]
print(plain, hidden, others)
assert plain[:2] == [0, 0] and abs(plain[2] - 3) < 0.02, plain
assert abs(answers(qnn.QuantTanh(), math.inf)[2] - math.tanh(3)) < 0.02
assert all(map(math.isnan, hidden)), f"changed: after one infinity it answers {hidden}"
assert all(map(math.isnan, sum(others, []))), f"changed: after one NaN they answer {others}"
PYTHON
venv/bin/python ask.py
