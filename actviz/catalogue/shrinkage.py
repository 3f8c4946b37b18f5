"""Shrinkage: small inputs become zero, or nearly."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="hard_shrink", formula="where(abs(x) > lambd, x, 0)", parameters=(Parameter("lambd", 0.5, "lambd >= 0"),)),
    dict(name="soft_shrink", formula="where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))", parameters=(Parameter("lambd", 0.5, "lambd >= 0"),)),
    dict(name="shrink", formula="where(x < -lambd, x + bias, where(x > lambd, x - bias, 0))", parameters=(Parameter("lambd", 0.5, "lambd >= 0"), Parameter("bias", 0.0))),
    dict(name="tanh_shrink", formula="x - tanh(x)"),
)
