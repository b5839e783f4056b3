"""Notices in the database: written with a correction, acknowledged, and their alarms."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import columns_of, from_row, required
from interop.audit import Act, Action
from interop.corrections.tables import CorrectionRow, NoticeRow
from interop.corrections.types import CorrectionRequest, Notice, Recipient, notice_id
from interop.errors import NoticeNotFoundError
from interop.names import SERVICE

DEADLINES = {
    # The agency may hold a person because of the match; jails are staffed at all hours.
    Recipient.BOOKING_AGENCY: timedelta(hours=4),
    # A machine answers; after half an hour without an answer the machine is down.
    Recipient.LESC: timedelta(minutes=30),
    Recipient.FIELD_OFFICE: timedelta(hours=4),
}
"""How long recipients have. This project chose the times: the audit names none."""

REPEAT = timedelta(hours=1)
"""The time between alarms, until the notice is acknowledged."""


@dataclass(frozen=True)
class NoticeFilter:
    """Which notices are wanted; an empty field filters nothing."""

    tcn: str = ""
    recipient: Recipient | None = None
    address: str = ""
    open_only: bool = False
    overdue_only: bool = False

    @property
    def key(self) -> str:
        """Name the list, so that the list refuses the page tokens of other lists."""
        flags = f"{int(self.open_only)}{int(self.overdue_only)}"
        return f"{self.tcn}/{int(self.recipient or 0)}/{self.address}/{flags}"


def add(
    session: Session,
    request: CorrectionRequest,
    recipient: Recipient,
    address: str,
    now: datetime,
    *,
    reinstated: bool = False,
) -> None:
    """Write a notice, which waits for its acknowledgement.

    reinstated: the notice says that the match stands again.
    """
    made = Notice(
        notice_id=notice_id(request.correction_id, recipient, reinstated=reinstated),
        correction_id=request.correction_id,
        tcn=request.tcn,
        recipient=recipient,
        address=address,
        create_time=now,
        deadline=now + DEADLINES[recipient],
    )
    session.add(NoticeRow(**columns_of(made), next_alarm_time=made.deadline))
    session.flush()


def find_row(session: Session, wanted_id: str) -> NoticeRow:
    """Read the row of a notice. Raises NoticeNotFoundError."""
    row = session.scalar(select(NoticeRow).where(NoticeRow.notice_id == wanted_id))
    return required(row, NoticeNotFoundError, f"no notice {wanted_id}")


def acknowledge(act: Act, row: NoticeRow, by: str) -> bool:
    """Record that a recipient knows; returns whether that is new."""
    if row.acknowledge_time is not None:
        return False
    row.acknowledge_time, row.acknowledged_by, row.next_alarm_time = act.now, by, None
    act.session.flush()
    act.log(Action.NOTICE_ACKNOWLEDGED, row.notice_id)
    return True


def acknowledge_if_any(act: Act, wanted_id: str, by: str) -> None:
    """Record that a recipient knows, if there is such a notice."""
    row = act.session.scalar(select(NoticeRow).where(NoticeRow.notice_id == wanted_id))
    if row is not None:
        acknowledge(act, row, by)


def response_acknowledged(act: Act, tcn: str, ordinal: int) -> None:
    """Record that the agency has a second response, which may be a corrected response."""
    corrections = select(CorrectionRow).where(CorrectionRow.tcn == tcn)
    for row in act.session.scalars(corrections.order_by(CorrectionRow.sequence)).all():
        told = ((row.response_ordinal, False), (row.reinstate_ordinal, True))
        for since, reinstated in told:
            if ordinal >= since > 0:
                agency = Recipient.BOOKING_AGENCY
                wanted = notice_id(row.correction_id, agency, reinstated=reinstated)
                acknowledge_if_any(act, wanted, act.caller.ori)


def due_for_alarm(session: Session, now: datetime, limit: int) -> list[str]:
    """List the notices whose next alarm is due, the longest waiting first."""
    return list(
        session.scalars(
            select(NoticeRow.notice_id)
            .where(NoticeRow.next_alarm_time <= now)
            .order_by(NoticeRow.next_alarm_time, NoticeRow.sequence)
            .limit(limit)
        )
    )


def alarm(session: Session, wanted_id: str, now: datetime) -> Notice | None:
    """Record an alarm; None if the notice was acknowledged or alarmed meanwhile."""
    row = find_row(session, wanted_id)
    if row.next_alarm_time is None or row.next_alarm_time > now:
        return None
    row.alarm_count += 1
    row.last_alarm_time, row.next_alarm_time = now, now + REPEAT
    session.flush()
    reason = f"alarm.{row.alarm_count}"
    Act(session, SERVICE, now).log(Action.NOTICE_ALARMED, row.notice_id, reason)
    return notice(row)


def notices(session: Session, wanted: NoticeFilter, now: datetime, page: Page) -> Listed[Notice]:
    """Read a page of notices, oldest first, and the next page's token."""
    found = select(NoticeRow).where(*_conditions(wanted, now))
    rows, token = read_page(session, found, [NoticeRow.sequence], wanted.key, page)
    return [notice(row) for (row,) in rows], token


def count(session: Session, wanted: NoticeFilter, now: datetime) -> int:
    """Count notices."""
    query = select(func.count()).select_from(NoticeRow).where(*_conditions(wanted, now))
    return session.scalar(query) or 0


def of_corrections(session: Session, correction_ids: Collection[str]) -> Mapping[str, list[Notice]]:
    """Read the notices of corrections, by correction, the oldest first."""
    found: dict[str, list[Notice]] = defaultdict(list)
    for row in session.scalars(
        select(NoticeRow)
        .where(NoticeRow.correction_id.in_(correction_ids))
        .order_by(NoticeRow.sequence)
    ):
        found[row.correction_id].append(notice(row))
    return found


def notice(row: NoticeRow) -> Notice:
    """Make a notice of its row."""
    return from_row(Notice, row)


def _conditions(wanted: NoticeFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions = equal(
        NoticeRow, tcn=wanted.tcn, recipient=wanted.recipient, address=wanted.address
    )
    if wanted.open_only or wanted.overdue_only:
        conditions.append(NoticeRow.acknowledge_time.is_(None))
    if wanted.overdue_only:
        conditions.append(NoticeRow.deadline <= now)
    return conditions
