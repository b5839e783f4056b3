"""Days are local: each State and territory has a zone, by postal code and by prefix of ORIs."""

from datetime import UTC, date, datetime
from zoneinfo import available_timezones

import pytest

from ebts import codes
from interop import local_time
from interop.bookings import store
from interop.bookings.tables import SubmissionRow
from interop.local_time import TIME_ZONES, local, zone_of
from synthesis.jurisdictions import STATES

AFTER_MIDNIGHT = datetime(2011, 8, 1, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("us_state", "hour"),
    [
        *(("AS", 17), ("GU", 14), ("GM", 14), ("MP", 14), ("PR", 0), ("VI", 0)),
        *(("NB", 23), ("NE", 23), ("HI", 18), ("AK", 20), ("AZ", 21), ("NY", 0), ("DC", 0)),
    ],
)
def test_every_state_and_territory_has_its_hour(us_state: str, hour: int) -> None:
    assert local(AFTER_MIDNIGHT, us_state).hour == hour, zone_of(us_state)


OFFSETS = {
    -4: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA PR RI SC VA VI VT WV",
    -5: "AL AR IA IL KS LA MN MO MS NB ND NE OK SD TN TX WI",
    -6: "CO ID MT NM UT WY",
    -7: "AZ CA NV OR WA",
    -8: "AK",
    -10: "HI",
    -11: "AS",
    10: "GM GU MP",
}
"""Hours from UTC on the first of August 2011."""


def test_every_state_and_territory_and_its_prefix_has_the_offset_of_its_zone() -> None:
    told = {place for places in OFFSETS.values() for place in places.split()}
    assert told == {*STATES, "DC", "NB", "GM", "AS", "GU", "MP", "PR", "VI"}
    assert told == local_time.STATES
    assert {"NB"} <= codes.PLACES, "NCIC's code of Nebraska"
    for hours, places in OFFSETS.items():
        for place in places.split():
            offset = local(AFTER_MIDNIGHT, place).utcoffset()
            assert offset is not None
            assert offset.total_seconds() == hours * 3600, place


def test_a_county_may_have_another_zone_than_most_of_its_state() -> None:
    assert available_timezones() >= TIME_ZONES
    assert local(AFTER_MIDNIGHT, "America/Indiana/Knox").hour == 23
    assert local(AFTER_MIDNIGHT, "IN").hour == 0
    assert zone_of("Europe/Berlin") == zone_of("NY"), "no zone of the United States"


@pytest.mark.parametrize(
    ("ori", "day"),
    [
        ("CA0190000", date(2011, 7, 31)),
        ("GM0010000", date(2011, 8, 1)),
        ("NB0010000", date(2011, 7, 31)),
    ],
)
def test_an_arrest_date_that_is_not_stated_is_the_agencys_day(ori: str, day: date) -> None:
    row = SubmissionRow(ori=ori, receive_time=AFTER_MIDNIGHT, arrest_date=None, place="")
    assert store.arrest_date(row) == day
    row.arrest_date = date(2011, 7, 15)
    assert store.arrest_date(row) == date(2011, 7, 15)
