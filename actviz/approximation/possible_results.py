"""Errors that no size keeps: told before one is made, by an input without a near enough result.

Results are doubles. With coefficients that are multiples of a power of two they are multiples of
one as well where x is: rounding in float64 on the way changes nothing of that.
"""

from __future__ import annotations

import math
from typing import Any

from actviz.approximation.error.error_proof import weight_of
from actviz.approximation.setting import Setting
from actviz.approximation.table_sizes import within_jump
from actviz.arrays import Float64, np
from actviz.readings import balls
from actviz.readings.formats import Uniform
from actviz.text.rows import short

_PLACES = 65  # inputs that are looked at
_FINEST = 3  # of inputs that are multiples of 2**-k
_BITS = 160  # of balls
_NEAR = 2.0**-20  # relative: of what float64 tells


def check(setting: Setting, within: float) -> None:
    """Refuse an error that is kept by no possible result at some input.

    Raises:
        ValueError: where, and what results are there.
    """
    request, target = setting.request, setting.target
    if request.fixed is not None or setting.fold is not None:
        return
    for one in target.breaks if request.kind in ("polynomial", "rational") else ():
        sides = np.array([one.left, one.right])
        inside = not one.order and target.low < one.x < target.high
        if inside and not within_jump(setting, one.x, sides, within * (1 + _NEAR)):
            raise ValueError(
                f"--within {within:g}: {target.name} jumps by {abs(sides[1] - sides[0]):g} at "
                f"{one.x:g}, and a {request.kind} does not; take --pieces"
            )
    x = np.linspace(target.low, target.high, _PLACES + 1)[:-1]
    f = target.on(x)
    _refuse(setting, within, x, np.spacing(np.abs(f)) / 2, "numbers of float64")
    form = setting.held.form if setting.held else None
    if not isinstance(form, Uniform) or form.fraction_bits is None:
        return
    if request.kind not in ("pieces", "polynomial"):
        return
    for k in range(_FINEST + 1 if request.kind == "pieces" else 1):  # at integers: of any degree
        step = form.step * 2.0 ** (-k * request.degree)
        at = np.ldexp(np.unique(np.ceil(np.ldexp(x, k))), -k)
        at = at[at < target.high]
        f = target.on(at)
        errors, what = np.abs(f - step * np.rint(f / step)), f"multiples of {step:g} by {form.name}"
        _refuse(setting, within, at, errors, what, step)


def _refuse(
    setting: Setting,
    within: float,
    x: Float64,
    errors: Float64,
    what: str,
    step: float | None = None,
) -> None:
    """The same by some inputs and about what errors are there, at least or at most.

    Args:
        what: the results that there are.
        step: how far they are from each other; doubles without.
    """
    f, target = setting.target.on(x), setting.target
    weighed = errors * (1.0 if setting.scale is None else setting.scale(x, f))
    beside = np.isin(x, [one.x for one in target.breaks])
    for k in np.argsort(-weighed):
        if weighed[k] <= within:
            return
        least = 0.0 if beside[k] else _least(setting, float(x[k]), step)
        if least > within:
            raise ValueError(
                f"--within {within:g}: results for {target.name} at x = {x[k]:.6g} are {what}, "
                f"none with an error ({setting.request.measure}) below {short(least, -1, 3)}"
            )


def _least(setting: Setting, x: float, step: float | None) -> float:
    """How far the function is from the nearest multiple of a step, or double, at least."""
    from flint import arb

    measure = setting.request.measure
    with balls.precision(_BITS):
        value: Any = setting.target.exactly(x, _BITS)
        if not value.is_finite():
            return 0.0
        low, high = float(abs(value).abs_lower()), float(abs(value).abs_upper())
        unit = step or math.ulp(math.nextafter(low, 0.0))
        scaled = value / arb(unit)
        off = abs(scaled - (scaled + 0.5).floor()) * arb(unit)
        weigh = weight_of(measure, setting.held_name)
        weight = weigh(np.array([math.nextafter(high, math.inf)]))[0] if weigh else 1.0
        return max(math.nextafter(float((off / arb(float(weight))).abs_lower()), 0.0), 0.0)
