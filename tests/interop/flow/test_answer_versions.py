"""Answers as they come in: duplicate, late, out of order, changed, to nobody's query."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from database.connection import Database
from interop.bookings import outbox, store
from interop.bookings.tables import AnswerRow
from interop.bookings.types import BookingState, ResponseCause
from interop.errors import AnswerConflictError, AnswerOrderError, QueryNotFoundError
from interop.flow import ident_steps
from interop.lesc import documents as lesc_documents
from interop.lesc.messages import LescAnswer, LescReceipt
from interop.lesc.research import SOURCES, Finding, Outcome, Research, Status
from interop.names import query_id
from tests.interop.determinations import unresolved
from tests.interop.world import LESC
from tests.kill.lesc_asker import book, tcn

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TCN = tcn(1)


def answer(version: int, status: Status = Status.NO_RECORD) -> LescAnswer:
    time = NOW + timedelta(hours=version % 24)
    research = Research(tuple(Finding(s, Outcome.NOT_FOUND, time, "s-1") for s in SOURCES))
    because = "" if status is not Status.UNRESOLVED else "in doubt"
    found = replace(unresolved(because, time), status=status, not_consulted=())
    return LescAnswer(query_id(TCN), version, found, research, time)


@pytest.fixture
def asked(database: Database) -> Database:
    """A booking whose query the LESC has."""
    with database.write() as session:
        book(session, 1, "PERSON-1")
        assert outbox.acknowledge(
            session, query_id(TCN), LescReceipt(query_id(TCN), "lesc:1", NOW), NOW
        )
    return database


def take(database: Database, taken: LescAnswer) -> bool:
    with database.write() as session:
        return ident_steps.take_answer(session, taken, NOW + timedelta(days=1), LESC)


def newest(database: Database) -> LescAnswer | None:
    with database.read() as session:
        return outbox.find_answer(session, query_id(TCN))


def test_a_version_follows_the_last_or_is_refused(asked: Database) -> None:
    for version in (0, 2, 2_000_000_000):
        with pytest.raises(AnswerOrderError, match="the next version is 1"):
            take(asked, answer(version, Status.US_CITIZEN))
    assert newest(asked) is None
    assert not take(asked, answer(1))
    assert not take(asked, answer(2, Status.US_CITIZEN))
    assert newest(asked) == answer(2, Status.US_CITIZEN)
    with pytest.raises(AnswerOrderError, match="the next version is 3"):
        take(asked, answer(4))
    assert not take(asked, answer(3, Status.UNRESOLVED))
    assert newest(asked) == answer(3, Status.UNRESOLVED)
    with asked.read() as session:
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 3


def test_a_duplicate_is_known_and_other_content_refused(asked: Database) -> None:
    assert not take(asked, answer(1))
    assert take(asked, answer(1))
    with pytest.raises(AnswerConflictError, match="version 1"):
        take(asked, answer(1, Status.US_CITIZEN))
    assert newest(asked) == answer(1)


def test_an_answer_to_nobodys_query_is_refused(asked: Database) -> None:
    with pytest.raises(QueryNotFoundError, match="iaq:stray"):
        take(asked, replace(answer(1), query_id="iaq:stray"))


def test_a_complete_booking_gets_another_response_for_a_newer_version_alone(
    asked: Database,
) -> None:
    take(asked, answer(1))
    with asked.write() as session:
        source, target = BookingState.QUERY_SENT_TO_LESC, BookingState.SECOND_RESPONSE_READY
        assert store.advance(session, TCN, source, target, NOW)
    assert take(asked, answer(1))
    take(asked, answer(2, Status.US_CITIZEN))
    with asked.read() as session:
        versions = store.read_booking(session, TCN).second_responses
    assert [(v.cause, v.response.determination) for v in versions] == [
        (ResponseCause.ANSWER, "U.S. citizen")
    ]


def test_answers_are_kept_whole(asked: Database) -> None:
    take(asked, answer(1))
    assert newest(asked) == answer(1)
    assert lesc_documents.ANSWER.load(lesc_documents.ANSWER.dump(answer(1))) == answer(1)
