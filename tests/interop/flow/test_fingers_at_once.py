"""The fingers of a booking side by side, on several cores or on a cluster."""

import threading
import time

import pytest

from database.stopping import Check
from interop.bookings.types import BookingState
from matcher.errors import QualityError
from matcher.types import FINGERS, FingerPosition
from tests.gallery.prints import HAND
from tests.interop.world import World, submission
from tests.waiting import until

TCN = "TCN-0000000001"
WAIT_S = 30.0


def test_all_fingers_of_a_booking_are_under_way_together(world: World) -> None:
    """Each finger waits until all have begun."""
    world.restart(fingers_at_once=len(HAND))
    together = threading.Barrier(len(HAND), timeout=WAIT_S)
    world.extraction.meanwhile = together.wait
    world.flow.submit(submission(TCN, 1))
    assert world.flow.run_step(TCN)
    world.extraction.meanwhile = lambda: None
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_bookings_share_the_threads(world: World) -> None:
    world.restart(real_clock=True, fingers_at_once=2)
    counting, now, most = threading.Lock(), 0, 0

    def count() -> None:
        nonlocal now, most
        with counting:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with counting:
            now -= 1

    world.extraction.meanwhile = count
    for number in range(3):
        world.flow.submit(submission(f"TCN-{number:010}", number))
    world.flow.start()
    until(lambda: world.extraction.call_count == 3 * len(HAND), WAIT_S)
    assert world.flow.stop(WAIT_S)
    assert most == 2


def test_when_a_step_ends_nothing_of_its_booking_is_under_way(world: World) -> None:
    """A fault of one finger, which is no fault of the print, ends the step."""
    world.restart(fingers_at_once=3)
    under_way, numbers = set(), iter(range(len(FINGERS)))

    def fail_first() -> None:
        number = next(numbers)
        under_way.add(number)
        try:
            if not number:
                raise OSError("the disk is away")
            time.sleep(0.3)
        finally:
            under_way.remove(number)

    world.extraction.meanwhile = fail_first
    world.flow.submit(submission(TCN, 1, positions=FINGERS))
    assert not world.flow.run_step(TCN)
    assert not under_way
    assert next(numbers, len(FINGERS)) < len(FINGERS), "whoever waited for a thread never began"
    assert world.flow.booking(TCN).state is BookingState.RECEIVED


@pytest.mark.parametrize("fingers_at_once", [1, 3, 10])
def test_each_finger_keeps_what_was_found_of_it(world: World, fingers_at_once: int) -> None:
    world.restart(fingers_at_once=fingers_at_once)
    bad = FingerPosition.RIGHT_MIDDLE
    world.flow.submit(submission(TCN, 1, unusable=[bad]))
    assert world.flow.run_step(TCN)
    samples = world.flow.booking(TCN).samples
    assert [one.position for one in samples] == list(HAND)
    assert [one.failure_reason for one in samples] == [
        QualityError.reason if one == bad else "" for one in HAND
    ]


def test_a_stopped_service_ends_the_wait_for_all_fingers(world: World) -> None:
    """The booking is extracted by the next service, and no attempt is counted."""
    world.restart(real_clock=True, fingers_at_once=len(HAND))
    begun = threading.Semaphore(0)

    def wait_for_ever(check: Check) -> None:
        begun.release()
        while True:
            check()
            time.sleep(0.01)

    world.extraction.waiting = wait_for_ever
    world.flow.start()
    world.flow.submit(submission(TCN, 1))
    for _ in HAND:
        assert begun.acquire(timeout=WAIT_S)
    assert world.flow.stop(WAIT_S)
    booking = world.flow.booking(TCN)
    assert booking.state is BookingState.RECEIVED
    world.extraction.waiting = lambda _: None
    world.restart(real_clock=True, fingers_at_once=len(HAND))
    assert world.flow.run_due()
    assert world.flow.booking(TCN).state is not BookingState.RECEIVED
