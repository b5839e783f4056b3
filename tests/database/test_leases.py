"""Several services on one PostgreSQL: each piece of work has one of them at a time."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from database.clock import DatabaseClock
from database.connection import Database, open_database
from database.leases import JobRow, SharedLeases

LEASE_S = 1.0
PATIENCE_S = 10.0


@pytest.fixture
def database(url_on_postgresql: str) -> Iterator[Database]:
    opened = open_database(url_on_postgresql)
    with opened.write() as session:
        session.add_all(JobRow(name=name) for name in names(20))
    yield opened
    opened.close()


def names(count: int) -> list[str]:
    return [f"work-{number}" for number in range(count)]


def two(database: Database) -> tuple[SharedLeases, SharedLeases]:
    return SharedLeases(database, LEASE_S), SharedLeases(database, LEASE_S)


def until_taken(leases: SharedLeases, key: str) -> float:
    """Try until it is ours; returns how long that took."""
    began_s = time.monotonic()
    while not leases.take(JobRow, key):
        assert time.monotonic() - began_s < PATIENCE_S
        time.sleep(0.02)
    return time.monotonic() - began_s


def test_what_one_has_no_other_gets_until_it_is_given_back(database: Database) -> None:
    one, other = two(database)
    assert one.take(JobRow, "work-0")
    assert not other.take(JobRow, "work-0")
    assert other.take(JobRow, "work-1")
    one.release(JobRow, "work-0")
    assert other.take(JobRow, "work-0")
    one.release(JobRow, "work-0")
    assert not one.take(JobRow, "work-0"), "only the holder gives back"


def test_what_is_free_is_what_can_be_taken(database: Database) -> None:
    one, other = two(database)
    assert one.take(JobRow, "work-3")
    with database.read() as session:
        found = set(session.scalars(select(JobRow.name).where(*other.free(JobRow))))
    assert found == set(names(20)) - {"work-3"}
    with database.read() as session:
        assert len(session.scalars(select(JobRow.name).where(*one.free(JobRow))).all()) == 20


def test_a_row_that_is_not_any_more_as_it_was_is_not_taken(database: Database) -> None:
    one, _ = two(database)
    assert not one.take(JobRow, "work-0", JobRow.name == "work-1")
    assert not one.take(JobRow, "nothing")


def test_the_work_of_a_service_that_is_gone_is_taken_over_when_its_lease_has_ended(
    database: Database,
) -> None:
    gone, other = two(database)
    assert gone.take(JobRow, "work-0")
    assert LEASE_S / 2 < until_taken(other, "work-0") < PATIENCE_S / 2
    assert gone.is_lost(JobRow, "work-0")
    assert not other.is_lost(JobRow, "work-0")


def test_a_lease_is_renewed_while_its_service_lives(database: Database) -> None:
    beats = threading.Semaphore(0)
    one, other = SharedLeases(database, LEASE_S, beats.release), SharedLeases(database, LEASE_S)
    one.start()
    try:
        assert one.take(JobRow, "work-0")
        end_s = time.monotonic() + 3 * LEASE_S
        while time.monotonic() < end_s:
            assert not other.take(JobRow, "work-0")
            assert not one.is_lost(JobRow, "work-0")
            time.sleep(0.05)
        assert beats.acquire(timeout=PATIENCE_S)
    finally:
        one.close()


def test_whoever_lost_a_lease_learns_it_with_the_next_renewal(database: Database) -> None:
    """A database that jumps ahead in time ends every lease at once."""
    one, other = two(database)
    assert one.take(JobRow, "work-0") and one.take(JobRow, "work-1")
    with database.write() as session:
        past = func.clock_timestamp() - timedelta(seconds=1)
        session.execute(update(JobRow).where(JobRow.name == "work-0").values(lease_end=past))
    assert other.take(JobRow, "work-0")
    one.renew()
    assert one.is_lost(JobRow, "work-0")
    assert not one.is_lost(JobRow, "work-1")


def test_a_lease_of_a_time_when_the_database_was_ahead_holds_up_nobody(database: Database) -> None:
    gone, other = two(database)
    assert gone.take(JobRow, "work-0")
    with database.write() as session:
        ahead = func.clock_timestamp() + timedelta(hours=1)
        session.execute(update(JobRow).where(JobRow.name == "work-0").values(lease_end=ahead))
    assert other.take(JobRow, "work-0")


def test_nobody_waits_for_a_row_that_a_writer_has(database: Database) -> None:
    one, _ = two(database)
    assert one.take(JobRow, "work-1")
    with database.write() as session:
        session.scalars(select(JobRow).with_for_update()).all()
        began_s = time.monotonic()
        assert not one.take(JobRow, "work-0")
        one.renew()
        assert time.monotonic() - began_s < LEASE_S
        assert not one.is_lost(JobRow, "work-1"), "the next renewal finds it"


def test_of_many_that_try_at_once_one_gets_each_row(database: Database) -> None:
    services = [SharedLeases(database, PATIENCE_S) for _ in range(4)]

    def taken(number: int) -> list[str]:
        leases = services[number % len(services)]
        keys = names(20)[number:] + names(20)[:number]
        return [f"{key} {leases.holder}" for key in keys if leases.take(JobRow, key)]

    with ThreadPoolExecutor(8) as pool:
        found = [one for some in pool.map(taken, range(8)) for one in some]
    holders = {key: holder for key, _, holder in (one.partition(" ") for one in found)}
    assert sorted(holders) == sorted(names(20))
    # A service's own threads may take twice what their service has; they keep apart themselves.
    assert len(set(found)) == 20


def test_a_job_has_one_leader_and_another_when_the_leader_is_gone(database: Database) -> None:
    one, other = two(database)
    done: Counter[str] = Counter()

    def work(name: str) -> bool:
        done[name] += 1
        return False

    gained: list[str] = []
    first = one.led("sending", lambda: work("one"), lambda: gained.append("one"))
    second = other.led("sending", lambda: work("other"), lambda: gained.append("other"))
    for _ in range(3):
        first()
        second()
    assert done == {"one": 3}
    assert one.leads("sending") and not other.leads("sending")
    began_s = time.monotonic()
    while not done["other"]:
        second()
        assert time.monotonic() - began_s < PATIENCE_S
        time.sleep(0.05)
    assert gained == ["one", "other"]
    assert not one.leads("sending")


def test_a_leader_that_ends_in_order_leaves_its_jobs_at_once(database: Database) -> None:
    one, other = SharedLeases(database, PATIENCE_S), SharedLeases(database, PATIENCE_S)
    done: list[str] = []

    def work(name: str) -> bool:
        done.append(name)
        return False

    one.led("sending", lambda: work("one"))()
    assert one.take(JobRow, "work-0")
    one.close()
    other.led("sending", lambda: work("other"))()
    assert done == ["one", "other"]


def test_the_clock_of_the_database_is_told_without_asking(database: Database) -> None:
    clocks = [DatabaseClock(database), DatabaseClock(database)]
    time.sleep(0.2)
    with database.read() as session:
        told = session.scalars(select(func.clock_timestamp())).one()
    for clock in clocks:
        assert abs(clock() - told) < timedelta(seconds=0.5)
        assert clock().tzinfo is not None
