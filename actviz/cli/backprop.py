"""``actviz backprop``: a small network worked through, forward, backward and one step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from actviz.cli.options import FormatOption, Names, numbers, option
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.networks.network import Network


def backprop(
    names: Names,
    inputs: Annotated[
        str | None, option("--input X,X,...", "The input.", show_default="0.5")
    ] = None,
    target: Annotated[
        str | None, option("--target T,T,...", "The target.", show_default="1")
    ] = None,
    weights: Annotated[
        list[str] | None,
        option(
            "--weights W,W;W,W;...",
            "Weights of a layer: a row for each unit; repeat per layer.",
            show_default="'0.6;-0.4' and '0.3,0.3'",
        ),
    ] = None,
    biases: Annotated[
        list[str] | None,
        option(
            "--biases B,B,...",
            "Biases of a layer, one for each unit; repeat per layer. 0 with --weights.",
            show_default="'0.1,0.2' and '0'",
        ),
    ] = None,
    network: Annotated[
        str | None, option("--network FILE", "A TOML file with the network instead.")
    ] = None,
    rate: Annotated[
        float | None, option("--rate R", "The learning rate.", show_default="0.1")
    ] = None,
    output: Annotated[
        str | None, option("-o --output FILE", "Also draw it: a .png, .svg or .pdf; - for stdout.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Work a small network through by hand.

    One forward pass, one backward pass gradient by gradient with the product that makes each, and
    one step against the gradient. Each NAME takes a turn in the hidden layers; the last layer is
    linear, and the loss is half the squared error. W2[1,3] is the weight of layer 2 with which
    unit 1 takes input 3; z is the value before the function, h after it. Sums and products are
    exact in the decimals that are typed; at a kink the slope is the convention of the formula, and
    the page says so.

    A file for --network is TOML: input, target, rate, and for each layer a table [[layer]] with
    weights (a list of rows, one for each unit), biases, and an activation of its own if it has one.

    \b
    Examples:
      actviz backprop relu
      actviz backprop relu sigmoid tanh
      actviz backprop silu --input 1,-2 --weights "0.5,0.1;-0.3,0.8" --weights "1,-1" --target 0
      actviz backprop relu sigmoid -o network.png
      actviz backprop leaky_relu "x * tanh(x)" --rate 0.5 --format csv
    """
    from actviz.lookup.registry import elementwise
    from actviz.networks.backprop import worked
    from actviz.networks.network import checked_rate
    from actviz.pages import backprop as page

    functions = elementwise(names, "backprop")
    if output is not None:
        from actviz.cli.plot import kind_of

        kind_of(output)  # a name that cannot be written is told before the work
    chosen, usual = _network(inputs, target, weights, biases, network)
    step = checked_rate(usual if rate is None else rate)
    several = [worked(chosen, function, step) for function in functions]
    if output is not None:
        from actviz.cli.plot import write
        from actviz.figures.compose.network_drawing import drawing

        write(drawing(several), output)
        if output == "-":
            return
        terminal.note(output)
    if format_ == "table":
        terminal.out(page.text_page(several))
        return
    if format_ in ("md", "latex"):
        terminal.table(page.wide_rows(several), format_)
        for remark in page.remarks(several):
            terminal.note(remark)
        return
    terminal.table(page.long_rows(several), format_)


def _network(
    inputs: str | None,
    target: str | None,
    weights: list[str] | None,
    biases: list[str] | None,
    file: str | None,
) -> tuple[Network, float]:
    """The network asked for, and its rate."""
    from actviz.networks.network import EXAMPLE, RATE, built, read

    if file is not None and (weights or biases):
        raise ValueError(
            "--network holds weights and biases; --input, --target and --rate go with it"
        )
    network, rate = (EXAMPLE, RATE) if file is None else read(file)
    given = numbers(inputs) if inputs is not None else network.inputs
    wanted = numbers(target) if target is not None else network.targets
    if not weights and not biases:
        return replace(network, inputs=tuple(given), targets=tuple(wanted)), rate
    usual = [layer.weights for layer in EXAMPLE.layers]
    rows = [[numbers(row) for row in text.split(";")] for text in weights] if weights else usual
    offsets = [numbers(text) for text in biases] if biases else None
    return built(given, wanted, rows, offsets), rate
