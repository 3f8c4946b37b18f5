"""Exported softmax and log_softmax in frameworks: axes, and slopes of slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from actviz.lookup.registry import vector
from tests.export.rows_run import code, module


def test_the_last_axis_and_its_order_in_memory() -> None:
    loaded = module(code("numpy", "float64"))
    x = np.random.default_rng(1).normal(size=(3, 4, 5)).transpose(2, 0, 1)
    for name in ("softmax", "log_softmax"):
        np.testing.assert_allclose(getattr(loaded, name)(x), vector(name)(x), rtol=1e-14)
        g = np.random.default_rng(2).normal(size=x.shape)
        product = np.einsum("...i,...ij->...j", g, vector(name).jacobian(x))
        np.testing.assert_allclose(getattr(loaded, f"{name}_d1")(x, g), product, atol=1e-15)


def test_torch_differentiates_twice_and_has_modules() -> None:
    torch = pytest.importorskip("torch")
    loaded = module(code("torch", "input"))
    x = torch.tensor([[0.3, -1.2, 2.0], [5.0, 5.0, -3.0]], dtype=torch.float64, requires_grad=True)
    for word, layer in (("softmax", "Softmax"), ("log_softmax", "LogSoftmax")):
        function, own = getattr(loaded, word), getattr(torch, word)
        assert torch.autograd.gradcheck(function, (x,))
        assert torch.autograd.gradgradcheck(function, (x,))
        assert torch.equal(getattr(loaded, layer)()(x), function(x))
        assert torch.allclose(function(x), own(x, -1), rtol=1e-14)
        rows_ = torch.func.vmap(torch.func.jacrev(function))(x.detach())
        assert torch.allclose(rows_, torch.from_numpy(vector(word).jacobian(x.detach())))
        assert function(x.half()).dtype == torch.float16
    alone = module(code("torch", "input", names=["log_softmax"]))
    assert torch.autograd.gradgradcheck(alone.log_softmax, (x,))


def test_jax_differentiates_twice_under_jit_and_vmap() -> None:
    jax = pytest.importorskip("jax")
    made, alone = module(code("jax", "input")), module(code("jax", "input", names=["log_softmax"]))
    for wide, near in ((True, 1e-12), (False, 1e-5)):
        with jax.enable_x64(wide):
            x = jax.numpy.array([[0.3, -1.2, 2.0], [5.0, 5.0, -3.0]])
            for function in (made.softmax, made.log_softmax, alone.log_softmax)[: 2 + wide]:
                own = getattr(jax.nn, function.__wrapped__.__name__)

                def bent(f: Any, row: Any) -> Any:
                    return (f(row) ** 3 * jax.numpy.array([1.0, -2.0, 0.5])).sum()

                def twice(f: Any, row: Any) -> Any:
                    return jax.grad(lambda r: (jax.grad(lambda s: bent(f, s))(r) ** 2).sum())(row)

                mine = jax.jit(jax.vmap(lambda row, f=function: twice(f, row)))(x)
                theirs = jax.jit(jax.vmap(lambda row, f=own: twice(f, row)))(x)
                assert mine.dtype == x.dtype
                np.testing.assert_allclose(mine, theirs, rtol=near, atol=near)


@pytest.mark.parametrize("language", ["torch", "keras"])
def test_whole_numbers_have_shares_with_a_fraction(language: str) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip(language)
    made = module(code(language, "input"))
    x = torch.tensor([2, 0, 1])
    for word in ("softmax", "log_softmax"):
        got = torch.as_tensor(getattr(made, word)(x))
        assert torch.allclose(got, getattr(torch, word)(x.float(), -1))
        slope = getattr(made, f"{word}_d1")
        assert torch.equal(torch.as_tensor(slope(x, x)), torch.as_tensor(slope(x.float(), x)))
