"""Which catalogues of the user's own are in use; :mod:`actviz.lookup.catalogue_file` reads them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from typing import Final

VARIABLE: Final = "ACTVIZ_CATALOGUE"

# The files in use, in order. Commands fill it; the library has none unless it is told to.
files: list[str] = []


def usual_file() -> str | None:
    """The file that commands read unasked, if it is there.

    That named by ACTVIZ_CATALOGUE (empty: none), else ``actviz/catalogue.toml`` in the user's
    folder for settings: $XDG_CONFIG_HOME or ~/.config, ~/Library/Application Support on macOS,
    %APPDATA% on Windows.
    """
    named = os.environ.get(VARIABLE)
    if named is not None:
        return named or None
    path = os.path.join(settings_folder(), "actviz", "catalogue.toml")
    return path if os.path.isfile(path) else None


def settings_folder() -> str:
    """Where programs keep a user's settings on this platform."""
    if sys.platform == "win32":
        return os.environ.get("APPDATA") or os.path.expanduser("~/AppData/Roaming")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support")
    return os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
