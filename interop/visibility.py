"""Who sees a booking: the agencies it belongs to, and those who look after the service."""

from sqlalchemy.orm import Session

from gallery.types import Caller
from interop import store
from interop.errors import BookingNotFoundError

EVERYTHING = frozenset({"operator", "auditor"})
"""Roles that see every agency's bookings."""


def require_visible(session: Session, tcn: str, viewer: Caller) -> None:
    """Pass where the viewer may see the booking.

    Raises BookingNotFoundError: another agency's looks like none at all.
    """
    row = store.submission_row(session, tcn)
    if viewer.roles & EVERYTHING or viewer.ori in (row.ori, row.caller_ori):
        return
    raise BookingNotFoundError(f"no booking with TCN {tcn}")
