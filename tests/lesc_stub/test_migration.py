"""A LESC's database of before research comes over with all that it had."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Connection

from database.connection import open_database
from interop.lesc.messages import QueryState, describe
from lesc_stub.tables import LESC_MIGRATIONS
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import LescWorld

TIME = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_queries_and_answers_come_over(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        _make_schema(connection, "lesc_0001")
        _fill(connection)
    engine.dispose()
    database = open_database(empty_database_url, migrations=LESC_MIGRATIONS)
    lesc = LescWorld(database)
    cases = {case.query.query_id: case for case in lesc.desk.list_cases()[0]}
    assert list(cases) == ["iaq:2", "iaq:1", "iaq:3"], "oldest first, as they came"
    delivered, waiting, open_one = cases["iaq:2"], cases["iaq:1"], cases["iaq:3"]
    assert delivered.state is QueryState.DELIVERED
    assert delivered.receipt.receipt_id == "lesc:iaq:2"
    assert delivered.answer is not None
    assert describe(delivered.answer.determination) == "status unresolved: research pending"
    assert (open_one.state, open_one.answer) == (QueryState.ACKNOWLEDGED, None)
    assert waiting.delivery_attempt_count == 4
    lesc.run()
    lesc.run(RESEARCH_S)
    assert sorted(a.query_id for a in lesc.asker.taken) == ["iaq:1", "iaq:3"]
    lesc.submit(4)
    database.close()


def _make_schema(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(LESC_MIGRATIONS)))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for number in (2, 1, 3):
        connection.execute(
            tables.tables["query"].insert(),
            {
                "query_id": f"iaq:{number}",
                "tcn": f"TCN-000000000{number}",
                "ori": "CA0190000",
                "identity_id": f"IDENT-{number}",
                "encounter_id": "e-1",
                "score_db": 81.25,
                "match_time": TIME,
                "state": {1: 2, 2: 3, 3: 1}[number],
                "receipt_id": f"lesc:iaq:{number}",
                "acknowledge_time": TIME,
                "submission_count": 1,
                "due_time": TIME if number == 3 else None,
            },
        )
    for number in (1, 2):
        connection.execute(
            tables.tables["answer_outbox"].insert(),
            {
                "query_id": f"iaq:{number}",
                "determination": "research pending",
                "answer_time": TIME,
                "next_attempt_time": TIME if number == 1 else None,
                "attempt_count": 4,
                "error": "",
                "delivered_time": None if number == 1 else TIME,
            },
        )
