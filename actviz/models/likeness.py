"""Functions compared by their values: which of the catalogue is like this one?

Numbers come first, on one grid for all; they only choose what is then proved. Entries that
libraries ship are asked before the others, so that of several names for one function the one that
people know is found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import product
from typing import Final

import numpy as np

from actviz import catalogue
from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.names import dialect
from actviz.lookup.registry import frameworks_of, names, resolve
from actviz.readings import float64

# Libraries whose functions are met in models; others ship functions that hardly anybody uses.
WIDESPREAD: Final = ("torch", "keras", "tf", "jax", "flax", "hf", "timm", "onnx", "paddle", "mlx",
                     "ggml", "onednn", "candle", "burn")  # fmt: skip
AFFINE: Final = ("identity", "affine", "linear", "negative")
_LEARNED: Final = ("prelu",)  # known by its operator: by its numbers it is a leaky ReLU
_ALSO: Final = ("softcap", "bounded_relu", "star_relu", "snake", "lecun_tanh")  # met without a name
_ALIKE: Final = 1e-12  # relative to 1 + |f|: what float64 loses on the way
_ROUGH: Final = 0.02
_MOST_TRIED: Final = 30  # numbers for one parameter
MOST_FITTED: Final = 2  # parameters that are fitted; more would fit anything


def _grid() -> Float64:
    near = np.arange(-8, 8, 1 / 48) + 0.00731
    small = 10.0 ** np.arange(-6, -1, 0.25)
    far = np.concatenate([8 * 1.19 ** np.arange(1, 16), [1003.7, 10007.3]])
    return np.unique(np.concatenate([-far, -small, near, small, far]))


GRID: Final = _grid()
_COARSE: Final = slice(0, None, 17)


@dataclass(frozen=True)
class Candidate:
    """A function that something may be, with the spec that means it."""

    spec: str
    function: Activation
    only: str = ""  # the parameter that is fitted where the others stay what they are

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Its parameters, as far as they are fitted."""
        return (self.only,) if self.only else tuple(self.function.values)

    def tree_at(self, values: dict[str, float]) -> Node:
        """Its formula with other parameters."""
        return self.function.with_values(**values).bound_tree

    def spec_at(self, values: dict[str, float]) -> str:
        """The spec with other parameters; those at their defaults are left out."""
        told = [
            f"{word}={_shown(value)}"
            for word, value in values.items()
            if value != self.function.values[word]
        ]
        return ":".join([self.spec, ",".join(told)]) if told else self.spec


def _shown(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


@cache
def candidates(widespread: bool) -> tuple[Candidate, ...]:
    """The functions of libraries that are widespread, or all others.

    Those with the fewest parameters come first, and of these the most shipped.
    """
    ranked: list[tuple[tuple[int, int], Candidate]] = []
    for name in names():
        shipped = {word for word in frameworks_of(name) if word in WIDESPREAD}
        known = bool(shipped) or name in _ALSO
        if name in (*AFFINE, *_LEARNED) or known != widespread:
            continue
        (entry,) = resolve(name)
        if isinstance(entry, Activation):
            ranked.append(((len(entry.values), -len(shipped)), Candidate(name, entry)))
    if widespread:
        ranked += [((len(one.free), 0), one) for one in _dialects()]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in ranked)


def _dialects() -> Iterator[Candidate]:
    """What libraries compute where their formula is one of their own."""
    seen: set[str] = set()
    for library in WIDESPREAD:
        for word, target in catalogue.frameworks().get(library, {}).items():
            head = target.split(":")[0]
            if dialect(head) is not None and head not in seen:
                (function,) = resolve(f"{library}:{word}")
                if isinstance(function, Activation) and not _as_entry(function):
                    seen.add(head)
                    yield Candidate(f"{library}:{word}", function)


def _as_entry(function: Activation) -> bool:
    """Whether a library's own formula has the values of the entry, slopes at kinks aside."""
    (entry,) = resolve(function.name)
    if not isinstance(entry, Activation) or not entry.values.keys() >= function.values.keys():
        return False
    return bool(alike(values_of(entry.with_values(**function.values)), values_of(function)))


@cache
def table(widespread: bool) -> Float64:
    """The values of :func:`candidates` on the grid, one row each."""
    return np.array([values_of(one.function) for one in candidates(widespread)])


def values_of(function: Activation) -> Float64:
    """A function on the grid; NaN where it has no value."""
    with np.errstate(all="ignore"):
        values = function(GRID)
    assert not isinstance(values, float)
    return values


def apart(f: Float64, g: Float64) -> Float64:
    """How far values are apart, relative to 1 + |f|; infinite where only one is a number."""
    with np.errstate(all="ignore"):
        gap = np.abs(f - g) / (1 + np.abs(f))
    gap = np.where(identical(f, g), 0.0, gap)
    return np.where(np.isnan(gap), np.inf, gap)


def alike(f: Float64, g: Float64, slack: Float64 | float = 0.0) -> Mask:
    """Whether values are the same but for rounding, and a slack relative to 1 + |f|."""
    return np.asarray(np.all(apart(f, g) <= _ALIKE + slack, axis=-1))


def roughly(f: Float64, g: Float64) -> Mask:
    """Whether values may be alike at all: a quick look at a few of them."""
    return np.asarray(np.all(apart(f[_COARSE], g[..., _COARSE]) <= _ROUGH, axis=-1))


def affine(f: Float64, slack: float = 1e-9) -> bool:
    """Whether values lie on a line, or as near to one as is said."""
    low, high = len(GRID) // 3, 2 * len(GRID) // 3
    with np.errstate(all="ignore"):
        slope = (f[high] - f[low]) / (GRID[high] - GRID[low])
        line = f[low] + slope * (GRID - GRID[low])
    if not np.isfinite(slope):
        return False
    return bool(np.all(np.abs(f - line) <= slack * (1 + np.abs(f) + abs(slope) * np.abs(GRID))))


def families(widespread: bool) -> tuple[Candidate, ...]:
    """The candidates with one or two parameters."""
    return tuple(one for one in candidates(widespread) if 0 < len(one.free) <= MOST_FITTED)


def with_constants(
    one: Candidate, f: Float64, constants: Sequence[float], slack: Float64 | float
) -> Iterator[dict[str, float]]:
    """Values for a family's parameters, out of some constants, with which it is like ``f``."""
    pools = [
        dict.fromkeys([one.function.values[word], *constants][:_MOST_TRIED]) for word in one.free
    ]
    chosen = np.array(list(product(*pools)))
    few, points = f[_COARSE], GRID[_COARSE]
    x = np.tile(points, len(chosen))
    columns = {word: np.repeat(chosen[:, at], len(points)) for at, word in enumerate(one.free)}
    try:
        with np.errstate(all="ignore"):
            g = float64.evaluate(one.function.careful_tree, x, columns)
    except (ValueError, ArithmeticError):
        return
    g = np.broadcast_to(g, x.shape).reshape(len(chosen), len(points))
    room = slack if isinstance(slack, float) else slack[_COARSE]
    gaps = apart(few, g)
    gaps[~(np.isfinite(few) & np.isfinite(g))] = 0.0  # these are looked at in full
    for at in np.flatnonzero(np.all(gaps <= _ALIKE + room, axis=1)):
        values = dict(zip(one.free, map(float, chosen[at]), strict=True))
        try:
            whole = values_of(one.function.with_values(**values))
        except SpecError:
            continue  # out of its domain
        if alike(f, whole, slack):
            yield values


def fitted(
    one: Candidate, x: Float64, y: Float64, starts: Sequence[dict[str, float]], steps: int = 30
) -> tuple[dict[str, float], float]:
    """Parameters of a family by least squares (Levenberg and Marquardt), and the mean square left.

    Args:
        one: the family; with no parameters nothing is fitted.
        starts: values to start from; the best end counts.
    """
    tree = one.function.careful_tree
    slopes = [one.function.derivative_tree(1, word, careful=True) for word in one.free]
    best: tuple[dict[str, float], float] = (dict(one.function.values), np.inf)
    for start in starts:
        fit = _descend(tree, slopes, one.free, start, x, y, steps)
        if fit[1] < best[1]:
            best = fit
    return best


def _descend(
    tree: Node, slopes: Sequence[Node], free: Sequence[str], start: dict[str, float],
    x: Float64, y: Float64, steps: int,
) -> tuple[dict[str, float], float]:  # fmt: skip
    def left(values: dict[str, float]) -> tuple[Float64, float]:
        try:
            with np.errstate(all="ignore"):
                gap = y - float64.evaluate(tree, x, values)
                square = float(np.add.reduce(gap * gap)) / gap.size
        except (ValueError, ZeroDivisionError, OverflowError):
            return y, np.inf
        return gap, square if math.isfinite(square) else np.inf

    values, damping = dict(start), 1e-3
    gap, square = left(values)
    jacobian = np.empty((x.size, len(free)))
    moved = values
    for _ in range(steps if free else 0):
        if not math.isfinite(square) or square < 1e-30 or damping > 1e8:
            break
        if moved is values:  # a step that was taken back leaves the slopes as they were
            with np.errstate(all="ignore"):
                for at, slope in enumerate(slopes):
                    jacobian[:, at] = float64.evaluate(slope, x, values)
                if not np.isfinite(jacobian).all():
                    np.nan_to_num(jacobian, copy=False)
                square_of_slopes, right = jacobian.T @ jacobian, jacobian.T @ gap
            if not np.isfinite(square_of_slopes).all():
                break
        normal = square_of_slopes.copy()
        normal.flat[:: len(free) + 1] += damping * (normal.diagonal() + 1e-12)
        try:
            step = np.linalg.solve(normal, right)
        except np.linalg.LinAlgError:
            break
        by = zip(free, step, strict=True)
        moved = {**values, **{word: values[word] + float(change) for word, change in by}}
        new_gap, new_square = left(moved)
        if new_square < square:
            done = square - new_square < 1e-14 * square
            values, gap, square, damping = moved, new_gap, new_square, damping / 5
            if done:
                break
        else:
            damping *= 8
    return values, square
