#!/usr/bin/env bash
# keras.activations.celu on TensorFlow, Keras 3.15.1 with TensorFlow 2.21.0: the gradient at 0 is 2.
# CELU has slope 1 there from both sides. It is written
# maximum(x, 0) + alpha*expm1(minimum(x, 0)/alpha), and TensorFlow gives each of the two terms the
# whole tie. The backends torch and jax give 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 tensorflow-cpu==2.21.0
cat > ask.py <<'PYTHON'
import keras
import tensorflow as tf

x = tf.Variable([-1e-3, 0.0, 1e-3])
with tf.GradientTape() as tape:
    y = keras.activations.celu(x)
slopes = tape.gradient(y, x).numpy().tolist()
print(slopes)
assert abs(slopes[0] - 1) < 0.01 and slopes[2] == 1, slopes
assert slopes[1] == 2, f"changed: the slope at 0 is {slopes[1]}"
PYTHON
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python ask.py
