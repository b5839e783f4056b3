"""Messages to the LESC and its answers in the database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interop import documents, lesc_documents, store
from interop.errors import AnswerConflictError, QueryNotFoundError
from interop.lesc import LescAnswer, LescQuery
from interop.tables import AnswerRow, OutboxRow, SubmissionRow
from interop.types import BookingState, LescReceipt

IAQ = "IAQ"


def add_query(session: Session, query: LescQuery) -> None:
    """Write a query that is to leave at once."""
    session.add(
        OutboxRow(
            message_id=query.query_id,
            kind=IAQ,
            tcn=query.tcn,
            payload=documents.dump_query(query),
            create_time=query.match_time,
            next_attempt_time=query.match_time,
        )
    )
    session.flush()


def due_queries(session: Session, now: datetime, limit: int) -> list[tuple[LescQuery, int]]:
    """List queries to be sent, the longest waiting first, each with its attempts so far."""
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.next_attempt_time <= now)
        .order_by(OutboxRow.next_attempt_time, OutboxRow.message_id)
        .limit(limit)
    )
    return [(documents.load_query(row.payload), row.attempt_count) for row in rows]


def postpone(
    session: Session, query_id: str, *, due_time: datetime, attempt_count: int, error: str
) -> None:
    """Record a failed attempt to send a query, and when the next one is due."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.message_id == query_id, OutboxRow.delivered_time.is_(None))
        .values(next_attempt_time=due_time, attempt_count=attempt_count, error=error)
        .execution_options(synchronize_session=False)
    )


def acknowledge(session: Session, tcn: str, receipt: LescReceipt, now: datetime) -> bool:
    """Store a receipt; returns whether the booking moved on. A second receipt changes nothing."""
    row = session.get_one(OutboxRow, receipt.query_id)
    if row.delivered_time is not None:
        return False
    row.delivered_time = now
    row.next_attempt_time = None
    row.attempt_count += 1
    row.error = ""
    row.receipt_id = receipt.receipt_id
    row.acknowledge_time = receipt.acknowledge_time
    return store.advance(
        session,
        tcn,
        BookingState.SEARCHED_IN_IDENT,
        BookingState.QUERY_SENT_TO_LESC,
        now,
        # The answer may have overtaken the acknowledgement.
        due=find_answer(session, receipt.query_id) is not None,
    )


def take_answer(session: Session, answer: LescAnswer, now: datetime) -> bool:
    """Store a version of an answer and wake its booking; returns whether it was known.

    Versions are kept side by side: one that comes late is kept and replaces nothing.
    Raises QueryNotFoundError, AnswerConflictError.
    """
    row = session.get(OutboxRow, answer.query_id)
    if row is None:
        raise QueryNotFoundError(f"no query {answer.query_id} was sent from here")
    known = session.get(AnswerRow, (answer.query_id, answer.version))
    if known is not None:
        _check_same(lesc_documents.load_answer(known.document), answer)
        return True
    session.add(
        AnswerRow(
            query_id=answer.query_id,
            version=answer.version,
            document=lesc_documents.dump_answer(answer),
            answer_time=answer.answer_time,
            receive_time=now,
        )
    )
    session.execute(
        update(SubmissionRow)
        .where(
            SubmissionRow.tcn == row.tcn,
            SubmissionRow.state == int(BookingState.QUERY_SENT_TO_LESC),
        )
        .values(next_attempt_time=now)
        .execution_options(synchronize_session=False)
    )
    return False


def find_answer(session: Session, query_id: str) -> LescAnswer | None:
    """Read the newest version of the answer to a query, if one has come."""
    document = session.scalar(
        select(AnswerRow.document)
        .where(AnswerRow.query_id == query_id)
        .order_by(AnswerRow.version.desc())
        .limit(1)
    )
    return None if document is None else lesc_documents.load_answer(document)


def _check_same(known: LescAnswer, answer: LescAnswer) -> None:
    if known != answer:
        raise AnswerConflictError(
            f"version {answer.version} of the answer to {answer.query_id} was taken before with "
            "other content: what changes is a new version"
        )
