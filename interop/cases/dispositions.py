"""What a documented disposition says that did not happen, or is not so."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from interop.cases.assessment import assess_case, ground_of
from interop.cases.decisions import policy_day
from interop.cases.detainer_life import DetainerState
from interop.cases.persons import claims_of_person
from interop.cases.priorities import Advice, Assessment, priorities_of
from interop.cases.research import history_of
from interop.cases.rows import case_row
from interop.cases.types import (
    Case,
    ClaimState,
    DecisionBasis,
    DecisionKind,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Determination, Ground, Status
from interop.local_time import local

_A, _R = DispositionAction, DispositionReason

_PRIORITIES = (_R.PRIORITY_1, _R.PRIORITY_2, _R.PRIORITY_3)
_HOLDS = (_A.DETENTION_REQUESTED, _A.REMOVED)
_OF_CITIZENS = frozenset(
    {_R.US_CITIZEN, _R.RELEASED_BEFORE, _R.DETAINER_DECLINED, _R.MATCH_WITHDRAWN, _R.DECEASED}
)
"""The reasons that can be true of a citizen: nobody uses discretion, or calls a citizen lawful."""

_TRUE_OF: Mapping[DispositionReason, frozenset[Status]] = {
    _R.US_CITIZEN: frozenset(),
    _R.LAWFUL_STATUS: frozenset({Status.LAWFUL_PERMANENT_RESIDENT, Status.LAWFUL_STATUS}),
    _R.NO_RECORD: frozenset({Status.NO_RECORD}),
    _R.UNLAWFULLY_PRESENT: frozenset({Status.UNLAWFULLY_PRESENT}),
    _R.STATUS_UNRESOLVED: frozenset({Status.UNRESOLVED}),
}
"""The determinations of which a reason is true, if the person is no citizen."""


def contradictions(session: Session, case: Case, now: datetime) -> tuple[str, ...]:
    """Name what a disposition contradicts: events, what is known, the clock.

    A draft without an action contradicts nothing yet.
    """
    if case.current.disposition.action is None:
        return ()
    return (*_events(case), *_what_is_known(session, case, now), *_times(case, now))


def _events(case: Case) -> Iterator[str]:
    disposition, states = case.current.disposition, {one.state for one in case.detainers}
    action, reason = disposition.action, disposition.reason
    if reason is _R.DETAINER_DECLINED and DetainerState.DECLINED not in states:
        yield "DETAINER_DECLINED, but no agency declined a detainer of this case"
    if reason is _R.MATCH_WITHDRAWN and case.withdrawn_time is None:
        yield "MATCH_WITHDRAWN, but the match stands"
    if reason is _R.DECEASED and case.deceased_date is None:
        yield "DECEASED, but no record says that the person has died"
    if action is _A.REMOVED and DetainerState.CUSTODY_TAKEN not in states:
        yield "REMOVED, but no custody was taken"
    if action is _A.NO_DETENTION and DetainerState.CUSTODY_TAKEN in states:
        yield "NO_DETENTION, but custody was taken"


def _what_is_known(session: Session, case: Case, now: datetime) -> Iterator[str]:
    """Compare with claims of the person, and with the LESC's determination.

    The determination of a match that was withdrawn is about somebody else: of the booked person
    nothing was determined.
    """
    action, reason = case.current.disposition.action, case.current.disposition.reason
    claims = claims_of_person(session, case_row(session, case.case_id))
    upheld = next((one for one in claims if one.state is ClaimState.UPHELD), None)
    determination, _ = history_of(session, case, now)
    stands = determination is not None and case.withdrawn_time is None
    status = determination.status if determination is not None and stands else None
    if upheld is not None or status is Status.US_CITIZEN:
        how = "the LESC determined it" if upheld is None else f"claim {upheld.claim_id}"
        said = (action if action in _HOLDS else None, None if reason in _OF_CITIZENS else reason)
        yield from (
            f"{one.name}, but the person is a U.S. citizen ({how})"
            for one in said
            if one is not None
        )
    elif (
        reason is not None and reason in _TRUE_OF and not _is_so(session, case, reason, status, now)
    ):
        how = "nothing" if status is None else status.name
        yield f"{reason.name}, but the LESC determined {how} of this person"
    else:
        yield from _priority(session, case, now)


def _priority(session: Session, case: Case, now: datetime) -> Iterator[str]:
    """Compare a priority that is stated with those that the person's history gives (R20-R25, R29).

    The policy of the day of the decision counts. Every priority that the person falls under is
    true, and so is one that was known when a detainer of the case was asked for. Where the LESC's
    notice carries no history and nobody has consulted the sources, nothing is contradicted.
    """
    reason = case.current.disposition.reason
    if reason not in (*_PRIORITIES, _R.REMOVABLE_CONVICTION):
        return
    bases = [one.basis for one in case.decisions if one.kind is DecisionKind.DETAINER]
    known = [_known_then(one) for one in bases]
    found = None
    if case.withdrawn_time is None:
        # Nobody decided before the match, or chooses an older policy so.
        day = max(policy_day(case, DecisionKind.DISPOSITION, now), _day_of_match(case))
        found = ground_of(session, case, now, day)
        if found.lacks_history:
            return
        determination, _ = history_of(session, case, now)
        known.append(_known_now(found, determination))
    if any(reason in one for one in known):
        return
    gives = "no priority"
    if found is not None and found.priority is not None:
        gives = ", ".join(f"priority {one}" for one in sorted(found.priorities))
        gives += f" (level {found.level.value})" if found.level is not None else ""
    yield f"{reason.name}, but what is known of this person gives {gives}"


def _known_then(basis: DecisionBasis) -> frozenset[DispositionReason]:
    """List what a detainer could state when it was asked for."""
    found = priorities_of(one.partition(":")[0] for one in basis.reasons)
    lawful = basis.status in _TRUE_OF[_R.LAWFUL_STATUS] and basis.advice is Advice.DETAIN
    return _stated(found, has_removable_conviction=lawful)


def _known_now(
    found: Assessment, determination: Determination | None
) -> frozenset[DispositionReason]:
    grounds = () if determination is None else determination.grounds
    removable = Ground.REMOVABLE_CONVICTION in grounds
    return _stated(found.priorities, has_removable_conviction=removable)


def _stated(
    priorities: frozenset[int], *, has_removable_conviction: bool
) -> frozenset[DispositionReason]:
    convicted = {_R.REMOVABLE_CONVICTION} if has_removable_conviction else set()
    return frozenset({_PRIORITIES[one - 1] for one in priorities} | convicted)


def _is_so(
    session: Session, case: Case, reason: DispositionReason, status: Status | None, now: datetime
) -> bool:
    """Tell whether a reason about the person's status is true of somebody who is no citizen.

    What was known when a detainer was asked for stays a reason of that detainer.
    """
    if reason is _R.STATUS_UNRESOLVED:
        advice = assess_case(session, case, now).advice
        return advice in (Advice.UNDETERMINED, Advice.SUSPENDED)
    of_detainers = {one.basis.status for one in case.decisions if one.kind is DecisionKind.DETAINER}
    known = {status, *of_detainers} if reason is _R.UNLAWFULLY_PRESENT else {status}
    return not known.isdisjoint(_TRUE_OF[reason])


def _times(case: Case, now: datetime) -> Iterator[str]:
    for name, time in (
        ("decision_time", case.current.disposition.decision_time),
        ("encounter_time", case.current.encounter.encounter_time),
    ):
        if time is not None and time > now:
            yield f"{name} {time.isoformat()} lies in the future"


def _day_of_match(case: Case) -> date:
    return local(case.open_time, case.place).date()
