"""A page that answers: curves under the pointer, switches, and sliders for the parameters.

Everything is in the one file, and its content policy forbids the browser to fetch anything. The
page computes by itself, with the code that
:mod:`actviz.readings.languages.javascript` makes of the trees
that float64 evaluates.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Final

from actviz.figures.compose.picture import compose
from actviz.figures.compose.titles import default_title
from actviz.figures.page.inks import inks
from actviz.figures.page.page_curves import axis, of_gate, of_random
from actviz.figures.page.page_data import component_data, data, text
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.functions.gated import INPUTS
from actviz.functions.kinds import is_elementwise, is_gate, is_random, is_vector
from actviz.lookup.registry import Function, what
from actviz.readings.languages import javascript
from actviz.readings.languages.marked_texts import filled, whole
from actviz.readings.notation.unicode import to_unicode
from actviz.readings.program_sides import caution

_SCRIPTS: Final = ("trace.js", "shown.js", "sliders.js", "page.js")


def page(
    functions: Sequence[Function],
    *,
    orders: Sequence[int] = (0,),
    span: tuple[float, float] | None = None,
    title: str | None = None,
    theme: str | None = None,
) -> str:
    """A self-contained HTML page; the same arguments make the same text.

    Args:
        functions: elementwise and random ones and gated units, drawn together, or one of a whole
            vector. The other input of a gate and the draws of a random one are sliders.
        orders: which derivatives are drawn; the first is always told.
        theme: ``light``, ``dark`` or ``print``; None follows the reader's setting.

    Raises:
        SpecError: a vector function beside others; the message names it.
        ValueError: what :func:`compose` refuses.
    """
    letter, cautions = "x", ""
    of_vectors = [function for function in functions if is_vector(function)]
    if of_vectors and len(functions) == 1:
        theme_name = theme or "light"
        scene = compose(of_vectors, orders=orders, span=span, title=title, theme=theme_name)
        known = compose(of_vectors, orders=(0, 1), span=span, title=title, theme=theme_name)
        content = component_data(scene, known, orders)
        formula = f'<p class="formula">{escape(scene.panels[0].x.label)}</p>'
    else:
        curves = [_curve(function) for function in functions]
        axes = {axis(function) if is_gate(function) else "x" for function in functions}
        letter = axes.pop() if len(axes) == 1 else "x"
        if title is None and any(is_gate(function) for function in functions):
            title = default_title(functions, orders, grid=False)
        scene = compose(curves, orders=orders, span=span, title=title, theme=theme or "light")
        content = data(curves, scene, orders, letter)
        cautions = "".join(
            f'<p class="quiet">{escape(sentence)}</p>\n'
            for sentence in dict.fromkeys(caution(curve.tree) for curve in curves)
            if sentence
        )
        formula = _formula(functions[0]) if len({one.formula for one in curves}) == 1 else ""
    page = text(content)
    script = "\n".join(
        [
            '"use strict";',
            javascript.prelude(page),
            f"const PAGE = {page};",
            *(whole(__file__, name) for name in _SCRIPTS),
        ]
    )
    sheet = inks(scene, theme) + whole(__file__, "page.css")
    panel = scene.panels[0]
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(sheet)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return filled(
        whole(__file__, "page.html"),
        policy=policy,
        name=escape(scene.title or "actviz"),
        sheet=sheet,
        title=f"<h1>{escape(scene.title)}</h1>" if scene.title else "",
        formula=formula,
        letter=letter,
        low=panel.x.low,
        high=panel.x.high,
        cautions=cautions,
        script=script,
    )


def _curve(function: Function) -> Activation:
    """A function as a curve over one x.

    Raises:
        SpecError: it takes a whole vector.
    """
    if is_gate(function):
        return of_gate(function)
    if is_random(function):
        return of_random(function)
    if not is_elementwise(function):
        raise SpecError(
            f"{what(function)}; a page shows curves over one number together, or one vector "
            "function alone. For a picture that stands still write png, svg or pdf"
        )
    return function


def _formula(function: Function) -> str:
    """The formula as it is written above the picture."""
    assert not is_vector(function)
    inputs = ", ".join(INPUTS) if is_gate(function) else "x"
    draws = [draw.words for draw in function.draws] if is_random(function) else []
    words = f"f({inputs}) = {to_unicode(function.tree)}"
    return f'<p class="formula">{escape("; ".join([words, *draws]))}</p>'


def _hash(text: str) -> str:
    """What a content policy calls an inline script or style by."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
