"""Numbers, texts and arrays in one ``.npz``, as plain data: nothing in it is executed."""

from __future__ import annotations

import io
import json
from typing import Any, Final

import numpy as np

_HEAD: Final = "head"
_ASIDE: Final = {"array", "bytes"}


def packed(value: Any) -> bytes:
    """What JSON can say, and arrays and bytes anywhere in it, as the bytes of a file."""
    arrays: dict[str, Any] = {}

    def aside(one: Any) -> dict[str, Any]:
        raw = isinstance(one, bytes)
        name = str(len(arrays))
        arrays[name] = np.frombuffer(one, np.uint8) if raw else np.asarray(one)
        return {"array": name, "bytes": raw}

    text = json.dumps(value, default=aside)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays, **{_HEAD: np.frombuffer(text.encode(), np.uint8)})
    return file.getvalue()


def unpacked(content: bytes) -> Any:
    """What was packed; tuples come back as lists.

    Raises:
        ValueError, KeyError, EOFError, zipfile.BadZipFile: it is nothing of the kind.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as held:

        def back(fields: dict[str, Any]) -> Any:
            if fields.keys() != _ASIDE:
                return fields
            array = held[fields["array"]]
            return array.tobytes() if fields["bytes"] else array

        return json.loads(bytes(held[_HEAD]).decode(), object_hook=back)
