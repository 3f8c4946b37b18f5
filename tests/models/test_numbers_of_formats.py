"""Numbers by which formats call operators and types, against the lists of those who made them."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import numpy as np
import pytest

import actviz
from actviz.models import onnx_file, report, tflite_file
from actviz.models.model_files import opened
from actviz.models.model_graph import meanings
from tests.models.build import Graph, model
from tests.models.build_tflite import Operator, Tensor
from tests.models.build_tflite import model as tflite

# BuiltinOperator of TensorFlow's schema, from 0 on.
BUILTIN = """
add average_pool_2d concatenation conv_2d depthwise_conv_2d depth_to_space dequantize
embedding_lookup floor fully_connected hashtable_lookup l2_normalization l2_pool_2d
local_response_normalization logistic lsh_projection lstm max_pool_2d mul relu relu_n1_to_1 relu6
reshape resize_bilinear rnn softmax space_to_depth svdf tanh concat_embeddings skip_gram call custom
embedding_lookup_sparse pad unidirectional_sequence_rnn gather batch_to_space_nd space_to_batch_nd
transpose mean sub div squeeze unidirectional_sequence_lstm strided_slice bidirectional_sequence_rnn
exp topk_v2 split log_softmax delegate bidirectional_sequence_lstm cast prelu maximum arg_max
minimum less neg padv2 greater greater_equal less_equal select slice sin transpose_conv
sparse_to_dense tile expand_dims equal not_equal log sum sqrt rsqrt shape pow arg_min fake_quant
reduce_prod reduce_max pack logical_or one_hot logical_and logical_not unpack reduce_min floor_div
reduce_any square zeros_like fill floor_mod range resize_nearest_neighbor leaky_relu
squared_difference mirror_pad abs split_v unique ceil reverse_v2 add_n gather_nd cos where rank elu
reverse_sequence matrix_diag quantize matrix_set_diag round hard_swish if while
non_max_suppression_v4 non_max_suppression_v5 scatter_nd select_v2 densify segment_sum batch_matmul
placeholder_for_greater_op_codes cumsum call_once broadcast_to rfft2d conv_3d imag real complex_abs
hashtable hashtable_find hashtable_import hashtable_size reduce_all conv_3d_transpose var_handle
read_variable assign_variable broadcast_args random_standard_normal bucketize random_uniform
multinomial gelu dynamic_update_slice relu_0_to_1 unsorted_segment_prod unsorted_segment_max
unsorted_segment_sum atan2 unsorted_segment_min sign bitcast
""".upper().split()
# The places of fused_activation_function in the options, and what ActivationFunctionType lists.
FUSED_IN = {"ADD": 0, "AVERAGE_POOL_2D": 5, "CONCATENATION": 1, "CONV_2D": 3,
            "DEPTHWISE_CONV_2D": 4, "FULLY_CONNECTED": 0, "L2_POOL_2D": 5, "MAX_POOL_2D": 5,
            "MUL": 0, "SUB": 0, "DIV": 0}  # fmt: skip
FUSED = ("relu", "hard_tanh", "relu6", "tanh")
TENSOR_TYPES = [
    "float32",
    "float16",
    "int32",
    "uint8",
    "int64",
    "string",
    "bool",
    "int16",
    "complex64",
    "int8",
    "float64",
    "complex128",
    "uint64",
    "resource",
    "variant",
    "uint32",
    "uint16",
]


def test_operators_of_tflite_are_called_by_their_numbers() -> None:
    ours = {int(code): word for code, (word, _) in meanings("tflite")["operators"].items()}
    assert len(ours) > 60
    assert ours == {code: BUILTIN[code] for code in ours}
    types = {code: name for code, (name, _, _) in tflite_file._TYPES.items()}
    assert types == {code: TENSOR_TYPES[code] for code in types}


@pytest.mark.parametrize("word", FUSED_IN)
def test_what_is_fused_into_an_operator_of_tflite(word: str, tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    for number, name in enumerate(FUSED, 1):
        operator = Operator(BUILTIN.index(word), options={FUSED_IN[word]: pack("<b", number)})
        path.write_bytes(tflite([Tensor("in"), Tensor("out")], [operator]))
        assert [row["spec"] for row in report.rows(opened(str(path)))] == [name]


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [("RELU", 0, np.inf), ("RELU_N1_TO_1", -1, 1), ("RELU6", 0, 6), ("RELU_0_TO_1", 0, 1)],
)
def test_clips_of_tflite(word: str, low: float, high: float, tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(tflite([Tensor("in"), Tensor("out")], [Operator(BUILTIN.index(word))]))
    (row,) = report.rows(opened(str(path)))
    x = np.array([-7, -1.5, -0.5, 0.5, 1.5, 5.5, 6.5, 700])
    assert row["certainty"] == "proved"
    assert np.array_equal(actviz.get(row["spec"])(x), np.clip(x, low, high))


def test_types_of_onnx_are_called_and_read_by_their_numbers(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    words = {number: word.lower() for word, number in onnx.TensorProto.DataType.items()}
    ours = {number: name for number, (name, _, _) in onnx_file._TYPES.items()}
    spoken = {"float": "float32", "double": "float64"}
    assert ours == {number: spoken.get(words[number], words[number]) for number in ours}
    for number, name in ours.items():
        numbers = np.array([0, 1, 1, 0]).astype(onnx.helper.tensor_dtype_to_np_dtype(number))
        given = onnx.numpy_helper.from_array(numbers, "held")
        graph = Graph()
        graph.constants.append(given.SerializeToString())
        graph.outputs.append(graph.add("Relu", "held"))
        path = tmp_path / f"{name}.onnx"
        path.write_bytes(model(graph))
        read = opened(str(path)).graph
        assert read is not None
        assert (read.constants["held"].dtype, read.constants["held"].load()) == (name, [0, 1, 1, 0])
