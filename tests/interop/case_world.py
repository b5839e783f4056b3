"""A field office and a local agency over a real database; time and the LESC are in our hands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from database.caller import Caller
from database.connection import Database
from interop.bookings import Subject, outbox, store
from interop.cases import events as case_store
from interop.cases.desk import CaseDesk
from interop.cases.detainer_desk import DetainerDesk
from interop.cases.detainer_life import Detainer
from interop.cases.rows import case_row
from interop.cases.types import (
    Actor,
    Case,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
)
from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import (
    SOURCES,
    Conviction,
    Determination,
    Fact,
    FactKind,
    Finding,
    Ground,
    Outcome,
    Research,
    Status,
)
from interop.names import case_id, claim_message_id, query_id
from tests.interop.histories import NOON, conviction, determination
from tests.interop.world import Clock, submission

ORI = "TX1010000"
OFFICER = Actor(Caller("ICEHOU000", frozenset({"field_office"}), "arrest"), "OFFICER-7")
OFFICER_OF_WORLD = Actor(Caller("ICELOS000", frozenset({"field_office"}), "arrest"), "OFFICER-7")
"""Of the office that has the cases of `tests.interop.world`, whose bookings are Californian."""
AGENCY = Actor(Caller(ORI, frozenset({"law_enforcement"}), "arrest"), "JAILER-1")
TCN = "BOOKING-00001"

PRIORITY_1 = determination(convictions=[conviction(maximum_months=24)], grounds=[Ground.OVERSTAYED])

ATTACHED = Research(())
"""The LESC hides nothing, and there is nothing."""

ENCOUNTER = EncounterRecord(
    encounter_time=datetime(2011, 8, 1, 16, tzinfo=UTC),
    manner=EncounterManner.IN_PERSON,
    place="Harris County Jail",
)
NO_ACTION = Disposition(
    action=DispositionAction.NO_DETENTION,
    reason=DispositionReason.US_CITIZEN,
    decision_time=datetime(2011, 8, 1, 16, 30, tzinfo=UTC),
)
RELEASED_BEFORE = replace(NO_ACTION, reason=DispositionReason.RELEASED_BEFORE)
"""What can be true of anybody, whatever the LESC determined."""


class SourceShelf:
    """What the sources hold of the one person there is; a source may be out of reach."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[Fact, ...]] = {}
        self.unavailable: set[str] = set()
        self.look_up_count = 0

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        self.look_up_count += 1
        if source in self.unavailable:
            return Finding(source, Outcome.UNAVAILABLE, now, "")
        facts = self.facts.get(source, ())
        outcome = Outcome.FOUND if facts else Outcome.NOT_FOUND
        return Finding(source, outcome, now, "", facts, found_by_number=bool(facts))

    def hold(self, source: str, kind: FactKind, *, convicted: Conviction | None = None) -> None:
        day = NOON.date() - timedelta(days=400)
        fact = Fact(kind, day, conviction=convicted)
        if kind is FactKind.ADMITTED:
            fact = replace(fact, until_date=day + timedelta(days=90))
        self.facts[source] = (*self.facts.get(source, ()), fact)

    def research(self, now: datetime) -> Research:
        query = LescQuery("", "", "", "", "", 0.0, now)
        return Research(tuple(self.look_up(source, query, now) for source in SOURCES))


class CaseWorld:
    """Cases, and everything that can happen to them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.clock.now = NOON
        self.sources = SourceShelf()
        self.cases = CaseDesk(database, self.sources, clock=self.clock)
        self.detainers = DetainerDesk(database, clock=self.clock)

    def match(
        self,
        tcn: str = TCN,
        identity_id: str = "IDENT-1",
        ori: str = ORI,
        encounter_id: str = "",
        *,
        booked_as: str = "",
        arrest_date: date | None = None,
        subject: Subject | None = None,
        in_custody: bool = True,
    ) -> Case:
        """Let a booking match somebody in IDENT: the query leaves, the case is there.

        booked_as: the person in the criminal file.
        """
        query = LescQuery(
            query_id(tcn), tcn, ori, identity_id, f"ident-{identity_id}", 90.0, self.clock.now
        )
        with self.database.write() as session:
            booking = submission(tcn, 1, arrest_date=arrest_date, subject=subject)
            booking = replace(booking, in_custody=in_custody)
            store.insert_submission(session, booking, self.clock.now)
            session.flush()
            outbox.add_query(session, query)
            matched = replace(query, encounter_id=encounter_id)
            opened = case_store.open_case(session, matched, ori[:2])
            case_row(session, opened.case_id).criminal_identity_id = booked_as
            return opened

    def answer(
        self,
        found: Determination,
        version: int = 1,
        tcn: str = TCN,
        research: Research | None = ATTACHED,
        *,
        claim_id: str = "",
        against: Sequence[str] = (),
    ) -> None:
        """Let the LESC answer; without research it is a notice only (R17).

        claim_id: the claim that the answer reviews. against: what speaks against the claim.
        """
        now = self.clock.now
        answer = LescAnswer(
            query_id(tcn),
            version,
            replace(found, determine_time=now),
            research,
            now,
            claim_message_id(claim_id) if claim_id else "",
            tuple(against),
        )
        with self.database.write() as session:
            outbox.take_answer(session, answer, now)
            case_store.take_answer(session, answer, now)

    def alerted(
        self,
        found: Determination = PRIORITY_1,
        tcn: str = TCN,
        research: Research | None = ATTACHED,
        **matched: Any,  # noqa: ANN401 - the arguments of `match`
    ) -> Case:
        """Have a case that the LESC has answered."""
        self.match(tcn, **matched)
        self.answer(found, tcn=tcn, research=research)
        return self.case(tcn)

    def case(self, tcn: str = TCN) -> Case:
        return self.cases.view(case_id(tcn), OFFICER).case

    def documented(self, disposition: Disposition = NO_ACTION, tcn: str = TCN) -> Case:
        """Write down all that a case needs."""
        self.cases.record_encounter(case_id(tcn), ENCOUNTER, OFFICER)
        return self.cases.record_disposition(case_id(tcn), disposition, OFFICER)

    def request(self, detainer_id: str = "D-1", tcn: str = TCN, because: str = "") -> Detainer:
        return self.detainers.request(case_id(tcn), detainer_id, because, OFFICER)

    def running(self, detainer_id: str = "D-1", tcn: str = TCN) -> Detainer:
        """Have a detainer whose 48 hours have just begun."""
        self.request(detainer_id, tcn)
        agency = replace(AGENCY, caller=replace(AGENCY.caller, ori=self.case(tcn).ori))
        self.detainers.acknowledge(detainer_id, agency)
        return self.detainers.report_release(detainer_id, self.clock.now, agency)

    def withdraw(self, tcn: str = TCN) -> None:
        with self.database.write() as session:
            case_store.withdraw(session, tcn, "FALSE_MATCH", self.clock.now)

    def look_up(self, sources: Sequence[str], tcn: str = TCN) -> None:
        """Let an officer look into sources."""
        for source in sources:
            n = self.sources.look_up_count
            self.cases.repeat_look_up(case_id(tcn), f"L-{n}", source, OFFICER)


def status(found: Status) -> Determination:
    return determination(found)
