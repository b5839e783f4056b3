import importlib
import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

import gallery
import interop
from database.connection import MIGRATIONS, Base, Database, open_database
from database.errors import NewerSchemaError, StoreUnavailableError
from gallery.people.enrolment import enrol_batch
from gallery.store.references import renew_references
from gallery.store.tables import ReferenceChangeRow, ReferenceRow
from gallery.types import Enrolment
from interop.jurisdictions import store as jurisdictions
from lesc_stub.tables import LESC_MIGRATIONS
from matcher.types import FingerPosition
from tests.gallery.prints import CALLER, NOW, digest, failed_sample, prints, samples
from tests.paths import ROOT

# Tables are known once their modules are imported.
pytestmark = pytest.mark.postgresql

TABLE_MODULES = [
    importlib.import_module(found.name)
    for package in (gallery, interop)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if found.name.endswith("tables")
]


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_changes_nothing(database: Database, database_url: str) -> None:
    statement = text("SELECT version_num FROM alembic_version")
    with database.read() as session:
        before = session.scalars(statement).all()
    again = open_database(database_url)
    with again.read() as session:
        assert session.scalars(statement).all() == before
    again.close()


def test_all_that_open_an_empty_database_at_once_can(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_database, [empty_database_url] * 4))
    for one in opened:
        one.close()


def test_a_newer_schema_is_refused_by_name(database: Database, database_url: str) -> None:
    with database.write() as session:
        [ours] = session.scalars(text("SELECT version_num FROM alembic_version")).all()
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match=f"schema 9999.* up to {ours}: use"):
        open_database(database_url)


def test_who_may_not_migrate_opens_the_present_schema_alone(
    database: Database, database_url: str
) -> None:
    for schema, refused in (
        ("0001", pytest.raises(StoreUnavailableError, match=r"schema 0001.* needs \d{4}")),
        ("9999", pytest.raises(NewerSchemaError, match="schema 9999")),
    ):
        with database.write() as session:
            [ours] = session.scalars(text("SELECT version_num FROM alembic_version")).all()
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": schema})
        with refused:
            open_database(database_url, may_migrate=False)
        with database.write() as session:
            [left] = session.scalars(text("SELECT version_num FROM alembic_version")).all()
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": ours})
        assert left == schema
    open_database(database_url, may_migrate=False).close()


def test_who_may_not_migrate_leaves_an_empty_database_empty(empty_database_url: str) -> None:
    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="no schema yet"):
            open_database(empty_database_url, may_migrate=False)


def test_who_was_there_before_references_gets_them(database: Database, database_url: str) -> None:
    """As schema 0002 left them: an identity of three encounters, others of one, one bare."""
    enrolments = [
        Enrolment("A1", samples(prints(1, 1)), digest("A1"), "A"),
        Enrolment("B1", samples(prints(2, 1)), digest("B1"), "B"),
        Enrolment("A2", samples(prints(1, 2)), digest("A2"), "A"),
        Enrolment("A3", samples(prints(1, 3)), digest("A3"), "A"),
        Enrolment("N1", (failed_sample(FingerPosition.LEFT_THUMB, "NO_FOREGROUND"),), b"", "N"),
    ]
    with database.write() as session:
        enrol_batch(session, "iafis", enrolments, caller=CALLER, now=NOW)
        enrol_batch(session, "ident", enrolments[1:2], caller=CALLER, now=NOW)
        expected = references(session)
        downgrade(session.connection(), "0002")
    migrated = open_database(database_url)
    with migrated.write() as session:
        assert references(session) == expected
        assert len(expected) == 5
        journal = select(func.count()).select_from(ReferenceChangeRow)
        assert session.scalar(journal) == len(expected)
        for gallery_name, identity_id in (("iafis", "A"), ("iafis", "B"), ("ident", "B")):
            renew_references(session, gallery_name, identity_id)
        assert session.scalar(journal) == len(expected), "nothing was left to be changed"
    migrated.close()


def test_bookings_of_before_keep_query_answer_and_response(
    database: Database, database_url: str
) -> None:
    """As schema 0008 left them, and again after one turn back."""
    with database.write() as session:
        downgrade(session.connection(), "0008")
        for statement in BEFORE:
            session.execute(text(statement))
    for _ in range(2):
        migrated = open_database(database_url)
        with migrated.read() as session:
            booking = session.execute(text("SELECT document, cause FROM second_response")).one()
            query = session.execute(text("SELECT sequence, person, kind FROM outbox")).one()
            answers = session.scalars(text("SELECT query_id FROM lesc_answer")).all()
        assert booking == ('{"said": 1}', "answer")
        assert query == (1, "IDENT-1", "IAQ")
        assert answers == ["iaq:TCN-0000000001"]
        with migrated.write() as session:
            downgrade(session.connection(), "0008")
        migrated.close()


def test_activations_of_before_become_periods(database: Database, database_url: str) -> None:
    """As schema 0020 left them, and again after one turn back."""
    columns = "INSERT INTO jurisdiction (jurisdiction_id, name, us_state, activation_date) VALUES"
    with database.write() as session:
        downgrade(session.connection(), "0020")
        session.execute(text(f"{columns} ('TX-HARRIS', 'Harris County', 'TX', '2008-10-27')"))
        session.execute(text(f"{columns} ('IL-COOK', 'Cook County', 'IL', NULL)"))
    for _ in range(2):
        migrated = open_database(database_url)
        with migrated.read() as session:
            harris, cook = (jurisdictions.get(session, one) for one in ("TX-HARRIS", "IL-COOK"))
            [recorded] = jurisdictions.history(session, "TX-HARRIS")
        assert (harris.activation_date, harris.deactivation_date) == (date(2008, 10, 27), None)
        assert (cook.activations, harris.place) == ((), "TX")
        assert (recorded.record_time, recorded.replace_time) == (None, None)
        with migrated.write() as session:
            downgrade(session.connection(), "0020")
        migrated.close()


BEFORE = (
    "INSERT INTO submission (tcn, ori, caller_ori, caller_roles, caller_purpose, state, "
    "content_digest, receive_time, agency_case_number, extract_duration_ms, second_response, "
    "attempt_count, error) VALUES ('TCN-0000000001', 'CA0190000', 'CA0190000', '', '', 8, '', "
    "'2012-01-01 00:00:00', '', 1, '{\"said\": 1}', 0, '')",
    "INSERT INTO state_change (tcn, state, change_time) VALUES "
    "('TCN-0000000001', 8, '2012-01-01 00:00:09')",
    "INSERT INTO outbox (message_id, kind, tcn, payload, create_time, attempt_count, error, "
    "receipt_id) VALUES ('iaq:TCN-0000000001', 'IAQ', 'TCN-0000000001', "
    "'{\"identity_id\": \"IDENT-1\"}', '2012-01-01 00:00:05', 0, '', 'lesc:1')",
    "INSERT INTO lesc_answer (query_id, version, document, answer_time, receive_time) VALUES "
    "('iaq:TCN-0000000001', 1, '{}', '2012-01-01 00:00:07', '2012-01-01 00:00:08')",
)


def downgrade(connection: Connection, revision: str) -> None:
    """Take a database back to an earlier schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def references(session: Session) -> set[tuple[object, ...]]:
    """Read all references but for their ids."""
    columns = (
        ReferenceRow.gallery,
        ReferenceRow.identity_id,
        ReferenceRow.encounter_sequence,
        ReferenceRow.composite,
        ReferenceRow.make_up,
    )
    return {tuple(row) for row in session.execute(select(*columns))}


@pytest.mark.parametrize("migrations", [MIGRATIONS, LESC_MIGRATIONS], ids=["service", "lesc"])
def test_the_last_file_by_name_has_the_newest_schema(migrations: Path, tmp_path: Path) -> None:
    """By its name a start sees that nothing is to be done, without reading all migrations."""
    url = f"sqlite:///{tmp_path / 'database.sqlite'}"
    open_database(url, migrations=migrations).close()
    code = (
        "import sys; from pathlib import Path; from database.connection import open_database;"
        f"open_database({url!r}, migrations=Path({str(migrations)!r})).close();"
        "print('alembic' in sys.modules)"
    )
    again = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert again.stdout.strip() == "False"
