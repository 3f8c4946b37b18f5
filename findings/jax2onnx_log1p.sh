#!/usr/bin/env bash
# jax2onnx 0.17.1 with JAX 0.10.2: log1p(x) is written as log(1 + x), and expm1(x) as exp(x) - 1, which
# drops what they are there for. jax.nn.softplus(-17.7), 2.1e-8, and log_sigmoid(17.7), -2.1e-8, are 0
# in the ONNX file, whatever runs it, though ONNX has Softplus; jax.nn.elu(-1e-8) and log1p(1e-8) are
# 0, and mish(-17.7) too. erfc is 1 - erf, and log_ndtr goes by it: log_ndtr(-9) is -inf, where JAX
# answers -43.6. The ONNX reference evaluator (onnx 1.23.2) is asked here.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax2onnx==0.17.1 jax==0.10.2 jaxlib==0.10.2 onnx==1.23.2 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import jax
import mpmath
import numpy as np
from jax2onnx import to_onnx
from onnx.reference import ReferenceEvaluator


def answers(function, *numbers):
    """What JAX answers, and what the file says."""
    x = np.array(numbers, np.float32)
    model = to_onnx(function, [x.shape])
    found = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x})[0]
    print(function.__name__, x, np.asarray(function(x)), found)
    return np.asarray(function(x)), found


def softplus(x):
    return mpmath.log1p(mpmath.exp(x))


asked = [
    (jax.nn.softplus, -1.0, -17.7, softplus),
    (jax.nn.log_sigmoid, 1.0, 17.7, lambda x: -softplus(-x)),
    (jax.nn.mish, -1.0, -17.7, lambda x: x * mpmath.tanh(softplus(x))),
    (jax.nn.elu, -1.0, -1e-8, mpmath.expm1),
    (jax.numpy.log1p, 1.0, 1e-8, mpmath.log1p),
    (jax.lax.erfc, 1.0, 9.0, mpmath.erfc),
]
for function, near, far, true in asked:
    jaxs, files = answers(function, near, far)
    meant = np.array([float(true(near)), float(true(far))])
    assert np.allclose(jaxs, meant, rtol=1e-5, atol=0), jaxs
    assert abs(files[0] - meant[0]) < 1e-6, files
    assert files[1] == 0, f"changed: {function.__name__}({far}) is {files[1]}"
jaxs, files = answers(jax.scipy.special.log_ndtr, -1.0, -9.0)
assert np.allclose(jaxs, [float(mpmath.log(mpmath.ncdf(x))) for x in (-1, -9)], rtol=1e-5), jaxs
assert abs(files[0] - jaxs[0]) < 1e-5 and files[1] == -np.inf, f"changed: log_ndtr is {files}"
PYTHON
venv/bin/python ask.py
