"""``actviz dialects --verify``: what is stated of libraries, asked of those installed."""

from __future__ import annotations

from collections.abc import Sequence

from actviz.text import terminal
from actviz.text.rows import Row


def run(names: Sequence[str], format_: str) -> None:
    """Print a row for each thing asked; exit code 1 where an answer is not what is stated."""
    from actviz.libraries.dialects import asked
    from actviz.libraries.verify import LIBRARIES, verified
    from actviz.processes.alone import Died, alone

    groups = asked(names) if names else []
    specs = [s for group in groups for each in group.meanings for s in each.specs]
    specs += [spec for group in groups for spec in group.open]
    here = [library for library in LIBRARIES if library.installed]
    rows: list[Row] = []
    with terminal.progress("asking libraries", len(here)) as done:
        for count, library in enumerate(here, 1):
            try:
                for row in alone(verified, library, frozenset(specs)):
                    rows.append(row)  # what it said before it died counts
            except Died as error:
                terminal.note(f"{library.label} {error}")
            done(count)
    if not rows:
        raise ValueError("no library that can be asked is installed")
    terminal.table(rows, format_)
    different = [row for row in rows if row["same"] is False]
    if different:
        told = ", ".join(f"{row['library']}:{row['name']}" for row in different[:10])
        more = f" and {len(different) - 10} more" if len(different) > 10 else ""
        terminal.fail(f"not as stated: {told}{more}", 1)
