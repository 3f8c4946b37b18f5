"""Streams of text and of bytes against awk, a native loop and the shell's own pipes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from benchmarks.pairs import PYTHON, Result, paired, shell

LINES: Final = 5_000_000
DOUBLES: Final = 10**8
_TANH: Final = "{ x=$1; u=0.7978845608028654*(x+0.044715*x^3); e=exp(2*u);"
AWK: Final = _TANH + ' printf "%.17g\\n", 0.5*x*(1+(e-1)/(e+1)) }'
AWK_6: Final = _TANH + ' printf "%.6g\\n", 0.5*x*(1+(e-1)/(e+1)) }'
AWK_SIGMOID: Final = '{ printf "%.17g\\n", 1/(1+exp(-$1)) }'
# Numbers in, numbers out, nothing checked: as fast as a program of one's own can be.
NATIVE: Final = r"""
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>
int main() {
    std::vector<char> in(1 << 20), out;
    size_t kept = 0;
    for (;;) {
        size_t got = fread(in.data() + kept, 1, in.size() - kept, stdin);
        if (got == 0) break;
        const char *p = in.data(), *end = p + kept + got, *line = p;
        out.clear();
        for (const char *q = p; q < end; ++q) {
            if (*q != '\n') continue;
            double x;
            std::from_chars(line, q, x);
            double u = 0.7978845608028654 * (x + 0.044715 * x * x * x);
            double y = x / (1 + std::exp(-2 * u));
            char text[32];
            auto found = std::to_chars(text, text + 32, y);
            out.insert(out.end(), text, found.ptr);
            out.push_back('\n');
            line = q + 1;
        }
        fwrite(out.data(), 1, out.size(), stdout);
        kept = end - line;
        std::copy(line, end, in.data());
    }
}
"""


def results(pairs: int = 5, lines: int = LINES) -> Iterator[Result]:
    """Five million lines against every peer that is installed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = folder / "x.txt"
        numbers = np.round(np.random.default_rng(0).normal(0, 2, lines), 6)
        text.write_text("\n".join(map(repr, numbers.tolist())) + "\n")
        actviz = f"'{PYTHON}' -m actviz eval"

        def ours(words: str) -> str:
            return f"{actviz} {words} < '{text}' > /dev/null"

        def awk(script: str) -> str:
            (folder / "f.awk").write_text(script)
            return f"mawk '{script}' < '{text}' > /dev/null"

        if shutil.which("mawk"):
            for words, script, limit in (
                ("gelu_tanh", AWK, 0.20),
                ("sigmoid", AWK_SIGMOID, 0.20),
                ("gelu_tanh --digits 6", AWK_6, 0.25),
                ("gelu", AWK, 0.35),
            ):
                yield paired(
                    f"eval {words}", shell(ours(words)), "mawk", shell(awk(script)), limit, pairs
                )
        if shutil.which("g++"):
            (folder / "native.cpp").write_text(NATIVE)
            native = folder / "native"
            build = ["g++", "-O3", "-march=native", "-std=c++17", "native.cpp", "-o", str(native)]
            subprocess.run(build, check=True, cwd=folder)
            loop = shell(f"'{native}' < '{text}' > /dev/null")
            yield paired(
                "eval gelu_tanh", shell(ours("gelu_tanh")), "C++ charconv", loop, 1.6, pairs
            )
        counting = f"seq -5 0.000002 {-5 + 0.000002 * (lines - 1)}"
        yield paired(
            "seq | eval gelu_tanh", shell(f"{counting} | {actviz} gelu_tanh > /dev/null"),
            "seq | wc -l", shell(f"{counting} | wc -l"), 1.3, pairs,
        )  # fmt: skip
        data = folder / "x.bin"
        with open(data, "wb") as file:  # so many that starting up is nothing
            for _ in range(DOUBLES // lines):
                numbers.tofile(file)
        binary = f"cat '{data}' | {actviz} gelu_tanh --binary float64 | cat > /dev/null"
        yield paired(
            "eval --binary float64, 10^8 in a pipe", shell(binary), "cat | cat | cat",
            shell(f"cat '{data}' | cat | cat > /dev/null"), 2.5, pairs,
        )  # fmt: skip
