"""Bounded admission, deadlines and callers who go away."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, TypeVar

import pytest

from database.errors import CancelledError, DeadlineExpiredError
from services.errors import OverloadedError
from services.wire.admission import Pool
from services.wire.deadline import Deadline

T = TypeVar("T")

PATIENCE_S = 30


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(coroutine, PATIENCE_S))


def test_results_come_in_the_order_of_the_work() -> None:
    async def use() -> list[int]:
        pool = Pool("test", 2, 0)
        results = await pool.run_all([partial(pow, i, 2) for i in range(5)], Deadline.after(None))
        pool.close()
        return results

    assert _run(use()) == [0, 1, 4, 9, 16]


def test_an_exception_that_is_a_result_is_not_raised() -> None:
    async def use() -> list[ValueError]:
        pool = Pool("test", 1, 0)
        results = await pool.run_all([lambda: ValueError("told, not raised")], Deadline.after(None))
        pool.close()
        return results

    assert str(_run(use())[0]) == "told, not raised"


def test_the_first_fault_in_the_order_of_the_work_is_raised() -> None:
    def fail(text: str) -> None:
        raise ValueError(text)

    async def use() -> None:
        pool = Pool("test", 2, 0)
        try:
            await pool.run_all(
                [lambda: fail("first"), lambda: fail("second")], Deadline.after(None)
            )
        finally:
            pool.close()

    with pytest.raises(ValueError, match="first"):
        _run(use())


def test_after_a_fault_nothing_more_is_started() -> None:
    all_wait, started = threading.Event(), threading.Event()

    def fail() -> None:
        all_wait.wait(PATIENCE_S)
        raise ValueError("bad")

    async def use() -> None:
        pool = Pool("test", 1, 0)
        try:
            pieces: list[Callable[[], None]] = [fail, *[started.set] * 5]
            running = asyncio.create_task(pool.run_all(pieces, Deadline.after(None)))
            await asyncio.sleep(0)
            all_wait.set()
            await running
        finally:
            pool.close()

    with pytest.raises(ValueError, match="bad"):
        _run(use())
    assert not started.is_set()


def test_an_earlier_piece_that_fails_later_is_still_the_one_told() -> None:
    second_failed = threading.Event()

    def fail_first() -> None:
        second_failed.wait(PATIENCE_S)
        raise ValueError("first")

    def fail_second() -> None:
        second_failed.set()
        raise ValueError("second")

    async def use() -> None:
        pool = Pool("test", 2, 0)
        try:
            await pool.run_all([fail_first, fail_second], Deadline.after(None))
        finally:
            pool.close()

    with pytest.raises(ValueError, match="first"):
        _run(use())


def test_over_the_bound_is_refused_at_once_and_a_place_comes_back() -> None:
    async def use() -> None:
        pool = Pool("test", 1, 1)
        async with pool.admit(), pool.admit():
            with pytest.raises(OverloadedError) as caught:
                async with pool.admit():
                    pass
            assert caught.value.retry_delay_s > 0
        async with pool.admit():
            pass
        pool.close()

    _run(use())


def test_a_pool_tells_who_waits_and_for_how_long() -> None:
    waited: list[tuple[str, float]] = []

    async def use() -> None:
        pool = Pool("test", 1, 9, waited=lambda name, seconds: waited.append((name, seconds)))
        assert (pool.admitted_count, pool.capacity, pool.oldest_wait_s()) == (0, 10, 0.0)

        async def wait() -> None:
            async with pool.admit():
                pass

        async with pool.admit(), pool.admit():
            late = [asyncio.create_task(wait()) for _ in range(3)]
            await asyncio.sleep(0.05)
            assert pool.admitted_count == 5
            assert pool.oldest_wait_s() >= 0.04
            late[0].cancel()
            await asyncio.sleep(0)
            assert pool.admitted_count == 4
        await asyncio.gather(*late[1:])
        assert (pool.admitted_count, pool.oldest_wait_s()) == (0, 0.0)
        pool.close()

    _run(use())
    assert [name for name, _ in waited] == ["test"] * 4, "one gave up"
    assert max(seconds for _, seconds in waited) >= 0.04


def test_few_requests_are_at_work_at_one_time_and_the_others_wait_their_turn() -> None:
    began: list[int] = []
    at_work: list[int] = []
    most: list[int] = []

    async def request(pool: Pool, number: int) -> None:
        async with pool.admit(Deadline.after(None, str(number))):
            began.append(number)
            at_work.append(number)
            # Two steps, as for samples that are all decoded before the first is extracted.
            for _ in range(2):
                await pool.run_all([partial(time.sleep, 0.001)] * 3, Deadline.after(None))
                most.append(len(at_work))
            at_work.remove(number)

    async def use() -> None:
        pool = Pool("test", 2, 12)
        await asyncio.gather(*(request(pool, number) for number in range(12)))
        pool.close()

    _run(use())
    assert max(most) == 3
    assert began == list(range(12))


def test_who_goes_away_before_its_turn_leaves_its_place() -> None:
    async def use() -> None:
        pool = Pool("test", 1, 2)
        async with pool.admit(), pool.admit():
            other = Deadline.after(None, "another caller")
            waiting = asyncio.ensure_future(pool.admit(other).__aenter__())
            await asyncio.sleep(0)
            with pytest.raises(OverloadedError):
                await pool.admit().__aenter__()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        async with pool.admit():
            pass
        pool.close()

    _run(use())


def test_who_goes_away_in_the_moment_of_its_turn_takes_none() -> None:
    async def use() -> None:
        pool = Pool("test", 1, 3)
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(AsyncExitStack())
            await first.enter_async_context(pool.admit())
            await stack.enter_async_context(pool.admit())
            gone, stays = (
                asyncio.ensure_future(pool.admit(Deadline.after(None, name)).__aenter__())
                for name in ("gone", "stays")
            )
            await asyncio.sleep(0)
            # The task of the cancelled request has not run yet when its turn would come.
            gone.cancel()
            await first.aclose()
            await stays
            with pytest.raises(asyncio.CancelledError):
                await gone
            assert pool.admitted_count == 2
        pool.close()

    _run(use())


def test_an_expired_deadline_starts_no_work() -> None:
    started = threading.Event()

    async def use() -> None:
        pool = Pool("test", 1, 0)
        try:
            await pool.run(started.set, Deadline.after(-1))
        finally:
            pool.close()

    with pytest.raises(DeadlineExpiredError) as caught:
        _run(use())
    assert caught.value.reason == "DEADLINE_EXPIRED"
    assert not started.is_set()


def test_a_caller_who_goes_away_stops_running_work_and_keeps_waiting_work_from_starting() -> None:
    entered, second_started = threading.Event(), threading.Event()
    ends: list[BaseException] = []

    def work(deadline: Deadline) -> None:
        entered.set()
        while True:
            try:
                deadline.check()
            except CancelledError as error:
                ends.append(error)
                raise
            deadline.cancelled.wait(0.01)

    async def use() -> None:
        pool, deadline = Pool("test", 1, 0), Deadline.after(None)
        pieces = [lambda: work(deadline), second_started.set]
        task = asyncio.create_task(pool.run_all(pieces, deadline))
        await asyncio.to_thread(entered.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        pool.close()

    _run(use())
    assert [type(end) for end in ends] == [CancelledError]
    assert ends[0].reason == "CANCELLED"  # type: ignore[attr-defined]
    assert not second_started.is_set()
