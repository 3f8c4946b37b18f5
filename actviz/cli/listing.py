"""``actviz list``: what there is, and what there is for a purpose."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from actviz.cli import options
from actviz.cli.options import option
from actviz.lookup import roles
from actviz.lookup.properties import PROPERTIES, answers, at_hand
from actviz.text import terminal
from actviz.text.table_cells import Formula

if TYPE_CHECKING:
    from actviz.lookup.names import Function, Listed
    from actviz.text.rows import Row

COLUMNS: Final = ("name", "family", "title", "year", "formula")


def listing(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD...]", help="Only entries in which all these words occur."),
    ] = None,
    family: Annotated[
        str | None, option("--family", "Only this family.", autocompletion=options.complete_family)
    ] = None,
    framework: Annotated[
        str | None,
        option(
            "--framework",
            "Only what this framework ships: torch, keras, jax, ...",
            autocompletion=options.complete_framework,
        ),
    ] = None,
    role: Annotated[
        str | None,
        option(
            "--role ROLE",
            f"What to take for a place in a network: {', '.join(roles.names())}.",
            autocompletion=options.complete_role,
        ),
    ] = None,
    sort: Annotated[
        Literal["name", "family", "year"] | None,
        option("--sort", "The order of rows; else that of the catalogue."),
    ] = None,
    learnable: Annotated[
        bool | None,
        option(
            "--learnable/--no-learnable", "Some of its parameters are trained with the weights."
        ),
    ] = None,
    format_: options.FormatOption = "table",
    **wanted: bool | None,
) -> None:
    """List the activation functions, all of them or those that fit.

    With their families, titles, years and formulas. In a pipe, columns are aligned; the first
    one is the name. Words are searched for in names, titles, formulas, prose, papers and the names
    that libraries use.

    The properties are derived from the formulas, at default parameters; each has its opposite.
    Functions of whole vectors are known by their range alone, gated and random ones by none.

    --role answers what to take for a hidden layer, an output or a gate: each suggestion with a
    reason and what to watch for.

    \b
    Examples:
      actviz list
      actviz list linear unit
      actviz list --family self_gated --sort year
      actviz list --framework torch --format csv
      actviz list --smooth --bounded-below --no-monotonic --framework torch
      actviz list --family rectified --differentiable --no-can-die
      actviz list --role hidden
      actviz list --role binary-output --format json
    """
    from actviz.lookup.names import listed, named

    fitting = listed()
    _known("family", family, dict.fromkeys(entry.family for entry in fitting))
    _known("role", role, roles.names())
    reasons = {one.name: one for one in roles.role(role).suggestions} if role else {}
    if role:
        fitting = [entry for name in reasons for entry in fitting if entry.name == name]
    if family:
        fitting = [entry for entry in fitting if entry.family == family]
    if framework:
        fitting = _shipped(fitting, framework)
    if learnable is not None:
        learn = {e.name: any(p.trainable for p in named(e.name).parameters) for e in fitting}
        fitting = [entry for entry in fitting if learn[entry.name] == learnable]
    for word in words or ():
        fitting = [entry for entry in fitting if word.lower() in _text(named(entry.name))]
    if words and not role:
        fitting.sort(key=lambda entry: _likeness(entry, words))
    properties = {name: answer for name, answer in wanted.items() if answer is not None}
    if properties:
        fitting = list(_with_properties([named(entry.name) for entry in fitting], properties))
    if sort:
        fitting.sort(key=_ORDERS[sort])
    if not fitting:
        terminal.note("actviz: nothing matches; actviz list shows everything")
    rows: list[Row]
    if role:
        if terminal.is_terminal():
            terminal.note(roles.role(role).asks)
        columns = ["name", "why", "watch"]
        suggested = [reasons[entry.name] for entry in fitting]
        rows = [{"name": one.name, "why": one.why, "watch": one.watch} for one in suggested]
    else:
        data = format_ in options.DATA
        columns = [*COLUMNS, "single_source"] if data else list(COLUMNS)
        rows = [_row(entry, marked=not data, typeset=format_ == "latex") for entry in fitting]
        if not data and any(entry.single_source for entry in fitting):
            from actviz.lookup.index import SINGLE_SOURCE

            terminal.note(f"* {SINGLE_SOURCE}")
    terminal.table(rows, format_, columns)


def _shipped(entries: Iterable[Listed], framework: str) -> list[Listed]:
    from actviz.lookup.names import frameworks
    from actviz.lookup.registry import frameworks_of

    _known("framework", framework, frameworks())
    return [entry for entry in entries if framework in frameworks_of(entry.name)]


def _row(entry: Listed, *, marked: bool, typeset: bool) -> Row:
    row: Row = {column: getattr(entry, column) for column in (*COLUMNS, "single_source")}
    row["formula"] = Formula(entry.formula)
    if typeset:  # which the index does not know
        from actviz.lookup.names import named
        from actviz.pages.formula_cells import formula_cell

        row["formula"] = formula_cell(named(entry.name))
    if marked and entry.single_source:
        row["title"] = f"{entry.title} *"
    return row


def _likeness(entry: Listed, words: Iterable[str]) -> tuple[int, ...]:
    """How closely a name is what was asked for; the closest first, others as they are listed."""
    from actviz.lookup.names import fold

    name, word = fold(entry.name), fold("".join(words))
    aliases = map(fold, getattr(entry, "aliases", ()))
    return (name != word, word not in aliases, not name.startswith(word), word not in name)


_ORDERS: Final[dict[str, Callable[[Listed], Any]]] = {
    "name": lambda entry: entry.name,
    "family": lambda entry: (entry.family, entry.name),
    "year": lambda entry: (entry.year is None, entry.year, entry.name),
}


def _known(what: str, word: str | None, known: Iterable[str]) -> None:
    if word is not None and word not in known:
        raise ValueError(f"no {what} is called {word!r}; known: {', '.join(known)}")


def _text(entry: Function) -> str:
    """All that is said of an entry, in lower case, to look for words in."""
    from actviz.lookup.citations import reference
    from actviz.lookup.registry import frameworks_of

    said = [entry.name, *entry.aliases, entry.title, entry.family, entry.formula, entry.note]
    said += [entry.summary, entry.problem, entry.solution, entry.uses]
    said += [entry.strengths, entry.weaknesses, entry.remedy]
    for key in entry.references:
        paper = reference(key)
        said += [str(paper["author"]), str(paper["title"])]
    for spellings in frameworks_of(entry.name).values():
        said += spellings
    return " ".join(said).lower()


def _with_properties(entries: list[Function], properties: dict[str, bool]) -> list[Function]:
    """The entries that have the properties; a note on stderr tells of those not decided."""
    fitting, open_questions = [], []
    slow = sum(not at_hand(entry) for entry in entries)
    with terminal.progress("deriving facts", slow) as done:
        count = 0
        for entry in entries:
            count += not at_hand(entry)
            known = answers(entry)
            done(count)
            if known is None or not properties.keys() <= known.keys():
                continue
            if all(known[name] == answer for name, answer in properties.items()):
                fitting.append(entry)
            elif all(known[name] in (answer, None) for name, answer in properties.items()):
                open_questions.append(entry.name)
    if open_questions:
        terminal.note(f"actviz: not decided for {', '.join(open_questions)}")
    return fitting


# An option for each property: the table of properties is the only list of them.
_signature = inspect.signature(listing, eval_str=True)
listing.__signature__ = _signature.replace(  # type: ignore[attr-defined]
    parameters=[
        *list(_signature.parameters.values())[:-1],
        *(
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[bool | None, typer.Option(one.options, help=one.meaning)],
            )
            for one in PROPERTIES
        ),
    ]
)
