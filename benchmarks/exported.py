"""Exported C against PyTorch's own functions on 10^7 float32 numbers; one thread each.

Plain exports run in a loop that the compiler vectorises. Of `export --exact` the table as it is
fitted, for the proof changes a few last digits and no speed.
Nothing is measured where PyTorch or gcc is not installed. Last, what writing one function takes, in
processor time after start-up, against half a second.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.pairs import PAIRS, PYTHON, Result, paired

_SIZE: Final = 10**7
_PLAIN: Final = 1.5  # times PyTorch's own time at most
_EXACT: Final = 2.5
_NAMES: Final = ("gelu", "silu", "mish", "sigmoid", "tanh", "softplus")
_LONG: Final = ("gelu", "aria", "smu1", "eis", "rational")  # the last four are among the longest
_SECONDS: Final = 0.5
# What is loaded and kept for all functions is start-up: another one goes first.
_WRITING: Final = """
import sys, time
from actviz import get
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
torch = TARGETS["torch"]
text(torch, program([get("silu")], torch))
start = time.process_time()
text(torch, program([get(sys.argv[1])], torch))
print(time.process_time() - start)
"""


def results() -> Iterator[Result]:
    """Every function in turn, then the time that writing takes."""
    yield from _running()
    yield from map(_writing, _LONG)


def _writing(name: str) -> Result:
    """The processor time of an export to PyTorch, each in a process of its own."""
    words = [PYTHON, "-c", _WRITING, name]
    spent = [
        float(subprocess.run(words, check=True, capture_output=True).stdout) for _ in range(PAIRS)
    ]
    low, middle, high = statistics.quantiles(spent, n=4)
    ratios = (one / _SECONDS for one in (middle, low, high))
    return Result(f"writing `{name}` for PyTorch", "half a second", *ratios, middle, 1.0)


def _running() -> Iterator[Result]:
    try:
        import torch
    except ModuleNotFoundError:
        return
    if shutil.which("gcc") is None:
        return
    import numpy as np

    from actviz import get
    from actviz.export.compiled import Compiled, library
    from actviz.export.fitted_tables import fitted
    from actviz.export.targets import TARGETS
    from actviz.export.write import program, text
    from actviz.readings.languages import c, cells_c

    torch.set_num_threads(1)
    x = np.random.default_rng(0).standard_normal(_SIZE).astype(np.float32)
    given, bits = torch.from_numpy(x), [x.view(np.uint32)]
    with tempfile.TemporaryDirectory() as folder:
        for name in _NAMES:
            exported = program([get(name)], TARGETS["c"], dtype="float32")
            word = c.function_name(exported.units[0], exported.units[0].outputs[0], "float32")
            loop = (
                "void all_of(const float *x, float *y, size_t n) {"
                f" for (size_t i = 0; i < n; i++) y[i] = {word}(x[i]); }}\n"
            )
            plain = library(Path(folder), "c", f"{text(TARGETS['c'], exported)!s}\n{loop}")
            table = fitted(get(name), 0, "f")
            exact = library(Path(folder), "c", cells_c.render([table], ()))
            own = getattr(torch.nn.functional, name)

            def peer(own: object = own) -> None:
                own(given)  # type: ignore[operator]

            for kind, limit, file, symbol in (
                ("", _PLAIN, plain, "all_of"),
                (", `--exact`", _EXACT, exact, cells_c.array_name(table)),
            ):
                code = Compiled(str(file), symbol, name)

                def ours(code: Compiled = code) -> None:
                    list(code.answers(bits))

                yield paired(f"`{name}`{kind}", ours, "PyTorch's own", peer, limit)
