"""Workers of a Dask cluster: on many machines, by the address of its scheduler, or on this one (`LOCAL`).

A worker must come to the same bytes as this process: every one is compared with it before it gets anything, those that
join later as well. Work is handed over, and answers come back, by the network only.
"""

import logging
import multiprocessing
import re
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from importlib.metadata import version
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from reportgen.engine.processes import unheard
from reportgen.engine.running import EngineError
from reportgen.language import N_, Said

if TYPE_CHECKING:
    from distributed import Client, Worker

LOCAL: Final = "local"
NEEDED: Final = ("distributed>=2026.7", "cryptography>=45")  # as the extra `cluster` in pyproject.toml

Alike = Callable[[], Mapping[str, str]]  # what must be the same everywhere, by the name it has in messages

MISSING: Final = N_("Dask is not installed, which --scheduler needs. Run: {line}")
UNREACHABLE: Final = N_(
    "The scheduler {address} does not answer. Is it running, is the address right, may this computer reach it, and do both use TLS or both not?"
)
EMPTY: Final = N_(
    "The scheduler {address} has no workers. Start them, and run again; reports already written are whole, and are not made again."
)
GONE: Final = N_(
    "The scheduler {address} no longer answers. Reports already written are whole, and are not made again: run again when it is back."
)
DIFFERENT: Final = N_("The worker {worker} is not like this computer, so its reports might differ: {what}. Make both alike, and run again; reports already written are whole, and are not made again.")  # fmt: skip
PROGRAM: Final = N_("the program reportgen")
THREADS: Final = N_("threads per worker")
_ADDRESS: Final = re.compile(r"((tcp|tls)://)?[^/]+:[0-9]+")
_CERTIFICATE: Final = "distributed.comm.tls.client.cert"
_FEW: Final = 24  # characters of a value that a message shows; longer ones are digests
_CONNECT: Final = 15  # seconds
_PATIENCE: Final = 60  # seconds without a worker
_LOOK: Final = 2  # seconds between looks at who is there


class Cluster:
    """The workers that a scheduler has. Raises `EngineError` where they cannot be used."""

    def __init__(self, address: str, jobs: int, alike: Alike) -> None:
        """`jobs` is the number of workers to start for `LOCAL`."""
        self.address = address
        self._alike = alike
        self._checked: set[str] = set()
        self._stack = ExitStack()
        try:
            self._client = self._connected(jobs)
            self._own = _facts(alike, threads=1)
            self._seen = self._looked = time.monotonic()
            self._look()
            if not self._checked:
                raise EngineError(EMPTY, address=address)  # noqa: TRY301 (closed as for any other error)
        except BaseException:
            self.close(at_once=True)
            raise
        self._executor = _Checking(self._client.get_executor(pure=False), alike, self._own)

    def _connected(self, jobs: int) -> "Client":
        try:
            import dask
            from distributed import Client, LocalCluster
            from distributed.security import Security
        except ImportError as error:
            line = " ".join([sys.executable, "-m pip install", *(f'"{name}"' for name in NEEDED)])
            raise EngineError(MISSING, line=line) from error
        _quiet()
        security = None

        def start() -> Client:
            address: Any = self.address
            if security is not None:
                folder = self._stack.enter_context(TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True))
                with unheard(), dask.config.set({"distributed.scheduler.allowed-failures": 0}):
                    address = LocalCluster(
                        n_workers=jobs, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0", worker_dashboard_address=None,
                        silence_logs=logging.CRITICAL + 1, security=security, local_directory=folder,
                    )  # fmt: skip
                self._stack.callback(address.close, timeout=_CONNECT)
            client = Client(address, timeout=_CONNECT, set_as_default=False, security=security)
            self._stack.callback(client.close, timeout=_LOOK)
            return client

        if self.address == LOCAL:
            # who may talk to a worker may have it run anything: other users of this machine may not
            security = Security.temporary()
        elif not _usable(self.address, dask.config.get(_CERTIFICATE, None)):
            raise EngineError(UNREACHABLE, address=self.address)
        try:
            with ThreadPoolExecutor(1) as thread:  # whole even when there is a Ctrl-C: then there is something to close
                client = thread.submit(start).result()
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineError(UNREACHABLE, address=self.address) from error
        if self.address != LOCAL:
            with suppress(TimeoutError):
                client.wait_for_workers(1, timeout=_CONNECT)
        return client

    @property
    def jobs(self) -> int:
        """Workers that are there, and have been found to be like this process."""
        return max(1, len(self._checked))

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """What a batch ends with whose worker died; also what becomes of it when the scheduler goes."""
        from distributed import KilledWorker

        return (KilledWorker, CancelledError)

    def executor(self) -> Executor:
        """An executor that gives work to workers like this process only."""
        self.watch()
        return self._executor

    def renew(self, broken: Executor) -> None:
        """The cluster replaces its workers itself; without a scheduler it cannot."""
        del broken
        self.watch()

    def watch(self) -> None:
        """See whether the scheduler and workers are there, and who is new."""
        if self._client.status != "running":
            raise EngineError(GONE, address=self.address)
        if time.monotonic() - self._looked > _LOOK:
            self._look()

    def close(self, *, at_once: bool) -> None:
        """Leave the cluster; one of ours ends."""
        if at_once and self.address == LOCAL:
            for process in multiprocessing.active_children():
                process.terminate()
        with suppress(Exception):
            self._stack.close()

    def _look(self) -> None:
        try:
            there = self._client.scheduler_info()["workers"]
            new = [address for address in there if address not in self._checked]
            found = self._told(new) if new else {}
        except (OSError, RuntimeError, CancelledError) as error:
            raise EngineError(GONE, address=self.address) from error
        self._looked = time.monotonic()
        self._checked &= set(there)
        for address, what in found.items():
            if isinstance(what, tuple):
                _refuse(address, what)
                self._checked.add(address)
            elif not isinstance(what, OSError):  # that one has gone again
                _refuse(address, (Said(PROGRAM),))
        if there:
            self._seen = self._looked
        elif self._looked - self._seen > _PATIENCE:
            raise EngineError(EMPTY, address=self.address)

    def _told(self, workers: list[str]) -> dict[str, object]:
        """What workers say of themselves."""
        found: dict[str, object] = self._client.run(
            _differences, self._alike, self._own, workers=workers, on_error="return"
        )
        return found


class _Checking(Executor):
    """Has every worker compare itself first: one that joined a moment ago may get work before anybody looked at it."""

    def __init__(self, inner: Executor, alike: Alike, own: Mapping[str, str]) -> None:
        self._inner, self._alike, self._own = inner, alike, own

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401 (as in the base class)
        return self._inner.submit(_checked, self._alike, self._own, fn, *args, **kwargs)


def _checked(alike: Alike, own: Mapping[str, str], fn: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401 (what `fn` returns)
    """In a worker: do the work, if this is a worker like the one who asks."""
    from distributed import get_worker

    worker = get_worker()
    _refuse(worker.address, _differences(alike, own, worker))
    return fn(*args)


def _differences(alike: Alike, own: Mapping[str, str], dask_worker: "Worker") -> tuple[Said, ...]:
    """In a worker, which Dask hands over by that name: what is another here than there."""
    here = _facts(alike, dask_worker.state.nthreads)
    return tuple(
        Said(name)
        if max(len(here.get(name, "")), len(value)) > _FEW
        else Said(N_("{name}: {theirs} there, {ours} here"), name=Said(name), theirs=here.get(name) or "—", ours=value)
        for name, value in own.items()
        if here.get(name) != value
    )


def _usable(address: str, certificate: str | None) -> bool:
    """Whether there is any sense in trying an address."""
    return bool(_ADDRESS.fullmatch(address)) and (bool(certificate) or not address.startswith("tls:"))


def _facts(alike: Alike, threads: int) -> dict[str, str]:
    return {**alike(), "distributed": version("distributed"), THREADS: str(threads)}


def _refuse(worker: str, what: tuple[Said, ...]) -> None:
    if what:
        raise EngineError(DIFFERENT, worker=worker, what=what)


def _quiet() -> None:
    """What Dask has to say is for its own administrators; what matters here is told by errors."""
    warnings.filterwarnings("ignore", module=r"(distributed|dask|tornado)\b")
    for name in ("distributed", "dask", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "dask", "tornado", "asyncio", "bokeh"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [logging.NullHandler()], False
