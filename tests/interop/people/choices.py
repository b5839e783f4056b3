"""Whom a step can be about, chosen from what is on record, so that most steps are not refused."""

from collections.abc import Sequence

from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.release_notices import HolderKind
from interop.cases.tables import ReleaseNoticeRow
from interop.cases.types import (
    CaseAlarm,
    CaseState,
    CitizenshipClaim,
    ClaimState,
    DecisionKind,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Status
from interop.local_time import local
from interop.review import Verdict
from tests.interop.cases.people import SUPERVISOR
from tests.interop.people.record import Booked, Record

_A, _R, _D, _C = DispositionAction, DispositionReason, DetainerState, ClaimState


def cases(record: Record) -> list[Booked]:
    """List every case in the order of bookings, so that a choice means the same in a replay."""
    every = [one for person in record.persons for one in person]
    return sorted(every, key=lambda one: one.case.tcn)


def matched(record: Record) -> list[Booked]:
    """List the cases whose match stands."""
    return [one for one in cases(record) if one.case.withdrawn_time is None]


def person_of(record: Record, one: Booked) -> Sequence[Booked]:
    return next(person for person in record.persons if one in person)


def held_mostly(those: Sequence[Booked]) -> list[Booked]:
    """List cases with a hold four times: what happens to people matters most meanwhile."""
    held = [one for one in those if one.case.live_detainer is not None]
    return [*those, *held * 3]


def bar(person: Sequence[Booked]) -> ClaimState | None:
    """Tell which claim keeps a person from being held; None: no claim does."""
    claims = sorted(
        (claim for one in person for claim in one.case.claims),
        key=lambda claim: (claim.claim_time, claim.claim_id),
    )
    if any(claim.state is _C.UPHELD for claim in claims):
        return _C.UPHELD
    return claims[-1].state if claims and claims[-1].state is not _C.REFUTED else None


def is_compared(one: Booked) -> bool:
    """Tell whether examiners compare the prints of a booking now."""
    return one.compared is not None and one.compared.end_time is None


def may_claim(record: Record) -> list[Booked]:
    """List the cases on which a claim can be taken."""
    closed = (_C.OPEN, _C.UPHELD)
    return [one for one in matched(record) if bar(person_of(record, one)) not in closed]


def undecided_claims(record: Record) -> list[CitizenshipClaim]:
    states = (_C.OPEN, _C.UNRESOLVED)
    return [claim for one in cases(record) for claim in one.case.claims if claim.state in states]


def holdable(record: Record) -> list[Booked]:
    """List the cases whose person an officer could ask to have held."""
    return [
        one
        for one in matched(record)
        if _is_ground(one) and not refusal(record, one, because="a reason")
    ]


def barred(record: Record) -> list[Booked]:
    """List the cases whose person nobody may be asked to hold, or to hold once more."""
    return [one for one in cases(record) if refusal(record, one, because="a reason")]


def to_be_explained(record: Record) -> list[Booked]:
    """List the cases whose person may be held for a reason alone."""
    return [
        one
        for one in cases(record)
        if refusal(record, one, because="") and not refusal(record, one, because="a reason")
    ]


def refusal(record: Record, one: Booked, because: str) -> str:
    """Say why a request to hold the person of a case must be refused; empty: perhaps it need not.

    This asks the records and not the service. because: the officer's reason.
    """
    case, person = one.case, person_of(record, one)
    claimed = bar(person)
    if case.state is not CaseState.ALERTED:
        return f"the case is {case.state.name}"
    if not one.in_custody:
        return "the person is not in custody"
    if claimed is not None:
        return f"a claim of citizenship is {claimed.name}"
    if one.compared is not None and one.compared.verdict is not Verdict.SAME:
        return "examiners have not confirmed the match"
    return _used(person, one) or _no_ground(one, because)


def _used(person: Sequence[Booked], one: Booked) -> str:
    """Say which earlier hold of a person leaves no room for another one."""
    for case in person:
        for held in case.case.detainers:
            name = held.detainer_id
            if held.state.is_live:
                return f"{name} holds the person"
            if case.arrest == one.arrest:
                return f"{name} was for this arrest"
            if is_used_up(held, case, one):
                return f"the 48 hours of {name} were used"
    return ""


def is_used_up(held: Detainer, other: Booked, one: Booked) -> bool:
    """Tell whether the 48 hours of a hold ended after the arrest of another case of the person."""
    if not held.clock_started or held.end_time is None:
        return False
    day = local(held.end_time, other.case.place).date()
    return one.case.open_time <= held.end_time or one.arrest[1] < day


def _no_ground(one: Booked, because: str) -> str:
    """Say what the LESC's newest answer lacks; what officers found since may say otherwise."""
    newest = one.answers[-1]
    found = newest.determination
    unlawful = found.status is Status.UNLAWFULLY_PRESENT
    looked_up = any(look.look_up_time >= newest.answer_time for look in one.case.look_ups)
    contradicted = bool(found.identity_contradictions) and not looked_up
    care = one.stated_citizen or one.case.is_juvenile or contradicted
    reasons = {
        "the LESC says citizen": found.status is Status.US_CITIZEN,
        "the status is not resolved": found.status is Status.UNRESOLVED and not looked_up,
        "no history is known": unlawful and newest.research is None and not looked_up,
        "nobody says why against the advice": not (unlawful or looked_up or because),
        "nobody says why in spite of a doubt": care and not because,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _is_ground(one: Booked) -> bool:
    return bool(one.answers) and (
        one.answers[-1].determination.status is Status.UNLAWFULLY_PRESENT
        and (one.answers[-1].research is not None or bool(one.case.look_ups))
    )


def detainers(record: Record, *states: DetainerState) -> list[Detainer]:
    """List detainers in some states; in every state if none is named."""
    every = [held for one in cases(record) for held in one.case.detainers]
    return [held for held in every if not states or held.state in states]


def takeable(record: Record) -> list[Detainer]:
    """List the detainers whose person officers could take over."""
    return [
        held
        for one in cases(record)
        if bar(person_of(record, one)) is None and not is_compared(one)
        for held in one.case.detainers
        if held.state in (_D.ACKNOWLEDGED, _D.RUNNING)
    ]


def kept(record: Record) -> list[Detainer]:
    """List the detainers whose person is in custody of an office."""
    return [one for one in detainers(record, _D.CUSTODY_TAKEN) if one.freed_time is None]


def truth(record: Record, one: Booked) -> tuple[DispositionAction, DispositionReason]:
    """Tell what a disposition of a case would truly say."""
    states = {held.state for held in one.case.detainers}
    citizen = is_citizen(person_of(record, one), one)
    if _D.CUSTODY_TAKEN in states:
        return (_A.REMOVED if not citizen else _A.DETENTION_REQUESTED), _ground(one)
    if one.case.withdrawn_time is not None:
        return _A.NO_DETENTION, _R.MATCH_WITHDRAWN
    if _D.DECLINED in states:
        return _A.NO_DETENTION, _R.DETAINER_DECLINED
    if citizen:
        return _A.NO_DETENTION, _R.US_CITIZEN
    if states:
        return _A.DETENTION_REQUESTED, _ground(one)
    return _A.NO_DETENTION, _R.RELEASED_BEFORE


def _ground(one: Booked) -> DispositionReason:
    """Tell why a detainer was asked for, as it was known then."""
    asked = [each.basis for each in one.case.decisions if each.kind is DecisionKind.DETAINER]
    priority = asked[-1].priority
    return _R(priority) if priority else _R.UNLAWFULLY_PRESENT


def is_citizen(person: Sequence[Booked], one: Booked) -> bool:
    """Tell whether a claim of the person was upheld, or the LESC says that this is a citizen."""
    if bar(person) is _C.UPHELD:
        return True
    stands = one.case.withdrawn_time is None and bool(one.answers)
    return stands and one.answers[-1].determination.status is Status.US_CITIZEN


def finishable(record: Record) -> list[Booked]:
    """List the cases that nothing keeps from being closed, once they are documented."""
    return [
        one
        for one in cases(record)
        if one.case.state in (CaseState.ALERTED, CaseState.WITHDRAWN)
        and one.case.live_detainer is None
        and one.case.open_claim is None
        and not is_compared(one)
        and (one.case.withdrawn_time is None or not any(h.is_held for h in one.case.detainers))
    ]


def closable(record: Record) -> list[Booked]:
    """List the cases that are documented as well."""
    return [one for one in finishable(record) if one.case.current.disposition.action is not None]


def comparable(record: Record) -> list[Booked]:
    """List the cases whose prints examiners can be asked to compare."""
    return [one for one in matched(record) if not is_compared(one)]


def reinstatable(record: Record) -> list[Booked]:
    return [
        one
        for one in cases(record)
        if one.case.withdrawn_time is not None
        and one.case.withdrawn_reason.casefold() != "expunged"
    ]


def unconfirmed(record: Record) -> list[ReleaseNoticeRow]:
    """List the notices whose recipient has not answered."""
    return sorted(
        (one for one in record.notices if one.confirm_time is None),
        key=lambda one: (one.detainer_id, HolderKind(one.recipient)),
    )


def unknown_alarms(record: Record) -> list[CaseAlarm]:
    """List the alarms that a supervisor who did not cause them can acknowledge."""
    return [
        alarm
        for one in cases(record)
        for alarm in one.case.alarms
        if alarm.acknowledge_time is None and alarm.caused_by != SUPERVISOR.officer
    ]
