"""Where replicas are placed and moved: never two of a partition on one node."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from cluster.moving.layout import Layout, Node, even_moves, homeless, shared_nodes
from cluster.names import ReplicaName
from gallery.store.slots import cut


def node(number: int, room: int = 100, *, is_drained: bool = False) -> Node:
    return Node(f"node-{number}", f"10.0.0.{number}", room, is_drained)


def placed(nodes: list[Node], partition_count: int, replica_count: int) -> Layout:
    """Place all replicas one after the other, as `up` does."""
    layout = Layout(tuple(nodes), {})
    for slots in cut(partition_count):
        for number in range(replica_count):
            place = layout.node_for(slots, number)
            assert place is not None
            layout = layout.placed(ReplicaName(slots, number), place)
    return layout


def counts(layout: Layout) -> list[int]:
    return [len(layout.on(one)) for one in layout.nodes if not one.is_drained]


def moved(layout: Layout) -> Layout:
    for move in even_moves(layout):
        layout = layout.without(move.replica).placed(move.replica, move.node)
    return layout


def random_layouts() -> Iterator[Layout]:
    drawn = random.Random(19)
    for _ in range(200):
        node_count = drawn.randint(2, 7)
        nodes = [node(number, is_drained=drawn.random() < 0.2) for number in range(node_count)]
        places = {
            ReplicaName(slots, number): drawn.choice(nodes).id
            for slots in cut(drawn.randint(1, 8))
            for number in range(drawn.randint(1, 3))
        }
        yield Layout(tuple(nodes), places)


@pytest.mark.parametrize("name", ["0000-1023/1", "1024-4095/0.7", "0000-0000/12.345"])
def test_a_name_is_read_as_it_is_written(name: str) -> None:
    found = ReplicaName.read(name)
    assert found is not None
    assert str(found) == name


@pytest.mark.parametrize("name", ["", "workers", "0000-1023", "0000-1023/", "0000-1023/1.", "a/b"])
def test_the_name_of_something_else_is_no_replica(name: str) -> None:
    assert ReplicaName.read(name) is None


def test_replicas_are_placed_evenly_and_never_together() -> None:
    layout = placed([node(n) for n in range(3)], 6, 2)
    assert counts(layout) == [4, 4, 4]
    assert not shared_nodes(layout)


def test_no_more_is_placed_than_a_node_has_room_for() -> None:
    layout = placed([node(0, room=1), node(1), node(2)], 4, 2)
    assert counts(layout)[0] == 1
    full = placed([node(0, room=2), node(1, room=2)], 2, 2)
    assert full.node_for(cut(4)[3], 0) is None


def test_a_new_node_takes_its_share_and_nothing_else_moves() -> None:
    before = placed([node(n) for n in range(3)], 8, 2)
    grown = Layout((*before.nodes, node(9)), before.places)
    moves = list(even_moves(grown))
    assert {one.node.id for one in moves} == {"node-9"}
    assert len(moves) == 4
    assert counts(moved(grown)) == [4, 4, 4, 4]


def test_what_lies_evenly_stays() -> None:
    assert not list(even_moves(placed([node(n) for n in range(3)], 5, 2)))


def test_a_plan_ends_even_and_apart_from_whatever_it_begins_with() -> None:
    """As far as there are nodes: a partition has not more places than there are nodes for it."""
    for layout in random_layouts():
        after = moved(layout)
        assert not list(even_moves(after))
        is_open = {one.id for one in layout.nodes if not one.is_drained}
        if Counter(name.slots for name in layout.places).most_common(1)[0][1] > len(is_open):
            continue
        assert not shared_nodes(after)
        assert set(after.places.values()) <= is_open
        assert after.places.keys() == layout.places.keys()
        spread = counts(after)
        # Replicas of one partition keep each other away, so that one too many may stay.
        assert max(spread) - min(spread) <= 2, (layout, after)


def test_who_finds_no_place_is_known_before_anything_moves() -> None:
    two = placed([node(0), node(1)], 3, 2)
    assert homeless(two, two.nodes[0]) == two.on(two.nodes[0])
    three = Layout((*two.nodes, node(2, room=2)), two.places)
    assert len(homeless(three, three.nodes[0])) == 1
    closed = Layout((*two.nodes, node(2, is_drained=True)), two.places)
    assert len(homeless(closed, two.nodes[0])) == 3


def test_a_number_in_two_places_is_an_unfinished_move() -> None:
    slots = cut(2)[0]
    old, new, other = ReplicaName(slots, 0), ReplicaName(slots, 0, 3), ReplicaName(slots, 1)
    layout = Layout((node(0), node(1), node(2)), {old: "node-0", new: "node-1", other: "node-2"})
    assert layout.superseded() == [old]
    assert layout.next_generation() == 4
    assert not shared_nodes(layout)
    together = Layout(layout.nodes, {old: "node-0", other: "node-0"})
    assert shared_nodes(together) == [[old, other]]
