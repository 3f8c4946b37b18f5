"""Functions of the catalogue as ONNX graphs, spelled at random.

``python -m tests.models.respelling 200`` spells 200 of them and says what became of their names.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, get
from actviz.models.activations import found_in
from actviz.models.likeness import AFFINE
from actviz.models.model_files import opened
from tests.models.build import INT64, Graph, model

SHAPE = (1, 8)  # of the graph's input
PLAIN = {
    "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos", "atan": "Atan",
    "sinh": "Sinh", "cosh": "Cosh", "asinh": "Asinh", "tanh": "Tanh", "erf": "Erf", "abs": "Abs",
    "sign": "Sign", "floor": "Floor", "ceil": "Ceil", "round": "Round",
}  # fmt: skip
SIGNS = {"<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal"}


class NotSpelled(ValueError):  # noqa: N818
    """A formula with something that ONNX has no operator for."""


@dataclass
class Speller:
    """Puts a formula into a graph; each choice between spellings is a throw of a coin."""

    graph: Graph
    chance: random.Random

    def coin(self) -> bool:
        return self.chance.random() < 0.5

    def number(self, value: float) -> str:
        return self.graph.constant(float(np.float32(value)))

    def both(self, operator: str, a: str, b: str) -> str:
        if operator in ("Add", "Mul", "Max", "Min") and self.coin():
            a, b = b, a
        return self.graph.add(operator, a, b)

    def spelled(self, tree: Node) -> str:
        known: dict[Node, str] = {}
        for current in walk(tree):
            if current.op in COMPARISONS:
                left, right = (known[arg] for arg in current.args)
                known[current] = self.condition(current.op, left, right)
                continue
            value = constant_value(current)
            if value is not None:
                known[current] = self.number(float(value))  # folded
            elif current.op == "name":
                known[current] = "x"
            elif not current.names:
                known[current] = self.number(_constant(current))
            else:
                known[current] = self.moved(self.one(current, [known[a] for a in current.args]))
        return known[tree]

    def condition(self, op: str, left: str, right: str) -> str:
        if op in ("<", ">") and self.coin():
            other = self.graph.add("GreaterOrEqual" if op == "<" else "LessOrEqual", left, right)
            return self.graph.add("Not", other)
        return self.graph.add(SIGNS[op], left, right)

    def moved(self, tensor: str) -> str:
        """Now and then through a cast or a reshape that changes nothing."""
        if self.chance.random() < 0.08:
            return self.graph.add("Cast", tensor, to=1)
        if self.chance.random() < 0.04:
            return self.graph.add("Identity", tensor)
        if self.chance.random() < 0.1:
            return self.reshaped(self.reshaped(tensor, -1), *SHAPE)
        return tensor

    def reshaped(self, tensor: str, *shape: int) -> str:
        return self.graph.add("Reshape", tensor, self.graph.constant(*shape, shape=[len(shape)],
                                                                     kind=INT64))  # fmt: skip

    def one(self, current: Node, args: list[str]) -> str:
        add, op = self.graph.add, current.op
        match op:
            case "+" | "-" | "*" | "/":
                return self.both({"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}[op], *args)
            case "neg":
                return (
                    add("Neg", args[0])
                    if self.coin()
                    else self.both("Mul", args[0], self.number(-1.0))
                )
            case "**":
                return self.power(current, args)
            case "where":
                return add("Where", *args)
            case "max" | "min":
                return self.both(op.capitalize(), *args)
            case "clip":
                if self.coin():
                    return add("Clip", *args)
                return self.both("Min", self.both("Max", args[0], args[1]), args[2])
            case "sigmoid":
                if self.coin():
                    return add("Sigmoid", args[0])
                below = self.both("Add", add("Exp", add("Neg", args[0])), self.number(1.0))
                return add("Div", self.number(1.0), below)
            case "softplus":
                if self.coin():
                    return add("Softplus", args[0])
                return add("Log", self.both("Add", add("Exp", args[0]), self.number(1.0)))
            case "expm1":
                return add("Sub", add("Exp", args[0]), self.number(1.0))
            case "log1p":
                return add("Log", self.both("Add", args[0], self.number(1.0)))
            case "Phi":
                inner = add("Div", args[0], self.number(2**0.5))
                if self.coin():
                    inner = self.both("Mul", args[0], self.number(0.5**0.5))
                whole = self.both("Add", add("Erf", inner), self.number(1.0))
                return self.both("Mul", whole, self.number(0.5))
        if op in PLAIN:
            return add(PLAIN[op], args[0])
        raise NotSpelled(op)

    def power(self, current: Node, args: list[str]) -> str:
        exponent = constant_value(current.args[1])
        if exponent in (2, 3) and self.coin():
            square = self.graph.add("Mul", args[0], args[0])
            return square if exponent == 2 else self.both("Mul", square, args[0])
        return self.graph.add("Pow", *args)


def _constant(tree: Node) -> float:
    from actviz.readings import exact

    return float(exact.evaluate(tree, 0.0, {}))


def respelled(function: Activation, chance: random.Random) -> bytes:
    graph = Graph()
    speller = Speller(graph, chance)
    graph.outputs.append(speller.spelled(function.bound_tree))
    return model(graph)


def functions() -> list[Activation]:
    """What can be spelled and bends: the catalogue's scalar functions less lines and powers."""
    return [one for one in entries() if one.name not in (*AFFINE, *LEFT_OUT) and _bends(one)]


# Arithmetic that is no activation by itself, straight lines at the defaults, and those that
# float32 cannot tell from another: a slope of 0.01 to within 4e-9.
LEFT_OUT = ("sqrt", "reciprocal", "smu", "smu1", "msrf_swish_plus", "msrf_step_plus")


def _bends(function: Activation) -> bool:
    from actviz.models.likeness import affine, values_of

    return not affine(values_of(function))


def same(one: Activation, other: Activation) -> bool:
    """Whether two functions agree but for constants rounded to float32."""
    x = np.linspace(-9.7, 9.9, 4001)
    with np.errstate(all="ignore"):
        f, g = one(x), other(x)
        close = np.abs(np.asarray(f) - g) <= 3e-6 * (1 + np.abs(f)) + 2e-6 * np.abs(
            x * np.gradient(np.asarray(f), x)
        )
    both = np.isnan(f) & np.isnan(g)
    return bool(np.mean(close | both | (f == g)) > 0.998)


def outcomes(chosen: list[Activation], seed: int, folder: str) -> Iterator[tuple[str, str, str]]:
    """Each function's name, what it was named, and ``right``, ``missed`` or ``wrong``."""
    for at, function in enumerate(chosen):
        try:
            data = respelled(function, random.Random(f"{seed} {function.name}"))
        except NotSpelled:
            continue
        path = f"{folder}/{at}.onnx"
        with open(path, "wb") as file:
            file.write(data)
        graph = opened(path).graph
        assert graph is not None
        result = found_in(graph)
        named = [one.named for one in result if one.named.sure]
        if len(result) != 1 or not named:
            told = ", ".join(f"{one.named.certainty} {one.named.spec}" for one in result)
            yield function.name, told[:120] or "nothing", "missed"
        elif same(get(named[0].spec), function):
            yield function.name, f"{named[0].certainty} {named[0].spec}", "right"
        else:
            yield function.name, f"{named[0].certainty} {named[0].spec}", "wrong"


if __name__ == "__main__":
    import tempfile

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    known = functions()
    chance = random.Random(seed)
    chosen = chance.sample(known, min(count, len(known)))
    with tempfile.TemporaryDirectory() as folder:
        results = list(outcomes(chosen, seed, folder))
    for name, told, verdict in results:
        if verdict != "right":
            print(f"{verdict}: {name} became {told}")
    right = sum(verdict == "right" for _, _, verdict in results)
    print(f"{right} of {len(results)} right")
