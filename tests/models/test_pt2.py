"""PyTorch programs: what is read of them is what PyTorch computes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from actviz.lookup.registry import get
from actviz.models import report
from actviz.models.model_files import opened
from actviz.models.model_graph import ModelError
from actviz.models.places import FunctionPlace
from tests.process import actviz

torch: Any = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional

# Calls whose options, constants or overloads decide what is computed.
CALLS: Final[dict[str, Callable[[Any], Any]]] = {
    "add, alpha": lambda x: torch.add(x, torch.tanh(x), alpha=0.5),
    "sub, alpha": lambda x: torch.sub(torch.sin(x), x, alpha=2),
    "rsub, alpha": lambda x: torch.rsub(torch.sin(x), x, alpha=3),
    "div, floor": lambda x: x * torch.div(x, 0.5, rounding_mode="floor"),
    "div, trunc": lambda x: x - torch.div(x, 0.7, rounding_mode="trunc"),
    "remainder": lambda x: torch.remainder(x, 2.0) * x,
    "fmod": lambda x: torch.fmod(x, 2.0) * x,
    "elu, scale": lambda x: torch.ops.aten.elu(x, 0.5, 2.0, 3.0),
    "selu as elu": lambda x: torch.ops.aten.elu(x, 1.6732632423543772, 1.0507009873554805),
    "rrelu": lambda x: F.rrelu(x, 0.1, 0.4),
    "rrelu, no numbers": lambda x: F.rrelu(x),
    "rrelu, one number": lambda x: F.rrelu(x, upper=0.5),
    "round, decimals": lambda x: torch.round(x, decimals=1),
    "float_power": lambda x: x * torch.float_power(torch.sigmoid(x), 2),
    "hypot": lambda x: x + torch.hypot(x, torch.ones_like(x)),
    "logaddexp2": lambda x: torch.logaddexp2(x, torch.zeros_like(x)),
    "erfcx": lambda x: torch.special.erfcx(x),
    "log_ndtr": lambda x: torch.special.log_ndtr(x),
    "exclusive or": lambda x: torch.where((x > -1) ^ (x > 1), x, 2 * x),
    "clamp by tensors": lambda x: torch.clamp(x, torch.tensor(-1.0), torch.tensor(2.0)),
    "where, full": lambda x: torch.where(x > 0, torch.full_like(x, 3.0), x),
    "masked_fill": lambda x: x.masked_fill(x < 0, 0.0),
    "times a mask": lambda x: x * (x > 0.25),
    "times a cast mask": lambda x: x * (x > 0.25).to(x.dtype),
    "minimum of zeros": lambda x: torch.minimum(x, torch.zeros_like(x)) + 0.25 * x,
    "max of two": lambda x: torch.max(x, torch.zeros(())),
    "addcmul": lambda x: torch.addcmul(x, torch.sin(x), torch.sin(x), value=0.5),
    "lerp": lambda x: torch.lerp(x, torch.tanh(x), 0.3),
    "logaddexp": lambda x: torch.logaddexp(x, torch.zeros(())),
    "ndtr": lambda x: x * torch.special.ndtr(x),
    "expit": lambda x: x * torch.special.expit(2 * x),
    "exp2": torch.exp2,
    "tan": torch.tan,
    "sinc": torch.sinc,
    "frac": torch.frac,
    "logsigmoid": F.logsigmoid,
    "hardshrink": lambda x: F.hardshrink(x, 0.3),
    "threshold": lambda x: F.threshold(x, 0.3, -2.0),
}  # fmt: skip


# Taken apart these are two activations, or one after a straight line.
WHOLE_ALONE = ("lerp", "logaddexp", "sinc")


class Called(nn.Module):  # type: ignore[misc, name-defined]
    def __init__(self, *calls: Callable[[Any], Any]) -> None:
        super().__init__()
        self.calls = calls

    def forward(self, x: Any) -> tuple[Any, ...]:
        return tuple(call(x) for call in self.calls)


def places(
    module: Any, path: Path, *, taken_apart: bool = False, dtype: Any = torch.float32
) -> list[FunctionPlace]:
    program = torch.export.export(module.eval(), (torch.zeros(2, 4, dtype=dtype),))
    if taken_apart:
        program = program.run_decompositions()
    torch.export.save(program, str(path))
    return report.places(opened(str(path)))


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("taken_apart", [False, True])
def test_what_is_read_is_what_pytorch_computes(taken_apart: bool, tmp_path: Path) -> None:
    calls = {word: call for word, call in CALLS.items()
             if not (taken_apart and word in WHOLE_ALONE)}  # fmt: skip
    at = places(Called(*calls.values()), tmp_path / "m.pt2", taken_apart=taken_apart)
    x = np.array([-2.6, -1.3, -0.46, 0.2, 0.26, 0.6, 1.1, 2.3])
    for (word, call), one in zip(calls.items(), at, strict=True):
        theirs = call(torch.tensor(x)).detach().numpy()
        ours = np.asarray(get(one.named.spec or one.named.function)(x))
        # Straight lines before and behind are no part of an activation.
        line = np.polyfit(ours, theirs, 1)
        assert np.polyval(line, ours) == pytest.approx(theirs, abs=2e-6), word


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    def digamma(x: Any) -> Any:
        return torch.digamma(x) + torch.digamma(2 * x)

    path = tmp_path / "m.pt2"
    places(Called(digamma, torch.erfinv, torch.tanh, lambda x: x.flip(0)), path)
    done = actviz("model", str(path))
    assert "tanh" in done.stdout
    told = "not read, and an activation perhaps: aten.digamma (2), aten.erfinv"
    assert done.stderr == f"actviz: {told}\n"
    places(Called(torch.lgamma), path)
    done = actviz("model", str(path))
    assert "no activation" not in done.stderr
    assert "aten.lgamma" in done.stderr


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_numbers_that_a_module_holds_are_read(dtype: Any, tmp_path: Path) -> None:
    class Swishes(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.parameter = nn.Parameter(torch.tensor(2.5, dtype=dtype))
            self.constant = torch.tensor(3.5, dtype=dtype)
            self.register_buffer("buffer", torch.tensor(4.5, dtype=dtype))
            self.register_buffer("passing", torch.tensor(5.5, dtype=dtype), persistent=False)

        def forward(self, x: Any) -> tuple[Any, ...]:
            betas = self.parameter, self.constant, self.buffer, self.passing
            return tuple(x * torch.sigmoid(beta * x) for beta in betas)

    at = places(Swishes(), tmp_path / "m.pt2", dtype=dtype)
    assert [one.named.spec for one in at] == [f"swish:beta={beta}.5" for beta in range(2, 6)]


def test_the_bound_below_a_norm_is_no_activation(tmp_path: Path) -> None:
    assert not places(Called(lambda x: F.normalize(x, dim=-1)), tmp_path / "m.pt2")


def test_an_archive_whose_names_are_spoiled_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.pt2"
    places(nn.PReLU(4), path)
    data = path.read_bytes()
    name = b"data/weights/weight_0"
    assert data.count(name) == 2  # before the bytes, and in the directory
    path.write_bytes(data.replace(name, b"\xff" + name[1:], 1))
    with pytest.raises(ModelError, match=r"m\.pt2: a weight is damaged: 'utf-8' codec"):
        report.places(opened(str(path)))


def test_a_damaged_weight_is_told_where_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.pt2"
    places(nn.PReLU(), path)
    data = path.read_bytes()
    kept = struct.pack("<f", 0.25)  # the learned slope
    assert data.count(kept) > 0
    path.write_bytes(data.replace(kept, struct.pack("<f", 0.75)))
    with pytest.raises(ModelError, match=r"m\.pt2: a weight is damaged: Bad CRC"):
        report.places(opened(str(path)))


def test_a_factor_for_each_channel_makes_no_gate_of_one_branch(tmp_path: Path) -> None:
    class Channels(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 4)
            self.beta = nn.Parameter(torch.tensor([0.5, 1.0, 1.5, 2.0]))

        def forward(self, x: Any) -> Any:
            x = self.layer(x)
            return x * torch.sigmoid(self.beta * x)

    (one,) = places(Channels(), tmp_path / "m.pt2")
    assert (one.named.spec, one.note) == ("swish:beta=1.5", "4 channels: beta 0.5 to 2")


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_slopes_for_each_channel_that_are_decomposed(tmp_path: Path) -> None:
    layer = nn.Sequential(nn.Conv1d(3, 4, 1), nn.PReLU(4), nn.Conv1d(4, 2, 1))
    layer[1].weight.data = torch.tensor([0.5, 0.0, 0.25, -0.5])
    program = torch.export.export(layer, (torch.zeros(2, 3, 5),)).run_decompositions()
    torch.export.save(program, str(tmp_path / "m.pt2"))
    (one,) = report.places(opened(str(tmp_path / "m.pt2")))
    assert (one.named.spec, one.named.certainty) == ("prelu:alpha=0.25", "proved")
    assert one.note == "4 channels: alpha -0.5 to 0.5"


def test_one_less_an_activation_is_that_activation(tmp_path: Path) -> None:
    at = places(
        Called(lambda x: 1 - torch.sigmoid(x), lambda x: 3 - torch.tanh(x)), tmp_path / "m.pt2"
    )
    assert [one.named.function for one in at] == ["sigmoid", "tanh"]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_recurrent_layer_of_relu_tells_it(tmp_path: Path) -> None:
    class Cell(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.cell = nn.RNN(4, 3, nonlinearity="relu")

        def forward(self, x: Any) -> Any:
            return self.cell(x)[0]

    (one,) = places(Cell(), tmp_path / "m.pt2")
    assert (one.named.spec, one.note) == ("relu", "inside rnn_relu")
