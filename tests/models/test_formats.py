"""TFLite, .pt2, Keras, safetensors with config.json, GGUF: files made here, some by libraries."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from struct import pack
from typing import Any

import pytest

from actviz.models import report
from actviz.models.model_files import opened
from actviz.models.model_graph import ModelError
from tests.models.build_tflite import Operator, Tensor
from tests.models.build_tflite import model as tflite


def specs(path: Path) -> list[tuple[str, int]]:
    return [(row["spec"], row["count"]) for row in report.rows(opened(str(path)))]


# ---------------------------------------------------------------- config.json


def config(tmp_path: Path, **content: Any) -> list[dict[str, Any]]:
    (tmp_path / "config.json").write_text(json.dumps(content))
    return report.rows(opened(str(tmp_path)))


def test_names_of_transformers_mean_what_transformers_means(tmp_path: Path) -> None:
    (row,) = config(tmp_path, hidden_act="gelu_new", transformers_version="5.24.0")
    assert (row["spec"], row["dialect"], row["where"]) == ("gelu_tanh", "hf:gelu_new", "hidden_act")
    assert row["certainty"] == "named"
    (row,) = config(tmp_path, hidden_act="silu", model_type="llama")
    assert row["spec"] == "silu"
    assert "swiglu" in row["note"]
    # T5: "gated-gelu" is gelu_new (tanh), "gelu" the erf form: transformers' configuration_t5.
    assert config(tmp_path, feed_forward_proj="gated-gelu")[0]["spec"] == "gelu_tanh"
    assert config(tmp_path, feed_forward_proj="gelu")[0]["spec"] == "gelu"
    assert config(tmp_path, gelu_activation=False)[0]["spec"] == "relu"
    inner = {"text_config": {"hidden_act": "silu"}, "vision_config": {"hidden_act": "quick_gelu"}}
    assert [row["where"] for row in config(tmp_path, **inner)] == [
        "text_config.hidden_act", "vision_config.hidden_act",
    ]  # fmt: skip
    # Settings of wav2vec2-bert, openai-gpt, omdet-turbo, textnet, clipseg, deepseek_v4.
    words = {"adapter_act": "relu", "afn": "gelu", "conv_norm_activation": "gelu",
             "stem_act_func": "relu", "decoder_hidden_act": "quick_gelu",
             "scoring_func": "sqrtsoftplus"}  # fmt: skip
    rows = config(tmp_path, **words, desc_act=False, activation_dropout=0.1, input_activations={})
    assert [row["where"] for row in rows] == list(words)
    assert {row["spec"] for row in rows} == {"relu", "gelu", "quick_gelu", "sqrt_softplus"}
    (row,) = config(tmp_path, hidden_act="no_such_thing")
    assert (row["function"], row["spec"]) == ("unknown", "")


def test_what_the_code_of_transformers_fixes_is_told(tmp_path: Path) -> None:
    # modeling_gpt_oss.py: gate*sigmoid(alpha*gate)*(up + 1), both clamped; hidden_act is not read.
    (row,) = config(tmp_path, model_type="gpt_oss", hidden_act="silu", swiglu_limit=5.0)
    assert row["spec"] == "swiglu_oai:limit=5"
    (row,) = config(tmp_path, model_type="lfm2")  # modeling_lfm2.py: w2(silu(w1(x))*w3(x))
    assert row["spec"] == "silu"
    assert "swiglu" in row["note"]
    rows = config(tmp_path, model_type="rwkv")
    assert [row["spec"] for row in rows] == ["sigmoid", "squared_relu"]
    (row,) = config(tmp_path, dense_act_fn="gelu_new", is_gated_act=True)
    assert "geglu_tanh" in row["note"]


def safetensors(path: Path, header: bytes) -> None:
    path.write_bytes(len(header).to_bytes(8, "little") + header)


def test_caps_of_logits_are_read_and_straight_lines_are_not(tmp_path: Path) -> None:
    result = config(tmp_path, hidden_activation="linear", model_type="gemma2",
                   final_logit_softcapping=30.0, attn_logit_softcapping=None)  # fmt: skip
    assert [(row["spec"], row["where"]) for row in result] == [
        ("softcap:c=30", "final_logit_softcapping")
    ]


def test_safetensors_want_their_config(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    safetensors(path, b"{}")
    with pytest.raises(ModelError, match=r"config\.json beside it"):
        opened(str(path))
    (tmp_path / "config.json").write_text('{"hidden_act": "relu"}')
    assert specs(path) == [("relu", 1)]
    path.write_bytes((2**60).to_bytes(8, "little"))
    with pytest.raises(ModelError, match="cut off"):
        opened(str(path))


# ---------------------------------------------------------------- GGUF


def gguf(path: Path, tensors: Sequence[str] = (), **values: str | float) -> None:
    parts = [b"GGUF", pack("<IQQ", 3, len(tensors), len(values))]
    for key, value in values.items():
        name = key.replace("__", ".").encode()
        parts.append(pack("<Q", len(name)) + name)
        if isinstance(value, str):
            parts.append(pack("<IQ", 8, len(value)) + value.encode())
        else:
            whole = isinstance(value, int)
            parts.append(pack("<II" if whole else "<If", 4 if whole else 6, value))
    for one in tensors:
        parts.append(pack("<Q", len(one)) + one.encode() + pack("<IQQIQ", 2, 4, 4, 0, 0))
    path.write_bytes(b"".join(parts))


def test_gguf_tells_the_architecture_and_what_llama_cpp_does_with_it(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    gguf(path, general__architecture="gemma2", gemma2__attn_logit_softcapping=50.0,
         gemma2__final_logit_softcapping=30.0)  # fmt: skip
    assert specs(path) == [("geglu_tanh", 1), ("softcap:c=50", 1), ("softcap:c=30", 1)]
    gguf(path, general__architecture="llama")
    assert specs(path) == [("swiglu", 1)]
    for length in range(4, path.stat().st_size, 5):
        cut = tmp_path / "cut.gguf"
        cut.write_bytes(path.read_bytes()[:length])
        with pytest.raises(ModelError):
            opened(str(cut))


@pytest.mark.parametrize(
    ("kind", "tensors", "keys", "expected"),
    [  # llama.cpp's src/models: refact, grok, mamba-base, nemotron, rwkv6-base, t5, modern-bert
        ("refact", (), {}, {"swiglu"}),
        ("grok", (), {"grok__router_logit_softcapping": 30.0}, {"geglu_tanh", "softcap:c=30"}),
        ("mamba", (), {}, {"silu", "swiglu"}),
        ("nemotron", (), {}, {"squared_relu"}),
        ("rwkv6", (), {}, {"squared_relu", "silu", "sigmoid", "tanh"}),
        ("t5", ("enc.blk.0.ffn_up.weight", "enc.blk.0.ffn_gate.weight"), {}, {"geglu_tanh"}),
        ("t5", ("enc.blk.0.ffn_up.weight",), {}, {"relu"}),
        ("modern-bert", (), {"modern-bert__hidden_activation": "silu"}, {"swiglu"}),
        ("deepseek2", (), {"deepseek2__expert_gating_func": 2}, {"swiglu", "sigmoid"}),
    ],
)
def test_gguf_of_architectures(
    kind: str, tensors: tuple[str, ...], keys: dict[str, Any], expected: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "m.gguf"
    gguf(path, tensors, general__architecture=kind, **keys)
    assert {spec for spec, _ in specs(path)} == expected
    if tensors:
        path.write_bytes(path.read_bytes()[:-60])
        with pytest.raises(ModelError, match="cut off"):
            opened(str(path))


# ---------------------------------------------------------------- Keras


def keras(path: Path, layers: list[dict[str, Any]], version: str = "3.15.1") -> None:
    with zipfile.ZipFile(path, "w") as archive:
        content = {"class_name": "Sequential", "config": {"name": "s", "layers": layers}}
        archive.writestr("config.json", json.dumps(content))
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))


def layer(kind: str, **settings: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": kind.lower(), **settings}}


def test_keras_layers_and_the_numbers_of_its_versions(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    keras(path, [
        layer("Dense", activation="gelu"), layer("Dense", activation="leaky_relu"),
        layer("LeakyReLU"), layer("LeakyReLU", negative_slope=0.1),
        layer("LSTM", activation="tanh", recurrent_activation="sigmoid"),
        layer("Dense", activation={"class_name": "function", "config": "Package>mine"}),
        layer("ReLU", max_value=6.0, negative_slope=0.0, threshold=0.0),
        layer("Dense", activation="hard_sigmoid"),
        layer("ReLU", max_value=4.0, negative_slope=0.1, threshold=0.0),
    ])  # fmt: skip
    last = report.rows(opened(str(path)))[-1]
    assert (last["function"], last["spec"].split(":")[:2]) == ("relu", ["keras", "relu"])
    # keras.activations.leaky_relu has slope 0.2, the layer LeakyReLU 0.3.
    assert [spec for spec, _ in specs(path)] == [
        "gelu", "leaky_relu:negative_slope=0.2", "leaky_relu:negative_slope=0.3",
        "leaky_relu:negative_slope=0.1", "tanh", "sigmoid", "",
        report.rows(opened(str(path)))[7]["spec"], "hard_sigmoid", last["spec"],
    ]  # fmt: skip
    keras(path, [layer("Dense", activation="hard_sigmoid")], version="2.15.0")
    (row,) = report.rows(opened(str(path)))
    from actviz.lookup.registry import get

    assert get(row["spec"])(1.0) == pytest.approx(0.7)  # Keras 2: clip(0.2*x + 0.5, 0, 1)
    assert "Keras 3" in row["note"]


def test_keras_models_in_hdf5_are_read_where_h5py_is(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "m.h5"
    layers = [layer("Dense", activation="gelu"), layer("LeakyReLU", alpha=0.125),
              layer("Dense", activation="hard_sigmoid")]  # fmt: skip
    content = json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})
    for text in (content, content.encode()):  # both kinds of string are in use
        with h5py.File(path, "w") as file:
            file.attrs["model_config"], file.attrs["keras_version"] = text, "2.15.0"
        assert specs(path)[:2] == [("gelu", 1), ("leaky_relu:negative_slope=0.125", 1)]
        assert "as Keras 2 means it" in report.rows(opened(str(path)))[2]["note"]
    with h5py.File(path, "w") as file:
        file["dense/kernel"] = [1.0]
    with pytest.raises(ModelError, match="weights alone name no activation"):
        opened(str(path))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelError, match=r"m\.h5: the file is damaged"):
        opened(str(path))


def test_without_h5py_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    path = tmp_path / "m.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n")
    with pytest.raises(ModelError, match=r"m.h5: .*pip install 'actviz\[files\]'"):
        opened(str(path))


def test_calls_of_keras_are_read_and_straight_lines_are_not(tmp_path: Path) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("Gelu", {"approximate": True}), ("Gelu", {"approximate": False}),
        ("LeakyRelu", {"negative_slope": 0.3}), ("HardShrink", {"threshold": 0.25}),
        ("Softmax", {"axis": -1}), ("Multiply", {}),
    ]  # fmt: skip
    path = tmp_path / "m.keras"
    keras(path, [
        layer("Dense", activation="linear"), layer("Activation", activation="linear"),
        *({**layer(kind, **settings), "module": "keras.src.ops.nn"} for kind, settings in calls),
    ])  # fmt: skip
    assert [spec for spec, _ in specs(path)] == [
        "gelu_tanh", "gelu", "leaky_relu:negative_slope=0.3", "hard_shrink:lambd=0.25", "softmax",
    ]  # fmt: skip


def functional(path: Path, *calls: tuple[str, list[Any], dict[str, Any]]) -> None:
    """A model of a layer, calls one after the other, each of numbers and earlier ones, a layer."""

    def tensor(number: int) -> dict[str, Any]:
        history = [f"n{number}", 0, 0]
        inner = {"shape": [None, 4], "dtype": "float32", "keras_history": history}
        return {"class_name": "__keras_tensor__", "config": inner}

    whole: list[tuple[str, list[Any], dict[str, Any]]] = [
        ("Dense", ["n99"], {}), *calls, ("Dense", [f"n{len(calls)}"], {}),
    ]  # fmt: skip
    layers: list[dict[str, Any]] = []
    for number, (kind, args, settings) in enumerate(whole):
        module = "keras.layers" if kind in ("Dense", "Activation") else "keras.src.ops.numpy"
        given = [tensor(int(one[1:])) if isinstance(one, str) else one for one in args]
        layers.append({
            "module": module, "class_name": kind, "config": {"name": f"n{number}", **settings},
            "name": f"n{number}", "inbound_nodes": [{"args": given, "kwargs": {}}],
        })  # fmt: skip
    config = {"layers": layers, "input_layers": ["n0", 0, 0], "output_layers": ["n9", 0, 0]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Functional", "config": config}))
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))


def test_what_calls_of_keras_compute_together_is_read(tmp_path: Path) -> None:
    """x*sigmoid(x) was said to be a sigmoid, x*tanh(softplus(x)) two functions."""
    path = tmp_path / "m.keras"
    written: list[tuple[str, list[tuple[str, list[Any], dict[str, Any]]]]] = [
        ("silu", [("Activation", ["n0"], {"activation": "sigmoid"}),
                  ("Multiply", ["n0", "n1"], {})]),
        ("mish", [("Softplus", ["n0"], {}), ("Tanh", ["n1"], {}), ("Multiply", ["n0", "n2"], {})]),
        ("relu6", [("Clip", ["n0"], {"x_min": 0, "x_max": 6})]),
        ("leaky_relu:negative_slope=0.1", [("Multiply", [0.1, "n0"], {}),
                                           ("Maximum", ["n0", "n1"], {})]),
        ("silu", [("Negative", ["n0"], {}), ("Exp", ["n1"], {}), ("Add", [1, "n2"], {}),
                  ("TrueDivide", ["n0", "n3"], {})]),
        ("gelu_tanh", [("Gelu", ["n0"], {"approximate": True})]),
        ("softmax", [("Softmax", ["n0"], {"axis": -1})]),
    ]  # fmt: skip
    for spec, calls in written:
        functional(path, *calls)
        assert specs(path) == [(spec, 1)], calls
        assert not report.unread(opened(str(path)))


def in_keras_2(path: Path, layers: list[tuple[str, str, dict[str, Any], list[Any]]]) -> None:
    """A functional model whose layers and calls are as Keras 2 writes them."""
    start: tuple[str, str, dict[str, Any], list[Any]] = ("Dense", "x", {}, [])
    content = [
        {"class_name": kind, "config": {"name": name, **settings}, "name": name,
         "inbound_nodes": calls} for kind, name, settings, calls in (start, *layers)
    ]  # fmt: skip
    config = {"layers": content, "output_layers": [[layers[-1][1], 0, 0]]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Functional", "config": config}))
        archive.writestr("metadata.json", json.dumps({"keras_version": "2.15.0"}))


def call(function: str, *inbound: Any) -> tuple[str, str, dict[str, Any], list[Any]]:
    return ("TFOpLambda", function, {"function": function}, [list(inbound)])


def test_what_calls_of_keras_2_compute_together_is_read(tmp_path: Path) -> None:
    """The hard_swish of MobileNetV3 was a relu6; layers and calls have a syntax each."""
    path = tmp_path / "m.keras"
    written: dict[str, list[tuple[str, str, dict[str, Any], list[Any]]]] = {
        "hard_swish": [
            call("__operators__.add", "x", 0, 0, {"y": 3.0, "name": None}),
            ("ReLU", "r", {"max_value": 6.0}, [[["__operators__.add", 0, 0, {}]]]),
            call("math.multiply", "r", 0, 0, {"y": 0.16666666666666666, "name": None}),
            ("Multiply", "m", {}, [[["x", 0, 0, {}], ["math.multiply", 0, 0, {}]]]),
        ],
        "quick_gelu": [
            call("math.multiply", "_CONSTANT_VALUE", -1, 1.7020000219345093, {"y": ["x", 0, 0]}),
            call("math.sigmoid", "math.multiply", 0, 0, {"name": None}),
            ("Multiply", "m", {}, [[["x", 0, 0, {}], ["math.sigmoid", 0, 0, {}]]]),
        ],
        "relu6": [call("clip_by_value", "x", 0, 0, {"clip_value_min": 0.0, "clip_value_max": 6.0})],
        "gelu_tanh": [call("nn.gelu", "x", 0, 0, {"approximate": True})],
        "thresholded_relu:threshold=0.5": [
            ("ThresholdedReLU", "t", {"theta": 0.5}, [[["x", 0, 0, {}]]])
        ],
    }  # fmt: skip
    for spec, layers in written.items():
        in_keras_2(path, layers)
        assert specs(path) == [(spec, 1)]
        assert not report.unread(opened(str(path)))


@pytest.mark.parametrize("calls", [
    [1], [[]], [["x"]], [["x", 0]], [["x", 0, 0, 5]], [["x", 0, 0, {"y": [[], {}, 1]}]], {"x": 1},
    [["_CONSTANT_VALUE", -1, 1e300, {"y": ["x", 0, 0]}]], [[["x", 0, 0, {"y": 10**400}]]],
])  # fmt: skip
def test_damaged_calls_of_keras_2_are_left_or_told(calls: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    in_keras_2(path, [("TFOpLambda", "c", {"function": "math.multiply"}, calls)])
    try:
        report.rows(opened(str(path)))
    except ModelError as error:
        assert "damaged" in str(error)


def test_keras_layers_that_hold_or_hide_functions(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    hidden = {**layer("Mine"), "registered_name": "Custom>Mine", "build_config": {}}
    keras(path, [layer("MultiHeadAttention"), layer("Lambda", function={}), hidden])
    rows = report.rows(opened(str(path)))
    assert [(row["spec"], row["note"]) for row in rows] == [
        ("softmax", "inside MultiHeadAttention"), *[("", "a layer of its author's own code")] * 2,
    ]  # fmt: skip


# ---------------------------------------------------------------- PyTorch


def test_pt2_of_torch_itself(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = nn.Sequential(
        nn.Linear(8, 8), nn.GELU("tanh"), nn.Linear(8, 8), nn.Softplus(2), nn.Linear(8, 8),
        nn.ReLU6(), nn.Linear(8, 8), nn.LeakyReLU(0.2), nn.Linear(8, 8), nn.GLU(),
        nn.Linear(4, 8), nn.Hardswish(), nn.Linear(8, 8), nn.PReLU(), nn.Linear(8, 8),
        nn.Softmax(-1),
    )  # fmt: skip
    path = tmp_path / "m.pt2"
    torch.export.save(torch.export.export(model, (torch.zeros(2, 8),)), str(path))
    result = report.rows(opened(str(path)))
    assert [row["spec"] for row in result] == [
        "gelu_tanh", "torch:Softplus:beta=2", "relu6", "leaky_relu:negative_slope=0.2", "glu",
        "hard_swish", "prelu:alpha=0.25", "softmax",
    ]  # fmt: skip
    assert result[0]["dialect"] == "torch:GELU:approximate=tanh"


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_decomposed_program_is_recognised(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = nn.Sequential(nn.Linear(8, 8), nn.SiLU(), nn.Linear(8, 8), nn.Mish(), nn.Linear(8, 8))
    program = torch.export.export(model, (torch.zeros(2, 8),)).run_decompositions()
    path = tmp_path / "m.pt2"
    torch.export.save(program, str(path))
    assert [spec for spec, _ in specs(path)] == ["silu", "mish"]


def test_pickles_and_core_ml_are_refused(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    path = tmp_path / "m.pt"
    torch.save(torch.nn.ReLU().state_dict(), path)
    with pytest.raises(ModelError, match="pickle"):
        opened(str(path))
    package = tmp_path / "m.mlpackage"  # a folder; the other is protobuf, as ONNX is
    package.mkdir()
    (tmp_path / "m.mlmodel").write_bytes(b"\x08\x05\x12\x04\x0a\x02\xff\xff")
    for one in (package, tmp_path / "m.mlmodel"):
        with pytest.raises(ModelError, match="Core ML, which is not read"):
            opened(str(one))


# ---------------------------------------------------------------- TFLite


@pytest.mark.parametrize(
    ("code", "options", "spec"),
    [
        (14, None, "sigmoid"), (28, None, "tanh"), (21, None, "relu6"), (117, None, "hard_swish"),
        (150, {0: b"\1"}, "gelu_tanh"), (150, None, "gelu"), (111, None, "elu"),
        (98, {0: pack("<f", 0.25)}, "leaky_relu:negative_slope=0.25"), (25, None, "softmax"),
        (3, {3: b"\1"}, "relu"), (3, {3: b"\3"}, "relu6"), (9, {0: b"\1"}, "relu"),
    ],
)  # fmt: skip
def test_tflite_operators(
    code: int, options: dict[int, bytes] | None, spec: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.tflite"
    tensors = [Tensor("in"), Tensor("out")]
    path.write_bytes(tflite(tensors, [Operator(code, options=options)]))
    assert specs(path) == [(spec, 1)]


def test_a_layer_that_is_written_twice_is_one_in_tflite(tmp_path: Path) -> None:
    # As TensorFlow's converter writes CELU: max(0, Wx), fused into a layer, and expm1(min(0, Wx)).
    full = pack("<8f", *[0.5] * 8)
    zero, one = pack("<8f", *[0.0] * 8), pack("<8f", *[1.0] * 8)
    tensors = [Tensor("in"), Tensor("w", stored=full), Tensor("wx"), Tensor("relu"),
               Tensor("zero", stored=zero), Tensor("min"), Tensor("exp"),
               Tensor("one", stored=one), Tensor("sub"), Tensor("out")]  # fmt: skip
    layers = [Operator(9, (0, 1), 3, {0: b"\1"}), Operator(9, (0, 1), 2)]
    rest = [Operator(57, (2, 4), 5), Operator(47, (5,), 6), Operator(41, (6, 7), 8),
            Operator(0, (3, 8), 9)]  # fmt: skip
    for order in (layers, layers[::-1]):
        (tmp_path / "m.tflite").write_bytes(tflite(tensors, [*order, *rest]))
        assert specs(tmp_path / "m.tflite") == [("elu", 1)]


def test_zeros_like_in_tflite(tmp_path: Path) -> None:
    # As the converter writes hard_shrink: where(abs(x) > 0.5, x, zeros_like(x)).
    tensors = [Tensor("in"), Tensor("abs"), Tensor("half", stored=pack("<8f", *[0.5] * 8)),
               Tensor("more"), Tensor("zeros"), Tensor("out")]  # fmt: skip
    path = tmp_path / "m.tflite"
    path.write_bytes(tflite(tensors, [
        Operator(101, (0,), 1), Operator(61, (1, 2), 3), Operator(93, (0,), 4),
        Operator(123, (3, 0, 4), 5),
    ]))  # fmt: skip
    assert specs(path) == [("hard_shrink", 1)]


def test_damaged_flatbuffers_are_one_message(tmp_path: Path) -> None:
    data = tflite([Tensor("in", [0.0625]), Tensor("out", [1 / 256], [-128])], [Operator(14)])
    path = tmp_path / "m.tflite"
    for at in range(8, len(data), 2):
        for spoiled in (data[:at], data[:at] + b"\xff" + data[at + 1 :]):
            path.write_bytes(spoiled)
            try:
                report.rows(opened(str(path)))
            except ModelError as error:
                assert "\n" not in str(error)
