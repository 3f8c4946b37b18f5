"""TorchScript: what is followed of its code is what PyTorch computes, and nothing of it is run."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz.models import report
from actviz.models.model_files import opened
from actviz.models.model_graph import ModelError

# A module without attributes, and no constants, as TorchScript pickles them.
MODULE: Final = b"\x80\x02c__torch__\nM\nq\x00)\x81}b."
NO_CONSTANTS: Final = b"\x80\x02)."
HEAD: Final = "class M(Module):\n  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n"


def written(path: Path, code: str, module: bytes = MODULE, constants: bytes = NO_CONSTANTS) -> Path:
    """An archive whose forward has the lines given."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/code/__torch__.py", code)
        archive.writestr("m/data.pkl", module)
        archive.writestr("m/constants.pkl", constants)
        archive.writestr("m/constants/0", b"\x00\x00\x80\x3e")  # 0.25
    return path


def specs(path: Path) -> list[str]:
    return [str(row["spec"]) for row in report.rows(opened(str(path)))]


def forward(*lines: str) -> str:
    return HEAD + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(("lines", "expected"), [
    (["return torch.gelu(x, approximate=\"tanh\")"], ["gelu_tanh"]),
    (["_0 = torch.sigmoid(x)", "return torch.mul(x, _0)"], ["silu"]),
    (["return torch.leaky_relu(x, 0.10000000000000001)"], ["leaky_relu:negative_slope=0.1"]),
    (["a, b, = torch.chunk(x, 2, 1)", "return torch.mul(a, torch.sigmoid(b))"], ["glu"]),
    # Both halves are changed before they are multiplied, as in gpt-oss.
    (["g, u, = torch.chunk(x, 2, -1)", "g0 = torch.clamp(g, None, 7.)",
      "u0 = torch.add(torch.clamp(u, -7., 7.), 1.)",
      "_0 = torch.sigmoid(torch.mul(g0, 1.702))", "return torch.mul(u0, torch.mul(g0, _0))"],
     ["swiglu_oai"]),
    # Layers in whole numbers, as quantize_dynamic leaves them.
    (["g = torch.to(ops.quantized.linear_dynamic(x, None, True), 6)",
      "u = torch.to(ops.quantized.linear_dynamic(x, None, True), 6)",
      "return torch.mul(torch.silu(g), u)"], ["swiglu"]),
    # Written over: what is added is the tensor as it is by then.
    (["_0 = torch.relu_(x)", "return torch.mul(x, x)"], ["squared_relu"]),
    # A test of what is known leaves one branch, and of what is not both.
    (["if torch.__is__(None, None):", "  y = torch.tanh(x)", "else:", "  y = torch.relu(x)",
      "return y"], ["tanh"]),
    (["if self.training:", "  y = torch.tanh(x)", "else:", "  y = torch.relu(x)", "return y"],
     ["relu"]),
    (["if torch.gt(torch.size(x, 0), 3):", "  y = torch.tanh(x)", "else:", "  y = x",
      "return torch.elu(y, 0.5)"], ["tanh", "elu:alpha=0.5"]),
    (["y = x", "for i in range(3):", "  y = torch.selu(y)", "return torch.mish(y)"],
     ["selu", "mish"]),
])  # fmt: skip
def test_code_is_followed(lines: list[str], expected: list[str], tmp_path: Path) -> None:
    path = written(tmp_path / "m.pt", forward(*lines))
    assert specs(path) == expected
    assert not report.unread(opened(str(path)))


def test_methods_functions_and_constants_are_found(tmp_path: Path) -> None:
    tensor = (b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
              b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x00))\x89ccollections\n"
              b"OrderedDict\n)RtR")  # fmt: skip
    code = forward(
        "_0 = __torch__.bent",
        "return (self).twice(_0(x, CONSTANTS.c0, ), )",
    ) + (
        "  def twice(self: __torch__.M,\n    y: Tensor) -> Tensor:\n"
        "    return torch.mul(y, CONSTANTS.c0)\n"
        "def bent(x: Tensor,\n    slope: Tensor,\n    shift: float=0.) -> Tensor:\n"
        "  return torch.add(torch.prelu(x, slope), shift)\n"
    )
    path = written(tmp_path / "m.pt", code, constants=b"\x80\x02(" + tensor + b"t.")
    assert specs(path) == ["prelu:alpha=0.25"]


BENT: Final = forward("return torch.tanh(x)")


@pytest.mark.parametrize(("code", "module", "why"), [
    ("def (", MODULE, "no code of TorchScript"),
    ("", MODULE, "has no forward"),
    (BENT, b"\x80\x02}", "pickle is damaged"),
    (BENT, b"\x80\x02N.", "hold no module"),
    (BENT, b"\x80\x02t.", "pickle is damaged"),
    (BENT, b"\x80\x02I1\n.", "opcode INT"),
    (forward("return (self).forward(x, )"), MODULE, "nested more than 60 deep"),
    (forward("return " + "(" * 5000 + "x" + ")" * 5000), MODULE, "no code of TorchScript"),
])  # fmt: skip
def test_what_is_damaged_is_one_message(code: str, module: bytes, why: str, tmp_path: Path) -> None:
    path = written(tmp_path / "m.pt", code, module)
    with pytest.raises(ModelError, match=why) as caught:
        report.rows(opened(str(path)))
    assert "\n" not in str(caught.value)


def test_calls_that_double_at_every_step_end(tmp_path: Path) -> None:
    steps = "".join(
        f"def f{at}(x: Tensor) -> Tensor:\n  _0 = __torch__.f{at + 1}\n  return _0(_0(x, ), )\n"
        for at in range(40)
    )
    last = "def f40(x: Tensor) -> Tensor:\n  return x\n"
    code = forward("_0 = __torch__.f0", "return _0(x, )") + steps + last
    with pytest.raises(ModelError, match="calls too many"):
        report.rows(opened(str(written(tmp_path / "m.pt", code))))


def test_an_operator_called_as_a_second_call_is_no_circle(tmp_path: Path) -> None:
    lines = ["_0 = torch.relu(torch.relu(x))", "_1 = torch.relu_2_(_0)", "return torch.tanh(_0)"]
    assert specs(written(tmp_path / "m.pt", forward(*lines)))[-1] == "tanh"


def test_a_part_of_the_numbers_of_a_file_is_the_tensor_s(tmp_path: Path) -> None:
    torch: Any = pytest.importorskip("torch")

    class Sloped(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("slopes", torch.tensor([0.5, 0.125, 0.25])[1:2])

        def forward(self, x: Any) -> Any:
            return torch.prelu(x, self.slopes)

    path = tmp_path / "m.pt"
    with pytest.warns():  # tracing is old
        torch.jit.save(torch.jit.trace(Sloped(), torch.zeros(2, 4)), str(path))
    assert specs(path) == ["prelu:alpha=0.125"]


def test_nothing_that_a_pickle_names_is_called(tmp_path: Path) -> None:
    made = tmp_path / "made"
    words = str(made).encode()
    call = b"cpathlib\nPath.touch\n(cpathlib\nPath\n(X" + len(words).to_bytes(4, "little") + words
    module = b"\x80\x02" + call + b"tRtR."
    with pytest.raises(ModelError):
        opened(str(written(tmp_path / "m.pt", BENT, module)))
    assert not made.exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@given(st.binary(max_size=40), st.integers(0, len(MODULE)))
def test_any_pickle_is_read_or_refused(spoiled: bytes, at: int) -> None:
    from actviz.models.pickled_objects import objects

    for data in (spoiled, MODULE[:at] + spoiled, MODULE[:at] + spoiled + MODULE[at:]):
        try:
            objects(data)
        except ModelError as error:
            assert "\n" not in str(error)


@pytest.mark.filterwarnings("ignore")  # PyTorch's tracer has many, and fails where one is raised
def test_what_is_read_is_what_pytorch_computes(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    torch: Any = pytest.importorskip("torch")
    from actviz.lookup.registry import get
    from tests.models.test_pt2 import CALLS, Called

    path = tmp_path / "m.pt"
    torch.jit.save(torch.jit.trace(Called(*CALLS.values()), torch.zeros(2, 4)), str(path))
    x = np.array([-2.6, -1.3, -0.46, 0.2, 0.26, 0.6, 1.1, 2.3])
    places = report.places(opened(str(path)))
    for (word, call), one in zip(CALLS.items(), places, strict=True):
        theirs = call(torch.tensor(x)).numpy()
        ours = np.asarray(get(one.named.spec or one.named.function)(x))
        line = np.polyfit(ours, theirs, 1)  # straight lines are no part of an activation
        assert np.polyval(line, ours) == pytest.approx(theirs, abs=2e-6), word


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_scripted_and_a_frozen_network_say_the_same(tmp_path: Path) -> None:
    torch: Any = pytest.importorskip("torch")
    nn = torch.nn
    layers = [nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.Hardswish(), nn.Conv2d(4, 4, 1),
              nn.PReLU(4), nn.Conv2d(4, 4, 1), nn.ReLU6(inplace=True), nn.Conv2d(4, 4, 1),
              nn.GELU("tanh"), nn.Flatten(), nn.Linear(4, 3), nn.Softmax(1)]  # fmt: skip
    scripted = torch.jit.script(nn.Sequential(*layers).eval())
    expected = ["hard_swish", "prelu:alpha=0.25", "relu6", "gelu_tanh", "softmax"]
    for module in (scripted, torch.jit.freeze(scripted)):
        torch.jit.save(module, str(tmp_path / "m.pt"))
        assert specs(tmp_path / "m.pt") == expected
        assert not report.unread(opened(str(tmp_path / "m.pt")))
