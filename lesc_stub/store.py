"""Queries, withdrawals and claims in the LESC's database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row, required
from interop.errors import QueryConflictError, QueryNotFoundError
from interop.lesc import LescCase, LescQuery, LescReceipt, QueryState
from interop.lesc import documents as lesc_documents
from interop.names import receipt_id
from lesc_stub import queue as lesc_queue
from lesc_stub.tables import AnswerOutboxRow, QueryRow, TaskEventRow, TaskRow
from lesc_stub.types import TaskState

_OPEN = (int(TaskState.WAITING), int(TaskState.IN_RESEARCH))


def query_row(session: Session, query_id: str) -> QueryRow:
    """Read the row of a query. Raises QueryNotFoundError."""
    row = session.scalar(select(QueryRow).where(QueryRow.query_id == query_id))
    return required(row, QueryNotFoundError, f"the LESC has no query {query_id}")


def take_query(session: Session, query: LescQuery, now: datetime) -> tuple[LescReceipt, bool]:
    """Store a query and queue its research; returns the receipt, and whether the query was known.

    Raises QueryConflictError if the id was used for another query.
    """
    row = session.scalar(select(QueryRow).where(QueryRow.query_id == query.query_id))
    if row is None:
        receipt = LescReceipt(query.query_id, receipt_id(query.query_id), now)
        _insert_query(session, query, receipt)
        return receipt, False
    if lesc_documents.QUERY.load(row.document) != query:
        raise QueryConflictError(
            f"query {query.query_id} was submitted before with other content: give the "
            "query an id of its own"
        )
    row.submission_count += 1
    return from_row(LescReceipt, row), True


def withdraw(
    session: Session, query_id: str, withdrawal_id: str, reason: str, now: datetime
) -> LescReceipt:
    """End all work on a query and send no more answers. A second withdrawal changes nothing.

    Raises QueryNotFoundError, QueryConflictError.
    """
    row = query_row(session, query_id)
    used = session.scalar(select(QueryRow).where(QueryRow.withdrawal_id == withdrawal_id))
    if used is not None and (used.query_id != query_id or used.withdraw_reason != reason):
        raise QueryConflictError(
            f"withdrawal {withdrawal_id} was made before, for {used.query_id} with another reason "
            "or for another query: choose another id"
        )
    # A withdrawal that was taken back is not made again by its own repetition.
    if row.withdraw_time is None and row.withdrawal_id != withdrawal_id:
        row.withdrawal_id, row.withdraw_reason, row.withdraw_time = withdrawal_id, reason, now
        row.state = int(QueryState.WITHDRAWN)
        _cancel_work(session, query_id)
    return LescReceipt(query_id, receipt_id(withdrawal_id), row.withdraw_time or now)


def reinstate(session: Session, query_id: str, reinstatement_id: str, now: datetime) -> LescReceipt:
    """Take a withdrawal back and research the query anew. The same again is harmless.

    Raises QueryNotFoundError, QueryConflictError.
    """
    row = query_row(session, query_id)
    if session.scalar(select(TaskRow).where(TaskRow.claim_id == reinstatement_id)) is None:
        row.withdraw_time = None
    return review(session, query_id, reinstatement_id, now)


def forget(session: Session, query_id: str) -> None:
    """Keep of a withdrawn query and of its answers nothing about the person."""
    row = query_row(session, query_id)
    query = lesc_documents.QUERY.load(row.document)
    row.document = lesc_documents.QUERY.dump(query.without_person())
    for task in session.scalars(select(TaskRow).where(TaskRow.query_id == query_id)):
        task.answer = None if task.answer is None else _without_person(task.answer)
        task.identity_check = ""
    for event in session.scalars(select(TaskEventRow).where(TaskEventRow.query_id == query_id)):
        event.remark = ""
    sent = select(AnswerOutboxRow).where(AnswerOutboxRow.query_id == query_id)
    for answer in session.scalars(sent):
        answer.document = _without_person(answer.document)
    session.flush()


def _without_person(document: str) -> str:
    answer = lesc_documents.ANSWER.load(document)
    return lesc_documents.ANSWER.dump(answer.without_person())


def review(session: Session, query_id: str, claim_id: str, now: datetime) -> LescReceipt:
    """Queue another research of a query, before all other work. The same claim again is harmless.

    Nothing is researched for a withdrawn query. Raises QueryNotFoundError,
    QueryConflictError.
    """
    row = query_row(session, query_id)
    known = session.scalar(select(TaskRow).where(TaskRow.claim_id == claim_id))
    if known is not None:
        if known.query_id != query_id:
            raise QueryConflictError(
                f"claim {claim_id} was made before about {known.query_id}: choose another id"
            )
        return LescReceipt(query_id, known.receipt_id, known.queue_time)
    receipt = LescReceipt(query_id, receipt_id(claim_id), now)
    if row.withdraw_time is None:
        row.state = int(QueryState.ACKNOWLEDGED)
        newest = session.scalar(
            select(func.max(TaskRow.version)).where(TaskRow.query_id == query_id)
        )
        task = TaskRow(
            query_id=query_id,
            version=(newest or 0) + 1,
            claim_id=claim_id,
            identity_id=row.identity_id,
            rank=lesc_queue.CLAIM_RANK,
            receipt_id=receipt.receipt_id,
            queue_time=now,
        )
        lesc_queue.add_task(session, task)
    return receipt


def find_case(session: Session, query_id: str) -> LescCase:
    """Read a query with its answer. Raises QueryNotFoundError."""
    [case] = _cases(session, [query_row(session, query_id)])
    return case


def list_cases(
    session: Session, page: Page, tcn: str, state: QueryState | None, identity_id: str
) -> Listed[LescCase]:
    """Read a page of queries, oldest first, and the next page's token.

    An empty value filters nothing.
    """
    found = select(QueryRow).where(*equal(QueryRow, tcn=tcn, state=state, identity_id=identity_id))
    owner = f"{tcn}/{state or ''}/{identity_id}"
    rows, token = read_page(session, found, [QueryRow.sequence], owner, page)
    return _cases(session, [row for (row,) in rows]), token


def _insert_query(session: Session, query: LescQuery, receipt: LescReceipt) -> None:
    session.add(
        QueryRow(
            query_id=query.query_id,
            tcn=query.tcn,
            identity_id=query.identity_id,
            document=lesc_documents.QUERY.dump(query),
            state=int(QueryState.ACKNOWLEDGED),
            receipt_id=receipt.receipt_id,
            acknowledge_time=receipt.acknowledge_time,
        )
    )
    session.flush()
    task = TaskRow(
        query_id=query.query_id,
        version=1,
        identity_id=query.identity_id,
        rank=lesc_queue.rank(query),
        receipt_id=receipt.receipt_id,
        queue_time=receipt.acknowledge_time,
    )
    lesc_queue.add_task(session, task)


def _cancel_work(session: Session, query_id: str) -> None:
    session.execute(
        update(TaskRow)
        .where(TaskRow.query_id == query_id, TaskRow.state.in_(_OPEN))
        .values(state=int(TaskState.CANCELLED))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(AnswerOutboxRow)
        .where(AnswerOutboxRow.query_id == query_id)
        .values(next_attempt_time=None)
        .execution_options(synchronize_session=False)
    )


def _cases(session: Session, rows: Sequence[QueryRow]) -> list[LescCase]:
    ids = [row.query_id for row in rows]
    answers = session.scalars(
        select(AnswerOutboxRow)
        .where(AnswerOutboxRow.query_id.in_(ids))
        .order_by(AnswerOutboxRow.version)
    )
    tasks = session.scalars(
        select(TaskRow)
        .where(TaskRow.query_id.in_(ids), TaskRow.start_time.is_not(None))
        .order_by(TaskRow.version)
    )
    # The last of each query counts, which is the newest.
    answer = {one.query_id: one for one in answers}
    task = {one.query_id: one for one in tasks}
    return [_case(row, answer.get(row.query_id), task.get(row.query_id)) for row in rows]


def _case(row: QueryRow, answer: AnswerOutboxRow | None, task: TaskRow | None) -> LescCase:
    return from_row(
        LescCase,
        row,
        query=lesc_documents.QUERY.load(row.document),
        receipt=from_row(LescReceipt, row),
        answer=None if answer is None else lesc_documents.ANSWER.load(answer.document),
        research_start_time=None if task is None else task.start_time,
        specialist="" if task is None else task.person or task.specialist,
        delivery_attempt_count=0 if answer is None else answer.attempt_count,
        delivery_error="" if answer is None else answer.error,
    )
