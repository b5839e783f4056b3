"""A database has one service at a time."""

from database.connection import Database, open_database
from database.holding import held


def test_a_second_service_does_not_get_the_database(database: Database) -> None:
    other = open_database(database.engine.url.render_as_string(hide_password=False))
    try:
        with held(database) as first:
            assert first
            with held(other) as second:
                assert not second
        with held(other) as later:
            assert later, "the hold ends with its block"
    finally:
        other.close()


def test_whoever_holds_the_database_writes_as_before(database: Database) -> None:
    with held(database), database.write() as session:
        assert session.is_active
