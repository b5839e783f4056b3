"""The life of a detainer (R30, R40): asked for, answered, run out; never made longer.

    REQUESTED ── acknowledged ──▶ ACKNOWLEDGED ── otherwise released ──▶ RUNNING ──▶ EXPIRED
        │                              │                                    │
        └── DECLINED                   └───────────▶ CUSTODY_TAKEN ◀────────┘

Until custody is taken or the time is up it can be cancelled. `expire_time` is set once, when the
clock starts, and nothing here or in `detainer_store` writes it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from interop.cases.errors import DetainerStateError
from interop.local_time import is_working_day, local


class DetainerState(IntEnum):
    """Where a detainer stands. Values are the proto's."""

    REQUESTED = 1
    ACKNOWLEDGED = 2
    DECLINED = 3
    RUNNING = 4
    """The person would otherwise have been released: the 48 hours count."""
    CUSTODY_TAKEN = 5
    EXPIRED = 6
    """The agency must release."""
    CANCELLED = 7

    @property
    def is_live(self) -> bool:
        """Whether it still asks somebody to be held."""
        return bool(NEXT[self])


_S = DetainerState

NEXT: Mapping[DetainerState, frozenset[DetainerState]] = {
    _S.REQUESTED: frozenset({_S.ACKNOWLEDGED, _S.DECLINED, _S.CANCELLED}),
    _S.ACKNOWLEDGED: frozenset({_S.RUNNING, _S.CUSTODY_TAKEN, _S.CANCELLED}),
    _S.RUNNING: frozenset({_S.CUSTODY_TAKEN, _S.EXPIRED, _S.CANCELLED}),
    _S.DECLINED: frozenset(),
    _S.CUSTODY_TAKEN: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""What may follow each state."""


@dataclass(frozen=True)
class Detainer:
    """A request to hold somebody, as it stands."""

    detainer_id: str
    case_id: str
    ori: str
    """The local agency that is asked."""
    state: DetainerState
    officer: str
    """Who asked; there is no detainer without."""
    request_time: datetime
    against_advice_because: str = ""
    """The officer's reason where the advice was not to detain."""
    acknowledge_time: datetime | None = None
    release_time: datetime | None = None
    """When the agency would otherwise have released the person."""
    expire_time: datetime | None = None
    end_time: datetime | None = None
    end_reason: str = ""
    """Why it was declined or cancelled."""

    @property
    def clock_started(self) -> bool:
        """Whether any of the 48 hours were used."""
        return self.release_time is not None


def check_step(detainer_id: str, source: DetainerState, target: DetainerState) -> None:
    """Refuse what the life of a detainer does not allow. Raises DetainerStateError."""
    if target not in NEXT[source]:
        raise DetainerStateError(
            f"detainer {detainer_id} is {source.name}: it cannot become {target.name}"
        )


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
