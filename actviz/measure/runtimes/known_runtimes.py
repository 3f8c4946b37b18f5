"""All runtimes: found by the prefix of a path, and listed, installed or not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from actviz.dataclass import dataclass


@dataclass(frozen=True)
class Runtime:
    """One runtime, as ``runtimes.toml`` has it."""

    package: str
    formats: list[str]
    home: str  # the module of its adapter; none where it is asked as a module itself
    options: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def version(self) -> str | None:
        """The version of its package that is installed; None where it is not."""
        for package in (self.package.partition("[")[0], *self.also):
            with suppress(PackageNotFoundError):
                return version(package)
        return None


def _read() -> dict[str, Runtime]:
    tables = tomllib.loads(Path(__file__).with_name("runtimes.toml").read_text(encoding="utf-8"))
    return {
        name: Runtime(home=f"{__package__}.{adapter}" if adapter else "", **table)
        for name, table in tables.items()
        for adapter in [table.pop("adapter", name)]
    }


RUNTIMES: Final = _read()
ADAPTERS: Final = {name: one for name, one in RUNTIMES.items() if one.home}


def rows() -> list[dict[str, Any]]:
    """A row for each runtime; none is imported."""
    return [
        {
            "runtime": name,
            "version": runtime.version,
            "installed": runtime.version is not None,
            "formats": runtime.formats,
            "options": runtime.options,
        }
        for name, runtime in RUNTIMES.items()
    ]
