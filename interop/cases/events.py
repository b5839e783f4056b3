"""What happens to cases from outside: a match, the LESC's answer, a withdrawal.

Each is called inside the transaction of what causes it, and repeated changes nothing.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action
from interop.cases import claims as case_claims
from interop.cases import detainers as case_detainers
from interop.cases.field_office import FieldOffices
from interop.cases.log import log_case
from interop.cases.rows import (
    add_version,
    describe,
    row_of_booking,
    row_of_query,
    set_state,
    version_row,
)
from interop.cases.tables import CaseRow, CaseVersionRow
from interop.cases.types import SERVICE, Case, CaseState, VersionCause
from interop.lesc import LescAnswer
from interop.names import case_id

OFFICES = FieldOffices()
"""Those of the simulation; a caller may bring others."""


def open_case(
    session: Session,
    *,
    tcn: str,
    query_id: str,
    ori: str,
    identity_id: str,
    state: str,
    now: datetime,
    encounter_id: str = "",
    offices: FieldOffices = OFFICES,
) -> Case:
    """Open the case of a match that goes on to the LESC; there is one for a booking.

    identity_id, encounter_id: of IDENT. state: that of the booking's jurisdiction; empty if
    unknown.
    """
    row = row_of_booking(session, tcn)
    if row is None:
        row = CaseRow(
            case_id=case_id(tcn),
            tcn=tcn,
            query_id=query_id,
            ori=ori,
            identity_id=identity_id,
            encounter_id=encounter_id,
            us_state=state,
            office=offices.responsible(ori, state),
            open_time=now,
            state=int(CaseState.AWAITING_DETERMINATION),
            version=1,
        )
        session.add(row)
        session.flush()
        session.add(_first_version(row, now))
        log_case(session, SERVICE, Action.CASE_OPENED, row.case_id, now)
    return describe(session, row)


def take_answer(
    session: Session, answer: LescAnswer, now: datetime, *, offices: FieldOffices = OFFICES
) -> None:
    """Alert an office of the LESC's answer (R15); an older one than the case has changes nothing.

    A closed case gets another version. A withdrawn one takes note and stays withdrawn.
    """
    row = row_of_query(session, answer.query_id)
    if row is None or answer.version <= version_row(session, row).answer_version:
        return
    if CaseState(row.state) is CaseState.CLOSED:
        add_version(session, row, CaseState.ALERTED, VersionCause.ANSWERED, now)
    version_row(session, row).answer_version = answer.version
    if CaseState(row.state) is CaseState.WITHDRAWN:
        return
    set_state(session, row, CaseState.ALERTED)
    row.alerted_to, row.alert_time = offices.alerted(row.office, now), now
    session.flush()
    case_claims.take_answer(session, row.case_id, answer, now)
    case_detainers.cancel_unless_permitted(session, row.case_id, now)


def withdraw(session: Session, tcn: str, reason: str, now: datetime) -> Case | None:
    """Take a match back: no alert, no detainer, and another version in which to review.

    Returns the case, None where the booking has none.
    """
    row = row_of_booking(session, tcn)
    if row is None:
        return None
    if row.withdrawn_time is None:
        row.withdrawn_time, row.withdrawn_reason = now, reason
        add_version(session, row, CaseState.WITHDRAWN, VersionCause.WITHDRAWN, now)
        log_case(session, SERVICE, Action.CASE_WITHDRAWN, row.case_id, now)
        case_detainers.cancel_live(session, row.case_id, f"match withdrawn: {reason}", now)
        case_claims.end_withdrawn(session, row.case_id, now)
    return describe(session, row)


def _first_version(row: CaseRow, now: datetime) -> CaseVersionRow:
    return CaseVersionRow(
        case_id=row.case_id,
        version=1,
        state=row.state,
        cause=str(VersionCause.OPENED),
        officer="",
        answer_version=0,
        create_time=now,
    )
