"""The way of a booking, step by step, with nothing going wrong."""

from dataclasses import replace
from datetime import date

import pytest

from database.caller import Caller
from gallery.types import MissingFinger, MissingFingerReason
from interop.bookings import store
from interop.bookings.types import BookingState, Finding, SecondResponseKind, Submission
from interop.errors import BookingNotFoundError, TcnConflictError
from interop.lesc.messages import QueryState
from matcher.errors import ImageTooSmallError, NoForegroundError, SampleError
from matcher.types import FingerPosition
from tests.gallery.prints import HAND, enrol_people
from tests.interop.world import ORI, RESEARCH_S, World, submission

TCN = "TCN-0000000001"


def _expect(moved: bool) -> None:
    assert moved


def states(world: World, tcn: str = TCN) -> list[BookingState]:
    return [change.state for change in world.flow.booking(tcn).history]


def test_a_person_unknown_to_both(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    booking = world.complete(TCN)
    assert booking.state is BookingState.SECOND_RESPONSE_READY
    assert states(world) == [
        BookingState.RECEIVED,
        BookingState.EXTRACTED,
        BookingState.SEARCHED_IN_IAFIS,
        BookingState.FIRST_RESPONSE_READY,
        BookingState.SEARCHED_IN_IDENT,
        BookingState.SECOND_RESPONSE_READY,
    ]
    first, second = booking.first_response, booking.second_response
    assert first is not None and second is not None
    assert (first.tcr, first.finding) == (TCN, Finding.NON_IDENT)
    assert (second.tcr, second.kind) == (TCN, SecondResponseKind.IDR_NO_MATCH)
    assert booking.lesc_receipt is None
    assert world.cases(TCN) == []


def test_a_person_known_to_the_criminal_file(world: World) -> None:
    _, identity_id = enrol_people(world.iafis, [1, 2])
    world.flow.submit(submission(TCN, 2))
    first = world.complete(TCN).first_response
    assert first is not None
    assert (first.finding, first.identity_id) == (Finding.IDENT, identity_id)
    assert first.candidates[0].identity_id == identity_id
    assert first.report.gallery == "iafis"
    assert first.report.target_fpir == 1e-3
    assert first.report.stages[0].name == "extract"
    assert world.iafis.get_identity(identity_id).encounter_count == 2
    encounter = world.iafis.get_encounter(first.encounter_id)
    assert encounter.caller == Caller(ORI, frozenset({"booking"}), "arrest")


def test_a_match_in_ident_is_asked_of_the_lesc_and_answered(world: World) -> None:
    _, identity_id = enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    world.run()
    waiting = world.flow.booking(TCN)
    assert waiting.state is BookingState.QUERY_SENT_TO_LESC
    assert waiting.second_response is not None
    assert waiting.second_response.kind is SecondResponseKind.SHARED_SERVICES_RESPONSE
    [case] = world.cases(TCN)
    assert (case.query.identity_id, case.query.encounter_id) == (identity_id, "person-2")
    assert (case.query.ori, case.state) == (ORI, QueryState.IN_RESEARCH)
    assert waiting.lesc_receipt == case.receipt
    world.clock.forward(RESEARCH_S)
    world.run()
    second = world.flow.booking(TCN).second_response
    assert second is not None
    assert second.kind is SecondResponseKind.IDR_WITH_IAR
    assert second.determination == "no record"
    assert second.candidates[0].identity_id == identity_id
    assert world.cases(TCN)[0].state is QueryState.DELIVERED
    # A booking is not retained in IDENT: its search changes nothing there.
    assert world.ident.get_identity(identity_id).encounter_count == 1


def test_waiting_for_the_lesc_costs_nothing(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    world.run()
    with world.database.read() as session:
        waiting = store.submission_row(session, TCN)
    assert waiting.state == BookingState.QUERY_SENT_TO_LESC
    # A time here would be a poll; written late, it would put off an answer that came meanwhile.
    assert waiting.next_attempt_time is None
    assert not world.flow.run_step(TCN)
    with world.database.read() as session:
        assert store.submission_row(session, TCN).next_attempt_time is None


def test_the_same_submission_again_gives_the_stored_booking(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    done = world.complete(TCN)
    assert world.flow.submit(submission(TCN, 1)) == done
    world.run()
    assert world.flow.booking(TCN) == done


def test_the_same_tcn_for_other_content_is_refused(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    with pytest.raises(TcnConflictError, match=TCN):
        world.flow.submit(submission(TCN, 1, content="another case number"))
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_an_unknown_tcn_is_refused(world: World) -> None:
    with pytest.raises(BookingNotFoundError, match=TCN):
        world.flow.booking(TCN)
    with pytest.raises(BookingNotFoundError, match=TCN):
        world.flow.run_step(TCN)


def test_a_second_booking_of_a_person_joins_the_first(world: World) -> None:
    world.flow.submit(submission(TCN, 1, impression=2))
    first = world.complete(TCN).first_response
    world.flow.submit(submission("TCN-0000000002", 1, impression=3))
    second = world.complete("TCN-0000000002").first_response
    assert first is not None and second is not None
    assert (first.finding, second.finding) == (Finding.NON_IDENT, Finding.IDENT)
    assert first.identity_id == second.identity_id
    assert first.encounter_id != second.encounter_id


def test_two_bookings_of_one_unknown_person_at_once_make_one_identity(world: World) -> None:
    other = "TCN-0000000002"
    world.flow.submit(submission(TCN, 1, impression=2))
    world.flow.submit(submission(other, 1, impression=3))
    for tcn in (TCN, other):
        assert world.flow.run_step(tcn)
    # The other one is searched and retained while this one has been searched only.
    world.iafis.after_search.append(lambda: _expect(world.flow.run_step(other)))
    assert world.flow.run_step(TCN)
    responses = [world.complete(tcn).first_response for tcn in (TCN, other)]
    assert len({response.identity_id for response in responses if response}) == 1
    findings = [response.finding for response in responses if response]
    assert findings == [Finding.IDENT, Finding.NON_IDENT]
    # What decided the identity is shown, though it came in after the search.
    late = responses[0]
    assert late is not None
    assert [one.identity_id for one in late.candidates if one.above_threshold] == [late.identity_id]
    assert late.candidates[0].rank == 1
    assert late.report.reference_count == 1
    assert late.report.stages[0].name == "extract"


@pytest.mark.parametrize(
    ("arrest_date", "is_searched"),
    [(date(2008, 10, 26), False), (date(2008, 10, 27), True), (None, True)],
)
def test_prints_go_to_ident_only_from_jurisdictions_active_on_the_arrest_date(
    world: World, arrest_date: date | None, is_searched: bool
) -> None:
    enrol_people(world.ident, [1])
    world.activate(date(2008, 10, 27))
    world.flow.submit(submission(TCN, 1, arrest_date=arrest_date))
    booking = world.complete(TCN)
    assert booking.first_response is not None
    assert booking.second_response is not None
    assert (booking.second_response.report is not None) == is_searched
    assert (BookingState.SEARCHED_IN_IDENT in states(world)) == is_searched
    assert len(world.cases(TCN)) == is_searched
    assert ("not activated" in booking.second_response.note) != is_searched


@pytest.mark.parametrize("unusable", [[], HAND])
def test_nothing_is_reported_of_samples_before_they_are_extracted(
    world: World, unusable: list[FingerPosition]
) -> None:
    accepted = world.flow.submit(submission(TCN, 1, unusable=unusable))
    assert (accepted.state, accepted.samples) == (BookingState.RECEIVED, ())
    assert world.flow.view(TCN, Caller(ORI)).samples == ()
    completed = world.complete(TCN)
    assert [sample.position for sample in completed.samples] == list(HAND)
    assert {bool(sample.failure_reason) for sample in completed.samples} == {bool(unusable)}
    # A repetition is answered with the booking as it is now.
    assert world.flow.submit(submission(TCN, 1, unusable=unusable)) == completed


def test_fingers_that_cannot_be_used_are_named_and_the_others_searched(world: World) -> None:
    [identity_id] = enrol_people(world.iafis, [1])
    world.flow.submit(submission(TCN, 1, unusable=[FingerPosition.RIGHT_INDEX]))
    booking = world.complete(TCN)
    assert booking.first_response is not None
    assert booking.first_response.identity_id == identity_id
    failures = {
        sample.position: (sample.failure_reason, sample.failure_message)
        for sample in booking.samples
    }
    reason, message = failures.pop(FingerPosition.RIGHT_INDEX)
    assert (reason, "only 3 minutiae found" in message) == ("QUALITY_TOO_LOW", True)
    assert set(failures.values()) == {("", "")}
    encounter = world.iafis.get_encounter(booking.first_response.encounter_id)
    assert encounter.samples == booking.samples


@pytest.mark.parametrize("error", [SampleError, NoForegroundError, ImageTooSmallError])
def test_any_fault_of_a_finger_fails_that_finger_alone(
    world: World, error: type[SampleError]
) -> None:
    """As the class says, so that a reason which is added later is treated alike."""
    world.extraction.faults[b"odd"] = error("this finger is odd")
    booked = submission(TCN, 1)
    first, *others = booked.samples
    world.flow.submit(replace(booked, samples=(replace(first, image=b"odd"), *others)))
    booking = world.complete(TCN)
    assert booking.state is BookingState.SECOND_RESPONSE_READY
    failures = [sample.failure_message for sample in booking.samples]
    assert failures == ["this finger is odd", *("" for _ in others)]


def test_a_booking_without_a_usable_finger_fails_with_its_reason(world: World) -> None:
    world.flow.submit(submission(TCN, 1, unusable=HAND))
    booking = world.complete(TCN)
    assert booking.state is BookingState.FAILED
    assert booking.first_response is None
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.ERROR
    assert booking.second_response.error_reason == "QUALITY_TOO_LOW"
    assert world.iafis.reference_count == 0


def _repeated(tcn: str, image: bytes) -> Submission:
    """Book a person whose right ring finger is another print of another finger."""
    booked = submission(tcn, 1)
    samples = [
        replace(one, image=image) if one.position == FingerPosition.RIGHT_RING else one
        for one in booked.samples
    ]
    return replace(booked, samples=tuple(samples))


def test_a_booking_with_one_finger_at_two_positions_fails_and_names_both(world: World) -> None:
    world.flow.submit(_repeated(TCN, b"1:3:2"))
    booking = world.complete(TCN)
    assert booking.state is BookingState.FAILED
    assert states(world) == [BookingState.RECEIVED, BookingState.FAILED]
    assert booking.first_response is None
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.ERROR
    assert booking.second_response.error_reason == "REPEATED_FINGER"
    assert "positions 2 and 4 show the same finger" in booking.second_response.error_message
    # The fingers themselves are good, and say so.
    assert all(sample.quality and not sample.failure_reason for sample in booking.samples)
    assert world.iafis.reference_count == 0


def test_a_finger_of_somebody_else_is_no_repeated_finger(world: World) -> None:
    world.flow.submit(_repeated(TCN, b"2:3:4"))
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_the_plain_print_of_a_thumb_is_the_rolled_thumb(world: World) -> None:
    thumbs = (*HAND, FingerPosition.PLAIN_RIGHT_THUMB)
    world.flow.submit(submission(TCN, 1, positions=thumbs))
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY


def test_missing_fingers_stay_with_the_booking_and_with_the_encounter(world: World) -> None:
    missing = (
        MissingFinger(FingerPosition.LEFT_RING, MissingFingerReason.AMPUTATED),
        MissingFinger(FingerPosition.LEFT_LITTLE, MissingFingerReason.UNABLE_TO_PRINT),
    )
    accepted = world.flow.submit(submission(TCN, 1, missing_fingers=missing))
    assert accepted.missing_fingers == missing
    booking = world.complete(TCN)
    assert booking.missing_fingers == missing
    assert booking.first_response is not None
    encounter = world.iafis.get_encounter(booking.first_response.encounter_id)
    assert encounter.missing_fingers == missing
    with world.database.read() as session:
        assert store.read_submission(session, TCN).missing_fingers == missing


def test_listeners_hear_every_change(world: World) -> None:
    heard: list[str | None] = []

    def broken(tcn: str | None) -> None:
        raise RuntimeError(tcn)

    world.flow.add_listener(broken)
    world.flow.add_listener(heard.append)
    world.flow.submit(submission(TCN, 1))
    world.complete(TCN)
    assert heard == [TCN] * len(states(world))
