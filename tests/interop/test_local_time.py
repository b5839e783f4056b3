"""Days are local: each State and territory has a zone, by postal code and by prefix of ORIs."""

from datetime import UTC, date, datetime

import pytest

from interop.bookings import store
from interop.bookings.tables import SubmissionRow
from interop.local_time import local, zone_of

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


@pytest.mark.parametrize(
    ("ori", "day"),
    [
        ("CA0190000", date(2011, 7, 31)),
        ("GM0010000", date(2011, 8, 1)),
        ("NB0010000", date(2011, 7, 31)),
    ],
)
def test_an_arrest_date_that_is_not_stated_is_the_agencys_day(ori: str, day: date) -> None:
    row = SubmissionRow(ori=ori, receive_time=AFTER_MIDNIGHT, arrest_date=None)
    assert store.arrest_date(row) == day
    row.arrest_date = date(2011, 7, 15)
    assert store.arrest_date(row) == date(2011, 7, 15)
