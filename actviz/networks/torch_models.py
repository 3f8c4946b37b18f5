"""The networks that PyTorch trains: dense, convolutional, recurrent, with attention.

Weights come from the same draws whatever the function, each scaled as it needs; biases are 0.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.networks import initial, shapes
from actviz.networks.data import Data
from actviz.networks.torch_units import Unit
from actviz.networks.training import Setup

WIDTH: Final = 32  # numbers for each place of a sequence, in a transformer and of a word
HEADS: Final = 4
_POINTS: Final = 80  # of the quadrature for a gate's second moment


class Builder:
    """What every network is built with: functions, draws, scales."""

    def __init__(self, function: Activation | Gate, data: Data, setup: Setup, seed: int) -> None:
        self.function, self.data, self.setup, self.seed = function, data, setup, seed

    def unit(self) -> Unit:
        """The function, with learnable parameters of its own."""
        return Unit(self.function, fixed=self.setup.fixed)

    def weights(self, name: str, shape: tuple[int, ...], fan_in: int, *, after: bool) -> Any:
        """Draws scaled by the rule.

        Args:
            name: tells the draws of one place from those of others.
            shape: of the weights, outputs last.
            fan_in: how many numbers a sum takes.
            after: whether what is summed comes out of the function.
        """
        draw = np.random.default_rng((self.seed, 2, zlib.crc32(name.encode())))
        scale = deviation(self.setup.init, self.function, fan_in, shape[-1], after=after)
        return nn.Parameter(torch.from_numpy(scale * draw.standard_normal(shape)))


def deviation(
    rule: str, function: Activation | Gate, fan_in: int, fan_out: int, *, after: bool
) -> float:
    """The standard deviation of weights by a rule of :mod:`actviz.networks.initial`.

    Raises:
        SpecError: the rule is ``gain``, and the function has none.
    """
    if rule != initial.GAIN or not after:
        return initial.rule_deviation("lecun" if rule == initial.GAIN else rule, fan_in, fan_out)
    if isinstance(function, Activation):
        return initial.deviations(rule, function, (fan_in, fan_in, fan_out))[1]
    points, shares = np.polynomial.hermite_e.hermegauss(_POINTS)
    u, v = np.meshgrid(points, points)
    moment = float(np.sum(np.outer(shares, shares) * np.asarray(function(u, v)) ** 2)) / math.tau
    return 1 / math.sqrt(fan_in * moment)


class Dense(nn.Module):  # type: ignore[misc]
    """x W + b over the last axis."""

    def __init__(self, weight: Any) -> None:
        super().__init__()
        self.weight = weight
        self.bias = nn.Parameter(torch.zeros(weight.shape[-1], dtype=weight.dtype))

    def forward(self, x: Any) -> Any:
        """The sums."""
        return x @ self.weight + self.bias


def mlp(builder: Builder) -> Any:
    """Dense layers: the very network, and the very weights, that NumPy trains."""
    function = builder.function
    assert isinstance(function, Activation)  # a gate is refused before
    sizes = [builder.data.features, *builder.setup.hidden, builder.data.outputs]
    scales = initial.deviations(builder.setup.init, function, sizes)
    parts: list[Any] = [nn.Flatten()]
    for scale, draw in zip(scales, initial.draws(sizes, builder.seed), strict=True):
        parts += [Dense(nn.Parameter(torch.from_numpy(scale * draw))), builder.unit()]
    return nn.Sequential(*parts[:-1])


class Images(nn.Module):  # type: ignore[misc]
    """Examples as images with their channels first."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.last = shapes.channels_last(shape)
        self.alone = len(shape) == 2

    def forward(self, x: Any) -> Any:
        """An array of shape (examples, channels, height, width)."""
        if self.alone:
            return x.unsqueeze(1)
        return x.permute(0, 3, 1, 2) if self.last else x


class Convolution(nn.Module):  # type: ignore[misc]
    """3 x 3 with an edge of zeros."""

    def __init__(self, weight: Any) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.detach().permute(3, 0, 1, 2).contiguous())
        self.bias = nn.Parameter(torch.zeros(self.weight.shape[0], dtype=weight.dtype))

    def forward(self, x: Any) -> Any:
        """As many channels as there are weights for."""
        return functional.conv2d(x, self.weight, self.bias, padding=1)


def cnn(builder: Builder) -> Any:
    """Convolutions of 3 x 3, each with the function and the largest of 2 x 2; then a dense layer.

    ``hidden`` are their channels.
    """
    shape = builder.data.form
    first = Images(shape)
    channels, height, width = first(torch.empty((1, *shape), device="meta")).shape[1:]
    parts: list[Any] = [first]
    for place, units in enumerate(builder.setup.hidden):
        weight = builder.weights(
            f"conv{place}", (channels, 3, 3, units), 9 * channels, after=place > 0
        )
        parts += [Convolution(weight), builder.unit()]
        if min(height, width) > 1:
            parts.append(nn.MaxPool2d(2))
            height, width = height // 2, width // 2
        channels = units
    flat = channels * height * width
    last = builder.weights("out", (flat, builder.data.outputs), flat, after=True)
    return nn.Sequential(*parts, nn.Flatten(), Dense(last))


class Sequence(nn.Module):  # type: ignore[misc]
    """Examples as sequences: of words, of numbers, or of the rows of an image.

    Gives an array of shape (examples, places, numbers), and which places hold something.
    """

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        words = builder.data.words
        self.words = words
        form = builder.data.form
        self.channels_first = len(form) == 3 and not shapes.channels_last(form)
        places = form[1 if self.channels_first else 0]
        self.numbers = WIDTH if words else math.prod(form) // places
        if words:
            draw = builder.weights("words", (words, WIDTH), 1, after=False)
            self.table = nn.Parameter(draw.detach() / draw.detach().std())

    def forward(self, x: Any) -> tuple[Any, Any]:
        """Numbers for each place, and the places that hold something."""
        if self.words:
            return self.table[x], (x > 0)
        x = x.movedim(1, 2) if self.channels_first else x
        x = x.flatten(2) if x.ndim > 2 else x.unsqueeze(-1)
        return x, torch.ones(x.shape[:2], dtype=torch.bool, device=x.device)


class Recurrent(nn.Module):  # type: ignore[misc]
    """An LSTM layer (Hochreiter and Schmidhuber 1997; Gers et al. 2000) with any function.

    It stands where tanh usually does, for what may be added to a cell and for what comes out of
    one, as in Keras. The gates are logistic, and that of forgetting starts with a bias of 1.
    """

    def __init__(self, builder: Builder, name: str, inputs: int, units: int) -> None:
        super().__init__()
        self.into = Dense(builder.weights(f"{name}in", (inputs, 4 * units), inputs, after=False))
        self.back = builder.weights(f"{name}back", (units, 4 * units), units, after=False)
        with torch.no_grad():
            self.into.bias[units : 2 * units] = 1
        self.candidate, self.outlet = builder.unit(), builder.unit()
        self.units = units

    def forward(self, x: Any, there: Any) -> Any:
        """What comes out at each place."""
        h = c = x.new_zeros(len(x), self.units)
        every = self.into(x)
        states = []
        for place in range(x.shape[1]):
            i, f, o, g = (every[:, place] + h @ self.back).chunk(4, dim=1)
            kept = torch.sigmoid(f) * c + torch.sigmoid(i) * self.candidate(g)
            out = torch.sigmoid(o) * self.outlet(kept)
            here = there[:, place, None]
            c, h = torch.where(here, kept, c), torch.where(here, out, h)
            states.append(h)
        return torch.stack(states, dim=1)


class Lstm(nn.Module):  # type: ignore[misc]
    """LSTM layers, and a dense one over what comes out at the end; ``hidden`` are their units."""

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.start = Sequence(builder)
        sizes = [self.start.numbers, *builder.setup.hidden]
        self.layers = nn.ModuleList(
            Recurrent(builder, f"lstm{at}", sizes[at], sizes[at + 1])
            for at in range(len(sizes) - 1)
        )
        shape = (sizes[-1], builder.data.outputs)
        self.out = Dense(builder.weights("out", shape, sizes[-1], after=False))

    def forward(self, x: Any) -> Any:
        """The scores."""
        x, there = self.start(x)
        for layer in self.layers:
            x = layer(x, there)
        return self.out(x[:, -1])


class AttentionBlock(nn.Module):  # type: ignore[misc]
    """Attention, then two dense layers with the function between, each added to what came in.

    A gated unit takes two dense layers instead of the first, of two thirds of the units, so that
    there are as many weights (Shazeer 2020).
    """

    def __init__(self, builder: Builder, name: str, units: int) -> None:
        super().__init__()
        double = torch.float64
        self.before = nn.LayerNorm(WIDTH, dtype=double)
        self.between = nn.LayerNorm(WIDTH, dtype=double)

        def dense(word: str, inputs: int, outputs: int, *, after: bool = False) -> Dense:
            return Dense(builder.weights(name + word, (inputs, outputs), inputs, after=after))

        self.three, self.mixed = dense("qkv", WIDTH, 3 * WIDTH), dense("mix", WIDTH, WIDTH)
        gated = isinstance(builder.function, Gate)
        inner = max(1, round(units * 2 / 3)) if gated else units
        self.wide = nn.ModuleList(dense(word, WIDTH, inner) for word in ("u", "v")[: 1 + gated])
        self.unit = builder.unit()
        self.narrow = dense("down", inner, WIDTH, after=True)

    def forward(self, x: Any, there: Any) -> Any:
        """The same shape."""
        parts = self.three(self.before(x)).unflatten(-1, (3, HEADS, WIDTH // HEADS))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mask = there[:, None, None, :]
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + self.mixed(mixed.transpose(1, 2).flatten(2))
        inner = self.between(x)
        return x + self.narrow(self.unit(*(layer(inner) for layer in self.wide)))


class Transformer(nn.Module):  # type: ignore[misc]
    """Blocks over a sequence, and a dense layer over the mean of its places.

    ``hidden`` are the units of each block's feed-forward part.
    """

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.start = Sequence(builder)
        numbers = self.start.numbers
        self.into = Dense(builder.weights("into", (numbers, WIDTH), numbers, after=False))
        self.blocks = nn.ModuleList(
            AttentionBlock(builder, f"block{at}", units)
            for at, units in enumerate(builder.setup.hidden)
        )
        self.last = nn.LayerNorm(WIDTH, dtype=torch.float64)
        shape = (WIDTH, builder.data.outputs)
        self.out = Dense(builder.weights("out", shape, WIDTH, after=False))

    def forward(self, x: Any) -> Any:
        """The scores."""
        x, there = self.start(x)
        x = self.into(x) + _places(x)
        for block in self.blocks:
            x = block(x, there)
        held = there.unsqueeze(-1).to(x.dtype)
        return self.out((self.last(x) * held).sum(1) / held.sum(1).clamp(min=1))


def _places(x: Any) -> Any:
    """Sines and cosines that tell the places apart (Vaswani et al. 2017)."""
    at = torch.arange(x.shape[1], device=x.device, dtype=torch.float32)[:, None]
    pace = 10_000.0 ** (-torch.arange(0, WIDTH, 2, device=x.device, dtype=torch.float32) / WIDTH)
    return torch.cat([torch.sin(at * pace), torch.cos(at * pace)], dim=1).to(x.dtype)


NETWORKS: Final[dict[str, Callable[[Builder], Any]]] = {
    "mlp": mlp, "cnn": cnn, "lstm": Lstm, "transformer": Transformer,
}  # fmt: skip
