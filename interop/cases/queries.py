"""Lists of cases, detainers and alarms, page by page, and the counts of cases."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row, required
from interop.audit import Act
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.detainer_store import detainer
from interop.cases.errors import AlarmNotFoundError, AlarmRecipientError
from interop.cases.rows import describe_all, names_of
from interop.cases.tables import AlarmRow, CaseRow, DetainerRow, LookUpRow
from interop.cases.types import AlarmKind, Case, CaseAlarm, CaseState


@dataclass(frozen=True)
class CaseFilter:
    """Which cases are wanted; an empty field filters nothing."""

    state: CaseState | None = None
    open_only: bool = False
    office: str = ""
    """The office that is responsible or was alerted."""
    ori: str = ""
    identity_id: str = ""
    """Of IDENT; also finds cases of the identities that were merged into this identity."""
    by_urgency: bool = False
    """Whether the list begins with what is worked on first (R26)."""


@dataclass(frozen=True)
class CaseCounts:
    """Counts of cases and of repeated look-ups (R17, R18)."""

    case_count: int
    open_count: int
    look_up_count: int
    repeated_look_up_count: int
    researched_twice_count: int
    """Cases with at least one repeated look-up."""


def list_cases(session: Session, wanted: CaseFilter, page: Page) -> Listed[Case]:
    """Read a page of cases, oldest or most urgent first, and the next page's token."""
    found = select(CaseRow).where(*_conditions(session, wanted))
    order = [CaseRow.sequence]
    if wanted.by_urgency:
        order = [CaseRow.urgency, CaseRow.deadline_s, CaseRow.sequence]
    rows, token = read_page(session, found, order, wanted, page)
    return describe_all(session, [row for (row,) in rows]), token


def count(session: Session, wanted: CaseFilter) -> CaseCounts:
    """Count cases and their look-ups."""
    conditions = _conditions(session, wanted)
    is_open = CaseRow.state != int(CaseState.CLOSED)
    cases, opened = session.execute(
        select(func.count(), func.count().filter(is_open)).select_from(CaseRow).where(*conditions)
    ).one()
    twice = func.count(LookUpRow.case_id.distinct()).filter(LookUpRow.repeated)
    looked_up, repeated, researched_twice = session.execute(
        select(func.count(), func.count().filter(LookUpRow.repeated), twice)
        .select_from(LookUpRow)
        .join(CaseRow, CaseRow.case_id == LookUpRow.case_id)
        .where(*conditions)
    ).one()
    return CaseCounts(cases, opened, looked_up, repeated, researched_twice)


def tcns_of(session: Session, case_ids: Collection[str]) -> dict[str, str]:
    """Name the booking of each case."""
    row = CaseRow
    found = session.execute(select(row.case_id, row.tcn).where(row.case_id.in_(case_ids)))
    return {one.case_id: one.tcn for one in found}


def list_detainers(
    session: Session, ori: str, state: DetainerState | None, page: Page
) -> Listed[Detainer]:
    """Read detainers by the cases they belong to, oldest case first, and the next page's token.

    The page size counts cases: a page holds all detainers of each of its cases. ori: of the agency
    that was asked; empty: any agency.
    """
    conditions = equal(DetainerRow, ori=ori, state=state)
    having = select(CaseRow).where(
        CaseRow.case_id.in_(select(DetainerRow.case_id).where(*conditions))
    )
    owner = f"detainers/{ori}/{'' if state is None else state.name}"
    cases, token = read_page(session, having, [CaseRow.sequence], owner, page)
    rows = session.scalars(
        select(DetainerRow)
        .join(CaseRow, CaseRow.case_id == DetainerRow.case_id)
        .where(CaseRow.sequence.in_([case.sequence for (case,) in cases]), *conditions)
        .order_by(CaseRow.sequence, DetainerRow.request_time, DetainerRow.detainer_id)
    )
    return list(map(detainer, rows)), token


def list_alarms(session: Session, *, unacknowledged_only: bool, page: Page) -> Listed[CaseAlarm]:
    """Read a page of alarms, oldest first, and the next page's token."""
    found = select(AlarmRow)
    if unacknowledged_only:
        found = found.where(AlarmRow.acknowledge_time.is_(None))
    owner = f"alarms/{unacknowledged_only}"
    rows, token = read_page(session, found, [AlarmRow.alarm_id], owner, page)
    return [from_row(CaseAlarm, row) for (row,) in rows], token


TO_SUPERVISORS = frozenset(
    {
        AlarmKind.DETAINER_AGAINST_ADVICE,
        AlarmKind.STATED_CITIZEN,
        AlarmKind.JUVENILE,
        AlarmKind.IDENTITY_CONTRADICTED,
        AlarmKind.CUSTODY_WITHOUT_GROUND,
        AlarmKind.CLOSED_IN_CONTRADICTION,
        AlarmKind.RELEASE_NOT_CONFIRMED,
        AlarmKind.ANSWERS_CONTRADICT,
    }
)
"""The alarms about what officers did or may not decide: no office acknowledges them."""


def case_of_alarm(session: Session, alarm_id: int) -> str:
    """Name the case that an alarm is about. Raises AlarmNotFoundError."""
    return _alarm(session, alarm_id).case_id


def acknowledge_alarm(act: Act, alarm_id: int, is_supervisor: bool) -> CaseAlarm:
    """Record that the recipient of an alarm knows; the first acknowledgement stays.

    Raises AlarmNotFoundError, AlarmRecipientError.
    """
    row = _alarm(act.session, alarm_id)
    if row.caused_by and row.caused_by == act.actor_id:
        raise AlarmRecipientError(
            f"{act.actor_id} caused alarm {alarm_id}: somebody else must know"
        )
    if AlarmKind(row.kind) in TO_SUPERVISORS and not is_supervisor:
        raise AlarmRecipientError(f"alarm {alarm_id} ({row.kind}) goes to a supervisor")
    if AlarmKind(row.kind) is AlarmKind.ANSWERS_CONTRADICT and not act.actor_id:
        raise AlarmRecipientError(f"alarm {alarm_id} ({row.kind}) needs a named supervisor")
    if row.acknowledge_time is None:
        row.acknowledge_time, row.acknowledged_by = act.now, act.actor_id
        act.session.flush()
    return from_row(CaseAlarm, row)


def _alarm(session: Session, alarm_id: int) -> AlarmRow:
    return required(session.get(AlarmRow, alarm_id), AlarmNotFoundError, f"no alarm {alarm_id}")


def _conditions(session: Session, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions = equal(CaseRow, state=wanted.state, ori=wanted.ori)
    if wanted.open_only:
        conditions.append(CaseRow.state != int(CaseState.CLOSED))
    if wanted.office:
        conditions.append(or_(CaseRow.office == wanted.office, CaseRow.alerted_to == wanted.office))
    if wanted.identity_id:
        conditions.append(CaseRow.identity_id.in_(names_of(session, wanted.identity_id)))
    return conditions
