"""Advice on a case: the priorities, and what decides before them. Nothing here changes a case."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.cases.priorities import (
    Advice,
    Assessment,
    Reason,
    RuleSet,
    assess,
    no_detainer,
    rule_set,
    undetermined,
)
from interop.cases.research import determined_since, history_of
from interop.cases.types import Case, ClaimState
from interop.local_time import local


def assess_case(session: Session, case: Case, now: datetime) -> Assessment:
    """Compute the advice on a case as of now."""
    day = local(now, case.us_state).date()
    rules = rule_set(day)
    before = _before_priorities(session, case, rules)
    if before is not None:
        return before
    determination, history_on_file = history_of(session, case, now)
    if determination is None:
        return undetermined(Reason("R12", "the LESC has not answered"), rules)
    found = assess(determination, day)
    if not history_on_file and found.advice in (Advice.DETAIN, Advice.MAY_DETAIN):
        text = "the LESC's notice carries no history: consult the sources"
        return undetermined(Reason("R17", text), rules)
    return found


def _before_priorities(session: Session, case: Case, rules: RuleSet) -> Assessment | None:
    """Give the advice if the person's history does not matter; otherwise None."""
    if case.withdrawn_time is not None:
        return no_detainer(Reason("R12", "the match was withdrawn"), rules)
    if any(claim.state is ClaimState.UPHELD for claim in case.claims):
        return no_detainer(Reason("R9", "a claim of citizenship was upheld"), rules)
    last = case.claims[-1] if case.claims else None
    if last is None or last.state is ClaimState.REFUTED:
        return None
    if last.state is ClaimState.OPEN:
        reason = Reason("R9", "a claim of citizenship is open")
        return Assessment(Advice.SUSPENDED, None, None, rules, (reason,))
    if determined_since(session, case, last.claim_time):
        return None
    return undetermined(Reason("R9", "a claim of citizenship could not be resolved"), rules)
