"""Completion for shells, as files: ``python -m actviz.cli.completions`` remakes them.

They are what ``actviz --show-completion`` prints; bash is told besides that a colon and an equals
sign are parts of a word, as in ``torch:GELU`` and ``elu:alpha=1``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "completions"
FILES: Final = {"bash": "actviz.bash", "zsh": "_actviz", "fish": "actviz.fish"}
_BASH: Final = """# Words such as torch:GELU and elu:alpha=1 are one word each.
COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]/}
"""


def script(shell: str) -> str:
    """The completion script of a shell."""
    from typer._completion_shared import get_completion_script

    body = get_completion_script(prog_name="actviz", complete_var="_ACTVIZ_COMPLETE", shell=shell)
    return f"{_BASH if shell == 'bash' else ''}{body.strip()}\n"


def remake() -> None:
    """Write all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for shell, name in FILES.items():
        (FOLDER / name).write_text(script(shell), encoding="utf-8")


if __name__ == "__main__":
    remake()
