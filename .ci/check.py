"""Run the README's two set-up commands as a stranger would, then lint, types and documentation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
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
}


def install_programs() -> None:
    """Install what tests ask beside Python; where that fails, say so, as tests are then skipped."""
    missing = [package for word, package in PROGRAMS.items() if shutil.which(word) is None]
    if not missing:
        return
    install = f"apt-get install -y -qq --no-install-recommends {' '.join(missing)}"
    quiet = "DEBIAN_FRONTEND=noninteractive"
    command = f"{quiet} apt-get update -qq && {quiet} {install}"
    print(f"\n$ {command}", flush=True)
    done = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        print(f"WARNING: could not install {', '.join(missing)}: tests that need them are skipped")


def main() -> None:
    """Clone, set up, lint, test."""
    install_programs()
    with tempfile.TemporaryDirectory() as scratch:
        clone = Path(scratch) / "actviz"
        run(f"git clone --quiet {ROOT} {clone}", ROOT)
        main_job, tests = setup_commands((clone / "README.md").read_text(encoding="utf-8"))
        run(main_job, clone)
        if not (clone / "relu-gelu.png").read_bytes().startswith(b"\x89PNG"):
            sys.exit("the main job wrote no picture")
        # Lint, types and documentation first: they are quick, and the tests' count ends the log.
        run(".venv/bin/pip install --quiet '.[dev]'", clone)
        run(".venv/bin/ruff check . && .venv/bin/ruff format --check .", clone)
        run(".venv/bin/mypy", clone)
        run(".venv/bin/actviz gallery --check", clone)
        run(tests, clone)


if __name__ == "__main__":
    main()
