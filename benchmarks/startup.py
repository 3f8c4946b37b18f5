"""What a start costs, as a multiple of what the interpreter or a bare ``import numpy`` costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.pairs import PAIRS, PYTHON, Result, paired, program, shell


def results(pairs: int = PAIRS) -> Iterator[Result]:
    """Every start against its peer, with the limit that it is to keep."""
    bare = program(PYTHON, "-c", "pass")
    for name, words, limit in (
        ("import actviz.lookup.registry", ("-c", "import actviz.lookup.registry"), 2.5),
        ("actviz --version", ("-m", "actviz", "--version"), 6.5),
        ("actviz list", ("-m", "actviz", "list"), 7.5),
        ("actviz --help", ("-m", "actviz", "--help"), 7.5),
    ):
        yield paired(name, program(PYTHON, *words), "python -c pass", bare, limit, pairs)
    completing = program(
        PYTHON, "-m", "actviz", COMP_WORDS="actviz plot ge", COMP_CWORD="2",
        _ACTVIZ_COMPLETE="complete_bash",
    )  # fmt: skip
    yield paired("completion of plot ge", completing, "python -c pass", bare, 7.5, pairs)
    numpy = program(PYTHON, "-c", "import numpy", OPENBLAS_NUM_THREADS="1")
    table = program(PYTHON, "-m", "actviz", "table", "relu", "gelu")
    yield paired("actviz table relu gelu", table, "import numpy", numpy, 2.2, pairs)
    with TemporaryDirectory() as folder:
        file = Path(folder, "x.txt")
        file.write_text("".join(f"{k / 100}\n" for k in range(-500, 500)))
        lines = shell(f"exec '{PYTHON}' -m actviz eval gelu < '{file}'")
        yield paired("actviz eval, 1000 lines", lines, "import numpy", numpy, 1.8, pairs)
