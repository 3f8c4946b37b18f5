"""ONNX: softmax and its logarithm along the last axis, as local functions with a body.

As the other functions of ONNX they compute in float64 between casts; ``log1p`` is written out. A
model's inputs need a rank, which is 2; the local functions take any.
"""

from __future__ import annotations

from collections.abc import Sequence

from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.onnx import DOMAIN, FORMATS, OPSET, serialised
from actviz.readings.languages.rows_arrays import Functions


def onnx(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> bytes:
    """A serialised model: of rows ``x`` it gives ``y``, and with ``g`` the products ``d1``."""
    import onnx as library
    from onnx import helper as make

    kind = getattr(library.TensorProto, FORMATS[dtype])
    inputs = ["x", "g"] if order else ["x"]
    results = ["y", "d1"] if order else ["y"]
    texts = parts(__file__, "rows_onnx.txt")
    bodies, calls, outputs = [], [], []
    for function, name, says in functions:
        words = ("row", function, f"{function}_d1")[: 2 + order]
        text = "\n".join(filled(texts[word], kind=kind) for word in words)
        body = f"""<domain: "{DOMAIN}", opset_import: ["": {OPSET}]>
{name} ({", ".join(inputs)}) => ({", ".join(results)}) {{
{text}
}}"""
        written = library.parser.parse_function(body)
        written.doc_string = "\n".join(says)
        bodies.append(written)
        alone = len(functions) == 1
        named = results if alone else [name, f"{name}_d1"][: len(results)]
        calls.append(make.make_node(name, inputs, named, domain=DOMAIN))
        outputs += named
    graph = make.make_graph(
        calls,
        "actviz",
        [make.make_tensor_value_info(word, kind, ["N", "n"]) for word in inputs],
        [make.make_tensor_value_info(word, kind, ["N", "n"]) for word in outputs],
    )
    return serialised(graph, bodies, head)
