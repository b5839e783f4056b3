"""Moves replicas while searches go on: build beside, wait until ready, end the old one.

Nothing is written down. The names of the replicas that run say what is unfinished, and whoever
starts the same again continues: a number that runs in two generations moves, and of two cuts the
one that is asked for is completed.
"""

from collections.abc import Sequence
from itertools import product

from cluster.errors import ClusterError
from cluster.moving.layout import Layout, Move, Node, even_moves, homeless, newest_places
from cluster.moving.steps import Ground, Steps, Tell, Waits, of_one_cut, others_of
from cluster.names import ReplicaName
from gallery.store import cut


class Mover:
    """Drains nodes, evens out, and changes the cut. One at a time in a cluster."""

    def __init__(self, ground: Ground, tell: Tell, waits: Waits | None = None) -> None:
        self._ground = ground
        self._tell = tell
        self._steps = Steps(ground, tell, waits)
        self._own: set[str] | None = None
        """Ids of nodes whose program has the digest of the replicas; None: not asked yet."""

    def drain(self, node: Node, *, fewer: bool = False) -> None:
        """Move all replicas away from a node, which takes no new ones from now on.

        fewer: end replicas without a place elsewhere if their partition keeps another replica.
        Raises ClusterError, before anything is changed, if a replica finds no place.
        """
        layout = self._of_own_nodes(self._of_one_cut())
        lonely = homeless(layout, node)
        refused = [one for one in lonely if not fewer or not _others(layout, one, node)]
        if refused:
            raise ClusterError(_no_place(refused, node, is_last=fewer))
        self._ground.close_node(node)
        self._finish()
        while names := self._ground.layout().on(node):
            name = names[0]
            place = self._of_own_nodes(self._ground.layout()).node_for(name.slots, name.number)
            if place:
                self._move(Move(name, place))
            elif fewer:
                self._leave_out(name, node)
            else:
                raise ClusterError(_no_place([name], node, is_last=False))

    def planned(self) -> list[Move]:
        """Plan how replicas come to lie evenly. Raises ClusterError if two cuts run."""
        return list(even_moves(self._of_own_nodes(self._of_one_cut())))

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
        layout = self._of_own_nodes(self._ground.layout())
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
        if building:
            self._refuse_versions()
        for one in building:
            self._tell(f"{one.replica} is built on {one.node.address} ({one.node.id[:8]})")
            self._steps.start(one.replica, one.node)
        for name in sorted(self._ground.layout().places):
            if name not in ending:
                self._steps.wait_ready(name)
        if building:
            self._refuse_versions()
        self._steps.end(ending)

    def _of_one_cut(self) -> Layout:
        """Return the layout as it is once all moves are finished.

        Raises ClusterError if another cut or another version is being built.
        """
        layout = of_one_cut(self._ground.layout())
        self._refuse_versions()
        for name in layout.superseded():
            layout = layout.without(name)
        return layout

    def _finish(self) -> None:
        """End replicas that run in a newer place too.

        Raises ClusterError if the newer ones may be of another version.
        """
        superseded = self._ground.layout().superseded()
        if superseded:
            self._refuse_versions()
        for name in superseded:
            newest = newest_places(self._ground.layout().places)[name.slots, name.number]
            self._tell(f"{newest} was begun before: it replaces {name}")
            self._steps.wait_ready(newest)
            self._steps.end([name])

    def _refuse_versions(self) -> None:
        """Raise ClusterError if replicas run whose answers must not meet.

        Otherwise a replica would end that services of its version still need.
        """
        if len(digests := self._digests()) > 1:
            raise ClusterError(
                f"replicas of several versions run, {' and '.join(sorted(digests))}: finish by "
                "`tenprint cluster roll` of the version that is to stay, then run this again"
            )

    def _digests(self) -> set[str]:
        """Return the digests of the replicas that answer."""
        versions = map(self._ground.version, self._ground.layout().places)
        return {one.digest for one in versions if one}

    def _of_own_nodes(self, layout: Layout) -> Layout:
        """Return the layout in which nodes with a program of another digest take no replicas."""
        if self._own is None:
            digests = self._digests()
            self._own = {
                node
                for node, one in self._ground.programs().items()
                if not digests or one.version is None or one.version.digest in digests
            }
        return layout.only_on(self._own)

    def _move(self, move: Move) -> None:
        old = move.replica
        new = ReplicaName(old.slots, old.number, self._ground.layout().next_generation())
        self._tell(f"{old} moves to {move.node.address} ({move.node.id[:8]}) as {new}")
        self._steps.start(new, move.node)
        self._refuse_versions()
        self._steps.end([old])

    def _leave_out(self, name: ReplicaName, node: Node) -> None:
        """End a replica whose partition keeps another one. Raises ClusterError otherwise."""
        kept = _others(self._ground.layout(), name, node)
        if not any(self._ground.missing(one) == "" for one in kept):
            raise ClusterError(
                f"{name} stays on node {node.address}: no other replica of partition {name.slots} "
                "is ready"
            )
        self._tell(f"{name} ends without another in its place: its partition has {len(kept)} left")
        self._steps.end([name])


def _others(layout: Layout, name: ReplicaName, node: Node) -> list[ReplicaName]:
    """Return the replicas of the same partition under other numbers and on other nodes."""
    return [one for one in others_of(layout, name) if layout.places[one] != node.id]


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
