#!/usr/bin/env bash
# ONNX 1.23.2: in the text form of a model the numbers of a float16 or bfloat16 tensor are its bits.
# float16[2] a = {1, 2}, which reads as it does for float, is 6e-8 and 1.2e-7, so a slope of 1
# written there by hand is nearly 0; 0.1 is refused. float8e4m3fn {56} is 1. Integers beyond their
# type wrap round without a word: int8 {300} is 44 and {-129} 127, uint8 {-1} 255, so that the zero
# points of a quantised activation land elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
from onnx import checker, numpy_helper, parser


def tensor(kind, numbers):
    """The numbers of a tensor in a model that is written as text."""
    head = '<ir_version: 10, opset_import: ["" : 20]>'
    side = f"{kind}[{numbers.count(',') + 1}]"
    text = f"{head} g ({side} x) => ({side} y) <{side} a = {{{numbers}}}> {{ y = Mul(x, a) }}"
    model = parser.parse_model(text)
    checker.check_model(model)
    return numpy_helper.to_array(model.graph.initializer[0]).astype(float).tolist()


assert tensor("float", "1, 2") == [1, 2]
assert tensor("double", "1, 2") == [1, 2]
assert tensor("int8", "-128, 127") == [-128, 127]
changed = {
    ("float16", "1, 2"): [2.0**-24, 2.0**-23],
    ("float16", "15360"): [1],
    ("bfloat16", "1, 2"): [2.0**-133, 2.0**-132],
    ("float8e4m3fn", "56"): [1],
    ("int8", "300, -129"): [44, 127],
    ("uint8", "-1"): [255],
}
for (kind, numbers), meaning in changed.items():
    print(kind, numbers, tensor(kind, numbers))
    assert tensor(kind, numbers) == meaning, f"changed: {kind} {numbers}: {tensor(kind, numbers)}"
try:
    tensor("float16", "0.1")
except parser.ParseError:
    print("0.1 is refused")
else:
    raise AssertionError("changed: float16 takes 0.1")
PYTHON
venv/bin/python ask.py
