"""The golden records in a database, laid as the service lays them, and a desk over them."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from interop.bookings import outbox, store
from interop.cases import detainer_store, events
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.rows import DISPOSITION, ENCOUNTER, row_of_booking, version_row
from interop.cases.tables import DetainerRow
from interop.lesc.messages import LescAnswer, LescQuery
from interop.reports.desk import ReportDesk
from tests.interop.case_world import ATTACHED
from tests.interop.reports.audited import (
    ORI,
    Record,
    case_of,
    determination_of,
    match_time,
)
from tests.interop.world import Clock, submission

AUDITOR = Caller("DHSOIG000", frozenset({"auditor"}), "audit")
SUPERVISOR = Caller("ICEHQ0000", frozenset({"supervisor"}), "audit")


def fill(database: Database, kept: Iterable[Record]) -> None:
    """Write records as matches with cases, answers, documents and detainers."""
    with database.write() as session:
        for record in kept:
            _write(session, record)


def _write(session: Session, record: Record) -> None:
    case, opened = case_of(record), match_time(record)
    store.insert_submission(session, submission(case.tcn, 1), opened)
    query = LescQuery(case.query_id, case.tcn, ORI, case.identity_id, "", 90.0, opened)
    session.flush()
    outbox.add_query(session, query)
    events.open_case(session, query, case.us_state)
    found = replace(determination_of(record), determine_time=opened)
    answer = LescAnswer(case.query_id, 1, found, ATTACHED, opened)
    outbox.take_answer(session, answer, opened)
    events.take_answer(session, answer, opened)
    row = row_of_booking(session, case.tcn)
    assert row is not None
    version = version_row(session, row)
    if record["encounter"] is not None:
        version.encounter = ENCOUNTER.dump(case.current.encounter)
    if record["disposition"] is not None:
        version.disposition = DISPOSITION.dump(case.current.disposition)
    for one in case.detainers:
        _lay(session, one)


def _lay(session: Session, detainer: Detainer) -> None:
    """Store a detainer that has ended."""
    asked = replace(detainer, state=DetainerState.REQUESTED)
    detainer_store.insert(session, asked)
    row = session.scalar(select(DetainerRow).where(DetainerRow.detainer_id == asked.detainer_id))
    assert row is not None
    row.state, row.end_time = int(detainer.state), detainer.request_time


def desk_over(database: Database) -> ReportDesk:
    """Open a desk whose clock stands still."""
    return ReportDesk(database, Clock())
