"""Files as people hold them, each against the numbers that it was written from."""

from __future__ import annotations

import gzip
import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.files.number_kinds import kind
from actviz.files.numbers_from_file import blocks, pairs, table
from actviz.files.wish import Wish


def read(
    data: bytes | str,
    tmp_path: Path,
    wish: Wish = Wish(),  # noqa: B008
    name: str = "a.csv",
) -> tuple[dict[str, list[float]], str]:
    """The columns of a file by name, and what was said of it."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    said: list[str] = []
    by_name: dict[str, list[float]] = {}
    for block in blocks(str(path), wish, said.append):
        by_name.setdefault(block.name, []).extend(np.ravel(block.values).tolist())
    return by_name, " ".join(said).replace(f"{path}: ", "")


NUMBERS = {"fc1": [-1.5, 0.5], "fc2": [2.0, -3.0]}
TEXTS = {
    "comma": ("fc1,fc2\n-1.5,2\n0.5,-3\n", ""),
    "semicolon": ("fc1;fc2\n-1.5;2\n0.5;-3\n", "fields between semicolons"),
    "tab": ("fc1\tfc2\n-1.5\t2\n0.5\t-3\n", "fields between tabs"),
    "bar": ("fc1|fc2\n-1.5|2\n0.5|-3\n", "fields between bars"),
    "blanks": ("fc1  fc2\n -1.5  2\n  0.5 -3\n", "fields between blanks"),
    "decimal commas": ("fc1;fc2\n-1,5;2\n0,5;-3\n", "fields between semicolons; decimal commas"),
    "blanks and commas": ("fc1 fc2\n-1,5 2,0\n0,5 -3,0\n", "fields between blanks; decimal commas"),
    "comments": ("# made by a script\n\nfc1,fc2\n-1.5,2\n# half way\n0.5,-3\n", ""),
    "percent": ("% from MATLAB\nfc1,fc2\n-1.5,2\n0.5,-3\n", ""),
    "pandas": (",fc1,fc2\n0,-1.5,2\n1,0.5,-3\n", "the index column left out"),
    "R": ('"fc1" "fc2"\n"1" -1.5 2\n"2" 0.5 -3\n', "fields between blanks; the index column left"),
    "words": ("name,fc1,fc2\nann,-1.5,2\nito,0.5,-3\n", "text left out: name"),
    "quoted": ('"fc1","fc2"\r\n"-1.5","2"\r\n"0.5","-3"\r\n', ""),
}  # fmt: skip


@pytest.mark.parametrize("which", TEXTS)
@pytest.mark.parametrize("packing", ["plain", "UTF-16", "UTF-16 BE", "gzip"])
def test_a_text_is_read_however_it_is_written(which: str, packing: str, tmp_path: Path) -> None:
    text, said = TEXTS[which]
    data = {
        "plain": text.encode(),
        "UTF-16": text.encode("utf-16"),
        "UTF-16 BE": b"\xfe\xff" + text.encode("utf-16-be"),
        "gzip": gzip.compress(text.encode()),
    }[packing]
    result, notes = read(data, tmp_path)
    assert result == NUMBERS
    assert said in notes
    assert ("UTF-16" in notes) == packing.startswith("UTF")
    assert bool(notes) == bool(said or packing.startswith("UTF"))  # what is plain needs no word


def test_what_is_missing_is_nan(tmp_path: Path) -> None:
    words = ("", "NA", "N/A", "nan", "null", "None", "-", "?")
    result, _ = read("a,b\n" + "".join(f"{word},1\n" for word in words), tmp_path)
    assert np.isnan(result["a"]).all()
    assert result["b"] == [1.0] * len(words)


def test_numbers_as_headers(tmp_path: Path) -> None:
    result, notes = read("0,1,2\n-2.5,3,1\n-1.5,4,1\n", tmp_path)
    assert result == {"0": [-2.5, -1.5], "1": [3, 4], "2": [1, 1]}
    assert "the first line, 0,1,2, is taken as a header; --no-header reads numbers" in notes
    plain, notes = read("0,1,2\n-2.5,3,1\n", tmp_path, Wish(header=False))
    assert plain == {"column 1": [0, -2.5], "column 2": [1, 3], "column 3": [2, 1]}
    assert notes == ""
    text = "name,2020,2021\na,1,2\nb,3,4\n"
    years, _ = read(text, tmp_path, Wish(header=True))
    assert years == {"2020": [1, 3], "2021": [2, 4]}
    path = tmp_path / "pairs.csv"
    path.write_text("0,1\n0.5,1.6\n")  # points of exp
    x, y = pairs(str(path))
    assert (x.tolist(), y.tolist()) == ([0, 0.5], [1, 1.6])


def test_one_number_or_two(tmp_path: Path) -> None:
    text = "0,5\n-1,25\n2,75\n"
    result, notes = read(text, tmp_path)
    assert list(result) == ["column 1", "column 2"]
    assert "--decimal comma" in notes
    result, _ = read(text, tmp_path, Wish(decimal="comma", delimiter=";"))
    assert result == {"": [0.5, -1.25, 2.75]}
    result, _ = read(text, tmp_path, Wish(decimal="comma"))
    assert result == {"": [0.5, -1.25, 2.75]}


@pytest.mark.parametrize(
    ("fields", "names"), [(("fc2",), ["fc2"]), (("1",), ["fc1"]), (("2", "fc1"), ["fc2", "fc1"])]
)
def test_columns_are_chosen_by_name_or_number(
    fields: tuple[str, ...], names: list[str], tmp_path: Path
) -> None:
    result, _ = read(TEXTS["semicolon"][0], tmp_path, Wish(fields))
    assert result == {name: NUMBERS[name] for name in names}
    with pytest.raises(ValueError, match="no field is called 'fc3'; there are fc1, fc2"):
        read(TEXTS["comma"][0], tmp_path, Wish(("fc3",)))


# --- number formats


def test_bfloat16_is_the_upper_half_of_a_float32() -> None:
    bits = np.arange(1 << 16, dtype=np.uint16)
    with np.errstate(invalid="ignore"):
        wanted = (bits.astype(np.uint32) << 16).view(np.float32).astype(float)
    assert np.array_equal(kind("bfloat16").doubles(bits), wanted, equal_nan=True)


# By the definition of the OCP 8-bit specification: sign, exponent, fraction, least and largest.
EIGHTHS = {
    "float8_e4m3fn": {0x00: 0, 0x01: 2**-9, 0x08: 2**-6, 0x38: 1, 0x7E: 448, 0x7F: None, 0xB8: -1},
    "float8_e5m2": {0x01: 2**-16, 0x04: 2**-14, 0x3C: 1, 0x7B: 57344, 0x7C: np.inf, 0x7F: None},
}


@pytest.mark.parametrize("name", EIGHTHS)
def test_eight_bits_are_what_their_standard_says(name: str) -> None:
    for pattern, number in EIGHTHS[name].items():
        result = kind(name).doubles(np.array([pattern], dtype=np.uint8))[0]
        assert np.isnan(result) if number is None else result == number


@pytest.mark.parametrize("name", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_numbers_are_rounded_to_nearest_and_ties_to_even(name: str) -> None:
    one = kind(name)
    every = np.arange(1 << (8 * one.dtype.itemsize)).astype(one.dtype)
    numbers = one.doubles(every)
    there = np.isfinite(numbers)
    assert np.array_equal(one.kept(numbers[there]), every[there])
    half = len(every) // 2
    positive = numbers[:half][there[:half]]
    middle = (positive[1:] + positive[:-1]) / 2
    even = every[1 : len(positive)] // 2 * 2
    assert np.array_equal(one.kept(middle), even)
    assert np.array_equal(one.kept(np.nextafter(middle, 0)), every[: len(positive) - 1])
    assert np.array_equal(one.kept(np.nextafter(middle, np.inf)), every[1 : len(positive)])
    assert not np.isfinite(one.doubles(one.kept(np.array([1e39, -1e39, np.nan])))).any()


@pytest.mark.parametrize(("name", "void"), [("bfloat16", "<V2"), ("float8_e4m3fn", "|V1")])
@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_what_numpy_has_no_name_for_is_read(
    name: str, void: str, suffix: str, tmp_path: Path
) -> None:
    values = np.array([[-1.5, 0.5], [2.0, -3.0]])
    kept = kind(name).kept(values).view(void)
    path = tmp_path / f"a.{suffix}"
    np.savez(path, fc=kept) if suffix == "npz" else np.save(path, kept)
    result, notes = read(path.read_bytes(), tmp_path, name=path.name)
    assert list(result.values()) == [values.ravel().tolist()]
    assert f"taken as {name}" in notes


def test_the_float8_that_numpy_cannot_read_back_is_read(tmp_path: Path) -> None:
    """ml_dtypes 0.5 writes float8_e5m2 with the descr <f1; here 1, -2, 0.5 as it does."""
    head = b"{'descr': '<f1', 'fortran_order': False, 'shape': (3,), }"
    head = head.ljust(117) + b"\n"
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + b"\x3c\xc0\x38"
    with pytest.raises(ValueError, match="descr"):
        np.load(io.BytesIO(data))
    result, notes = read(data, tmp_path, name="a.npy")
    assert list(result.values()) == [[1.0, -2.0, 0.5]]
    assert "taken as float8_e5m2" in notes


@pytest.mark.parametrize("name", ["float8_e4m3fn", "float8_e5m2"])
def test_which_float8_it_is_can_be_said(name: str, tmp_path: Path) -> None:
    values = np.array([-1.5, 0.5, 2.0])
    path = tmp_path / "a.npy"
    np.save(path, kind(name).kept(values).view("|V1"))
    result, notes = read(path.read_bytes(), tmp_path, Wish(binary=name), name="a.npy")
    assert list(result.values()) == [values.tolist()]
    assert notes == ""


# --- archives, tensors, bare numbers


def safetensors(arrays: dict[str, tuple[str, NDArray[np.generic]]]) -> bytes:
    head, body = {}, b""
    for name, (dtype, array) in arrays.items():
        end = len(body) + array.nbytes
        head[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [len(body), end]}
        body += array.tobytes()
    text = json.dumps({"__metadata__": {"made": "here"}, **head}).encode()
    return struct.pack("<Q", len(text)) + text + body


def test_safetensors(tmp_path: Path) -> None:
    data = safetensors(
        {
            "fc1": ("F32", np.array([[-1.5, 2], [0.5, -3]], "<f4")),
            "h": ("BF16", kind("bfloat16").kept(np.array([1.0, -2.0]))),
            "q": ("F8_E5M2", np.array([0x3C], "u1")),
        }
    )
    for name in ("a.safetensors", "a"):  # it is known by its bytes
        result, _ = read(data, tmp_path, name=name)
        assert result == {"fc1": [-1.5, 2, 0.5, -3], "h": [1, -2], "q": [1]}
    result, _ = read(data, tmp_path, Wish(arrays=("q", "h")), "a.safetensors")
    assert result == {"h": [1, -2], "q": [1]}
    with pytest.raises(ValueError, match="no array is called 'v'; there are fc1, h, q"):
        read(data, tmp_path, Wish(arrays=("v",)), "a.safetensors")
    with pytest.raises(ValueError, match="ends early"):
        read(data[:-2], tmp_path, name="a.safetensors")


def test_text_in_an_archive_is_left_out_with_a_word(tmp_path: Path) -> None:
    held = io.BytesIO()
    np.savez(held, fc1=np.ones(2), name=np.array("run"))
    result, notes = read(held.getvalue(), tmp_path, name="a.npz")
    assert result == {"fc1": [1, 1]}
    assert notes == "text left out: name"


def test_idx_and_bare_numbers_anywhere(tmp_path: Path) -> None:
    idx = struct.pack(">BBBB2I", 0, 0, 13, 2, 2, 2) + np.array([1.5, -2, 3, 4], ">f4").tobytes()
    for data in (idx, gzip.compress(idx)):
        assert read(data, tmp_path, name="x")[0] == {"": [1.5, -2, 3, 4]}
    for name in ("float64", "float32", "float16", "bfloat16", "float8_e5m2", "int16", "uint8"):
        data = kind(name).kept(np.array([0.0, 1.0, 3.0])).tobytes()
        result = read(data, tmp_path, Wish(binary=name), "x.bin")[0]
        assert result == {"": [0, 1, 3]}
    with pytest.raises(ValueError, match="ends after 5 bytes, 1 byte into a float32 of 4"):
        read(b"12345", tmp_path, Wish(binary="float32"))


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_parquet_and_arrow_where_pyarrow_is(form: str, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import ipc, parquet

    held = pyarrow.table({"name": ["a", "b"], "fc1": [-1.5, 0.5], "fc2": [2, None]})
    path = tmp_path / f"a.{form}"
    if form == "parquet":
        parquet.write_table(held, path)
    else:
        with ipc.new_file(path, held.schema) as sink:
            sink.write_table(held)
    result, notes = read(path.read_bytes(), tmp_path, name=path.name)
    assert result["fc1"] == [-1.5, 0.5]
    assert result["fc2"][0] == 2
    assert np.isnan(result["fc2"][1])
    assert notes == "text left out: name"
    result, _ = read(path.read_bytes(), tmp_path, Wish(("fc2",)), path.name)
    assert list(result) == ["fc2"]


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"pip install 'actviz\[files\]'"):
        read(b"PAR1....", tmp_path)


@pytest.mark.parametrize(
    ("start", "name", "words"),
    [
        (b"\x89HDF\r\n\x1a\n", "a.h5", "an HDF5 file; this line makes numbers of it: python -c"),
        (b"MATLAB 5.0 MAT-file", "a.mat", "scipy.io.loadmat"),
        (b"\x80\x04\x95", "a.pkl", "a pickle, and reading one runs what is in it"),
        (b"\x80\x02\x8a", "a.pt", "torch.load"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "pandas.read_excel"),
    ],
)
def test_other_kinds_are_refused_with_the_line_that_converts_them(
    start: bytes, name: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="this line makes numbers of it") as caught:
        read(start + bytes(64), tmp_path, name=name)
    assert words in str(caught.value)
    assert str(caught.value).endswith(name)


@pytest.mark.parametrize(
    ("inside", "words"), [("xl/workbook.xml", "pandas.read_excel"), ("m/data.pkl", "torch.load")]
)
def test_what_is_a_zip_of_another_kind(inside: str, words: str, tmp_path: Path) -> None:
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(inside, "")
    with pytest.raises(ValueError, match="this line makes numbers of it") as caught:
        read(held.getvalue(), tmp_path, name="a.bin")
    assert words in str(caught.value)


def test_an_option_for_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    np.save(held, np.ones(3))
    for wish, words in (
        (Wish(("a",)), "--field"), (Wish(arrays=("a",)), "--array"), (Wish(delimiter=";"), "--del"),
        (Wish(decimal="comma"), "--decimal"), (Wish(header=True), "--header"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=f"{words}.* is not for a file of this kind"):
            read(held.getvalue(), tmp_path, wish, "a.npy")
    with pytest.raises(ValueError, match="--unit-axis is not for"):
        read("1\n", tmp_path, Wish(unit_axis=0))


# --- units


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(
    ("shape", "axis", "wanted"),
    [((5, 4, 3), None, 2), ((2, 3, 4, 5), None, 1), ((2, 3, 4, 5), 3, 3), ((2, 3, 4), 0, 0),
     ((4, 6), 0, 0), ((7,), 0, 0)],
)  # fmt: skip
@pytest.mark.parametrize("block", [1, 7, 1 << 17])
def test_units_lie_on_an_axis(
    order: str,
    shape: tuple[int, ...],
    axis: int | None,
    wanted: int,
    block: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from actviz.files import array_files

    monkeypatch.setattr(array_files, "BLOCK", block)
    array = np.arange(np.prod(shape), dtype=float).reshape(shape)
    np.save(tmp_path / "a.npy", np.asarray(array, order=order))  # type: ignore[call-overload]
    of_units: dict[int, list[float]] = {}
    for one in blocks(str(tmp_path / "a.npy"), Wish(unit_axis=axis)):
        assert one.units == shape[wanted]
        for place, column in enumerate(np.asarray(one.values).T):
            of_units.setdefault(one.first_unit + place, []).extend(column.tolist())
    for unit, numbers in of_units.items():
        assert sorted(numbers) == sorted(np.take(array, unit, wanted).ravel().tolist())
    assert len(of_units) == shape[wanted]


def test_a_table_has_as_many_columns_as_an_array_has_units(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(6.0).reshape(3, 2))
    result = table(str(tmp_path / "a.npy"))
    assert [column.tolist() for column in result.columns] == [[0, 2, 4], [1, 3, 5]]


def test_kinds_of_the_command_line_are_those_that_are_read() -> None:
    from typing import get_args

    from actviz.cli import options
    from actviz.files.number_kinds import KINDS

    words = get_args(get_args(get_args(options.Binary)[0])[0])
    assert set(words) <= set(KINDS)


@pytest.mark.parametrize("between", [",", " ", "\t", "  "])
def test_pairs_as_programs_write_them_need_no_word(between: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs"
    path.write_text(f"0{between}0.5\n1{between}0.73\n")
    said: list[str] = []
    x, y = pairs(str(path), tell=said.append)
    assert (x.tolist(), y.tolist(), said) == ([0, 1], [0.5, 0.73], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_shortest_text_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    """A digit and a newline are two bytes, or four, or six with a mark."""
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    for text, number in (("7\n", 7.0), ("42", 42.0), ("-1", -1.0), ("1.5\n", 1.5)):
        result, _ = read((mark + text).encode(encoding), tmp_path, name="a.txt")
        assert list(result.values()) == [[number]]


@pytest.mark.parametrize(
    ("shape", "axis"), [((24,), None), ((6, 4), 1), ((2, 3, 4), 2), ((2, 4, 3, 1), 1)]
)
def test_units_are_counted_by_the_axis_that_an_array_of_its_rank_has_for_them(
    shape: tuple[int, ...], axis: int | None, tmp_path: Path
) -> None:
    """The last of two or three axes, the channels of four: a sum for each unit says which."""
    x = np.arange(24, dtype=float).reshape(shape)
    np.save(tmp_path / "x.npy", x)
    sums: dict[int, float] = {}
    for block in blocks(str(tmp_path / "x.npy"), Wish(), lambda said: None):
        table = np.atleast_2d(block.values.T).T
        for unit, column in enumerate(table.T, block.first_unit):
            sums[unit] = sums.get(unit, 0.0) + float(column.sum())
    others = tuple(place for place in range(x.ndim) if place != axis)
    wanted = [float(x.sum())] if axis is None else x.sum(axis=others).tolist()
    assert sums == dict(enumerate(wanted))


@pytest.mark.parametrize("columns", [2, 3, 5])
@pytest.mark.parametrize("headed", [False, True])
@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize("between", [",", ";", "\t", "|", " "])
def test_every_separator_is_told_from_every_decimal_mark(
    between: str, mark: str, headed: bool, columns: int, tmp_path: Path
) -> None:
    if between == mark:
        return
    rows = [[(-1.5) ** at * 8 / (1 + row) for at in range(columns)] for row in range(4)]
    lines = [between.join(f"{x:.4f}".replace(".", mark) for x in row) for row in rows]
    lines = [between.join("abcde"[:columns]), *lines] if headed else lines
    result, _ = read("\n".join(lines) + "\n", tmp_path, name="a.txt")
    assert np.allclose(list(result.values()), np.transpose(rows), rtol=0, atol=1e-4)


@pytest.mark.parametrize("first", ["a,b,c", "1,b,c", "x,,2", "a,b,3"])
@pytest.mark.parametrize("second", ["1,2", "foo,bar", "foo,2", "1,2,3,4,5"])
def test_lines_of_other_lengths_are_told(first: str, second: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"line 2 has [25] fields, the first line has 3|number"):
        read(f"{first}\n{second}\n", tmp_path)


def test_a_comma_behind_a_quote_is_no_decimal_comma(tmp_path: Path) -> None:
    """Of ``"1,5",2`` the second field was 0.2, as if a blank stood between the two."""
    text = 'a,b\n"1,5",2\n"3,5",4\n'
    assert read(text, tmp_path) == ({"b": [2.0, 4.0]}, "text left out: a")
    both = {"a": [1.5, 3.5], "b": [2.0, 4.0]}
    assert read(text, tmp_path, Wish(decimal="comma")) == (both, "")
