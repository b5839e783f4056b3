"""One partition of a gallery in a folder of this machine: follows the journal, answers questions.

It is the same index as a gallery's own, of the references of some slots. Templates lie beside the
codes, sealed as in the database, and are opened here with the database's keys. A partition of a
reference set answers in the same way.
"""

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from cluster.errors import ReplicaBehindError, ReplicaError, ReplicaNotReadyError
from cluster.questions import (
    SEARCHES,
    Answer,
    Fault,
    Kind,
    Nearest,
    PartitionState,
    PartitionStatus,
    Question,
    Value,
)
from database.connection import Database
from database.errors import DeadlineExpiredError, WorkStoppedError
from database.stopping import Check
from gallery.index import IndexParameters, SegmentedIndex
from gallery.search import LocalShard, Probe
from gallery.store import IndexFollower, Slots, source_of, template_opener
from matcher.errors import CorruptRecordError, TenprintError

MOST_BEHIND = 5_000
"""Changes that a search waits for: about a second. Further behind, another replica is asked."""


class AnsweringPartition(ABC):
    """One partition of a gallery or of a reference set; safe for threads."""

    def __init__(self, index: SegmentedIndex, shard: LocalShard, node: str, sets: str) -> None:
        """sets: names the reference sets that the replica was started with."""
        self._index = index
        self._shard = shard
        self._node = node
        self._sets = sets
        self._answers: Mapping[Kind, Callable[[Question, Check], Value]] = {
            Kind.STATE: self._state,
            Kind.FOLLOW: self._state,
            Kind.SHORTLIST: self._shortlist,
            Kind.RESCORE: self._rescore,
            Kind.COMPARE: self._compare,
            Kind.PAIRS: self._pairs,
            Kind.NAMES: self._names,
            Kind.STATUS: self._status,
            Kind.PURGE: self._purge,
        }

    @property
    def index(self) -> SegmentedIndex:
        """The segments of the partition."""
        return self._index

    @property
    def watermark(self) -> int:
        """The change up to which all is held."""
        return self._index.watermark

    @property
    def following_error(self) -> str:
        """Why the last step of following failed; "" if it succeeded."""
        return ""

    @abstractmethod
    def follow(self) -> None:
        """Reach what searches must see. Raises TenprintError."""

    @abstractmethod
    def _reach(self, watermark: int) -> None:
        """See what the search must see. Raises ReplicaError if that is not possible at once."""

    def answer(self, question: Question) -> Answer:
        """Answer a question, or say why not; raises nothing of tenprint's own."""
        end = time.monotonic() + question.within_s

        def check() -> None:
            if time.monotonic() > end:
                raise DeadlineExpiredError("nobody waits for this answer any more")

        watermark = -1
        try:
            self._check_sets(question)
            if question.kind is not Kind.STATUS:
                self._reach(question.watermark)
            watermark = self.watermark
            return Answer(self._answers[question.kind](question, check), watermark)
        except TenprintError as error:
            return failed(error, watermark)

    def close(self) -> None:
        """Close the index for the next start."""
        self._index.close()

    def _check_sets(self, question: Question) -> None:
        """Refuse searches of a service that would leave out sets, or count other ones."""
        if question.kind in SEARCHES and question.sets != self._sets:
            raise ReplicaError(
                f"it was started with other reference sets ({self._sets or 'none'}) than the "
                f"service searches ({question.sets or 'none'}): start the service again"
            )

    def _state(self, _question: Question, _check: Check) -> PartitionState:
        return PartitionState(self._index.count, self._index.version)

    def _shortlist(self, question: Question, check: Check) -> Value:
        check()
        if question.is_scanned:
            found = self._index.scan(question.vectors, question.depth)
        else:
            [found] = self._index.shortlist(question.vectors[np.newaxis], question.depth, check)
        check()
        return Nearest(found, self._index.rescore(question.vectors, found.reference_ids))

    def _rescore(self, question: Question, check: Check) -> Value:
        check()
        return self._index.rescore(question.vectors, question.reference_ids)

    def _compare(self, question: Question, check: Check) -> Value:
        check()
        return self._shard.compare(_probe(question), question.wanted, check)

    def _pairs(self, question: Question, check: Check) -> Value:
        check()
        [(fingers, ids)] = question.wanted.items()
        return self._shard.pairs(_probe(question), ids, fingers)

    def _names(self, question: Question, check: Check) -> Value:
        check()
        return self._shard.names(question.reference_ids)

    def _status(self, _question: Question, _check: Check) -> PartitionStatus:
        status = replace(self._index.status(), watermark=self.watermark)
        return PartitionStatus(
            status, self._node, os.getpid(), self.following_error, self._index.settled_change
        )

    def _purge(self, _question: Question, _check: Check) -> None:
        self._index.purge()


class Partition(AnsweringPartition):
    """An open partition of a gallery; safe for threads."""

    def __init__(
        self,
        gallery: str,
        slots: Slots,
        folder: Path,
        database: Database,
        *,
        node: str = "",
        sets: str = "",
        parameters: IndexParameters | None = None,
    ) -> None:
        """Hold the folder. Raises StoreUnavailableError if the folder cannot be used.

        A folder of another database, gallery or cut is not used: it is filled anew.
        """
        index = SegmentedIndex(
            folder,
            gallery=gallery,
            source=f"{source_of(database)}/{slots}",
            parameters=parameters,
        )
        self._follower = IndexFollower(gallery, database, index, slots)
        shard = LocalShard(index, opened=template_opener(database))
        super().__init__(index, shard, node, sets)

    @property
    def following_error(self) -> str:
        """Why the last step of following failed; "" if it succeeded."""
        return self._follower.failure

    def follow(self) -> None:
        """Reach what is committed. Raises TenprintError."""
        self._follower.catch_up()

    def _reach(self, watermark: int) -> None:
        """See what the search must see. Raises ReplicaBehindError if that takes too long."""
        behind = watermark - self._index.watermark
        if behind > MOST_BEHIND:
            raise ReplicaBehindError(f"up to {behind:,} changes behind")
        if behind > 0:
            self._follower.catch_up()
            if self._index.watermark < watermark:
                raise ReplicaBehindError(
                    f"its database ends at change {self._index.watermark}, the search has seen "
                    f"change {watermark}"
                )


def failed(error: TenprintError, watermark: int = -1) -> Answer:
    """Say why there is no value."""
    return Answer(None, watermark, _fault(error), str(error))


def _fault(error: TenprintError) -> Fault:
    faults: Mapping[type[TenprintError], Fault] = {
        ReplicaBehindError: Fault.BEHIND,
        ReplicaNotReadyError: Fault.NOT_READY,
        ReplicaError: Fault.FAILED,
        WorkStoppedError: Fault.EXPIRED,
        CorruptRecordError: Fault.CORRUPT,
    }
    return next((fault for kind, fault in faults.items() if isinstance(error, kind)), Fault.FAILED)


def _probe(question: Question) -> Probe:
    return Probe(question.vectors, question.prepared)
