"""The table of roles holds at the desks: each operation is asked for in each role."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from database.caller import Caller
from database.connection import Database
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
from interop.lesc import LescAnswer
from interop.overdue import OverdueDesk, OverdueFilter
from interop.records.desk import Person, Records
from interop.records.ident_types import WatchListReason
from interop.reports.desk import ReportDesk
from interop.reports.types import Period
from interop.review import ComparisonRequest
from interop.roles import ALIASES, ALLOWED, Operation
from interop.work import (
    EscalationRequest,
    ReassignReason,
    TransferFilter,
    TransferRequest,
    TransferState,
    WorkDesk,
    WorkFilter,
)
from matcher.decoding import decode_image
from matcher.errors import TenprintError
from matcher.types import FingerPosition
from tests.databases import opened_sqlite
from tests.interop.case_world import SourceShelf
from tests.interop.determinations import unresolved
from tests.interop.record_world import conviction, encounter, want
from tests.interop.world import ORI, World

Deed = Callable[[], object]
FINGER = FingerPosition.RIGHT_INDEX

ROLES = sorted({"", *ALIASES}.union(*ALLOWED.values()))


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
    overdue, work = OverdueDesk(database), WorkDesk(database)
    records, corrections = Records(database), CorrectionDesk(database, {})
    answer = LescAnswer("iaq:nothing", 1, unresolved("lost", time), None, time)
    false_match = CorrectionRequest("c-1", "TCN-0000000001", CorrectionReason.DIFFERENT_PERSON)
    return {
        Operation.READ_HISTORIES: [
            lambda: records.rap_sheet(caller, Person("A")),
            lambda: records.list_events(caller, Page(), "", None),
            lambda: records.list_wants(caller, Page(), "", False),
        ],
        Operation.WRITE_HISTORIES: [lambda: records.put_event(caller, "A", conviction("c-9"))],
        Operation.WRITE_WANTS: [
            lambda: records.put_want(caller, "A", replace(want("w-9"), ori=caller.ori or ORI)),
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
            lambda: work.list_work(WorkFilter(), Page(), caller),
            lambda: work.list_transfers(TransferFilter(), Page(), caller),
            lambda: work.list_escalations("", "", Page(), caller, open_only=True),
        ],
        Operation.WORK_CASE: [
            lambda: cases.repeat_look_up("case:1", "l-1", "wants", actor),
            lambda: cases.close("case:1", 1, actor),
            lambda: detainers.request("case:1", "d-1", "", actor),
            lambda: detainers.take_custody("d-1", actor),
            lambda: detainers.cancel("d-1", "no", actor),
            lambda: detainers.record_release("d-1", time, "no", actor),
        ],
        Operation.MOVE_WORK: [
            lambda: work.take("case:1", timedelta(hours=1), actor),
            lambda: work.release("case:1", actor),
            lambda: work.transfer(TransferRequest("t-1", "case:1", "miami", "moved"), actor),
            lambda: work.answer_transfer("t-1", TransferState.ACCEPTED, "", actor),
        ],
        Operation.ACT_AS_SUPERVISOR: [
            lambda: work.reassign("case:1", "O-2", ReassignReason.OTHER, time - time, actor),
            lambda: work.end_escalation("e-1", "hold", actor),
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
        Operation.ANSWER_FOR_LESC: [lambda: world.flow.deliver_answer(answer, caller)],
        Operation.TAKE_RESPONSE: [lambda: world.flow.acknowledge_response("TCN-0", 1, caller)],
        Operation.SEE_PRINTS: [
            lambda: world.flow.exports.files("TCN-0000000001", caller),
            lambda: world.flow.exports.picture("TCN-0", FINGER, "", caller, decode_image),
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
            lambda: programme.requeue_booking("TCN-0000000001", caller),
        ],
        Operation.SEE_MESSAGES: [
            lambda: programme.messages(caller),
            lambda: programme.parked_bookings(caller),
        ],
        Operation.SEE_OVERDUE: [lambda: overdue.list_overdue(OverdueFilter(), Page(), caller)],
        Operation.READ_REPORTS: [
            lambda: reports.sample(Period(time.date(), time.date()), 1, 1, caller),
            lambda: reports.compliance(date(2011, 8, 1), caller),
            lambda: reports.exceptions(timedelta(), caller),
            lambda: reports.dossier("A", caller),
        ],
        Operation.FIND_PERSON: [lambda: reports.find_people("A", None, caller)],
        Operation.READ_AUDIT_LOG: [lambda: audit.entries(caller, EntryFilter())],
        Operation.VERIFY_AUDIT_LOG: [lambda: audit.verify(caller), lambda: audit.head(caller)],
    }


def by_either(database: Database, caller: Caller) -> dict[tuple[Operation, ...], list[Deed]]:
    """List deeds for which one of two permissions is enough."""
    actor, cases, work = Actor(caller, "O-1"), CaseDesk(database, SourceShelf()), WorkDesk(database)
    asked = EscalationRequest("e-1", "case:1", "", "help", 8.0)
    return {
        (Operation.WORK_CASE, Operation.ACT_AS_SUPERVISOR): [
            lambda: cases.reopen("case:1", 1, actor)
        ],
        (Operation.MOVE_WORK, Operation.ACT_AS_SUPERVISOR): [lambda: work.escalate(asked, actor)],
    }


def passes(deed: Deed, because: str = "needs a role of") -> bool:
    """Tell whether a role was enough; what the deed finds then is another matter."""
    try:
        deed()
    except PermissionDeniedError as error:
        assert because in str(error)
        return False
    except TenprintError:
        pass
    return True


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says_and_nothing_else(world: World, role: str) -> None:
    caller = Caller(ORI, frozenset({role} - {""}))
    for operation, asked in at_desks(world, caller).items():
        allowed = ALIASES.get(role, role) in ALLOWED[operation]
        assert [passes(deed) for deed in asked] == [allowed] * len(asked), operation
    for operations, asked in by_either(world.database, caller).items():
        allowed = any(ALIASES.get(role, role) in ALLOWED[one] for one in operations)
        assert [passes(deed) for deed in asked] == [allowed] * len(asked), operations


@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_without_an_ori(world: World, role: str) -> None:
    caller = Caller("", frozenset({role} - {""}))
    for operation, asked in at_desks(world, caller).items():
        assert [passes(deed, "needs an ORI") for deed in asked] == [False] * len(asked), operation
