"""Samples, candidate lists and encounters, which several services write. Domain types → proto."""

from collections.abc import Iterable

from gallery.types import (
    Candidate,
    Encounter,
    EnrolmentUnlessFound,
    ExtractedSample,
    Identity,
    MissingFinger,
    PartitionReport,
    SampleSummary,
    SearchReport,
    SlapFingerReport,
    SlapReport,
    Stage,
)
from matcher.fusion import FingerComparison
from matcher.interchange import TemplateFormat
from matcher.plausibility import likely_resolution_ppi, resolution_advice
from matcher.quality import recapture_advice
from matcher.sampling import contradicting_ppi
from matcher.sequence import SequenceCheck, SequenceFinding
from matcher.types import Minutia, Template
from services.wire.reflection import Writer
from tenprint.v1 import candidate_pb2, sample_pb2
from tenprint.v1 import identification_service_pb2 as pb2


def summarize(sample: ExtractedSample, likely_ppi: int = 0) -> SampleSummary:
    """Summarize an extracted sample as a stored sample is summarized.

    likely_ppi: what the other samples of the request say about the resolution; 0: nothing.
    """
    if sample.features is None:
        reason, message = sample.failure_reason, sample.failure_message
        return SampleSummary(
            sample.position, 0, 0, reason, message, template_format=_format(sample)
        )
    template = sample.features.template
    own_ppi = likely_resolution_ppi([sample.features.ridge_period_px], sample.resolution_ppi)
    return SampleSummary(
        sample.position,
        template.quality,
        template.minutia_count,
        likely_resolution_ppi=own_ppi or likely_ppi,
        file_resolution_ppi=contradicting_ppi(sample.features.tagged_ppi, sample.resolution_ppi),
        template_format=_format(sample),
    )


def sample_reports(samples: Iterable[ExtractedSample]) -> list[sample_pb2.SampleReport]:
    """Write a report for each sample of a request."""
    periods: dict[int, list[float]] = {}
    listed = list(samples)
    for one in listed:
        if one.features is not None:
            periods.setdefault(one.resolution_ppi, []).append(one.features.ridge_period_px)
    likely = {ppi: likely_resolution_ppi(found, ppi) for ppi, found in periods.items()}
    return [sample_report(summarize(one, likely.get(one.resolution_ppi, 0))) for one in listed]


def minutiae(template: Template) -> list[sample_pb2.Minutia]:
    """Write the minutiae of a template, best first."""
    return [_minutia(minutia) for minutia in template.minutiae()]


def enrolled(entry: Identity, joined: Encounter) -> pb2.EnrolResponse:
    """Write the identity and the encounter that an enrolment made."""
    return pb2.EnrolResponse(identity=identity(entry), encounter=encounter(joined))


def slap_reports(slaps: Iterable[SlapReport]) -> list[sample_pb2.SlapReport]:
    """Write a report for each slap of a request."""
    return [slap_report(one) for one in slaps]


def sequence_of(sequence: SequenceCheck | None) -> sample_pb2.SequenceReport | None:
    """Write how the rolled prints of a request go with its slaps, if there is anything to tell."""
    return sequence_report(sequence) if sequence else None


def advice_on(sample: SampleSummary) -> str:
    """Say how to capture a finger better; empty if the sample is good enough."""
    if sample.failure_reason:
        return "nothing could be extracted: capture the finger again, clean, flat and centred"
    if sample.likely_resolution_ppi:
        return resolution_advice(sample.likely_resolution_ppi)
    advice = recapture_advice(sample.quality, sample.minutia_count)
    if sample.file_resolution_ppi:
        doubt = (
            f"the file says {sample.file_resolution_ppi} ppi, and the stated resolution was "
            "believed: check which of the two the scanner has"
        )
        return f"{advice}; {doubt}" if advice else doubt
    return advice


def _format(sample: ExtractedSample) -> TemplateFormat | None:
    return sample.encoding if isinstance(sample.encoding, TemplateFormat) else None


def _format_name(sample: SampleSummary) -> str:
    found = sample.template_format
    return "TEMPLATE_FORMAT_UNSPECIFIED" if found is None else f"TEMPLATE_FORMAT_{found.name}"


sample_report = Writer(
    sample_pb2.SampleReport,
    SampleSummary,
    recapture_advice=advice_on,
    template_format=_format_name,
)
# This enum has the numbers of LEADER, not those of the proto.
_minutia = Writer(
    sample_pb2.Minutia, Minutia, type=lambda minutia: f"MINUTIA_TYPE_{minutia.type.name}"
)
finger_score = Writer(candidate_pb2.FingerScore, FingerComparison)
candidate = Writer(candidate_pb2.Candidate, Candidate, finger_score)
search_report = Writer(
    candidate_pb2.SearchReport,
    SearchReport,
    Writer(candidate_pb2.StageReport, Stage),
    Writer(candidate_pb2.PartitionReport, PartitionReport),
)
slap_report = Writer(
    sample_pb2.SlapReport, SlapReport, Writer(sample_pb2.SlapFinger, SlapFingerReport)
)
sequence_report = Writer(
    sample_pb2.SequenceReport,
    SequenceCheck,
    Writer(sample_pb2.SequenceFinding, SequenceFinding),
    confirmed_positions="confirmed",
)
identity = Writer(pb2.Identity, Identity)
missing_finger = Writer(sample_pb2.MissingFinger, MissingFinger)
encounter = Writer(pb2.Encounter, Encounter, sample_report, missing_finger, within=["caller"])
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
    slaps=lambda outcome: (),
    sequence=lambda outcome: None,
)
"""Writes the search, and either what the enrolment made or who was found. What slaps show is added
by the caller."""
