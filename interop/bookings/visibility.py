"""Who sees a booking: the agencies it belongs to, and those who look after the service."""

from dataclasses import replace

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import Session

from database.caller import Caller
from gallery.types import Candidate
from interop.bookings import store
from interop.bookings.tables import SubmissionRow
from interop.bookings.types import Booking
from interop.errors import BookingNotFoundError
from interop.roles import Operation, Scope, may_any, scope


def require_visible(session: Session, tcn: str, viewer: Caller) -> bool:
    """Check that the viewer may see the booking; returns whether the booking is the viewer's own.

    Raises BookingNotFoundError also for another agency's booking: the viewer must not learn of it.
    """
    own = owns(viewer, store.submission_row(session, tcn))
    if not own and not may_any(viewer, Operation.READ_BOOKING):
        raise BookingNotFoundError(store.no_booking(tcn))
    return own


def owns(viewer: Caller, row: SubmissionRow) -> bool:
    """Tell whether a row's booking belongs to the viewer's agency; nobody owns without an ORI."""
    reads = scope(viewer, Operation.READ_BOOKING) is not Scope.NONE
    return reads and viewer.ori in (row.ori, row.caller_ori)


def sees_names(viewer: Caller) -> bool:
    """Tell whether a viewer sees whom an own booking names: whoever may take the booking's file."""
    return scope(viewer, Operation.SEE_PRINTS) is not Scope.NONE


def as_seen(booking: Booking, viewer: Caller) -> Booking:
    """Leave out the strangers whom a search found below its threshold, and names.

    An agency gets its answer: who was found. Below the threshold are other people, of whom it must
    not learn even an id. Whoever reads the bookings of all agencies, or identities, sees them, and
    does not learn the name of the person who was booked: that is for the agency.
    """
    if not sees_names(viewer):
        booking = replace(booking, booked_name="")
    if may_any(viewer, Operation.READ_BOOKING) or may_any(viewer, Operation.READ_IDENTITY):
        return booking
    first = booking.first_response
    return replace(
        booking,
        first_response=first and replace(first, candidates=_found(first.candidates)),
        second_responses=tuple(
            replace(
                one,
                response=replace(one.response, candidates=_found(one.response.candidates)),
            )
            for one in booking.second_responses
        ),
    )


def _found(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(one for one in candidates if one.above_threshold)


def visible(viewer: Caller) -> tuple[ColumnElement[bool], ...]:
    """Make the conditions of `require_visible` for a database query; one of them must hold."""
    reach = scope(viewer, Operation.READ_BOOKING)
    if reach is Scope.ANY:
        return (true(),)
    if reach is Scope.NONE:
        return (false(),)
    return SubmissionRow.ori == viewer.ori, SubmissionRow.caller_ori == viewer.ori
