"""The simulated cluster: transactions arrive, prints are extracted, searches ask all partitions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from benchmarks.cluster_simulation.asking import Asker, Asking, Work
from benchmarks.cluster_simulation.costs import Call, Costs
from benchmarks.cluster_simulation.events import Action, Clock, Cores, Workers
from benchmarks.cluster_simulation.machines import Node, Shape, move, spread
from benchmarks.cluster_simulation.scenario import Scenario, stalls
from benchmarks.data import Floats
from cluster.pace import Patience
from cluster.questions import Kind
from cluster.remote_shard import share_of_partition
from gallery.search import SearchParameters
from matcher.types import FINGERS

_DRAWN = 4_096
_PARAMETERS = SearchParameters()
_DEPTHS = next(found for least, found in _PARAMETERS.by_finger_count if len(FINGERS) >= least)


def _nothing() -> None:
    """Follows what nobody waits for."""


@dataclass(frozen=True)
class Kill:
    """A node that fails, and comes back."""

    at_s: float
    back_s: float
    node: int = 0


@dataclass
class Seen:
    """What became of transactions, in the order in which they ended."""

    arrived_s: list[float] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)
    search_s: list[float] = field(default_factory=list)
    """The part of the search in it."""
    refused_s: list[float] = field(default_factory=list)
    """When transactions were refused."""


@dataclass(frozen=True, eq=False)
class Round:
    """The questions of one stage."""

    kind: Kind
    call: Call
    work_s: Floats
    """Of each partition; -1 for a partition that is not asked."""
    service_s: float
    """Of the service, for all questions and answers."""


class Cluster:
    """A simulated cluster of one shape."""

    def __init__(
        self,
        scenario: Scenario,
        costs: Costs,
        shape: Shape,
        seed: int,
        *,
        is_refilled: bool = True,
        shared_cores: float = 0.0,
    ) -> None:
        """is_refilled: whether replicas of a lost node fill themselves on others.

        shared_cores: of one machine on which all nodes and services run, 0 for machines of their
        own.
        """
        self.clock, self.seen, self.asked_count = Clock(), Seen(), 0
        self._is_refilled = is_refilled
        self._scenario, self._costs, self._shape = scenario, costs, shape
        self._each = scenario.people / shape.partitions
        self._rng = np.random.default_rng(seed)
        self._stalls = self._drawn(lambda: stalls(scenario, _DRAWN, self._rng))
        self._prints = self._drawn(lambda: self._rng.choice(costs.prints_s, _DRAWN))
        shared = Cores(self.clock, shared_cores) if shared_cores else None
        self.nodes = [
            Node(f"node {one}", shared or Cores(self.clock, shape.shard_cores))
            for one in range(shape.nodes)
        ]
        self.copies = spread(self.nodes, shape.partitions, shape.replicas)
        self.workers = Workers(self.clock)
        for node in self.nodes:
            self.workers.join(node.name, shape.worker_cores)
        self.services = [shared or Cores(self.clock, 1) for _ in range(shape.services)]
        self.askers = [
            Asker(self.clock, Patience(), shape.is_hedged, lambda: next(self._stalls))
            for _ in range(shape.services)
        ]
        self._turn = 0

    def run(self, arrivals: Floats, kills: Sequence[Kill] = ()) -> Seen:
        """Let transactions arrive, and nodes fail; return what became of all transactions."""
        for kill in kills:
            self.clock.after(kill.at_s, partial(self._kill, kill))
        if len(arrivals):
            self._arrive(arrivals, 0)
        self.clock.run()
        return self.seen

    def run_one_by_one(self, count: int) -> Seen:
        """Let each transaction begin when the last has ended."""

        def following() -> None:
            if len(self.seen.took_s) < count:
                self._begin(following)

        following()
        self.clock.run()
        return self.seen

    def _arrive(self, arrivals: Floats, number: int) -> None:
        def now() -> None:
            if number + 1 < len(arrivals):
                self._arrive(arrivals, number + 1)
            self._begin()

        self.clock.after(float(arrivals[number]) - self.clock.now_s, now)

    def _begin(self, then: Action = _nothing) -> None:
        """Extract ten prints, wherever workers are idle, then search."""
        self._turn += 1
        service = self._turn % self._shape.services
        arrived_s = self.clock.now_s
        if not self._shape.worker_cores:
            self._search(service, arrived_s, then)
            return
        call = self._costs.calls.nothing
        waiting = _Countdown(len(FINGERS), partial(self._search, service, arrived_s, then))
        for _ in FINGERS:
            self.workers.do(next(self._prints) + call.replica_s + call.wire_s, waiting.one_less)

    def _search(self, service: int, arrived_s: float, then: Action) -> None:
        searched_s = self.clock.now_s
        rounds = self.rounds()

        def ended() -> None:
            self.seen.arrived_s.append(arrived_s)
            self.seen.took_s.append(self.clock.now_s - arrived_s)
            self.seen.search_s.append(self.clock.now_s - searched_s)
            then()

        def following() -> None:
            found = next(rounds, None)
            if found is None:
                ended()
            else:
                self.services[service].run(
                    found.service_s, lambda: self._ask(service, found, following)
                )

        following()

    def _ask(self, service: int, asked: Round, then: Action) -> None:
        """Ask all partitions that have something to do, and wait for all."""
        wanted = np.flatnonzero(asked.work_s >= 0)
        self.asked_count += len(wanted)
        if not len(wanted):
            then()
            return
        waiting = _Countdown(len(wanted), then)
        refusal = _Countdown(1, lambda: self.seen.refused_s.append(self.clock.now_s))
        for partition in wanted:
            Asking(
                self.askers[service],
                self.copies[partition],
                Work(asked.kind, asked.call, float(asked.work_s[partition])),
                waiting.one_less,
                refusal.one_less,
            )

    def rounds(self) -> Iterator[Round]:
        """Draw the stages of a search; the work of a partition that is not asked is -1."""
        costs, parts = self._costs, self._shape.partitions
        depth = _PARAMETERS.shortlist_depth(len(FINGERS), self._scenario.people)
        calls = costs.calls
        # What makes a probe slow makes it slow in every partition.
        slowness = float(self._rng.choice(costs.spread))
        # A gallery that grows all the time is asked by every search how large it is.
        asked = 0.0 if self._scenario.is_growing else -1.0
        yield self._round(Kind.STATE, calls.nothing, np.full(parts, asked), costs.own_s)
        rows = min(share_of_partition(depth, 1, parts), self._each)
        merged_s = calls.merge_s * rows * parts if parts > 1 else 0.0
        found_s = slowness * (costs.scan_s(self._each) + rows * costs.place_s)
        yield self._round(Kind.SHORTLIST, calls.shortlist(rows), np.full(parts, found_s), merged_s)
        yield self._comparison(_DEPTHS.compared, slowness * costs.few_s)
        yield self._comparison(_DEPTHS.finalists, slowness * costs.all_s)

    def _comparison(self, count: int, each_s: float) -> Round:
        shared = _shared(self._rng, count, self._shape.partitions)
        work_s = np.where(shared > 0, shared * each_s, -1.0)
        return self._round(Kind.COMPARE, self._costs.calls.templates, work_s, 0.0)

    def _round(self, kind: Kind, call: Call, work_s: Floats, service_s: float) -> Round:
        asked = int(np.count_nonzero(work_s >= 0))
        wire_s = call.wire_s + (self._scenario.wire_s if call.caller_s else 0.0)
        return Round(
            kind,
            Call(call.caller_s, call.replica_s, wire_s),
            work_s,
            service_s + asked * call.caller_s,
        )

    def _kill(self, kill: Kill) -> None:
        node = self.nodes[kill.node]
        node.fail()
        self.workers.lose(node.name, self._scenario.noticed_s)
        self.clock.after(self._scenario.noticed_s, partial(self._noticed, node))
        held = sum(one.node is node for replicas in self.copies for one in replicas)
        loaded_s = self._scenario.start_s + held * self._each * self._costs.load_s
        self.clock.after(kill.back_s - kill.at_s + loaded_s, partial(self._back, node))

    def _noticed(self, node: Node) -> None:
        if node.is_up:
            return
        node.notice()
        ready_s = self._scenario.start_s + self._each * self._costs.fill_s
        if self._is_refilled:
            move(self.clock, self.nodes, self.copies, node, ready_s)

    def _back(self, node: Node) -> None:
        node.come_back()
        self.workers.join(node.name, self._shape.worker_cores)

    def _drawn(self, draw: Callable[[], Floats]) -> Iterator[float]:
        while True:
            yield from draw().tolist()


class _Countdown:
    """Calls once when so many things have happened."""

    def __init__(self, count: int, then: Action) -> None:
        self._count, self._then = count, then

    def one_less(self) -> None:
        """Count one."""
        self._count -= 1
        if self._count == 0:
            self._then()


def _shared(rng: np.random.Generator, count: int, parts: int) -> Floats:
    """Draw how many of the kept references lie in each partition."""
    return rng.multinomial(count, np.full(parts, 1 / parts)).astype(np.float64)
