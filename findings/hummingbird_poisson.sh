#!/usr/bin/env bash
# hummingbird-ml 0.4.12 turns scikit-learn's networks into PyTorch. An MLPRegressor that is fitted with
# loss="poisson" ends in exp (its out_activation_ says so), and Hummingbird leaves that out, without
# a word: what it predicts is the logarithm, negative for counts below 1. The same network with the
# squared error is converted right. skl2onnx 1.20.0 refuses the first with KeyError: 'exp'. Seen
# with scikit-learn 1.9.1 and torch 2.13.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6 scikit-learn==1.9.1 skl2onnx==1.20.0 \
  onnx==1.23.2 onnxconverter-common==1.16.0 psutil==7.2.2 dill==0.4.1
venv/bin/pip install --quiet --no-deps hummingbird-ml==0.4.12
cat > ask.py <<'PYTHON'
import warnings

import numpy as np

warnings.simplefilter("ignore")
from hummingbird.ml import convert  # noqa: E402
from skl2onnx import to_onnx  # noqa: E402
from sklearn.neural_network import MLPRegressor  # noqa: E402

x = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
y = np.exp(x[:, 0])
for loss in ("squared_error", "poisson"):
    net = MLPRegressor(hidden_layer_sizes=(5,), loss=loss, random_state=0, max_iter=300)
    right = net.fit(x, y).predict(x)
    found = np.ravel(convert(net, "torch").predict(x))
    print(loss, net.out_activation_, right[:3], found[:3])
    if loss == "squared_error":
        assert np.allclose(found, right, atol=1e-4), found
        to_onnx(net, x[:1])
        continue
    assert net.out_activation_ == "exp" and (right > 0).all()
    assert np.allclose(np.exp(found), right, rtol=1e-4), "changed: another function"
    assert found.min() < 0, "changed: the exponential is taken"
    try:
        to_onnx(net, x[:1])
    except KeyError as error:
        assert error.args == ("exp",), error
    else:
        raise AssertionError("changed: skl2onnx converts it")
PYTHON
venv/bin/python ask.py
