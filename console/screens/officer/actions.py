"""What an officer can do with a case: one table, from the fields of a form to a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from console.gateway import Failure
from console.web import Page, choices
from tenprint.calls import random_id, to_date
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import work_service_pb2 as work_pb2

Fields = Mapping[str, str]


class RefusedFormError(Exception):
    """A form that cannot become a request."""

    def __init__(self, field: str, rule: str) -> None:
        """Name the field and its rule."""
        super().__init__(field)
        self.failure = Failure(
            f"{field}: {rule}",
            "Nothing was sent to the service.",
            "What you filled in is still there: change it and send it again.",
            HTTPStatus.BAD_REQUEST,
            "INVALID_FIELD",
        )


@dataclass(frozen=True)
class Action:
    """One action: how its request is made, the response, and what the next page tells."""

    make: Callable[[Page, str, Fields], Message]
    response_type: type[Message]
    told: str


def _take(page: Page, case_id: str, fields: Fields) -> Message:
    minutes = int(fields.get("minutes") or 60)
    return work_pb2.TakeTaskRequest(
        case_id=case_id, officer=page.person.person, lease_minutes=minutes
    )


def _release(page: Page, case_id: str, _: Fields) -> Message:
    return work_pb2.ReleaseTaskRequest(case_id=case_id, officer=page.person.person)


def _encounter(page: Page, case_id: str, fields: Fields) -> Message:
    record = case_pb2.EncounterRecord(
        encounter_time=_time(page, fields, "encounter_time"),
        manner=_choice(fields, "manner", case_pb2.EncounterManner),
        place=fields.get("place", ""),
    )
    return case_pb2.RecordEncounterRequest(
        case_id=case_id, encounter=record, officer=page.person.person
    )


def _disposition(page: Page, case_id: str, fields: Fields) -> Message:
    record = case_pb2.Disposition(
        action=_choice(fields, "disposition", case_pb2.DispositionAction),
        reason=_choice(fields, "reason", case_pb2.DispositionReason),
        remark=fields.get("remark", ""),
        decision_time=_time(page, fields, "decision_time"),
    )
    return case_pb2.RecordDispositionRequest(
        case_id=case_id, disposition=record, officer=page.person.person
    )


def _close(page: Page, case_id: str, fields: Fields) -> Message:
    return case_pb2.CloseCaseRequest(
        case_id=case_id, version=_value(fields, "version"), officer=page.person.person
    )


def _reopen(page: Page, case_id: str, fields: Fields) -> Message:
    return case_pb2.ReopenCaseRequest(
        case_id=case_id, version=_value(fields, "version"), officer=page.person.person
    )


def _claim(page: Page, case_id: str, fields: Fields) -> Message:
    return case_pb2.RecordCitizenshipClaimRequest(
        case_id=case_id, claim_id=_id(fields), officer=page.person.person
    )


def _evidence(page: Page, _: str, fields: Fields) -> Message:
    return case_pb2.AddClaimEvidenceRequest(
        claim_id=fields.get("claim_id", ""),
        evidence_id=_id(fields),
        text=fields.get("evidence", ""),
        officer=page.person.person,
    )


def _uphold(page: Page, _: str, fields: Fields) -> Message:
    return case_pb2.UpholdCitizenshipClaimRequest(
        claim_id=fields.get("claim_id", ""),
        evidence=fields.get("evidence", ""),
        officer=page.person.person,
    )


def _death(page: Page, case_id: str, fields: Fields) -> Message:
    return case_pb2.RecordDeathRequest(
        case_id=case_id,
        deceased_date=_day(fields, "deceased_date"),
        because=fields.get("because", ""),
        officer=page.person.person,
    )


def _detainer(page: Page, case_id: str, fields: Fields) -> Message:
    return detainer_pb2.RequestDetainerRequest(
        case_id=case_id,
        detainer_id=_id(fields),
        officer=page.person.person,
        against_advice_because=fields.get("against", ""),
    )


def _custody(page: Page, _: str, fields: Fields) -> Message:
    return detainer_pb2.TakeCustodyRequest(
        detainer_id=fields.get("detainer_id", ""), officer=page.person.person
    )


def _cancel(page: Page, _: str, fields: Fields) -> Message:
    return detainer_pb2.CancelDetainerRequest(
        detainer_id=fields.get("detainer_id", ""),
        reason=fields.get("cancel_reason", ""),
        officer=page.person.person,
    )


def _freed(page: Page, _: str, fields: Fields) -> Message:
    return detainer_pb2.RecordReleaseRequest(
        detainer_id=fields.get("detainer_id", ""),
        release_time=_time(page, fields, "release_time"),
        reason=fields.get("free_reason", ""),
        officer=page.person.person,
    )


def _transfer(page: Page, case_id: str, fields: Fields) -> Message:
    return work_pb2.TransferCaseRequest(
        case_id=case_id,
        transfer_id=_id(fields),
        to_office=fields.get("to_office", ""),
        reason=fields.get("transfer_reason", ""),
        officer=page.person.person,
    )


def _answer(page: Page, _: str, fields: Fields) -> Message:
    accepts = fields.get("answer") == "accept"
    return work_pb2.AnswerTransferRequest(
        transfer_id=fields.get("transfer_id", ""),
        answer=work_pb2.TRANSFER_STATE_ACCEPTED if accepts else work_pb2.TRANSFER_STATE_RETURNED,
        reason="" if accepts else fields.get("return_reason", ""),
        officer=page.person.person,
    )


def _escalate(page: Page, case_id: str, fields: Fields) -> Message:
    return work_pb2.EscalateCaseRequest(
        case_id=case_id,
        escalation_id=_id(fields),
        reason=fields.get("escalate_reason", ""),
        officer=page.person.person,
    )


def _look_up(page: Page, case_id: str, fields: Fields) -> Message:
    return case_pb2.RepeatLookUpRequest(
        case_id=case_id,
        look_up_id=_id(fields),
        source=fields.get("source", ""),
        officer=page.person.person,
    )


def _comparison(page: Page, _: str, fields: Fields) -> Message:
    return correction_pb2.RequestComparisonRequest(
        comparison_id=_id(fields),
        tcn=fields.get("tcn", ""),
        reason=fields.get("compare_reason", ""),
        officer=page.person.person,
    )


def _alarm(page: Page, _: str, fields: Fields) -> Message:
    return case_pb2.AcknowledgeCaseAlarmRequest(
        alarm_id=_value(fields, "alarm_id"), officer=page.person.person
    )


ACTIONS: Mapping[str, Action] = {
    "take": Action(_take, work_pb2.TakeTaskResponse, "The task is yours."),
    "release": Action(_release, work_pb2.ReleaseTaskResponse, "The task is free again."),
    "encounter": Action(_encounter, case_pb2.RecordEncounterResponse, "Encounter recorded."),
    "disposition": Action(
        _disposition, case_pb2.RecordDispositionResponse, "Disposition recorded."
    ),
    "close": Action(_close, case_pb2.CloseCaseResponse, "The case is closed."),
    "reopen": Action(_reopen, case_pb2.ReopenCaseResponse, "The case has a new version."),
    "claim": Action(
        _claim,
        case_pb2.RecordCitizenshipClaimResponse,
        "Claim recorded: advice is suspended, and the LESC looks again.",
    ),
    "evidence": Action(_evidence, case_pb2.AddClaimEvidenceResponse, "Evidence kept."),
    "uphold": Action(_uphold, case_pb2.UpholdCitizenshipClaimResponse, "Claim upheld."),
    "death": Action(_death, case_pb2.RecordDeathResponse, "Recorded."),
    "detainer": Action(
        _detainer, detainer_pb2.RequestDetainerResponse, "The agency is asked to hold the person."
    ),
    "custody": Action(_custody, detainer_pb2.TakeCustodyResponse, "Custody taken."),
    "cancel": Action(_cancel, detainer_pb2.CancelDetainerResponse, "Detainer cancelled."),
    "freed": Action(_freed, detainer_pb2.RecordReleaseResponse, "Release recorded."),
    "transfer": Action(
        _transfer, work_pb2.TransferCaseResponse, "The other office is asked to take the case."
    ),
    "answer": Action(_answer, work_pb2.AnswerTransferResponse, "The other office is answered."),
    "escalate": Action(_escalate, work_pb2.EscalateCaseResponse, "The supervisors are asked."),
    "look-up": Action(_look_up, case_pb2.RepeatLookUpResponse, "The source was asked again."),
    "compare": Action(
        _comparison,
        correction_pb2.RequestComparisonResponse,
        "Examiners are asked to compare the prints again.",
    ),
    "alarm": Action(_alarm, case_pb2.AcknowledgeCaseAlarmResponse, "The alarm is known to you."),
}
"""By the last part of the address."""

CHOICES = {
    "manner": choices(case_pb2.EncounterManner.DESCRIPTOR),
    "disposition": choices(case_pb2.DispositionAction.DESCRIPTOR),
    "reason": choices(case_pb2.DispositionReason.DESCRIPTOR),
}
"""The values of fields with choices."""


def _id(fields: Fields) -> str:
    """Take the id that the page was made with, so that sending a form twice acts once."""
    return fields.get("request_id") or random_id()


def _value(fields: Fields, name: str) -> int:
    stated = fields.get(name, "")
    if not stated.isdecimal():
        raise RefusedFormError(name.replace("_", " "), "choose one")
    return int(stated)


def _choice(fields: Fields, name: str, kind: EnumTypeWrapper) -> str:
    """Read a value of an enum, and name it."""
    value = _value(fields, name)
    if value not in kind.values() or not value:
        raise RefusedFormError(name, "choose one")
    return kind.Name(value)


def _time(page: Page, fields: Fields, name: str) -> Timestamp:
    """Read a time by the agency's clock."""
    try:
        there = datetime.fromisoformat(fields.get(name, ""))
        found = Timestamp()
        found.FromDatetime(there.replace(tzinfo=page.zone))
    except (ValueError, OverflowError) as error:
        raise RefusedFormError(
            name.replace("_", " "), "YYYY-MM-DDTHH:MM by your agency's clock"
        ) from error
    return found


def _day(fields: Fields, name: str) -> date_pb2.Date | None:
    """Read a day; empty: none."""
    if not fields.get(name):
        return None
    try:
        return to_date(date.fromisoformat(fields[name]))
    except ValueError as error:
        raise RefusedFormError(name.replace("_", " "), "YYYY-MM-DD") from error
