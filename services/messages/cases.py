"""Cases: proto ↔ domain types."""

from interop.cases import (
    Assessment,
    Case,
    CaseAlarm,
    CaseCounts,
    CaseFile,
    CaseFilter,
    CaseState,
    CaseVersion,
    CitizenshipClaim,
    Detainer,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
    LookUp,
    Reason,
    completeness,
    missing,
)
from services.messages.gallery import identity_change
from services.messages.research import (
    determination_to_proto,
    research_to_proto,
)
from services.wire import Writer, optional, read_enum, read_text, read_time
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import detainer_service_pb2

Filtered = pb2.ListCasesRequest | pb2.CountCasesRequest


def read_filter(request: Filtered) -> CaseFilter:
    """Read which cases the request asks for."""
    return CaseFilter(
        state=read_enum("state", CaseState, request.state),
        open_only=request.open_only,
        office=read_text("office", request.office),
        ori=read_text("ori", request.ori),
        identity_id=read_text("identity_id", request.identity_id),
    )


def read_encounter(message: pb2.EncounterRecord) -> EncounterRecord:
    """Read an encounter or a draft. Raises InvalidFieldError."""
    return EncounterRecord(
        encounter_time=optional(read_time, "encounter.encounter_time", message),
        manner=read_enum("encounter.manner", EncounterManner, message.manner),
        place=read_text("encounter.place", message.place),
    )


def read_disposition(message: pb2.Disposition) -> Disposition:
    """Read a disposition or a draft. Raises InvalidFieldError."""
    return Disposition(
        action=read_enum("disposition.action", DispositionAction, message.action),
        reason=read_enum("disposition.reason", DispositionReason, message.reason),
        remark=read_text("disposition.remark", message.remark),
        decision_time=optional(read_time, "disposition.decision_time", message),
    )


version_to_proto = Writer(
    pb2.CaseVersion,
    CaseVersion,
    Writer(pb2.EncounterRecord, EncounterRecord),
    Writer(pb2.Disposition, Disposition),
)
detainer_to_proto = Writer(detainer_service_pb2.Detainer, Detainer)
claim_to_proto = Writer(pb2.CitizenshipClaim, CitizenshipClaim)
look_up_to_proto = Writer(pb2.CaseLookUp, LookUp, repeated_research="repeated")
alarm_to_proto = Writer(pb2.CaseAlarm, CaseAlarm)
case_to_proto = Writer(
    pb2.Case,
    Case,
    version_to_proto,
    detainer_to_proto,
    claim_to_proto,
    look_up_to_proto,
    alarm_to_proto,
    identity_change,
    withdraw_time="withdrawn_time",
    withdraw_reason="withdrawn_reason",
    completeness=lambda case: completeness(case.current),
    missing_fields=missing,
)
case_file_to_proto = Writer(
    pb2.GetCaseResponse, CaseFile, case_to_proto, determination_to_proto, research_to_proto
)
assessment_to_proto = Writer(
    pb2.AssessCaseResponse, Assessment, Writer(pb2.AssessmentReason, Reason)
)
counts_to_proto = Writer(pb2.CountCasesResponse, CaseCounts)
