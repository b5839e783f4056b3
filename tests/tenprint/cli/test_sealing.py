"""Commands about data at rest, on the data folder of a service."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from database.connection import open_database
from database.master_key import KeyPlace
from gallery.gallery import Gallery
from gallery.types import Enrolment
from lesc_stub.tables import LESC_MIGRATIONS
from services.process.data_folder import locked
from tenprint.cli.main import tenprint
from tests.gallery.prints import CALLER, digest, enrol, prints, sample
from tests.servers import running_server, start_server

IMAGE = bytes(range(256)) * 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of an earlier service: people with images, and a LESC, all in clear."""
    folder = tmp_path / "data"
    database = open_database(f"sqlite:///{folder / 'tenprint.sqlite'}")
    with Gallery("ident", database, folder=folder / "galleries" / "ident") as gallery:
        enrol(gallery, "first", prints(700))
        taken = tuple(sample(one, IMAGE) for one in prints(701))
        enrolment = Enrolment("second", taken, digest("second"))
        gallery.enrol(enrolment, caller=CALLER, now=datetime.now(UTC))
    database.close()
    open_database(f"sqlite:///{folder / 'lesc.sqlite'}", migrations=LESC_MIGRATIONS).close()
    return folder


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A file of a master key."""
    file = tmp_path / "master.key"
    assert run("sealing", "key", str(file)).exit_code == 0
    return file


def run(*words: str) -> Result:
    return CliRunner().invoke(tenprint, words)


def sealing(data: Path, name: str, *more: str) -> Result:
    return run("sealing", name, "--data", str(data), *more)


def test_a_clear_folder_is_sealed_and_then_needs_its_key(
    data: Path, key: Path, tmp_path: Path
) -> None:
    assert IMAGE[:64] in (data / "tenprint.sqlite").read_bytes()
    status = sealing(data, "status").stdout
    assert "tenprint: in clear; 8 rows in clear" in status
    file = str(tmp_path / "people.parquet")
    exported = run("gallery", "export", "--gallery", "ident", "--data", str(data), file)
    assert exported.exit_code == 0, "without a key all is as before"
    early = sealing(data, "status", "--master-key", str(key))
    assert "in clear" in early.stdout
    done = sealing(data, "seal", "--master-key", str(key))
    assert done.exit_code == 0, done.output
    assert "tenprint: 8 rows sealed" in done.stdout
    assert IMAGE[:64] not in (data / "tenprint.sqlite").read_bytes()
    again = sealing(data, "seal", "--master-key", str(key))
    assert "tenprint: 0 rows sealed" in again.stdout
    status = sealing(data, "status", "--master-key", str(key)).stdout
    assert "tenprint: sealed; 0 rows in clear, 2 records with keys, 0 keys destroyed" in status
    assert "lesc: sealed" in status
    without = run("gallery", "verify", "--gallery", "ident", "--data", str(data))
    assert without.exit_code == 1
    assert "MASTER_KEY_REQUIRED" in without.output
    with_key = run(
        *("gallery", "verify", "--gallery", "ident", "--data", str(data)),
        *("--master-key", str(key)),
    )
    assert "sound, and as the database says" in with_key.stdout, with_key.output


def test_a_key_for_a_clear_folder_is_refused_by_name(data: Path, key: Path) -> None:
    words = ("--gallery", "ident", "--data", str(data), "--master-key", str(key))
    refused = run("gallery", "verify", *words)
    assert refused.exit_code == 1
    assert "DATABASE_NOT_SEALED" in refused.output
    assert "tenprint sealing seal" in refused.output


def test_the_master_key_is_rotated(data: Path, key: Path, tmp_path: Path) -> None:
    sealing(data, "seal", "--master-key", str(key))
    new = tmp_path / "new.key"
    run("sealing", "key", str(new))
    words = ("--master-key", str(key), "--new-master-key", str(new))
    for _ in range(2):
        done = sealing(data, "rotate", *words)
        assert done.exit_code == 0, done.output
        assert "keys under the new master key" in done.stdout
    assert "MASTER_KEY_WRONG" in sealing(data, "status", "--master-key", str(key)).output
    assert "tenprint: sealed" in sealing(data, "status", "--master-key", str(new)).stdout


@pytest.mark.parametrize("name", ["seal", "rotate"])
def test_a_service_that_runs_is_not_disturbed(name: str, data: Path, key: Path) -> None:
    more = ("--new-master-key", str(key)) if name == "rotate" else ()
    with locked(data):
        refused = sealing(data, name, "--master-key", str(key), *more)
    assert refused.exit_code == 1
    assert "stop that process first" in refused.output


def test_a_key_is_not_overwritten(key: Path) -> None:
    before = key.read_bytes()
    assert run("sealing", "key", str(key)).exit_code == 1
    assert key.read_bytes() == before
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("sealed", [False, True], ids=["clear", "sealed"])
def test_an_encounter_is_expunged_with_a_report(
    sealed: bool, data: Path, key: Path, tmp_path: Path
) -> None:
    more = ("--master-key", str(key)) if sealed else ()
    if sealed:
        sealing(data, "seal", *more)
    file = tmp_path / "report.json"
    words = ("--gallery", "ident", "--data", str(data), "--report", str(file), *more)
    done = run("expunge", *words, "second")
    assert done.exit_code == 0, done.output
    assert "nothing is left in any of them" in done.stdout
    report = json.loads(file.read_text())
    assert report["findings"] == []
    assert report["is_sealed"] == sealed
    assert ("wrapped key" in report["traces"]) == sealed
    place = KeyPlace.of(data / "record.keys", str(key) if sealed else "")
    database = open_database(f"sqlite:///{data / 'tenprint.sqlite'}", key_place=place)
    with database.read() as session:
        [entry] = session.connection().exec_driver_sql("SELECT action, object_id FROM audit_log")
    assert entry == ("encounter_deleted", "ident/second") or "second" in entry[1]
    database.close()
    again = run("expunge", *words, "second")
    assert again.exit_code == 0, again.output
    assert "encounter second of ident was expunged on 20" in again.stdout
    assert "nothing is left in any of them" in again.stdout
    repeated = json.loads(file.read_text())
    assert (repeated["is_repeated"], repeated["findings"]) == (True, [])
    assert repeated["expunge_time"] == report["expunge_time"]
    (data / "late.png").write_bytes(IMAGE)
    late = run("expunge", *words, "second")
    assert late.exit_code == 1
    assert "late.png" in late.stdout
    missing = run("expunge", *words, "never-enrolled")
    assert missing.exit_code == 1
    assert "ENCOUNTER_NOT_FOUND" in missing.output


def test_what_is_left_is_named(data: Path) -> None:
    (data / "forgotten.png").write_bytes(IMAGE)
    done = run("expunge", "--gallery", "ident", "--data", str(data), "second")
    assert done.exit_code == 1
    assert "forgotten.png at byte " in done.stdout


@pytest.mark.parametrize("sealed", [False, True], ids=["clear", "sealed"])
def test_a_running_service_expunges_and_its_files_are_searched(
    sealed: bool, data: Path, key: Path
) -> None:
    more = ("--master-key", str(key)) if sealed else ()
    if sealed:
        sealing(data, "seal", *more)
    words = ("--gallery", "ident", "--data", str(data), *more)
    with running_server(data, *more):
        done = run("expunge", *words, "second")
        assert done.exit_code == 0, done.output
        assert "nothing is left in any of them" in done.stdout
        content = (data / "tenprint.sqlite").read_bytes()
        assert IMAGE[:64] not in content + (data / "tenprint.sqlite-wal").read_bytes()
        again = run("expunge", *words, "second")
        assert again.exit_code == 0, again.output
        assert "second of ident was expunged on 20" in again.stdout


@pytest.mark.parametrize("wrong", ["none", "another", "clear"])
def test_a_service_does_not_start_without_the_key_that_belongs_to_its_data(
    wrong: str, data: Path, key: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.key"
    run("sealing", "key", str(other))
    if wrong != "clear":
        sealing(data, "seal", "--master-key", str(key))
    given = {"none": [], "another": [str(other)], "clear": [str(key)]}[wrong]
    words = {"none": "is sealed", "another": "is not the key", "clear": "tenprint sealing seal"}
    process = start_server(
        *(
            "--data",
            str(data),
            "--port",
            "0",
            "--lesc-port",
            "0",
            "--no-console",
            "--insecure-loopback",
        ),
        *(word for file in given for word in ("--master-key", file)),
        stderr=subprocess.PIPE,
    )
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert words[wrong] in said
