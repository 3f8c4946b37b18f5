#!/usr/bin/env bash
# safetensors 0.8.0 with ml_dtypes 0.6.0: safetensors.numpy.save writes arrays of bfloat16 and
# float8, and safetensors.numpy.load does not read them: KeyError, 'BF16'. One array of that kind,
# and none of the file's others can be had that way. PyTorch's side reads the same file. Seen with
# NumPy 2.4.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet safetensors==0.8.0 ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import json

import ml_dtypes
import numpy as np
from safetensors.numpy import load, save

plain = np.array([1.0, -2.0, 0.5], dtype=np.float32)
assert load(save({"a": plain}))["a"].tolist() == plain.tolist()
for dtype, name in ((ml_dtypes.bfloat16, "BF16"), (ml_dtypes.float8_e4m3fn, "F8_E4M3")):
    written = save({"a": plain.astype(dtype), "b": plain})
    header = json.loads(written[8 : 8 + int.from_bytes(written[:8], "little")])
    assert header["a"]["dtype"] == name and header["b"]["dtype"] == "F32", header
    try:
        found = load(written)
    except KeyError as error:
        print(name, "is written, and then", repr(error))
        assert error.args == (name,), error
    else:
        raise SystemExit(f"changed: {found}")
PYTHON
venv/bin/python ask.py
