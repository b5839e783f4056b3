"""Alarms for what is not acknowledged in time: logged as errors, counted, and again."""

import structlog

from database.connection import Database
from interop.clock import Clock, system_clock
from interop.corrections import notices as notice_store
from interop.corrections.notice_types import NoticeDeadlines
from interop.workers import Workers

log = structlog.get_logger(__name__)

_BATCH = 16


class NoticeAlarms:
    """Looks for notices past their deadline; every alarm is durable before it is logged."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        deadlines: NoticeDeadlines | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._deadlines = deadlines or NoticeDeadlines()
        self._workers = Workers("notices", 1, self.run_due)

    def start(self) -> None:
        """Start the worker; it also takes up what an earlier process left."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Let the worker end what it does; returns whether it did in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Sound the alarms that are due, once; returns whether there were any."""
        with self._database.read() as session:
            due = notice_store.due_for_alarm(session, self._clock(), _BATCH)
        for notice_id in due:
            self._alarm(notice_id)
        return bool(due)

    def _alarm(self, notice_id: str) -> None:
        with self._database.write() as session:
            notice = notice_store.alarm(session, notice_id, self._clock(), self._deadlines)
        if notice is not None:
            log.error(
                "notice_not_acknowledged",
                notice_id=notice.notice_id,
                tcn=notice.tcn,
                recipient=notice.recipient.name,
                address=notice.address,
                deadline=notice.deadline.isoformat(),
                alarm_count=notice.alarm_count,
            )
