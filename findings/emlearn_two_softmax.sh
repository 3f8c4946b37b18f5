#!/usr/bin/env bash
# emlearn 0.23.2, which turns small networks into C for microcontrollers: of a network that ends in
# a softmax of two units, converted from Keras 3.15.1, the two probabilities are swapped.
# predict_proba of [2, 0] is [0.12, 0.88] where Keras has [0.88, 0.12], and predict says class 0
# all the same: the first of two outputs is taken for a sigmoid, the probability of class 1. With
# three units the answers agree. A device that acts on the probability does the opposite of what
# was trained.
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


def answers(units, numbers):
    """Probabilities by Keras, and probabilities and classes by the C code, of a softmax alone."""
    hidden, last = layers.Dense(units), layers.Dense(units, activation="softmax")
    model = keras.Sequential([keras.Input((units,)), hidden, last])
    for layer in hidden, last:
        layer.set_weights([np.eye(units), np.zeros(units)])
    written = emlearn.convert(model, method="loadable", dtype="float")
    numbers = np.array(numbers)
    meant = np.asarray(model(numbers.astype("float32")))
    return meant, written.predict_proba(numbers), written.predict(numbers)


meant, found, classes = answers(3, [[2.0, 0.0, 1.0], [0.0, 1.0, -1.0]])
assert np.allclose(meant, found, atol=1e-5) and list(classes) == [0, 1], (meant, found, classes)
meant, found, classes = answers(2, [[2.0, 0.0], [0.0, 1.0], [-1.0, 3.0]])
print(meant, found, classes)
assert np.allclose(meant[0], [0.8807971, 0.1192029], atol=1e-6), meant
assert list(classes) == list(meant.argmax(axis=1)), classes
assert np.allclose(found, meant[:, ::-1], atol=1e-5), f"changed: the probabilities are {found}"
PYTHON
KERAS_BACKEND=jax venv/bin/python ask.py
