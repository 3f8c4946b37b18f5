"""How a function shows itself in a notebook.

Pictures are drawn in rooms above the functions, so the package's face, which every program comes
through, puts the door to them here. Names alone load this file: it imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

bundle: Callable[[object], dict[str, str]] | None = None
