"""A database has one service at a time, or several that share it."""

import threading
import time

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from database.connection import Database, open_database
from database.holding import _Hold, held

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


def test_services_share_a_database_and_nobody_has_it_alone_beside_them(
    url_on_postgresql: str,
) -> None:
    opened = [open_database(url_on_postgresql) for _ in range(3)]
    first, second, third = opened
    try:
        with held(first, is_shared=True) as one, held(second, is_shared=True) as two:
            assert one and two
            with held(third) as alone:
                assert not alone
        with held(third) as alone:
            assert alone, "the shared holds end with their blocks"
            with held(first, is_shared=True) as beside:
                assert not beside
    finally:
        for one_of_them in opened:
            one_of_them.close()


def test_a_shared_hold_comes_back_after_the_database_has_ended_all_sessions(
    url_on_postgresql: str,
) -> None:
    first, second, third = (open_database(url_on_postgresql) for _ in range(3))
    lost = threading.Event()
    try:
        with held(first, lost.set, is_shared=True), held(second, lost.set, is_shared=True):
            end_all_sessions(url_on_postgresql)
            time.sleep(2 * LOOK_S)
            wait_until_held(third)
            assert not lost.is_set()
    finally:
        for one in (first, second, third):
            one.close()


def test_services_that_share_a_database_stop_when_another_version_changes_it(
    url_on_postgresql: str,
) -> None:
    database = open_database(url_on_postgresql)
    lost = threading.Event()
    try:
        with held(database, lost.set, is_shared=True):
            time.sleep(2 * LOOK_S)
            assert not lost.is_set()
            with database.write() as session:
                session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            assert lost.wait(PATIENCE_S)
    finally:
        database.close()
