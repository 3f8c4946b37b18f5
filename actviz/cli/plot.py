"""``actviz plot``: a picture."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from actviz.cli import options, picture_options
from actviz.cli.animation import FILM_DPI, animate, check, moving
from actviz.cli.budget import DRAWN, bounded
from actviz.cli.options import option
from actviz.cli.plot_idle import GivenOptions, refuse, refuse_for
from actviz.cli.samples import apart
from actviz.streams.whole import write_whole
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.figures.engines.matplotlib_figure import Picture
    from actviz.lookup.registry import Function

KINDS: Final = ("png", "svg", "pdf", "eps", "pgf", "tex", "jpg", "webp")
PAGE: Final = "html"
MANY: Final = 24  # panels that take long enough to say how far it is


def plot(
    names: options.MaybeNames = None,
    every: Annotated[
        bool, option("--all", "Every function of the catalogue, as a poster.")
    ] = False,
    derivative: Annotated[bool, option("--derivative -d", "Draw the derivative too.")] = False,
    order: Annotated[
        int, option("--order", "Draw the derivatives up to this order.", min=0, max=4)
    ] = 0,
    panels: Annotated[
        bool, option("--panels", "Derivatives in panels below instead of dashed.")
    ] = False,
    grid: Annotated[bool, option("--grid", "A small picture for each function.")] = False,
    own_axes: Annotated[
        bool, option("--own-axes", "In a grid: axes for each panel, as suits its function.")
    ] = False,
    range_: Annotated[str | None, options.low_high("Of x, as in -pi:pi; else chosen.")] = None,
    points: Annotated[
        int | None, option("--points", "Sample at this many points.", min=2, max=1000000)
    ] = None,
    data: Annotated[
        list[str] | None,
        option(
            "--data FILE",
            "Real inputs, their histograms below the curves: a file of any kind that inspect "
            "reads; may be repeated.",
        ),
    ] = None,
    field: options.Fields = None,
    array: options.Arrays = None,
    binary: options.Binary = None,
    dtype: Annotated[
        str | None,
        option(
            "--dtype TYPE,...",
            "The steps that a number format makes of the values, x staying real: "
            f"{options.FORMATS}.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        options.to_file("png, svg, pdf, eps, pgf, tex, jpg, webp or html; - for stdout."),
    ] = None,
    size_: picture_options.Size = None,
    dpi: Annotated[
        int | None,
        option(
            "--dpi",
            "Pixels per inch of a png, jpg or webp: 200, and 100 of a film.",
            min=20,
            max=1200,
        ),
    ] = None,
    title: Annotated[
        str | None, option("--title", "A title of your own; an empty one for none.")
    ] = None,
    theme: Annotated[
        Literal["light", "dark", "print"] | None,
        option("--theme", "The colours; else light, and in a page as its reader prefers."),
    ] = None,
    style: picture_options.Style = None,
    font: picture_options.FontFamily = None,
    font_size: picture_options.FontSize = None,
    linewidth: picture_options.LineWidth = None,
    ylim: picture_options.YLimits = None,
    xlabel: picture_options.XLabel = None,
    ylabel: picture_options.YLabel = None,
    xscale: picture_options.XScale = "linear",
    yscale: picture_options.YScale = "linear",
    legend: picture_options.Legend = False,
    across: picture_options.Across = None,
    annotate: picture_options.Annotate = None,
    letters: picture_options.Letters = False,
    transparent: Annotated[
        bool, picture_options.look("--transparent", "A transparent background.")
    ] = False,
    svg_text: Annotated[
        bool,
        picture_options.look("--svg-text", "Letters of an svg stay text instead of outlines."),
    ] = False,
    saturated: Annotated[
        bool, option("--saturated", "Mark faintly where the slope stays below 0.01.")
    ] = False,
    show: Annotated[bool, option("--show", "Open a window instead of writing a file.")] = False,
    term: Annotated[bool, option("--term", "Draw in the terminal instead of a file.")] = False,
) -> None:
    """Draw functions and write the picture.

    Its path is printed. Without -o the file is named after the functions, as a png in the
    current folder. An html file is a page that tells values and slopes under the pointer, with
    a switch for each curve and a slider for each parameter, for the other input of a gated unit,
    and for each draw of a random function; it needs no network.

    A file with two columns of numbers is a function given as samples, drawn beside the others.
    A parameter from..to moves in a gif or webp.

    With --data the range of x reaches from percentile 0.1 of the inputs to percentile 99.9. What is
    dead or saturated is filled in and labelled; actviz inspect has the figures.

    \b
    Examples:
      actviz plot relu gelu
      actviz plot sigmoid --derivative --panels -o sigmoid.svg
      actviz plot elu:alpha=0.25,0.5,1,2 -o elu.pdf
      actviz plot relu elu selu gelu silu mish --grid -o six.png
      actviz plot gelu "quick=x * sigmoid(1.702 * x)" --range=-4:4 -o quick.png
      actviz plot elu swish -d -o page.html
      seq -3 0.01 5 | actviz plot relu --data - -o inputs.png
      actviz plot gelu --style ggplot --font "DejaVu Serif" -o gelu.pgf
      actviz plot swish:beta=0.1..4 -o swish.gif
      printf "x,y\\n-1,0\\n0,0.1\\n2,1.9\\n" > pairs.csv; actviz plot relu pairs.csv -o p.png
      actviz plot relu elu --size column --xlabel "pre-activation" --legend -o column.pdf
      actviz plot softplus --range=-20:5 --yscale log --annotate "x=0:log 2" -o log.png
      actviz plot relu gelu silu --across 3 --letters --ylim=-1:3 --font-size 9 -o three.png
      actviz plot sigmoid tanh --saturated --transparent -o saturated.png
      actviz plot sigmoid --dtype float8_e4m3fn,float8_e5m2 --range=-5:5 -o steps.png
      actviz plot tanh --dtype int8:1/64:0 --range=-4:4 -o int8.png
      actviz plot tanh --term
      actviz plot tanh -o - > tanh.png
    """
    from actviz.figures.compose import wishes
    from actviz.lookup.registry import everything, resolve_all

    interval, inches = options.span(range_), wishes.size(size_)
    if not data and (field or array or binary):
        raise ValueError("--field, --array and --binary are for the files of --data")
    words, samples = apart(names or ())
    moves = bool(moving(words))
    kind = kind_of(output, (*KINDS, "gif", PAGE))
    check(words, output, still=show or term or bool(data or samples))
    orders = tuple(range(max(order, int(derivative)) + 1))
    given = {
        word for word, value in {
            "--all": every, "--panels": panels, "--grid": grid, "--own-axes": own_axes,
            "--points": points, "--data": data, "--dtype": dtype, "--output": output,
            "--size": size_, "--dpi": dpi,
            "--theme": theme, "--style": style, "--font": font, "--font-size": font_size,
            "--linewidth": linewidth, "--ylim": ylim, "--xlabel": xlabel, "--ylabel": ylabel,
            "--xscale": xscale != "linear", "--yscale": yscale != "linear", "--legend": legend,
            "--across": across, "--annotate": annotate, "--letters": letters,
            "--transparent": transparent, "--svg-text": svg_text, "--saturated": saturated,
            "--show": show, "--term": term,
        }.items() if value not in (None, False, [])
    }  # fmt: skip
    refuse(GivenOptions(given, kind, moves, bool(samples), len(orders) > 1))
    if samples and (data or kind == PAGE):
        raise ValueError("files of samples are drawn beside functions, in a picture without --data")
    if every:
        if names:
            raise ValueError("give names or --all, not both")
        functions = everything()
    else:
        functions = [] if moves else resolve_all(words)
    if not (functions or samples or moves):
        raise ValueError("plot needs a function; an example: actviz plot gelu")
    refuse_for([] if samples else functions, given)
    if kind == PAGE:
        _page(functions, str(output), orders=orders, span=interval, title=title, theme=theme)
        return
    if every:
        grid, own_axes = True, True
        title = f"{len(functions)} activation functions" if title is None else title
    looks: dict[str, Any] = {
        "orders": orders,
        "panels": panels,
        "span": interval,
        "points": points,
        "title": title,
        "theme": wishes.look(
            theme or "light", style=style, font=font, font_size=font_size, linewidth=linewidth,
            size=size_,
        ),
        "size": inches,
        "ylim": wishes.limits(ylim),
        "xlabel": xlabel,
        "ylabel": ylabel,
        "xscale": xscale,
        "yscale": yscale,
        "legend": legend,
        "letters": letters,
        "annotate": wishes.notes(annotate),
    }  # fmt: skip
    if moves:
        looks |= {"grid": grid, "across": across, "saturated": saturated}
        animate(words, looks, output, dpi or FILM_DPI)
        return
    if data:
        scene = _over_inputs(names or (), data, options.wish(field, array, binary), looks)
    else:
        from actviz.figures.compose.picture import compose

        looks |= {"grid": grid, "across": across, "own_axes": own_axes, "saturated": saturated}
        looks |= {"samples": samples, "dtypes": options.formats_among(dtype)}
        if len(functions) < MANY:
            with bounded(functions, DRAWN):
                scene = compose(functions, **looks)
        else:
            with terminal.progress("drawing", len(functions)) as done:
                scene = compose(functions, **looks, progress=done)
    if term or show:
        _shown(scene, in_window=not term)
        return
    drawn = [*functions, *(one.label for one in samples)]
    target = output or default_name(drawn, grid=grid, order=orders[-1])
    write(scene, target, kind, dpi, transparent=transparent, svg_text=svg_text)
    if target != "-":
        terminal.out(f"{Path(target)}\n")


def _page(functions: Sequence[Any], output: str, **looks: Any) -> None:
    """A page of HTML whose curves answer to the pointer."""
    from actviz.figures.page import page

    with bounded(functions):
        text = page(functions, **looks)
    write_whole(Path(output), text.encode())
    terminal.out(f"{Path(output)}\n")


def _over_inputs(names: Sequence[str], data: Any, wished: Any, looks: dict[str, Any]) -> Any:
    """Functions above the inputs that files hold."""
    from actviz.cli.layers import layers
    from actviz.figures.compose.histograms import inputs_scene
    from actviz.lookup.registry import elementwise

    plain = elementwise(names, "plot --data")
    inputs = layers(data, plain, wish=wished, sketched=True)
    with bounded(plain, DRAWN):
        return inputs_scene(plain, inputs, **looks)


def _shown(scene: Any, *, in_window: bool) -> None:
    """A picture in a window of its own, or in the terminal."""
    if in_window:
        from actviz.cli.window import show

        show(scene)
        return
    from actviz.figures.engines.braille import to_text

    columns = min(terminal.width(), 100)
    terminal.out(
        to_text(scene, columns, 24, terminal.wants_colour(), not terminal.speaks_unicode())
    )


def write(
    picture: Picture,
    output: str,
    kind: str = "",
    dpi: float | None = None,
    *,
    transparent: bool = False,
    svg_text: bool = False,
) -> None:
    """A picture to a file, of the kind that its suffix says, or to stdout for a dash."""
    from actviz.cli.matplotlib_start import start

    start()
    from actviz.figures.engines.matplotlib_figure import save, usual_dpi

    kind = kind or kind_of(output)
    dpi = dpi or usual_dpi(picture, kind)
    if output != "-":
        save(picture, Path(output), kind, dpi, transparent=transparent, svg_text=svg_text)
        return
    if sys.stdout.isatty():
        raise ValueError("stdout is a terminal; send the picture on: -o - > picture.png")
    buffer = io.BytesIO()
    save(picture, buffer, kind, dpi, transparent=transparent, svg_text=svg_text)
    terminal.out_bytes(buffer.getvalue())


def kind_of(output: str | None, kinds: Sequence[str] = KINDS) -> str:
    """The kind of file that a name asks for, one of ``kinds``: its suffix; png for stdout."""
    if output in (None, "-"):
        return "png"
    if str(output).endswith(("/", os.sep)) or os.path.isdir(str(output)):
        example = os.path.join(str(output), f"picture.{kinds[0]}")
        raise ValueError(f"{output} is a folder; name a file in it, such as {example}")
    suffix = Path(str(output)).suffix.lower().lstrip(".")
    if suffix not in kinds:
        ending = f"the suffix .{suffix}" if suffix else "a name without a suffix"
        raise ValueError(
            f"{output}: {ending} is not known; write {', '.join('.' + k for k in kinds)}"
        )
    return suffix


def default_name(functions: Sequence[Function | str], *, grid: bool, order: int) -> str:
    """A file name from the functions' names: ``relu-gelu.png``, ``relu-derivative.png``."""
    names = [one if isinstance(one, str) else one.display for one in functions]
    words = [re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") for name in names]
    stem = "-".join(dict.fromkeys(word or "formula" for word in words))
    # Long formulas and long lists would make a name that no file system takes.
    stem = stem if len(stem) <= 80 else stem[:80].rstrip("-_") + "-and-more"
    slopes = ("", "-derivative")[order] if order < 2 else f"-order-{order}"
    return f"{stem}{slopes}{'-grid' if grid else ''}.png"
