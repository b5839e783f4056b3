"""The LESC: one record a query, answers in their order, delivered until taken."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from structlog.testing import capture_logs

from database.errors import InvalidPageTokenError
from database.paging import Page
from interop.errors import QueryConflictError, QueryNotFoundError, QueryRejectedError
from interop.lesc.messages import QueryState
from interop.lesc.research import FactKind, Status
from lesc_stub.tables import LescBase
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import QUERY, TODAY, LescWorld, fact


def test_a_query_is_acknowledged_at_once_and_answered_later(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    receipt = lesc.desk.submit(QUERY)
    assert receipt.acknowledge_time == lesc.clock()
    assert lesc.desk.case("iaq:1").state is QueryState.ACKNOWLEDGED
    lesc.run()
    assert lesc.desk.case("iaq:1").state is QueryState.IN_RESEARCH
    lesc.run(RESEARCH_S)
    case = lesc.desk.case("iaq:1")
    assert case.state is QueryState.DELIVERED
    assert lesc.asker.taken == [case.answer]
    assert case.answer is not None
    assert case.answer.answer_time == lesc.clock()
    assert case.specialist == case.answer.determination.specialist != ""


def test_the_same_query_again_gives_the_same_receipt(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    receipt = lesc.desk.submit(QUERY)
    lesc.run(5)
    assert lesc.desk.submit(replace(QUERY)) == receipt
    assert lesc.desk.case("iaq:1").submission_count == 2
    lesc.run(RESEARCH_S)
    assert len(lesc.asker.taken) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"tcn": "TCN-0000000002"},
        {"ori": "NY0010000"},
        {"identity_id": "IDENT-2"},
        {"score_db": 81.5},
        {"name": "ALDER,ELM"},
        {"in_custody": False},
    ],
)
def test_the_same_id_for_another_query_is_refused(lesc: LescWorld, change: dict[str, Any]) -> None:
    lesc.desk.submit(QUERY)
    with pytest.raises(QueryConflictError, match="iaq:1"):
        lesc.desk.submit(replace(QUERY, **change))
    assert lesc.desk.case("iaq:1").submission_count == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", ""),
        ("attention", ""),
        ("phone", "x" * 21),
        ("name", "ALDER"),
        ("name", ""),
        ("date_of_birth", ""),
        ("date_of_birth", "20260231"),
        ("sex", "?"),
        ("place_of_birth", ""),
        ("offense_code", "399"),
        ("alien_number", "123"),
        ("fbi_number", "much-too-long"),
        ("priority", 0),
        ("priority", 10),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(
    lesc: LescWorld, field: str, value: str | int
) -> None:
    with pytest.raises(QueryRejectedError, match=f"^{field}: ") as caught:
        lesc.submit(1, **{field: value})
    assert caught.value.field == field
    with pytest.raises(QueryNotFoundError):
        lesc.desk.case("iaq:1")


def test_an_unknown_query_is_refused(lesc: LescWorld) -> None:
    for call in (
        lambda: lesc.desk.case("iaq:9"),
        lambda: lesc.desk.withdraw("iaq:9", "w:9", "wrong"),
        lambda: lesc.desk.review_citizenship("iaq:9", "claim:9"),
        lambda: lesc.desk.look_up("passports", "iaq:9", "officer"),
    ):
        with pytest.raises(QueryNotFoundError, match="iaq:9"):
            call()


def test_queries_are_listed_in_pages_oldest_first(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    for number in range(5):
        lesc.submit(number, tcn=f"TCN-000000000{number % 2}", identity_id=f"IDENT-{number % 3}")
    found, token = [], ""
    for size in (2, 2, 1):
        page, token = lesc.desk.list_cases(Page(2, token))
        assert len(page) == size
        found += [case.query.query_id for case in page]
    assert token == ""
    assert found == [f"iaq:{number}" for number in range(5)]

    def listed(**filters: Any) -> list[str]:  # noqa: ANN401 - the filters of a list
        return [case.query.query_id for case in lesc.desk.list_cases(**filters)[0]]

    assert listed(tcn="TCN-0000000001") == ["iaq:1", "iaq:3"]
    assert listed(identity_id="IDENT-1") == ["iaq:1", "iaq:4"]
    lesc.desk.withdraw("iaq:2", "w:1", "wrong")
    assert listed(state=QueryState.WITHDRAWN) == ["iaq:2"]


def test_a_page_token_belongs_to_its_list(lesc: LescWorld) -> None:
    for number in range(2):
        lesc.submit(number)
    _, token = lesc.desk.list_cases(Page(1))
    for filters in ({"tcn": "TCN-0000000001"}, {"state": QueryState.DELIVERED}):
        with pytest.raises(InvalidPageTokenError):
            lesc.desk.list_cases(Page(1, token), **filters)


def test_an_answer_is_kept_until_the_other_side_takes_it(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    lesc.asker.knows = False
    lesc.submit(1)
    for _ in range(30):
        lesc.run(RESEARCH_S)
    case = lesc.desk.case("iaq:1")
    assert case.state is QueryState.ANSWERED
    assert case.delivery_attempt_count > 20
    assert "QueryNotFoundError" in case.delivery_error
    lesc.restart()
    lesc.asker.knows = True
    lesc.run(3_600)
    case = lesc.desk.case("iaq:1")
    assert case.state is QueryState.DELIVERED
    assert lesc.asker.taken == [case.answer]
    lesc.run(3_600)
    assert len(lesc.asker.taken) == 1


def test_a_stop_is_heeded_between_two_answers(lesc: LescWorld) -> None:
    for number in range(3):
        lesc.submit(number)
    lesc.run()
    lesc.asker.meanwhile = lesc.desk.stop
    lesc.run(RESEARCH_S)
    assert lesc.asker.attempt_count == 1


def test_custody_goes_first_then_priority_then_age(lesc: LescWorld) -> None:
    lesc.restart(specialist_count=1)
    lesc.submit(1, in_custody=False, priority=1)
    lesc.submit(2, priority=9)
    lesc.submit(3, priority=5)
    lesc.submit(4, priority=5)
    lesc.submit(5, priority=1)
    for _ in range(6):
        lesc.run(RESEARCH_S)
    assert taken(lesc) == ["iaq:5", "iaq:3", "iaq:4", "iaq:2", "iaq:1"]


def test_a_person_is_worked_on_in_order_and_the_urgent_query_pulls_the_others(
    lesc_anywhere: LescWorld,
) -> None:
    lesc = lesc_anywhere
    lesc.restart(specialist_count=1)
    lesc.submit(1, in_custody=False, identity_id="IDENT-A")
    lesc.submit(2, in_custody=True, priority=5)
    lesc.submit(3, in_custody=True, priority=5)
    lesc.submit(4, in_custody=True, priority=1, identity_id="IDENT-A")
    for _ in range(4):
        lesc.run(RESEARCH_S)
    assert taken(lesc) == ["iaq:1", "iaq:4", "iaq:2", "iaq:3"]


def test_what_happened_does_not_depend_on_how_often_anybody_looked(lesc: LescWorld) -> None:
    lesc.restart(specialist_count=2)
    start = lesc.clock()
    for number in range(5):
        lesc.submit(number)
    lesc.run(24 * 3_600)
    begun = sorted(
        (case.research_start_time or start) - start for case in lesc.desk.list_cases()[0]
    )
    assert begun == [timedelta(seconds=RESEARCH_S * n) for n in (0, 0, 1, 1, 2)]
    answered = sorted(answer.answer_time - start for answer in lesc.asker.taken)
    assert answered == [timedelta(seconds=RESEARCH_S * n) for n in (1, 1, 2, 2, 3)]


def test_nobody_works_while_the_process_is_gone(lesc: LescWorld) -> None:
    lesc.submit(1)
    lesc.submit(2)
    lesc.clock.forward(3_600)
    lesc.restart()
    restarted = lesc.clock()
    lesc.run()
    lesc.run(RESEARCH_S)
    assert [a.answer_time for a in lesc.asker.taken] == [
        restarted + timedelta(seconds=RESEARCH_S)
    ] * 2


def test_a_withdrawn_query_is_not_answered_any_more(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    lesc.asker.knows = False
    for number in (1, 2, 3):
        lesc.submit(number)
    lesc.run()
    first = lesc.desk.withdraw("iaq:1", "w:1", "false match")
    lesc.run(RESEARCH_S)
    lesc.desk.withdraw("iaq:2", "w:2", "false match")
    lesc.asker.knows = True
    lesc.run(3_600)
    assert taken(lesc) == ["iaq:3"]
    case = lesc.desk.case("iaq:1")
    assert (case.state, case.withdraw_reason) == (QueryState.WITHDRAWN, "false match")
    assert lesc.desk.withdraw("iaq:1", "w:1", "false match") == first
    assert lesc.desk.withdraw("iaq:3", "w:3", "false match").query_id == "iaq:3"
    for query_id, reason in (("iaq:1", "another reason"), ("iaq:3", "false match")):
        with pytest.raises(QueryConflictError, match="w:1"):
            lesc.desk.withdraw(query_id, "w:1", reason)


def test_a_claim_of_citizenship_is_researched_first_and_answered_as_a_new_version(
    lesc_anywhere: LescWorld,
) -> None:
    lesc = lesc_anywhere
    lesc.restart(specialist_count=1)
    lesc.put("removals", fact(FactKind.REMOVED, TODAY - timedelta(days=900)))
    assert lesc.answer().determination.status is Status.UNLAWFULLY_PRESENT
    lesc.put("births_abroad", fact(FactKind.BORN_ABROAD_A_CITIZEN, TODAY))
    lesc.submit(2)
    lesc.submit(3)
    receipt = lesc.desk.review_citizenship("iaq:1", "claim:1")
    assert lesc.desk.review_citizenship("iaq:1", "claim:1") == receipt
    with pytest.raises(QueryConflictError, match="claim:1"):
        lesc.desk.review_citizenship("iaq:2", "claim:1")
    lesc.run(4 * RESEARCH_S)
    assert taken(lesc) == ["iaq:1", "iaq:1", "iaq:2", "iaq:3"]
    again = lesc.asker.taken[1]
    assert (again.version, again.determination.status) == (2, Status.US_CITIZEN)
    case = lesc.desk.case("iaq:1")
    assert (case.state, case.look_up_count) == (QueryState.DELIVERED, 32)
    assert case.answer == again


def test_a_claim_about_a_withdrawn_query_changes_nothing(lesc: LescWorld) -> None:
    lesc.submit(1)
    lesc.desk.withdraw("iaq:1", "w:1", "false match")
    lesc.desk.review_citizenship("iaq:1", "claim:1")
    lesc.run(3_600)
    assert lesc.asker.taken == []
    assert lesc.desk.case("iaq:1").state is QueryState.WITHDRAWN


def test_answers_of_one_person_wait_for_each_other_and_for_nobody_else(lesc: LescWorld) -> None:
    lesc.submit(1, identity_id="IDENT-A")
    lesc.submit(2, identity_id="IDENT-A")
    lesc.submit(3)
    lesc.asker.knows = False
    lesc.run(3 * RESEARCH_S)
    tried = {case.query.query_id: case.delivery_attempt_count for case in lesc.desk.list_cases()[0]}
    assert tried["iaq:1"] and tried["iaq:3"] and not tried["iaq:2"]
    lesc.asker.knows = True
    lesc.run(60)
    assert sorted(taken(lesc)) == ["iaq:1", "iaq:2", "iaq:3"]
    assert taken(lesc).index("iaq:1") < taken(lesc).index("iaq:2")


def test_an_answer_that_is_refused_for_good_is_parked_and_holds_up_nobody(
    lesc_anywhere: LescWorld,
) -> None:
    lesc = lesc_anywhere
    lesc.restart(specialist_count=1)
    lesc.submit(1, identity_id="IDENT-A")
    lesc.submit(2, identity_id="IDENT-A")
    lesc.asker.conflicting = {("iaq:1", 1)}
    with capture_logs() as logs:
        lesc.run(3 * RESEARCH_S)
    assert taken(lesc) == ["iaq:2"]
    parked = lesc.desk.case("iaq:1")
    assert (parked.state, parked.delivery_attempt_count) == (QueryState.ANSWERED, 1)
    assert parked.delivery_error.startswith("AnswerConflictError: version 1")
    [alarm] = [line for line in logs if line["event"] == "answer_parked"]
    assert (alarm["log_level"], alarm["query_id"], alarm["version"]) == ("error", "iaq:1", 1)
    lesc.restart()
    lesc.run(24 * 3_600)
    assert lesc.desk.case("iaq:1").delivery_attempt_count == 1
    # Another research gives the next version, which the other side takes.
    lesc.desk.review_citizenship("iaq:1", "claim:1")
    lesc.run(3 * RESEARCH_S)
    assert [(one.query_id, one.version) for one in lesc.asker.taken] == [("iaq:2", 1), ("iaq:1", 2)]
    assert lesc.desk.case("iaq:1").state is QueryState.DELIVERED


def test_an_answer_that_is_refused_again_and_again_holds_up_its_own_query_alone(
    lesc: LescWorld,
) -> None:
    lesc.submit(1, identity_id="IDENT-A")
    lesc.submit(2, identity_id="IDENT-A")
    lesc.asker.unknown = {"iaq:1"}
    for _ in range(30):
        lesc.run(RESEARCH_S)
    assert taken(lesc) == ["iaq:2"]
    lesc.desk.review_citizenship("iaq:1", "claim:1")
    lesc.run(3 * RESEARCH_S)
    assert taken(lesc) == ["iaq:2"]
    lesc.asker.unknown = set()
    lesc.run(2 * 3_600)
    assert [(one.query_id, one.version) for one in lesc.asker.taken[1:]] == [
        ("iaq:1", 1),
        ("iaq:1", 2),
    ]


def test_statistics_measure_the_waits(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    lesc.restart(specialist_count=1)
    for number in range(3):
        lesc.submit(number)
    before = lesc.desk.statistics()
    assert (before.started_query_count, before.answered_query_count) == (0, 0)
    lesc.run()
    first = lesc.desk.statistics()
    assert first.waiting_count == 2
    # The first research is going on: nothing is answered, and so no time of an answer counts.
    assert (first.started_query_count, first.longest_wait_s) == (1, 0)
    assert (first.answered_query_count, first.mean_answer_s) == (0, 0)
    lesc.run(3 * RESEARCH_S)
    lesc.desk.look_up("passports", "iaq:0", "officer-1")
    found = lesc.desk.statistics()
    assert found.query_counts == {"DELIVERED": 3}
    assert (found.mean_wait_s, found.longest_wait_s) == (RESEARCH_S, 2 * RESEARCH_S)
    assert found.mean_answer_s == 2 * RESEARCH_S
    assert (found.started_query_count, found.answered_query_count) == (3, 3)
    assert (found.look_up_count, found.repeated_look_up_count) == (48, 1)
    assert found.repeated_query_count == 1


def test_migrations_make_what_the_tables_say(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    with lesc.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, LescBase.metadata) == []


def taken(lesc: LescWorld) -> list[str]:
    """The queries whose answers were taken, in their order."""
    return [answer.query_id for answer in lesc.asker.taken]


def test_an_established_citizenship_is_found_from_then_on_and_leaves_with_the_match(
    lesc: LescWorld,
) -> None:
    """The same person under another query is found by number; a stranger is not."""
    first = lesc.submit(1, fin="1000000008")
    for _ in range(2):
        lesc.desk.establish_citizenship(first.query_id, "C-1", "passport seen")
    lesc.submit(2, identity_id="IDENT-2", fin="1000000008")
    lesc.submit(3, identity_id="IDENT-3", fin="1000000009")
    lesc.run(1)
    lesc.run(RESEARCH_S)
    found = {one.query_id: one.determination.status for one in lesc.asker.taken}
    assert found["iaq:2"] is Status.US_CITIZEN
    assert found["iaq:3"] is Status.NO_RECORD
    lesc.desk.withdraw(first.query_id, "W-1", "FALSE_MATCH")
    lesc.desk.establish_citizenship(first.query_id, "C-1", "passport seen")
    lesc.submit(4, identity_id="IDENT-4", fin="1000000008")
    lesc.run(1)
    lesc.run(RESEARCH_S)
    assert lesc.asker.taken[-1].determination.status is Status.NO_RECORD
    with pytest.raises(QueryNotFoundError):
        lesc.desk.establish_citizenship("iaq:9", "C-1", "passport seen")
