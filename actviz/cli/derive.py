"""``actviz derive``: a derivative, with its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from actviz.cli.budget import bounded
from actviz.cli.options import Name, idle, numbers, option
from actviz.streams.words import is_number, number
from actviz.text import rows, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from actviz.derivations.derivation import Derivation
    from actviz.derivations.linear_layers import LinearLayers
    from actviz.formula.tree import Node
    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.vector.vector_function import VectorFunction


def derive(
    name: Name,
    vector: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[X...]",
            help="For softmax and its kin: the vector; for gated units: pairs u v.",
        ),
    ] = None,
    order: Annotated[int, option("--order", "Which derivative.", min=1, max=6)] = 1,
    wrt: Annotated[
        str,
        option(
            "--wrt LETTER", "With respect to x or this parameter; x,alpha: one after the other."
        ),
    ] = "x",
    at: Annotated[str | None, option("--at X,X,...", "Show values at these points.")] = None,
    brief: Annotated[bool, option("--brief", "Only the formula and the result.")] = False,
    kinks: Annotated[
        bool, option("--kinks", "What frameworks take as the slope at each kink.")
    ] = False,
    target: Annotated[
        int | None,
        option("--target N", "After softmax: the right class, for cross-entropy.", min=1),
    ] = None,
    same_as: Annotated[
        str | None,
        option("--same-as NAME", "Instead, the proof that it is the same function as this one."),
    ] = None,
    layers: Annotated[
        int | None,
        option(
            "--layers",
            "Instead, the proof that so many layers of a straight line are one layer.",
            min=2,
            max=50,
        ),
    ] = None,
    plot: Annotated[
        str | None, option("--plot FILE", "Also draw f, f' and f'', and on to the order asked for.")
    ] = None,
    format_: Annotated[
        Literal["text", "md", "latex", "json"],
        option("--format -f", "How the derivation is written."),
    ] = "text",
) -> None:
    """Derive a function, step by step.

    Each step with its rule; then what happens at kinks, exact values and the steepest slope.

    --same-as proves that two formulas are one function, with the steps where they can be written;
    exit code 1 if they differ, or if that is not decided. --layers proves that layers of a linear
    function collapse into one; actviz depth linear measures it.

    \b
    Examples:
      actviz derive sigmoid
      actviz derive tanh --brief
      actviz derive elu --wrt alpha
      actviz derive swish --wrt x,beta
      actviz derive tanh --order 2 --at=-2,0,2
      actviz derive gelu --format latex
      actviz derive "x * tanh(softplus(x))" --format json
      actviz derive relu6 --kinks
      actviz derive mish --plot mish.png
      actviz derive tanh --same-as "2*sigmoid(2*x) - 1"
      actviz derive linear --layers 3
      actviz derive softmax 2.0 1.0 0.1 --target 1
      actviz derive swiglu 1 2 -1 2
      actviz derive rrelu
    """
    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector.vector_function import VectorFunction
    from actviz.lookup.registry import resolve

    functions = resolve(name)
    if len(functions) > 1:
        raise ValueError(f"{name!r} is a sweep of {len(functions)} functions; derive takes one")
    function = functions[0]
    if same_as is not None or layers is not None:
        why = "is for derivatives, not for the proof of an identity"
        idle(why, order=order > 1, wrt=wrt != "x", at=at, brief=brief, kinks=kinks, target=target)
        idle(why, plot=plot, x=vector)
        _identity(function, same_as, layers, format_)
        return
    if kinks:
        why = "does not go with --kinks, which tells of the first derivative's conventions"
        idle(why, order=order > 1, wrt=wrt != "x", at=at, brief=brief, plot=plot)
    if brief:
        idle("does not go with --brief, which shows no values", at=at)
    if isinstance(function, (VectorFunction, Gate)):
        if kinks or plot or at or order > 1:
            raise ValueError(
                f"--order, --at, --kinks and --plot are for functions of one x; {function.name} "
                f"takes {'a vector' if isinstance(function, VectorFunction) else 'pairs u v'} "
                "behind its name"
            )
        given = _given(vector or [], function.name)
        if isinstance(function, Gate):
            _gate(function, given, wrt, format_, brief)
        elif wrt != "x":
            raise ValueError(f"{function.name} is derived in its inputs x_j, not in {wrt}")
        else:
            _vector(function, given, format_, brief, target)
        return
    if target is not None:
        raise ValueError("--target is for softmax and log_softmax, which cross-entropy follows")
    if vector:
        raise ValueError(f"{function.name} is elementwise; write --at={','.join(vector)}")
    if isinstance(function, Stochastic):
        last = function.draws[-1]
        terminal.note(f"the slope along a draw: {last.words}, held here at its median")
        function = function.along_a_draw
    assert isinstance(function, Activation)
    points = tuple(numbers(at)) if at else ()
    if kinks:
        from actviz.pages import kinks as of_kinks

        with bounded([function]):
            page = of_kinks.page(function, format_)
        terminal.out(page)
        return
    from actviz.derivations.derivation import Derivation

    with bounded([function]):
        derivation = Derivation(function, order, wrt, points)
        if plot is not None:
            if not derivation.in_x:
                raise ValueError(f"--plot draws derivatives in x; it does not go with --wrt {wrt}")
            _plot(derivation.activation, len(derivation.letters), plot)
        page = _page(derivation, format_, brief)
    terminal.out(page)


def _identity(function: object, same_as: str | None, layers: int | None, kind: str) -> None:
    """The proof of an identity instead of a derivative."""
    from actviz.derivations.linear_layers import LinearLayers
    from actviz.derivations.same_function import SameFunction
    from actviz.functions.elementwise import Activation
    from actviz.lookup.registry import get, what
    from actviz.pages.identities import layers_page, same_page
    from actviz.readings.notation.plain import to_text

    if same_as is not None and layers is not None:
        raise ValueError("--same-as and --layers are two proofs; one at a time")
    if not isinstance(function, Activation):
        raise ValueError(f"{what(function)}; identities are of functions of one x")  # type: ignore[arg-type]
    if layers is not None:
        proof = LinearLayers(function, layers)
        if kind == "json":
            terminal.out(rows.json_text(proof.as_dict()))
        else:
            terminal.out(layers_page(proof, kind, _in_numbers(proof)))
        return
    answer = SameFunction(function, get(str(same_as)))
    write = to_text
    if terminal.speaks_unicode():
        from actviz.readings.notation.unicode import to_unicode as write
    if kind == "json":
        terminal.out(rows.json_text(answer.as_dict()))
    else:
        terminal.out(same_page(answer, kind, write))
    if not answer.proved:
        raise SystemExit(1)


def _in_numbers(proof: LinearLayers) -> str:
    """What is measured of random layers of that kind, as actviz depth does."""
    from actviz.networks.depth import Shape, collapse

    shape = Shape(layers=proof.layers, width=_WIDTH, seeds=1)
    one = collapse(proof.activation, 1.0, shape)
    return (
        f"In numbers: of {proof.layers} random layers of {_WIDTH} units the product of the weights "
        f"gives the same output to {one.error:.1g} of its size, and nine tenths of it lie in "
        f"{one.directions} of {one.width} directions (actviz depth {proof.activation.name})."
    )


_WIDTH: Final = 64  # units of a layer where numbers stand beside a proof


def _page(derivation: Derivation, kind: str, brief: bool) -> str:
    from actviz.pages import derivation as page

    if kind == "json":
        return rows.json_text(derivation.as_dict())
    if kind == "md":
        return page.markdown_page(derivation, brief=brief)
    if kind == "latex":
        return page.latex_fragment(derivation, brief=brief)
    return page.text_page(derivation, _notation(), brief=brief)


def _notation() -> Callable[[Node], str]:
    """How the terminal has formulas written."""
    from actviz.readings.notation.plain import to_text
    from actviz.readings.notation.unicode import to_unicode

    return to_unicode if terminal.speaks_unicode() else to_text


def _plot(function: Activation, order: int, file: str) -> None:
    from actviz.cli.plot import write
    from actviz.figures.compose.picture import compose

    if file == "-":
        raise ValueError("--plot is for a file; on stdout is the derivation")
    write(compose([function], orders=range(max(order, 2) + 1)), file)  # f, f' and f'' at least
    terminal.note(file)


def _given(words: list[str], name: str) -> list[float]:
    for word in words:
        if not is_number(word):
            raise ValueError(f"{word!r} is not a number; {name} takes numbers")
    return [number(word) for word in words]


def _vector(
    function: VectorFunction, given: list[float], kind: str, brief: bool, target: int | None
) -> None:
    from actviz.derivations.cross_entropy import BEFORE_CROSS_ENTROPY
    from actviz.pages.vector import as_dict, text_page

    if target is not None:
        if function.name not in BEFORE_CROSS_ENTROPY:
            raise ValueError(
                f"--target is for {' and '.join(BEFORE_CROSS_ENTROPY)}, which cross-entropy follows"
            )
        if target > len(given):
            raise ValueError(f"--target {target} needs as many scores; {len(given)} were given")
    if kind == "json":
        terminal.out(rows.json_text(as_dict(function, given, target)))
    else:
        terminal.out(text_page(function, given, kind, brief=brief, target=target))


def _gate(gate: Gate, given: list[float], wrt: str, kind: str, brief: bool) -> None:
    from actviz.cli.evaluate_other_kinds import paired
    from actviz.functions.gated import INPUTS
    from actviz.pages.gate import as_dict, text_page
    from actviz.readings.notation.plain import to_text

    letters = INPUTS if wrt == "x" else wrt.split(",")
    pairs = paired(gate.name, given)
    if kind == "json":
        terminal.out(rows.json_text(as_dict(gate, letters, pairs)))
    else:
        write = _notation() if kind == "text" else to_text
        terminal.out(text_page(gate, letters, pairs, kind, brief=brief, write=write))
