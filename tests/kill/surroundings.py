"""What stands around a service: its LESC, the line to it, its database, its disk and its clock."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql
from tests.kill.lesc_stub import Stub, free_port
from tests.kill.line import Line
from tests.kill.service import KillableService

DISK_BYTES = 256 * 1024 * 1024
"""The size of the small disk; a service over a few people takes a tenth of it."""
_FAKE_TIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
NOW = "+0"
"""The clock of the machine, in the words of libfaketime."""


class NotPossibleHereError(Exception):
    """A machine lacks what a trouble needs; the message says what."""


@dataclass(frozen=True)
class Surroundings:
    """A service that is about to be started, and what can break around it."""

    service: KillableService
    stub: Stub | None = None
    """The LESC; None: the server starts its own."""
    lines: tuple[Line, ...] = ()
    """To the LESC and back."""
    cluster: postgresql.Cluster | None = None
    disk: Path | None = None
    clock: Path | None = None
    """The file that says by how much the clock of the server alone is wrong."""

    @property
    def lesc_target(self) -> str:
        """Where the LESC's record is read, past the line."""
        return self.stub.target if self.stub else self.service.place.lesc_target

    @property
    def answer_target(self) -> str:
        """Where the LESC hands in its answers, past the line."""
        return self.service.place.target


Setting = Callable[..., AbstractContextManager[Surroundings]]
"""Called with a folder and flags of the service."""


@contextmanager
def alone(folder: Path, *flags: str) -> Iterator[Surroundings]:
    """A server that starts its own stub, on SQLite."""
    yield Surroundings(KillableService(folder, "--lesc-delay-s", "0.2", *flags))


@contextmanager
def on_postgresql(folder: Path, *flags: str) -> Iterator[Surroundings]:
    """A server that starts its own stub, on a cluster of its own."""
    with postgresql.cluster() as cluster:
        url = cluster.url.render_as_string(hide_password=False)
        with alone(folder, "--database-url", url, *flags) as plain:
            yield Surroundings(plain.service, cluster=cluster)


@contextmanager
def on_small_postgresql(folder: Path, *flags: str) -> Iterator[Surroundings]:
    """A server on a cluster whose tables lie on a small disk.

    The write-ahead log lies elsewhere, as in an installation that is to last: PostgreSQL itself
    ends when its log finds no room, and somebody has to start it.
    """
    with postgresql.cluster(disk_bytes=DISK_BYTES) as cluster:
        url = cluster.url.render_as_string(hide_password=False)
        with alone(folder, "--database-url", url, *flags) as plain:
            yield Surroundings(plain.service, cluster=cluster, disk=cluster.disk)


@contextmanager
def on_small_disk(folder: Path, *flags: str) -> Iterator[Surroundings]:
    """A server with database, indexes, stub and log on a small disk."""
    disk = folder / "disk"
    disk.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise NotPossibleHereError("a small disk cannot be mounted: only root may")
    try:
        with alone(disk / "data", *flags) as plain:
            yield Surroundings(plain.service, disk=disk)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def beside_a_lesc(folder: Path, *flags: str, clock: Path | None = None) -> Iterator[Surroundings]:
    """A server and a LESC that is not its own, with a line in each direction."""
    server_port = free_port()
    to_lesc_port, to_server_port = free_port(), free_port()
    stub = Stub(folder / "lesc", f"127.0.0.1:{to_server_port}")
    lines = (Line(to_lesc_port, stub.port), Line(to_server_port, server_port))
    stub.start()
    try:
        service = KillableService(
            folder / "data",
            *("--port", str(server_port), "--lesc-address", lines[0].address),
            *flags,
            environment=_faked(clock) if clock else None,
        )
        yield Surroundings(service, stub, lines, clock=clock)
    finally:
        stub.stop()
        for line in lines:
            line.close()


@contextmanager
def with_a_clock(folder: Path, *flags: str) -> Iterator[Surroundings]:
    """A server whose clock can be set, and a LESC whose clock is right."""
    if not _FAKE_TIME.exists():
        raise NotPossibleHereError(f"no {_FAKE_TIME}: install the package libfaketime")
    folder.mkdir(parents=True)
    clock = folder / "clock"
    clock.write_text(NOW)
    with beside_a_lesc(folder, *flags, clock=clock) as found:
        yield found


def _faked(clock: Path) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(_FAKE_TIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        # Setting a clock does not set how long the machine runs.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
