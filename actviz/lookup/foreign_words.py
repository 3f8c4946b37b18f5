"""Words as they stand in a program of some library: ``torch.nn.ReLU``, ``np.maximum(0, x)``."""

from __future__ import annotations

import re
from struct import pack, unpack
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.mistakes import nearest as nearest
from actviz.formula.shorthands import SHORTHANDS
from actviz.lookup.names import fold, folded, frameworks, frameworks_of, spellings

# Where a program keeps functions, and which libraries are imported under that name.
MODULES: Final = {
    "torch.nn.functional": ("torch",), "torch.nn": ("torch",), "torch": ("torch",),
    "nn.functional": ("torch", "paddle"), "F": ("torch", "paddle"),
    "nn": ("torch", "jax", "flax", "paddle", "mlx"),
    "jax.nn": ("jax",), "jnn": ("jax",), "flax.linen": ("flax",), "flax.nnx": ("flax",),
    "nnx": ("flax",), "tf.nn": ("tf",), "tf.keras.activations": ("keras",),
    "tf.keras.layers": ("keras",), "keras.activations": ("keras",), "keras.layers": ("keras",),
    "keras.ops": ("keras",), "layers": ("keras",), "mlx.nn": ("mlx",), "mx.nn": ("mlx",),
    "paddle.nn.functional": ("paddle",), "paddle.nn": ("paddle",), "timm.layers": ("timm",),
    "tensorflow.nn": ("tf",), "tensorflow.keras.activations": ("keras",),
    "tensorflow.keras.layers": ("keras",), "scipy.special": ("scipy",),
    "K": ("keras",), "tf.keras.backend": ("keras",), "keras.backend": ("keras",),
}  # fmt: skip
_DOTTED: Final = re.compile(r"\s*([A-Za-z_][\w.]*)\.([A-Za-z_]\w*)\s*(\(\s*x?\s*\))?\s*")
_CALLED: Final = re.compile(r"\b(?:([A-Za-z_][\w.]*)\.)?([A-Za-z_]\w*)(?=\s*\()")
# Modules whose functions are those of mathematics, and what some are called here.
MATHEMATICS: Final = frozenset({
    "np", "numpy", "math", "jnp", "jax.numpy", "scipy.special", "torch", "torch.special",
    "tf.math", "tf", "Math", "sympy", "sp", "",  # the last: C has no modules
})  # fmt: skip
_HERE: Final = {
    "maximum": "max", "minimum": "min", "fmax": "max", "fmin": "min", "power": "pow",
    "arctan": "atan", "arcsin": "asin", "arccos": "acos", "arcsinh": "asinh", "arctanh": "atanh",
    "arccosh": "acosh", "arsinh": "asinh", "artanh": "atanh", "clamp": "clip", "absolute": "abs",
    "clip_by_value": "clip", "fabs": "abs", "expit": "sigmoid", "ndtr": "Phi", "ln": "log",
    "ln_1p": "log1p", "exp_m1": "expm1", "rint": "round", "rintf": "round", "fix": "trunc",
    "clamp_min": "max", "clamp_max": "min", "pmax": "max", "pmin": "min", "ifelse": "where",
    "Max": "max", "Min": "min", "Abs": "abs",
}  # fmt: skip
# What a word means in a module where it is something else here: JavaScript rounds halves up, C
# away from 0, and the sine that libraries call sinc, but SymPy, is that of pi*x.
_THERE: Final = {("Math", "round"): "round_up", ("", "roundf"): "round_away"} | {
    (module, "sinc"): "sincpi" for module in MATHEMATICS - {"", "sympy", "sp"}
}
# Constants of modules, and of C.
CONSTANTS: Final = {
    "pi": "pi", "e": "e", "PI": "pi", "E": "e", "SQRT2": "sqrt(2)", "SQRT1_2": "sqrt(1/2)",
    "LN2": "log(2)", "M_PI": "pi", "M_E": "e", "M_SQRT2": "sqrt(2)", "M_SQRT1_2": "sqrt(1/2)",
    "M_LN2": "log(2)", "M_1_PI": "(1/pi)", "M_2_PI": "(2/pi)", "M_PI_2": "(pi/2)",
    "M_2_SQRTPI": "(2/sqrt(pi))",
}  # fmt: skip
_OF_C: Final = re.compile(r"\bM_\w+\b")
# For each element, in MATLAB and Julia: x.^2, x .> 0, tanh.(x); the point of 2.*x is the number's.
_FOR_EACH: Final = re.compile(r"(?<![\w.])(\d+\.)|\.(?=[-+*/^<>(])")
# C's numbers in single precision.
_SINGLE: Final = re.compile(r"(?<![\w.])((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fF](?!\w)")


def fame(spelling: str) -> float:
    """How well known a name is, from 0 to 1: by the libraries that ship the function."""
    return len(frameworks_of(spellings()[spelling])) / len(frameworks())


def meant(word: str, limit: int = 3) -> list[str]:
    """The functions that a misspelt name most likely means, each once."""
    words = nearest(word, spellings(), 4 * limit, fame)
    return list(dict.fromkeys(spellings()[one] for one in words))[:limit]


def translated(text: str) -> str:
    """``torch.nn.ReLU`` as ``torch:ReLU``, where one thing alone can be meant; else the same."""
    dotted = _DOTTED.fullmatch(text)
    meanings = _meanings(dotted[1], dotted[2]) if dotted else {}
    return next(iter(meanings)) if _agree(meanings) else text


def formula(text: str) -> str:
    """A formula as it stands in a program, in our words.

    Names of modules are left out, ``tanhf`` is ``tanh``, ``x.^2`` is ``x^2``, and ``0.1f`` is the
    number that it is in C, the nearest in single precision.
    """
    text = _FOR_EACH.sub(lambda match: match[1] or "", text.strip().removeprefix("@."))
    text = _OF_C.sub(lambda match: CONSTANTS.get(match[0], match[0]), text)
    return _CALLED.sub(_in_our_words, _SINGLE.sub(_single, text))


def ours(word: str, module: str = "") -> str:
    """What a function of mathematics is called here: ``tanhf`` is ``tanh``."""
    if (module, word) in _THERE:
        return _THERE[module, word]
    plain = word[:-1] if word.endswith("f") else word
    if plain not in (*ATOMS, *SHORTHANDS, *_HERE, "pow"):
        plain = word
    return _HERE.get(plain, plain)


def _single(match: re.Match[str]) -> str:
    (value,) = unpack("f", pack("f", float(match[1])))
    return repr(value)


def _in_our_words(match: re.Match[str]) -> str:
    module, word = match[1] or "", match[2]
    return ours(word, module) if module in MATHEMATICS else match[0]


def _meanings(module: str, word: str) -> dict[str, str]:
    """What a function of a module may be: specs of libraries, and what each leads to.

    An exact spelling wins over one in which capitals differ.
    """
    tables = {library: frameworks()[library] for library in MODULES.get(module, ())}
    meanings = {
        f"{library}:{spelling}": target
        for library, table in tables.items()
        for spelling, target in table.items()
        if fold(spelling) == fold(word)
    }
    exact = {spec: target for spec, target in meanings.items() if spec.endswith(f":{word}")}
    return exact or meanings


def _agree(meanings: dict[str, str]) -> bool:
    """Whether all mean one function, whatever each calls its parameters."""
    targets = {re.sub(r":\w+=[A-Za-z]\w*", "", target) for target in meanings.values()}
    return len(targets) == 1


def of_several(text: str) -> str:
    """Which libraries' function ``nn.Softplus`` may be; "" where one alone can be meant."""
    dotted = _DOTTED.fullmatch(text)
    there = _meanings(dotted[1], dotted[2]) if dotted else {}
    if not there or _agree(there):
        return ""
    return f"it differs between libraries: write {' or '.join(there)}"


def hint(text: str) -> str:
    """What was perhaps meant by a spec that cannot be read; "" where nothing comes to mind."""
    dotted = _DOTTED.fullmatch(text)
    if dotted and dotted[1] in MODULES:
        if several := of_several(text):
            return several
        library = MODULES[dotted[1]][0]
        near = nearest(dotted[2], frameworks()[library])
        return f"did you mean {library}:{near[0]}?" if near else ""
    words = [word.strip() for word in text.split(",")]
    if len(words) > 1 and all(fold(word) in folded() for word in words):
        return f"names stand apart: {' '.join(words)}"
    return ""
