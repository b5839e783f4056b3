"""48 hours without Saturdays, Sundays and federal holidays, by the agency's clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.cases.detainer_life import HOLD, expire_time
from interop.local_time import is_working_day, local, zone_of

FRIDAY = 4


@pytest.mark.parametrize(
    ("released", "expires", "why"),
    [
        ("2011-08-05 17:00", "2011-08-09 17:00", "Friday to Tuesday"),
        ("2011-09-02 17:00", "2011-09-07 17:00", "Labor Day is a Monday"),
        ("2011-08-01 09:30", "2011-08-03 09:30", "an ordinary Monday"),
        ("2011-08-06 10:00", "2011-08-10 00:00", "a Saturday counts for nothing"),
        ("2011-08-07 23:59", "2011-08-10 00:00", "nor does a Sunday"),
        ("2010-07-02 17:00", "2010-07-07 17:00", "4 July on a Sunday is observed on Monday"),
        ("2010-12-23 17:00", "2010-12-28 17:00", "Christmas on a Saturday: observed on Friday"),
        ("2010-12-30 12:00", "2011-01-04 12:00", "New Year's Day observed in the year before"),
        ("2011-11-23 08:00", "2011-11-28 08:00", "Thanksgiving is a Thursday, Friday counts"),
        ("2011-11-11 08:00", "2011-11-16 00:00", "released on a holiday, a Friday"),
        ("2011-11-04 17:00", "2011-11-08 17:00", "clocks go back on the Sunday between"),
        ("2011-03-11 17:00", "2011-03-15 17:00", "clocks go forward on the Sunday between"),
        ("2021-06-17 12:00", "2021-06-22 12:00", "Juneteenth on a Saturday, in its first year"),
        ("2020-06-18 12:00", "2020-06-22 12:00", "no holiday the year before"),
    ],
)
def test_by_the_clock_of_houston(released: str, expires: str, why: str) -> None:
    zone = zone_of("TX")
    start, end = (
        datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
        for text in (released, expires)
    )
    assert expire_time(start.astimezone(UTC), "TX") == end, why


def test_days_end_by_the_agencys_clock() -> None:
    """The same moment is still Friday in Hawaii and already Saturday in Guam."""
    moment = datetime(2011, 8, 6, 3, tzinfo=UTC)
    assert local(moment, "HI").weekday() == FRIDAY
    assert expire_time(moment, "HI") == datetime(2011, 8, 10, 3, tzinfo=UTC)
    assert expire_time(moment, "GU") == datetime(2011, 8, 9, 14, tzinfo=UTC)


@given(
    st.datetimes(min_value=datetime(2008, 10, 1), max_value=datetime(2013, 12, 31)),
    st.sampled_from(["TX", "CA", "NY", "AZ", "HI", "PR"]),
)
def test_exactly_48_counted_hours_lie_between(moment: datetime, us_state: str) -> None:
    start = moment.replace(tzinfo=UTC)
    end = expire_time(start, us_state)
    first, last = local(start, us_state).date(), local(end, us_state).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum((held_on(day, start, end, us_state) for day in days), timedelta()) == HOLD


def held_on(day: date, start: datetime, end: datetime, us_state: str) -> timedelta:
    """How long of a day counts, in real time."""
    midnights = [
        datetime.combine(one, time(), zone_of(us_state)).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    ]
    held = min(end, midnights[1]) - max(start, midnights[0])
    return max(held, timedelta()) if is_working_day(day) else timedelta()


@given(
    st.datetimes(min_value=datetime(2008, 10, 1), max_value=datetime(2013, 12, 31)),
    st.integers(min_value=0, max_value=10_000),
)
def test_a_later_release_never_expires_earlier(moment: datetime, later_minutes: int) -> None:
    start = moment.replace(tzinfo=UTC)
    later = start + timedelta(minutes=later_minutes)
    assert expire_time(start, "TX") <= expire_time(later, "TX")
