"""Examiners, officers and the LESC at desks of this process, and a console before them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import uvicorn

from console import people
from console.app import make_app
from console.people import Listed
from console.settings import ConsoleSettings, users_file
from interop.audit import AuditLog
from interop.corrections.desk import CorrectionDesk
from interop.reports import ReportDesk
from interop.work import WorkDesk
from lesc_stub.tables import LESC_MIGRATIONS
from services.servicers import (
    AuditServicer,
    CaseServicer,
    CorrectionServicer,
    DetainerServicer,
    LescServicer,
    ReportServicer,
    ReviewServicer,
    WorkServicer,
)
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.pools import Pools
from tests.console.visitors import settings_of
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints
from tests.interop.case_world import CaseWorld
from tests.interop.reviews import FINGERS, Reviews
from tests.lesc_stub.world import LescWorld
from tests.services.servicers.serving import serving

PASSWORD = "correct horse battery"
MATE, STRANGER = 601, 602
"""People whose prints IDENT has."""
TCN = "BOOKING-00001"
CASE = f"case:{TCN}"
_ROLES = {
    "mina": ("field_office", "ICEHOU000"),
    "otto": ("field_office", "ICEHOU000"),
    "anna": ("examiner", "DHSEXAM01"),
    "ben": ("examiner", "DHSEXAM01"),
    "carl": ("examiner", "DHSEXAM01"),
    "lena": ("lesc", "LESC00000"),
    "luis": ("lesc", "LESC00000"),
    "jola": ("law_enforcement", "TX1010000"),
    "jack": ("law_enforcement", "TX2020000"),
    "sven": ("supervisor", "DHSEXAM01"),
    "alma": ("auditor", "AUDITOR00"),
    "mike": ("field_office", "ICEMIA000"),
}
"""People of each role, by the names with which they sign in; the jailers of two agencies."""


class Offices:
    """All desks, each with a database of its own where their clocks differ."""

    def __init__(self, folder: Path, *, control_share: float = 0.0) -> None:
        """Make desks without work, and the list of people."""
        self.folder = folder
        self._databases = [
            opened_sqlite(folder / "reviews.db"),
            opened_sqlite(folder / "cases.db"),
            opened_sqlite(folder / "lesc.db", migrations=LESC_MIGRATIONS),
        ]
        self.reviews = Reviews(self._databases[0], control_share=control_share)
        self.cases = CaseWorld(self._databases[1])
        self.lesc = LescWorld(self._databases[2])
        self.lesc.restart(specialist_count=0)
        for seed in (MATE, STRANGER):
            identity_id = enrol(self.reviews.ident, f"person-{seed}", prints(seed, 1, FINGERS))
            enrol(self.reviews.ident, f"again-{seed}", prints(seed, 3, FINGERS), identity_id)
        for name, (role, ori) in _ROLES.items():
            one = Listed(name, ori, (role,), name, "", "America/Chicago", _hashed())
            people.put(users_file(folder), one)

    def close(self) -> None:
        """Close what was opened."""
        self.reviews.close()
        for one in self._databases:
            one.close()

    def servicers(self, store: Pool, lifecycle: Lifecycle) -> list[object]:
        """Make the servicers of all desks."""
        world = self.cases
        return [
            ReviewServicer(self.reviews.desk, Pools(store, store, store)),
            WorkServicer(WorkDesk(world.database, clock=world.clock), store),
            CaseServicer(world.cases, store, store),
            DetainerServicer(world.detainers, store, lifecycle),
            CorrectionServicer(CorrectionDesk(world.database, {}, clock=world.clock), store),
            LescServicer(self.lesc.desk, store),
            AuditServicer(AuditLog(world.database, clock=world.clock), store),
            ReportServicer(ReportDesk(world.database, clock=world.clock), store),
        ]


@cache
def _hashed() -> str:
    return people.hash_password(PASSWORD)


@contextmanager
def staffed(offices: Offices) -> Iterator[ConsoleSettings]:
    """Serve the desks; gives the settings of a console before them."""
    with serving(offices.servicers) as target:
        yield settings_of(target, target, offices.folder)


@contextmanager
def console_at(settings: ConsoleSettings) -> Iterator[str]:
    """Run a console on a thread of this process; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(settings), log_config=None, ws="none", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
