"""Figures of the LESC: how long queries waited, and how often sources were consulted (R19)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from interop.lesc import QueryState
from lesc_stub.tables import QueryRow, TaskRow
from lesc_stub.types import Statistics, TaskState


def statistics(session: Session) -> Statistics:
    """Count queries and look-ups, and measure the waits."""
    waits = _spans(session, TaskRow.start_time, TaskState.IN_RESEARCH, TaskState.DONE)
    # A research has its end from its start on. Only when it is done has the end come.
    answers = _spans(session, TaskRow.end_time, TaskState.DONE)
    counts = session.execute(select(QueryRow.state, func.count()).group_by(QueryRow.state))
    looked_up, repeated = session.execute(
        select(func.sum(QueryRow.look_up_count), func.sum(QueryRow.repeated_look_up_count))
    ).one()
    return Statistics(
        query_counts={QueryState(state).name: count for state, count in counts},
        waiting_count=_count(session, TaskState.WAITING),
        mean_wait_s=sum(waits) / len(waits) if waits else 0.0,
        longest_wait_s=max(waits, default=0.0),
        mean_answer_s=sum(answers) / len(answers) if answers else 0.0,
        look_up_count=int(looked_up or 0),
        repeated_look_up_count=int(repeated or 0),
        repeated_query_count=session.scalar(
            select(func.count()).where(QueryRow.repeated_look_up_count > 0)
        )
        or 0,
        started_query_count=len(waits),
        answered_query_count=len(answers),
    )


def _spans(
    session: Session, column: InstrumentedAttribute[datetime | None], *states: TaskState
) -> list[float]:
    """Measure the seconds from the queue to a time, of all tasks in these states.

    Python subtracts the times, because SQLite and PostgreSQL do so differently.
    """
    rows = session.execute(
        select(TaskRow.queue_time, column).where(
            column.is_not(None), TaskRow.state.in_(map(int, states))
        )
    )
    return [(end - begin).total_seconds() for begin, end in rows if end is not None]


def _count(session: Session, state: TaskState) -> int:
    return session.scalar(select(func.count()).where(TaskRow.state == int(state))) or 0
