"""``actviz model FILE --run``: what really reaches a model's activations, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from os.path import basename
from typing import TYPE_CHECKING, Any

from actviz.models.effects import function_of
from actviz.text import terminal
from actviz.text.rows import percent

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.models.places import FunctionPlace
    from actviz.models.running import Measured
    from actviz.networks.inspection import Inspection


_SHOWN = 8  # functions in a picture, at most


def inspected(reached: Sequence[Measured], tolerance: float) -> list[Inspection]:
    """What ``actviz inspect`` tells, of each place under its own function."""
    from actviz.networks.inspection import LayerInputs
    from actviz.networks.regions import regions

    known: dict[str, Any] = {}
    inspections = []
    with terminal.progress("inspecting", len(reached)) as done:
        for count, one in enumerate(reached, 1):
            function = function_of(one.place)
            done(count)
            if function is None or not one.inputs.size:
                continue
            key = repr(function)
            if key not in known:
                known[key] = (function, regions(function, tolerance))
            layer = LayerInputs(one.place.where, [known[key]])
            layer.add(one.inputs)
            inspections += layer.inspections()
    return inspections


def dead(inspections: Sequence[Inspection], limit: float) -> Iterator[str]:
    """The layers of which more is dead than a share."""
    for one in inspections:
        if one.dead is not None and one.dead > limit:
            yield f"{one.layer}: {percent(one.dead)} dead, more than {percent(limit)}"


def picture(
    name: str, places: Sequence[FunctionPlace], reached: Sequence[Measured], output: str, theme: str
) -> None:
    """Draw the distinct elementwise activations with their shares, measured inputs below."""
    from actviz.cli.plot import kind_of, write

    kind_of(output)  # a name that cannot be written is told before the work
    counts: dict[str, int] = {}
    functions: dict[str, Activation] = {}
    for one in places:
        function = function_of(one)
        if function is not None:
            counts[one.named.spec] = counts.get(one.named.spec, 0) + 1
            functions.setdefault(one.named.spec, function)
    if not functions:
        raise ValueError("no elementwise activation in the model to draw")
    drawn = {one.place.named.spec for one in reached} if reached else functions.keys()
    most = sorted(drawn & functions.keys(), key=lambda spec: (-counts[spec], spec))
    if len(most) > _SHOWN:
        left = ", ".join(most[_SHOWN:])
        terminal.note(f"actviz: not in the picture, which holds {_SHOWN} functions: {left}")
    most = most[:_SHOWN]
    total = sum(counts.values())
    shown = [
        replace(functions[spec], label=f"{functions[spec].display} {percent(counts[spec] / total)}")
        for spec in most
    ]
    title = f"{basename(name)}: {total} activations"
    if reached:
        from actviz.figures.compose.histograms import inputs_scene

        layers, under = _pooled(reached, shown, most)
        scene = inputs_scene(shown, layers, under=under, theme=theme, title=title)
        write(scene, output)
    else:
        from actviz.figures.compose.picture import compose

        write(compose(shown, theme=theme, title=title), output)
    if output != "-":
        terminal.note(output)


def _pooled(
    reached: Sequence[Measured], shown: Sequence[Activation], specs: Sequence[str]
) -> tuple[list[Any], list[int]]:
    """The inputs of all places of each function as one layer, and under which function that is."""
    from actviz.networks.inspection import LayerInputs
    from actviz.networks.regions import regions

    layers, under = [], []
    for at, (function, spec) in enumerate(zip(shown, specs, strict=True)):
        where = [(function, regions(function, 0.01))]
        layer = LayerInputs(f"inputs of {spec}", where, sketched=True)
        for one in reached:
            if one.place.named.spec == spec:
                layer.add(one.inputs.ravel())
        if layer.count:
            layers.append(layer)
            under.append(at)
    return layers, under
