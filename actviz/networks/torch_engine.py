"""Training in PyTorch: the same draws, batches and schedule as :mod:`actviz.networks.training`."""

from __future__ import annotations

import io
import math
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.networks.data import Data
from actviz.networks.mlp import FLAT, Diverged, Seen, share
from actviz.networks.torch_models import NETWORKS, Builder, Dense
from actviz.networks.torch_units import Unit
from actviz.networks.training import Begun, Epoch, Report, Run, Setup, followed, score
from actviz.processes.foreign_code import RAISED, prints_aside
from actviz.processes.shared import which_process

_OWN: Final = "actviz_own_network"  # what the user's file is called as a module
_AT_ONCE: Final = 1024  # examples that are judged together: memory stays bounded
_LOOKED_AT: Final = 2_000  # training examples of which slopes and gradients are taken
_JUDGED: Final = 10_000  # training examples of which the loss is told


def train(
    place: int,
    function: Activation | Gate,
    data: Data,
    setup: Setup,
    seed: int,
    report: Report = lambda epoch, begun: None,
    begun: Begun | None = None,
) -> Run:
    """Train one network; as :func:`actviz.networks.training.train`.

    The loss of training examples is told of the first 10 000, dead and saturated shares and
    gradients of the first 2 000.

    Raises:
        SpecError: the setup wants the function's gain, and it has none.
        ValueError: the user's own network cannot be made, or does not fit the data; there is no
            such device.
    """
    torch.set_num_threads(1)  # runs share the processors, and sums hang on the number of threads
    torch.use_deterministic_algorithms(setup.deterministic)
    device = device_of(setup.device)
    dtype = getattr(torch, setup.dtype)
    model = _model(function, data, setup, seed).to(device=device, dtype=dtype)
    task = TorchTask(model, data, setup, device, dtype)
    run = followed(task, place, len(data.x), setup, seed, report, begun)
    if setup.network != "mlp" or setup.module:
        return run
    weights, biases = _dense(model)
    return replace(run, weights=weights, biases=biases)


def device_of(word: str) -> Any:
    """The device of this process: of several GPUs, each of the processes at work has its own.

    Raises:
        ValueError: PyTorch finds none of that kind.
    """
    there = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    if word in there and not there[word]():
        raise ValueError(f"--device {word}: PyTorch finds none here; there is cpu")
    if word == "cuda":
        return torch.device(f"cuda:{which_process() % torch.cuda.device_count()}")
    return torch.device(word)


def _model(function: Activation | Gate, data: Data, setup: Setup, seed: int) -> Any:
    if setup.module:
        return _own_model(function, setup, seed)
    return NETWORKS[setup.network](Builder(function, data, setup, seed))


def _own_model(function: Activation | Gate, setup: Setup, seed: int) -> Any:
    """What the user's ``make`` makes; its file is run."""
    file, _, name = setup.module.rpartition(":")
    torch.manual_seed(seed)  # its own draws are the same for every function, too
    space = sys.modules[_OWN] = ModuleType(_OWN)  # a dataclass looks for the module it is in
    space.__file__ = file
    try:
        with prints_aside():
            exec(compile(setup.source, file, "exec"), space.__dict__)
            make = vars(space).get(name)
            module = make and make(Unit(function, fixed=setup.fixed))
    except RAISED as error:
        raise ValueError(f"{setup.module}: {type(error).__name__}: {error}") from None
    if make is None:
        raise ValueError(f"{file} has no {name!r}: --module FILE.py:make")
    if not isinstance(module, torch.nn.Module):
        raise ValueError(f"{setup.module} gave a {type(module).__name__}, not a torch.nn.Module")
    return module


def _optimiser(model: Any, setup: Setup) -> Any:
    moved = [one for one in model.parameters() if one.requires_grad]
    if not moved:
        raise ValueError("the network has no parameter that could learn")
    if setup.optimiser == "adam":
        return torch.optim.Adam(moved, lr=setup.rate)
    return torch.optim.SGD(moved, lr=setup.rate, momentum=setup.momentum)


class TorchTask:
    """A network with its examples on a device."""

    def __init__(self, model: Any, data: Data, setup: Setup, device: Any, dtype: Any) -> None:
        self.model, self.data, self.setup, self.device = model, data, setup, device
        self.optimiser = _optimiser(model, setup)
        self.units = [part for part in model.modules() if isinstance(part, Unit)]
        self.steps = 0

        def inputs(x: Any) -> Any:
            shaped = np.asarray(data.standard(x)).reshape(len(x), *data.form)
            return torch.from_numpy(shaped).to(device, torch.long if data.words else dtype)

        def targets(y: Any) -> Any:
            return torch.from_numpy(np.asarray(data.wanted(y))).to(
                device, torch.long if data.classes else dtype
            )

        self.x, self.x_test = inputs(data.x), inputs(data.x_test)
        self.y, self.y_test = targets(data.y), targets(data.y_test)

    def values(self) -> tuple[dict[str, float], ...]:
        """The learned parameters of each function in the network."""
        return tuple(unit.values() for unit in self.units)

    def held(self) -> bytes:
        """What the next steps hang on, chance in the user's network included."""
        file = io.BytesIO()
        chance = [torch.get_rng_state()]
        if self.device.type == "cuda":
            chance.append(torch.cuda.get_rng_state(self.device))
        torch.save([self.model.state_dict(), self.optimiser.state_dict(), self.steps, chance], file)
        return file.getvalue()

    def go_on(self, held: bytes) -> None:
        """Be what another was; of the file nothing is executed."""
        saved = torch.load(io.BytesIO(held), map_location="cpu", weights_only=True)
        model, optimiser, self.steps, chance = saved
        self.model.load_state_dict(model)
        self.optimiser.load_state_dict(optimiser)
        torch.set_rng_state(chance[0])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(chance[-1], self.device)

    def step(self, chosen: NDArray[np.int64]) -> None:
        """One step on some of the training examples."""
        optimiser, places = self.optimiser, torch.from_numpy(chosen).to(self.device)
        self.steps += 1
        if self.setup.optimiser == "adam":
            # Ours adds epsilon before the bias is corrected, as the paper's last lines do.
            for group in optimiser.param_groups:
                group["eps"] = 1e-8 / math.sqrt(1 - 0.999**self.steps)
        optimiser.zero_grad(set_to_none=True)
        self.loss(self.scores(self.x[places]), self.y[places]).backward()
        learning = [unit for unit in self.units if unit.learned]
        before = [unit.values() for unit in learning]
        optimiser.step()
        for unit, values in zip(learning, before, strict=True):
            unit.stay_in_domain(values)

    def scores(self, x: Any) -> Any:
        """What the network says; a user's own is held to the shape.

        Raises:
            ValueError: its shape is another, or the user's network raised an error.
        """
        if not self.setup.module:
            return self.model(x)
        try:
            with prints_aside():
                scores = self.model(x)
        except RAISED as error:
            said = (str(error).splitlines() or [""])[0]
            raise ValueError(f"{self.setup.module}: {type(error).__name__}: {said}") from None
        wanted = (len(x), self.data.outputs)
        if getattr(scores, "shape", None) != wanted:
            raise ValueError(
                f"{self.setup.module}: for inputs of shape {tuple(x.shape)} scores of shape "
                f"{wanted} are wanted, not {tuple(getattr(scores, 'shape', ()))}"
            )
        return scores

    def loss(self, scores: Any, y: Any) -> Any:
        """The mean loss over examples."""
        if self.setup.loss == "cross-entropy":
            return functional.cross_entropy(scores, y)
        if self.data.classes:
            y = functional.one_hot(y, self.data.classes).to(scores.dtype)
        return ((scores - y) ** 2).sum(1).mean() / 2

    def state(self, epoch: int) -> Epoch:
        """What is told of an epoch.

        Raises:
            Diverged: a loss is not finite.
        """
        self.model.eval()
        with torch.no_grad():
            scores = self._in_parts(self.x_test)
            test_loss = float(self.loss(scores, self.y_test))
            judged = self._in_parts(self.x[:_JUDGED])
            train_loss = float(self.loss(judged, self.y[:_JUDGED]))
        if not math.isfinite(test_loss + train_loss):
            raise Diverged
        layers = tuple(self.look())
        self.model.train()
        grade = score(scores.double().cpu().numpy(), self.data)
        dead, saturated = share("dead", layers), share("saturated", layers)
        return Epoch(epoch, train_loss, test_loss, grade, dead, self.values(), saturated, layers)

    def _in_parts(self, x: Any) -> Any:
        return torch.cat([self.scores(part) for part in x.split(_AT_ONCE)])

    def look(self) -> list[Seen]:
        """What the functions meet: each in its place of the network is a layer."""
        tallies = [_Tally() for _ in self.units]
        for unit in self.units:
            unit.seen = []
        for at in range(0, min(len(self.x), _LOOKED_AT), _AT_ONCE):
            part = slice(at, min(at + _AT_ONCE, _LOOKED_AT))
            scores = self.scores(self.x[part])
            loss = self.loss(scores, self.y[part]) * len(scores)
            if loss.requires_grad:
                loss.backward()
            for unit, tally in zip(self.units, tallies, strict=True):
                calls, unit.seen = unit.seen or [], None
                for inputs in calls:
                    tally.add(unit, inputs)
                unit.seen = []
        for unit in self.units:
            unit.seen = None
        self.model.zero_grad(set_to_none=True)
        return [tally.seen() for tally in tallies if tally.count]


class _Tally:
    """What one function met, summed over its calls."""

    def __init__(self) -> None:
        self.alive: Any = None
        self.count = self.flat = 0
        self.squares = 0.0

    def add(self, unit: Unit, inputs: tuple[Any, ...]) -> None:
        """Take one call in: units are the channels of images, and else the last axis."""
        given = [each.detach().requires_grad_() for each in inputs]
        with torch.enable_grad():
            out = unit.inner(*given)
            slopes = (
                torch.autograd.grad(out.sum(), given, materialize_grads=True)
                if out.requires_grad
                else [torch.zeros_like(each) for each in given]
            )
        steepest = torch.stack([slope.abs() for slope in slopes]).amax(0)
        own = 1 if steepest.ndim == 4 else -1
        alive = (steepest.movedim(own, -1) != 0).flatten(0, -2).any(0)
        same = self.alive is not None and self.alive.shape == alive.shape
        self.alive = alive | self.alive if same else alive
        self.count += steepest.numel()
        self.flat += int((steepest < FLAT).sum())
        gradients = [each.grad for each in inputs if each.grad is not None]
        self.squares += sum(float((each.double() ** 2).sum()) for each in gradients)

    def seen(self) -> Seen:
        """The shares."""
        dead = 1 - float(self.alive.double().mean())
        gradient = math.sqrt(self.squares / self.count)
        return Seen(len(self.alive), dead, self.flat / self.count, gradient)


def _dense(model: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    layers = [part for part in model.modules() if isinstance(part, Dense)]

    def arrays(word: str) -> tuple[Any, ...]:
        return tuple(getattr(one, word).detach().double().cpu().numpy() for one in layers)

    return arrays("weight"), arrays("bias")
