"""People of the LESC over a channel: work list, leases, identity checks, determinations."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from interop.lesc.messages import QueryState
from interop.lesc.research import FactKind, Ground, Status
from lesc_stub.desk import EXPUNGED
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import Outage, SourceState
from services.servicers import LescServicer
from tenprint.channel import open_channel
from tenprint.cli.lesc.group import lesc as lesc_group
from tenprint.errors import RpcError
from tenprint.research import ResearchClient
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1 import research_pb2
from tests.databases import opened_sqlite
from tests.lesc_stub.world import QUERY, TODAY, LescWorld, fact
from tests.services.servicers.serving import refusal, refused, serving

CONFIRMED, REFUTED = pb2.IDENTITY_RESULT_CONFIRMED, pb2.IDENTITY_RESULT_REFUTED
CITIZEN = research_pb2.IMMIGRATION_STATUS_US_CITIZEN
UNLAWFUL = research_pb2.IMMIGRATION_STATUS_UNLAWFULLY_PRESENT
NO_RECORD = research_pb2.IMMIGRATION_STATUS_NO_RECORD
UNRESOLVED = research_pb2.IMMIGRATION_STATUS_UNRESOLVED
OVERSTAYED = research_pb2.REMOVAL_GROUND_OVERSTAYED
CONVICTION = research_pb2.REMOVAL_GROUND_REMOVABLE_CONVICTION
OTHERS = ("law_enforcement", "field_office", "supervisor", "examiner", "operator", "auditor")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[LescWorld]:
    database = opened_sqlite(tmp_path / "lesc.sqlite", migrations=LESC_MIGRATIONS)
    made = LescWorld(database)
    made.restart(specialist_count=0)
    yield made
    database.close()


@pytest.fixture
def target(world: LescWorld) -> Iterator[str]:
    with serving(lambda store, _: [LescServicer(world.desk, store)]) as address:
        yield address


@contextmanager
def calling(target: str, role: str = "lesc") -> Iterator[ResearchClient]:
    metadata = (("tenprint-ori", "LESC00000"), ("tenprint-roles", role))
    with open_channel(target, metadata=metadata) as channel:
        yield ResearchClient(channel)


@pytest.fixture
def people(target: str) -> Iterator[ResearchClient]:
    with calling(target) as client:
        yield client


def kinds(task: pb2.ResearchTask) -> list[tuple[str, str]]:
    return [(one.kind, one.person) for one in task.events]


def test_the_list_has_claims_first_then_custody_and_priority_then_the_clock(
    world: LescWorld, people: ResearchClient
) -> None:
    """Every page size gives the same order."""
    world.submit(1, in_custody=False, priority=1)
    world.submit(2, priority=9)
    world.clock.forward(60)
    world.submit(3, priority=2)
    world.clock.forward(60)
    world.submit(4, priority=2)
    world.submit(5, in_custody=False, priority=9)
    world.desk.review_citizenship("iaq:5", "claim:1")
    for size in (1, 2, 0):
        listed = [one.query_id for one in people.tasks(page_size=size)]
        assert listed[:2] == ["iaq:5", "iaq:5"], "what waits before a claim is as urgent"
        assert listed[2:] == ["iaq:3", "iaq:4", "iaq:2", "iaq:1"]


def test_without_scripted_specialists_a_query_waits_for_a_person(
    world: LescWorld, people: ResearchClient
) -> None:
    world.submit(1)
    world.run(7 * 24 * 3_600)
    [waiting] = people.tasks()
    assert waiting.state == pb2.RESEARCH_TASK_STATE_WAITING
    assert not world.asker.taken


def test_a_person_decides_and_the_answer_says_who(world: LescWorld, people: ResearchClient) -> None:
    world.put("entry_exit", fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)))
    world.desk.submit(QUERY)
    [task] = people.tasks()
    file = people.take(task.task_id, "L3")
    assert (file.query.name, file.query.date_of_birth) == (QUERY.name, QUERY.date_of_birth)
    assert file.conclusion.status == UNLAWFUL
    assert len(file.research.findings) == 16
    assert world.desk.case(QUERY.query_id).state is QueryState.IN_RESEARCH
    early = refusal(lambda: people.determine(task.task_id, "L3", UNLAWFUL, grounds=[OVERSTAYED]))
    assert early == ("FAILED_PRECONDITION", "RESEARCH_TASK_STATE")
    people.check_identity(task.task_id, "L3", CONFIRMED)
    done = people.determine(task.task_id, "L3", UNLAWFUL, grounds=[OVERSTAYED])
    assert done.state == pb2.RESEARCH_TASK_STATE_DONE
    assert people.determine(task.task_id, "L3", UNLAWFUL, grounds=[OVERSTAYED]) == done
    other = refusal(lambda: people.determine(task.task_id, "L4", UNLAWFUL, grounds=[OVERSTAYED]))
    assert other == ("FAILED_PRECONDITION", "RESEARCH_TASK_STATE")
    assert [kind for kind, _ in kinds(done)] == ["taken", "identity_checked", "determined"]
    world.run()
    [answer] = world.asker.taken
    found = answer.determination
    assert (found.status, found.specialist) == (Status.UNLAWFULLY_PRESENT, "L3")
    assert (found.grounds, found.identity_confirmed) == ((Ground.OVERSTAYED,), True)
    assert answer.research is not None
    assert world.desk.case(QUERY.query_id).state is QueryState.DELIVERED
    assert world.desk.case(QUERY.query_id).specialist == "L3"
    assert world.desk.statistics().answered_query_count == 1


def test_a_research_is_held_by_one_person_for_a_time_and_then_waits_again(
    world: LescWorld, people: ResearchClient
) -> None:
    world.desk.submit(QUERY)
    [task] = people.tasks()
    now = world.clock.now
    held = people.take(task.task_id, "L3", lease_minutes=30).task
    assert held.lease_end.ToDatetime(tzinfo=UTC) == now + timedelta(minutes=30)
    error = refused(lambda: people.take(task.task_id, "L4"))
    assert (error.code.name, error.reason) == ("FAILED_PRECONDITION", "TASK_HELD")
    assert "L3 holds" in error.message
    for call in (
        lambda: people.release(task.task_id, "L4"),
        lambda: people.check_identity(task.task_id, "L4", CONFIRMED),
    ):
        assert refusal(call) == ("FAILED_PRECONDITION", "TASK_NOT_HELD")
    world.run(30 * 60)
    [free] = people.tasks()
    assert (free.state, free.specialist) == (pb2.RESEARCH_TASK_STATE_WAITING, "")
    assert kinds(free) == [("taken", "L3"), ("lease_ended", "L3")]
    assert world.desk.case(QUERY.query_id).state is QueryState.ACKNOWLEDGED
    late = refusal(lambda: people.check_identity(task.task_id, "L3", CONFIRMED))
    assert late == ("FAILED_PRECONDITION", "TASK_NOT_HELD")
    people.take(task.task_id, "L4")
    assert people.release(task.task_id, "L4").specialist == ""
    assert people.release(task.task_id, "L4").specialist == "", "a repetition is harmless"


def test_of_many_who_take_at_once_one_holds_the_research(world: LescWorld, target: str) -> None:
    world.desk.submit(QUERY)

    def take(number: int) -> int:
        with calling(target) as one:
            try:
                return one.take(1, f"L{number}").task.task_id
            except RpcError as error:
                assert error.reason == "TASK_HELD"
                return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_person_takes_over_from_a_scripted_specialist_who_then_answers_nothing(
    world: LescWorld,
) -> None:
    world.restart(specialist_count=1, research_s=600.0)
    with (
        serving(lambda store, _: [LescServicer(world.desk, store)]) as address,
        calling(address) as people,
    ):
        world.desk.submit(QUERY)
        world.run()
        [task] = people.tasks()
        assert task.specialist == "specialist-01"
        people.take(task.task_id, "L3")
        world.run(3_000)
        assert not world.asker.taken
        people.release(task.task_id, "L3")
        world.run()
        world.run(600)
    assert [one.determination.specialist for one in world.asker.taken] == ["specialist-01"]


def test_the_researches_of_a_person_are_taken_in_their_order(
    world: LescWorld, people: ResearchClient
) -> None:
    """Two queries about one person: the second waits, whoever asks, until the first has ended."""
    world.submit(1, identity_id="IDENT-1")
    world.submit(2, identity_id="IDENT-1", priority=1)
    first, second = sorted(one.task_id for one in people.tasks())
    early = refusal(lambda: people.take(second, "L3"))
    assert early == ("FAILED_PRECONDITION", "RESEARCH_TASK_STATE")
    people.take(first, "L3")
    assert refusal(lambda: people.take(second, "L4"))[1] == "RESEARCH_TASK_STATE"
    people.check_identity(first, "L3", REFUTED, remark="another year of birth")
    people.determine(first, "L3", UNRESOLVED, unresolved_because="another person")
    assert people.take(second, "L4").task.specialist == "L4"


def test_nobody_overrides_a_source_that_shows_a_citizen(
    world: LescWorld, people: ResearchClient
) -> None:
    world.put("naturalisation", fact(FactKind.NATURALISED, date(2001, 2, 3)))
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", CONFIRMED)
    denied = refused(
        lambda: people.determine(1, "L3", UNLAWFUL, grounds=[OVERSTAYED], remark="I am sure")
    )
    assert denied.reason == "RESEARCH_TASK_STATE"
    assert "a source shows a U.S. citizen" in denied.message
    people.determine(1, "L3", CITIZEN)
    world.run()
    assert world.asker.taken[0].determination.status is Status.US_CITIZEN


def test_who_concludes_otherwise_than_the_rules_says_why(
    world: LescWorld, people: ResearchClient
) -> None:
    world.put("entry_exit", fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)))
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", CONFIRMED)
    unexplained = refused(lambda: people.determine(1, "L3", CITIZEN))
    assert unexplained.reason == "RESEARCH_TASK_STATE"
    assert "UNLAWFULLY_PRESENT: say in the remark why not" in unexplained.message
    done = people.determine(1, "L3", CITIZEN, remark="born in Ohio: certificate seen")
    assert done.events[-1].remark == "US_CITIZEN: born in Ohio: certificate seen"


def test_silence_of_a_citizenship_source_excludes_nothing(
    world: LescWorld, people: ResearchClient
) -> None:
    world.put("entry_exit", fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)))
    world.desk.set_source("passports", SourceState(outages=(Outage(world.clock.now),)))
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", CONFIRMED)
    for status, grounds in ((UNLAWFUL, [OVERSTAYED]), (NO_RECORD, [])):
        denied = refused(lambda: people.determine(1, "L3", status, grounds=grounds, remark="sure"))  # noqa: B023
        assert "without passports" in denied.message


def test_a_doubtful_identity_leaves_nothing_but_unresolved(
    world: LescWorld, people: ResearchClient
) -> None:
    world.put("entry_exit", fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)))
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", pb2.IDENTITY_RESULT_DOUBTFUL, remark="the name differs")
    denied = refused(lambda: people.determine(1, "L3", UNLAWFUL, grounds=[OVERSTAYED]))
    assert "the identity is not confirmed" in denied.message
    people.determine(1, "L3", UNRESOLVED, unresolved_because="the name differs")
    world.run()
    found = world.asker.taken[0].determination
    assert (found.status, found.identity_confirmed) == (Status.UNRESOLVED, False)


def test_a_withdrawn_query_leaves_nothing_to_decide(
    world: LescWorld, people: ResearchClient
) -> None:
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", CONFIRMED)
    world.desk.withdraw(QUERY.query_id, "w:1", "false match")
    for call in (
        lambda: people.determine(1, "L3", NO_RECORD),
        lambda: people.take(1, "L3"),
        lambda: people.release(1, "L3"),
    ):
        assert refusal(call) == ("FAILED_PRECONDITION", "RESEARCH_TASK_STATE")
    world.run(3_600)
    assert not world.asker.taken


def test_what_people_said_about_somebody_who_is_expunged_is_forgotten(
    world: LescWorld, people: ResearchClient
) -> None:
    """Who acted and when stays; the words about the person go."""
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", pb2.IDENTITY_RESULT_DOUBTFUL, remark="a scar is missing")
    world.desk.withdraw(QUERY.query_id, "w:1", EXPUNGED)
    [task] = people.tasks(state=pb2.RESEARCH_TASK_STATE_CANCELLED)
    assert kinds(task) == [("taken", "L3"), ("identity_checked", "L3")]
    assert not any(one.remark for one in task.events)
    assert not task.HasField("identity_check")


def test_a_claim_that_a_person_reviews_is_named_in_the_answer(
    world: LescWorld, people: ResearchClient
) -> None:
    world.put("removals", fact(FactKind.REMOVED, TODAY - timedelta(days=300)))
    world.desk.submit(QUERY)
    people.take(1, "L3")
    people.check_identity(1, "L3", CONFIRMED)
    previously = research_pb2.REMOVAL_GROUND_PREVIOUSLY_REMOVED
    people.determine(1, "L3", UNLAWFUL, grounds=[previously])
    world.desk.review_citizenship(QUERY.query_id, "claim:1")
    people.take(2, "L4")
    people.check_identity(2, "L4", CONFIRMED)
    people.determine(2, "L4", UNLAWFUL, grounds=[previously])
    world.run()
    assert [(one.version, one.claim_id) for one in world.asker.taken] == [(1, ""), (2, "claim:1")]
    assert world.asker.taken[1].claim_evidence


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_take_and_decide_nothing(world: LescWorld, target: str, role: str) -> None:
    world.desk.submit(QUERY)
    with calling(target, role) as other:
        for call in (
            lambda: other.get(1, "L3"),
            lambda: other.take(1, "L3"),
            lambda: other.release(1, "L3"),
            lambda: other.check_identity(1, "L3", CONFIRMED),
            lambda: other.determine(1, "L3", NO_RECORD),
        ):
            assert refusal(call) == ("PERMISSION_DENIED", "PERMISSION_DENIED")
        if role not in ("operator", "auditor"):
            assert refusal(other.tasks)[1] == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda one: one.take(0, "L3"), "task_id"),
        (lambda one: one.take(1, ""), "person"),
        (lambda one: one.take(1, "L 3"), "person"),
        (lambda one: one.take(1, "L3", lease_minutes=721), "lease_minutes"),
        (lambda one: one.release(-1, "L3"), "task_id"),
        (lambda one: one.get(1, "a/b"), "person"),
        (lambda one: one.check_identity(1, "L3", 0), "result"),
        (lambda one: one.check_identity(1, "L3", 9), "result"),
        (lambda one: one.check_identity(1, "L3", REFUTED, remark="  "), "remark"),
        (lambda one: one.check_identity(1, "L3", REFUTED, remark="\x1b[2J"), "remark"),
        (lambda one: one.determine(1, "L3", 0), "status"),
        (lambda one: one.determine(1, "L3", 77), "status"),
        (lambda one: one.determine(1, "L3", UNRESOLVED), "unresolved_because"),
        (lambda one: one.determine(1, "L3", CITIZEN, unresolved_because="x"), "unresolved_because"),
        (lambda one: one.determine(1, "L3", CITIZEN, grounds=[OVERSTAYED]), "grounds[0]"),
        (lambda one: one.determine(1, "L3", UNLAWFUL), "grounds"),
        (lambda one: one.determine(1, "L3", UNLAWFUL, grounds=[CONVICTION]), "grounds"),
        (lambda one: one.determine(1, "L3", UNLAWFUL, grounds=[OVERSTAYED, 42]), "grounds[1]"),
        (
            lambda one: one.determine(1, "L3", UNLAWFUL, grounds=[OVERSTAYED, OVERSTAYED]),
            "grounds[1]",
        ),
        (lambda one: one.tasks(state=9), "state"),
        (lambda one: one.tasks(person="a b"), "person"),
        (lambda one: one.tasks(query_id="a b"), "query_id"),
        (lambda one: one.tasks(page_size=-1), "page_size"),
    ],
)
def test_a_bad_field_is_named(
    people: ResearchClient, call: Callable[[ResearchClient], object], field: str
) -> None:
    error = refused(lambda: call(people))
    assert (error.code.name, error.reason) == ("INVALID_ARGUMENT", "INVALID_FIELD")
    assert error.metadata["field"] == field


def test_what_is_not_there_is_not_found(people: ResearchClient) -> None:
    for call in (lambda: people.take(9, "L3"), lambda: people.get(9, "L3")):
        assert refusal(call) == ("NOT_FOUND", "RESEARCH_TASK_NOT_FOUND")


def test_the_command_line_shows_tables_and_json(world: LescWorld, target: str) -> None:
    world.put("entry_exit", fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)))
    world.desk.submit(QUERY)

    def run(*words: str) -> str:
        done = CliRunner().invoke(lesc_group, [*words, "--target", target], catch_exceptions=False)
        return done.output

    assert "custody, priority 5" in run("work")
    shown = run("take", "--person", "L3", "1")
    assert "by the rules: unlawfully present" in shown
    assert "ALDER,BOX" in shown
    assert "admitted" in run("task", "--person", "L3", "1")
    assert json.loads(run("work", "--json").splitlines()[-1])["specialist"] == "L3"
    assert "confirmed" in run("check-identity", "--person", "L3", "1", "confirmed").lower()
    ended = run("determine", "--person", "L3", "--ground", "overstayed", "1", "unlawfully-present")
    assert "done" in ended.lower()
    assert "no researches" in run("work")
