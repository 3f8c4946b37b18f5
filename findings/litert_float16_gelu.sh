#!/usr/bin/env bash
# LiteRT 2.3.0 on a CPU, a model whose tensors are float16: GELU in its tanh form does not go to 0
# on the left. GELU(-4.03) is -0.0021 instead of -6e-5, and farther out it follows a line down:
# GELU(-1000) is -0.53. In float32 both are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ai-edge-litert==2.3.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

X = [-1000.0, -4.03, -1.0, 1.0] * 8


def answers(dtype):
    """A model of one GELU, written with the schema that comes with LiteRT, and run."""
    kind = {np.float16: schema.TensorType.FLOAT16, np.float32: schema.TensorType.FLOAT32}[dtype]
    tensors = [schema.TensorT() for _ in "xy"]
    for tensor, name in zip(tensors, "xy"):
        tensor.shape, tensor.type, tensor.name, tensor.buffer = [len(X)], kind, name, 0
    code, node = schema.OperatorCodeT(), schema.OperatorT()
    graph, model = schema.SubGraphT(), schema.ModelT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = schema.BuiltinOperator.GELU, 127, 1
    node.opcodeIndex, node.inputs, node.outputs = 0, [0], [1]
    node.builtinOptionsType = schema.BuiltinOptions.GeluOptions
    node.builtinOptions = schema.GeluOptionsT()
    node.builtinOptions.approximate = True
    graph.tensors, graph.inputs, graph.outputs, graph.operators = tensors, [0], [1], [node]
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [schema.BufferT()]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    run = Interpreter(model_content=bytes(builder.Output()))
    run.allocate_tensors()
    run.set_tensor(run.get_input_details()[0]["index"], np.array(X, dtype=dtype))
    run.invoke()
    return run.get_tensor(run.get_output_details()[0]["index"])[:4].astype(float)


exact = np.array([0.5 * x * math.erfc(-x / math.sqrt(2)) for x in X[:4]])
half, single = answers(np.float16), answers(np.float32)
print(half, single, exact)
assert np.abs(single - exact).max() < 1e-3, single
assert np.abs(half[2:] - exact[2:]).max() < 2e-3, half
assert half[1] < -0.001, f"changed: GELU(-4.03) is {half[1]}"
assert half[0] < -0.01, f"changed: GELU(-1000) is {half[0]}"
PYTHON
venv/bin/python ask.py
