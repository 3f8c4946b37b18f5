"""Model files of a size that nobody writes by hand: ``python -m benchmarks.large_models``.

Processor time and peak memory of ``actviz model`` as a command: on 900 MB of weights, a network and
chains of activations of 10^5 nodes, and a file of a million nodes, which is refused.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.models.build import Graph, field_of, model, tensor, varint
from tests.usage import usage

NODES = 100_000


def network() -> bytes:
    """Convolutions with a gelu of five nodes, a silu of two and a relu behind them, in turn."""
    graph, x = Graph(), "x"
    while len(graph.nodes) < NODES:
        x = graph.add("Conv", x, "w")
        inner = graph.add("Add", graph.add("Erf", graph.add("Div", x, "root")), "one")
        x = graph.add("Conv", graph.add("Mul", graph.add("Mul", x, inner), "half"), "w")
        x = graph.add("Conv", graph.add("Mul", x, graph.add("Sigmoid", x)), "w")
        x = graph.add("Relu", x)
    graph.constants += [tensor("root", [2**0.5], []), tensor("one", [1.0], []),
                        tensor("half", [0.5], [])]  # fmt: skip
    graph.outputs.append(x)
    return model(graph)


def chain(kinds: tuple[str, ...]) -> bytes:
    """Activations in a row; Mul is x times what the activation before made of it."""
    graph, x, before = Graph(), "x", "x"
    for at in range(NODES):
        kind = kinds[at % len(kinds)]
        node = graph.add(kind, x, before) if kind == "Mul" else graph.add(kind, x)
        before, x = x, node
    graph.outputs.append(x)
    return model(graph)


def million() -> bytes:
    """A million nodes."""
    node = field_of(1, field_of(1, "x") + field_of(2, "x") + field_of(4, "Relu"))
    return field_of(7, node * 1_000_000)


def weights(path: Path, size: int = 900_000_000) -> None:
    """A file with one activation and so many bytes of weights in it."""
    graph = Graph()
    graph.outputs.append(graph.add("Conv", graph.add("Relu", "x"), "w"))
    head = field_of(1, size // 4) + field_of(2, 1) + field_of(8, "w") + b"\x4a" + varint(size)
    whole = varint(len(head) + size)
    body = graph.encoded()
    with path.open("wb") as file:
        file.write(field_of(1, 8) + b"\x3a")
        file.write(varint(len(body) + 1 + len(whole) + len(head) + size) + body)
        file.write(b"\x2a" + whole + head)
        file.truncate(file.tell() + size)


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each file, written when it is asked for."""
    path = folder / "m.onnx"
    weights(path)
    yield "900 MB of weights", path
    writers: dict[str, Callable[[], bytes]] = {
        "a network of 10^5 nodes": network,
        "10^5 Relu in a row": lambda: chain(("Relu",)),
        "10^5 nodes of silu in a row": lambda: chain(("Sigmoid", "Mul")),
        "a million nodes": million,
    }
    for what, make in writers.items():
        path.write_bytes(make())
        yield what, path


def main() -> None:
    """Print a row for each file."""
    with tempfile.TemporaryDirectory() as folder:
        for what, path in files(Path(folder)):
            done = usage(sys.executable, "-m", "actviz", "model", str(path), "-f", "json")
            rows = json.loads(done.out) if done.out else []
            listed = [f"{row['count']} {row['function']}" for row in rows]
            outcome = (
                ", ".join(listed) or f"exit code {done.code}: {done.err.strip().split(': ')[-1]}"
            )
            print(f"| {what} | {done.seconds:.1f} s | {done.peak / 2**20:.0f} MiB | {outcome} |")


if __name__ == "__main__":
    main()
