"""The gallery's types. Times are timezone-aware UTC."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from database.caller import Caller
from matcher.codecs import Encoding
from matcher.decoding import DecodeImage, decode_image
from matcher.errors import EncodingError, SampleError
from matcher.fusion import FingerComparison
from matcher.interchange import TemplateFormat, import_template
from matcher.sampling import make_sample
from matcher.slaps import Doubt, Hand
from matcher.template import TemplateSummary, summarise
from matcher.types import Features, FingerPosition, ImpressionType, Sample
from matcher.vector import vector

_FORMATS = frozenset(TemplateFormat)


def read_encoding(stored: str) -> Encoding | TemplateFormat:
    """Read what a row says of the bytes of a sample."""
    return template_format(stored) or Encoding(stored)


def template_format(stored: str) -> TemplateFormat | None:
    """Return the format of a stored template of another system; None for an image."""
    return TemplateFormat(stored) if stored in _FORMATS else None


Progress = Callable[[int, int], None]
"""Receives the done count and the total. An error it raises stops the work; done pages stay."""


@dataclass(frozen=True, eq=False)
class ReceivedSample:
    """A sample as received; its image is not decoded."""

    position: FingerPosition
    impression: ImpressionType
    image: bytes
    """The encoded image as received; empty if only a template was imported."""
    encoding: Encoding | TemplateFormat
    """Of `image`, which holds a template if this is the format of one."""
    resolution_ppi: int
    width_px: int = 0
    height_px: int = 0

    def read(self, decode_image: DecodeImage = decode_image) -> Sample | Features:
        """Decode an image, or read the template of another system, of which nothing is left to do.

        Raises SampleError, and what `decode_image` raises.
        """
        if isinstance(self.encoding, TemplateFormat):
            read = import_template(self.image, self.encoding, self.position)
            return Features(self.position, read, vector(read))
        return self.decode(decode_image)

    def decode(self, decode_image: DecodeImage = decode_image) -> Sample:
        """Pass the gate: decode, bring to 500 ppi, see that there is a finger.

        Raises SampleError, and what `decode_image` raises.
        """
        if isinstance(self.encoding, TemplateFormat):
            raise EncodingError(f"the sample is a template ({self.encoding}), not an image")
        return make_sample(
            self.image,
            self.encoding,
            resolution_ppi=self.resolution_ppi,
            position=self.position,
            impression=self.impression,
            width_px=self.width_px,
            height_px=self.height_px,
            decode_image=decode_image,
        )

    def extracted(
        self, features: Features | None, failure_reason: str = "", failure_message: str = ""
    ) -> "ExtractedSample":
        """Add the extracted features, or why there are none."""
        received = {one.name: getattr(self, one.name) for one in fields(ReceivedSample)}
        return ExtractedSample(
            **received,
            features=features,
            failure_reason=failure_reason,
            failure_message=failure_message,
        )

    def failed(self, error: SampleError) -> "ExtractedSample":
        """Add the error because of which there are no features."""
        return self.extracted(None, error.reason, str(error))


@dataclass(frozen=True, eq=False)
class ExtractedSample(ReceivedSample):
    """A sample as received, with its extracted features or the reason why there are none."""

    features: Features | None = None
    failure_reason: str = ""
    """The error reason if `features` is None."""
    failure_message: str = ""
    """The sentence of that error."""


@dataclass(frozen=True, eq=False)
class EncodedSample:
    """A finger as another gallery stored it; enrolling it decodes nothing."""

    position: FingerPosition
    impression: ImpressionType
    template: bytes
    """As `matcher.template.encode` writes it."""
    vector: NDArray[np.float32]
    """(VECTOR_DIMENSION,) of unit length, by this program's VECTOR_VERSION."""

    @cached_property
    def summary(self) -> TemplateSummary:
        """The template's header; raises CorruptRecordError if the template cannot be read."""
        return summarise(self.template)


@dataclass(frozen=True)
class SlapFingerReport:
    """One finger that was found in a slap, as `matcher.slaps.SlapFinger` has it."""

    position: FingerPosition
    confidence: float
    centre_x_px: float
    centre_y_px: float
    width_px: float
    height_px: float
    angle_rad: float
    cut_off: bool


@dataclass(frozen=True)
class SlapReport:
    """What was found in a slap, without its prints; see `matcher.slaps.SlapSegmentation`."""

    position: FingerPosition
    """As stated."""
    hand: Hand | None = None
    hand_confidence: float = 0.0
    found_count: int = 0
    expected_count: int = 0
    doubts: tuple[Doubt, ...] = ()
    fingers: tuple[SlapFingerReport, ...] = ()
    failure_reason: str = ""
    """The error reason if nothing in the slap can be used."""
    failure_message: str = ""


class MissingFingerReason(StrEnum):
    """Why there is no sample of a finger: ANSI/NIST-ITL 1-2011 field 14.018, EBTS 2.084 (AMP)."""

    AMPUTATED = "XX"
    UNABLE_TO_PRINT = "UP"
    """For example because the finger is bandaged."""


@dataclass(frozen=True)
class MissingFinger:
    """A finger of which there is no sample, as the caller states."""

    position: FingerPosition
    """Codes 1 to 10."""
    reason: MissingFingerReason


@dataclass(frozen=True, eq=False)
class Enrolment:
    """An encounter to be enrolled."""

    encounter_id: str
    samples: tuple[ExtractedSample | EncodedSample, ...]
    content_digest: bytes
    """Distinguishes a repeated request (same answer) from another under the same id (conflict)."""
    identity_id: str | None = None
    """The identity that the encounter joins; None makes a new identity."""
    missing_fingers: tuple[MissingFinger, ...] = ()


@dataclass(frozen=True)
class SampleSummary:
    """The summary of a stored sample."""

    position: FingerPosition
    quality: int
    minutia_count: int
    failure_reason: str = ""
    failure_message: str = ""
    likely_resolution_ppi: int = 0
    """About the true resolution, if the stated one does not go with the ridges; not stored."""
    file_resolution_ppi: int = 0
    """What the file states, if that contradicts the stated resolution; not stored."""
    template_format: TemplateFormat | None = None
    """The format of the template that was sent instead of an image."""


@dataclass(frozen=True)
class Identity:
    """A person as a gallery knows the person."""

    identity_id: str
    gallery: str
    create_time: datetime
    encounter_count: int
    merged_into: str = ""
    """The identity that received all its encounters; empty if the identity has encounters."""


@dataclass(frozen=True)
class Encounter:
    """One occasion on which prints were taken."""

    encounter_id: str
    identity_id: str
    gallery: str
    create_time: datetime
    caller: Caller
    samples: tuple[SampleSummary, ...]
    missing_fingers: tuple[MissingFinger, ...] = ()


class IdentityChangeKind(StrEnum):
    """Why encounters moved from one identity to another."""

    MERGE = "merge"
    """All encounters move: one person had two identities."""
    SPLIT = "split"
    """Some encounters move to a new identity: two people had one identity."""
    MOVE = "move"
    """One encounter moves to an existing identity."""
    UNDO = "undo"
    """The encounters of an earlier change move back."""


@dataclass(frozen=True)
class IdentityChange:
    """One entry of the history of a gallery's identities."""

    change_id: int
    request_id: str
    """Chosen by the caller: a repeated request is answered, not done again."""
    kind: IdentityChangeKind
    from_identity_id: str
    to_identity_id: str
    encounter_ids: tuple[str, ...]
    caller: Caller
    change_time: datetime
    reverses: int | None = None
    """The change that this undo took back."""
    reversed_by: int | None = None
    """The undo that took this change back; None if the change is in force."""


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
    """The set whose reference gave the score; "" for the gallery's own references."""


@dataclass(frozen=True)
class Stage:
    """What one stage of a search cost and how many references it kept."""

    name: str
    duration_ms: float
    kept_count: int


@dataclass(frozen=True)
class PartitionReport:
    """A part of a gallery or of a set that lies in another process, as one search found it."""

    partition: str
    """First and last slot (`gallery.store.slots`); of a set, after its name and a slash."""
    replicas: tuple[str, ...]
    """The copies of the partition that gave this search an answer."""
    watermark: int
    """The oldest state of the copies that answered; of a set, a number for its content."""


@dataclass(frozen=True)
class SearchReport:
    """Everything that is needed to reproduce the decision of a search."""

    gallery: str
    reference_count: int
    target_fpir: float
    threshold_db: float
    matcher_version: str
    index_version: str
    calibration_version: str
    stages: tuple[Stage, ...] = field(default=())
    contradicted_positions: tuple[FingerPosition, ...] = ()
    """Fingers of the probe that found several people by different parts of one image. The image
    shows several fingers, so the scores leave it out."""
    partitions: tuple[PartitionReport, ...] = ()
    """Of a gallery on a cluster, every partition; () if the index lies in the service itself."""


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
    """The identity and encounter under which a booking's prints are stored."""

    identity_id: str
    encounter_id: str
    new_identity: bool
    amended: Identification | None = None
    """The search with a person enrolled since, if that person decided the identity."""


@dataclass(frozen=True)
class EnrolmentUnlessFound:
    """The outcome of an enrolment that depends on a search."""

    identification: Identification
    enrolled: tuple[Identity, Encounter] | None
    """None if the search found somebody, so that nothing was enrolled."""
