"""Bookings between the thresholds: nothing leaves before two examiners have decided."""

from collections.abc import Sequence

import pytest

from database.caller import Caller
from interop.bookings.second_response import UNDER_REVIEW
from interop.bookings.types import BookingState, ResponseCause, SecondResponseKind
from interop.cases import events as case_store
from interop.corrections import known_non_mates
from interop.corrections.known_non_mates import NonMates
from interop.names import query_id
from interop.review.desk import ReviewDesk
from interop.review.types import Decision
from tests.gallery.prints import enrol_people
from tests.interop.world import World, submission

TCN = "TCN-0000000001"
EXAMINER = Caller("DCDHS0001", frozenset({"examiner"}), "review")


@pytest.fixture
def desk(world: World) -> ReviewDesk:
    """Examiners at a booking whose match was a false one before."""
    [criminal], [immigrant] = enrol_people(world.iafis, [1]), enrol_people(world.ident, [1])
    with world.database.write() as session:
        known_non_mates.add(session, NonMates(criminal, immigrant), "correction-1", world.clock())
    world.flow.submit(submission(TCN, 1))
    world.run()
    return ReviewDesk(world.database, {"ident": world.ident}, clock=world.clock, control_share=0.0)


def decide(desk: ReviewDesk, decisions: Sequence[Decision]) -> None:
    for number, decision in enumerate(decisions):
        task = desk.next_task(f"examiner-{number}", EXAMINER)
        assert task is not None
        said = {one.candidate_id: decision for one in task.candidates}
        desk.decide(task.item_id, f"examiner-{number}", said, EXAMINER)


def causes(world: World) -> list[ResponseCause]:
    return [one.cause for one in world.flow.booking(TCN).second_responses]


def test_nothing_leaves_before_two_have_decided(world: World, desk: ReviewDesk) -> None:
    waiting = world.flow.booking(TCN)
    assert waiting.state is BookingState.IN_REVIEW
    assert waiting.second_response is not None
    assert waiting.second_response.kind is SecondResponseKind.SHARED_SERVICES_RESPONSE
    assert (waiting.second_response.note, waiting.second_response.candidates) == (UNDER_REVIEW, ())
    decide(desk, [Decision.SAME])
    world.clock.forward(3_600)
    world.run()
    assert world.flow.booking(TCN).state is BookingState.IN_REVIEW
    assert world.cases(TCN) == []


def test_the_same_person_goes_on_to_the_lesc_and_a_case(world: World, desk: ReviewDesk) -> None:
    decide(desk, [Decision.SAME, Decision.SAME])
    world.wire.lost_acknowledgement_count = 1
    booking = world.complete(TCN)
    assert [change.state for change in booking.history][-4:] == [
        BookingState.SEARCHED_IN_IDENT,
        BookingState.IN_REVIEW,
        BookingState.QUERY_SENT_TO_LESC,
        BookingState.SECOND_RESPONSE_READY,
    ]
    assert causes(world) == [ResponseCause.SEARCH, ResponseCause.REVIEW, ResponseCause.ANSWER]
    assert len(world.cases(TCN)) == 1
    with world.database.write() as session:
        assert case_store.withdraw(session, TCN, "test", world.clock()) is not None


@pytest.mark.parametrize(
    "decisions",
    [
        [Decision.DIFFERENT, Decision.DIFFERENT],
        [Decision.SAME, Decision.DIFFERENT, Decision.DIFFERENT],
        [Decision.SAME, Decision.CANNOT_DECIDE, Decision.CANNOT_DECIDE],
    ],
)
def test_another_person_or_a_doubt_is_no_match(
    world: World, desk: ReviewDesk, decisions: list[Decision]
) -> None:
    decide(desk, decisions)
    booking = world.complete(TCN)
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.IDR_NO_MATCH
    assert booking.second_response.candidates == ()
    assert causes(world) == [ResponseCause.SEARCH, ResponseCause.REVIEW]
    assert world.cases(TCN) == []
    with world.database.write() as session:
        assert case_store.withdraw(session, TCN, "test", world.clock()) is None


def test_r8_a_match_beyond_doubt_goes_on_with_its_case_in_one_transaction(world: World) -> None:
    """R8: IAFIS shares "automatically"; a match is "automatically sent to" the LESC."""
    enrol_people(world.ident, [1])
    world.flow.submit(submission(TCN, 1))
    while world.flow.run_step(TCN):
        pass
    assert world.flow.booking(TCN).state is BookingState.SEARCHED_IN_IDENT
    with world.database.write() as session:
        case = case_store.withdraw(session, TCN, "test", world.clock())
    assert case is not None
    assert case.query_id == query_id(TCN)
