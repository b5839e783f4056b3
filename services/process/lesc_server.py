"""The LESC stub as a server with its own database file."""

import asyncio
import os
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import structlog

from database.connection import Database, open_database
from database.master_key import KeyPlace
from lesc_stub.desk import LescDesk
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import DeskSettings, Mode
from matcher.errors import TenprintError
from services.access import issuing
from services.logs import configure_logs
from services.process import doors
from services.process.child_process import READY_PREFIX
from services.process.data_folder import announced, owner_alone
from services.process.lesc_client import AnswerClient
from services.servicers import LescServicer, register
from services.wire import Lifecycle, Pool, Transport, stop_signal

SERVICE_NAME = "tenprint.v1.LescService"
ANNOUNCEMENT = "lesc.json"
"""The file in the data folder while the stub serves: {"host", "port", "people_port", "pid"}."""

LESC_KEYS = "lesc.keys"
"""The file of the keys of the database's records, in the data folder."""

_WAITING_LIMIT = 256
_GRACE_S = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LescSettings:
    """The settings of a stub."""

    data: Path
    """Folder of the database `lesc.sqlite` and of the announcement."""
    answer_target: str
    """HOST:PORT of the server whose LescAnswerService takes the answers.

    The server binds its own port before the stub starts, and passes that port on.
    """
    host: str = "127.0.0.1"
    port: int = 0
    """0 lets the system choose."""
    people_port: int = 0
    """With keys: where specialists are proved by tokens; 0 lets the system choose. Without keys
    people use the one port."""
    delay_s: float = 5.0
    """How long research takes, without the latencies of the sources."""
    specialists: int = 16
    """How many specialists work, around the clock."""
    mode: Mode = Mode.SHARED
    look_up_timeout_s: float = 30.0
    """The LESC gives a source up after this time."""
    database_url: str = ""
    """Empty means SQLite in the data folder."""
    master_key: str = ""
    """As the setting of the service; empty means that the database is in clear."""
    keys: Path | None = None
    """The folder of keys for TLS. The port is for machines with certificates."""
    insecure_loopback: bool = False
    """Believe callers what they say of themselves, on a loopback address alone."""
    watch_parent: bool = False
    """Stop when standard input ends. A parent that dies closes that input."""
    log_level: str = "info"
    log_format: str = "auto"

    @property
    def desk(self) -> DeskSettings:
        """The settings of the desk."""
        return DeskSettings(
            research_s=self.delay_s,
            specialist_count=self.specialists,
            mode=self.mode,
            look_up_timeout_s=self.look_up_timeout_s,
        )

    @property
    def key_file(self) -> Path:
        """The file of the keys of the database's records."""
        return self.data.resolve() / LESC_KEYS

    @property
    def resolved_database_url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'lesc.sqlite'}"


def serve(settings: LescSettings, ready: TextIO | None = None) -> int:
    """Serve until SIGTERM, SIGINT or the end of the parent. Returns the exit status.

    ready: gets the line `ready PORT` when the stub takes requests. The default is standard output.
    """
    configure_logs(settings.log_level, settings.log_format)
    with owner_alone():
        return _serve(settings, ready)


def _serve(settings: LescSettings, ready: TextIO | None) -> int:
    try:
        url = settings.resolved_database_url
        keys = KeyPlace.of(settings.key_file, settings.master_key)
        opened = open_database(url, migrations=LESC_MIGRATIONS, key_place=keys)
        with closing(opened) as database:
            return asyncio.run(_run(settings, database, ready or sys.stdout))
    except TenprintError as error:
        sys.stderr.write(f"tenprint lesc: {error}\n")
        return 2


async def _run(settings: LescSettings, database: Database, ready: TextIO) -> int:
    lifecycle = Lifecycle()
    door = doors.open_doors(settings, issuing.LESC)
    transport = Transport(
        lifecycle, door.gate, (SERVICE_NAME,), describes_itself=door.folder is None
    )
    port = transport.bind(settings.host, settings.port, door.credentials(of_clients=True))
    people_port = port
    if door.folder is not None:
        people_port = transport.bind(
            settings.host,
            settings.people_port,
            door.credentials(of_clients=False),
            "--people-port",
        )
    answers = AnswerClient(settings.answer_target, door=door.outward)
    desk = LescDesk(database, answers, settings.desk)
    store = Pool("store", 1, _WAITING_LIMIT)
    register(transport.methods, LescServicer(desk, store))
    stop = _stop_event(settings)
    await transport.start()
    desk.start()
    lifecycle.serve()
    await transport.serve()
    state = {
        "host": settings.host,
        "port": port,
        "people_port": people_port,
        "pid": os.getpid(),
    }
    with announced(settings.data, state, ANNOUNCEMENT):
        ready.write(f"{READY_PREFIX}{port}\n")
        ready.flush()
        log.info(
            "lesc_ready",
            host=settings.host,
            port=port,
            people_port=people_port,
            answer_target=settings.answer_target,
        )
        await stop.wait()
    lifecycle.drain()
    desk.ask_to_stop()
    await transport.stop(_GRACE_S)
    await asyncio.to_thread(desk.stop)
    await asyncio.to_thread(store.close)
    answers.close()
    log.info("lesc_stopped")
    return 0


def _stop_event(settings: LescSettings) -> asyncio.Event:
    stop = stop_signal()
    if settings.watch_parent:
        loop = asyncio.get_running_loop()
        threading.Thread(target=_watch_parent, args=(loop, stop), daemon=True).start()
    return stop


def _watch_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    # Reading sys.stdin.buffer would hold its lock and block the exit of the interpreter.
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(stop.set)
