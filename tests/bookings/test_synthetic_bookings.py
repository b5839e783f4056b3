"""Bookings of synthetic people, enrolled and not: these run everywhere."""

import pytest

from synthesis.images.print_cache import Recipe
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking
from tests.bookings.prints import synthetic_samples
from tests.bookings.world import (
    BOOKED_ENCOUNTER,
    FIRST_STRANGER,
    World,
    best,
    encounter_of,
    matches,
    show,
)

pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("bookings")]

KNOWN = (1, 2, 3, 4, 5)
STRANGERS = range(FIRST_STRANGER, FIRST_STRANGER + 3)
FOUR_FINGERS = (2, 3, 4, 5)
TWO_FINGERS = (2, 7)


@pytest.fixture(scope="module")
def strangers(ident: World) -> dict[str, Booking]:
    return ident.book(
        {
            f"STRANGER-{seed}": synthetic_samples(Recipe(seed, BOOKED_ENCOUNTER))
            for seed in STRANGERS
        }
    )


def test_enrolled_people_are_found_by_new_impressions(ident: World) -> None:
    prints = {seed: synthetic_samples(Recipe(seed, BOOKED_ENCOUNTER)) for seed in KNOWN}
    booked = ident.book({f"KNOWN-{seed:04d}": samples for seed, samples in prints.items()})
    show(booked)
    for seed, booking in zip(KNOWN, booked.values(), strict=True):
        assert matches(booking) == [encounter_of(seed)]
        assert booking.second_response.kind == pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
        assert booking.HasField("lesc_receipt")


@pytest.mark.slow
@pytest.mark.parametrize("positions", [FOUR_FINGERS, TWO_FINGERS], ids=["four", "two"])
def test_bookings_of_few_fingers_are_answered(ident: World, positions: tuple[int, ...]) -> None:
    prints = {seed: synthetic_samples(Recipe(seed, BOOKED_ENCOUNTER), positions) for seed in KNOWN}
    tcns = {seed: f"KNOWN-{seed:04d}-{len(positions)}" for seed in KNOWN}
    booked = ident.book({tcns[seed]: samples for seed, samples in prints.items()})
    show(booked)
    for seed in KNOWN:
        booking = booked[tcns[seed]]
        assert len(booking.samples) == len(positions)
        assert booking.state == pb2.BOOKING_STATE_SECOND_RESPONSE_READY
        assert best(booking).encounter_id == encounter_of(seed)
    found = [best(booked[tcn]).above_threshold for tcn in tcns.values()]
    # Prints are as hard as real ones: with two fingers one may stay under the threshold.
    assert sum(found) >= len(KNOWN) - (len(positions) < 4)


def test_people_who_are_not_enrolled_are_not_found(strangers: dict[str, Booking]) -> None:
    show(strangers)
    assert [matches(booking) for booking in strangers.values()] == [[]] * len(strangers)
    for booking in strangers.values():
        assert booking.second_response.kind == pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
        assert not booking.HasField("lesc_receipt")


def test_people_who_are_not_known_are_retained_as_new(strangers: dict[str, Booking]) -> None:
    first = [booking.first_response for booking in strangers.values()]
    assert {response.finding for response in first} == {pb2.SEARCH_RESULT_FINDING_NON_IDENT}
    assert len({response.identity_id for response in first}) == len(strangers)
