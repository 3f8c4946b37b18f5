#!/usr/bin/env bash
# LiteRT 2.3.0 on a CPU: NEG of an 8-bit tensor wraps round. -128 stays -128, so that with a scale
# of 0.05 the negative of -6.4 is -6.4, where the nearest there is, 6.35, would be meant. ABS of the
# same number is 6.35. The lowest value is what a clipped activation holds, and CReLU negates it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ai-edge-litert==2.3.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter


def answers(operator, scale, made_scale, numbers, kind):
    """What a quantised model of one operator, written with LiteRT's own schema, answers."""
    tensors = [schema.TensorT() for _ in "xy"]
    for tensor, name, step in zip(tensors, "xy", (scale, made_scale)):
        tensor.shape, tensor.type, tensor.name, tensor.buffer = [len(numbers)], kind, name, 0
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale, tensor.quantization.zeroPoint = [step], [0]
    code, node = schema.OperatorCodeT(), schema.OperatorT()
    graph, model = schema.SubGraphT(), schema.ModelT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = operator, operator, 1
    node.opcodeIndex, node.inputs, node.outputs = 0, [0], [1]
    graph.tensors, graph.inputs, graph.outputs, graph.operators = tensors, [0], [1], [node]
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [schema.BufferT()]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    run = Interpreter(model_content=bytes(builder.Output()))
    run.allocate_tensors()
    run.set_tensor(run.get_input_details()[0]["index"], numbers)
    run.invoke()
    return run.get_tensor(run.get_output_details()[0]["index"])


given = np.array([-128, -127, -1, 0, 127], dtype=np.int8)
kind, Builtin = schema.TensorType.INT8, schema.BuiltinOperator
negative = answers(Builtin.NEG, 0.05, 0.05, given, kind)
size = answers(Builtin.ABS, 0.05, 0.05, given, kind)
print(negative, size)
assert negative[1:].tolist() == [127, 1, 0, -127], negative
assert size.tolist() == [127, 127, 1, 0, 127], size
assert negative[0] == -128, f"changed: the negative of -128 is {negative[0]}"
PYTHON
venv/bin/python ask.py
