"""Claims of citizenship: a claim suspends the advice until a documented end or a deadline (R9).

A claim belongs to the person: it holds on every case of the person, over merges and both files. A
claim never stops or lengthens a running clock. A claim that nobody resolves in time counts against
detention, until a named person refutes it by evidence.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row
from interop.audit import Act, Action
from interop.bookings import outbox
from interop.cases import detainer_store
from interop.cases.changes import changed
from interop.cases.errors import (
    CaseConflictError,
    CaseError,
    CaseStateError,
    ClaimNotFoundError,
    ClaimStateError,
)
from interop.cases.persons import bars_holding, claims_of_person, rows_of_person
from interop.cases.releases import release_person, release_unless_permitted
from interop.cases.rows import add_version, case_row, raise_alarm, read_case
from interop.cases.tables import CaseRow, ClaimRow, EvidenceRow
from interop.cases.types import (
    AlarmKind,
    CaseState,
    CitizenshipClaim,
    ClaimEvidence,
    ClaimState,
    VersionCause,
)
from interop.lesc import CITIZENSHIP_SOURCES, LescAnswer, Status
from interop.names import SERVICE, claim_message_id

CLAIM_PERIOD = timedelta(hours=24)
"""How long the LESC has to review a claim. This project chose the time: the audit names none."""


def record(act: Act, case_id: str, claim_id: str) -> CitizenshipClaim:
    """Record that a person claims to be a citizen, and ask the LESC to review the claim.

    The claim holds for the person, on every case. A closed case gets another version. The same
    claim again changes nothing. Raises CaseConflictError, CaseStateError, ClaimStateError.
    """
    known = act.session.get(ClaimRow, claim_id)
    if known is not None:
        return _same(from_row(CitizenshipClaim, known), case_id)
    row = case_row(act.session, case_id)
    refusal = _refusal(act.session, row)
    if refusal is not None:
        raise refusal
    if CaseState(row.state) is CaseState.CLOSED:
        act.log(Action.CASE_REOPENED, case_id, VersionCause.CLAIMED.value)
        add_version(act, row, CaseState.ALERTED, VersionCause.CLAIMED)
    case = read_case(act.session, case_id)
    claim = CitizenshipClaim(
        claim_id=claim_id,
        case_id=case_id,
        state=ClaimState.OPEN,
        officer=act.actor_id,
        claim_time=act.now,
        deadline=_deadline(act.session, row, act.now + CLAIM_PERIOD),
        answer_version=case.current.answer_version,
        taken_by=act.caller.ori,
    )
    act.session.add(ClaimRow(**columns_of(claim)))
    act.session.flush()
    outbox.add_citizenship_review(
        act.session, query_id=case.query_id, claim_id=claim_message_id(claim_id), now=act.now
    )
    changed(act.session, *(one.case_id for one in rows_of_person(act.session, row)))
    act.log(Action.CITIZENSHIP_CLAIM_RECORDED, case_id)
    return claim


def add_evidence(act: Act, claim_id: str, evidence_id: str, text: str) -> ClaimEvidence:
    """Keep what somebody has seen that bears on a claim; the same again changes nothing.

    Evidence decides nothing by itself. Raises ClaimNotFoundError, CaseConflictError.
    """
    claim = _row(act.session, claim_id)
    known = act.session.get(EvidenceRow, evidence_id)
    if known is not None:
        if (known.claim_id, known.text) != (claim_id, text):
            raise CaseConflictError(
                f"evidence {evidence_id} was given before with other content: choose another id"
            )
        return from_row(ClaimEvidence, known)
    made = ClaimEvidence(evidence_id, claim_id, act.caller.ori, act.actor_id, text, act.now)
    act.session.add(EvidenceRow(**columns_of(made)))
    act.session.flush()
    act.log(Action.CLAIM_EVIDENCE_ADDED, claim.case_id)
    return made


def case_of(session: Session, claim_id: str) -> str:
    """Name the case on which a claim was taken. Raises ClaimNotFoundError."""
    return _row(session, claim_id).case_id


def unknown(claim_id: str) -> ClaimNotFoundError:
    """Say that there is no such claim."""
    return ClaimNotFoundError(f"no claim of citizenship {claim_id}")


def evidence_of(session: Session, claim_ids: Iterable[str]) -> list[ClaimEvidence]:
    """Read the evidence about claims, oldest first."""
    rows = session.scalars(
        select(EvidenceRow)
        .where(EvidenceRow.claim_id.in_(list(claim_ids)))
        .order_by(EvidenceRow.evidence_time, EvidenceRow.evidence_id)
    )
    return [from_row(ClaimEvidence, row) for row in rows]


def uphold(act: Act, claim_id: str, evidence: str) -> CitizenshipClaim:
    """Accept a claim because of evidence that an officer has seen.

    A claim whose deadline passed unresolved can still be upheld. Raises ClaimNotFoundError,
    ClaimStateError.
    """
    row = _row(act.session, claim_id)
    state = ClaimState(row.state)
    if state is ClaimState.UPHELD:
        return from_row(CitizenshipClaim, row)
    if state is ClaimState.REFUTED:
        raise ClaimStateError(f"claim {claim_id} was refuted: record another claim")
    _end(act, row, ClaimState.UPHELD, evidence)
    return from_row(CitizenshipClaim, row)


def refute(act: Act, claim_id: str, evidence: str) -> CitizenshipClaim:
    """Refuse a claim because of evidence that a named person has seen.

    Raises ClaimNotFoundError, ClaimStateError.
    """
    row = _row(act.session, claim_id)
    state = ClaimState(row.state)
    if state is ClaimState.UPHELD:
        raise ClaimStateError(f"claim {claim_id} was upheld")
    if not act.actor_id or not evidence.strip():
        raise ClaimStateError(f"claim {claim_id} is refuted by evidence and by a named person")
    if state is not ClaimState.REFUTED:
        _end(act, row, ClaimState.REFUTED, f"{evidence} ({act.actor_id})")
    return from_row(CitizenshipClaim, row)


def take_answer(session: Session, case_id: str, answer: LescAnswer, now: datetime) -> None:
    """End the claim that the LESC's answer names, if the answer decides the claim.

    An answer that names no claim decides none, whenever it comes. What the sources do not know
    refutes nothing: without evidence against the claim it ends unresolved.
    """
    row = _named(session, case_id, answer.claim_id)
    if row is None or ClaimState(row.state) not in (ClaimState.OPEN, ClaimState.UNRESOLVED):
        return
    act, said = Act(session, SERVICE, now), f"LESC answer {answer.version}"
    found = answer.determination
    if found.status is Status.US_CITIZEN:
        _end(act, row, ClaimState.UPHELD, said)
    elif answer.claim_evidence and found.identity_confirmed and found.specialist:
        evidence = "; ".join(answer.claim_evidence)
        _end(act, row, ClaimState.REFUTED, f"{said}: {evidence} ({found.specialist})")
    elif ClaimState(row.state) is ClaimState.OPEN and not _is_silent(answer):
        _end(act, row, ClaimState.UNRESOLVED, f"{said}: nothing proves or refutes the claim")
        raise_alarm(session, row.case_id, AlarmKind.CLAIM_UNRESOLVED, now)


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


def takes_claim(session: Session, case_id: str) -> bool:
    """Tell whether a claim can be recorded on a case. Raises CaseNotFoundError."""
    return _refusal(session, case_row(session, case_id)) is None


def _refusal(session: Session, row: CaseRow) -> CaseError | None:
    """Say why no claim can be recorded on a case; None: one can be."""
    if row.withdrawn_time is not None:
        return CaseStateError(
            f"the match of {row.case_id} was withdrawn: nobody may be held because of it"
        )
    claim = bars_holding(claims_of_person(session, row))
    if claim is not None and claim.state is ClaimState.OPEN:
        return ClaimStateError(f"claim {claim.claim_id} is already open on {claim.case_id}")
    if claim is not None and claim.state is ClaimState.UPHELD:
        return ClaimStateError(
            f"claim {claim.claim_id} was upheld on {claim.case_id}: another claim adds nothing"
        )
    return None


def _deadline(session: Session, row: CaseRow, latest: datetime) -> datetime:
    """Choose the deadline: not later than the release of a person who is held, on any case."""
    cases = [one.case_id for one in rows_of_person(session, row)]
    held = [one for one in detainer_store.of_cases(session, cases) if one.state.is_live]
    return min([latest, *(one.expire_time for one in held if one.expire_time is not None)])


def _row(session: Session, claim_id: str) -> ClaimRow:
    row = session.get(ClaimRow, claim_id)
    if row is None:
        raise unknown(claim_id)
    return row


def _named(session: Session, case_id: str, message_id: str) -> ClaimRow | None:
    """Find the claim that a message to the LESC was about."""
    if not message_id:
        return None
    on_case = select(ClaimRow).where(ClaimRow.case_id == case_id)
    return next(
        (one for one in session.scalars(on_case) if claim_message_id(one.claim_id) == message_id),
        None,
    )


def _is_silent(answer: LescAnswer) -> bool:
    """Tell whether a source that could show citizenship has not spoken."""
    return not set(CITIZENSHIP_SOURCES).isdisjoint(answer.determination.not_consulted)


def _end(act: Act, row: ClaimRow, state: ClaimState, reason: str) -> None:
    row.state, row.end_time, row.end_reason = int(state), act.now, reason
    act.session.flush()
    of_person = rows_of_person(act.session, case_row(act.session, row.case_id))
    changed(act.session, *(one.case_id for one in of_person))
    act.log(Action.CITIZENSHIP_CLAIM_ENDED, row.case_id, state.name)
    if state is ClaimState.REFUTED:
        # What suspended the advice is over: a hold whose ground went meanwhile ends.
        for one in rows_of_person(act.session, case_row(act.session, row.case_id)):
            release_unless_permitted(act.session, one.case_id, act.now)
        return
    because = f"claim of citizenship {state.name.lower()}"
    release_person(act.session, row.case_id, because, act.now)
    if state is ClaimState.UPHELD:
        _tell_lesc(act, row, reason)


def _tell_lesc(act: Act, claim: ClaimRow, evidence: str) -> None:
    """Have the LESC's sources hold the citizenship, for every query about the person."""
    for row in rows_of_person(act.session, case_row(act.session, claim.case_id)):
        if (
            row.withdrawn_time is None
            and outbox.message(act.session, row.query_id).rejected_time is None
        ):
            outbox.add_citizenship(
                act.session,
                query_id=row.query_id,
                claim_id=claim.claim_id,
                evidence=evidence,
                now=act.now,
            )


def _same(known: CitizenshipClaim, case_id: str) -> CitizenshipClaim:
    if known.case_id != case_id:
        raise CaseConflictError(f"claim {known.claim_id} is of another case: choose another id")
    return known
