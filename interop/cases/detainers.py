"""Ask a local agency to hold a person, and follow the request to its end (R30, R40).

A detainer begins only with the request of a named officer. The service ends detainers by itself,
but never makes or lengthens a detainer.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.bookings import store as bookings
from interop.cases import detainer_store, release_notices
from interop.cases.assessment import assess_case
from interop.cases.decisions import freeze
from interop.cases.detainer_life import Detainer, DetainerState, expire_time
from interop.cases.earlier_holds import barred_by_earlier
from interop.cases.errors import (
    CaseConflictError,
    CaseStateError,
    DetainerRefusedError,
    DetainerStateError,
)
from interop.cases.persons import arrest_of, bars_holding, claims_of_person
from interop.cases.priorities import Advice
from interop.cases.release_notices import HolderKind
from interop.cases.research import history_of
from interop.cases.rows import case_row, raise_alarm, read_case
from interop.cases.types import AlarmKind, Case, CaseState, DecisionKind
from interop.local_time import local
from interop.review import comparisons

_UNITED_STATES = "US"
"""EBTS 2.021, citizenship as stated at the booking."""


def request(act: Act, case_id: str, detainer_id: str, against_advice_because: str) -> Detainer:
    """Ask the agency that has the person to hold the person.

    The same request again changes nothing.

    Raises DetainerRefusedError where the advice or an earlier detainer forbids it, CaseStateError,
    CaseConflictError.
    """
    known = detainer_store.find(act.session, detainer_id)
    if known is not None:
        return _same(known, case_id, act.actor_id)
    if not act.actor_id:
        raise DetainerRefusedError("a detainer needs an officer who asks for the detainer")
    row = case_row(act.session, case_id)
    case = read_case(act.session, case_id)
    if case.state is not CaseState.ALERTED:
        raise CaseStateError(
            f"case {case_id} is {case.state.name}: only an ALERTED case can have a new detainer"
        )
    alarms = _check_advice(act, case, against_advice_because)
    barred = barred_by_earlier(act.session, row)
    if barred:
        raise DetainerRefusedError(barred)
    made = Detainer(
        detainer_id=detainer_id,
        case_id=case_id,
        ori=row.holder,
        state=DetainerState.REQUESTED,
        officer=act.actor_id,
        request_time=act.now,
        against_advice_because=against_advice_because if alarms else "",
    )
    detainer_store.insert(act.session, made)
    act.log(Action.DETAINER_REQUESTED, detainer_id)
    freeze(act, case_id, DecisionKind.DETAINER)
    for alarm in alarms:
        raise_alarm(act.session, case_id, alarm, act.now, act.actor_id)
    return made


def acknowledge(act: Act, detainer_id: str) -> Detainer:
    """Record that the agency will hold the person."""
    known = detainer_store.read(act.session, detainer_id)
    if known.acknowledge_time is not None:
        return known
    act.log(Action.DETAINER_ACKNOWLEDGED, detainer_id)
    return detainer_store.acknowledge(act.session, detainer_id, act.now)


def decline(act: Act, detainer_id: str, reason: str) -> Detainer:
    """Record that the agency will not hold the person: a detainer is only a request."""
    return _end(act, detainer_id, DetainerState.DECLINED, reason)


def start_clock(act: Act, detainer_id: str, release_time: datetime) -> Detainer:
    """Start the 48 hours at the time at which the person would otherwise have been released.

    A running clock takes no other time. A time before the day of the arrest or after now starts
    nothing. Raises DetainerStateError.
    """
    known = detainer_store.read(act.session, detainer_id)
    if known.release_time == release_time:
        return known
    if release_time > act.now:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} has not come: report the release then"
        )
    case = case_row(act.session, known.case_id)
    arrested = arrest_of(act.session, case).day
    if local(release_time, case.place).date() < arrested:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} lies before the arrest on "
            f"{arrested.isoformat()}: state when the person would have gone free"
        )
    act.log(Action.DETAINER_CLOCK_STARTED, detainer_id)
    end_time = expire_time(release_time, case.place)
    return detainer_store.start_clock(act.session, detainer_id, release_time, end_time)


def take_custody(act: Act, detainer_id: str) -> Detainer:
    """Record that officers have taken the person into custody.

    Raises DetainerStateError if the time is up, a claim of citizenship is open, or examiners
    compare the prints again.
    """
    known = detainer_store.read(act.session, detainer_id)
    running = known.state is DetainerState.RUNNING
    if running and known.expire_time is not None and act.now >= known.expire_time:
        raise DetainerStateError(
            f"detainer {detainer_id} expired at {known.expire_time.isoformat()}: the agency must "
            "release the person"
        )
    claim = bars_holding(claims_of_person(act.session, case_row(act.session, known.case_id)))
    if claim is not None and known.state.is_live:
        raise DetainerStateError(
            f"claim of citizenship {claim.claim_id} is {claim.state.name}: nobody takes custody "
            "before the claim is decided"
        )
    tcn = case_row(act.session, known.case_id).tcn
    if known.state.is_live and comparisons.open_of(act.session, tcn) is not None:
        raise DetainerStateError(
            f"examiners compare the prints of booking {tcn} again: nobody takes custody before "
            "they have decided"
        )
    taken = _end(act, detainer_id, DetainerState.CUSTODY_TAKEN, "")
    return (
        taken if taken.custodian else detainer_store.keep(act.session, detainer_id, act.caller.ori)
    )


def cancel(act: Act, detainer_id: str, reason: str) -> Detainer:
    """Cancel a detainer."""
    return _end(act, detainer_id, DetainerState.CANCELLED, reason)


def record_release(act: Act, detainer_id: str, release_time: datetime, reason: str) -> Detainer:
    """Record that the custodian has released a person after custody was taken.

    The same again changes nothing. Raises DetainerStateError.
    """
    known = detainer_store.read(act.session, detainer_id)
    if (known.freed_time, known.freed_reason) == (release_time, reason):
        return known
    taken = known.state is DetainerState.CUSTODY_TAKEN and known.freed_time is None
    if not taken or known.end_time is None:
        raise DetainerStateError(
            f"detainer {detainer_id} is {known.state.name}: only a person in custody is released, "
            "and once"
        )
    if not known.end_time <= release_time <= act.now:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} does not lie between "
            f"{known.end_time.isoformat()}, when custody was taken, and now"
        )
    act.log(Action.DETAINER_PERSON_FREED, detainer_id)
    return detainer_store.free(act.session, detainer_id, release_time, reason)


_ACTIONS = {
    DetainerState.DECLINED: Action.DETAINER_DECLINED,
    DetainerState.CUSTODY_TAKEN: Action.DETAINER_CUSTODY_TAKEN,
    DetainerState.CANCELLED: Action.DETAINER_CANCELLED,
}


def _end(act: Act, detainer_id: str, state: DetainerState, reason: str) -> Detainer:
    known = detainer_store.read(act.session, detainer_id)
    if known.state is state:
        return known
    act.log(_ACTIONS[state], detainer_id)
    ended = detainer_store.end(act.session, detainer_id, state, act.now, reason)
    if state is DetainerState.CANCELLED:
        tell_agency(act.session, ended, reason, act.now)
    return ended


def tell_agency(session: Session, ended: Detainer, cause: str, now: datetime) -> None:
    """Tell the agency that it may not hold the person any more because of a detainer."""
    release_notices.tell(session, ended, HolderKind.AGENCY, ended.ori, cause, now)


def _same(known: Detainer, case_id: str, officer: str) -> Detainer:
    if (known.case_id, known.officer) != (case_id, officer):
        raise CaseConflictError(
            f"detainer {known.detainer_id} was requested before with other content: choose "
            "another id"
        )
    return known


def _check_advice(act: Act, case: Case, because: str) -> Sequence[AlarmKind]:
    """Refuse a detainer that may not be; returns the alarms that the detainer raises."""
    booked = bookings.read_submission(act.session, case.tcn)
    if not booked.in_custody:
        raise DetainerRefusedError(f"booking {case.tcn} says that the person is not in custody")
    assessment = assess_case(act.session, case, act.now)
    if not assessment.permits(because):
        why = "; ".join(f"{reason.rule}: {reason.text}" for reason in assessment.reasons)
        remedy = "; the officer must give a reason" if assessment.overridable else ""
        raise DetainerRefusedError(
            f"the advice on {case.case_id} is {assessment.advice.name}: {why}{remedy}",
            needs_reason=assessment.overridable,
        )
    cautions = dict(_cautions(act, case, booked.subject.citizenship))
    if cautions and not because:
        raise DetainerRefusedError(
            f"{'; '.join(cautions.values())}; or the officer must give a reason",
            needs_reason=True,
        )
    against = [AlarmKind.DETAINER_AGAINST_ADVICE] * (assessment.advice is Advice.NO_DETAINER)
    return [*against, *cautions]


def _cautions(act: Act, case: Case, citizenship: str) -> Iterator[tuple[AlarmKind, str]]:
    """Name what speaks against holding a person whom the advice lets an officer hold (R9, R12)."""
    if citizenship == _UNITED_STATES:
        why = f"booking {case.tcn} states U.S. citizenship: record the claim"
        yield AlarmKind.STATED_CITIZEN, why
    if case.is_juvenile:
        yield AlarmKind.JUVENILE, f"the person of {case.case_id} may be younger than 18"
    determination, _ = history_of(act.session, case, act.now)
    if determination is not None and determination.identity_contradictions:
        fields = ", ".join(determination.identity_contradictions)
        why = f"what booking {case.tcn} states contradicts the sources in: {fields}"
        yield AlarmKind.IDENTITY_CONTRADICTED, why
