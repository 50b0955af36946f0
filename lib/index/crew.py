"""Who analyses batches: this process, processes of this machine, or the workers of a Dask cluster.

A batch is handed out as a file beside the parts, on storage that all share, and comes back as a
part. Where it was made leaves no trace. A worker that dies costs a retry: what it had is given to
another. What fails `ATTEMPTS` times, alone at last, is named, and the rest goes on.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lib.index import parts, store

Analyse = Callable[[parts.Batch, Path], str]

ATTEMPTS = 3
_IN_HAND = 2
_ANSWER_SECONDS = 10


@dataclass(frozen=True)
class Done:
    """A batch that came back: how much it held, and why it failed ("" if it did not)."""

    batch: parts.Batch
    error: str = ""


def run(
    batches: Iterator[parts.Batch],
    folder: Path,
    workers: int = 1,
    scheduler: str | None = None,
    analyse: Analyse | None = None,
) -> Iterator[Done]:
    """Have batches analysed into parts below `folder`; gives each once it is done or given up.

    Args:
        batches: taken as workers become free.
        folder: where the parts go.
        workers: processes of this machine; with one the work is done in this very process.
        scheduler: the address of a Dask cluster, `tcp://host:port`, to use instead.
        analyse: what is done with a batch; `lib.index.parts.analyse` by default.

    Raises:
        store.StoreError: no scheduler answers, or a part cannot be written.
    """
    analyse = analyse or parts.analyse
    if scheduler:
        yield from _on_cluster(batches, folder, scheduler, analyse)
    elif workers == 1:
        yield from _here(batches, folder, analyse)
    else:
        yield from _in_processes(batches, folder, workers, analyse)


def _here(batches: Iterator[parts.Batch], folder: Path, analyse: Analyse) -> Iterator[Done]:
    with ThreadPoolExecutor(1) as thread:
        for batch in batches:
            future = thread.submit(analyse, batch, folder)
            wait([future])
            yield Done(batch, _why(future.exception()))


def _why(error: BaseException | None) -> str:
    """Why a batch failed; "" if it did not.

    Raises:
        store.StoreError: the store itself cannot be written: no other batch would fare better.
    """
    if error is None:
        return ""
    if isinstance(error, store.StoreError):
        raise error
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        raise store.StoreError(
            f"the store cannot be written: {error.strerror or error}{where}; "
            "what was analysed is kept, build again once there is room"
        ) from error
    if not isinstance(error, Exception):
        raise error
    return f"{type(error).__name__}: {error}".splitlines()[0]


# --- processes of this machine -----------------------------------------------------------------


def _in_processes(
    batches: Iterator[parts.Batch], folder: Path, workers: int, analyse: Analyse
) -> Iterator[Done]:
    broken: list[parts.Batch] = []
    while True:
        with _executor(workers) as pool:
            submit = partial(pool.submit, analyse)  # type: ignore[call-arg]
            yield from _handed_out(batches, submit, folder, workers, broken)
        if not broken:
            return
        # Which of them brought the process down is not known: each goes alone.
        for batch in broken:
            yield _alone(batch, folder, analyse)
        broken.clear()


def _executor(workers: int) -> Executor:
    from joblib.externals.loky import ProcessPoolExecutor

    executor: Executor = ProcessPoolExecutor(workers)
    return executor


def _handed_out(
    batches: Iterator[parts.Batch],
    submit: Callable[[parts.Batch, Path], Future[str]],
    folder: Path,
    workers: int,
    broken: list[parts.Batch],
) -> Iterator[Done]:
    """Give batches to a pool until they end, or until it breaks; what it had then is `broken`."""
    running: dict[Future[str], parts.Batch] = {}
    for batch in batches:
        running[submit(batch, folder)] = batch
        if len(running) >= _IN_HAND * workers:
            yield from _taken_back(running, broken)
            if broken:
                break
    while running:
        yield from _taken_back(running, broken)


def _taken_back(
    running: dict[Future[str], parts.Batch], broken: list[parts.Batch]
) -> Iterator[Done]:
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ended:
        batch = running.pop(future)
        if isinstance(future.exception(), BrokenProcessPool):
            broken.append(batch)
        else:
            yield Done(batch, _why(future.exception()))


def _alone(batch: parts.Batch, folder: Path, analyse: Analyse) -> Done:
    error = ""
    for _ in range(ATTEMPTS - 1):
        with _executor(1) as pool:
            future = pool.submit(analyse, batch, folder)
            wait([future])
        if not isinstance(future.exception(), BrokenProcessPool):
            return Done(batch, _why(future.exception()))
        error = "the process died of it"
    return Done(batch, error)


# --- a cluster ---------------------------------------------------------------------------------


def _on_cluster(
    batches: Iterator[parts.Batch], folder: Path, scheduler: str, analyse: Analyse
) -> Iterator[Done]:
    hidden = partial(tempfile.TemporaryDirectory, dir=folder, prefix=".handed-")
    with _client(scheduler) as client, hidden() as name:
        handed = Path(name)
        running: dict[Any, parts.Batch] = {}
        for batch in batches:
            path = handed / batch.key
            path.write_bytes(pickle.dumps(batch))
            key = f"wirescope-{batch.key}"
            future = client.submit(
                analyse_file, path, folder, analyse, key=key, pure=False, retries=ATTEMPTS - 1
            )
            running[future] = batch
            while len(running) >= _IN_HAND * max(1, len(client.nthreads())):
                yield from _from_cluster(running, handed)
        while running:
            yield from _from_cluster(running, handed)


def _client(scheduler: str) -> AbstractContextManager[Any]:
    from distributed import Client

    try:
        client: AbstractContextManager[Any] = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_ANSWER_SECONDS
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise store.StoreError(
            f"no Dask scheduler answers at {scheduler}; start one with `dask scheduler`"
        ) from error
    return client


def _from_cluster(running: dict[Any, parts.Batch], handed: Path) -> Iterator[Done]:
    from distributed import wait as awaited
    from distributed.scheduler import KilledWorker

    ended = awaited(list(running), return_when="FIRST_COMPLETED").done  # type: ignore[no-untyped-call]
    for future in ended:
        batch = running.pop(future)
        error = future.exception()
        if error is None:
            # What a dead worker had made is made anew before this comes back.
            _must_be(batch, future.result())
        (handed / batch.key).unlink(missing_ok=True)
        if isinstance(error, KilledWorker):
            yield Done(batch, "the workers died of it")
        else:
            yield Done(batch, _why(error))


def _must_be(batch: parts.Batch, made: str) -> None:
    if made != batch.key:
        raise store.StoreError(
            "the workers of the cluster run another version of Wirescope; start them again"
        )


def analyse_file(path: Path, folder: Path, analyse: Analyse) -> str:
    """Analyse a batch that was handed out as a file. Runs on a worker of the cluster."""
    batch: parts.Batch = pickle.loads(path.read_bytes())
    return analyse(batch, folder)
