"""What is asked of a partition, and what it answers: the form in which both travel."""

import pickle  # nosec B403 # what services and replicas of one cluster say to each other
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

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
_COPYING = 4
"""Of pickle. From 5 on, an array that cannot be written to arrives as one."""


class Kind(StrEnum):
    """What a question asks for."""

    STATE = "state"
    FOLLOW = "follow"
    """Has the partition reach a change for which no search waits; the answer is its state."""
    SHORTLIST = "shortlist"
    """The answer has the finer similarities too: one question less a search."""
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
    """References of each finger class."""
    is_scanned: bool = False
    """Whether finer codes are searched: the whole gallery decides, not the partition."""
    reference_ids: NDArray[np.int64] = field(default_factory=lambda: _NO_IDS, repr=False)
    wanted: Mapping[tuple[FingerPosition, ...], NDArray[np.int64]] = field(
        default_factory=dict, repr=False
    )
    """By which fingers which references are to be compared."""
    prepared: PreparedFingers = field(default_factory=dict, repr=False)
    """The asked fingers of the probe."""
    sets: str = ""
    """Names all reference sets that the asker searches (`cluster.sets`)."""


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


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest references of a partition."""

    shortlist: Shortlist
    finer: NDArray[np.float32]
    """Sums of cosines by finer codes, of each; -inf for a reference that was removed meanwhile."""


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
    | Nearest
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


def packed(one: Question | Answer) -> bytes:
    """Pack what goes over a line into one piece.

    Its arrays arrive as ones that can be written to. Those that Ray hands over cannot: the compiled
    loops take both, but each kind has loops of its own, and the first search would compile them.
    """
    return pickle.dumps(one, protocol=_COPYING)


def question_in(piece: bytes) -> Question:
    """Unpack a question of a service of this cluster."""
    return cast(Question, pickle.loads(piece))  # nosec B301 # from this cluster


def answer_in(piece: bytes) -> Answer:
    """Unpack an answer of a replica of this cluster."""
    return cast(Answer, pickle.loads(piece))  # nosec B301 # from this cluster
