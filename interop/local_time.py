"""Local time and federal holidays, for office hours and the 48 hours of a detainer."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

_EAST = "America/New_York"

_ZONES: Mapping[str, str] = {
    **dict.fromkeys(
        ("CT", "DC", "DE", "FL", "GA", "IN", "KY", "MA", "MD", "ME", "MI", "NC", "NH", "NJ", "NY"),
        _EAST,
    ),
    **dict.fromkeys(("OH", "PA", "RI", "SC", "VA", "VT", "WV"), _EAST),
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
(NB is Nebraska in NCIC's table of places; GM is taken for Guam). All other places, such as those of
federal agencies, are in the zone of the east."""

STATES = frozenset(_ZONES)
"""The States, the District of Columbia and the territories, by both codes where there are two."""

TIME_ZONES = frozenset(
    {
        *_ZONES.values(),
        _EAST,
        *(f"America/Kentucky/{one}" for one in ("Louisville", "Monticello")),
        *(f"America/North_Dakota/{one}" for one in ("Beulah", "Center", "New_Salem")),
        *(
            f"America/Indiana/{one}"
            for one in (
                *("Indianapolis", "Knox", "Marengo", "Petersburg", "Tell_City", "Vevay"),
                *("Vincennes", "Winamac"),
            )
        ),
        *(
            f"America/{one}"
            for one in (
                *("Adak", "Boise", "Detroit", "Juneau", "Menominee", "Metlakatla", "Nome"),
                *("Sitka", "Yakutat"),
            )
        ),
    }
)
"""The zones of the time zone database in the United States and its territories: a county of a State
in two zones has one of them."""


def zone_of(place: str) -> ZoneInfo:
    """Find the time zone of a place: a zone's own name, or the zone of most of a State."""
    return ZoneInfo(place if place in TIME_ZONES else _ZONES.get(place, _EAST))


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither Saturday, Sunday nor a federal holiday or its substitute."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def local(time: datetime, place: str) -> datetime:
    """Convert a moment to the time of a State, or of a zone."""
    return time.astimezone(zone_of(place))


@cache
def _holidays(year: int) -> frozenset[date]:
    # The library takes a while to load, and few processes ask.
    import holidays

    # Without a State the library lists only federal holidays, with their substitute days.
    return frozenset(holidays.country_holidays("US", years=year))
