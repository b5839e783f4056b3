"""A PostgreSQL server for the tests: the one named by TENPRINT_POSTGRES_URL, or a private one."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

VARIABLE = "TENPRINT_POSTGRES_URL"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_numbers = itertools.count(1)


class NoPostgresqlError(Exception):
    """PostgreSQL cannot be had here; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """A private server, which may be stopped and started again."""

    url: URL
    disk: Path | None
    """The disk of the tables alone, if it is a small one."""
    _control: tuple[str, ...]
    _start: tuple[str, ...]
    _user: str | None

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        _run([*self._control, *self._start, "start"], self._user)

    def stop(self, mode: str) -> None:
        """Stop the server.

        mode: of pg_ctl. `fast` ends sessions, `immediate` ends processes as a crash would.
        """
        _run([*self._control, "-m", mode, "stop"], self._user)


@contextmanager
def server() -> Iterator[URL]:
    """Give the URL of a server where databases may be made; a private one ends with the block."""
    if named := os.environ.get(VARIABLE):
        yield make_url(named).set(drivername="postgresql")
        return
    with cluster(*_FAST) as private:
        yield private.url


@contextmanager
def cluster(*settings: str, disk_bytes: int = 0) -> Iterator[Cluster]:
    """Run a private server until the block ends. Raises NoPostgresqlError.

    settings: NAME=VALUE. Without any, what is committed survives every way to stop. disk_bytes: of
    a small disk for the tables; the write-ahead log lies elsewhere. Only root may mount one.
    """
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="tenprint-pg-", dir="/tmp"))
    try:
        with _disk(folder / "disk", disk_bytes) as disk:
            yield from _run_until_closed(programs, folder, settings, disk)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_until_closed(
    binaries: Path, folder: Path, settings: tuple[str, ...], disk: Path | None
) -> Iterator[Cluster]:
    made = _made(binaries, folder, settings, disk)
    made.start()
    try:
        yield made
    finally:
        made.stop("immediate")


@contextmanager
def _disk(place: Path, size_bytes: int) -> Iterator[Path | None]:
    """Mount a small disk, if one is asked for."""
    if not size_bytes:
        yield None
        return
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise NoPostgresqlError("a small disk for PostgreSQL cannot be mounted: only root may")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def fresh_database(server_url: URL, template: URL | None = None) -> Iterator[URL]:
    """Make an empty database, or a copy of one that nobody has open; drop it afterwards."""
    name = f"tenprint_test_{os.getpid()}_{next(_numbers)}"
    address = server_url.render_as_string(hide_password=False)
    copied = f' TEMPLATE "{template.database}"' if template else ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
        try:
            yield server_url.set(database=name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _made(binaries: Path, folder: Path, settings: tuple[str, ...], disk: Path | None) -> Cluster:
    user = server_user()
    if user is not None:
        for one in filter(None, (folder, disk)):
            shutil.chown(one, user)
    data = str((disk or folder) / "data")
    all_settings = (f"unix_socket_directories={folder}", "listen_addresses=", *settings)
    options = " ".join(f"-c {setting}" for setting in all_settings)
    make = [str(binaries / "initdb"), "-D", data, "-U", "tenprint", "-A", "trust"]
    _run([*make, *(("-X", str(folder / "wal")) if disk else ())], user)
    url = URL.create(
        "postgresql", username="tenprint", database="postgres", query={"host": str(folder)}
    )
    control = (str(binaries / "pg_ctl"), "-D", data, "-w")
    return Cluster(url, disk, control, ("-l", str(folder / "log"), "-o", options), user)


def binaries() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    # Debian keeps them out of PATH, one folder a version.
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgresqlError(f"no PostgreSQL: initdb is not installed and {VARIABLE} is not set")


def server_user() -> str | None:
    """Name the user to run as; None: the present one. initdb refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgresqlError(
            f"no PostgreSQL: initdb refuses root, there is no user postgres and {VARIABLE} "
            "is not set"
        ) from None


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise NoPostgresqlError(f"{command[0]} failed: {done.stderr.decode().strip()}")
