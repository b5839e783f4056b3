"""The table of roles holds at the desks: each operation is asked for in each role."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from database.caller import Caller
from database.paging import Page
from interop.audit.desk import AuditLog
from interop.audit.types import EntryFilter
from interop.cases.desk import CaseDesk
from interop.cases.detainer_desk import DetainerDesk
from interop.cases.queries import CaseFilter
from interop.cases.release_notices import NoticeFilter
from interop.cases.types import Actor
from interop.corrections.desk import CorrectionDesk
from interop.corrections.types import CorrectionReason, CorrectionRequest, ReinstatementRequest
from interop.errors import PermissionDeniedError
from interop.flow.operations import Programme
from interop.overdue import OverdueDesk, OverdueFilter
from interop.records.desk import Person, Records
from interop.records.ident_types import WatchListReason
from interop.reports.desk import ReportDesk
from interop.reports.types import Period
from interop.review import ComparisonRequest
from interop.review.desk import ReviewDesk
from interop.roles import ALIASES, ALLOWED, Operation
from matcher.errors import TenprintError
from services.errors import InvalidFieldError
from services.servicers.lesc import LescServicer
from services.servicers.review import ReviewServicer
from services.wire.admission import Pool
from services.wire.caller import ROLES_KEY
from services.wire.workplace import Context, Pools
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import review_service_pb2 as review_pb2
from tests.databases import opened_sqlite
from tests.interop.case_world import SourceShelf
from tests.interop.record_world import conviction, encounter, want
from tests.interop.world import ORI, World

Deed = Callable[[], object]

ROLES = sorted({"", "civil_agency", *ALIASES}.union(*ALLOWED.values()))
SHOWN_ELSEWHERE = {
    Operation.SEE_EVERY_BOOKING,
    Operation.SEE_EVERY_DETAINER,
    Operation.SEE_EVERY_NOTICE,
    Operation.KNOW_AS_AGENCY,
    Operation.KNOW_AS_LESC,
    Operation.KNOW_AS_OFFICE,
    Operation.ACT_AS_SUPERVISOR,
}
"""What changes how much is seen or whom it takes a notice to show."""


class Call:
    """Stands in for a call that states roles."""

    def __init__(self, caller: Caller) -> None:
        self._roles = ",".join(caller.roles)

    def time_remaining(self) -> None:
        return None

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        return ((ROLES_KEY, self._roles),)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("roles")
    return World(opened_sqlite(folder / "tenprint.db"), folder)


def at_desks(world: World, caller: Caller) -> Mapping[Operation, list[Deed]]:
    """What a caller asks of the desks of the programme."""
    database, actor, time = world.database, Actor(caller, "O-1"), datetime(2011, 8, 1, tzinfo=UTC)
    audit, programme = AuditLog(database), Programme(database, world.clock, lambda: None)
    reports = ReportDesk(database)
    cases, detainers = CaseDesk(database, SourceShelf()), DetainerDesk(database)
    overdue = OverdueDesk(database)
    records, corrections = Records(database), CorrectionDesk(database, {})
    false_match = CorrectionRequest("c-1", "TCN-0000000001", CorrectionReason.DIFFERENT_PERSON)
    return {
        Operation.READ_HISTORIES: [
            lambda: records.rap_sheet(caller, Person("A")),
            lambda: records.list_events(caller, Page(), "", None),
            lambda: records.list_wants(caller, Page(), "", False),
        ],
        Operation.WRITE_HISTORIES: [lambda: records.put_event(caller, "A", conviction("c-9"))],
        Operation.WRITE_WANTS: [
            lambda: records.put_want(caller, "A", want("w-9")),
            lambda: records.clear_want(caller, "w-9", date(2011, 7, 1)),
        ],
        Operation.READ_IDENT: [
            lambda: records.ident_record(caller, Person("A")),
            lambda: records.list_encounters(caller, Page(), "", "", None),
            lambda: records.list_watch_list(caller, Page(), None, False),
        ],
        Operation.WRITE_IDENT: [lambda: records.put_encounter(caller, encounter("d-1"))],
        Operation.WRITE_WATCH_LIST: [
            lambda: records.put_on_watch_list(caller, "l-9", "A", WatchListReason.CRIMINAL, ""),
            lambda: records.take_off_watch_list(caller, "l-9"),
        ],
        Operation.CHECK_IDENT: [lambda: records.let_check(caller)],
        Operation.READ_CASE: [
            lambda: cases.view("case:1", actor),
            lambda: cases.versions("case:1", Page(), actor),
            lambda: cases.list_cases(CaseFilter(), Page(), actor),
            lambda: cases.count(CaseFilter(), actor),
            lambda: cases.assess("case:1", actor),
            lambda: cases.list_alarms(Page(), actor, unacknowledged_only=False),
        ],
        Operation.WORK_CASE: [
            lambda: cases.repeat_look_up("case:1", "l-1", "wants", actor),
            lambda: cases.close("case:1", 1, actor),
            lambda: cases.reopen("case:1", 1, actor),
            lambda: detainers.request("case:1", "d-1", "", actor),
            lambda: detainers.take_custody("d-1", actor),
            lambda: detainers.cancel("d-1", "no", actor),
            lambda: detainers.record_release("d-1", time, "no", actor),
        ],
        Operation.ACKNOWLEDGE_ALARM: [lambda: cases.acknowledge_alarm(1, actor)],
        Operation.RECORD_CLAIM: [
            lambda: cases.record_claim("case:1", "c-1", actor),
            lambda: cases.add_claim_evidence("c-1", "e-1", "seen", actor),
        ],
        Operation.UPHOLD_CLAIM: [lambda: cases.uphold_claim("c-1", "seen", actor)],
        Operation.REFUTE_CLAIM: [lambda: cases.refute_claim("c-1", "seen", actor)],
        Operation.READ_DETAINER: [
            lambda: detainers.read("d-1", actor),
            lambda: detainers.list_detainers("", None, Page(), actor),
            lambda: detainers.list_release_notices(NoticeFilter(), Page(), actor),
        ],
        Operation.ANSWER_DETAINER: [
            lambda: detainers.acknowledge("d-1", actor),
            lambda: detainers.decline("d-1", "full", actor),
            lambda: detainers.report_release("d-1", time, actor),
        ],
        Operation.CORRECT: [lambda: corrections.correct(false_match, caller)],
        Operation.READ_CORRECTIONS: [
            lambda: corrections.correction("c-1", caller),
            lambda: corrections.corrections(caller),
            lambda: corrections.comparisons(caller),
        ],
        Operation.REINSTATE: [
            lambda: corrections.reinstate(ReinstatementRequest("r-1", "c-1", "wrong"), caller)
        ],
        Operation.REQUEST_COMPARISON: [
            lambda: corrections.request_comparison(
                ComparisonRequest("k-1", "TCN-0000000001", "not he"), caller, "O-1"
            )
        ],
        Operation.CHANGE_PROGRAMME: [
            lambda: programme.put([], caller),
            lambda: programme.requeue("iaq:1", caller),
        ],
        Operation.SEE_MESSAGES: [lambda: programme.messages(caller)],
        Operation.SEE_OVERDUE: [lambda: overdue.list_overdue(OverdueFilter(), Page(), caller)],
        Operation.READ_REPORTS: [
            lambda: reports.sample(Period(time.date(), time.date()), 1, 1, caller),
            lambda: reports.compliance(date(2011, 8, 1), caller),
            lambda: reports.exceptions(timedelta(), caller),
            lambda: reports.dossier("A", caller),
        ],
        Operation.READ_AUDIT_LOG: [lambda: audit.entries(caller, EntryFilter())],
        Operation.VERIFY_AUDIT_LOG: [lambda: audit.verify(caller), lambda: audit.head(caller)],
    }


def at_doors(world: World, pools: Pools, caller: Caller) -> Mapping[Operation, list[Deed]]:
    """What a caller asks of the servicers that check roles themselves."""
    review = ReviewServicer(ReviewDesk(world.database, {}, control_share=0.0), pools)
    lesc = LescServicer(world.desk, pools.store)

    def ask(method: Callable[[Any, Context], Coroutine[Any, Any, object]], request: object) -> Deed:
        return lambda: asyncio.run(method(request, cast(Context, Call(caller))))

    return {
        Operation.REVIEW: [
            ask(review.GetNextReviewItem, review_pb2.GetNextReviewItemRequest(examiner_id="a")),
            ask(review.GetReviewPrint, review_pb2.GetReviewPrintRequest()),
            ask(
                review.DecideReviewItem,
                review_pb2.DecideReviewItemRequest(item_id="i", examiner_id="a"),
            ),
            ask(
                review.GetReviewExplanation,
                review_pb2.GetReviewExplanationRequest(
                    item_id="i", examiner_id="a", candidate_id="c"
                ),
            ),
        ],
        Operation.READ_REVIEWS: [ask(review.ListReviewItems, review_pb2.ListReviewItemsRequest())],
        Operation.READ_REVIEW_STATISTICS: [
            ask(review.GetReviewStatistics, review_pb2.GetReviewStatisticsRequest())
        ],
        Operation.ASK_LESC: [
            ask(lesc.SubmitQuery, lesc_pb2.SubmitQueryRequest()),
            ask(lesc.WithdrawQuery, lesc_pb2.WithdrawQueryRequest()),
            ask(lesc.ReinstateQuery, lesc_pb2.ReinstateQueryRequest()),
            ask(lesc.ReviewCitizenship, lesc_pb2.ReviewCitizenshipRequest()),
            ask(lesc.EstablishCitizenship, lesc_pb2.EstablishCitizenshipRequest()),
        ],
        Operation.READ_QUERIES: [
            ask(lesc.GetQuery, lesc_pb2.GetQueryRequest(query_id="iaq:1")),
            ask(lesc.ListQueries, lesc_pb2.ListQueriesRequest()),
            ask(lesc.GetStatistics, lesc_pb2.GetStatisticsRequest()),
        ],
        Operation.LOOK_UP: [ask(lesc.LookUp, lesc_pb2.LookUpRequest())],
        Operation.WRITE_SOURCES: [ask(lesc.PutSourceRecords, lesc_pb2.PutSourceRecordsRequest())],
        Operation.SCRIPT_LESC: [
            ask(lesc.SetSource, lesc_pb2.SetSourceRequest()),
            ask(lesc.SetScript, lesc_pb2.SetScriptRequest()),
        ],
    }


def passes(deed: Deed) -> bool:
    """Tell whether a role was enough; what the deed finds then is another matter."""
    try:
        deed()
    except PermissionDeniedError as error:
        assert "needs a role of" in str(error)
        return False
    except (TenprintError, InvalidFieldError):
        pass
    return True


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says_and_nothing_else(world: World, role: str) -> None:
    caller = Caller(ORI, frozenset({role} - {""}))
    pools = Pools(*(Pool(name, 1, 8) for name in ("extraction", "search", "store")))
    deeds = {**at_desks(world, caller), **at_doors(world, pools, caller)}
    assert {*deeds, *SHOWN_ELSEWHERE} == set(Operation)
    for operation, asked in deeds.items():
        allowed = ALIASES.get(role, role) in ALLOWED[operation]
        assert [passes(deed) for deed in asked] == [allowed] * len(asked), operation
    pools.close()
