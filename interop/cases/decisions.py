"""What was known when a decision was made: advice, policy, level and status, frozen.

Later answers, claims and policies show beside a frozen decision and never change it.
"""

from datetime import date, datetime

from interop.audit import Act
from interop.cases.assessment import assess_case
from interop.cases.consistency import is_consistent
from interop.cases.documentation import is_violation
from interop.cases.research import history_of
from interop.cases.rows import BASIS, read_case
from interop.cases.tables import DecisionRow
from interop.cases.types import (
    Case,
    DecisionBasis,
    DecisionKind,
)
from interop.local_time import local


def freeze(
    act: Act,
    case_id: str,
    kind: DecisionKind,
    contradictions: tuple[str, ...] = (),
    because: str = "",
) -> DecisionBasis:
    """Keep what is known now beside a decision of an officer (R31, R33)."""
    case = read_case(act.session, case_id)
    found = assess_case(act.session, case, act.now, policy_day(case, kind, act.now))
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


def policy_day(case: Case, kind: DecisionKind, now: datetime) -> date:
    """Tell whose policy a decision is judged by (R29): of the day on which it was made.

    An officer may record a decision later. A stated day in the future counts as today.
    """
    stated = case.current.disposition.decision_time
    decided = now if kind is DecisionKind.DETAINER or stated is None else min(stated, now)
    return local(decided, case.place).date()
