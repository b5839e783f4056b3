"""Decide how many workers run, from what waits and what is idle. Knows neither clock nor cluster.

Workers come when a finger waits for too long, at most twice as many at a time, and only where cores
are idle. They go when fewer were needed for a long time. Between the two nothing changes, so that
no worker comes and goes with every booking.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cluster.extraction.messages import QueueReport


@dataclass(frozen=True)
class WorkerBounds:
    """How many workers a node has."""

    least: int
    most: int | None
    """None: as many as the node has CPUs. No node ever has more than that."""

    def __str__(self) -> str:
        return f"{self.least}..{'cores' if self.most is None else self.most}"

    def least_on(self, cpu_count: int) -> int:
        """Return how many workers a node with so many CPUs has at least."""
        return min(self.least, self.most_on(cpu_count))

    def most_on(self, cpu_count: int) -> int:
        """Return how many workers a node with so many CPUs may have."""
        return cpu_count if self.most is None else min(self.most, cpu_count)


@dataclass(frozen=True)
class ScalingRules:
    """When workers come and go. Chosen, not measured."""

    late_s: float = 5.0
    """A finger that waits for longer is late. One worker extracts the ten plain prints of a booking
    in less."""
    settle_s: float = 15.0
    """After workers came, until more may come: they load their network first."""
    quiet_s: float = 300.0
    """A worker goes when it was not needed for so long."""
    forget_s: float = 5.0
    """A service that says nothing for so long has no fingers any more. It reports every second."""
    idle_cores: float = 0.75
    """What must be idle on a node for each worker that comes; 0: nothing."""


@dataclass(frozen=True)
class HeardQueue:
    """What a service said, and when."""

    report: QueueReport
    heard_s: float


@dataclass(frozen=True)
class WorkerSight:
    """A worker, as it is seen."""

    name: str
    number: int
    """Of its node."""
    is_ready: bool = True
    """Whether it could extract. A worker that loads, or does not answer, could not."""
    is_used: bool = False
    """Whether it had a finger since the last look."""
    is_ending: bool = False
    """Whether it was told to finish."""


@dataclass(frozen=True)
class NodeSight:
    """A node with CPUs, as it is seen."""

    node: str
    cpu_count: int
    workers: tuple[WorkerSight, ...] = ()
    idle_cores: float = 0.0
    """Cores that nobody used lately, as far as is known."""

    @property
    def staying(self) -> tuple[WorkerSight, ...]:
        """Workers that were not told to finish."""
        return tuple(one for one in self.workers if not one.is_ending)


@dataclass(frozen=True)
class Sight:
    """All that a decision is made from."""

    now_s: float
    queues: tuple[HeardQueue, ...]
    nodes: tuple[NodeSight, ...]


@dataclass(frozen=True)
class Memory:
    """What one decision leaves to the next one."""

    since_s: float
    """When the watching began."""
    came_s: float = -float("inf")
    """When workers came the last time because fingers waited."""
    needs: tuple[tuple[float, int], ...] = ()
    """When how many workers would have been busy, within the last `quiet_s`."""


@dataclass(frozen=True)
class Decision:
    """What is to be done, and why."""

    starting: tuple[str, ...] = ()
    """Nodes, each as often as a worker is to start there."""
    finishing: tuple[str, ...] = ()
    """Workers."""
    wanted_count: int = 0
    running_count: int = 0
    """Without those that were told to finish before."""
    why: str = ""


@dataclass(frozen=True)
class _Demand:
    """What waits."""

    service_count: int
    waiting_count: int
    oldest_wait_s: float

    def __str__(self) -> str:
        if not self.waiting_count:
            return f"no finger of {self.service_count} services waits"
        return (
            f"{self.waiting_count} fingers of {self.service_count} services wait, the oldest for "
            f"{self.oldest_wait_s:.1f} s"
        )


@dataclass
class _Count:
    """Workers of a node while a decision is made."""

    sight: NodeSight
    bounds: WorkerBounds
    rules: ScalingRules
    starting: int = 0
    finishing: list[WorkerSight] = field(default_factory=list)

    @property
    def least(self) -> int:
        return self.bounds.least_on(self.sight.cpu_count)

    @property
    def staying(self) -> int:
        return len(self.sight.staying) + self.starting - len(self.finishing)

    @property
    def room(self) -> int:
        """How many may start: a worker that ends still has its core."""
        most = self.bounds.most_on(self.sight.cpu_count)
        return most - len(self.sight.workers) - self.starting

    @property
    def idle_cores(self) -> float:
        """What is left of the idle cores."""
        return self.sight.idle_cores - self.starting * self.rules.idle_cores

    @property
    def can_grow(self) -> bool:
        return self.room > 0 and self.idle_cores >= self.rules.idle_cores


def decide(
    memory: Memory, sight: Sight, bounds: WorkerBounds, rules: ScalingRules
) -> tuple[Decision, Memory]:
    """Decide which workers come and go now; returns the decision, and what it leaves to the next.

    Each node gets its least number at once, and loses what is above its most at once.
    """
    demand = _demand(sight, rules)
    used = sum(worker.is_used for node in sight.nodes for worker in node.workers)
    memory = _remembering(memory, sight.now_s, used + demand.waiting_count, rules)
    counts = [_Count(one, bounds, rules) for one in sight.nodes]
    for one in counts:
        one.starting = max(0, min(one.least - one.staying, one.room))
        excess = one.staying - bounds.most_on(one.sight.cpu_count)
        one.finishing = sorted(one.sight.staying, key=_order)[: max(0, excess)]
    if not counts:
        why = "no node offers CPUs"
    elif demand.oldest_wait_s > rules.late_s:
        why, came = _grown(counts, demand, sight.now_s - memory.came_s, rules)
        memory = replace(memory, came_s=sight.now_s) if came else memory
    else:
        why = _shrunk(counts, memory, sight.now_s, rules)
    return _decision(counts, f"{demand}; {why}"), memory


def _demand(sight: Sight, rules: ScalingRules) -> _Demand:
    """Add up what services said lately."""
    heard = [one.report for one in sight.queues if sight.now_s - one.heard_s <= rules.forget_s]
    waiting = [one for one in heard if one.waiting_count]
    return _Demand(
        len(heard),
        sum(one.waiting_count for one in waiting),
        max((one.oldest_wait_s for one in waiting), default=0.0),
    )


def _remembering(memory: Memory, now_s: float, need: int, rules: ScalingRules) -> Memory:
    kept = [one for one in memory.needs if now_s - one[0] <= rules.quiet_s]
    return replace(memory, needs=(*kept, (now_s, need)))


def _grown(
    counts: Sequence[_Count], demand: _Demand, settled_s: float, rules: ScalingRules
) -> tuple[str, bool]:
    """Have workers start where cores are idle; returns why, and whether any start."""
    if settled_s < rules.settle_s:
        return f"workers came {settled_s:.0f} s ago, and are given {rules.settle_s:g} s", False
    left = wished = min(demand.waiting_count, max(1, sum(one.staying for one in counts)))
    while left:
        able = [one for one in counts if one.can_grow]
        if not able:
            break
        max(able, key=lambda one: one.idle_cores).starting += 1
        left -= 1
    if left < wished:
        return f"a finger is late after {rules.late_s:g} s, so workers come", True
    if any(one.room > 0 for one in counts):
        return "no node with room has an idle core", False
    return "no node may have more workers", False


def _shrunk(counts: Sequence[_Count], memory: Memory, now_s: float, rules: ScalingRules) -> str:
    """Have workers finish that were not needed; returns why."""
    peak = max(need for _, need in memory.needs)
    watched_s = now_s - max(memory.since_s, memory.came_s)
    if watched_s < rules.quiet_s:
        return f"workers go if {rules.quiet_s:g} s are quiet, of which {watched_s:.0f} s are over"
    keep = max(peak, sum(one.least for one in counts))
    surplus = sum(one.staying for one in counts) - keep
    candidates = _candidates(counts)
    ready = sum(worker.is_ready for _, worker in candidates)
    for one, worker in candidates:
        is_spare = not worker.is_ready or ready > keep
        if surplus <= 0 or not is_spare or one.staying <= one.least:
            continue
        one.finishing.append(worker)
        surplus -= 1
        ready -= worker.is_ready
    return f"at most {peak} workers were needed in {rules.quiet_s:g} s"


def _candidates(counts: Sequence[_Count]) -> list[tuple[_Count, WorkerSight]]:
    """Return the workers that stay so far, in the order in which they may go."""
    pairs = [
        (one, worker)
        for one in counts
        for worker in one.sight.staying
        if worker not in one.finishing
    ]
    return sorted(pairs, key=lambda pair: _order(pair[1]))


def _order(worker: WorkerSight) -> tuple[bool, int, str]:
    """Order workers as they may go: those that cannot extract, then those that came last."""
    return worker.is_ready, -worker.number, worker.name


def _decision(counts: Sequence[_Count], why: str) -> Decision:
    starting = Counter({one.sight.node: one.starting for one in counts})
    return Decision(
        tuple(sorted(starting.elements())),
        tuple(worker.name for one in counts for worker in one.finishing),
        sum(one.staying for one in counts),
        sum(len(one.sight.staying) for one in counts),
        why,
    )
