"""Cases: proto ↔ domain types."""

from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from interop.cases.desk import CaseFile
from interop.cases.documentation import completeness, missing
from interop.cases.priorities import Assessment
from interop.cases.queries import CaseCounts, CaseFilter
from interop.cases.types import (
    Case,
    CaseAlarm,
    CaseState,
    CaseVersion,
    CitizenshipClaim,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
    LookUp,
)
from services.messages.detainers import detainer_to_proto
from services.messages.gallery import identity_change
from services.messages.research import (
    determination_to_proto,
    read_text,
    read_time,
    research_to_proto,
)
from services.wire.conversion import timestamp
from services.wire.errors import InvalidFieldError
from tenprint.v1 import case_service_pb2 as pb2

E = TypeVar("E", bound=IntEnum)

Filtered = pb2.ListCasesRequest | pb2.CountCasesRequest


def read_enum(field: str, kind: type[E], value: int) -> E | None:
    """Read a value of an enum; None where it is not set. Raises InvalidFieldError."""
    if value == 0:
        return None
    try:
        return kind(value)
    except ValueError:
        raise InvalidFieldError(field, f"{value} is no {kind.__name__}") from None


def read_filter(request: Filtered) -> CaseFilter:
    """Read which cases are asked for."""
    return CaseFilter(
        state=read_enum("state", CaseState, request.state),
        open_only=request.open_only,
        office=read_text("office", request.office),
        ori=read_text("ori", request.ori),
        identity_id=read_text("identity_id", request.identity_id),
    )


def read_encounter(message: pb2.EncounterRecord) -> EncounterRecord:
    """Read an encounter, or a draft of one; raises InvalidFieldError."""
    return EncounterRecord(
        encounter_time=_read_time("encounter.encounter_time", message, "encounter_time"),
        manner=read_enum("encounter.manner", EncounterManner, message.manner),
        place=read_text("encounter.place", message.place),
    )


def read_disposition(message: pb2.Disposition) -> Disposition:
    """Read a disposition, or a draft of one; raises InvalidFieldError."""
    return Disposition(
        action=read_enum("disposition.action", DispositionAction, message.action),
        reason=read_enum("disposition.reason", DispositionReason, message.reason),
        remark=read_text("disposition.remark", message.remark),
        decision_time=_read_time("disposition.decision_time", message, "decision_time"),
    )


def case_file_to_proto(file: CaseFile) -> pb2.GetCaseResponse:
    """Write a case with its research."""
    found = file.determination
    return pb2.GetCaseResponse(
        case=case_to_proto(file.case),
        determination=None if found is None else determination_to_proto(found),
        research=None if file.research is None else research_to_proto(file.research),
    )


def case_to_proto(case: Case) -> pb2.Case:
    """Write a case."""
    return pb2.Case(
        case_id=case.case_id,
        tcn=case.tcn,
        query_id=case.query_id,
        ori=case.ori,
        identity_id=case.identity_id,
        current_identity_id=case.current_identity_id,
        encounter_id=case.encounter_id,
        us_state=case.us_state,
        office=case.office,
        alerted_to=case.alerted_to,
        open_time=timestamp(case.open_time),
        alert_time=_maybe(case.alert_time),
        withdraw_time=_maybe(case.withdrawn_time),
        withdraw_reason=case.withdrawn_reason,
        current=version_to_proto(case.current),
        completeness=pb2.Completeness.Name(int(completeness(case.current))),
        missing_fields=missing(case),
        detainers=map(detainer_to_proto, case.detainers),
        claims=map(claim_to_proto, case.claims),
        look_ups=map(look_up_to_proto, case.look_ups),
        alarms=map(alarm_to_proto, case.alarms),
        identity_changes=map(identity_change, case.identity_changes),
    )


def version_to_proto(version: CaseVersion) -> pb2.CaseVersion:
    """Write a version of a case."""
    encounter, disposition = version.encounter, version.disposition
    return pb2.CaseVersion(
        version=version.version,
        state=pb2.CaseState.Name(int(version.state)),
        cause=version.cause.value,
        officer=version.officer,
        answer_version=version.answer_version,
        create_time=timestamp(version.create_time),
        close_time=_maybe(version.close_time),
        encounter=pb2.EncounterRecord(
            officer=encounter.officer,
            encounter_time=_maybe(encounter.encounter_time),
            manner=pb2.EncounterManner.Name(int(encounter.manner or 0)),
            place=encounter.place,
        ),
        disposition=pb2.Disposition(
            officer=disposition.officer,
            action=pb2.DispositionAction.Name(int(disposition.action or 0)),
            reason=pb2.DispositionReason.Name(int(disposition.reason or 0)),
            remark=disposition.remark,
            decision_time=_maybe(disposition.decision_time),
        ),
    )


def claim_to_proto(claim: CitizenshipClaim) -> pb2.CitizenshipClaim:
    """Write a claim of citizenship."""
    return pb2.CitizenshipClaim(
        claim_id=claim.claim_id,
        case_id=claim.case_id,
        state=pb2.ClaimState.Name(int(claim.state)),
        officer=claim.officer,
        claim_time=timestamp(claim.claim_time),
        deadline=timestamp(claim.deadline),
        end_time=_maybe(claim.end_time),
        end_reason=claim.end_reason,
    )


def look_up_to_proto(look_up: LookUp) -> pb2.CaseLookUp:
    """Write a look-up."""
    return pb2.CaseLookUp(
        look_up_id=look_up.look_up_id,
        source=look_up.source,
        outcome=look_up.outcome,  # type: ignore[arg-type]
        look_up_time=timestamp(look_up.look_up_time),
        officer=look_up.officer,
        repeated_research=look_up.repeated,
    )


def alarm_to_proto(alarm: CaseAlarm) -> pb2.CaseAlarm:
    """Write an alarm."""
    return pb2.CaseAlarm(
        alarm_id=alarm.alarm_id,
        case_id=alarm.case_id,
        kind=alarm.kind.value,
        alarm_time=timestamp(alarm.alarm_time),
        acknowledge_time=_maybe(alarm.acknowledge_time),
        acknowledged_by=alarm.acknowledged_by,
    )


def assessment_to_proto(assessment: Assessment) -> pb2.AssessCaseResponse:
    """Write advice with what it rests on."""
    return pb2.AssessCaseResponse(
        advice=pb2.Advice.Name(int(assessment.advice)),
        priority=assessment.priority or 0,
        level=int(assessment.level or 0),
        rule_set=assessment.rule_set.value,
        reasons=[
            pb2.AssessmentReason(rule=reason.rule, text=reason.text)
            for reason in assessment.reasons
        ],
        overridable=assessment.overridable,
    )


def counts_to_proto(counts: CaseCounts) -> pb2.CountCasesResponse:
    """Write how many cases there are."""
    return pb2.CountCasesResponse(
        case_count=counts.case_count,
        open_count=counts.open_count,
        look_up_count=counts.look_up_count,
        repeated_look_up_count=counts.repeated_look_up_count,
        researched_twice_count=counts.researched_twice_count,
    )


def _read_time(
    field: str, message: pb2.EncounterRecord | pb2.Disposition, name: str
) -> datetime | None:
    return read_time(field, getattr(message, name)) if message.HasField(name) else None


def _maybe(time: datetime | None) -> Timestamp | None:
    return None if time is None else timestamp(time)
