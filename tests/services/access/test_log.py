"""What callers see stands in the audit log before they have the answer."""

import asyncio
from typing import Any, cast

import pytest
from google.protobuf.message import Message

from database.caller import Caller
from interop.audit import Action
from services.access import Gate
from services.access.gate import Context
from services.access.table import TABLE
from tenprint.v1 import case_service_pb2 as cases
from tenprint.v1 import correction_service_pb2 as corrections
from tenprint.v1 import detainer_service_pb2 as detainers
from tenprint.v1 import gallery_service_pb2 as galleries
from tenprint.v1 import identification_service_pb2 as identification
from tenprint.v1 import overdue_service_pb2 as overdue
from tenprint.v1 import programme_service_pb2 as programme
from tenprint.v1 import records_service_pb2 as records
from tenprint.v1 import review_service_pb2 as reviews
from tenprint.v1 import work_service_pb2 as work

CALLER = Caller("WVTEST000", frozenset({"operator", "examiner", "field_office"}), "upkeep")
Logged = tuple[Action, list[str], str]

SEEN: list[tuple[str, Message, Message, Logged]] = [
    (
        "IdentificationService/Identify",
        identification.IdentifyRequest(gallery="ident"),
        identification.IdentifyResponse(),
        (Action.GALLERY_SEARCHED, ["ident"], ""),
    ),
    (
        "IdentificationService/Verify",
        identification.VerifyRequest(gallery="ident", identity_id="A"),
        identification.VerifyResponse(),
        (Action.IDENTITY_COMPARED, ["ident:A"], ""),
    ),
    (
        "IdentificationService/ExtractTemplate",
        identification.ExtractTemplateRequest(),
        identification.ExtractTemplateResponse(),
        (Action.TEMPLATE_EXTRACTED, ["none"], ""),
    ),
    (
        "IdentificationService/GetIdentity",
        identification.GetIdentityRequest(gallery="iafis", identity_id="A"),
        identification.GetIdentityResponse(),
        (Action.IDENTITY_VIEWED, ["iafis:A"], ""),
    ),
    (
        "IdentificationService/ListEncounters",
        identification.ListEncountersRequest(gallery="iafis", identity_id="A"),
        identification.ListEncountersResponse(),
        (Action.IDENTITY_VIEWED, ["iafis:A"], ""),
    ),
    (
        "GalleryService/ListIdentityChanges",
        galleries.ListIdentityChangesRequest(gallery="ident"),
        galleries.ListIdentityChangesResponse(
            changes=[galleries.IdentityChange(from_identity_id="A", to_identity_id="B")]
        ),
        (Action.IDENTITY_VIEWED, ["ident:A", "ident:B"], ""),
    ),
    (
        "RecordsService/ListWatchList",
        records.ListWatchListRequest(),
        records.ListWatchListResponse(entries=[records.WatchListEntry(identity_id="A")]),
        (Action.IDENTITY_VIEWED, ["ident:A"], ""),
    ),
    (
        "ReviewService/GetReviewPrint",
        reviews.GetReviewPrintRequest(item_id="item-1", examiner_id="EX-1"),
        reviews.GetReviewPrintResponse(),
        (Action.REVIEW_PRINT_VIEWED, ["item-1"], "EX-1"),
    ),
    (
        "ReviewService/ListReviewHistory",
        reviews.ListReviewHistoryRequest(examiner_id="EX-1"),
        reviews.ListReviewHistoryResponse(items=[reviews.OwnReview(item_id="item-1")]),
        (Action.REVIEW_HISTORY_VIEWED, ["item-1"], "EX-1"),
    ),
    (
        "CaseService/ListCaseAlarms",
        cases.ListCaseAlarmsRequest(),
        cases.ListCaseAlarmsResponse(alarms=[cases.CaseAlarm(alarm_id=7)]),
        (Action.ALARM_VIEWED, ["7"], ""),
    ),
    (
        "CaseService/AcknowledgeCaseAlarm",
        cases.AcknowledgeCaseAlarmRequest(alarm_id=7, officer="O-1"),
        cases.AcknowledgeCaseAlarmResponse(),
        (Action.ALARM_ACKNOWLEDGED, ["7"], "O-1"),
    ),
    (
        "DetainerService/GetDetainer",
        detainers.GetDetainerRequest(detainer_id="D-1"),
        detainers.GetDetainerResponse(),
        (Action.DETAINER_VIEWED, ["D-1"], ""),
    ),
    (
        "DetainerService/ListDetainers",
        detainers.ListDetainersRequest(),
        detainers.ListDetainersResponse(
            detainers=[detainers.Detainer(detainer_id=one) for one in ("D-1", "D-2")]
        ),
        (Action.DETAINER_VIEWED, ["D-1", "D-2"], ""),
    ),
    (
        "DetainerService/ListReleaseNotices",
        detainers.ListReleaseNoticesRequest(),
        detainers.ListReleaseNoticesResponse(notices=[detainers.ReleaseNotice(detainer_id="D-1")]),
        (Action.DETAINER_VIEWED, ["D-1"], ""),
    ),
    (
        "OverdueService/ListOverdue",
        overdue.ListOverdueRequest(),
        overdue.ListOverdueResponse(overdue=[overdue.Overdue(object_id="BOOKING-00001")]),
        (Action.OVERDUE_VIEWED, ["BOOKING-00001"], ""),
    ),
    (
        "CorrectionService/ListComparisons",
        corrections.ListComparisonsRequest(),
        corrections.ListComparisonsResponse(comparisons=[corrections.Comparison(tcn="T-1")]),
        (Action.BOOKING_VIEWED, ["T-1"], ""),
    ),
    (
        "CorrectionService/ListNotices",
        corrections.ListNoticesRequest(),
        corrections.ListNoticesResponse(notices=[corrections.Notice(notice_id="n-1")]),
        (Action.NOTICE_VIEWED, ["n-1"], ""),
    ),
    (
        "ProgrammeService/ListOutboundQueries",
        programme.ListOutboundQueriesRequest(),
        programme.ListOutboundQueriesResponse(
            queries=[programme.OutboundQuery(message_id="iaq:T-1")]
        ),
        (Action.QUERY_VIEWED, ["iaq:T-1"], ""),
    ),
    (
        "WorkService/ListTransfers",
        work.ListTransfersRequest(),
        work.ListTransfersResponse(transfers=[work.Transfer(case_id="case:T-1")]),
        (Action.CASE_VIEWED, ["case:T-1"], ""),
    ),
    (
        "WorkService/ListEscalations",
        work.ListEscalationsRequest(),
        work.ListEscalationsResponse(escalations=[work.Escalation(case_id="case:T-1")]),
        (Action.CASE_VIEWED, ["case:T-1"], ""),
    ),
]


def logged(method: str, request: Message, response: Message, caller: Caller) -> list[Logged]:
    """Let a call pass the gate; returns what the log got."""
    kept: list[tuple[Action, list[str], str]] = []

    async def record(_: Caller, action: Action, ids: list[str], actor: str) -> None:
        kept.append((action, sorted(ids), actor))

    gate = Gate(lambda _context, _method: caller)
    gate.record = record
    assert gate.identify(method, cast(Context, None)) == caller
    gate.check(method, request, caller)
    asyncio.run(gate.log(method, request, response, caller))
    return kept


@pytest.mark.parametrize(
    ("rpc", "request_", "response", "entry"), SEEN, ids=lambda one: str(one)[:40]
)
def test_a_view_is_logged(rpc: str, request_: Message, response: Message, entry: Logged) -> None:
    assert logged(f"/tenprint.v1.{rpc}", request_, response, CALLER) == [entry]


def test_every_row_that_logs_is_shown_here() -> None:
    rows = {method for method, access in TABLE.items() if access.sees is not None}
    assert rows == {f"/tenprint.v1.{rpc}" for rpc, *_ in SEEN}


def test_the_person_of_a_token_stands_in_the_log() -> None:
    proved: Any = Caller("WVTEST000", CALLER.roles, "upkeep", "P-1", is_proved=True)
    request = detainers.GetDetainerRequest(detainer_id="D-1")
    [(_, _, actor)] = logged(
        "/tenprint.v1.DetainerService/GetDetainer",
        request,
        detainers.GetDetainerResponse(),
        proved,
    )
    assert actor == "P-1"


def test_an_answer_that_shows_nobody_leaves_no_entry() -> None:
    method = "/tenprint.v1.DetainerService/ListDetainers"
    empty = detainers.ListDetainersResponse()
    assert logged(method, detainers.ListDetainersRequest(), empty, CALLER) == []
