#!/usr/bin/env bash
# QKeras for Keras 3 (qkeras-v3 1.2.1, Keras 3.15.1, TensorFlow 2.21.0): quantized_tanh is no tanh. It
# is x cut off at -1 and 1, and with set_internal_sigmoid("real"), which makes quantized_sigmoid a
# sigmoid, it is tanh(x/2): with 8 bits 0.5 and 0.24 at 0.5, where tanh is 0.46. The switch holds for
# all layers at once, those that exist too; only predict keeps what it was when it was first called,
# so that model(x) and model.predict(x) differ. A saved model holds nothing of it: one that was
# trained with "real" is loaded as another function. Only use_real_tanh=True is tanh, and goes into
# the file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet qkeras-v3==1.2.1 keras==3.15.1 tensorflow==2.21.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import keras
import numpy as np
from qkeras import QActivation, set_internal_sigmoid

x = np.array([[-2], [0.5], [2]], np.float32)
kinds = ("hard", "smooth", "real")


def model(activation):
    return keras.Sequential([keras.Input((1,)), QActivation(activation)])


def eager(network):
    """What a network answers with each setting of the switch."""
    answers = []
    for kind in kinds:
        set_internal_sigmoid(kind)
        answers.append(np.asarray(network(x)).ravel())
    return answers


def near(a, b):
    return np.allclose(a, np.ravel(b), atol=1 / 128)


tanh, exact = model("quantized_tanh(8)"), model("quantized_tanh(8, use_real_tanh=True)")
set_internal_sigmoid("hard")
first = tanh.predict(x, verbose=0).ravel()
hard, smooth, real = eager(tanh)
halves = [float(answers[1]) for answers in eager(model("quantized_sigmoid(8)"))]
print(first, hard, smooth, real, halves)
assert near(first, hard) and near(hard, np.clip(x, -1, 1)), f"changed: {hard}"
assert near(real, np.tanh(x / 2)), f"changed: {real}"
assert near(smooth, [-0.75, 0.1875, 0.75]), f"changed: {smooth}"
assert halves[0] == 0.75 and abs(halves[2] - 1 / (1 + np.exp(-0.5))) < 1 / 256, halves
assert (tanh.predict(x, verbose=0).ravel() == first).all(), "changed: predict follows the switch"
for answers in eager(exact):
    assert near(answers, np.tanh(x)), f"changed: with use_real_tanh it is {answers}"
set_internal_sigmoid("real")
tanh.save("tanh.keras")
set_internal_sigmoid("hard")
loaded = keras.models.load_model("tanh.keras", custom_objects={"QActivation": QActivation})
found = np.asarray(loaded(x)).ravel()
print(found)
assert (found == hard).all(), f"changed: the loaded model answers {found}"
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python ask.py
