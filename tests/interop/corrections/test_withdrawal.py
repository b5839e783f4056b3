"""Withdrawing a match: what follows, what does not, and nothing by halves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Base, Database
from database.paging import Page
from interop.audit import log as audit_log
from interop.audit.types import Action
from interop.bookings import outbox
from interop.bookings.tables import OutboxRow
from interop.bookings.types import BookingState, MessageKind, ResponseCause, SecondResponseKind
from interop.cases.detainer_life import DetainerState
from interop.cases.rows import row_of_booking
from interop.cases.types import CaseState
from interop.corrections import known_non_mates
from interop.corrections.types import CorrectionReason, Recipient, notice_id
from interop.errors import (
    BookingNotFoundError,
    CorrectionConflictError,
    CorrectionNotFoundError,
    NoMatchToCorrectError,
    PermissionDeniedError,
    QueryRejectedError,
    QueryStateError,
)
from interop.flow.operations import Programme
from interop.lesc.messages import QueryState
from interop.names import encounter_id, query_id, withdrawal_id
from interop.purposes import TransactionType
from tests.gallery.prints import enrol_people, prints
from tests.interop.logged import entries
from tests.interop.matches import (
    AGENCY,
    EXAMINER,
    OFFICE,
    PERSON,
    TCN,
    case_of,
    desk_of,
    detainer_of,
    make_match,
    request,
)
from tests.interop.world import ORI, World, submission


def test_everybody_is_told_and_nothing_said_is_lost(world: World) -> None:
    match = make_match(world)
    done = match.desk.correct(request(explanation="ridge counts differ"), EXAMINER)
    booking = world.flow.booking(TCN)
    said, corrected = booking.second_responses[-2:]
    assert said.response.kind is SecondResponseKind.IDR_WITH_IAR, "what was said stays"
    assert corrected.cause is ResponseCause.CORRECTION
    assert corrected.ordinal == done.response_ordinal
    assert corrected.response.kind is SecondResponseKind.IDR_NO_MATCH
    assert corrected.response.candidates == (), "it does not name the stranger again"
    assert "withdrawn (different_person)" in corrected.response.error_message
    assert case_of(world).state is CaseState.WITHDRAWN
    detainer = detainer_of(world)
    assert detainer.state is DetainerState.CANCELLED
    assert "different_person" in detainer.end_reason
    with world.database.read() as session:
        message = session.get_one(OutboxRow, withdrawal_id("correction-1"))
        assert message.kind == MessageKind.WITHDRAWAL.value
    addresses = {notice.recipient: notice.address for notice in done.notices}
    assert addresses == {
        Recipient.BOOKING_AGENCY: ORI,
        Recipient.LESC: "LESC",
        Recipient.FIELD_OFFICE: case_of(world).alerted_to,
    }
    assert match.desk.correction("correction-1", EXAMINER) == done


def test_the_pair_is_known_from_then_on(world: World) -> None:
    match = make_match(world)
    first = world.flow.booking(TCN).first_response
    assert first is not None
    pair = (first.identity_id, match.ident_identity_id)
    with world.database.read() as session:
        assert not known_non_mates.contains(session, *pair)
    match.desk.correct(request(), EXAMINER)
    with world.database.read() as session:
        assert known_non_mates.contains(session, *pair)


def test_the_audit_log_has_it_without_the_explanation(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(explanation="he is John Doe"), EXAMINER)
    with world.database.read() as session:
        logged = [one.entry for one in entries(session)]
        assert audit_log.verify(session) is None
        assert "John" not in str(session.execute(text("SELECT * FROM audit_log")).all())
    done = {(one.action, one.object_id): one for one in logged}
    assert done[Action.MATCH_CORRECTED, TCN].reason == "different_person"
    assert done[Action.MATCH_CORRECTED, TCN].roles == {"examiner"}
    assert (Action.CASE_WITHDRAWN, f"case:{TCN}") in done


def test_the_same_request_again_changes_nothing(world: World) -> None:
    match = make_match(world)
    done = match.desk.correct(request(), EXAMINER)
    before = contents(world.database)
    world.clock.forward(60)
    assert match.desk.correct(request(), EXAMINER) == done
    assert contents(world.database) == before


def test_what_cannot_be_corrected_is_named(world: World) -> None:
    match = make_match(world)
    with pytest.raises(BookingNotFoundError):
        match.desk.correct(request(tcn="TCN-9999999999"), EXAMINER)
    world.flow.submit(submission("TCN-0000000003", 3))
    world.complete("TCN-0000000003")
    with pytest.raises(NoMatchToCorrectError, match="no match that was sent on"):
        match.desk.correct(request(tcn="TCN-0000000003"), EXAMINER)
    with pytest.raises(CorrectionNotFoundError):
        match.desk.correction("correction-1", EXAMINER)
    match.desk.correct(request(), EXAMINER)
    with pytest.raises(CorrectionConflictError, match="choose another id"):
        match.desk.correct(request(reason=CorrectionReason.PRINTS_MIXED_UP), EXAMINER)
    with pytest.raises(NoMatchToCorrectError, match="by correction correction-1"):
        match.desk.correct(request("correction-2"), EXAMINER)


def test_only_examiners_and_the_lesc_withdraw_matches(world: World) -> None:
    match = make_match(world)
    before = contents(world.database)
    for caller in (AGENCY, Caller(ORI), Caller("DHSICE001", frozenset({"field_office"}))):
        with pytest.raises(PermissionDeniedError, match="examiner, lesc, supervisor"):
            match.desk.correct(request(), caller)
    assert contents(world.database) == before
    match.desk.correct(request(), Caller("LESC00001", frozenset({"lesc"})))


def test_a_booking_that_waits_for_the_lesc_is_complete(world: World) -> None:
    """The LESC is down: neither query nor answer came through; both come late."""
    match = make_match(world, complete=False)
    assert world.flow.booking(TCN).state is BookingState.SEARCHED_IN_IDENT
    done = match.desk.correct(request(), EXAMINER)
    booking = world.flow.booking(TCN)
    assert booking.state is BookingState.SECOND_RESPONSE_READY
    assert booking.second_responses[-1].ordinal == done.response_ordinal
    world.wire.up = True
    for _ in range(4):
        world.clock.forward(3600)
        world.run()
    later = world.flow.booking(TCN)
    assert later.second_responses == booking.second_responses, "a late answer revives nothing"
    assert case_of(world).state is CaseState.WITHDRAWN
    [known] = world.cases(TCN)
    assert known.state is QueryState.WITHDRAWN, "the query came first, then its withdrawal"
    assert known.withdraw_reason == "different_person"


def test_the_withdrawal_leaves_after_the_query(world: World) -> None:
    match = make_match(world, complete=False)
    match.desk.correct(request(), EXAMINER)
    with world.database.read() as session:
        query = select(OutboxRow.message_id).order_by(OutboxRow.sequence)
        assert list(session.scalars(query)) == [query_id(TCN), withdrawal_id("correction-1")]


def test_the_lesc_is_told_nothing_of_a_query_that_it_refused(world: World) -> None:
    match = make_match(world, complete=False)
    with world.database.write() as session:
        row = session.get_one(OutboxRow, query_id(TCN))
        row.rejected_time, row.next_attempt_time = world.clock(), None
    done = match.desk.correct(request(), EXAMINER)
    assert Recipient.LESC not in {notice.recipient for notice in done.notices}
    with world.database.read() as session:
        assert session.get(OutboxRow, withdrawal_id("correction-1")) is None


def test_a_refused_query_leaves_no_more_once_its_match_is_withdrawn(world: World) -> None:
    match = make_match(world, complete=False)
    with world.database.write() as session:
        outbox.reject(session, query_id(TCN), QueryRejectedError("sex", "missing"), world.clock())
    match.desk.correct(request(), EXAMINER)
    programme = Programme(world.database, world.clock, world.flow.wake)
    with pytest.raises(QueryStateError, match="withdrawn"):
        programme.requeue(query_id(TCN), Caller(ORI, frozenset({"operator"})))


def test_who_gets_no_answers_gets_a_notice(world: World) -> None:
    """CNA: the agency asked for no answer, but a detainer may name it."""
    enrol_people(world.ident, [PERSON])
    silent = TransactionType.CNA
    world.flow.submit(submission(TCN, PERSON, type_of_transaction=silent))
    world.complete(TCN)
    assert world.flow.booking(TCN).second_responses == ()
    done = desk_of(world).correct(request(), EXAMINER)
    assert done.response_ordinal == 0
    assert world.flow.booking(TCN).second_responses == ()
    assert {notice.recipient for notice in done.notices} == set(Recipient)
    assert desk_of(world).acknowledge(done.notices[0].notice_id, AGENCY).acknowledge_time


def test_a_false_match_found_after_the_detainer(world: World) -> None:
    """Everybody knows, nobody is held, and the next time people look before anybody is told."""
    match = make_match(world)
    assert detainer_of(world).state is DetainerState.RUNNING
    match.desk.correct(request(), EXAMINER)
    assert detainer_of(world).state is DetainerState.CANCELLED
    world.run()
    for recipient, caller in ((Recipient.BOOKING_AGENCY, AGENCY), (Recipient.FIELD_OFFICE, OFFICE)):
        match.desk.acknowledge(notice_id("correction-1", recipient), caller)
    notices = match.desk.correction("correction-1", EXAMINER).notices
    assert all(notice.acknowledge_time for notice in notices)
    again = "TCN-0000000002"
    world.flow.submit(submission(again, PERSON, impression=3))
    for _ in range(3):
        world.run()
        world.clock.forward(3600)
    booking = world.flow.booking(again)
    assert booking.state is BookingState.IN_REVIEW
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.SHARED_SERVICES_RESPONSE
    assert world.cases(again) == [], "nothing left for the LESC"
    with world.database.read() as session:
        assert row_of_booking(session, again) is None, "no case, hence no alert"
        assert session.get(OutboxRow, query_id(again)) is None


def test_others_whom_ident_knows_go_on_by_themselves(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(), EXAMINER)
    other = "TCN-0000000002"
    world.flow.submit(submission(other, 1))
    assert world.complete(other).state is BookingState.SECOND_RESPONSE_READY
    assert len(world.cases(other)) == 1


def test_a_false_identification_in_iafis_is_split_off(world: World) -> None:
    stranger = enrol_people(world.iafis, [PERSON])[0]
    match = make_match(world)
    encounter = world.iafis.get_encounter(encounter_id(TCN))
    assert encounter.identity_id == stranger
    done = match.desk.correct(request(iafis_match_false=True), EXAMINER)
    own = world.iafis.get_encounter(encounter_id(TCN)).identity_id
    assert own != stranger
    assert (done.left_iafis_identity_id, done.iafis_identity_id) == (stranger, own)
    assert world.iafis.get_identity(stranger).encounter_count == 1
    with world.database.read() as session:
        assert known_non_mates.contains(session, own, match.ident_identity_id)
        assert not known_non_mates.contains(session, stranger, match.ident_identity_id)
    corrected = world.flow.booking(TCN).second_response
    assert corrected is not None and "first response is withdrawn too" in corrected.error_message
    candidates = world.iafis.identify(prints(PERSON, 3)).candidates
    assert {one.identity_id for one in candidates} >= {own, stranger}, "the index follows"


def test_prints_alone_under_their_identity_stay_there(world: World) -> None:
    match = make_match(world)
    before = world.iafis.get_encounter(encounter_id(TCN)).identity_id
    done = match.desk.correct(request(iafis_match_false=True), EXAMINER)
    assert (done.left_iafis_identity_id, done.iafis_identity_id) == ("", before)


def test_corrections_are_listed_by_pages(world: World) -> None:
    match = make_match(world)
    done = match.desk.correct(request(), EXAMINER)
    assert match.desk.corrections(EXAMINER) == ([done], "")
    assert match.desk.corrections(EXAMINER, tcn=TCN, page=Page(1)) == ([done], "")
    assert match.desk.corrections(EXAMINER, tcn="TCN-0000000003") == ([], "")
    with pytest.raises(PermissionDeniedError):
        match.desk.corrections(AGENCY)


class Crash(BaseException):
    """The process dies here."""


@contextmanager
def crash_at(database: Database, statement: int) -> Iterator[list[str]]:
    """Die before the nth statement of whatever happens; what was reached is told."""
    reached: list[str] = []

    def before(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        reached.append(sql)
        if len(reached) == statement:
            raise Crash(sql)

    event.listen(database.engine, "before_cursor_execute", before)
    try:
        yield reached
    finally:
        event.remove(database.engine, "before_cursor_execute", before)


@pytest.mark.slow
def test_a_crash_at_any_statement_leaves_nothing_and_a_repetition_all(world: World) -> None:
    enrol_people(world.iafis, [PERSON])
    match = make_match(world)
    before = contents(world.database)
    asked = request(iafis_match_false=True)
    crash_count = 0
    while True:
        with crash_at(world.database, crash_count + 1) as reached:
            try:
                match.desk.correct(asked, EXAMINER)
            except Crash:
                crash_count += 1
            else:
                break
        if contents(world.database) != before:
            # Committed: what is left is the index's, which the next one catches up with.
            assert not any(sql.startswith(("INSERT", "UPDATE")) for sql in reached[-2:])
            break
    assert crash_count > 30, "the correction is many statements"
    done = match.desk.correct(asked, EXAMINER)
    assert done.left_iafis_identity_id
    assert len(done.notices) == 3
    assert detainer_of(world).state is DetainerState.CANCELLED
    with world.database.read() as session:
        assert audit_log.verify(session) is None
        corrected = entries(session, action=Action.MATCH_CORRECTED)
    assert len(corrected) == 1


def contents(database: Database) -> dict[str, object]:
    """Count the rows of every table, and read those that a correction changes."""
    with database.read() as session:
        return {
            **{
                table.name: session.scalar(select(func.count()).select_from(table))
                for table in Base.metadata.sorted_tables
            },
            "states": rows(session, "SELECT state, withdrawn_reason FROM case_file"),
            "detainers": rows(session, "SELECT state, end_reason FROM detainer"),
            "owners": rows(session, "SELECT encounter_id, identity_id FROM encounter"),
        }


def rows(session: Session, statement: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in session.execute(text(statement)))
