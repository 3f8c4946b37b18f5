#!/usr/bin/env bash
# Keras 3.15.1 reads a model that Keras 2 (tf_keras 2.21.0) wrote, and hard_sigmoid is another function
# in it: x/6 + 1/2 from -3 to 3, where Keras 2 has x/5 + 1/2 from -2.5 to 2.5. Only the name is in the
# file. At 2.6 the model answered 1 and answers 0.933, at -2.6 0 and now 0.067, and nothing is said,
# neither for .h5 nor for .keras. It was the gate of recurrent layers. Seen with TensorFlow 2.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 tf_keras==2.21.0 tensorflow==2.21.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import keras
import numpy as np
import tf_keras

x = np.array([[-2.6], [-1], [0], [1], [2.6], [4]], dtype=np.float32)


def written_and_read(activation, ending):
    """What Keras 2 answers, and what Keras 3 answers of the file that Keras 2 wrote."""
    layers = tf_keras.layers
    dense = layers.Dense(1, activation=activation, kernel_initializer="ones")
    model = tf_keras.Sequential([layers.Input((1,)), dense])
    model.save("model" + ending)
    read = keras.models.load_model("model" + ending)
    return model.predict(x, verbose=0).ravel(), read.predict(x, verbose=0).ravel()


for ending in (".h5", ".keras"):
    for activation in ("sigmoid", "softplus", "gelu", "elu"):
        assert np.allclose(*written_and_read(activation, ending), atol=1e-6), activation
    before, after = written_and_read("hard_sigmoid", ending)
    print(ending, before, after)
    assert np.allclose(before, np.clip(x.ravel() / 5 + 0.5, 0, 1), atol=1e-6), before
    meant = np.clip(x.ravel() / 6 + 0.5, 0, 1)
    assert np.allclose(after, meant, atol=1e-6), f"changed: {after}"
PYTHON
KERAS_BACKEND=tensorflow CUDA_VISIBLE_DEVICES=-1 venv/bin/python ask.py
