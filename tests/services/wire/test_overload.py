"""More work than can be done: what is begun ends in time, and who is refused learns it at once.

Time is virtual, so that nothing depends on the speed of the machine.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from interop.roles import Group
from services.errors import CallerLimitError, DeadlineTooShortError, OverloadedError
from services.wire.admission import Pool, Work
from services.wire.deadline import Deadline
from tests.services.wire.virtual_time import now_s, run

WORKERS = 2
TURNS = WORKERS + 1
SERVICE_S = 0.6
CAPACITY = TURNS / SERVICE_S
DEADLINE_S = 4.0
SEED = 15


@dataclass
class Tally:
    """What became of the requests."""

    good: Counter[str] = field(default_factory=Counter)
    late: int = 0
    refusal_s: list[float] = field(default_factory=list)
    good_times_s: list[float] = field(default_factory=list)


def _pool(waiting_limit: int = 64) -> Pool:
    return Pool("test", WORKERS, waiting_limit, now_s)


async def _request(
    pool: Pool,
    tally: Tally,
    rng: random.Random,
    owner: str = "A",
    priority: int = 9,
    deadline_s: float | None = DEADLINE_S,
) -> None:
    came_s = now_s()
    expiry_s = None if deadline_s is None else came_s + deadline_s
    try:
        async with pool.admit(Deadline(expiry_s, owner), Work("card", priority=priority)):
            await asyncio.sleep(SERVICE_S * rng.uniform(0.8, 1.2))
    except OverloadedError:
        tally.refusal_s.append(now_s() - came_s)
        return
    if expiry_s is not None and now_s() > expiry_s:
        tally.late += 1
        return
    tally.good[owner] += 1
    tally.good_times_s.append(now_s())


async def _load(pool: Pool, tally: Tally, rate: float, seconds: float, owners: str = "A") -> None:
    """Send at random times, whatever becomes of the requests. Owners send in turn."""
    rng = random.Random(SEED)
    end_s = now_s() + seconds
    sent: list[asyncio.Task[None]] = []
    while now_s() < end_s:
        await asyncio.sleep(rng.expovariate(rate))
        owner = owners[len(sent) % len(owners)]
        sent.append(asyncio.create_task(_request(pool, tally, rng, owner)))
    await asyncio.gather(*sent)


def test_at_three_times_the_capacity_nearly_all_work_is_done_in_time() -> None:
    async def use() -> Tally:
        pool, tally = _pool(), Tally()
        await _load(pool, tally, CAPACITY, 20)
        before = tally.good.total()
        await _load(pool, tally, 3 * CAPACITY, 60)
        tally.good["A"] -= before
        pool.close()
        return tally

    tally = run(use())
    assert tally.good.total() >= 0.9 * CAPACITY * 60
    assert tally.late <= 0.02 * tally.good.total()


def test_who_is_refused_learns_it_at_once() -> None:
    async def use() -> Tally:
        pool, tally = _pool(), Tally()
        await _load(pool, tally, 3 * CAPACITY, 60)
        pool.close()
        return tally

    tally = run(use())
    at_once = sum(one == 0 for one in tally.refusal_s)
    assert len(tally.refusal_s) > CAPACITY * 60
    assert at_once >= 0.98 * len(tally.refusal_s)


def test_after_the_overload_everybody_is_served_again() -> None:
    async def use() -> tuple[Tally, Tally]:
        pool, flood, after = _pool(), Tally(), Tally()
        await _load(pool, flood, 5 * CAPACITY, 30)
        await _load(pool, after, CAPACITY / 2, 10)
        pool.close()
        return flood, after

    flood, after = run(use())
    assert flood.refusal_s
    assert not after.refusal_s
    assert not after.late


def test_work_that_cannot_end_in_time_is_not_begun() -> None:
    async def use() -> list[str]:
        pool, begun = _pool(), []
        async with pool.admit(work=Work("card")):
            await asyncio.sleep(SERVICE_S)

        async def ask(name: str, deadline_s: float) -> None:
            async with pool.admit(Deadline(now_s() + deadline_s, name), Work("card")):
                begun.append(name)
                await asyncio.sleep(SERVICE_S)

        holding = asyncio.create_task(ask("long", 60))
        await asyncio.sleep(0)
        with pytest.raises(DeadlineTooShortError) as caught:
            await ask("short", SERVICE_S / 2)
        assert caught.value.retry_delay_s > 0
        await holding
        pool.close()
        return begun

    assert run(use()) == ["long"]


def test_time_that_the_next_pool_needs_counts() -> None:
    async def use() -> None:
        pool = _pool()
        async with pool.admit(work=Work("card")):
            await asyncio.sleep(SERVICE_S)
        deadline = Deadline(now_s() + 10 * SERVICE_S)
        async with pool.admit():
            async with pool.admit(deadline, Work("card", rest_s=SERVICE_S)):
                pass
            with pytest.raises(DeadlineTooShortError):
                async with pool.admit(deadline, Work("card", rest_s=10 * SERVICE_S)):
                    pass
        pool.close()

    run(use())


def test_one_slow_kind_of_work_refuses_no_quick_kind() -> None:
    async def use() -> None:
        pool = _pool()
        async with pool.admit(work=Work("report")):
            await asyncio.sleep(3600)
        async with pool.admit(work=Work("read")):
            await asyncio.sleep(0.01)
        async with pool.admit():
            async with pool.admit(Deadline(now_s() + 1), Work("read")):
                pass
            with pytest.raises(DeadlineTooShortError):
                async with pool.admit(Deadline(now_s() + 1), Work("report")):
                    pass
        pool.close()

    run(use())


def test_an_idle_pool_tries_although_work_was_slow_before() -> None:
    async def use() -> Tally:
        pool, tally = _pool(), Tally()
        async with pool.admit(work=Work("card")):
            await asyncio.sleep(3600)
        for _ in range(60):
            await _request(pool, tally, random.Random(SEED))
        pool.close()
        return tally

    assert run(use()).good.total() == 60


def test_who_sends_much_leaves_the_others_their_share() -> None:
    async def use() -> Tally:
        pool, tally = _pool(), Tally()
        # Nineteen of twenty requests are of one agency.
        await _load(pool, tally, 4 * CAPACITY, 60, "A" * 19 + "B")
        pool.close()
        return tally

    tally = run(use())
    sent_by_b = 4 * CAPACITY * 60 / 20
    assert tally.good["B"] >= 0.9 * sent_by_b
    assert tally.good.total() >= 0.9 * CAPACITY * 60


def test_a_caller_never_holds_all_places() -> None:
    async def use() -> int:
        pool, tally = _pool(waiting_limit=18), Tally()
        rng = random.Random(SEED)
        async with asyncio.TaskGroup() as group:
            for _ in range(100):
                group.create_task(_request(pool, tally, rng, deadline_s=None))
            await asyncio.sleep(0)
            with pytest.raises(CallerLimitError):
                await _admitted(pool, "A")
            await _admitted(pool, "B")
        pool.close()
        return len(tally.refusal_s)

    # An eighth of the 20 places is for desks.
    assert run(use()) == 100 - 10


async def _admitted(pool: Pool, owner: str) -> None:
    async with pool.admit(Deadline(None, owner)):
        pass


def test_urgent_work_comes_first_and_the_rest_is_not_starved() -> None:
    async def use() -> list[int]:
        pool, order = _pool(), []

        async def work(priority: int, owner: str) -> None:
            async with pool.admit(Deadline(None, owner), Work("card", priority=priority)):
                order.append(priority)
                await asyncio.sleep(SERVICE_S)

        async with asyncio.TaskGroup() as group:
            for number in range(12):
                group.create_task(work(9, str(number)))
            await asyncio.sleep(0)
            group.create_task(work(1, "urgent"))
            for number in range(200):
                await asyncio.sleep(SERVICE_S / TURNS)
                if len(order) < 60:
                    group.create_task(work(1, f"urgent {number % 2}"))
        pool.close()
        return order

    order = run(use())
    assert order[TURNS] == 1
    # The first of the patient is overtaken by eight steps of each urgent owner's work, no more.
    assert order.index(9, TURNS) <= TURNS + 3 * 17
    assert order.count(9) == 12


def test_a_read_at_a_desk_is_refused_to_nobody_while_agencies_flood_the_pool() -> None:
    async def use() -> tuple[Tally, list[float]]:
        pool, tally, waits_s = _pool(), Tally(), []
        agencies = "".join(chr(0x4E00 + number) for number in range(200))

        async def read() -> None:
            while now_s() < 60:
                await asyncio.sleep(0.5)
                came_s = now_s()
                deadline = Deadline(came_s + DEADLINE_S, "OFFICE", Group.DESKS)
                async with pool.admit(deadline, Work("read")):
                    waits_s.append(now_s() - came_s)
                    await asyncio.sleep(0.01)

        await asyncio.gather(_load(pool, tally, 6 * CAPACITY, 60, agencies), read())
        pool.close()
        return tally, waits_s

    tally, waits_s = run(use())
    assert tally.refusal_s, "agencies are refused"
    assert len(waits_s) > 60
    assert max(waits_s) < 2 * SERVICE_S
    assert tally.good.total() >= 0.9 * CAPACITY * 60
