"""How to call a library's activation by the name that actviz knows it under.

Each function here takes a name, an array and keyword arguments, and calls the installed library.
They raise ``ImportError`` where the library is missing. On which backend and device Keras and
tinygrad run is told by their own settings.
"""

from __future__ import annotations

from contextlib import nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def torch(name: str, x: Array, **arguments: Any) -> Any:
    """A class of torch.nn, else a function of torch.nn.functional."""
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
        return layer.eval()(point).detach().numpy()
    return getattr(functional, name)(point, **arguments, **axis).numpy()


def hf(name: str, x: Array, **arguments: Any) -> Any:
    """An entry of ACT2CLS in Hugging Face's transformers."""
    import torch
    from transformers.activations import ACT2CLS

    entry = ACT2CLS[name]
    cls, given = entry if isinstance(entry, tuple) else (entry, {})
    layer = cls(**{**given, **arguments})
    if name == "prelu":
        layer = layer.to(torch.from_numpy(x).dtype)
    return layer(torch.from_numpy(x)).detach().numpy()


def timm(name: str, x: Array, **arguments: Any) -> Any:
    """A layer of timm."""
    import torch
    from timm.layers import create_act, mlp
    from timm.models import metaformer

    point = torch.from_numpy(x.copy())
    if hasattr(mlp, name):
        return _gate_alone(getattr(mlp, name), x.size // 2)(point).detach().numpy()
    layer = getattr(metaformer, name) if name[0].isupper() else create_act.get_act_layer(name)
    return layer(**arguments).to(point.dtype)(point).detach().numpy()


def _gate_alone(block: Any, half: int) -> Any:
    """A block of timm with matrices before and behind its gate, as the gate alone."""
    import torch

    halves = (torch.nn.Identity(), torch.nn.Identity())
    halves[0].forward, halves[1].forward = lambda x: x[..., :half], lambda x: x[..., half:]
    packed = getattr(block, "__name__", "") != "SwiGLU"  # SwiGLUPacked is a partial, without one
    whole = block(half, 2 * half if packed else half).eval()
    for name, part in zip(("fc1",) if packed else ("fc1_g", "fc1_x"), halves, strict=False):
        setattr(whole, name, torch.nn.Identity() if packed else part)
    whole.fc2 = torch.nn.Identity()
    return whole


def keras(name: str, x: Array, **arguments: Any) -> Any:
    """A layer of Keras, else an activation, on the backend of its settings."""
    import keras

    keras.config.set_floatx(x.dtype.name)
    with _doubles() if keras.backend.backend() == "jax" else nullcontext():
        point = keras.ops.convert_to_tensor(x)
        if name[0].isupper():
            layer = getattr(keras.layers, name)(**arguments, dtype=x.dtype.name)
            answer = layer(point[None])[0]
        else:
            if name == "threshold":
                arguments = {"threshold": 0.0, "default_value": 0.0, **arguments}
            answer = getattr(keras.activations, name)(point, **arguments)
        if hasattr(answer, "detach"):
            answer = answer.detach()
        return keras.ops.convert_to_numpy(answer)


def _doubles() -> Any:
    import jax

    return jax.enable_x64(True)


def jax(name: str, x: Array, **arguments: Any) -> Any:
    """A function of jax.nn."""
    import jax

    with _doubles():
        return np.asarray(getattr(jax.nn, name)(x, **arguments))


def flax(name: str, x: Array, **arguments: Any) -> Any:
    """A function of flax.linen or flax.nnx."""
    import jax
    from flax import linen, nnx

    with _doubles():
        if name == "PReLU":
            layer = linen.PReLU(param_dtype=x.dtype, **arguments)
            return np.asarray(layer.apply(layer.init(jax.random.key(0), x), x))
        return np.asarray((getattr(linen, name, None) or getattr(nnx, name))(x, **arguments))


def tf(name: str, x: Array, **arguments: Any) -> Any:
    """A function of tf.nn, or with its module before a dot."""
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
    kind, given = helper.np_dtype_to_tensor_dtype(x.dtype), {"x": x}
    if name == "SwiGLU":
        inputs, given = ["x", "b"], dict(zip("xb", np.split(x, 2), strict=True))
    graph = helper.make_graph(
        [helper.make_node(name, inputs, ["y"], **arguments)],
        "one",
        [helper.make_tensor_value_info(word, kind, [y.size]) for word, y in given.items()],
        [helper.make_tensor_value_info("y", kind, None)],
        extra,
    )
    opset = helper.make_opsetid("", onnx.defs.onnx_opset_version())
    model = helper.make_model(graph, opset_imports=[opset])
    return np.asarray(ReferenceEvaluator(model).run(None, given)[0])


def mlx(name: str, x: Array, **arguments: Any) -> Any:
    """A class or function of mlx.nn, else a function of mlx.core."""
    from mlx import core, nn

    with core.stream(core.cpu):
        point = core.array(x)
        if name == "prelu":
            arguments = {"alpha": core.array(arguments.get("alpha", 0.25)), **arguments}
        member = getattr(nn, name, None) or getattr(core, name)
        whole = member(**arguments)(point) if name[0].isupper() else member(point, **arguments)
        return np.asarray(whole)


def tinygrad(name: str, x: Array, **arguments: Any) -> Any:
    """A method of Tensor, on the device of its settings."""
    from tinygrad import Tensor

    if name in ("clamp", "clip") and not arguments:
        arguments = {"min_": -1.0, "max_": 1.0}
    return getattr(Tensor(x), name)(**arguments).numpy()


def paddle(name: str, x: Array, **arguments: Any) -> Any:
    """A class of paddle.nn, else a function of paddle.nn.functional."""
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
    if name in ("Maxout", "maxout"):  # of channels
        given = {"groups": 2, **arguments}
        point = point.reshape([1, -1, 1, 1])
        return functional.maxout(point, **given).numpy().reshape(-1)
    if name == "rrelu":
        arguments = {"training": False, **arguments}
    if name[0].isupper():
        layer = getattr(paddle.nn, name)(**arguments)
        layer.eval()
        return layer(point).numpy()
    return getattr(functional, name)(point, **arguments).numpy()


def sklearn(name: str, x: Array) -> Any:
    """An activation of scikit-learn's multilayer perceptrons."""
    from sklearn.neural_network import _base

    answer = x.copy()[None]  # a row of a matrix
    _base.ACTIVATIONS[name](answer)  # in place
    return answer[0]


def scipy(name: str, x: Array) -> Any:
    """A function of scipy.special."""
    return getattr(import_module("scipy.special"), name)(x)


def thinc(name: str, x: Array, **arguments: Any) -> Any:
    """A method of thinc's Ops, on a CPU without BLAS of its own."""
    ops: Any = import_module("thinc.api").NumpyOps()
    return getattr(ops, name)(x[None].copy(), **arguments)[0]


def neat_python(name: str, x: Array) -> Any:
    """An activation of NEAT's set."""
    from neat.activations import ActivationFunctionSet

    function = ActivationFunctionSet().get(name)
    return np.array([function(float(number)) for number in x])


def _runtime(runtime: str) -> Any:
    """An operator of a runtime, asked through the adapter that measures it."""
    demanded: Final[dict[str, dict[str, Any]]] = {
        "openvino:PRelu": {"slope": 0.25},
        "openvino:Clamp": {"min_value": -1.0, "max_value": 1.0},
        "openvino:Softmax": {"axis": 0},
        "openvino:LogSoftmax": {"axis": 0},
        "litert:LEAKY_RELU": {"alpha": 0.01},
        "litert:SOFTMAX": {"beta": 1.0},
    }

    def ask(name: str, x: Array, **arguments: Any) -> Any:
        adapter: Any = import_module(f"actviz.measure.runtimes.{runtime}")
        word = f"com.microsoft.{name}" if runtime == "onnxruntime" else name
        given = {**demanded.get(f"{runtime}:{name}", {}), **arguments}
        return adapter.prepare(word, given, {}).call(x)

    return ask


onnxruntime, openvino, ncnn, litert = map(_runtime, ("onnxruntime", "openvino", "ncnn", "litert"))
