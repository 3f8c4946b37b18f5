"""Smooth functions in which the input passes a gate that it sets itself."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="silu", formula="x*sigmoid(x)", careful="where(x < 0, scaled_exp(x/(1 + exp(x)), x), x/(1 + exp(-x)))", identities=("f + sigmoid(x)*(1 - f)",), aliases=("swish_1", "sil")),
    dict(name="swish", formula="x*sigmoid(beta*x)", parameters=(Parameter("beta", 1.0, trainable=True),), aliases=("parametric_swish",)),
    dict(name="gelu", formula="x*Phi(x)"),
    dict(name="gelu_tanh", formula="0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))", aliases=("gelu_new", "gelu_fast", "gelu_accurate", "gelu_approx", "gelu_pytorch_tanh")),
    dict(name="quick_gelu", formula="x*sigmoid(1.702*x)", aliases=("gelu_sigmoid", "gelu_fast_approx")),
    dict(name="gelu_10", formula="clip(x*Phi(x), low, high)", parameters=(Parameter("low", -10.0, "low < high"), Parameter("high", 10.0, "low < high"))),
    dict(name="mish", formula="x*tanh(softplus(x))"),
    dict(name="hard_swish", formula="x*clip(x + 3, 0, 6)/6", aliases=("hard_silu",)),
    dict(name="lisht", formula="x*tanh(x)"),
    dict(name="tanh_exp", formula="x*tanh(exp(x))"),
    dict(name="serf", formula="x*erf(softplus(x))"),
    dict(name="smish", formula="x*tanh(log1p(sigmoid(x)))"),
    dict(name="logish", formula="x*log1p(sigmoid(x))"),
    dict(name="phish", formula="x*tanh(x*Phi(x))"),
)
