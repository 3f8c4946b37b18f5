"""What a start loads; `python -m benchmarks startup` measures what that costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from actviz.lookup.index import index, row
from actviz.lookup.names import fold, named, names


def modules_after(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program", ["import actviz.lookup.registry", "import actviz; actviz.names()"]
)
def test_names_alone_import_neither_entries_nor_typing(program: str) -> None:
    loaded = modules_after(program)
    assert not loaded & {
        "typing",
        "dataclasses",
        "actviz.functions.entry",
        "actviz.formula",
        "numpy",
    }
    assert not {word for word in loaded if word.startswith("actviz.catalogue.")}


def test_a_name_reads_its_own_tables_alone() -> None:
    loaded = modules_after(
        "import actviz, tomllib\nread = []\nparse = tomllib.loads\n"
        "tomllib.loads = lambda text: read.append(text) or parse(text)\n"
        "actviz.get('GELU')\nassert [text[:6] for text in read] == ['[gelu]'], read\n"
        "assert '\\n[gelu_tanh' not in read[0]"
    )
    assert "numpy" not in loaded


def test_an_export_loads_what_it_uses_alone() -> None:
    loaded = modules_after(
        "from actviz.cli.app import run\n"
        "assert run(['export', 'relu', '--to', 'python', '-o', '/dev/null']) == 0"
    )
    assert "actviz.export.write" in loaded
    rooms = ("actviz.approximation", "actviz.facts.record", "actviz.measure")
    assert not {word for word in loaded if word.startswith(rooms)}
    assert not loaded & {"numpy.ma", "numpy.random", "actviz.functions.vector.vector_function"}
    assert not loaded & {"actviz.readings.languages.wgsl", "actviz.readings.languages.softmax_rows"}


def test_a_derivative_of_a_typed_formula_loads_no_masked_arrays() -> None:
    loaded = modules_after("import actviz\nactviz.get('max(x, tanh(x))').derivative([0.0, 2.0])")
    assert "numpy" in loaded
    assert "numpy.ma" not in loaded


def test_rows_and_names_agree() -> None:
    for name, line in index().items():
        result = row(name)
        assert (result["name"], result["family"]) == (name, line.family)
        for field in line.__slots__:
            if field not in ("aliases", "mark"):  # a mark is the list's alone
                assert getattr(line, field) == getattr(named(name), field)
        assert tuple(line.aliases) == named(name).aliases
    assert list(index()) == names()


def test_folding_forgives_all_kinds_of_gaps() -> None:
    assert fold(" Leaky-ReLU\t") == fold("leaky_relu") == fold("leaky relu") == "leakyrelu"
