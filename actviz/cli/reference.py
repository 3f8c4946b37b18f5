"""The command reference, put together from the commands' own help.

``python -m actviz.cli.reference > docs/commands.md`` remakes it; a test says when it is stale.
"""

from __future__ import annotations

from actviz.cli.app import everything
from actviz.text import terminal


def reference() -> str:
    """Every command's help page, as Markdown."""
    parts = [
        "# Commands",
        "Each page is what `actviz COMMAND --help` prints "
        "(`python -m actviz.cli.reference > docs/commands.md`).",
    ]
    for name, sub in everything().commands.items():
        with sub.make_context(f"actviz {name}", [], resilient_parsing=True) as context:
            context.max_content_width = context.terminal_width = 90
            parts.append(f"## {name}\n\n```text\n{sub.get_help(context)}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    terminal.out(reference())
