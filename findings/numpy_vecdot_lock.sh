#!/usr/bin/env bash
# NumPy 2.4.6: vecdot keeps Python's lock while it works, if it has fewer than 500 results, however
# long the rows are. Whether the lock is given back hangs on the number of results, not on the work:
# 4 rows of 16 million numbers stop every other thread, the same numbers in 65,536 rows of 1,024 do
# not, nor does dot, row by row. matmul of 4 such rows by a vector is alike. So threads that look
# for NaN or overflow in activations by squares of whole blocks take turns, where exp runs beside exp.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numpy==2.4.6
cat > ask.py <<'PYTHON'
import sys
import threading
import time

import numpy as np

sys.setswitchinterval(1e-4)
few = np.ones((4, 1 << 24))
many = few.reshape(-1, 1 << 10)


def turns(work):
    """How often this thread gets its turn while another works."""
    begun, done = threading.Event(), threading.Event()

    def run():
        begun.set()
        work()
        done.set()

    count = 0
    for _ in range(5):
        begun.clear()
        done.clear()
        other = threading.Thread(target=run)
        other.start()
        begun.wait()
        while not done.is_set():
            count += 1
            time.sleep(1e-4)
        other.join()
    return count


held = [turns(lambda: np.vecdot(few, few)), turns(lambda: np.matmul(few, few[0]))]
free = [turns(lambda: np.vecdot(many, many)), turns(lambda: [np.dot(row, row) for row in few])]
print("4 rows:", held, "many rows, and dot:", free)
assert 4 * max(held) < min(free), "changed"
PYTHON
OPENBLAS_NUM_THREADS=1 venv/bin/python ask.py
