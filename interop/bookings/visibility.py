"""Who sees a booking: the agencies it belongs to, and those who look after the service."""

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from database.caller import Caller
from interop.bookings import store
from interop.bookings.tables import SubmissionRow
from interop.errors import BookingNotFoundError
from interop.roles import Operation, may


def require_visible(session: Session, tcn: str, viewer: Caller) -> None:
    """Check that the viewer may see the booking.

    Raises BookingNotFoundError also for another agency's booking: the viewer must not learn of it.
    """
    if not (may(viewer, Operation.SEE_EVERY_BOOKING) or is_own(session, tcn, viewer)):
        raise BookingNotFoundError(f"no booking with TCN {tcn}")


def is_own(session: Session, tcn: str, viewer: Caller) -> bool:
    """Tell whether a booking belongs to the viewer's agency."""
    return owns(viewer, store.submission_row(session, tcn))


def owns(viewer: Caller, row: SubmissionRow) -> bool:
    """Tell whether a row's booking belongs to the viewer's agency."""
    return viewer.ori in (row.ori, row.caller_ori)


def visible(viewer: Caller) -> ColumnElement[bool]:
    """Make the condition of `require_visible` for a database query."""
    if may(viewer, Operation.SEE_EVERY_BOOKING):
        return true()
    return or_(SubmissionRow.ori == viewer.ori, SubmissionRow.caller_ori == viewer.ori)
