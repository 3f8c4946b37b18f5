"""Functions given as samples, and parameters that move."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actviz.cli.animation import FRAMES, frames
from actviz.cli.app import run
from actviz.figures.compose.picture import compose
from actviz.figures.compose.samples import Samples
from actviz.lookup.registry import resolve_all


def test_samples_are_a_curve_beside_formulas() -> None:
    x = np.array([2.0, -1.0, 0.5])
    scene = compose(resolve_all(["relu"]), samples=[Samples("measured", x, x**2)])
    relu, measured = scene.panels[0].curves
    assert (relu.label, measured.label) == ("relu", "measured")
    assert measured.segments[0].x == (-1.0, 0.5, 2.0)
    assert measured.segments[0].y == (1.0, 0.25, 4.0)
    assert scene.panels[0].y.high > 4
    assert (scene.panels[0].x.low, scene.panels[0].x.high) == (-1, 2)
    assert scene.title == "relu and measured"
    alone = compose([], samples=[Samples("measured", x, x**2)])
    assert alone.title == "measured"
    assert len(alone.panels[0].curves) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [("x,y\n-1,0\n0,0.1\n2,1.9\n", "pairs"), ("0 1\n1 2\n2 4\n", "mine"), ("0;0,5\n1;1,5\n", "p")],
)
def test_a_file_of_two_columns_is_a_function(
    text: str, label: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actviz.cli.samples import apart

    monkeypatch.chdir(tmp_path)
    Path("pairs.csv").write_text(text)
    spec = "pairs.csv" if label == "pairs" else f"{label}=pairs.csv"
    names, (result,) = apart(["relu", spec, "gelu"])
    assert (names, result.label) == (["relu", "gelu"], label)
    wanted = np.array(
        {"pairs": [[-1, 0], [0, 0.1], [2, 1.9]], "mine": [[0, 1], [1, 2], [2, 4]],
         "p": [[0, 0.5], [1, 1.5]]}[label]
    )  # fmt: skip
    np.testing.assert_array_equal(np.c_[result.x, result.y], wanted)
    assert run(["plot", "relu", spec, "-o", "picture.png"]) == 0
    with Image.open("picture.png") as picture:
        assert picture.size[0] == 1200


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("1\n2\n3\n", [], "1 column of numbers; a function as samples has two"),
        ("x,y,z\n1,2,3\n2,3,4\n", [], "3 columns"),
        ("x,y\n1,2\n1,3\n", [], "two values at x = 1"),
        ("x,y\n0,2\n1,3\n", ["-d"], "no derivative"),
        ("x,y\n0,2\n1,3\n", ["--grid", "relu", "gelu"], "share one panel"),
        ("x,y\n0,2\n1,3\n", ["relu", "-o", "page.html"], "in a picture"),
    ],
)
def test_samples_that_are_no_curve(
    text: str, options: list[str], message: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("pairs.csv").write_text(text)
    assert run(["plot", "pairs.csv", *options]) == 2
    assert message in capsys.readouterr().err


def test_a_parameter_moves_over_still_axes() -> None:
    scenes = frames(["swish:beta=0.5..2.5", "relu"], orders=(0,))
    assert len(scenes) == FRAMES
    (first,), (last,) = scenes[0].panels, scenes[-1].panels
    assert all(scene.panels[0].x == first.x and scene.panels[0].y == first.y for scene in scenes)
    assert first.curves[0].label == "swish (β = 0.50)"
    assert last.curves[0].label == "swish (β = 2.50)"
    for scene, beta in ((scenes[0], 0.5), (scenes[-1], 2.5), (scenes[FRAMES // 2], 1.5)):
        for segment in scene.panels[0].curves[0].segments:
            x = np.array(segment.x)
            np.testing.assert_allclose(segment.y, x / (1 + np.exp(-beta * x)), atol=1e-12)


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_film_has_a_frame_for_each_value(kind: str, tmp_path: Path) -> None:
    import actviz.cli.animation as film

    file = tmp_path / f"swish.{kind}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "FRAMES", 9)
        assert run(["plot", "swish:beta=0.5..4", "--size", "3x2", "-o", str(file)]) == 0
    with Image.open(file) as caught:
        assert (caught.n_frames, caught.size) == (9, (300, 200))  # type: ignore[attr-defined]
        assert caught.info["loop"] == 0
        one = np.asarray(caught.convert("RGB")).copy()
        caught.seek(8)
        assert (np.asarray(caught.convert("RGB")) != one).any()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["relu", "-o", "x.gif"], "a parameter that moves"),
        (["swish:beta=1..2", "-o", "x.png"], "write .gif or .webp"),
        (["swish:beta=1..2", "--term"], "write .gif or .webp"),
        (["swish:beta=1..2", "elu:alpha=1..2"], "one parameter moves at a time"),
        (["swish:beta=1..1"], "does not move"),
        (["swish:beta=1..2", "--grid"], "not in a grid"),
    ],
)
def test_films_that_cannot_be(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(["plot", *words]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
