"""R30, R40: what may become of a detainer, and that nothing makes one or lengthens it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

import interop
from database.paging import FIRST_PAGE
from interop.audit.types import Action
from interop.cases.detainer_life import NEXT, DetainerState, expire_time
from interop.cases.errors import (
    CaseConflictError,
    CaseStateError,
    DetainerNotFoundError,
    DetainerRefusedError,
    DetainerStateError,
)
from interop.cases.priorities import Advice
from interop.cases.types import Actor, AlarmKind
from interop.errors import PermissionDeniedError
from interop.lesc.research import Ground, Status
from interop.names import case_id
from services.wire.status import error_info
from tenprint.v1.detainer_service_pb2 import RequestDetainerRequest
from tests.interop.case_world import AGENCY, OFFICER, TCN, CaseWorld
from tests.interop.histories import conviction, determination

S = DetainerState


def test_r30_the_48_hours_start_when_the_person_would_be_released(office: CaseWorld) -> None:
    """Up to 48 hours (excluding holidays and weekends): Friday 17:00 to Tuesday 17:00."""
    office.alerted()
    office.request()
    office.detainers.acknowledge("D-1", AGENCY)
    assert office.detainers.read("D-1", OFFICER).expire_time is None, "not while charges hold him"
    office.clock.now = office.clock.now + timedelta(days=4, hours=5)
    running = office.detainers.report_release("D-1", office.clock.now, AGENCY)
    assert running.expire_time == office.clock.now + timedelta(days=4)


def test_r40_a_detainer_lives_from_request_to_custody(office: CaseWorld) -> None:
    """If necessary, officers request the arresting local jurisdiction to detain aliens."""
    office.alerted()
    assert office.request().state is S.REQUESTED
    assert office.detainers.acknowledge("D-1", AGENCY).state is S.ACKNOWLEDGED
    running = office.detainers.report_release("D-1", office.clock.now, AGENCY)
    assert running.state is S.RUNNING
    taken = office.detainers.take_custody("D-1", OFFICER)
    assert (taken.state, taken.end_time) == (S.CUSTODY_TAKEN, office.clock.now)


def test_r40_an_agency_may_decline(office: CaseWorld) -> None:
    office.alerted()
    office.request()
    declined = office.detainers.decline("D-1", "NO_ROOM", AGENCY)
    assert (declined.state, declined.end_reason) == (S.DECLINED, "NO_ROOM")
    with pytest.raises(DetainerRefusedError, match="one detainer"):
        office.request("D-2")


def test_r40_what_is_over_must_release_and_alarms(office: CaseWorld) -> None:
    office.alerted()
    running = office.running()
    assert running.expire_time is not None
    office.clock.now = running.expire_time - timedelta(microseconds=1)
    office.cases.run_due()
    assert office.detainers.read("D-1", AGENCY).state is S.RUNNING
    office.clock.now = running.expire_time
    with pytest.raises(DetainerStateError, match="must release"):
        office.detainers.take_custody("D-1", OFFICER)
    office.clock.forward(3600)
    office.cases.run_due()
    expired = office.detainers.read("D-1", AGENCY)
    assert (expired.state, expired.end_time) == (S.EXPIRED, running.expire_time)
    alarms, _ = office.cases.list_alarms(FIRST_PAGE, OFFICER, unacknowledged_only=True)
    assert [alarm.kind for alarm in alarms] == [AlarmKind.DETAINER_EXPIRED]
    with pytest.raises(DetainerStateError):
        office.detainers.take_custody("D-1", OFFICER)


def test_r40_no_other_release_is_taken_once_the_clock_runs(office: CaseWorld) -> None:
    """Nothing extends it."""
    office.alerted()
    running = office.running()
    office.clock.forward(3600)
    assert running.release_time is not None
    for other in (office.clock.now, running.release_time - timedelta(hours=1)):
        with pytest.raises(DetainerStateError):
            office.detainers.report_release("D-1", other, AGENCY)
    again = office.detainers.report_release("D-1", running.release_time, AGENCY)
    assert again == running


def test_r40_no_second_detainer_lengthens_the_hold(office: CaseWorld) -> None:
    """Neither on the case, nor on another of the same person, before or after it ended."""
    office.alerted()
    office.alerted(tcn="BOOKING-00002")
    running = office.running()
    for tcn in (TCN, "BOOKING-00002"):
        with pytest.raises(DetainerRefusedError, match="already holds"):
            office.request("D-2", tcn)
    office.detainers.cancel("D-1", "RELEASED", OFFICER)
    assert running.expire_time is not None
    office.clock.now = running.expire_time + timedelta(days=1)
    for tcn in (TCN, "BOOKING-00002"):
        with pytest.raises(DetainerRefusedError, match="nothing extends"):
            office.request("D-2", tcn)
    office.alerted(tcn="BOOKING-00003")
    assert office.request("D-2", "BOOKING-00003").state is S.REQUESTED, "arrested again, later"


def test_r40_a_release_that_has_not_come_starts_nothing(office: CaseWorld) -> None:
    office.alerted()
    office.request()
    office.detainers.acknowledge("D-1", AGENCY)
    with pytest.raises(DetainerStateError, match="has not come"):
        office.detainers.report_release("D-1", office.clock.now + timedelta(seconds=1), AGENCY)


@pytest.mark.parametrize("source", [one for one in S if not NEXT[one]])
def test_r40_an_end_is_an_end(source: DetainerState) -> None:
    assert not source.is_live
    assert source in {S.DECLINED, S.CUSTODY_TAKEN, S.EXPIRED, S.CANCELLED}


def test_r40_only_the_agency_that_was_asked_answers(office: CaseWorld) -> None:
    office.alerted()
    office.request()
    other = Actor(AGENCY.caller.__class__("TX2020000", frozenset({"law_enforcement"})), "X")
    for answer in (office.detainers.acknowledge, office.detainers.read):
        with pytest.raises(DetainerNotFoundError):
            answer("D-1", other)
    with pytest.raises(PermissionDeniedError):
        office.detainers.acknowledge("D-1", OFFICER)
    with pytest.raises(PermissionDeniedError):
        office.detainers.request(case_id(TCN), "D-2", "", AGENCY)
    assert office.detainers.list_detainers("", None, FIRST_PAGE, other) == ([], "")
    assert office.detainers.list_detainers(AGENCY.caller.ori, None, FIRST_PAGE, other) == ([], "")
    [seen], _ = office.detainers.list_detainers("", S.REQUESTED, FIRST_PAGE, AGENCY)
    assert seen.detainer_id == "D-1"


def test_r31_no_detainer_without_the_officer_who_asks(office: CaseWorld) -> None:
    office.alerted()
    nameless = Actor(OFFICER.caller, "")
    with pytest.raises(DetainerRefusedError, match="officer"):
        office.detainers.request(case_id(TCN), "D-1", "", nameless)
    assert office.case().detainers == ()


@pytest.mark.parametrize("status", [Status.US_CITIZEN, Status.UNRESOLVED])
def test_r31_no_reason_detains_a_citizen_or_the_unresolved(
    office: CaseWorld, status: Status
) -> None:
    office.alerted(determination(status, [conviction(maximum_months=240)]))
    with pytest.raises(DetainerRefusedError, match="advice") as refused:
        office.request(because="dangerous")
    assert not refused.value.field
    assert office.case().detainers == ()


def test_r31_against_advice_needs_a_reason_and_alarms(office: CaseWorld) -> None:
    """The audit found a resident held with "a lengthy criminal record": that shall be seen."""
    office.alerted(determination(Status.LAWFUL_PERMANENT_RESIDENT))
    with pytest.raises(DetainerRefusedError, match="the officer must give a reason") as refused:
        office.request()
    field = error_info(refused.value)[1]["field"]
    assert field in RequestDetainerRequest.DESCRIPTOR.fields_by_name
    made = office.request(because="a lengthy criminal record")
    assert made.against_advice_because == "a lengthy criminal record"
    assert [one.kind for one in office.case().alarms] == [AlarmKind.DETAINER_AGAINST_ADVICE]


def test_r31_nobody_is_held_before_the_lesc_has_answered(office: CaseWorld) -> None:
    office.match()
    with pytest.raises(CaseStateError, match="AWAITING_DETERMINATION"):
        office.request()


def test_a_request_repeated_is_one_request(office: CaseWorld) -> None:
    office.alerted()
    assert office.request() == office.request()
    office.alerted(tcn="BOOKING-00002")
    with pytest.raises(CaseConflictError):
        office.request("D-1", "BOOKING-00002")
    assert len(office.case().detainers) == 1


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (Status.US_CITIZEN, Advice.NO_DETAINER),
        (Status.LAWFUL_STATUS, Advice.NO_DETAINER),
        (Status.UNRESOLVED, Advice.UNDETERMINED),
    ],
)
def test_an_answer_that_takes_the_ground_away_frees(
    office: CaseWorld, status: Status, advice: Advice
) -> None:
    """Naturalised yesterday: the LESC learns of it while the 48 hours run."""
    office.alerted()
    office.running()
    office.answer(determination(status), version=2)
    case = office.case()
    assert [one.state for one in case.detainers] == [S.CANCELLED]
    assert [one.kind for one in case.alarms] == [AlarmKind.DETAINER_CANCELLED]
    assert office.cases.assess(case.case_id, OFFICER).advice is advice


def test_an_answer_that_leaves_the_ground_changes_no_clock(office: CaseWorld) -> None:
    office.alerted()
    running = office.running()
    office.answer(determination(grounds=[Ground.PREVIOUSLY_REMOVED]), version=2)
    assert office.case().detainers == (running,)


def test_a_correction_frees_at_once_and_for_good(office: CaseWorld) -> None:
    office.alerted()
    office.running()
    office.withdraw()
    assert [one.state for one in office.case().detainers] == [S.CANCELLED]
    with pytest.raises(CaseStateError, match="WITHDRAWN"):
        office.request("D-2")


def test_what_is_expired_is_so_by_the_agencys_state(office: CaseWorld) -> None:
    office.alerted()
    running = office.running()
    assert running.expire_time == expire_time(office.clock.now, "TX")


def test_only_one_place_makes_detainers_and_only_for_an_officer() -> None:
    """Advice is never an action: whoever reads the code finds one way to a detainer."""
    makers = callers("DetainerRow"), callers("insert", "detainer_store"), callers("start_clock")
    assert makers[0] == {"detainer_store.insert"}
    assert makers[1] == {"detainers.request"}
    assert callers("request", "case_detainers") == {"detainer_desk.request"}
    assert callers("start_clock", "detainer_store") == {"detainers.start_clock"}
    assert Action.DETAINER_REQUESTED.value == "detainer_requested"


def callers(name: str, module: str = "") -> set[str]:
    """List the functions of interop in which something is called."""
    found = set()
    for path in Path(interop.__path__[0]).rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(
                is_call(node, name, module) for node in ast.walk(function)
            ):
                found.add(f"{path.stem}.{function.name}")
    return found


def is_call(node: ast.AST, name: str, module: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return not module and node.func.id == name
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == module
    )
