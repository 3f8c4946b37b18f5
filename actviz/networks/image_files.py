"""Images from a user's disk: CIFAR's binary batches, and a folder with a folder for each class."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Part = tuple[Array, Array]

_RECORD: Final = 1 + 3 * 32 * 32  # a label and a picture, its channels one after the other
_SUFFIXES: Final = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".ppm", ".pgm", ".tif", ".tiff", ".webp",
)  # fmt: skip
_LARGEST: Final = 1 << 32  # bytes of numbers that are taken from one folder
_PIXELS: Final = 1 << 24  # of one picture


def is_cifar(path: Path) -> bool:
    """Whether a file is one of CIFAR-10's binary batches, by its name and size."""
    size = path.stat().st_size
    return path.suffix == ".bin" and size > 0 and size % _RECORD == 0


def cifar(path: Path) -> tuple[Part, Part | None]:
    """CIFAR-10's binary batches (Krizhevsky 2009): ``data_batch_1.bin`` and those beside it.

    Args:
        path: one of them, or their folder. ``test_batch.bin``, where it is there, is for testing.

    Returns:
        images of shape (examples, 3, 32, 32) with their classes, for training and for testing.

    Raises:
        ValueError: a label is none of the ten.
        OSError: a file cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    every = sorted(folder.glob("data_batch_*.bin")) or [path]
    train = [_batch(file) for file in every]
    together = np.concatenate([x for x, _ in train]), np.concatenate([y for _, y in train])
    test = folder / "test_batch.bin"
    return together, _batch(test) if test.exists() and test not in every else None


def _batch(path: Path) -> Part:
    rows = np.frombuffer(path.read_bytes(), np.uint8)
    if not rows.size or rows.size % _RECORD:
        raise ValueError(f"{path}: {rows.size} bytes are not records of {_RECORD}, as CIFAR-10's")
    rows = rows.reshape(-1, _RECORD)
    if rows[:, 0].max() > 9:
        raise ValueError(f"{path}: a label of {rows[:, 0].max()}; CIFAR-10 has ten classes from 0")
    return rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0].astype(np.int64)


def folders(path: Path) -> tuple[Part, Part | None]:
    """A folder of images by class: ``cat/1.png``, ``dog/2.png``; maybe in ``train`` and ``test``.

    Returns:
        images of one size, grey (examples, height, width) or in colours with three channels last,
        and the names of their folders; for training and, where there is ``test``, for testing.

    Raises:
        ValueError: there are no two classes, an image is broken, or sizes differ.
    """
    if (path / "train").is_dir():
        colour = [*_pictures(path / "train"), *_pictures(path / "test")]
        modes = _in_colour(colour)
        test = _images(path / "test", modes) if (path / "test").is_dir() else None
        return _images(path / "train", modes), test
    return _images(path, _in_colour(_pictures(path))), None


def _pictures(path: Path) -> list[Path]:
    """The files of a folder's folders, in an order that does not depend on the disk."""
    return sorted(
        file
        for folder in (path.iterdir() if path.is_dir() else ())
        if folder.is_dir() and not folder.name.startswith(".")
        for file in folder.iterdir()
        if file.suffix.lower() in _SUFFIXES
    )


def _in_colour(files: list[Path]) -> bool:
    from PIL import Image

    for file in files:
        try:
            with Image.open(file) as picture:
                if picture.mode not in ("1", "L", "I;16", "I", "F"):
                    return True
        except OSError:
            continue  # told where it is read
    return False


def _images(path: Path, colour: bool) -> Part:
    from PIL import Image

    files = _pictures(path)
    if len({file.parent for file in files}) < 2:
        raise ValueError(
            f"{path}: wanted are two folders or more, one for each class, with images in them "
            f"({', '.join(_SUFFIXES)}); or files data_batch_1.bin of CIFAR-10"
        )
    images: list[Array] = []
    total = 0
    for file in files:
        try:
            with Image.open(file) as picture:
                if picture.width * picture.height > _PIXELS:
                    raise ValueError(f"{file}: {picture.width} x {picture.height} is too large")
                images.append(np.asarray(picture.convert("RGB" if colour else "L")))
        except (OSError, SyntaxError) as error:
            raise ValueError(f"{file}: not an image that can be read ({error})") from None
        if images[-1].shape != images[0].shape:
            one, other = (f"{each.shape[1]} x {each.shape[0]}" for each in (images[-1], images[0]))
            raise ValueError(
                f"{file} is {one}, {files[0].parent.name}/{files[0].name} is {other}; all are to "
                "be of one size"
            )
        total += 8 * images[-1].size
        if total > _LARGEST:
            raise ValueError(f"{path}: more than {_LARGEST} bytes of numbers")
    return np.stack(images), np.array([file.parent.name for file in files])
