"""ONNX: softmax and its logarithm along the last axis, as local functions with a body.

As the other functions of ONNX they compute in float64 between casts; ``log1p`` is written out. A
model's inputs need a rank, which is 2; the local functions take any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.readings.languages.onnx import DOMAIN, FORMATS, OPSET, serialised
from actviz.readings.languages.rows_arrays import Functions

_ROW: Final = """
    u = Cast <to = 11> (x)
    axis = Constant <value_ints = [-1]> ()
    none = Constant <value = double {0}> ()
    one = Constant <value = double {1}> ()
    top = ReduceMax (u, axis)
    largest = Equal (u, top)
    below = Sub (u, top)
    shifted = Where (largest, none, below)
    powers = Exp (shifted)
    small = Where (largest, none, powers)
    largest_wide = Cast <to = 11> (largest)
    count = ReduceSum (largest_wide, axis)
    added = ReduceSum (small, axis)
    more = Sub (count, one)
    sum = Add (added, more)
    infinite = IsInf (top)
    several = Greater (count, one)
    lost = And (infinite, several)
    nan = Div (none, none)
    rest = Where (lost, nan, sum)
    total = Add (rest, one)
    share = Div (powers, total)"""
_VALUES: Final = {
    "softmax": """
    y = Cast <to = {kind}> (share)""",
    "log_softmax": """
    moved = Sub (total, one)
    still = Equal (total, one)
    log = Log (total)
    ratio = Div (rest, moved)
    scaled = Mul (log, ratio)
    log1p = Where (still, rest, scaled)
    value = Sub (shifted, log1p)
    y = Cast <to = {kind}> (value)""",
}
_SLOPES: Final = {
    "softmax": """
    v = Cast <to = 11> (g)
    low = Log (none)
    leading = Where (largest, v, low)
    lead = ReduceMax (leading, axis)
    relative = Sub (v, lead)
    parts = Mul (share, relative)
    mean = ReduceSum (parts, axis)
    apart = Sub (relative, mean)
    slope = Mul (share, apart)
    d1 = Cast <to = {kind}> (slope)""",
    "log_softmax": """
    v = Cast <to = 11> (g)
    all = ReduceSum (v, axis)
    shared = Mul (share, all)
    far = Sub (v, shared)
    other = Where (largest, none, v)
    others = ReduceSum (other, axis)
    left = Div (rest, total)
    own = Mul (v, left)
    lent = Mul (share, others)
    near = Sub (own, lent)
    single = Not (several)
    lone = And (largest, single)
    slope = Where (lone, near, far)
    d1 = Cast <to = {kind}> (slope)""",
}


def onnx(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> bytes:
    """A serialised model: of rows ``x`` it gives ``y``, and with ``g`` the products ``d1``."""
    import onnx as library
    from onnx import helper as make

    kind = getattr(library.TensorProto, FORMATS[dtype])
    inputs = ["x", "g"] if order else ["x"]
    results = ["y", "d1"] if order else ["y"]
    bodies, calls, outputs = [], [], []
    for function, name, says in functions:
        text = _VALUES[function] + (_SLOPES[function] if order else "")
        body = f"""<domain: "{DOMAIN}", opset_import: ["": {OPSET}]>
{name} ({", ".join(inputs)}) => ({", ".join(results)}) {{{_ROW}{text.format(kind=kind)}
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
