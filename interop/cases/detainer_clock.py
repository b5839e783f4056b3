"""The 48 hours of a detainer (R30): from release otherwise, without weekends and holidays."""

from datetime import datetime, timedelta

from interop.local_time import is_working_day, local

HOLD = timedelta(hours=48)
"""8 CFR 287.7(d)."""


def expire_time(release_time: datetime, us_state: str) -> datetime:
    """Tell when somebody must be released who would otherwise have been at `release_time`.

    Days begin and end by the agency's own clock. Clocks change on Sundays, which do not count,
    so an hour of a counted day is an hour.
    """
    now, left = local(release_time, us_state), HOLD
    while True:
        midnight = _next_midnight(now)
        if is_working_day(now.date()):
            if left <= midnight - now:
                return (now + left).astimezone(release_time.tzinfo)
            left -= midnight - now
        now = midnight


def _next_midnight(time: datetime) -> datetime:
    day = time.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return day + timedelta(days=1)
