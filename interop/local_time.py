"""Local time and federal holidays, for office hours and the 48 hours of a detainer."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import holidays

_DEFAULT = "America/New_York"

_ZONES: Mapping[str, str] = {
    **dict.fromkeys(
        ("AL", "AR", "IA", "IL", "KS", "LA", "MN", "MO", "MS", "NB", "ND", "NE", "OK", "SD", "TN"),
        "America/Chicago",
    ),
    **dict.fromkeys(("TX", "WI"), "America/Chicago"),
    **dict.fromkeys(("CO", "ID", "MT", "NM", "UT", "WY"), "America/Denver"),
    **dict.fromkeys(("CA", "NV", "OR", "WA"), "America/Los_Angeles"),
    "AZ": "America/Phoenix",
    "AK": "America/Anchorage",
    "HI": "Pacific/Honolulu",
    "AS": "Pacific/Pago_Pago",
    **dict.fromkeys(("GM", "GU"), "Pacific/Guam"),
    "MP": "Pacific/Saipan",
    "PR": "America/Puerto_Rico",
    "VI": "America/St_Thomas",
}
"""The zone of most of each State or territory, by postal code or by the FBI's own prefix of ORIs
(NB, GM). All other States are in the zone of the east."""


def zone_of(us_state: str) -> ZoneInfo:
    """Find the time zone of most of a State."""
    return ZoneInfo(_ZONES.get(us_state, _DEFAULT))


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither Saturday, Sunday nor a federal holiday or its substitute."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def local(time: datetime, us_state: str) -> datetime:
    """Convert a moment to a State's time."""
    return time.astimezone(zone_of(us_state))


@cache
def _holidays(year: int) -> frozenset[date]:
    # Without a State the library lists only federal holidays, with their substitute days.
    return frozenset(holidays.country_holidays("US", years=year))
