"""Blocks of whole lines, however the input arrives."""

from __future__ import annotations

import os

import pytest

from actviz.streams import pipes


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 100])
@pytest.mark.parametrize(
    ("text", "lines"),
    {
        b"\xef\xbb\xbf1\r\n2\n": b"1\n2\n",
        b"1\r\n\r\n3": b"1\n\n3\n",
        b"\xef\xbb\xbf": b"",
        b"\xef\xbb\xbf\n": b"\n",
        b"1\n\xef\xbb\xbf2\n": b"1\n\xef\xbb\xbf2\n",  # only the first is a mark
        b"\xef\xbb": b"\xef\xbb\n",
        b"": b"",
        b"7\r": b"7\r\n",
    }.items(),
)
def test_pieces_of_every_size_make_the_same_lines(
    size: int, text: bytes, lines: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipes, "BLOCK", size)
    reading, writing = os.pipe()
    try:
        os.write(writing, text)
        os.close(writing)
        blocks = list(pipes.WholeLines(reading))
    finally:
        os.close(reading)
    assert b"".join(blocks) == lines
    assert all(block.endswith(b"\n") for block in blocks)
