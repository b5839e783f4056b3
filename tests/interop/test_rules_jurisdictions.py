"""Which prints go on to IDENT: R1 to R5 and R7."""

from datetime import date

import pytest

from database.paging import Page
from interop.bookings.types import BookingState, Charge, Subject
from interop.errors import AgencyNotFoundError
from interop.jurisdictions import csv_file as jurisdictions_csv
from interop.jurisdictions import store as jurisdictions_store
from interop.jurisdictions.rules import NATIONWIDE, NO_REGISTRY, Jurisdiction
from interop.jurisdictions.store import Filter
from synthesis import jurisdictions as synthetic
from tests.gallery.prints import enrol_people
from tests.interop.world import ORI, World, submission

TCN = "TCN-0000000001"
DAY = date(2011, 12, 28)


@pytest.mark.parametrize(
    ("activated", "arrested", "searched"),
    [
        (date(2008, 10, 27), date(2008, 10, 26), False),
        (date(2008, 10, 27), date(2008, 10, 27), True),
        (date(2030, 1, 1), date(2026, 3, 4), False),
        (None, date(2026, 3, 4), False),
    ],
    ids=["the day before", "the day", "activation lies in the future", "no date is set"],
)
def test_r1_prints_go_to_ident_only_if_active_on_the_arrest_date(
    world: World, activated: date | None, arrested: date, searched: bool
) -> None:
    """R1: "at the time of our review ICE had not activated ... in Cook County"."""
    enrol_people(world.ident, [1])
    world.activate(activated)
    world.flow.submit(submission(TCN, 1, arrest_date=arrested))
    booking = world.complete(TCN)
    states = [change.state for change in booking.history]
    assert (BookingState.SEARCHED_IN_IDENT in states) == searched
    assert booking.first_response is not None
    second = booking.second_response
    assert second is not None
    assert ("was not activated" in second.note) != searched
    assert len(world.cases(TCN)) == searched


def test_r2_the_first_was_harris_county_in_october_2008() -> None:
    """R2: first activation October 2008, Harris County, Texas."""
    [first] = [one for one in synthetic.generate() if one.activation_date == synthetic.FIRST_DAY]
    assert (first.name, first.us_state) == ("Harris County", "TX")
    assert (synthetic.FIRST_DAY.year, synthetic.FIRST_DAY.month) == (2008, 10)
    others = [one.activation_date for one in synthetic.generate() if one is not first]
    assert all(day is None or day >= synthetic.FIRST_DAY for day in others)


def test_r3_r5_the_curve_is_the_audits() -> None:
    """R3: 2,027 of 3,181 in 44 States on 28 December 2011; R5: 88 / 658 / 1,595."""
    made = synthetic.generate()
    assert len(made) == 3_181
    counts = {}
    for day in (date(2009, 9, 30), date(2010, 9, 30), date(2011, 9, 30), DAY):
        active = [one for one in made if one.activation_date and one.activation_date <= day]
        counts[day.isoformat()] = (len(active), len({one.us_state for one in active}))
    assert [count for count, _ in counts.values()] == [88, 658, 1_595, 2_027]
    assert counts["2011-12-28"] == (2_027, 44)
    assert counts["2010-09-30"] == (658, 32)
    [cook] = [one for one in made if one.name == "Cook County"]
    assert (cook.us_state, cook.activation_date) == ("IL", None)


def test_what_is_generated_is_the_same_again_and_names_nobody_twice() -> None:
    made = synthetic.generate()
    assert made == synthetic.generate() != synthetic.generate(1)
    assert len({one.jurisdiction_id for one in made}) == len(made)
    assert len({(one.name, one.us_state) for one in made}) == len(made)
    oris = [ori for one in made for ori in one.oris]
    assert len(set(oris)) == len(oris)
    assert all(len(ori) == 9 and ori.startswith(one.us_state) for one in made for ori in one.oris)


def test_r3_the_curve_survives_file_and_registry(world: World) -> None:
    """R3, as the service counts it."""
    made = [
        Jurisdiction(one.jurisdiction_id, one.name, one.us_state, one.activation_date, one.oris)
        for one in synthetic.generate()
    ]
    read = jurisdictions_csv.read(jurisdictions_csv.write(made))
    assert read == made
    with world.database.write() as session:
        jurisdictions_store.put(session, read, world.clock.now)
    with world.database.read() as session:
        assert jurisdictions_store.count(session)[0] == 3_181
        assert jurisdictions_store.count(session, DAY) == (2_027, 44)
        cook = jurisdictions_store.find(session, "IL0160000")
        assert cook is not None
        wanted = Filter(us_state="IL", active_on=DAY)
        listed, token = jurisdictions_store.list_jurisdictions(session, wanted, Page(1_000))
    assert cook.name == "Cook County"
    assert token == ""
    assert cook not in listed


def test_r4_without_a_registry_all_are_activated_and_the_agency_is_told(world: World) -> None:
    """R4: nationwide activation planned "by 2013"."""
    enrol_people(world.ident, [1])
    world.flow.submit(submission(TCN, 1))
    second = world.complete(TCN).second_response
    assert second is not None
    assert NATIONWIDE in second.note
    assert len(world.cases(TCN)) == 1


def test_r4_without_a_registry_nothing_goes_to_ident_unless_the_operator_says_so(
    world: World,
) -> None:
    """Two bookings of one person: the first stays with IAFIS, and the agency is told why."""
    enrol_people(world.ident, [1])
    world.nationwide = False
    world.restart()
    world.flow.submit(submission(TCN, 1))
    second = world.complete(TCN).second_response
    assert second is not None
    assert second.note == NO_REGISTRY
    assert world.cases(TCN) == []
    world.nationwide = True
    world.restart()
    world.flow.submit(submission("TCN-0000000002", 1, 3))
    world.complete("TCN-0000000002")
    assert len(world.cases("TCN-0000000002")) == 1


def test_an_agency_of_no_jurisdiction_is_refused_by_name(world: World) -> None:
    world.activate(date(2008, 10, 27), "TX1010000")
    with pytest.raises(AgencyNotFoundError, match=ORI):
        world.flow.submit(submission(TCN, 1))
    assert not world.flow.run_due()


def test_r7_routing_asks_neither_charge_nor_origin(world: World) -> None:
    """R7: "local jurisdictions that arrest individuals for minor charges submit"."""
    enrol_people(world.ident, [1])
    world.activate(date(2008, 10, 27))
    said = (
        (Subject(citizenship="US"), (Charge("LOITERING", "5399"),)),
        (Subject(citizenship="MM"), (Charge("HOMICIDE", "0999"),)),
        (Subject(), ()),
    )
    for number, (subject, charges) in enumerate(said, 1):
        tcn = f"TCN-000000000{number}"
        world.flow.submit(submission(tcn, 1, number + 1, subject=subject, charges=charges))
        world.complete(tcn)
        assert len(world.cases(tcn)) == 1
