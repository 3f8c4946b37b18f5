"""Exported C against PyTorch's own functions on 10^7 float32 numbers; one thread each.

Of `export --exact` the table as it is fitted, for the proof changes a few last digits and no speed.
Nothing is measured where PyTorch or gcc is not installed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.pairs import Result, paired

_SIZE: Final = 10**7
_EXACT: Final = 2.5  # times PyTorch's own time at most
_NAMES: Final = ("gelu", "silu", "mish", "sigmoid", "tanh", "softplus")


def results() -> Iterator[Result]:
    """Every function in turn."""
    try:
        import torch
    except ModuleNotFoundError:
        return
    if shutil.which("gcc") is None:
        return
    import numpy as np

    from actviz import get
    from actviz.export.cells import fitted
    from actviz.export.compiled import Compiled, library
    from actviz.readings.languages import cells_c

    torch.set_num_threads(1)
    x = np.random.default_rng(0).standard_normal(_SIZE).astype(np.float32)
    given, bits = torch.from_numpy(x), [x.view(np.uint32)]
    with tempfile.TemporaryDirectory() as folder:
        for name in _NAMES:
            table = fitted(get(name), 0, "f")
            file = library(Path(folder), "c", cells_c.render([table], ()))
            code = Compiled(str(file), cells_c.array_name(table), name)
            own = getattr(torch.nn.functional, name)

            def ours(code: Compiled = code) -> None:
                list(code.answers(bits))

            def peer(own: object = own) -> None:
                own(given)  # type: ignore[operator]

            yield paired(f"`{name}`, `--exact`", ours, "PyTorch's own", peer, _EXACT)
