"""Escalations: an officer or a supervisor asks supervisors to decide about a case in time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import columns_of, from_row, required
from interop.audit import Act, Action
from interop.cases import errors, own_office, rows
from interop.roles import Operation, may
from interop.work.errors import EscalationNotFoundError, EscalationStateError
from interop.work.offices import known_office
from interop.work.tables import EscalationRow
from interop.work.types import Escalation, EscalationRequest


def escalate(act: Act, request: EscalationRequest) -> Escalation:
    """Put a case before the supervisors of an office, until a deadline.

    An officer does so with a case of the own office, a supervisor with any. The same request again
    changes nothing. Raises OfficeNotFoundError, OtherOfficeError,
    EscalationStateError, CaseConflictError.
    """
    known = _find(act.session, request.escalation_id)
    row = rows.case_row(act.session, request.case_id)
    queue = known_office(act.session, request.queue or own_office.office_of_case(row))
    if known is not None:
        return _same(known, request)
    if not may(act.caller, Operation.ACT_AS_SUPERVISOR):
        own_office.require_office(act.session, row, act.caller)
    rows.check_open(row)
    _check_none_open(act.session, request.case_id)
    made = Escalation(
        escalation_id=request.escalation_id,
        case_id=request.case_id,
        queue=queue,
        officer=act.actor_id,
        reason=request.reason,
        create_time=act.now,
        deadline=act.now + timedelta(hours=request.limit_h),
    )
    act.session.add(EscalationRow(**columns_of(made)))
    act.session.flush()
    act.log(Action.CASE_ESCALATED, request.case_id, f"to:{queue}"[:64])
    return made


def end(act: Act, escalation_id: str, resolution: str) -> Escalation:
    """Record what a supervisor decided: never who asked.

    The same end again changes nothing. Raises EscalationNotFoundError, EscalationStateError.
    """
    found = _find(act.session, escalation_id)
    row = required(found, EscalationNotFoundError, f"no escalation {escalation_id}")
    if row.end_time is not None:
        if row.resolution != resolution:
            raise EscalationStateError(f"escalation {escalation_id} has ended before")
        return from_row(Escalation, row)
    if row.officer == act.actor_id:
        raise EscalationStateError(
            f"{act.actor_id} asked for escalation {escalation_id}: somebody else decides"
        )
    row.end_time, row.ended_by, row.resolution = act.now, act.actor_id, resolution
    act.session.flush()
    act.log(Action.ESCALATION_ENDED, row.case_id)
    return from_row(Escalation, row)


def list_escalations(
    session: Session, queue: str, case_id: str, page: Page, *, open_only: bool
) -> Listed[Escalation]:
    """Read a page of escalations, oldest first, and the next page's token."""
    row = EscalationRow
    found = select(row).where(*equal(row, queue=queue, case_id=case_id))
    if open_only:
        found = found.where(row.end_time.is_(None))
    owner = f"escalations/{queue}/{case_id}/{open_only}"
    read, token = read_page(session, found, [row.sequence], owner, page)
    return [from_row(Escalation, one) for (one,) in read], token


def _check_none_open(session: Session, case_id: str) -> None:
    row = EscalationRow
    waiting = session.scalar(select(row).where(row.case_id == case_id, row.end_time.is_(None)))
    if waiting is not None:
        raise EscalationStateError(
            f"{case_id} is before the supervisors of {waiting.queue} already: escalation "
            f"{waiting.escalation_id}"
        )


def _find(session: Session, escalation_id: str) -> EscalationRow | None:
    row = EscalationRow
    return session.scalar(select(row).where(row.escalation_id == escalation_id))


def _same(row: EscalationRow, request: EscalationRequest) -> Escalation:
    limit = timedelta(hours=request.limit_h)
    known = (row.case_id, row.reason, row.deadline - row.create_time)
    if known != (request.case_id, request.reason, limit) or request.queue not in ("", row.queue):
        raise errors.CaseConflictError(
            f"escalation {request.escalation_id} was made before with other content: choose "
            "another id"
        )
    return from_row(Escalation, row)
