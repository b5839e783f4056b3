"""Cases: proto ↔ domain types."""

from interop import cases
from interop.bookings import Subject
from services.messages.gallery import identity_change
from services.messages.research import determination_to_proto, research_to_proto
from services.wire import Writer, optional, read_enum, read_text, read_time
from tenprint.v1 import booking_service_pb2, detainer_service_pb2
from tenprint.v1 import case_service_pb2 as pb2

Filtered = pb2.ListCasesRequest | pb2.CountCasesRequest


def read_filter(request: Filtered) -> cases.CaseFilter:
    """Read which cases the request asks for."""
    return cases.CaseFilter(
        state=read_enum("state", cases.CaseState, request.state),
        open_only=request.open_only,
        office=read_text("office", request.office),
        ori=read_text("ori", request.ori),
        identity_id=read_text("identity_id", request.identity_id),
        by_urgency=isinstance(request, pb2.ListCasesRequest) and request.by_urgency,
    )


def read_encounter(message: pb2.EncounterRecord) -> cases.EncounterRecord:
    """Read an encounter or a draft. Raises InvalidFieldError."""
    return cases.EncounterRecord(
        encounter_time=optional(read_time, "encounter.encounter_time", message),
        manner=read_enum("encounter.manner", cases.EncounterManner, message.manner),
        place=read_text("encounter.place", message.place),
    )


def read_disposition(message: pb2.Disposition) -> cases.Disposition:
    """Read a disposition or a draft. Raises InvalidFieldError."""
    return cases.Disposition(
        action=read_enum("disposition.action", cases.DispositionAction, message.action),
        reason=read_enum("disposition.reason", cases.DispositionReason, message.reason),
        remark=read_text("disposition.remark", message.remark),
        decision_time=optional(read_time, "disposition.decision_time", message),
    )


version_to_proto = Writer(
    pb2.CaseVersion,
    cases.CaseVersion,
    Writer(pb2.EncounterRecord, cases.EncounterRecord),
    Writer(pb2.Disposition, cases.Disposition),
)
detainer_to_proto = Writer(detainer_service_pb2.Detainer, cases.Detainer)


def detainer_file_to_proto(
    found: tuple[cases.Detainer, bool],
) -> detainer_service_pb2.GetDetainerResponse:
    """Write a detainer, and whether a claim can be taken about its person."""
    detainer, takes_claim = found
    return detainer_service_pb2.GetDetainerResponse(
        detainer=detainer_to_proto(detainer), takes_claim=takes_claim
    )


def moved_to_proto(found: list[cases.Detainer]) -> detainer_service_pb2.MovePersonResponse:
    """Write the detainers that went to another agency."""
    return detainer_service_pb2.MovePersonResponse(detainers=map(detainer_to_proto, found))


claim_to_proto = Writer(pb2.CitizenshipClaim, cases.CitizenshipClaim)
evidence_to_proto = Writer(pb2.ClaimEvidence, cases.ClaimEvidence)
release_notice_to_proto = Writer(detainer_service_pb2.ReleaseNotice, cases.ReleaseNotice)
look_up_to_proto = Writer(pb2.CaseLookUp, cases.LookUp, repeated_research="repeated")
alarm_to_proto = Writer(pb2.CaseAlarm, cases.CaseAlarm)
decision_to_proto = Writer(pb2.CaseDecision, cases.CaseDecision, within=["basis"])
case_to_proto = Writer(
    pb2.Case,
    cases.Case,
    version_to_proto,
    detainer_to_proto,
    claim_to_proto,
    look_up_to_proto,
    alarm_to_proto,
    decision_to_proto,
    identity_change,
    withdraw_time="withdrawn_time",
    withdraw_reason="withdrawn_reason",
    completeness=lambda case: cases.completeness(case.current),
    missing_fields=cases.missing,
    deadline=lambda case: case.deadline,
)
assessment_to_proto = Writer(
    pb2.AssessCaseResponse, cases.Assessment, Writer(pb2.AssessmentReason, cases.Reason)
)
case_file_to_proto = Writer(
    pb2.GetCaseResponse,
    cases.CaseFile,
    case_to_proto,
    determination_to_proto,
    research_to_proto,
    claim_to_proto,
    evidence_to_proto,
    assessment_to_proto,
    Writer(booking_service_pb2.Subject, Subject),
)
counts_to_proto = Writer(pb2.CountCasesResponse, cases.CaseCounts)
