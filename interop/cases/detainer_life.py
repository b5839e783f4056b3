"""The states of a detainer, from the request to the end (R30, R40). No state lengthens a hold.

    REQUESTED ── acknowledged ──▶ ACKNOWLEDGED ── otherwise released ──▶ RUNNING ──▶ EXPIRED
        │                              │                                    │
        └── DECLINED                   └───────────▶ CUSTODY_TAKEN ◀────────┘

A detainer can be cancelled until custody is taken or the time is up. `expire_time` is set once,
when the clock starts; nothing here or in `detainer_store` writes `expire_time` again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from interop.cases.errors import DetainerStateError
from interop.local_time import is_working_day, local


class DetainerState(IntEnum):
    """The state of a detainer. Values are the proto's."""

    REQUESTED = 1
    ACKNOWLEDGED = 2
    DECLINED = 3
    RUNNING = 4
    """The 48 hours count: the agency would otherwise have released the person."""
    CUSTODY_TAKEN = 5
    EXPIRED = 6
    """The time is up: the agency must release the person."""
    CANCELLED = 7

    @property
    def is_live(self) -> bool:
        """Whether the detainer still asks an agency to hold the person."""
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
"""The states that may follow each state."""


@dataclass(frozen=True)
class Detainer:
    """A request to hold a person, in its present state."""

    detainer_id: str
    case_id: str
    ori: str
    """The local agency that is asked."""
    state: DetainerState
    officer: str
    """The officer who asked; every detainer has one."""
    request_time: datetime
    against_advice_because: str = ""
    """The officer's reason if the advice was not to detain."""
    acknowledge_time: datetime | None = None
    release_time: datetime | None = None
    """When the agency would otherwise have released the person."""
    expire_time: datetime | None = None
    end_time: datetime | None = None
    end_reason: str = ""
    """Why the detainer was declined or cancelled."""
    custodian: str = ""
    """The ORI of the office that took custody."""
    freed_time: datetime | None = None
    """When the custodian released the person."""
    freed_reason: str = ""
    booked_name: str = ""
    """The person, as the booking states the name; only for the agency that was asked."""

    @property
    def clock_started(self) -> bool:
        """Whether any of the 48 hours was used."""
        return self.release_time is not None

    @property
    def is_held(self) -> bool:
        """Whether somebody may hold the person because of this detainer: agency or custodian."""
        in_custody = self.state is DetainerState.CUSTODY_TAKEN and self.freed_time is None
        return self.state.is_live or in_custody


def check_step(detainer_id: str, source: DetainerState, target: DetainerState) -> None:
    """Refuse a step that a detainer cannot take. Raises DetainerStateError."""
    if target not in NEXT[source]:
        raise DetainerStateError(
            f"detainer {detainer_id} is {source.name}: it cannot become {target.name}"
        )


HOLD = timedelta(hours=48)
"""8 CFR 287.7(d)."""


def expire_time(release_time: datetime, us_state: str) -> datetime:
    """Compute when the agency must release a person who would otherwise leave at `release_time`.

    Days begin and end by the agency's own clock. Clocks change only on Sundays, which do not count.
    An hour of a counted day is therefore a whole hour.
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
