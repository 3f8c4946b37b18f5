"""``actviz gain``: the factors that an initialiser needs, worked out for any function."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

from actviz.cli.budget import bounded
from actviz.cli.options import DATA, Format, FormatOption, MaybeNames, option
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.text.rows import Row


def gain(
    names: MaybeNames = None,
    fan_in: Annotated[
        int | None,
        option(
            "--fan-in N",
            "Inputs of a unit: adds the standard deviation of its weights, gain/sqrt(N).",
            min=1,
        ),
    ] = None,
    fan_out: Annotated[
        int | None,
        option(
            "--fan-out N", "Units that an input goes to: adds the one that keeps gradients.", min=1
        ),
    ] = None,
    self_normalising: Annotated[
        bool,
        option(
            "--self-normalising",
            "Instead: scale and shift that make mean 0 and variance 1 a fixed point.",
        ),
    ] = False,
    derive_selu: Annotated[
        bool, option("--derive-selu", "Instead: solve for SELU's scale and alpha.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Compute the gain that an initialiser needs for a function.

    All values are for a standard normal x, to ten digits, and for any formula.

    gain_second_moment is 1/sqrt(E[f(x)^2]): with weights of mean 0 and standard deviation
    gain/sqrt(fan_in), the next layer's inputs have second moment 1. gain_variance is 1/std(f(x)):
    the same with the mean of f subtracted. gain_backward is 1/sqrt(E[f'(x)^2]): it keeps
    the size of gradients, with fan_out. gain_pytorch is what torch.nn.init.calculate_gain returns
    where it knows the function; 5/3 for tanh, 3/4 for selu and 1 for sigmoid are its own choice.

    With --self-normalising: scale*f(x) + shift has mean 0 and variance 1. variance_slope is the
    derivative of the output's variance by the input's; below 1 the fixed point attracts.

    JSON holds the moments too. Without names: relu, leaky_relu, tanh, sigmoid, selu, silu, gelu.

    \b
    Examples:
      actviz gain
      actviz gain silu gelu --format json
      actviz gain relu leaky_relu:negative_slope=0.1,0.2 --fan-in 512 --fan-out 256
      actviz gain "x * tanh(x)" "log(abs(x))"
      actviz gain silu tanh mish --self-normalising
      actviz gain --derive-selu
    """
    if derive_selu:
        if names or fan_in or fan_out or self_normalising:
            raise ValueError("--derive-selu goes with no name, and with no option but --format")
        _selu(format_)
        return
    from actviz.lookup.registry import elementwise

    functions = elementwise(names or USUAL, "gain")
    if self_normalising and (fan_in or fan_out):
        raise ValueError(
            "--fan-in and --fan-out go with gains; a self-normalising function wants weights "
            "of standard deviation 1/sqrt(fan_in)"
        )
    rows = []
    for function in functions:
        with bounded([function]):
            if self_normalising:
                rows.append(_fixed_point(function))
            else:
                rows.append(_gains(function, format_, fan_in, fan_out))
    _print(rows, format_)


WIDE: Final = 150  # columns that gains and deviations side by side need
USUAL: Final = ("relu", "leaky_relu", "tanh", "sigmoid", "selu", "silu", "gelu")


def _gains(function: Activation, kind: Format, fan_in: int | None, fan_out: int | None) -> Row:
    from actviz.networks.gain import gain as found_for

    gains = found_for(function)
    row: Row = {
        "name": function.display,
        "gain_second_moment": gains.second_moment,
        "gain_variance": gains.variance,
        "gain_backward": gains.backward,
        "gain_pytorch": gains.pytorch,
    }
    for word, fan, parts in (
        ("in", fan_in, ("second_moment", "variance", "pytorch")),
        ("out", fan_out, ("backward",)),
    ):
        if fan is not None:
            for part in parts:
                factor = row[f"gain_{part}"]
                row[f"std_{part}_fan_{word}"] = factor and factor / math.sqrt(fan)
    if kind == "json":
        from actviz.facts.record import Gaussian

        empty = Gaussian(None, None, None, None, None, None)
        row["moments"] = asdict(gains.moments or empty)
    return {**row, "note": gains.note}


def _fixed_point(function: Activation) -> Row:
    from actviz.networks.gain import self_normalising

    scaling = self_normalising(function)
    return {
        "name": function.display,
        "scale": scaling.scale,
        "shift": scaling.shift,
        "variance_slope": scaling.variance_slope,
        "fixed_point": scaling.fixed_point,
        "note": scaling.note,
    }


def _selu(kind: Format) -> None:
    from actviz.networks.gain import selu_steps

    every_digit = kind not in DATA
    terminal.table(
        [
            {
                "quantity": step.quantity,
                "formula": step.formula,
                "value": repr(step.value) if every_digit else step.value,
            }
            for step in selu_steps()
        ],
        kind,
    )


def _print(rows: list[Row], kind: Format) -> None:
    """Rows with ten digits where a person reads them, with all where a program does."""
    if kind not in DATA:
        rows = [{key: _ten_digits(value) for key, value in row.items()} for row in rows]
        if not any(row["note"] for row in rows):
            rows = [{key: value for key, value in row.items() if key != "note"} for row in rows]
    if kind != "table" or not terminal.is_terminal():
        terminal.table(rows, kind)
        return
    # In a window numbers are not to be broken: notes go below, and deviations where they must.
    columns = [key for key in rows[0] if key != "note"]
    deviations = [key for key in columns if key.startswith("std_")]
    if deviations and terminal.width() < WIDE:
        terminal.table(rows, kind, [key for key in columns if key not in deviations])
        terminal.out("\n")
        columns = ["name", *deviations]
    terminal.table(rows, kind, columns)
    notes = [f"{row['name']}: {row['note']}\n" for row in rows if row.get("note")]
    if notes:
        terminal.out("\n" + "".join(notes))


def _ten_digits(value: Any) -> Any:
    if value is None:
        return "-"
    return f"{value + 0.0:.10g}" if isinstance(value, float) else value
