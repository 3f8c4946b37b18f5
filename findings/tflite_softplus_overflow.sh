#!/usr/bin/env bash
# TensorFlow 2.21.0: softplus of a Keras model converted to TFLite is infinite from x = 88.73 on,
# and 0 left of -17; log_sigmoid is -inf. Keras answers softplus(100) = 100. TFLite has no operator
# for it, and the converter writes log(1 + exp(x)) as it stands.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tensorflow-cpu==2.21.0 keras==3.15.1
cat > ask.py <<'PYTHON'
import keras
import numpy as np
import tensorflow as tf

x = np.array([[-20, 1, 80, 100]], dtype=np.float32)
inputs = keras.Input((4,))
model = keras.Model(inputs, keras.layers.Activation("softplus")(inputs))
converted = tf.lite.TFLiteConverter.from_keras_model(model).convert()
lite = tf.lite.Interpreter(model_content=converted)
lite.allocate_tensors()
lite.set_tensor(lite.get_input_details()[0]["index"], x)
lite.invoke()
found, meant = lite.get_tensor(lite.get_output_details()[0]["index"])[0], model(x).numpy()[0]
print(meant, found)
assert np.allclose(found[1:3], meant[1:3]) and meant[3] == 100, (meant, found)
assert meant[0] > 2e-9 and found[0] == 0, f"changed: softplus(-20) is {found[0]}"
assert np.isinf(found[3]), f"changed: softplus(100) is {found[3]}"
PYTHON
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python ask.py
