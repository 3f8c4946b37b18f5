#!/usr/bin/env bash
# onnxconverter-common 1.16.0: a model made float16 by float16.convert_float_to_float16 has no
# constant above 1e4, though float16 goes to 65504: 20000 and 60000 become 10000. Nor is there one
# between 0 and 1.2e-7: 1e-12, which float16 rounds to 0, becomes that, and so does 3e-8, which has
# a float16 number of its own. A warning names a number that is cut; of -infinity, a mask of
# attention, it says that it becomes -10000, and it stays -infinity. max_finite_val=65504 lets the
# large ones through.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxconverter-common==1.16.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import warnings

from onnx import TensorProto, helper, numpy_helper
from onnxconverter_common import float16


def constants(numbers, **options):
    """The constants of a model in float16, and what was said."""
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in "xy"]
    tensor = helper.make_tensor("c", TensorProto.FLOAT, [len(numbers)], numbers)
    node = helper.make_node("Add", ["x", "c"], ["y"])
    graph = helper.make_graph([node], "one", sides[:1], sides[1:], [tensor])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        short = float16.convert_float_to_float16(model, **options)
    values = numpy_helper.to_array(short.graph.initializer[0])
    assert values.dtype == "float16"
    return values.tolist(), [str(warning.message) for warning in said]


assert constants([0, 1, -8192]) == ([0, 1, -8192], [])
large, said = constants([20000, 60000, -20000])
print(large, said)
assert large == [10000, 10000, -10000] and said, f"changed: {large}"
small, _ = constants([1e-12, 3e-8, -1e-8])
print(small)
assert small == [2.0**-23, 2.0**-23, -(2.0**-23)], f"changed: {small}"
mask, said = constants([0, -math.inf])
print(mask, said)
assert mask == [0, -math.inf] and "-10000" in said[0], f"changed: {mask} {said}"
assert constants([20000, 60000], max_finite_val=65504)[0] == [20000, 60000]
PYTHON
venv/bin/python ask.py
