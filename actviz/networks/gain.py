"""What an initialiser needs: the factor by which weights make up for an activation function.

A layer sums n inputs f(z) with independent weights of mean 0 and standard deviation s. With a
standard normal z the sum has second moment n s^2 E[f(z)^2], so s = 1/sqrt(n E[f^2]) hands a second
moment of 1 on: the factor 1/sqrt(E[f^2]) is the gain of He et al. (2015) and of PyTorch's
documentation. Where the mean of f is taken away as well, by weights that sum to 0 (Brock et al.
2021, "Characterizing signal propagation to close the performance gap in unnormalized ResNets"),
only the variance counts, and the factor is 1/std(f). Backward, gradients are multiplied by f'(z),
and 1/sqrt(E[f'^2]) keeps their size; there n counts the outputs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.facts.gaussian import expectation, gaussian, gaussian_between
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import limit_towards, one_sided, value_at
from actviz.facts.record import Gaussian
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, literal, substitute
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get
from actviz.readings import float64

# torch.nn.init.calculate_gain of PyTorch 2: what it returns for the functions that it knows, in
# our names. 5/3 and 3/4 are its own table's; sigmoid counts as linear there.
PYTORCH: Final[dict[str, Callable[[Activation], float]]] = {
    "identity": lambda f: 1.0,
    "sigmoid": lambda f: 1.0,
    "tanh": lambda f: 5 / 3,
    "relu": lambda f: math.sqrt(2),
    "leaky_relu": lambda f: math.sqrt(2 / (1 + f.values["negative_slope"] ** 2)),
    "selu": lambda f: 3 / 4,
}
_ANY_SLOPE: Final = ("leaky_relu",)  # calculate_gain takes the slope as an argument


@dataclass(frozen=True)
class Gain:
    """The gains of one function; None where there is none, and ``note`` says why.

    Every number has ten digits or more: see :mod:`actviz.facts.gaussian`.
    """

    moments: Gaussian | None
    second_moment: float | None  # 1/sqrt(E[f^2])
    variance: float | None  # 1/std(f)
    backward: float | None  # 1/sqrt(E[f'^2])
    pytorch: float | None  # what calculate_gain returns; None where it does not know the function
    note: str


@dataclass(frozen=True)
class SelfNormalising:
    """``scale*f(x) + shift`` with mean 0 and variance 1 under a standard normal x.

    ``variance_slope`` is how the variance that comes out answers to the variance that goes in, at
    1. Below 1 in magnitude, the fixed point draws variances near it to itself, layer by layer.
    """

    scale: float | None
    shift: float | None
    variance_slope: float | None
    note: str

    @property
    def fixed_point(self) -> str | None:
        """``attracting``, ``repelling`` or ``neutral`` to ten digits; None where not known."""
        if self.variance_slope is None:
            return None
        beyond = abs(self.variance_slope) - 1
        return "neutral" if abs(beyond) < 1e-10 else "repelling" if beyond > 0 else "attracting"


def gain(activation: Activation) -> Gain:
    """The gains of a function, worked out from its formula."""
    curve = Curve(activation.bound_tree)
    known = pytorch_gain(activation)
    # A long approximation knows where its pieces meet, and its formula takes seconds.
    places = activation.corners
    moments = (
        gaussian(curve)
        if places is None
        else gaussian_between(
            places,
            lambda x: np.asarray(activation(x)),
            lambda x: np.asarray(activation.derivative(x)),
        )
    )
    if moments is None:
        return Gain(None, None, None, None, known, "not defined on the whole line")
    square, variance = moments.second_moment, moments.variance
    notes = [_why(curve, 0, square)]
    if square is not None and not _varies(moments):
        constant = all(piece.direction == 0 for piece in curve.pieces(0))
        variance = None
        notes.append("f is constant" if constant else "std f not found to ten digits")
    elif moments.slope_second_moment == 0:
        notes.append("f' is 0 almost everywhere")
    notes.append(_why(curve, 1, moments.slope_second_moment))
    return Gain(
        moments,
        _inverse_root(square),
        _inverse_root(variance),
        _inverse_root(moments.slope_second_moment),
        known,
        "; ".join(filter(None, notes)),
    )


def pytorch_gain(activation: Activation) -> float | None:
    """What ``torch.nn.init.calculate_gain`` returns for this function; None: it does not know it.

    A function is known if its formula is that of the catalogue, whatever it is called here.
    """
    for word, rule in PYTORCH.items():
        usual = get(word)
        if word in _ANY_SLOPE and activation.name == word:
            return rule(activation)
        if activation.bound_tree is usual.bound_tree:
            return rule(usual)
    return None


def self_normalising(activation: Activation) -> SelfNormalising:
    """The scale and the shift that make mean 0 and variance 1 a fixed point.

    Weights are taken to have sum 0 and sum of squares 1, as in Klambauer et al. (2017).
    """
    record = gain(activation)
    moments = record.moments
    if moments is None or moments.mean is None or record.variance is None:
        unknown = moments is not None and "not found" in record.note
        head = "none found" if unknown else "none exists"
        return SelfNormalising(None, None, None, f"{head}: {record.note}")
    scale, mean = record.variance, moments.mean
    # With z of variance v: d/dv E[g(z)^2] = E[(z^2 - 1) g(z)^2]/2 at v = 1. The mean moves too,
    # but its square has slope 0 where the mean is 0.
    curve = Curve(activation.bound_tree)

    def moved(x: Float64) -> Float64:
        value = scale * (float64.evaluate(curve.tree, x, {}) - mean)
        return (x * x - 1) * value * value / 2

    slope = expectation(curve, moved)
    note = "" if slope is not None else "the variance slope was not found"
    return SelfNormalising(scale, 0.0 - scale * mean, slope, note)


@dataclass(frozen=True)
class SeluStep:
    """A quantity on the way to SELU's constants: a closed form and its value, rounded once."""

    quantity: str
    formula: str
    value: float


def selu_steps() -> list[SeluStep]:
    """Scale and alpha of SELU, solved for: mean 0 and variance 1 of ``scale*elu(x)``.

    The moments of each half under a standard normal x are known in closed form (complete the
    square under exp(x - x^2/2)). The mean is linear in alpha, so mean 0 gives alpha; then the
    second moment, which is the variance, gives the scale. Values are rounded once, by proof.
    """
    right, right_square = "1/sqrt(2*pi)", "1/2"
    left = "exp(1/2)*Phi(-1) - 1/2"
    left_square = "exp(2)*Phi(-2) - 2*exp(1/2)*Phi(-1) + 1/2"
    alpha = f"-({right})/({left})"
    scale = f"1/sqrt({right_square} + ({alpha})**2*({left_square}))"
    rows = [
        ("E[x; x > 0]", right, right),
        ("E[exp(x) - 1; x < 0]", left, left),
        ("E[x**2; x > 0]", right_square, right_square),
        ("E[(exp(x) - 1)**2; x < 0]", left_square, left_square),
        ("alpha", "-E[x; x > 0]/E[exp(x) - 1; x < 0]", alpha),
        ("scale", "1/sqrt(E[x**2; x > 0] + alpha**2*E[(exp(x) - 1)**2; x < 0])", scale),
    ]
    return [SeluStep(word, shown, value_at(parse(text), 0.0)) for word, shown, text in rows]


def _varies(moments: Gaussian) -> bool:
    """Whether a variance was found that is more than the rounding of the mean."""
    variance, square = moments.variance, moments.second_moment
    return variance is not None and square is not None and variance > 1e-26 * square


def _inverse_root(moment: float | None) -> float | None:
    return 1 / math.sqrt(moment) if moment else None


def _why(curve: Curve, order: int, moment: float | None) -> str:
    """Why there is no second moment of a derivative of that order; nothing where there is one."""
    if moment is not None:
        return ""
    word = "E[f'²]" if order else "E[f²]"
    return f"{word} is infinite" if _diverges(curve, order) else f"{word} not found to ten digits"


def _diverges(curve: Curve, order: int) -> bool:
    """Whether the integral of the square is infinite, by the limits of its integrand.

    It is where (x - p) f(x)^2 does not tend to 0 on a side of a finite p, or x f(x)^2 exp(-x^2/2)
    at an infinity; where both tend to 0 nothing is claimed.
    """
    for segment in curve.segments:
        tree = derivative(segment.tree, "x", order)
        for end, side in ((segment.low, 1), (segment.high, -1)):
            text = "x*f**2*exp(-x**2/2)" if math.isinf(end) else "(x - p)*f**2"
            product = substitute(parse(text, ["f", "p"]), {"f": tree, "p": literal(end)})
            limit = _limit(product, end, side)
            if limit and not math.isnan(limit):
                return True
    return False


def _limit(tree: Node, x: float, side: int) -> float:
    return limit_towards(tree, x, side) if math.isinf(x) else one_sided(tree, x, side)
