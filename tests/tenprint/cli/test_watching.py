"""Whoever watches a booking is told what it waits for."""

from tenprint.cli.agency import bookings, verdict
from tenprint.cli.shared import console
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.identification_service_pb2 import IdentifyResponse

TCN = "BOOKING-0001"
REVIEW, COMPARISON = "examiners decide", "examiners compare the prints again"
_IN_REVIEW, _SENT = pb2.BOOKING_STATE_IN_REVIEW, pb2.BOOKING_STATE_QUERY_SENT_TO_LESC
_READY = pb2.BOOKING_STATE_SECOND_RESPONSE_READY
_MEANWHILE = pb2.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE
_LAST = pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR


def booking(state: pb2.BookingState, *told: tuple[pb2.SecondResponseKind, str]) -> pb2.Booking:
    responses = [pb2.SecondResponse(kind=kind, note=note) for kind, note in told]
    return pb2.Booking(tcn=TCN, ori="TX1010000", state=state, second_responses=responses)


def test_each_reason_to_wait_is_told_once_while_people_work() -> None:
    first, again = (_MEANWHILE, REVIEW), (_MEANWHILE, COMPARISON)
    seen = [
        booking(pb2.BOOKING_STATE_RECEIVED),
        booking(_IN_REVIEW, first),
        booking(_SENT, first),
        booking(_SENT, first, again),
        booking(_READY, first, again, (_LAST, "the end")),
    ]
    with console.capture() as printed:
        bookings._print_states(seen)
    assert printed.get().splitlines()[:5] == [
        f"{TCN}: received",
        f"{TCN}: in review: {REVIEW}",
        f"{TCN}: query sent to lesc",
        f"{TCN}: query sent to lesc: {COMPARISON}",
        f"{TCN}: second response ready",
    ]


def test_what_was_waited_for_is_not_told_when_it_is_over() -> None:
    complete = booking(_READY, (_MEANWHILE, REVIEW), (_LAST, "the end"))
    with console.capture() as printed:
        bookings._print_states([complete])
    assert printed.get().splitlines()[0] == f"{TCN}: second response ready"


def test_the_last_line_says_what_the_answers_come_to() -> None:
    known = Candidate(identity_id="IDENT-1", score_db=777.3, above_threshold=True)
    stranger = Candidate(identity_id="IDENT-2", score_db=6.6)
    made = booking(_READY, (_LAST, ""))
    made.first_response.candidates.append(stranger)
    made.second_responses[0].candidates.extend([known, stranger])
    made.second_responses[0].determination = "no record"
    with console.capture() as printed:
        verdict.print_booking(made)
    assert printed.get().splitlines()[-1] == (
        "In short: IAFIS does not know this person; IDENT knows this person as IDENT-1, 777.3 dB; "
        "the LESC says: no record."
    )
    with console.capture() as printed:
        verdict.print_booking(booking(pb2.BOOKING_STATE_RECEIVED))
    assert "In short" not in printed.get()


def test_a_person_who_could_not_be_found_is_not_called_unknown_without_reserve() -> None:
    """All prints were stated at twice their resolution: nobody is found by them."""
    made = booking(_READY)
    made.first_response.finding = pb2.SEARCH_RESULT_FINDING_NON_IDENT
    advice = "the distance of the ridges does not go with the stated resolution"
    for position in (1, 2):
        made.samples.add(position=position, quality=0, recapture_advice=advice)
    with console.capture() as printed:
        verdict.print_booking(made)
    last = " ".join(printed.get().split("In short: ")[1].split())
    assert last.startswith("IAFIS does not know this person. BUT NO FINGER IS GOOD ENOUGH")
    assert advice in last
    made.samples[1].quality = 60
    with console.capture() as printed:
        verdict.print_booking(made)
    assert "NO FINGER" not in printed.get()


def test_a_search_by_prints_that_are_too_poor_says_so() -> None:
    found = IdentifyResponse()
    found.samples.add(position=1, quality=3, recapture_advice="clean the sensor")
    with console.capture() as printed:
        verdict.print_doubt(found)
    assert "NO FINGER IS GOOD ENOUGH TO BE FOUND BY: clean the sensor" in printed.get()
    for known in (True, False):
        if known:
            found.candidates.add(above_threshold=True)
        else:
            del found.candidates[:]
            found.samples[0].quality = 10
        with console.capture() as printed:
            verdict.print_doubt(found)
        assert not printed.get()


def test_the_reserve_is_not_said_of_a_person_who_was_found() -> None:
    known = Candidate(identity_id="IAFIS-1", score_db=99.0, above_threshold=True)
    made = booking(_READY)
    made.first_response.candidates.append(known)
    made.samples.add(position=1, quality=0)
    with console.capture() as printed:
        verdict.print_booking(made)
    assert "NO FINGER" not in printed.get()
