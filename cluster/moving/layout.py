"""Where replicas lie, and where they should: rules without any process behind them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from cluster.errors import ClusterError
from cluster.names import ReplicaName
from gallery.store import Slots


@dataclass(frozen=True)
class Node:
    """A machine of the cluster."""

    id: str
    address: str
    room: int
    """How many more replicas find free CPUs there."""
    is_drained: bool = False
    """Whether no new replica may be placed there."""
    is_foreign: bool = False
    """Whether a replica that starts there would run another version than is wanted."""


@dataclass(frozen=True)
class Move:
    """A replica is built on another node, then ends where it is."""

    replica: ReplicaName
    node: Node


@dataclass(frozen=True)
class Layout:
    """Nodes that are there, and the replicas on them."""

    nodes: tuple[Node, ...]
    places: Mapping[ReplicaName, str]
    """The id of the node of each replica; "" while it waits for a node."""

    def on(self, node: Node) -> list[ReplicaName]:
        """Return the replicas on a node, in order."""
        return sorted(name for name, place in self.places.items() if place == node.id)

    def by_slots(self) -> dict[Slots, list[ReplicaName]]:
        """Return the replicas of each partition, in order."""
        found = defaultdict(list)
        for name in sorted(self.places):
            found[name.slots].append(name)
        return found

    def nodes_of(self, slots: Slots, but: int) -> set[str]:
        """Return the nodes that hold a replica of a partition under another number."""
        return {
            place
            for name, place in self.places.items()
            if place and name.slots == slots and name.number != but
        }

    def superseded(self) -> list[ReplicaName]:
        """Return the replicas that run under the same number in a newer place too."""
        newest = newest_places(self.places)
        return [name for name in sorted(self.places) if newest[name.slots, name.number] != name]

    def next_generation(self) -> int:
        """Return a generation above all that run."""
        return max((name.generation for name in self.places), default=0) + 1

    def node_for(self, slots: Slots, number: int) -> Node | None:
        """Choose a node for a replica; None if no node may hold it.

        A node has room, takes new replicas, and holds no other replica of the partition, because
        both would be lost together. Of such nodes the one with the fewest replicas is chosen.
        """
        taken = self.nodes_of(slots, number)
        there = [one for one in self.nodes if one.id not in taken and self._takes(one)]
        return min(there, key=lambda one: (len(self.on(one)), one.id), default=None)

    def placed(self, name: ReplicaName, node: Node) -> "Layout":
        """Return the layout with one more replica."""
        return self._with({**self.places, name: node.id}, {node.id: -1})

    def without(self, name: ReplicaName) -> "Layout":
        """Return the layout with a replica less."""
        left = {one: place for one, place in self.places.items() if one != name}
        return self._with(left, {self.places[name]: 1})

    def closed(self, node: Node) -> "Layout":
        """Return the layout with a node that takes no new replicas."""
        nodes = (replace(one, is_drained=one.is_drained or one.id == node.id) for one in self.nodes)
        return replace(self, nodes=tuple(nodes))

    def only_on(self, ids: AbstractSet[str]) -> "Layout":
        """Return the layout in which other nodes take no new replicas, and keep what they have."""
        nodes = (replace(one, is_foreign=one.id not in ids) for one in self.nodes)
        return replace(self, nodes=tuple(nodes))

    def _takes(self, node: Node) -> bool:
        return node.room > 0 and not node.is_drained and not node.is_foreign

    def _with(self, places: Mapping[ReplicaName, str], more_room: Mapping[str, int]) -> "Layout":
        nodes = (replace(one, room=one.room + more_room.get(one.id, 0)) for one in self.nodes)
        return Layout(tuple(nodes), places)


def newest_places(names: Iterable[ReplicaName]) -> dict[tuple[Slots, int], ReplicaName]:
    """Return, by partition and number, the newest place of each replica."""
    return {(name.slots, name.number): name for name in sorted(names)}


def find_node(layout: Layout, text: str) -> Node:
    """Find a node by its address or the beginning of its id. Raises ClusterError."""
    found = [one for one in layout.nodes if text == one.address] or [
        one for one in layout.nodes if one.id.startswith(text)
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.address} ({one.id[:12]})" for one in layout.nodes)
    several = "names several nodes" if found else "is no node that is there"
    raise ClusterError(f"{text} {several}; there are: {known}")


def homeless(layout: Layout, node: Node) -> list[ReplicaName]:
    """Return the replicas on a node that find no place elsewhere, one after the other."""
    left, found = layout.closed(node), []
    for name in layout.on(node):
        place = left.node_for(name.slots, name.number)
        if place is None:
            found.append(name)
        else:
            left = left.without(name).placed(name, place)
    return found


def even_moves(layout: Layout) -> Iterator[Move]:
    """Plan how replicas come to lie evenly, one move after the other.

    First replicas leave nodes that are drained, and nodes that hold another replica of their
    partition. Then replicas move from the node with the most to nodes with at least two fewer.
    """
    while move := _first_wrong(layout) or _first_uneven(layout):
        yield move
        layout = layout.without(move.replica).placed(move.replica, move.node)


def _first_wrong(layout: Layout) -> Move | None:
    for node in layout.nodes:
        for name in layout.on(node):
            is_wrong = node.is_drained or node.id in layout.nodes_of(name.slots, name.number)
            if is_wrong and (place := layout.node_for(name.slots, name.number)):
                return Move(name, place)
    return None


def _first_uneven(layout: Layout) -> Move | None:
    by_count = sorted(layout.nodes, key=lambda one: (-len(layout.on(one)), one.id))
    for source in by_count:
        for name in layout.on(source):
            place = layout.node_for(name.slots, name.number)
            if place and len(layout.on(place)) + 1 < len(layout.on(source)):
                return Move(name, place)
    return None


def shared_nodes(layout: Layout) -> list[Sequence[ReplicaName]]:
    """Return replicas of one partition that lie on one node, and would be lost together."""
    held = defaultdict(list)
    for name, place in sorted(layout.places.items()):
        if place:
            held[name.slots, place].append(name)
    return [names for names in held.values() if len({name.number for name in names}) > 1]
