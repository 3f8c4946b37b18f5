"""Waves, bumps and functions with a wave in them."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="sine", formula="sin(x)", aliases=("sin",)),
    dict(name="cosine", formula="cos(x)", aliases=("cos",)),
    dict(name="snake", formula="x + sin(frequency*x)**2/frequency", parameters=(Parameter("frequency", 1.0, "frequency > 0", trainable=True, aliases=("alpha", "a")),)),
    dict(name="gcu", formula="x*cos(x)", aliases=("growing_cosine_unit",)),
    dict(name="sinc", formula="sinc(x)"),
    dict(name="gaussian", formula="exp(-x**2)", aliases=("radbas",)),
)
