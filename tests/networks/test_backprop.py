"""Worked networks against finite differences in high precision, and against sums by hand."""

from __future__ import annotations

import csv
import io
import json
import random
from itertools import pairwise
from pathlib import Path

import mpmath
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from actviz.cli.app import run
from actviz.figures.compose.network_drawing import drawing
from actviz.figures.engines.matplotlib_figure import render, to_bytes
from actviz.lookup.registry import get
from actviz.networks.backprop import Worked, worked
from actviz.networks.network import EXAMPLE, Layer, Network, built, read
from actviz.pages.backprop import lines, long_rows, text_page
from tests.judge import mp_value

Numbers = list[mpmath.mpf]


class Judge:
    """The loss of a network in mpmath, as a function of all its numbers in one list."""

    def __init__(self, network: Network, spec: str) -> None:
        self.network = network
        self.hidden = get(spec)

    def numbers(self) -> Numbers:
        """Inputs, then of each layer weights row by row, and biases."""
        items = list(self.network.inputs)
        for layer in self.network.layers:
            items += [weight for row in layer.weights for weight in row]
            items += layer.biases
        return [mpmath.mpf(repr(value)) for value in items]

    def loss(self, numbers: Numbers) -> mpmath.mpf:
        left = iter(numbers)
        signal = [next(left) for _ in self.network.inputs]
        for index, layer in enumerate(self.network.layers, 1):
            rows = [[next(left) for _ in row] for row in layer.weights]
            biases = [next(left) for _ in layer.biases]
            sums = [
                mpmath.fsum([*(w * x for w, x in zip(row, signal, strict=True)), bias])
                for row, bias in zip(rows, biases, strict=True)
            ]
            last = index == len(self.network.layers)
            function = get(layer.activation) if layer.activation else None if last else self.hidden
            signal = (
                sums
                if function is None
                else [mp_value(function.bound_tree, {"x": z}) for z in sums]
            )
        targets = [mpmath.mpf(repr(t)) for t in self.network.targets]
        return mpmath.fsum((y - t) ** 2 for y, t in zip(signal, targets, strict=True)) / 2

    def slopes(self, side: int = 0) -> Numbers:
        """The derivative of the loss in each number: central, or from one side (-1, 1)."""
        with mpmath.workdps(60):
            start, step = self.numbers(), mpmath.mpf(10) ** -20
            listed = []
            for place in range(len(start)):
                ends = []
                for sign in (1, -1) if side == 0 else (side, 0):
                    moved = list(start)
                    moved[place] += sign * step
                    ends.append(self.loss(moved))
                listed.append((ends[0] - ends[1]) / (2 * step if side == 0 else side * step))
            return listed


def gradients(got: Worked) -> list[float]:
    """Ours, in the order of :meth:`Judge.numbers`."""
    flat = list(got.by_input)
    for passage in got.passages:
        flat += [slope for row in passage.by_weight for slope in row]
        flat += passage.by_z
    return flat


SHAPES = [(1, 1), (2, 3, 1), (3, 2, 2, 2), (1, 4, 3, 1)]
FUNCTIONS = ["relu", "sigmoid", "tanh", "gelu", "silu", "elu:alpha=0.5", "softsign", "x * sin(x)"]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("spec", FUNCTIONS)
def test_every_gradient_is_what_finite_differences_say(spec: str, shape: tuple[int, ...]) -> None:
    draw = random.Random(f"{spec} {shape}")

    def number() -> float:
        return round(draw.uniform(-1.5, 1.5), 3)

    pairs = list(pairwise(shape))
    network = built(
        [number() for _ in range(shape[0])],
        [number() for _ in range(shape[-1])],
        [[[number() for _ in range(n)] for _ in range(m)] for n, m in pairs],
        [[number() for _ in range(m)] for _, m in pairs],
    )
    judge = Judge(network, spec)
    derivation = worked(network, get(spec), 0.1)
    # Each gradient is a sum of products of rounded doubles: a little cancellation is allowed.
    assert gradients(derivation) == pytest.approx(
        [float(s) for s in judge.slopes()], rel=1e-11, abs=1e-14
    )
    assert derivation.loss == pytest.approx(float(judge.loss(judge.numbers())), rel=1e-12)


def test_a_function_of_its_own_in_a_layer() -> None:
    layers = (
        Layer(((0.5, -0.25), (1.5, 0.75)), (0.1, -0.2)),
        Layer(((0.6, -0.7), (0.2, 0.9)), (0.0, 0.3), "softplus"),
        Layer(((1.1, -0.4),), (0.2,), "sigmoid"),
    )
    network = Network((0.3, -0.8), (0.25,), layers)
    judge = Judge(network, "tanh")
    derivation = worked(network, get("tanh"), 0.1)
    assert gradients(derivation) == pytest.approx([float(s) for s in judge.slopes()], rel=1e-11)
    words = {line.quantity: line.formula for line in lines(derivation)}
    assert words["y[1]"] == "sigmoid(z3[1])"
    assert words["h1[1]"] == "f(z1[1])"
    assert words["h2[1]"] == "softplus(z2[1])"


def test_by_hand() -> None:
    # Worked on paper, and the sigmoid's column with four digits of its own table.
    relu, sigmoid = (worked(EXAMPLE, get(word), 0.1) for word in ("relu", "sigmoid"))
    assert relu.passages[0].outputs == (0.4, 0.0)
    assert relu.outputs == (0.12,)
    assert relu.passages[1].by_z == (-0.88,)
    assert relu.passages[0].by_z == (-0.264, 0.0)
    assert relu.loss == 0.3872
    assert relu.after.layers[0].weights == ((0.6132,), (-0.4,))
    assert relu.after.layers[1].biases == (0.088,)
    near = pytest.approx
    assert sigmoid.passages[0].outputs == near((0.5987, 0.5), abs=5e-5)
    assert sigmoid.outputs == near((0.3296,), abs=5e-5)
    assert sigmoid.passages[1].by_z == near((-0.6704,), abs=5e-5)
    assert sigmoid.passages[0].by_z == near((-0.0483, -0.0503), abs=5e-5)


def test_on_a_kink_the_gradient_is_one_sided_and_the_page_says_so() -> None:
    derivation = worked(EXAMPLE, get("relu"), 0.1)
    assert derivation.passages[0].z == (0.4, 0.0)
    judge = Judge(EXAMPLE, "relu")
    ours = gradients(derivation)
    left, right = ([float(s) for s in judge.slopes(side)] for side in (-1, 1))
    # Inputs, 2 weights and 2 biases before the kink, then 2 weights and a bias behind it.
    bias = 4  # of the second hidden unit: the loss bends in it
    assert left[bias] == pytest.approx(0, abs=1e-15)
    assert right[bias] == pytest.approx(-0.88 * 0.3, rel=1e-12)
    assert ours[bias] == 0
    # What does not touch the second unit's pre-activation has one slope, and that is ours.
    for place in (1, 3, 5, 7):
        assert left[place] == pytest.approx(right[place], abs=1e-15)
        assert ours[place] == pytest.approx(left[place], abs=1e-15)
    assert (
        "relu: z1[2] = 0 is on a kink, with slope 0 on its left and 1 on its right; "
        "the 0 taken is a convention\n"
    ) in text_page([derivation])
    assert "kink" not in text_page([worked(EXAMPLE, get("sigmoid"), 0.1)])


def test_decimals_are_decimals() -> None:
    # In doubles 0.1*3 - 0.3 is 5.6e-17, right of the kink; by hand it is 0.
    network = built([3.0], [1.0], [[[0.1]], [[1.0]]], [[-0.3], [0.0]])
    derivation = worked(network, get("relu"), 0.1)
    assert derivation.passages[0].z == (0.0,)
    assert derivation.passages[0].kinks[0] is not None


def test_a_step_goes_down_and_one_too_long_is_told() -> None:
    short = worked(EXAMPLE, get("tanh"), 0.01)
    assert short.loss_after < short.loss
    # To first order the loss falls by the rate times the sum of squares of the gradients.
    squares = sum(slope**2 for slope in gradients(short)) - short.by_input[0] ** 2
    assert short.loss - short.loss_after == pytest.approx(0.01 * squares, rel=0.02)
    long = worked(EXAMPLE, get("tanh"), 100.0)
    assert long.loss_after > long.loss
    assert "the step was too long" in text_page([long])


def test_a_step_function_passes_nothing_back() -> None:
    network = built([1.0], [1.0], [[[0.6], [-0.4]], [[0.3, 0.3]]])
    page = text_page([worked(network, get("binary_step"), 0.1)])
    assert "every dL/dz1 is 0: what stands before it learns nothing" in page
    assert "learns nothing" not in text_page([worked(network, get("tanh"), 0.1)])


# ---------------------------------------------------------------- files


GOOD = """
input = [1, -2]
target = [0.5]
rate = 0.25
[[layer]]
weights = [[0.5, 0.25]]
biases = [0.125]
activation = "tanh"
[[layer]]
weights = [[2]]
"""


def test_a_network_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "net.toml"
    file.write_text(GOOD)
    network, rate = read(str(file))
    assert rate == 0.25
    assert network == Network(
        (1, -2), (0.5,), (Layer(((0.5, 0.25),), (0.125,), "tanh"), Layer(((2,),), (0,)))
    )


def test_the_file_in_the_documentation_is_one(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "networks.md"
    file = tmp_path / "net.toml"
    file.write_text(page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0])
    network, rate = read(str(file))
    assert (network.shape, rate) == ((2, 2, 2), 0.1)
    assert worked(network, get("relu"), rate).loss > 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("input = [1, -2]", "input = [1]", "weights: row 1 has 2 numbers, but input has 1"),
        ("input = [1, -2]", "input = 1", "input is a list of numbers, not 1"),
        ("input = [1, -2]", "input = [1, true]", "input: True is not a number"),
        ("input = [1, -2]", "input = [1, nan]", "input: nan is not a finite number"),
        ("input = [1, -2]", "", "input is missing"),
        ("target = [0.5]", "target = [1, 2]", "target has 2 numbers, but the last layer has 1"),
        ("rate = 0.25", "rate = -1", "rate must be a positive number, not -1"),
        ("rate = 0.25", "rat = 1", "no field is called 'rat'; did you mean rate?"),
        ("[0.125]", "[1, 2]", "layer 1: biases: 2 numbers, but weights has 1 row"),
        ("[[2]]", "[[2, 3]]", "layer 2: weights: row 1 has 2 numbers, but layer 1 has 1"),
        ("[[2]]", "[2]", "layer 2: weights: row 1 is a list of numbers, not 2"),
        ("weights = [[2]]", "biases = [2]", "layer 2: weights are missing"),
        ('"tanh"', "3", "layer 1: activation is a name in quotes, not 3"),
        ("[[layer]]", "[layer]", "net.toml: "),
    ],
)
def test_a_bad_file_is_told_by_field_and_shape(
    old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "net.toml"
    file.write_text(GOOD.replace(old, new))
    assert run(["backprop", "relu", "--network", str(file)]) == 2
    output = capsys.readouterr()
    assert f"actviz: {file}: " in output.err
    assert message in output.err
    assert output.err.count("\n") == 1
    assert not output.out


# ---------------------------------------------------------------- the command


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = run(["backprop", *words])
    done = capsys.readouterr()
    assert code == 0, done.err
    return done.out


def test_rows_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "relu", "sigmoid", "--format", "json")
    rows = json.loads(text)
    assert rows == long_rows([worked(EXAMPLE, get(word), 0.1) for word in ("relu", "sigmoid")])
    (row,) = [r for r in rows if r["function"] == "relu" and r["quantity"] == "dL/dz1[1]"]
    assert (row["pass"], row["layer"], row["value"]) == ("backward", 1, -0.264)
    assert row["formula"] == "dL/dh1[1]*dh1[1]/dz1[1]"
    assert row["numbers"] == "-0.264*1"
    table = list(csv.DictReader(io.StringIO(said(capsys, "relu", "sigmoid", "--format", "csv"))))
    assert [float(row["value"]) for row in table] == [row["value"] for row in rows]


def test_every_product_says_what_it_makes() -> None:
    # The numbers of a line, worked out by Python, give the value next to them.
    for word in ("tanh", "sigmoid"):
        for line in lines(worked(EXAMPLE, get(word), 0.5)):
            if line.numbers and "f" not in line.numbers:
                assert eval(line.numbers) == pytest.approx(line.value, rel=2e-5, abs=1e-9), line


def test_several_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    page = said(capsys, "relu", "sigmoid", "relu")
    heads = [line.split() for line in page.splitlines() if line.startswith("quantity")]
    assert heads == [["quantity", "formula", "relu", "(1)", "sigmoid", "relu", "(3)"]] * 3
    (row,) = [line.split() for line in page.splitlines() if line.startswith("h1[1]")]
    assert row == ["h1[1]", "f(z1[1])", "0.4", "0.598688", "0.4"]


def test_options_make_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(
        capsys, "relu", "--input=-1,2", "--weights", "1,2;3,4", "--biases=-1,0.5",
        "--weights", "0.5,-1", "--biases", "2", "--target=-3", "--rate", "1", "--format", "json",
    )  # fmt: skip
    values = {row["quantity"]: row["value"] for row in json.loads(text)}
    # z = (-1 + 4 - 1, -3 + 8 + 0.5), y = 1 - 5.5 + 2
    assert [values[q] for q in ("z1[1]", "z1[2]", "y[1]", "L")] == [2, 5.5, -2.5, 0.125]
    assert values["new W2[1,2]"] == -1 - 0.5 * 5.5


def test_a_drawing_is_a_file_and_the_same_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "network.svg"
    assert run(["backprop", "relu", "-o", str(file)]) == 0
    assert capsys.readouterr().err == f"{file}\n"
    several = [worked(EXAMPLE, get("relu"), 0.1)]
    assert file.read_bytes() == to_bytes(drawing(several), "svg")


@pytest.mark.parametrize(("before", "told"), [(5, True), (6, False)])
def test_twenty_five_lines_between_two_layers_carry_their_weights(before: int, told: bool) -> None:
    weights = [[0.101 + 0.01 * row + column for column in range(before)] for row in range(5)]
    derivation = worked(built([1.0] * before, [0.0] * 5, [weights]), get("tanh"), 0.1)
    words = drawing([derivation]).words
    assert all((f"{value:.4g}" in words) is told for row in weights for value in row)


def shown(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def test_the_drawing_holds_the_numbers_and_labels_stand_apart() -> None:
    draw = random.Random(7)
    shape = (3, 4, 3)
    pairs = list(pairwise(shape))
    weights = [[[draw.uniform(-2, 2) for _ in range(n)] for _ in range(m)] for n, m in pairs]
    derivation = worked(built([0.5, -1, 2], [0, 1, 0], weights), get("silu"), 0.1)
    drawn = drawing([derivation])
    figure = render(drawn)
    (axes,) = figure.axes
    texts = set(drawn.words)
    for passage in derivation.passages:
        for row in (*passage.layer.weights, *passage.by_weight):
            for value in row:
                assert shown(value) in texts
        for unit, output in enumerate(passage.outputs):
            assert {shown(output), f"b {shown(passage.layer.biases[unit])}"} <= texts
            assert shown(passage.by_z[unit]) in texts
    # A unit says its slope where it has a function.
    slopes = sorted(word for word in drawn.words if word.startswith("slope "))
    bent = [passage for passage in derivation.passages if passage.function is not None]
    assert slopes == sorted(f"slope {shown(one)}" for passage in bent for one in passage.slopes)
    assert len(slopes) == 4
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    boxes = [text.get_window_extent() for text in axes.texts]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            high = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert wide <= 1 or high <= 3, "two texts lie on each other"
    page = figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 for box in boxes)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["softmax"], "softmax is a function of a whole vector; backprop takes functions of one x"),
        (["swiglu"], "swiglu is a gated unit of two inputs; backprop takes functions of one x"),
        (["rrelu"], "its evaluation mode is one: 'where(x >= 0, x,"),
        (["binary_step"], "binary_step jumps at z1[2] = 0 and has no derivative there"),
        (["log", "--input=-1"], "log has no value at z1[1] = -0.5"),
        (["sqrt"], "sqrt has no finite slope at z1[2] = 0"),
        (["exp(x)", "--input", "5000"], "exp(x) is infinite at z1[1] = 3000.1"),
        (["identity", "--input", "1e300"], "the loss is beyond the largest double"),
        (["relu", "--rate", "0"], "rate must be a positive number, not 0"),
        (["relu", "--input", "1,a"], "'a' in '1,a' is not a number"),
        (["relu", "--input", "1,2"], "layer 1: weights: row 1 has 1 number, but input has 2"),
        (["relu", "--weights", "1;2", "--biases", "1"], "layer 1: biases: 1 number, but weights"),
        (["relu", "--biases", "1,2"], "biases for 1 layer, weights for 2"),
        (["relu", "--network", "x.toml", "--weights", "1"], "--network holds weights and biases"),
        (["relu", "--network", "missing.toml"], "missing.toml: No such file"),
        (["relu", "-o", "picture.gif"], "the suffix .gif is not known"),
        (["relu"] * 7 + ["-o", "picture.png"], "7 functions; a drawing holds 6"),
    ],
)
def test_bad_requests(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(["backprop", *words]) == 2
    done = capsys.readouterr()
    assert message in done.err
    assert done.err.count("\n") == 1
    assert not done.out
    assert not list(tmp_path.iterdir())


def test_each_output_has_its_own_gradient_in_the_story() -> None:
    """By hand: y = (3x, -x) with x = 2, targets (1, 1), so that dL/dy is (6 - 1, -2 - 1)."""
    network = Network((2.0,), (1.0, 1.0), (Layer(((3.0,), (-1.0,)), (0.0, 0.0)),))
    by_quantity = {line.quantity: line for line in lines(worked(network, get("relu"), 0.5))}
    assert {word: by_quantity[word].value for word in ("dL/dy[1]", "dL/dy[2]", "dL/dx[1]")} == {
        "dL/dy[1]": 5.0, "dL/dy[2]": -3.0, "dL/dx[1]": 3 * 5.0 - 1 * -3.0,
    }  # fmt: skip
    assert by_quantity["dL/dy[2]"].numbers == "-2 - 1"
    weights = [by_quantity[f"dL/dW1[{row},1]"].value for row in (1, 2)]
    assert weights == [2 * 5.0, 2 * -3.0]
