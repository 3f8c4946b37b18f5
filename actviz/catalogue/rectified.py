"""ReLU, its leaky and bounded kin, and smooth versions of it."""
# ruff: noqa: C408

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(name="relu", formula="max(0, x)", aliases=("rectifier", "poslin", "ramp")),
    dict(name="relu6", formula="min(max(0, x), 6)"),
    dict(name="leaky_relu", formula="where(x > 0, x, negative_slope*x)", parameters=(Parameter("negative_slope", 0.01, aliases=("alpha",)),), aliases=("lrelu",)),
    dict(name="prelu", formula="where(x > 0, x, alpha*x)", parameters=(Parameter("alpha", 0.25, trainable=True),), aliases=("parametric_relu",)),
    dict(name="thresholded_relu", formula="where(x > threshold, x, 0)", parameters=(Parameter("threshold", 1.0, aliases=("theta",)),)),
    dict(name="squared_relu", formula="max(0, x)**2", aliases=("relu2",)),
    dict(name="softplus", formula="softplus(beta*x)/beta", parameters=(Parameter("beta", 1.0, "beta > 0"),), identities=("sigmoid(beta*x)",), aliases=("soft_relu",)),
    dict(name="squareplus", formula="(x + sqrt(x**2 + b))/2", parameters=(Parameter("b", 4.0, "b > 0"),), careful="where(x < 0, (b/2)/(hypot(x, sqrt(b)) - x), (x + hypot(x, sqrt(b)))/2)"),
    dict(name="sparse_plus", formula="where(x <= -1, 0, where(x < 1, (x + 1)**2/4, x))"),
    dict(name="sqrt_softplus", formula="sqrt(softplus(x))", aliases=("sqrtsoftplus",)),
    dict(name="hard_mish", formula="x/2*clip(x + 2, 0, 2)"),
)
