"""What is asked of a partition, and what it answers: the form in which both travel."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cluster.version import Version, own_version, search_digest
from gallery.index import IndexStatus, Shortlist
from matcher.comparison import Comparison
from matcher.fusion import PersonComparison, PreparedFingers
from matcher.types import FingerPosition
from matcher.vector import VECTOR_DIMENSION

_NO_VECTORS = np.empty((0, VECTOR_DIMENSION), np.float32)
_NO_IDS = np.empty(0, np.int64)


class Kind(StrEnum):
    """What a question asks for."""

    STATE = "state"
    FOLLOW = "follow"
    """Has the partition reach a change for which no search waits; the answer is its state."""
    SHORTLIST = "shortlist"
    RESCORE = "rescore"
    COMPARE = "compare"
    PAIRS = "pairs"
    NAMES = "names"
    """Of references of a set. Those of a gallery are in the database."""
    STATUS = "status"
    PURGE = "purge"


SEARCHES = frozenset(
    {Kind.STATE, Kind.SHORTLIST, Kind.RESCORE, Kind.COMPARE, Kind.PAIRS, Kind.NAMES}
)
"""What searches ask; the rest is for the follower and for people."""


@dataclass(frozen=True, eq=False)
class Question:
    """One question. It carries no more of the probe than its answer needs."""

    gallery: str
    """Or the key of a reference set."""
    kind: Kind
    watermark: int
    """The answer must have seen every change up to this one; of a set, it must be of this state."""
    within_s: float
    """How long the asker waits; a partition gives up then."""
    vectors: NDArray[np.float32] = field(default_factory=lambda: _NO_VECTORS, repr=False)
    """(10, VECTOR_DIMENSION), of the probe."""
    depth: int = 0
    is_scanned: bool = False
    """Whether finer codes are searched: the whole gallery decides, not the partition."""
    reference_ids: NDArray[np.int64] = field(default_factory=lambda: _NO_IDS, repr=False)
    fingers: tuple[FingerPosition, ...] = ()
    prepared: PreparedFingers = field(default_factory=dict, repr=False)
    """The asked fingers of the probe."""
    sets: str = ""
    """Names all reference sets that the asker searches (`cluster.sets`)."""


def writable(question: Question) -> Question:
    """Copy a question's arrays. What comes over a line cannot be written to.

    The compiled loops take both, but each kind has loops of its own: those for arrays that cannot
    be written to would be compiled by the first search.
    """
    return replace(
        question,
        vectors=question.vectors.copy(),
        reference_ids=question.reference_ids.copy(),
        prepared={
            finger: replace(
                one,
                words=one.words.copy(),
                frame=one.frame.copy(),
                minutia_index=one.minutia_index.copy(),
            )
            for finger, one in question.prepared.items()
        },
    )


@dataclass(frozen=True)
class PartitionState:
    """What a partition holds."""

    reference_count: int
    index_version: str


@dataclass(frozen=True)
class PartitionStatus:
    """The state of a replica, for people."""

    index: IndexStatus
    node: str
    process_id: int
    following_error: str
    settled_change: int = 0
    """The change above which every start of this replica continues."""
    version: Version = field(default_factory=own_version)
    """What the replica runs."""


class Fault(StrEnum):
    """Why there is no value."""

    NONE = ""
    BEHIND = "behind"
    NOT_READY = "not ready"
    EXPIRED = "too late"
    CORRUPT = "damaged"
    FAILED = "failed"
    LOST = "lost"
    """The replica did not answer: its process, its node or the line is gone."""


Value = (
    PartitionState
    | PartitionStatus
    | Shortlist
    | NDArray[np.float32]
    | dict[int, PersonComparison]
    | dict[int, dict[FingerPosition, Comparison]]
    | dict[int, tuple[str, str]]
    | None
)


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer to one question."""

    value: Value
    watermark: int
    """The change up to which the partition had seen all when it began to answer; -1: unknown."""
    fault: Fault = Fault.NONE
    message: str = ""
    digest: str = field(default_factory=search_digest)
    """Scores of different digests must not meet in one candidate list."""
