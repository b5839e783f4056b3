"""What docs/operations.md sets for a second PostgreSQL and an archive does what the page says."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests import waiting
from tests.paths import ROOT
from tests.postgresql import NoPostgresqlError, binaries, server_user

SECTION = (ROOT / "docs" / "operations.md").read_text().partition("## PostgreSQL with a replica")[2]
BLOCKS = re.findall(r"```text\n(.*?)```", SECTION.partition("\n## ")[0], re.S)
WAITING = "synchronous_standby_names"
SETTINGS = next(one for one in BLOCKS if WAITING in one)
COPYING = next(one for one in BLOCKS if "--write-recovery-conf" in one)
BASE = next(one for one in BLOCKS if "--wal-method none" in one)
RECOVERY = next(one for one in BLOCKS if "recovery_target_time" in one)
NAMES = ("first", "second", "past")
WAIT_S = 60.0

pytestmark = pytest.mark.slow


@dataclass
class Site:
    """A folder with servers of PostgreSQL and their archive."""

    folder: Path
    programs: Path
    user: str | None

    def run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *words],
            user=self.user,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
        logs = "\n".join(one.read_text() for one in self.folder.glob("*/log"))
        assert done.returncode == 0, f"{done.stderr.decode()}\n{logs}"

    def start(self, name: str) -> None:
        """Start the server whose data is in this folder, on a socket of its own."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.socket(name)}"
        place, log = str(self.folder / name), str(self.socket(name) / "log")
        self.run("pg_ctl", "-D", place, "-w", "-l", log, "-o", options, "start")

    def socket(self, name: str) -> Path:
        """The folder of a server's socket, outside its data: a copy must not have it."""
        return self.folder / f"socket-{name}"

    def stop(self, name: str, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", str(self.folder / name), "-w", "-m", mode, "stop")

    def set(self, name: str, settings: str) -> None:
        """Add settings of the page, whose archive is the one of this folder."""
        with (self.folder / name / "postgresql.conf").open("a") as file:
            file.write("\n" + settings.replace("/archive/", f"{self.folder}/archive/"))

    def copy(self, command: str, name: str) -> None:
        """Run a command of the page against the first server; the copy is in a folder."""
        words = command.replace("\\\n", " ").split()
        assert words[0] == "pg_basebackup"
        text = " ".join(words[1:]).replace("host=FIRST user=replication", self.address("first"))
        text = re.sub(r"--pgdata \S+", "", text)
        [dbname] = re.findall(r"--dbname '(.*?)'", text)
        rest = re.sub(r"--dbname '.*?'", "", text).split()
        self.run("pg_basebackup", *rest, "--dbname", dbname, "--pgdata", str(self.folder / name))

    def address(self, name: str) -> str:
        return f"host={self.socket(name)} user=tenprint"

    def ask(self, name: str, statement: str) -> list[tuple[object, ...]]:
        url = f"{self.address(name)} dbname=postgres"
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []


@pytest.fixture
def site() -> Iterator[Site]:
    try:
        programs, user = binaries(), server_user()
    except NoPostgresqlError as error:
        pytest.skip(str(error))
    folder = Path(tempfile.mkdtemp(prefix="tenprint-pg-", dir="/tmp"))
    made = Site(folder, programs, user)
    for place in (folder / "archive", *map(made.socket, NAMES)):
        place.mkdir()
    if user is not None:
        for place in (folder, *folder.iterdir()):
            shutil.chown(place, user)
    made.run("initdb", "-D", str(folder / "first"), "-U", "tenprint", "-A", "trust")
    made.set("first", SETTINGS.replace(WAITING, f"# {WAITING}"))
    made.start("first")
    try:
        yield made
    finally:
        for one in NAMES:
            if (folder / one / "postmaster.pid").exists():
                made.stop(one, "immediate")
        shutil.rmtree(folder, ignore_errors=True)


until = partial(waiting.until, within_s=WAIT_S, every_s=0.1)


def synchronous(site: Site) -> bool:
    return site.ask("first", "SELECT sync_state FROM pg_stat_replication") == [("quorum",)]


def follow(site: Site) -> None:
    """Make the second server, and have the first wait for it."""
    site.copy(COPYING, "second")
    site.start("second")
    [waiting] = [line for line in SETTINGS.splitlines() if line.startswith(WAITING)]
    site.set("first", waiting)
    site.ask("first", "SELECT pg_reload_conf()")
    until(lambda: synchronous(site))


def test_what_was_committed_is_on_the_second_when_the_first_dies(site: Site) -> None:
    site.ask("first", "CREATE TABLE kept (number int)")
    follow(site)
    for number in range(50):
        site.ask("first", f"INSERT INTO kept VALUES ({number})")
    site.stop("first", "immediate")
    site.run("pg_ctl", "-D", str(site.folder / "second"), "-w", "promote")
    assert site.ask("second", "SELECT count(*), max(number) FROM kept") == [(50, 49)]
    site.ask("second", "ALTER SYSTEM RESET synchronous_standby_names")
    site.ask("second", "INSERT INTO kept VALUES (50)")


def test_the_first_waits_when_the_second_is_away(site: Site) -> None:
    site.ask("first", "CREATE TABLE kept (number int)")
    follow(site)
    site.stop("second")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(site.ask, "first", "INSERT INTO kept VALUES (1)")
        time.sleep(3.0)
        assert not waiting.done()
        assert site.ask("first", "SELECT count(*) FROM kept") == [(0,)], "whoever reads goes on"
        site.start("second")
        waiting.result(WAIT_S)
    assert site.ask("first", "SELECT count(*) FROM kept") == [(1,)]


def test_a_base_copy_and_the_archive_lead_back_to_a_moment(site: Site) -> None:
    site.ask("first", "CREATE TABLE kept (number int)")
    site.copy(BASE, "past")
    site.ask("first", "INSERT INTO kept VALUES (1)")
    time.sleep(1.1)
    [(moment,)] = site.ask("first", "SELECT now()")
    time.sleep(1.1)
    site.ask("first", "INSERT INTO kept VALUES (2)")
    [(last,)] = site.ask("first", "SELECT pg_walfile_name(pg_switch_wal())")
    until((site.folder / "archive" / str(last)).exists)
    site.set("past", RECOVERY.replace("2026-12-01 11:59:00+00", str(moment)))
    (site.folder / "past" / "recovery.signal").touch()
    if site.user is not None:
        shutil.chown(site.folder / "past" / "recovery.signal", site.user)
    site.start("past")
    until(lambda: site.ask("past", "SELECT pg_is_in_recovery()") == [(False,)])
    assert site.ask("past", "SELECT number FROM kept") == [(1,)]
    assert site.ask("first", "SELECT count(*) FROM kept") == [(2,)]
