"""``actviz compare`` for gated units: functions of two inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from actviz.cli.distances import matrix_of, shown, words_of
from actviz.text import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actviz.facts.interval import Interval
    from actviz.functions.gated import Gate
    from actviz.text.rows import Row


def gates(
    functions: Sequence[Any],
    over: Interval | None,
    plain: bool,
    by: str | None,
    output: str | None,
    title: str | None,
    theme: str,
    format_: str,
) -> None:
    """Compare gated units with the first one named, or each with each if ``by`` says how."""
    from actviz.measure import gate_distance
    from actviz.measure.largest import NotFound
    from actviz.measure.weighing import Weighing

    other = next((function for function in functions if function.door != "gate"), None)
    if other is not None:
        gate = next(function for function in functions if function.door == "gate")
        raise ValueError(
            f"{gate.name} takes pairs u v and {other.name} single numbers; compare them apart"
        )
    if not plain:
        raise ValueError(
            "gated units are compared by their difference; of the options --range, --matrix, --by, "
            "--output, --title, --theme and --format go with them"
        )
    square = over or gate_distance.SQUARE

    def searched(search: Any) -> Any:
        try:
            return search(), None
        except NotFound as error:
            return None, str(error)

    def root(one: Gate, two: Gate) -> float | None:
        square_, _ = searched(lambda: gate_distance.mean_square(one, two, over))
        return None if square_ is None else math.sqrt(square_)

    def farthest(one: Gate, two: Gate) -> float | None:
        most, _ = searched(lambda: gate_distance.largest(one, two, square))
        return None if most is None else abs(most.value)

    if by:
        heading = words_of(by, Weighing(over))
        distance = root if by == "rms" else farthest
        matrix_of(functions, distance, heading, output, title, theme, format_)
        return
    reference, *others = functions
    if output:
        from actviz.cli.plot import write
        from actviz.figures.compose.gate_differences import gate_differences_scene

        span = square.low, square.high
        scene = gate_differences_scene(reference, others, span, title=title, theme=theme)
        write(scene, output)
        if output == "-":
            return
    rows: list[Row] = []
    with terminal.progress("comparing", len(others)) as done:
        for count, function in enumerate(others, 1):
            most, why = searched(lambda: gate_distance.largest(function, reference, square))  # noqa: B023
            mean, no_mean = searched(lambda: gate_distance.mean_square(function, reference, over))  # noqa: B023
            there = most is not None and most.value
            rows.append(
                {
                    "function": function.display,
                    "largest": most and most.value,
                    "at_u": most.u if there else None,
                    "at_v": most.v if there else None,
                    "largest_over": f"[{square.low:g}, {square.high:g}]",
                    "rms": None if mean is None else math.sqrt(mean),
                    "rms_over": Weighing(over).words,
                    "note": "; ".join(
                        f"{kind}: {text}"
                        for kind, text in (("largest", why), ("rms", no_mean))
                        if text
                    )
                    or None,
                }
            )
            done(count)
    shown(rows, format_)
