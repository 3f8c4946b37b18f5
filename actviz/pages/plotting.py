"""``actviz.plot``: the pictures of ``actviz plot`` as Matplotlib's own figures and axes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from numbers import Integral, Real
from os import PathLike
from typing import TYPE_CHECKING, Any

from actviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from actviz.figures.scene.scene import ScaleName, Scene
    from actviz.figures.scene.themes import Theme
    from actviz.lookup.names import Function

    Range = str | tuple[float, float]


def plot(
    *functions: str | Function,
    ax: Axes | None = None,
    orders: Sequence[int] | None = None,
    span: tuple[float, float] | None = None,
    derivative: bool = False,
    order: int = 0,
    range: Range | None = None,
    points: int | None = None,
    data: Any = None,
    panels: bool = False,
    grid: bool = False,
    own_axes: bool = False,
    across: int | None = None,
    saturated: bool = False,
    dtype: str | Iterable[str] = (),
    title: str | None = None,
    theme: str | Theme = "light",
    style: str | None = None,
    font: str | None = None,
    font_size: float | None = None,
    linewidth: float | None = None,
    size: Range | None = None,
    dpi: float = 100,
    ylim: Range | None = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    xscale: ScaleName = "linear",
    yscale: ScaleName = "linear",
    annotate: str | Iterable[str | tuple[float, str]] = (),
    letters: bool = False,
    legend: bool = False,
    transparent: bool = False,
) -> Any:
    """The picture of ``actviz plot`` as a figure, or drawn into axes that are there.

    Labels, limits, scales and everything else are Matplotlib's own and can be changed; pyplot is
    left alone. A notebook shows the figure as the value of a cell.

    Args:
        functions: names as on the command line, formulas, or functions.
        ax: axes to draw one panel into; their figure keeps its size and its letters.
        orders: which derivatives; 0 is the function itself. Or ``derivative`` and ``order``.
        span: the range of x, or ``range``; chosen from the functions when not given.
        derivative: the first derivative too.
        order: the derivatives up to this one.
        range: the range of x as ``(-6, 6)`` or ``"-6:6"``.
        points: even samples (kinks and jumps are added); chosen by need when not given.
        data: real inputs as an array, or several by their names; their histograms stand below.
        panels: a panel for each order, below each other, sharing the x axis.
        grid: a small panel for each function, with shared axes.
        own_axes: in a grid, each panel shows its function where something happens to it.
        across: panels side by side, so many in a row.
        saturated: mark where the slope stays below 0.01, in a picture of curves together.
        dtype: number formats whose steps are drawn beside the values: ``"bfloat16"``, or several.
        title: above the picture; chosen when None, none when empty.
        theme: ``light``, ``dark`` or ``print``, or one of your own.
        style: a Matplotlib style sheet, by its name or file.
        font: a font family.
        font_size: points of the numbers at ticks; other texts keep their proportion to it.
        linewidth: points of a curve.
        size: width and height in inches, or as on the command line: ``"85x60mm"``, ``"column"``.
        dpi: dots per inch of the figure.
        ylim: the range of y.
        xlabel, ylabel: what the axes measure.
        xscale, yscale: ``linear``, ``log`` or ``symlog``.
        annotate: texts at points of the first curve: ``"x=1.5:here"`` or ``(1.5, "here")``.
        letters: (a), (b), (c) before the panels' titles.
        legend: a key even where one curve is alone; several always have one. It covers no curve:
            where the panel has no room it stands beside or below it, and in axes of your own the
            range of y grows for it unless ``ylim`` says otherwise.
        transparent: a transparent background.

    Returns:
        A :class:`matplotlib.figure.Figure`; the axes where ``ax`` is given.

    Raises:
        ValueError: nothing to draw, or an argument that does not fit; the message says which.
        TypeError: an argument of another kind, or something to be drawn that is neither a name
            nor a function.
    """
    from actviz.figures.compose import wishes
    from actviz.figures.compose.picture import compose
    from actviz.figures.engines import live_axes
    from actviz.pages.library import of_kind, resolved
    from actviz.readings.formats import known

    texts = {"title": title, "font": font, "xlabel": xlabel, "ylabel": ylabel}
    of_kind(texts, str | None, "text")
    of_kind({"order": order}, Integral, "a whole number")
    of_kind({"points": points, "across": across}, Integral | None, "a whole number")
    of_kind({"dpi": dpi}, Real, "a number")
    of_kind({"font_size": font_size, "linewidth": linewidth}, Real | None, "a number")
    if ax is not None and not hasattr(ax, "set_xscale"):
        raise TypeError(f"ax is a panel of Matplotlib, not {type(ax).__name__}")
    of_kind({"orders": orders}, Iterable | None, "one or several")
    of_kind({"dtype": dtype, "annotate": annotate}, Iterable, "one or several")
    of_kind({"theme": theme}, Hashable, "a name or a theme")
    of_kind({"style": style}, str | PathLike | None, "the name or the file of a style sheet")
    if points is not None and not 2 <= points <= 1_000_000:
        raise ValueError(f"points counts samples: from 2 to 1000000, not {points}")
    if not 1 <= dpi <= 10_000:
        raise ValueError(f"dpi {dpi:g} is out of reach; from 1 to 10000")
    if orders is None:
        orders = _up_to(order) if order or not derivative else (0, 1)
    for one in orders:
        of_kind({"each of orders": one}, Integral, "a whole number")
    dtypes = tuple(dtype.split(",") if isinstance(dtype, str) else dtype)
    for name in dtypes:
        of_kind({"each of dtype": name}, str, "the name of a number format")
        known(name)
    options: dict[str, Any] = {
        "orders": orders,
        "span": wishes.limits(range, "range") if span is None else wishes.limits(span, "span"),
        "points": points, "panels": panels, "grid": grid, "own_axes": own_axes, "across": across,
        "saturated": saturated, "title": title, "size": wishes.size(size, "size"),
        "ylim": wishes.limits(ylim, "ylim"),
        "xlabel": xlabel, "ylabel": ylabel, "xscale": xscale, "yscale": yscale, "letters": letters,
        "annotate": wishes.notes(annotate, "annotate"), "legend": legend,
        "theme": wishes.look(
            theme, style=style, font=font, font_size=font_size, linewidth=linewidth, size=size
        ),
    }  # fmt: skip
    if data is None:
        scene = compose(resolved(functions), dtypes=tuple(dict.fromkeys(dtypes)), **options)
    else:
        if dtypes:
            raise ValueError("dtype does not go with data: histograms stand below one panel")
        scene = _over_data(resolved(functions), data, options)
    if ax is None:
        figure = live_axes.live(scene, dpi)
        if transparent:
            figure.patch.set_alpha(0.0)
        return figure
    live_axes.into(ax, scene, free=ylim is None)
    return ax


def _up_to(order: int) -> tuple[int, ...]:
    """0, 1, ... order; ``range`` is an argument's name above."""
    if not 0 <= order <= 4:
        raise ValueError(f"derivatives up to the fourth are drawn, not {order}")
    return (0, 1, 2, 3, 4)[: order + 1]


def _over_data(functions: Sequence[Function], data: Any, options: dict[str, Any]) -> Scene:
    """The scene of functions over the histograms of arrays.

    Raises:
        ValueError: functions of another kind, or options that such a picture has not.
    """
    from actviz.figures.compose.histograms import inputs_scene
    from actviz.functions.kinds import is_elementwise
    from actviz.lookup.registry import what
    from actviz.networks.inspection import LayerInputs
    from actviz.networks.regions import regions

    plain = [function for function in functions if is_elementwise(function)]
    for function in functions:
        if not is_elementwise(function):
            raise ValueError(f"{what(function)}; data stands below functions of one x")
    for word in ("grid", "own_axes", "across", "saturated"):
        if options.pop(word):
            raise ValueError(f"{word} does not go with data: histograms stand below one panel")
    where = [(function, regions(function)) for function in plain]
    layers = []
    for name, values in (data if isinstance(data, dict) else {"inputs": data}).items():
        layers.append(LayerInputs(str(name), where, sketched=True))
        try:
            layers[-1].add(np.asarray(values, dtype=np.float64))
        except (TypeError, ValueError) as error:
            raise type(error)(f"data, {name}: {error}") from None
    if not layers:
        raise ValueError("data holds no array")
    return inputs_scene(plain, layers, **options)
