"""Commands that share their work among processes."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from actviz.cli import table
from actviz.lookup import registry


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only a fork shares the functions")
def test_many_rows_are_shared_and_a_process_that_is_stopped_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = os.getpid()

    def row(function: Any) -> dict[str, Any]:
        if function.name == "relu":
            os.kill(os.getpid(), signal.SIGSTOP)
        return {"name": function.name, "elsewhere": os.getpid() != here}

    monkeypatch.setattr(table, "MANY", 3)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    result = table._derived(row, registry.resolve_all(["gelu", "relu", "elu"]))
    assert list(result) == [{"name": k, "elsewhere": True} for k in ("gelu", "relu", "elu")]
