#!/usr/bin/env bash
# mpmath 1.3.0: fp.expm1 and fp.log1p, those of its fast context of Python's floats, lose the digits
# that they are documented to keep: at 1e-8 they are 1.1e-8 and 6e-9 off, with 8 digits of 16, and
# answer what exp(x) - 1 and log(1 + x) do. At 1e-17 they are right. mp.expm1 of 15 digits has them,
# as math.expm1 has. fp.acoth, fp.asech and fp.acsch raise an AttributeError for every number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet mpmath==1.3.0
cat > ask.py <<'PYTHON'
import math

from mpmath import fp, mp

x = 1e-8
for name, meant in (("expm1", math.expm1), ("log1p", math.log1p)):
    fast, slow = getattr(fp, name), getattr(mp, name)
    off = abs(fast(x) / meant(x) - 1)
    print(name, fast(x), float(slow(x)), meant(x), off)
    assert float(slow(x)) == meant(x), slow(x)
    assert fast(1e-17) == 1e-17, fast(1e-17)
    assert abs(fast(0.5) / meant(0.5) - 1) < 1e-14, fast(0.5)
    naive = {"expm1": math.exp(x) - 1, "log1p": math.log(1 + x)}[name]
    assert fast(x) == naive, f"changed: fp.{name}(1e-8) is {fast(x)}"
    assert 1e-9 < off < 1e-7, f"changed: fp.{name}(1e-8) is {off} off"
assert abs(fp.coth(2.0) - 1 / math.tanh(2)) < 1e-14
for name, number in (("acoth", 2.0), ("asech", 0.5), ("acsch", 2.0)):
    try:
        answer = getattr(fp, name)(number)
    except AttributeError as problem:
        print(name, problem)
    else:
        raise AssertionError(f"changed: fp.{name}({number}) is {answer}")
PYTHON
venv/bin/python ask.py
