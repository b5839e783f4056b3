"""Lists of bookings, page by page. A booking system asks for them after an interruption."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from database.caller import Caller
from database.paging import Listed, Page, equal, read_page
from database.rows import from_row
from interop.bookings import documents, store, visibility
from interop.bookings.tables import SecondResponseRow, SubmissionRow
from interop.bookings.types import BookingState
from interop.errors import BookingNotParkedError
from interop.purposes import TransactionType

_OPEN = [int(state) for state in BookingState if not state.is_final]


@dataclass(frozen=True)
class BookingFilter:
    """Which bookings to list; an empty field filters nothing."""

    ori: str = ""
    """The controlling agency."""
    state: BookingState | None = None
    open_only: bool = False
    unacknowledged_only: bool = False
    """Only bookings whose newest second response the agency has not acknowledged."""
    received_from: datetime | None = None
    received_before: datetime | None = None


@dataclass(frozen=True)
class BookingEntry:
    """A booking in a list."""

    tcn: str
    ori: str
    state: BookingState
    receive_time: datetime
    type_of_transaction: TransactionType
    agency_case_number: str
    is_own: bool
    """Whether the booking belongs to the agency that asks."""
    booked_name: str
    """As the booking states it; empty for whoever may not take the booking's file."""


@dataclass(frozen=True)
class ParkedBooking:
    """A booking whose next step has failed so often that it is tried once an hour only."""

    tcn: str
    ori: str
    state: BookingState
    receive_time: datetime
    attempt_count: int
    next_attempt_time: datetime | None
    error: str
    """Of the last attempt."""


def list_parked(session: Session, ori: str, park_after: int, page: Page) -> Listed[ParkedBooking]:
    """Read a page of parked bookings, oldest first, and the next page's token.

    park_after: a booking with more attempts is parked. Raises InvalidPageTokenError.
    """
    row = SubmissionRow
    found = select(row).where(
        *equal(row, ori=ori),
        row.state.in_(_OPEN),
        row.attempt_count > park_after,
    )
    owner = f"parked/{ori}"
    rows, token = read_page(session, found, [row.receive_time, row.tcn], owner, page)
    return [from_row(ParkedBooking, one) for (one,) in rows], token


def parked(session: Session, tcn: str) -> ParkedBooking:
    """Read how far a booking is, as the list of parked bookings says it."""
    return from_row(ParkedBooking, store.submission_row(session, tcn))


def unpark(session: Session, tcn: str, park_after: int, now: datetime) -> None:
    """Make a parked booking due, with no attempt counted.

    Raises BookingNotFoundError, BookingNotParkedError.
    """
    row = store.submission_row(session, tcn)
    if row.state not in _OPEN or row.attempt_count <= park_after:
        raise BookingNotParkedError(
            f"booking {tcn} gets on, or is complete: only parked bookings are tried again"
        )
    row.attempt_count, row.next_attempt_time = 0, now
    session.flush()


def list_bookings(
    session: Session, wanted: BookingFilter, viewer: Caller, page: Page
) -> Listed[BookingEntry]:
    """Read a page of the bookings that the viewer may see, oldest first, and the next page's token.

    Raises InvalidPageTokenError.
    """
    order = [SubmissionRow.receive_time, SubmissionRow.tcn]
    asked = _conditions(wanted)
    seen = [and_(one, *asked) for one in visibility.visible(viewer)]
    rows, token = read_page(session, select(SubmissionRow), order, wanted, page, any_of=seen)
    return [_entry(row, viewer) for (row,) in rows], token


def entries_of(session: Session, tcns: Collection[str], viewer: Caller) -> list[BookingEntry]:
    """Read bookings by their TCNs, oldest first. The caller has checked that they may be seen."""
    rows = session.scalars(
        select(SubmissionRow)
        .where(SubmissionRow.tcn.in_(tcns))
        .order_by(SubmissionRow.receive_time, SubmissionRow.tcn)
    )
    return [_entry(row, viewer) for row in rows]


def booked_names(session: Session, tcns: Collection[str]) -> dict[str, str]:
    """Read whom bookings name, by TCN. The caller has checked that the names may be seen."""
    row = SubmissionRow
    found = session.execute(select(row.tcn, row.details).where(row.tcn.in_(tcns)))
    return {tcn: documents.load_details(details).subject.name for tcn, details in found}


def _entry(row: SubmissionRow, viewer: Caller) -> BookingEntry:
    details, is_own = documents.load_details(row.details), visibility.owns(viewer, row)
    return from_row(
        BookingEntry,
        row,
        type_of_transaction=details.type_of_transaction,
        is_own=is_own,
        booked_name=details.subject.name if is_own and visibility.sees_names(viewer) else "",
    )


def _conditions(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    row = SubmissionRow
    conditions = equal(row, ori=wanted.ori, state=wanted.state)
    if wanted.open_only:
        conditions.append(row.state.in_(_OPEN))
    if wanted.unacknowledged_only:
        conditions.append(_is_unacknowledged())
    if wanted.received_from is not None:
        conditions.append(row.receive_time >= wanted.received_from)
    if wanted.received_before is not None:
        conditions.append(row.receive_time < wanted.received_before)
    return conditions


def _is_unacknowledged() -> ColumnElement[bool]:
    response, later = SecondResponseRow, aliased(SecondResponseRow)
    newest = select(func.max(later.ordinal)).where(later.tcn == response.tcn).scalar_subquery()
    return (
        select(response.tcn)
        .where(
            response.tcn == SubmissionRow.tcn,
            response.ordinal == newest,
            response.acknowledge_time.is_(None),
        )
        .exists()
    )
