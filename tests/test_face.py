"""The package as programs meet it: names, arguments, what it refuses and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import actviz


def printed(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_names_are_the_same_before_and_after_use() -> None:
    program = (
        "import actviz\n"
        "before = dir(actviz)\n"
        "assert set(before) - set(actviz.__all__) == {w for w in before if w.startswith('__')} "
        "- set(actviz.__all__), before\n"
        "for turn in range(2):\n"
        "    for word in (*actviz.__all__, *reversed(actviz.__all__)):\n"
        "        assert getattr(actviz, word) is getattr(actviz, word), word\n"
        "    actviz.get('gelu'); actviz.table('relu'); actviz.plot('relu'); actviz.names()\n"
        "    actviz.vector('softmax'); actviz.gate('swiglu'); actviz.stochastic('rrelu')\n"
        "    actviz.compare('gelu', 'gelu_tanh'); actviz.resolve('elu')\n"
        "    assert all(callable(getattr(actviz, w)) for w in actviz.__all__ if w[0] != '_')\n"
        "assert dir(actviz) == before\n"
    )
    assert printed(program) == ""


def test_no_part_of_the_package_has_the_name_of_something_public() -> None:
    from pathlib import Path

    parts = {path.stem for path in Path(actviz.__file__).parent.iterdir()}
    assert not parts & {word for word in actviz.__all__ if word[0] != "_"}


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: actviz.plot("relu", colour="red"), "colour"),  # type: ignore[call-arg]
        (lambda: actviz.table("relu", tolerence=1), "tolerence"),  # type: ignore[call-arg]
        (lambda: actviz.compare("relu", "gelu", rangee=1), "rangee"),  # type: ignore[call-arg]
        (lambda: actviz.get("gelu").derivative(1.0, ordr=2), "ordr"),  # type: ignore[call-arg]
    ],
)
def test_a_wrong_keyword_is_an_error_of_the_call_by_its_own_name(call: Any, word: str) -> None:
    with pytest.raises(TypeError, match=word) as caught:
        call()
    assert "Request" not in str(caught.value)


OTHERS = [1j, [1j], np.array([1j]), "1", ["1", "2"], np.array(["a"]), b"1", None, [None], object(),
          np.datetime64("2026-01-01"), {"a": 1}]  # fmt: skip
CALLS = {
    "value": lambda x: actviz.get("gelu")(x),
    "slope": lambda x: actviz.get("gelu").derivative(x),
    "exact": lambda x: actviz.get("gelu").exact(x),
    "logarithm": lambda x: actviz.get("log(x)").derivative(x),
    "gate": lambda x: actviz.gate("swiglu")(x, 1.0),
    "gate exact": lambda x: actviz.gate("swiglu").exact(1.0, x),
    "vector": lambda x: actviz.vector("softmax")(x),
    "jacobian": lambda x: actviz.vector("sparsemax").jacobian(x),
    "evaluation": lambda x: actviz.stochastic("rrelu")(x),
    "draw": lambda x: actviz.stochastic("rrelu").sample(x, 1),
    "mean": lambda x: actviz.stochastic("rrelu").mean(x),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("given", OTHERS, ids=lambda given: repr(given).split(" at ")[0])
def test_what_is_no_real_number_is_a_type_error_that_says_what_is_taken(
    call: str, given: Any
) -> None:
    with pytest.raises(TypeError, match="real numbers are taken, alone or in an array"):
        CALLS[call](given)  # type: ignore[no-untyped-call]


def test_real_numbers_of_every_kind_are_taken() -> None:
    from decimal import Decimal
    from fractions import Fraction

    relu = actviz.get("relu")
    for two in (2, 2.0, True + 1, np.int8(2), np.float16(2), Fraction(2), Decimal(2)):
        assert relu(two) == 2.0  # type: ignore[arg-type]
    assert relu(10**30) == 1e30
    assert np.array_equal(relu([]), [])
    assert np.array_equal(relu([[1, -1]]), [[1.0, 0.0]])


def test_masked_entries_are_refused_not_computed() -> None:
    for mask in (True, [False, True]):
        with pytest.raises(TypeError, match="masked entries have no result here"):
            actviz.get("relu")(np.ma.masked_array([1.0, 2.0], mask=mask))
    whole = np.ma.masked_array([1.0, 2.0], mask=False)
    assert np.array_equal(actviz.get("relu")(whole), [1.0, 2.0])


@pytest.mark.parametrize("given", [3, None, 1.5, ["relu"], len])
def test_what_is_no_function_is_a_type_error(given: Any) -> None:
    for call in (actviz.plot, actviz.table, actviz.get, actviz.resolve, actviz.vector):
        with pytest.raises(TypeError, match=f"not {type(given).__name__}"):
            call(given)


LOOSELY: Any = actviz  # as a program without types calls it


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LOOSELY.get("elu", alpha="1"), "alpha is a real number, not str"),
        (lambda: LOOSELY.get("elu", alpha=np.array([0.5])), "alpha is a real number, not ndarray"),
        (lambda: LOOSELY.code("elu", to="c", arguments=5), "arguments is names of parameters"),
        (lambda: LOOSELY.get("elu", alpha=1j), "alpha is a real number, not complex"),
        (lambda: LOOSELY.get("elu", alpha=np.complex64(1)), "alpha is a real number"),
        (lambda: LOOSELY.get("elu").with_values(alpha=None), "alpha is a real .*not NoneType"),
        (lambda: LOOSELY.get("elu").derivative(1, order=1.5), "order is a whole .*not float"),
        (lambda: LOOSELY.get("elu").exact(1, order="1"), "order is a whole number, not str"),
        (lambda: LOOSELY.identify([1.0, 2.0]), "source is a formula, .*not list"),
        (lambda: LOOSELY.identify(3), "source is a formula, .*not int"),
    ],
)
def test_an_argument_of_another_kind_is_a_type_error_by_its_name(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


def test_one_function_alone_is_compared_with_nothing() -> None:
    with pytest.raises(ValueError, match="others are the functions"):
        actviz.compare("relu")


def test_nothing_outside_the_library_changes() -> None:
    program = (
        "import os, numpy as np, flint, locale, random, decimal, warnings\n"
        "import matplotlib as mpl\n"
        "def state():\n"
        "    return (dict(os.environ), np.geterr(), dict(mpl.rcParams), flint.ctx.prec,\n"
        "            locale.setlocale(locale.LC_ALL), random.getstate()[1][:3], os.getcwd(),\n"
        "            np.random.get_state()[1].tolist(), decimal.getcontext().prec,\n"
        "            [str(f) for f in warnings.filters], np.get_printoptions())\n"
        "import matplotlib.figure, matplotlib.backends.backend_agg\n"
        "before = state()\n"
        "import actviz\n"
        "gelu = actviz.get('gelu'); gelu([1e300, -1e300]); gelu.exact(-30.0, 2); gelu.facts()\n"
        "actviz.plot('gelu', 'tanh', orders=(0, 1)); actviz.table('elu', 'softmax', 'x*sin(1/x)')\n"
        "actviz.compare('gelu', 'gelu_tanh'); actviz.stochastic('rrelu').sample([-1.0], seed=1)\n"
        "try:\n    actviz.get('tanh(')\nexcept ValueError:\n    pass\n"
        "print([i for i, (a, b) in enumerate(zip(before, state())) if a != b])\n"
    )
    assert printed(program) == "[]\n"


def test_a_program_that_has_no_numpy_yet_keeps_its_environment() -> None:
    program = (
        "import os\nos.environ.pop('OPENBLAS_NUM_THREADS', None)\nbefore = dict(os.environ)\n"
        "import actviz\n"
        "actviz.vector('softmax')([1.0, 2.0])\nactviz.stochastic('rrelu').sample([-1.0], seed=1)\n"
        "actviz.get('gelu')([1.0])\nactviz.table('relu')\nactviz.plot('relu')\n"
        "actviz.code('gelu', to='c')\nactviz.identify('x*sigmoid(x)')\n"
        "print({k: v for k, v in os.environ.items() if before.get(k) != v})\n"
    )
    assert printed(program) == "{}\n"


def test_threads_use_it_at_once_and_find_what_one_finds_alone() -> None:
    specs = ["gelu", "x*tanh(softplus(2*x))", "elu:alpha=0.3", "log(x)*sin(x)", "mish"]
    points = np.linspace(-30, 30, 41)

    def found(spec: str) -> list[Any]:
        function = actviz.get(spec)
        return [
            np.asarray(function(points)).tobytes(),
            np.asarray(function.derivative(points, order=2)).tobytes(),
            np.asarray(function.exact(points[::8], 1)).tobytes(),
        ]

    alone = [found(spec) for spec in specs]
    with ThreadPoolExecutor(8) as pool:
        together = [*pool.map(found, specs * 4)]
    assert together == alone * 4


BEGUN_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
import actviz
CALLS = [
    lambda: actviz.get("x*tanh(softplus(3*x))").facts().range, lambda: actviz.table("elu"),
    lambda: len(actviz.plot("gelu", orders=(0, 1)).axes), lambda: actviz.code("mish", to="c"),
    lambda: actviz.compare("gelu", "quick_gelu", range=(-4, 4)),
    lambda: actviz.identify("x/(1+exp(-x))", top=1), lambda: actviz.gate("swiglu").exact(1.0, 2.0),
    lambda: actviz.vector("entmax15").exact([1.0, 2.0, 0.5]).tolist(),
    lambda: actviz.stochastic("rrelu").sample([-1.0, -2.0], seed=3).tolist(), actviz.names,
    lambda: actviz.get("erf(x)*log(1 + x**2)").exact([1.0, 2.0], 2).tolist(),
]
first = int(sys.argv[1])
sys.setswitchinterval(1e-5)
with ThreadPoolExecutor(len(CALLS)) as pool:
    together = [*pool.map(lambda call: str(call()), CALLS[first:] + CALLS[:first])]
sys.setswitchinterval(0.005)
assert together == [str(call()) for call in CALLS[first:] + CALLS[:first]]
"""


@pytest.mark.long
@pytest.mark.parametrize("first", [0, 3, 7])
def test_threads_may_begin_to_use_it_at_once(first: int) -> None:
    """With circles of imports, of files or of a file and its folder, some processes failed.

    Other packages have such circles too: an import that fails is tried once again.
    """
    words = [sys.executable, "-c", BEGUN_AT_ONCE, str(first)]
    done = subprocess.run(words, capture_output=True, text=True)
    if "ImportError" in done.stderr or "_DeadlockError" in done.stderr:
        done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_one_thread_works_at_its_precision_alone_and_puts_it_back() -> None:
    import time

    from flint import ctx

    from actviz.readings.balls import precision

    before = ctx.prec

    def kept(bits: int) -> bool:
        with precision(bits):
            time.sleep(0.002)
            return bool(ctx.prec == bits)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(kept, range(60, 100)))
    assert ctx.prec == before


WITHOUT = """
import os, signal, sys
import typer, numpy, matplotlib.figure, matplotlib.backends.backend_agg  # as they are here
import concurrent.futures.process, multiprocessing.context
LACKING = (os, "fork sched_getaffinity WUNTRACED"), (signal, "SIGPIPE SIGCONT SIGSTOP")
for module, names in LACKING:
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
import multiprocessing
multiprocessing.get_all_start_methods = lambda: ["spawn"]
for name in ("fcntl", "resource", "pty", "termios", "pwd"):
    sys.modules[name] = None
sys.platform = PLATFORM
from actviz.cli import main
sys.argv = ["actviz", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize(
    "words",
    ["eval gelu", "table relu gelu", "plot relu -o a.png", "list -q", "train relu --data xor "
     "--epochs 1 --hidden 3", "eval relu 1 -o a.npy", "--version"],
)  # fmt: skip
def test_commands_run_without_what_other_systems_lack(
    platform: str, words: str, tmp_path: Any
) -> None:
    program = WITHOUT.replace("PLATFORM", repr(platform))
    lines = "".join(f"{k / 7}\n" for k in range(120_000)) if words == "eval gelu" else ""
    done = subprocess.run(
        [sys.executable, "-c", program, *words.split()],
        input=lines, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert len(done.stdout.splitlines()) >= (120_000 if lines else 1)
