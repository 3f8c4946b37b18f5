"""Activations inside operators of ONNX and onnxruntime, by what their documents say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.models.build import Graph
from tests.models.test_onnx import one, rows

MICROSOFT = "com.microsoft"


def found(tmp_path: Path, operator: str, domain: str = MICROSOFT, **given: Any) -> list[str]:
    graph = Graph()
    graph.outputs.append(graph.add(operator, "x", "w", "v", domain=domain, **given))
    return [row["spec"] for row in rows(tmp_path, graph)]


OAI = {"activation_alpha": 1.702, "activation_beta": 1.0}


@pytest.mark.parametrize(
    ("operator", "given", "specs"),
    [
        ("SwiGLU", {}, ["swiglu"]),
        ("SwiGLU", {"limit": 7.0, **OAI}, ["swiglu_oai:alpha=1.702,limit=7"]),
        ("SwiGLU", {"limit": 10.0}, ["clamped_swiglu:limit=10"]),
        ("MoE", {}, ["softmax", "relu"]),
        ("QMoE", {"activation_type": "swiglu", "swiglu_limit": 7.0, **OAI},
         ["softmax", "swiglu_oai:alpha=1.702,limit=7"]),
        ("MoEPacked", {"activation_type": "relu2"}, ["squared_relu"]),
        ("GroupNorm", {"activation": 1}, ["silu"]),
        ("GroupNorm", {"activation": 0}, []),
        ("CausalConvWithState", {"activation": "swish"}, ["silu"]),
        ("GatedRMSNorm", {}, ["silu"]),
        ("MatMulNBitsMlp", {"activation": "silu"}, ["swiglu"]),
        ("MatMulPacked", {}, []),
        ("GemmFloat8", {"activation": "GELU"}, ["gelu"]),
        ("GroupQueryAttention", {"softcap": 50.0}, ["softcap:c=50", "softmax"]),
        ("GroupQueryAttention", {"smooth_softmax": 1}, ["quiet_softmax"]),
        ("PackedAttention", {}, ["softmax"]),
        ("BiasSoftmax", {}, ["softmax"]),
        ("BiasGelu", {}, ["gelu"]),
        ("GemmFastGelu", {}, ["gelu_tanh"]),
        ("FusedMatMulActivation", {"activation": "Softmax"}, ["softmax"]),
        ("FusedMatMulActivation", {"activation": "LeakyRelu", "activation_alpha": 0.25},
         ["leaky_relu:negative_slope=0.25"]),
        ("DynamicQuantizeLSTM", {}, ["sigmoid", "tanh"]),
        ("QOrderedGelu", {}, ["gelu"]),
        ("LinearAttentionGate", {}, ["softplus", "sigmoid"]),
        ("SkipLayerNormalization", {}, []),
    ],
)  # fmt: skip
def test_onnxruntimes_own_operators(
    tmp_path: Path, operator: str, given: dict[str, Any], specs: list[str]
) -> None:
    assert found(tmp_path, operator, **given) == specs


def test_attention_of_the_standard_may_have_a_soft_cap(tmp_path: Path) -> None:
    assert found(tmp_path, "Attention", "", softcap=30.0) == ["softcap:c=30", "softmax"]


def test_an_activation_that_is_not_known_is_told(tmp_path: Path) -> None:
    graph = Graph()
    graph.outputs.append(graph.add("MoEPacked", "x", domain=MICROSOFT, activation_type="new"))
    row = one(tmp_path, graph)
    assert (row["certainty"], row["note"]) == ("own", "new is not known")


def test_recurrent_cells_name_their_activations(tmp_path: Path) -> None:
    """Keras 2's LSTM had hard_sigmoid, clip(0.2*x + 0.5, 0, 1), for its gates."""
    assert found(tmp_path, "LSTM", "") == ["sigmoid", "tanh"]
    assert found(tmp_path, "GRU", "", activations=["HardSigmoid", "Relu"]) == [
        "onnx:HardSigmoid", "relu",
    ]  # fmt: skip
    words = ["leakyrelu", "Tanh", "LeakyRelu", "Softsign"]  # two directions, any case
    assert found(tmp_path, "GRU", "", activations=words, activation_alpha=[0.25, 0.5]) == [
        "leaky_relu:negative_slope=0.25", "tanh", "leaky_relu:negative_slope=0.5", "softsign",
    ]  # fmt: skip
