"""The rows that ``actviz train`` prints: functions, epochs, pairs or layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actviz.cli.options import DATA

if TYPE_CHECKING:
    from actviz.cli.options import Format
    from actviz.functions.elementwise import Activation
    from actviz.networks.data import Data
    from actviz.networks.training import Run
    from actviz.text.rows import Row


def of_functions(
    functions: Sequence[Activation], runs: Sequence[Run], data: Data, level: float, kind: Format
) -> list[Row]:
    """A row for each function; short numbers where a person reads them."""
    from actviz.networks.outcomes import learned, score_word, summary

    rows = []
    for place, function in enumerate(functions):
        own = [run for run in runs if run.function == place]
        if not own:
            continue
        outcome = summary(own, level)
        row: Row = {
            "name": function.display,
            score_word(data): outcome.score,
            "spread": outcome.spread,
            "low": outcome.low,
            "high": outcome.high,
            "loss": outcome.loss,
            "epochs_to_level": outcome.epochs_to_level,
            "dead": outcome.dead,
            "saturated": outcome.saturated,
            "diverged": outcome.diverged,
            **learned(outcome.values),
        }
        if kind == "table":
            row["seconds"] = outcome.seconds
        rows.append(row)
    if kind not in DATA and not any(run.diverged for run in runs):
        rows = [{key: row[key] for key in row if key != "diverged"} for row in rows]
    return _filled(_shortened(rows, kind))


def of_epochs(functions: Sequence[Activation], runs: Sequence[Run], data: Data) -> list[Row]:
    """A row for each function, seed and epoch."""
    from actviz.networks.outcomes import epoch_row

    return _filled(
        [
            epoch_row(functions[run.function].display, run.seed, state, data)
            for run in runs
            for state in run.epochs
        ]
    )


def of_pairs(
    functions: Sequence[Activation], runs: Sequence[Run], data: Data, kind: Format
) -> list[Row]:
    """A row for each two functions, seed against same seed."""
    from actviz.networks.outcomes import pairs, score_word

    names = [function.display for function in functions]
    rows: list[Row] = [
        {
            "name": names[pair.place],
            "against": names[pair.against],
            "difference": pair.difference,
            "low": pair.low,
            "high": pair.high,
            "seeds": pair.seeds,
            "sentence": pair.sentence(names, score_word(data)),
        }
        for pair in pairs(runs, len(functions))
    ]
    return _shortened(rows, kind)


def of_layers(functions: Sequence[Activation], runs: Sequence[Run], kind: Format) -> list[Row]:
    """A row for each function and hidden layer."""
    from actviz.networks.outcomes import by_layer

    rows: list[Row] = [
        {
            "name": function.display,
            "layer": depth.layer,
            "dead": depth.after.dead,
            "saturated": depth.after.saturated,
            "gradient": depth.after.gradient,
            "dead_before": depth.before.dead,
            "saturated_before": depth.before.saturated,
            "gradient_before": depth.before.gradient,
        }
        for place, function in enumerate(functions)
        for depth in by_layer([run for run in runs if run.function == place])
    ]
    return _shortened(rows, kind)


def _filled(rows: Sequence[Row]) -> list[Row]:
    """The same columns in every row: not every function learns the same parameters."""
    keys = list(dict.fromkeys(key for row in rows for key in row if key != "seconds"))
    keys += ["seconds"] if rows and "seconds" in rows[0] else []
    return [{key: row.get(key) for key in keys} for row in rows]


def _shortened(rows: list[Row], kind: Format) -> list[Row]:
    if kind in DATA:
        return rows
    return [{key: _short(value) for key, value in row.items()} for row in rows]


def _short(value: Any) -> Any:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else value
