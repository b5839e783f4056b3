"""What was known when a decision was made: advice, policy, level and status, frozen.

Later answers, claims and policies show beside a frozen decision and never change it.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from interop.audit import Act
from interop.cases.assessment import assess_case
from interop.cases.consistency import is_consistent
from interop.cases.detainer_life import DetainerState
from interop.cases.documentation import is_violation
from interop.cases.persons import claims_of_person
from interop.cases.research import history_of
from interop.cases.rows import BASIS, case_row, read_case
from interop.cases.tables import DecisionRow
from interop.cases.types import (
    Case,
    ClaimState,
    DecisionBasis,
    DecisionKind,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Status
from interop.local_time import local

_HOLDS = frozenset({DispositionAction.DETENTION_REQUESTED, DispositionAction.REMOVED})


def freeze(
    act: Act,
    case_id: str,
    kind: DecisionKind,
    contradictions: tuple[str, ...] = (),
    because: str = "",
) -> DecisionBasis:
    """Keep what is known now beside a decision of an officer (R31, R33)."""
    case = read_case(act.session, case_id)
    found = assess_case(act.session, case, act.now, _policy_day(case, kind, act.now))
    determination, _ = history_of(act.session, case, act.now)
    basis = DecisionBasis(
        advice=found.advice,
        priority=found.priority,
        level=found.level,
        rule_set=found.rule_set,
        reasons=tuple(f"{one.rule}: {one.text}" for one in found.reasons),
        status=None if determination is None else determination.status,
        answer_version=case.current.answer_version,
        is_consistent=is_consistent(found, case.current),
        is_violation=is_violation(case, local(case.open_time, case.place).date()),
        contradictions=contradictions,
        because=because,
    )
    act.session.add(
        DecisionRow(
            case_id=case_id,
            version=case.current.version,
            kind=kind.value,
            officer=act.actor_id,
            decision_time=act.now,
            document=BASIS.dump(basis),
        )
    )
    act.session.flush()
    return basis


def _policy_day(case: Case, kind: DecisionKind, now: datetime) -> date:
    """Tell whose policy a decision is judged by (R29): of the day on which it was made.

    An officer may record a decision later. A stated day in the future counts as today.
    """
    stated = case.current.disposition.decision_time
    decided = now if kind is DecisionKind.DETAINER or stated is None else min(stated, now)
    return local(decided, case.place).date()


def contradictions(session: Session, case: Case, now: datetime) -> tuple[str, ...]:
    """Name what a documented disposition says that did not happen; empty if nothing does."""
    disposition, states = case.current.disposition, {one.state for one in case.detainers}
    action, reason = disposition.action, disposition.reason
    found = []
    if reason is DispositionReason.DETAINER_DECLINED and DetainerState.DECLINED not in states:
        found.append("DETAINER_DECLINED, but no agency declined a detainer of this case")
    if reason is DispositionReason.MATCH_WITHDRAWN and case.withdrawn_time is None:
        found.append("MATCH_WITHDRAWN, but the match stands")
    if reason is DispositionReason.DECEASED and case.deceased_date is None:
        found.append("DECEASED, but no record says that the person has died")
    if action is DispositionAction.REMOVED and DetainerState.CUSTODY_TAKEN not in states:
        found.append("REMOVED, but no custody was taken")
    if action is DispositionAction.NO_DETENTION and DetainerState.CUSTODY_TAKEN in states:
        found.append("NO_DETENTION, but custody was taken")
    if action in _HOLDS and _is_citizen(session, case, now):
        assert action is not None
        found.append(f"{action.name}, but the person is a U.S. citizen")
    for name, time in (
        ("decision_time", disposition.decision_time),
        ("encounter_time", case.current.encounter.encounter_time),
    ):
        if time is not None and time > now:
            found.append(f"{name} {time.isoformat()} lies in the future")
    return tuple(found)


def _is_citizen(session: Session, case: Case, now: datetime) -> bool:
    determination, _ = history_of(session, case, now)
    if determination is not None and determination.status is Status.US_CITIZEN:
        return True
    claims = claims_of_person(session, case_row(session, case.case_id))
    return any(claim.state is ClaimState.UPHELD for claim in claims)
