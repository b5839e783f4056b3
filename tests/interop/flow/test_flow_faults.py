"""What a booking survives: crashes, outages, repetitions, messages out of order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from interop.bookings import outbox, store
from interop.bookings.tables import AnswerRow, OutboxRow, SubmissionSampleRow
from interop.bookings.types import Booking, BookingState, SecondResponseKind
from interop.errors import AnswerConflictError, QueryNotFoundError
from interop.lesc.messages import LescAnswer, QueryState
from tests.gallery.prints import HAND, enrol_people
from tests.interop.determinations import unresolved
from tests.interop.world import LESC, RESEARCH_S, World, submission

TCN = "TCN-0000000001"
STEP_COUNT = 9
"""Ends of transactions on the way of an IDENT match, on both sides."""


class Crash(BaseException):
    """The end of the process; nothing may catch it."""


def do_one_thing(world: World) -> None:
    """Run the next transaction of either side that is due."""
    if not world.flow.run_step(TCN) and not world.flow.run_due():
        world.desk.run_due()
        world.clock.forward(RESEARCH_S)


def assert_answered_once(world: World, booking: Booking) -> None:
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.IDR_WITH_IAR
    assert [change.state for change in booking.history] == [
        BookingState.RECEIVED,
        BookingState.EXTRACTED,
        BookingState.SEARCHED_IN_IAFIS,
        BookingState.FIRST_RESPONSE_READY,
        BookingState.SEARCHED_IN_IDENT,
        BookingState.QUERY_SENT_TO_LESC,
        BookingState.SECOND_RESPONSE_READY,
    ]
    assert len(world.cases(TCN)) == 1
    first = booking.first_response
    assert first is not None
    assert world.iafis.get_identity(first.identity_id).encounter_count == 1
    with world.database.read() as session:
        for table in (OutboxRow, AnswerRow):
            assert session.scalar(select(func.count()).select_from(table)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("done_before", range(STEP_COUNT))
def test_a_crash_between_any_two_transactions_loses_nothing(world: World, done_before: int) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    for _ in range(done_before):
        do_one_thing(world)
    world.restart()
    assert_answered_once(world, world.complete(TCN))


def test_a_process_that_ends_after_every_transaction_gets_there(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    for _ in range(3 * STEP_COUNT):
        do_one_thing(world)
        world.restart()
    assert_answered_once(world, world.flow.booking(TCN))


def test_a_stop_ends_extraction_after_the_finger_and_is_no_failure(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    world.extraction.meanwhile = world.flow.stop
    world.flow.run_due()
    assert world.extraction.call_count == 1
    assert_untouched(world, BookingState.RECEIVED)
    world.restart()
    assert_answered_once(world, world.complete(TCN))


@pytest.mark.parametrize(
    ("gallery", "state"),
    [("iafis", BookingState.EXTRACTED), ("ident", BookingState.FIRST_RESPONSE_READY)],
)
def test_a_stop_ends_a_search_and_is_no_failure(
    world: World, gallery: str, state: BookingState
) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    while world.flow.booking(TCN).state is not state:
        assert world.flow.run_step(TCN)
    getattr(world, gallery).before_search.append(world.flow.stop)
    assert not world.flow.run_step(TCN)
    assert_untouched(world, state)
    world.restart()
    assert_answered_once(world, world.complete(TCN))


def test_a_stop_is_heeded_between_two_queries_to_a_lesc_that_hangs(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.wire.up = False
    for number in range(3):
        world.flow.submit(submission(f"TCN-000000000{number}", 2))
        while world.flow.run_step(f"TCN-000000000{number}"):
            pass
    world.wire.meanwhile = world.flow.stop
    world.flow.run_due()
    assert world.wire.attempt_count == 1


def assert_untouched(world: World, state: BookingState) -> None:
    """Assert that a booking is due, as if no step had begun."""
    with world.database.read() as session:
        row = store.submission_row(session, TCN)
        assert store.due_tcns(session, world.clock(), 1) == [TCN]
    assert (row.state, row.attempt_count, row.error) == (state, 0, "")


@pytest.mark.parametrize("gallery", ["iafis", "ident"])
def test_a_crash_inside_a_search_is_made_good(world: World, gallery: str) -> None:
    def crash() -> None:
        raise Crash

    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    getattr(world, gallery).after_search.append(crash)
    with pytest.raises(Crash):
        world.run()
    world.restart()
    assert_answered_once(world, world.complete(TCN))


def test_a_print_that_takes_the_process_down_is_tried_ever_more_rarely(world: World) -> None:
    world.extraction.faults[b"1:2"] = Crash()
    world.flow.submit(submission(TCN, 1))
    waits = []
    for _ in range(12):
        with pytest.raises(Crash):
            world.flow.run_due()
        world.restart()
        with world.database.read() as session:
            due_time = store.submission_row(session, TCN).next_attempt_time
        assert due_time is not None
        assert not world.flow.run_due()
        waits.append(due_time - world.clock())
        world.clock.now = due_time
    assert timedelta() < waits[0] <= timedelta(seconds=0.5)
    assert waits[-1] >= timedelta(seconds=150)
    world.extraction.faults.clear()
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_a_failed_step_waits_and_then_goes_on(world: World) -> None:
    world.extraction.faults[b"1:2"] = OSError("the network file is busy")
    world.flow.submit(submission(TCN, 1))
    world.run()
    assert world.extraction.call_count == 1
    with world.database.read() as session:
        row = store.submission_row(session, TCN)
    assert (row.attempt_count, row.error) == (1, "OSError: the network file is busy")
    world.run()
    assert world.extraction.call_count == 1
    world.extraction.faults.clear()
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY
    with world.database.read() as session:
        row = store.submission_row(session, TCN)
    assert (row.attempt_count, row.error, row.next_attempt_time) == (0, "", None)


def test_a_booking_that_always_fails_does_not_hold_up_others(world: World) -> None:
    world.extraction.faults[b"1:2"] = ZeroDivisionError("a fault of the program")
    world.flow.submit(submission(TCN, 1))
    for _ in range(30):
        world.run()
        world.clock.forward(7_200)
    with world.database.read() as session:
        parked = store.submission_row(session, TCN)
    assert parked.attempt_count > 20
    other = "TCN-0000000002"
    world.flow.submit(submission(other, 2))
    world.run()
    assert world.flow.booking(other).state is BookingState.SECOND_RESPONSE_READY
    # It is not lost: a program without the fault finds it.
    world.extraction.faults.clear()
    world.clock.forward(7_200)
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_a_step_done_twice_takes_effect_once(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    world.flow.run_step(TCN)
    # A second worker, of another process, does the whole step in the middle of the first one's.
    moved: list[bool] = []
    world.iafis.after_search.append(lambda: moved.append(world.flow.run_step(TCN)))
    assert not world.flow.run_step(TCN)
    assert moved == [True]
    booking = world.complete(TCN)
    assert booking.first_response is not None
    assert world.iafis.get_identity(booking.first_response.identity_id).encounter_count == 1


def test_the_lesc_is_down_for_a_while(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.wire.up = False
    world.flow.submit(submission(TCN, 2))
    for _ in range(600):
        world.run()
        world.clock.forward(1)
    assert world.flow.booking(TCN).state is BookingState.SEARCHED_IN_IDENT
    # Half a second at first, five minutes at last.
    assert 5 < world.wire.attempt_count < 20
    world.wire.up = True
    world.restart()
    assert_answered_once(world, world.complete(TCN))


def test_a_lost_acknowledgement_makes_no_second_query(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.wire.lost_acknowledgement_count = 3
    world.flow.submit(submission(TCN, 2))
    assert_answered_once(world, world.complete(TCN))
    [case] = world.cases(TCN)
    assert case.submission_count == 4


def test_an_answer_that_overtakes_the_acknowledgement_is_kept(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.wire.lost_acknowledgement_count = 1
    world.flow.submit(submission(TCN, 2))
    world.flow.run_due()
    assert world.flow.booking(TCN).state is BookingState.SEARCHED_IN_IDENT
    [case] = world.cases(TCN)
    answer = LescAnswer(
        case.query.query_id, 1, unresolved("early", world.clock()), None, world.clock()
    )
    assert not world.wire.deliver_answer(answer)
    assert world.flow.booking(TCN).state is BookingState.SEARCHED_IN_IDENT
    world.clock.forward(1)
    world.flow.run_due()
    world.flow.run_due()
    booking = world.flow.booking(TCN)
    assert booking.lesc_receipt is not None
    assert_answered_once(world, booking)


def test_answers_are_taken_once(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.wire.lost_answer_acknowledgement_count = 2
    world.flow.submit(submission(TCN, 2))
    done = world.complete(TCN)
    assert_answered_once(world, done)
    for _ in range(2):
        world.clock.forward(RESEARCH_S)
        world.run()
    [case] = world.cases(TCN)
    assert case.state is QueryState.DELIVERED
    assert case.answer is not None
    assert world.flow.deliver_answer(case.answer, LESC)
    with pytest.raises(AnswerConflictError, match="version 1"):
        world.flow.deliver_answer(replace(case.answer, answer_time=world.clock()), LESC)
    world.run()
    assert world.flow.booking(TCN) == done


def test_an_answer_to_no_query_of_ours_is_refused(world: World) -> None:
    with pytest.raises(QueryNotFoundError, match="iaq:nothing"):
        world.flow.deliver_answer(
            LescAnswer("iaq:nothing", 1, unresolved("lost", world.clock()), None, world.clock()),
            LESC,
        )


def test_a_second_acknowledgement_changes_nothing(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    done = world.complete(TCN)
    [case] = world.cases(TCN)
    with world.database.write() as session:
        assert not outbox.acknowledge(session, case.receipt.query_id, case.receipt, world.clock())
    assert world.flow.booking(TCN) == done


def test_a_complete_booking_keeps_no_prints_of_its_own(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    blobs = select(
        SubmissionSampleRow.image, SubmissionSampleRow.template, SubmissionSampleRow.vector
    )
    with world.database.read() as session:
        assert all(image for image, _, _ in session.execute(blobs))
    booking = world.complete(TCN)
    with world.database.read() as session:
        kept = session.execute(blobs).all()
    assert kept == [(None, None, None)] * len(HAND)
    assert booking.first_response is not None
    [encounter], _ = world.iafis.list_encounters(booking.first_response.identity_id)
    assert [sample.position for sample in encounter.samples] == list(HAND)


def test_failures_are_recorded_with_growing_waits(world: World) -> None:
    def waits(fail: Callable[[], None]) -> list[timedelta]:
        found = []
        for _ in range(8):
            fail()
            with world.database.read() as session:
                [row] = session.scalars(select(OutboxRow)).all()
            assert row.next_attempt_time is not None
            found.append(row.next_attempt_time - world.clock())
            world.clock.now = row.next_attempt_time
        return found

    enrol_people(world.ident, [1, 2])
    world.wire.up = False
    world.flow.submit(submission(TCN, 2))
    found = waits(world.run)
    # Each is half to all of a step that doubles.
    for number, wait in enumerate(found):
        assert 0.25 * 2**number <= wait.total_seconds() <= 0.5 * 2**number
