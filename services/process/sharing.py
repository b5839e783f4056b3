"""Several services on one database: whether this one may be one of them, and what they then share.

See docs/decisions/0045-several-services.md.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog

from database.announcing import Announcements, Hear
from database.clock import DatabaseClock
from database.connection import Database
from database.engine import database_file, database_url
from database.holding import held
from database.leases import ALONE, Leases, SharedLeases
from interop.bookings import booking_of
from interop.clock import Clock, system_clock
from services.errors import DatabaseInUseError
from services.settings import Settings, flag_name

_log = structlog.get_logger("services.process.sharing")


@dataclass(frozen=True)
class Company:
    """What a service has from sharing its database with others."""

    database: Database
    leases: Leases = ALONE
    clock: Clock = system_clock
    """Of services that share a database it is the clock of the database."""
    holder: str = ""
    """Names this service among the others; empty: there are none."""

    async def listen(self, hear: Hear, stack: AsyncExitStack) -> None:
        """Tell the others what this service changes, and hear what they change, until the end."""
        if self.holder:
            announcements = Announcements(self.database, self.holder, booking_of, hear)
            announcements.start()
            stack.push_async_callback(asyncio.to_thread, announcements.close)


async def joined(
    settings: Settings, database: Database, lost: Callable[[], object], stack: AsyncExitStack
) -> Company:
    """Hold the database until the end, beside others if that is safe, or alone.

    lost: see `held`. Raises DatabaseInUseError.
    """
    why_alone = reasons(settings)
    if not stack.enter_context(held(database, lost, is_shared=not why_alone)):
        raise DatabaseInUseError(_refusal(database.name, why_alone))
    if why_alone:
        return Company(database)
    clock = await asyncio.to_thread(DatabaseClock, database)
    leases = SharedLeases(database, beat=clock.set)
    leases.start()
    stack.push_async_callback(asyncio.to_thread, leases.close)
    _log.info("database_shared", database=database.name, holder=leases.holder)
    return Company(database, leases, clock, leases.holder)


def reasons(settings: Settings) -> list[str]:
    """Say why this service has to work on its database alone; empty if others may work on it too.

    What lies in the data folder of one service is not there for another.
    """
    of_folder = {
        f"the database is a file: name PostgreSQL with {flag_name('database_url')}": database_file(
            database_url(settings.resolved_database_url)
        ),
        f"the indexes lie in its data folder: name a cluster with {flag_name('cluster')}": (
            not settings.cluster
        ),
        "the LESC is a stub of its own, with its cases in the data folder: name a LESC for all "
        f"services with {flag_name('lesc_address')}": not settings.lesc_address,
        f"the database is sealed ({flag_name('master_key')}), and {settings.key_file.name}, which "
        "has the keys, lies in the data folder": settings.master_key,
        f"reference sets ({flag_name('reference_set')}) are searched by this service alone: have "
        "the cluster hold them (`tenprint cluster up --reference-set`)": settings.reference_set,
    }
    return [why for why, is_so in of_folder.items() if is_so]


def _refusal(name: str, why_alone: list[str]) -> str:
    text = (
        f"another service works on the database {name}: stop it, or give this one a "
        f"{flag_name('database_url')} of its own"
    )
    if why_alone:
        return f"{text}. This service cannot share a database: {'; '.join(why_alone)}"
    return f"{text}. This service can share a database; the other one works on it alone"
