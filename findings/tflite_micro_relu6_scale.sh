#!/usr/bin/env bash
# TensorFlow Lite for Microcontrollers (tflite-micro, 2026-10-23), int8: RELU6 ignores the scale and
# zero point of its output. It only clamps the numbers of its input and copies them: with an input
# of step 1/16 and an output of step 6/255, ReLU6(-8) reads as 3.01 and ReLU6(6) as 5.27, and
# nothing is said. RELU of the same two tensors is converted, and right to half a step.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tflite-micro==0.dev20261023182759 flatbuffers==25.12.19 numpy==2.4.6
cat > ask.py <<'PYTHON'
import flatbuffers
import numpy as np
from tflite_micro.python.tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

INPUT, OUTPUT = (1 / 16, 0), (6 / 255, -128)  # scale and zero point


def tensor(name, place, quantization, count):
    made = schema.TensorT()
    made.name, made.shape, made.buffer = name, [1, count], place
    made.type = schema.TensorType.INT8
    made.quantization = schema.QuantizationParametersT()
    made.quantization.scale, made.quantization.zeroPoint = [quantization[0]], [quantization[1]]
    return made


def answers(operator, x):
    """What a file of one operator answers for real numbers, through both quantizations."""
    code, node = schema.OperatorCodeT(), schema.OperatorT()
    code.builtinCode = code.deprecatedBuiltinCode = operator
    node.inputs, node.outputs = [0], [1]
    graph, model = schema.SubGraphT(), schema.ModelT()
    graph.tensors = [tensor("x", 1, INPUT, len(x)), tensor("y", 2, OUTPUT, len(x))]
    graph.inputs, graph.outputs, graph.operators = [0], [1], [node]
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [schema.BufferT() for _ in range(3)]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    run = runtime.Interpreter.from_bytes(bytes(builder.Output()))
    run.set_input(np.array([x / INPUT[0] + INPUT[1]], dtype=np.int8), 0)
    run.invoke()
    return (run.get_output(0)[0].astype(float) - OUTPUT[1]) * OUTPUT[0]


x = np.array([-8, -1, 0, 1, 3, 6, 7.5])
relu = answers(schema.BuiltinOperator.RELU, x)
relu6 = answers(schema.BuiltinOperator.RELU6, x)
copied = (np.clip(x, 0, 6) / INPUT[0] - OUTPUT[1]) * OUTPUT[0]
print(relu, relu6, np.clip(x, 0, 6))
assert np.allclose(relu, np.clip(x, 0, 6), atol=0.02), relu
assert np.allclose(relu6, copied), f"changed: RELU6 is {relu6}"
assert relu6[0] > 3, f"changed: ReLU6(-8) is {relu6[0]}"
PYTHON
venv/bin/python ask.py
