"""What networks learn from: the digits as they were published, shapes, and files of all sorts."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actviz.networks import example_files
from actviz.networks.data import GENERATED, Data, digits, moons, spirals, wave, xor
from actviz.networks.example_files import load, read, read_idx


def test_the_digits_are_those_of_the_repository() -> None:
    data = digits()
    x, y = np.concatenate([data.x, data.x_test]), np.concatenate([data.y, data.y_test])
    # The counts in optdigits.names, for its test part.
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (len(data.x), len(data.x_test), data.features, data.outputs) == (1437, 360, 64, 10)
    assert (x.min(), x.max()) == (0, 16)
    # The first line of optdigits.tes begins 0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0 and ends in 0.
    assert x[0, :16].tolist() == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]
    assert y[0] == 0


def test_the_digits_are_scikit_learn_s() -> None:
    judge = pytest.importorskip("sklearn.datasets").load_digits()
    data = digits()
    assert np.array_equal(np.concatenate([data.x, data.x_test]), judge.data)
    assert np.array_equal(np.concatenate([data.y, data.y_test]), judge.target)


def test_the_digits_come_with_their_licence() -> None:
    import actviz.networks

    folder = Path(str(actviz.networks.__file__)).parent
    assert "CC BY 4.0" in (folder / "digits.txt").read_text(encoding="utf-8")
    assert (folder / "digits.npz").stat().st_size < 150_000


@pytest.mark.parametrize("name", GENERATED)
def test_the_same_seed_makes_the_same_examples(name: str) -> None:
    one, same, other = (load(name, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.x, same.x)
    assert np.array_equal(one.y_test, same.y_test)
    assert not np.array_equal(one.x, other.x)
    assert (len(one.x), len(one.x_test)) == (400, 100)


def test_shapes_are_what_they_are_called() -> None:
    for data in (spirals(0), moons(0), xor(0)):
        assert data.classes == data.features == 2
        assert 0.4 < data.y.mean() < 0.6
    result = xor(1)
    assert np.array_equal(result.y == 1, np.sign(result.x[:, 0]) != np.sign(result.x[:, 1]))
    # A point of a spiral turned half around lies on the other one: radius tells of the angle.
    result = spirals(1)
    radius, angle = np.hypot(*result.x.T), np.arctan2(result.x[:, 1], result.x[:, 0])
    off = angle - np.pi * result.y - 3 * np.pi * radius
    clear = radius > 0.3  # the noise moves an angle by 0.02/radius
    assert np.abs((off[clear] + np.pi) % (2 * np.pi) - np.pi).max() < 0.7
    curve = wave(1)
    assert (curve.features, curve.classes, curve.outputs) == (1, 0, 1)
    rest = curve.y - np.sin(3 * curve.x) - curve.x / 2
    assert np.std(rest) == pytest.approx(0.1, rel=0.15)


def test_inputs_are_standard_as_a_whole() -> None:
    data = digits()
    result = data.standard(data.x)
    assert result.mean() == pytest.approx(0, abs=1e-12)
    assert np.mean(result**2) == pytest.approx(1, rel=1e-12)
    same = Data("same", np.ones((3, 2)), np.zeros(3, int), np.ones((1, 2)), np.zeros(1, int), 2)
    assert same.standard(same.x).tolist() == [[0, 0]] * 3


# --- files


def idx(array: np.ndarray[Any, Any]) -> bytes:
    codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    code = codes[array.dtype.str[1:]]
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "i4", "f4", "f8"])
def test_idx_of_every_type_is_read(kind: str, tmp_path: Path) -> None:
    array = (np.arange(24).reshape(2, 3, 4) * 5 % 127).astype(kind)
    for name, body in (("a", idx(array)), ("b.gz", gzip.compress(idx(array)))):
        path = tmp_path / name
        path.write_bytes(body)
        assert np.array_equal(read_idx(path), array)


def mnist(folder: Path, suffix: str = "", test: bool = True) -> Path:
    """Files as MNIST's, with a few small images."""
    source = np.random.default_rng(0)
    for part, count in (("train", 20), ("t10k", 10))[: 1 + test]:
        images = source.integers(0, 256, (count, 3, 3)).astype("u1")
        labels = (np.arange(count) % 2).astype("u1")
        for name, array in (("images-idx3", images), ("labels-idx1", labels)):
            body = gzip.compress(idx(array)) if suffix else idx(array)
            (folder / f"{part}-{name}-ubyte{suffix}").write_bytes(body)
    return folder / f"train-images-idx3-ubyte{suffix}"


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_an_idx_pair_with_and_without_a_part_for_testing(suffix: str, tmp_path: Path) -> None:
    data = load(str(mnist(tmp_path, suffix)))
    assert (data.x.shape, data.x_test.shape, data.classes) == ((20, 9), (10, 9), 2)
    (tmp_path / f"t10k-labels-idx1-ubyte{suffix}").unlink()
    data = load(str(tmp_path / f"train-images-idx3-ubyte{suffix}"))
    assert (data.x.shape, data.x_test.shape) == ((16, 9), (4, 9))


def test_npz_files(tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    x = np.arange(60.0).reshape(20, 3)
    np.savez(path, x_train=x, y_train=np.arange(20) % 3, x_test=x[:4], y_test=np.arange(4) % 3)
    data = read(path)
    assert (data.x.shape, data.x_test.shape, data.classes) == ((20, 3), (4, 3), 3)
    np.savez(path, x=x, y=np.repeat([7, -2], 10))
    data = read(path)
    assert (len(data.x), len(data.x_test), data.classes) == (16, 4, 2)
    held = {tuple(row) for row in x.tolist()}
    both = {tuple(row): int(label) for row, label in zip(data.x.tolist(), data.y, strict=True)}
    assert both.keys() < held
    assert all(label == (row[0] < 30) for row, label in both.items())  # 7 is the larger label
    np.savez(path, x=x[:, 0], y=np.sin(x[:, 0]))
    data = read(path)
    assert (data.features, data.classes, data.outputs) == (1, 0, 1)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "names": ({"a": np.ones(3)}, "x_train and y_train"),
    "words": ({"x": np.array(["a"] * 20), "y": np.arange(20)}, "real numbers"),
    "few": ({"x": np.ones((4, 2)), "y": np.arange(4)}, "too few"),
    "lengths": ({"x": np.ones((20, 2)), "y": np.arange(19)}, "20 examples want as many"),
    "one class": ({"x": np.ones((20, 2)), "y": np.zeros(20, int)}, "is of one class, 0"),
    "many": ({"x": np.ones((2000, 2)), "y": np.arange(2000)}, "2000 classes"),
    "nan": ({"x": np.full((20, 2), np.nan), "y": np.arange(20)}, "inputs are not finite"),
    "nan target": ({"x": np.ones((20, 2)), "y": np.full(20, np.inf)}, "targets are not finite"),
    "one-hot": ({"x": np.ones((20, 2)), "y": np.eye(20, dtype=int)}, "one whole number each"),
    "empty": ({"x": np.ones((20, 0)), "y": np.arange(20)}, "nothing to learn"),
    "number": ({"x": np.float64(3), "y": np.arange(20)}, "real numbers"),
    "objects": ({"x": np.array([{}] * 20), "y": np.arange(20)}, "broken"),
    "widths": (
        {"x_train": np.ones((20, 2)), "y_train": np.arange(20) % 2,
         "x_test": np.ones((5, 3)), "y_test": np.arange(5) % 2},
        "2 numbers for training and of 3",
    ),
    "test lengths": (
        {"x_train": np.ones((20, 2)), "y_train": np.arange(20) % 2,
         "x_test": np.ones((5, 2)), "y_test": np.arange(4) % 2},
        "as many targets",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", BAD)
def test_arrays_that_do_not_fit_are_refused(which: str, tmp_path: Path) -> None:
    arrays, message = BAD[which]
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(ValueError, match="holds no numbers"):
        read(path)
    images = mnist(tmp_path)
    with pytest.raises(ValueError, match="labels beside it"):
        read(tmp_path / "train-labels-idx1-ubyte")
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError):
        read(images)
    with pytest.raises(ValueError, match="did you mean 'spirals'"):
        load("spiral")
    whole = images.read_bytes()
    for body, word in ((whole + b"0", "there are more"), (whole[:-2], "only 178")):
        images.write_bytes(body)
        with pytest.raises(ValueError, match=f"head speaks of 180 bytes, and .*{word}"):
            read_idx(images)
    huge = tmp_path / "huge-images-idx3-ubyte"
    huge.write_bytes(struct.pack(">BBBB3I", 0, 0, 14, 3, *[2**32 - 1] * 3))
    with pytest.raises(ValueError, match="at most"):
        read_idx(huge)


def test_a_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "zeros.npz"
    np.savez_compressed(path, x=np.zeros((2000, 60)), y=np.arange(2000) % 2)
    assert path.stat().st_size < 10_000
    assert read(path).features == 60
    monkeypatch.setattr(example_files, "_LARGEST", 900_000)
    with pytest.raises(ValueError, match="at most 900000 are read"):
        read(path)


@pytest.mark.parametrize("kind", ["idx", "idx.gz", "npz"])
def test_broken_files_give_a_message_and_nothing_else(kind: str, tmp_path: Path) -> None:
    source = np.random.default_rng(5)
    if kind == "npz":
        path = tmp_path / "data.npz"
        np.savez_compressed(path, x=np.arange(40.0).reshape(20, 2), y=np.arange(20) % 2)
    else:
        path = mnist(tmp_path, ".gz" if kind == "idx.gz" else "", test=False)
    whole = path.read_bytes()
    refused = 0
    for _ in range(300):
        body = bytearray(whole)
        if source.random() < 0.3:
            del body[source.integers(len(body)) :]
        for place in source.integers(0, max(len(body), 1), source.integers(0, 4)):
            if len(body):
                body[place % len(body)] = source.integers(256)
        path.write_bytes(bytes(body))
        try:
            data = read(path)
        except ValueError as error:
            assert str(path.parent) in str(error)
            refused += 1
        else:
            assert np.isfinite(data.x).all()
    assert refused > 50
