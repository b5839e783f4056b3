"""How long a person holds a task, at an office or at the LESC."""

from datetime import timedelta
from typing import Protocol

from interop.waiting import LEASE, MAX_LEASE
from services.wire import validation

_MAX_LEASE_MINUTES = int(MAX_LEASE.total_seconds() // 60)
_LEASE_MINUTES = int(LEASE.total_seconds() // 60)


class Leasing(Protocol):
    """A request by which a person takes or gets a task."""

    lease_minutes: int


def lease_period(request: Leasing) -> timedelta:
    """Read how long a person holds a task. Raises InvalidFieldError."""
    stated = request.lease_minutes
    minutes = validation.count("lease_minutes", stated, _LEASE_MINUTES, _MAX_LEASE_MINUTES)
    return timedelta(minutes=minutes)
