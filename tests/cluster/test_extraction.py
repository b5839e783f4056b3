"""Fingers on workers: lost, frozen, foreign and missing workers, and callers who go away."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from cluster.errors import ExtractionFailedError
from cluster.extraction import Kind, Result, Task, WorkerPatience, WorkerPool
from database.errors import CancelledError
from database.stopping import never_stop
from matcher.errors import QualityError
from matcher.types import Features, FingerPosition
from tests.cluster.worker_lines import DIGEST as OWN
from tests.cluster.worker_lines import QUICK, LineWorker, LineWorkers, features, sample, until

HERE = FingerPosition.UNKNOWN
"""Of the features that the service itself gives in these tests."""


def here() -> Features:
    """Extract in the service."""
    return features(HERE)


@contextmanager
def pool_of(
    *workers: LineWorker, patience: WorkerPatience = QUICK
) -> Iterator[tuple[WorkerPool, LineWorkers]]:
    """Run a pool of workers that have said how they are."""
    with ExitStack() as stack:
        for one in workers:
            stack.callback(one.close)
        directory = LineWorkers(*workers)
        pool = WorkerPool(directory, OWN, patience)
        stack.callback(pool.close)
        pool.wait_until_known(0.2)
        yield pool, directory


def extracted(pool: WorkerPool, position: int) -> FingerPosition:
    """Extract a finger, whether there or here."""
    return pool.extract(sample(position), never_stop, here).position


class Caller:
    """Extracts on a thread, and may go away."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._threads = ThreadPoolExecutor(32)
        self.gone = threading.Event()

    def begin(self, position: int) -> "Future[Features]":
        """Extract a finger."""
        return self._threads.submit(self._pool.extract, sample(position), self._check, here)

    def _check(self) -> None:
        if self.gone.is_set():
            raise CancelledError("the caller has gone away")


def test_a_finger_lost_with_its_worker_is_extracted_by_another() -> None:
    first, second = LineWorker("a/0"), LineWorker("b/0")
    first.dies_of = frozenset(FingerPosition)
    with pool_of(first, second) as (pool, _):
        for position in (1, 2, 3):
            assert extracted(pool, position) == position
        assert len(first.extracted) == 1
        assert [int(one) for one in second.extracted] == [1, 2, 3]


def test_a_finger_that_takes_two_workers_with_it_fails_and_the_third_lives() -> None:
    workers = [LineWorker(f"{name}/0") for name in "abc"]
    deadly = FingerPosition.LEFT_THUMB
    for one in workers:
        one.dies_of = frozenset([deadly])
    with pool_of(*workers) as (pool, _):
        with pytest.raises(ExtractionFailedError, match=r"a/0, b/0 .* went away"):
            extracted(pool, deadly)
        assert [one.is_cut for one in workers] == [True, True, False]
        assert extracted(pool, 2) == 2
        assert deadly not in workers[2].extracted


def test_a_worker_that_died_before_it_was_asked_costs_no_finger() -> None:
    """A node goes away with several workers while nobody extracts."""
    workers = [LineWorker(f"{name}/0") for name in "abcd"]
    slow = replace(QUICK, look_s=30.0)
    with pool_of(*workers, patience=slow) as (pool, _):
        for one in workers[:3]:
            one.is_cut = True
        assert extracted(pool, 4) == 4
        assert workers[3].extracted == [FingerPosition(4)]


def test_a_finger_whose_only_worker_was_lost_waits_for_it() -> None:
    only = LineWorker("a/0")
    with pool_of(only, patience=replace(QUICK, again_s=30.0)) as (pool, _):
        only.dies_of = frozenset([FingerPosition(3)])
        future = Caller(pool).begin(3)
        until(lambda: only.is_cut)
        only.dies_of, only.is_cut = frozenset(), False
        assert future.result(30).position == 3
        assert only.extracted == [FingerPosition(3)] * 2


def test_a_finger_whose_workers_stay_away_is_extracted_by_the_service() -> None:
    only = LineWorker("a/0")
    only.dies_of = frozenset([FingerPosition(3)])
    with pool_of(only) as (pool, _):
        assert extracted(pool, 3) == HERE


def test_without_workers_the_service_extracts_and_says_so() -> None:
    with pool_of() as (pool, directory):
        assert "no worker can extract (none runs), so the service extracts itself" in pool.words()
        assert extracted(pool, 1) == HERE
        came = LineWorker("a/0")
        directory.known.append(came)
        until(lambda: pool.figures().ready_count == 1)
        assert extracted(pool, 1) == 1
        assert pool.words() == "1 workers extract"
        directory.known.clear()
        until(lambda: pool.figures().known_count == 0)
        assert extracted(pool, 1) == HERE
        came.close()


def test_a_worker_of_another_digest_is_refused_by_name() -> None:
    own, foreign = LineWorker("a/0"), LineWorker("b/0", digest="tenprint-9 leader 0011 vlad-2233")
    with pool_of(own, foreign) as (pool, _):
        for position in range(1, 11):
            assert extracted(pool, position) == position
        assert not foreign.extracted
        assert "not used: b/0: refused: it extracts with tenprint-9" in pool.words()
        assert pool.figures().unusable_count == 1
        foreign.digest = OWN
        until(lambda: pool.figures().ready_count == 2)


def test_what_a_worker_extracted_after_its_code_changed_is_not_used() -> None:
    """Its process was started again with other code since it said how it is."""
    changed, own = LineWorker("a/0"), LineWorker("b/0")
    with pool_of(changed, own, patience=replace(QUICK, look_s=30.0)) as (pool, _):
        changed.digest = "tenprint-9"
        assert extracted(pool, 5) == 5
        assert changed.extracted == own.extracted == [FingerPosition(5)]
        assert "a/0: refused" in pool.words()


def test_only_workers_of_another_digest_are_as_none() -> None:
    with pool_of(LineWorker("a/0", digest="tenprint-9")) as (pool, _):
        assert extracted(pool, 1) == HERE


def test_each_worker_has_at_most_one_finger_and_the_others_wait_in_order() -> None:
    workers = [LineWorker(f"{name}/0") for name in "ab"]
    for one in workers:
        one.let_go.clear()
    with pool_of(*workers) as (pool, _):
        caller = Caller(pool)
        futures = []
        for number in range(10):
            futures.append(caller.begin(number + 1))
            sent, waiting = min(number + 1, 2), max(0, number - 1)
            until(
                lambda sent=sent, waiting=waiting: (  # type: ignore[misc]
                    (pool.figures().busy_count, pool.figures().waiting_count) == (sent, waiting)
                )
            )
        assert pool.figures().oldest_wait_s > 0
        workers[0].let_go.set()
        until(lambda: len(workers[0].extracted) == 9)
        workers[1].let_go.set()
        assert [int(one.result(30).position) for one in futures] == list(range(1, 11))
        assert [int(one) for one in workers[0].extracted] == [1, *range(3, 11)]
        assert [one.most_at_once for one in workers] == [1, 1]
        assert pool.figures().waiting_count == pool.figures().busy_count == 0


def test_a_finger_that_nobody_waits_for_is_not_begun() -> None:
    worker = LineWorker("a/0")
    worker.let_go.clear()
    with pool_of(worker) as (pool, directory):
        stays, goes = Caller(pool), Caller(pool)
        first = stays.begin(1)
        until(lambda: pool.figures().busy_count == 1)
        second = goes.begin(2)
        until(lambda: pool.figures().waiting_count == 1)
        third = stays.begin(3)
        goes.gone.set()
        with pytest.raises(CancelledError):
            second.result(30)
        until(lambda: pool.figures().waiting_count == 1)
        directory.told.clear()
        until(lambda: bool(directory.told))
        assert directory.told[0].waiting_count == 1, "the finger that was given up is not told"
        worker.let_go.set()
        assert [first.result(30).position, third.result(30).position] == [1, 3]
        assert [int(one) for one in worker.extracted] == [1, 3]
        assert not worker.given_up


def test_a_begun_finger_that_nobody_waits_for_keeps_its_worker_until_it_ends() -> None:
    worker = LineWorker("a/0")
    worker.let_go.clear()
    with pool_of(worker) as (pool, _):
        goes, stays = Caller(pool), Caller(pool)
        first = goes.begin(1)
        until(lambda: worker.at_once == 1)
        goes.gone.set()
        with pytest.raises(CancelledError):
            first.result(30)
        until(lambda: len(worker.given_up) == 1)
        second = stays.begin(2)
        until(lambda: pool.figures().waiting_count == 1)
        assert pool.figures().busy_count == 1
        worker.let_go.set()
        assert second.result(30).position == 2
        assert worker.most_at_once == 1


@pytest.mark.parametrize("asked_first", [True, False])
def test_a_frozen_worker_is_passed_over_and_used_again_when_it_thaws(asked_first: bool) -> None:
    frozen, other = LineWorker("a/0"), LineWorker("b/0")
    with pool_of(frozen, other) as (pool, _):
        frozen.thawed.clear()
        if not asked_first:
            until(lambda: pool.figures().ready_count == 1)
        assert extracted(pool, 6) == 6
        assert not frozen.extracted
        until(lambda: "a/0: lost: it does not say how it is" in pool.words())
        frozen.thawed.set()
        until(lambda: pool.figures().ready_count == 2 and not pool.figures().busy_count)


def test_an_error_of_the_finger_is_raised_here() -> None:
    """The worker stays usable, and the error is no reason to ask another one."""
    other = LineWorker("b/0")

    def refuses(task: Task) -> Result:
        if task.kind is not Kind.EXTRACT:
            return Result(OWN)
        return Result(OWN, error=QualityError("only 3 minutiae found"))

    with pool_of(LineWorker("a/0", refuses), other) as (pool, _):
        with pytest.raises(QualityError, match=r"^only 3 minutiae found$"):
            extracted(pool, 1)
        assert pool.figures().ready_count == 2
        assert not other.extracted


def test_closing_leaves_the_workers() -> None:
    worker = LineWorker("a/0")
    with pool_of(worker) as (pool, _):
        pool.close()
        assert not worker.is_cut
        assert extracted(pool, 1) == 1
