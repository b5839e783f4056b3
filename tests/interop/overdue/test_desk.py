"""Nothing waits for ever unseen: each state that can stay has a limit, an alarm and an owner."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from database.caller import Caller
from database.paging import FIRST_PAGE, Page
from interop.bookings import outbox
from interop.bookings.tables import SubmissionRow
from interop.bookings.types import BookingState
from interop.cases.types import Case
from interop.errors import PermissionDeniedError, QueryRejectedError
from interop.jurisdictions import store as jurisdictions_store
from interop.jurisdictions.rules import Jurisdiction
from interop.names import query_id
from interop.overdue.desk import OverdueDesk
from interop.overdue.tables import OverdueAlarmRow
from interop.overdue.types import Overdue, OverdueFilter
from interop.review.tables import ReviewItemRow
from interop.waiting import OWNERS, Limits, Waiting
from interop.work import EscalationRequest, TransferRequest, WorkDesk
from lesc_stub.types import Mode
from tests.databases import opened_sqlite
from tests.interop.case_world import AGENCY, OFFICER, ORI, TCN, CaseWorld
from tests.interop.cases.people import FIRST, SECOND, People
from tests.interop.world import CALLER, World, submission

OPERATOR = Caller("FBI000000", frozenset({"operator"}))
HOUR_S = 3600.0


@pytest.fixture(params=list(Mode))
def people(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield People(CaseWorld(database), request.param)
    database.close()


def desk_of(people: People, limits: Limits | None = None) -> OverdueDesk:
    return OverdueDesk(people.office.database, limits, clock=people.office.clock)


def overdue(desk: OverdueDesk, waiting: Waiting | None = None) -> list[Overdue]:
    found, _ = desk.list_overdue(OverdueFilter(waiting), FIRST_PAGE, OPERATOR)
    return list(found)


def reviewed(people: People) -> None:
    office = people.office
    office.match(FIRST)
    with office.database.write() as session:
        session.add(
            ReviewItemRow(
                item_id="item-1",
                tcn=FIRST,
                gallery="ident",
                reason="",
                fingers="2 7",
                open_time=office.clock.now,
                needed_count=2,
                control_pending=False,
            )
        )


def rejected(people: People) -> None:
    office = people.office
    office.match(FIRST)
    with office.database.write() as session:
        error = QueryRejectedError("name", "is not taken")
        outbox.reject(session, query_id(FIRST), error, office.clock.now)


def requested(people: People) -> None:
    people.alerted(FIRST)
    people.office.request()


def acknowledged(people: People) -> None:
    requested(people)
    people.office.detainers.acknowledge("D-1", AGENCY)


def claimed(people: People) -> None:
    people.alerted(FIRST)
    people.claim()


def cancelled(people: People) -> None:
    acknowledged(people)
    people.office.detainers.cancel("D-1", "relief granted", OFFICER)


def alarmed(people: People) -> None:
    acknowledged(people)
    people.office.withdraw()


def transferred(people: People) -> None:
    people.alerted(FIRST)
    request = TransferRequest("T-1", f"case:{FIRST}", "miami", "moved")
    WorkDesk(people.office.database, clock=people.office.clock).transfer(request, OFFICER)


def escalated(people: People) -> None:
    people.alerted(FIRST)
    request = EscalationRequest("E-1", f"case:{FIRST}", "", "help", Limits().escalation_h)
    WorkDesk(people.office.database, clock=people.office.clock).escalate(request, OFFICER)


def matched(people: People) -> Case:
    return people.office.match(FIRST)


WAYS: dict[Waiting, tuple[Callable[[People], object], str, str]] = {
    Waiting.BOOKING: (matched, FIRST, CALLER.ori),
    Waiting.REVIEW: (reviewed, "item-1", ""),
    Waiting.MESSAGE: (matched, query_id(FIRST), ""),
    Waiting.REJECTED: (rejected, query_id(FIRST), ""),
    Waiting.DETERMINATION: (matched, f"case:{FIRST}", "houston"),
    Waiting.ALERT: (lambda people: people.alerted(FIRST), f"case:{FIRST}", "houston"),
    Waiting.REQUESTED: (requested, "D-1", ORI),
    Waiting.ACKNOWLEDGED: (acknowledged, "D-1", ORI),
    Waiting.CLAIM: (claimed, "C-1", ""),
    Waiting.RELEASE: (cancelled, "D-1:agency", ORI),
    Waiting.ALARM: (alarmed, "1", ""),
    Waiting.TRANSFER: (transferred, "T-1", "miami"),
    Waiting.ESCALATION: (escalated, "E-1", "houston"),
}


@pytest.mark.parametrize("waiting", list(WAYS))
def test_every_state_that_can_stay_has_a_limit_an_owner_and_one_alarm(
    people: People, waiting: Waiting
) -> None:
    """Beside another case, which keeps within its limits."""
    into, object_id, address = WAYS[waiting]
    desk, clock = desk_of(people), people.office.clock
    into(people)
    began = clock.now
    limit = Limits().of(waiting)
    clock.now = began + limit - timedelta(seconds=1)
    assert overdue(desk, waiting) == []
    people.office.match(SECOND, "IDENT-2")
    clock.now = began + limit
    [found] = overdue(desk, waiting)
    assert (found.object_id, found.owner, found.address) == (object_id, OWNERS[waiting], address)
    assert (found.since, found.deadline, found.alarm_time) == (began, clock.now, None)
    desk.run_due()
    raised = clock.now
    clock.forward(HOUR_S / 2)
    desk.run_due()
    assert {one.alarm_time for one in overdue(desk, waiting)} >= {raised}
    with people.office.database.read() as session:
        rows = session.query(OverdueAlarmRow).filter_by(waiting=waiting.value, object_id=object_id)
        assert rows.count() == 1, "one alarm, not one a minute"
    assert set(WAYS) == set(Waiting) - {Waiting.CORRECTION}, "that one is shown with corrections"


def test_limits_are_set_and_a_clock_that_was_set_back_alarms(people: People) -> None:
    people.alerted(FIRST)
    people.office.request()
    clock = people.office.clock
    short = desk_of(people, Limits(requested_h=0.5))
    assert overdue(short) == []
    clock.forward(HOUR_S / 2)
    assert [one.waiting for one in overdue(short)] == [Waiting.REQUESTED]
    clock.forward(-1.5 * HOUR_S)
    assert {one.waiting for one in overdue(desk_of(people))} >= {Waiting.REQUESTED, Waiting.ALERT}


def test_what_is_overdue_is_listed_by_owner_and_page(people: People) -> None:
    people.alerted(FIRST)
    people.office.clock.forward(60)
    people.alerted(SECOND, identity_id="IDENT-2")
    people.office.clock.forward(100 * HOUR_S)
    desk, pages, token = desk_of(people), [], ""
    while True:
        found, token = desk.list_overdue(OverdueFilter(), Page(1, token), OPERATOR)
        pages += found
        if not token:
            break
    assert pages == overdue(desk)
    assert [one.since for one in pages] == sorted(one.since for one in pages)
    mine, _ = desk.list_overdue(OverdueFilter(owner="field_office"), FIRST_PAGE, OPERATOR)
    assert [one.object_id for one in mine] == [f"case:{FIRST}", f"case:{SECOND}"]
    there, _ = desk.list_overdue(OverdueFilter(address="nowhere"), FIRST_PAGE, OPERATOR)
    assert there == []
    with pytest.raises(PermissionDeniedError):
        desk.list_overdue(OverdueFilter(), FIRST_PAGE, AGENCY.caller)


def test_a_booking_whose_agency_left_the_registry_goes_on_waiting_and_alarms(
    world: World,
) -> None:
    world.activate(world.clock.now.date() - timedelta(days=9))
    world.flow.submit(submission(TCN, 1))
    with world.database.write() as session:
        emptied = Jurisdiction("j-CA0190000", "County", "CA", None, ())
        jurisdictions_store.put(session, [emptied], world.clock.now)
    for _ in range(30):
        world.run()
        world.clock.forward(300)
    with world.database.read() as session:
        state = BookingState(session.get_one(SubmissionRow, TCN).state)
    assert not state.is_final
    desk = OverdueDesk(world.database, clock=world.clock)
    desk.run_due()
    [found] = overdue(desk, Waiting.BOOKING)
    assert (found.object_id, found.owner, found.alarm_time) == (TCN, "operator", world.clock.now)
