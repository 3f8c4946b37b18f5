"""The smallest approximation of a kind that keeps an error."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from actviz.approximation import entries, possible_results, table_sizes
from actviz.approximation.best_polynomials import least_error, rational, seen_error
from actviz.approximation.in_integers.coefficient_format import format_for
from actviz.approximation.in_integers.integer_search import Search
from actviz.approximation.judging import ends_of
from actviz.approximation.knots.reaching import TooMany
from actviz.approximation.pieces import MORE, Pieces
from actviz.approximation.setting import Setting
from actviz.dataclass import dataclass
from actviz.text.rows import counted, short

if TYPE_CHECKING:
    from actviz.approximation.request import Request
    from actviz.approximation.value.result import Approximation

_SAMPLED = 3e-4  # relative: how far off errors at a segment's points are, at most
_RATIONAL = 20  # the largest degree that is tried of both parts
_ANEW = 4  # numbers of pieces that join which are made, where the first one is a little off
_SCANNED = 32  # numbers of entries that are all tried where a function jumps


def smallest(
    setting: Setting, maker: Pieces, within: float, make: Callable[[int], Approximation]
) -> Approximation:
    """The smallest size that keeps an error, each that is tried with its proof.

    Args:
        setting: what is asked.
        maker: of pieces.
        within: the error.
        make: makes one of a size.

    Raises:
        ValueError: none keeps it; or why none can be made at all.
    """
    request, why = setting.request, list[ValueError]()
    tried: dict[int, Approximation | None] = {}
    ends_of(setting)  # refused here where they are none at any size
    possible_results.check(setting, within)

    def keeps(size: int) -> bool:
        if size not in tried:
            try:
                tried[size] = make(size)
            except ValueError as error:
                tried[size] = None
                why.append(error)
        one = tried[size]
        return one is not None and one.error is not None and one.error.upper <= within

    if request.fixed is not None and request.kind != "table":
        inputs = Search(setting, format_for(setting, 1)).inputs
        least = inputs.of_results(ulp=request.measure == "ulp")
        if least > within:
            raise ValueError(
                f"--within {within:g}: {request.fixed[1]} has no results that come below "
                f"{short(least, -1)}"
            )
    real = Pieces(setting.in_reals) if request.fixed is not None else maker
    try:
        size = real.fewest(within * (1 - _SAMPLED)) if request.kind == "pieces" else None
    except TooMany:
        most = f"no {request.most:,} pieces were found that keep it"
        raise ValueError(f"--within {within:g}: {most}") from None
    if request.fixed is not None and size is not None:
        first = Search(setting, format_for(setting, size)).fewest(within, size)
        if first is not None and not request.joins:
            return make(first)
        for size in () if first is None else range(first, first + _ANEW):
            if keeps(size) and (one := tried[size]) is not None:
                return one
        raise ValueError(f"--within {within:g}: no pieces of these formats were found that keep it")
    if size is None:
        size = _first(maker, within, keeps)
        if size is None:
            if why and not any(tried.values()):
                raise why[0]
            what, most = f"no {request.kind}", f"{_most(request):,}"
            what = {
                "pieces": f"no {most} pieces were",
                "table": f"no table of {most} entries was",
            }.get(request.kind, f"{what} of degree {most} or less was")
            keep = "keep" if request.kind == "pieces" else "keeps"
            raise ValueError(f"--within {within:g}: {what} found that {keep} it")
    else:
        sizes = range(size, size + MORE)
        size = sizes[_reached(sizes, 0, keeps) or 0]
        if maker.fewest(within * (1 + _SAMPLED)) != size and keeps(size - 1):
            size -= 1
    best = tried.get(size)
    if best is None or not keeps(size):
        pieces = counted(size, "piece")
        raise ValueError(f"--within {within:g}: {pieces} that keep it were not found")
    return best


def _most(request: Request) -> int:
    return _RATIONAL if request.kind == "rational" else request.most


def _first(maker: Pieces, within: float, keeps: Callable[[int], bool]) -> int | None:
    """The smallest size that keeps an error; None: none does."""
    setting, near = maker.setting, within * (1 + 2.0**-30)  # float64 tells it so far
    request, even = setting.request, _Even(maker)
    table = request.kind == "table"
    sizes: Sequence[int] = range(int(request.kind == "pieces"), _most(request) + 1)
    if table:
        sizes = table_sizes.sizes(setting, request.most, within)

    @lru_cache(None)
    def possible(size: int) -> bool:
        if request.kind in ("polynomial", "rational"):
            return _is_possible(setting, size, near)
        return not table or table_sizes.least_error(setting, size) <= near

    def fits(size: int) -> bool:
        if request.kind == "pieces":
            return even.fit(size, near)
        return possible(size) and (not table or entries.fits(setting, size, within))

    if table and any(not one.order for one in setting.target.breaks):  # more may fit worse there
        for size in sizes[:_SCANNED]:
            if fits(size) and keeps(size):
                return size
    first = _reached(sizes, 1, possible)  # of the fewest entries least is told
    first = 0 if (first == 1 or len(sizes) == 1) and possible(sizes[0]) else first
    if first is None:
        return None
    place = _reached(sizes, first, fits)
    if place is not None and not keeps(sizes[place]):  # what fits may not keep it
        place = _reached(sizes, first, lambda size: fits(size) and keeps(size))
    return None if place is None else sizes[place]


def _is_possible(setting: Setting, degree: int, error: float) -> bool:
    """Whether a degree may keep an error, before any proof."""
    real = setting.in_reals if setting.request.fixed is not None else setting
    powers = setting.request.kind == "polynomial"
    try:
        if powers:
            return least_error(real, degree) <= error
        return seen_error(setting, *rational(setting, degree, degree)[:2]) <= error
    except ValueError:  # there is none; of a polynomial it says why
        return powers


@dataclass
class _Even:
    """Even pieces, which soon tell that they do not keep an error.

    Attributes:
        worst: where one of them did not, last.
    """

    maker: Pieces
    worst: float = -math.inf

    def fit(self, count: int, error: float) -> bool:
        """Whether so many may keep an error, by what each has where it is looked at."""
        maker, request = self.maker, self.maker.setting.request
        if request.knots != "even" or request.fixed or maker.outer != (None, None):
            return True
        places = maker.places(count) or []
        worst = max(bisect_right(places, self.worst) - 1, 0)  # mostly it tells at once
        for k in (worst, *range(count)):
            if maker.segments.error(places[k], places[k + 1]) > error:
                self.worst = places[k]
                return False
        return True


def _reached(sizes: Sequence[int], first: int, keeps: Callable[[int], bool]) -> int | None:
    """The place of the first size that is good enough: ever larger ones, then halves between."""
    at, low, step = first, first - 1, 1
    while at < len(sizes) and not keeps(sizes[at]):
        low, at, step = at, min(at + step, max(len(sizes) - 1, at + 1)), 2 * step
    if at >= len(sizes):
        return None
    while at - low > 1:
        middle = (at + low) // 2
        at, low = (middle, low) if keeps(sizes[middle]) else (at, middle)
    return at
