"""Notices of corrections: each recipient acknowledges, and what is late alarms."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from database.caller import Caller
from database.paging import Page
from interop.audit.types import Action
from interop.corrections.desk import CorrectionDesk
from interop.corrections.notices import DEADLINES, REPEAT, NoticeFilter
from interop.corrections.types import Notice, Recipient, notice_id
from interop.errors import NoticeNotFoundError, PermissionDeniedError
from interop.lesc.messages import QueryState
from interop.names import receipt_id, withdrawal_id
from tests.interop.logged import entries
from tests.interop.matches import AGENCY, EXAMINER, OFFICE, TCN, Match, make_match, request
from tests.interop.world import World

OPERATOR = Caller("TENPRINT0", frozenset({"operator"}))
ALL = NoticeFilter()
OPEN = NoticeFilter(open_only=True)
OVERDUE = NoticeFilter(overdue_only=True)
TO_AGENCY, TO_LESC, TO_OFFICE = (notice_id("correction-1", one) for one in Recipient)


@pytest.fixture
def match(world: World) -> Match:
    """A match that was just withdrawn; the withdrawal has not left yet."""
    made = make_match(world)
    made.desk.correct(request(), EXAMINER)
    return made


def receive_withdrawal(world: World) -> None:
    """Let the LESC have the withdrawal, and say so."""
    world.run()
    [case] = world.cases(TCN)
    assert case.state is QueryState.WITHDRAWN


def ids(listed: tuple[list[Notice], str]) -> list[str]:
    return [notice.notice_id for notice in listed[0]]


def test_each_recipient_acknowledges_once(world: World, match: Match) -> None:
    assert ids(match.desk.notices(OPEN, OPERATOR)) == [TO_AGENCY, TO_LESC, TO_OFFICE]
    first = match.desk.acknowledge(TO_AGENCY, AGENCY)
    assert (first.acknowledge_time, first.acknowledged_by) == (world.clock(), AGENCY.ori)
    world.clock.forward(60)
    assert match.desk.acknowledge(TO_AGENCY, AGENCY) == first
    match.desk.acknowledge(TO_OFFICE, OFFICE)
    receive_withdrawal(world)
    assert match.desk.notices(OPEN, OPERATOR) == ([], "")
    done = match.desk.correction("correction-1", EXAMINER)
    assert all(notice.acknowledge_time for notice in done.notices)
    assert [one.acknowledged_by for one in done.notices] == [
        AGENCY.ori,
        receipt_id(withdrawal_id("correction-1")),
        OFFICE.ori,
    ]
    [*_, corrected] = world.flow.booking(TCN).second_responses
    assert corrected.acknowledge_time == first.acknowledge_time
    with world.database.read() as session:
        logged = entries(session, action=Action.NOTICE_ACKNOWLEDGED)
    assert [one.entry.object_id for one in logged] == [TO_AGENCY, TO_OFFICE, TO_LESC]


def test_who_has_the_corrected_response_has_the_notice(world: World, match: Match) -> None:
    ordinal = match.desk.correction("correction-1", EXAMINER).response_ordinal
    world.flow.acknowledge_response(TCN, ordinal - 1, AGENCY)
    assert TO_AGENCY in ids(match.desk.notices(OPEN, OPERATOR)), "that was the false one"
    world.flow.acknowledge_response(TCN, ordinal, AGENCY)
    assert TO_AGENCY not in ids(match.desk.notices(OPEN, OPERATOR))


def test_nobody_acknowledges_for_another(match: Match) -> None:
    with pytest.raises(NoticeNotFoundError):
        match.desk.acknowledge(TO_AGENCY, Caller("TX1010000", frozenset({"booking"})))
    with pytest.raises(NoticeNotFoundError):
        match.desk.acknowledge("correction-2:lesc", EXAMINER)
    for notice, caller in ((TO_AGENCY, EXAMINER), (TO_LESC, OFFICE), (TO_OFFICE, AGENCY)):
        with pytest.raises(PermissionDeniedError):
            match.desk.acknowledge(notice, caller)


def test_recipients_see_their_own(match: Match) -> None:
    assert ids(match.desk.notices(ALL, AGENCY)) == [TO_AGENCY]
    assert ids(match.desk.notices(ALL, OFFICE)) == [TO_OFFICE]
    assert ids(match.desk.notices(ALL, Caller("TX1010000"))) == []
    other = NoticeFilter(address=AGENCY.ori)
    assert ids(match.desk.notices(other, Caller("TX1010000"))) == []
    with pytest.raises(PermissionDeniedError):
        match.desk.notices(ALL, Caller("WVDOS0000", frozenset({"consular"})))


def test_notices_are_listed_by_pages_and_filtered(match: Match) -> None:
    first, token = match.desk.notices(ALL, OPERATOR, page=Page(2))
    assert [one.notice_id for one in first] == [TO_AGENCY, TO_LESC]
    assert ids(match.desk.notices(ALL, OPERATOR, page=Page(2, token))) == [TO_OFFICE]
    to_lesc = NoticeFilter(tcn=TCN, recipient=Recipient.LESC)
    assert ids(match.desk.notices(to_lesc, OPERATOR)) == [TO_LESC]
    assert match.desk.notices(NoticeFilter(tcn="TCN-0000000003"), OPERATOR) == ([], "")


def test_what_is_not_acknowledged_alarms_again_and_again(world: World, match: Match) -> None:
    assert not match.desk.run_due()
    world.clock.now += DEADLINES[Recipient.LESC] - timedelta(seconds=1)
    assert not match.desk.run_due()
    assert match.desk.overdue_count(OPERATOR) == 0
    world.clock.forward(1)
    with capture_logs() as logged:
        assert match.desk.run_due()
        assert not match.desk.run_due(), "once"
    [error] = [one for one in logged if one["event"] == "notice_not_acknowledged"]
    assert (error["log_level"], error["notice_id"]) == ("error", TO_LESC)
    assert ids(match.desk.notices(OVERDUE, OPERATOR)) == [TO_LESC]
    world.clock.now += REPEAT
    match.desk.run_due()
    [overdue], _ = match.desk.notices(OVERDUE, OPERATOR)
    assert (overdue.alarm_count, overdue.last_alarm_time) == (2, world.clock())
    world.clock.now += timedelta(hours=9)
    match.desk.run_due()
    assert match.desk.overdue_count(OPERATOR) == 3
    assert match.desk.overdue_count(AGENCY) == 1
    receive_withdrawal(world)
    assert match.desk.overdue_count(OPERATOR) == 2


def test_what_was_acknowledged_late_alarms_no_more(world: World, match: Match) -> None:
    world.clock.now += timedelta(days=1)
    match.desk.run_due()
    for notice, caller in ((TO_AGENCY, AGENCY), (TO_OFFICE, OFFICE)):
        assert match.desk.acknowledge(notice, caller).alarm_count == 1
    receive_withdrawal(world)
    world.clock.now += timedelta(days=1)
    assert not match.desk.run_due()
    with world.database.read() as session:
        assert len(entries(session, action=Action.NOTICE_ALARMED)) == 3


def test_alarms_go_on_after_a_start(world: World, match: Match) -> None:
    world.clock.now += timedelta(days=1)
    first = CorrectionDesk(world.database, {}, clock=world.clock)
    first.run_due()
    world.clock.now += timedelta(days=1)
    again = CorrectionDesk(world.database, {}, clock=world.clock)
    again.run_due()
    assert {one.alarm_count for one in match.desk.notices(OVERDUE, OPERATOR)[0]} == {2}
