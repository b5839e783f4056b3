"""From booking to documented disposition, with the real flow and the real LESC between."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from interop.audit.types import Action, ObjectKind
from interop.cases.case_file import CaseFile
from interop.cases.desk import CaseDesk
from interop.cases.detainer_desk import DetainerDesk
from interop.cases.detainer_life import DetainerState
from interop.cases.errors import DetainerRefusedError
from interop.cases.priorities import Advice, Assessment
from interop.cases.queries import CaseFilter
from interop.cases.types import (
    Actor,
    CaseState,
    ClaimState,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
)
from interop.lesc.messages import LescQuery
from interop.lesc.research import SOURCES, Determination, Fact, FactKind, Finding, Status
from interop.names import case_id
from interop.offenses import OffenseCategory
from lesc_stub.desk import LescDesk
from lesc_stub.types import DeskSettings, Mode, SourceRecord
from tests.gallery.prints import enrol_people
from tests.interop.case_world import OFFICER_OF_WORLD as OFFICER
from tests.interop.histories import conviction
from tests.interop.logged import entries
from tests.interop.world import CALLER, RESEARCH_S, World, submission

AGENCY = Actor(replace(CALLER, roles=frozenset({"law_enforcement"})), "JAILER-1")
BEFORE = date(2024, 5, 6)

REMOVED = (
    SourceRecord("removals", "r", (Fact(FactKind.REMOVED, BEFORE),)),
    SourceRecord(
        "criminal_history",
        "c",
        (
            Fact(
                FactKind.CONVICTED,
                BEFORE,
                conviction=conviction(OffenseCategory.DRUG_TRAFFICKING, 120, 36, aggravated=True),
            ),
        ),
    ),
)
OVERSTAYED = (
    SourceRecord("entry_exit", "e", (Fact(FactKind.ADMITTED, BEFORE, date(2024, 8, 6)),)),
)
NATURALISED = (
    SourceRecord("naturalisation", "n", (Fact(FactKind.NATURALISED, date(2026, 3, 3)),)),
)
PEOPLE = (REMOVED, NATURALISED)


@dataclass
class DeskSources:
    """The LESC's sources, reached without a wire."""

    world: World

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        return self.world.desk.look_up(source, query.query_id, "FIELD-OFFICE")


class Office:
    """A field office beside a world."""

    def __init__(self, world: World, mode: Mode) -> None:
        self.world = world
        settings = DeskSettings(research_s=RESEARCH_S, mode=mode)
        world.desk = LescDesk(world.lesc_database, world.wire, settings, clock=world.clock)
        world.wire.desk = world.desk
        self.cases = CaseDesk(world.database, DeskSources(world), clock=world.clock)
        self.detainers = DetainerDesk(world.database, clock=world.clock)

    def book(self, seed: int, records: Iterable[SourceRecord] = ()) -> str:
        """Book somebody whom IDENT knows, and see it through; the case's id."""
        [identity_id] = enrol_people(self.world.ident, [seed])
        self.hold(identity_id, records)
        return self.book_again(seed, 2)

    def book_again(self, seed: int, impression: int) -> str:
        """Arrest somebody, once more or for the first time; the case's id."""
        tcn = f"TCN-{seed:08d}{impression:02d}"
        self.world.flow.submit(submission(tcn, seed, impression))
        self.world.complete(tcn)
        return case_id(tcn)

    def hold(self, identity_id: str, records: Iterable[SourceRecord]) -> None:
        """Have the sources hold something about somebody."""
        self.world.desk.put_records(
            [
                replace(one, record_id=f"{one.record_id}-{identity_id}", identity_id=identity_id)
                for one in records
            ]
        )

    def view(self, case: str) -> CaseFile:
        return self.cases.view(case, OFFICER)

    def assess(self, case: str) -> Assessment:
        return self.cases.assess(case, OFFICER)


def substance(found: Determination | None) -> tuple[object, ...]:
    assert found is not None
    return found.status, found.grounds, found.convictions, found.identity_confirmed


def test_r17_r18_as_audited_repeats_all_research_and_shared_none(world: World) -> None:
    """Same people, same determinations and advice; 16 look-ups a match, or none."""
    told: dict[Mode, list[object]] = {}
    for mode, first_seed in ((Mode.AS_AUDITED, 10), (Mode.SHARED, 20)):
        office = Office(world, mode)
        before = office.cases.count(CaseFilter(), OFFICER).repeated_look_up_count
        cases = [office.book(first_seed + n, records) for n, records in enumerate(PEOPLE)]
        if mode is Mode.AS_AUDITED:
            assert all(office.view(case).research is None for case in cases)
            for case in cases:
                for source in SOURCES:
                    office.cases.repeat_look_up(case, f"{case}-{source}"[5:], source, OFFICER)
        repeated = office.cases.count(CaseFilter(), OFFICER).repeated_look_up_count - before
        assert repeated == (16 * len(PEOPLE) if mode is Mode.AS_AUDITED else 0)
        told[mode] = [
            (substance(office.view(case).determination), office.assess(case)) for case in cases
        ]
    assert told[Mode.AS_AUDITED] == told[Mode.SHARED]
    assert world.desk.statistics().look_up_count


def test_a_booking_ends_in_a_documented_disposition(world: World) -> None:
    office = Office(world, Mode.SHARED)
    case = office.book(30, REMOVED)
    found = office.assess(case)
    assert (found.advice, found.priority, found.level) == (Advice.DETAIN, 1, 1)
    office.detainers.request(case, "D-1", "", OFFICER)
    office.detainers.acknowledge("D-1", AGENCY)
    office.detainers.report_release("D-1", world.clock.now, AGENCY)
    office.detainers.take_custody("D-1", OFFICER)
    now = world.clock.now
    record = EncounterRecord(encounter_time=now, manner=EncounterManner.IN_PERSON, place="jail")
    office.cases.record_encounter(case, record, OFFICER)
    decided = Disposition(
        action=DispositionAction.DETENTION_REQUESTED,
        reason=DispositionReason.PRIORITY_1,
        decision_time=now,
    )
    office.cases.record_disposition(case, decided, OFFICER)
    assert office.cases.close(case, 1, OFFICER).state is CaseState.CLOSED


def test_who_was_naturalised_yesterday_is_freed_by_a_claim(world: World) -> None:
    """The sources learn of it while the 48 hours run; the claim makes the LESC look again."""
    office = Office(world, Mode.SHARED)
    case = office.book(40, OVERSTAYED)
    assert office.assess(case).advice is Advice.MAY_DETAIN
    office.detainers.request(case, "D-1", "", OFFICER)
    office.detainers.acknowledge("D-1", AGENCY)
    office.detainers.report_release("D-1", world.clock.now, AGENCY)
    office.hold(office.view(case).case.identity_id, NATURALISED)
    office.cases.record_claim(case, "C-1", OFFICER)
    for _ in range(5):
        world.run()
        world.clock.forward(RESEARCH_S)
    file = office.view(case)
    assert file.determination is not None
    assert file.determination.status is Status.US_CITIZEN
    assert [one.state for one in file.case.claims] == [ClaimState.UPHELD]
    assert [one.state for one in file.case.detainers] == [DetainerState.CANCELLED]
    assert office.assess(case).advice is Advice.NO_DETAINER


def look_everything_up(office: Office, case: str, mode: Mode) -> None:
    """Work as an officer does where the LESC shares nothing."""
    if mode is Mode.AS_AUDITED:
        for source in SOURCES:
            office.cases.repeat_look_up(case, f"{case}-{source}"[5:], source, OFFICER)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_citizen_without_papers_is_released_and_not_held_after_the_next_arrest(
    world: World, mode: Mode
) -> None:
    """The sources know an overstay and no citizenship. What a person saw reaches them."""
    office = Office(world, mode)
    first = office.book(60, OVERSTAYED)
    look_everything_up(office, first, mode)
    assert office.assess(first).advice is Advice.MAY_DETAIN
    office.detainers.request(first, "D-1", "", OFFICER)
    office.cases.record_claim(first, "C-1", AGENCY)
    for _ in range(3):
        world.run()
        world.clock.forward(RESEARCH_S)
    [claim] = office.view(first).case.claims
    assert claim.state is ClaimState.UNRESOLVED, claim
    assert claim.end_reason == "LESC answer 2: nothing proves or refutes the claim"
    assert office.view(first).case.detainers[0].state is DetainerState.CANCELLED
    office.cases.uphold_claim("C-1", "a father's naturalisation, and school records", OFFICER)
    world.run()
    world.clock.forward(20 * 24 * 3600)
    second = office.book_again(60, 3)
    found = office.view(second).determination
    assert found is not None
    assert found.status is Status.US_CITIZEN, "the next research finds it"
    assert office.assess(second).advice is Advice.NO_DETAINER
    with pytest.raises(DetainerRefusedError):
        office.detainers.request(second, "D-2", "dangerous", OFFICER)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_lesc_refutes_a_claim_by_what_an_authority_found(world: World, mode: Mode) -> None:
    office = Office(world, mode)
    case = office.book(70, REMOVED)
    look_everything_up(office, case, mode)
    office.detainers.request(case, "D-1", "", OFFICER)
    office.cases.record_claim(case, "C-1", OFFICER)
    for _ in range(3):
        world.run()
        world.clock.forward(RESEARCH_S)
    [claim] = office.view(case).case.claims
    assert claim.state is ClaimState.REFUTED
    assert claim.end_reason.startswith("LESC answer 2: removals: removed on 2024-05-06 (specialist")
    assert office.view(case).case.live_detainer is not None


def test_a_case_is_opened_once_in_the_audit_log(world: World) -> None:
    case = Office(world, Mode.SHARED).book(50)
    with world.database.read() as session:
        logged = entries(session, object_kind=ObjectKind.CASE, object_id=case)
    assert [one.entry.action for one in logged] == [Action.CASE_OPENED]
