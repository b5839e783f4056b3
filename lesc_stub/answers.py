"""The outbox of answers: what ends research, and what leaves until it is taken."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from interop.lesc import documents as lesc_documents
from interop.lesc.messages import LescAnswer, LescQuery, QueryState
from lesc_stub.tables import AnswerOutboxRow, QueryRow, TaskRow
from lesc_stub.types import Mode, TaskState

PARK_AFTER = 20
"""Failed deliveries after which an answer holds up no other of the same person."""


_EARLIER = aliased(AnswerOutboxRow)
_EARLIER_IS_OPEN = exists().where(
    _EARLIER.identity_id == AnswerOutboxRow.identity_id,
    _EARLIER.task_sequence < AnswerOutboxRow.task_sequence,
    _EARLIER.next_attempt_time.is_not(None),
    _EARLIER.attempt_count <= PARK_AFTER,
)


def ended_tasks(session: Session, now: datetime, limit: int) -> list[tuple[TaskRow, LescQuery]]:
    """List the researches whose time is over, in the order in which they ended."""
    rows = session.execute(
        select(TaskRow, QueryRow.document)
        .join(QueryRow, QueryRow.query_id == TaskRow.query_id)
        .where(TaskRow.state == int(TaskState.IN_RESEARCH), TaskRow.end_time <= now)
        .order_by(TaskRow.end_time, TaskRow.sequence)
        .limit(limit)
    )
    return [(task, lesc_documents.QUERY.load(document)) for task, document in rows]


def conclude(session: Session, task: TaskRow, answer: LescAnswer, mode: Mode) -> None:
    """End a research: the LESC keeps everything, and what the mode allows leaves at once."""
    task.state = int(TaskState.DONE)
    task.answer = lesc_documents.ANSWER.dump(answer)
    session.add(
        AnswerOutboxRow(
            task_sequence=task.sequence,
            query_id=answer.query_id,
            version=answer.version,
            identity_id=task.identity_id,
            document=lesc_documents.ANSWER.dump(outgoing(answer, mode)),
            answer_time=answer.answer_time,
            next_attempt_time=answer.answer_time,
        )
    )
    looked_up = 0 if answer.research is None else len(answer.research.findings)
    session.execute(
        update(QueryRow)
        .where(QueryRow.query_id == answer.query_id)
        .values(state=int(QueryState.ANSWERED), look_up_count=QueryRow.look_up_count + looked_up)
        .execution_options(synchronize_session=False)
    )


def outgoing(answer: LescAnswer, mode: Mode) -> LescAnswer:
    """Cut an answer down to what leaves in a mode (R17, R18)."""
    if mode is Mode.SHARED:
        return answer
    return replace(
        answer, research=None, determination=replace(answer.determination, convictions=())
    )


def due_answers(
    session: Session, now: datetime, limit: int, *, out_of_order: bool = False
) -> list[tuple[LescAnswer, int]]:
    """List answers to be delivered, each with its attempts so far.

    Of one person only the first that is open; out of order: the newest first, all of them.
    """
    statement = select(AnswerOutboxRow).where(AnswerOutboxRow.next_attempt_time <= now)
    if out_of_order:
        statement = statement.order_by(AnswerOutboxRow.task_sequence.desc())
    else:
        statement = statement.where(~_EARLIER_IS_OPEN).order_by(
            AnswerOutboxRow.next_attempt_time, AnswerOutboxRow.task_sequence
        )
    return [
        (lesc_documents.ANSWER.load(row.document), row.attempt_count)
        for row in session.scalars(statement.limit(limit))
    ]


def postpone(
    session: Session, answer: LescAnswer, *, due_time: datetime, attempt_count: int, error: str
) -> None:
    """Record a failed delivery, and when the next one is due."""
    session.execute(
        update(AnswerOutboxRow)
        .where(
            AnswerOutboxRow.query_id == answer.query_id,
            AnswerOutboxRow.version == answer.version,
            AnswerOutboxRow.next_attempt_time.is_not(None),
        )
        .values(next_attempt_time=due_time, attempt_count=attempt_count, error=error)
        .execution_options(synchronize_session=False)
    )


def mark_delivered(session: Session, answer: LescAnswer, now: datetime) -> None:
    """Record that an answer was taken."""
    session.execute(
        update(AnswerOutboxRow)
        .where(
            AnswerOutboxRow.query_id == answer.query_id, AnswerOutboxRow.version == answer.version
        )
        .values(
            delivered_time=now,
            next_attempt_time=None,
            attempt_count=AnswerOutboxRow.attempt_count + 1,
            error="",
        )
        .execution_options(synchronize_session=False)
    )
    open_answer = exists().where(
        AnswerOutboxRow.query_id == QueryRow.query_id, AnswerOutboxRow.delivered_time.is_(None)
    )
    session.execute(
        update(QueryRow)
        .where(
            QueryRow.query_id == answer.query_id,
            # A claim may have set off new research meanwhile.
            QueryRow.state == int(QueryState.ANSWERED),
            ~open_answer,
        )
        .values(state=int(QueryState.DELIVERED))
        .execution_options(synchronize_session=False)
    )
