"""Whoever asks first writes first, so that nobody who writes all the time keeps others out."""

import threading
import time
from pathlib import Path

from database.turn import Turn
from tests.databases import opened_sqlite

_BUSY_S = 0.01


def test_the_turn_goes_to_who_asked_first() -> None:
    turn, order = Turn(), list[int]()
    assert turn.acquire(0)

    def wait(number: int) -> None:
        assert turn.acquire(30)
        order.append(number)
        turn.release()

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(20)]
    for count, one in enumerate(waiting, start=1):
        one.start()
        while len(turn._waiting) < count:
            time.sleep(0.001)
    turn.release()
    for one in waiting:
        one.join()
    assert order == list(range(20))
    assert turn.acquire(0)


def test_who_gave_up_waiting_is_passed_over() -> None:
    turn = Turn()
    assert turn.acquire(0)
    assert not turn.acquire(0.01)
    turn.release()
    assert turn.acquire(0)
    turn.release()


def test_a_turn_is_never_lost_between_waiting_and_giving_up() -> None:
    """Many threads, whose time ends about when their turn comes; the lock stays exclusive."""
    turn, inside, most = Turn(), 0, 0
    guard = threading.Lock()

    def work(number: int) -> None:
        nonlocal inside, most
        for _ in range(200):
            if not turn.acquire(0.0001 * (number % 3)):
                continue
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1
            turn.release()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == 1
    assert turn.acquire(1), "nobody holds the turn any more"


def test_a_short_write_waits_for_one_other_write_not_for_all(tmp_path: Path) -> None:
    database = opened_sqlite(tmp_path / "turn.db")
    stop = threading.Event()

    def write_all_the_time() -> None:
        while not stop.is_set():
            with database.write():
                time.sleep(_BUSY_S)

    busy = threading.Thread(target=write_all_the_time)
    busy.start()
    try:
        waits = []
        for _ in range(20):
            start_s = time.monotonic()
            with database.write():
                pass
            waits.append(time.monotonic() - start_s)
            time.sleep(_BUSY_S / 3)
    finally:
        stop.set()
        busy.join()
        database.close()
    # Ten others would be 100 ms; under an unfair lock many were seconds.
    assert sorted(waits)[len(waits) // 2] < 10 * _BUSY_S
