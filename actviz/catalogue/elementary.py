"""Steps, lines, powers and other elementary functions."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="binary_step", formula="where(x >= threshold, 1, 0)", parameters=(Parameter("threshold", 0.0),), aliases=("heaviside", "unit_step", "hardlim")),
    dict(name="bipolar_step", formula="where(x >= 0, 1, -1)", aliases=("hardlims",)),
    dict(name="sign", formula="sign(x)", aliases=("sgn", "signum")),
    dict(name="identity", formula="x", aliases=("purelin",)),
    dict(name="linear", formula="slope*x", parameters=(Parameter("slope", 1.0),)),
    dict(name="affine", formula="slope*x + offset", parameters=(Parameter("slope", 1.0), Parameter("offset", 0.0))),
    dict(name="abs", formula="abs(x)", aliases=("absolute_value", "modulus")),
    dict(name="square", formula="x**2", aliases=("quadratic", "sqr")),
    dict(name="cube", formula="x**3", aliases=("cubic",)),
    dict(name="exponential", formula="exp(x)", aliases=("exp",), identities=("f",)),
    dict(name="threshold", formula="where(x > threshold, x, value)", parameters=(Parameter("threshold", 0.0), Parameter("value", 0.0))),
    dict(name="hard_tanh", formula="clip(x, low, high)", parameters=(Parameter("low", -1.0, "low < high"), Parameter("high", 1.0, "low < high")), aliases=("clip", "clamp", "satlins")),
    dict(name="arcsinh", formula="asinh(x)", aliases=("asinh",)),
    dict(name="bent_identity", formula="(sqrt(x**2 + 1) - 1)/2 + x", careful="x + x*(x/(hypot(x, 1) + 1))/2"),
)
