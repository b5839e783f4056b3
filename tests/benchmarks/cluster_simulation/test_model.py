"""The simulated cluster: what must come out, and what must be the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cluster_simulation.events import Clock, Cores
from benchmarks.cluster_simulation.lives import YEAR_S, live, of_one
from benchmarks.cluster_simulation.machines import Node, Shape, spread
from benchmarks.cluster_simulation.model import Cluster, Kill, Seen
from benchmarks.cluster_simulation.scenario import Scenario, poisson, stalls
from benchmarks.cluster_simulation.sizing import answer, busy_shares, demand, shape_of
from tests.benchmarks.cluster_simulation.shapes import COSTS, SCENARIO, SHAPE

QUICK = replace(SHAPE, worker_cores=0)


def seen(scenario: Scenario, shape: Shape, seed: int, kills: tuple[Kill, ...] = ()) -> Seen:
    arrivals = poisson(4.0, 60.0, np.random.default_rng(seed))
    return Cluster(scenario, COSTS, shape, seed).run(arrivals, kills)


def test_one_seed_is_one_course_of_events() -> None:
    stalling = replace(SCENARIO, stalls=0.01)
    kills = (Kill(20.0, 50.0),)
    first, again, other = (seen(stalling, SHAPE, one, kills) for one in (1, 1, 2))
    assert first == again
    assert first.took_s != other.took_s


def test_a_search_alone_takes_the_sum_of_its_stages() -> None:
    """In turn: a question of state, a scan with its places, comparisons by a few and by all."""
    cluster = Cluster(replace(SCENARIO, wire_s=0.0), COSTS, replace(QUICK, partitions=1), 1)
    [took_s] = cluster.run_one_by_one(1).took_s
    stages_s = 0.002 + 0.1 * 8 + 1_600 * 1e-5 + 100 * 4e-4 + 10 * 8e-4
    assert took_s == pytest.approx(stages_s + 4 * 0.003, rel=1e-6)


def test_more_partitions_share_the_scan_and_each_costs_calls() -> None:
    took = []
    for partitions in (1, 4, 16):
        shape = replace(QUICK, partitions=partitions)
        cluster = Cluster(SCENARIO, COSTS, shape, 1)
        took.append(np.mean(cluster.run_one_by_one(20).took_s))
        wanted = demand(SCENARIO, COSTS, shape, 1)
        assert wanted.services_s == pytest.approx(0.002 + 0.001 * _questions(partitions), rel=0.1)
    assert took[0] > 2 * took[1]


def _questions(partitions: int) -> float:
    def reached(count: int) -> float:
        return partitions * (1 - (1 - 1 / partitions) ** count)

    return 2 * partitions + reached(100) + reached(10)


def test_a_slow_probe_is_slow_in_every_partition() -> None:
    costs = replace(COSTS, spread=np.array([1.0, 3.0]))
    cluster = Cluster(SCENARIO, costs, replace(QUICK, partitions=64), 1)
    scans = [list(cluster.rounds())[1].work_s for _ in range(20)]
    assert all(len(np.unique(one)) == 1 for one in scans)
    slowest, quickest = max(one[0] for one in scans), min(one[0] for one in scans)
    assert slowest == pytest.approx(3 * quickest)


def test_everybody_who_comes_is_answered_while_a_replica_lives() -> None:
    killed = seen(SCENARIO, QUICK, 3, (Kill(20.0, 1e9),))
    calm = seen(SCENARIO, QUICK, 3)
    assert len(killed.took_s) == len(calm.took_s)
    assert not killed.refused_s
    at = np.array(killed.arrived_s)
    took = np.array(killed.took_s)
    assert took[at < 19].max() == pytest.approx(np.array(calm.took_s)[at < 19].max(), rel=0.2)
    # A silent replica counts as failed after 1.5 s, and a search meets two such partitions.
    after = took[at >= 20]
    assert 1.0 < after.max() < 4 * 1.5
    assert np.median(after) < 1.3 * np.median(took[at < 19])


def test_a_partition_without_replicas_refuses_and_nobody_is_answered_less() -> None:
    single = replace(QUICK, replicas=1)
    killed = seen(replace(SCENARIO, people=400_000_000), single, 3, (Kill(20.0, 1e9),))
    arrived = len(poisson(4.0, 60.0, np.random.default_rng(3)))
    assert killed.refused_s
    assert len(killed.refused_s) + len(killed.took_s) == arrived


def test_replicas_of_a_lost_node_are_elsewhere_when_they_are_filled() -> None:
    cluster = Cluster(replace(SCENARIO, noticed_s=5.0), COSTS, QUICK, 1)
    cluster.run(np.array([0.1]), [Kill(1.0, 1e5)])
    for replicas in cluster.copies:
        assert len({one.node for one in replicas}) == 2
    # It came back in the end, and holds nothing any more.
    assert cluster.nodes[0] not in {one.node for rs in cluster.copies for one in rs}
    # 2 million people of a partition at 10 µs each, after 5 s of silence and the start.
    assert cluster.nodes[0].is_up


def test_hedges_cut_the_tail_of_stalls() -> None:
    stalling = replace(SCENARIO, stalls=0.01, stall_s=1.0)
    found = [
        answer(stalling, COSTS, replace(QUICK, is_hedged=one), 1, rate=4.0, transactions=800)
        for one in (True, False)
    ]
    assert found[0].search_p99_s < 0.8 * found[1].search_p99_s
    assert 0 < found[0].asked_twice <= 0.06
    assert found[1].asked_twice == 0


def test_what_is_busy_is_what_the_demand_says() -> None:
    shape, wanted = shape_of(SCENARIO, COSTS, 4, 1)
    cluster = Cluster(SCENARIO, COSTS, shape, 1)
    arrivals = poisson(2.0, 200.0, np.random.default_rng(1))
    cluster.run(arrivals)
    shards_s = sum(one.cores.busy_s for one in cluster.nodes) / len(arrivals)
    assert shards_s == pytest.approx(wanted.shards_s, rel=0.05)
    assert cluster.workers.busy_s / len(arrivals) == pytest.approx(wanted.extraction_s, rel=0.05)
    services_s = sum(one.busy_s for one in cluster.services) / len(arrivals)
    assert services_s == pytest.approx(wanted.services_s, rel=0.05)
    shares = busy_shares(SCENARIO, COSTS, shape, wanted)
    assert shares["shards"] == pytest.approx(
        SCENARIO.peak_rate * shards_s / (4 * shape.shard_cores), rel=0.05
    )


@pytest.mark.parametrize(("nodes", "replicas"), [(3, 2), (4, 2), (5, 3), (7, 2)])
def test_replicas_of_a_partition_lie_on_different_nodes(nodes: int, replicas: int) -> None:
    clock = Clock()
    made = [Node(str(one), Cores(clock, 1)) for one in range(nodes)]
    copies = spread(made, 2 * nodes, replicas)
    assert all(len({one.node for one in of}) == replicas for of in copies)
    held = [sum(one.node is node for of in copies for one in of) for node in made]
    assert set(held) == {2 * replicas}


def test_two_nodes_that_fail_alone_are_away_together_as_chance_has_it() -> None:
    """Nothing is filled elsewhere, since there is no third node."""
    failing = replace(SCENARIO, failures_a_year=200.0, people=1_000, start_s=0.0)
    shape = Shape(nodes=2, partitions=1, replicas=2, shard_cores=1, worker_cores=1, services=1)
    drawn = live(failing, COSTS, shape, 400.0, 5)
    away = 1 - of_one(failing)
    assert 1 - drawn.availability == pytest.approx(away**2, rel=0.1)
    alone = live(failing, COSTS, replace(shape, nodes=1, replicas=1), 400.0, 5)
    assert alone.availability == pytest.approx(of_one(failing), rel=0.02)
    assert alone.failures == pytest.approx(400 * 200 * of_one(failing), rel=0.03)


def test_a_node_more_to_be_filled_on_makes_it_rarer() -> None:
    failing = replace(SCENARIO, failures_a_year=200.0)
    shape = Shape(nodes=2, partitions=2, replicas=2, shard_cores=1, worker_cores=1, services=1)
    two, three = (live(failing, COSTS, replace(shape, nodes=one), 200.0, 5) for one in (2, 3))
    assert three.away_s < 0.5 * two.away_s


def test_a_day_has_its_transactions_and_a_busiest_hour() -> None:
    hours = np.arange(0, 24, 0.01)
    rates = np.array([SCENARIO.rate(one) for one in hours])
    assert rates.mean() * 86_400 == pytest.approx(SCENARIO.transactions_a_day, rel=1e-3)
    assert rates.max() * SCENARIO.peak_day == pytest.approx(SCENARIO.peak_rate, rel=1e-3)
    assert hours[rates.argmax()] == pytest.approx(22, abs=0.02)
    times = poisson(5.0, 1_000.0, np.random.default_rng(1))
    assert len(times) == pytest.approx(5_000, rel=0.05)
    assert (np.diff(times) >= 0).all()


def test_stalls_are_as_rare_and_as_long_as_stated() -> None:
    scenario = replace(SCENARIO, stalls=0.1, longest_stall_s=1e9)
    drawn = stalls(scenario, 400_000, np.random.default_rng(1))
    stalled = drawn[drawn > 0]
    assert len(stalled) / len(drawn) == pytest.approx(0.1, rel=0.03)
    assert stalled.min() >= scenario.stall_s
    # Pareto: the share beyond ten times the shortest is 10 to the minus index.
    assert (stalled > 10 * scenario.stall_s).mean() == pytest.approx(10**-1.5, rel=0.06)
    assert pytest.approx(31_557_600) == YEAR_S
