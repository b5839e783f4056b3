"""Messages to the LESC and its answers: in the database, and as operators see messages."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, read_page
from database.rows import from_row, required
from interop import names
from interop.bookings import store
from interop.bookings.tables import AnswerRow, OutboxRow
from interop.bookings.types import BookingState, MessageKind
from interop.delivery import Outbox
from interop.errors import (
    AnswerConflictError,
    AnswerOrderError,
    QueryNotFoundError,
    QueryRejectedError,
    QueryStateError,
)
from interop.lesc import LescAnswer, LescQuery, LescReceipt
from interop.lesc import documents as lesc_documents


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


@dataclass(frozen=True)
class KeptAnswer:
    """A version of an answer, and when it came."""

    answer: LescAnswer
    receive_time: datetime


OUTBOX = Outbox(OutboxRow, OutboxRow.sequence, OutboxRow.person, OutboxRow.tcn)


def add_query(session: Session, query: LescQuery) -> None:
    """Write a query that leaves at once."""
    row = OutboxRow(
        message_id=query.query_id,
        kind=MessageKind.IAQ.value,
        tcn=query.tcn,
        person=query.identity_id,
        payload=lesc_documents.QUERY.dump(query),
        create_time=query.match_time,
    )
    _add(session, row)


def add_withdrawal(
    session: Session, *, query_id: str, withdrawal_id: str, reason: str, now: datetime
) -> None:
    """Write that a query's match is wrong. Raises QueryNotFoundError.

    withdrawal_id: a repetition of the id changes nothing.
    """
    payload = {"query_id": query_id, "withdrawal_id": withdrawal_id, "reason": reason}
    _add_about(session, MessageKind.WITHDRAWAL, withdrawal_id, payload, now)


def add_reinstatement(
    session: Session, *, query_id: str, reinstatement_id: str, now: datetime
) -> None:
    """Write that a query's match stands again. Raises QueryNotFoundError.

    reinstatement_id: a repetition of the id changes nothing.
    """
    payload = {"query_id": query_id, "reinstatement_id": reinstatement_id}
    _add_about(session, MessageKind.REINSTATEMENT, reinstatement_id, payload, now)


def forget(session: Session, query_id: str) -> None:
    """Keep of a query that the LESC has, and of its answers, nothing about the person."""
    row = message(session, query_id)
    if row.delivered_time is not None:
        query = lesc_documents.QUERY.load(row.payload)
        row.payload = lesc_documents.QUERY.dump(query.without_person())
    for one in session.scalars(select(AnswerRow).where(AnswerRow.query_id == query_id)):
        answer = lesc_documents.ANSWER.load(one.document)
        one.document = lesc_documents.ANSWER.dump(answer.without_person())
    session.flush()


def add_citizenship_review(
    session: Session, *, query_id: str, claim_id: str, now: datetime
) -> None:
    """Write that a person claims to be a citizen. Raises QueryNotFoundError.

    claim_id: a repetition of the id changes nothing.
    """
    payload = {"query_id": query_id, "claim_id": claim_id}
    _add_about(session, MessageKind.CITIZENSHIP_REVIEW, claim_id, payload, now)


def add_citizenship(
    session: Session, *, query_id: str, claim_id: str, evidence: str, now: datetime
) -> None:
    """Write that a claim of the person of a query was upheld. Raises QueryNotFoundError.

    A repetition of query and claim changes nothing.
    """
    payload = {"query_id": query_id, "claim_id": claim_id, "evidence": evidence}
    message_id = names.citizenship_message_id(claim_id, message(session, query_id).tcn)
    _add_about(session, MessageKind.CITIZENSHIP_UPHELD, message_id, payload, now)


def message(session: Session, message_id: str) -> OutboxRow:
    """Read a message, a query or another. Raises QueryNotFoundError."""
    row = session.get(OutboxRow, message_id)
    return required(row, QueryNotFoundError, f"no message {message_id} was sent from here")


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
    return [describe_message(row) for (row,) in rows], token


def describe_message(row: OutboxRow) -> OutboundMessage:
    """Describe the state of a message."""
    return from_row(OutboundMessage, row, state=_state(row))


def reject(session: Session, message_id: str, error: QueryRejectedError, now: datetime) -> None:
    """Park a message of which the LESC refuses a field."""
    row = session.get_one(OutboxRow, message_id)
    row.park(error, now)
    row.rejected_field = error.field


def requeue(row: OutboxRow, payload: str, now: datetime) -> None:
    """Let a rejected message leave again with a new payload. Raises QueryStateError."""
    if row.rejected_time is None:
        raise QueryStateError(
            f"message {row.message_id} was not rejected: only rejected messages leave again"
        )
    row.payload = payload
    row.next_attempt_time = now
    row.rejected_time = None
    row.rejected_field = ""
    row.error = ""


def acknowledge(session: Session, message_id: str, receipt: LescReceipt, now: datetime) -> bool:
    """Store a receipt; returns whether a booking moved on. A second receipt changes nothing."""
    row = session.get_one(OutboxRow, message_id)
    if not row.deliver(now):
        return False
    row.receipt_id = receipt.receipt_id
    row.acknowledge_time = receipt.acknowledge_time
    if row.kind != MessageKind.IAQ.value:
        return False
    source = BookingState(store.submission_row(session, row.tcn).state)
    if source not in (BookingState.SEARCHED_IN_IDENT, BookingState.IN_REVIEW):
        return False
    return store.advance(
        session,
        row.tcn,
        source,
        BookingState.QUERY_SENT_TO_LESC,
        now,
        # The answer may have overtaken the acknowledgement.
        due=find_answer(session, message_id) is not None,
    )


def take_answer(session: Session, answer: LescAnswer, now: datetime) -> bool:
    """Store a version of an answer and wake its booking; returns whether it was stored before.

    All versions are kept. A version is one more than the newest version before: the LESC sends an
    answer that came too early again. Raises QueryNotFoundError, AnswerConflictError,
    AnswerOrderError.
    """
    tcn = message(session, answer.query_id).tcn
    known = session.get(AnswerRow, (answer.query_id, answer.version))
    if known is not None and lesc_documents.ANSWER.load(known.document) != answer:
        raise AnswerConflictError(
            f"version {answer.version} of the answer to {answer.query_id} was taken before with "
            "other content: send changed content as a new version"
        )
    if known is not None:
        return True
    _require_next(session, answer)
    session.add(
        AnswerRow(
            query_id=answer.query_id,
            version=answer.version,
            document=lesc_documents.ANSWER.dump(answer),
            answer_time=answer.answer_time,
            receive_time=now,
        )
    )
    store.wake(session, tcn, BookingState.QUERY_SENT_TO_LESC, now)
    return False


def _require_next(session: Session, answer: LescAnswer) -> None:
    newest = session.scalar(
        select(func.max(AnswerRow.version)).where(AnswerRow.query_id == answer.query_id)
    )
    expected = (newest or 0) + 1
    if answer.version != expected:
        raise AnswerOrderError(
            f"version {answer.version} of the answer to {answer.query_id} does not follow: the "
            f"next version is {expected}"
        )


def find_answer(session: Session, query_id: str) -> LescAnswer | None:
    """Read the newest version of the answer to a query, if one has come."""
    document = session.scalar(
        select(AnswerRow.document)
        .where(AnswerRow.query_id == query_id)
        .order_by(AnswerRow.version.desc())
        .limit(1)
    )
    return None if document is None else lesc_documents.ANSWER.load(document)


def answers(session: Session, query_id: str) -> list[KeptAnswer]:
    """Read every version of the answer to a query, the newest version last."""
    rows = session.scalars(
        select(AnswerRow).where(AnswerRow.query_id == query_id).order_by(AnswerRow.version)
    )
    load = lesc_documents.ANSWER.load
    return [KeptAnswer(load(row.document), row.receive_time) for row in rows]


def _state(row: OutboxRow) -> OutboundState:
    if row.delivered_time is not None:
        return OutboundState.ACKNOWLEDGED
    return OutboundState.WAITING if row.rejected_time is None else OutboundState.REJECTED


def _add(session: Session, row: OutboxRow) -> None:
    """Let a message leave at once, after all earlier messages about the person."""
    newest = session.scalar(select(func.max(OutboxRow.sequence)))
    row.sequence, row.next_attempt_time = (newest or 0) + 1, row.create_time
    session.add(row)
    session.flush()


def _add_about(
    session: Session, kind: MessageKind, message_id: str, payload: dict[str, str], now: datetime
) -> None:
    query = message(session, payload["query_id"])
    if session.get(OutboxRow, message_id) is None:
        row = OutboxRow(
            message_id=message_id,
            kind=kind.value,
            tcn=query.tcn,
            person=query.person,
            payload=lesc_documents.ARGUMENTS.dump(payload),
            create_time=now,
        )
        _add(session, row)
