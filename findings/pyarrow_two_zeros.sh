#!/usr/bin/env bash
# pyarrow 26.0.1: 0 and -0 are equal to equal, and two numbers to unique, value_counts,
# count_distinct, is_in and group_by. A mask that switches units off by a product with 0 leaves -0
# where the unit was negative, so of six units of which four are off two are counted as off, is_in
# of [0] misses the rest, and a group by the answers of a ReLU falls in two. NumPy's unique takes
# the zeros for one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyarrow==26.0.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

answers = pc.multiply(pa.array([-3.0, 2, -1, 5, 1, 2]), pa.array([0.0, 0, 0, 0, 1, 1]))
equal = pc.equal(answers, 0.0).to_pylist()
among = pc.is_in(answers, value_set=pa.array([0.0])).to_pylist()
counts = [(str(each["values"]), each["counts"]) for each in pc.value_counts(answers).to_pylist()]
table = pa.table({"answer": answers, "one": [1] * 6})
groups = table.group_by("answer").aggregate([("one", "sum")]).to_pydict()
print(answers.to_pylist(), among, counts, groups)
assert sum(equal) == 4 and len(np.unique(answers.to_numpy())) == 3
assert sum(among) == 2, f"changed: {among}"
assert sorted(counts) == [("-0.0", 2), ("0.0", 2), ("1.0", 1), ("2.0", 1)], f"changed: {counts}"
assert pc.count_distinct(answers).as_py() == len(pc.unique(answers)) == 4, "changed: one zero"
assert sorted(groups["one_sum"]) == [1, 1, 2, 2], f"changed: {groups}"
PYTHON
venv/bin/python ask.py
