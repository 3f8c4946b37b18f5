"""Flint has one precision for the whole process: whoever sets it works alone meanwhile."""

from __future__ import annotations

from threading import RLock
from typing import Final

ALONE: Final = RLock()
