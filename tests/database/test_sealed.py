"""What a database holds of people is sealed, without exception, and opens with its keys alone."""

import importlib
import pkgutil
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Text, inspect, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapper

import gallery
import interop
from database import sealed_columns
from database.connection import MIGRATIONS, Base, Database, open_database
from database.errors import (
    DestroyedKeyError,
    KeyStoreError,
    MasterKeyError,
    MasterKeyRequiredError,
    SealingError,
    UnsealedDatabaseError,
)
from database.master_key import KeyPlace, MasterKey
from database.sealed_columns import key_of
from database.sealing import MARK, StoredRecord, clear_text, open_record, open_text, seal, seal_text
from database.sealing_job import clear_count, seal_database
from interop.bookings import store as booking_store
from interop.bookings.tables import SecondResponseRow, SubmissionRow, TransactionFileRow
from interop.records.ident_tables import IdentEncounterRow
from lesc_stub import tables as lesc_tables
from lesc_stub.tables import LESC_MIGRATIONS, LescBase, QueryRow
from matcher.errors import CorruptRecordError
from tests.golden.test_golden_data import DATA

for package in (gallery, interop):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith("tables"):
            importlib.import_module(found.name)

_CODE = re.compile(rb"[a-z_]+|DeliveryError:.*")
"""A reason as a code stands in other columns too."""
NOW = datetime(2026, 3, 4, tzinfo=UTC)
MASTER = MasterKey(b"m" * 32)
SECRET = "DOE, JANE, born 1980-02-03"

NOT_ABOUT_PEOPLE = {
    "audit_log": {"roles", "digest"},
    "correction": {"roles", "purpose"},
    "encounter": {"roles", "purpose", "content_digest"},
    "field_office": {"areas"},
    "identity_change": {"roles", "purpose"},
    "impression": {"failure_message"},
    "jurisdiction": {"name"},
    "reference": {"make_up"},
    "script": {"document"},
    "source_state": {"outages"},
    "submission": {"caller_roles", "caller_purpose", "content_digest"},
    "submission_sample": {"failure_message"},
}
"""Columns of text or bytes that are stored in clear: who acted, why a print cannot be used,
digests, names of places, and how the stub behaves."""


def tables() -> list[Mapper[Any]]:
    """List all tables of both databases."""
    return [*Base.registry.mappers, *LescBase.registry.mappers]


def test_every_text_and_blob_is_sealed_or_is_said_not_to_be_about_people() -> None:
    """A new column of text or bytes must say which it is."""
    in_clear = dict[str, set[str]]()
    for mapper in tables():
        for column in inspect(mapper).local_table.columns:
            if type(column.type) in (Text, LargeBinary):
                in_clear.setdefault(mapper.class_.__tablename__, set()).add(column.name)
    assert in_clear == NOT_ABOUT_PEOPLE
    assert sum(bool(sealed_columns.stored_columns(mapper)) for mapper in tables()) > 20


@pytest.fixture
def place(tmp_path: Path) -> KeyPlace:
    return KeyPlace(tmp_path / "record.keys", MASTER)


@pytest.fixture
def sealed(empty_database_url: str, place: KeyPlace) -> Iterator[Database]:
    database = open_database(empty_database_url, key_place=place)
    yield database
    database.close()


def submission(tcn: str = "TCN-1", details: str = SECRET) -> SubmissionRow:
    return SubmissionRow(
        tcn=tcn, ori="CA0190000", caller_ori="", caller_roles="", caller_purpose="", state=1,
        content_digest=b"", receive_time=NOW, agency_case_number="", details=details,
    )  # fmt: skip


def raw(database: Database, statement: str) -> list[Any]:
    """Read what lies in a column, past the columns' types."""
    with database.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql(statement)]


@pytest.mark.postgresql
def test_texts_blobs_and_dates_are_sealed_and_read_as_before(sealed: Database) -> None:
    with sealed.write() as session:
        session.add(submission())
        session.flush()
        session.add(TransactionFileRow(tcn="TCN-1", text=seal(SECRET.encode()), file=None))
    with sealed.read() as session:
        assert session.get_one(SubmissionRow, "TCN-1").details == SECRET
        stored = session.get_one(TransactionFileRow, "TCN-1").text
        assert open_record(stored) == SECRET.encode()
    [details] = raw(sealed, "SELECT details FROM submission")
    assert details.startswith(MARK) and SECRET[:6] not in details
    [blob] = raw(sealed, "SELECT text FROM transaction_file")
    assert SECRET[:6].encode() not in bytes(blob)
    assert raw(sealed, "SELECT count(*) FROM record_key") == [1], "a booking has one key"


@pytest.mark.postgresql
def test_prints_of_a_complete_booking_lose_their_key(sealed: Database) -> None:
    """A copy of the database of before holds prints that nobody can open; the booking stays."""
    with sealed.write() as session:
        session.add(submission())
        session.flush()
        file = seal(b"the whole file")
        session.add(TransactionFileRow(tcn="TCN-1", text=seal(b"Type-2"), file=file))
    with sealed.read() as session:
        copy = session.get_one(TransactionFileRow, "TCN-1").file
    assert copy is not None and open_record(copy) == b"the whole file"
    with sealed.write() as session:
        booking_store.drop_prints(session, "TCN-1")
    with pytest.raises(DestroyedKeyError):
        open_record(copy)
    with sealed.read() as session:
        assert session.get_one(SubmissionRow, "TCN-1").details == SECRET
        assert open_record(session.get_one(TransactionFileRow, "TCN-1").text) == b"Type-2"


@pytest.mark.postgresql
def test_a_key_outlives_a_crash_by_one_start(
    sealed: Database, place: KeyPlace, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the commit of a deletion and before the key is overwritten."""
    with sealed.write() as session:
        key = key_of(session, ("booking", "TCN-1"))
    assert key is not None and sealed.keys is not None

    def die(_numbers: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sealed.keys.store, "destroy", die)
        with pytest.raises(KeyboardInterrupt), sealed.write() as session:
            sealed_columns.doom(session, ("booking", "TCN-1"))
    assert sealed.keys.store.destroyed() == frozenset()
    again = open_database(empty_database_url, key_place=place)
    assert again.keys is not None
    assert again.keys.store.destroyed() == {key.number}
    assert raw(again, "SELECT count(*) FROM record_key") == [0]
    again.close()


def test_a_key_that_cannot_be_destroyed_now_is_destroyed_later(
    sealed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion is committed, so the caller must not hear that it failed."""
    with sealed.write() as session:
        key = key_of(session, ("booking", "TCN-1"))
    assert key is not None and sealed.keys is not None

    def fail(_numbers: object) -> None:
        raise KeyStoreError("the disk is read-only")

    with monkeypatch.context() as failing:
        failing.setattr(sealed.keys.store, "destroy", fail)
        with sealed.write() as session:
            sealed_columns.doom(session, ("booking", "TCN-1"))
    with sealed.write():
        pass
    assert sealed.keys.store.destroyed() == {key.number}


@pytest.mark.postgresql
def test_a_deletion_that_is_rolled_back_destroys_nothing(sealed: Database) -> None:
    with sealed.write() as session:
        session.add(submission())
    with pytest.raises(RuntimeError), sealed.write() as session:
        sealed_columns.doom(session, ("booking", "TCN-1"))
        raise RuntimeError
    with sealed.write() as session:
        assert session.get_one(SubmissionRow, "TCN-1").details == SECRET
    assert sealed.keys is not None and sealed.keys.store.destroyed() == frozenset()


@pytest.mark.postgresql
def test_a_changed_value_is_sealed_anew_under_the_same_key(sealed: Database) -> None:
    with sealed.write() as session:
        session.add(submission())
    [first] = raw(sealed, "SELECT details FROM submission")
    with sealed.write() as session:
        row = session.get_one(SubmissionRow, "TCN-1")
        row.details = f"{SECRET}!"
        session.flush()
        assert row.details == f"{SECRET}!"
    [second] = raw(sealed, "SELECT details FROM submission")
    assert second != first
    with sealed.write() as session:
        session.get_one(SubmissionRow, "TCN-1").details = SECRET
    assert raw(sealed, "SELECT details FROM submission") != [first], "no two nonces are the same"
    assert raw(sealed, "SELECT count(*) FROM record_key") == [1]


def test_a_key_of_a_transaction_that_failed_is_forgotten(sealed: Database) -> None:
    with pytest.raises(RuntimeError), sealed.write() as session:
        session.add(submission())
        session.flush()
        raise RuntimeError
    with sealed.write() as session:
        session.add(submission())
    [number] = raw(sealed, "SELECT number FROM record_key")
    with sealed.read() as session:
        assert session.get_one(SubmissionRow, "TCN-1").details == SECRET
    assert sealed.keys is not None and number <= sealed.keys.store.count


def test_nothing_reaches_a_sealed_database_in_clear(sealed: Database) -> None:
    """Past the rows' owners, by a statement: refused, even if somebody forgets."""
    with sealed.write() as session:
        session.add(submission())
    statements = [
        update(SubmissionRow).values(details=SECRET),
        update(TransactionFileRow).values(text=seal(b"print")),
        update(IdentEncounterRow).values(date_of_birth=date(1980, 2, 3)),
    ]
    for statement in statements:
        with pytest.raises(StatementError, match="has no key"), sealed.write() as session:
            session.execute(statement)


def test_what_is_moved_to_another_record_is_sealed_under_that_records_key(
    sealed: Database,
) -> None:
    with sealed.write() as session:
        session.add_all([submission("TCN-1"), submission("TCN-2", "")])
        session.flush()
        session.add(TransactionFileRow(tcn="TCN-1", text=seal(b"print"), file=None))
    with sealed.write() as session:
        first = session.get_one(SubmissionRow, "TCN-1")
        session.get_one(SubmissionRow, "TCN-2").details = first.details
        stored = session.get_one(TransactionFileRow, "TCN-1").text
        session.add(TransactionFileRow(tcn="TCN-2", text=stored, file=None))
    assert sealed.keys is not None
    with sealed.read() as session:
        number = sealed.keys.number_of(session.connection(), ("booking", "TCN-1"))
    assert number is not None
    sealed.keys.store.destroy([number])
    with sealed.read() as session:
        assert session.get_one(SubmissionRow, "TCN-2").details == SECRET
        assert open_record(session.get_one(TransactionFileRow, "TCN-2").text) == b"print"
    with sealed.read() as session, pytest.raises(CorruptRecordError, match="was expunged"):
        session.get_one(SubmissionRow, "TCN-1")


@pytest.mark.postgresql
def test_what_is_searched_by_equality_is_found_and_not_read(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path / "lesc.keys", MASTER)
    url = f"sqlite:///{tmp_path / 'lesc.sqlite'}"
    database = open_database(url, migrations=LESC_MIGRATIONS, key_place=place)
    table = lesc_tables.SourceRecordRow
    with database.write() as session:
        for number, name in enumerate(["DOE, JANE", "ROE, JO", "DOE, JANE"]):
            session.add(
                table(
                    source="visas", record_id=str(number), identity_id="", fin="",
                    alien_number="A123456789", fbi_number="", name=name, date_of_birth="19800203",
                    facts="[]",
                )
            )  # fmt: skip
    with database.read() as session:
        rows = session.scalars(select(table).where(table.name == "DOE, JANE")).all()
    assert [row.record_id for row in rows] == ["0", "2"]
    assert {row.alien_number for row in rows} == {"A123456789"}
    first, other, again = raw(database, "SELECT name FROM source_record ORDER BY record_id")
    assert first == again != other
    assert "DOE" not in first
    database.close()


def test_a_text_in_clear_that_looks_sealed_stays_as_it_is(database: Database) -> None:
    """Somebody sends a text that begins with the mark of sealed texts."""
    for number, sent in enumerate(
        [MARK, f"{MARK}s", f"{MARK}sAAAA", f"{MARK}d", f"{MARK}c{MARK}s"]
    ):
        with database.write() as session:
            session.add(submission(f"TCN-{number}", sent))
        with database.read() as session:
            assert session.get_one(SubmissionRow, f"TCN-{number}").details == sent
    assert open_text(clear_text(SECRET), None) == SECRET


def test_a_changed_sealed_value_is_damage(sealed: Database) -> None:
    with sealed.write() as session:
        key = key_of(session, ("booking", "TCN-1"))
    assert key is not None and sealed.keys is not None
    record = StoredRecord.of(seal(b"print", key), sealed.keys)
    assert open_record(record) == b"print"
    for place in range(len(record)):
        changed = bytearray(record)
        changed[place] ^= 1
        with pytest.raises((CorruptRecordError, KeyStoreError)):
            open_record(StoredRecord.of(bytes(changed), sealed.keys))
    sealed_text = seal_text(SECRET, key)
    for place in range(2, len(sealed_text)):
        letter = "A" if sealed_text[place] != "A" else "B"
        changed_text = sealed_text[:place] + letter + sealed_text[place + 1 :]
        # The last letter of Base64 has bits that count for nothing.
        if b64decode(changed_text[2:]) == b64decode(sealed_text[2:]):
            continue
        with pytest.raises((CorruptRecordError, KeyStoreError)):
            open_text(changed_text, sealed.keys)
    with pytest.raises(MasterKeyRequiredError):
        open_record(bytes(record))
    with pytest.raises(MasterKeyRequiredError):
        open_text(sealed_text, None)


REFUSALS: dict[str, tuple[type[SealingError], str]] = {
    "without a key": (MasterKeyRequiredError, "is sealed: give its master key"),
    "with another key": (MasterKeyError, "is not the key of"),
    "without the key store": (KeyStoreError, "restore the file from its newest copy"),
    "with another's key store": (KeyStoreError, "belong to another database"),
    "with an older key store": (KeyStoreError, "restore the newest copy"),
}


@pytest.mark.parametrize("how", REFUSALS)
def test_a_sealed_database_opens_with_its_keys_alone(
    how: str, sealed: Database, place: KeyPlace, empty_database_url: str, tmp_path: Path
) -> None:
    older = place.path.read_bytes()
    with sealed.write() as session:
        session.add_all(submission(f"TCN-{number}") for number in range(40))
    kind, words = REFUSALS[how]
    given: KeyPlace | None = place
    if how == "without a key":
        given = None
    elif how == "with another key":
        given = KeyPlace(place.path, MasterKey(b"x" * 32))
    elif how == "without the key store":
        place.path.unlink()
    elif how == "with another's key store":
        other = KeyPlace(tmp_path / "other.keys", MASTER)
        open_database(f"sqlite:///{tmp_path / 'other.sqlite'}", key_place=other).close()
        given = other
    else:
        place.path.write_bytes(older)
    with pytest.raises(kind, match=words):
        open_database(empty_database_url, key_place=given)


def test_a_clear_database_is_not_mixed(
    database: Database, database_url: str, place: KeyPlace
) -> None:
    """With a key it is refused, until the job has sealed all of it; a job cut short too."""
    with database.write() as session:
        session.add_all(submission(f"TCN-{number:03}") for number in range(500))
        session.flush()
        session.add(
            SecondResponseRow(tcn="TCN-007", ordinal=1, document=SECRET, cause="", create_time=NOW)
        )
    with pytest.raises(UnsealedDatabaseError, match="tenprint sealing seal"):
        open_database(database_url, key_place=place)
    opened = open_database(database_url, key_place=place, may_seal=True)
    with pytest.raises(KeyboardInterrupt):
        seal_database(opened, Base, stop_after_a_page)
    opened.close()
    for given in (place, None):
        with pytest.raises(SealingError, match="sealed"):
            open_database(database_url, key_place=given)
    opened = open_database(database_url, key_place=place, may_seal=True)
    assert 0 < clear_count(opened, Base) < 501
    left = clear_count(opened, Base)
    assert seal_database(opened, Base) == left
    opened.close()
    again = open_database(database_url, key_place=place)
    with again.read() as session:
        assert {row.details for row in session.scalars(select(SubmissionRow))} == {SECRET}
        assert session.get_one(SecondResponseRow, ("TCN-007", 1)).document == SECRET
    assert clear_count(again, Base) == 0
    again.close()


def stop_after_a_page(_done: int, _total: int) -> None:
    """End the job as somebody who presses Ctrl-C."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("name", "migrations", "base"),
    [("tenprint", MIGRATIONS, Base), ("lesc", LESC_MIGRATIONS, LescBase)],
)
def test_a_folder_of_version_0_1_leaves_nothing_in_clear(
    name: str,
    migrations: Path,
    base: type[DeclarativeBase],
    place: KeyPlace,
    tmp_path: Path,
) -> None:
    """Every value of a column about people is gone from the bytes of the file."""
    file = tmp_path / f"{name}.sqlite"
    shutil.copyfile(DATA / f"{name}.sqlite", file)
    clear = open_database(f"sqlite:///{file}", migrations=migrations)
    values = personal_values(clear, base)
    clear.empty_log()
    clear.close()
    content = file.read_bytes()
    assert len(values) > 10
    assert all(value[:40] in content for value in values), "so the search does find"
    opened = open_database(
        f"sqlite:///{file}", migrations=migrations, key_place=place, may_seal=True
    )
    assert seal_database(opened, base) > 0
    assert dict.fromkeys(personal_values(opened, base), True).keys() == set(values)
    opened.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [value[:40] for value in values if value[:40] in content] == []


def personal_values(database: Database, base: type[DeclarativeBase]) -> set[bytes]:
    """Read the opened values of all columns about people, but for short ones."""
    found = set[bytes]()
    with database.read() as session:
        for mapper in base.registry.mappers:
            for name in sealed_columns.stored_columns(mapper):
                for value in session.scalars(select(getattr(mapper.class_, name))):
                    opened = open_record(value) if isinstance(value, bytes) else str(value)
                    content = opened if isinstance(opened, bytes) else opened.encode()
                    if len(content) >= 12 and not _CODE.fullmatch(content):
                        found.add(content)
    return found


def test_a_query_of_the_lesc_is_sealed(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path / "lesc.keys", MASTER)
    url = f"sqlite:///{tmp_path / 'lesc.sqlite'}"
    database = open_database(url, migrations=LESC_MIGRATIONS, key_place=place)
    with database.write() as session:
        session.add(
            QueryRow(
                query_id="iaq:1", tcn="TCN-1", identity_id="IDENT-1", document=SECRET, state=1,
                receipt_id="", acknowledge_time=NOW,
            )
        )  # fmt: skip
    with database.read() as session:
        assert session.scalars(select(QueryRow)).one().document == SECRET
        assert session.scalar(text("SELECT document FROM query")).startswith(MARK)
    database.close()
