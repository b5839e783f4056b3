"""What happens to cases from outside: a match, an answer, a withdrawal."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from database.connection import Database
from database.paging import Page
from interop.bookings import store
from interop.cases import events as case_store
from interop.cases import rows as case_rows
from interop.cases.types import Case, CaseState, VersionCause
from interop.lesc import LescQuery
from tests.interop.world import submission

TCN = "BOOKING-00001"
MONDAY_NOON = datetime(2011, 8, 1, 19, tzinfo=UTC)
"""In Los Angeles."""


def book(session: Session, tcn: str = TCN) -> None:
    """Store a booking that a case can belong to."""
    store.insert_submission(session, submission(tcn, 1), MONDAY_NOON)
    session.flush()


def open_case(session: Session, tcn: str = TCN, now: datetime = MONDAY_NOON) -> Case:
    query = LescQuery(f"iaq:{tcn}", tcn, "CA0190000", "IDENT-1", "", 90.0, now)
    return case_store.open_case(session, query, "CA")


def test_a_match_opens_one_case_however_often_it_is_told(database: Database) -> None:
    with database.write() as session:
        book(session)
        first = open_case(session)
        again = open_case(session, now=MONDAY_NOON + timedelta(hours=1))
    assert first == again
    assert first.case_id == f"case:{TCN}"
    assert first.state is CaseState.AWAITING_DETERMINATION
    assert (first.office, first.alerted_to) == ("los-angeles", "")


def test_a_withdrawn_match_is_a_new_version_and_the_old_one_stays(database: Database) -> None:
    with database.write() as session:
        book(session)
        opened = open_case(session)
        withdrawn = case_store.withdraw(session, TCN, "FALSE_MATCH", MONDAY_NOON)
        again = case_store.withdraw(session, TCN, "OTHER", MONDAY_NOON + timedelta(days=1))
        versions, _ = case_rows.versions(session, opened.case_id, Page())
    assert withdrawn is not None
    assert withdrawn == again
    assert withdrawn.state is CaseState.WITHDRAWN
    assert withdrawn.withdrawn_reason == "FALSE_MATCH"
    assert versions == [opened.current, withdrawn.current]
    assert withdrawn.current.cause is VersionCause.WITHDRAWN


def test_a_booking_without_a_case_has_nothing_to_withdraw(database: Database) -> None:
    with database.write() as session:
        book(session)
        assert case_store.withdraw(session, TCN, "FALSE_MATCH", MONDAY_NOON) is None
