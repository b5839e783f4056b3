"""The studies of a scenario: the cluster that is enough, by partitions, by load, across a kill."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from benchmarks.cluster_simulation import lives
from benchmarks.cluster_simulation.costs import NO_CALLS, Costs
from benchmarks.cluster_simulation.machines import Shape
from benchmarks.cluster_simulation.model import Cluster, Kill
from benchmarks.cluster_simulation.scenario import Scenario, poisson
from benchmarks.cluster_simulation.sizing import (
    answer,
    busy_shares,
    fewest_nodes,
    one_machine,
    price,
    shape_of,
)

Figures = dict[str, Any]

PARTITIONS = (2, 4, 8, 16, 32)
LOADS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Of the scenario's transactions a day."""
KILLED_S, SEEN_S = 45.0, 150.0
"""When a node is killed, and how long the timeline is."""
_QUIET = 0.05
"""Of the busiest hour: a load that makes no queues."""
_YEARS = 2_000.0
_HOURS = range(0, 24, 4)
_FEW = 400
"""Transactions where no tail is asked for."""


def study(scenario: Scenario, costs: Costs, seed: int) -> Figures:
    """Size the cluster and one machine, and see how both answer, fail and cost."""
    shape, wanted = fewest_nodes(scenario, costs, seed)
    alone, wanted_alone = one_machine(scenario, costs, seed)
    of_one = replace(costs, calls=NO_CALLS)
    peak = scenario.peak_rate
    large = replace(scenario, node_cores=alone.node_cores)
    drawn = lives.live(scenario, costs, shape, _YEARS, seed)
    single = lives.of_one(scenario)
    return {
        "cluster": {
            "shape": asdict(shape),
            "demand": asdict(wanted),
            "busy_with_one_away": busy_shares(scenario, costs, shape, wanted, away=1),
            "peak": asdict(answer(scenario, costs, shape, seed, rate=peak)),
            "peak_with_one_away": asdict(answer(scenario, costs, shape, seed, rate=peak, away=1)),
            "peak_without_hedges": asdict(
                answer(scenario, costs, replace(shape, is_hedged=False), seed, rate=peak)
            ),
            "quiet": asdict(_quiet(scenario, costs, shape, seed)),
            "day": _day(scenario, costs, shape, seed),
            "lives": asdict(drawn),
            "partitions_availability": drawn.availability,
            "availability": lives.with_failover(drawn.availability, scenario),
            "dollars_an_hour": price(scenario, costs, shape),
        },
        "one_machine": {
            "shape": asdict(alone),
            "demand": asdict(wanted_alone),
            "busy": busy_shares(large, of_one, alone, wanted_alone),
            "peak": asdict(answer(large, of_one, alone, seed, rate=peak)),
            "quiet": asdict(_quiet(large, of_one, alone, seed)),
            "availability": lives.with_failover(single, scenario),
            "dollars_an_hour": price(scenario, costs, alone),
            "two_availability": lives.with_failover(1 - (1 - single) ** 2, scenario, 2),
            "two_dollars_an_hour": price(scenario, costs, alone, machines=2),
        },
    }


def by_partitions(scenario: Scenario, costs: Costs, nodes: int, seed: int) -> list[Figures]:
    """See how the same nodes answer with other numbers of partitions."""
    found = []
    for partitions in PARTITIONS:
        shape, wanted = shape_of(scenario, costs, nodes, seed, partitions=partitions)
        rate = scenario.peak_rate
        shares = busy_shares(scenario, costs, shape, wanted)
        row = {"partitions": partitions, "services": shape.services, "busy": shares}
        row["quiet"] = asdict(_quiet(scenario, costs, shape, seed))
        if max(shares.values()) < 1:
            row["peak"] = asdict(answer(scenario, costs, shape, seed, rate=rate))
        found.append(row)
    return found


def by_load(scenario: Scenario, costs: Costs, seed: int) -> list[Figures]:
    """Size clusters for other numbers of transactions a day."""
    found = []
    for factor in LOADS:
        other = replace(scenario, transactions_a_day=factor * scenario.transactions_a_day)
        shape, wanted = fewest_nodes(other, costs, seed)
        found.append(
            {
                "transactions_a_day": other.transactions_a_day,
                "shape": asdict(shape),
                "busy_with_one_away": busy_shares(other, costs, shape, wanted, away=1),
                "dollars_an_hour": price(other, costs, shape),
            }
        )
    return found


def across_a_kill(
    scenario: Scenario, costs: Costs, shape: Shape, seed: int, *, is_hedged: bool
) -> Figures:
    """Kill a node in the busiest hour; return when transactions came and how long they took."""
    cluster = Cluster(scenario, costs, replace(shape, is_hedged=is_hedged), seed)
    arrivals = poisson(scenario.peak_rate, SEEN_S, np.random.default_rng([seed, 2]))
    seen = cluster.run(arrivals, [Kill(KILLED_S, KILLED_S + scenario.repair_s)])
    order = np.argsort(seen.arrived_s)
    return {
        "killed_s": KILLED_S,
        "noticed_s": KILLED_S + scenario.noticed_s,
        "refused": len(seen.refused_s),
        "arrived_s": np.array(seen.arrived_s)[order].round(3).tolist(),
        "search_s": np.array(seen.search_s)[order].round(4).tolist(),
        "took_s": np.array(seen.took_s)[order].round(4).tolist(),
        "searches_over_2_s": int((np.array(seen.search_s) > 2.0).sum()),
        "slowest_search_s": float(max(seen.search_s)),
        "silent_count": sum(one.silent_count for one in cluster.askers),
    }


def _quiet(scenario: Scenario, costs: Costs, shape: Shape, seed: int) -> Any:  # noqa: ANN401
    rate = _QUIET * scenario.peak_rate
    return answer(scenario, costs, shape, seed, rate=rate, transactions=_FEW)


def _day(scenario: Scenario, costs: Costs, shape: Shape, seed: int) -> list[Figures]:
    """See some transactions of every fourth hour of the busiest day."""
    found: list[Figures] = []
    hours: Sequence[int] = _HOURS
    for hour in hours:
        rate = scenario.rate(hour, is_peak_day=True)
        latency = answer(scenario, costs, shape, seed + hour, rate=rate, transactions=_FEW)
        found.append({"hour": hour, "rate": rate, **asdict(latency)})
    return found
