"""What the service ends by itself: holds without a ground, barred holds, holds whose time is up.

The service ends detainers, but never makes or lengthens one. Whoever holds the person is told.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.cases import contradictions, detainer_store, release_notices
from interop.cases.assessment import assess_case, ground_of
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.detainers import cancel, tell_agency
from interop.cases.earlier_holds import barred_by_earlier
from interop.cases.persons import bars_holding, claims_of_person, rows_of_person
from interop.cases.priorities import Advice
from interop.cases.release_notices import HolderKind
from interop.cases.rows import case_row, raise_alarm, read_case
from interop.cases.tables import CaseRow
from interop.cases.types import AlarmKind, ClaimState
from interop.names import SERVICE


def release(session: Session, case_id: str, reason: str, now: datetime) -> None:
    """End what holds the person of a case, in the name of the service, and tell the holder."""
    case = read_case(session, case_id)
    live = case.live_detainer
    if live is not None:
        raise_alarm(session, case_id, AlarmKind.DETAINER_CANCELLED, now)
        cancel(Act(session, SERVICE, now), live.detainer_id, reason)
    for taken in case.detainers:
        if taken.is_held and not taken.state.is_live:
            _tell_custodian(session, taken, reason, now)


def release_person(session: Session, case_id: str, reason: str, now: datetime) -> None:
    """End whatever holds the person of a case, on every case of the person."""
    for row in rows_of_person(session, case_row(session, case_id)):
        release(session, row.case_id, reason, now)


def release_unless_permitted(session: Session, case_id: str, now: datetime) -> None:
    """End what holds the person of a case if no officer could ask for the detainer now.

    A notice that carries no history takes no ground away (R17). What only suspends the advice, such
    as an open claim, takes no ground away either; what the LESC answers meanwhile does.
    """
    case = read_case(session, case_id)
    held = next((one for one in case.detainers if one.is_held), None)
    if held is None:
        return
    assessment = assess_case(session, case, now)
    if assessment.advice is Advice.SUSPENDED:
        assessment = ground_of(session, case, now)
    if not (assessment.permits(held.against_advice_because) or assessment.lacks_history):
        release(session, case_id, assessment.reasons[0].text, now)


def release_barred(session: Session, now: datetime) -> int:
    """End the holds that claims, answers or earlier holds, on whatever case, forbid; count them.

    Merges, splits and corrections may have shown that two cases are about one person.
    """
    freed = 0
    for one in detainer_store.live(session):
        row = case_row(session, one.case_id)
        claim = bars_holding(claims_of_person(session, row))
        if claim is not None and claim.state is not ClaimState.OPEN:
            reason = f"claim of citizenship {claim.state.name.lower()} on {claim.case_id}"
            release(session, one.case_id, reason, now)
            freed += 1
        elif release_contradicted(session, row, now):
            freed += 1
        elif barred := barred_by_earlier(session, row, one):
            release(session, one.case_id, barred, now)
            freed += 1
    return freed


def release_contradicted(session: Session, row: CaseRow, now: datetime) -> bool:
    """End what holds somebody whom another answer of the LESC calls a citizen, with an alarm."""
    citizen = contradictions.alarm(session, row, now)
    if citizen is None:
        return False
    said = f"the LESC's answer {citizen.answer.version} to {citizen.answer.query_id}: U.S. citizen"
    release(session, row.case_id, said, now)
    return True


def expire_due(session: Session, now: datetime, limit: int) -> int:
    """End the detainers whose 48 hours are over; returns how many.

    From then on the agencies must release the persons.
    """
    due = detainer_store.expired(session, now, limit)
    for one in due:
        assert one.expire_time is not None
        ended = detainer_store.end(session, one.detainer_id, DetainerState.EXPIRED, one.expire_time)
        tell_agency(session, ended, "the 48 hours are over", now)
        raise_alarm(session, one.case_id, AlarmKind.DETAINER_EXPIRED, now)
        Act(session, SERVICE, now).log(Action.DETAINER_EXPIRED, one.detainer_id)
    return len(due)


def _tell_custodian(session: Session, taken: Detainer, cause: str, now: datetime) -> None:
    """Tell the office that has the person, and a supervisor, that the ground is gone."""
    told = (
        (HolderKind.CUSTODIAN, taken.custodian),
        (HolderKind.SUPERVISOR, release_notices.SUPERVISOR_ADDRESS),
    )
    for recipient, address in told:
        release_notices.tell(session, taken, recipient, address, cause, now)
    raise_alarm(session, taken.case_id, AlarmKind.CUSTODY_WITHOUT_GROUND, now)
