import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from gallery.index.gathering import Gatherer
from gallery.index.parameters import IndexParameters

FOR_EVER_MS = 3_600_000.0
PATIENCE_S = 30


class Doubling:
    """Answers with the double; remembers its calls and can be held up."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.started = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, queries: Sequence[int]) -> list[int]:
        self.calls.append(list(queries))
        self.started.release()
        assert self.gate.wait(PATIENCE_S)
        if any(query < 0 for query in queries):
            raise ArithmeticError("below zero")
        return [2 * query for query in queries]


def until_waiting(gatherer: Gatherer[int, int], count: int) -> None:
    tick = threading.Event()
    while len(gatherer._queue) != count:
        tick.wait(0.001)


def held(gather_ms: float, most: int = 16) -> tuple[Doubling, Gatherer[int, int]]:
    """Return a gatherer of one scan at once; its first scan is held up."""
    scan = Doubling()
    scan.gate.clear()
    parameters = IndexParameters(gather_ms=gather_ms, most_probes=most, scans_at_once=1)
    return scan, Gatherer(scan, parameters)


def test_a_lone_search_does_not_wait_for_company() -> None:
    gatherer = Gatherer(Doubling(), IndexParameters(gather_ms=FOR_EVER_MS))
    assert gatherer.ask([4]) == [8]
    assert gatherer.ask([5]) == [10]


def test_searches_that_wait_for_a_scan_are_scanned_together() -> None:
    scan, gatherer = held(gather_ms=0)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(gatherer.ask, [1])
        assert scan.started.acquire(timeout=PATIENCE_S)
        others = [pool.submit(gatherer.ask, [n, n + 10]) for n in (2, 3, 4)]
        until_waiting(gatherer, 3)
        scan.gate.set()
        assert first.result() == [2]
        assert [one.result() for one in others] == [[4, 24], [6, 26], [8, 28]]
    assert scan.calls[0] == [1]
    assert sorted(scan.calls[1]) == [2, 3, 4, 12, 13, 14]
    assert len(scan.calls) == 2


def test_a_scan_takes_no_more_probes_than_it_may() -> None:
    scan, gatherer = held(gather_ms=0, most=4)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(gatherer.ask, [0])
        assert scan.started.acquire(timeout=PATIENCE_S)
        others = [pool.submit(gatherer.ask, [n]) for n in range(1, 7)]
        until_waiting(gatherer, 6)
        scan.gate.set()
        assert first.result() == [0]
        assert [one.result() for one in others] == [[2 * n] for n in range(1, 7)]
    assert [len(call) for call in scan.calls] == [1, 4, 2]


def test_one_call_may_bring_more_than_a_scan_takes() -> None:
    scan = Doubling()
    gatherer = Gatherer(scan, IndexParameters(most_probes=4))
    assert gatherer.ask(range(10)) == [2 * n for n in range(10)]
    assert [len(call) for call in scan.calls] == [4, 4, 2]


def test_beside_a_running_scan_another_starts_when_its_patience_ends() -> None:
    scan = Doubling()
    scan.gate.clear()
    gatherer = Gatherer(scan, IndexParameters(gather_ms=1, scans_at_once=2))
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(gatherer.ask, [n]) for n in (1, 2)]
        for _ in both:
            assert scan.started.acquire(timeout=PATIENCE_S)
        scan.gate.set()
        assert [one.result() for one in both] == [[2], [4]]


def test_one_that_waits_for_company_starts_alone_when_the_scan_beside_it_ends() -> None:
    scan = Doubling()
    scan.gate.clear()
    gatherer = Gatherer(scan, IndexParameters(gather_ms=FOR_EVER_MS, scans_at_once=2))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(gatherer.ask, [1])
        assert scan.started.acquire(timeout=PATIENCE_S)
        second = pool.submit(gatherer.ask, [2])
        until_waiting(gatherer, 1)
        scan.gate.set()
        assert (first.result(), second.result()) == ([2], [4])


def test_an_error_reaches_everybody_who_waited_and_nobody_else() -> None:
    scan, gatherer = held(gather_ms=0)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(gatherer.ask, [1])
        assert scan.started.acquire(timeout=PATIENCE_S)
        others = [pool.submit(gatherer.ask, [n]) for n in (-2, 3)]
        until_waiting(gatherer, 2)
        scan.gate.set()
        assert first.result() == [2]
        for one in others:
            with pytest.raises(ArithmeticError, match="below zero"):
                one.result()
    assert gatherer.ask([6]) == [12]


def test_one_that_goes_away_leaves_the_others_be() -> None:
    class GoneError(Exception):
        pass

    gone = threading.Event()

    def check() -> None:
        if gone.is_set():
            raise GoneError

    scan, gatherer = held(gather_ms=0)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(gatherer.ask, [1])
        assert scan.started.acquire(timeout=PATIENCE_S)
        leaving = pool.submit(gatherer.ask, [2], check)
        until_waiting(gatherer, 1)
        staying = pool.submit(gatherer.ask, [3])
        until_waiting(gatherer, 2)
        gone.set()
        with pytest.raises(GoneError):
            leaving.result()
        scan.gate.set()
        assert (first.result(), staying.result()) == ([2], [6])
    assert [2] not in scan.calls
    assert len(gatherer._queue) == 0
