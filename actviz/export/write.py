"""From functions to the text of a file: names, heads, and the language's own writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

from actviz.export import out_of_range, plan
from actviz.export.asked import Evaluate, Purpose, in_double
from actviz.export.brief import brief_enough
from actviz.export.targets import Target
from actviz.formula.named_blocks import with_blocks
from actviz.formula.tree import Node, literal, substitute
from actviz.formula.tree import name as letter
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Entry
from actviz.functions.gated import Gate
from actviz.lookup.same_entry import same_at_parameters, same_entry
from actviz.readings.effort import briefly
from actviz.readings.languages.lowering import with_arrays
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.notation.plain import to_text
from actviz.readings.program_sides import caution
from actviz.text.rows import short

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def program(
    functions: Sequence[Any],
    target: Target,
    *,
    order: int | None = None,
    arguments: Sequence[str] = (),
    stem: str | None = None,
    dtype: str | None = None,
    version: str = "",
) -> Program:
    """Functions as a program of one language.

    Args:
        functions: elementwise functions and gated units, their parameters bound.
        target: the language.
        order: the highest derivative; the language's own by default.
        arguments: parameters that stay arguments.
        stem: what the function is called, if there is one.
        dtype: the number format; the language's own by default.
        version: of the program that writes, for the head.

    Raises:
        ValueError: what cannot be written, with the reason.
    """
    chosen = format_of(target, dtype)
    fitting_stem(stem)
    highest = target.order if order is None else order
    if target.name in ("torch", "jax"):
        highest = max(highest, target.order)  # the slope of the slope is what autograd asks for
    language = target.language()
    units: list[Unit] = []
    taken: set[str] = set()
    for function in functions:
        _fits(function)
        kept = _arguments(function, target, arguments)
        word = called(function, stem, language.RESERVED, taken)
        lines = [*says(function, word), *cautions(function, kept)]
        function, known = _in_known_steps(function, highest, kept)
        lines += known
        with briefly():
            trees = partial(_unit, target, function, word, kept)
            unit = _made(function, target, trees, highest, chosen)
        if target.name == "torch":
            values = [function.values[parameter] for parameter in kept]
            unit = replace(unit, learnable=tuple(zip(unit.parameters, values, strict=True)))
        lines += far_cautions(function, unit, kept)
        units.append(replace(unit, says=tuple(map(safe, lines))))
    brief = target.name != "c" or chosen != "float32" or all(map(_brief, functions, units))
    return Program(units, chosen, head([unit.name for unit in units], version), brief)


def _in_known_steps(function: Any, order: int, arguments: Sequence[str]) -> tuple[Any, list[str]]:
    """A formula without careful steps in those of an entry, and what says so, or with blocks.

    An entry is looked for where a formula was typed, and at given parameters alone.
    """
    if type(function) is not Activation:
        return function, []
    typed = function.family == "own"
    if function.careful and not typed:
        return function, []
    if typed and not arguments:
        entry, parameters = same_entry(function.bound_tree, order), ""
        if entry is None and (entry := same_at_parameters(function.bound_tree, order)) is not None:
            parameters = " with " + _given(entry)
        if entry is not None:
            forms = (entry.tree, entry.careful_tree, entry.quick_tree)
            formula, careful, quick = map(to_text, map(entry.bind, forms))
            known = replace(function, formula=formula, careful=careful, quick=quick)
            return known, [f"which is {entry.name}{parameters}"]
    blocks = with_blocks(function.careful_tree)
    if blocks is function.careful_tree:
        return function, []
    return replace(function, careful=to_text(blocks)), []


def _made(
    function: Activation | Gate,
    target: Target,
    trees: Callable[..., Unit],
    order: int,
    dtype: str,
) -> Unit:
    """A function's trees, with those for shorter arithmetic where the language has a use for it."""
    unit = trees(order, "float64" if dtype == "input" else dtype)
    if target.name == "wgsl":
        from actviz.export.short_numbers import with_short

        return with_short(function, unit)
    if target.name != "torch":
        return unit
    from actviz.export.single import evaluator, with_single

    has = target.language().SINGLE
    derived = {one.suffix for one in unit.outputs if unit.is_derived(one.suffix)}
    singles = (
        _unheld(trees(1, "float32", evaluator(has), careful), derived) for careful in (False, True)
    )
    return with_single(function, _unheld(unit, derived), singles, has)


def _unheld(unit: Unit, derived: Container[str]) -> Unit:
    """With trees of an x that nothing holds back, for outputs whose slopes are written out.

    Autograd sees none of their steps: a NaN in a branch that is not taken does no harm.
    torch.compile puts what is computed before a call of exp and used after it on the stack, and
    needs three times as long as for x, which it reads again.
    """
    outputs = [
        replace(one, tree=one.lazy) if one.suffix in derived else one for one in unit.outputs
    ]
    return replace(unit, outputs=tuple(outputs))


def format_of(target: Target, dtype: str | None) -> str:
    """The number format asked for, or the language's own.

    Raises:
        ValueError: the language has no such format.
    """
    chosen = dtype or target.dtypes[0]
    if chosen not in target.dtypes:
        kinds = "the input's format" if "input" in target.dtypes else ", ".join(target.dtypes)
        raise ValueError(f"{target.name} takes {kinds}, not {chosen}")
    return chosen


def fitting_stem(stem: str | None) -> None:
    """Refuse what is no name in any language.

    Raises:
        ValueError: it is no name.
    """
    if stem is not None and not _IDENTIFIER.fullmatch(stem):
        raise ValueError(f"{stem!r} is not a name: letters, digits and _, a letter first")


def _unit(
    target: Target,
    function: Activation | Gate,
    word: str,
    arguments: Sequence[str],
    order: int,
    dtype: str,
    evaluate: Evaluate = in_double,
    careful: bool = True,
) -> Unit:
    """A function's trees as the language takes them."""
    scale = target.name != "wgsl"  # whose numbers have a power of two of their own
    unit = plan.unit(function, word, order, arguments, dtype, evaluate, careful, scale)
    if target.name in ("torch", "keras", "triton"):
        has = target.language().FUNCTIONS
        taken = cache(partial(with_arrays, has=has))  # both trees of most outputs are one
        outputs = (replace(o, tree=taken(o.tree), lazy=taken(o.lazy)) for o in unit.outputs)
        unit = replace(unit, outputs=tuple(outputs))
    return _spelled(unit, target.language().RESERVED)


def head(names: Sequence[str], version: str, accuracy: str = "not measured") -> tuple[str, ...]:
    """The lines at the top of a file."""
    return (
        f"{', '.join(names)}: written by actviz {version}.",
        "Yours to use, without any condition.",
        f"Accuracy: {accuracy}.",
    )


def measured(program: Program, rows: Sequence[dict[str, Any]], version: str) -> Program:
    """The same program, whose head says what a run of its text has shown."""
    names = [unit.name for unit in program.units]
    shown = "; ".join(
        f"{row['function']} at most {short(row['net_ulp'], 1, 2)} ulp of {row['format']} beside "
        f"twice the condition number at {row['tried']} inputs, {row['off']} farther off"
        for row in rows
    )
    return replace(program, head=head(names, version, shown))


def text(target: Target, program: Program) -> str | bytes:
    """The file's content.

    Raises:
        ValueError: a library that the language needs for its files is not installed.
    """
    try:
        written: str | bytes = target.language().render(program)
    except ModuleNotFoundError as error:
        raise ValueError(
            f"writing {target.name} needs {error.name}; install it: pip install {error.name}"
        ) from None
    return written


def says(function: Activation | Gate, word: str) -> list[str]:
    """What a comment says of a function: its formula, parameters and source.

    Args:
        function: which.
        word: what it is called in the file, for a formula, which has no name of its own.
    """
    inputs = "x" if isinstance(function, Activation) else "u, v"
    own = function.display if _IDENTIFIER.fullmatch(function.display) else word
    lines = [f"{own}({inputs}) = {to_text(function.tree)}"]
    if function.values:
        lines.append(f"with {_given(function)}")
    if function.references:
        from actviz.lookup import citations

        lines += [citations.in_a_line(key) for key in function.references[:1]]
    return lines


def _given(function: Activation | Gate) -> str:
    return ", ".join(f"{word} = {value:g}" for word, value in function.values.items())


def cautions(function: Activation | Gate, arguments: Sequence[str]) -> list[str]:
    """What a comment says of jumps whose side only exact arithmetic knows."""
    sentence = caution(substitute(function.tree, plan.kept(function, tuple(arguments))))
    return [sentence] if sentence else []


def far_cautions(function: Activation | Gate, unit: Unit, arguments: Sequence[str]) -> list[str]:
    """What a comment says where parameters stay arguments and steps leave the doubles unmended."""
    if not arguments or not isinstance(function, Activation):
        return []
    bound = _bound(function, unit)
    for order, suffix in enumerate(("", "_d1")):
        output = unit.output(suffix)
        if output is None:
            continue
        exactly = function.derivative_tree(order) if order else function.tree
        if out_of_range.lost(Purpose(exactly, function.values), substitute(output.lazy, bound)):
            return [
                "With parameters as arguments steps overflow or underflow: results are wrong at "
                "some x that are large or next to 0."
            ]
    return []


def _bound(function: Activation | Gate, unit: Unit) -> dict[str, Node]:
    """The values of the parameters that stay arguments, by the letters that they have there."""
    return {
        word: literal(function.values[word if word in function.values else word.rstrip("_")])
        for word in unit.parameters
    }


def _brief(function: Activation | Gate, unit: Unit) -> bool:
    """Whether helpers with few digits are enough for a function's results in float32."""
    bound = _bound(function, unit)
    return isinstance(function, Gate) or all(
        brief_enough(substitute(one.tree, bound)) for one in unit.outputs
    )


def safe(line: str) -> str:
    """A line that ends no comment and no string of any language."""
    return " ".join(line.split()).replace("*/", "* /").replace('"""', "'''").replace("\\", "/")


def _fits(function: Any) -> None:
    if isinstance(function, Activation | Gate):
        return
    from actviz.lookup.registry import what

    raise ValueError(
        f"{what(function)}; an export holds functions of one number, gated units, softmax and "
        "log_softmax"
    )


def _arguments(function: Activation | Gate, target: Target, wanted: Sequence[str]) -> list[str]:
    """The parameters that stay arguments: those asked for, and in a module those that learn."""
    kept = list(wanted)
    if kept and target.name == "keras":
        raise ValueError("keras layers take inputs alone here; set parameters in the NAME")
    if target.name == "torch":
        kept += [p.name for p in function.parameters if p.trainable and p.name not in kept]
    return kept


def called(function: Entry, stem: str | None, reserved: frozenset[str], taken: set[str]) -> str:
    """What a function is called in the file: nothing that the language or the file uses."""
    own = function.label or function.name
    word = stem or (own if _IDENTIFIER.fullmatch(own) else "f")
    if word in reserved:
        word = f"act_{word}"
    name, count = word, 1
    while name in taken:
        count += 1
        name = f"{word}_{count}"
    taken.add(name)
    return name


def _spelled(unit: Unit, reserved: frozenset[str]) -> Unit:
    """The same with parameters that every language can spell."""
    changed = {
        word: f"{word}_" if word.isascii() else f"p{at}"
        for at, word in enumerate(unit.parameters)
        if word in reserved or not word.isascii()
    }
    if not changed:
        return unit
    letters = {word: letter(new) for word, new in changed.items()}

    def output(one: Output) -> Output:
        suffix = one.suffix
        if suffix[2:] in changed:
            suffix = f"_d{changed[suffix[2:]]}"
        return Output(suffix, substitute(one.tree, letters), substitute(one.lazy, letters))

    return replace(
        unit,
        parameters=tuple(changed.get(word, word) for word in unit.parameters),
        outputs=tuple(map(output, unit.outputs)),
    )
