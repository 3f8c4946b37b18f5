"""Libraries' functions of vectors, gated units and random functions, held against ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.functions.gated import Gate
from actviz.functions.vector.vector_function import VectorFunction

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]
    Call = Callable[[Any], Any]

# Of even length, for gates and groups; the last has ties, a component that takes nearly all, and a
# large negative one.
VECTORS: Final = (
    (0.5, -1.25, 3.0, 2.75, 0.0, -2.5),
    (1.0, 1.0),
    (4.0, 4.0, -30.0, 0.0, 4.0, 1.0, -1.0, 12.5),
)
ROWS: Final = 4096  # of one vector, for functions that draw
_UNLIKELY: Final = 6  # standard deviations of a frequency


def vectors_differ(ours: VectorFunction | Gate, theirs: Call, dtype: type) -> str:
    """Where a function of a vector differs by more than rounding explains; empty if nowhere.

    Of a gated unit, whose library splits one vector in two halves, the same.
    """
    for vector in VECTORS:
        x = np.array(vector)
        expected = ours(*np.split(x, 2)) if isinstance(ours, Gate) else ours(x)
        difference = _differs(np.asarray(expected), theirs(x.astype(dtype)), x, dtype)
        if difference:
            return difference
    return ""


def largest_drawn_differs(weights: Array, theirs: Call, dtype: type) -> str:
    """Of noisy weights: whether each component is the largest as often as it should be.

    The largest of scores with Gumbel noise is component i with the softmax's probability i.

    Args:
        weights: those probabilities, of the first of :data:`VECTORS`.
        theirs: called once with :data:`ROWS` rows.
        dtype: of the rows.
    """
    rows: Array = np.tile(np.array(VECTORS[0], dtype=dtype), (ROWS, 1))
    drawn = np.asarray(theirs(rows), dtype=np.float64)
    if drawn.shape != rows.shape:
        return f"shape {drawn.shape} instead of {rows.shape}"
    if not np.allclose(drawn.sum(axis=1), 1, rtol=0, atol=1e-5):
        return "weights that do not add up to 1"
    often = np.bincount(drawn.argmax(axis=1), minlength=rows.shape[1]) / ROWS
    spread = np.sqrt(weights * (1 - weights) / ROWS)
    if (np.abs(often - weights) > _UNLIKELY * spread + 1 / ROWS).any():
        return f"the largest is {often.tolist()} instead of {weights.tolist()}"
    return ""


def _differs(expected: Array, computed: Any, x: Array, dtype: type) -> str:
    computed = np.asarray(computed, dtype=np.float64)
    if computed.size != expected.size:
        return f"{computed.size} numbers instead of {expected.size}, of {x.tolist()}"
    computed = computed.reshape(expected.shape)
    allowed = 8 * np.finfo(dtype).eps * (1 + np.abs(expected) + np.abs(x).max())
    if (np.abs(computed - expected) <= allowed).all():
        return ""
    return f"{computed.tolist()} instead of {expected.tolist()}, of {x.tolist()}"
