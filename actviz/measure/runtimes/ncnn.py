"""ncnn: a network of one layer, told by the text of its param file."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.measure.homes import Refused
from actviz.measure.runtimes.runtime import Prepared, pick

# The layers that are activations, and the words for their numbered parameters.
LAYERS: Final[dict[str, tuple[str, ...]]] = {
    "AbsVal": (), "BNLL": (), "CELU": ("alpha",), "Clip": ("min", "max"), "ELU": ("alpha",),
    "Erf": (), "Exp": ("base", "scale", "shift"), "GELU": ("fast_gelu",),
    "HardSigmoid": ("alpha", "beta"), "HardSwish": ("alpha", "beta"),
    "Log": ("base", "scale", "shift"), "Mish": (), "Power": ("power", "scale", "shift"),
    "ReLU": ("slope",), "SELU": ("alpha", "lambda"), "Shrink": ("bias", "lambd"), "Sigmoid": (),
    "Softmax": ("axis",), "Softplus": (), "Swish": (), "TanH": (),
    "Threshold": ("threshold",), "UnaryOp": ("op_type",),
}  # fmt: skip


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A layer such as ``GELU`` or ``HardSwish``; options are its parameters by their words."""
    runtime = import_module("ncnn")
    layer = pick("ncnn", operator, LAYERS)
    words = LAYERS[layer]
    strange = [word for word in options if word not in words]
    if strange:
        known = ", ".join(words) or "it has none"
        raise Refused(f"ncnn's {layer} has no parameter {strange[0]!r}; {known}")
    whole = ("fast_gelu", "op_type")  # a float there is read as its bits
    numbers = " ".join(
        f"{words.index(word)}={int(value) if word in whole else value}"
        for word, value in options.items()
    )
    net = runtime.Net()
    for word in ("fp16_packed", "fp16_storage", "fp16_arithmetic"):
        setattr(net.opt, f"use_{word}", bool(own.get("fp16", 0)))
    net.opt.use_bf16_storage = bool(own.get("bf16", 0))
    net.opt.num_threads = int(own.get("threads", 1))
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder, "none.bin")
        weights.touch()
        text = f"7767517\n2 2\nInput in 0 1 x\n{layer} layer 1 1 x y {numbers}\n"
        if net.load_param_mem(text) or net.load_model(str(weights)):
            raise Refused(f"ncnn does not load a network of one {layer}")

    def call(x: Any) -> Any:
        with net.create_extractor() as extractor:
            given = runtime.Mat(np.ascontiguousarray(x)).clone()  # its memory must outlive it
            code = extractor.input("x", given)
            code, answer = extractor.extract("y") if not code else (code, None)
            if code:
                raise Refused(f"ncnn answered with code {code}")
            return np.array(answer).copy()

    return Prepared(call)
