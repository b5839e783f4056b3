"""How long partitions have no replica, over years in which nodes fail and come back."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.cluster_simulation.costs import Costs
from benchmarks.cluster_simulation.events import Clock, Cores
from benchmarks.cluster_simulation.machines import Node, Shape, move, spread
from benchmarks.cluster_simulation.scenario import Scenario

YEAR_S = 365.25 * 86_400


@dataclass(frozen=True)
class Lives:
    """What was seen in so many years."""

    years: float
    failures: int
    away_s: float
    """Time in which some partition had no replica, so that every search was refused."""
    times_away: int

    @property
    def availability(self) -> float:
        """The share of time in which all partitions could be searched."""
        return 1 - self.away_s / (self.years * YEAR_S)


class _Years:
    """Nodes that live on their own."""

    def __init__(
        self, scenario: Scenario, costs: Costs, shape: Shape, years: float, seed: int
    ) -> None:
        self._scenario, self._costs = scenario, costs
        self._rng = np.random.default_rng(seed)
        self._clock = Clock()
        self._end_s = years * YEAR_S
        self._nodes = [Node(f"node {n}", Cores(self._clock, 1)) for n in range(shape.nodes)]
        self._copies = spread(self._nodes, shape.partitions, shape.replicas)
        self._each = scenario.people / shape.partitions
        self._away_since: float | None = None
        self.failures = self.times_away = 0
        self.away_s = 0.0

    def live(self) -> None:
        """Let the years pass."""
        for node in self._nodes:
            self._plan_failure(node)
        self._clock.run()
        self._look(ends=True)

    def _plan_failure(self, node: Node) -> None:
        after_s = self._rng.exponential(YEAR_S / self._scenario.failures_a_year)
        if self._clock.now_s + after_s < self._end_s:
            self._clock.after(after_s, partial(self._fail, node))

    def _fail(self, node: Node) -> None:
        self.failures += 1
        node.fail()
        self._look()
        is_hardware = self._rng.random() < self._scenario.hardware_share
        mean_s = self._scenario.hardware_s if is_hardware else self._scenario.repair_s
        held = sum(one.node is node for replicas in self._copies for one in replicas)
        loaded_s = self._scenario.start_s + held * self._each * self._costs.load_s
        self._clock.after(self._rng.exponential(mean_s) + loaded_s, partial(self._come_back, node))
        self._clock.after(self._scenario.noticed_s, partial(self._fill_elsewhere, node))

    def _fill_elsewhere(self, node: Node) -> None:
        if not node.is_up:
            ready_s = self._scenario.start_s + self._each * self._costs.fill_s
            move(self._clock, self._nodes, self._copies, node, ready_s)
            # After the replicas, which were planned before, have settled.
            self._clock.after(ready_s, self._look)

    def _come_back(self, node: Node) -> None:
        node.come_back()
        self._look()
        self._plan_failure(node)

    def _look(self, *, ends: bool = False) -> None:
        is_away = any(not any(one.node.is_up for one in replicas) for replicas in self._copies)
        now_s = min(self._clock.now_s, self._end_s)
        if is_away and self._away_since is None:
            self._away_since = now_s
            self.times_away += 1
        if self._away_since is not None and (ends or not is_away):
            self.away_s += now_s - self._away_since
            self._away_since = None


def live(scenario: Scenario, costs: Costs, shape: Shape, years: float, seed: int) -> Lives:
    """Draw failures and repairs of nodes over years."""
    drawn = _Years(scenario, costs, shape, years, seed)
    drawn.live()
    return Lives(years, drawn.failures, drawn.away_s, drawn.times_away)


def of_one(scenario: Scenario) -> float:
    """Return the availability of one machine without another beside it."""
    mean_s = (
        1 - scenario.hardware_share
    ) * scenario.repair_s + scenario.hardware_share * scenario.hardware_s
    up_s = YEAR_S / scenario.failures_a_year
    return up_s / (up_s + mean_s)


def with_failover(availability: float, scenario: Scenario, count: int = 1) -> float:
    """Take off what failovers to a second PostgreSQL cost."""
    return availability * (1 - count * scenario.failures_a_year * scenario.failover_s / YEAR_S)
