"""What holds for the whole tree of tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The tests run in several processes: products of matrices keep to one thread in each.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What a typed formula may cost a command is tested where that is the question, by test_cost: here a
# slow machine has the time it needs.
os.environ.setdefault("ACTVIZ_SECONDS", "600")

# The only place that says how Hypothesis works: a busy machine is slow, and nothing is wrong then.
settings.register_profile(
    "actviz", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("actviz")
