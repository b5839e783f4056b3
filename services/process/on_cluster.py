"""Galleries on a cluster, if the settings name one; otherwise nothing of Ray is loaded."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from cluster.environment import prepare
from cluster.errors import ClusterError
from cluster.extraction import WorkerPool
from cluster.remote_index import remote_index
from database.engine import database_file, database_url
from gallery.search import OpenIndex
from services.settings import Settings, flag_name

_KNOWN_S = 5.0
"""For how long a start waits for what the workers say of themselves."""


@contextmanager
def indexes(settings: Settings) -> Iterator[OpenIndex | None]:
    """Join the cluster; yield what opens the index of a gallery, None for an index in a folder.

    Raises ClusterError if the cluster cannot be joined.
    """
    if not settings.cluster:
        yield None
        return
    if database_file(database_url(settings.resolved_database_url)):
        raise ClusterError(
            f"{flag_name('cluster')} needs PostgreSQL, because every node reads the database: name "
            f"it with {flag_name('database_url')}"
        )
    prepare(settings.cluster)
    # Only now: Ray reads its environment when it is loaded.
    from cluster.on_ray import RayDirectory, joined

    with joined(settings.cluster):
        directory = RayDirectory()
        try:
            yield remote_index(directory)
        finally:
            directory.close()


@contextmanager
def workers(settings: Settings, digest: str) -> Iterator[WorkerPool | None]:
    """Yield what extracts on workers of the cluster that was joined; None without a cluster.

    digest: what this service extracts with.
    """
    if not settings.cluster:
        yield None
        return
    from cluster.on_ray import RayWorkers

    directory = RayWorkers()
    pool = WorkerPool(directory, digest)
    try:
        pool.wait_until_known(_KNOWN_S)
        yield pool
    finally:
        pool.close()
        directory.close()


def take_signals_back() -> None:
    """Have SIGTERM mean again what it meant before the cluster was joined. On the main thread.

    Ray puts a handler of its own before that of the process, which aborts the process three seconds
    later, in the middle of its orderly end.
    """
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM))
