"""Bookings of real prints, found among synthetic people.

The ten fingers of each of three FVC sets stand in for the ten fingers of one person, the
impressions of the set for that person's encounters: three pseudo-persons, none of them a real
person's hands. Impression 1 is enrolled in IDENT, beside 100 synthetic people; impressions 2 to 8
are booked.

Bookings are retained in IAFIS, where the booking of impression 3 would be helped by that of
impression 2. So the figures here are IDENT's, the second response, where nothing is retained: each
booking is compared with impression 1 alone. What LEADER was trained on is not stated; an overlap
with FVC cannot be excluded.
"""

import pytest

from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking
from tests.bookings.prints import needs_real_prints, real_samples
from tests.bookings.world import World, best, matches, show
from tests.real_prints import FVC_SETS

pytestmark = [
    needs_real_prints,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.xdist_group("bookings"),
]

IMPRESSIONS = range(2, 9)
TEN_FINGERS = tuple(range(1, 11))
FOUR_FINGERS = (2, 3, 4, 5)
TWO_FINGERS = (2, 7)
SHIFTS = (1, 4, 7)

Booked = dict[str, tuple[str, Booking]]
"""By TCN: whose booking it was, and its answers."""


@pytest.fixture(scope="module")
def with_real(ident: World) -> World:
    """Enrol the pseudo-persons."""
    for set_name in FVC_SETS:
        ident.client.enrol("ident", real_samples(set_name, 1), encounter_id=set_name)
    return ident


def book(ident: World, positions: tuple[int, ...]) -> Booked:
    """Book impressions 2 to 8 of every pseudo-person."""
    whose = {
        f"{set_name}-{impression}-{len(positions):02d}": (set_name, impression)
        for set_name in FVC_SETS
        for impression in IMPRESSIONS
    }
    answers = ident.book(
        {tcn: real_samples(name, number, positions) for tcn, (name, number) in whose.items()}
    )
    show(answers)
    return {tcn: (whose[tcn][0], booking) for tcn, booking in answers.items()}


def found_share(booked: Booked) -> float:
    """Return the share of bookings with the right person at rank 1 and above the threshold."""
    found = [
        best(booking).encounter_id == name and best(booking).above_threshold
        for name, booking in booked.values()
    ]
    return sum(found) / len(found)


@pytest.fixture(scope="module")
def ten_finger_bookings(with_real: World) -> Booked:
    return book(with_real, TEN_FINGERS)


def test_all_are_found_at_rank_one_above_the_threshold(ten_finger_bookings: Booked) -> None:
    assert len(ten_finger_bookings) == 21
    found = {tcn: matches(booking) for tcn, (_, booking) in ten_finger_bookings.items()}
    assert found == {tcn: [name] for tcn, (name, _) in ten_finger_bookings.items()}


def test_every_match_reaches_the_lesc(ten_finger_bookings: Booked) -> None:
    for _, booking in ten_finger_bookings.values():
        assert booking.second_response.kind == pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
        assert booking.second_response.determination == "no record"
        assert booking.lesc_receipt.receipt_id


def test_iafis_takes_the_bookings_of_a_person_for_one_person(ten_finger_bookings: Booked) -> None:
    for set_name in FVC_SETS:
        first = [b.first_response for name, b in ten_finger_bookings.values() if name == set_name]
        assert len({response.identity_id for response in first}) == 1
        findings = [response.finding for response in first]
        assert findings.count(pb2.SEARCH_RESULT_FINDING_NON_IDENT) == 1


@pytest.mark.whole
def test_four_fingers_are_enough(with_real: World) -> None:
    booked = book(with_real, FOUR_FINGERS)
    assert found_share(booked) == 1.0


@pytest.mark.whole
def test_two_fingers_are_searched_and_answered(with_real: World) -> None:
    booked = book(with_real, TWO_FINGERS)
    states = {booking.state for _, booking in booked.values()}
    assert states == {pb2.BOOKING_STATE_SECOND_RESPONSE_READY}
    assert all(booking.second_response.HasField("report") for _, booking in booked.values())
    assert found_share(booked) >= 0.9


def test_real_prints_of_nobody_enrolled_find_nobody(with_real: World) -> None:
    """Every finger under another position's code: real prints, and a person who is not enrolled."""
    answers = with_real.book(
        {
            f"{set_name}-shifted-{shift}": real_samples(set_name, 2, shift=shift)
            for set_name in FVC_SETS
            for shift in SHIFTS
        }
    )
    show(answers)
    assert [matches(booking) for booking in answers.values()] == [[]] * len(answers)
