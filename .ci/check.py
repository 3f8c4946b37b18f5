"""Run the README's two set-up commands as a stranger would, then everything else that must hold.

Lint, types and documentation; the packages that are uploaded; the oldest versions of what actviz
stands on; the frameworks that it exports to and compares with. Programs that some tests ask are
installed on a machine of CI, which has CI in its environment, and nowhere else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A stranger's environment: where programs are, and where pip may find packages; nothing else.
KEPT = re.compile(r"PATH|HOME|LANG|LC_ALL|TMPDIR|PIP_.*|SSL_CERT_.*|.*_proxy|.*_PROXY")


def setup_commands(readme: str) -> list[str]:
    """The shell blocks of the section "Set up", one command each."""
    section = re.search(r"^## Set up$(.*?)^## ", readme, re.MULTILINE | re.DOTALL)
    if section is None:
        sys.exit("README.md has no section '## Set up'")
    blocks = re.findall(r"^```sh\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.strip()]
    if len(commands) != 2:
        sys.exit(f"README.md must give exactly two set-up commands, not {len(commands)}")
    return commands


def run(command: str, folder: Path) -> None:
    """Run one shell command as a stranger; end with its error if it fails."""
    print(f"\n$ {command}", flush=True)
    environment = {key: value for key, value in os.environ.items() if KEPT.fullmatch(key)}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        sys.exit(f"failed with exit code {done.returncode}: {command}")


# Programs that some tests ask, and the Debian packages that hold them.
PROGRAMS = {
    "pdflatex": "texlive-latex-base texlive-latex-recommended texlive-pictures",
    "chromium": "chromium",
    "node": "nodejs",
    "gcc": "gcc libc6-dev",
    "rustc": "rustc",
    "iverilog": "iverilog",
}

# Of WGSL, whose texts Mesa compiles for seconds, every twentieth part of the registry.
SAMPLE = "wgsl float32 20"


# Libraries that they load, likewise: WGSL runs on Mesa's software renderer.
LIBRARIES = {"EGL": "libegl1 libegl-mesa0 libgl1-mesa-dri"}


def install_programs() -> None:
    """Install what tests ask beside Python, on CI alone; say what tests are skipped without."""
    missing = [package for word, package in PROGRAMS.items() if shutil.which(word) is None]
    missing += [package for word, package in LIBRARIES.items() if find_library(word) is None]
    if not missing:
        return
    if os.environ.get("CI"):
        install = f"apt-get install -y -qq --no-install-recommends {' '.join(missing)}"
        quiet = "DEBIAN_FRONTEND=noninteractive"
        command = f"{quiet} apt-get update -qq && {quiet} {install}"
        print(f"\n$ {command}", flush=True)
        done = subprocess.run(
            command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        if done.returncode == 0:
            return
    print(f"WARNING: without {', '.join(missing)}, tests that need them are skipped", flush=True)


# Rooms whose tests meet what the oldest versions could lack: numbers, pictures, tables, the shell.
OLDEST_TESTS = (
    "tests/test_packaging.py tests/text tests/formula/test_grammar.py tests/pages/test_library.py "
    "tests/readings/test_float64.py tests/streams/test_numerals.py tests/streams/test_whole.py "
    "tests/figures/test_drawing.py tests/cli/test_exit_codes.py"
)


# Environments beside the clone, and what is in them. Since 3.3 pyparsing warns of the names that
# the oldest Matplotlib calls, under any filter of ours.
ENVIRONMENTS = {
    "oldest": "-c .ci/oldest.txt '.[test]' 'pyparsing<3.3'",
    "frameworks": "'.[test,files,models,exports,torch,cluster]'",
}


def build_environments(clone: Path) -> None:
    """Install what is tried beside the set-up; most of the time nothing but the network works.

    What is never imported there is not compiled either.
    """
    for name, packages in ENVIRONMENTS.items():
        home = clone.parent / name
        install = f"{home}/bin/pip install --quiet --no-compile {packages}"
        run(f"python3 -m venv {home} && {install}", clone)


def try_oldest(clone: Path) -> None:
    """The oldest versions that are allowed, in an environment of their own."""
    # What they say of newer Pythons and of each other is for their own makers.
    run(
        f"../oldest/bin/python -m pytest -q -W ignore::DeprecationWarning {OLDEST_TESTS}",
        clone,
    )


def try_packages(clone: Path, main_job: str, scratch: Path) -> None:
    """Wheel and source archive, built and installed: the main job runs from each."""
    run(
        ".venv/bin/pip install --quiet hatchling && .venv/bin/python -m hatchling build -d dist",
        clone,
    )
    built = sorted(path for path in (clone / "dist").iterdir() if path.suffix in (".whl", ".gz"))
    if len(built) != 2:
        sys.exit(f"a wheel and a source archive were to be built, not {built}")
    for package in built:
        folder = scratch / f"from-{package.suffix[1:]}"
        folder.mkdir()
        run(main_job.replace(" . ", f" --no-compile {package} "), folder)
        must_be_picture(folder / "relu-gelu.png")


def must_be_picture(file: Path) -> None:
    """End where the main job wrote no picture."""
    if not file.is_file() or not file.read_bytes().startswith(b"\x89PNG"):
        sys.exit(f"the main job wrote no picture: {file}")


# Tests that are skipped, or look at less, where a framework is missing.
FRAMEWORK_TESTS = (
    "tests/cli/test_check_every_input.py tests/cli/test_foreign_code.py "
    "tests/export/test_cuda.py tests/export/test_export.py tests/export/test_out_of_range.py "
    "tests/export/test_torch.py tests/export/test_wgsl.py tests/files/test_reading.py "
    "tests/libraries tests/lookup/test_programs.py "
    "tests/measure/test_callables.py tests/measure/test_homes.py tests/measure/test_runtimes.py "
    "tests/models/test_branches.py tests/models/test_formats.py "
    "tests/models/test_numbers_of_formats.py tests/models/test_onnx.py tests/models/test_pt2.py "
    "tests/models/test_run.py tests/models/test_torchscript.py "
    "tests/models/test_whole_numbers.py "
    "tests/networks/test_data.py tests/networks/test_gain.py tests/pages/test_notebook.py"
)

# In processes of their own: a process that has used JAX must not be forked.
APART_TESTS = (
    "tests/networks/test_torch_engine.py tests/pages/test_seeds.py tests/processes/test_cluster.py"
)


def try_frameworks(clone: Path) -> None:
    """What is compared with frameworks, runs in them or reads their files, beside all of them."""
    tests = "../frameworks/bin/python -m pytest -q"
    run(f"KERAS_BACKEND=torch {tests} {FRAMEWORK_TESTS}", clone)
    with ThreadPoolExecutor() as beside:  # the registry, of which a language keeps one core busy
        apart = beside.submit(run, f"{tests} {APART_TESTS}", clone)
        run("../frameworks/bin/python -m tests.export.whole_registry cuda float32", clone)
        if find_library("EGL") is not None:
            run(f"../frameworks/bin/python -m tests.export.whole_registry {SAMPLE}", clone)
        apart.result()


def try_rest(clone: Path) -> None:
    """What the set-up's own run of the tests leaves out, and every entry where it has a sample.

    Less what runs whole beside the frameworks.
    """
    had = " ".join(f"--ignore {tests}" for tests in f"{FRAMEWORK_TESTS} {APART_TESTS}".split())
    run(f"ACTVIZ_TESTS=rest .venv/bin/python -m pytest -q {had}", clone)


def main() -> None:
    """Clone, set up, lint, package, test."""
    install_programs()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        clone = scratch / "actviz"
        run(f"git clone --quiet {ROOT} {clone}", ROOT)
        main_job, tests = setup_commands((clone / "README.md").read_text(encoding="utf-8"))
        # What is quick comes first, and the tests last: their count ends the log. What keeps one
        # core busy stands beside the environments, which keep another.
        with ThreadPoolExecutor() as beside:
            built = beside.submit(build_environments, clone)
            run(main_job, clone)
            must_be_picture(clone / "relu-gelu.png")
            run(".venv/bin/pip install --quiet '.[dev]'", clone)
            run(".venv/bin/ruff check . && .venv/bin/ruff format --check .", clone)
            typed = beside.submit(run, ".venv/bin/mypy", clone)
            try_packages(clone, main_job, scratch)
            typed.result()
            built.result()
        run(".venv/bin/python -m tests.figures.scenes --bytes", clone)
        try_oldest(clone)
        try_frameworks(clone)
        try_rest(clone)
        run(tests, clone)


if __name__ == "__main__":
    main()
