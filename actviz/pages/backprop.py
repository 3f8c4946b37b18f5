"""A worked network as rows and as a page: each quantity, the product that makes it, its value.

Names count from 1. ``W2[1,3]`` is the weight of layer 2 with which unit 1 takes input 3, ``b2[1]``
its bias, ``z2[1]`` its pre-activation, ``h2[1]`` its activation; ``x`` are inputs, ``y`` outputs,
``t`` targets, and ``L`` is the loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from actviz.dataclass import dataclass
from actviz.networks.backprop import Passage, Worked, called
from actviz.text.rows import Row, short, to_text

PASSES: Final = ("forward", "backward", "update")
_SPELT_OUT: Final = 3  # terms of a sum that are written one by one


@dataclass(frozen=True)
class Line:
    """One quantity: the formula that makes it, the same with numbers, its value."""

    part: str
    layer: int | None
    quantity: str
    formula: str
    numbers: str
    value: float
    note: str = ""


def lines(worked: Worked) -> list[Line]:
    """Forward pass, backward pass and update, in the order in which one works them out."""
    return [*_forward(worked), *_backward(worked), *_update(worked)]


def long_rows(several: Sequence[Worked]) -> list[Row]:
    """A row for each quantity of each function, for programs."""
    return [
        {"function": worked.function.display, "pass": line.part}
        | {word: value for word, value in vars(line).items() if word != "part"}
        for worked in several
        for line in lines(worked)
    ]


def wide_rows(several: Sequence[Worked]) -> list[Row]:
    """A row for each quantity: of one function with its numbers, of several a column each."""
    if len(several) == 1:
        columns = ("pass", "quantity", "formula", "numbers", "value")
        return [{word: row[word] for word in columns} for row in long_rows(several)]
    rows = []
    for across in zip(*map(lines, several), strict=True):
        first = across[0]  # f stands for each function, so that the formulas are the same
        row: Row = {"pass": first.part, "quantity": first.quantity, "formula": first.formula}
        for worked, line in zip(several, across, strict=True):
            row[_column(worked, several)] = line.value
        rows.append(row)
    return rows


def text_page(several: Sequence[Worked]) -> str:
    """The whole story as text: what is given, a table for each pass, and what to mind."""
    first = several[0]
    network = first.network
    shape = "-".join(map(str, network.shape))
    head = ", ".join(worked.function.display for worked in several)
    inputs, targets = (", ".join(map(short, row)) for row in (network.inputs, network.targets))
    parts = [
        f"f = {head}: a network of {shape} units, input {inputs}, target {targets}; "
        "the loss L is half the squared error"
    ]
    rows = wide_rows(several)
    titles = {"update": f"update: one step, rate {short(first.rate)}"}
    for part in PASSES:
        chosen = [row for row in rows if row["pass"] == part]
        columns = [key for key in rows[0] if key != "pass"]
        parts.append(f"{titles.get(part, part)}\n\n" + to_text(chosen, "table", columns).rstrip())
    notes = remarks(several)
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(parts) + "\n"


def remarks(several: Sequence[Worked]) -> list[str]:
    """What to mind: kinks that were met, units whose gradient is 0, a loss that rose."""
    remarks = []
    for one in several:
        remarks += [f"{one.function.display}: {line.note}" for line in lines(one) if line.note]
    return remarks


def _column(worked: Worked, several: Sequence[Worked]) -> str:
    same = [one for one in several if one.function.display == worked.function.display]
    if len(same) == 1:
        return worked.function.display
    place = next(k for k, one in enumerate(several, 1) if one is worked)
    return f"{worked.function.display} ({place})"


def _forward(worked: Worked) -> Iterator[Line]:
    last = len(worked.passages)
    for index, passage in enumerate(worked.passages, 1):
        for unit, (row, bias) in enumerate(
            zip(passage.layer.weights, passage.layer.biases, strict=True), 1
        ):
            before = [_out(worked, index - 1, i) for i in range(1, len(row) + 1)]
            names = [f"W{index}[{unit},{i}]" for i in range(1, len(row) + 1)]
            formula = _sum(names, before, f"W{index}[{unit},i]*{_out(worked, index - 1, 'i')}")
            numbers = _products(row, passage.inputs)
            yield Line(
                "forward", index, _pre(worked, index, unit), f"{formula} + b{index}[{unit}]",
                f"{numbers} + {_held(bias)}", passage.z[unit - 1],
            )  # fmt: skip
        if passage.function is not None:
            word = called(worked, passage.function)
            for unit, value in enumerate(passage.outputs, 1):
                z = passage.z[unit - 1]
                yield Line(
                    "forward", index, _out(worked, index, unit),
                    f"{word}({_pre(worked, index, unit)})", f"{word}({short(z)})", value,
                )  # fmt: skip
    count = len(worked.outputs)
    squares = [f"(y[{k}] - t[{k}])**2" for k in range(1, count + 1)]
    errors = [
        f"({short(y)} - {_held(t)})**2"
        for y, t in zip(worked.outputs, worked.network.targets, strict=True)
    ]
    if count == 1:
        yield Line("forward", last, "L", f"{squares[0]}/2", f"{errors[0]}/2", worked.loss)
    else:
        shown = " + ".join(squares) if count <= _SPELT_OUT else "sum_k (y[k] - t[k])**2"
        yield Line("forward", last, "L", f"({shown})/2", f"({' + '.join(errors)})/2", worked.loss)


def _backward(worked: Worked) -> Iterator[Line]:
    last = len(worked.passages)
    for k, (y, t) in enumerate(zip(worked.outputs, worked.network.targets, strict=True), 1):
        value = worked.passages[-1].by_output[k - 1]
        yield Line(
            "backward", last, f"dL/dy[{k}]", f"y[{k}] - t[{k}]", f"{short(y)} - {_held(t)}", value
        )
    for index in range(last, 0, -1):
        passage = worked.passages[index - 1]
        if passage.function is not None:
            yield from _through(worked, index, passage)
        for unit, delta in enumerate(passage.by_z, 1):
            source = f"dL/d{_pre(worked, index, unit)}"
            for i, value in enumerate(passage.by_weight[unit - 1], 1):
                yield Line(
                    "backward", index, f"dL/dW{index}[{unit},{i}]",
                    f"{source}*{_out(worked, index - 1, i)}",
                    f"{short(delta)}*{_held(passage.inputs[i - 1])}", value,
                )  # fmt: skip
            yield Line("backward", index, f"dL/db{index}[{unit}]", source, short(delta), delta)
        before = worked.passages[index - 2].by_output if index > 1 else worked.by_input
        for i, value in enumerate(before, 1):
            weights = [row[i - 1] for row in passage.layer.weights]
            units = range(1, len(weights) + 1)
            formula = _sum(
                [f"dL/d{_pre(worked, index, j)}" for j in units],
                [f"W{index}[{j},{i}]" for j in units],
                f"dL/d{_pre(worked, index, 'j')}*W{index}[j,{i}]",
                "j",
            )
            yield Line(
                "backward", index - 1, f"dL/d{_out(worked, index - 1, i)}", formula,
                _products(passage.by_z, weights), value,
            )  # fmt: skip


def _through(worked: Worked, index: int, passage: Passage) -> Iterator[Line]:
    """Through an activation function: its slope, then the product with it."""
    assert passage.function is not None
    word = called(worked, passage.function)
    for unit, slope in enumerate(passage.slopes, 1):
        z, after = _pre(worked, index, unit), _out(worked, index, unit)
        at = passage.z[unit - 1]
        kink = passage.kinks[unit - 1]
        note = ""
        if kink is not None:
            left, right = short(kink.slope_left), short(kink.slope_right)
            note = (
                f"{z} = {short(at)} is on a kink, with slope {left} on its left and {right} on its "
                f"right; the {short(slope)} taken is a convention"
            )
        yield Line(
            "backward", index, f"d{after}/d{z}", f"{word}'({z})", f"{word}'({short(at)})", slope,
            note,
        )  # fmt: skip
    stuck = not any(passage.by_z) and worked.loss > 0 and any(passage.by_output)
    for unit, (above, slope) in enumerate(zip(passage.by_output, passage.slopes, strict=True), 1):
        last = unit == len(passage.slopes)
        note = (
            f"every dL/dz{index} is 0: what stands before it learns nothing"
            if stuck and last
            else ""
        )
        z, after = _pre(worked, index, unit), _out(worked, index, unit)
        yield Line(
            "backward", index, f"dL/d{z}", f"dL/d{after}*d{after}/d{z}",
            f"{short(above)}*{_held(slope)}", passage.by_z[unit - 1], note,
        )  # fmt: skip


def _update(worked: Worked) -> Iterator[Line]:
    last, rate = len(worked.passages), short(worked.rate)
    for index, (passage, after) in enumerate(
        zip(worked.passages, worked.after.layers, strict=True), 1
    ):
        for unit, (row, new) in enumerate(
            zip(passage.layer.weights, after.weights, strict=True), 1
        ):
            changes = zip(row, passage.by_weight[unit - 1], new, strict=True)
            named = [(f"W{index}[{unit},{i}]", *one) for i, one in enumerate(changes, 1)]
            bias = (passage.layer.biases[unit - 1], passage.by_z[unit - 1], after.biases[unit - 1])
            for word, old, slope, value in [*named, (f"b{index}[{unit}]", *bias)]:
                yield Line(
                    "update", index, f"new {word}", f"{word} - rate*dL/d{word}",
                    f"{short(old)} - {rate}*{_held(slope)}", value,
                )  # fmt: skip
    for k, value in enumerate(worked.outputs_after, 1):
        yield Line("update", last, f"new y[{k}]", "forward again", "", value)
    note = ""
    if worked.loss_after > worked.loss:
        rise = f"from {short(worked.loss)} to {short(worked.loss_after)}"
        note = f"the loss rose {rise}: the step was too long"
    yield Line("update", last, "new L", "forward again", "", worked.loss_after, note)


def _pre(worked: Worked, index: int, unit: int | str) -> str:
    """The name of a pre-activation; without a function it is the activation itself."""
    if worked.passages[index - 1].function is None:
        return _out(worked, index, unit)
    return f"z{index}[{unit}]"


def _out(worked: Worked, index: int, unit: int | str) -> str:
    """The name of an activation: an input before the first layer, an output after the last."""
    if index == 0:
        return f"x[{unit}]"
    return f"y[{unit}]" if index == len(worked.passages) else f"h{index}[{unit}]"


def _sum(one: Sequence[str], other: Sequence[str], general: str, letter: str = "i") -> str:
    if len(one) > _SPELT_OUT:
        return f"sum_{letter} {general}"
    return " + ".join(f"{a}*{b}" for a, b in zip(one, other, strict=True))


def _products(one: Sequence[float], other: Sequence[float]) -> str:
    words = [f"{_held(a)}*{_held(b)}" for a, b in zip(one, other, strict=True)]
    words[0] = f"{short(one[0])}*{_held(other[0])}"
    return " + ".join(words)


def _held(value: float) -> str:
    """A number inside a formula: a negative one in brackets."""
    return f"({short(value)})" if value < 0 else short(value)
