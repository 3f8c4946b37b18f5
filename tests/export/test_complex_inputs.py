"""Complex numbers are refused, where frameworks drop what is imaginary with a warning at most."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.lookup.registry import gate, get
from tests.export.rows_run import code, module

LANGUAGES = ["numpy", "torch", "jax", "keras"]
REAL, COMPLEX = np.array([0.5, -1.0]), np.array([0.5 + 0j, -1.0 + 2j])


def given(language: str, x: Any) -> Any:
    """An array of the language's own."""
    library = pytest.importorskip(language)
    if language == "keras":
        return library.ops.convert_to_tensor(x)
    return (library.numpy if language == "jax" else library).asarray(x)


@pytest.mark.parametrize("language", LANGUAGES)
def test_functions_and_slopes_take_no_complex_numbers(language: str) -> None:
    real, imaginary = (given(language, x) for x in (REAL, COMPLEX))
    target = TARGETS[language]
    space: dict[str, Any] = {}
    exec(str(text(target, program([get("gelu"), gate("glu")], target))), space)
    calls: list[tuple[str, tuple[Any, ...]]] = [("gelu", (imaginary,)), ("gelu_d1", (imaginary,))]
    calls += [("glu", pair) for pair in ((imaginary, real), (real, imaginary))]
    for word, inputs in calls:
        with pytest.raises(TypeError, match="real numbers, not complex"):
            space[word](*inputs)
    space["glu"](real, real)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_take_no_complex_numbers(language: str) -> None:
    real, imaginary = (given(language, x) for x in (REAL, COMPLEX))
    made = module(code(language, "float64" if language == "numpy" else "input"))
    for word in ("softmax", "log_softmax"):
        with pytest.raises(TypeError, match="real numbers, not complex"):
            getattr(made, word)(imaginary)
        with pytest.raises(TypeError, match="real numbers, not complex"):
            getattr(made, f"{word}_d1")(real, imaginary)
