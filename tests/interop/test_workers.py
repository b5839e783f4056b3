"""Bookings driven by real threads on the real clock; waiting is by condition."""

import threading
import time
from functools import partial

import pytest

from interop.bookings.types import BookingState
from interop.workers import Workers
from tests import waiting
from tests.gallery.prints import enrol_people
from tests.interop.world import World, submission

pytestmark = pytest.mark.postgresql

TIMEOUT_S = 60.0


wait_until = partial(waiting.until, within_s=TIMEOUT_S, every_s=0.01)


def is_complete(world: World, tcn: str) -> bool:
    return world.flow.booking(tcn).state is BookingState.SECOND_RESPONSE_READY


def worker_count() -> int:
    """Count the living threads of the steps and of the relay."""
    return sum(thread.name in ("flow", "relay") for thread in threading.enumerate())


def test_workers_see_bookings_through(world: World) -> None:
    enrol_people(world.ident, [0, 1])
    tcns = [f"TCN-000000000{number}" for number in range(6)]
    # One came while no worker lived; it is taken up all the same.
    world.flow.submit(submission(tcns[0], 0))
    world.restart(real_clock=True)
    world.flow.start()
    world.desk.start()
    try:
        for number, tcn in enumerate(tcns[1:], 1):
            # Persons 0 and 1 twice each: at once, and in both galleries in the end.
            world.flow.submit(submission(tcn, number % 4))
        wait_until(lambda: all(is_complete(world, tcn) for tcn in tcns))
    finally:
        assert world.flow.stop(TIMEOUT_S)
        assert world.desk.stop(TIMEOUT_S)
    assert worker_count() == 0
    for number, tcn in enumerate(tcns):
        assert len(world.cases(tcn)) == (number % 4 in (0, 1))
    bookings = [world.flow.booking(tcn) for tcn in tcns]
    identities = [
        booking.first_response.identity_id for booking in bookings if booking.first_response
    ]
    assert len(identities) == 6
    assert (identities[0], identities[1]) == (identities[4], identities[5])
    assert len(set(identities)) == 4


def test_a_worker_that_dies_is_replaced(world: World) -> None:
    class Death(BaseException):
        pass

    world.restart(real_clock=True, workers=1)
    world.extraction.faults[b"1:2"] = Death()
    world.flow.start()
    try:
        for number in range(3):
            world.flow.submit(submission(f"DEADLY-00000000{number}", 1))
        world.flow.submit(submission("TCN-0000000001", 2))
        wait_until(lambda: is_complete(world, "TCN-0000000001"))
        wait_until(lambda: worker_count() == 2)
    finally:
        assert world.flow.stop(TIMEOUT_S)


def test_steps_and_relay_share_the_time_of_a_stop(world: World) -> None:
    timeout_s = 1.5
    hung, sending, go_on = threading.Event(), threading.Event(), threading.Event()

    def hang(began: threading.Event) -> None:
        began.set()
        assert go_on.wait(TIMEOUT_S)

    enrol_people(world.ident, [1])
    world.restart(real_clock=True, workers=1)
    world.wire.meanwhile = lambda: hang(sending)
    world.flow.start()
    try:
        world.flow.submit(submission("TCN-0000000001", 1))
        assert sending.wait(TIMEOUT_S)
        world.extraction.meanwhile = lambda: hang(hung)
        world.flow.submit(submission("TCN-0000000002", 2))
        assert hung.wait(TIMEOUT_S)
        began_s = time.monotonic()
        assert not world.flow.stop(timeout_s)
        assert time.monotonic() - began_s < 1.7 * timeout_s
    finally:
        go_on.set()
        assert world.flow.stop(TIMEOUT_S)


def test_a_failure_outside_any_row_does_not_end_a_worker() -> None:
    done = threading.Event()
    calls: list[int] = []

    def work() -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("the database is away")
        done.set()
        return False

    workers = Workers("test", 1, work)
    workers.start()
    assert done.wait(TIMEOUT_S)
    assert workers.stop(TIMEOUT_S)


def test_a_wake_up_is_not_lost_while_a_worker_looks() -> None:
    """Work that appears after a worker has looked and before it sleeps is found at once."""
    looked, appeared, found = threading.Event(), threading.Event(), threading.Event()

    def work() -> bool:
        if appeared.is_set():
            found.set()
        looked.set()
        if not appeared.is_set():
            appeared.set()
            workers.wake()
        return False

    workers = Workers("test", 1, work)
    workers.start()
    assert looked.wait(TIMEOUT_S)
    assert found.wait(TIMEOUT_S)
    assert workers.stop(TIMEOUT_S)
