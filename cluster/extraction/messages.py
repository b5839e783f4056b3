"""What is asked of a worker, and what it answers: the form in which both travel."""

import pickle  # nosec B403 # what workers and services of one cluster say to each other
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from gallery.types import ReceivedSample
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.types import Features, Sample
from matcher.vector import VECTOR_VERSION

Finger = Sample | ReceivedSample
"""A finger that the gate has decoded, or one as received, which the worker decodes."""


class Kind(StrEnum):
    """What a task asks for."""

    STATUS = "status"
    EXTRACT = "extract"
    GIVE_UP = "give up"
    """The finger of an earlier task is not waited for any more."""
    FINISH = "finish"
    """No finger is begun from now on. Answered once none is left."""


@dataclass(frozen=True, eq=False)
class Task:
    """What a worker is to do."""

    kind: Kind
    number: str = ""
    """Names a finger among all that are sent."""
    digest: str = ""
    """What the finger is to be extracted with."""
    finger: bytes = field(default=b"", repr=False)
    """See `packed`."""


class Fault(StrEnum):
    """Why a worker did not extract."""

    NONE = ""
    NOT_READY = "not ready"
    EXPIRED = "too late"
    OTHER_DIGEST = "refused"
    FAILED = "failed"
    LOST = "lost"
    """The worker did not answer: its process, its node or the line is gone."""


@dataclass(frozen=True)
class WorkerStatus:
    """The state of a worker, for people."""

    node: str
    process_id: int
    extracted_count: int
    """Fingers since the process started."""
    waiting_count: int
    """Fingers that are with the worker and not begun."""
    work_s: float
    """Processor time from a finger's arrival to its features, all fingers together."""
    network_s: float
    """What of this was in the network that finds minutiae."""
    build: str = ""
    """Names the program: see `cluster.version`."""
    is_busy: bool = False
    """Whether it extracts a finger at the moment."""
    is_ending: bool = False
    """Whether it was told to finish."""
    idle_core_s: float | None = None
    """For how long the cores of its machine had nothing to do, all together; see `idle_core_s`."""
    told_s: float = 0.0
    """When it said all this, by a clock of its process."""


@dataclass(frozen=True)
class QueueReport:
    """Which fingers wait for a worker, as a service says.

    Fingers that nobody waits for any more, and those that a worker has, do not count.
    """

    service: str
    """Names the process among all services."""
    waiting_count: int
    oldest_wait_s: float


@dataclass(frozen=True, eq=False)
class Result:
    """What a worker says."""

    digest: str
    """What the worker extracts with; "" as long as it loads."""
    fault: Fault = Fault.NONE
    message: str = ""
    features: bytes = field(default=b"", repr=False)
    """See `packed`."""
    error: SampleError | None = None
    """Why this finger has no features."""
    status: WorkerStatus | None = None


def digest_of(extractor: Extractor) -> str:
    """Name all that decides what is extracted: code, networks and parameters."""
    return f"{extractor.version} {extractor.digest.hex()} {VECTOR_VERSION}"


def packed(one: Finger | Features) -> bytes:
    """Make one piece of bytes.

    Arrays that travel apart arrive as memory that cannot be written to, for which the compiled
    loops would be compiled once more.
    """
    return pickle.dumps(one, protocol=5)


def finger_of(task: Task) -> Finger:
    """Return the finger of a task."""
    return cast(Finger, pickle.loads(task.finger))  # nosec B301 # from this cluster


def features_of(result: Result) -> Features:
    """Return the features of a finger."""
    return cast(Features, pickle.loads(result.features))  # nosec B301 # as above
