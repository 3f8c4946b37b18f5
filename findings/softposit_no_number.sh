#!/usr/bin/env bash
# softposit 0.3.4.4, posit numbers in Python: "not a real" (of NaN, or 1/0) becomes infinity when a
# posit8 or posit16 is made a float, and NaN from a posit32, so whether a check for NaN behind a
# network in posits finds it hangs on their size. Posits have no infinity. Nor do they round to 0,
# as is meant: the smallest posit8 is 1/64, and sigmoid(-30), 9e-14, becomes that. So a swish,
# x*sigmoid(x), falls to -1 on the left, where it goes to 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet softposit==0.3.4.4
cat > ask.py <<'PYTHON'
import math

from softposit import posit8, posit16, posit32

found = [float(kind(1.0) / kind(0.0)) for kind in (posit8, posit16, posit32)]
given = [float(kind(math.nan)) for kind in (posit8, posit16, posit32)]
print(found, given)
for kind in posit8, posit16, posit32:
    assert kind(math.nan).isNaR() and (kind(1.0) / kind(0.0)).isNaR(), kind
    assert float(kind(0.5) + kind(0.25)) == 0.75, kind
assert found[:2] == given[:2] == [math.inf, math.inf], f"changed: {found}, {given}"
assert math.isnan(found[2]) and math.isnan(given[2]), f"changed: {found}, {given}"


def swish(x):
    """x*sigmoid(x), with the exact sigmoid rounded to a posit8."""
    return float(posit8(x) * posit8(1 / (1 + math.exp(-x))))


print(float(posit8(1 / (1 + math.exp(30)))), [swish(x) for x in (-64.0, -30.0, -1.0, 2.0)])
assert float(posit8(1 / (1 + math.exp(30)))) == 1 / 64, "changed: sigmoid(-30)"
assert abs(swish(-1.0) + 0.269) < 0.01 and swish(-64.0) == -1, f"changed: {swish(-64.0)}"
PYTHON
venv/bin/python ask.py
