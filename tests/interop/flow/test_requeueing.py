"""Bookings that an operator lets try again."""

import pytest

from database.caller import Caller
from interop.audit import Action
from interop.backoff import Backoff
from interop.bookings import store
from interop.bookings.types import BookingState
from interop.errors import BookingNotFoundError, BookingNotParkedError
from interop.flow.operations import Programme
from tests.interop.logged import entries
from tests.interop.world import World, submission

TCN = "TCN-0000000001"
OPERATOR = Caller("OPERATOR0", frozenset({"operator"}), "upkeep")
FAULT = RuntimeError("the disk is full")


def parked(world: World) -> Programme:
    """Let a booking fail until it is parked."""
    submitted = submission(TCN, 1)
    world.extraction.faults[submitted.samples[0].image] = FAULT
    world.flow.submit(submitted)
    for _ in range(Backoff.park_after + 1):
        world.flow.run_due()
        world.clock.forward(Backoff.ceiling_s)
    return Programme(world.database, world.clock, world.flow.wake)


def due(world: World) -> bool:
    with world.database.read() as session:
        return TCN in store.due_tcns(session, world.clock.now, 10)


def test_a_parked_booking_goes_on_at_once_and_the_log_says_who_let_it(world: World) -> None:
    programme = parked(world)
    [listed], _ = programme.parked_bookings(OPERATOR)
    assert (listed.tcn, due(world)) == (TCN, False)
    world.extraction.faults.clear()
    shown = programme.requeue_booking(TCN, OPERATOR)
    assert (shown.attempt_count, shown.next_attempt_time) == (0, world.clock.now)
    assert due(world)
    assert programme.parked_bookings(OPERATOR)[0] == []
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY
    with world.database.read() as session:
        [logged] = entries(session, action=Action.BOOKING_REQUEUED)
    assert (logged.entry.object_id, logged.entry.actor_ori) == (TCN, OPERATOR.ori)


def test_what_is_not_parked_is_left_alone(world: World) -> None:
    programme = parked(world)
    programme.requeue_booking(TCN, OPERATOR)
    with pytest.raises(BookingNotParkedError):
        programme.requeue_booking(TCN, OPERATOR)
    world.extraction.faults.clear()
    world.complete(TCN)
    with pytest.raises(BookingNotParkedError):
        programme.requeue_booking(TCN, OPERATOR)
    with pytest.raises(BookingNotFoundError):
        programme.requeue_booking("TCN-NEVER-WAS", OPERATOR)
