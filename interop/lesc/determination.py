"""The initial determination: what follows from the facts on a day (R9, R12, R14, R46).

Doubt never becomes a ground. If the sources contradict each other about citizenship, the status is
unresolved. If a source that could show a right to be here has not answered, nobody is said to have
no right. An expiry, a removal or an order ends what was granted before.
"""

from datetime import date, datetime

from interop.lesc.convictions import convictions_of, is_aggravated_felony
from interop.lesc.identity import compare_identity
from interop.lesc.research import (
    CITIZENSHIP_SOURCES,
    STATUS_SOURCES,
    Agreement,
    BookedPerson,
    Determination,
    Fact,
    FactKind,
    Ground,
    Outcome,
    Research,
    Status,
)
from interop.local_time import local

_CITIZEN = (
    FactKind.NATURALISED,
    FactKind.US_PASSPORT,
    FactKind.BORN_ABROAD_A_CITIZEN,
    FactKind.CITIZEN_BY_ADOPTION,
    FactKind.CITIZEN_BY_DERIVATION,
    FactKind.CITIZENSHIP_ESTABLISHED,
    FactKind.ADOPTED_AS_A_CITIZEN,
)
_CITIZENSHIP_LOST = (FactKind.NATURALISATION_REVOKED, FactKind.CITIZENSHIP_RENOUNCED)
_NOT_A_CITIZEN = (
    FactKind.NATURALISATION_REFUSED,
    FactKind.PASSPORT_REFUSED,
    FactKind.REMOVED,
    FactKind.ORDERED_REMOVED,
)
"""These never happen to a citizen. After the day of citizenship they contradict it."""
_VISA_STAYS = (FactKind.ADMITTED, FactKind.STUDENT_STATUS)
_GRANTED_STAYS = (FactKind.STATUS_GRANTED, FactKind.ASYLUM_GRANTED, FactKind.RELIEF_GRANTED)
_RIGHT_TO_BE_HERE = (*_VISA_STAYS, *_GRANTED_STAYS)
_LAWFUL_ENTRY = (
    *_RIGHT_TO_BE_HERE,
    FactKind.PERMANENT_RESIDENCE,
)
_ENDS_EVERY_RIGHT = (FactKind.REMOVED, FactKind.ORDERED_REMOVED)
_ENDS_A_STAY = (*_ENDS_EVERY_RIGHT, FactKind.DEPARTED, FactKind.RESIDENCE_ENDED)
_ENDS_A_VISA_STAY = (*_ENDS_A_STAY, FactKind.VISA_ABUSED, FactKind.ENTERED_BY_FRAUD)
_ENDS_RESIDENCE = (*_ENDS_EVERY_RIGHT, FactKind.RESIDENCE_ENDED)
_ORDER_IS_OVER = (FactKind.REMOVED, FactKind.DEPARTED, *_LAWFUL_ENTRY)


def determine(
    research: Research, now: datetime, us_state: str = "", booked: BookedPerson | None = None
) -> Determination:
    """Draw the conclusion that the research allows today, by the day where the person is.

    booked: whom the agency booked. Doubt about the booked person leaves the identity unconfirmed;
    the status is then the status of the person in the sources.

    Citizenship counts from the first moment at which its day has begun there or in UTC, by which
    sources may count. us_state: where the person is; empty if unknown: the day in UTC.
    """
    today = local(now, us_state).date() if us_state else now.date()
    grounds = _grounds(research, today)
    status, because = _status(research, today, max(today, now.date()), grounds)
    can_be_removed = status not in (Status.US_CITIZEN, Status.NO_RECORD, Status.UNRESOLVED)
    identity = compare_identity(booked or BookedPerson(), research)
    is_booked = all(one.agreement is Agreement.AGREEMENT for one in identity)
    return Determination(
        status=status,
        identity_confirmed=is_booked and _is_known(research) and not _identity_doubt(research),
        grounds=_grounds_for(status, grounds) if can_be_removed else (),
        convictions=convictions_of(research, today),
        unresolved_because=because,
        not_consulted=research.not_consulted,
        determine_time=now,
        specialist=research.findings[0].specialist if research.findings else "",
        identity=identity,
    )


def evidence_against_citizenship(research: Research, now: datetime) -> tuple[str, ...]:
    """Name what in the research says that the person is not a citizen; empty: nothing does.

    Only an authority's finding about this person counts, found by number: a refusal, a loss, an
    order or a removal. A visa, an entry or a residence says nothing, because a citizen by
    derivation has them too.
    """
    return tuple(
        f"{finding.source}: {fact.kind.value} on {fact.from_date.isoformat()}"
        for finding in research.findings
        if finding.found_by_number
        for fact in finding.facts
        if fact.kind in (*_NOT_A_CITIZEN, *_CITIZENSHIP_LOST) and fact.from_date <= now.date()
    )


def _status(
    research: Research, today: date, begun: date, grounds: tuple[Ground, ...]
) -> tuple[Status, str]:
    """Choose the status; if the status is unresolved, say why.

    begun: the last day of which a citizenship counts.
    """
    if doubt := _citizenship_doubt(research, begun) or _identity_doubt(research):
        return Status.UNRESOLVED, doubt
    if _citizen_since(research, begun) is not None:
        return Status.US_CITIZEN, ""
    if _in_force(research, (FactKind.PERMANENT_RESIDENCE,), _ENDS_RESIDENCE, today):
        return Status.LAWFUL_PERMANENT_RESIDENT, ""
    stays = _in_force(research, _VISA_STAYS, _ENDS_A_VISA_STAY, today)
    if stays or _in_force(research, _GRANTED_STAYS, _ENDS_A_STAY, today):
        return Status.LAWFUL_STATUS, ""
    return _status_without_a_right(research, today, grounds)


def _status_without_a_right(
    research: Research, today: date, grounds: tuple[Ground, ...]
) -> tuple[Status, str]:
    silent = _silent(research, STATUS_SOURCES)
    if silent:
        return Status.UNRESOLVED, f"a right to be here cannot be excluded without {silent}"
    if _in_force(research, (FactKind.ASYLUM_PENDING,), _ENDS_EVERY_RIGHT, today):
        return Status.UNRESOLVED, "an application for asylum is pending"
    if any(ground is not Ground.REMOVABLE_CONVICTION for ground in grounds):
        return Status.UNLAWFULLY_PRESENT, ""
    if _is_known(research):
        return Status.UNRESOLVED, "no source shows a status or a ground"
    if research.not_consulted:
        return Status.UNRESOLVED, f"nothing found without {', '.join(research.not_consulted)}"
    return Status.NO_RECORD, ""


def _citizenship_doubt(research: Research, today: date) -> str:
    silent = _silent(research, CITIZENSHIP_SOURCES)
    if silent:
        return f"citizenship cannot be excluded without {silent}"
    since = _citizen_since(research, today)
    if since is None:
        return ""
    for fact in research.facts(*_NOT_A_CITIZEN):
        if since < fact.from_date <= today:
            return (
                f"a citizen since {since.isoformat()}, but {fact.kind.value} on "
                f"{fact.from_date.isoformat()}: the sources contradict each other"
            )
    return ""


def _citizen_since(research: Research, today: date) -> date | None:
    """Find the first day of a citizenship that was not lost later."""
    lost = _newest(research, _CITIZENSHIP_LOST, today)
    days = [
        fact.from_date
        for fact in research.facts(*_CITIZEN)
        if fact.from_date <= today and (lost is None or fact.from_date > lost)
    ]
    return min(days, default=None)


def _is_known(research: Research) -> bool:
    return any(finding.outcome is Outcome.FOUND for finding in research.findings)


def _identity_doubt(research: Research) -> str:
    """Say why the records may belong to several people or to another person (R12).

    Name and date of birth alone confirm nobody, because both are only what somebody said.
    """
    by_number = [finding for finding in research.findings if finding.found_by_number]
    if _is_known(research) and not by_number:
        return "identity not confirmed: found by name and date of birth alone"
    death = _newest(research, (FactKind.DECEASED,), date.max)
    if death is not None:
        return f"identity not confirmed: the records say that the person died on {death}"
    births = sorted({finding.date_of_birth for finding in by_number if finding.date_of_birth})
    if len(births) > 1:
        return f"identity not confirmed: the sources have the dates of birth {', '.join(births)}"
    return ""


def _in_force(
    research: Research, granted: tuple[FactKind, ...], ending: tuple[FactKind, ...], today: date
) -> bool:
    """Tell whether a grant holds today, and no later fact has ended the grant."""
    ended = _newest(research, ending, today)
    return any(
        fact.holds(today) and (ended is None or fact.from_date > ended)
        for fact in research.facts(*granted)
    )


def _grounds(research: Research, today: date) -> tuple[Ground, ...]:
    """List the possible grounds of removal. The status decides which grounds count."""
    entered = _newest(research, _LAWFUL_ENTRY, today)
    removed = _newest(research, (FactKind.REMOVED,), today)
    found = []
    if _since(_newest(research, (FactKind.ENTERED_WITHOUT_INSPECTION,), today), entered):
        found.append(Ground.ENTERED_ILLEGALLY)
    if _overstayed(research, today):
        found.append(Ground.OVERSTAYED)
    if _since(removed, entered):
        found.append(Ground.PREVIOUSLY_REMOVED)
    if any(map(is_aggravated_felony, convictions_of(research, today))):
        found.append(Ground.REMOVABLE_CONVICTION)
    ordered = _newest(research, (FactKind.ORDERED_REMOVED,), today)
    if _since(ordered, _newest(research, _ORDER_IS_OVER, today)):
        found.append(Ground.ORDERED_REMOVED)
    if _since(_newest(research, (FactKind.VISA_ABUSED,), today), entered):
        found.append(Ground.ABUSED_VISA)
    if _since(_newest(research, (FactKind.ENTERED_BY_FRAUD,), today), entered):
        found.append(Ground.ENTERED_BY_FRAUD)
    return tuple(found)


def _grounds_for(status: Status, grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """Keep the grounds that count: beside a right to be here, only convictions."""
    if status is Status.UNLAWFULLY_PRESENT:
        return grounds
    return tuple(ground for ground in grounds if ground is Ground.REMOVABLE_CONVICTION)


def _overstayed(research: Research, today: date) -> bool:
    """Tell whether the last stay has ended and no source saw the person leave."""
    stays = [fact for fact in research.facts(FactKind.ADMITTED) if fact.from_date <= today]
    last = max(stays, key=lambda fact: fact.from_date, default=None)
    if last is None or last.until_date is None or today <= last.until_date:
        return False
    return not _since(_newest(research, (FactKind.DEPARTED, FactKind.REMOVED), today), last)


def _silent(research: Research, sources: tuple[str, ...]) -> str:
    return ", ".join(source for source in research.not_consulted if source in sources)


def _newest(research: Research, kinds: tuple[FactKind, ...], today: date) -> date | None:
    days = (fact.from_date for fact in research.facts(*kinds) if fact.from_date <= today)
    return max(days, default=None)


def _since(event: date | None, before: date | Fact | None) -> bool:
    """Tell whether an event has happened, on or after the day of another event or fact."""
    if event is None:
        return False
    day = before.from_date if isinstance(before, Fact) else before
    return day is None or event >= day
