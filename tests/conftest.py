"""The tests run in several processes: products of matrices keep to one thread in each."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
