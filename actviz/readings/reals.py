"""What a caller gives, as an array of float64: real numbers and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actviz.arrays import Float64, np

if TYPE_CHECKING:  # importing an entry must not import NumPy
    from typing import Any, TypeVar

    from numpy.typing import ArrayLike, NDArray

    Number = TypeVar("Number", bound=np.generic)


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """Numbers in order, each once; ``np.unique`` loads the masked arrays, a tenth of a start."""
    import numpy as np

    ordered = np.sort(numbers, axis=None)
    different: NDArray[Number] = ordered[np.r_[True, ordered[1:] != ordered[:-1]][: ordered.size]]
    return different


def reals(x: ArrayLike) -> Float64:
    """Numbers of any shape in float64; an array that holds it already is not copied.

    Raises:
        TypeError: complex numbers, texts, dates or other things; the message says what is taken.
    """
    given = np.asarray(x)
    mask = getattr(x, "_mask", None)  # importing numpy.ma is a tenth of a start
    if mask is not None and np.any(mask):
        raise TypeError("masked entries have no result here: give x.compressed() or x.filled(nan)")
    if given.dtype == np.float64:
        return given
    kind = given.dtype.kind
    odd = [one for one in given.flat if not hasattr(one, "__float__")] if kind == "O" else []
    if kind in "cSUMm" or odd:
        given_kind = type(odd[0]).__name__ if odd else str(given.dtype)
        raise TypeError(f"real numbers are taken, alone or in an array or list, not {given_kind}")
    with np.errstate(over="ignore"):  # a wider number beyond the doubles is infinite
        return given.astype(np.float64, copy=False)


def apart(x: ArrayLike, out: Any) -> Float64:
    """The numbers, or a copy of them where the results are written over them.

    Raises:
        TypeError: ``out`` is no array that can hold the results.
        ValueError: it is one of another shape, or does not lie in one piece.
    """
    points = reals(x)
    if not isinstance(out, np.ndarray) or out.dtype != np.float64:
        kind = out.dtype if isinstance(out, np.ndarray) else type(out).__name__
        raise TypeError(f"out is an array of float64, not {kind}")
    if out.shape != points.shape:
        raise ValueError(f"out has the shape {out.shape}, and x {points.shape}")
    if not (out.flags.c_contiguous and out.flags.writeable):
        raise ValueError("out is a contiguous array that can be written to")
    return points.copy() if np.may_share_memory(points, out) else points
