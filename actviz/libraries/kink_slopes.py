"""What frameworks take as the slope where pieces of a function meet: stated, and asked for."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import reduce
from typing import Any, Final

from actviz.arrays import np
from actviz.catalogue.conventions import Convention, conventions
from actviz.dataclass import dataclass
from actviz.facts.record import Break
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation


@dataclass(frozen=True, slots=True)
class Answer:
    """One framework's slope at one joint.

    ``stated`` is None where the framework states none; ``installed`` is what the installed
    framework returns, None where it is not installed or cannot be asked with these parameters.
    """

    framework: str
    x: float
    stated: float | None
    installed: float | None
    source: str


def answers(activation: Activation, joints: tuple[Break, ...]) -> Iterator[Answer]:
    """Every framework's slope at every joint; those that cannot set the parameters are left out."""
    for framework, convention in _conventions(activation).items():
        for joint in joints:
            stated = _stated(activation, convention, joint.x)
            installed = _asked(framework, activation, convention, joint.x)
            yield Answer(framework, joint.x, stated, installed, convention.source)


def stated(activation: Activation, x: float) -> dict[float, list[str]]:
    """The slopes that frameworks state at a joint, and which state them; none is imported."""
    stated: dict[float, list[str]] = {}
    for framework, convention in _conventions(activation).items():
        slope = _stated(activation, convention, x)
        if slope is not None:
            stated.setdefault(slope, []).append(framework)
    return stated


def _conventions(activation: Activation) -> dict[str, Convention]:
    known = conventions().get(activation.name, {})
    return {word: known[word] for word in known if _speaks_of(activation, known[word])}


def _stated(activation: Activation, convention: Convention, x: float) -> float | None:
    from actviz.readings import float64

    if not convention.slope:
        return None
    tree = parse(convention.slope, list(activation.values))
    return float(float64.evaluate(tree, np.array([x]), activation.values)[0])


def _speaks_of(activation: Activation, convention: Convention) -> bool:
    """Whether the framework can set every parameter that is not at its default."""
    settable = set(_keywords(convention.call).values())
    fixed = [p for p in activation.parameters if p.name not in settable]
    return not convention.call or all(activation.values[p.name] == p.default for p in fixed)


def _keywords(call: str) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\w+)", call))


def _asked(
    framework: str, activation: Activation, convention: Convention, x: float
) -> float | None:
    """What automatic differentiation of the installed framework returns at x."""
    path, _, arguments = convention.call.rstrip(")").partition("(")
    top, *rest = path.split(".")
    if not convention.call or importlib.util.find_spec(top) is None:
        return None
    keywords = {
        theirs: activation.values[ours] for theirs, ours in _keywords(convention.call).items()
    }
    others = [float(word) for word in arguments.split(", ") if word and "=" not in word]
    try:
        package: Any = importlib.import_module(top)
        for depth in range(1, len(rest)):
            _imported(".".join([top, *rest[:depth]]))
        gradient = _GRADIENTS[_where(framework, package)]
        function = reduce(getattr, rest, package)
        return gradient(lambda point: function(point, *others, **keywords), x)
    except (AttributeError, ImportError, KeyError, TypeError, RuntimeError, OSError):
        return None  # another version, backend or device, or one that cannot run here


def _imported(module: str) -> None:
    """Import a part of a package that is a module; a class in one is there already."""
    with suppress(ImportError):
        importlib.import_module(module)


def _where(framework: str, package: Any) -> str:
    """Which gradient to ask: the framework's, or that of the backend which Keras runs on.

    Raises:
        KeyError: it runs here on another backend or device than the one meant.
    """
    name, _, place = framework.partition(" on ")
    if name == "keras":
        if package.backend.backend() != place:
            raise KeyError(place)
        return place
    if name == "tinygrad" and package.Device.DEFAULT.partition(":")[0] != (place or "CPU"):
        raise KeyError(place)
    return {"tf": "tensorflow"}.get(name, name.partition(".")[0])


def _torch(function: Callable[[Any], Any], x: float) -> float:
    torch: Any = importlib.import_module("torch")
    point = torch.tensor([x], requires_grad=True)
    function(point).sum().backward()
    return float(point.grad.item())


def _jax(function: Callable[[Any], Any], x: float) -> float:
    jax: Any = importlib.import_module("jax")
    return float(jax.grad(lambda point: function(point).sum())(jax.numpy.float32(x)))


def _tensorflow(function: Callable[[Any], Any], x: float) -> float:
    tf: Any = importlib.import_module("tensorflow")
    point = tf.Variable(x)
    with tf.GradientTape() as tape:
        value = function(point)
    return float(tape.gradient(value, point))


def _tinygrad(function: Callable[[Any], Any], x: float) -> float:
    tensor: Any = importlib.import_module("tinygrad").Tensor
    point = tensor([x])
    return float(function(point).sum().gradient(point)[0].item())


def _mlx(function: Callable[[Any], Any], x: float) -> float:
    core: Any = importlib.import_module("mlx.core")
    return float(core.grad(lambda point: function(point).sum())(core.array([x])).item())


def _paddle(function: Callable[[Any], Any], x: float) -> float:
    paddle: Any = importlib.import_module("paddle")
    point = paddle.to_tensor([x], stop_gradient=False)
    function(point).sum().backward()
    return float(point.grad.numpy()[0])


_GRADIENTS: Final[dict[str, Callable[[Callable[[Any], Any], float], float]]] = {
    "torch": _torch,
    "jax": _jax,
    "tensorflow": _tensorflow,
    "tinygrad": _tinygrad,
    "mlx": _mlx,
    "paddle": _paddle,
}
