"""What is on its way to the LESC, for those who watch over it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Page, read_page
from interop.bookings.tables import OutboxRow
from interop.bookings.types import MessageKind


class OutboundState(IntEnum):
    """Where a message stands. Values are the proto's."""

    WAITING = 1
    ACKNOWLEDGED = 2
    REJECTED = 3


@dataclass(frozen=True)
class OutboundMessage:
    """A message to the LESC as it stands, without what it says."""

    message_id: str
    kind: MessageKind
    tcn: str
    state: OutboundState
    attempt_count: int
    error: str
    """Of the last failed attempt."""
    rejected_field: str
    create_time: datetime
    next_attempt_time: datetime | None
    acknowledge_time: datetime | None


def messages(
    session: Session, state: OutboundState | None, tcn: str, page: Page
) -> tuple[list[OutboundMessage], str]:
    """Read a page of messages, oldest first, and the next page's token.

    What is left out filters nothing.
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
    """Tell how a message stands."""
    return OutboundMessage(
        message_id=row.message_id,
        kind=MessageKind(row.kind),
        tcn=row.tcn,
        state=_state(row),
        attempt_count=row.attempt_count,
        error=row.error,
        rejected_field=row.rejected_field,
        create_time=row.create_time,
        next_attempt_time=row.next_attempt_time,
        acknowledge_time=row.acknowledge_time,
    )


def _state(row: OutboxRow) -> OutboundState:
    if row.delivered_time is not None:
        return OutboundState.ACKNOWLEDGED
    return OutboundState.WAITING if row.rejected_time is None else OutboundState.REJECTED
