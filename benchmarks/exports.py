"""Ten networks exported to ONNX by each library, against the modules themselves.

``python -m benchmarks.exports torch|tensorflow|jax FOLDER`` writes them there, by torch.onnx (both
exporters), tf2onnx or jax2onnx, in an environment that has it. ``python -m benchmarks.exports read
FOLDER`` then compares what ``actviz model`` finds with what the modules are: in the files as they
are, after onnxslim, and after onnxruntime's optimiser, where those are installed. Exit code 1 if
any is not right.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Activations of the networks, by the names of the files.
TRUTH: dict[str, dict[str, int]] = {
    "gelu": {"gelu": 2},
    "gelu_tanh": {"gelu_tanh": 2},
    "silu": {"silu": 2, "sigmoid": 1},
    "mobile": {"hard_swish": 1, "hard_sigmoid": 1, "relu6": 1},
    "mish": {"mish": 2},
    "soft": {"softplus": 1, "softsign": 1, "tanh_shrink": 1},
    "bent": {"softplus": 1, "softsign": 1, "tanh": 1},
    "units": {"elu": 1, "celu": 1, "selu": 1, "leaky_relu": 1},
    "linear_units": {"elu": 1, "selu": 1, "leaky_relu": 1},
    "shrink": {"soft_shrink": 1, "hard_shrink": 1, "log_sigmoid": 1},
    "clipped": {"celu": 1, "log_sigmoid": 1, "hard_tanh": 1},
    "ends": {"tanh_shrink": 1, "hard_tanh": 1},
    "softmax": {"relu": 1, "softmax": 1},
    "glu": {"glu": 1, "softmax": 1},
    "swiglu": {"swiglu": 1},
}
# Opsets of PyTorch's exporters; the last is the newest of which each writes a file that is valid.
TORCH = {"old": (17, 20, 23), "new": (17, 20, 25)}


def torch_files(folder: Path) -> None:
    """By both exporters of PyTorch at several opsets."""
    import torch
    from torch import nn

    def chain(*middle: Any) -> Any:
        return nn.Sequential(*(part for one in middle for part in (nn.Linear(8, 8), one)))

    def images(*middle: Any) -> Any:
        return nn.Sequential(*(part for one in middle for part in (nn.Conv2d(4, 4, 1), one)))

    class Gated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.up, self.gate, self.down = (nn.Linear(8, 8) for _ in range(3))

        def forward(self, x: Any) -> Any:
            return self.down(nn.functional.silu(self.gate(x)) * self.up(x))

    x, image = torch.randn(2, 8), torch.randn(1, 4, 6, 6)
    networks = {
        "gelu": (chain(nn.GELU(), nn.GELU()), x),
        "gelu_tanh": (chain(nn.GELU("tanh"), nn.GELU("tanh")), x),
        "silu": (images(nn.SiLU(), nn.SiLU(), nn.Sigmoid()), image),
        "mobile": (images(nn.Hardswish(), nn.Hardsigmoid(), nn.ReLU6()), image),
        "mish": (images(nn.Mish(), nn.Mish()), image),
        "soft": (chain(nn.Softplus(), nn.Softsign(), nn.Tanhshrink()), x),
        "units": (chain(nn.ELU(0.5), nn.CELU(2.0), nn.SELU(), nn.LeakyReLU(0.2)), x),
        "shrink": (chain(nn.Softshrink(), nn.Hardshrink(), nn.LogSigmoid()), x),
        "glu": (nn.Sequential(nn.Linear(8, 16), nn.GLU(), nn.Linear(8, 8), nn.Softmax(-1)), x),
        "swiglu": (Gated(), x),
    }
    for name, (module, inputs) in networks.items():
        for word, opset in ((word, one) for word, opsets in TORCH.items() for one in opsets):
            dynamo = word == "new"
            with _telling(f"{name}, {word} exporter, opset {opset}"):
                torch.onnx.export(
                    module.eval(), (inputs,), folder / f"{name}.{word}.{opset}.onnx",
                    dynamo=dynamo, opset_version=opset, **({"verbose": False} if dynamo else {}),
                )  # fmt: skip


def tensorflow_files(folder: Path) -> None:
    """Keras networks by tf2onnx at several opsets."""
    import keras
    import tensorflow as tf
    import tf2onnx

    a = keras.activations

    def chain(*activations: Callable[[Any], Any], image: bool = False) -> Any:
        x = inputs = keras.Input((6, 6, 4) if image else (8,))
        for one in activations:
            layer = keras.layers.Conv2D(4, 1) if image else keras.layers.Dense(8)
            x = keras.layers.Activation(one)(layer(x))
        return keras.Model(inputs, x)

    def gelu_tanh(x: Any) -> Any:
        return a.gelu(x, approximate=True)

    networks = {
        "gelu": chain(a.gelu, a.gelu),
        "gelu_tanh": chain(gelu_tanh, gelu_tanh),
        "silu": chain(a.silu, a.silu, a.sigmoid, image=True),
        "mobile": chain(a.hard_silu, a.hard_sigmoid, a.relu6, image=True),
        "mish": chain(a.mish, a.mish, image=True),
        "bent": chain(a.softplus, a.softsign, a.tanh),
        "linear_units": chain(
            lambda x: a.elu(x, 0.5), a.selu, lambda x: a.leaky_relu(x, negative_slope=0.2)
        ),
        "shrink": chain(a.soft_shrink, a.hard_shrink, a.log_sigmoid),
        "ends": chain(a.tanh_shrink, a.hard_tanh),
        "softmax": chain(a.relu, a.softmax),
    }
    for name, network in networks.items():
        for opset in (13, 17, 18):
            with _telling(f"{name}, tf2onnx, opset {opset}"):
                signature = [tf.TensorSpec((1, *network.input_shape[1:]), tf.float32)]
                tf2onnx.convert.from_function(
                    tf.function(network.__call__), signature, opset=opset,
                    output_path=str(folder / f"{name}.tf2onnx.{opset}.onnx"),
                )  # fmt: skip


def jax_files(folder: Path) -> None:
    """Functions of jax.nn between matrices by jax2onnx."""
    import jax2onnx
    import numpy as np
    import onnx
    from jax import nn
    from jax import numpy as jnp

    weights = np.random.default_rng(0).normal(size=(4, 8, 8)).astype(np.float32)

    def chain(*activations: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def network(x: Any) -> Any:
            for weight, one in zip(weights, activations, strict=False):
                x = one(x @ weight)
            return x

        return network

    def gelu(x: Any) -> Any:
        return nn.gelu(x, approximate=False)

    def glu(x: Any) -> Any:
        return nn.softmax(nn.glu(x @ np.concatenate(weights[:2], axis=1)) @ weights[2])

    networks = {
        "gelu": chain(gelu, gelu),
        "gelu_tanh": chain(nn.gelu, nn.gelu),
        "silu": chain(nn.silu, nn.silu, nn.sigmoid),
        "mobile": chain(nn.hard_silu, nn.hard_sigmoid, nn.relu6),
        "mish": chain(nn.mish, nn.mish),
        "bent": chain(nn.softplus, nn.soft_sign, jnp.tanh),
        "linear_units": chain(
            lambda x: nn.elu(x, 0.5), nn.selu, lambda x: nn.leaky_relu(x, 0.2)
        ),
        "clipped": chain(lambda x: nn.celu(x, 2.0), nn.log_sigmoid, nn.hard_tanh),
        "glu": glu,
        "swiglu": lambda x: (nn.silu(x @ weights[0]) * (x @ weights[1])) @ weights[2],
    }  # fmt: skip
    for name, network in networks.items():
        for opset in (21, 23):
            with _telling(f"{name}, jax2onnx, opset {opset}"):
                model = jax2onnx.to_onnx(network, inputs=[(2, 8)], opset=opset)
                onnx.save(model, folder / f"{name}.jax2onnx.{opset}.onnx")


class _telling:  # noqa: N801 - read as a word before a block
    """An exporter that refuses a network is told and passed over."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        warnings.simplefilter("ignore")

    def __exit__(self, kind: type | None, error: object, trace: object) -> bool:
        if isinstance(error, Exception):
            print(f"refused: {self.what}: {type(error).__name__}")
        return isinstance(error, Exception)


def variants(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """A file, and what onnxslim and onnxruntime's optimiser make of it."""
    yield "as exported", path
    after = folder / f"{path.stem}.slim.onnx"
    try:
        import onnx
        import onnxslim

        onnx.save(onnxslim.slim(str(path)), after)
        yield "after onnxslim", after
    except Exception as error:
        print(f"onnxslim: {path.name}: {type(error).__name__}")
    after = folder / f"{path.stem}.ort.onnx"
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.optimized_model_filepath = str(after)
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        yield "after onnxruntime", after
    except Exception as error:
        print(f"onnxruntime: {path.name}: {type(error).__name__}")


def compare(folder: Path) -> int:
    """How many of a folder's files, and of what optimisers make of them, are not right."""
    from actviz.models import report
    from actviz.models.model_files import opened

    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        for path in sorted(folder.glob("*.onnx")):
            name, exporter, _ = path.name.split(".", 2)
            for how, file in variants(path, Path(made)):
                counts: Counter[str] = Counter()
                for row in report.rows(opened(str(file))):
                    counts[row["function"]] += row["count"]
                word = f"{exporter} {how}"
                total[word] += 1
                right[word] += dict(counts) == TRUTH[name]
                if dict(counts) != TRUTH[name]:
                    print(f"WRONG {path.name} {how}: {dict(counts)}")
    for word in sorted(total):
        print(f"{word}: {right[word]} of {total[word]}")
    return total.total() - right.total()


def main() -> int:
    """Write the files of one library, or read a folder of them."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("torch", "tensorflow", "jax", "read"):
        print((__doc__ or "").partition("\n\n")[2], file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    if sys.argv[1] == "read":
        return int(compare(folder) > 0)
    write = {"torch": torch_files, "tensorflow": tensorflow_files, "jax": jax_files}
    importlib.import_module(sys.argv[1])
    write[sys.argv[1]](folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
