"""What changes cases from outside: a match, the LESC's answer, a withdrawal.

Each function runs inside the transaction of its cause. A repeated call changes nothing.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.bookings import store as bookings
from interop.cases import claims as case_claims
from interop.cases import marks, research
from interop.cases import releases as case_releases
from interop.cases.field_office import alerted_office, responsible_office
from interop.cases.office_store import offices_of
from interop.cases.persons import rows_of_person
from interop.cases.rows import (
    add_version,
    describe,
    row_of_booking,
    row_of_query,
    set_state,
    version_row,
)
from interop.cases.tables import CaseRow, CaseVersionRow
from interop.cases.types import Case, CaseState, VersionCause
from interop.lesc import LescAnswer, LescQuery
from interop.names import SERVICE, case_id, doubt_id
from interop.review import ComparisonRequest, Verdict, comparisons


def open_case(session: Session, query: LescQuery, us_state: str, time_zone: str = "") -> Case:
    """Open the case of a match that goes on to the LESC; a booking has at most one case.

    us_state: of the booking's jurisdiction; empty if unknown. time_zone: if the jurisdiction has
    another zone than most of the State.
    """
    row = row_of_booking(session, query.tcn)
    if row is None:
        row = CaseRow(
            case_id=case_id(query.tcn),
            tcn=query.tcn,
            query_id=query.query_id,
            ori=query.ori,
            identity_id=query.identity_id,
            criminal_identity_id=bookings.criminal_identity(session, query.tcn),
            encounter_id=query.encounter_id,
            us_state=us_state,
            time_zone=time_zone,
            office=responsible_office(offices_of(session), query.ori, us_state),
            open_time=query.match_time,
            state=int(CaseState.AWAITING_DETERMINATION),
            version=1,
        )
        session.add(row)
        session.flush()
        marks.mark_booked(session, row, query)
        session.add(
            CaseVersionRow(
                case_id=row.case_id,
                version=1,
                state=row.state,
                cause=str(VersionCause.OPENED),
                officer="",
                answer_version=0,
                create_time=row.open_time,
            )
        )
        Act(session, SERVICE, row.open_time).log(Action.CASE_OPENED, row.case_id)
    return describe(session, row)


def take_answer(session: Session, answer: LescAnswer, now: datetime) -> None:
    """Alert an office of the LESC's answer (R15), if the case has no newer answer.

    A closed case gets another version. A withdrawn case keeps the answer and stays withdrawn. Doubt
    about who was booked sends the match back to examiners, before anybody is alerted.
    """
    row = row_of_query(session, answer.query_id)
    if row is not None and row.withdrawn_time is None:
        case_claims.take_answer(session, row.case_id, answer, now)
    if row is None or answer.version <= version_row(session, row).answer_version:
        return
    if row.withdrawn_time is None:
        marks.mark_researched(session, row, answer, now)
    if CaseState(row.state) is CaseState.CLOSED:
        add_version(Act(session, SERVICE, now), row, CaseState.ALERTED, VersionCause.ANSWERED)
    version_row(session, row).answer_version = answer.version
    row.order_time = None
    if CaseState(row.state) is CaseState.WITHDRAWN:
        return
    for one in rows_of_person(session, row):
        case_releases.release_contradicted(session, one, now)
    _ask_examiners(session, row, answer, now)
    if row.alert_time is None and comparisons.open_of(session, row.tcn) is not None:
        set_state(session, row, CaseState.IN_COMPARISON)
        return
    _alert(session, row, now)


def take_comparison(session: Session, tcn: str, now: datetime) -> None:
    """Alert the office that waited for examiners, and end a hold that their verdict forbids."""
    row = row_of_booking(session, tcn)
    if row is None or row.withdrawn_time is not None:
        return
    if CaseState(row.state) is CaseState.IN_COMPARISON:
        _alert(session, row, now)
    else:
        case_releases.release_unless_permitted(session, row.case_id, now)


def _ask_examiners(session: Session, row: CaseRow, answer: LescAnswer, now: datetime) -> None:
    """Send a match back to examiners if the booked person may be somebody else.

    Examiners who have compared the prints because of such doubt are not asked again.
    """
    doubts = answer.determination.identity_doubts
    known = comparisons.newest(session, row.tcn)
    if not doubts or (known is not None and known.verdict in (None, Verdict.SAME)):
        return
    asked = ComparisonRequest(doubt_id(row.tcn), row.tcn, "; ".join(map(str, doubts)))
    comparisons.doubt(Act(session, SERVICE, now), asked)


def _alert(session: Session, row: CaseRow, now: datetime) -> None:
    set_state(session, row, CaseState.ALERTED)
    row.alerted_to = alerted_office(offices_of(session), row.office, now)
    row.alert_time = now
    session.flush()
    case_releases.release_unless_permitted(session, row.case_id, now)


def withdraw(session: Session, tcn: str, reason: str, now: datetime) -> Case | None:
    """Withdraw a match: end its detainer and its claim, and begin a version for the review.

    Returns the case, or None if the booking has no case.
    """
    row = row_of_booking(session, tcn)
    if row is None:
        return None
    if row.withdrawn_time is None:
        row.withdrawn_time, row.withdrawn_reason = now, reason
        act = Act(session, SERVICE, now)
        add_version(act, row, CaseState.WITHDRAWN, VersionCause.WITHDRAWN)
        act.log(Action.CASE_WITHDRAWN, row.case_id)
        case_releases.release(session, row.case_id, f"match withdrawn: {reason}", now)
        case_claims.end_withdrawn(session, row.case_id, now)
    return describe(session, row)


def reinstate(session: Session, tcn: str, now: datetime) -> Case | None:
    """Let the match of a withdrawn case stand again: the case waits for the LESC's next answer.

    No detainer comes back. Returns the case, or None if the booking has no case.
    """
    row = row_of_booking(session, tcn)
    if row is None:
        return None
    if row.withdrawn_time is not None:
        row.withdrawn_time, row.withdrawn_reason = None, ""
        row.alert_time = None
        act = Act(session, SERVICE, now)
        add_version(act, row, CaseState.AWAITING_DETERMINATION, VersionCause.REINSTATED)
        act.log(Action.CASE_REOPENED, row.case_id, VersionCause.REINSTATED.value)
    return describe(session, row)


def forget(session: Session, tcn: str) -> None:
    """Forget what officers found in sources about the person of a withdrawn case."""
    row = row_of_booking(session, tcn)
    if row is not None:
        research.forget(session, row.case_id)
