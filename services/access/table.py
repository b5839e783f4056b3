"""One table says who may do what: each RPC with its operation, its rules and what it logs.

`interop.roles` says how far each role reaches in each operation. `docs/security.md` shows both
tables as one matrix. A test fails on an RPC without a row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from interop.audit import Action
from interop.names import IDENT
from interop.roles import Operation as Op

Ids = Callable[[Any, Any], Iterable[str]]
"""The opaque ids that a request and its response show."""


class PurposeRule(StrEnum):
    """How the purpose decides. `interop.purposes` holds the table of purposes."""

    NONE = ""
    SUBMISSION = "type of transaction × requester × purpose"
    SEARCH = "requester × purpose → galleries"
    FEDERAL = "federal requesters in IDENT, operators everywhere"


@dataclass(frozen=True)
class Access:
    """Who may call an RPC."""

    operations: tuple[Op, ...]
    """A caller needs one of these operations."""
    own: str = ""
    """What belongs to a caller whose reach is `own`; the desk of the RPC keeps this rule."""
    purpose: PurposeRule = PurposeRule.NONE
    person: str = ""
    """The field that names the person who acts. A credential of a person has to name the same."""
    proved_person: bool = False
    """Whether a certificate alone, which proves no person, is not enough."""
    sees: Action | None = None
    """What the audit log says of each object that the answer shows. None: the desk logs, or the
    answer shows nobody."""
    ids: Ids = lambda _request, _response: ()


def _to(operation: Op, **rules: Any) -> Access:
    return Access((operation,), **rules)


def _gallery(request: Any, _: Any) -> list[str]:
    return [request.gallery]


def _identity(request: Any, _: Any) -> list[str]:
    return [f"{request.gallery}:{request.identity_id}"]


def _changed(request: Any, response: Any) -> set[str]:
    ends = {one.from_identity_id for one in response.changes}
    ends |= {one.to_identity_id for one in response.changes}
    return {f"{request.gallery}:{one}" for one in ends}


def _of(response_field: str, id_field: str, prefix: str = "") -> Ids:
    def ids(_: Any, response: Any) -> list[str]:
        listed = getattr(response, response_field)
        return [f"{prefix}{getattr(one, id_field)}" for one in listed]

    return ids


_BOOKING = "bookings that name the caller's agency"
_DETAINER = "detainers that the caller's agency was asked for"
_ITEM = "items that were given to this examiner"
_NOTICE = "notices to the caller's agency, office or the LESC"
_CASES = "cases of the caller's office"
_OFFICER = _to(Op.WORK_CASE, own=_CASES, person="officer")
_BY_SUPERVISORS_TOO = Access((Op.WORK_CASE, Op.ACT_AS_SUPERVISOR), own=_CASES, person="officer")
_CLAIMED = "people whom the caller's agency booked"
_CLAIM = _to(Op.RECORD_CLAIM, own=_CLAIMED, person="officer")
_RELEASE = "notices to the caller's agency or office"
_WANT = _to(Op.WRITE_WANTS, own="wants of the caller's agency")
_JAILER = _to(Op.ANSWER_DETAINER, own=_DETAINER, person="officer")
_OFFICE = _to(Op.MOVE_WORK, own=_CASES, person="officer")
_HELD = "tasks that the caller's person holds"
_SENT = "transfers to the caller's office"
_SUPERVISOR = _to(Op.ACT_AS_SUPERVISOR, person="officer")
_RESEARCHER = _to(Op.RESEARCH, person="person")
_LISTED = _of("detainers", "detainer_id")
_EXAMINER = _to(Op.REVIEW, own=_ITEM, person="examiner_id", proved_person=True)

_ROWS: Mapping[str, Mapping[str, Access]] = {
    "BookingService": {
        "SubmitBooking": _to(
            Op.SUBMIT,
            own="the caller's agency, or an agency that the caller's credential names",
            purpose=PurposeRule.SUBMISSION,
        ),
        "GetBooking": _to(Op.READ_BOOKING, own=_BOOKING),
        "ListBookings": _to(Op.READ_BOOKING, own=_BOOKING),
        "WatchBooking": _to(Op.READ_BOOKING, own=_BOOKING),
        "CheckTransaction": _to(Op.SUBMIT),
        "GetBookingPrint": _to(Op.SEE_PRINTS, own=_BOOKING),
        "ExportBooking": _to(Op.SEE_PRINTS, own=_BOOKING),
        "AcknowledgeResponse": _to(Op.TAKE_RESPONSE, own=_BOOKING),
    },
    "IdentificationService": {
        "Enrol": _to(Op.ENROL, purpose=PurposeRule.FEDERAL),
        "Identify": _to(
            Op.SEARCH_GALLERY,
            purpose=PurposeRule.SEARCH,
            sees=Action.GALLERY_SEARCHED,
            ids=_gallery,
        ),
        "Verify": _to(
            Op.SEARCH_GALLERY,
            purpose=PurposeRule.SEARCH,
            sees=Action.IDENTITY_COMPARED,
            ids=_identity,
        ),
        "ExtractTemplate": _to(
            Op.EXTRACT, sees=Action.TEMPLATE_EXTRACTED, ids=lambda _request, _response: ["none"]
        ),
        "GetIdentity": _to(
            Op.READ_IDENTITY,
            purpose=PurposeRule.FEDERAL,
            sees=Action.IDENTITY_VIEWED,
            ids=_identity,
        ),
        "ListEncounters": _to(
            Op.READ_IDENTITY,
            purpose=PurposeRule.FEDERAL,
            sees=Action.IDENTITY_VIEWED,
            ids=_identity,
        ),
        "DeleteEncounter": _to(Op.DELETE_ENCOUNTER),
    },
    "GalleryService": {
        "MergeIdentities": _to(Op.CHANGE_IDENTITIES),
        "SplitIdentity": _to(Op.CHANGE_IDENTITIES),
        "MoveEncounter": _to(Op.CHANGE_IDENTITIES),
        "UndoIdentityChange": _to(Op.CHANGE_IDENTITIES),
        "ListIdentityChanges": _to(Op.READ_CHANGES, sees=Action.IDENTITY_VIEWED, ids=_changed),
        "GetGalleryStatus": _to(Op.READ_STATUS),
    },
    "RecordsService": {
        "PutCriminalEvent": _to(Op.WRITE_HISTORIES),
        "ListCriminalEvents": _to(Op.READ_HISTORIES),
        "GetRapSheet": _to(Op.READ_HISTORIES),
        "PutWant": _WANT,
        "ClearWant": _WANT,
        "ListWants": _to(Op.READ_HISTORIES),
        "PutIdentEncounter": _to(Op.WRITE_IDENT),
        "ListIdentEncounters": _to(Op.READ_IDENT),
        "GetIdentRecord": _to(Op.READ_IDENT),
        "PutWatchListEntry": _to(Op.WRITE_WATCH_LIST),
        "RemoveWatchListEntry": _to(Op.WRITE_WATCH_LIST),
        "ListWatchList": _to(
            Op.READ_IDENT,
            sees=Action.IDENTITY_VIEWED,
            ids=_of("entries", "identity_id", f"{IDENT}:"),
        ),
        "CheckIdent": _to(Op.CHECK_IDENT),
    },
    "ReviewService": {
        "GetNextReviewItem": _EXAMINER,
        "GetReviewPrint": replace(
            _EXAMINER,
            sees=Action.REVIEW_PRINT_VIEWED,
            ids=lambda request, _: [request.item_id],
        ),
        "DecideReviewItem": _EXAMINER,
        "GetReviewExplanation": _EXAMINER,
        "StepAside": _EXAMINER,
        "ListReviewHistory": replace(
            _EXAMINER, sees=Action.REVIEW_HISTORY_VIEWED, ids=_of("items", "item_id")
        ),
        "GetReviewFeedback": _EXAMINER,
        "ReassignReviewItem": _to(Op.ACT_AS_SUPERVISOR, person="supervisor_id"),
        "ListReviewItems": _to(Op.READ_REVIEWS),
        "GetReviewStatistics": _to(Op.READ_REVIEW_STATISTICS),
    },
    "CaseService": {
        "ListCases": _to(Op.READ_CASE),
        "CountCases": _to(Op.READ_CASE),
        "GetCase": _to(Op.READ_CASE),
        "ListCaseVersions": _to(Op.READ_CASE),
        "AssessCase": _to(Op.READ_CASE),
        "RepeatLookUp": _OFFICER,
        "RecordEncounter": _OFFICER,
        "RecordDisposition": _OFFICER,
        "CloseCase": _BY_SUPERVISORS_TOO,
        "ReopenCase": _BY_SUPERVISORS_TOO,
        "RecordCitizenshipClaim": _CLAIM,
        "AddClaimEvidence": _CLAIM,
        "RecordDeath": _to(
            Op.RECORD_DEATH,
            own="people whom the caller's agency booked, cases of the caller's office",
            person="officer",
        ),
        "UpholdCitizenshipClaim": _to(
            Op.UPHOLD_CLAIM, own="people of whom the caller's office has a case", person="officer"
        ),
        "RefuteCitizenshipClaim": _to(Op.REFUTE_CLAIM, person="officer"),
        "ListCaseAlarms": _to(
            Op.READ_CASE, sees=Action.ALARM_VIEWED, ids=_of("alarms", "alarm_id")
        ),
        "AcknowledgeCaseAlarm": _to(
            Op.ACKNOWLEDGE_ALARM,
            own=_CASES,
            person="officer",
            sees=Action.ALARM_ACKNOWLEDGED,
            ids=lambda request, _: [str(request.alarm_id)],
        ),
    },
    "DetainerService": {
        "RequestDetainer": _OFFICER,
        "TakeCustody": _OFFICER,
        "CancelDetainer": _OFFICER,
        "RecordRelease": _to(
            Op.WORK_CASE,
            own="cases of the caller's office, people whom the caller's office has in custody",
            person="officer",
        ),
        "MovePerson": Access(
            (Op.ANSWER_DETAINER, Op.WORK_CASE),
            own="people whom the caller's agency has, cases of the caller's office",
            person="officer",
        ),
        "ConfirmRelease": Access(
            (Op.ANSWER_DETAINER, Op.WORK_CASE, Op.ACT_AS_SUPERVISOR),
            own=_RELEASE,
            person="officer",
        ),
        "ListReleaseNotices": _to(
            Op.READ_DETAINER,
            own=_RELEASE,
            sees=Action.DETAINER_VIEWED,
            ids=_of("notices", "detainer_id"),
        ),
        "AcknowledgeDetainer": _JAILER,
        "DeclineDetainer": _JAILER,
        "ReportRelease": _JAILER,
        "GetDetainer": _to(
            Op.READ_DETAINER,
            own=_DETAINER,
            sees=Action.DETAINER_VIEWED,
            ids=lambda request, _: [request.detainer_id],
        ),
        "ListDetainers": _to(
            Op.READ_DETAINER, own=_DETAINER, sees=Action.DETAINER_VIEWED, ids=_LISTED
        ),
        "WatchDetainers": _to(Op.READ_DETAINER, own=_DETAINER),
    },
    "CorrectionService": {
        "CorrectMatch": _to(Op.CORRECT),
        "GetCorrection": _to(Op.READ_CORRECTIONS),
        "ListCorrections": _to(Op.READ_CORRECTIONS),
        "ReinstateMatch": _to(Op.REINSTATE),
        "RequestComparison": _to(Op.REQUEST_COMPARISON, own=_CLAIMED, person="officer"),
        "ListComparisons": _to(
            Op.READ_CORRECTIONS, sees=Action.BOOKING_VIEWED, ids=_of("comparisons", "tcn")
        ),
        "ListNotices": Access(
            (Op.SEE_EVERY_NOTICE, Op.KNOW_AS_AGENCY, Op.KNOW_AS_OFFICE),
            own=_NOTICE,
            sees=Action.NOTICE_VIEWED,
            ids=_of("notices", "notice_id"),
        ),
        "AcknowledgeNotice": Access(
            (Op.KNOW_AS_AGENCY, Op.KNOW_AS_OFFICE, Op.KNOW_AS_LESC), own=_NOTICE
        ),
    },
    "ProgrammeService": {
        "GetActivation": _to(Op.READ_PROGRAMME),
        "GetJurisdiction": _to(Op.READ_PROGRAMME),
        "ListJurisdictions": _to(Op.READ_PROGRAMME),
        "UpdateJurisdiction": _to(Op.CHANGE_PROGRAMME),
        "ImportJurisdictions": _to(Op.CHANGE_PROGRAMME),
        "ListOutboundQueries": _to(
            Op.SEE_MESSAGES, sees=Action.QUERY_VIEWED, ids=_of("queries", "message_id")
        ),
        "RequeueQuery": _to(Op.CHANGE_PROGRAMME),
        "ListParkedBookings": _to(Op.SEE_MESSAGES),
        "RequeueBooking": _to(Op.CHANGE_PROGRAMME),
    },
    "WorkService": {
        "ListWork": _to(Op.READ_CASE),
        "TakeTask": _OFFICE,
        "ReleaseTask": _to(Op.MOVE_WORK, own=_HELD, person="officer"),
        "ReassignTask": _SUPERVISOR,
        "TransferCase": _OFFICE,
        "AnswerTransfer": _to(Op.MOVE_WORK, own=_SENT, person="officer"),
        "ListTransfers": _to(
            Op.READ_CASE, sees=Action.CASE_VIEWED, ids=_of("transfers", "case_id")
        ),
        "EscalateCase": Access(
            (Op.MOVE_WORK, Op.ACT_AS_SUPERVISOR),
            own=_CASES,
            person="officer",
        ),
        "EndEscalation": _SUPERVISOR,
        "ListEscalations": _to(
            Op.READ_CASE, sees=Action.CASE_VIEWED, ids=_of("escalations", "case_id")
        ),
    },
    "TelemetryService": {
        "GetWorkRates": _to(Op.READ_WORK_RATES),
    },
    "OverdueService": {
        "ListOverdue": _to(
            Op.SEE_OVERDUE, sees=Action.OVERDUE_VIEWED, ids=_of("overdue", "object_id")
        ),
    },
    "ReportService": {
        "SampleCases": _to(Op.READ_REPORTS),
        "GetComplianceReport": _to(Op.READ_REPORTS),
        "GetExceptionReport": _to(Op.READ_REPORTS),
        "GetDossier": _to(Op.READ_REPORTS),
        "FindPerson": _to(Op.FIND_PERSON),
    },
    "AuditService": {
        "ListAuditEntries": _to(Op.READ_AUDIT_LOG),
        "VerifyAuditLog": _to(Op.VERIFY_AUDIT_LOG),
        "GetAuditHead": _to(Op.VERIFY_AUDIT_LOG),
    },
    "LescAnswerService": {
        "DeliverAnswer": _to(Op.ANSWER_FOR_LESC, own="the LESC's system, by its own credential"),
    },
    "LescService": {
        "SubmitQuery": _to(Op.ASK_LESC),
        "GetQuery": _to(Op.READ_QUERIES),
        "ListQueries": _to(Op.READ_QUERIES),
        "WithdrawQuery": _to(Op.ASK_LESC),
        "ReinstateQuery": _to(Op.ASK_LESC),
        "ReviewCitizenship": _to(Op.ASK_LESC),
        "EstablishCitizenship": _to(Op.ASK_LESC),
        "LookUp": _to(Op.LOOK_UP),
        "PutSourceRecords": _to(Op.WRITE_SOURCES),
        "SetSource": _to(Op.SCRIPT_LESC),
        "SetScript": _to(Op.SCRIPT_LESC),
        "ListResearchTasks": _to(Op.READ_RESEARCH),
        "GetResearchTask": _RESEARCHER,
        "TakeResearchTask": _RESEARCHER,
        "ReleaseResearchTask": _RESEARCHER,
        "RecordIdentityCheck": _RESEARCHER,
        "RecordDetermination": _RESEARCHER,
        "GetStatistics": _to(Op.READ_QUERIES),
    },
}

_PACKAGE = "tenprint.v1"

TABLE: Mapping[str, Access] = {
    f"/{_PACKAGE}.{service}/{rpc}": access
    for service, rpcs in _ROWS.items()
    for rpc, access in rpcs.items()
}
"""Each RPC by its full method, such as `/tenprint.v1.BookingService/GetBooking`."""


def access_to(method: str) -> Access | None:
    """Find the row of an RPC. None: nobody may call the RPC."""
    return TABLE.get(method)
