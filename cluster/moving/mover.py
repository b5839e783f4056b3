"""Moves replicas while searches go on: build beside, wait until ready, end the old one.

Nothing is written down. The names of the replicas that run say what is unfinished, and whoever
starts the same again continues: a number that runs in two generations moves, and of two cuts the
one that is asked for is completed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from cluster.errors import ClusterError
from cluster.moving.layout import Layout, Move, Node, even_moves, homeless
from cluster.names import ReplicaName
from gallery.store import cut

Tell = Callable[[str], None]


class Ground(Protocol):
    """Nodes and processes, as whoever moves replicas sees and changes them."""

    def layout(self) -> Layout:
        """Return the nodes that are there and the replicas on them."""

    def start(self, name: ReplicaName, node: Node) -> None:
        """Start a replica on a node, or on another if the node has no room any more.

        Raises ClusterError if no node takes it.
        """

    def missing(self, name: ReplicaName) -> str:
        """Say why a replica is not ready; "" if it is."""

    def unasked_s(self, name: ReplicaName) -> float:
        """Return how long no search has asked a replica; a lost one is never asked."""

    def end(self, name: ReplicaName) -> None:
        """End a replica, and delete its folder if its node answers."""

    def close_node(self, node: Node) -> None:
        """Place nothing more on a node."""

    def open_node(self, node: Node) -> None:
        """Place replicas on a node again."""


@dataclass(frozen=True)
class Waits:
    """How long a move waits. Chosen, not measured."""

    look_s: float = 0.5
    unasked_s: float = 5.0
    """Services look for new replicas every second. Who is not asked for so long, nobody knows."""
    most_unasked_s: float = 60.0
    """Then a replica ends although it is asked: its questions go to the new one."""


class Mover:
    """Drains nodes, evens out, and changes the cut. One at a time in a cluster."""

    def __init__(self, ground: Ground, tell: Tell, waits: Waits | None = None) -> None:
        self._ground = ground
        self._tell = tell
        self._waits = waits or Waits()

    def drain(self, node: Node, *, fewer: bool = False) -> None:
        """Move all replicas away from a node, which takes no new ones from now on.

        fewer: end replicas without a place elsewhere if their partition keeps another replica.
        Raises ClusterError, before anything is changed, if a replica finds no place.
        """
        layout = self._of_one_cut()
        lonely = homeless(layout, node)
        refused = [one for one in lonely if not fewer or not _others(layout, one, node)]
        if refused:
            raise ClusterError(_no_place(refused, node, is_last=fewer))
        self._ground.close_node(node)
        self._finish()
        while names := self._ground.layout().on(node):
            name = names[0]
            place = self._ground.layout().node_for(name.slots, name.number)
            if place:
                self._move(Move(name, place))
            elif fewer:
                self._leave_out(name, node)
            else:
                raise ClusterError(_no_place([name], node, is_last=False))

    def planned(self) -> list[Move]:
        """Plan how replicas come to lie evenly. Raises ClusterError if two cuts run."""
        return list(even_moves(self._of_one_cut()))

    def unfinished(self) -> list[ReplicaName]:
        """Return the replicas that end as soon as their newer place is ready."""
        return self._ground.layout().superseded()

    def rebalance(self) -> None:
        """Finish what was begun, then carry out the plan. Raises ClusterError."""
        self._of_one_cut()
        self._finish()
        for move in self.planned():
            self._move(move)

    def recut_plan(self, partition_count: int) -> tuple[list[Move], list[ReplicaName]]:
        """Return which replicas are to be built for another cut, and which end then.

        Raises ClusterError if the nodes have no room for both.
        """
        layout = self._ground.layout()
        wanted = cut(partition_count)
        ending = [name for name in sorted(layout.places) if name.slots not in wanted]
        building: list[Move] = []
        if not ending:
            return building, ending
        generation = max(name.generation for name in ending) + 1
        numbers = range(_replica_count(layout))
        there = {(name.slots, name.number) for name in layout.places}
        for slots, number in product(wanted, numbers):
            if (slots, number) not in there:
                place = layout.node_for(slots, number)
                if place is None:
                    raise ClusterError(
                        f"replica {number} of partition {slots} finds no node with room beside the "
                        "present partitions: add nodes, or use `tenprint cluster down` and `up`"
                    )
                building.append(Move(ReplicaName(slots, number, generation), place))
                layout = layout.placed(building[-1].replica, place)
        return building, ending

    def recut(self, partition_count: int) -> None:
        """Build another cut beside the present one; the present one ends once all is ready.

        Searches ask the old cut until every partition of the new one is ready. Raises ClusterError.
        """
        self._finish()
        building, ending = self.recut_plan(partition_count)
        for one in building:
            self._tell(f"{one.replica} is built on {one.node.address} ({one.node.id[:8]})")
            self._start(one.replica, one.node)
        for name in sorted(self._ground.layout().places):
            if name not in ending:
                self._wait_ready(name)
        self._end(ending)

    def _of_one_cut(self) -> Layout:
        """Return the layout as it is once all moves are finished.

        Raises ClusterError if another cut is being built.
        """
        layout = self._ground.layout()
        if not layout.places:
            raise ClusterError("no replica runs: start them by `tenprint cluster up`")
        slots = sorted(layout.by_slots())
        if slots != sorted(cut(len(slots))):
            raise ClusterError(
                f"the galleries are not in one cut: partitions {', '.join(map(str, slots))} run; "
                "finish or undo the change by `tenprint cluster rebalance --partitions N`, with N "
                "of the cut that is to stay"
            )
        for name in layout.superseded():
            layout = layout.without(name)
        return layout

    def _finish(self) -> None:
        """End replicas that run in a newer place too."""
        for name in self._ground.layout().superseded():
            newest = max(
                one
                for one in self._ground.layout().places
                if (one.slots, one.number) == (name.slots, name.number)
            )
            self._tell(f"{newest} was begun before: it replaces {name}")
            self._wait_ready(newest)
            self._end([name])

    def _move(self, move: Move) -> None:
        old = move.replica
        new = ReplicaName(old.slots, old.number, self._ground.layout().next_generation())
        self._tell(f"{old} moves to {move.node.address} ({move.node.id[:8]}) as {new}")
        self._start(new, move.node)
        self._end([old])

    def _start(self, name: ReplicaName, node: Node) -> None:
        self._ground.start(name, node)
        self._wait_ready(name)

    def _leave_out(self, name: ReplicaName, node: Node) -> None:
        """End a replica whose partition keeps another one. Raises ClusterError otherwise."""
        kept = _others(self._ground.layout(), name, node)
        if not any(self._ground.missing(one) == "" for one in kept):
            raise ClusterError(
                f"{name} stays on node {node.address}: no other replica of partition {name.slots} "
                "is ready"
            )
        self._tell(f"{name} ends without another in its place: its partition has {len(kept)} left")
        self._end([name])

    def _wait_ready(self, name: ReplicaName) -> None:
        """Wait as long as it takes: filling a large partition takes hours."""
        said = ""
        while why := self._ground.missing(name):
            if why != said:
                self._tell(f"{name} is not ready: {why}")
                said = why
            time.sleep(self._waits.look_s)
        if said:
            self._tell(f"{name} is ready")

    def _end(self, names: Sequence[ReplicaName]) -> None:
        """End replicas once no search asks them, or after a while in any case."""
        end = time.monotonic() + self._waits.most_unasked_s
        while time.monotonic() < end and any(
            self._ground.unasked_s(name) < self._waits.unasked_s for name in names
        ):
            time.sleep(self._waits.look_s)
        for name in names:
            self._ground.end(name)
            self._tell(f"{name} has ended")


def _others(layout: Layout, name: ReplicaName, node: Node) -> list[ReplicaName]:
    """Return the replicas of the same partition under other numbers and on other nodes."""
    return [
        one
        for one, place in sorted(layout.places.items())
        if one.slots == name.slots and one.number != name.number and place not in ("", node.id)
    ]


def _replica_count(layout: Layout) -> int:
    """Return how many replicas a partition has at most."""
    return max(len({one.number for one in names}) for names in layout.by_slots().values())


def _no_place(names: Sequence[ReplicaName], node: Node, *, is_last: bool) -> str:
    listed = ", ".join(map(str, names))
    what = (
        "they are the only replicas of their partitions: add a node"
        if is_last
        else "add a node, or give --fewer to go on with fewer replicas"
    )
    return (
        f"node {node.address} ({node.id[:8]}) cannot be drained: {listed} find no other node with "
        f"room that holds no replica of the same partition; {what}"
    )
