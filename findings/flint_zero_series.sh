#!/usr/bin/env bash
# arb_series in python-flint 0.7.0: the power series 0 cannot be divided, by a number or a series.
# The slope of an activation on a stretch where it is constant is that series (hard_tanh beyond 1),
# and every rule with a quotient meets it: asinh' = u'/sqrt(1 + u*u), sigmoid' of a constant.
# AttributeError: it has no attribute 'cap'. Another numerator is divided; 0.9.0 divides 0 as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > ask.py <<'PYTHON'
import sys

from flint import arb_series


def answer(numerator, divisor):
    try:
        return str(numerator / divisor)
    except AttributeError as error:
        return type(error).__name__


zero, one = arb_series([0]), arb_series([1, 1])
said = [answer(zero, 4), answer(zero, one), answer(one, one)]
print(sys.argv[1], said)
divided = [not word.startswith("AttributeError") for word in said]
assert divided == ([False, False, True] if sys.argv[1] == "0.7.0" else [True] * 3), "changed"
PYTHON
for version in 0.7.0 0.9.0; do
  python3 -m venv "venv-$version"
  "venv-$version/bin/pip" install --quiet "python-flint==$version"
  "venv-$version/bin/python" ask.py "$version"
done
