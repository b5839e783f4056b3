"""Queries and answers in the LESC stub's database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interop import lesc_documents
from interop.lesc import LescAnswer, LescCase, LescQuery, QueryState
from interop.lesc_tables import AnswerOutboxRow, QueryRow
from interop.types import LescReceipt


def find_case(session: Session, query_id: str) -> LescCase | None:
    """Read a query on record."""
    row = _row(session, query_id)
    return None if row is None else _case(session, row)


def list_cases(session: Session, *, tcn: str, after: int, limit: int) -> list[tuple[int, LescCase]]:
    """Read queries above a sequence number, oldest first; of one booking if `tcn` is set."""
    statement = select(QueryRow).where(QueryRow.sequence > after)
    if tcn:
        statement = statement.where(QueryRow.tcn == tcn)
    rows = session.scalars(statement.order_by(QueryRow.sequence).limit(limit))
    return [(row.sequence, _case(session, row)) for row in rows]


def insert_query(
    session: Session, query: LescQuery, receipt: LescReceipt, due_time: datetime
) -> None:
    """Put a query on record."""
    session.add(
        QueryRow(
            query_id=query.query_id,
            tcn=query.tcn,
            ori=query.ori,
            identity_id=query.identity_id,
            encounter_id=query.encounter_id,
            score_db=query.score_db,
            match_time=query.match_time,
            state=int(QueryState.ACKNOWLEDGED),
            receipt_id=receipt.receipt_id,
            acknowledge_time=receipt.acknowledge_time,
            due_time=due_time,
        )
    )


def count_submission(session: Session, query_id: str) -> None:
    """Note that the same query came once more."""
    session.execute(
        update(QueryRow)
        .where(QueryRow.query_id == query_id)
        .values(submission_count=QueryRow.submission_count + 1)
        .execution_options(synchronize_session=False)
    )


def researched(session: Session, now: datetime, limit: int) -> list[LescQuery]:
    """List queries whose research has ended and that have no answer yet."""
    rows = session.scalars(
        select(QueryRow).where(QueryRow.due_time <= now).order_by(QueryRow.due_time).limit(limit)
    )
    return [_query(row) for row in rows]


def insert_answer(session: Session, answer: LescAnswer) -> bool:
    """Write an answer that is to leave at once; False if there is one already."""
    row = _row(session, answer.query_id)
    assert row is not None
    if row.due_time is None:
        return False
    row.due_time = None
    row.state = int(QueryState.ANSWERED)
    session.add(
        AnswerOutboxRow(
            query_id=answer.query_id,
            determination=lesc_documents.dump_answer(answer),
            answer_time=answer.answer_time,
            next_attempt_time=answer.answer_time,
        )
    )
    return True


def due_answers(session: Session, now: datetime, limit: int) -> list[tuple[LescAnswer, int]]:
    """List answers to be delivered, the longest waiting first, each with its attempts so far."""
    rows = session.scalars(
        select(AnswerOutboxRow)
        .where(AnswerOutboxRow.next_attempt_time <= now)
        .order_by(AnswerOutboxRow.next_attempt_time, AnswerOutboxRow.query_id)
        .limit(limit)
    )
    return [(_answer(row), row.attempt_count) for row in rows]


def postpone(
    session: Session, query_id: str, *, due_time: datetime, attempt_count: int, error: str
) -> None:
    """Record a failed delivery, and when the next one is due."""
    session.execute(
        update(AnswerOutboxRow)
        .where(AnswerOutboxRow.query_id == query_id, AnswerOutboxRow.delivered_time.is_(None))
        .values(next_attempt_time=due_time, attempt_count=attempt_count, error=error)
        .execution_options(synchronize_session=False)
    )


def mark_delivered(session: Session, query_id: str, now: datetime) -> None:
    """Record that an answer was taken."""
    answer = session.get_one(AnswerOutboxRow, query_id)
    answer.delivered_time = now
    answer.next_attempt_time = None
    answer.attempt_count += 1
    answer.error = ""
    row = _row(session, query_id)
    assert row is not None
    row.state = int(QueryState.DELIVERED)


def _row(session: Session, query_id: str) -> QueryRow | None:
    return session.scalar(select(QueryRow).where(QueryRow.query_id == query_id))


def _query(row: QueryRow) -> LescQuery:
    return LescQuery(
        query_id=row.query_id,
        tcn=row.tcn,
        ori=row.ori,
        identity_id=row.identity_id,
        encounter_id=row.encounter_id,
        score_db=row.score_db,
        match_time=row.match_time,
    )


def _answer(row: AnswerOutboxRow) -> LescAnswer:
    return lesc_documents.load_answer(row.determination)


def _case(session: Session, row: QueryRow) -> LescCase:
    answer = session.get(AnswerOutboxRow, row.query_id)
    return LescCase(
        query=_query(row),
        state=QueryState(row.state),
        receipt=LescReceipt(row.query_id, row.receipt_id, row.acknowledge_time),
        submission_count=row.submission_count,
        answer=None if answer is None else _answer(answer),
    )
