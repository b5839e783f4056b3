"""Ask a local agency to hold a person, and follow the request to its end (R30, R40).

A detainer begins only with the request of a named officer. The service ends detainers by itself,
but never makes or lengthens a detainer.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.cases import detainer_store
from interop.cases.assessment import assess_case
from interop.cases.detainer_life import Detainer, DetainerState, expire_time
from interop.cases.errors import (
    CaseConflictError,
    CaseStateError,
    DetainerRefusedError,
    DetainerStateError,
)
from interop.cases.priorities import Advice
from interop.cases.rows import GALLERY, case_row, current_identity, names_of, raise_alarm, read_case
from interop.cases.tables import CaseRow
from interop.cases.types import AlarmKind, Case, CaseState
from interop.names import SERVICE


def request(act: Act, case_id: str, detainer_id: str, against_advice_because: str) -> Detainer:
    """Ask the agency that booked the person to hold the person.

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
    deviates = _check_advice(act, case, against_advice_because)
    _check_earlier(act.session, row)
    made = Detainer(
        detainer_id=detainer_id,
        case_id=case_id,
        ori=case.ori,
        state=DetainerState.REQUESTED,
        officer=act.actor_id,
        request_time=act.now,
        against_advice_because=against_advice_because if deviates else "",
    )
    detainer_store.insert(act.session, made)
    act.log(Action.DETAINER_REQUESTED, detainer_id)
    if deviates:
        raise_alarm(act.session, case_id, AlarmKind.DETAINER_AGAINST_ADVICE, act.now)
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

    A running clock takes no other time. Raises DetainerStateError.
    """
    known = detainer_store.read(act.session, detainer_id)
    if known.release_time == release_time:
        return known
    if release_time > act.now:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} has not come: report the release then"
        )
    if release_time < known.request_time:
        raise DetainerStateError(
            f"the release time {release_time.isoformat()} is before the request of "
            f"{known.request_time.isoformat()}: nobody was to be held then"
        )
    case = case_row(act.session, known.case_id)
    act.log(Action.DETAINER_CLOCK_STARTED, detainer_id)
    end_time = expire_time(release_time, case.us_state)
    return detainer_store.start_clock(act.session, detainer_id, release_time, end_time)


def take_custody(act: Act, detainer_id: str) -> Detainer:
    """Record that officers have taken the person into custody.

    Raises DetainerStateError if the time is up.
    """
    known = detainer_store.read(act.session, detainer_id)
    running = known.state is DetainerState.RUNNING
    if running and known.expire_time is not None and act.now >= known.expire_time:
        raise DetainerStateError(
            f"detainer {detainer_id} expired at {known.expire_time.isoformat()}: the agency must "
            "release the person"
        )
    return _end(act, detainer_id, DetainerState.CUSTODY_TAKEN, "")


def cancel(act: Act, detainer_id: str, reason: str) -> Detainer:
    """Cancel a detainer."""
    return _end(act, detainer_id, DetainerState.CANCELLED, reason)


def cancel_live(session: Session, case_id: str, reason: str, now: datetime) -> None:
    """Cancel the live detainer of a case in the name of the service, and raise an alarm."""
    live = read_case(session, case_id).live_detainer
    if live is not None:
        raise_alarm(session, case_id, AlarmKind.DETAINER_CANCELLED, now)
        cancel(Act(session, SERVICE, now), live.detainer_id, reason)


def cancel_unless_permitted(session: Session, case_id: str, now: datetime) -> None:
    """Cancel the live detainer of a case if no officer could ask for the detainer now."""
    case = read_case(session, case_id)
    live = case.live_detainer
    if live is None:
        return
    assessment = assess_case(session, case, now)
    suspended = assessment.advice is Advice.SUSPENDED
    if not suspended and not assessment.permits(live.against_advice_because):
        cancel_live(session, case_id, assessment.reasons[0].text, now)


def expire_due(session: Session, now: datetime, limit: int) -> int:
    """End the detainers whose 48 hours are over; returns how many.

    From then on the agencies must release the persons.
    """
    due = detainer_store.expired(session, now, limit)
    for one in due:
        assert one.expire_time is not None
        detainer_store.end(session, one.detainer_id, DetainerState.EXPIRED, one.expire_time)
        raise_alarm(session, one.case_id, AlarmKind.DETAINER_EXPIRED, now)
        Act(session, SERVICE, now).log(Action.DETAINER_EXPIRED, one.detainer_id)
    return len(due)


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
    return detainer_store.end(act.session, detainer_id, state, act.now, reason)


def _same(known: Detainer, case_id: str, officer: str) -> Detainer:
    if (known.case_id, known.officer) != (case_id, officer):
        raise CaseConflictError(
            f"detainer {known.detainer_id} was requested before with other content: choose "
            "another id"
        )
    return known


def _check_advice(act: Act, case: Case, because: str) -> bool:
    """Refuse a detainer that the advice forbids; returns whether the officer deviates."""
    assessment = assess_case(act.session, case, act.now)
    if not assessment.permits(because):
        why = "; ".join(f"{reason.rule}: {reason.text}" for reason in assessment.reasons)
        remedy = "; the officer must give a reason" if assessment.overridable else ""
        raise DetainerRefusedError(
            f"the advice on {case.case_id} is {assessment.advice.name}: {why}{remedy}"
        )
    return assessment.advice is Advice.NO_DETAINER


def _check_earlier(session: Session, row: CaseRow) -> None:
    """Refuse a detainer that would hold a person for longer than an earlier detainer did.

    A person whose 48 hours were used can be held again only after another arrest.
    """
    for case, earlier in _detainers_of_person(session, row):
        if earlier.state.is_live:
            raise DetainerRefusedError(
                f"detainer {earlier.detainer_id} of {earlier.case_id} already holds this person"
            )
        ended = earlier.end_time
        if earlier.clock_started and ended is not None and row.open_time <= ended:
            raise DetainerRefusedError(
                f"the 48 hours of detainer {earlier.detainer_id} of {case.case_id} were used: "
                "nothing extends them"
            )


def _detainers_of_person(session: Session, row: CaseRow) -> list[tuple[CaseRow, Detainer]]:
    person = current_identity(session, row)
    known_as = frozenset({row.identity_id, *names_of(session, person)})
    return [
        (case, found)
        for case, found in detainer_store.of_person(session, known_as, GALLERY, person)
        if case.case_id == row.case_id or current_identity(session, case) == person
    ]
