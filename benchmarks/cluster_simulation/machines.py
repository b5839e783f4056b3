"""Simulated machines: nodes that fail and come back, and the replicas of partitions on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.cluster_simulation.events import Action, Clock, Cores


@dataclass(frozen=True)
class Shape:
    """How many machines of which kind there are, and what lies on them."""

    nodes: int
    partitions: int
    replicas: int
    shard_cores: int
    """Of each node, for its replicas."""
    worker_cores: int
    """Of each node, for workers that extract."""
    services: int
    is_hedged: bool = True

    @property
    def node_cores(self) -> int:
        """The cores of a node."""
        return self.shard_cores + self.worker_cores


class Node:
    """A machine whose processors its replicas share."""

    def __init__(self, name: str, cores: Cores) -> None:
        self.name, self.cores = name, cores
        self.is_up = True
        self.is_noticed = False
        """Whether others know that it is down."""
        self._asked: dict[int, Action] = {}
        self._number = 0

    def ask(self, work_s: float, then: Action, lost: Action) -> None:
        """Do a question's work. lost: called when the node is down and that is known."""
        if self.is_noticed:
            lost()
            return
        self._number += 1
        number = self._number
        self._asked[number] = lost

        def done() -> None:
            del self._asked[number]
            then()

        if self.is_up:
            self.cores.run(work_s, done)

    def fail(self) -> None:
        """Go down, as by a power cut: nobody hears anything."""
        self.is_up = False
        self.cores.halt()

    def notice(self) -> None:
        """Tell everybody who waits."""
        self.is_noticed = not self.is_up
        for lost in [*self._asked.values()] if self.is_noticed else []:
            lost()
        if self.is_noticed:
            self._asked.clear()

    def come_back(self) -> None:
        """Be there again."""
        self.is_up, self.is_noticed = True, False


@dataclass(eq=False)
class SimulatedReplica:
    """A copy of a partition."""

    name: str
    node: Node


def spread(nodes: Sequence[Node], partitions: int, replicas: int) -> list[list[SimulatedReplica]]:
    """Place the replicas of each partition on different nodes, and alike on all nodes."""
    return [
        [
            SimulatedReplica(f"{partition}/{number}", nodes[place % len(nodes)])
            for number in range(replicas)
            for place in [partition * replicas + number]
        ]
        for partition in range(partitions)
    ]


def move(
    clock: Clock,
    nodes: Sequence[Node],
    copies: Sequence[Sequence[SimulatedReplica]],
    lost: Node,
    ready_s: float,
) -> None:
    """Have the replicas of a lost node fill themselves on others; they are there after a while."""
    held = Counter(one.node for replicas in copies for one in replicas)
    for replicas in copies:
        for replica in replicas:
            taken = {one.node for one in replicas}
            free = [node for node in nodes if node.is_up and node not in taken]
            if replica.node is lost and free:
                target = min(free, key=lambda node: held[node])
                held[target] += 1
                clock.after(ready_s, partial(_settle, replica, target))


def _settle(replica: SimulatedReplica, target: Node) -> None:
    if target.is_up:
        replica.node = target
