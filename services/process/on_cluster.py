"""Galleries on a cluster, if the settings name one; otherwise nothing of Ray is loaded."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from cluster.asking import told_by
from cluster.environment import prepare
from cluster.errors import ClusterError
from cluster.extraction import WorkerPool
from cluster.moving import Layout, shared_nodes
from cluster.names import ReplicaName
from cluster.questions import Fault, Kind, PartitionStatus, Question
from cluster.remote_index import remote_index
from cluster.replicas import Directory
from cluster.sets import RemoteSet, held_sets, name_of
from database.engine import database_file, database_url
from gallery.search import OpenIndex
from interop.names import GALLERY_NAMES
from services.settings import Settings, flag_name
from services.telemetry import ReplicaFigures

if TYPE_CHECKING:
    from cluster.on_ray import RayDirectory

_KNOWN_S = 5.0
"""For how long a start waits for what the workers say of themselves."""
_STATUS_S = 1.0
"""For how long metrics wait for what the replicas say."""


@dataclass(frozen=True)
class Held:
    """What lies on a cluster."""

    open_index: OpenIndex
    """Opens the index of a gallery."""
    sets: Sequence[RemoteSet]
    """The reference sets that are searched beside galleries."""
    replicas: Callable[[], ReplicaFigures]
    """Counts the replicas of the partitions."""


class Joined:
    """A cluster that was joined."""

    def __init__(self, directory: "RayDirectory") -> None:
        self._directory = directory

    def held(self, check: Callable[[], object]) -> Held:
        """Return what the cluster holds, once a replica says so.

        check: called meanwhile; an error that it raises ends the waiting. Raises ClusterError.
        """
        found = held_sets(self._directory, check)
        sets = name_of(found)
        return Held(
            remote_index(self._directory, sets=sets),
            [RemoteSet(one, self._directory, sets=sets) for one in found],
            partial(
                replica_figures,
                self._directory,
                (*GALLERY_NAMES, *(one.key for one in found)),
            ),
        )


def replica_figures(
    directory: Directory, keys: Sequence[str], wait_s: float = _STATUS_S
) -> ReplicaFigures:
    """Ask every replica about all it holds at once; Ray's head, which may be away, is not asked.

    keys: of galleries and reference sets. What version a replica runs does not matter here.
    """
    replicas = directory.everyone()
    questions = [Question(key, Kind.STATUS, 0, wait_s) for key in keys]
    nodes: dict[str, str] = {one.name: "" for one in replicas}
    unready: set[str] = set()
    for _, one, answer in told_by(replicas, questions, wait_s):
        if answer.fault is Fault.NONE:
            nodes[one.name] = cast(PartitionStatus, answer.value).node
        else:
            unready.add(one.name)
    places = {found: node for name, node in nodes.items() if (found := ReplicaName.read(name))}
    return ReplicaFigures(
        len(nodes.keys() - unready),
        len(unready),
        sum(len(names) for names in shared_nodes(Layout((), places))),
    )


@contextmanager
def joined(settings: Settings) -> Iterator[Joined | None]:
    """Join the cluster; yield None if there is none.

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
    from cluster import on_ray

    with on_ray.joined(settings.cluster):
        directory = on_ray.RayDirectory()
        try:
            yield Joined(directory)
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
