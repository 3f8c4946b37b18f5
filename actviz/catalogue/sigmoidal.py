"""S-shaped functions."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="sigmoid", formula="1/(1 + exp(-x))", careful="sigmoid(x)", identities=("f*(1 - f)",), aliases=("logistic", "logsig", "soft_step")),
    dict(name="log_sigmoid", formula="-softplus(-x)", identities=("sigmoid(-x)",), aliases=("logsigmoid",)),
    dict(name="hard_sigmoid", formula="clip(slope*x + offset, 0, 1)", parameters=(Parameter("slope", 1 / 6, "slope > 0"), Parameter("offset", 0.5))),
    dict(name="sparse_sigmoid", formula="clip((x + 1)/2, 0, 1)"),
    dict(name="tanh", formula="tanh(x)", identities=("1 - f**2",), aliases=("tansig", "hyperbolic_tangent")),
    dict(name="scaled_tanh", formula="scale*tanh(slope*x)", parameters=(Parameter("scale", 1.7159), Parameter("slope", 2 / 3)), aliases=("stanh",)),
    dict(name="softsign", formula="x/(1 + abs(x))", aliases=("elliotsig",)),
    dict(name="elliott", formula="0.5*x/(1 + abs(x)) + 0.5", aliases=("elliot",)),
    dict(name="arctan", formula="atan(x)", aliases=("atan",)),
    dict(name="gudermannian", formula="2*atan(tanh(x/2))", aliases=("gd",)),
    dict(name="erf", formula="erf(x)"),
    dict(name="loglog", formula="exp(-exp(-x))"),
    dict(name="cloglog", formula="1 - exp(-exp(x))"),
    dict(name="isru", formula="x/sqrt(1 + alpha*x**2)", parameters=(Parameter("alpha", 1.0, "alpha > 0"),)),
    dict(name="laplace", formula="0.5*(1 + erf((x - mu)/(sigma*sqrt(2))))", parameters=(Parameter("mu", 0.707107), Parameter("sigma", 0.282095, "sigma > 0"))),
)
