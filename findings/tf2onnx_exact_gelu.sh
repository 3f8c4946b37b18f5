#!/usr/bin/env bash
# tf2onnx 1.17.0 writes the exact GELU of TensorFlow 2.21.0, and so Keras's default one, with an
# operator Erfc of ONNX's own domain. ONNX has none: onnxruntime 1.32.0 refuses the file. tf2onnx
# logs that the operator is not supported, and writes the file all the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tf2onnx==1.17.0 tensorflow-cpu==2.21.0 onnx==1.23.2 onnxruntime==1.32.0
cat > ask.py <<'PYTHON'
import onnxruntime
import tensorflow as tf
import tf2onnx

signature = [tf.TensorSpec((1, 8), tf.float32)]
tf2onnx.convert.from_function(
    tf.function(tf.nn.gelu), signature, opset=18, output_path="gelu.onnx"
)
try:
    onnxruntime.InferenceSession("gelu.onnx", providers=["CPUExecutionProvider"])
except Exception as error:
    print(error)
    assert "Erfc" in str(error), "changed: it is refused for something else"
else:
    raise SystemExit("changed: onnxruntime takes the file")
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python ask.py
