"""The end of a research, and the outbox from which its answer leaves."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from interop.delivery import Outbox
from interop.lesc import LescAnswer, LescQuery, QueryState
from interop.lesc import documents as lesc_documents
from lesc_stub import store
from lesc_stub.tables import AnswerOutboxRow, QueryRow, TaskRow
from lesc_stub.types import Mode, TaskState

PARK_AFTER = 20
"""After so many refusals an answer holds up no other query's answers about the person."""

OUTBOX = Outbox(
    AnswerOutboxRow,
    AnswerOutboxRow.task_sequence,
    AnswerOutboxRow.identity_id,
    AnswerOutboxRow.query_id,
    PARK_AFTER,
)


def ended_tasks(session: Session, now: datetime, limit: int) -> list[tuple[TaskRow, LescQuery]]:
    """List the researches whose end has come, in the order of their ends."""
    rows = session.execute(
        select(TaskRow, QueryRow.document)
        .join(QueryRow, QueryRow.query_id == TaskRow.query_id)
        .where(TaskRow.state == int(TaskState.IN_RESEARCH), TaskRow.end_time <= now)
        .order_by(TaskRow.end_time, TaskRow.sequence)
        .limit(limit)
    )
    return [(task, lesc_documents.QUERY.load(document)) for task, document in rows]


def conclude(session: Session, task: TaskRow, answer: LescAnswer, mode: Mode) -> None:
    """End a research: store the whole answer, and queue what the mode lets leave."""
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
    query = store.query_row(session, answer.query_id)
    query.state, query.look_up_count = int(QueryState.ANSWERED), query.look_up_count + looked_up
    session.flush()


def outgoing(answer: LescAnswer, mode: Mode) -> LescAnswer:
    """Remove from an answer what does not leave in a mode (R17, R18)."""
    if mode is Mode.SHARED:
        return answer
    return replace(
        answer, research=None, determination=replace(answer.determination, convictions=())
    )


def mark_delivered(session: Session, answer: AnswerOutboxRow, now: datetime) -> None:
    """Record that the other side has taken an answer."""
    answer.deliver(now)
    session.flush()
    query, row = store.query_row(session, answer.query_id), AnswerOutboxRow
    open_answer = exists().where(row.query_id == query.query_id, row.next_attempt_time.is_not(None))
    # A claim may have started another research meanwhile.
    if query.state == int(QueryState.ANSWERED) and not session.scalar(select(open_answer)):
        query.state = int(QueryState.DELIVERED)
