"""Messages that are on their way to the LESC, for operators and auditors."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, read_page
from database.rows import from_row
from interop.bookings.tables import OutboxRow
from interop.bookings.types import MessageKind


class OutboundState(IntEnum):
    """Where a message stands. Values are the proto's."""

    WAITING = 1
    ACKNOWLEDGED = 2
    REJECTED = 3


@dataclass(frozen=True)
class OutboundMessage:
    """The state of a message to the LESC, without its content."""

    message_id: str
    kind: MessageKind
    tcn: str
    state: OutboundState
    attempt_count: int
    error: str
    """The error of the last failed attempt."""
    rejected_field: str
    create_time: datetime
    next_attempt_time: datetime | None
    acknowledge_time: datetime | None


def messages(
    session: Session, state: OutboundState | None, tcn: str, page: Page
) -> Listed[OutboundMessage]:
    """Read a page of messages, oldest first, and the next page's token.

    None and an empty `tcn` filter nothing.
    """
    query = select(OutboxRow)
    if tcn:
        query = query.where(OutboxRow.tcn == tcn)
    if state is OutboundState.ACKNOWLEDGED:
        query = query.where(OutboxRow.delivered_time.is_not(None))
    elif state is OutboundState.REJECTED:
        query = query.where(OutboxRow.rejected_time.is_not(None))
    elif state is OutboundState.WAITING:
        query = query.where(OutboxRow.delivered_time.is_(None), OutboxRow.rejected_time.is_(None))
    rows, token = read_page(session, query, [OutboxRow.sequence], f"{state} {tcn}", page)
    return [describe(row) for (row,) in rows], token


def describe(row: OutboxRow) -> OutboundMessage:
    """Describe the state of a message."""
    return from_row(OutboundMessage, row, state=_state(row))


def _state(row: OutboxRow) -> OutboundState:
    if row.delivered_time is not None:
        return OutboundState.ACKNOWLEDGED
    return OutboundState.WAITING if row.rejected_time is None else OutboundState.REJECTED
