#!/usr/bin/env bash
# coremltools 9.0: thresholded_relu of a constant changes the constant. The converter folds it, and
# writes the zeros into the constant's own array: with c = [-3, 0.5, 2], a program that holds
# thresholded_relu(c) and c has c = [0, 0, 2], whatever else reads it. relu leaves c alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet coremltools==9.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from coremltools.converters.mil.mil import Builder


def kept(name, **attributes):
    """A constant, as it is after it was given to the operator, and what the operator made."""
    seen = {}

    @Builder.program(input_specs=[Builder.TensorSpec((3,))])
    def program(x):
        constant = Builder.const(val=np.array([-3, 0.5, 2], dtype=np.float32))
        made = getattr(Builder, name)(x=constant, **attributes)
        seen.update(constant=constant.val.copy(), made=made.val.copy())
        seen.update(tanh=Builder.tanh(x=constant).val.copy())
        return Builder.add(x=x, y=constant)

    return seen


plain, changed = kept("relu"), kept("thresholded_relu", alpha=np.float32(1))
print(plain, changed)
assert (plain["constant"] == [-3, 0.5, 2]).all(), plain
assert (changed["made"] == [0, 0, 2]).all(), changed
assert (changed["constant"] == [0, 0, 2]).all(), f"changed: c is {changed['constant']}"
assert (changed["tanh"][:2] == 0).all(), f"changed: tanh(c) is {changed['tanh']}"
PYTHON
venv/bin/python ask.py
