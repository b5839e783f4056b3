"""The simulated queues against closed forms."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.cluster_simulation.events import Clock, Cores, Workers
from benchmarks.data import Floats

COUNT = 60_000
Draw = Callable[[np.random.Generator], Floats]


def exponential(rng: np.random.Generator) -> Floats:
    return rng.exponential(1.0, COUNT)


def constant(_rng: np.random.Generator) -> Floats:
    return np.ones(COUNT)


def two_kinds(rng: np.random.Generator) -> Floats:
    """Nine of ten jobs are short; of mean 1 and of a variance of 9/4."""
    return np.where(rng.random(COUNT) < 0.9, 0.5, 5.5)


def mean_s(kind: str, servers: int, busy: float, draw: Draw) -> float:
    """Simulate a queue with arrivals at random; return how long a job is there on average."""
    rng, clock = np.random.default_rng(7), Clock()
    gaps, works = rng.exponential(1 / (busy * servers), COUNT), draw(rng)
    took: list[float] = []
    if kind == "workers":
        workers = Workers(clock)
        workers.join("node", servers)
        do = workers.do
    else:
        do = Cores(clock, servers).run

    def arrive(number: int) -> None:
        came_s = clock.now_s
        do(works[number], lambda: took.append(clock.now_s - came_s))
        if number + 1 < COUNT:
            clock.after(gaps[number + 1], lambda: arrive(number + 1))

    clock.after(gaps[0], lambda: arrive(0))
    clock.run()
    assert len(took) == COUNT
    return float(np.mean(took[COUNT // 20 :]))


def erlang_c(servers: int, busy: float) -> float:
    """Return the probability that a job waits in M/M/c."""
    offered = servers * busy
    all_busy = offered**servers / math.factorial(servers) / (1 - busy)
    return all_busy / (sum(offered**n / math.factorial(n) for n in range(servers)) + all_busy)


@pytest.mark.parametrize(("servers", "busy"), [(1, 0.5), (1, 0.7), (2, 0.6), (8, 0.8)])
@pytest.mark.parametrize("kind", ["workers", "cores"])
def test_random_work_takes_what_erlang_says(kind: str, servers: int, busy: float) -> None:
    """The number of jobs in M/M/c is the same whether they queue or share; so is the mean time."""
    wanted_s = 1 + erlang_c(servers, busy) / (servers * (1 - busy))
    assert mean_s(kind, servers, busy, exponential) == pytest.approx(wanted_s, rel=0.05)


@pytest.mark.parametrize("draw", [constant, two_kinds, exponential])
def test_a_queue_takes_what_pollaczek_and_khinchine_say(draw: Draw) -> None:
    busy, second_moment = 0.7, {constant: 1.0, two_kinds: 3.25, exponential: 2.0}[draw]
    wanted_s = 1 + busy * second_moment / (2 * (1 - busy))
    assert mean_s("workers", 1, busy, draw) == pytest.approx(wanted_s, rel=0.06)


@pytest.mark.parametrize("draw", [constant, two_kinds, exponential])
def test_shared_cores_do_not_mind_how_work_is_spread(draw: Draw) -> None:
    """M/G/1 with processor sharing: only the mean of the work matters."""
    assert mean_s("cores", 1, 0.7, draw) == pytest.approx(1 / 0.3, rel=0.06)


def test_tasks_of_one_moment_share_the_cores() -> None:
    clock, ended = Clock(), dict[str, float]()
    cores = Cores(clock, 2)
    for name, work_s in (("a", 1.0), ("b", 1.0), ("c", 1.0), ("d", 2.0)):
        cores.run(work_s, lambda name=name: ended.update({name: clock.now_s}))  # type: ignore[misc]
    clock.run()
    # Four at half speed until three end at 2 s; the last has 1 s of work left and a core alone.
    assert ended == pytest.approx({"a": 2.0, "b": 2.0, "c": 2.0, "d": 3.0})
    assert cores.busy_s == pytest.approx(5.0)


def test_what_a_lost_worker_was_at_is_done_by_another() -> None:
    clock, ended = Clock(), dict[str, float]()
    workers = Workers(clock)
    workers.join("first", 1)
    workers.join("second", 1)
    for name in "abc":
        workers.do(10.0, lambda name=name: ended.update({name: clock.now_s}))  # type: ignore[misc]
    clock.after(4.0, lambda: workers.lose("first", 3.0))
    clock.run()
    # `a` was on the first node and goes to the front of the queue when its loss is noticed.
    assert ended == pytest.approx({"b": 10.0, "a": 20.0, "c": 30.0})


def test_what_is_called_off_does_not_happen() -> None:
    clock, seen = Clock(), list[str]()
    clock.after(1.0, lambda: seen.append("called off")).call_off()
    clock.after(2.0, lambda: seen.append("late"))
    clock.after(1.0, lambda: seen.append("first"))
    clock.after(1.0, lambda: seen.append("second"))
    clock.run()
    assert (seen, clock.now_s) == (["first", "second", "late"], 2.0)
