#!/usr/bin/env bash
# DuckDB 2.0.0: how a tie is rounded hangs on the way to the integer. round(2.5) is 3; a cast of 2.5
# to an integer is 2 if it is a DOUBLE and 3 if it is a DECIMAL, which a number typed into the query
# is; -0.5 becomes -1 or 0 in the same way. A quantised activation, CAST(x/scale AS TINYINT), that
# was tried on typed numbers answers otherwise on a column: every second tie is one step away, and
# inputs that are quantised themselves meet ties all the time. sign(NaN) is 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet duckdb==2.0.0
cat > ask.py <<'PYTHON'
import duckdb


def answers(query):
    return duckdb.sql(query).fetchall()


typed = answers(
    "SELECT CAST(0.5 AS TINYINT), CAST(1.5 AS TINYINT), CAST(2.5 AS TINYINT), CAST(-0.5 AS TINYINT)"
)[0]
column = "(VALUES (0.5::DOUBLE), (1.5), (2.5), (-0.5)) AS t(x)"
cast = [row[0] for row in answers(f"SELECT CAST(x AS TINYINT) FROM {column}")]
rounded = [row[0] for row in answers(f"SELECT round(x) FROM {column}")]
print(typed, cast, rounded)
assert answers("SELECT typeof(2.5), CAST(2.4 AS TINYINT), CAST(2.4::DOUBLE AS TINYINT)") == [
    ("DECIMAL(2,1)", 2, 2)
]
assert typed == (1, 2, 3, -1), f"changed: typed numbers become {typed}"
assert rounded == [1, 2, 3, -1], f"changed: round gives {rounded}"
assert cast == [0, 2, 2, 0], f"changed: the numbers of a column become {cast}"
assert answers("SELECT sign('nan'::DOUBLE)") == [(0,)], "changed: sign(NaN)"
PYTHON
venv/bin/python ask.py
