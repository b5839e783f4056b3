"""Watches the clock of everything that waits: raises alarms, and lists what is overdue."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.leases import ALONE, Leases
from database.paging import Listed, Page, make_token, read_token
from interop.clock import Clock, system_clock
from interop.overdue.states import STATES
from interop.overdue.tables import OverdueAlarmRow
from interop.overdue.types import Overdue, OverdueFilter, WaitingFigures
from interop.roles import Operation, require
from interop.waiting import OWNERS, Limits, Waiting
from interop.workers import Workers

log = structlog.get_logger(__name__)

_BATCH = 64
_EVERY = timedelta(minutes=1)
"""How often the worker looks."""
_TOLERANCE = timedelta(minutes=1)
"""What lies further ahead than this shows that the clock was set back: it alarms at once."""


class OverdueDesk:
    """Lists what has waited for too long, and raises one alarm about each. Safe for threads."""

    def __init__(
        self,
        database: Database,
        limits: Limits | None = None,
        *,
        clock: Clock = system_clock,
        leases: Leases = ALONE,
    ) -> None:
        self._database = database
        self._limits = limits or Limits()
        self._clock = clock
        self._looked: datetime | None = None
        self._workers = Workers("overdue", 1, leases.led("overdue", self.run_due))

    def list_overdue(self, wanted: OverdueFilter, page: Page, caller: Caller) -> Listed[Overdue]:
        """Read a page of what is overdue, the longest waiting first, and the next page's token."""
        require(caller, Operation.SEE_OVERDUE)
        with self._database.read() as session:
            return self._overdue(session, wanted, page)

    def figures(self) -> list[WaitingFigures]:
        """Count what waits and what is overdue by state, for the metrics of the service."""
        waits = union_all(*STATES.values()).subquery()
        late = self._late(waits.c, list(Waiting), self._clock())
        counted = select(
            waits.c.waiting,
            func.count(),
            func.min(waits.c.since),
            func.sum(case((late, 1), else_=0)),
        ).group_by(waits.c.waiting)
        with self._database.read() as session:
            found = {row[0]: row for row in session.execute(counted)}
        nothing = ("", 0, None, 0)
        return [
            WaitingFigures(one, count, oldest, int(overdue))
            for one in Waiting
            for _, count, oldest, overdue in (found.get(one.value, nothing),)
        ]

    def start(self) -> None:
        """Start the worker that raises alarms."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether the worker stopped in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Raise the alarms that are due; returns whether more may be due."""
        now = self._clock()
        if self._looked is not None and self._looked <= now < self._looked + _EVERY:
            return False
        raised = self._raise(now)
        if raised < _BATCH:
            self._looked = now
        return raised == _BATCH

    def _raise(self, now: datetime) -> int:
        with self._database.write() as session:
            new = self._rows(session, OverdueFilter(), None, _BATCH, without_alarm=True)
            for one in new:
                session.add(
                    OverdueAlarmRow(
                        waiting=one.waiting.value,
                        object_id=one.object_id,
                        since=one.since,
                        alarm_time=now,
                    )
                )
        for one in new:
            log.error(
                "overdue",
                waiting=one.waiting.value,
                object_id=one.object_id,
                owner=one.owner,
                address=one.address,
                since=one.since.isoformat(),
            )
        return len(new)

    def _overdue(self, session: Session, wanted: OverdueFilter, page: Page) -> Listed[Overdue]:
        owner = f"overdue/{wanted.waiting or ''}/{wanted.owner}/{wanted.address}"
        after = read_token(page.token, owner, [datetime, str, str])
        found = self._rows(session, wanted, after, page.limit + 1)
        if len(found) <= page.limit:
            return found, ""
        last = found[page.limit - 1]
        return found[: page.limit], make_token(owner, last.since, last.waiting, last.object_id)

    def _late(self, columns: Any, kinds: Sequence[Waiting], now: datetime) -> ColumnElement[bool]:  # noqa: ANN401 - the columns of any statement
        """Tell by columns of STATES what has waited for too long, or since a time to come."""
        return or_(
            columns.since > now + _TOLERANCE,
            *(
                and_(
                    columns.waiting == one.value,
                    columns.deadline.is_(None),
                    columns.since <= now - self._limits.of(one),
                )
                for one in kinds
            ),
            columns.deadline <= now,
        )

    def _rows(
        self,
        session: Session,
        wanted: OverdueFilter,
        after: Sequence[Any] | None,
        limit: int,
        *,
        without_alarm: bool = False,
    ) -> list[Overdue]:
        now = self._clock()
        kinds = [
            one
            for one in Waiting
            if wanted.waiting in (None, one) and wanted.owner in ("", OWNERS[one])
        ]
        if not kinds:
            return []
        waits = union_all(*(STATES[one] for one in kinds)).subquery()
        columns = waits.c
        late = self._late(columns, kinds, now)
        alarm = OverdueAlarmRow
        known = and_(
            alarm.waiting == columns.waiting,
            alarm.object_id == columns.object_id,
            alarm.since == columns.since,
        )
        found = select(waits, alarm.alarm_time).outerjoin(alarm, known).where(late)
        if wanted.address:
            found = found.where(columns.address == wanted.address)
        if without_alarm:
            found = found.where(alarm.alarm_time.is_(None))
        order = (columns.since, columns.waiting, columns.object_id)
        if after:
            found = found.where(tuple_(*order) > tuple_(*after))
        rows = session.execute(found.order_by(*order).limit(limit)).all()
        return [
            Overdue(
                waiting=(waiting := Waiting(row.waiting)),
                object_id=row.object_id,
                owner=OWNERS[waiting],
                address=row.address,
                since=row.since,
                deadline=row.deadline or row.since + self._limits.of(waiting),
                alarm_time=row.alarm_time,
            )
            for row in rows
        ]
