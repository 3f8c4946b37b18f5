"""How long exported code takes beside what its language has built in for the same function."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from actviz.export.python_drivers import BEFORE
from actviz.export.targets import Target
from actviz.export.trial import FILES, TrialResult, done, dtype_of
from actviz.readings.languages import c
from actviz.readings.languages.marked_texts import filled, parts, whole
from actviz.readings.languages.program import Program, Unit

_SIZE: Final = 100_000
# What is built in, by the names of the registry; where it is spelled otherwise, behind a colon.
_MATH: Final = "tanh erf"
_FUNCTIONAL: Final = """
    gelu silu mish elu selu celu softplus softsign relu relu6 leaky_relu sigmoid tanh
    hard_swish:hardswish hard_sigmoid:hardsigmoid hard_tanh:hardtanh log_sigmoid:logsigmoid
    tanh_shrink:tanhshrink
"""
_JAX: Final = """
    silu mish elu selu celu softplus softsign:soft_sign relu relu6 leaky_relu sigmoid tanh
    hard_swish hard_sigmoid hard_tanh log_sigmoid
"""
_KERAS: Final = """
    gelu silu mish elu selu celu softplus softsign relu relu6 sigmoid tanh hard_swish:hard_silu
    hard_sigmoid hard_tanh log_sigmoid tanh_shrink
"""


def _named(words: str, spelled: str) -> dict[str, str]:
    pairs = (word.partition(":") for word in words.split())
    return {name: spelled.format(own or name) for name, _, own in pairs}


_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "python": _named(_MATH, "math.{0}"),
    "numpy": _named("tanh", "np.{0}"),
    "torch": _named(_FUNCTIONAL, "torch.nn.functional.{0}")
    | _named("softmax log_softmax", "lambda x: torch.{0}(x, -1)"),
    "jax": _named(_JAX + " softmax log_softmax", "jax.nn.{0}")
    | {"gelu": "lambda x: jax.nn.gelu(x, approximate=False)"},
    "keras": _named(_KERAS, "keras.activations.{0}"),
    "c": _named(_MATH, "{0}"),
    "rust": {"tanh": "{1}::tanh"},
    "js": _named("tanh", "Math.{0}"),
}


def times(
    functions: Sequence[Any], program: Program, target: Target, content: str | bytes
) -> dict[str, tuple[float, float]]:
    """Nanoseconds a value, of the export and of what is built in, by the name in the program.

    Only of functions that the language itself has, at their defaults, and that take x alone or
    know what else they take: on 100,000 numbers from -4 to 4, the least of several runs.
    """
    pairs = [
        (unit, own)
        for function, unit in zip(functions, program.units, strict=True)
        if (own := _OWN.get(target.name, {}).get(function.name)) and _as_usual(function)
        if len(unit.learnable) == len(unit.parameters)
    ]
    if not pairs:
        return {}
    with tempfile.TemporaryDirectory(prefix="actviz-") as folder:
        here = Path(folder)
        file = FILES.get(target.name, "exported.py")
        (here / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        ns = [float(word) for word in _printed_times(pairs, program, target, here).split()]
    return {unit.name: (ns[2 * at], ns[2 * at + 1]) for at, (unit, _) in enumerate(pairs)}


def _as_usual(function: Any) -> bool:
    from actviz.lookup.registry import resolve_all

    return bool(resolve_all([function.name])[0].values == function.values)


def _printed_times(
    pairs: Sequence[tuple[Unit, str]], program: Program, target: Target, folder: Path
) -> str:
    """What a program of the language prints: two times for each function."""
    dtype = dtype_of(program)
    if target.name == "c":
        names = [(c.function_name(unit, unit.outputs[0], dtype), own) for unit, own in pairs]
        tail = "f" if dtype == "float32" else ""
        rows = "\n".join(f"    LEAST({name})\n    LEAST({own}{tail})" for name, own in names)
        text = filled(whole(__file__, "timer.c"), own=c.FORMATS[dtype], size=_SIZE, rows=rows)
        (folder / "time.c").write_text(text, encoding="utf-8")
        done(["gcc", "-std=c99", "-O2", "time.c", "-o", "time", "-lm"], folder, target)
        return done(["./time"], folder, target)
    if target.name == "rust":
        kind = {"float64": "f64", "float32": "f32"}[dtype]
        rows = "\n".join(
            f'    println!("{{}}", least({path}));'
            for unit, own in pairs
            for path in (f"exported::{unit.name}", own.format("", kind))
        )
        text = filled(whole(__file__, "timer.rs"), own=kind, size=_SIZE, rows=rows)
        (folder / "time.rs").write_text(text, encoding="utf-8")
        command = ["rustc", "-Copt-level=2", "--edition=2021", "-Awarnings", "time.rs"]
        done(command, folder, target)
        return done(["./time"], folder, target)
    if target.name == "js":
        words = ", ".join(f"exported.{unit.name}, {own}" for unit, own in pairs)
        (folder / "time.mjs").write_text(
            filled(whole(__file__, "timer.mjs"), size=_SIZE, pairs=words), encoding="utf-8"
        )
        return done(["node", "time.mjs"], folder, target)
    words = ", ".join(f'("{unit.name}", {own})' for unit, own in pairs)
    texts = parts(__file__, "python_timers.txt")
    setting = filled(texts[target.name], size=_SIZE, dtype=dtype)
    before = BEFORE.get(target.name, "")
    text = filled(texts["whole"] + "\n", before=before, setting=setting, pairs=words)
    (folder / "time.py").write_text(text, encoding="utf-8")
    return done([sys.executable, "time.py"], folder, target)


def table(
    trials: Sequence[TrialResult], target: Target, times: Mapping[str, tuple[float, float]]
) -> list[dict[str, Any]]:
    """A row for each function and slope that was tried."""
    return [
        {
            "language": target.name,
            "function": f"{one.vectors.name}{one.vectors.suffix}",
            "format": one.vectors.dtype,
            "tried": int(one.got.size),
            "largest_ulp": one.worst,
            "net_ulp": one.net,
            "off": one.wrong,
            **row(times.get(f"{one.vectors.name}{one.vectors.suffix}")),
        }
        for one in trials
    ]


def row(time: tuple[float, float] | None) -> dict[str, float | None]:
    """The cells of a table: nanoseconds a value, and how many times what is built in takes."""
    return {
        "ns": time and float(f"{time[0]:.3g}"),
        "times_built_in": time and float(f"{time[0] / time[1]:.2g}"),
    }
