"""Who sees a booking: the agencies it belongs to, and those who look after the service."""

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from database.caller import Caller
from interop.bookings import store
from interop.bookings.tables import SubmissionRow
from interop.errors import BookingNotFoundError
from interop.roles import Operation, may


def require_visible(session: Session, tcn: str, viewer: Caller) -> bool:
    """Check that the viewer may see the booking; returns whether the booking is the viewer's own.

    Raises BookingNotFoundError also for another agency's booking: the viewer must not learn of it.
    """
    own = owns(viewer, store.submission_row(session, tcn))
    if not own and not may(viewer, Operation.SEE_EVERY_BOOKING):
        raise BookingNotFoundError(f"no booking with TCN {tcn}")
    return own


def owns(viewer: Caller, row: SubmissionRow) -> bool:
    """Tell whether a row's booking belongs to the viewer's agency."""
    return viewer.ori in (row.ori, row.caller_ori)


def visible(viewer: Caller) -> ColumnElement[bool]:
    """Make the condition of `require_visible` for a database query."""
    if may(viewer, Operation.SEE_EVERY_BOOKING):
        return true()
    return or_(SubmissionRow.ori == viewer.ori, SubmissionRow.caller_ori == viewer.ori)
