"""Pieces that a neighbour makes needless."""

from __future__ import annotations

import numpy as np
import pytest

from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.segments import Segments
from actviz.approximation.knots.merging import merged
from actviz.approximation.target.target import Target
from actviz.approximation.value.result import Piece
from actviz.lookup.registry import get
from tests.approximation.judge import fit


@pytest.mark.parametrize(
    ("name", "held", "span", "most"),
    [("softsign", "float4_e2m1fn", (-8.0, 8.0), 5), ("gelu", "Q2.2", None, 6)],
)
def test_no_piece_could_be_left_to_its_neighbour(
    name: str, held: str, span: tuple[float, float] | None, most: int
) -> None:
    one = fit(name, size=12, held=held, span=span)
    assert one.error is not None
    assert one.pieces is not None
    assert len(one.pieces) == most
    function = get(name)
    for piece, other in [*zip(one.pieces, one.pieces[1:], strict=False)]:
        for keeps, lost in ((piece, other), (other, piece)):
            if np.isfinite([lost.low, lost.high]).all():
                x = np.linspace(lost.low, lost.high, 2001)[:-1]
                c0, c1 = (*keeps.coefficients, 0.0)[:2]
                assert np.abs(c0 + c1 * x - function(x)).max() > one.error.upper * (1 - 1e-6)


def test_what_is_pinned_between_two_pieces_keeps_both() -> None:
    pieces = (
        Piece(-1.0, 0.0, (0.0, 0.5)),
        Piece(0.0, 0.25, (0.0, 1.0)),
        Piece(0.25, 1.0, (0.5, 0.5)),
    )
    target = Target(get("relu"), 0, -1.0, 1.0)
    free = Segments(target, 1, None, Held("float16"))
    # The first piece errs by 1/2, and over both others by no more.
    assert merged(free, pieces, wider=True) == (Piece(-1.0, 1.0, (0.0, 0.5)),)
    assert merged(free, pieces, wider=False) == pieces
    tied = Segments(target, 1, None, Held("float16"), pinned=frozenset([0.0, 0.25]))
    assert merged(tied, pieces, wider=True) == pieces
