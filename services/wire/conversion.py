"""Domain types → proto. What comes in is read in `validation` and `samples`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

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
from matcher.types import Minutia, MinutiaType, Template
from tenprint.v1 import (
    candidate_pb2,
    identification_service_pb2,
    sample_pb2,
)

_MINUTIA_TYPES = {
    MinutiaType.RIDGE_ENDING: sample_pb2.MINUTIA_TYPE_RIDGE_ENDING,
    MinutiaType.BIFURCATION: sample_pb2.MINUTIA_TYPE_BIFURCATION,
}


def timestamp(time: datetime) -> Timestamp:
    """Write a timezone-aware time."""
    message = Timestamp()
    message.FromDatetime(time)
    return message


def summarize(sample: ExtractedSample) -> SampleSummary:
    """Tell of an extracted sample what is told of a stored one."""
    if sample.features is None:
        return SampleSummary(sample.position, 0, 0, sample.failure_reason)
    template = sample.features.template
    return SampleSummary(sample.position, template.quality, template.minutia_count)


def sample_report(sample: SampleSummary) -> sample_pb2.SampleReport:
    """Write what was found in one sample."""
    return sample_pb2.SampleReport(
        position=position(sample.position),
        quality=sample.quality,
        minutia_count=sample.minutia_count,
        failure_reason=sample.failure_reason,
        recapture_advice=_advice(sample),
    )


def _advice(sample: SampleSummary) -> str:
    if sample.failure_reason:
        return "nothing could be extracted: capture the finger again, clean, flat and centred"
    return recapture_advice(sample.quality, sample.minutia_count)


def sample_reports(samples: Iterable[ExtractedSample]) -> list[sample_pb2.SampleReport]:
    """Write what was found in the samples of a request."""
    return [sample_report(summarize(sample)) for sample in samples]


def minutiae(template: Template) -> list[sample_pb2.Minutia]:
    """Write the minutiae of a template, best first."""
    return [_minutia(minutia) for minutia in template.minutiae()]


def _minutia(minutia: Minutia) -> sample_pb2.Minutia:
    return sample_pb2.Minutia(
        x_px=minutia.x_px,
        y_px=minutia.y_px,
        direction_rad=minutia.direction_rad,
        type=_MINUTIA_TYPES[minutia.type],
        quality=minutia.quality,
    )


def candidate(entry: Candidate) -> candidate_pb2.Candidate:
    """Write one entry of a candidate list."""
    return candidate_pb2.Candidate(
        rank=entry.rank,
        identity_id=entry.identity_id,
        encounter_id=entry.encounter_id,
        score_db=entry.score_db,
        above_threshold=entry.above_threshold,
        extrapolated=entry.extrapolated,
        fingers=[finger_score(finger) for finger in entry.fingers],
        reference_set=entry.reference_set,
    )


def candidates(entries: Sequence[Candidate]) -> list[candidate_pb2.Candidate]:
    """Write a candidate list."""
    return [candidate(entry) for entry in entries]


def finger_score(finger: FingerComparison) -> candidate_pb2.FingerScore:
    """Write what one finger says."""
    return candidate_pb2.FingerScore(
        position=position(finger.position),
        llr=finger.llr,
        paired_minutia_count=finger.paired_minutia_count,
    )


def search_report(report: SearchReport, before: Sequence[Stage] = ()) -> candidate_pb2.SearchReport:
    """Write the report of a search; stages that are not the gallery's come first."""
    message = candidate_pb2.SearchReport(
        gallery=report.gallery,
        reference_count=report.reference_count,
        target_fpir=report.target_fpir,
        threshold_db=report.threshold_db,
        matcher_version=report.matcher_version,
        index_version=report.index_version,
        calibration_version=report.calibration_version,
    )
    for stage in (*before, *report.stages):
        message.stages.add(
            name=stage.name, duration_ms=stage.duration_ms, kept_count=stage.kept_count
        )
    return message


def identity(entry: Identity) -> identification_service_pb2.Identity:
    """Write an identity."""
    return identification_service_pb2.Identity(
        identity_id=entry.identity_id,
        gallery=entry.gallery,
        create_time=timestamp(entry.create_time),
        encounter_count=entry.encounter_count,
        merged_into=entry.merged_into,
    )


def encounter(entry: Encounter) -> identification_service_pb2.Encounter:
    """Write an encounter."""
    return identification_service_pb2.Encounter(
        encounter_id=entry.encounter_id,
        identity_id=entry.identity_id,
        create_time=timestamp(entry.create_time),
        ori=entry.caller.ori,
        samples=[sample_report(sample) for sample in entry.samples],
    )


def enrolled(entry: Identity, joined: Encounter) -> identification_service_pb2.EnrolResponse:
    """Write what an enrolment made."""
    return identification_service_pb2.EnrolResponse(
        identity=identity(entry), encounter=encounter(joined)
    )


def enrolled_unless_found(
    outcome: EnrolmentUnlessFound,
) -> identification_service_pb2.EnrolResponse:
    """Write what an enrolment made, or who was found in its place; and the search."""
    if outcome.enrolled is None:
        found = outcome.identification
        response = identification_service_pb2.EnrolResponse(candidates=candidates(found.candidates))
    else:
        response = enrolled(*outcome.enrolled)
    response.report.CopyFrom(search_report(outcome.identification.report))
    return response


def position(code: int) -> str:
    """Name a position for protobuf's constructors, which take names as well as numbers."""
    return sample_pb2.FingerPosition.Name(int(code))
