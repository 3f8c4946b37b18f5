"""Specs that are a place in a file: who reads the file stands in a room above.

The package's face and the command line, which every program comes through, put the door here.
Names alone load this file: it imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from actviz.lookup.names import Function

# ``model.onnx#node`` to the function that is computed there.
node: Callable[[str], Function] | None = None

# A spec to its functions, for names of libraries inside formulas, which specs themselves are.
spec: Callable[[str], list[Function]] | None = None
