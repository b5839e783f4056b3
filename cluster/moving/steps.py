"""What every change of a cluster is made of: see the nodes, build a replica, wait, end one."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cluster.errors import ClusterError
from cluster.moving.layout import Layout, Node
from cluster.names import ReplicaName
from cluster.version import Version
from gallery.store import cut

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What a replica runs that starts on a node now."""

    version: Version | None
    """None if the node does not say."""
    fault: str = ""
    """Why the replica could not open the database; "" if it can."""


class Ground(Protocol):
    """Nodes and processes, as whoever changes a cluster sees and changes them."""

    def layout(self) -> Layout:
        """Return the nodes that are there and the replicas on them."""

    def programs(self) -> Mapping[str, Program]:
        """Return what a replica would run on each node, by the node's id."""

    def start(self, name: ReplicaName, node: Node) -> None:
        """Start a replica on a node, or on another if the node has no room any more.

        Raises ClusterError if no node takes it.
        """

    def restart(self, name: ReplicaName) -> None:
        """End the process of a replica, and wait until another one has begun in its place.

        It continues from its folder.
        """

    def missing(self, name: ReplicaName) -> str:
        """Say why a replica is not ready; "" if it is."""

    def version(self, name: ReplicaName) -> Version | None:
        """Return what a replica runs; None if it does not answer."""

    def unasked_s(self, name: ReplicaName) -> float:
        """Return how long no search has asked a replica; a lost one is never asked."""

    def unseen_s(self, name: ReplicaName) -> float:
        """Return how long no service of the same digest has looked whether a replica is ready."""

    def end(self, name: ReplicaName) -> None:
        """End a replica, and delete its folder if its node answers."""

    def close_node(self, node: Node) -> None:
        """Place nothing more on a node."""

    def open_node(self, node: Node) -> None:
        """Place replicas on a node again."""


@dataclass(frozen=True)
class Waits:
    """How long a change waits. Chosen, not measured."""

    look_s: float = 0.5
    unasked_s: float = 5.0
    """Services look for new replicas every second. Who is not asked for so long, nobody knows."""
    most_unasked_s: float = 60.0
    """Then a replica ends although it is asked: its questions go to the new one."""
    unseen_s: float = 30.0
    """While two versions run, each service looks at all replicas every second. A service that does
    not for so long is not there."""


class Steps:
    """The steps, told to whoever waits for them."""

    def __init__(self, ground: Ground, tell: Tell, waits: Waits | None = None) -> None:
        self.ground = ground
        self.tell = tell
        self.waits = waits or Waits()

    def start(self, name: ReplicaName, node: Node) -> None:
        """Start a replica, and wait until it is ready. Raises ClusterError if no node takes it."""
        self.ground.start(name, node)
        self.wait_ready(name)

    def wait_ready(self, name: ReplicaName) -> None:
        """Wait as long as it takes: filling a large partition takes hours."""
        said = ""
        while why := self.ground.missing(name):
            if why != said:
                self.tell(f"{name} is not ready: {why}")
                said = why
            time.sleep(self.waits.look_s)
        if said:
            self.tell(f"{name} is ready")

    def end(self, names: Sequence[ReplicaName]) -> None:
        """End replicas once no search asks them, or after a while in any case."""
        end = time.monotonic() + self.waits.most_unasked_s
        while time.monotonic() < end and any(
            self.ground.unasked_s(name) < self.waits.unasked_s for name in names
        ):
            time.sleep(self.waits.look_s)
        self.end_now(names)

    def end_now(self, names: Sequence[ReplicaName]) -> None:
        """End replicas."""
        for name in names:
            self.ground.end(name)
            self.tell(f"{name} has ended")


def of_one_cut(layout: Layout) -> Layout:
    """Return the layout. Raises ClusterError if no replica runs, or if two cuts do."""
    if not layout.places:
        raise ClusterError("no replica runs: start them by `tenprint cluster up`")
    slots = sorted(layout.by_slots())
    if slots != sorted(cut(len(slots))):
        raise ClusterError(
            f"the galleries are not in one cut: partitions {', '.join(map(str, slots))} run; "
            "finish or undo the change by `tenprint cluster rebalance --partitions N`, with N "
            "of the cut that is to stay"
        )
    return layout


def others_of(layout: Layout, name: ReplicaName) -> list[ReplicaName]:
    """Return the replicas of the same partition under other numbers that are on a node."""
    return [
        one
        for one, place in sorted(layout.places.items())
        if one.slots == name.slots and one.number != name.number and place
    ]
