"""The gallery's types. Times are timezone-aware UTC."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from database.caller import Caller
from matcher.codecs import Encoding
from matcher.fusion import FingerComparison
from matcher.sampling import make_sample
from matcher.template import TemplateSummary, summarise
from matcher.types import Features, FingerPosition, ImpressionType, Sample


@dataclass(frozen=True, eq=False)
class ReceivedSample:
    """A sample as it came; its image is not decoded."""

    position: FingerPosition
    impression: ImpressionType
    image: bytes
    """The encoded image as it was received; empty where only a template was imported."""
    encoding: Encoding
    resolution_ppi: int
    width_px: int = 0
    height_px: int = 0

    def decode(self) -> Sample:
        """Pass the gate: decode, bring to 500 ppi, see that there is a finger."""
        return make_sample(
            self.image,
            self.encoding,
            resolution_ppi=self.resolution_ppi,
            position=self.position,
            impression=self.impression,
            width_px=self.width_px,
            height_px=self.height_px,
        )

    def extracted(self, features: Features | None, failure_reason: str = "") -> "ExtractedSample":
        """Add what was extracted from it, or why nothing could be."""
        received = {one.name: getattr(self, one.name) for one in fields(ReceivedSample)}
        return ExtractedSample(**received, features=features, failure_reason=failure_reason)


@dataclass(frozen=True, eq=False)
class ExtractedSample(ReceivedSample):
    """A sample as it came, with what was extracted from it, or why nothing could be."""

    features: Features | None = None
    failure_reason: str = ""
    """The error reason where `features` is None."""


@dataclass(frozen=True, eq=False)
class EncodedSample:
    """A finger as another gallery stored it: nothing has to be decoded to enrol it."""

    position: FingerPosition
    impression: ImpressionType
    template: bytes
    """As `matcher.template.encode` writes it."""
    vector: NDArray[np.float32]
    """(VECTOR_DIMENSION,) of unit length, by this program's VECTOR_VERSION."""

    @cached_property
    def summary(self) -> TemplateSummary:
        """What the template says of itself; raises CorruptRecordError if it cannot be read."""
        return summarise(self.template)


@dataclass(frozen=True, eq=False)
class Enrolment:
    """An encounter to be enrolled."""

    encounter_id: str
    samples: tuple[ExtractedSample | EncodedSample, ...]
    content_digest: bytes
    """Tells a repeated request (same answer) from another one under the same id (conflict)."""
    identity_id: str | None = None
    """The identity that it joins; None makes a new one."""


@dataclass(frozen=True)
class SampleSummary:
    """What is told about a stored sample."""

    position: FingerPosition
    quality: int
    minutia_count: int
    failure_reason: str = ""


@dataclass(frozen=True)
class Identity:
    """A person as a gallery knows one."""

    identity_id: str
    gallery: str
    create_time: datetime
    encounter_count: int
    merged_into: str = ""
    """The identity that all its encounters went to; empty where it has encounters."""


@dataclass(frozen=True)
class Encounter:
    """One occasion on which prints were taken."""

    encounter_id: str
    identity_id: str
    gallery: str
    create_time: datetime
    caller: Caller
    samples: tuple[SampleSummary, ...]


class IdentityChangeKind(StrEnum):
    """Why encounters went from one identity to another."""

    MERGE = "merge"
    """All of them: one person had two identities."""
    SPLIT = "split"
    """Some of them, to a new identity: two people had one."""
    MOVE = "move"
    """One of them, to an identity that was there."""
    UNDO = "undo"
    """Those of an earlier change, back."""


@dataclass(frozen=True)
class IdentityChange:
    """One entry of the history of a gallery's identities."""

    change_id: int
    request_id: str
    """Chosen by who asked: the same again is answered, not done again."""
    kind: IdentityChangeKind
    from_identity_id: str
    to_identity_id: str
    encounter_ids: tuple[str, ...]
    caller: Caller
    change_time: datetime
    reverses: int | None = None
    """The change that an undo took back."""
    reversed_by: int | None = None
    """The undo that took this change back; None where it is in force."""


@dataclass(frozen=True)
class Candidate:
    """An entry of a candidate list: an identity with its best encounter."""

    rank: int
    identity_id: str
    encounter_id: str
    score_db: float
    above_threshold: bool
    extrapolated: bool
    fingers: tuple[FingerComparison, ...]
    reference_set: str = ""
    """The set whose reference gave the score; "" for the gallery's own."""


@dataclass(frozen=True)
class Stage:
    """What one stage of a search cost and how many references it kept."""

    name: str
    duration_ms: float
    kept_count: int


@dataclass(frozen=True)
class SearchReport:
    """Everything needed to reproduce the decision of a search."""

    gallery: str
    reference_count: int
    target_fpir: float
    threshold_db: float
    matcher_version: str
    index_version: str
    calibration_version: str
    stages: tuple[Stage, ...] = field(default=())


@dataclass(frozen=True)
class Identification:
    """The answer of a 1:N search."""

    candidates: tuple[Candidate, ...]
    report: SearchReport
    watermark: int
    """Number of the last change of references that the search could see."""


@dataclass(frozen=True)
class Verification:
    """The answer of a 1:1 comparison with a claimed identity."""

    comparison: Candidate
    threshold_db: float


@dataclass(frozen=True)
class Retention:
    """Where a booking's prints went."""

    identity_id: str
    encounter_id: str
    new_identity: bool
    amended: Identification | None = None
    """The search with what came in since, where that decided the identity."""


@dataclass(frozen=True)
class EnrolmentUnlessFound:
    """What came of an enrolment that was to be searched first."""

    identification: Identification
    enrolled: tuple[Identity, Encounter] | None
    """None where the search found somebody, so that nothing was enrolled."""
