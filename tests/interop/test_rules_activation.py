"""R1, R30: activations have ends and a history, and a county's days are its own."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from database.paging import FIRST_PAGE
from interop.bookings.types import BookingState
from interop.cases import rows
from interop.cases.detainer_life import expire_time
from interop.errors import JurisdictionFileError
from interop.jurisdictions import csv_file, store
from interop.jurisdictions.rules import ActivationPeriod, Jurisdiction
from interop.jurisdictions.store import Filter
from interop.names import case_id
from tests.gallery.prints import enrol_people
from tests.interop.world import ORI, World, submission

TCN = "TCN-0000000001"
FIRST, END, AGAIN = date(2009, 1, 1), date(2010, 1, 1), date(2011, 1, 1)
GAP = date(2010, 6, 1)
COUNTY = Jurisdiction("IN-KNOX", "Starke County", "IN", FIRST, (ORI,))
KNOX = "America/Indiana/Knox"


def put(world: World, *given: Jurisdiction) -> list[Jurisdiction]:
    with world.database.write() as session:
        return store.put(session, given, world.clock.now)


def kept(world: World) -> Jurisdiction:
    with world.database.read() as session:
        return store.get(session, COUNTY.jurisdiction_id)


@pytest.mark.parametrize(
    ("arrested", "searched"),
    [
        (date(2008, 12, 31), False),
        (FIRST, True),
        (date(2009, 12, 31), True),
        (END, False),
        (GAP, False),
        (AGAIN, True),
    ],
)
def test_r1_an_activation_that_ended_sends_nothing_and_a_later_one_does(
    world: World, arrested: date, searched: bool
) -> None:
    """The end is set first; the next activation keeps it, without being told of it."""
    enrol_people(world.ident, [1])
    put(world, replace(COUNTY, deactivation_date=END))
    put(world, replace(COUNTY, activation_date=AGAIN))
    world.flow.submit(submission(TCN, 1, arrest_date=arrested))
    states = [change.state for change in world.complete(TCN).history]
    assert (BookingState.SEARCHED_IN_IDENT in states) == searched


def test_r1_what_was_on_record_stays_as_history(world: World) -> None:
    put(world, COUNTY)
    world.clock.forward(60)
    ended = replace(COUNTY, deactivation_date=END)
    put(world, ended)
    world.clock.forward(60)
    assert put(world, replace(COUNTY, activation_date=AGAIN)) != []
    assert put(world, replace(COUNTY, activation_date=AGAIN)) == [], "a repetition"
    assert kept(world).earlier_activations == (ActivationPeriod(FIRST, END),)
    assert kept(world).activation_date == AGAIN
    with world.database.read() as session:
        told = store.history(session, COUNTY.jurisdiction_id)
        active = [store.count(session, day)[0] for day in (FIRST, END, GAP, AGAIN)]
        listed, _ = store.list_jurisdictions(session, Filter(active_on=GAP), FIRST_PAGE)
    assert [one.period for one in told] == [
        ActivationPeriod(FIRST),
        ActivationPeriod(FIRST, END),
        ActivationPeriod(AGAIN),
    ]
    assert [one.replace_time is None for one in told] == [False, True, True]
    assert all(one.record_time is not None for one in told)
    assert (active, listed) == ([1, 0, 0, 1], [])


def test_a_mistaken_day_is_corrected_and_the_mistake_can_be_read(world: World) -> None:
    put(world, replace(COUNTY, activation_date=date(2019, 1, 1)))
    put(world, COUNTY)
    assert kept(world).activations == (ActivationPeriod(FIRST),)
    put(world, replace(COUNTY, activation_date=None))
    assert kept(world).activations == ()
    with world.database.read() as session:
        assert len(store.history(session, COUNTY.jurisdiction_id)) == 2


FULL = replace(
    COUNTY,
    activation_date=AGAIN,
    deactivation_date=date(2012, 1, 1),
    earlier_activations=(ActivationPeriod(FIRST, END),),
    time_zone=KNOX,
)


def test_a_file_holds_ends_history_and_zone_and_older_files_open(world: World) -> None:
    [read] = csv_file.read(csv_file.write([FULL]))
    assert read == FULL
    put(world, read)
    assert kept(world) == FULL
    old = "jurisdiction_id,name,us_state,activation_date,oris\n"
    old += f"IN-KNOX,Starke County,IN,2011-01-01,{ORI}\n"
    put(world, *csv_file.read(old))
    assert kept(world) == replace(FULL, deactivation_date=None), (
        "a file says what it has columns for"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(FULL, time_zone="Europe/Berlin"), "time_zone 'Europe/Berlin'"),
        (replace(FULL, deactivation_date=AGAIN), "does not lie after"),
        (replace(FULL, activation_date=None), "needs an activation_date"),
        (replace(FULL, activation_date=date(2009, 6, 1)), "ends after"),
        (replace(FULL, earlier_activations=(ActivationPeriod(FIRST),)), "ends after"),
    ],
)
def test_a_wrong_period_or_zone_is_refused_by_line(wrong: Jurisdiction, said: str) -> None:
    with pytest.raises(JurisdictionFileError, match="line 2") as caught:
        csv_file.read(csv_file.write([wrong]))
    assert said in str(caught.value)


LATE = datetime(2026, 8, 2, 4, 30, tzinfo=UTC)
"""Half past midnight on the 2nd in Indianapolis, half past eleven on the 1st in Knox."""


@pytest.mark.parametrize(("zone", "day"), [("", date(2026, 8, 2)), (KNOX, date(2026, 8, 1))])
def test_r1_a_county_in_another_zone_has_its_own_day_of_arrest(
    world: World, zone: str, day: date
) -> None:
    """A booking that states no date of arrest goes on only if it came after the local midnight."""
    enrol_people(world.ident, [1])
    world.clock.now = LATE
    put(world, replace(COUNTY, activation_date=date(2026, 8, 2), time_zone=zone))
    world.flow.submit(submission(TCN, 1, arrest_date=None))
    world.complete(TCN)
    assert len(world.cases(TCN)) == (day == date(2026, 8, 2))


def test_r30_the_48_hours_end_by_the_clock_of_the_county(world: World) -> None:
    """Released on Saturday at half past midnight in Indianapolis: in Knox still on Friday."""
    enrol_people(world.ident, [1])
    put(world, replace(COUNTY, time_zone=KNOX))
    world.flow.submit(submission(TCN, 1, arrest_date=date(2011, 8, 1)))
    world.complete(TCN)
    with world.database.read() as session:
        case = rows.read_case(session, case_id(TCN))
    released = datetime(2011, 8, 6, 4, 30, tzinfo=UTC)
    assert expire_time(released, case.us_state) == datetime(2011, 8, 10, 4, tzinfo=UTC)
    assert expire_time(released, case.place) == datetime(2011, 8, 10, 4, 30, tzinfo=UTC)
