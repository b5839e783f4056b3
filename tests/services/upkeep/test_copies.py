"""What a copy holds, and what a backup and a restore refuse."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from database.connection import MIGRATIONS, open_database
from database.copying import SqliteSource, source_of
from database.errors import BackupError, NewerSchemaError, SealingError, StoreUnavailableError
from database.schema import newest_schema
from gallery.store.rows import database_id, insert_identity
from services.errors import SettingError
from services.process import locked
from services.settings import Settings, load_settings
from services.upkeep import back_up, restore
from tests import postgresql
from tests.databases import copy_sqlite
from tests.gallery.prints import NOW
from tests.paths import ROOT


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A service's settings, with a database of each kind."""
    data = tmp_path / "data"
    data.mkdir()
    return load_settings({"data_dir": str(data), "database_url": database_url})


@pytest.fixture
def empty(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A place to restore into, of the same kind."""
    data = tmp_path / "restored"
    if make_url(database_url).get_backend_name() == "sqlite":
        yield load_settings({"data_dir": str(data)})
        return
    server: URL = request.getfixturevalue("postgresql_server")
    with postgresql.fresh_database(server) as url:
        address = url.render_as_string(hide_password=False)
        yield load_settings({"data_dir": str(data), "database_url": address})


def put(url: str, name: str) -> None:
    with closing(open_database(url)) as database, database.write() as session:
        insert_identity(session, "ident", name, NOW)


def people(url: str) -> set[str]:
    statement = "SELECT identity_id FROM identity"
    with closing(open_database(url)) as database, database.engine.connect() as connection:
        return {row[0] for row in connection.exec_driver_sql(statement)}


def test_what_was_committed_before_is_in_the_copy_and_the_rest_is_not(
    settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    url = settings.resolved_database_url
    put(url, "before")
    with source_of(url) as source:
        with source.held():
            schema = source.mark()
        put(url, "after")
        source.write(tmp_path / "copy")
    assert schema == newest_schema(MIGRATIONS)
    put(url, "later")
    back_up(settings, tmp_path / "backup")
    restore(tmp_path / "backup", empty)
    assert people(empty.resolved_database_url) == {"before", "after", "later"}
    if source.kind == "sqlite":
        assert people(f"sqlite:///{tmp_path / 'copy'}") == {"before"}


def test_writers_wait_while_the_moment_is_chosen(settings: Settings) -> None:
    url = settings.resolved_database_url
    done = threading.Event()

    def write() -> None:
        put(url, "waits")
        done.set()

    with source_of(url) as source:
        with source.held():
            source.mark()
            writer = threading.Thread(target=write)
            writer.start()
            assert not done.wait(1.0)
        writer.join(30)
        assert done.is_set()


def test_a_restored_database_is_the_same_database(
    settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    """Its id is that of before: an index that was kept would still fit."""
    put(settings.resolved_database_url, "one")

    def id_of(url: str) -> str:
        with closing(open_database(url)) as database, database.read() as session:
            return database_id(session)

    before = id_of(settings.resolved_database_url)
    back_up(settings, tmp_path / "backup")
    restore(tmp_path / "backup", empty)
    assert id_of(empty.resolved_database_url) == before


def test_nothing_is_overwritten(settings: Settings, empty: Settings, tmp_path: Path) -> None:
    put(settings.resolved_database_url, "one")
    back_up(settings, tmp_path / "backup")
    with pytest.raises(BackupError, match="exists: name a new folder"):
        back_up(settings, tmp_path / "backup")
    restore(tmp_path / "backup", empty)
    put(empty.resolved_database_url, "two")
    with pytest.raises(BackupError, match="holds t"):
        restore(tmp_path / "backup", empty)
    assert people(empty.resolved_database_url) == {"one", "two"}


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of SQLite."""
    data = tmp_path / "source"
    data.mkdir()
    copy_sqlite(data / "tenprint.sqlite")
    back_up(load_settings({"data_dir": str(data)}), tmp_path / "backup")
    return tmp_path / "backup"


def refuse(backup: Path, tmp_path: Path, words: str) -> None:
    target = tmp_path / "target"
    with pytest.raises(BackupError, match=words):
        restore(backup, load_settings({"data_dir": str(target)}))
    left = {path.name for path in target.iterdir()} if target.exists() else set()
    assert left <= {"lock"}, "nothing was changed"


def test_only_the_owner_reads_a_backup(backup: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    for path in backup.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    restore(backup, load_settings({"data_dir": str(tmp_path / "target")}))
    assert stat.S_IMODE((tmp_path / "target" / "tenprint.sqlite").stat().st_mode) == 0o600


def test_a_changed_copy_is_refused(backup: Path, tmp_path: Path) -> None:
    copy = backup / "tenprint.sqlite"
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    refuse(backup, tmp_path, "not as it was written")


def test_a_lost_copy_is_refused(backup: Path, tmp_path: Path) -> None:
    (backup / "tenprint.sqlite").unlink()
    refuse(backup, tmp_path, "tenprint.sqlite")


def test_a_link_is_no_copy(backup: Path, tmp_path: Path) -> None:
    copy = backup / "tenprint.sqlite"
    copy.rename(tmp_path / "elsewhere")
    copy.symlink_to(tmp_path / "elsewhere")
    refuse(backup, tmp_path, "not as it was written")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 2}', '{"format": 1}', "[" * 50_000, "x" * 70_000, "\x00"],
)
def test_a_foreign_list_is_refused(text: str, backup: Path, tmp_path: Path) -> None:
    (backup / "backup.json").write_text(text)
    refuse(backup, tmp_path, "backup")


def test_a_list_cannot_name_a_file_elsewhere(backup: Path, tmp_path: Path) -> None:
    told = json.loads((backup / "backup.json").read_text())
    told["files"]["../target/tenprint.sqlite"] = told["files"]["tenprint.sqlite"]
    (backup / "backup.json").write_text(json.dumps(told))
    refuse(backup, tmp_path, "names the files")


def test_a_newer_schema_is_refused(backup: Path, tmp_path: Path) -> None:
    told = json.loads((backup / "backup.json").read_text())
    told["files"]["tenprint.sqlite"]["schema"] = "9999"
    (backup / "backup.json").write_text(json.dumps(told))
    with pytest.raises(NewerSchemaError, match="schema 9999"):
        restore(backup, load_settings({"data_dir": str(tmp_path / "target")}))
    assert not (tmp_path / "target").exists()


def test_a_folder_in_use_is_refused(backup: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "target"), pytest.raises(SettingError, match="in use"):
        restore(backup, load_settings({"data_dir": str(tmp_path / "target")}))


def test_the_kinds_must_agree(backup: Path, tmp_path: Path, postgresql_server: URL) -> None:
    with postgresql.fresh_database(postgresql_server) as url:
        address = url.render_as_string(hide_password=False)
        into = load_settings({"data_dir": str(tmp_path / "target"), "database_url": address})
        with pytest.raises(BackupError, match="of sqlite, and the database is of postgresql"):
            restore(backup, into)


def test_a_folder_without_a_database_is_no_service(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no database"):
        back_up(load_settings({"data_dir": str(tmp_path)}), tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_does_not_change_an_older_schema(tmp_path: Path) -> None:
    """A newer program may back up what an older service is working on."""
    copy_sqlite(tmp_path / "tenprint.sqlite")
    with closing(sqlite3.connect(tmp_path / "tenprint.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    manifest = back_up(load_settings({"data_dir": str(tmp_path)}), tmp_path / "backup")
    assert manifest.files["tenprint.sqlite"].schema == "0002"
    with closing(sqlite3.connect(tmp_path / "tenprint.sqlite")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)


def test_a_disk_that_takes_no_more_leaves_no_backup(tmp_path: Path) -> None:
    copy_sqlite(tmp_path / "tenprint.sqlite")
    target = tmp_path / "backup"
    command = (
        f"ulimit -f 64; {sys.executable} -m tenprint.cli.main backup --data {tmp_path} {target}"
    )
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "STORE_UNAVAILABLE" in done.stderr or "BACKUP_REFUSED" in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_a_password_is_shown_to_nobody(postgresql_server: URL) -> None:
    address = postgresql_server.set(password="s3cret-w0rd", database="no_such_database")
    with pytest.raises(StoreUnavailableError) as caught:
        source_of(address.render_as_string(hide_password=False))
    assert "s3cret-w0rd" not in str(caught.value)
    assert isinstance(caught.value.__cause__, psycopg.Error)


def test_a_copy_is_one_file_that_opens(tmp_path: Path) -> None:
    copy_sqlite(tmp_path / "one.sqlite")
    with SqliteSource(tmp_path / "one.sqlite") as source:
        source.mark()
        source.write(tmp_path / "copy.sqlite")
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == [
        "copy.sqlite"
    ]
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_sealed_backup_opens_with_the_keys_that_were_kept_apart(tmp_path: Path) -> None:
    master = tmp_path / "master.key"
    tenprint = [sys.executable, "-m", "tenprint.cli.main"]
    subprocess.run([*tenprint, "sealing", "key", str(master)], cwd=ROOT, check=True)
    data, other = tmp_path / "data", tmp_path / "other"
    given = {"master_key": str(master)}
    source = load_settings({"data_dir": str(data), **given})
    target = load_settings({"data_dir": str(other), **given})
    url = source.resolved_database_url
    with (
        closing(open_database(url, key_place=source.key_place())) as database,
        database.write() as session,
    ):
        insert_identity(session, "ident", "sealed", NOW)
    back_up(source, tmp_path / "backup")
    assert not list((tmp_path / "backup").glob("*.keys")), "a backup holds no key"
    restore(tmp_path / "backup", target)
    shutil.copy(source.key_file, target.key_file)
    with closing(
        open_database(target.resolved_database_url, key_place=target.key_place())
    ) as database:
        assert database.keys is not None
    with pytest.raises(SealingError):
        open_database(target.resolved_database_url)
