"""Advice on a case: the priorities, and what decides before them. Nothing here changes a case."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from interop.cases import contradictions
from interop.cases.persons import bars_holding, claims_on, rows_of_person
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
from interop.cases.research import history_of
from interop.cases.rows import case_row
from interop.cases.types import Case, ClaimState
from interop.lesc import Determination, Status
from interop.local_time import local
from interop.records import watch_list
from interop.review import Verdict, comparisons


def assess_case(
    session: Session, case: Case, now: datetime, policy_day: date | None = None
) -> Assessment:
    """Compute the advice on a case as of now.

    policy_day: whose policy counts; None: the day of now, where the person is.
    """
    rules = rule_set(policy_day or local(now, case.place).date())
    before = _before_priorities(session, case, rules)
    return ground_of(session, case, now, policy_day) if before is None else before


def ground_of(
    session: Session, case: Case, now: datetime, policy_day: date | None = None
) -> Assessment:
    """Compute what the person's history advises, whatever suspends or forbids the advice.

    Doubt about who was booked does not count while examiners look at it. policy_day: as of
    `assess_case`.
    """
    day = policy_day or local(now, case.place).date()
    rules = rule_set(day)
    determination, history_on_file = history_of(session, case, now)
    if determination is None:
        return undetermined(Reason("R12", "the LESC has not answered"), rules)
    warnings = _warnings(determination)
    doubts = determination.identity_doubts
    if doubts and comparisons.open_of(session, case.tcn) is not None:
        determination = replace(determination, identity_confirmed=True)
    watched = watch_list.dangers(session, case.current_identity_id)
    found = assess(determination, day, watched)
    if not history_on_file and _is_ground(determination):
        text = "the LESC's notice carries no history: consult the sources"
        found = replace(undetermined(Reason("R17", text), rules), lacks_history=True)
    return replace(found, reasons=(*found.reasons, *warnings))


def _warnings(determination: Determination) -> list[Reason]:
    """Name what the booking and the sources state differently of a confirmed identity."""
    doubts = determination.identity_doubts if determination.identity_confirmed else ()
    return [
        Reason("R12", f"identity confirmed in spite of {one.agreement.name.lower()} in {one.field}")
        for one in doubts
    ]


def _is_ground(determination: Determination) -> bool:
    """Tell whether a determination is a ground to hold somebody, with or without its history."""
    known = determination.identity_confirmed and determination.status is not Status.UNRESOLVED
    unlawful = determination.status is Status.UNLAWFULLY_PRESENT
    return known and (unlawful or bool(determination.grounds))


def _before_priorities(session: Session, case: Case, rules: RuleSet) -> Assessment | None:
    """Give the advice if the person's history does not matter; otherwise None."""
    if case.withdrawn_time is not None:
        return no_detainer(Reason("R12", "the match was withdrawn"), rules)
    of_person = rows_of_person(session, case_row(session, case.case_id))
    died = next((row.deceased_date for row in of_person if row.deceased_date), None)
    if died is not None:
        return no_detainer(Reason("R31", f"the person died on {died.isoformat()}"), rules)
    claim = bars_holding(claims_on(session, [row.case_id for row in of_person]))
    if claim is None:
        return _before_identity(session, case, rules)
    where = "" if claim.case_id == case.case_id else f" on {claim.case_id}"
    if claim.state is ClaimState.UPHELD:
        return no_detainer(Reason("R9", f"a claim of citizenship was upheld{where}"), rules)
    if claim.state is ClaimState.OPEN:
        reason = Reason("R9", f"a claim of citizenship is open{where}")
        return Assessment(Advice.SUSPENDED, None, None, rules, (reason,))
    reason = Reason("R9", f"a claim of citizenship could not be resolved{where}")
    return undetermined(reason, rules)


def _before_identity(session: Session, case: Case, rules: RuleSet) -> Assessment | None:
    """Give the advice while it is not sure that the prints are of the person who was booked."""
    compared = comparisons.newest(session, case.tcn)
    if compared is None or compared.verdict is Verdict.SAME:
        return _before_answers(session, case, rules)
    if compared.verdict is None:
        reason = Reason("R12", "examiners compare the prints again")
        return Assessment(Advice.SUSPENDED, None, None, rules, (reason,))
    return undetermined(Reason("R12", "examiners could not confirm the match"), rules)


def _before_answers(session: Session, case: Case, rules: RuleSet) -> Assessment | None:
    """Suspend the advice while answers of the LESC contradict each other about citizenship."""
    if contradictions.undecided(session, case_row(session, case.case_id)) is None:
        return None
    text = "answers of the LESC contradict each other about citizenship: a supervisor decides"
    return Assessment(Advice.SUSPENDED, None, None, rules, (Reason("R9", text),))
