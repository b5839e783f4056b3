"""What must hold for everybody in the town after each step, read from the records alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.release_notices import HolderKind
from interop.cases.types import (
    AlarmKind,
    Case,
    CaseState,
    ClaimState,
    DecisionBasis,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Status
from interop.review import Verdict
from interop.waiting import Limits, Waiting
from tests.interop.people.choices import is_citizen, is_used_up
from tests.interop.people.record import Booked, Record

_A, _R, _D = DispositionAction, DispositionReason, DetainerState
_AHEAD = timedelta(minutes=1)
"""What lies further ahead shows that the clock was set back."""


def faults(record: Record, before: Record) -> list[str]:
    """Name everything that must not be. before: what was on record a step earlier."""
    found = [
        fault
        for person in record.persons
        for fault in (
            *_nobody_is_held_who_may_not_be(person),
            *_one_hold(person),
            *_closed_records_are_true(person),
            *_closed_now_about_the_person(person, _closed(before)),
        )
    ]
    return [*found, *_ends_are_known(record), *_nothing_waits_unseen(record)]


def _nobody_is_held_who_may_not_be(person: Sequence[Booked]) -> Iterator[str]:
    claims = sorted(
        (claim for one in person for claim in one.case.claims),
        key=lambda claim: (claim.claim_time, claim.claim_id),
    )
    upheld = any(claim.state is ClaimState.UPHELD for claim in claims)
    unresolved = bool(claims) and claims[-1].state is ClaimState.UNRESOLVED
    for one in person:
        for held in one.case.detainers:
            if held.state.is_live:
                name = f"{held.detainer_id} of {one.case.case_id}"
                if upheld:
                    yield f"{name} is live, although a claim was upheld"
                if unresolved:
                    yield f"{name} is live, although a claim could not be resolved"
                yield from (f"{name} is live, although {why}" for why in _no_ground(one, held))


def _no_ground(one: Booked, held: Detainer) -> Iterator[str]:
    if one.case.withdrawn_time is not None:
        yield "the match was withdrawn"
    if one.case.state is not CaseState.ALERTED:
        yield f"the case is {one.case.state.name}"
    if one.compared is not None and one.compared.verdict in (Verdict.DIFFERENT, Verdict.UNDECIDED):
        yield f"examiners said {one.compared.verdict.name}"
    if not one.in_custody:
        yield "nobody was in custody"
    if not one.answers:
        yield "the LESC has not answered"
        return
    newest = one.answers[-1]
    status = newest.determination.status
    looked_up = any(look.look_up_time >= newest.answer_time for look in one.case.look_ups)
    if status is Status.US_CITIZEN:
        yield "the LESC says citizen"
    elif looked_up or status is Status.UNLAWFULLY_PRESENT:
        return
    elif status is Status.UNRESOLVED or not held.against_advice_because:
        yield f"the status is {status.name}"


def _one_hold(person: Sequence[Booked]) -> Iterator[str]:
    """One detainer an arrest and a person, and none after an end.

    Of people who turn out to be one person by a merge there may have been two; one ends then. Who
    was one person in the criminal file all along never had two.
    """
    every = [(one, held) for one in person for held in one.case.detainers]
    live = [(one, held) for one, held in every if held.state.is_live]
    if len(live) > 1:
        yield f"{[held.detainer_id for _, held in live]} hold one person"
    for one, held in live:
        yield from (
            f"{held.detainer_id} is live, although {other.detainer_id} was for the arrest too"
            for their, other in every
            if their.arrest == one.arrest and _number(other) < _number(held)
        )
    for one, held in every:
        for their, earlier in every:
            known = their.criminal_identity_id == one.criminal_identity_id
            if not known or _number(earlier) >= _number(held):
                continue
            if their.arrest == one.arrest:
                yield f"{held.detainer_id} came after {earlier.detainer_id} for one arrest"
            elif is_used_up(earlier, their, one) and their.case.case_id != one.case.case_id:
                yield f"{held.detainer_id} goes on where {earlier.detainer_id} ended"


def _number(held: Detainer) -> int:
    """Tell which detainer came first: clocks are set back, but ids count on."""
    return int(held.detainer_id.rpartition("-")[2])


def _ends_are_known(record: Record) -> Iterator[str]:
    told = {(one.detainer_id, HolderKind(one.recipient)): one for one in record.notices}
    for one in (one for person in record.persons for one in person):
        for held in one.case.detainers:
            wanted: tuple[HolderKind, ...] = ()
            if held.state in (_D.CANCELLED, _D.EXPIRED):
                wanted = (HolderKind.AGENCY,)
            elif held.state is _D.CUSTODY_TAKEN and held.freed_time is None:
                wanted = _custodians(record, one)
            yield from (
                f"nobody told {kind.name} of the end of {held.detainer_id}"
                for kind in wanted
                if (held.detainer_id, kind) not in told
            )
    alarmed = {
        one.case.case_id
        for person in record.persons
        for one in person
        if any(alarm.kind is AlarmKind.RELEASE_NOT_CONFIRMED for alarm in one.case.alarms)
    }
    for notice in record.notices:
        silent = notice.confirm_time is None and notice.deadline <= record.now
        if silent and notice.case_id not in alarmed:
            yield f"silence about {notice.notice_id} alarmed nobody"


def _custodians(record: Record, one: Booked) -> tuple[HolderKind, ...]:
    """Name who must hear if the ground is gone after custody was taken."""
    [person] = [person for person in record.persons if one in person]
    upheld = any(
        claim.state is ClaimState.UPHELD for other in person for claim in other.case.claims
    )
    undecided = one.compared is not None and one.compared.verdict is Verdict.UNDECIDED
    if upheld or undecided or one.case.withdrawn_time is not None:
        return HolderKind.CUSTODIAN, HolderKind.SUPERVISOR
    return ()


def _nothing_waits_unseen(record: Record) -> Iterator[str]:
    limits = Limits()

    def late(waiting: Waiting, name: str, since: datetime) -> Iterator[str]:
        over = since + limits.of(waiting) <= record.now or since > record.now + _AHEAD
        if over and (waiting, name) not in record.overdue:
            yield f"{waiting.value} {name} waits unseen since {since.isoformat()}"

    for case in (one.case for person in record.persons for one in person):
        yield from _ends_come(case, record.now)
        if case.state is CaseState.AWAITING_DETERMINATION:
            yield from late(Waiting.DETERMINATION, case.case_id, case.open_time)
        if case.state in (CaseState.ALERTED, CaseState.WITHDRAWN):
            since = case.withdrawn_time or case.alert_time or case.open_time
            yield from late(Waiting.ALERT, case.case_id, since)
        for held in case.detainers:
            if held.state is _D.REQUESTED:
                yield from late(Waiting.REQUESTED, held.detainer_id, held.request_time)
            if held.state is _D.ACKNOWLEDGED and held.acknowledge_time is not None:
                yield from late(Waiting.ACKNOWLEDGED, held.detainer_id, held.acknowledge_time)
        for alarm in case.alarms:
            if alarm.acknowledge_time is None:
                yield from late(Waiting.ALARM, str(alarm.alarm_id), alarm.alarm_time)
    for notice in record.notices:
        if notice.confirm_time is None:
            yield from late(Waiting.RELEASE, notice.notice_id, notice.create_time)
    for told in record.corrections:
        yield from late(Waiting.CORRECTION, told.notice_id, told.create_time)
    for item in record.open_reviews:
        yield from late(Waiting.REVIEW, item.item_id, item.open_time)


def _ends_come(case: Case, now: datetime) -> Iterator[str]:
    for held in case.detainers:
        if held.state is _D.RUNNING and held.expire_time and held.expire_time <= now:
            yield f"{held.detainer_id} runs beyond its end"
    for claim in case.claims:
        if claim.state is ClaimState.OPEN and claim.deadline <= now:
            yield f"claim {claim.claim_id} is open beyond its deadline"


def _closed(record: Record) -> set[tuple[str, int]]:
    """Name the versions that are closed."""
    return {
        (one.case.case_id, one.case.current.version)
        for person in record.persons
        for one in person
        if one.case.state is CaseState.CLOSED
    }


def _closed_now_about_the_person(
    person: Sequence[Booked], before: set[tuple[str, int]]
) -> Iterator[str]:
    """Compare what was closed in this step with what is known of the person now.

    What is found out after the close belongs to another version.
    """
    for one in person:
        case, said = one.case, one.case.current.disposition
        known = (case.case_id, case.current.version) in before
        if case.state is not CaseState.CLOSED or known or _closing(case).because:
            continue
        if is_citizen(person, one):
            if said.action is not _A.NO_DETENTION or said.reason not in _OF_CITIZENS:
                yield f"{case.case_id} says {said.reason} of a citizen"
        elif said.reason is _R.US_CITIZEN:
            yield f"{case.case_id} says citizen of somebody who is none"


_OF_CITIZENS = (
    _R.US_CITIZEN,
    _R.RELEASED_BEFORE,
    _R.DETAINER_DECLINED,
    _R.MATCH_WITHDRAWN,
    _R.DECEASED,
)


def _closing(case: Case) -> DecisionBasis:
    """Read what was known when a version was closed."""
    return [one for one in case.decisions if one.version == case.current.version][-1].basis


def _closed_records_are_true(person: Sequence[Booked]) -> Iterator[str]:
    for case in (one.case for one in person if one.case.state is CaseState.CLOSED):
        said, states = case.current.disposition, {one.state for one in case.detainers}
        if case.live_detainer is not None or case.open_claim is not None:
            yield f"{case.case_id} is closed with a hold or a claim open"
        if _closing(case).because:
            continue
        lies = {
            "declined": said.reason is _R.DETAINER_DECLINED and _D.DECLINED not in states,
            "withdrawn": said.reason is _R.MATCH_WITHDRAWN and case.withdrawn_time is None,
            "removed": said.action is _A.REMOVED and _D.CUSTODY_TAKEN not in states,
            "not detained": said.action is _A.NO_DETENTION and _D.CUSTODY_TAKEN in states,
            "requested": said.action is _A.DETENTION_REQUESTED and not case.detainers,
        }
        yield from (f"{case.case_id} says {what}" for what, is_lie in lies.items() if is_lie)
