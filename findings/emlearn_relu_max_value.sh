#!/usr/bin/env bash
# emlearn 0.23.2, which turns small networks into C for microcontrollers, loses activations of Keras
# 3.15.1 in silence. max_value of a ReLU layer is ignored, so a ReLU6 is a ReLU: 100 where Keras
# has 6. (negative_slope and threshold are refused.) An activation layer takes the place of the
# activation of the Dense layer before it: of tanh and then ReLU the ReLU alone is left, 3 where
# tanh(3) = 0.995 is meant. A ReLU6 is there to keep numbers small on just such devices.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet setuptools==80.9.0 emlearn==0.23.2 keras==3.15.1 jax==0.10.2 \
  numpy==2.4.6 scikit-learn==1.7.2 pybind11==3.0.1
cat > ask.py <<'PYTHON'
import emlearn
import keras
import numpy as np
from keras import layers


def answers(activation, layer, numbers):
    """What Keras and the C code answer for a unit with this activation and a layer after it."""
    first, last = layers.Dense(1, activation=activation), layers.Dense(1)
    model = keras.Sequential([keras.Input((1,)), first, layer, last])
    for dense in first, last:
        dense.set_weights([np.ones((1, 1)), np.zeros(1)])
    written = emlearn.convert(model, method="loadable", dtype="float", return_type="regressor")
    numbers = np.array(numbers).reshape(-1, 1)
    meant = np.asarray(model(numbers.astype("float32"))).ravel()
    return meant, np.array(written.predict(numbers)).ravel()


x = [-1.0, 3.0, 100.0]
meant, found = answers("linear", layers.ReLU(), x)
assert np.allclose(meant, [0, 3, 100]) and np.allclose(found, meant), (meant, found)
meant, found = answers("linear", layers.ReLU(max_value=6.0), x)
print(meant, found)
assert np.allclose(meant, [0, 3, 6]), meant
assert np.allclose(found, [0, 3, 100]), f"changed: ReLU6 is {found}"
meant, found = answers("tanh", layers.ReLU(), x)
print(meant, found)
assert np.allclose(meant, [0, np.tanh(3), 1], atol=1e-6), meant
assert np.allclose(found, [0, 3, 100]), f"changed: ReLU of tanh is {found}"
PYTHON
KERAS_BACKEND=jax venv/bin/python ask.py
