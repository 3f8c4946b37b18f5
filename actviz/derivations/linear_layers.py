"""That layers with a straight line for activation collapse into one, for any number of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError


@dataclass(frozen=True)
class ProofLine:
    """One line of the proof: in plain text, in LaTeX, and why it follows."""

    text: str
    latex: str
    why: str = ""


@dataclass(frozen=True)
class LinearLayers:
    """The proof for a function s*z + o and a number of layers h_k = f(W_k h_(k-1) + b_k).

    Raises:
        SpecError: the function is no straight line, or there are fewer than two layers.
    """

    activation: Activation
    layers: int = 3

    def __post_init__(self) -> None:
        if "x" in self.activation.derivative_tree().names:
            raise SpecError(
                f"{self.activation.display} is no straight line, so layers with it do not collapse "
                "into one; linear, identity and affine do"
            )
        if self.layers < 2:
            raise SpecError("to collapse takes two layers at least")

    @cached_property
    def slope(self) -> float:
        """The slope s of the function."""
        return float(self.activation.exact(0.0, 1))

    @cached_property
    def offset(self) -> float:
        """Its value o at 0."""
        return float(self.activation.exact(0.0)) + 0.0

    @property
    def _s(self) -> str:
        return "" if self.slope == 1 else "s "

    @property
    def _o(self) -> str:
        return "" if self.offset == 0 else " + o"

    @cached_property
    def proof(self) -> list[ProofLine]:
        """The lines: two layers, one layer more, and so any number of them."""
        s, o = self._s, self._o
        first = f"({s}b_1{o})" if o else f"{s}b_1"
        return [
            _line(f"h_1 = {s}W_1 x + {s}b_1{o}", "the first layer"),
            _line(
                f"h_2 = {s}W_2 ({s}W_1 x + {s}b_1{o}) + {s}b_2{o}",
                "the second layer, with h_1 put in",
            ),
            _line(
                f"h_2 = {_power(s, 2)}W_2 W_1 x + ({s}W_2 {first} + {s}b_2{o})",
                "matrices distribute over sums, and their product is associative",
            ),
            _line(
                "if h_k = W x + b, then "
                f"h_(k+1) = {s}W_(k+1) (W x + b) + {s}b_(k+1){o} "
                f"= ({s}W_(k+1) W) x + ({s}W_(k+1) b + {s}b_(k+1){o})",
                "so one layer more is one layer again: by induction any number of them is",
            ),
        ]

    @cached_property
    def result(self) -> list[ProofLine]:
        """W and b of all layers together."""
        s, count = self._s, self.layers
        weights = f"W = {_power(s, count)}{_product(count, 1)}"
        terms = []
        for k in range(1, count + 1):
            inner = f"({s}b_{k}{self._o})" if self._o else f"{s}b_{k}"
            before = _power(s, count - k) + (_product(count, k + 1) + " " if k < count else "")
            terms.append(f"{before}{inner}" if k < count or not self._o else inner.strip("()"))
        if count > _WRITTEN:
            terms = [terms[0], terms[1], "...", terms[-2], terms[-1]]
        return [_line(weights), _line(f"b = {' + '.join(terms)}")]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.activation.name,
            "layers": self.layers,
            "slope": self.slope,
            "offset": self.offset,
            "proof": [{"line": one.text, "why": one.why} for one in self.proof],
            "result": [one.text for one in self.result],
        }


_WRITTEN = 6  # layers whose terms are written one by one


def _power(letter: str, exponent: int) -> str:
    if not letter or exponent == 0:
        return ""
    return letter if exponent == 1 else f"s^{exponent} "


def _product(high: int, low: int) -> str:
    """``W_3 W_2 W_1``; a long one with dots."""
    places = range(high, low - 1, -1)
    if len(places) > _WRITTEN:
        return f"W_{high} W_{high - 1} ... W_{low}"
    return " ".join(f"W_{k}" for k in places)


def _line(text: str, why: str = "") -> ProofLine:
    latex = re.sub(r"_\((.*?)\)", r"_{\1}", text)
    latex = re.sub(r"_(\d+)", r"_{\1}", latex)
    latex = re.sub(r"\^(\d+)", r"^{\1}", latex).replace("...", r"\cdots")
    latex = latex.replace("if h", r"\text{if } h").replace(", then ", r"\text{, then } ")
    return ProofLine(text, latex, why)
