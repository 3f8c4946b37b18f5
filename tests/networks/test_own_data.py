"""Examples that users have: images, tables with words, texts; and reviews that are made."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actviz.cli.app import run
from actviz.networks import shapes, texts
from actviz.networks.data import Data
from actviz.networks.example_files import load, read

Capture = pytest.CaptureFixture[str]


def test_examples_keep_their_shapes(tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    x = np.arange(20 * 2 * 3 * 4.0).reshape(20, 2, 3, 4)
    np.savez(path, x=x, y=np.arange(20) % 2)
    data = read(path)
    assert (data.form, data.features) == ((2, 3, 4), 24)
    kept = data.x.reshape(-1, 2, 3, 4)
    assert {part.tobytes() for part in kept} < {part.tobytes() for part in x}
    assert load("digits").form == (8, 8)
    assert load("moons").form == (2,)


def test_examples_are_written_as_mnist_s_are(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = ("--hidden", "4", "--epochs", "1", "--seeds", "1", "-f", "json")
    assert run(["train", "relu", *quick, "--data-to", "digits.npz"]) == 0
    text = capsys.readouterr().out
    with np.load("digits.npz") as held:
        assert (held["x_train"].shape, held["x_test"].shape) == ((1437, 8, 8), (360, 8, 8))
        assert held["x_train"].dtype == np.uint8
        assert np.array_equal(held["y_test"], load("digits").y_test)
    assert run(["train", "relu", *quick, "--data", "digits.npz"]) == 0
    assert capsys.readouterr().out == text
    words = ["train", "relu", "--network", "lstm", "--data", "reviews", "--data-to", "r.npz"]
    assert run(words) == 2
    assert not Path("r.npz").exists()


# --- images


def batch(path: Path, labels: list[int], seed: int) -> np.ndarray:
    pixels = np.random.default_rng(seed).integers(0, 256, (len(labels), 3072), np.uint8)
    path.write_bytes(np.c_[np.array(labels, np.uint8), pixels].tobytes())
    return pixels


def test_cifar_s_binary_batches(tmp_path: Path) -> None:
    one = batch(tmp_path / "data_batch_1.bin", [3, 9, 0], 1)
    two = batch(tmp_path / "data_batch_2.bin", [1, 3], 2)
    test = batch(tmp_path / "test_batch.bin", [9, 1, 0], 3)
    for path in (tmp_path, tmp_path / "data_batch_2.bin"):
        data = read(path)
        assert data.form == (3, 32, 32)
        assert np.array_equal(data.x, np.concatenate([one, two]))
        assert np.array_equal(data.x_test, test)
        assert data.y.tolist() == [2, 3, 0, 1, 2]  # of the four labels 0, 1, 3, 9
    batch(tmp_path / "data_batch_3.bin", [10], 4)
    with pytest.raises(ValueError, match="a label of 10; CIFAR-10 has ten classes"):
        read(tmp_path)
    (tmp_path / "data_batch_3.bin").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="100 bytes are not records of 3073"):
        read(tmp_path)


def test_python_s_cifar_is_not_unpickled(tmp_path: Path) -> None:
    (tmp_path / "data_batch_1").write_bytes(b"\x80\x03}q\x00.")
    with pytest.raises(ValueError, match="a pickle, and reading one runs what is in it"):
        read(tmp_path / "data_batch_1")


def test_a_folder_of_images_by_class(tmp_path: Path) -> None:
    source = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for place in range(6):
            pixels = source.integers(0, 256, (5, 4, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{place}.png")
    (tmp_path / "notes.txt").write_text("not an image")
    data = read(tmp_path)
    assert (data.form, data.classes, len(data.x) + len(data.x_test)) == ((5, 4, 3), 2, 12)
    with Image.open(tmp_path / "dog" / "5.png") as last:
        there = np.asarray(last).ravel()
    listed = [y for x, y in zip(np.r_[data.x, data.x_test], np.r_[data.y, data.y_test], strict=True)
             if np.array_equal(x, there)]  # fmt: skip
    assert listed == [1]
    grey = tmp_path / "grey"
    for part in ("train/a", "train/b", "test/a", "test/b"):
        (grey / part).mkdir(parents=True)
        Image.fromarray(source.integers(0, 256, (3, 3), np.uint8)).save(grey / part / "0.png")
    data = read(grey)
    assert (data.form, data.x.shape, data.x_test.shape) == ((3, 3), (2, 9), (2, 9))
    Image.new("RGB", (9, 4)).save(tmp_path / "cat" / "wide.png")
    with pytest.raises(ValueError, match=r"wide\.png is 9 x 4, cat/0\.png is 4 x 5"):
        read(tmp_path)
    (tmp_path / "cat" / "wide.png").write_bytes(b"\x89PNG, but not really")
    with pytest.raises(ValueError, match=r"wide\.png: not an image that can be read"):
        read(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(ValueError, match="two folders or more, one for each class"):
        read(tmp_path / "none")


# --- tables

LINES = "age,town,leak,answer\n" + "".join(
    f"{age},{('Ulm', 'Bern', 'Graz')[age % 3]},{7 + 3 * (age % 2)},{age % 2}.0\n"
    for age in range(20, 60)
)


def test_what_was_made_of_a_table_is_said(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.csv").write_text(LINES)
    data = read(Path("own.csv"), target="answer")
    said = capsys.readouterr().err
    assert "the target's whole numbers (0, 1) are classes" in said
    assert "column town: 3 categories, each 0 or 1: Bern, Graz, Ulm" in said
    assert "column leak tells the target by itself at every line" in said
    assert "column town tells" not in said
    assert "32 lines for training, 8 (every fifth of a shuffled order) for testing" in said
    assert (data.classes, data.features) == (2, 5)
    standard = data.standard(data.x)
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(standard.std(axis=0), 1)
    bern = data.x[:, 1]
    assert np.array_equal(bern, (data.x[:, 0] % 3 == 1).astype(float))


def test_a_target_in_proportion_is_a_leak(tmp_path: Path, capsys: Capture) -> None:
    x = np.random.default_rng(0).standard_normal(30)
    rows = "".join(f"{a},{2 * a + 1},{np.sin(a)}\n" for a in x)
    path = tmp_path / "own.csv"
    path.write_text("price,dollars,wave\n" + rows)
    read(path, target="price")
    said = capsys.readouterr().err
    assert "column dollars tells the target" in said
    assert "column wave tells" not in said


def test_cells_that_are_missing_are_told_by_their_column(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(LINES.replace("25,", "nan,"))
    with pytest.raises(ValueError, match="column age: 1 of 40 cells are empty or not finite"):
        read(path, target="answer")
    path.write_text(LINES.replace("1.0\n", "0.0\n"))
    with pytest.raises(ValueError, match="every example is of one class, 0"):
        read(path, target="answer")


def test_columns_without_names_are_counted_from_1(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "own.csv"
    x = np.random.default_rng(0).standard_normal(30)
    rows = [f"{a},{np.cos(a)},{2 * a + 1}" for a in x]
    path.write_text("\n".join(rows) + "\n")
    read(path)
    assert "column 1 tells the target by itself" in capsys.readouterr().err
    rows[7] = f"{x[7]},nan,1"
    path.write_text("\n".join(rows) + "\n")
    with pytest.raises(ValueError, match="column 2: 1 of 30 cells are empty"):
        read(path)


# --- texts


def test_the_vocabulary_is_that_of_the_training_part(tmp_path: Path, capsys: Capture) -> None:
    rows = [f'"It\'s number{at}, quite good",{("no", "yes")[at % 2]}\n' for at in range(20)]
    path = tmp_path / "own.csv"
    path.write_text("review,liked\n" + "".join(rows))
    data = read(path, text="review", target="liked")
    assert (data.x.shape, data.x_test.shape, data.classes) == ((16, 4), (4, 4), 2)
    assert data.words == 2 + 3 + 16  # nothing, unknown; it's, quite, good; a number for each
    assert (data.x_test == 1).sum() == 4  # the numbers of the test part are unknown words
    assert np.array_equal(data.standard(data.x), data.x)
    assert "a vocabulary of 19 words from those for training" in capsys.readouterr().err
    path.write_bytes(("review,liked\n" + "".join(rows)).encode().replace(b"good", b"sch\xf6n"))
    read(path, text="review", target="liked")
    assert "20 texts hold bytes that are not UTF-8" in capsys.readouterr().err


def test_shorter_texts_end_where_longer_ones_do() -> None:
    data, said = texts.encoded("a", ["one two three", "two"] * 5 + ["w " * 300], np.arange(11), 11)
    assert data.x.shape[1] == 200
    short = [row for row in data.x if (row > 0).sum() == 1]
    assert all(row[-1] > 0 for row in short)
    assert "of 1 longer ones the last 200" in said


def words_of(text: str) -> list[str]:
    """Letters and digits that stand together, apostrophes between them: letter by letter."""
    result, at = [""], 0
    for at, letter in enumerate(text.lower()):
        beside = text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
        if letter.isalnum() or (letter in "'\u2019" and beside):
            result[-1] += letter
        elif result[-1]:
            result.append("")
    return [word for word in result if word]


@pytest.mark.parametrize(("many", "longest"), [(7, 3), (60, 30), (120, 420)])
def test_numbers_of_words_are_those_of_a_naive_count(many: int, longest: int) -> None:
    """Frequent words first, then by the alphabet; 0 is nothing, 1 an unknown word."""
    chance = np.random.default_rng(many)
    syllables = [
        "it's",
        "Don\u2019t",
        "a_b",
        "X9",
        "''",
        "...",
        "caf\u00e9",
        "very,",
        "end.",
        "n",
        "1'",
    ]
    made = [
        " ".join(
            str(chance.choice(syllables)) if chance.random() < 0.3 else f"w{chance.integers(40000)}"
            for _ in range(chance.integers(longest + 1))
        )
        for _ in range(many)
    ]
    data, said = texts.encoded("a", made, np.arange(many), many)
    assert len(data.y_test) == math.ceil(many / 5)
    assert sorted([*data.y, *data.y_test]) == list(range(many))
    split = [words_of(text) for text in made]
    counts: dict[str, int] = {}
    for at in data.y:
        for word in split[at]:
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:10_000]
    numbers = {word: at for at, word in enumerate(ranked, 2)}
    assert data.words == len(ranked) + 2
    width = min(200, max(1, *(len(words) for words in split)))
    for rows, places in ((data.x, data.y), (data.x_test, data.y_test)):
        for row, at in zip(rows, places, strict=True):
            kept = split[at][-width:]
            coded = [numbers.get(word, 1) for word in kept]
            assert row.tolist() == [0] * (width - len(kept)) + coded
    longer = sum(len(words) > 200 for words in split)
    assert (f"of {longer} longer ones the last 200" in said) == (longer > 0)
    assert f"{len(data.y)} texts for training, {len(data.y_test)} for testing" in said
    assert f"{len(ranked)} words from those for training, texts of up to {width} words" in said


def judged(sentence: str) -> bool:
    """Whether a review praises, by the grammar in docs/networks.md, read a second time."""
    last = sentence.split(" but ")[-1].split(" and ")[-1]
    good = ["good", "great", "moving", "funny", "clever", "brilliant", "charming", "fresh"]
    praise = any(word in good for word in last.split())
    return praise != ("not" in last.split())


def test_reviews_have_no_mistakes_and_need_their_negation() -> None:
    source = np.random.default_rng(1)
    made = [(texts.review(source, praise), praise) for praise in (True, False) * 400]
    assert all(judged(sentence) == praise for sentence, praise in made)
    blind = np.mean([judged(s.replace("not ", "")) == praise for s, praise in made])
    assert 0.4 < blind < 0.6  # without "not" nobody can tell
    assert any("not" in s and s.endswith("at all") for s, _ in made)
    data = load("reviews", seed=1)
    assert (len(data.x), len(data.x_test), data.classes) == (1600, 400, 2)
    assert np.array_equal(data.x, load("reviews", seed=1).x)
    assert not np.array_equal(data.x, load("reviews", seed=2).x)


# --- leaks


def test_a_pixel_that_is_the_class_is_told(tmp_path: Path, capsys: Capture) -> None:
    draw = np.random.default_rng(0)
    x, y = draw.integers(0, 256, (60, 4, 5)), np.arange(60) % 3
    path = tmp_path / "own.npz"
    np.savez(path, x=x, y=y)
    read(path)
    assert capsys.readouterr().err == ""
    x[:, 2, 3] = 7 * y
    np.savez(path, x=x, y=y)
    read(path)
    assert "the number at (2, 3) of each example tells its class by itself" in (
        capsys.readouterr().err
    )
    x[:, 0, 1] = y == 2  # tells one class, and not the others
    x[:, 1, 0] = 5 - y
    np.savez(path, x=x, y=y)
    read(path)
    assert "the number at (1, 0) of each example tells its class by itself (and so do 1 more)" in (
        capsys.readouterr().err
    )


def test_examples_in_both_parts_are_counted(tmp_path: Path, capsys: Capture) -> None:
    x = np.random.default_rng(0).integers(0, 256, (40, 6))
    path = tmp_path / "own.npz"
    np.savez(
        path, x_train=x[:30], y_train=np.arange(30) % 2, x_test=x[27:], y_test=np.arange(13) % 2
    )
    read(path)
    assert "3 of 13 examples for testing are among those for training too" in (
        capsys.readouterr().err
    )


def test_a_text_that_holds_its_class_is_told(tmp_path: Path, capsys: Capture) -> None:
    draw, path = np.random.default_rng(0), tmp_path / "own.tsv"

    def written(mark: bool) -> str:
        lines = [
            f"{' '.join(map(str, draw.integers(0, 99, 5)))} {label if mark else ''}\t{label}\n"
            for label in ("praise", "blame") * 15
        ]
        path.write_text("review\tverdict\n" + "".join(lines))
        read(path, text="review", target="verdict")
        return capsys.readouterr().err

    assert "known beforehand" not in written(False)
    assert "words that all of its texts have and no others: 'blame', 'praise'" in written(True)


# --- the command

REFUSED = {
    ("--data", "mnist"): "yann.lecun.com/exdb/mnist",
    ("--data", "CIFAR-10"): "the binary version",
    ("--data", "reviews"): "take --network lstm or transformer",
    ("--data", "reviews", "--text", "1"): "reviews is ready made",
    ("--data", "own.csv", "--text", "age"): "--text age is a column of numbers",
    ("--data", "own.csv", "--text", "town", "--target", "town"): "are two columns",
    ("--data", "own.csv", "--text", "town", "--field", "age"): "choose",
    ("--data", "own.csv", "--text", "nothing"): "no column is called 'nothing'",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_nonsense_is_refused(
    arguments: tuple[str, ...], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.csv").write_text(LINES)
    assert run(["train", "relu", *arguments]) == 2
    assert REFUSED[arguments] in capsys.readouterr().err


@pytest.mark.parametrize("count", [50, 51])
def test_a_column_of_words_becomes_fifty_columns_at_most(
    count: int, tmp_path: Path, capsys: Capture
) -> None:
    lines = [f"{row},w{row % count},{row % 2}" for row in range(2 * count + 1)]
    (tmp_path / "own.csv").write_text("\n".join(["number,word,answer", *lines]) + "\n")
    data = read(tmp_path / "own.csv", target="answer")
    said = capsys.readouterr().err
    assert data.features == (51 if count == 50 else 1)
    assert ("text left out: word" in said) == (count == 51)


@pytest.mark.parametrize(
    ("shape", "fits"),
    [((2, 2), True), ((3, 5, 1), True), ((1, 2, 9), True), ((1, 9), False), ((1, 1, 9), False),
     ((9,), False), ((2, 2, 2, 2), False)],
)  # fmt: skip
def test_convolutions_take_images_of_two_sides(shape: tuple[int, ...], fits: bool) -> None:
    x = np.zeros((4, math.prod(shape)))
    data = Data("own", x, np.zeros(4, int), x, np.zeros(4, int), 2, shape)
    if fits:
        shapes.check("cnn", data, (4,))
        return
    with pytest.raises(ValueError, match=f"an example of own is {'x'.join(map(str, shape))}"):
        shapes.check("cnn", data, (4,))
