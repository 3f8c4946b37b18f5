"""What the tests of exports try, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.export import plan, trial_vectors
from actviz.export.targets import TARGETS, Target
from actviz.export.trial import TrialResult, tried
from actviz.export.write import program, text
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, resolve_all
from actviz.readings.languages.program import Unit
from actviz.readings.number_formats import largest, rounded, ulp

# Joints of most entries are at halves and whole numbers; around them their neighbours.
JOINTS: Final = (-6.0, -5.0, -4.0, -3.0, -2.5, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)


def points(dtype: str) -> NDArray[np.float64]:
    """Joints and their neighbours, tails, subnormal numbers, zeros and infinities."""
    top, tiny = largest(dtype), float(ulp(np.zeros(1), dtype)[0])
    near = np.array(JOINTS)
    step = ulp(near, dtype)
    sizes = [tiny, 3 * tiny, 1e4 * tiny, 1e-30, 1e-12, 1e-5, 0.03, 0.3, 0.77, 1.3, 8.0, 12.0, 17.5]
    sizes += [22.0, 30.5, 37.5, 60.0, 87.5, 90.0, 103.0, 200.0, 1e4, 1e9, 1e20, top / 4, top]
    # Where exponentials come to an end, and where squares and cubes have left the doubles.
    sizes += [350.0, 690.0, 708.5, 715.0, 744.0, 1e110, 1e160, 1e250] if dtype == "float64" else []
    far = np.array(sizes)
    values = np.concatenate([near, near - step, near + step, far, -far, [0.0]])
    ends = [-0.0, np.inf, -np.inf, np.nan]
    return np.concatenate([np.unique(rounded(values, dtype)), ends])


def scattered() -> NDArray[np.float64]:
    """Inputs that formulas have no liking for: of every size, most where activations turn."""
    chance = np.random.default_rng(7)
    sizes = 10 ** np.concatenate([chance.uniform(-323, 308, 60), chance.uniform(-9, 3.2, 120)])
    near = chance.uniform(0, 13, 120)
    ends = [-745.1, -708.4, -744.0, 5e-324, -3e-310]
    return np.concatenate([sizes * chance.choice([-1, 1], sizes.size), near, -near[::2], ends])


def sample(step: int) -> list[Activation]:
    """Every so many entries of the registry, always the same."""
    return list(entries())[::step]


# What several languages have in common is worked out for the first that is tried.
_planned: Final = lru_cache(maxsize=512)(plan.unit)
_exactly: Final = trial_vectors._exact_values


def _unit(function: Any, name: str, order: int, arguments: Sequence[str], *more: Any) -> Unit:
    return _planned(function, name, order, tuple(arguments), *more)


@lru_cache(maxsize=512)
def _exact_values(function: Activation, points: bytes, order: int, wrt: str) -> Any:
    return _exactly(function, np.frombuffer(points), order, wrt)


@contextmanager
def planned_once() -> Iterator[None]:
    """Within it a function is planned once for all languages, and asked once what is exact."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "unit", _unit)
        patch.setattr(
            trial_vectors,
            "_exact_values",
            lambda one, at, *of: _exact_values(one, at.tobytes(), *of),
        )
        yield


def measured(
    functions: list[Activation],
    target: Target,
    dtype: str,
    order: int = 1,
    x: NDArray[np.float64] | None = None,
) -> list[TrialResult]:
    """All functions in one file of a language, run once: what there is in x."""
    own = dtype if dtype in target.dtypes else "input"
    with planned_once():
        exported = program(functions, target, order=order, dtype=own)
        trial = tried(functions, exported, target, x=points(dtype) if x is None else x, dtype=dtype)
    return [one for one in trial if not one.vectors.suffix or one.vectors.suffix[2:].isdigit()]


def failures(got: list[TrialResult]) -> list[str]:
    """Each output that is off somewhere, with the first such place."""
    lines = []
    for one in got:
        wrong = one.vectors.wrong(one.got)
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            lines.append(
                f"{one.vectors.name}{one.vectors.suffix}({one.vectors.inputs[0][at]!r}): "
                f"{one.got[at]!r}, not {one.vectors.expected[at]!r}, "
                f"off by more than {one.vectors.allowed[at]:.3g} ulp at {wrong.sum()} points"
            )
    return lines


def in_python(formula: str, order: int) -> dict[str, Callable[[float], float]]:
    """The functions of an export to Python."""
    target = TARGETS["python"]
    with planned_once():
        code = text(target, program(resolve_all([formula]), target, order=order))
    names: dict[str, Callable[[float], float]] = {}
    exec(str(code), names)
    return names
