#!/usr/bin/env bash
# CTranslate2 4.8.5, which runs Transformers, on an x86-64 processor with AVX2, float32: GELU in its
# tanh form does not go to 0 on the left but down a line: -1.2e-6 at -10, -0.0012 at -1e4, where it is
# 0. The exact GELU is 4 % off at -5, 0 from -6 to the left, where it is -5.9e-9, and NaN at -infinity.
# Swish of -infinity is -infinity; at -1e30, where it is 0, -4e-9. Sigmoid of NaN is 4e-39 and ReLU of
# NaN 0, so that a gate closes where something went wrong. tanh keeps all its digits, and NaN. What is
# asked here is the layer after the pooling of an encoder, which takes each of the activations that a
# file may name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ctranslate2==4.8.5 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import os

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

x = np.array([-np.inf, -1e30, -1e4, -10, -6, -5, -1, -1e-8, 0.5, 3, 10, np.inf, np.nan], np.float32)
size = len(x)


def zeros(*shape):
    return np.zeros(shape, np.float32)


def answers(activation):
    """The activation of x: all weights are 0, and x is the bias of the layer after the pooling."""
    encoder = transformer_spec.TransformerEncoderSpec(1, 1, no_final_norm=True)
    spec = transformer_spec.TransformerEncoderModelSpec(encoder, True, activation)
    encoder.embeddings[0].weight = zeros(2, size)
    encoder.position_encodings.encodings = zeros(8, size)
    layer = encoder.layer[0]
    for norm in (layer.self_attention.layer_norm, layer.ffn.layer_norm):
        norm.gamma, norm.beta = zeros(size) + 1, zeros(size)
    shapes = (
        (layer.self_attention.linear[0], 3 * size, size),
        (layer.self_attention.linear[1], size, size),
        (layer.ffn.linear_0, 4, size),
        (layer.ffn.linear_1, size, 4),
        (spec.pooler_dense, size, size),
    )
    for linear, rows, columns in shapes:
        linear.weight, linear.bias = zeros(rows, columns), zeros(rows)
    spec.pooler_dense.bias = x
    spec.register_vocabulary(["<unk>", "a"])
    spec.config.unk_token = "<unk>"
    spec.validate()
    folder = activation.name
    os.makedirs(folder)
    spec.save(folder)
    encoder = ctranslate2.Encoder(folder, device="cpu", compute_type="float32")
    found = np.array(encoder.forward_batch([["a"]]).pooler_output)[0].tolist()
    return dict(zip([*x[:-1].tolist(), "nan"], found))


def near(a, b):
    return math.isclose(a, b, rel_tol=0.01)


kinds = {kind.name: answers(kind) for kind in common_spec.Activation}
for name, answer in kinds.items():
    print(name, answer)
tanh_form, exact, swish = (kinds[name] for name in ("GELUTanh", "GELU", "SWISH"))
inner = (2 / math.pi) ** 0.5
for t in (-1, 0.5, 3, 10):
    cubed = t * (1 + math.tanh(inner * (t + 0.044715 * t**3))) / 2
    meant = cubed, t * math.erfc(-t / 2**0.5) / 2, t / (1 + math.exp(-t))
    for answer, value in zip((tanh_form, exact, swish), meant):
        assert math.isclose(answer[t], value, rel_tol=1e-5), (t, answer, value)
for t in x[1:-2].tolist():
    assert math.isclose(kinds["Tanh"][t], math.tanh(t), rel_tol=1e-6), kinds["Tanh"]
for name in ("Tanh", "GELU", "GELUTanh", "SWISH"):
    assert math.isnan(kinds[name]["nan"]), kinds[name]
assert near(tanh_form[-10], -1.192e-6) and near(tanh_form[-1e4], -1.192e-3), f"changed: {tanh_form}"
assert near(exact[-5] / (-2.5 * math.erfc(5 / 2**0.5)), 1.04) and exact[-6] == 0, f"changed: {exact}"
assert math.isnan(exact[-math.inf]), f"changed: {exact}"
far = float(x[1])
assert swish[-math.inf] == -math.inf and near(swish[far], -4.156e-9), f"changed: {swish}"
assert near(kinds["Sigmoid"]["nan"], 4.156e-39), f"changed: {kinds['Sigmoid']}"
assert kinds["RELU"]["nan"] == 0, f"changed: {kinds['RELU']}"
PYTHON
CT2_FORCE_CPU_ISA=AVX2 venv/bin/python ask.py
