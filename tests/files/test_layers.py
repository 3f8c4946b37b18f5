"""Files of layers against the arrays and texts that they were written from."""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.files import array_files, decoding
from actviz.files.numbers_from_file import blocks
from actviz.files.wish import Block


def joined(got: list[Block]) -> dict[str, list[float]]:
    numbers: dict[str, list[float]] = {}
    for block in got:
        numbers.setdefault(block.name, []).extend(np.ravel(block.values).tolist())
    return numbers


def table(got: list[Block], shape: tuple[int, int]) -> NDArray[np.float64]:
    """The array of (batch, units) that blocks make, in the order in which they come."""
    result = np.full(shape, np.nan)
    filled = np.zeros(shape[1], dtype=int)
    for block in got:
        assert block.units == shape[1]
        for offset, column in enumerate(np.asarray(block.values).T):
            unit = block.first_unit + offset
            result[filled[unit] : filled[unit] + len(column), unit] = column
            filled[unit] += len(column)
    assert (filled == shape[0]).all()
    return result


@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", ">f4", "<f2", "<i4", "u1", "?"])
def test_an_array_comes_out_as_it_went_in(dtype: str, tmp_path: Path) -> None:
    wanted = (np.arange(24).reshape(2, 3, 4) % 3).astype(dtype)
    np.save(tmp_path / "a.npy", wanted)
    assert joined(list(blocks(str(tmp_path / "a.npy")))) == {"": wanted.ravel().tolist()}


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("size", [1, 3, 7, 35, 1000])
def test_tables_keep_their_units_however_they_are_cut(
    order: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(array_files, "BLOCK", size)
    wanted = np.arange(35.0).reshape(5, 7)
    np.save(tmp_path / "a.npy", np.asarray(wanted, order=order))  # type: ignore[call-overload]
    items = list(blocks(str(tmp_path / "a.npy")))
    assert max(block.values.size for block in items) <= size
    assert (table(items, (5, 7)) == wanted).all()
    assert items[-1].done == 1


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_each_array_of_an_archive_is_a_layer(save: object, tmp_path: Path) -> None:
    arrays = {"fc1": np.arange(5.0), "conv.2": np.ones((2, 3), dtype=np.float32)}
    save(tmp_path / "run.npz", **arrays)  # type: ignore[operator]
    items = list(blocks(str(tmp_path / "run.npz")))
    assert joined(items) == {"fc1": [0, 1, 2, 3, 4], "conv.2": [1.0] * 6}
    assert [(block.layer, block.units) for block in items] == [(0, None), (1, 3)]


@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_memory_stays_small_whatever_the_size(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"large.{suffix}"
    values = np.zeros((4000, 4000), dtype=np.float32)
    if suffix == "npy":
        np.save(path, values)
    else:
        np.savez_compressed(path, values)
    size = values.nbytes
    del values
    count = 0
    tracemalloc.start()
    for block in blocks(str(path)):
        count += block.values.size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count * 4 == size
    assert peak < size / 20


def refused(path: Path) -> str:
    with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
        list(blocks(str(path)))
    message = str(caught.value)
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.array([1 + 2j]), "holds complex128"),
        (np.array([None, 1.0]), "holds object"),
        (np.zeros(3, dtype="V3"), "holds |V3"),
        (np.zeros(2, dtype=[("a", "f4"), ("b", "f4")]), "holds [('a'"),
        (np.zeros((3, 0)), "is empty, of shape (3, 0)"),
        (np.zeros(2, dtype=np.longdouble), "holds float128"),
    ],
)
def test_what_is_no_array_of_real_numbers_is_refused(
    array: NDArray[np.generic], words: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", array)
    assert words in refused(tmp_path / "a.npy")
    np.savez(tmp_path / "b.npz", fine=np.ones(2), odd=array)
    message = refused(tmp_path / "b.npz")
    assert words in message
    assert "array odd" in message


def test_broken_files_are_told(tmp_path: Path) -> None:
    whole = io.BytesIO()
    np.save(whole, np.arange(10.0))
    (tmp_path / "short.npy").write_bytes(whole.getvalue()[:-12])
    assert "ends early, 2 of 10 numbers short" in refused(tmp_path / "short.npy")
    (tmp_path / "text.npy").write_text("1\n2\n")
    assert "not a .npy file of numbers" in refused(tmp_path / "text.npy")
    (tmp_path / "text.npz").write_text("1\n2\n")
    assert "not a .npz file" in refused(tmp_path / "text.npz")
    with zipfile.ZipFile(tmp_path / "other.npz", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "holds no arrays" in refused(tmp_path / "other.npz")
    np.savez_compressed(tmp_path / "bad.npz", a=np.random.default_rng(0).normal(size=9000))
    data = bytearray((tmp_path / "bad.npz").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "bad.npz").write_bytes(data)
    assert "is damaged or cut short" in refused(tmp_path / "bad.npz")
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("archive/data.pkl", bytes(900))
    (tmp_path / "cut.pt").write_bytes((tmp_path / "model.pt").read_bytes()[:500])
    message = refused(tmp_path / "cut.pt")
    assert "a zip archive, as .npz and .pt files are, that is damaged or cut short" in message
    assert message.endswith("copy it again")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"1\n2\n")[:-9])
    assert "not a gzip file that can be read" in refused(tmp_path / "b.csv.gz")


# --- text


def read(text: str | bytes, tmp_path: Path, suffix: str = "csv") -> dict[str, list[float]]:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return joined(list(blocks(str(path))))


def test_columns_are_layers_and_a_header_names_them(tmp_path: Path) -> None:
    assert read("fc1,fc2\n1,2\n3,4\n", tmp_path) == {"fc1": [1, 3], "fc2": [2, 4]}
    assert read("1,2\n3,4", tmp_path) == {"column 1": [1, 3], "column 2": [2, 4]}
    assert read("1\n\n-2.5e1\n", tmp_path) == {"": [1, -25]}
    assert read("\n\nfc\n1\n", tmp_path) == {"fc": [1]}
    assert read('"a,b",\n"1", 2 \n', tmp_path) == {"a,b": [1], "column 2": [2]}
    assert read("a\tb\r\n1\t2\r\n", tmp_path, "tsv") == {"a": [1], "b": [2]}
    assert read(b"\xef\xbb\xbfa\n1\n", tmp_path) == {"a": [1]}
    assert read("+1,.5\ninf,0x1p3\n", tmp_path) == {"column 1": [1, math.inf], "column 2": [0.5, 8]}


def test_two_columns_of_one_name_are_two_layers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("w,w\n1,2\n")
    assert [(b.layer, b.values.tolist()) for b in blocks(str(tmp_path / "a.csv"))] == [
        (0, [1]),
        (1, [2]),
    ]


def test_an_empty_field_is_nan(tmp_path: Path) -> None:
    result = read("a,b\n1,\n,2\n", tmp_path)
    assert [math.isnan(value) for value in result["a"] + result["b"]] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no numbers"),
        ("\x93NUMPY\x01\x00v\x00{'descr': '<f8', }\n1\n", "is neither text nor a file of a kind"),
        ("\n \n", "holds no numbers"),
        ("fc1,fc2\n", "holds no numbers"),
        ("a,b\n1,2\n3\n", "line 3 has 1 field, the first line has 2"),
        ("1,2\n3,4,5\n6\n", "line 2 has 3 fields, the first line has 2"),
        ("a,b\n1,2\n\n3,x\n", "line 4, b: 'x' is not a number"),
        ("1\nnul\n", "line 2: 'nul' is not a number"),
        ("1\ntrue\n", "line 2: 'true' is not a number"),
        ("1\n[2]\n", "line 2: '[2]' is not a number"),
        ("1\n1 2\n", "line 2 has 2 fields, the first line has 1"),
        ("1\n" + "y" * 99 + "\n", "line 2: '" + "y" * 37 + "...' is not a number"),
    ],
)
def test_bad_text_is_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    assert words in refused(tmp_path / "a.csv")


def test_random_tables_come_out_as_python_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by Python's csv module in any manner, cut into blocks anywhere."""
    draw = np.random.default_rng(11)
    forms = ("{!r}", "{:.3e}", "{:+g}", "{:.0f}", "")
    for _ in range(300):
        width, height = draw.integers(1, 5), draw.integers(1, 12)
        monkeypatch.setattr(decoding, "BLOCK", int(draw.integers(1, 40)))
        kinds = forms if width > 1 else forms[:-1]  # alone, an empty field is a blank line
        cells = [
            [
                kinds[draw.integers(len(kinds))].format(float(draw.normal() * 10))
                for _ in range(width)
            ]
            for _ in range(height)
        ]
        cells[0][0] = "1"  # a first line without a number would be a header
        headed = bool(draw.integers(2))
        header = [f"layer {place}, {draw.integers(9)}" for place in range(width)]
        buffer = io.StringIO()
        csv.writer(
            buffer,
            lineterminator=["\n", "\r\n"][draw.integers(2)],
            quoting=csv.QUOTE_ALL if draw.integers(2) else csv.QUOTE_MINIMAL,
        ).writerows([header, *cells] if headed else cells)
        names = header if headed else [f"column {n}" for n in range(1, width + 1)]
        if not headed and width == 1:
            names = [""]
        result = read(buffer.getvalue().encode(), tmp_path)
        assert list(result) == names
        for name, column in zip(names, zip(*cells, strict=True), strict=True):
            wanted = [float(cell) if cell else math.nan for cell in column]
            assert np.array_equal(result[name], wanted, equal_nan=True)


def test_random_bytes_give_numbers_or_one_message(tmp_path: Path) -> None:
    draw = np.random.default_rng(12)
    signs = np.frombuffer(b'0123456789.,,\n\n\r"-+e \tnaifx\xff\x00', dtype=np.uint8)
    numbers = 0
    for _ in range(500):
        text = bytes(draw.choice(signs, size=draw.integers(1, 30)))
        try:
            numbers += sum(map(len, read(text, tmp_path).values()))
        except ValueError as error:
            assert str(error).startswith(str(tmp_path / "a.csv"))
    assert numbers
