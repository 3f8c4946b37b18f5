#!/usr/bin/env bash
# nnef-tools 1.0.11, Khronos' converter between ONNX and NNEF: alpha of Elu, and alpha and gamma of Selu,
# are left out of the NNEF file in silence, though NNEF's elu and selu have them (nnef 1.0.10 reads
# elu(x, alpha = 0.3)). Elu(-2) with alpha = 0.3 is -0.26 and comes back as -0.86. alpha of LeakyRelu is
# kept. Softmax without an axis, which goes along the last one since opset 13, is written for axis 1,
# where it went before: of a 1x3x5 tensor no row of 5 adds up to 1 any more. Seen with onnx 1.23.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet nnef-tools==1.0.11 nnef==1.0.10 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import subprocess
import sys

import nnef
import numpy as np
import onnx
from onnx import parser
from onnx.reference import ReferenceEvaluator


def convert(old, new, source, target):
    formats = ["--input-format", old, "--output-format", new]
    files = ["--input-model", source, "--output-model", target]
    subprocess.run([sys.executable, "-m", "nnef_tools.convert", *formats, *files], check=True)


def there_and_back(operator, x):
    """The operator's line in NNEF, its answers, and those of the model that comes back."""
    shape = ",".join(map(str, x.shape))
    model = parser.parse_model(
        f'<ir_version: 8, opset_import: ["": 13]> g (float[{shape}] x) => (float[{shape}] y) '
        f"{{ y = {operator}(x) }}"
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "there.onnx")
    convert("onnx", "nnef", "there.onnx", "there.nnef")
    convert("nnef", "onnx", "there.nnef", "back.onnx")
    written = nnef.load_graph("there.nnef").operations[-1]
    back = onnx.load("back.onnx")
    answers = ReferenceEvaluator(model).run(None, {"x": x})[0]
    returned = ReferenceEvaluator(back).run(None, {back.graph.input[0].name: x})[0]
    print(operator, dict(written.attribs), answers[0], returned[0])
    return dict(written.attribs), answers, returned


x = np.array([[-2, -0.5, 0.3, 3]], np.float32)
known, answers, returned = there_and_back("Elu<alpha=0.3>", x)
assert np.allclose(answers[0, 0], 0.3 * np.expm1(-2)), answers
assert known["alpha"] == 1, f"changed: elu with {known}"
assert np.allclose(returned[0, 0], np.expm1(-2)), f"changed: {returned}"
known, answers, returned = there_and_back("Selu<alpha=1.5,gamma=1.1>", x)
assert abs(known["alpha"] - 1.67326) < 1e-5 and abs(known["lambda"] - 1.0507) < 1e-5, f"changed: {known}"
assert abs(answers[0, 3] - 3.3) < 1e-6 and abs(returned[0, 3] - 3.152) < 1e-3, f"changed: {returned}"
known, answers, returned = there_and_back("LeakyRelu<alpha=0.3>", x)
assert np.array_equal(answers, returned), returned
for operator in ("Elu", "Selu"):
    known, answers, returned = there_and_back(operator, x)
    assert np.array_equal(answers, returned), returned
scores = np.arange(15, dtype=np.float32).reshape(1, 3, 5) / 4
known, answers, returned = there_and_back("Softmax", scores)
assert known["axes"] == [1], f"changed: {known}"
assert np.allclose(answers.sum(2), 1) and np.allclose(returned.sum(1), 1), f"changed: {returned}"
assert abs(returned.sum(2) - 1).min() > 0.04, f"changed: {returned}"
known, answers, returned = there_and_back("Softmax<axis=2>", scores)
assert np.allclose(answers, returned), returned
with_alpha = "version 1.0; graph g(x) -> (y) { x = external<scalar>(shape = [1]); y = elu(x, alpha = 0.5); }"
assert nnef.parse_string(with_alpha).operations[-1].attribs["alpha"] == 0.5
PYTHON
venv/bin/python ask.py
