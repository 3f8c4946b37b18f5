"""The page in a browser: pointer, keyboard, switches, sliders; and what its script draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import actviz
from actviz.figures.page import page
from actviz.figures.page.page_curves import axis, of_gate, of_random
from actviz.figures.page.page_data import slider
from actviz.functions.gated import Gate
from actviz.functions.kinds import is_gate, is_random
from actviz.functions.random_functions import Stochastic
from actviz.lookup.registry import entries, everything, resolve_all
from tests.browser import CHROMIUM, Browser

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
Show = Callable[..., Browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    result = Browser()
    yield result
    result.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Open the page of some functions; at the end nothing was fetched and nothing complained."""
    file = tmp_path / "page.html"

    def opened(*names: str, derivative: bool = False, **media: str) -> Browser:
        text = page(resolve_all(list(names)), orders=(0, 1) if derivative else (0,))
        file.write_text(text, encoding="utf-8")
        browser.open(file, **media)
        return browser

    yield opened
    assert browser.ask("1 + 1") == 2
    assert browser.complaints == []
    assert browser.requests == [file.as_uri()]


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("∞", "inf"))


def table(browser: Browser) -> dict[str, list[str]]:
    """What the page tells, by the name of the function."""
    rows = browser.ask(
        "[...document.querySelectorAll('#values tr')].filter(row => !row.hidden)"
        ".map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return {name: values for name, *values in rows}


def place(browser: Browser, x: float) -> tuple[float, float]:
    """The pixels of the window over an abscissa, halfway up the picture."""
    result = browser.ask(
        f"[pixelX({x}) + byId('plot').getBoundingClientRect().left,"
        "byId('plot').getBoundingClientRect().top + frame.height / 2]"
    )
    return result[0], result[1]


def drawn(browser: Browser, index: int) -> np.ndarray:
    """The points of a curve that is shown, in data coordinates; NaN between stretches."""
    path, frame, low, high = browser.ask(
        f"[document.querySelectorAll('#plot path.curve')[{index}].getAttribute('d'),"
        "frame, LOW, HIGH]"
    )
    listed = []
    for stretch in path.split("M")[1:]:
        listed += [[float(word) for word in point.split()] for point in stretch.split("L")]
        listed.append([np.nan, np.nan])
    points = np.array(listed)
    bottom, top = frame["y"]
    points[:, 0] = low + (points[:, 0] - frame["left"]) / frame["width"] * (high - low)
    points[:, 1] = top - (points[:, 1] - frame["top"]) / frame["height"] * (top - bottom)
    return points


@needs_browser
def test_the_pointer_reads_values_and_slopes(show: Show) -> None:
    browser = show("gelu", "elu:alpha=0.5")
    for wanted in (-3.1, -0.4, 2.2):
        browser.move(*place(browser, wanted))
        x = browser.ask("at")
        assert abs(x - wanted) < 0.02
        assert browser.ask("byId('x').valueAsNumber") == x
        told = table(browser)
        assert list(told) == ["gelu", "elu (α = 0.5)"]
        for spec, row in zip(("gelu", "elu:alpha=0.5"), told.values(), strict=True):
            function = actviz.get(spec)
            true = [function(x), function.derivative(x)]
            assert [number(word) for word in row] == pytest.approx(true, rel=5e-6)


@needs_browser
def test_the_keyboard_moves_x(show: Show) -> None:
    browser = show("tanh")
    browser.press("Tab")
    assert browser.ask("document.activeElement.id") == "plot"
    start = browser.ask("at")
    browser.press("ArrowRight", 3)
    step = (browser.ask("at") - start) / 3
    assert step > 0
    browser.press("ArrowLeft", 5)
    assert browser.ask("at") == pytest.approx(start - 2 * step)
    browser.press("PageUp")
    assert browser.ask("at") == pytest.approx(start + 8 * step)
    browser.press("Home")
    assert browser.ask("at") == browser.ask("LOW")
    browser.press("End")
    assert browser.ask("at") == browser.ask("HIGH")
    spoken = browser.ask("document.activeElement.getAttribute('aria-valuetext')")
    high = browser.ask("HIGH")
    tanh = actviz.get("tanh")
    match = re.fullmatch(r"x = (\S+); tanh: (\S+), slope (\S+)", spoken)
    assert match is not None
    told = [number(word) for word in match.groups()]
    assert told == pytest.approx([high, tanh(high), tanh.derivative(high)], rel=5e-6)


@needs_browser
def test_at_a_kink_both_slopes_are_told(show: Show) -> None:
    browser = show("relu", "gelu")
    browser.click("#x")
    browser.type("0")
    told = table(browser)
    assert told["relu"] == ["0", "0 (left 0, right 1)"]
    assert told["gelu"] == ["0", "0.5"]
    browser.type("1e9")
    assert browser.ask("byId('x').getAttribute('aria-invalid')") == "true"
    assert browser.ask("at") == 0


@needs_browser
def test_tab_reaches_the_switches_and_space_turns_a_curve_off(show: Show) -> None:
    browser = show("relu", "gelu", derivative=True)
    count = "document.querySelectorAll('#plot path.curve').length"
    assert browser.ask(count) == 4
    browser.press("Tab", 2)
    assert browser.ask("document.activeElement.parentElement.innerText").strip() == "relu"
    browser.press(" ")
    assert browser.ask(count) == 3
    assert list(table(browser)) == ["relu", "gelu"]  # its derivative is still there
    browser.click(".switch:nth-child(3)")
    assert browser.ask(count) == 2
    assert list(table(browser)) == ["gelu"]
    browser.click(".switch:nth-child(1)")
    assert list(table(browser)) == ["relu", "gelu"]


@needs_browser
def test_a_slider_changes_the_curve_and_its_label(show: Show) -> None:
    browser = show("elu", "relu")
    before = drawn(browser, 0)
    browser.ask("document.querySelector('input[type=range]').focus()")
    browser.press("ArrowRight", 4)
    alpha = browser.ask("functions[0].p[0]")
    assert alpha > 1
    function = actviz.get("elu", alpha=alpha)
    after = drawn(browser, 0)
    assert not np.array_equal(before, after, equal_nan=True)
    pixel = browser.ask("(frame.y[1] - frame.y[0]) / frame.height")
    x, y = after[np.isfinite(after[:, 0])].T
    assert np.max(np.abs(function(x) - y)) < 0.3 * pixel
    assert np.min(np.abs(x)) < 1e-12  # the kink is a point of it
    label = f"elu (α = {alpha:g})"
    assert browser.ask("document.querySelector('.switch').innerText").strip() == label
    browser.click("#reset")
    assert np.array_equal(before, drawn(browser, 0), equal_nan=True)


@needs_browser
def test_a_curve_that_grows_with_its_parameter_stays_in_sight(show: Show) -> None:
    browser = show("elu", "relu")
    low, high = browser.ask("frame.y")
    browser.click(".parameter input[type=number]")
    browser.type("8")
    bottom, top = browser.ask("frame.y")
    assert bottom < -8 * (1 - np.exp(-5)) < low
    assert top == pytest.approx(high, abs=0.1)
    browser.type("1e6")
    assert browser.ask("frame.y[0]") > -30  # but it does not flatten the other


def test_every_slider_stays_in_the_domain_and_offers_places_enough() -> None:
    for function in entries():
        for parameter in function.parameters:
            told = slider(parameter, function)
            for end in (told["low"], told["high"]):
                assert function.with_values(**{parameter.name: end}).values[parameter.name] == end
            assert 3 <= (told["high"] - told["low"]) / told["step"] <= 400
            # Next to an open end of the domain a value may be nearer to it than one step.
            assert told["low"] - told["step"] <= told["value"] <= told["high"]
            # A step is 1, 2 or 5 times a power of ten, and about a hundredth of what is typical.
            assert parameter.whole or f"{told['step']:.9e}".split("e")[0].strip("0.") in "125"
            if parameter.typical and not parameter.whole:
                reach = (*parameter.typical, told["value"])
                assert 0.56 < 100 * told["step"] / (max(reach) - min(reach)) < 1.44


@needs_browser
def test_a_parameter_out_of_its_domain_is_refused_with_the_reason(show: Show) -> None:
    browser = show("elu")
    browser.click(".parameter input[type=number]")
    browser.type("0.125")
    assert browser.ask("functions[0].p") == [0.125]
    browser.type("-1")
    assert browser.ask("functions[0].p") == [0.125]
    assert browser.ask("document.querySelector('.wrong').innerText") == "alpha > 0; still 0.125"
    assert browser.ask("document.activeElement.getAttribute('aria-invalid')") == "true"
    browser.press("Tab")
    assert browser.ask("document.querySelector('.parameter input[type=number]').value") == "0.125"


@needs_browser
def test_a_jump_moves_with_its_parameter_and_keeps_its_dots(show: Show) -> None:
    browser = show("where(x > a, 1, -1):a=0.5")
    dots = (
        "[...document.querySelectorAll('.dot')].map(dot => [dot.cx.baseVal.value,"
        "dot.classList.contains('closed')])"
    )
    for a in (0.5, -1.3, 1 / 3):
        browser.click(".parameter input[type=number]")
        browser.type(repr(a))
        left = browser.ask(f"pixelX({a})")
        there = pytest.approx(left, abs=1e-3)
        assert browser.ask(dots) == [[there, True], [there, False]]
        points = drawn(browser, 0)
        assert np.isnan(points[:, 0]).sum() == 2  # two stretches
        assert set(np.round(points[np.isfinite(points[:, 1]), 1], 2)) == {-1, 1}


@needs_browser
@pytest.mark.parametrize("count", [2, 5, 16, 20])
def test_labels_do_not_overlap_nor_leave_the_picture(show: Show, count: int) -> None:
    browser = show(f"swish:beta={','.join(str(0.1 * (i + 1)) for i in range(count))}")
    boxes = browser.ask(
        "[...document.querySelectorAll('.switch'), byId('figure')].map(e => "
        "(b => [b.left, b.top, b.right, b.bottom])(e.getBoundingClientRect()))"
    )
    *labels, whole = boxes
    assert len(labels) == count
    for index, (left, top, right, bottom) in enumerate(labels):
        assert whole[0] <= left < right <= whole[2]
        assert whole[1] <= top < bottom <= whole[3]
        for other in labels[:index]:
            apart = right <= other[0] or other[2] <= left
            assert apart or bottom <= other[1] + 0.5 or other[3] <= top + 0.5


@needs_browser
def test_colours_follow_the_reader(show: Show) -> None:
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    browser = show("relu", "gelu", prefers_color_scheme="light")
    assert browser.ask(paper) == "rgb(255, 255, 255)"
    browser = show("relu", "gelu", prefers_color_scheme="dark")
    assert browser.ask(paper) == "rgb(20, 23, 28)"


@needs_browser
def test_nothing_can_be_fetched_and_no_text_becomes_code(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    title = "</script><script>hurt = 1</script><img src=x onerror='hurt = 1'>"
    functions = [*resolve_all(["relu", "elu"]), replace(actviz.get("gelu"), label=title)]
    file.write_text(page(functions, title=title), encoding="utf-8")
    browser.open(file)
    assert browser.ask("typeof hurt") == "undefined"
    assert browser.ask("document.querySelector('h1').innerText") == title
    assert browser.ask("document.querySelectorAll('#plot path.curve').length") == 3
    shut = "fetch('data:,1').then(() => 'open', () => 'shut')"
    assert browser.ask(shut) == "shut"


@needs_browser
def test_at_360_pixels_eight_functions_cut_no_number(show: Show) -> None:
    names = ["relu", "gelu", "elu", "selu", "silu", "mish", "tanh", "leaky_relu"]
    browser = show(*names, derivative=True)
    browser.resize(360, 740)
    try:
        browser.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        browser.click("#x")
        browser.type("-1.2345678")
        wide = browser.ask("document.documentElement.scrollWidth")
        assert wide <= 360
        boxes = browser.ask(
            "[...document.querySelectorAll('#values td, #values th, #plot .tick, .switch, input')]"
            ".filter(e => e.textContent || e.value)"
            ".map(e => [e.textContent || e.value, e.getBoundingClientRect().left,"
            "e.getBoundingClientRect().right, e.scrollWidth - e.clientWidth])"
        )
        assert len(boxes) > 30
        for text, left, right, hidden in boxes:
            assert 0 <= left < right <= 360, text
            assert hidden <= 1, text
        assert table(browser)["gelu"][0] == words_of(-1.2345678)
    finally:
        browser.resize(0, 0)


def words_of(x: float) -> str:
    """gelu(x) to six digits, by its definition."""
    from math import erf, sqrt

    return f"{x / 2 * (1 + erf(x / sqrt(2))):.6g}".replace("-", "−")


@needs_browser
def test_a_typed_x_outside_says_why(show: Show) -> None:
    browser = show("tanh")
    browser.click("#x")
    browser.type("99")
    told = browser.ask("byId('wrong').textContent")
    assert told == "99 lies outside of the picture, which is drawn from −4 to 4; change the range"
    assert browser.ask("byId('x').getAttribute('aria-invalid')") == "true"
    browser.type("2")
    assert browser.ask("[byId('wrong').textContent, at]") == ["", 2]


@needs_browser
def test_the_range_of_x_can_be_changed(show: Show) -> None:
    browser = show("x**2", "sin(x)")
    browser.click("#high")
    browser.type("20")
    browser.press("Tab")
    assert browser.ask("[LOW, HIGH, byId('plot').getAttribute('aria-valuemax')]")[1:] == [20, "20"]
    points = drawn(browser, 1)
    x, y = points[np.isfinite(points[:, 1])].T
    assert x.max() == pytest.approx(20, abs=0.01)
    np.testing.assert_allclose(y, np.sin(x), atol=0.02 * (frame_height(browser)))
    browser.click("#low")
    browser.type("30")
    browser.press("Tab")
    assert browser.ask("byId('wrong').textContent") == "the low end of the range comes first"
    browser.click("#reset")
    assert browser.ask("[LOW, HIGH].join() === PAGE.x.join()")


def frame_height(browser: Browser) -> float:
    bottom, top = browser.ask("frame.y")
    return float(top - bottom)


@needs_browser
def test_extrema_are_marked(show: Show) -> None:
    browser = show("x**3 - 3*x")
    told = browser.ask("[...document.querySelectorAll('.extremum title')].map(e => e.textContent)")
    assert [text.partition(": ")[2] for text in told] == ["max 2 at x = −1", "min −2 at x = 1"]
    notes = browser.ask("[...document.querySelectorAll('.note')].map(e => e.textContent)")
    assert notes == ["max 2 at x = −1", "min −2 at x = 1"]
    assert show("tanh").ask("document.querySelectorAll('.extremum').length") == 0


@needs_browser
def test_a_vector_function_has_a_page(show: Show) -> None:
    browser = show("softmax")
    browser.click("#x")
    browser.type("1")
    scores = np.exp([1.0, 0.0, 2.0])
    p = scores / scores.sum()
    rows = list(table(browser).values())
    assert [number(value) for value, _ in rows] == pytest.approx(p, abs=2e-3)
    slopes = p[0] * (np.array([1, 0, 0]) - p)
    assert [number(slope) for _, slope in rows] == pytest.approx(slopes, abs=2e-3)
    browser.click("#high")
    browser.type("60")
    browser.press("Tab")
    assert browser.ask("byId('wrong').textContent").startswith("nothing is known beyond −6 to 6")


@needs_browser
def test_a_gated_unit_has_a_page_on_which_the_other_input_is_a_slider(show: Show) -> None:
    browser = show("glu", derivative=True)  # u*sigmoid(v): it is v that bends
    assert browser.ask("document.querySelector('.formula').textContent") == "f(u, v) = u·σ(v)"
    assert browser.ask("[...document.querySelectorAll('#columns th')].map(e => e.textContent)") == [
        "f(v)", "f′(v)",
    ]  # fmt: skip
    browser.click("#x")
    browser.type("2")
    gate = 1 / (1 + np.exp(-2.0))
    assert [number(word) for word in table(browser)["glu"]] == pytest.approx(
        [gate, gate * (1 - gate)], rel=1e-5
    )
    browser.click("#functions input")
    browser.press("End")  # u = 4
    ((value, slope),) = table(browser).values()
    assert [number(value), number(slope)] == pytest.approx(
        [4 * gate, 4 * gate * (1 - gate)], rel=1e-5
    )


@needs_browser
def test_a_random_function_has_a_page_on_which_its_draws_are_sliders(show: Show) -> None:
    browser = show("rrelu")
    browser.click("#x")
    browser.type("-1")
    ((value, _),) = table(browser).values()
    assert number(value) == pytest.approx(-11 / 48, rel=1e-5)  # evaluation: the mean slope
    browser.click("#functions input")
    browser.press("End")  # the largest slope that is drawn
    ((value, _),) = table(browser).values()
    assert number(value) == pytest.approx(-1 / 3, abs=0.005)


@pytest.mark.parametrize(
    "entry",
    [one for one in everything() if is_gate(one) or is_random(one)],
    ids=lambda entry: entry.name,
)
def test_a_page_starts_at_the_evaluation_mode_or_with_1_for_the_other_input(
    entry: Gate | Stochastic,
) -> None:
    x = np.linspace(-3.3, 3.7, 29)
    if isinstance(entry, Gate):
        inputs = (x, 1.0) if axis(entry) == "u" else (1.0, x)
        assert of_gate(entry)(x) == pytest.approx(entry(*inputs), rel=1e-12, abs=1e-300)
    else:
        assert of_random(entry)(x) == pytest.approx(entry(x), rel=1e-12, abs=1e-300)


def test_vector_functions_in_company_have_none() -> None:
    with pytest.raises(ValueError, match="one vector function alone"):
        page(resolve_all(["softmax", "relu"]))
