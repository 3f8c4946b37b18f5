#!/usr/bin/env bash
# DataFusion 55.0.0 (pip): what a ReLU makes of NaN hangs on the sign bit of the NaN, which prints
# nowhere. NaN is ordered, above infinity or, with the bit set, below -infinity: greatest(x, 0.0) and
# CASE WHEN x > 0 THEN x ELSE 0 END keep the one and make 0 of the other, least(greatest(x, 0), 6) has
# 6 and 0, max passes over the other, and GROUP BY has two groups of NaN. An x86-64 processor sets the
# bit in infinity - infinity and 0/0, so that the NaN of a real overflow is the one that disappears,
# and 'NaN' typed into a test the one that stays. Seen with pyarrow 26.0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet datafusion==55.0.0 pyarrow==26.0.1
cat > ask.py <<'PYTHON'
import math

import pyarrow
from datafusion import SessionContext

plus, minus = math.copysign(math.nan, 1), math.copysign(math.nan, -1)
table = {"x": [plus, minus, 2.0, -2.0], "far": [math.inf] * 4, "nought": [0.0] * 4}
context = SessionContext()
context.from_arrow(pyarrow.table(table), name="units")


def ask(text):
    """The first column of the answer, with NaN as None."""
    column = next(iter(context.sql(text).to_pydict().values()))
    print(text, column)
    return [None if math.isnan(number) else number for number in column]


for relu in ("greatest(x, 0.0)", "greatest(0.0, x)", "CASE WHEN x > 0 THEN x ELSE 0 END"):
    answers = ask(f"SELECT {relu} FROM units")
    assert answers[2:] == [2, 0], answers
    assert answers[:2] == [None, 0], f"changed: {relu} is {answers}"
answers = ask("SELECT least(greatest(x, 0.0), 6.0) FROM units")
assert answers == [6, 0, 2, 0], f"changed: ReLU6 is {answers}"
for overflow in ("far - far", "nought/nought", "far*nought"):
    answers = ask(f"SELECT greatest({overflow}, 0.0) FROM units LIMIT 1")
    assert answers == [0], f"changed: {overflow} is {answers}"
    assert ask(f"SELECT {overflow} FROM units LIMIT 1") == [None]
assert ask("SELECT greatest('NaN'::double, 0.0)") == [None], "changed: of a typed NaN"
assert ask("SELECT max(x) FROM units") == [None], "changed: max"
assert ask("SELECT max(v) FROM (VALUES (0.0/'0'::double), (1.0)) AS t(v)") == [1], "changed: max"
groups = ask("SELECT x FROM units GROUP BY x")
assert groups.count(None) == 2 and len(groups) == 4, f"changed: groups are {groups}"
PYTHON
venv/bin/python ask.py
