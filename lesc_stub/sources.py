"""Look-ups in the sources: what a specialist finds about a person on a day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from interop.errors import UnknownSourceError
from interop.jurisdictions import state_of
from interop.lesc import (
    SOURCES,
    Determination,
    Fact,
    Finding,
    LescQuery,
    Outcome,
    Research,
    determine,
)
from lesc_stub.source_store import NUMBERS, find_records, source_states, spellings
from lesc_stub.types import SourceRecord, SourceState

_AT_ONCE = SourceState()


@dataclass(frozen=True)
class Reading:
    """All sources in their present state, with their records about a person."""

    query: LescQuery
    records: Sequence[SourceRecord]
    states: Mapping[str, SourceState]
    timeout_s: float

    def research(self, now: datetime, specialist: str) -> Research:
        """Consult every source once."""
        return Research(tuple(self.consult(source, now, specialist) for source in SOURCES))

    def consult(self, source: str, now: datetime, specialist: str) -> Finding:
        """Consult one source."""
        state = self.states.get(source, _AT_ONCE)
        finding = Finding(source, Outcome.NOT_FOUND, now, specialist)
        if state.is_down(now):
            return replace(finding, outcome=Outcome.UNAVAILABLE)
        if state.latency_s > self.timeout_s:
            return replace(finding, outcome=Outcome.TIMED_OUT)
        records = [record for record in self.records if record.source == source]
        by_number = [record for record in records if _has_number(record, self.query)]
        return _found(finding, by_number or records, by_number=bool(by_number))


def open_sources(session: Session, query: LescQuery, timeout_s: float) -> Reading:
    """Read from every source the records about the person of a query."""
    return Reading(query, find_records(session, query), source_states(session), timeout_s)


def conclude(query: LescQuery, research: Research, now: datetime) -> Determination:
    """Conclude by the rules what a research says about the person of a query."""
    return determine(research, now, state_of(query.ori), query.booked)


def check_source(source: str) -> None:
    """Refuse the name of an unknown source. Raises UnknownSourceError."""
    if source not in SOURCES:
        raise UnknownSourceError(f"no source {source[:32]!r}: use one of {', '.join(SOURCES)}")


def look_ups_s(states: Mapping[str, SourceState], now: datetime, timeout_s: float) -> float:
    """Compute how long the look-ups of a research take, one after another."""
    return sum(
        min(state.latency_s, timeout_s)
        for source, state in states.items()
        if source in SOURCES and not state.is_down(now)
    )


def _found(finding: Finding, records: Sequence[SourceRecord], *, by_number: bool) -> Finding:
    if not records:
        return finding
    today = finding.look_up_time.date()
    # A source tells no fact of a later day, even if the record already holds the fact.
    # A record may state a conviction once for each count; what two records state alike is one.
    facts: Counter[Fact] = Counter()
    for record in records:
        facts |= Counter(fact for fact in record.facts if fact.from_date <= today)
    return replace(
        finding,
        outcome=Outcome.FOUND,
        facts=tuple(sorted(facts.elements(), key=lambda fact: (fact.from_date, fact.kind))),
        found_by_number=by_number,
        name=_first(records, "name"),
        date_of_birth=_first(records, "date_of_birth"),
        sex=_first(records, "sex"),
        place_of_birth=_first(records, "place_of_birth"),
        alien_number=_first(records, "alien_number"),
        fbi_number=_first(records, "fbi_number"),
    )


def _first(records: Sequence[SourceRecord], field: str) -> str:
    """Take what the first record says that says anything."""
    return next(filter(None, (str(getattr(one, field)) for one in records)), "")


def _has_number(record: SourceRecord, query: LescQuery) -> bool:
    return any(
        getattr(query, number) and getattr(record, number) in spellings(query, number)
        for number in NUMBERS
    )
