"""Which booking is next, and which finds no room, counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from database.connection import Database
from interop.bookings import BookingState, Submission, SubmissionRow, store
from interop.flow.worklist import Worklist
from tests.databases import opened_sqlite
from tests.interop.world import Clock, submission

LIMIT = 10


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path / "tenprint.db")
    yield opened
    opened.close()


def _booking(tcn: str, ori: str, priority: int = 9) -> Submission:
    return replace(submission(tcn, 1), ori=ori, priority=priority, samples=())


def _store(database: Database, clock: Clock, *bookings: Submission) -> None:
    for one in bookings:
        clock.now += timedelta(seconds=1)
        with database.write() as session:
            store.insert_submission(session, one, clock.now)


def _order(worklist: Worklist, count: int) -> list[str]:
    return [tcn for _ in range(count) if (tcn := worklist.take()) is not None]


def test_bookings_of_a_small_agency_do_not_wait_behind_those_of_a_large_one(
    database: Database,
) -> None:
    clock = Clock()
    many = [_booking(f"LARGE-{number:04}", "NYLARGE00") for number in range(200)]
    _store(database, clock, *many, _booking("SMALL-0000", "WVSMALL00"))
    worklist = Worklist(database, clock, LIMIT)
    assert "SMALL-0000" in _order(worklist, 2)


def test_an_urgent_booking_is_next_and_starves_nobody(database: Database) -> None:
    clock = Clock()
    _store(database, clock, *(_booking(f"USUAL-{number:04}", "NYLARGE00") for number in range(20)))
    worklist = Worklist(database, clock, LIMIT)
    order = []
    for number in range(40):
        _store(database, clock, _booking(f"URGENT-{number:04}", "NYLARGE00", 1))
        order += _order(worklist, 1)
    assert order[0] == "URGENT-0000"
    first = next(n for n, tcn in enumerate(order) if tcn.startswith("USUAL"))
    assert first <= 17


def test_what_is_worked_on_is_not_taken_again_and_what_is_done_may_be(database: Database) -> None:
    clock = Clock()
    _store(database, clock, _booking("TCN-00000001", "WVSMALL00"))
    worklist = Worklist(database, clock, LIMIT)
    assert worklist.take() == "TCN-00000001"
    assert worklist.take() is None
    worklist.put_back("TCN-00000001")
    assert worklist.take() == "TCN-00000001"


def test_a_booking_that_is_due_no_more_loses_its_turn(database: Database) -> None:
    clock = Clock()
    _store(database, clock, *(_booking(f"TCN-0000000{n}", "WVSMALL00") for n in range(3)))
    worklist = Worklist(database, clock, LIMIT)
    assert worklist.take() == "TCN-00000000"
    with database.write() as session:
        gone = update(SubmissionRow).where(SubmissionRow.tcn == "TCN-00000001")
        session.execute(gone.values(next_attempt_time=None))
    assert _order(worklist, 2) == ["TCN-00000002"]


def test_a_damaged_booking_stops_no_other(database: Database) -> None:
    clock = Clock()
    _store(database, clock, *(_booking(f"TCN-0000000{n}", "WVSMALL00") for n in range(2)))
    with database.write() as session:
        damaged = update(SubmissionRow).where(SubmissionRow.tcn == "TCN-00000000")
        session.execute(damaged.values(details="{"))
    assert _order(Worklist(database, clock, LIMIT), 2) == ["TCN-00000000", "TCN-00000001"]


def _enter(worklist: Worklist, tcn: str, ori: str, priority: int = 9) -> bool:
    with worklist.entering(tcn, ori, priority) as has_room:
        return has_room


def test_one_agency_leaves_room_for_others(database: Database) -> None:
    worklist = Worklist(database, Clock(), LIMIT)
    entered = [_enter(worklist, f"A-{number}", "NYLARGE00") for number in range(LIMIT)]
    assert sum(entered) == LIMIT // 2 + 1
    assert _enter(worklist, "B-0", "WVSMALL00")


def test_urgent_bookings_find_room_in_a_full_backlog(database: Database) -> None:
    worklist = Worklist(database, Clock(), LIMIT)
    for number in range(LIMIT):
        assert _enter(worklist, f"A-{number}", f"AGENCY{number:03}")
    assert not _enter(worklist, "B-0", "WVSMALL00")
    assert _enter(worklist, "B-1", "WVSMALL00", priority=1)
    worklist.leave("A-0")
    worklist.leave("A-1")
    assert _enter(worklist, "B-2", "WVSMALL00")


def test_a_repetition_takes_no_second_place(database: Database) -> None:
    worklist = Worklist(database, Clock(), 1)
    assert _enter(worklist, "A-0", "NYLARGE00")
    assert _enter(worklist, "A-0", "NYLARGE00")
    assert not _enter(worklist, "A-1", "NYLARGE00")


def test_a_booking_that_is_refused_later_gives_its_place_back(database: Database) -> None:
    worklist = Worklist(database, Clock(), 1)
    with pytest.raises(ZeroDivisionError), worklist.entering("A-0", "NYLARGE00", 9):
        raise ZeroDivisionError
    assert _enter(worklist, "A-1", "NYLARGE00")


def test_what_an_earlier_process_left_is_counted(database: Database) -> None:
    clock = Clock()
    _store(database, clock, *(_booking(f"TCN-0000000{n}", f"AGENCY00{n}") for n in range(3)))
    with database.write() as session:
        done = update(SubmissionRow).where(SubmissionRow.tcn == "TCN-00000000")
        session.execute(done.values(state=int(BookingState.EXTRACTED)))
    worklist = Worklist(database, clock, 3)
    worklist.load()
    assert _enter(worklist, "B-0", "WVSMALL00")
    assert not _enter(worklist, "B-1", "WVSMALL00")
