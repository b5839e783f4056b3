"""The outbox of answers: what ends research, and what leaves until it is taken."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from interop.delivery import Outbox
from interop.lesc import LescAnswer, LescQuery, QueryState
from interop.lesc import documents as lesc_documents
from lesc_stub.tables import AnswerOutboxRow, QueryRow, TaskRow
from lesc_stub.types import Mode, TaskState

PARK_AFTER = 20
"""Failed deliveries after which an answer holds up no other of the same person."""


OUTBOX = Outbox(
    AnswerOutboxRow, AnswerOutboxRow.task_sequence, AnswerOutboxRow.identity_id, PARK_AFTER
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


def mark_delivered(session: Session, answer: AnswerOutboxRow, now: datetime) -> None:
    """Record that an answer was taken."""
    answer.deliver(now)
    session.flush()
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
