"""What an export writes: the trees of a function and its slopes, ready for any language."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from itertools import islice
from typing import Final, NamedTuple

from actviz.arrays import Mask
from actviz.export import (
    around_zero,
    beside_zeros,
    constant_cases,
    gate_range,
    holes,
    lost_digits,
    next_to_zero,
    one_number,
    open_ends,
    out_of_range,
    steep,
    sums,
    two_forms,
    whole_turns,
)
from actviz.export.answered import answered
from actviz.export.asked import Evaluate, Purpose, in_double
from actviz.export.folding import (
    folded,
    with_joined_squares,
    with_whole_exponents,
    without_lost_powers,
)
from actviz.export.usual_values import DRAWN, drawn_values, uneven_values, usual_values
from actviz.export.written_tails import LARGEST, with_tails
from actviz.formula.grammar import parse_condition
from actviz.formula.ties import INPUTS, forgets
from actviz.formula.tree import Node, X, literal, node, number, substitute
from actviz.formula.tree import (
    name as letter,
)
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.functions.gated import Gate
from actviz.readings import open_joints, rational
from actviz.readings.joined import joined as joined_at_joints
from actviz.readings.languages.lowering import keeps_nan, lowered, without_dead_branches
from actviz.readings.languages.program import Output, Unit
from actviz.readings.program_sides import sided

_joined = answered()(joined_at_joints)
_open_cases = answered()(open_joints.joined)
_ANYWHERE: Final = (-2.71, -1.37, -0.61, 0.83, 1.93, 2.57)


class _Manner(NamedTuple):
    """How a function is written, as :func:`unit` says."""

    arguments: tuple[str, ...] = ()
    dtype: str = "float64"
    evaluate: Evaluate = in_double
    scale: bool = True


def unit(
    function: Activation | Gate,
    name: str,
    order: int = 1,
    arguments: Sequence[str] = (),
    dtype: str = "float64",
    evaluate: Evaluate = in_double,
    careful: bool = True,
    scale: bool = True,
) -> Unit:
    """A function with its derivatives up to an order.

    Args:
        function: an elementwise function or a gated unit, its parameters bound.
        name: what it is to be called.
        order: the highest derivative; of a gated unit 0 or 1.
        arguments: the parameters that stay arguments; the slope in each is an output as well.
        dtype: the format of results.
        evaluate: the arithmetic that computes them.
        careful: whether the formula is that for float64's digits, or the plain one.
        scale: whether numbers may have a power of two beside them.

    Raises:
        SpecError: the function has no such parameter.
    """
    for word in arguments:
        if word not in function.values:
            raise SpecError(function.no_parameter(word, function.values))
    if isinstance(function, Gate):
        mended = scale and evaluate is in_double
        return _gate(function, name, order, tuple(arguments), dtype, mended)
    manner = _Manner(tuple(arguments), dtype, evaluate, scale)
    itself = cache(lambda: _with_ends(function, function.careful_tree, 0, "x", manner))
    wanted = [(f"_d{each}" if each else "", each, "x") for each in range(order + 1)]
    wanted += [(f"_d{word}", 1, word) for word in arguments if order]
    outputs = []
    for suffix, each, wrt in wanted:
        value = function.quick_tree if careful else function.tree
        if each:
            trees = _slope(function, each, wrt, careful, itself, manner)
        elif value is function.careful_tree:
            trees = itself()
        else:
            trees = _with_ends(function, value, 0, "x", manner)
        if not arguments:
            exactly = function.derivative_tree(each, wrt) if each else function.tree
            trees = next_to_zero.signed(exactly, function.values, holes.kept(function, trees))
        outputs.append(Output(suffix, *(_finished(tree, ("x",)) for tree in trees)))
    return Unit(name, ("x",), manner.arguments, tuple(outputs))


def _slope(
    function: Activation,
    order: int,
    wrt: str,
    careful: bool,
    itself: Callable[[], list[Node]],
    manner: _Manner,
) -> list[Node]:
    """The tree of a slope for eager and for lazy arithmetic.

    Args:
        itself: gives the trees of the value.
    """
    arguments = manner.arguments
    fast = function.derivative_tree(order, wrt, careful=careful)
    derived = function.derivative_tree(order, wrt)
    if apart := constant_cases.slopes(function, fast, order, wrt):
        fast, derived = apart
    elif careful and wrt in arguments:
        fast = two_forms.better(function, fast, wrt)
    lost = _lost(function, derived, arguments)
    if arguments:
        fast = _open_joined(function, fast, order, wrt, arguments)
    else:
        fast = _joined(function.tree, fast, function.values, order)
    trees = _with_ends(function, fast, order, wrt, manner)
    if wrt == "x" and not arguments and function.stays_infinite(_ANYWHERE).any():
        trees = [
            node("where", node("<=", node("abs", value), number(LARGEST)), slope, number(math.nan))
            for slope, value in zip(trees, itself(), strict=True)
        ]
    if lost:  # 1/u has values where log(u) has none
        trees = [
            node("where", node("==", value, value), slope, value)
            for slope, value in zip(trees, itself(), strict=True)
        ]
    return trees


def _with_ends(
    function: Activation, fast: Node, order: int, wrt: str, manner: _Manner
) -> list[Node]:
    arguments, dtype, evaluate, scale = manner
    # Only an approximation has one; the room that it is of is not loaded for other functions.
    if not order and (record := getattr(function, "record", None)) is not None:
        from actviz.approximation.value.as_tree import program_of

        program = folded(program_of(record))
        if all(map(math.isfinite, record.range)) and record.ends is None:
            return [program] * 2  # of an infinity as of the end of the range
        return list(with_tails(function, folded(fast), order, wrt, dtype, program, evaluate))
    tree = whole_turns.reduced(substitute(fast, kept(function, arguments)))
    if order:
        tree = without_lost_powers(tree)
        tree = with_joined_squares(tree) if arguments else tree
    if dtype == "float64":
        tree = with_whole_exponents(tree)
    bound, near = folded(tree), folded(sided(tree, equal=not order))
    in_x = evaluate is in_double and "x" in tree.names
    if not arguments or (in_x and not tree.names - {"x"}):
        exactly = function.derivative_tree(order, wrt) if order else function.tree
        purpose = Purpose(exactly, function.values, order, dtype, evaluate)
        quotients = rational.arranged(tree, order, bound) if dtype == "float64" else None
        near = quotients or beside_zeros.kept(purpose, bound, near)
        near = next_to_zero.kept(purpose, bound, near)
        written = with_tails(function, bound, order, wrt, dtype, near, evaluate)
        if evaluate is not in_double:
            return list(written)
        inside = list(out_of_range.kept(purpose, bound, written, scale))
        if dtype != "float64":
            inside = around_zero.kept(purpose, inside, around_zero.lost(purpose, inside[-1]))
        if not scale:
            return inside  # its numbers are no doubles, of which rests are known
        whole = tree if order else sided(tree)  # a step is taken on the side where it is
        return list(lost_digits.kept(purpose, whole, inside))
    exactly = function.derivative_tree(order, wrt) if order else function.tree
    if not in_x:
        return [_with_open_ends(function, exactly, bound, order, manner, near)] * 2
    return _of_arguments(function, exactly, tree, bound, order, manner)


def _of_arguments(
    function: Activation,
    exactly: Node,
    tree: Node,
    plain: Node,
    order: int,
    manner: _Manner,
) -> list[Node]:
    """A formula in arguments, the whole or sums in it written as those of one number."""
    known, dtype = _known(function), manner.dtype
    write = partial(_alone, manner=manner)
    uneven = uneven_values(function, manner.arguments)
    usual = [*usual_values(function, manner.arguments), uneven]
    usual += islice(drawn_values(function, manner.arguments), DRAWN)

    def written(marked: Node, names: Sequence[dict[str, Node]] = ({},)) -> list[Node]:
        whole = folded(sided(marked, equal=not order))
        careful = steep.with_rests(whole)
        pairs = [(substitute(whole, each), substitute(careful, each)) for each in names]
        trees: dict[Node, Node] = {}
        for one, other in dict(pairs).items():
            trees[one] = steep.better(exactly, one, other, usual, order, dtype)
            trees[one] = _with_open_ends(function, exactly, plain, order, manner, trees[one])
        return [trees[one] for one, _ in pairs]

    defined = substitute(exactly, kept(function, manner.arguments))
    whole = one_number.reduced((defined, tree), known)
    if whole is not None:
        (text,) = written(tree)
        texts = one_number.kept(whole, text, order, dtype, write) or [text] * 2
        if whole.place is X or texts != [text] * 2:
            return texts

    matters = partial(sums.are_off, exactly, plain, uneven, order, dtype)

    def part(one: Node, used: Mask) -> tuple[list[Node], bool] | None:
        reduced = one_number.reduced((one,), known)
        texts: list[Node] | None = None
        if reduced is not None and not reduced.conditions:
            texts = one_number.kept(reduced, one, order, dtype, write, used)
            if texts and (reduced.place is X or texts != [one] * 2):
                return texts, True
            if reduced.place is X:
                return None
        # What is lost of that number itself is lost of the sum too.
        doubt = whole is not None or texts is not None
        given = (uneven, used, order, dtype, matters)
        rests = sums.with_rests(one, *given, always=doubt)
        if rests is None:
            return (texts, True) if texts else None
        careful, enough = rests
        return [careful] * 2, enough

    marked, meant = sums.with_parts(tree, part)
    return written(marked, meant if meant[0] else [{}, {}])


def _with_open_ends(
    function: Activation,
    exactly: Node,
    plain: Node,
    order: int,
    manner: _Manner,
    tree: Node,
) -> Node:
    scale = manner.scale and manner.evaluate is in_double
    given = (manner.arguments, order, manner.dtype, scale)
    return open_ends.with_ends(function, exactly, tree, plain, *given)


def _alone(function: Activation, manner: _Manner) -> list[Node]:
    """A function without parameters as it is to be written."""
    return _with_ends(function, function.careful_tree, 0, "x", manner._replace(arguments=()))


def _gate(
    function: Gate, name: str, order: int, arguments: tuple[str, ...], dtype: str, mended: bool
) -> Unit:
    slopes = ["u", "v", *arguments] if order else []
    value, bound = function.careful_tree, kept(function, arguments)
    outputs = []
    for word in ("", *slopes):
        tree = value
        if word:
            tree, derived = (
                function.partial_tree(word, 1, careful=True),
                function.partial_tree(word),
            )
            if apart := constant_cases.slopes(function, tree, 1, word):
                tree, derived = apart
            tree = _open_joined(function, tree, 1, word, arguments)
            if _lost(function, derived, arguments):
                tree = node("where", node("==", value, value), tree, value)
        plain = substitute(tree, bound)
        written = folded(sided(plain, equal=not word))
        if mended and not arguments:
            exactly = partial(function.exact, wrt=word or "u", order=int(bool(word)))
            written = gate_range.kept(exactly, folded(plain), written, dtype)
        trees = [_finished(written, ("u", "v"))] * 2
        outputs.append(Output(f"_d{word}" if word else "", *trees))
    return Unit(name, ("u", "v"), arguments, tuple(outputs))


def _lost(function: Activation | Gate, derived: Node, arguments: tuple[str, ...]) -> bool:
    """Whether a derivative may have a value where the function has none."""
    given = tuple((w, v) for w, v in sorted(function.values.items()) if w not in arguments)
    anything = {p.name for p in function.parameters if p.name in arguments and not p.domain}
    return forgets(function.tree, derived, given, INPUTS | anything)


def _open_joined(
    function: Activation | Gate, fast: Node, order: int, wrt: str, arguments: tuple[str, ...]
) -> Node:
    """A slope that is right at joints too, while arguments stay letters."""
    fixed = kept(function, arguments)
    usual = {word: function.values[word] for word in arguments}
    tree, fast = substitute(function.tree, fixed), substitute(fast, fixed)
    known = [substitute(one, fixed) for one in _known(function)]
    return _open_cases(tree, fast, usual, order, wrt, [one for one in known if one.names])


def _known(function: Activation | Gate) -> tuple[Node, ...]:
    """What holds of the parameters."""
    return tuple(
        parse_condition(words, list(function.values))
        for parameter in function.parameters
        for words in filter(None, parameter.domain.split(","))
    )


def kept(function: Activation | Gate, arguments: tuple[str, ...]) -> dict[str, Node]:
    """The parameters that are no arguments, as literals."""
    return {w: literal(v) for w, v in function.values.items() if w not in arguments}


@lru_cache(maxsize=64)  # what is written for eager arithmetic may do for lazy, and for float32
def _finished(tree: Node, inputs: tuple[str, ...]) -> Node:
    """Brought down to what languages have, with NaN kept NaN."""
    low = without_dead_branches(lowered(tree))
    for word in inputs:
        given = letter(word)
        if not keeps_nan(low, word):
            low = node("where", node("==", given, given), low, given)
    return low
