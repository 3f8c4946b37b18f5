#!/usr/bin/env bash
# torch.onnx.export of PyTorch 2.13.0 (onnxscript 0.7.2, onnx 1.23.2) with opset_version 26, 27 or
# 28, which onnx knows: the conversion fails, a warning says so, and a file is written all the same.
# It claims opset 18 and holds a Gelu, which came with opset 20: onnxruntime 1.32.0 refuses it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0
cat > ask.py <<'PYTHON'
import onnx
import onnxruntime
import torch


def written(opset):
    torch.onnx.export(
        torch.nn.GELU(), (torch.zeros(1, 4),), "m.onnx", dynamo=True, opset_version=opset
    )
    model = onnx.load("m.onnx")
    return {one.domain: one.version for one in model.opset_import}[""], model.graph.node[0].op_type


def taken():
    onnxruntime.InferenceSession("m.onnx", providers=["CPUExecutionProvider"])


assert written(25) == (25, "Gelu")
taken()
found = written(26)
print(found)
assert found == (18, "Gelu"), f"changed: it writes {found}"
try:
    taken()
except Exception as error:
    print(error)
else:
    raise SystemExit("changed: onnxruntime takes the file")
PYTHON
venv/bin/python ask.py
