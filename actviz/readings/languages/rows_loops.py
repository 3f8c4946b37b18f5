"""Softmax and its logarithm of one row, in loops: Python, C, CUDA, Rust, JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from actviz.readings.languages import c as in_c
from actviz.readings.languages import cuda as in_cuda
from actviz.readings.languages import javascript as in_js
from actviz.readings.languages import rust as in_rust
from actviz.readings.languages.loops import (
    PLACES,
    Loops,
    arguments,
    body,
    gives_place,
    parsed,
    speller,
)
from actviz.readings.languages.marked_texts import parts, whole
from actviz.readings.languages.numpy import documented
from actviz.readings.languages.rows_arrays import SLOPE_SAYS, Functions


def python(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """A module of Python with ``math`` alone: lists in, lists out."""
    texts = parts(__file__, "rows_python.txt")
    module = ['"""' + "\n".join(head) + '\n"""\n\nimport math', texts["row"]]
    for kind, name, says in functions:
        module.append("\n".join([f"def {name}(x):", *documented(tuple(says)), texts[kind]]))
        if order:
            doc = documented((SLOPE_SAYS[kind],))
            slope = texts[f"{kind}_d1"]
            module.append("\n".join([f"def {name}_d1(x, g):", *doc, slope]))
    return "\n\n\n".join(module) + "\n"


# What the other languages say, each in its own words. Sums are Kahan's and Babuska's: what is lost
# on the way is added up beside them. Rows are not empty; a result may take the place of an input.
_LOOPS: Final = whole(__file__, "rows_loops.txt")
SAYS: Final = {
    "lost": "What is lost when v is added to a sum.",
    "closed": "A sum with what was lost on the way; an infinity loses nothing.",
    "shift": "How far a number is from the largest.",
    "largest": "Where the largest number of a row is.",
    "rest": "The sum of the powers of all numbers but that at a place, over its own power.",
}
# A head of a function: its name, what it is given, whether a place comes back.
Head = Callable[[str, Sequence[str], bool], str]


def helpers(loops: Loops, head: Head, comment: str) -> list[str]:
    """The functions that those of rows are made of."""
    texts = parsed(_LOOPS)
    parts = []
    for word, says in SAYS.items():
        own = texts[word]
        lines = [comment.format(says), head(word, arguments(own), gives_place(own)) + " {"]
        parts.append("\n".join([*lines, *body(own, loops), "}"]))
    return parts


def functions_of(
    functions: Functions, order: int, loops: Loops, comment: str
) -> list[tuple[str, str, str, bool, list[str]]]:
    """Of each function: kind, name, comment, whether it is a product, its statements."""
    rows = []
    for kind, name, says in functions:
        said = "\n".join(comment.format(line) for line in says)
        rows.append((kind, name, said, False, body(parsed(_LOOPS)[kind], loops)))
        if order:
            said = comment.format(SLOPE_SAYS[kind])
            own = body(parsed(_LOOPS)[f"{kind}_d1"], loops)
            rows.append((kind, f"{name}_d1", said, True, own))
    return rows


def _typed(own: str, real: str, given: Sequence[str], size: str = "size_t") -> str:
    """Arguments as C declares them."""
    kinds = {**dict.fromkeys(PLACES, f"{size} "), **dict.fromkeys("xg", f"const {own} *")}
    kinds |= dict.fromkeys("yd", f"{own} *")
    return ", ".join(f"{kinds.get(word, real + ' ')}{word}" for word in given)


def _like_c(
    functions: Functions, order: int, loops: Loops, marks: tuple[str, str, str, str, str], own: str
) -> tuple[list[str], list[tuple[str, str]]]:
    """Helpers and functions; of each function its name and what it is given.

    ``marks``: in front of a helper, of a function, of a size, behind a name, a comment.
    """
    inner, outer, size, end, comment = marks

    def head(word: str, given: Sequence[str], place: bool) -> str:
        kind = size if place else "double"
        return f"{inner}{kind} act_{word}({_typed(own, 'double', given, size)})"

    parts, heads = helpers(loops, head, comment), []
    for _, name, said, product, lines in functions_of(functions, order, loops, comment):
        given = _typed(own, "double", "xgdn" if product else "xyn", size)
        start = f"{outer}void {name}{end}({given}) {{"
        parts.append("\n".join([said, start, "    if (n == 0) return;", *lines, "}"]))
        heads.append((f"{name}{end}", "xgd" if product else "xy"))
    return parts, heads


def _c_loops(load: str, store: str, spelled: Mapping[str, str]) -> Loops:
    return Loops(
        speller(in_c.SYNTAX), "const double {0} = {1};", "double {0} = {1};",
        f"const {spelled['size']} {{0}} = {{1}};", f"{spelled['size']} {{0}} = {{1}};", load, store,
        loop=f"for ({spelled['size']} i = 0; i < n; i++) {{",
    )  # fmt: skip


def c(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """C99: functions of a row and its length; nothing is allocated, results may replace inputs."""
    narrow = dtype == "float32"
    store = "{0}[{1}] = (float)({2});" if narrow else "{0}[{1}] = {2};"
    loops = _c_loops("{0}[{1}]" if not narrow else "(double){0}[{1}]", store, {"size": "size_t"})
    marks = ("static ", "", "size_t", "f" if narrow else "", "/* {0} */")
    top = "/*\n" + "".join(f" * {line}\n" for line in head) + " */"
    parts, _ = _like_c(functions, order, loops, marks, in_c.FORMATS[dtype])
    includes = "#include <math.h>\n#include <stddef.h>"
    return "\n\n".join([top, includes, in_c.GUARD, *parts]) + "\n"


def cuda(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """CUDA: functions of a row for host and device, and kernels in which a thread takes a row."""
    own, end, wide, narrow = in_cuda.TYPES[dtype]
    size = "std::size_t"
    store = f"{{0}}[{{1}}] = {narrow.format('{2}')};"
    loops = _c_loops(wide.format("{0}[{1}]"), store, {"size": size})
    inner = "static __host__ __device__ inline "
    parts, heads = _like_c(functions, order, loops, (inner, inner, size, end, "// {0}"), own)
    for name, given in heads:
        rows = ", ".join(f"{word} + row * n" for word in given)
        parts.append(
            f"static __global__ void {name}_kernel("
            f"{_typed(own, '', given)}, {size} n, {size} rows) {{\n"
            f"    const {size} row = ({size})blockIdx.x * blockDim.x + threadIdx.x;\n"
            f"    if (row < rows) {name}({rows}, n);\n}}"
        )
    return "\n\n".join([*in_cuda.top(dtype, head), *parts]) + "\n"


def rust(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """Rust: slices in, a slice of the same length to write into."""
    own = in_rust.FORMATS[dtype]
    narrow = own == "f32"
    loops = Loops(
        speller(in_rust.SYNTAX), "let {0} = {1};", "let mut {0} = {1};", "let {0} = {1};",
        "let mut {0} = {1};", "f64::from({0}[{1}])" if narrow else "{0}[{1}]",
        "{0}[{1}] = ({2}) as f32;" if narrow else "{0}[{1}] = {2};", "for i in 0..n {",
        "if {0} {{", back="{0}",
    )  # fmt: skip
    kinds = {**dict.fromkeys(PLACES, "usize"), **dict.fromkeys("xg", f"&[{own}]")}
    kinds |= dict.fromkeys("yd", f"&mut [{own}]")

    def typed(given: Sequence[str]) -> str:
        return ", ".join(f"{word}: {kinds.get(word, 'f64')}" for word in given)

    def start(word: str, given: Sequence[str], place: bool) -> str:
        return f"fn act_{word}({typed(given)}) -> {'usize' if place else 'f64'}"

    parts = ["".join(f"//! {line}".rstrip() + "\n" for line in head).rstrip()]
    parts += helpers(loops, start, "/// {0}")
    for _, name, said, product, lines in functions_of(functions, order, loops, "/// {0}"):
        checks = ["let n = x.len();"]
        checks += [f"assert_eq!(n, {word}.len());" for word in ("gd" if product else "y")]
        checks += ["if n == 0 {", "    return;", "}"]
        checks = [f"    {line}" for line in checks]
        begin = f"pub fn {name}({typed('xgd' if product else 'xy')}) {{"
        parts.append("\n".join([said, begin, *checks, *lines, "}"]))
    return "\n\n".join(parts) + "\n"


def javascript(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """An ES module: an array of any kind in, a typed array out."""
    array = "Float32Array" if dtype == "float32" else "Float64Array"
    loops = Loops(
        speller(in_js.SYNTAX), "const {0} = {1};", "let {0} = {1};", "const {0} = {1};",
        "let {0} = {1};", "{0}[{1}]", "{0}[{1}] = {2};", "for (let i = 0; i < n; i++) {",
        same=in_js.SYNTAX.operators,
    )  # fmt: skip

    def start(word: str, given: Sequence[str], _: bool) -> str:
        return f"function act_{word}({', '.join(given)})"

    parts = ["".join(f"// {line}".rstrip() + "\n" for line in head).rstrip()]
    parts += helpers(loops, start, "// {0}")
    for _, name, said, product, lines in functions_of(functions, order, loops, "// {0}"):
        given, out = ("xg", "d") if product else ("x", "y")
        begin = [f"export function {name}({', '.join(given)}) {{"]
        begin += [f"  {word} = Float64Array.from({word});" for word in given]
        begin += ["  const n = x.length;", f"  const {out} = new {array}(n);"]
        begin += [f"  if (n === 0) return {out};"]
        parts.append("\n".join([said, *begin, *lines, f"  return {out};", "}"]))
    return "\n\n".join(parts).replace("    ", "  ") + "\n"
