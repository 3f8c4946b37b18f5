"""Approximations in integers, in every language that this machine runs, at every input.

The judge works in fractions: what a record means is written down here a second time.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.value.as_function import function_of
from actviz.approximation.value.result import Approximation, Fold, Piece, Table
from actviz.export import integer_files, targets
from actviz.export.integer_steps import whole
from actviz.lookup.registry import get
from actviz.readings import formats
from actviz.readings.languages.whole_numbers import Step, Whole, Width, bits_of
from tests.process import actviz

SCALE = float(np.float32(0.05))
EVERY = targets.TARGETS | targets.WHOLE
LANGUAGES = [word for word in integer_files.MODULES if word != "mem"]


def near(value: float, name: str) -> float:
    return formats.nearest(formats.known(name), value)


def curved(held: str, given: str, out: str) -> Approximation:
    """Parabolas of tanh, clamped beyond [-2, 2]."""
    pieces = [
        Piece(-2.0, -0.5, (near(-0.1, held), near(0.9, held), near(0.22, held))),
        Piece(-0.5, 0.5, (0.0, near(0.95, held), near(0.01, held))),
        Piece(0.5, 2.0, (near(0.1, held), near(0.9, held), near(-0.22, held))),
    ]
    return Approximation(
        "tanh", 0, "pieces", (-2.0, 2.0), "clamp", coefficients_format=held, input_format=given,
        output_format=out, pieces=tuple(pieces),
    )  # fmt: skip


def folded(part: str, line: tuple[float, float], out: str) -> Approximation:
    return Approximation(
        "gelu", 0, "polynomial", (0.0, 3.0), "asymptote", ((0.0,), (0.25, near(0.4, "Q3.9"))),
        Fold(part, line), "Q3.9", "Q4.6", out, polynomial=(0.0, 0.125, near(0.3, "Q3.9"), -0.0625),
    )  # fmt: skip


def entries(
    count: int, step: float, given: str, held: str, out: str, *, interpolate: bool
) -> Approximation:
    start = -step * (count // 2)
    values = tuple(near(float(np.tanh(start + i * step)), held) for i in range(count))
    return Approximation(
        "tanh", 0, "table", (start, start + step * (count - 1)), "clamp",
        coefficients_format=held, input_format=given, output_format=out,
        table=Table(start, step, values, interpolate),
    )  # fmt: skip


def narrow() -> Approximation:
    """Lines whose results take fewer bits than the output has."""
    pieces = Piece(-1.0, 0.0, (-0.0625, 0.25)), Piece(0.0, 1.0, (0.0, 1.0))
    return Approximation(
        "rsigelud", 0, "pieces", (-1.0, 1.0), "clamp", coefficients_format="Q2.6",
        input_format="Q5.3", output_format="Q4.4", pieces=pieces,
    )  # fmt: skip


def constant() -> Approximation:
    return Approximation(
        "gelu", 0, "pieces", (-16.0, 15.875), coefficients_format="Q4.4", input_format="Q5.3",
        output_format="Q4.4", pieces=(Piece(-16.0, 15.875, (-0.25,)),),
    )  # fmt: skip


def folded_entries() -> Approximation:
    """Of coarser steps than those of x/2, which is added."""
    values = tuple(near(-0.1 * k, "Q2.6") for k in range(9))
    return Approximation(
        "gelu", 0, "table", (0.0, 2.0), "clamp", fold=Fold("even", (0.0, 0.5)),
        coefficients_format="Q2.6", input_format="Q3.9", output_format="Q2.6",
        table=Table(0.0, 0.25, values, False),
    )  # fmt: skip


def affine() -> Approximation:
    name = "int8:0.05:3"
    values = tuple(near((q - 3) * SCALE * (q > 3), name) for q in range(-128, 128))
    return Approximation(
        "relu", 0, "table", (-131 * SCALE, 124 * SCALE), "clamp", coefficients_format=name,
        input_format=name, output_format=name, table=Table(-131 * SCALE, SCALE, values, False),
    )  # fmt: skip


def affine_lines(name: str, given: str) -> Approximation:
    """Parabolas of tanh from one affine format to another; coefficients in units of their steps."""
    form, out = formats.known(given), formats.known(name)
    assert isinstance(form, formats.Uniform)
    assert isinstance(out, formats.Uniform)
    whole = Fraction(form.step) * 2 ** (form.bits - 1)
    rows = [(-90, 200, 61), (3, 250, 0), (80, 170, -55)]  # in steps of Q9.7, of what follows
    knots = [form.step * k for k in (-64, -20, 21, 60)]
    pieces = [
        Piece(a, b, tuple(
            float(Fraction(c, 1 << 7) * 64 * Fraction(out.step) / whole**k)
            for k, c in enumerate(row)
        ))
        for a, b, row in zip(knots, knots[1:], rows, strict=False)
    ]  # fmt: skip
    return Approximation(
        "tanh", 0, "pieces", (knots[0], knots[-1]), "clamp", coefficients_format="Q10.7",
        input_format=given, output_format=name, pieces=tuple(pieces),
    )  # fmt: skip


def joined() -> Approximation:
    """Lines that join and are nowhere below gelu, of the whole line, as they are searched."""
    return approximate(
        Request(
            activation=get("gelu"), spec="gelu", size=6, continuous=True, side=1,
            fixed=("int8:0.05:3", "int8:0.05:3"),
        )
    )  # fmt: skip


RECORDS = {
    "parabolas": curved("Q2.8", "Q3.5", "Q1.7"),
    "wide parabolas": curved("Q2.14", "Q4.12", "Q1.15"),
    "even fold": folded("even", (0.0, 0.5), "Q4.6"),
    "odd fold": folded("odd", (0.5, 0.0), "Q5.3"),
    "entries": entries(33, 3 / 16, "Q4.4", "Q1.7", "Q2.6", interpolate=False),
    "folded entries": folded_entries(),
    "lines": entries(41, 5 / 32, "Q3.5", "Q1.7", "Q1.10", interpolate=True),
    "wide lines": entries(513, 1 / 64, "Q4.12", "Q1.15", "Q1.15", interpolate=True),
    "affine": affine(),
    "affine parabolas": affine_lines("int8:0.01:-7", "int8:0.03:5"),
    "to affine": affine_lines("Q2.6", "uint8:0.03:120"),
    "joined, above": joined(),
    "narrow": narrow(),
    "constant": constant(),
}


# ---------------------------------------------------------------- the judge


def half_up(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


def judged(record: Approximation, q: int) -> int:
    """What a record in integers is for one input, by its definition, in fractions."""
    given, held, out = (
        formats.known(str(name))
        for name in (record.input_format, record.coefficients_format, record.output_format)
    )
    assert isinstance(given, formats.Uniform)
    assert isinstance(out, formats.Uniform)
    x = Fraction(given.step) * (q - given.zero)
    u = abs(x) if record.fold else x
    value = table_of(record.table, u) if record.table else polynomial_of(record, u, out, held)
    assert isinstance(held, formats.Uniform)
    if record.fold:
        first, slope = map(Fraction, record.fold.line)
        value = first + slope * x + (-value if record.fold.part == "odd" and x < 0 else value)
    result = half_up(value / Fraction(out.step)) + out.zero
    return min(max(result, out.ends[0]), out.ends[1])


@cache
def fractions(values: tuple[float, ...]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def table_of(table: Table, u: Fraction) -> Fraction:
    values, step = fractions(table.values), Fraction(table.step)
    place = (u - Fraction(table.start)) / step
    last = len(values) - 1
    if not table.interpolate:
        return values[min(max(half_up(place), 0), last)]
    place = min(max(place, Fraction(0)), Fraction(last))
    i = min(int(place), last - 1)
    return values[i] + (values[i + 1] - values[i]) * (place - i)


def polynomial_of(
    record: Approximation, u: Fraction, out: formats.Uniform, held: formats.Format
) -> Fraction:
    low, high = record.range
    coefficients = record.polynomial or ()
    if record.ends and not low <= u <= high:
        coefficients = record.ends[0 if u < low else 1]
    else:
        u = min(max(u, Fraction(low)), Fraction(high))
        for piece in record.pieces or ():
            if u >= piece.low:
                coefficients = piece.coefficients
    assert isinstance(held, formats.Uniform)
    given = formats.known(str(record.input_format))
    assert isinstance(given, formats.Uniform)
    # Between affine formats x is measured in 2**(bits - 1) of its steps, the result in its own.
    whole = Fraction(given.step) * 2 ** (given.bits - 1) if given.name[0] != "Q" else Fraction(1)
    result = Fraction(out.step) if out.name[0] != "Q" else Fraction(1)
    unit, total = Fraction(held.step), Fraction(0)
    # The degree is that of the longest row: a shorter one has zeros, which are exact.
    for k, coefficient in reversed(list(enumerate(coefficients))):
        total = total * (u / whole) + round(Fraction(coefficient) * whole**k / result / unit) * unit
        if k:
            total = half_up(total / unit) * unit  # kept in the coefficients' format
    return total * result


@cache
def right(kind: str) -> tuple[list[int], list[int]]:
    """All inputs of a record in the order of bit patterns, every 17th of many, and the results."""
    form = formats.known(str(RECORDS[kind].input_format))
    assert isinstance(form, formats.Uniform)
    low, high = form.ends
    x = [*range(high + 1), *range(low, 0)][:: 1 if form.bits < 16 else 17]
    return x, [judged(RECORDS[kind], q) for q in x]


# ---------------------------------------------------------------- the languages


def programs(kind: str, language: str) -> list[tuple[object, Whole]]:
    exported = integer_files.programs([function_of(RECORDS[kind], "act")], EVERY[language])
    return list(exported)


@pytest.mark.parametrize("kind", RECORDS)
def test_the_reference_is_what_the_definition_says(kind: str) -> None:
    x, expected = right(kind)
    assert RECORDS[kind].on_integers(np.array(x)).tolist() == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_the_same_bits_for_every_input(language: str) -> None:
    lacking = targets.missing(EVERY[language])
    if lacking:
        pytest.skip(f"needs {', '.join(lacking)}")
    slow = language in ("rust", "numpy")  # to compile, to start
    kinds = ["wide parabolas", "even fold", "lines"] if slow else list(RECORDS)
    for kind in kinds:
        ((function, one),) = programs(kind, language)
        ((_, tried, wrong),) = integer_files.tried([(function, one)], EVERY[language])  # type: ignore[list-item]
        assert (tried, wrong) == (1 << one.given.bits, 0), kind


def test_a_unit_more_in_one_entry_is_noticed() -> None:
    ((function, one),) = programs("affine", "numpy")
    values = list(one.tables["V"])
    values[200] += 1
    changed = replace(one, tables={"V": tuple(values)})
    ((_, tried, wrong),) = integer_files.tried([(function, changed)], EVERY["numpy"])  # type: ignore[list-item]
    assert (tried, wrong) == (256, 1)


@pytest.mark.parametrize("kind", RECORDS)
def test_the_range_of_every_step_holds_its_values(kind: str) -> None:
    """Widths in Verilog, and the types in C, rest on it."""
    one = whole(RECORDS[kind], "act")
    x = right(kind)[0]
    for q in [*x[::97], min(x), max(x)]:
        known = {"x": q}
        for step in one.steps:
            known[step.name] = value = worked_out(step.value, known, one)
            low, high = one.ranges[step.name]
            assert low <= value <= high


def worked_out(value: object, known: dict[str, int], one: Whole) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return known[value]
    assert isinstance(value, tuple)
    op, *args = value
    if op in ("at", "count"):
        at, entries = worked_out(args[1], known, one), one.tables[args[0]]
        return entries[at] if op == "at" else sum(entry <= at for entry in entries)
    a, b, *rest = (worked_out(arg, known, one) for arg in args)
    plain: dict[str, Callable[[], int]] = {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, ">>": lambda: a >> b,
        "//": lambda: a // b, "min": lambda: min(a, b), "max": lambda: max(a, b),
        "<": lambda: rest[0] if a < b else rest[1],
    }  # fmt: skip
    return plain[op]()


def test_bits_of_a_range() -> None:
    assert [bits_of(one) for one in ((0, 0), (-1, 0), (0, 127), (-128, 127), (0, 128))] == [
        1, 1, 8, 8, 9,
    ]  # fmt: skip
    one = Whole("f", (), Width(8), Width(8), {}, (Step("y", ("*", "x", "x")),))
    assert (one.ranges["y"], one.bits) == ((-128 * 127, 128 * 128), 16)


# ---------------------------------------------------------------- the command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "act.json").write_text(RECORDS["parabolas"].to_json())
    (tmp_path / "real.json").write_text(
        replace(RECORDS["parabolas"], input_format=None, output_format=None).to_json()
    )
    return tmp_path


def test_the_bench_tells_how_many_inputs_are_wrong(folder: Path) -> None:
    done = actviz("export", "act.json", "-o", "act.v", "--test", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "act.v\n")
    bench = folder / "act.v-test"
    vectors = (bench / "act.mem").read_text().splitlines()
    x, expected = right("parabolas")
    assert vectors == [f"{value & 255:02x}" for value in expected]
    assert len(x) == 256
    if shutil.which("iverilog") is None:
        pytest.skip("needs iverilog")
    command = "iverilog -Wall -g2001 -o run module.v act_bench.v && vvp -n run"
    for changed, said in ((None, "0 of 256 inputs are wrong"), (17, "1 of 256 inputs are wrong")):
        if changed is not None:
            vectors[changed] = f"{int(vectors[changed], 16) ^ 1:02x}"
            (bench / "act.mem").write_text("\n".join(vectors) + "\n")
        ran = subprocess.run(command, shell=True, cwd=bench, capture_output=True, text=True)
        assert said in ran.stdout.splitlines(), ran.stderr
        assert ran.returncode == (changed is not None)


@pytest.mark.parametrize(("name", "said"), [("t.mem", "alone\n"), ("t.c", "--verify tries c\n")])
def test_a_bench_is_for_verilog_alone(folder: Path, name: str, said: str) -> None:
    done = actviz("export", "act.json", "-o", name, "--test", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.endswith(said)
    assert not (folder / name).exists()


def test_c_holds_no_floating_point_and_says_how_it_rounds(folder: Path) -> None:
    done = actviz("export", "act.json", "--to", "c", "--name", "smooth", cwd=folder)
    text = done.stdout
    code = text.partition("#include")[2]
    assert "int8_t smooth(int8_t x)" in code
    assert not any(word in code for word in ("double", "float", "math.h"))
    assert "each product but the last is rounded back by 5 bits, half up" in text
    assert "bits are needed at most, sign included" in text


def test_a_table_in_hexadecimal_holds_knots_and_coefficients(folder: Path) -> None:
    done = actviz("export", "act.json", "--to", "mem", cwd=folder)
    words = [line for line in done.stdout.splitlines() if not line.startswith("//")]
    pieces = RECORDS["parabolas"].pieces
    assert pieces is not None
    assert len(words) == len(pieces)
    _, second, third = words
    # Q3.5: -0.5 is -16; Q2.8: 0.95 is 243, 0.01 is 3, 0.1 is 26, 0.9 is 230, -0.22 is -56.
    assert second == f"{-16 & 0xFF:02x}{3 & 0xFF:02x}{243:03x}{0:02x}"
    assert third == f"{16:02x}{-56 & 0xFF:02x}{230:03x}{26:02x}"


def test_verify_tells_what_was_tried(folder: Path) -> None:
    done = actviz("export", "act.json", "--to", "numpy", "--verify", "--format", "json", cwd=folder)
    (row,) = json.loads(done.stdout)
    assert row == {"language": "numpy", "function": "act", "tried": 256, "wrong": 0}
    done = actviz("export", "act.json", "--to", "numpy", "--verify", "-o", "act.py", cwd=folder)
    assert "at all 256 inputs, tried" in (folder / "act.py").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["real.json", "--to", "verilog"], "integers need approximate --fixed IN:OUT"),
        (["gelu", "-o", "x.v"], "gelu is no approximation in integers"),
        (["act.json", "--to", "torch"], "is written in c, numpy, rust, onnx, verilog, mem"),
        (["act.json", "--to", "c", "--order", "1"], "--order"),
        (["act.json", "--to", "mem", "--verify"], "nothing that runs"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(
    words: list[str], said: str, folder: Path
) -> None:
    done = actviz("export", *words, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
