"""Pruning of the journal of references by a service whose galleries lie in partitions.

A single machine prunes what its own index has written. Here every replica has to have written it,
also one that is being filled: otherwise it would have to begin anew. As long as one replica does
not answer, nothing is pruned.
"""

import logging
import threading
from typing import cast

from cluster.asking import Asker
from cluster.errors import PartitionUnavailableError
from cluster.questions import Fault, Kind, PartitionStatus
from database.connection import Database
from gallery.store import JournalPruner, PruningParameters

_EVERY_S = 600.0
_STATUS_S = 5.0
_CLOSING_S = 10.0
_LOGGER = logging.getLogger(__name__)


class ClusterPruner:
    """Prunes one gallery's journal."""

    def __init__(
        self,
        gallery: str,
        database: Database,
        asker: Asker,
        parameters: PruningParameters | None = None,
    ) -> None:
        self._asker = asker
        self._journal = JournalPruner(gallery, database, parameters)

    def prune(self) -> int:
        """Prune what every replica has written; return how many entries were deleted.

        Raises PartitionUnavailableError if there are not replicas of all partitions.
        """
        self._asker.partitions()
        question = self._asker.question(Kind.STATUS, 0, _STATUS_S)
        answers = self._asker.tell_all(question, _STATUS_S).values()
        if any(one.fault is not Fault.NONE for one in answers):
            return 0
        return self._journal.prune(
            min(cast(PartitionStatus, one.value).settled_change for one in answers)
        )


class PruningThread:
    """Prunes now and then until it is closed."""

    def __init__(self, pruner: ClusterPruner, every_s: float = _EVERY_S) -> None:
        self._pruner = pruner
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pruning", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join(_CLOSING_S)

    def _run(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                self._pruner.prune()
            except PartitionUnavailableError as error:
                _LOGGER.info("the journal is not pruned: %s", error)
            except Exception:
                # Whatever it is, the thread must go on: another try follows.
                _LOGGER.exception("the journal was not pruned")
