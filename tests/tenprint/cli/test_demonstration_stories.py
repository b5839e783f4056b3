"""The three stories: whom they are about, and that nothing untrue is told in them."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console

from interop.lesc.research import CITIZENSHIP_SOURCES, SOURCES
from matcher.types import FINGERS
from synthesis.lives.records import Status
from tenprint.calls import to_date
from tenprint.cli.demonstration.cast import (
    CAST,
    CITIZEN,
    REMOVED,
    UNDOCUMENTED_CITIZEN,
    Character,
)
from tenprint.cli.demonstration.plan import Plan
from tenprint.cli.demonstration.stories import truth
from tenprint.cli.demonstration.stories.chain import day_of_arrest, refusal
from tenprint.cli.demonstration.stories.teller import Story, Teller
from tenprint.cli.demonstration.story import all_right
from tenprint.cli.lives.messages import (
    criminal_encounter_id,
    criminal_event,
    encounter_id,
    source_records,
)
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import records_service_pb2, research_pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead, VerifyAuditLogResponse
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.detainer_service_pb2 import Detainer
from tenprint.v1.lesc_service_pb2 import Query

DAY = date(2026, 11, 25)
LIFE = REMOVED.life(DAY)
THURSDAY = datetime(2026, 11, 26, 15, 20, tzinfo=UTC)
"""A federal holiday."""


@pytest.mark.parametrize("character", CAST, ids=lambda one: one.story)
@pytest.mark.parametrize("day", [DAY, date(2036, 1, 1)])
def test_a_seed_gives_the_story_that_is_told_of_it_on_any_day(
    character: Character, day: date
) -> None:
    told = character.life(day)
    assert (told.story, told.outcome) == (character.story, character.outcome)
    assert all(one.positions == FINGERS for one in told.encounters)
    citizen = told.status_on(day) is Status.US_CITIZEN
    assert citizen == (character in (CITIZEN, UNDOCUMENTED_CITIZEN))
    assert any(event.crime.aggravated_felony for event in told.events) == (character.level == 1)


def test_a_citizen_without_papers_is_what_no_source_shows() -> None:
    told, again = UNDOCUMENTED_CITIZEN.life(DAY), UNDOCUMENTED_CITIZEN.arrested_again
    assert told.status_on(told.date_of_birth) is Status.US_CITIZEN
    shown = {fact.source for fact in told.facts}
    assert shown.isdisjoint(CITIZENSHIP_SOURCES)
    assert not (told.events or told.wants)
    assert (again.tcn, again.before) == ("STORY-NO-PAPERS-2", "STORY-NO-PAPERS-1")
    assert again.enrolments == UNDOCUMENTED_CITIZEN.enrolments


def test_nobody_of_the_stories_is_among_the_others_and_prints_are_never_the_same() -> None:
    others = {person.seed for person in Plan(people_per_gallery=1_000).people}
    assert others.isdisjoint(character.seed for character in CAST)
    recipes = [one.recipe for character in CAST for one in character.enrolments]
    recipes += [character.booked_recipe for character in CAST]
    recipes.append(UNDOCUMENTED_CITIZEN.arrested_again.booked_recipe)
    assert len(set(recipes)) == len(recipes)


def first_response(
    encounter: str = criminal_encounter_id(LIFE), charge: str = REMOVED.charge
) -> booking_pb2.FirstResponse:
    today = booking_pb2.FirstResponse.Entry(kind="arrest", date=to_date(DAY), literal=charge)
    events = [criminal_event(LIFE, one) for one in LIFE.events]
    before = [
        booking_pb2.FirstResponse.Entry(
            kind=records_service_pb2.CriminalEventKind.Name(one.kind).split("_")[-1].lower(),
            date=one.date,
            literal=one.literal,
        )
        for one in events
    ]
    return booking_pb2.FirstResponse(
        finding=booking_pb2.SEARCH_RESULT_FINDING_IDENT,
        candidates=[Candidate(encounter_id=encounter, above_threshold=True)],
        rap_sheet=booking_pb2.FirstResponse.RapSheet(fbi_number="1", entries=[*before, today]),
    )


def match(encounter: str = encounter_id(LIFE, LIFE.encounters[-1])) -> booking_pb2.SecondResponse:
    return booking_pb2.SecondResponse(
        kind=booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR,
        candidates=[Candidate(encounter_id=encounter, above_threshold=True)],
    )


def research(left_out: str = "") -> research_pb2.Research:
    held = {
        one.source: one.facts
        for one in source_records(LIFE, records_service_pb2.IdentRecord(), "1")
        if one.source != left_out
    }
    findings = [research_pb2.Finding(source=one, facts=held.get(one, ())) for one in SOURCES]
    return research_pb2.Research(findings=findings)


def determination(
    status: int = research_pb2.IMMIGRATION_STATUS_UNLAWFULLY_PRESENT,
) -> research_pb2.Determination:
    return research_pb2.Determination(
        status=research_pb2.ImmigrationStatus.Name(status),
        grounds=[research_pb2.REMOVAL_GROUND_PREVIOUSLY_REMOVED],
        identity=[
            research_pb2.FieldComparison(field="name", agreement=research_pb2.AGREEMENT_AGREEMENT)
        ],
    )


def unconfirmed() -> research_pb2.Determination:
    found = determination()
    found.identity[0].agreement = research_pb2.AGREEMENT_DOUBT
    return found


def query(look_ups: int = 16, repeated: int = 0) -> Query:
    return Query(receipt_id="R", look_up_count=look_ups, repeated_look_up_count=repeated)


def alert(told: str, hours: int = 0) -> pb2.Case:
    case = pb2.Case(office="houston", alerted_to=told, us_state="TX")
    case.current.state = pb2.CASE_STATE_ALERTED
    case.alert_time.FromDatetime(THURSDAY + timedelta(hours=hours))
    return case


def advice(level: int = 1) -> pb2.AssessCaseResponse:
    reasons = [pb2.AssessmentReason(rule="R20", text="aggravated felony")]
    return pb2.AssessCaseResponse(
        advice=pb2.ADVICE_DETAIN, priority=1, level=level, reasons=reasons
    )


def running(expire: datetime) -> Detainer:
    detainer = Detainer()
    detainer.release_time.FromDatetime(THURSDAY)
    detainer.expire_time.FromDatetime(expire)
    return detainer


def closed(lacking: str = "") -> pb2.Case:
    case = pb2.Case(
        completeness=pb2.COMPLETENESS_COMPLETE, missing_fields=[lacking] * bool(lacking)
    )
    case.current.state = pb2.CASE_STATE_CLOSED
    case.current.close_time.FromDatetime(THURSDAY)
    case.current.disposition.action = pb2.DISPOSITION_ACTION_NO_DETENTION
    case.current.disposition.reason = pb2.DISPOSITION_REASON_US_CITIZEN
    return case


def audit(left_out: str = "", *, intact: bool = True) -> list[str]:
    done = ("opened", "viewed", "assessed", "closed")
    actions = [f"case_{one}" for one in done] + ["encounter_recorded", "disposition_recorded"]
    entries = [AuditEntry(action=one) for one in actions if one != left_out]
    verified = VerifyAuditLogResponse(intact=intact, first_broken_sequence=7, head=AuditHead())
    return list(truth.audit_faults(entries, [], (), verified))


NO_DETENTION = (pb2.DISPOSITION_ACTION_NO_DETENTION, pb2.DISPOSITION_REASON_US_CITIZEN)
TUESDAY = datetime(2026, 12, 1, 6, tzinfo=UTC)
"""Midnight in Texas: Friday and Monday are the two working days after the holiday."""
REFUSAL = f"case:X cannot be closed without {', '.join(truth.UNDOCUMENTED)}: record what is missing"


@pytest.mark.parametrize(
    "found",
    [
        truth.first_response_faults(REMOVED, LIFE, first_response(), DAY),
        truth.second_response_faults(LIFE, match()),
        truth.query_faults([query()], "R"),
        truth.research_faults(LIFE, research()),
        truth.determination_faults(LIFE, determination(), DAY),
        truth.alert_faults(alert("interoperability-resource-centre"), "houston", "TX"),
        truth.alert_faults(alert("houston", hours=24), "houston", "TX"),
        truth.advice_faults(REMOVED, advice()),
        truth.clock_faults(running(TUESDAY), "TX"),
        truth.missing_faults(REFUSAL, truth.UNDOCUMENTED),
        truth.closed_faults(closed(), *NO_DETENTION),
        audit(),
    ],
)
def test_what_is_true_has_no_faults(found: list[str]) -> None:
    assert list(found) == []


@pytest.mark.parametrize(
    ("find", "named"),
    [
        (
            lambda: truth.first_response_faults(REMOVED, LIFE, first_response("life-1"), DAY),
            "IAFIS matched",
        ),
        (
            lambda: truth.first_response_faults(REMOVED, LIFE, first_response(charge="X"), DAY),
            "rap sheet is not this person's",
        ),
        (lambda: truth.second_response_faults(LIFE, match("life-1-1")), "IDENT matched"),
        (lambda: truth.query_faults([query(), query()], "R"), "2 queries on record"),
        (lambda: truth.query_faults([query(repeated=1)], "R"), "not asked once"),
        (lambda: truth.research_faults(LIFE, research("removals")), "something else"),
        (
            lambda: truth.determination_faults(
                LIFE, determination(research_pb2.IMMIGRATION_STATUS_US_CITIZEN), DAY
            ),
            "the status is",
        ),
        (lambda: truth.determination_faults(LIFE, unconfirmed(), DAY), "not confirmed"),
        (
            lambda: truth.claim_faults(
                pb2.CitizenshipClaim(state=pb2.CLAIM_STATE_REFUTED), running(TUESDAY)
            ),
            "CLAIM_STATE_REFUTED; the person is still held",
        ),
        (lambda: truth.alert_faults(alert("houston"), "houston", "TX"), "houston was told"),
        (lambda: truth.advice_faults(REMOVED, advice(level=2)), "not what the rules give"),
        (lambda: truth.advice_faults(CITIZEN, advice()), "ADVICE_DETAIN"),
        (
            lambda: truth.clock_faults(running(THURSDAY + timedelta(hours=48)), "TX"),
            "not 48 hours",
        ),
        (lambda: truth.missing_faults("", truth.UNDOCUMENTED), "disposition.reason"),
        (lambda: truth.missing_faults(REFUSAL, truth.UNDOCUMENTED[1:]), "does not name"),
        (lambda: truth.closed_faults(closed("encounter.place"), *NO_DETENTION), "encounter.place"),
        (lambda: audit("case_closed"), "lacks case_closed"),
        (lambda: audit(intact=False), "broken at entry 7"),
    ],
)
def test_what_is_untrue_is_named(find: Callable[[], list[str]], named: str) -> None:
    assert named in "; ".join(find())


def test_what_must_be_refused_is_refused_for_the_right_reason() -> None:
    def refused() -> None:
        raise RpcError(grpc.StatusCode.FAILED_PRECONDITION, "CASE_STATE", "it is closed")

    assert refusal(refused, "CASE_STATE") == ("it is closed", [])
    assert refusal(refused, "CASE_INCOMPLETE")[1] == ["refused for CASE_STATE, not CASE_INCOMPLETE"]
    assert refusal(lambda: None, "CASE_STATE")[1] == ["the call was not refused"]


def test_a_told_fault_is_seen_and_kept() -> None:
    shown = io.StringIO()
    teller = Teller(Console(file=shown, width=100), "A story")
    teller.start_at(Timestamp(seconds=100))
    teller.tell("IDENT", "finds somebody", at=Timestamp(seconds=103))
    assert teller.story.faults == []
    teller.tell("LESC", "says a lot " * 20, ["it is not so"], details=["this " * 30])
    assert teller.story.faults == ["LESC: it is not so"]
    assert all_right([], [Story("another")])
    assert not all_right([], [Story("another"), teller.story])
    assert "3.00 s" in shown.getvalue()
    assert "WRONG: it is not so" in shown.getvalue()
    assert max(map(len, shown.getvalue().splitlines())) <= 100


@pytest.mark.parametrize(("hour", "day"), [(0, 30), (5, 30), (6, 1), (23, 1)])
def test_an_arrest_is_dated_by_the_clock_on_the_agencys_wall(hour: int, day: int) -> None:
    """After midnight in UTC it is still the day before in Texas."""
    assert day_of_arrest(datetime(2026, 12, 1, hour, 30, tzinfo=UTC)).day == day
