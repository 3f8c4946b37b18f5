"""The names that libraries use, and what each library means by them.

A framework maps its own spelling to a target: the name of the function that it computes with its
default arguments (an entry of the catalogue, or a row of :mod:`actviz.catalogue.dialects` where
the library computes something of its own), and settings behind colons where parameters differ.

- ``leaky_relu``: that function with our defaults, which are the framework's own as well;
- ``leaky_relu:negative_slope=0.2``: with that value as the framework's default;
- ``hard_tanh:low=min_val``: the framework calls our ``low`` its ``min_val``;
- ``swish:beta=alpha``: here the framework's word is ours for something else; theirs wins.

Values may be constant arithmetic, such as ``1/6``. A parameter that both sides call the same needs
no setting. Where a framework demands a value, ours stands in until it is given. In ``OPTIONS``
stand the arguments that lead to another target: ``approximate=tanh``, or a parameter's name alone
where giving it a value calls for another formula. ``DEMANDED`` names those without a default.
"""

from __future__ import annotations

from typing import Final

from actviz.catalogue.frameworks import jax, keras, languages, python, pytorch, runtimes
from actviz.catalogue.frameworks.options import DEMANDED, OPTIONS

FRAMEWORKS: Final[dict[str, dict[str, str]]] = {
    **pytorch.TABLES,
    **keras.TABLES,
    **jax.TABLES,
    **runtimes.TABLES,
    **python.TABLES,
    **languages.TABLES,
}

__all__ = ["DEMANDED", "FRAMEWORKS", "OPTIONS"]
