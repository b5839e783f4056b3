"""What an officer can do with a case: one table, from the fields of a form to a request."""

from collections.abc import Mapping

from google.protobuf.message import Message

from console.screens import claims, releases
from console.web import Action, Page, choices, forms
from interop.lesc import SOURCES
from tenprint.enums import enum_name
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import work_service_pb2 as work_pb2

_RECORDS_ONLY = "ENCOUNTER_MANNER_RECORDS_ONLY"
EXPLAINED = ("status unresolved", "discretion", "no travel document")
"""The reasons of a disposition that need a remark."""


def _case(page: Page) -> str:
    return page.part("case_id")


def _take(page: Page, _: forms.Fields) -> Message:
    return work_pb2.TakeTaskRequest(case_id=_case(page), officer=page.person.person)


def _release(page: Page, _: forms.Fields) -> Message:
    return work_pb2.ReleaseTaskRequest(case_id=_case(page), officer=page.person.person)


def _encounter(page: Page, fields: forms.Fields) -> Message:
    manner = forms.choice(fields, "manner", case_pb2.EncounterManner)
    place = fields.get("place", "").strip()
    if not place and manner != _RECORDS_ONLY:
        raise forms.RefusedFormError("place", "needed unless it was by records only")
    record = case_pb2.EncounterRecord(
        encounter_time=forms.local_time(
            fields,
            "encounter_time",
            page.zone,
            "RecordEncounterRequest.encounter.encounter_time",
        ),
        manner=manner,
        place=place,
    )
    return case_pb2.RecordEncounterRequest(
        case_id=_case(page), encounter=record, officer=page.person.person
    )


def _disposition(page: Page, fields: forms.Fields) -> Message:
    reason = forms.choice(fields, "reason", case_pb2.DispositionReason)
    remark = fields.get("remark", "").strip()
    if not remark and _words_of(reason) in EXPLAINED:
        raise forms.RefusedFormError("remark", "needed because of " + ", ".join(EXPLAINED))
    record = case_pb2.Disposition(
        action=forms.choice(fields, "disposition", case_pb2.DispositionAction),
        reason=reason,
        remark=remark,
        decision_time=forms.local_time(
            fields,
            "decision_time",
            page.zone,
            "RecordDispositionRequest.disposition.decision_time",
        ),
    )
    return case_pb2.RecordDispositionRequest(
        case_id=_case(page), disposition=record, officer=page.person.person
    )


def _words_of(reason: str) -> str:
    kind = case_pb2.DispositionReason
    return enum_name(kind, kind.Value(reason)).replace("_", " ")


def _close(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.CloseCaseRequest(
        case_id=_case(page), version=forms.number(fields, "version"), officer=page.person.person
    )


def _reopen(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.ReopenCaseRequest(
        case_id=_case(page), version=forms.number(fields, "version"), officer=page.person.person
    )


def _death(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.RecordDeathRequest(
        case_id=_case(page),
        deceased_date=forms.day(fields, "deceased_date", "RecordDeathRequest.deceased_date"),
        because=fields.get("because", ""),
        officer=page.person.person,
    )


def _detainer(page: Page, fields: forms.Fields) -> Message:
    return detainer_pb2.RequestDetainerRequest(
        case_id=_case(page),
        detainer_id=forms.form_id(fields),
        officer=page.person.person,
        against_advice_because=fields.get("against", ""),
    )


def _custody(page: Page, fields: forms.Fields) -> Message:
    return detainer_pb2.TakeCustodyRequest(
        detainer_id=fields.get("detainer_id", ""), officer=page.person.person
    )


def _cancel(page: Page, fields: forms.Fields) -> Message:
    return detainer_pb2.CancelDetainerRequest(
        detainer_id=fields.get("detainer_id", ""),
        reason=fields.get("cancel_reason", ""),
        officer=page.person.person,
    )


def _freed(page: Page, fields: forms.Fields) -> Message:
    return detainer_pb2.RecordReleaseRequest(
        detainer_id=fields.get("detainer_id", ""),
        release_time=forms.local_time(
            fields, "release_time", page.zone, "RecordReleaseRequest.release_time"
        ),
        reason=fields.get("free_reason", ""),
        officer=page.person.person,
    )


def _transfer(page: Page, fields: forms.Fields) -> Message:
    return work_pb2.TransferCaseRequest(
        case_id=_case(page),
        transfer_id=forms.form_id(fields),
        to_office=fields.get("to_office", ""),
        reason=fields.get("transfer_reason", ""),
        officer=page.person.person,
    )


def _answer(page: Page, fields: forms.Fields) -> Message:
    accepts = fields.get("answer") == "accept"
    return work_pb2.AnswerTransferRequest(
        transfer_id=fields.get("transfer_id", ""),
        answer=work_pb2.TRANSFER_STATE_ACCEPTED if accepts else work_pb2.TRANSFER_STATE_RETURNED,
        reason="" if accepts else fields.get("return_reason", ""),
        officer=page.person.person,
    )


def _escalate(page: Page, fields: forms.Fields) -> Message:
    return work_pb2.EscalateCaseRequest(
        case_id=_case(page),
        escalation_id=forms.form_id(fields),
        reason=fields.get("escalate_reason", ""),
        officer=page.person.person,
    )


def _look_up(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.RepeatLookUpRequest(
        case_id=_case(page),
        look_up_id=forms.form_id(fields),
        source=fields.get("source", ""),
        officer=page.person.person,
    )


def _alarm(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.AcknowledgeCaseAlarmRequest(
        alarm_id=forms.number(fields, "alarm_id"), officer=page.person.person
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
        claims.claim,
        case_pb2.RecordCitizenshipClaimResponse,
        "Claim recorded: advice is suspended, and the LESC looks again.",
    ),
    "evidence": Action(claims.evidence, case_pb2.AddClaimEvidenceResponse, "Evidence kept."),
    "uphold": Action(claims.uphold, case_pb2.UpholdCitizenshipClaimResponse, "Claim upheld."),
    "death": Action(_death, case_pb2.RecordDeathResponse, "Recorded."),
    "detainer": Action(
        _detainer, detainer_pb2.RequestDetainerResponse, "The agency is asked to hold the person."
    ),
    "custody": Action(_custody, detainer_pb2.TakeCustodyResponse, "Custody taken."),
    "cancel": Action(_cancel, detainer_pb2.CancelDetainerResponse, "Detainer cancelled."),
    "freed": Action(_freed, detainer_pb2.RecordReleaseResponse, "Release recorded."),
    "confirm": Action(
        releases.confirm, detainer_pb2.ConfirmReleaseResponse, "The notice is answered."
    ),
    "transfer": Action(
        _transfer, work_pb2.TransferCaseResponse, "The other office is asked to take the case."
    ),
    "answer": Action(_answer, work_pb2.AnswerTransferResponse, "The other office is answered."),
    "escalate": Action(_escalate, work_pb2.EscalateCaseResponse, "The supervisors are asked."),
    "look-up": Action(_look_up, case_pb2.RepeatLookUpResponse, "The source was asked again."),
    "compare": Action(
        claims.comparison,
        correction_pb2.RequestComparisonResponse,
        "Examiners are asked to compare the prints again.",
    ),
    "alarm": Action(
        _alarm,
        case_pb2.AcknowledgeCaseAlarmResponse,
        "The alarm is known: nobody else is asked about it.",
    ),
}
"""By the last part of the address."""

CHOICES = {
    "source": [(one, one.replace("_", " ")) for one in SOURCES],
    "manner": choices(case_pb2.EncounterManner.DESCRIPTOR),
    "disposition": choices(case_pb2.DispositionAction.DESCRIPTOR),
    "reason": choices(case_pb2.DispositionReason.DESCRIPTOR),
}
"""The values of fields with choices."""
