"""Each fault is made for real, and the examination names it with its remedy."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from database.connection import MIGRATIONS
from database.master_key import make_master_key
from database.schema import newest_schema
from lesc_stub.tables import LESC_MIGRATIONS
from services.access import issuing
from services.doctor import Finding, Level, access, examine, installation, machine, network, storage
from services.settings import Settings, load_settings
from tests.databases import copy_sqlite
from tests.paths import ROOT
from tests.servers import running_server

CHECKS = {
    "installation",
    "kernels",
    "database",
    "sealing",
    "disk",
    "permissions",
    "clock",
    "descriptors",
    "access",
    "address",
}


FREE = ("--port", "0", "--lesc-port", "0", "--no-console", "--insecure-loopback")


def settings_of(data: Path, **others: str) -> Settings:
    return load_settings(
        {
            "data_dir": str(data),
            "port": "0",
            "lesc_port": "0",
            "insecure_loopback": "true",
            **others,
        }
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    copy_sqlite(folder / "tenprint.sqlite")
    copy_sqlite(folder / "lesc.sqlite", migrations=LESC_MIGRATIONS)
    for file in folder.iterdir():
        file.chmod(0o600)
    return folder


def bad(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.level is not Level.OK]


def test_a_sound_folder_has_no_error(data: Path) -> None:
    found = list(examine(settings_of(data)))
    assert {one.check for one in found} == CHECKS
    assert [one for one in found if one.level is Level.ERROR] == []
    assert all(one.remedy for one in bad(found)), "whatever is wrong has a remedy"


def test_nothing_is_changed(data: Path, tmp_path: Path) -> None:
    before = {one: one.read_bytes() for one in data.iterdir()}
    list(examine(settings_of(data)))
    list(examine(settings_of(tmp_path / "absent")))
    left = {one: one.read_bytes() for one in data.iterdir() if one.suffix == ".sqlite"}
    assert left == before
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize(
    ("file", "version", "level", "words"),
    [
        ("tenprint.sqlite", "9999", Level.ERROR, "has schema 9999"),
        ("tenprint.sqlite", "0002", Level.WARNING, f"brings it to {newest_schema(MIGRATIONS)}"),
        ("lesc.sqlite", "lesc_9999", Level.ERROR, "has schema lesc_9999"),
    ],
)
def test_a_schema_of_another_version(
    file: str, version: str, level: Level, words: str, data: Path
) -> None:
    with closing(sqlite3.connect(data / file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
    [found] = bad(list(storage.databases(settings_of(data))))
    assert (found.level, words in found.what) == (level, True), found


def test_a_file_that_is_no_database(data: Path) -> None:
    (data / "tenprint.sqlite").write_bytes(b"no database" * 1_000)
    [found] = bad(list(storage.databases(settings_of(data))))
    assert found.level is Level.ERROR
    assert "not a database" in found.what


def test_a_database_server_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://tenprint:s3cret@/none?host={tmp_path}"
    [found] = list(storage.databases(settings_of(tmp_path, database_url=url)))
    assert found.level is Level.ERROR
    assert "s3cret" not in found.what
    assert "--database-url" in found.remedy


def test_a_database_of_postgresql_that_answers(tmp_path: Path, postgresql_template: URL) -> None:
    url = postgresql_template.render_as_string(hide_password=False)
    [found] = list(storage.databases(settings_of(tmp_path, database_url=url)))
    assert (found.level, newest_schema(MIGRATIONS) in found.what) == (Level.OK, True)


def test_files_that_others_can_read(data: Path) -> None:
    data.chmod(0o755)
    (data / "tenprint.sqlite").chmod(0o644)
    found = [one for one in storage.permissions(settings_of(data)) if one.level is Level.ERROR]
    assert ["tenprint.sqlite" in one.what for one in found] == [True]
    (data / "tenprint.sqlite").chmod(0o600)
    assert [one for one in storage.permissions(settings_of(data)) if one.level is Level.ERROR] == []
    data.chmod(0o700)
    (data / "tenprint.sqlite").chmod(0o644)
    found = [one for one in storage.permissions(settings_of(data)) if one.level is Level.ERROR]
    assert found == [], "nobody reaches what lies in a closed folder"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_files_of_another_user(data: Path) -> None:
    os.chown(data / "tenprint.sqlite", 12_345, 12_345)
    found = [one for one in storage.permissions(settings_of(data)) if one.level is Level.ERROR]
    assert ["tenprint.sqlite" in one.what for one in found] == [True]


def test_a_disk_that_is_nearly_full(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(data).free
    monkeypatch.setattr(storage, "SCARCE_BYTES", 2 * free)
    assert {one.level for one in storage.disks(settings_of(data))} == {Level.WARNING}
    monkeypatch.setattr(storage, "LEAST_BYTES", 2 * free)
    assert {one.level for one in storage.disks(settings_of(data))} == {Level.ERROR}


def test_a_clock_that_was_set_back(data: Path) -> None:
    [found] = machine.clock(settings_of(data), lambda: time.time() - 3_600)
    assert found.level is Level.ERROR
    assert "behind" in found.what
    assert [one.level for one in machine.clock(settings_of(data))] != [Level.ERROR]


def test_kernels(data: Path, tmp_path: Path) -> None:
    settings = settings_of(data, model_cache=str(tmp_path / "cache"))
    [found] = installation.kernels(settings, {})
    assert (found.level, "no compiled kernels" in found.what) == (Level.WARNING, True)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "one.nbi").touch()
    [found] = installation.kernels(settings, {"NUMBA_CACHE_DIR": str(kept)})
    assert found.level is Level.OK


def test_ports_that_are_taken(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for setting in ("port", "lesc_port"):
            settings = settings_of(data, **{setting: str(port)})
            [found] = bad(list(network.addresses(settings)))
            assert found.level is Level.ERROR
            assert f"--{setting.replace('_', '-')}" in found.remedy
        [found] = bad(list(network.addresses(settings_of(data, metrics=f"127.0.0.1:{port}"))))
        assert "--metrics" in found.remedy


def test_a_service_that_runs_and_one_that_hangs(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        settings = settings_of(server.data)
        [found] = network.addresses(settings)
        assert (found.level, "alive and ready" in found.what) == (Level.OK, True)
        server.process.send_signal(signal.SIGSTOP)
        try:
            [found] = network.addresses(settings)
        finally:
            server.process.send_signal(signal.SIGCONT)
        assert (found.level, "does not answer" in found.what) == (Level.ERROR, True)


def run(*flags: str, before: str = "", path: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does, after a shell command."""
    environment = {name: value for name, value in os.environ.items() if "TENPRINT_" not in name}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (path, str(ROOT))))
    words = " ".join([sys.executable, "-m", "tenprint.cli.main", "doctor", *flags])
    return subprocess.run(
        ["bash", "-c", f"{before} {words}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_command_for_programs(data: Path) -> None:
    done = run(
        "--json",
        "--data",
        str(data),
        "--port",
        "0",
        "--lesc-port",
        "0",
        "--no-console",
        "--insecure-loopback",
    )
    found = _lines(done)
    assert {one["check"] for one in found} == CHECKS
    assert {tuple(one) for one in found} == {("check", "level", "what", "remedy")}
    assert done.returncode == 0, done.stdout


def test_few_descriptors_are_an_error_and_the_exit_status_says_so(data: Path) -> None:
    flags = ("--data", str(data), *FREE)
    done = run("--json", *flags, before="ulimit -n 200;")
    [found] = [one for one in _lines(done) if one["check"] == "descriptors"]
    assert (found["level"], done.returncode) == ("error", 1)
    assert "ulimit -n" in found["remedy"]
    done = run(*flags, before="ulimit -n 1024;")
    assert (done.returncode, "warning" in done.stdout) == (0, True)


def test_a_package_that_is_missing(data: Path, tmp_path: Path) -> None:
    told = tmp_path / "packages" / "tenprint-9.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: tenprint\nVersion: 9\n"
        "Requires-Dist: click\nRequires-Dist: absent-package>=1; extra == 'server'\n"
        "Requires-Dist: other-package; extra == 'train'\n"
    )
    done = run("--json", "--data", str(data), path=str(told.parent))
    [found] = [one for one in _lines(done) if one["check"] == "installation"]
    assert (found["level"], found["what"]) == ("error", "not installed: absent-package")
    assert done.returncode == 1


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    done = run("--port", "70000")
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def keyed(data: Path, tmp_path: Path) -> Settings:
    issuing.make_folder(tmp_path / "keys")
    given = {"data_dir": str(data), "keys": str(tmp_path / "keys"), "port": "0", "lesc_port": "0"}
    given["lesc_people_port"] = "0"
    return load_settings({**given, "machine_port": "0"})


def test_sound_keys(keyed: Settings) -> None:
    [found] = access.keys(keyed)
    assert (found.level, "are sound" in found.what) == (Level.OK, True)


def test_nothing_proves_who_calls(data: Path) -> None:
    [found] = access.keys(load_settings({"data_dir": str(data)}))
    assert (found.level, "--keys" in found.remedy) == (Level.ERROR, True)
    [found] = access.keys(settings_of(data))
    assert (found.level, "believed" in found.what) == (Level.WARNING, True)


@pytest.mark.parametrize(
    ("days", "level"), [(-1.0, Level.ERROR), (360.0, Level.WARNING), (370.0, Level.ERROR)]
)
def test_dates_of_certificates(days: float, level: Level, keyed: Settings) -> None:
    found = list(access.keys(keyed, datetime.now(UTC) + timedelta(days=days)))
    assert {one.level for one in found} == {level}
    assert any("server.pem" in one.what for one in found)


def test_a_key_that_others_can_read(keyed: Settings) -> None:
    assert keyed.keys is not None
    (keyed.keys / "server.key").chmod(0o644)
    [found] = access.keys(keyed)
    assert (found.level, "server.key" in found.what) == (Level.ERROR, True)


def test_a_key_of_another_certificate(keyed: Settings) -> None:
    assert keyed.keys is not None
    shutil.copyfile(keyed.keys / "lesc.key", keyed.keys / "server.key")
    found = bad(list(access.keys(keyed)))
    assert any("server.key" in one.what and one.level is Level.ERROR for one in found)


def test_a_lost_key(keyed: Settings) -> None:
    assert keyed.keys is not None
    (keyed.keys / "server.pem").unlink()
    [found] = access.keys(keyed)
    assert (found.level, "server.pem" in found.what) == (Level.ERROR, True)


def test_a_service_with_keys_is_asked_by_tls(keyed: Settings) -> None:
    with running_server(keyed.data_dir, door=("--keys", str(keyed.keys))) as server:
        [found] = network.addresses(keyed)
        assert (found.level, "alive and ready" in found.what) == (Level.OK, True)
        command = [sys.executable, "-m", "tenprint.cli.main", "health", "--target", server.target]
        for flags, status in ((["--ca", f"{keyed.keys}/ca.pem"], 0), ([], 1)):
            done = subprocess.run(
                [*command, *flags], cwd=ROOT, capture_output=True, timeout=60, check=False
            )
            assert done.returncode == status, done.stderr


def test_a_master_key_that_is_missing_or_wrong(data: Path, tmp_path: Path) -> None:
    [found] = storage.sealing(settings_of(data))
    assert found.level is Level.OK
    wrong = tmp_path / "master.key"
    wrong.write_text("short")
    [found] = storage.sealing(settings_of(data, master_key=str(wrong)))
    assert (found.level, "--master-key" in found.remedy) == (Level.ERROR, True)
    assert "short" not in found.what
    (data / "record.keys").touch()
    [found] = storage.sealing(settings_of(data))
    assert (found.level, "sealed" in found.what) == (Level.ERROR, True)


def test_a_master_key_that_others_can_read_or_replace(data: Path, tmp_path: Path) -> None:
    place = tmp_path / "etc"
    place.mkdir(mode=0o755)
    key = place / "master.key"
    make_master_key(key)
    settings = settings_of(data, master_key=str(key))
    [found] = storage.sealing(settings)
    assert found.level is Level.OK, found
    key.chmod(0o640)
    [found] = storage.sealing(settings)
    assert (found.level, found.remedy) == (Level.ERROR, f"chmod 600 {key}")
    key.chmod(0o600)
    place.chmod(0o777)
    [found] = storage.sealing(settings)
    assert (found.level, "replace" in found.what) == (Level.ERROR, True)


def test_a_master_key_beside_the_data(data: Path) -> None:
    make_master_key(data / "master.key")
    [found] = storage.sealing(settings_of(data, master_key=str(data / "master.key")))
    assert (found.level, "beside" in found.what) == (Level.WARNING, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_secrets_and_the_folder_of_another_user(keyed: Settings, tmp_path: Path) -> None:
    key = tmp_path / "master.key"
    make_master_key(key)
    assert keyed.keys is not None
    for path in (key, keyed.keys / "server.key", keyed.data_dir):
        os.chown(path, 12_345, 12_345)
    [found] = storage.sealing(settings_of(keyed.data_dir, master_key=str(key)))
    assert (found.level, "another user" in found.what) == (Level.ERROR, True)
    [found] = access.keys(keyed)
    assert (found.level, "server.key belongs" in found.what) == (Level.ERROR, True)
    found_all = [one for one in storage.permissions(keyed) if one.level is Level.ERROR]
    assert [str(keyed.data_dir) in one.what for one in found_all] == [True]
