"""What is simulated, and what is assumed: each number with its source."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from benchmarks.data import Floats


@dataclass(frozen=True)
class Scenario:
    """Who is searched among how many, on which machines, and how these fail."""

    people: int = 200_000_000
    """IDENT in 2021, as issue 19 states it."""
    transactions_a_day: float = 650_000.0
    """Criminal transactions of NGI in 2015, as issue 19 states it. Each brings ten images."""
    window: int = 2_500
    """Transactions that are simulated for each p99; 25 of them are beyond it."""
    is_growing: bool = True
    """Whether people are enrolled all the time."""
    peak_day: float = 82 / 48
    """The busiest day, of the mean day: IAFIS had 48,000 transactions on the mean day of 2006 and
    82,000 on the busiest (NSTC glossary, IAFIS)."""
    evening: float = 0.5
    """How far the busiest hour of a day lies above the day's mean, and the quietest below. Assumed:
    the day is a cosine with its top at 22:00."""
    answer_s: float = 3.0
    """What 99 of 100 transactions may take in the busiest hour, with one node away. Chosen."""
    node_cores: int = 16
    node_gib: float = 64.0
    """The size of a node. Chosen: a common size at every provider."""
    busiest_share: float = 0.75
    """Most of a kind of processors that may be busy in the busiest hour, with one node away.
    Chosen: beyond it queues grow faster than the load."""
    gib_s_per_core: float = 6.0
    """Memory that a core of a full machine reads a second. Assumed: twelve channels of DDR5-4800
    over 64 to 96 cores give 4.5 to 6.7."""
    stalls: float = 0.001
    """Share of questions whose replica stalls. Assumed, as is the time."""
    stall_s: float = 0.1
    """The shortest stall. Longer ones follow a Pareto distribution."""
    stall_index: float = 1.5
    """Of that distribution: a mean stall takes three times the shortest."""
    longest_stall_s: float = 30.0
    wire_s: float = 0.0003
    """A question's way to another machine and back, beside what was measured on one. Assumed."""
    failures_a_year: float = 4.0
    """Of a node, restarts for maintenance among them. Assumed."""
    repair_s: float = 900.0
    """Mean time until a node that failed is back. Assumed: most failures are restarts."""
    hardware_share: float = 0.1
    """Of failures, those that need other hardware. Assumed."""
    hardware_s: float = 86_400.0
    """Mean time until a node with other hardware is back. Assumed: the next day."""
    noticed_s: float = 30.0
    """Until Ray declares a silent node dead: five missed checks, one each 3 s, of up to 10 s
    (`RAY_health_check_…`), rounded."""
    start_s: float = 5.0
    """Until a replica's process runs and has loaded its kernels. Assumed: a service takes 3.4 s
    (docs/results/first_hour.json)."""
    failover_s: float = 60.0
    """Until a second PostgreSQL is the first. Assumed."""
    core_price: float = 0.04
    """Of a core an hour, in dollars. Assumed: the order of list prices on demand; so are the next
    two."""
    gib_price: float = 0.005
    """Of a GiB of memory an hour, in dollars."""
    disk_price: float = 0.00011
    """Of a GB of SSD an hour, in dollars."""

    @property
    def mean_rate(self) -> float:
        """Transactions a second on the mean day."""
        return self.transactions_a_day / 86_400

    @property
    def peak_rate(self) -> float:
        """Transactions a second in the busiest hour of the busiest day."""
        return self.mean_rate * self.peak_day * (1 + self.evening)

    def rate(self, hour: float, *, is_peak_day: bool = False) -> float:
        """Transactions a second at an hour of a day."""
        of_hour = 1 + self.evening * np.cos(2 * np.pi * (hour - 22) / 24)
        return float(self.mean_rate * (self.peak_day if is_peak_day else 1.0) * of_hour)

    def stated(self) -> dict[str, Any]:
        """Return every parameter by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def poisson(rate: float, seconds: float, rng: np.random.Generator) -> Floats:
    """Draw the times of arrivals at a constant rate."""
    count = rng.poisson(rate * seconds)
    return np.sort(rng.uniform(0.0, seconds, count))


def stalls(scenario: Scenario, count: int, rng: np.random.Generator) -> Floats:
    """Draw how long each of so many questions stalls; most do not."""
    lengths = scenario.stall_s * (1 - rng.random(count)) ** (-1 / scenario.stall_index)
    stalled = rng.random(count) < scenario.stalls
    return np.where(stalled, np.minimum(lengths, scenario.longest_stall_s), 0.0)
