"""A database has one service at a time."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from database.connection import Database, open_database
from database.holding import _Hold, held
from tests import postgresql

LOOK_S = 1.0
"""How often a hold is looked at."""
PATIENCE_S = 10.0


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


@pytest.fixture
def url_on_postgresql(postgresql_template: URL, postgresql_server: URL) -> Iterator[str]:
    with postgresql.fresh_database(postgresql_server, postgresql_template) as url:
        yield url.render_as_string(hide_password=False)


def end_all_sessions(url: str) -> None:
    """Do what a restart does to everybody's connections."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def wait_until_held(other: Database) -> None:
    """Wait until another service would be refused."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        with held(other) as second:
            if not second:
                return
        time.sleep(0.05)
    raise AssertionError("nobody holds the database")


def test_a_hold_comes_back_after_the_database_has_ended_all_sessions(
    url_on_postgresql: str,
) -> None:
    database, other = open_database(url_on_postgresql), open_database(url_on_postgresql)
    lost = threading.Event()
    try:
        with held(database, lost.set) as first:
            assert first
            end_all_sessions(url_on_postgresql)
            time.sleep(2 * LOOK_S)
            wait_until_held(other)
            assert not lost.is_set()
    finally:
        database.close()
        other.close()


def test_a_service_is_told_that_another_one_was_faster(url_on_postgresql: str) -> None:
    database, other = open_database(url_on_postgresql), open_database(url_on_postgresql)
    lost = threading.Event()
    try:
        with held(database, lost.set):
            end_all_sessions(url_on_postgresql)
            with held(other) as second:
                assert second
                assert lost.wait(PATIENCE_S)
    finally:
        database.close()
        other.close()


def test_a_hold_ends_its_own_session_that_lives_on_behind_a_cut_line(
    url_on_postgresql: str,
) -> None:
    database = open_database(url_on_postgresql)
    hold = _Hold(database, lambda: None)
    try:
        assert hold.take()
        # The server still has this session when the hold is taken again.
        past, hold._connection = hold._connection, None
        assert hold.take()
        assert past is not None
        with pytest.raises(DBAPIError):
            past.scalar(select(1))
        past.invalidate()
        past.close()
    finally:
        hold.end()
        database.close()
