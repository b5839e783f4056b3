"""The audit log: appended and chained; whatever is done to it shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database, open_database
from interop.audit import log as audit_log
from interop.audit.tables import AuditLogRow
from interop.audit.types import Action, Head, ObjectKind
from interop.errors import AuditEntryError
from tests.interop.logged import entries

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)
EXAMINER = Caller("DHSEXAM01", frozenset({"examiner", "supervisor"}), "review")
ENTRY = audit_log.by(EXAMINER, Action.BOOKING_VIEWED, "TCN-0000000001")


def fill(database: Database, count: int = 6) -> list[Head]:
    """Append entries, each in its own transaction; the heads after each."""
    heads = []
    for n in range(1, count + 1):
        with database.write() as session:
            entry = replace(ENTRY, object_id=f"TCN-{n:010}", reason="", actor_id=f"examiner-{n}")
            audit_log.append(session, entry, NOW + timedelta(seconds=n))
            heads.append(audit_log.head(session))
    return heads


def disarm(session: Session) -> None:
    """Take away what keeps the table from being changed, as its owner could."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        return
    for name in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER audit_log_no_{name}"))


def tamper(database: Database, *statements: str) -> None:
    with database.write() as session:
        disarm(session)
        for statement in statements:
            session.execute(text(statement))


def verify(database: Database, *exported: Head) -> int | None:
    with database.read() as session:
        return audit_log.verify(session, exported)


def test_what_was_appended_is_read_again_and_verifies(database: Database) -> None:
    heads = fill(database)
    assert verify(database, *heads) is None
    with database.read() as session:
        logged = entries(session, after=2)[:2]
    assert [one.sequence for one in logged] == [3, 4]
    assert logged[0].entry == replace(ENTRY, object_id="TCN-0000000003", actor_id="examiner-3")
    assert logged[0].append_time == NOW + timedelta(seconds=3)
    assert Head(logged[0].sequence, logged[0].digest) == heads[2]


def test_an_empty_log_verifies_and_lacks_what_was_exported(database: Database) -> None:
    assert verify(database) is None
    assert verify(database, Head(0, bytes(32))) is None
    assert verify(database, Head(3, bytes(32))) == 1


def test_entries_are_filtered(database: Database) -> None:
    fill(database, 3)
    with database.write() as session:
        caller = Caller("LESC00001", frozenset({"lesc"}))
        act = audit_log.Act(session, caller, NOW)
        act.log(Action.MATCH_CORRECTED, "correction-1", "different_person")
    with database.read() as session:
        by_action = entries(session, action=Action.MATCH_CORRECTED)
        by_object = entries(session, object_kind=ObjectKind.BOOKING, object_id="TCN-0000000002")
        by_actor = entries(session, actor_ori="DHSEXAM01")
    assert [one.sequence for one in by_action] == [4]
    assert [one.sequence for one in by_object] == [2]
    assert [one.sequence for one in by_actor] == [1, 2, 3]


def test_an_entry_goes_with_its_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        audit_log.append(session, ENTRY, NOW)
        raise RuntimeError("the change failed")
    fill(database, 1)
    assert verify(database) is None
    with database.read() as session:
        assert audit_log.head(session).sequence == 1


def test_two_entries_of_one_transaction_follow_each_other(database: Database) -> None:
    with database.write() as session:
        first = audit_log.append(session, ENTRY, NOW)
        second = audit_log.append(session, ENTRY, NOW)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.digest != second.digest
    assert verify(database) is None


@contextmanager
def tampered(session: Session, statement: str) -> Iterator[None]:
    """Tamper, and take it back."""
    with session.begin_nested() as trial:
        session.execute(text(statement))
        yield
        trial.rollback()


def test_a_change_of_any_column_of_any_row_is_noticed_there(database: Database) -> None:
    fill(database)
    changed = {
        "sequence": "40",
        "append_time": "'2026-03-04 05:06:11.000000+00:00'",
        "digest": "(SELECT digest FROM audit_log WHERE sequence = 6)",
    }
    with database.write() as session:
        disarm(session)
        for column in AuditLogRow.__table__.columns:
            value = changed.get(column.name, "'tampered'")
            for sequence in range(1, 6):
                where = f"WHERE sequence = {sequence}"
                with tampered(session, f"UPDATE audit_log SET {column.name} = {value} {where}"):
                    assert audit_log.verify(session) == sequence, column
        assert audit_log.verify(session) is None


def test_a_removed_row_is_noticed_there(database: Database) -> None:
    fill(database)
    with database.write() as session:
        disarm(session)
        for sequence in range(1, 6):
            with tampered(session, f"DELETE FROM audit_log WHERE sequence = {sequence}"):
                assert audit_log.verify(session) == sequence


def test_exchanged_rows_are_noticed(database: Database) -> None:
    fill(database)
    tamper(
        database,
        "UPDATE audit_log SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_log SET sequence = 2 WHERE sequence = 5",
        "UPDATE audit_log SET sequence = 5 WHERE sequence = 99",
    )
    assert verify(database) == 2


def test_truncation_is_noticed_against_an_exported_head(database: Database) -> None:
    heads = fill(database)
    tamper(database, "DELETE FROM audit_log WHERE sequence > 4")
    assert verify(database) is None, "the chain alone cannot show it"
    assert verify(database, heads[3]) is None
    assert verify(database, heads[5]) == 5
    assert verify(database, heads[1], heads[4]) == 5


def test_a_chain_made_anew_is_noticed_against_an_exported_head(database: Database) -> None:
    heads = fill(database)
    tamper(database, "DELETE FROM audit_log WHERE sequence > 2")
    with database.write() as session:
        for _ in range(4):
            audit_log.append(session, ENTRY, NOW)
    assert verify(database) is None, "the chain alone cannot show it"
    assert verify(database, heads[5]) == 6
    assert verify(database, *heads) == 3


def test_the_database_itself_refuses_changes(database: Database) -> None:
    fill(database, 2)
    for statement in ("UPDATE audit_log SET reason = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
            session.execute(text(statement))
    assert verify(database) is None
    fill(database, 1)


def test_the_log_goes_on_after_a_start(database: Database, database_url: str) -> None:
    fill(database, 2)
    again = open_database(database_url)
    fill(again, 2)
    assert verify(again) is None
    again.close()


def test_verification_reads_a_long_log_by_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "_PAGE", 2)
    heads = fill(database, 6)
    assert verify(database, *heads) is None
    tamper(database, "UPDATE audit_log SET purpose = 'x' WHERE sequence = 5")
    assert verify(database) == 5


def test_what_is_no_opaque_id_is_refused(database: Database) -> None:
    wrong = [
        *(replace(ENTRY, object_id=one) for one in ("DOE,JOHN", "JOHN DOE", "", "x" * 129, "a\nb")),
        replace(ENTRY, reason="he is somebody else"),
        replace(ENTRY, purpose="arrest of Mr. Doe"),
        replace(ENTRY, actor_id="Jane Roe"),
        replace(ENTRY, actor_ori="sheriff"),
        replace(ENTRY, roles=frozenset({"the boss"})),
    ]
    with database.write() as session:
        for entry in wrong:
            with pytest.raises(AuditEntryError):
                audit_log.append(session, entry, NOW)
        assert audit_log.head(session).sequence == 0


def test_a_purpose_in_free_words_is_not_repeated() -> None:
    caller = replace(EXAMINER, purpose="looking for John Doe")
    entry = audit_log.by(caller, Action.BOOKING_VIEWED, "TCN-0000000001")
    assert entry.purpose == audit_log.FREE_TEXT


def test_a_look_names_the_person_of_the_credential_unless_somebody_else_acted() -> None:
    mina = Caller("ICEHOU000", frozenset({"field_office"}), "arrest", "mina")
    assert audit_log.by(mina, Action.CASE_VIEWED, "case:1").actor_id == "mina"
    other = audit_log.by(mina, Action.CASE_VIEWED, "case:1", actor_id="OFFICER-7")
    assert other.actor_id == "OFFICER-7"
    machine = replace(mina, person="")
    assert audit_log.by(machine, Action.CASE_VIEWED, "case:1").actor_id == ""
