"""The index of a gallery on a cluster, as a gallery opens it."""

import logging
from dataclasses import replace
from typing import cast

from cluster.asking import Asker
from cluster.errors import PartitionUnavailableError
from cluster.pace import Patience
from cluster.pruning import ClusterPruner, PruningThread
from cluster.questions import Answer, Fault, Kind, PartitionStatus, Question
from cluster.remote_shard import RemoteShard
from cluster.replicas import Directory
from cluster.states import States
from database.connection import Database
from gallery.index import IndexStatus
from gallery.search import Names, OpenIndex
from gallery.store import journal as reference_journal
from gallery.types import Progress

_COMMIT_S = 5.0
"""How long a deletion waits for replicas to follow: they overwrite what was expunged."""
_STATUS_S = 2.0
_PURGE_S = 60.0
_LOGGER = logging.getLogger(__name__)


class RemoteFollower:
    """Knows what is committed. The replicas follow by themselves, and on demand of a search."""

    def __init__(self, gallery: str, database: Database, asker: Asker, states: States) -> None:
        self._gallery = gallery
        self._database = database
        self._asker = asker
        self._states = states
        self.watermark = 0
        """The change that a search that begins now sees."""
        self._followed: dict[str, Answer] = {}

    @property
    def failure(self) -> str:
        """Which replicas did not follow the last commit and are still there; "" if all did."""
        there = self._asker.everyone()
        return _behind({name: one for name, one in self._followed.items() if name in there})

    def catch_up(self, progress: Progress | None = None) -> int:
        """Read what is committed, and send replicas after it; returns 0.

        progress: of a start, which waits until every partition can be searched.
        """
        with self._database.read() as session:
            last = reference_journal.last_change(session, self._gallery)
        if last > self.watermark:
            self.watermark = last
            self._tell(0.0)
        if progress:
            self._states.wait(self.watermark, lambda: progress(0, 0))
        return 0

    def follow_commit(self) -> None:
        """Have every replica follow a commit, as far as they do so in a few seconds.

        A replica that cannot be reached follows when it comes back, before it answers a search.
        """
        with self._database.read() as session:
            self.watermark = reference_journal.last_change(session, self._gallery)
        self._followed = self._tell(_COMMIT_S)
        if failure := self.failure:
            _LOGGER.error(
                "a change of gallery %s is committed, replicas are behind: %s",
                self._gallery,
                failure,
            )

    def _tell(self, wait_s: float) -> dict[str, Answer]:
        question = self._asker.question(Kind.FOLLOW, self.watermark, _COMMIT_S)
        return _told(self._asker, question, wait_s)


class RemoteIndex:
    """A gallery's index in partitions elsewhere."""

    folder = None

    def __init__(
        self,
        gallery: str,
        database: Database,
        names: Names,
        directory: Directory,
        patience: Patience | None = None,
        digest: str | None = None,
        sets: str = "",
    ) -> None:
        self._gallery = gallery
        self.asker = Asker(gallery, directory, patience, digest, sets)
        states = States(self.asker)
        self.follower = RemoteFollower(gallery, database, self.asker, states)
        self.shard = RemoteShard(self.asker, states, names)
        self._pruning = PruningThread(ClusterPruner(gallery, database, self.asker))

    def status(self) -> IndexStatus:
        """Join what the replicas say."""
        return joined_status(self._gallery, self.asker)

    def purge(self) -> None:
        """Have every replica delete what may hold expunged references.

        Raises PartitionUnavailableError if a replica does not say that it did.
        """
        question = self.asker.question(Kind.PURGE, self.follower.watermark, _PURGE_S)
        if failure := _behind(self.asker.tell_all(question, _PURGE_S)):
            raise PartitionUnavailableError(
                f"gallery {self._gallery}: not every replica deleted what was expunged: {failure}"
            )

    def close(self) -> None:
        """End what runs here; the replicas go on."""
        self._pruning.close()


def remote_index(
    directory: Directory,
    patience: Patience | None = None,
    digest: str | None = None,
    sets: str = "",
) -> OpenIndex:
    """Return what opens the indexes of galleries on a cluster.

    digest: of the answers that are taken; otherwise of this program. sets: names the reference sets
    that the cluster holds.
    """
    return lambda gallery, database, names: RemoteIndex(
        gallery, database, names, directory, patience, digest, sets
    )


def joined_status(name: str, asker: Asker) -> IndexStatus:
    """Join what the replicas say: the segments of the newest replica of each partition.

    What does not answer is named in the failure. name: of the gallery or the set.
    """
    question = asker.question(Kind.STATUS, 0, _STATUS_S)
    answers = _told(asker, question, _STATUS_S)
    joined = IndexStatus(name, failure=_behind(answers))
    watermarks = []
    for slots, replicas in sorted(asker.copies().items()):
        found = [answers[one.name] for one in replicas if one.name in answers]
        states = [
            cast(PartitionStatus, one.value).index for one in found if one.fault is Fault.NONE
        ]
        if states:
            newest = max(states, key=lambda one: one.watermark)
            watermarks.append(newest.watermark)
            joined = _with(joined, str(slots), newest, states)
    return replace(joined, watermark=min(watermarks, default=0))


def _told(asker: Asker, question: Question, wait_s: float) -> dict[str, Answer]:
    """Ask every replica, but leave out those that are being filled for the first time.

    They follow before they answer a search.
    """
    asked = {one.name for replicas in asker.copies().values() for one in replicas}
    return {
        name: one
        for name, one in asker.tell_all(question, wait_s).items()
        if name in asked or one.fault is not Fault.NOT_READY
    }


def _behind(answers: dict[str, Answer]) -> str:
    """Name the replicas that did not do what they were asked."""
    return "; ".join(
        f"{name}: {one.fault}{one.message and f', {one.message}'}"
        for name, one in sorted(answers.items())
        if one.fault is not Fault.NONE
    )


def _with(
    joined: IndexStatus, partition: str, newest: IndexStatus, all_replicas: list[IndexStatus]
) -> IndexStatus:
    segments = tuple(replace(one, name=f"{partition}/{one.name}") for one in newest.segments)
    failures = [one.failure for one in all_replicas if one.failure]
    return replace(
        joined,
        version=newest.version,
        segments=(*joined.segments, *segments),
        resident_bytes=joined.resident_bytes + sum(one.resident_bytes for one in all_replicas),
        damaged=(
            *joined.damaged,
            *(f"{partition}/{name}" for one in all_replicas for name in one.damage),
        ),
        failure="; ".join(filter(None, [joined.failure, *failures])),
    )
