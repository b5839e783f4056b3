"""R15, R17, R18, R31–R36, R42: routing, research, what is written down, and closing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from database.paging import FIRST_PAGE, Page
from interop.audit import log as audit_log
from interop.audit.types import ObjectKind
from interop.cases import events as case_store
from interop.cases.detainer_life import DetainerState
from interop.cases.documentation import completeness, is_violation, missing
from interop.cases.errors import (
    CaseConflictError,
    CaseIncompleteError,
    CaseNotFoundError,
    CaseStateError,
    DispositionMismatchError,
)
from interop.cases.field_office import RESOURCE_CENTRE, alerted_office, responsible_office
from interop.cases.office_file import AUDITED_OFFICES
from interop.cases.priorities import Advice, Level
from interop.cases.queries import CaseFilter
from interop.cases.types import (
    REASONS,
    Actor,
    CaseState,
    Completeness,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
    VersionCause,
)
from interop.errors import PermissionDeniedError
from interop.lesc.determination import determine
from interop.lesc.messages import LescAnswer
from interop.lesc.research import CITIZENSHIP_SOURCES, SOURCES, FactKind, Research, Status
from interop.names import case_id, query_id
from interop.offenses import OffenseCategory
from tests.interop.case_world import (
    AGENCY,
    ENCOUNTER,
    NO_ACTION,
    OFFICER,
    ORI,
    PRIORITY_1,
    TCN,
    CaseWorld,
)
from tests.interop.histories import NOON, conviction, determination
from tests.interop.logged import entries

CASE = case_id(TCN)
DETAINED = Disposition(
    action=DispositionAction.DETENTION_REQUESTED,
    reason=DispositionReason.PRIORITY_1,
    decision_time=NOON,
)


def test_r15_the_alert_goes_to_the_office_of_the_area(office: CaseWorld) -> None:
    """It alerts the appropriate ICE field office or one of [the] Resource Centers."""
    case = office.alerted()
    assert case.state is CaseState.ALERTED
    assert (case.office, case.alerted_to, case.alert_time) == ("houston", "houston", NOON)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (datetime(2011, 8, 1, 12, 59, tzinfo=UTC), "before 8 in Houston"),
        (datetime(2011, 8, 1, 23, tzinfo=UTC), "18 in Houston"),
        (datetime(2011, 8, 6, 17, tzinfo=UTC), "a Saturday"),
        (datetime(2011, 9, 5, 17, tzinfo=UTC), "Labor Day"),
    ],
)
def test_r15_outside_its_hours_the_resource_centre_is_alerted(now: datetime, why: str) -> None:
    assert alerted_office(AUDITED_OFFICES, "houston", now) == RESOURCE_CENTRE, why
    assert alerted_office(AUDITED_OFFICES, "houston", NOON) == "houston"


def test_r15_an_area_without_an_office_belongs_to_the_resource_centre(office: CaseWorld) -> None:
    office.match(ori="MT0010000")
    office.answer(PRIORITY_1)
    case = office.case()
    assert (case.office, case.alerted_to) == ("", RESOURCE_CENTRE)


def test_r15_offices_are_the_nine_of_the_audit() -> None:
    """Boston … Denver … Miami … Houston … Phoenix … Los Angeles, San Diego, San Francisco."""
    assert len(AUDITED_OFFICES) == 9
    areas = {"CA0190000": "los-angeles", "CA0370000": "san-diego", "CA0380000": "san-francisco"}
    for ori, name in areas.items():
        assert responsible_office(AUDITED_OFFICES, ori, "CA") == name
    federal = responsible_office(AUDITED_OFFICES, "USFED0000", "TX")
    assert federal == "houston", "a federal agency in Texas"


def twin_history(office: CaseWorld) -> Research:
    """Give the sources a history, and return what a specialist finds in them."""
    convicted = conviction(OffenseCategory.DRUG_TRAFFICKING, 120, 36)
    office.sources.hold("entry_exit", FactKind.ADMITTED)
    office.sources.hold("criminal_history", FactKind.CONVICTED, convicted=convicted)
    return office.sources.research(office.clock.now)


def test_r17_a_notice_without_details_makes_officers_repeat_the_research(
    office: CaseWorld,
) -> None:
    """ICE personnel researched matches again because notices did not contain details."""
    twin_history(office)
    office.match()
    office.answer(determination(Status.UNLAWFULLY_PRESENT), research=None)
    assert office.cases.view(CASE, OFFICER).research is None
    before = office.cases.assess(CASE, OFFICER)
    assert (before.advice, before.reasons[0].rule) == (Advice.UNDETERMINED, "R17")
    office.look_up(SOURCES)
    after = office.cases.assess(CASE, OFFICER)
    assert (after.advice, after.priority, after.level) == (Advice.DETAIN, 1, Level.ONE)
    counts = office.cases.count(CaseFilter(), OFFICER)
    assert (counts.look_up_count, counts.repeated_look_up_count) == (16, 16)
    assert counts.researched_twice_count == counts.case_count == 1


def test_r18_shared_research_is_seen_and_not_repeated(office: CaseWorld) -> None:
    """Access to the information that an LESC specialist used … will eliminate the duplication."""
    research = twin_history(office)
    office.match()
    office.answer(determine(research, office.clock.now), research=research)
    seen = office.cases.view(CASE, OFFICER)
    assert seen.research == research
    advice = office.cases.assess(CASE, OFFICER)
    assert (advice.advice, advice.priority, advice.level) == (Advice.DETAIN, 1, Level.ONE)
    assert office.cases.count(CaseFilter(), OFFICER).repeated_look_up_count == 0


def test_r17_a_source_that_the_lesc_missed_is_no_repetition(office: CaseWorld) -> None:
    office.match()
    office.answer(replace(PRIORITY_1, not_consulted=("wants",)))
    office.look_up(["wants", "removals"])
    repeated = {one.source: one.repeated for one in office.case().look_ups}
    assert repeated == {"wants": False, "removals": True}


def test_r17_a_look_up_retried_is_one_look_up(office: CaseWorld) -> None:
    office.alerted()
    first = office.cases.repeat_look_up(CASE, "L-1", "wants", OFFICER)
    assert office.cases.repeat_look_up(CASE, "L-1", "wants", OFFICER) == first
    with pytest.raises(CaseConflictError):
        office.cases.repeat_look_up(CASE, "L-1", "removals", OFFICER)
    assert office.sources.look_up_count == 1


def test_r17_research_is_not_repeated_while_the_lesc_has_it(office: CaseWorld) -> None:
    office.match()
    with pytest.raises(CaseStateError, match="wait"):
        office.look_up(["wants"])


@pytest.mark.parametrize("silent", CITIZENSHIP_SOURCES)
def test_r31_own_research_without_a_citizenship_source_advises_nothing(
    office: CaseWorld, silent: str
) -> None:
    twin_history(office)
    office.sources.unavailable.add(silent)
    office.match()
    office.answer(determination(Status.UNLAWFULLY_PRESENT), research=None)
    office.look_up(SOURCES)
    found = office.cases.assess(CASE, OFFICER)
    assert found.advice is Advice.UNDETERMINED
    assert silent in found.reasons[0].text


def test_r31_a_citizen_by_the_notice_stays_one_whatever_is_found(office: CaseWorld) -> None:
    twin_history(office)
    office.match()
    office.answer(determination(Status.US_CITIZEN), research=None)
    office.look_up(SOURCES)
    assert office.cases.assess(CASE, OFFICER).advice is Advice.NO_DETAINER


def test_advice_changes_nothing_but_the_log(office: CaseWorld) -> None:
    office.alerted()
    before = office.case()
    for _ in range(3):
        assert office.cases.assess(CASE, OFFICER).advice is Advice.DETAIN
    assert office.case() == before


EMPTY = [
    "encounter.officer",
    "encounter.encounter_time",
    "encounter.manner",
    "disposition.officer",
    "disposition.action",
    "disposition.reason",
    "disposition.decision_time",
    "encounter.place",
]


def test_r35_a_case_does_not_close_without_both_records(office: CaseWorld) -> None:
    """System controls to ensure that officers complete all records: the missing are named."""
    office.alerted(determination(Status.US_CITIZEN))
    refuse(office, EMPTY)
    office.cases.record_encounter(CASE, ENCOUNTER, OFFICER)
    refuse(office, [name for name in EMPTY if name.startswith("disposition")])
    office.cases.record_disposition(CASE, NO_ACTION, OFFICER)
    closed = office.cases.close(CASE, 1, OFFICER)
    assert (closed.state, closed.current.close_time) == (CaseState.CLOSED, NOON)
    assert office.cases.close(CASE, 1, OFFICER) == closed, "closing again changes nothing"


def refuse(office: CaseWorld, names: Sequence[str]) -> None:
    with pytest.raises(CaseIncompleteError) as refused:
        office.cases.close(CASE, 1, OFFICER)
    assert list(refused.value.missing) == list(names)
    assert office.case().state is not CaseState.CLOSED


def test_r35_before_the_lesc_has_answered_nothing_closes(office: CaseWorld) -> None:
    office.match()
    office.documented()
    refuse(office, ["determination"])


def test_r35_a_hold_and_a_claim_must_have_ended(office: CaseWorld) -> None:
    office.alerted()
    office.documented(DETAINED)
    refuse(office, ["detainer"])
    office.running()
    office.cases.record_claim(CASE, "C-1", OFFICER)
    refuse(office, ["detainer.end_time", "citizenship_claim.end_time"])


def test_r35_an_encounter_on_paper_has_no_place(office: CaseWorld) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    office.documented()
    on_paper = EncounterRecord(encounter_time=NOON, manner=EncounterManner.RECORDS_ONLY)
    office.cases.record_encounter(CASE, on_paper, OFFICER)
    assert office.cases.close(CASE, 1, OFFICER).state is CaseState.CLOSED


def test_r36_partial_and_empty_are_told_apart(office: CaseWorld) -> None:
    """In some of the 43 cases, officers did not enter any information into the system."""
    case = office.alerted(determination(Status.US_CITIZEN))
    assert completeness(case.current) is Completeness.EMPTY
    draft = office.cases.record_encounter(CASE, EncounterRecord(place="jail"), OFFICER)
    assert completeness(draft.current) is Completeness.PARTIAL
    assert completeness(office.documented().current) is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("day", "acted", "violation"),
    [
        (date(2011, 6, 30), True, False),
        (date(2011, 7, 1), True, True),
        (date(2011, 7, 1), False, False),
        (date(2011, 10, 31), False, False),
        (date(2011, 11, 1), False, True),
    ],
)
def test_r32_r33_what_had_to_be_documented_since_when(
    office: CaseWorld, day: date, *, acted: bool, violation: bool
) -> None:
    """July 2011: document encounters; November 2011: all matches, whether or not [acted]."""
    office.alerted()
    if acted:
        office.request()
    assert is_violation(office.case(), day) is violation
    if acted:
        assert not is_violation(office.documented(DETAINED), day)


def test_r34_the_cases_of_an_office_can_be_listed(office: CaseWorld) -> None:
    """Provide details for the IDENT matches that did not have [the two records]."""
    for n, ori in enumerate((ORI, "AZ0070000", ORI), 1):
        office.match(f"BOOKING-0000{n}", f"IDENT-{n}", ori)
    listed, token = office.cases.list_cases(CaseFilter(office="houston"), Page(1), OFFICER)
    more, end = office.cases.list_cases(CaseFilter(office="houston"), Page(1, token), OFFICER)
    assert [one.tcn for one in (*listed, *more)] == ["BOOKING-00001", "BOOKING-00003"]
    assert end == ""
    [phoenix], _ = office.cases.list_cases(CaseFilter(ori="AZ0070000"), FIRST_PAGE, OFFICER)
    assert phoenix.office == "phoenix"
    [third], _ = office.cases.list_cases(CaseFilter(identity_id="IDENT-3"), FIRST_PAGE, OFFICER)
    assert third.tcn == "BOOKING-00003"
    assert (
        office.cases.list_cases(CaseFilter(state=CaseState.ALERTED), FIRST_PAGE, OFFICER)[0] == []
    )


@pytest.mark.parametrize("action", list(DispositionAction))
def test_r42_every_disposition_has_its_reasons(
    office: CaseWorld, action: DispositionAction
) -> None:
    """Could not be removed; prosecutorial discretion."""
    office.alerted()
    for reason in DispositionReason:
        disposition = Disposition(action=action, reason=reason)
        if reason in REASONS[action]:
            office.cases.record_disposition(CASE, disposition, OFFICER)
        else:
            with pytest.raises(DispositionMismatchError):
                office.cases.record_disposition(CASE, disposition, OFFICER)


def test_r42_discretion_says_why(office: CaseWorld) -> None:
    office.alerted()
    discretion = replace(NO_ACTION, reason=DispositionReason.DISCRETION)
    assert missing(office.documented(discretion)) == ("disposition.remark",)
    explained = replace(discretion, remark="sole carer of two children")
    assert missing(office.documented(explained)) == ()


def test_editing_a_closed_case_makes_a_version_and_keeps_the_old(office: CaseWorld) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    office.documented()
    closed = office.cases.close(CASE, 1, OFFICER).current
    assert office.documented().current == closed, "the same again is no edit"
    colleague = Actor(OFFICER.caller, "OFFICER-8")
    edited = office.cases.record_encounter(CASE, replace(ENCOUNTER, place="Annex"), colleague)
    assert edited.state is CaseState.ALERTED
    assert edited.current.encounter.place == "Annex"
    assert (edited.current.version, edited.current.officer) == (2, "OFFICER-8")
    assert edited.current.disposition == closed.disposition
    first, token = office.cases.versions(CASE, Page(1), OFFICER)
    assert (first, office.cases.versions(CASE, Page(1, token), OFFICER)) == (
        [closed],
        ([edited.current], ""),
    )
    with pytest.raises(CaseStateError, match="version 2"):
        office.cases.close(CASE, 1, OFFICER)


def test_reopening_twice_is_reopening_once(office: CaseWorld) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    with pytest.raises(CaseStateError, match="open"):
        office.cases.reopen(CASE, 1, OFFICER)
    office.documented()
    office.cases.close(CASE, 1, OFFICER)
    assert office.cases.reopen(CASE, 1, OFFICER) == office.cases.reopen(CASE, 1, OFFICER)
    assert [one.cause for one in office.cases.versions(CASE, FIRST_PAGE, OFFICER)[0]] == [
        VersionCause.OPENED,
        VersionCause.EDITED,
    ]


def test_a_later_answer_reopens(office: CaseWorld) -> None:
    office.match()
    office.answer(PRIORITY_1, version=1)
    office.answer(determination(Status.LAWFUL_STATUS), version=2)
    case = office.case()
    assert case.current.answer_version == 2
    assert office.cases.assess(CASE, OFFICER).advice is Advice.NO_DETAINER
    office.documented(replace(NO_ACTION, reason=DispositionReason.LAWFUL_STATUS))
    office.cases.close(CASE, 1, OFFICER)
    office.answer(determination(Status.US_CITIZEN), version=3)
    again = office.case()
    assert (again.state, again.current.cause) == (CaseState.ALERTED, VersionCause.ANSWERED)
    assert again.current.answer_version == 3


def test_the_same_answer_twice_alerts_once(office: CaseWorld) -> None:
    case = office.alerted()
    office.clock.forward(3600)
    answer = LescAnswer(query_id(TCN), 1, PRIORITY_1, None, NOON)
    with office.database.write() as session:
        case_store.take_answer(session, answer, office.clock.now)
    assert office.case() == case


def test_a_withdrawn_case_is_reviewed_and_closed_like_others(office: CaseWorld) -> None:
    office.match()
    office.withdraw()
    office.answer(PRIORITY_1)
    case = office.case()
    assert (case.state, case.alerted_to) == (CaseState.WITHDRAWN, ""), "no alert any more"
    assert office.cases.assess(CASE, OFFICER).advice is Advice.NO_DETAINER
    office.documented(replace(NO_ACTION, reason=DispositionReason.MATCH_WITHDRAWN))
    assert office.cases.close(CASE, 2, OFFICER).state is CaseState.CLOSED
    assert office.cases.reopen(CASE, 2, OFFICER).state is CaseState.WITHDRAWN


def test_only_officers_work_and_others_read(office: CaseWorld) -> None:
    office.alerted()
    auditor = Actor(replace(OFFICER.caller, roles=frozenset({"auditor"})), "A-1")
    assert office.cases.view(CASE, auditor).case.case_id == CASE
    with pytest.raises(PermissionDeniedError, match="work on cases"):
        office.cases.record_encounter(CASE, ENCOUNTER, auditor)
    with pytest.raises(PermissionDeniedError, match="read cases"):
        office.cases.view(CASE, AGENCY)
    with pytest.raises(CaseNotFoundError):
        office.cases.view("case:NOBODY", OFFICER)


def test_what_is_done_and_seen_is_in_the_audit_log(office: CaseWorld) -> None:
    with office.database.read() as session:
        before = audit_log.head(session).sequence
    office.alerted()
    office.request()
    with office.database.read() as session:
        logged = entries(session, after=before)
        assert audit_log.verify(session) is None
    done = [(one.entry.action.value, one.entry.object_kind) for one in logged]
    assert ("case_opened", ObjectKind.CASE) in done
    assert ("case_viewed", ObjectKind.CASE) in done
    assert done[-1] == ("detainer_requested", ObjectKind.DETAINER)
    assert logged[-1].entry.actor_id == "OFFICER-7"


def test_two_bookings_of_one_person_at_once_are_two_cases_and_one_hold(office: CaseWorld) -> None:
    office.alerted()
    office.alerted(tcn="BOOKING-00002")
    office.running()
    assert office.case("BOOKING-00002").live_detainer is None
    assert office.case().live_detainer is not None
    expected = NOON + timedelta(days=2)
    assert [one.expire_time for one in office.case().detainers] == [expected]
    office.clock.now = expected
    office.cases.run_due()
    assert [one.state for one in office.case().detainers] == [DetainerState.EXPIRED]
