"""Approximations as the tests ask for them, and what an error counts, by mpmath alone."""

from __future__ import annotations

from typing import Any

import mpmath as mp

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.value.result import Approximation
from actviz.lookup.registry import get

# Digits, and the exponent of the smallest number.
_FORMATS = {"float64": (53, -1074), "float32": (24, -149), "float16": (11, -24)}


def fit(name: str, **options: Any) -> Approximation:
    return approximate(Request(activation=get(name), spec=name, **options))


def counted(value: Any, measure: str, form: str = "float64") -> Any:
    """What errors are divided by where the function has a value; at a zero units count as 1."""
    if measure == "relative":
        return abs(value)
    if measure == "absolute" or not value:
        return 1
    digits, least = _FORMATS[form]
    return mp.mpf(2) ** max(int(mp.floor(mp.log(abs(value), 2))) - digits + 1, least)
