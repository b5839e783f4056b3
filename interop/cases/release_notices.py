"""Notices that a person may not be held any more; whoever holds the person must answer.

A notice belongs to a detainer and goes to one recipient. A notice that is not answered raises an
alarm at its deadline and every hour after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row, required
from interop.audit import Act, Action
from interop.cases.detainer_life import Detainer
from interop.cases.errors import DetainerStateError, ReleaseNoticeNotFoundError
from interop.cases.rows import raise_alarm
from interop.cases.tables import ReleaseNoticeRow
from interop.cases.types import AlarmKind

REPEAT = timedelta(hours=1)
"""The time between alarms, until the notice is answered."""


class HolderKind(IntEnum):
    """Who is told. Values are the proto's."""

    AGENCY = 1
    """The local agency that was asked to hold the person."""
    CUSTODIAN = 2
    """The office that took custody."""
    SUPERVISOR = 3


class ReleaseOutcome(IntEnum):
    """What a recipient answers. Values are the proto's."""

    RELEASED = 1
    HELD_ON_OTHER_GROUNDS = 2
    """A local charge holds the person; the detainer does not."""
    NOT_HELD = 3
    """The person was not there any more."""
    NOTED = 4
    """A supervisor knows."""


DEADLINES = {
    # Jails are staffed at all hours.
    HolderKind.AGENCY: timedelta(hours=4),
    HolderKind.CUSTODIAN: timedelta(hours=4),
    HolderKind.SUPERVISOR: timedelta(hours=24),
}
"""How long recipients have. This project chose the times: the audit names none."""

SUPERVISOR_ADDRESS = "supervisor"


@dataclass(frozen=True)
class ReleaseNotice:
    """A notice in its present state."""

    notice_id: str
    detainer_id: str
    case_id: str
    recipient: HolderKind
    address: str
    """The ORI of the agency or of the custodian, or the role of a supervisor."""
    cause: str
    """Why the person may not be held."""
    create_time: datetime
    deadline: datetime
    outcome: ReleaseOutcome | None = None
    confirm_time: datetime | None = None
    confirmed_by: str = ""
    release_time: datetime | None = None
    """When the person left; None unless the outcome is RELEASED."""
    alarm_count: int = 0


@dataclass(frozen=True)
class NoticeFilter:
    """Which notices are wanted; an empty field filters nothing."""

    address: str = ""
    case_id: str = ""
    open_only: bool = False
    overdue_only: bool = False


def tell(
    session: Session,
    detainer: Detainer,
    recipient: HolderKind,
    address: str,
    cause: str,
    now: datetime,
) -> None:
    """Write a notice; a recipient is told once of a detainer."""
    notice_id = f"{detainer.detainer_id}:{recipient.name.lower()}"
    _insert(session, notice_id, detainer, recipient, address, cause, now)


def tell_next(session: Session, case_id: str, ori: str, now: datetime) -> None:
    """Tell the agency that got a person of the notices that no agency has answered yet."""
    row = ReleaseNoticeRow
    unanswered = select(row).where(
        row.case_id == case_id,
        row.recipient == int(HolderKind.AGENCY),
        row.confirm_time.is_(None),
        row.address != ori,
    )
    for one in session.scalars(unanswered).all():
        _insert(session, f"{one.detainer_id}:{ori}", one, HolderKind.AGENCY, ori, one.cause, now)


def read(session: Session, notice_id: str) -> ReleaseNotice:
    """Read a notice. Raises ReleaseNoticeNotFoundError."""
    return _notice(_row(session, notice_id))


def confirm(
    act: Act,
    notice_id: str,
    outcome: ReleaseOutcome,
    release_time: datetime | None,
    began: datetime,
) -> ReleaseNotice:
    """Record what a recipient answers; the same answer again changes nothing.

    began: the person cannot have been released before. Raises DetainerStateError.
    """
    row = _row(act.session, notice_id)
    if row.confirm_time is not None:
        known = _notice(row)
        if (known.outcome, known.release_time) != (outcome, release_time):
            raise DetainerStateError(f"notice {notice_id} was answered before in another way")
        return known
    _check_answer(row, outcome, release_time, began, act.now)
    row.outcome, row.release_time = int(outcome), release_time
    row.confirm_time, row.confirmed_by, row.next_alarm_time = act.now, act.actor_id, None
    act.session.flush()
    act.log(Action.RELEASE_CONFIRMED, row.detainer_id, outcome.name)
    return _notice(row)


def alarm_due(session: Session, now: datetime, limit: int) -> int:
    """Raise the alarms that are due about unanswered notices; returns how many."""
    rows = session.scalars(
        select(ReleaseNoticeRow)
        .where(ReleaseNoticeRow.next_alarm_time <= now)
        .order_by(ReleaseNoticeRow.next_alarm_time, ReleaseNoticeRow.sequence)
        .limit(limit)
    ).all()
    for row in rows:
        if row.alarm_count == 0:
            raise_alarm(session, row.case_id, AlarmKind.RELEASE_NOT_CONFIRMED, now)
        row.alarm_count, row.next_alarm_time = row.alarm_count + 1, now + REPEAT
    session.flush()
    return len(rows)


def notices(
    session: Session, wanted: NoticeFilter, now: datetime, page: Page
) -> Listed[ReleaseNotice]:
    """Read a page of notices, oldest first, and the next page's token."""
    row = ReleaseNoticeRow
    conditions = equal(row, address=wanted.address, case_id=wanted.case_id)
    if wanted.open_only or wanted.overdue_only:
        conditions.append(row.confirm_time.is_(None))
    if wanted.overdue_only:
        conditions.append(row.deadline <= now)
    found = select(row).where(*conditions)
    rows, token = read_page(session, found, [row.sequence], wanted, page)
    return [_notice(one) for (one,) in rows], token


def of_cases(session: Session, case_ids: Iterable[str]) -> list[ReleaseNotice]:
    """Read every notice about the detainers of some cases, oldest first."""
    row = ReleaseNoticeRow
    found = select(row).where(row.case_id.in_(list(case_ids))).order_by(row.sequence)
    return [_notice(one) for one in session.scalars(found)]


def _insert(
    session: Session,
    notice_id: str,
    about: Detainer | ReleaseNoticeRow,
    recipient: HolderKind,
    address: str,
    cause: str,
    now: datetime,
) -> None:
    """Write a notice, once. about: a detainer, or another notice about it."""
    if _find(session, notice_id) is None:
        deadline = now + DEADLINES[recipient]
        row = ReleaseNoticeRow(
            notice_id=notice_id,
            detainer_id=about.detainer_id,
            case_id=about.case_id,
            recipient=int(recipient),
            address=address,
            cause=cause,
            create_time=now,
            deadline=deadline,
            next_alarm_time=deadline,
        )
        session.add(row)
        session.flush()


def _check_answer(
    row: ReleaseNoticeRow,
    outcome: ReleaseOutcome,
    release_time: datetime | None,
    began: datetime,
    now: datetime,
) -> None:
    is_supervisor = row.recipient == int(HolderKind.SUPERVISOR)
    if is_supervisor is not (outcome is ReleaseOutcome.NOTED):
        raise DetainerStateError(f"a supervisor, and nobody else, answers {row.notice_id} by NOTED")
    if (outcome is ReleaseOutcome.RELEASED) is not (release_time is not None):
        raise DetainerStateError("RELEASED needs a release time, and no other answer has one")
    if release_time is not None and not began <= release_time <= now:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} does not lie between "
            f"{began.isoformat()}, when the hold was asked for, and now"
        )


def _notice(row: ReleaseNoticeRow) -> ReleaseNotice:
    outcome = ReleaseOutcome(row.outcome) if row.outcome else None
    return from_row(ReleaseNotice, row, outcome=outcome)


def _find(session: Session, notice_id: str) -> ReleaseNoticeRow | None:
    return session.scalar(select(ReleaseNoticeRow).where(ReleaseNoticeRow.notice_id == notice_id))


def _row(session: Session, notice_id: str) -> ReleaseNoticeRow:
    row = _find(session, notice_id)
    return required(row, ReleaseNoticeNotFoundError, f"no notice {notice_id}")
