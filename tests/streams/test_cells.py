"""The fields of a line: as the csv module of Python reads them."""

from __future__ import annotations

import csv

import pytest

from actviz.streams.line_fields import bare, split

LINES = ["a,b", '"a,b",c', 'a,"b ""c"" d",e', '"",x', "a,,b", '"a","b"', '"a,b,c",",",d', "1;2"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_fields_are_those_of_the_csv_module(line: str, delimiter: str) -> None:
    text = line.replace(",", delimiter)
    (wanted,) = csv.reader([text], delimiter=delimiter)
    assert [bare(cell) for cell in split(text, delimiter)] == wanted


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (' "a b" ', "a b"),
        ('"', '"'),
        ('""', ""),
        ('"a', '"a'),
        ('a"', 'a"'),
        ("", ""),
        (" x ", "x"),
    ],
)
def test_quotes_around_a_field_go_and_others_stay(cell: str, text: str) -> None:
    assert bare(cell) == text
