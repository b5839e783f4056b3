"""Several services on one PostgreSQL, in one process: each its own connections and galleries."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sqlalchemy import select

from database.announcing import Announcements
from database.connection import Database, open_database
from database.leases import Leases, SharedLeases
from interop.audit.tables import AuditLogRow
from interop.audit.types import Action
from interop.bookings import booking_of
from interop.clock import Clock
from interop.flow.flow import Flow
from interop.names import CIVIL, IAFIS, IDENT, RISC
from lesc_stub.desk import LescDesk
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import DeskSettings
from tests import waiting
from tests.databases import opened_sqlite
from tests.interop.world import Extraction, WatchedGallery, Wire

LEASE_S = 2.0
PATIENCE_S = 60.0


class Lesc:
    """The LESC of all services. It delivers its answers to one of them."""

    def __init__(self, folder: Path) -> None:
        self.database = opened_sqlite(folder / "lesc.sqlite", migrations=LESC_MIGRATIONS)
        self.wire = Wire()
        self.desk = LescDesk(self.database, self.wire, DeskSettings(research_s=0.0))
        self.wire.desk = self.desk

    def line(self) -> Wire:
        """A line of a service to the LESC."""
        wire = Wire()
        wire.desk = self.desk
        return wire

    def close(self) -> None:
        self.database.close()


class Service:
    """One of several services."""

    def __init__(
        self,
        url: str,
        wire: Wire,
        clock: Clock,
        leases_of: Callable[[Database], Leases],
        make_flow: type[Flow] = Flow,
    ) -> None:
        self._stack = ExitStack()
        self.database = open_database(url)
        self._stack.callback(self.database.close)
        galleries = {
            name: self._stack.enter_context(WatchedGallery(name, self.database))
            for name in (IAFIS, CIVIL, RISC, IDENT)
        }
        self.ident = galleries[IDENT]
        self.iafis = galleries[IAFIS]
        self.extraction = Extraction()
        self.wire = wire
        self.leases = leases_of(self.database)
        self.flow = make_flow(
            self.database,
            galleries,
            self.extraction,
            self.wire,
            clock=clock,
            nationwide=True,
            leases=self.leases,
        )

    def start(self) -> None:
        """Work, renew leases, and hear what the others do."""
        if isinstance(self.leases, SharedLeases):
            self.leases.start()
            self._stack.callback(self.leases.close)
            holder = self.leases.holder
            heard = Announcements(self.database, holder, booking_of, self.flow.heard)
            heard.start()
            self._stack.callback(heard.close)
        self.flow.start()
        self._stack.callback(self.flow.stop, PATIENCE_S)

    def close(self) -> None:
        self._stack.close()


class Hold:
    """Keeps a step in the middle of its extraction until it is let go."""

    def __init__(self, extraction: Extraction) -> None:
        self.has_begun = False
        self._is_let_go = False
        extraction.meanwhile = self._wait

    def let_go(self) -> None:
        self._is_let_go = True

    def _wait(self) -> None:
        self.has_begun = True
        until(lambda: self._is_let_go)


until = partial(waiting.until, within_s=PATIENCE_S)


def logged(database: Database, action: Action) -> Counter[str]:
    """Count the entries of the audit log about an action, by object."""
    with database.read() as session:
        found = select(AuditLogRow.object_id).where(AuditLogRow.action == action.value)
        return Counter(session.scalars(found))
