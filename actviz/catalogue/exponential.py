"""Linear on the right, an exponential or its stand-in on the left."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="elu", formula="where(x > 0, x, alpha*expm1(x))", parameters=(Parameter("alpha", 1.0, "alpha > 0"),), identities=("where(x > 0, 1, f + alpha)",), aliases=("exponential_linear_unit",)),
    dict(name="celu", formula="where(x > 0, x, alpha*expm1(x/alpha))", parameters=(Parameter("alpha", 1.0, "alpha > 0"),)),
    dict(name="selu", formula="scale*where(x > 0, x, alpha*expm1(x))", parameters=(Parameter("alpha", 1.6732632423543772, "alpha > 0"), Parameter("scale", 1.0507009873554805, "scale > 0"))),
    dict(name="isrlu", formula="where(x >= 0, x, x/sqrt(1 + alpha*x**2))", parameters=(Parameter("alpha", 1.0, "alpha > 0"),)),
    dict(name="xielu", formula="where(x > 0, alpha_p*x**2 + beta*x, alpha_n*(expm1(min(x, eps)) - x) + beta*x)", parameters=(Parameter("alpha_p", 0.8, "alpha_p > 0", trainable=True), Parameter("alpha_n", 0.8, "alpha_n > 0", trainable=True), Parameter("beta", 0.5), Parameter("eps", -1e-6, "eps <= 0"))),
)
