from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from actviz.functions.elementwise import Activation, Parameter

FORMULAS = {
    "relu": "max(x, 0)",
    "gelu": "x*Phi(x)",
    "silu": "x*sigmoid(x)",
    "elu": "where(x > 0, x, expm1(x))",
    "selu": "1.05*where(x > 0, x, 1.67*expm1(x))",
    "mish": "x*tanh(softplus(x))",
    "softplus": "softplus(x)",
    "leaky": "where(x > 0, x, x/100)",
    "sigmoid": "sigmoid(x)",
    "tanh": "tanh(x)",
    "softsign": "x/(1 + abs(x))",
    "hard_swish": "x*clip(x/6 + 1/2, 0, 1)",
    "step": "where(x >= 0, 1, 0)",
    "sign": "sign(x)",
    "floor": "floor(x)",
    "exp": "exp(x)",
    "cube": "x**3",
    "sine": "sin(x)",
    "snake": "x + sin(x)**2",
    "gcu": "x*cos(x)",
    "log": "log(x)",
    "inverse": "1/x",
    "relu6": "clip(x, 0, 6)",
}

Make = Callable[..., list[Activation]]
Sweep = Callable[[Sequence[float]], list[Activation]]


@pytest.fixture(scope="session")
def make() -> Make:
    """Functions by the names above."""

    def made(*names: str) -> list[Activation]:
        return [Activation(name=name, formula=FORMULAS[name]) for name in names]

    return made


@pytest.fixture(scope="session")
def sweep() -> Sweep:
    """ELU with several values of its parameter."""

    def made(values: Sequence[float]) -> list[Activation]:
        return [
            Activation(
                name="elu",
                formula="where(x > 0, x, alpha*expm1(x))",
                parameters=(Parameter("alpha", 1.0),),
                values={"alpha": value},
            )
            for value in values
        ]

    return made
