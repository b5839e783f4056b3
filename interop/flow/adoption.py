"""Open cases for matches of a time before there were cases, from their queries and answers.

The database of such a time has queries to the LESC and no cases. A start of the flow opens what is
missing; where nothing is missing, it reads once and writes nothing.
"""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from database.connection import Database
from interop.bookings import AnswerRow, MessageKind, OutboxRow
from interop.cases import CaseRow, events
from interop.clock import Clock
from interop.corrections import store as corrections
from interop.jurisdictions import store as jurisdictions
from interop.lesc import documents

log = structlog.get_logger(__name__)

_BATCH = 100
"""Cases opened in one transaction."""


def open_missing_cases(database: Database, clock: Clock) -> int:
    """Open a case for each query that has none; return how many were opened."""
    opened = 0
    while batch := _open_some(database, clock()):
        opened += batch
    if opened:
        log.warning("cases_opened_for_earlier_matches", count=opened)
    return opened


def _open_some(database: Database, now: datetime) -> int:
    has_case = select(CaseRow.sequence).where(CaseRow.query_id == OutboxRow.message_id).exists()
    lacking = (
        select(OutboxRow)
        .where(OutboxRow.kind == MessageKind.IAQ.value, ~has_case)
        .order_by(OutboxRow.sequence)
        .limit(_BATCH)
    )
    with database.read() as session:
        if session.scalar(lacking) is None:
            return 0
    with database.write() as session:
        rows = session.scalars(lacking).all()
        for row in rows:
            _open(session, row, now)
        return len(rows)


def _open(session: Session, row: OutboxRow, now: datetime) -> None:
    """Open a case as the match would have, and tell it all that came since."""
    query = documents.QUERY.load(row.payload)
    events.open_case(session, query, *jurisdictions.state_and_zone(session, query.ori))
    answers = select(AnswerRow).where(AnswerRow.query_id == row.message_id)
    for answer in session.scalars(answers.order_by(AnswerRow.version)):
        events.take_answer(session, documents.ANSWER.load(answer.document), now)
    correction = corrections.of_booking(session, query.tcn)
    if correction is not None:
        events.withdraw(session, query.tcn, correction.request.reason.code, now)
