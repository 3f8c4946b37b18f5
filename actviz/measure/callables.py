"""Functions of other libraries, called on arrays of a number format: NumPy, PyTorch, JAX.

What is here is only how to reach a callable, make its arrays, differentiate it and read what came
out; :mod:`actviz.measure.accuracy` judges. A library is imported when one of its callables was
asked for.
"""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy, true_values
from actviz.measure.accuracy import Measure
from actviz.measure.homes import Refused, library_of, ml_type, module, version_of
from actviz.processes.alone import silence
from actviz.processes.foreign_code import RAISED, prints_aside
from actviz.processes.patience import PATIENCE, patience
from actviz.readings.formats import Uniform, known
from actviz.readings.number_formats import packed, rounded


@dataclass(frozen=True)
class Foreign:
    """A callable to be measured, and the library whose arrays it takes.

    Of a runtime, ``call`` takes numbers, their format, the order and the layout, and gives an
    :class:`Outcome`.
    """

    path: str  # module:name, as it was asked for
    call: Callable[..., Any]
    library: str
    version: str = ""
    formats: tuple[str, ...] = ()  # in which it computes; none: in any
    close: Callable[[], object] = lambda: None  # ends the process of a runtime
    limit: float = PATIENCE  # seconds that a callable may take for each answer

    @property
    def usual_dtype(self) -> str:
        """The format that its users compute in: PyTorch and JAX make float32 by themselves."""
        return "float64" if self.library == "numpy" else "float32"

    def check(self, dtype: str, order: int = 0) -> None:
        """Refuse what cannot be asked of it, before any work.

        Raises:
            Refused: it does not compute in the format, or has no derivative.
        """
        if self.formats and dtype not in self.formats:
            raise Refused(f"{self.path} does not take {dtype}; {', '.join(self.formats)}")
        if order and self.library == "numpy":
            raise Refused(f"{self.path} takes NumPy arrays, which have no automatic derivative")
        if self.library == "numpy" and not isinstance(known(dtype), Uniform):
            ml_type(dtype)


def load(
    path: str,
    extra: Mapping[str, Any] | None = None,
    library: str | None = None,
    limit: float = PATIENCE,
) -> Foreign:
    """A callable by ``module:name``; the module is imported, which runs its code.

    Args:
        path: such as ``torch.nn.functional:gelu``. A class, such as ``torch.nn:GELU``, is made
            an object first.
        extra: keyword arguments, of the class where it is one, else of every call.
        library: whose arrays it takes, one of :data:`LIBRARIES`; else told by where it comes from.
        limit: seconds that its module may take to be imported, and it for each answer.

    Raises:
        Refused: no such module or name, or nothing that can be called.
    """
    module_name, colon, attribute = path.partition(":")
    if not (module_name and colon and attribute):
        raise Refused(f"{path!r} is not MODULE:NAME; an example: torch.nn.functional:gelu")
    with waiting(path, limit):
        member: Any = module(module_name)
    for word in attribute.split("."):
        if not hasattr(member, word):
            raise Refused(f"module {module_name} has no {attribute!r}")
        member = getattr(member, word)
    return adapted(member, path, extra, library, limit)


def adapted(
    member: Any,
    path: str,
    extra: Mapping[str, Any] | None = None,
    library: str | None = None,
    limit: float = PATIENCE,
) -> Foreign:
    """The same for what was imported already; ``path`` is what it is called.

    Raises:
        Refused: it cannot be called.
    """
    if not callable(member):
        raise Refused(f"{path} is a {type(member).__name__}, which cannot be called")
    library = library or library_of(path.partition(":")[0], member)
    options = dict(extra or {})
    version = version_of(path, library)
    if inspect.isclass(member):
        instance = guarded(path, lambda: member(**options))()
        return Foreign(path, instance, library, version, limit=limit)
    call: Callable[[Any], Any] = partial(member, **options)
    if library == "numpy":
        call = _of_arrays(call)
    return Foreign(path, call, library, version, limit=limit)


def _of_arrays(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same function of arrays, where it takes one number: asked one after the other.

    What is no array's is seen from its first answer: ``math.exp`` and ``if x > 0`` take none. Where
    it raises an error of arithmetic it has no value.
    """
    alone = False

    def of_one(number: Any) -> Any:
        try:
            return call(number)
        except (ArithmeticError, ValueError):  # math's domain errors are of the latter kind
            return math.nan

    def of_all(given: Any) -> Any:
        nonlocal alone
        try:
            if not alone:
                return call(given)
        except (TypeError, ValueError):
            alone = _is_number(call)
            if not alone:
                raise
        # Python's own floats raise where NumPy's give infinities.
        points = given.tolist() if given.dtype == np.float64 else given
        return np.array([of_one(x) for x in points])

    return of_all


def _is_number(call: Callable[[Any], Any]) -> bool:
    """Whether it gives a number for one."""
    try:
        return isinstance(call(0.5), numbers.Real | np.number)
    except Exception:
        return False


@contextmanager
def waiting(path: str, limit: float) -> Iterator[None]:
    """Give a callable so many seconds.

    Raises:
        Refused: it took longer.
    """
    try:
        with patience(limit):
            yield
    except TimeoutError:
        raise Refused(f"{path} {silence(limit)}") from None


def guarded(path: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, with anything that it raises told as one message."""

    def guarded(*arguments: Any) -> Any:
        try:
            with np.errstate(all="ignore"), prints_aside():
                return call(*arguments)
        except Refused:
            raise
        except RAISED as error:
            lines = str(error).strip().splitlines()
            text = f": {lines[0]}" if lines else ""
            raise Refused(f"{path} raised {type(error).__name__}{text}") from None

    return guarded


# ---------------------------------------------------------------- values


@dataclass(frozen=True)
class Outcome:
    """What a callable gave: its values as doubles, and the format they came in."""

    values: Float64
    dtype: str


def values(
    foreign: Foreign, x: Float64, dtype: str, order: int = 0, layout: str = "whole"
) -> Outcome:
    """The callable's values, or those of its automatic derivative, on an array of a format.

    Args:
        x: numbers of the format.
        layout: ``whole``, or ``strided``: every other number of an array twice as long.

    Raises:
        Refused: the callable raised, gave something of another shape, or has no derivative.
    """
    foreign.check(dtype, order)
    if foreign.library == "runtime":
        outcome: Outcome = foreign.call(x, dtype, order, layout)
    else:
        run = {"numpy": _numpy, "torch": _torch, "jax": _jax}[foreign.library]
        with waiting(foreign.path, foreign.limit):
            outcome = guarded(foreign.path, run)(foreign, x, dtype, order, layout)
    if outcome.values.shape != x.shape:
        raise Refused(
            f"{foreign.path} gave an array of shape {outcome.values.shape} for one of {x.shape}; "
            "an elementwise function keeps the shape"
        )
    return outcome


def _numpy(foreign: Foreign, x: Float64, dtype: str, order: int, layout: str) -> Outcome:
    if isinstance(form := known(dtype), Uniform):
        return _of_integers(foreign, packed(x, dtype), form)
    given = x.astype(ml_type(dtype))
    return _read(foreign, foreign.call(np.repeat(given, 2)[::2] if layout == "strided" else given))


def _of_integers(foreign: Foreign, given: Any, form: Uniform, wrap: Any = np.asarray) -> Outcome:
    """What a callable makes of the integers of a format; they come back as integers, too."""
    answers = np.asarray(foreign.call(wrap(given)))
    if not np.issubdtype(answers.dtype, np.integer):
        raise Refused(
            f"{foreign.path} gave {answers.dtype}; in {form.name} it takes integers of {form.bits} "
            "bits and gives such"
        )
    return Outcome(form.step * (answers.astype(np.float64) - form.zero), form.name)


def _torch(foreign: Foreign, x: Float64, dtype: str, order: int, layout: str) -> Outcome:
    torch = import_module("torch")
    if isinstance(form := known(dtype), Uniform):
        _no_slope_of_integers(order, form)
        return _of_integers(foreign, packed(x, dtype), form, torch.from_numpy)
    kind = getattr(torch, dtype, None)
    if kind is None:
        raise Refused(f"PyTorch has no {dtype}")
    if isinstance(foreign.call, torch.nn.Module):
        foreign.call.to(kind)
    given = torch.tensor(np.repeat(x, 2) if layout == "strided" else x).to(kind)
    given = given[::2] if layout == "strided" else given
    answers = slope_of_torch(foreign.call, given.requires_grad_(order > 0), order)
    answers = answers.detach()
    if answers.is_complex():
        return _read(foreign, answers)
    return Outcome(answers.to(torch.float64).numpy(), str(answers.dtype).removeprefix("torch."))


def slope_of_torch(call: Callable[[Any], Any], given: Any, order: int) -> Any:
    """The automatic derivative at a tensor; the values themselves for order 0."""
    torch = import_module("torch")
    slope = call(given.clone() if order else given)  # what works in place takes no leaf
    for _ in range(order):
        if not slope.requires_grad:  # a constant: nothing of it depends on x
            return torch.zeros_like(given)
        ones = torch.ones_like(slope)
        (slope,) = torch.autograd.grad(
            slope, given, ones, create_graph=True, materialize_grads=True
        )
    return slope


def slope_of_jax(function: Callable[[Any], Any], order: int) -> Callable[[Any], Any]:
    """The automatic derivative as a function; the function itself for order 0."""
    jax = import_module("jax")

    def slope(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def pulled(at: Any) -> Any:
            value, pull = jax.vjp(function, at)
            return pull(jax.numpy.ones_like(value))[0]

        return pulled

    for _ in range(order):
        function = slope(function)
    return function


def _jax(foreign: Foreign, x: Float64, dtype: str, order: int, layout: str) -> Outcome:
    jax = import_module("jax")  # whose arrays have no strides
    # Else float64 silently becomes float32; and float32 is to run as it does for everybody.
    jax.config.update("jax_enable_x64", dtype == "float64")

    if isinstance(form := known(dtype), Uniform):
        _no_slope_of_integers(order, form)
        return _of_integers(foreign, packed(x, dtype), form, jax.numpy.asarray)
    function = slope_of_jax(foreign.call, order)
    return _read(foreign, function(jax.numpy.asarray(x, dtype=dtype)))


def _no_slope_of_integers(order: int, form: Uniform) -> None:
    if order:
        raise Refused(f"{form.name} is made of integers, which have no automatic derivative")


def _read(foreign: Foreign, answers: Any) -> Outcome:
    array = real(foreign, answers)
    return Outcome(np.ma.filled(array.astype(np.float64), np.nan), str(array.dtype))


def real(foreign: Foreign, answers: Any) -> Any:
    """What a callable gave, as an array.

    Raises:
        Refused: they are complex numbers.
    """
    array = np.asanyarray(answers)
    if np.iscomplexobj(array):
        raise Refused(f"{foreign.path} gave {array.dtype}; what is measured are real numbers")
    return array


# ---------------------------------------------------------------- measured


@dataclass(frozen=True)
class Audit:
    """One order of derivative of a foreign function: its points, its results, the measure."""

    x: Float64
    got: Float64
    errors: Float64  # in ulps at each point; NaN where there is nothing to compare
    came_as: str  # the format of the results
    measure: Measure
    true: true_values.Truth


def audit(
    foreign: Foreign,
    activation: Activation,
    dtype: str,
    order: int = 0,
    density: int = accuracy.QUICK,
    progress: true_values.Progress | None = None,
) -> Audit:
    """Measure a callable against the exact values of the function that it claims to be."""
    x = accuracy.points(activation, density, dtype)
    outcome = values(foreign, x, dtype, order)
    return judged(activation, x, outcome.values, dtype, order, outcome.dtype, progress)


def judged(
    activation: Activation,
    x: Float64,
    got: Float64,
    dtype: str,
    order: int = 0,
    came_as: str = "",
    progress: true_values.Progress | None = None,
    true: true_values.Truth | None = None,
) -> Audit:
    """Measure results at points of one's own; both are taken as numbers of the format.

    ``true`` is the truth at all of ``x``, where it is known already.
    """
    kept = accuracy.comparable(activation, x, order)
    x, got = x[kept], got[kept]
    true = true.at(kept) if true else true_values.truth(activation, x, order, dtype, progress)
    # The condition number need not be exact: the fast arithmetic has it at no cost.
    slope = np.asarray(activation.derivative(np.where(np.isfinite(x), x, 0.0), order + 1))
    measure = accuracy.compare(x, got, true, slope, order, dtype)
    errors = np.where(true.decided, accuracy.errors(got, true, dtype), np.nan)
    return Audit(x, got, errors, came_as or dtype, measure, true)


def pairs(activation: Activation, given: Float64, dtype: str, order: int = 0) -> Audit:
    """Measure pairs of x and y that another program printed.

    Args:
        given: an array of shape (n, 2); both numbers are read as the nearest of the format, so
            that a printed 0.1 is what the program that printed it had.
    """
    near = rounded(given, dtype)
    return judged(activation, near[:, 0], near[:, 1], dtype, order)
