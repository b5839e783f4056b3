"""What leaves for the LESC: in order, refused for good, or late; and nothing is lost."""

from datetime import date, timedelta

import pytest

from database.caller import Caller
from database.paging import Page
from interop.bookings.outbox import OutboundState
from interop.bookings.types import BookingState, ResponseCause, SecondResponseKind, Subject
from interop.clock import Clock
from interop.errors import PermissionDeniedError, QueryNotFoundError, QueryStateError
from interop.flow.operations import Programme
from interop.names import query_id
from tests.gallery.prints import enrol_people
from tests.interop.world import ORI, World, submission

OPERATOR = Caller(ORI, frozenset({"operator"}))
BORN = Subject(name="ROE,RICHARD", dates_of_birth=(date(1970, 1, 31),))


def tcn_of(number: int) -> str:
    return f"TCN-{number:010}"


def book(world: World, number: int, seed: int, subject: Subject | None = None) -> str:
    """Book a person, up to the point at which the relay takes over."""
    tcn = tcn_of(number)
    world.flow.submit(submission(tcn, seed, 2 + number % 3, subject=subject))
    while world.flow.run_step(tcn):
        pass
    return tcn


def programme(world: World) -> Programme:
    clock: Clock = world.clock
    return Programme(world.database, clock, world.flow.wake)


def sent(world: World) -> list[str]:
    """The TCNs of what the LESC has, in the order in which it came."""
    return [case.query.tcn for case in world.desk.list_cases()[0]]


def test_queries_of_one_person_keep_their_order_and_hold_up_no_other(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    first, second, other = book(world, 1, 1), book(world, 2, 1), book(world, 3, 2)
    world.wire.lost_acknowledgement_count = 1
    world.flow.run_due()
    # The LESC has the first one, but we do not know that: the second one waits.
    assert sent(world) == [first, other]
    world.flow.run_due()
    assert sent(world) == [first, other]
    world.clock.forward(1)
    world.run()
    assert sent(world) == [first, other, second]


def test_a_lesc_that_is_down_for_a_day_loses_nothing(world: World) -> None:
    enrol_people(world.ident, [1, 2, 3])
    world.wire.up = False
    booked = [book(world, number, 1 + number % 3) for number in range(9)]
    for _ in range(24 * 12):
        world.flow.run_due()
        world.clock.forward(300)
    waiting, token = programme(world).messages(OPERATOR, state=OutboundState.WAITING)
    assert ([one.tcn for one in waiting], token) == (booked, "")
    # Only the first of each person is tried, ever more rarely.
    tried = [one for one in waiting if one.attempt_count]
    assert [one.tcn for one in tried] == booked[:3]
    for one in tried:
        assert "the wire is down" in one.error
        assert one.next_attempt_time is not None
        assert one.next_attempt_time > world.clock.now - timedelta(seconds=300)
    world.wire.up = True
    world.restart()
    # What failed for a day is tried once an hour.
    world.clock.forward(3_600)
    for tcn in booked:
        assert world.complete(tcn).state is BookingState.SECOND_RESPONSE_READY
    assert sorted(sent(world)) == booked
    for person in range(3):
        assert [tcn for tcn in sent(world) if tcn in booked[person::3]] == booked[person::3]


def test_the_first_message_that_comes_through_takes_those_along_that_waited(world: World) -> None:
    enrol_people(world.ident, [1, 2, 3])
    world.wire.up = False
    waiting = [book(world, number, number) for number in (1, 2)]
    for _ in range(24 * 12):
        world.flow.run_due()
        world.clock.forward(300)
    world.wire.up = True
    newest = book(world, 3, 3)
    world.run()
    assert sorted(sent(world)) == [*waiting, newest]


def test_a_fault_of_one_message_waits_by_itself(world: World) -> None:
    """That others come through says nothing of a message that was refused as a conflict."""
    enrol_people(world.ident, [1, 2])
    conflicting = book(world, 1, 1)
    world.wire.conflicting = conflicting
    world.flow.run_due()
    attempts = world.wire.attempt_count
    book(world, 2, 2)
    world.run()
    assert world.wire.attempt_count == attempts + 1
    assert conflicting not in sent(world)


def test_a_message_that_is_refused_for_good_is_parked_and_holds_up_nobody(world: World) -> None:
    enrol_people(world.ident, [1])
    world.wire.conflicting, later = book(world, 1, 1), book(world, 2, 1)
    world.run()
    assert sent(world) == [later]
    [parked], _ = programme(world).messages(OPERATOR, state=OutboundState.REJECTED)
    assert (parked.tcn, parked.rejected_field) == (world.wire.conflicting, "")
    assert parked.error.startswith("QueryConflictError")
    world.wire.conflicting = ""
    programme(world).requeue(parked.message_id, OPERATOR)
    world.run()
    assert sent(world) == [later, parked.tcn]


def test_a_message_that_is_not_taken_for_long_holds_up_its_own_booking_alone(world: World) -> None:
    enrol_people(world.ident, [1])
    world.wire.not_taken, later = book(world, 1, 1), book(world, 2, 1)
    for _ in range(24 * 12):
        world.flow.run_due()
        world.clock.forward(300)
    world.run()
    assert sent(world) == [later]
    world.wire.not_taken = ""
    world.clock.forward(3_600)
    world.run()
    assert len(sent(world)) == 2


def test_a_rejected_query_names_the_field_and_waits_to_be_mended(world: World) -> None:
    enrol_people(world.ident, [1])
    world.wire.refused_fields["date_of_birth"] = "19700131"
    tcn, later = book(world, 1, 1, subject=BORN), book(world, 2, 1)
    world.run()
    booking = world.flow.booking(tcn)
    told = booking.second_response
    assert told is not None
    assert (told.kind, told.error_reason) == (SecondResponseKind.ERROR, "QUERY_REJECTED")
    assert "date_of_birth" in told.error_message
    assert booking.second_responses[-1].cause is ResponseCause.REJECTION
    # Visible, not tried again, and it holds up nobody.
    [shown], _ = programme(world).messages(OPERATOR, state=OutboundState.REJECTED)
    assert (shown.tcn, shown.rejected_field, shown.attempt_count) == (tcn, "date_of_birth", 1)
    assert shown.next_attempt_time is None
    assert sent(world) == [later]
    assert world.complete(later).state is BookingState.SECOND_RESPONSE_READY
    # Once the LESC would take it, it goes on its way.
    world.wire.refused_fields.clear()
    requeued = programme(world).requeue(query_id(tcn), OPERATOR)
    assert requeued.state is OutboundState.WAITING
    done = world.complete(tcn)
    assert done.second_response is not None
    assert done.second_response.kind is SecondResponseKind.IDR_WITH_IAR
    kinds = [version.response.kind for version in done.second_responses]
    assert kinds == [
        SecondResponseKind.SHARED_SERVICES_RESPONSE,
        SecondResponseKind.ERROR,
        SecondResponseKind.IDR_WITH_IAR,
    ]


def test_only_what_was_rejected_is_requeued_and_only_by_an_operator(world: World) -> None:
    enrol_people(world.ident, [1])
    tcn = book(world, 1, 1)
    with pytest.raises(QueryStateError, match=query_id(tcn)):
        programme(world).requeue(query_id(tcn), OPERATOR)
    with pytest.raises(QueryNotFoundError, match="iaq:nothing"):
        programme(world).requeue("iaq:nothing", OPERATOR)
    auditor = Caller(ORI, frozenset({"auditor"}))
    with pytest.raises(PermissionDeniedError, match="operator"):
        programme(world).requeue(query_id(tcn), auditor)
    assert len(programme(world).messages(auditor)[0]) == 1
    with pytest.raises(PermissionDeniedError):
        programme(world).messages(Caller(ORI, frozenset({"booking"})))


def test_messages_come_by_the_page(world: World) -> None:
    enrol_people(world.ident, [1])
    booked = [book(world, number, 1) for number in range(3)]
    found, token = programme(world).messages(OPERATOR, page=Page(2))
    rest, end = programme(world).messages(OPERATOR, page=Page(2, token))
    assert [one.tcn for one in (*found, *rest)] == booked
    assert end == ""
    [one], _ = programme(world).messages(OPERATOR, tcn=booked[1])
    assert one.tcn == booked[1]


def test_a_query_says_what_the_agency_and_ident_know(world: World) -> None:
    enrol_people(world.ident, [1])
    tcn = book(world, 1, 1, subject=BORN)
    world.run()
    [case] = world.cases(tcn)
    query = case.query
    assert (query.name, query.date_of_birth, query.sex) == ("ROE,RICHARD", "19700131", "X")
    assert (query.place_of_birth, query.offense_code, query.priority) == ("XX", "0399", 9)
    first = world.flow.booking(tcn).first_response
    assert first is not None and first.rap_sheet is not None
    assert query.fbi_number == first.rap_sheet.fbi_number != ""


def test_a_message_that_the_lesc_does_not_take_waits_longer_each_time(world: World) -> None:
    """Messages that come through end an outage; a fault of the other side is none."""
    enrol_people(world.ident, [1, 2, 3])
    world.wire.not_taken = book(world, 1, 1)
    for number in range(2, 12):
        book(world, number, 2 + number % 2)
        world.flow.run_due()
        world.clock.forward(1)
    [waiting], _ = programme(world).messages(OPERATOR, tcn=world.wire.not_taken)
    assert waiting.error == "NotTakenError: INTERNAL: the LESC failed"
    assert waiting.attempt_count < 6
    world.wire.not_taken = ""
    world.clock.forward(3_600)
    world.run()
    assert len(sent(world)) == 11
