"""Repeated alarms for notices that are not acknowledged in time."""

import structlog

from database.connection import Database
from interop.clock import Clock, system_clock
from interop.corrections import notices as notice_store
from interop.workers import Workers

log = structlog.get_logger(__name__)

_BATCH = 16


class NoticeAlarms:
    """Looks for notices past their deadline. Every alarm is durable before the log has it."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock
        self._workers = Workers("notices", 1, self.run_due)

    def start(self) -> None:
        """Start the worker, which also continues the work of an earlier process."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether the worker stopped in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Raise the alarms that are due; returns whether there were any."""
        with self._database.read() as session:
            due = notice_store.due_for_alarm(session, self._clock(), _BATCH)
        for notice_id in due:
            self._alarm(notice_id)
        return bool(due)

    def _alarm(self, notice_id: str) -> None:
        with self._database.write() as session:
            notice = notice_store.alarm(session, notice_id, self._clock())
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
