"""LaTeX output compiles in a real TeX run, for the whole registry."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from actviz.derivations.derivation import Derivation
from actviz.functions.gated import Gate
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import entries, everything
from actviz.pages import gate, vector
from actviz.pages.derivation import latex_fragment
from actviz.pages.table import short_row
from actviz.text import rows

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


def compiled(body: str, folder: Path) -> str:
    """The log of a TeX run on a document with that body; a test fails at the first error."""
    source = folder / "page.tex"
    # What a picture needs is pgf alone, as is said of it.
    packages = "pgf" if "pgfpicture" in body else "amsmath,amssymb,booktabs"
    head = rf"\documentclass{{article}}\usepackage{{{packages}}}"
    source.write_text(f"{head}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", source.name],
        cwd=folder, capture_output=True, text=True, errors="replace", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert (folder / "page.pdf").stat().st_size > 0
    return done.stdout


@pytest.mark.long
@needs_tex
def test_every_derivation_compiles(tmp_path: Path) -> None:
    parts = []
    for entry in entries():
        parts.append(latex_fragment(Derivation(entry)))
        parts += [latex_fragment(Derivation(entry, wrt=letter)) for letter in entry.values]
        parts.append(latex_fragment(Derivation(entry, order=2), brief=True))
    compiled("\n".join(parts), tmp_path)


@needs_tex
def test_vectors_and_gates_compile(tmp_path: Path) -> None:
    parts = []
    for function in everything():
        if isinstance(function, VectorFunction):
            parts.append(vector.text_page(function, (), "latex"))
        elif isinstance(function, Gate):
            parts.append(gate.text_page(function, kind="latex"))
    assert len(parts) > 40
    compiled("\n".join(parts), tmp_path)


@needs_tex
def test_every_jacobian_and_every_pair_of_partial_derivatives_compiles(tmp_path: Path) -> None:
    parts = []
    for function in everything():
        if isinstance(function, VectorFunction):
            parts += [
                vector.text_page(function, [], "latex", brief=brief) for brief in (False, True)
            ]
        elif isinstance(function, Gate):
            parts.append(gate.text_page(function, kind="latex"))
    assert len(parts) > 30
    compiled("\n".join(parts), tmp_path)


@needs_tex
def test_a_broken_fragment_is_caught(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        compiled(r"\begin{align*} \frac{1}{ \end{align*}", tmp_path)


@needs_tex
def test_tables_compile(tmp_path: Path) -> None:
    table = [short_row(entry, 0.01) for entry in list(entries())[:12]]
    compiled(rows.to_text(table, "latex"), tmp_path)


def test_every_letter_of_a_typeset_formula_has_its_command() -> None:
    from actviz.figures.compose.titles import written
    from actviz.figures.engines.pgf import _SIGNS
    from actviz.lookup.registry import resolve_all
    from actviz.readings.notation.typeset import GREEK

    specs = [
        "exp(x)*phi(x) + Phi(x)", "x**(x-1)", "floor(x)/ceil(2*x)", "sqrt(x)*pi", "x**12*abs(x)",
        "where(x != 2, x**-3, x)", "where(x <= 2, 1, x*sigmoid(x))",
    ]  # fmt: skip
    for name in [*map(written, resolve_all(specs)), *GREEK.values()]:
        assert name.translate(_SIGNS).isascii(), name
