"""How to call a library's activation by the name that actviz knows it under.

Each function here takes a name, an array and keyword arguments, and calls the installed library.
They raise ``ImportError`` where the library is missing.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault(
    "KERAS_BACKEND", "jax"
)  # before anyone imports keras; torch brings its own softplus
os.environ.setdefault("DEV", "PYTHON")  # tinygrad's slowest device, which needs no compiler

Array = NDArray[Any]


def torch(name: str, x: Array, **arguments: Any) -> Any:
    import torch
    from torch.nn import functional

    axis = {"dim": -1} if name.lower().lstrip("log_").startswith("softm") else {}
    point = torch.from_numpy(x.copy())
    if name == "prelu":
        weight = torch.tensor([arguments.get("weight", 0.25)], dtype=point.dtype)
        return functional.prelu(point, weight).numpy()
    if name.lower().startswith("threshold"):
        arguments = {"threshold": 0.0, "value": 0.0, **arguments}
    if name == "Softmax2d":
        return torch.nn.Softmax2d()(point[:, None, None])[:, 0, 0].numpy()
    if hasattr(torch.nn, name):
        layer = getattr(torch.nn, name)(**arguments, **axis).to(point.dtype)
        return layer(point).detach().numpy()
    return getattr(functional, name)(point, **arguments, **axis).numpy()


def hf(name: str, x: Array, **arguments: Any) -> Any:
    import torch
    from transformers.activations import ACT2CLS

    found = ACT2CLS[name]
    cls, given = found if isinstance(found, tuple) else (found, {})
    layer = cls(**{**given, **arguments})
    if name == "prelu":
        layer = layer.to(torch.from_numpy(x).dtype)
    return layer(torch.from_numpy(x)).detach().numpy()


def timm(name: str, x: Array, **arguments: Any) -> Any:
    import torch
    from timm.layers import create_act
    from timm.models import metaformer

    point = torch.from_numpy(x.copy())
    layer = getattr(metaformer, name) if name[0].isupper() else create_act.get_act_layer(name)
    return layer(**arguments).to(point.dtype)(point).detach().numpy()


def keras(name: str, x: Array, **arguments: Any) -> Any:
    import jax
    import keras

    keras.config.set_floatx(x.dtype.name)
    with jax.enable_x64(True):
        point = keras.ops.convert_to_tensor(x)
        if name[0].isupper():
            layer = getattr(keras.layers, name)(**arguments, dtype=x.dtype.name)
            return keras.ops.convert_to_numpy(layer(point[None]))[0]
        if name == "threshold":
            arguments = {"threshold": 0.0, "default_value": 0.0, **arguments}
        return keras.ops.convert_to_numpy(getattr(keras.activations, name)(point, **arguments))


def jax(name: str, x: Array, **arguments: Any) -> Any:
    import jax

    with jax.enable_x64(True):
        return np.asarray(getattr(jax.nn, name)(x, **arguments))


def flax(name: str, x: Array, **arguments: Any) -> Any:
    import jax
    from flax import linen, nnx

    with jax.enable_x64(True):
        if name == "PReLU":
            layer = linen.PReLU(param_dtype=x.dtype, **arguments)
            return np.asarray(layer.apply(layer.init(jax.random.key(0), x), x))
        return np.asarray((getattr(linen, name, None) or getattr(nnx, name))(x, **arguments))


def tf(name: str, x: Array, **arguments: Any) -> Any:
    import tensorflow

    home, _, word = name.rpartition(".")
    module = getattr(tensorflow, home or "nn")
    return np.asarray(getattr(module, word)(x, **arguments))


def onnx(name: str, x: Array, **arguments: Any) -> Any:
    """The reference evaluator; its attributes are float32 numbers, whatever the input."""
    import onnx
    from onnx import helper, numpy_helper
    from onnx.reference import ReferenceEvaluator

    inputs, extra = ["x"], []
    tensors = {"Clip": ("min", "max"), "PRelu": ("slope",)}.get(name, ())
    if name == "PRelu":
        arguments = {"slope": 0.25, **arguments}
    for word in tensors:
        inputs.append(word if word in arguments else "")
        if word in arguments:
            extra.append(numpy_helper.from_array(x.dtype.type(arguments.pop(word)), word))
    kind = helper.np_dtype_to_tensor_dtype(x.dtype)
    graph = helper.make_graph(
        [helper.make_node(name, inputs, ["y"], **arguments)],
        "one",
        [helper.make_tensor_value_info("x", kind, [x.size])],
        [helper.make_tensor_value_info("y", kind, None)],
        extra,
    )
    opset = helper.make_opsetid("", onnx.defs.onnx_opset_version())
    return np.asarray(
        ReferenceEvaluator(helper.make_model(graph, opset_imports=[opset])).run(None, {"x": x})[0]
    )


def mlx(name: str, x: Array, **arguments: Any) -> Any:
    from mlx import core, nn

    with core.stream(core.cpu):
        point = core.array(x)
        if name == "prelu":
            arguments = {"alpha": core.array(arguments.get("alpha", 0.25)), **arguments}
        found = getattr(nn, name)
        whole = found(**arguments)(point) if name[0].isupper() else found(point, **arguments)
        return np.asarray(whole)


def tinygrad(name: str, x: Array, **arguments: Any) -> Any:
    from tinygrad import Tensor

    if name in ("clamp", "clip") and not arguments:
        arguments = {"min_": -1.0, "max_": 1.0}
    return getattr(Tensor(x), name)(**arguments).numpy()


def paddle(name: str, x: Array, **arguments: Any) -> Any:
    import paddle
    from paddle.nn import functional

    paddle.set_default_dtype(x.dtype.name)  # of a layer's weights
    point = paddle.to_tensor(x)
    if name == "paddle.stanh":
        return paddle.stanh(point, **arguments).numpy()
    if name == "Softmax2D":
        return paddle.nn.Softmax2D()(point.reshape([-1, 1, 1])).numpy()[:, 0, 0]
    if name == "prelu":
        weight = paddle.to_tensor([arguments.get("weight", 0.25)], dtype=point.dtype)
        return functional.prelu(point, weight).numpy()
    if name[0].isupper():
        return getattr(paddle.nn, name)(**arguments)(point).numpy()
    return getattr(functional, name)(point, **arguments).numpy()


def neat_python(name: str, x: Array) -> Any:
    from neat.activations import ActivationFunctionSet

    function = ActivationFunctionSet().get(name)
    return np.array([function(float(number)) for number in x])
