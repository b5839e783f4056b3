"""An agency lists its own bookings, page by page; who looks after the service sees all."""

from dataclasses import replace

import pytest

from database.caller import Caller
from database.errors import InvalidPageTokenError
from database.paging import Page
from interop.audit.types import Action
from interop.bookings.lists import BookingFilter
from interop.bookings.types import BookingState
from tests.gallery.prints import enrol_people
from tests.interop.logged import entries
from tests.interop.world import CALLER, World, submission

ALL = BookingFilter()
OTHER = replace(CALLER, ori="TXOTHER00")
OPERATOR = Caller("WVADMIN00", frozenset({"operator"}))
OURS, THEIRS = ["TCN-0000000001", "TCN-0000000003", "TCN-0000000004"], ["TCN-0000000002"]


@pytest.fixture
def booked(world: World) -> World:
    """Four bookings a minute apart, the second one another agency's; the first one is matched."""
    enrol_people(world.ident, [1])
    for seed, tcn in enumerate(sorted(OURS + THEIRS), start=1):
        caller = OTHER if tcn in THEIRS else CALLER
        world.flow.submit(submission(tcn, seed, caller=caller))
        world.clock.forward(60)
    return world


def listed(
    world: World, wanted: BookingFilter = ALL, viewer: Caller = CALLER, size: int = 2
) -> list[str]:
    """Turn all pages."""
    found, token = world.flow.list_bookings(wanted, viewer, Page(size))
    tcns = [one.tcn for one in found]
    while token:
        assert len(found) == size
        found, token = world.flow.list_bookings(wanted, viewer, Page(size, token))
        tcns += [one.tcn for one in found]
    return tcns


def test_an_agency_sees_its_own_in_the_order_in_which_they_came(booked: World) -> None:
    assert listed(booked) == OURS
    assert listed(booked, viewer=OTHER) == THEIRS
    assert listed(booked, BookingFilter(ori=OTHER.ori)) == []
    assert _views(booked) == []


def test_what_others_see_of_an_agency_is_logged(booked: World) -> None:
    assert listed(booked, viewer=OPERATOR) == sorted(OURS + THEIRS)
    assert listed(booked, BookingFilter(ori=OTHER.ori), OPERATOR) == THEIRS
    assert _views(booked) == sorted(OURS + THEIRS) + THEIRS


def test_bookings_at_one_time_are_all_listed(world: World) -> None:
    for number in range(5):
        world.flow.submit(submission(f"TCN-000000000{number}", 1, content=str(number)))
    assert listed(world) == [f"TCN-000000000{number}" for number in range(5)]


def test_filters(booked: World) -> None:
    assert listed(booked, BookingFilter(state=BookingState.RECEIVED)) == OURS
    for tcn in sorted(OURS + THEIRS):
        booked.complete(tcn)
    booked.run()
    assert listed(booked, BookingFilter(open_only=True)) == []
    assert listed(booked, BookingFilter(state=BookingState.SECOND_RESPONSE_READY)) == OURS
    second = booked.flow.booking(OURS[1]).receive_time
    assert listed(booked, BookingFilter(received_from=second)) == OURS[1:]
    assert listed(booked, BookingFilter(received_before=second)) == OURS[:1]


def test_the_newest_version_of_a_response_is_to_be_acknowledged(booked: World) -> None:
    unacknowledged = BookingFilter(unacknowledged_only=True)
    assert listed(booked, unacknowledged) == []
    for tcn in OURS:
        booked.complete(tcn)
    booked.run()
    assert listed(booked, unacknowledged) == OURS
    first = booked.flow.booking(OURS[0])
    assert len(first.second_responses) > 1
    booked.flow.acknowledge_response(OURS[0], 1, CALLER)
    assert OURS[0] in listed(booked, unacknowledged)
    booked.flow.acknowledge_response(OURS[0], first.second_responses[-1].ordinal, CALLER)
    assert listed(booked, unacknowledged) == OURS[1:]


def test_a_token_is_good_for_its_own_list(booked: World) -> None:
    _, token = booked.flow.list_bookings(ALL, CALLER, Page(1))
    for wanted, wrong in ((BookingFilter(open_only=True), token), (ALL, "bm9uc2Vuc2U=")):
        with pytest.raises(InvalidPageTokenError):
            booked.flow.list_bookings(wanted, CALLER, Page(1, wrong))


def _views(world: World) -> list[str]:
    with world.database.read() as session:
        logged = [one.entry for one in entries(session)]
    return [one.object_id for one in logged if one.action is Action.BOOKING_VIEWED]
