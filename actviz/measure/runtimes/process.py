"""A runtime in a process of its own: what it prints stays there, and it may die or hang."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from actviz.arrays import Float64
from actviz.measure.callables import Foreign, Outcome, guarded, values
from actviz.measure.homes import Refused
from actviz.measure.runtimes.known_runtimes import ADAPTERS, Runtime
from actviz.processes.alone import quiet, silence
from actviz.processes.patience import PATIENCE
from actviz.processes.shared import ended


class Remote:
    """The near end of the process: called like a kernel, with its format, order and layout."""

    def __init__(
        self, runtime: Runtime, label: str, extra: Mapping[str, Any], limit: float = PATIENCE
    ) -> None:
        """Start the process.

        Args:
            label: the path that was asked for, ``runtime:operator``.
            limit: seconds that it may take to be ready, and for each answer.

        Raises:
            Refused: it has no such operator, died, or took too long.
        """
        from multiprocessing import get_context

        context = get_context("spawn")
        self.label, self.limit = label, limit
        self.link, far = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(far, runtime, label, dict(extra)), daemon=True
        )
        self.process.start()
        far.close()
        self.version: str = self._answer()

    def __call__(self, x: Float64, dtype: str, order: int, layout: str) -> Outcome:
        """What the runtime makes of numbers of a format.

        Raises:
            Refused: it refused, died or took too long; the message says which.
        """
        try:
            self.link.send((x, dtype, order, layout))
        except OSError:
            raise Refused(self._ending()) from None
        outcome: Outcome = self._answer()
        return outcome

    def _answer(self) -> Any:
        try:
            if not self.link.poll(self.limit):
                self.close()
                raise Refused(f"{self.label} {silence(self.limit)}")
            good, answer = self.link.recv()
        except (EOFError, OSError):
            raise Refused(self._ending()) from None
        if not good:
            self.close()
            raise Refused(answer)
        return answer

    def _ending(self) -> str:
        self.process.join(5)
        return f"{self.label} died with exit code {self.process.exitcode}"

    def close(self) -> None:
        """End the process."""
        self.link.close()
        self.process.kill()  # one that hangs in its own code heeds nothing less
        ended([self.process])


def reach(
    runtime: str, operator: str, extra: Mapping[str, Any], limit: float = PATIENCE
) -> Foreign:
    """An operator of a runtime, as a callable to be measured.

    Raises:
        Refused: the runtime is not installed, has no such operator, or died.
    """
    about = ADAPTERS[runtime]
    if about.version is None:
        raise Refused(f"{runtime} is not installed: pip install {about.package!r}")
    remote = Remote(about, f"{runtime}:{operator}", extra, limit)
    formats = tuple(about.formats)
    return Foreign(remote.label, remote, "runtime", remote.version, formats, remote.close)


def _serve(link: Any, runtime: Runtime, label: str, extra: dict[str, Any]) -> None:
    """The far end: prepare once, then answer until the link is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    quiet()
    operator = label.partition(":")[2]
    own = {word: extra.pop(word) for word in runtime.options if word in extra}
    try:
        adapter: Any = import_module(runtime.home)
        prepared = guarded(label, lambda: adapter.prepare(operator, extra, own))()
        foreign = Foreign(label, prepared.call, prepared.library)
        version = str(runtime.version)
        link.send((True, f"{version} ({prepared.note})" if prepared.note else version))
        while True:
            x, dtype, order, layout = link.recv()
            link.send((True, values(foreign, np.asarray(x), dtype, order, layout)))
    except EOFError:
        return
    except Refused as error:
        link.send((False, str(error)))
