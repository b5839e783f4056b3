"""Claims of citizenship: a claim suspends the advice until a documented end or a deadline (R9).

A claim never stops or lengthens a running clock. A claim that nobody resolves in time counts
against detention.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row, required
from interop.audit import Act, Action
from interop.bookings import outbox
from interop.cases.detainers import cancel_live
from interop.cases.errors import (
    CaseConflictError,
    CaseStateError,
    ClaimNotFoundError,
    ClaimStateError,
)
from interop.cases.rows import raise_alarm, read_case
from interop.cases.tables import ClaimRow
from interop.cases.types import AlarmKind, Case, CitizenshipClaim, ClaimState
from interop.lesc import LescAnswer, Status
from interop.names import SERVICE, claim_message_id

CLAIM_PERIOD = timedelta(hours=24)
"""How long the LESC has to review a claim. This project chose the time: the audit names none."""


def record(act: Act, case_id: str, claim_id: str) -> CitizenshipClaim:
    """Record that a person claims to be a citizen, and ask the LESC to review the claim.

    The same claim again changes nothing. Raises CaseConflictError, CaseStateError, ClaimStateError.
    """
    known = act.session.get(ClaimRow, claim_id)
    if known is not None:
        return _same(from_row(CitizenshipClaim, known), case_id)
    case = read_case(act.session, case_id)
    _check_takes_claims(case)
    claim = CitizenshipClaim(
        claim_id=claim_id,
        case_id=case_id,
        state=ClaimState.OPEN,
        officer=act.actor_id,
        claim_time=act.now,
        deadline=_deadline(case, act.now + CLAIM_PERIOD),
        answer_version=case.current.answer_version,
    )
    act.session.add(ClaimRow(**columns_of(claim)))
    act.session.flush()
    outbox.add_citizenship_review(
        act.session, query_id=case.query_id, claim_id=claim_message_id(claim_id), now=act.now
    )
    act.log(Action.CITIZENSHIP_CLAIM_RECORDED, case_id)
    return claim


def uphold(act: Act, claim_id: str, evidence: str) -> CitizenshipClaim:
    """Accept a claim because of evidence that an officer has seen. Only the LESC refutes claims.

    A claim whose deadline passed unresolved can still be upheld. Raises ClaimNotFoundError,
    ClaimStateError.
    """
    known = act.session.get(ClaimRow, claim_id)
    row = required(known, ClaimNotFoundError, f"no claim of citizenship {claim_id}")
    state = ClaimState(row.state)
    if state is ClaimState.UPHELD:
        return from_row(CitizenshipClaim, row)
    if state is ClaimState.REFUTED:
        raise ClaimStateError(f"claim {claim_id} was refuted: record another claim")
    _end(act, row, ClaimState.UPHELD, evidence)
    return from_row(CitizenshipClaim, row)


def take_answer(session: Session, case_id: str, answer: LescAnswer, now: datetime) -> None:
    """End the open claim of a case if the LESC's answer decides the claim."""
    open_claim = read_case(session, case_id).open_claim
    if open_claim is None or answer.determination.determine_time < open_claim.claim_time:
        return
    act = Act(session, SERVICE, now)
    row = session.get_one(ClaimRow, open_claim.claim_id)
    if answer.determination.status is Status.US_CITIZEN:
        _end(act, row, ClaimState.UPHELD, f"LESC answer {answer.version}")
    elif answer.determination.status is not Status.UNRESOLVED:
        _end(act, row, ClaimState.REFUTED, f"LESC answer {answer.version}")


def end_withdrawn(session: Session, case_id: str, now: datetime) -> None:
    """End the open claim of a case whose match was withdrawn: nothing is left to decide."""
    open_claim = read_case(session, case_id).open_claim
    if open_claim is not None:
        row = session.get_one(ClaimRow, open_claim.claim_id)
        _end(Act(session, SERVICE, now), row, ClaimState.UNRESOLVED, "match withdrawn")


def end_due(session: Session, now: datetime, limit: int) -> int:
    """End the claims whose deadline has passed, and cancel their detainers; returns how many."""
    due = session.scalars(
        select(ClaimRow)
        .where(ClaimRow.state == int(ClaimState.OPEN), ClaimRow.deadline <= now)
        .order_by(ClaimRow.deadline, ClaimRow.claim_id)
        .limit(limit)
    ).all()
    act = Act(session, SERVICE, now)
    for row in due:
        _end(act, row, ClaimState.UNRESOLVED, "not resolved by the deadline")
        raise_alarm(session, row.case_id, AlarmKind.CLAIM_UNRESOLVED, now)
    return len(due)


def _check_takes_claims(case: Case) -> None:
    if not case.state.is_open or case.withdrawn_time is not None:
        raise CaseStateError(f"{case.case_id} is {case.state.name}: reopen it first")
    if case.open_claim is not None:
        raise ClaimStateError(f"claim {case.open_claim.claim_id} is already open on {case.case_id}")
    if any(one.state is ClaimState.UPHELD for one in case.claims):
        raise ClaimStateError(f"a claim was upheld on {case.case_id}: another claim adds nothing")


def _deadline(case: Case, latest: datetime) -> datetime:
    """Choose the deadline: not later than the release of a person who is held."""
    held = case.live_detainer
    expires = None if held is None else held.expire_time
    return latest if expires is None else min(latest, expires)


def _end(act: Act, row: ClaimRow, state: ClaimState, reason: str) -> None:
    row.state, row.end_time, row.end_reason = int(state), act.now, reason
    act.session.flush()
    act.log(Action.CITIZENSHIP_CLAIM_ENDED, row.case_id, state.name)
    if state is not ClaimState.REFUTED:
        cancel_live(act.session, row.case_id, f"claim of citizenship {state.name.lower()}", act.now)


def _same(known: CitizenshipClaim, case_id: str) -> CitizenshipClaim:
    if known.case_id != case_id:
        raise CaseConflictError(
            f"claim {known.claim_id} belongs to {known.case_id}: choose another id"
        )
    return known
