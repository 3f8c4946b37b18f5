"""What was found of a layer's inputs: a row of numbers, and a verdict in a sentence."""

from __future__ import annotations

import math
from typing import Final

from actviz.networks.inspection import Inspection
from actviz.networks.regions import Region
from actviz.text.rows import Row, percent, short

_PARTS: Final = 3  # intervals that fit into a sentence


def full_row(layer: Inspection) -> Row:
    """Everything, with all digits; shares from 0 to 1. Moments are over n, not n - 1."""
    side = layer.regions.saturation
    return {
        "layer": layer.layer,
        "activation": layer.activation.display,
        "inputs": layer.count,
        "nan": layer.nan,
        "infinite": layer.infinite,
        "dead": layer.dead,
        "saturated": layer.saturated,
        "clipped": layer.clipped,
        "expected_dead": layer.expected_dead,
        "expected_saturated": layer.expected_saturated,
        "saturated_below": side.left if layer.saturated is not None else None,
        "saturated_above": side.right if layer.saturated is not None else None,
        "tolerance": side.tolerance,
        "units": layer.units,
        "dead_units": layer.dead_units,
        "mean_in": layer.before.mean if layer.before.count else None,
        "variance_in": layer.before.variance,
        "std_in": layer.before.std,
        "rms_in": layer.before.rms,
        "mean_out": layer.after.mean if layer.after.count else None,
        "variance_out": layer.after.variance,
        "std_out": layer.after.std,
        "rms_out": layer.after.rms,
        "lost": layer.lost,
        "gain_std": layer.gain_std,
        "gain_rms": layer.gain_rms,
        "verdict": verdict(layer),
    }


_SHOWN: Final = (
    "layer", "activation", "inputs", "nan", "infinite", "dead", "saturated", "clipped",
    "dead_units", "mean_in", "std_in", "mean_out", "std_out", "gain_std",
)  # fmt: skip
_SHARES: Final = ("dead", "saturated", "clipped", "dead_units")
_IF_ANY: Final = ("nan", "infinite", "dead_units")  # left out where 0 or unknown throughout


def short_rows(layers: list[Inspection]) -> list[Row]:
    """The columns one reads first: shares in per cent, moments to four digits."""
    full = [full_row(one) for one in layers]
    empty = {key for key in _IF_ANY if not any(row[key] for row in full)}
    shown = [key for key in _SHOWN if key not in empty]
    return [{key: _cell(key, row[key]) for key in shown} for row in full]


def _cell(key: str, value: object) -> object:
    if key in _SHARES:
        return "" if value is None else percent(float(str(value)))
    return f"{value + 0.0:.4g}" if isinstance(value, float) else value


def verdict(layer: Inspection) -> str:
    """A sentence: what is missing, dead, saturated, clipped, and what becomes of the spread."""
    says = [*_missing(layer), *_shares(layer)]
    if layer.dead_units:
        says.append(f"{percent(layer.dead_units)} of the {layer.units} units are dead throughout")
    if layer.lost:
        says.append(f"{_counted(layer.lost, 'finite input')} without a finite output")
    elif layer.gain_std is not None:
        before, after = short(layer.before.std or 0.0), short(layer.after.std or 0.0)
        says.append(
            f"the standard deviation goes from {_few(before)} to {_few(after)} "
            f"(gain {layer.gain_std:.3g})"
        )
    return f"{layer.layer} under {layer.activation.display}: {'; '.join(says)}"


def _few(text: str) -> str:
    return f"{float(text):.3g}"


def _missing(layer: Inspection) -> list[str]:
    says = []
    if layer.nan:
        says.append(f"{_counted(layer.nan, 'input')} NaN")
    if layer.infinite:
        says.append(f"{_counted(layer.infinite, 'input')} infinite")
    return says


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{' is' if count == 1 else 's are'}"


def _shares(layer: Inspection) -> list[str]:
    """Each share with where it is; a share that is told already is not told again."""
    if layer.dead is None:
        return ["no input is finite"]
    where = layer.regions
    says, named = [], {0.0}
    if layer.dead:
        says.append(
            f"{percent(layer.dead)} of the inputs are dead ({_place(where.dead, 'slope 0')}"
            f"{_expected(layer.expected_dead)})"
        )
        named.add(layer.dead)
    if layer.saturated is not None and layer.saturated not in named:
        slope = f"|slope| < {short(where.saturation.tolerance)}"
        says.append(
            f"{percent(layer.saturated)} are saturated ({_place(where.saturated, slope)}"
            f"{_expected(layer.expected_saturated)})"
        )
        named.add(layer.saturated)
    if layer.clipped is not None and layer.clipped not in named:
        says.append(f"{percent(layer.clipped)} are clipped")
    if not says:
        return ["no input is dead" if layer.saturated is None else "no input is dead or saturated"]
    if layer.saturated is None:
        says.append("where it saturates is not known")
    return says


def _expected(share: float | None) -> str:
    return "" if share is None else f"; of standard normal ones {percent(share)} would be"


def _place(region: Region | None, slope: str) -> str:
    """``slope 0: x <= 0 or x >= 6``."""
    if region is None or len(region.parts) > _PARTS:
        return slope
    words = []
    for part in region.parts:
        low, high = math.isfinite(part.low), math.isfinite(part.high)
        below = "<=" if part.high_closed else "<"
        if low and high:
            left = "<=" if part.low_closed else "<"
            words.append(f"{short(part.low)} {left} x {below} {short(part.high)}")
        elif high:
            words.append(f"x {below} {short(part.high)}")
        elif low:
            words.append(f"x {'>=' if part.low_closed else '>'} {short(part.low)}")
        else:
            words.append("any x")
    return f"{slope}: {' or '.join(words)}"
