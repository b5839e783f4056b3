"""How many nodes are enough, and what they cost beside one machine."""

import math
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.cluster_simulation.costs import NO_CALLS, Costs
from benchmarks.cluster_simulation.machines import Shape
from benchmarks.cluster_simulation.model import Cluster, Kill, Seen
from benchmarks.cluster_simulation.scenario import Scenario, poisson
from benchmarks.data import MeasurementError
from matcher.types import FINGERS

_WARM_UP = 0.1
"""The share of a window that is not counted."""
_DRAWS = 40
_MOST_NODES = 512
_FOREVER_S = 1e9
_SERVICE_SHARE = 0.5
"""Most of a service's one core that may be busy."""
_PROCESS_GIB = 0.35
"""Of a replica beside its codes (docs/cluster.md), and more than a worker takes
(docs/results/extraction.json)."""
FRONT_CORES, FRONT_GIB = 4, 16.0
"""The machine of a service. Chosen."""


@dataclass(frozen=True)
class Demand:
    """Seconds of cores that one transaction takes."""

    extraction_s: float
    shards_s: float
    services_s: float
    scanned_bytes: float


@dataclass(frozen=True)
class Latency:
    """Percentiles of whole transactions and of the search in them, in seconds."""

    p50_s: float
    p99_s: float
    p999_s: float
    search_p50_s: float
    search_p99_s: float
    search_p999_s: float
    count: int
    refused: int
    asked_twice: float
    """Share of questions that were asked twice for slowness."""


def demand(scenario: Scenario, costs: Costs, shape: Shape, seed: int) -> Demand:
    """Add up what a transaction takes, on average of some draws."""
    cluster = Cluster(scenario, costs, shape, seed)
    shards_s, services_s = 0.0, 0.0
    for _ in range(_DRAWS):
        for one in cluster.rounds():
            asked = one.work_s[one.work_s >= 0]
            shards_s += float(asked.sum()) + len(asked) * one.call.replica_s
            services_s += one.service_s
    each_s = float(costs.prints_s.mean()) + costs.calls.nothing.replica_s
    return Demand(
        len(FINGERS) * each_s,
        shards_s / _DRAWS,
        services_s / _DRAWS,
        costs.resident_bytes * scenario.people,
    )


def shape_of(
    scenario: Scenario,
    costs: Costs,
    nodes: int,
    seed: int,
    *,
    partitions: int = 0,
    replicas: int = 2,
) -> tuple[Shape, Demand]:
    """Share the cores of nodes between replicas and workers as the work is shared."""
    partitions = partitions or nodes
    shape = Shape(nodes, partitions, replicas, scenario.node_cores, 0, 1)
    wanted = demand(scenario, costs, shape, seed)
    share = wanted.extraction_s / (wanted.extraction_s + wanted.shards_s)
    workers = min(max(1, round(scenario.node_cores * share)), scenario.node_cores - 1)
    services = math.ceil(scenario.peak_rate * wanted.services_s / _SERVICE_SHARE) + 1
    return Shape(
        nodes, partitions, replicas, scenario.node_cores - workers, workers, services
    ), wanted


def busy_shares(
    scenario: Scenario, costs: Costs, shape: Shape, wanted: Demand, *, away: int = 0
) -> dict[str, float]:
    """Return how busy each kind of part is in the busiest hour with some nodes away."""
    rate, nodes = scenario.peak_rate, shape.nodes - away
    codes_gib = costs.resident_bytes * scenario.people * shape.replicas / 2**30
    copies = shape.partitions * shape.replicas / nodes
    held_gib = codes_gib / nodes + _PROCESS_GIB * (copies + shape.worker_cores)
    return {
        "workers": rate * wanted.extraction_s / (nodes * shape.worker_cores),
        "shards": rate * wanted.shards_s / (nodes * shape.shard_cores),
        "services": rate * wanted.services_s / shape.services,
        "reading memory": rate
        * wanted.scanned_bytes
        / (nodes * shape.node_cores * scenario.gib_s_per_core * 2**30),
        "memory": held_gib / (scenario.node_gib * shape.node_cores / scenario.node_cores),
    }


def answer(
    scenario: Scenario,
    costs: Costs,
    shape: Shape,
    seed: int,
    *,
    rate: float,
    away: int = 0,
    transactions: int = 0,
) -> Latency:
    """Simulate a window at a constant rate.

    away: nodes that are down, as everybody knows. transactions: in the window; 0 for as many as the
    scenario has.
    """
    known = replace(scenario, noticed_s=0.0)
    cluster = Cluster(known, costs, shape, seed, is_refilled=False)
    seconds = (transactions or scenario.window) / rate
    arrivals = poisson(rate, seconds, np.random.default_rng([seed, 1]))
    seen = cluster.run(arrivals, [Kill(0.0, _FOREVER_S, one) for one in range(away)])
    asked = sum(one.pace.hedged_count for one in cluster.askers)
    return described(seen, asked / max(1, cluster.asked_count))


def described(seen: Seen, asked_twice: float = 0.0) -> Latency:
    """Take percentiles of what came after the warm-up."""
    arrived = np.array(seen.arrived_s)
    kept = arrived >= (_WARM_UP * arrived.max() if len(arrived) else 0.0)
    took, search = np.array(seen.took_s)[kept], np.array(seen.search_s)[kept]
    if not len(took):
        raise MeasurementError("no transaction ended: the simulated cluster cannot answer")
    p50_s, p99_s, p999_s = np.percentile(took, [50, 99, 99.9]).tolist()
    search_p50_s, search_p99_s, search_p999_s = np.percentile(search, [50, 99, 99.9]).tolist()
    return Latency(
        p50_s,
        p99_s,
        p999_s,
        search_p50_s,
        search_p99_s,
        search_p999_s,
        len(took),
        len(seen.refused_s),
        asked_twice,
    )


def is_enough(
    scenario: Scenario, costs: Costs, shape: Shape, wanted: Demand, seed: int, *, away: int
) -> bool:
    """Tell whether these machines answer in time in the busiest hour, with nodes away."""
    shares = busy_shares(scenario, costs, shape, wanted, away=away)
    if max(shares.values()) > scenario.busiest_share:
        return False
    found = answer(scenario, costs, shape, seed, rate=scenario.peak_rate, away=away)
    return not found.refused and found.p99_s <= scenario.answer_s


def fewest_nodes(scenario: Scenario, costs: Costs, seed: int) -> tuple[Shape, Demand]:
    """Find the smallest cluster that is enough with one node away."""
    for nodes in range(3, _MOST_NODES):
        shape, wanted = shape_of(scenario, costs, nodes, seed)
        if is_enough(scenario, costs, shape, wanted, seed, away=1):
            return shape, wanted
    raise MeasurementError(f"{_MOST_NODES} nodes are not enough: take larger nodes (node_cores)")


def one_machine(scenario: Scenario, costs: Costs, seed: int) -> tuple[Shape, Demand]:
    """Find the smallest single machine that is enough while it runs."""
    alone = replace(costs, calls=NO_CALLS)
    for cores in range(8, 1_025, 8):
        large = replace(scenario, node_cores=cores)
        shape, wanted = shape_of(large, alone, 1, seed, replicas=1)
        if is_enough(large, alone, shape, wanted, seed, away=0):
            return shape, wanted
    raise MeasurementError("no single machine is enough")


def price(scenario: Scenario, costs: Costs, shape: Shape, *, machines: int = 1) -> float:
    """Return dollars an hour. PostgreSQL costs the same for all shapes and is left out."""
    gib = scenario.node_gib * shape.node_cores / scenario.node_cores
    node = shape.node_cores * scenario.core_price + gib * scenario.gib_price
    front = FRONT_CORES * scenario.core_price + FRONT_GIB * scenario.gib_price
    disks_gb = costs.disk_bytes * scenario.people * shape.replicas / 1e9
    return machines * (shape.nodes * node + disks_gb * scenario.disk_price) + (
        shape.services * front if shape.nodes > 1 else 0.0
    )
