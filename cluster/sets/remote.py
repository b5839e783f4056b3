"""A reference set on a cluster, as a gallery searches it."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from cluster.asking import Asker
from cluster.pace import Patience
from cluster.questions import Kind
from cluster.remote_index import joined_status
from cluster.remote_shard import RemoteShard, places
from cluster.replicas import Directory
from cluster.sets.held import HeldSet, name_of
from cluster.states import States
from gallery.search import Ids, ReferenceSetStatus, status_of_set

_LOOK_S = 0.5
_LOGGER = logging.getLogger(__name__)


class Holding(Protocol):
    """Knows which sets the cluster holds."""

    def sets(self) -> Sequence[HeldSet] | None:
        """Return the sets; None if no replica says. Raises ClusterError if replicas disagree."""


class RemoteSetShard(RemoteShard):
    """The partitions of one set; safe for threads."""

    def __init__(
        self, asker: Asker, states: States, watermark: int, *, is_of_search: bool = False
    ) -> None:
        """watermark: stands for the content of the set; no other content may answer."""
        super().__init__(asker, states, lambda _: {}, watermark)
        self._is_of_search = is_of_search

    def of_search(self, watermark: int) -> "RemoteSetShard":
        """Return the shard as one search asks it. What the database has does not matter."""
        return RemoteSetShard(self._asker, self._states, self._watermark, is_of_search=True)

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Look up identity id and encounter id where the references lie."""
        ids = np.asarray(reference_ids, np.int64)
        found = self._ask(
            lambda partitions: {
                slots: self._question(Kind.NAMES, reference_ids=ids[where])
                for slots, where in places(partitions, ids).items()
            }
        )
        joined: dict[int, tuple[str, str]] = {}
        for one in found.values():
            joined |= cast(dict[int, tuple[str, str]], one)
        return joined


class RemoteSet:
    """A set in partitions elsewhere."""

    def __init__(
        self,
        held: HeldSet,
        directory: Directory,
        patience: Patience | None = None,
        digest: str | None = None,
        sets: str | None = None,
    ) -> None:
        """digest: of the answers that are taken; otherwise of this program.

        sets: names all sets that the cluster holds; otherwise it is this one.
        """
        self.gallery = held.gallery
        self.name = held.name
        self.folder: Path = held.folder
        """Of the whole set, on the nodes."""
        together = name_of([held]) if sets is None else sets
        self.asker = Asker(held.key, directory, patience, digest, together)
        self._states = States(self.asker)
        self._watermark = held.watermark
        self.shard = RemoteSetShard(self.asker, self._states, held.watermark)

    def wait(self, check: Callable[[], object]) -> None:
        """Wait until every partition can be searched. check: as of `held_sets`."""
        states = self._states.wait(self._watermark, check)
        count = sum(one.reference_count for one in states.values())
        _LOGGER.info("reference set %s: %d references", self.name, count)

    def status(self) -> ReferenceSetStatus:
        """Join what the replicas say."""
        return status_of_set(self.folder, joined_status(self.name, self.asker))

    def close(self) -> None:
        """Do nothing: the replicas go on."""


def held_sets(holding: Holding, check: Callable[[], object]) -> Sequence[HeldSet]:
    """Return the sets of a cluster, once a replica says which.

    check: called while none does; an error that it raises ends the waiting. Raises ClusterError.
    """
    while (sets := holding.sets()) is None:
        check()
        time.sleep(_LOOK_S)
    return sets
