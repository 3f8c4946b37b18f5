"""Text to tree, and nothing is ever evaluated.

The language is Python's expression syntax over a closed vocabulary: numbers, ``x``, the declared
parameters, ``pi``, ``e``; ``+ - * / **`` (``^`` is read as ``**``); calls of atoms, of the
functions of textbooks (:mod:`shorthands`) and of those that a library given from above knows, both
replaced by what they mean; one comparison inside ``where(condition, a, b)``, which may be written
``a if condition else b`` or, as in C, ``condition ? a : b``. Precedence is Python's: ``-x**2`` is
``-(x**2)``, ``2**-x`` is ``2**(-x)``, ``a**b**c`` is ``a**(b**c)``.

A hand-written reader rather than :mod:`ast`: it knows at every column what it expected, and no
text can make it slow, deep or warn.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from itertools import pairwise
from typing import Final

from actviz.formula.atoms import ATOMS, arity_text
from actviz.formula.constants import MAX_EXPONENT as MAX_EXPONENT
from actviz.formula.constants import constant_value as constant_value
from actviz.formula.constants import longest_constant, settled
from actviz.formula.mistakes import FormulaError as FormulaError
from actviz.formula.mistakes import nearest as nearest
from actviz.formula.shorthands import SHORTHANDS, Library, Template
from actviz.formula.tree import COMPARISONS, ONE, ZERO, Node, name, node, number, substitute

MAX_LENGTH: Final = 2000  # the longest formula of the catalogue has about 250 characters
MAX_DEPTH: Final = 60  # nesting; the deepest of the catalogue is about 15
MAX_DIGITS: Final = 40  # of an integer literal, which is kept exactly
MAX_BITS: Final = 2**16  # of a constant written out exactly: readings work with all its digits

_TOKEN: Final = re.compile(
    r"[ \t]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign>\*\*|[<>=!]=|[-+*/^<>(),=?:]))"
)
# How tightly an operator binds, as in Python.
_BINDING: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_NEGATION: Final = 3
_WHOLE: Final = -1  # an expression that ends with a bracket, a comma or the text
_NO_NUMBERS: Final = frozenset({"pi", "e", "where", "if", "else", *ATOMS})  # nor letters for some

# Signs and words of other languages, with what to write here.
_FOREIGN: Final = {
    ".": "write exp(x), not math.exp(x)",
    "[": "functions are called with round brackets, max(0, x), and nothing is taken out of x",
    ";": "one formula at a time",
    "{": "use round brackets",
    "%": "write a - b*floor(a/b)",
    "|": "write abs(x)",
    "=": "inside where, write ==; a label goes before the whole formula: label=formula",
    "if": "write where(condition, a, b)",
    "and": "nest where(...) instead",
    "or": "nest where(...) instead",
    "not": "swap the branches of where(...)",
    "lambda": "write the body alone",
    "inf": "formulas hold finite numbers",
    "nan": "formulas hold finite numbers",
    "ln": "the natural logarithm is log(x)",
}


def parse(text: str, parameters: Collection[str] = (), library: Library | None = None) -> Node:
    """Read a formula in ``x`` and the given parameters.

    Args:
        text: the formula.
        parameters: the letters that it may hold besides ``x``.
        library: where functions are looked up that the language itself does not know. Calls of
            them are replaced by what they mean.

    Raises:
        FormulaError: the text is not a formula; the message names the column, what was found,
            what is allowed and the nearest known name.
    """
    reader = _Reader(text, parameters, library)
    return reader.finished(reader.expression())


def free_names(text: str) -> set[str]:
    """The names of a formula that stand for numbers, ``x`` among them, in whatever order.

    Raises:
        FormulaError: a sign in it belongs to no formula.
    """
    tokens = _Reader(text, ()).tokens
    return {
        word
        for (kind, word, _), (_, after, _) in pairwise(tokens)
        if kind == "word" and after not in ("(", "=") and word not in _NO_NUMBERS
    }


@cache
def _shorthand(word: str) -> Template | None:
    if word not in SHORTHANDS:
        return None
    arguments, text = SHORTHANDS[word]
    letters = tuple(arguments.split(", "))
    return Template(letters, parse(text, letters))


def parse_condition(text: str, parameters: Collection[str]) -> Node:
    """Read one comparison, such as a parameter's domain ``alpha > 0``."""
    reader = _Reader(text, parameters)
    return reader.finished(reader.condition())


def _counted(tree: Node) -> Node:
    """A comparison in brackets, as in ``x*(x > 0)``, as Python counts it: 1 or 0."""
    return node("where", tree, ONE, ZERO) if tree.op in COMPARISONS else tree


class _Reader:
    """A precedence-climbing reader over a list of (kind, text, column)."""

    def __init__(
        self, text: str, parameters: Collection[str], library: Library | None = None
    ) -> None:
        if len(text) > MAX_LENGTH:
            raise FormulaError(
                f"the formula has {len(text)} characters; at most {MAX_LENGTH} are read"
            )
        self.text = text
        self.parameters = frozenset(parameters)
        self.library = library
        self.tokens = self._tokens()
        self.position = 0
        self.depth = 0
        self.compared = ("", 0)  # the last comparison's sign, and its column
        if len(self.tokens) == 1:
            raise FormulaError("the formula is empty; an example: x * tanh(softplus(x))")

    def _tokens(self) -> list[tuple[str, str, int]]:
        tokens, column = [], 0
        end = len(self.text.rstrip(" \t"))
        while column < end:
            match = _TOKEN.match(self.text, column)
            if match is None:
                at = column + len(self.text[column:]) - len(self.text[column:].lstrip(" \t"))
                raise self.error(f"unexpected {self.text[at]!r}", at, _FOREIGN.get(self.text[at]))
            kind = str(match.lastgroup)
            tokens.append((kind, match[kind].replace("^", "**"), match.start(kind)))
            column = match.end()
        return [*tokens, ("end", "", end)]

    def error(self, message: str, column: int, hint: str | None = None) -> FormulaError:
        tail = f"; {hint}" if hint else ""
        return FormulaError(f"{message} at column {column + 1}{tail}", self.text, column)

    def _here(self) -> tuple[str, str, int]:
        return self.tokens[self.position]

    def _next(self) -> tuple[str, str, int]:
        self.position += 1
        return self.tokens[self.position - 1]

    def _expect(self, sign: str, where: str) -> None:
        kind, token, column = self._next()
        if token == sign:
            return
        hint = _FOREIGN.get(token)
        if not hint and (kind in ("number", "word") or token == "("):
            hint = _missing(token)
        raise self.error(f"expected {sign!r} {where}, found {token or 'the end'!r}", column, hint)

    def finished(self, tree: Node) -> Node:
        kind, token, column = self._here()
        if kind == "end":
            if (bits := longest_constant(tree)) > MAX_BITS:
                raise FormulaError(
                    f"the formula holds a constant of about {bits:.1g} binary digits; "
                    f"at most {MAX_BITS} are kept"
                )
            return tree
        if token == ",":
            hint = "one formula at a time"
        elif token == ")":
            hint = "no bracket is open here"
        else:
            hint = _FOREIGN.get(token) or _missing(token)
        raise self.error(f"unexpected {token!r}", column, hint)

    def expression(self, binding: int = _WHOLE) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} deep")
        left = self._operand()
        while (op := self._here()[1]) in _BINDING and _BINDING[op] > binding:
            column = self._next()[2]
            # ** groups to the right, and takes a sign on its right-hand side.
            right = self.expression(_NEGATION - 1 if op == "**" else _BINDING[op])
            left = self._binary(op, _counted(left), _counted(right), column)
        if binding == _WHOLE:
            left = self._chosen(left)
            if left.op in COMPARISONS:
                hint = "a comparison belongs inside where(condition, a, b)"
                raise self.error(f"unexpected {self.compared[0]!r}", self.compared[1], hint)
        self.depth -= 1
        return left

    def _chosen(self, left: Node) -> Node:
        """What an expression is the beginning of: a comparison, or a choice between two."""
        if self._here()[1] in COMPARISONS:
            left = self._comparison(left)
        if self._here()[1] == "if":
            self._next()
            left = _counted(left)
            condition = self.condition()
            self._expect("else", "after the condition")
            return node("where", condition, left, self.expression())
        if self._here()[1] == "?" and left.op in COMPARISONS:
            self._next()
            then = self.expression()
            self._expect(":", "between the two that a condition chooses from")
            return node("where", left, then, self.expression())
        return left

    def _operand(self) -> Node:
        kind, text, column = self._next()
        if kind == "number":
            return self._number(text, column)
        if kind == "word":
            return self._call(text, column) if self._here()[1] == "(" else self._name(text, column)
        if text == "(":
            inner = self._chosen(self.expression(0))
            self._expect(")", "to close the bracket")
            return inner
        if text in ("-", "+"):
            operand = _counted(self.expression(_NEGATION))
            return node("neg", operand) if text == "-" else operand
        raise self.error(
            f"expected a number, x, a parameter, a function or '(', found {text or 'the end'!r}",
            column,
        )

    def _number(self, text: str, column: int) -> Node:
        if text.isdigit():
            if len(text) > MAX_DIGITS:
                raise self.error(f"an integer of more than {MAX_DIGITS} digits", column)
            return number(int(text))
        value = float(text)
        if value == float("inf"):
            raise self.error("a number beyond the largest double (1.8e308)", column)
        return number(value)

    def _name(self, word: str, column: int) -> Node:
        if word == "x" or word in self.parameters:
            return name(word)
        if word in ("pi", "e"):
            return node(word)
        usage = arity_text(word) if word in ATOMS or word == "where" else self._usage(word, column)
        if usage:
            message = f"{word} is a function, found without its bracket"
            raise self.error(message, column, f"write {word}({usage})")
        known = ["x", *sorted(self.parameters), "pi", "e"]
        near = nearest(word, known)
        like = f"; did you mean {near[0]!r}?" if near else ""
        hint = _FOREIGN.get(word) or f"known here: {', '.join(known)}{like}"
        error = self.error(f"unknown name {word!r}", column, hint)
        error.unknown = "" if word in _FOREIGN else word
        raise error

    def _usage(self, word: str, column: int) -> str:
        """The arguments of a function that is no block of the language; "" where it is none."""
        template = self._template(word, column)
        return ", ".join(template.arguments) if template else ""

    def _template(self, word: str, column: int) -> Template | None:
        template = _shorthand(word)
        try:
            if template is None and self.library:
                template = self.library.find(word)
        except ValueError as error:
            raise self.error(str(error), column) from None
        if template is None and "." in word:
            raise self.error("unexpected '.'", column + word.index("."), _FOREIGN["."])
        return template

    def _call(self, word: str, column: int) -> Node:
        if word == "where":
            self._next()
            condition = self.condition()
            self._expect(",", "after the condition of where")
            then = self.expression()
            self._expect(",", "after the second argument of where")
            otherwise = self.expression()
            self._expect(")", "after the third argument of where")
            return node("where", condition, then, otherwise)
        if word == "pow":
            base, exponent = self._arguments(word, "u, v", 2)
            self._closed(word, "u, v")
            return self._binary("**", base, exponent, column)
        atom = ATOMS.get(word)
        if atom is None:
            if word == "x" or word in self.parameters or word in ("pi", "e"):
                raise self.error(f"{word} is not a function", column, f"write {word} * (...)")
            template = self._template(word, column)
            if template:
                return self._applied(word, template)
            raise self._unknown_function(word, column)
        args = self._arguments(word, atom.arguments, atom.arity)
        self._closed(word, atom.arguments)
        if atom.literal_first and not _is_order(args[0]):
            hint = f"its first argument is a whole number from 0 to {MAX_EXPONENT}"
            raise self.error(f"{word} cannot take this first argument", column, hint)
        return node(word, *args)

    def _unknown_function(self, word: str, column: int) -> FormulaError:
        known = [*ATOMS, *SHORTHANDS, "where"]
        near = nearest(word, [*known, *(self.library.words() if self.library else ())])
        like = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(sorted(known))
        return self.error(f"unknown function {word!r}", column, _FOREIGN.get(word) or like)

    def _arguments(self, word: str, usage: str, count: int) -> list[Node]:
        self._next()
        args = [self.expression()]
        for position in range(1, count):
            self._expect(",", f"after argument {position} of {word}({usage})")
            args.append(self.expression())
        return args

    def _closed(self, word: str, usage: str) -> None:
        if self._here()[1] == ",":
            at = self._here()[2]
            raise self.error(f"too many arguments for {word}", at, f"write {word}({usage})")
        self._expect(")", f"to close {word}({usage})")

    def _applied(self, word: str, template: Template) -> Node:
        """A call of a function that is written in terms of others, as what it means."""
        letters = template.arguments
        usage = ", ".join([*letters, *(f"{letter}=..." for letter in template.parameters)])
        values = dict(template.parameters)
        values |= zip(letters, self._arguments(word, usage, len(letters)), strict=True)
        given: dict[str, float] = {}
        while [token[1] for token in self.tokens[self.position :][:3]][::2] == [",", "="]:
            _, letter, column = self.tokens[self.position + 1]
            if letter not in template.parameters:
                raise self.error(f"{word} has no {letter!r}", column, f"write {word}({usage})")
            self.position += 3
            values[letter] = self.expression()
            constant = constant_value(values[letter])
            given |= {} if constant is None else {letter: float(constant)}
            if template.check and given:
                try:
                    template.check(given)
                except ValueError as error:
                    raise self.error(str(error), column) from None
        self._closed(word, usage)
        return settled(substitute(template.tree, values))

    def condition(self) -> Node:
        start = self._here()[2]
        left = self.expression(0)
        if self._here()[1] in COMPARISONS:
            left = self._comparison(left)
        if left.op not in COMPARISONS:
            hint = _FOREIGN.get(self._here()[1])
            raise self.error("expected a comparison such as x > 0", start, hint)
        return left

    def _comparison(self, left: Node) -> Node:
        _, op, column = self._next()
        right = _counted(self.expression(0))
        self.compared = op, column
        if self._here()[1] in COMPARISONS:
            hint = "one comparison at a time; nest where(...) for more"
            raise self.error(f"unexpected {self._here()[1]!r}", self._here()[2], hint)
        return node(op, _counted(left), right)

    def _binary(self, op: str, left: Node, right: Node, column: int) -> Node:
        if op == "/" and constant_value(right) == 0:
            raise self.error("division by the constant 0", column)
        if op == "**":
            exponent = constant_value(right)
            if exponent is not None and abs(exponent) > MAX_EXPONENT:
                limit = f"at most {MAX_EXPONENT}"
                raise self.error(f"the exponent {float(exponent):g} is too large", column, limit)
            if exponent is not None and exponent < 0 and constant_value(left) == 0:
                raise self.error("division by zero: 0 to a negative power", column)
            if left.op == "e":  # whose logarithm no derivative needs then
                return node("exp", right)
        return node(op, left, right)


def _missing(token: str) -> str:
    return f"an operator is missing; write * before {token!r}"


def _is_order(tree: Node) -> bool:
    # In the atoms' own table the order is a letter, dsinc(u + 1, v), that stands for a number.
    value = constant_value(tree)
    return tree.names == {"u"} or (
        value is not None and value.denominator == 1 and 0 <= value <= MAX_EXPONENT
    )
