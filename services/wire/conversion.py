"""What several services tell: samples, candidate lists and encounters. Domain types → proto."""

from collections.abc import Iterable

from gallery.types import (
    Candidate,
    Encounter,
    EnrolmentUnlessFound,
    ExtractedSample,
    Identity,
    SampleSummary,
    SearchReport,
    Stage,
)
from matcher.fusion import FingerComparison
from matcher.quality import recapture_advice
from matcher.types import Minutia, Template
from services.wire.reflection import Writer
from tenprint.v1 import candidate_pb2, sample_pb2
from tenprint.v1 import identification_service_pb2 as pb2


def summarize(sample: ExtractedSample) -> SampleSummary:
    """Tell of an extracted sample what is told of a stored one."""
    if sample.features is None:
        return SampleSummary(sample.position, 0, 0, sample.failure_reason)
    template = sample.features.template
    return SampleSummary(sample.position, template.quality, template.minutia_count)


def sample_reports(samples: Iterable[ExtractedSample]) -> list[sample_pb2.SampleReport]:
    """Write what was found in the samples of a request."""
    return [sample_report(summarize(sample)) for sample in samples]


def minutiae(template: Template) -> list[sample_pb2.Minutia]:
    """Write the minutiae of a template, best first."""
    return [_minutia(minutia) for minutia in template.minutiae()]


def enrolled(entry: Identity, joined: Encounter) -> pb2.EnrolResponse:
    """Write what an enrolment made."""
    return pb2.EnrolResponse(identity=identity(entry), encounter=encounter(joined))


def _advice(sample: SampleSummary) -> str:
    if sample.failure_reason:
        return "nothing could be extracted: capture the finger again, clean, flat and centred"
    return recapture_advice(sample.quality, sample.minutia_count)


sample_report = Writer(sample_pb2.SampleReport, SampleSummary, recapture_advice=_advice)
# The numbers of this enum are LEADER's, not the proto's.
_minutia = Writer(
    sample_pb2.Minutia, Minutia, type=lambda minutia: f"MINUTIA_TYPE_{minutia.type.name}"
)
finger_score = Writer(candidate_pb2.FingerScore, FingerComparison)
candidate = Writer(candidate_pb2.Candidate, Candidate, finger_score)
search_report = Writer(
    candidate_pb2.SearchReport, SearchReport, Writer(candidate_pb2.StageReport, Stage)
)
identity = Writer(pb2.Identity, Identity)
encounter = Writer(pb2.Encounter, Encounter, sample_report, within=["caller"])
enrolled_unless_found = Writer(
    pb2.EnrolResponse,
    EnrolmentUnlessFound,
    identity,
    encounter,
    candidate,
    search_report,
    within=["identification"],
    identity=lambda outcome: outcome.enrolled and outcome.enrolled[0],
    encounter=lambda outcome: outcome.enrolled and outcome.enrolled[1],
    candidates=lambda outcome: () if outcome.enrolled else outcome.identification.candidates,
)
"""What an enrolment made, or who was found in its place; and the search."""
