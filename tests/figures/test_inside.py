"""Nothing leaves a picture, and no two texts meet: every kind, small, wide, with long names."""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from actviz.cli.app import run
from actviz.figures.compose.picture import compose
from actviz.figures.engines import matplotlib_figure
from actviz.figures.engines.matplotlib_figure import Picture, render
from actviz.figures.scene.scene import Scene
from actviz.figures.scene.themes import theme
from actviz.lookup.registry import resolve_all
from actviz.pages.gallery import Recipe, pictures
from tests.figures.scenes import GALLERY

LONG = "a_name_of_22_letters_x=tanh another_of_22_letters=sigmoid"
SIZES = ((3.3, 2.4), (12.0, 4.0))

ELEMENTWISE = {
    "one": "sigmoid",
    "cases": "elu",
    "five": "relu leaky_relu:negative_slope=0.1 elu selu softplus",
    "five together": "hard_sigmoid hard_tanh relu6 hard_swish tanh",
    "derivatives": "relu gelu silu -d",
    "panels": "gelu --order 2 --panels",
    "panels of two": f"{LONG} -d --panels",
    "long names": LONG,
    "long names with derivatives": f"{LONG} 'third_name_with_22_let=x' -d",
    "twelve": "relu gelu silu elu selu mish tanh sigmoid softplus softsign relu6 hard_swish",
    "sweep": "elu:alpha=0.25,0.5,1,2",
    "saturated": "sigmoid tanh --saturated",
    "grid": "relu elu selu gelu silu mish --grid",
    "grid of long names": f"{LONG} --grid -d",
    "own axes": "relu elu selu gelu softmax glu rrelu --grid --own-axes",
    "long formula": "'log(1 + exp(x)) - log(1 + exp(-x))*sin(3*x) + tanh(x)**3/(1 + x**2)'",
    "far numbers": "x --range=0.00001:0.00009",
    "large numbers": "'exp(x)' x --range=-30:30",
    "title": "relu --title '"
    + "a title that says a great deal more than has room on one line " * 3
    + "'",
}
OTHERS = {
    "gate": "swiglu",
    "gates": "glu geglu swiglu reglu --grid",
    "gate's slopes": "glu -d",
    "random": "rrelu",
    "vector": "softmax",
    "vector's slopes": "softmax -d",
    "vectors": "softmax sparsemax --grid",
}


def texts(figure: Figure) -> list[Text]:
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().strip() and text.get_visible()
    ]


def apart(picture: Picture) -> Iterator[str]:
    """What is wrong with a picture's texts: which leave it, which meet."""
    figure = render(picture)
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    boxes = [(text, text.get_window_extent(renderer)) for text in texts(figure)]
    wide, high = figure.bbox.size
    for text, box in boxes:
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > wide + 0.5 or box.y1 > high + 0.5:
            yield f"{text.get_text()!r} leaves the picture: {box}"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if one.get_rotation() not in (0, 90) or other.get_rotation() not in (0, 90):
            continue  # names that lean: their boxes meet, their letters do not
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Boxes hold the room of letters with tails: lines of text may share a point of it.
        if across > 0.7 and up > 0.25 * min(a.height, b.height):
            yield f"{one.get_text()!r} meets {other.get_text()!r}"


def scene_of(command: str) -> Picture:
    """The picture that a command would write."""
    listed: list[Picture] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matplotlib_figure, "save", lambda scene, *_, **__: listed.append(scene))
        assert run([*shlex.split(command), "--quiet"]) == 0
    (scene,) = listed
    return scene


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", [*ELEMENTWISE, *OTHERS])
def test_every_text_lies_inside_and_meets_no_other(kind: str, size: tuple[float, float]) -> None:
    words = {**ELEMENTWISE, **OTHERS}[kind]
    scene = scene_of(f"plot {words} --size {size[0]}x{size[1]} -o x.png")
    assert list(apart(scene)) == []


QUICK = "--epochs 4 --seeds 2 --hidden 4 --limit 60"
OTHER_COMMANDS = {
    "learning": f"train {LONG} relu --data moons {QUICK}",
    "learned parameters": f"train prelu swish {LONG} --data xor {QUICK}",
    "decision regions": f"train {LONG} relu tanh --data moons {QUICK} --boundary",
    "one boundary": f"train another_of_22_letters=relu --data moons {QUICK} --boundary",
    "fits": f"train {LONG} relu --data wave {QUICK} --boundary",
    "depth": f"depth {LONG} --init he,lecun --layers 12 --width 4 --seeds 2",
    "edge of chaos": "depth a_name_of_22_letters_x=relu --phase",
    "differences": f"compare {LONG} relu -d",
    "ulps": "compare gelu a_name_of_22_letters_x=gelu_tanh --measure ulp --dtype bfloat16 "
    "--range=-4:4",
    "distances of gates": "compare swiglu geglu reglu --matrix",
    "derivation": "derive a_name_of_22_letters_x=tanh --order 3 --brief --plot x.png",
    "errors": "check a_name_of_22_letters_x=tanh --against numpy:tanh --points 1 --plot x.png",
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    """What the commands would draw: each is run once, whatever the sizes."""
    return {
        kind: scene_of(words if words.endswith(".png") else f"{words} -o x.png")
        for kind, words in OTHER_COMMANDS.items()
    }


@pytest.mark.parametrize("kind", OTHER_COMMANDS)
def test_pictures_of_other_commands(kind: str, drawn: dict[str, Picture]) -> None:
    scene = drawn[kind]
    assert list(apart(scene)) == []
    if isinstance(scene, Scene):
        # Panels one below the other have no room in 2.4 inches: they keep some of their height.
        stacked = len(scene.panels) if scene.layout == "stack" else 1
        for size in ((3.3, 2.4 if stacked == 1 else 1.8 * stacked), (12.0, 4.0)):
            assert list(apart(replace(scene, size=size))) == [], size


# Commands of the gallery that are quick; those that train are the same kinds as above.
SOON = ("compare gelu gelu_tanh quick", "compare relu", "backprop")


@pytest.mark.parametrize(
    "recipe",
    [one for one in pictures(GALLERY) if one.command.startswith(SOON)],
    ids=lambda recipe: str(recipe.file),
)
def test_pictures_of_the_gallery_by_other_commands(recipe: Recipe) -> None:
    assert list(apart(scene_of(f"{recipe.command} -o x.png"))) == []


@pytest.mark.parametrize("size", SIZES)
def test_histograms_and_what_is_said_of_them(size: tuple[float, float], tmp_path: Path) -> None:
    data = tmp_path / "a_layer_with_a_long_name_of_its_own.txt"
    data.write_text("\n".join(str(k % 7 - 3) for k in range(200)))
    words = f"{LONG} relu --data {data} --size {size[0]}x{size[1]} -o x.png"
    assert list(apart(scene_of(f"plot {words}"))) == []


@pytest.mark.parametrize("names", [LONG, "relu leaky_relu:negative_slope=0.1 elu selu softplus"])
def test_every_curve_is_named(names: str) -> None:
    functions = resolve_all(shlex.split(names))
    figure = render(compose(functions, size=(3.3, 2.4)))
    written = {text.get_text().replace(" ", "") for text in texts(figure)}
    assert {function.display.replace(" ", "") for function in functions} <= written


def test_paper_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="has no room"):
        render(compose(resolve_all(["relu", "elu", "selu"]), size=(1.0, 0.4)))
    with pytest.raises(ValueError, match="no room for 9 panels"):
        render(compose(resolve_all(["relu"] * 9), grid=True, size=(1.0, 1.0)))


def test_the_smallest_paper_is_drawn_on_or_refused_in_words() -> None:
    for words in ("x/12345", "1000000*x", "relu", "exp(x)"):
        try:
            items = list(apart(compose(resolve_all([words]), size=(1.0, 1.0), title="")))
        except ValueError as error:
            assert "has no room" in str(error)
        else:
            assert items == []


def test_a_comparison_fits_a_journals_column_in_its_type() -> None:
    scene = scene_of("compare relu gelu --size column -o x.png")
    assert isinstance(scene, Scene)
    assert scene.size[0] == pytest.approx(85 / 25.4)
    assert theme(scene.theme).size == 7
    assert list(apart(scene)) == []
