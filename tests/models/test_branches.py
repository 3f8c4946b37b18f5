"""What reaches activations inside the branches of an If, as onnxruntime computes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from actviz.models import report, running
from actviz.models.model_files import opened
from tests.models.build import Graph, field_of, model, value

BOOL = 9
pytest.importorskip("onnxruntime")


class Conditional(Graph):
    """A graph with a condition as a second input."""

    def encoded(self) -> bytes:
        return super().encoded() + field_of(11, value("c", [], BOOL))


def branches(tmp_path: Path) -> Path:
    """If c: relu of x + 1; else, where another If asks again, tanh of -x or sigmoid of x - 1."""
    taken = Graph(inputs=[], count=100)
    taken.outputs.append(taken.add("Relu", taken.add("Add", "x", taken.constant(1.0)), name="relu"))
    deepest = Graph(inputs=[], count=200)
    shifted = deepest.add("Sub", "x", deepest.constant(1.0))
    deepest.outputs.append(deepest.add("Sigmoid", shifted, name="sigmoid"))
    plain = Graph(inputs=[], count=300)
    plain.outputs.append(plain.add("Tanh", plain.add("Neg", "x"), name="tanh"))
    other = Graph(inputs=[], count=400)
    other.outputs.append(other.add("If", "c", then_branch=plain, else_branch=deepest))
    whole = Conditional(shape=[1, 8])
    whole.outputs.append(whole.add("If", "c", then_branch=taken, else_branch=other))
    path = tmp_path / "m.onnx"
    path.write_bytes(model(whole))
    return path


X = np.linspace(-3, 3, 8, dtype=np.float32).reshape(1, 8)


@pytest.mark.parametrize(
    ("condition", "where", "inputs"), [(True, "relu", X + 1), (False, "sigmoid", X - 1)]
)
def test_the_branch_that_is_taken_is_measured(
    tmp_path: Path, condition: bool, where: str, inputs: np.ndarray
) -> None:
    path = branches(tmp_path)
    np.savez(tmp_path / "in.npz", x=X, c=np.array(condition))
    read = opened(str(path))
    places = report.places(read)
    assert [one.where for one in places] == ["relu", "tanh", "sigmoid"]
    (result,) = running.measured(read, places, str(tmp_path / "in.npz"))
    assert result.place.where == where
    np.testing.assert_allclose(result.inputs, inputs, rtol=1e-6)


def test_what_only_functions_have_is_left_out(tmp_path: Path) -> None:
    """A function's tensors have no name in the file by which they could be asked for."""
    inside = Graph(inputs=["u"], count=50)
    bent = inside.add("Tanh", inside.add("Neg", "u"))
    body = [field_of(7, one) for one in inside.nodes]
    function = field_of(1, "bent") + field_of(4, "u") + field_of(5, bent) + b"".join(body)
    function += field_of(9, field_of(1, "") + field_of(2, 20)) + field_of(10, "mine")
    graph = Graph(shape=[1, 8])
    bent = graph.add("bent", "x", domain="mine")
    graph.outputs.append(graph.add("Softplus", bent, name="behind"))
    data = model(graph, functions=[function])
    path = tmp_path / "m.onnx"
    path.write_bytes(data + field_of(8, field_of(1, "mine") + field_of(2, 1)))
    np.savez(tmp_path / "in.npz", x=X)
    read = opened(str(path))
    places = report.places(read)
    assert [one.named.spec for one in places] == ["tanh", "softplus"]
    result = running.measured(read, places, str(tmp_path / "in.npz"))
    assert [one.place.where for one in result] == ["behind"]
