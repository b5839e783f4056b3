"""What a documented disposition says that did not happen, or is not so."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from interop.cases.assessment import assess_case
from interop.cases.detainer_life import DetainerState
from interop.cases.persons import claims_of_person
from interop.cases.priorities import Advice
from interop.cases.research import history_of
from interop.cases.rows import case_row
from interop.cases.types import (
    Case,
    ClaimState,
    DecisionKind,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Status

_A, _R = DispositionAction, DispositionReason

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
    """Name what a documented disposition contradicts: events, what is known, the clock."""
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
