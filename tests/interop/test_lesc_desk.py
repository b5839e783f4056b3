"""The LESC stub: one record a query, one answer, delivered until taken."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gallery.database import Database, open_database
from gallery.errors import InvalidPageTokenError
from interop.errors import QueryConflictError, QueryNotFoundError
from interop.lesc import RESEARCH_PENDING, LescAnswer, LescQuery, QueryState
from interop.lesc_desk import LescDesk
from interop.lesc_tables import LESC_MIGRATIONS, LescBase
from tests.interop.world import ORI, RESEARCH_S, Clock


class Asker:
    """The system that asked; it may not know, for a while, what it asked."""

    def __init__(self) -> None:
        self.knows = False
        self.attempt_count = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self.taken: list[LescAnswer] = []

    def deliver_answer(self, answer: LescAnswer) -> bool:
        self.attempt_count += 1
        self.meanwhile()
        if not self.knows:
            raise QueryNotFoundError(answer.query_id)
        self.taken.append(answer)
        return self.taken.count(answer) > 1


class World:
    """A desk and what is around it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.asker = Asker()
        self.restart()

    def restart(self) -> None:
        self.desk = LescDesk(self.database, self.asker, delay_s=RESEARCH_S, clock=self.clock)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    database = open_database(database_url, migrations=LESC_MIGRATIONS)
    yield World(database)
    database.close()


def query(world: World, number: int = 1, tcn: str = "TCN-0000000001") -> LescQuery:
    return LescQuery(
        query_id=f"iaq:{number}",
        tcn=tcn,
        ori=ORI,
        identity_id="IDENT-1",
        encounter_id="person-1",
        score_db=81.25,
        match_time=world.clock(),
    )


def test_a_query_is_acknowledged_at_once_and_answered_later(world: World) -> None:
    receipt = world.desk.submit(query(world))
    assert receipt.acknowledge_time == world.clock()
    world.desk.run_due()
    assert world.desk.case("iaq:1").state is QueryState.ACKNOWLEDGED
    world.clock.forward(RESEARCH_S)
    world.desk.run_due()
    case = world.desk.case("iaq:1")
    assert case.state is QueryState.ANSWERED
    assert case.answer is not None
    assert case.answer.determination.unresolved_because == RESEARCH_PENDING
    assert case.answer.answer_time == world.clock()


def test_the_same_query_again_gives_the_same_receipt(world: World) -> None:
    receipt = world.desk.submit(query(world))
    world.clock.forward(5)
    again = replace(query(world), match_time=receipt.acknowledge_time)
    assert world.desk.submit(again) == receipt
    assert world.desk.case("iaq:1").submission_count == 2


@pytest.mark.parametrize(
    "change",
    [
        {"tcn": "TCN-0000000002"},
        {"ori": "NY0010000"},
        {"identity_id": "IDENT-2"},
        {"encounter_id": "person-2"},
        {"score_db": 81.5},
    ],
)
def test_the_same_id_for_another_query_is_refused(world: World, change: dict[str, Any]) -> None:
    world.desk.submit(query(world))
    with pytest.raises(QueryConflictError, match="iaq:1"):
        world.desk.submit(replace(query(world), **change))
    assert world.desk.case("iaq:1").submission_count == 1


def test_an_unknown_query_is_refused(world: World) -> None:
    with pytest.raises(QueryNotFoundError, match="iaq:9"):
        world.desk.case("iaq:9")


def test_queries_are_listed_in_pages_oldest_first(world: World) -> None:
    for number in range(5):
        world.desk.submit(query(world, number, tcn=f"TCN-000000000{number % 2}"))
    found, token = [], ""
    for size in (2, 2, 1):
        page, token = world.desk.list_cases(2, token)
        assert len(page) == size
        found += [case.query.query_id for case in page]
    assert token == ""
    assert found == [f"iaq:{number}" for number in range(5)]
    odd, _ = world.desk.list_cases(tcn="TCN-0000000001")
    assert [case.query.query_id for case in odd] == ["iaq:1", "iaq:3"]


def test_a_page_token_belongs_to_its_list(world: World) -> None:
    for number in range(2):
        world.desk.submit(query(world, number))
    _, token = world.desk.list_cases(1)
    with pytest.raises(InvalidPageTokenError):
        world.desk.list_cases(1, token, tcn="TCN-0000000001")


def test_an_answer_is_kept_until_the_other_side_takes_it(world: World) -> None:
    world.desk.submit(query(world))
    for _ in range(30):
        world.clock.forward(RESEARCH_S)
        world.desk.run_due()
    assert world.desk.case("iaq:1").state is QueryState.ANSWERED
    world.restart()
    world.asker.knows = True
    world.clock.forward(3_600)
    assert world.desk.run_due()
    case = world.desk.case("iaq:1")
    assert case.state is QueryState.DELIVERED
    assert world.asker.taken == [case.answer]
    world.clock.forward(3_600)
    assert not world.desk.run_due()


def test_a_stop_is_heeded_between_two_answers(world: World) -> None:
    for number in range(3):
        world.desk.submit(query(world, number))
    world.clock.forward(RESEARCH_S)
    world.asker.meanwhile = world.desk.stop
    world.desk.run_due()
    assert world.asker.attempt_count == 1


def test_migrations_make_what_the_tables_say(world: World) -> None:
    with world.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, LescBase.metadata) == []
