#!/usr/bin/env bash
# pytensor 3.0.7 in a fresh environment: log(sigmoid(-800)) is -inf and log(1 - sigmoid(40)) -inf.
# With the package "packaging" beside it they are -800 and -40. The rewrites of patterns go through
# etuples 0.3.10, which imports packaging, does not ask for it, and leaves its rules out in silence
# where it is missing. pytensor says nothing; that log(1 + exp(x)) becomes softplus has another
# rule.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pytensor==3.0.7 etuples==0.3.10 logical-unification==0.4.7
cat > ask.py <<'PYTHON'
import sys

import numpy as np
import pytensor
from pytensor import tensor
from pytensor.compile.mode import Mode

x, mode = tensor.dvector("x"), Mode(linker="py", optimizer="fast_run")
sigmoid = tensor.sigmoid(x)
graphs = [tensor.log(sigmoid), tensor.log(1 - sigmoid), tensor.log(1 + tensor.exp(x))]
with np.errstate(all="ignore"):
    answers = [
        float(pytensor.function([x], graph, mode=mode)(np.array([number]))[0])
        for graph, number in zip(graphs, (-800, 40, 800))
    ]
print(sys.argv[1], answers)
meant = [-np.inf, -np.inf, 800] if sys.argv[1] == "fresh" else [-800, -40, 800]
assert answers == meant, f"changed: {answers}"
PYTHON
export PYTENSOR_FLAGS=base_compiledir=compiled,cxx=
if venv/bin/python -c 'import packaging' 2> said.txt; then
    echo "changed: packaging comes with it"
    exit 1
fi
venv/bin/python ask.py fresh
venv/bin/pip install --quiet packaging==26.4
venv/bin/python ask.py packaging
