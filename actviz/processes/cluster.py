"""Work shared among the workers of a Dask cluster that is there already.

A worker that ends is no loss: the scheduler gives what it had not finished to another, and what is
done counts once. Each worker does one thing at a time, however many threads it has: the precision
of exact arithmetic and the settings of PyTorch belong to a whole process.
"""

from __future__ import annotations

import pickle
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from actviz.arrays import np

if TYPE_CHECKING:
    from distributed import Client

Given = TypeVar("Given")
Found = TypeVar("Found")
Common = TypeVar("Common")

PATIENCE: Final = 5.0  # seconds until an address without an answer is given up
_NEEDED: Final = "--dask needs Dask's scheduler; install it: pip install 'actviz[cluster]'"


def shared(
    address: str,
    work: Callable[[Common, Given], Found],
    common: Common,
    given: Sequence[Given],
    heard: Callable[[Any], object] = lambda message: None,
) -> Iterator[tuple[int, Found]]:
    """The place and what a function finds of each, in the order in which workers get them done.

    Args:
        address: of the scheduler, such as ``tcp://host:8786``.
        common: what it needs for all of them, which is sent to a worker once.
        heard: called with what :func:`post` was given meanwhile; a worker that ended may have
            posted what another posts again.

    Raises:
        ValueError: there is no cluster, or none that could do this.
        ChildProcessError: workers ended at the same thing again and again, or all is lost.
    """
    from queue import SimpleQueue

    topic = f"actviz-{secrets.token_hex(8)}"
    news: SimpleQueue[tuple[int | None, Any]] = SimpleQueue()
    with _client(address) as client:
        from cloudpickle import dumps
        from distributed import Event

        stop = Event(topic, client=client)
        client.subscribe_topic(topic, lambda event: news.put((None, pickle.loads(event[1]))))
        # A task, and not data that are scattered: those would be lost with the worker they are on.
        held = client.submit(_itself, dumps((work, common)), pure=False)
        futures = {
            place: client.submit(_do, held, dumps(one), topic, pure=False)
            for place, one in enumerate(given)
        }
        for place, future in futures.items():
            future.add_done_callback(lambda done, place=place: news.put((place, done)))
        try:
            while futures:
                which, what = news.get()
                if which is None:
                    heard(what)
                else:
                    yield which, _result(address, futures.pop(which))
        except BaseException:
            with suppress(Exception):  # where the scheduler is gone
                client.cancel(list(futures.values()), force=True)
                stop.set()
            raise


def in_order(shares: Iterable[tuple[int, Found]]) -> Iterator[Found]:
    """What comes with its place, each as soon as all before it are there."""
    waiting: dict[int, Found] = {}
    due = 0
    for place, one in shares:
        waiting[place] = one
        while due in waiting:
            yield waiting.pop(due)
            due += 1


class GivenUp(Exception):  # noqa: N818 - not an error: nobody waits for the work
    """The one who asked for the work has given up."""


def post(message: Any) -> None:
    """From within the work: let the one who asked for it know something.

    Raises:
        GivenUp: nobody asks any more.
    """
    from distributed import Event, get_worker

    get_worker().log_event(_topic[-1], pickle.dumps(message))
    if Event(_topic[-1]).is_set():
        raise GivenUp


_one_at_a_time: Final = Lock()
_topic: Final[list[str]] = []


_opened: Final[list[Any]] = [b"", None]  # what was sent last, and what it holds


def _do(held: bytes, one: bytes, topic: str) -> Any:
    with _one_at_a_time:
        if _opened[0] is not held:  # what it learns of itself in one piece is there in the next
            _opened[:] = [held, pickle.loads(held)]
        work, common = _opened[1]
        _topic[:] = [topic]
        return work(common, pickle.loads(one))


def _itself(held: bytes) -> bytes:
    return held


def _result(address: str, future: Any) -> Any:
    """What came of one thing; its own errors come out as they are."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        return future.result()
    except ModuleNotFoundError as error:
        raise _lacks(address, error) from None
    except KilledWorker as error:
        raise ChildProcessError(
            f"workers of {address} ended again and again at one piece of the work, the last of "
            f"them {error.last_worker.address}, perhaps for want of memory"
        ) from None
    except (CancelledError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the work itself
        raise ChildProcessError(
            f"the scheduler at {address} is gone, and the work with it"
        ) from None


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """A connection to a cluster whose workers can do the work."""
    import logging
    import warnings
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise ValueError(_NEEDED)
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told as an error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large data, and of versions, which are held together
        _must_answer(address)
        client = Client(address, timeout=PATIENCE, set_as_default=False)
        try:
            _must_fit(address, client)
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=PATIENCE)


def _must_answer(address: str) -> None:
    """Knock: a client that met no scheduler would be silent for long."""
    import asyncio

    from distributed.comm import connect

    async def knock() -> None:
        (await connect(address, timeout=PATIENCE)).abort()

    try:
        asyncio.run(asyncio.wait_for(knock(), PATIENCE))
    except Exception as error:  # whatever stands there may say anything
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(
            f"--dask {address}: no scheduler of Dask answers there ({reason}); an address is like "
            "tcp://host:8786"
        ) from None


def _must_fit(address: str, client: Client) -> None:
    try:
        versions = client.run(_versions)
    except ModuleNotFoundError as error:
        raise _lacks(address, error) from None
    if not versions:
        raise ValueError(f"--dask {address}: the cluster has no worker")
    here = _versions()
    for worker, there in versions.items():
        if there != here:
            raise ValueError(
                f"--dask {address}: the worker {worker} has {there}, here it is {here}"
            )


def _lacks(address: str, error: ModuleNotFoundError) -> ValueError:
    return ValueError(f"a worker of {address} has no {error.name!r}: install there what is here")


def _versions() -> str:
    """What decides which numbers come out."""
    import platform

    own = sys.modules[__name__.partition(".")[0]].__version__  # of the package's face
    python = ".".join(platform.python_version_tuple()[:2])
    return f"actviz {own}, numpy {np.__version__}, Python {python}"
