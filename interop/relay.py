"""The relay: sends what is in the outbox until the LESC has acknowledged it."""

from collections.abc import Callable

import structlog

from gallery.database import Database
from interop import outbox
from interop.backoff import Backoff
from interop.clock import Clock
from interop.errors import QueryConflictError
from interop.lesc import LescQuery, LescSender

log = structlog.get_logger(__name__)

_BATCH = 16


class Relay:
    """Delivers queries at least once; the LESC drops repetitions by their id."""

    def __init__(
        self,
        database: Database,
        lesc: LescSender,
        clock: Clock,
        backoff: Backoff,
        on_change: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        """`on_change` is told the TCN of every booking that a receipt moves on.

        stopping: asked before each sending, which may take as long as the LESC hangs.
        """
        self._database = database
        self._lesc = lesc
        self._clock = clock
        self._backoff = backoff
        self._on_change = on_change
        self._stopping = stopping

    def run_due(self) -> bool:
        """Send what is due now, once; returns whether to look again: not when stopping."""
        with self._database.read() as session:
            due = outbox.due_queries(session, self._clock(), _BATCH)
        for query, attempt_count in due:
            if self._stopping():
                return False
            self._send(query, attempt_count)
        return bool(due)

    def _send(self, query: LescQuery, attempt_count: int) -> None:
        try:
            receipt = self._lesc.submit_query(query)
        except Exception as error:
            self._postpone(query, attempt_count + 1, error)
            return
        now = self._clock()
        with self._database.write() as session:
            moved = outbox.acknowledge(session, query.tcn, receipt, now)
        log.info("query_acknowledged", tcn=query.tcn, query_id=query.query_id)
        if moved:
            self._on_change(query.tcn)

    def _postpone(self, query: LescQuery, attempt_count: int, error: Exception) -> None:
        delay = self._backoff.delay(attempt_count)
        with self._database.write() as session:
            due_time = self._clock() + delay
            outbox.postpone(
                session,
                query.query_id,
                due_time=due_time,
                attempt_count=attempt_count,
                error=_describe(error),
            )
        # A conflict is a fault on one of the two sides: waiting alone does not mend it.
        write = log.error if isinstance(error, QueryConflictError) else log.warning
        write(
            "query_not_delivered",
            tcn=query.tcn,
            query_id=query.query_id,
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            error=_describe(error),
        )


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
