"""A clock that was an hour fast and is set right makes nobody wait for that hour."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from interop.attempts import Attempts
from interop.bookings import OutboxRow, SubmissionRow
from interop.bookings.types import BookingState
from tests.gallery.prints import enrol_people
from tests.interop.world import World, submission

HOUR_S = 3_600.0
TCN = "TCN-0000000001"

Set = Callable[[World], None]


def at_once(world: World) -> None:
    """Set the clock back while the service runs."""
    world.clock.forward(-HOUR_S)


def over_a_restart(world: World) -> None:
    """Set the clock back while the service is down."""
    world.clock.forward(-HOUR_S)
    world.restart()


@pytest.mark.parametrize("set_back", [at_once, over_a_restart])
def test_a_query_that_failed_meanwhile_leaves(world: World, set_back: Set) -> None:
    enrol_people(world.ident, [1])
    world.clock.forward(HOUR_S)
    world.wire.up = False
    world.flow.submit(submission(TCN, 1, 2))
    world.flow.run_due()
    assert world.desk.list_cases()[0] == []
    set_back(world)
    world.wire.up = True
    world.flow.run_due()
    [case] = world.desk.list_cases()[0]
    assert case.query.tcn == TCN


@pytest.mark.parametrize("set_back", [at_once, over_a_restart])
def test_a_booking_that_was_taken_meanwhile_goes_on(world: World, set_back: Set) -> None:
    world.clock.forward(HOUR_S)
    world.flow.run_due()
    world.flow.submit(submission(TCN, 1, 2))
    set_back(world)
    world.flow.run_due()
    assert world.flow.booking(TCN).state is BookingState.SECOND_RESPONSE_READY


@pytest.mark.parametrize("row", [SubmissionRow, OutboxRow])
@pytest.mark.parametrize("looked", [False, True], ids=["nobody looked", "somebody looked"])
def test_what_is_written_with_the_time_of_a_fast_clock_is_done(
    world: World, row: type[Attempts], looked: bool
) -> None:
    """While the clock is fast, workers may be busy; whoever writes asked for the time before."""
    enrol_people(world.ident, [1])
    world.flow.run_due()
    world.clock.forward(HOUR_S)
    if looked:
        world.flow.run_due()
    world.clock.forward(-HOUR_S)
    if looked:
        world.flow.run_due()
    world.flow.submit(submission(TCN, 1, 2))
    if row is OutboxRow:
        while world.flow.run_step(TCN):
            pass
    with world.database.write() as session:
        [written] = session.scalars(select(row).where(row.next_attempt_time.is_not(None)))
        written.next_attempt_time = world.clock() + timedelta(seconds=HOUR_S + 0.5)
    world.flow.run_due()
    world.flow.run_due()
    [case] = world.desk.list_cases()[0]
    assert case.query.tcn == TCN


def test_a_clock_that_is_right_makes_nobody_hurry(world: World) -> None:
    enrol_people(world.ident, [1])
    world.wire.up = False
    world.flow.submit(submission(TCN, 1, 2))
    world.flow.run_due()
    world.wire.up = True
    world.flow.run_due()
    assert world.desk.list_cases()[0] == []
