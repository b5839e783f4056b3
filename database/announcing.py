"""What several services on one PostgreSQL tell each other: a notice leaves with a commit.

PostgreSQL keeps no notice for a service that is not connected. So whoever connects again is told
that anything may have changed.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, UOWTransaction

from database.connection import Database

CHANNEL = "tenprint_changes"
_LOOK_S = 1.0
"""How often the thread that listens looks whether it should end, or connect again."""
_STOP_S = 5.0
_LINE: dict[str, Any] = {
    # A line that was cut without a word is noticed within some ten seconds.
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_LOGGER = logging.getLogger(__name__)

Subject = Callable[[object], str | None]
"""Names what a row that is written is about; None if nobody waits for it."""
Hear = Callable[[str | None], object]
"""Called with what another service changed, on a thread of its own; None: anything."""


class Announcements:
    """Tells other services what this one changed, and hears what they changed."""

    def __init__(self, database: Database, holder: str, subject: Subject, hear: Hear) -> None:
        """holder: names this service, which does not hear itself."""
        self._database = database
        self._holder = holder
        self._subject = subject
        self._hear = hear
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen_always, name="listening", daemon=True)

    def start(self) -> None:
        """Tell and hear from now on."""
        event.listen(self._database.writers, "after_flush", self._tell)
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_S)

    def _tell(self, session: Session, _context: UOWTransaction) -> None:
        """Let notices leave with the commit of a session; PostgreSQL sends each once."""
        written: Iterable[object] = (*session.new, *session.dirty)
        subjects = sorted({one for row in written if (one := self._subject(row))})
        for one in subjects:
            session.execute(select(func.pg_notify(CHANNEL, f"{self._holder} {one}")))

    def _listen_always(self) -> None:
        is_again = False
        while not self._over.is_set():
            try:
                self._listen(is_again)
            except psycopg.Error as error:
                # Whoever waits looks again from time to time anyway.
                _LOGGER.warning("other services are not heard: %s", error)
                is_again = True
                self._over.wait(_LOOK_S)

    def _listen(self, is_again: bool) -> None:
        """Hear until the end. Raises psycopg.Error if the line ends."""
        url = self._database.engine.url
        _, options = self._database.engine.dialect.create_connect_args(url)
        line = {**options, **_LINE, "autocommit": True}
        with psycopg.connect(**line) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            if is_again:
                self._heard(None)
            while not self._over.is_set():
                for one in connection.notifies(timeout=_LOOK_S):
                    holder, _, subject = one.payload.partition(" ")
                    if holder != self._holder:
                        self._heard(subject)

    def _heard(self, subject: str | None) -> None:
        try:
            self._hear(subject)
        except Exception:
            _LOGGER.exception("what another service changed was not told on")
