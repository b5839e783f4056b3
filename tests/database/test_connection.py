import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from database.connection import Database, open_database
from database.engine import WRITER_TIMEOUT_S
from database.errors import StoreUnavailableError
from gallery.store.tables import EncounterRow, IdentityRow

pytestmark = pytest.mark.postgresql

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)


def identity(identity_id: str, now: datetime = NOW) -> IdentityRow:
    return IdentityRow(gallery="iafis", identity_id=identity_id, create_time=now)


def identity_ids(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(IdentityRow.identity_id)))


def test_a_write_is_kept_and_a_failed_one_is_not(database: Database) -> None:
    with database.write() as session:
        session.add(identity("kept"))
    with pytest.raises(LookupError), database.write() as session:
        session.add(identity("lost"))
        session.flush()
        raise LookupError
    assert identity_ids(database) == {"kept"}


def test_changes_in_a_read_are_dropped(database: Database) -> None:
    # PostgreSQL refuses them at once.
    with suppress(DBAPIError), database.read() as session:
        session.add(identity("lost"))
        session.flush()
    assert identity_ids(database) == set()


def test_writers_take_turns(database: Database) -> None:
    """Each reads, then writes one more than it read: alone, nothing is lost."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with database.write() as session:
        session.add(identity("counter", start))

    def add_a_second(_: int) -> None:
        with database.write() as session:
            before = session.scalars(select(IdentityRow.create_time)).one()
            later = before + timedelta(seconds=1)
            session.execute(update(IdentityRow).values(create_time=later))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_a_second, range(40)))
    with database.read() as session:
        end = session.scalars(select(IdentityRow.create_time)).one()
    assert end == start + timedelta(seconds=40)


def test_a_writer_that_stands_still_gives_its_turn_up(url_on_postgresql: str) -> None:
    shown = text("SHOW idle_in_transaction_session_timeout")
    frozen, other = open_database(url_on_postgresql), open_database(url_on_postgresql)
    with frozen.read() as session:
        assert session.scalar(shown) == "0", "only writers keep others waiting"
    with pytest.raises(StoreUnavailableError), frozen.write() as session:
        assert session.scalar(shown) == f"{WRITER_TIMEOUT_S}s"
        session.add(identity("lost"))
        session.flush()
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '200ms'"))
        with other.write() as others:
            others.add(identity("other"))
        session.scalar(shown)
    with frozen.write() as session:
        session.add(identity("kept"))
    assert identity_ids(other) == {"kept", "other"}
    frozen.close()
    other.close()


def test_writers_of_two_processes_take_turns(database: Database, database_url: str) -> None:
    """Another instance has no lock in common with ours but the database's own."""
    other = open_database(database_url)
    entered, release = threading.Event(), threading.Event()

    def hold_the_turn() -> None:
        with other.write() as session:
            session.add(identity("first"))
            session.flush()
            entered.set()
            assert release.wait(60)

    def write_after() -> set[str]:
        with database.write() as session:
            return set(session.scalars(select(IdentityRow.identity_id)))

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(hold_the_turn)
        assert entered.wait(60)
        writer = pool.submit(write_after)
        assert identity_ids(database) == set(), "readers do not wait"
        assert not writer.done()
        release.set()
        holder.result(60)
        assert writer.result(60) == {"first"}
    other.close()


def test_a_reader_sees_one_state(database: Database) -> None:
    count = select(func.count()).select_from(IdentityRow)
    with database.read() as session:
        assert session.scalar(count) == 0
        with database.write() as writer:
            writer.add(identity("later"))
        assert session.scalar(count) == 0
    assert identity_ids(database) == {"later"}


def test_references_between_tables_hold(database: Database) -> None:
    orphan = EncounterRow(
        gallery="iafis",
        encounter_id="e",
        identity_id="nobody",
        founded_identity=False,
        ori="",
        roles="",
        purpose="",
        create_time=NOW,
        content_digest=b"",
    )
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(orphan)


def test_times_come_back_in_utc(database: Database) -> None:
    pacific = timezone(timedelta(hours=-8))
    with database.write() as session:
        session.add(identity("a", NOW.astimezone(pacific)))
    with database.read() as session:
        stored = session.scalars(select(IdentityRow.create_time)).one()
        found = session.scalars(
            select(IdentityRow.identity_id).where(
                IdentityRow.create_time == NOW.astimezone(pacific)
            )
        ).all()
    assert stored == NOW
    assert stored.utcoffset() == timedelta(0)
    assert found == ["a"]


def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="no time zone"), database.write() as session:
        session.add(identity("a", NOW.replace(tzinfo=None)))


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'deep' / 'er' / 'tenprint.db'}")
    with database.read() as session:
        settings = [
            session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    database.close()
    assert settings == ["wal", 2, 1, 30_000]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tenprint.db"
    path.write_bytes(b"not a database, just text\n" * 100)
    with pytest.raises(StoreUnavailableError, match=f"^database {path}: .*not a database$"):
        open_database(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "data" / "tenprint.db"
    with pytest.raises(StoreUnavailableError, match=f"^database {path}: its folder"):
        open_database(f"sqlite:///{path}")


def test_a_database_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "tenprint.db").mkdir()
    with pytest.raises(StoreUnavailableError, match="unable to open database file"):
        open_database(f"sqlite:///{tmp_path / 'tenprint.db'}")


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    with pytest.raises(StoreUnavailableError) as caught:
        open_database("postgresql://somebody:secret@127.0.0.1:1/tenprint")
    message = str(caught.value)
    assert "127.0.0.1" in message
    assert "secret" not in message
    assert "\n" not in message


@pytest.mark.parametrize("url", ["", "tenprint.db", "mysql://host/db", "sqlite://"])
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailableError):
        open_database(url)


def test_what_a_failed_statement_held_is_not_told(database: Database) -> None:
    row = EncounterRow(
        gallery="iafis",
        encounter_id="E1",
        identity_id="nobody",
        founded_identity=True,
        ori="",
        roles="",
        purpose="",
        create_time=NOW,
        content_digest=b"ridges of a print",
    )
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        session.add(row)
        session.flush()
    assert "ridges" not in "".join(traceback.format_exception(caught.value))
