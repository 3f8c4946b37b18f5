"""What holds for the whole tree of tests."""

from __future__ import annotations

import gc
import os
from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

from tests import sample

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


def pytest_report_header(config: pytest.Config) -> str | None:
    """What of the tests is left out, if something is."""
    if not _is_thinned(config) or sample.MODE:
        return None
    return f"of tests with several cases every {sample.EVERY}th is run; ACTVIZ_TESTS=whole runs all"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A run of the whole tree takes a part of the cases of each test, see tests/sample.py.

    What takes long comes first: at the end no process waits for the last test of another.
    """
    if not _is_thinned(config):
        return
    tests = [(item.path, getattr(item, "originalname", item.name)) for item in items]
    cases, seen = Counter(tests), Counter[object]()
    sweeps: list[pytest.Item] = []
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item, test in zip(items, tests, strict=True):
        path, name = test
        long = item.get_closest_marker("long") is not None
        thin = name in sample.thinned(path)
        has = sample.chosen(seen[test], cases[test], thin, long)
        (left if not has else sweeps if long or thin else kept).append(item)
        seen[test] += 1
    items[:] = sweeps + kept
    config.hook.pytest_deselected(items=left)


# As in a command: looking for cycles at every 700th object takes a twentieth of the time.
gc.set_threshold(100_000)

_ended = count(1)


def pytest_runtest_teardown() -> None:
    """What thousands of tests leave behind is not looked through again in the time of one.

    Else a second of it is counted among the processor time that facts may take.
    """
    if next(_ended) % 200 == 0:
        gc.collect()
        gc.freeze()


def _is_thinned(config: pytest.Config) -> bool:
    whole_tree = {(config.invocation_params.dir / word).resolve() for word in config.args}
    chosen = config.option.keyword or config.option.markexpr
    return sample.MODE != "whole" and whole_tree == {config.rootpath / "tests"} and not chosen
