"""Partitions move while searches go on: none is refused, and every answer is that of one index.

Processes and nodes are not of Ray here; the partitions, and those who ask and move, are real.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.errors import ClusterError
from cluster.moving import Node
from gallery.search import Probe, ten_finger_vector
from gallery.store.slots import cut
from matcher.fusion import prepare_fingers
from matcher.types import FINGERS
from tests.cluster.ground import killed_after
from tests.cluster.moving.places import Place, opened, until
from tests.cluster.people import probe
from tests.gallery.prints import enrol, prints


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as made:
        yield made


def test_a_node_is_drained_while_searches_go_on(place: Place) -> None:
    node = place.node(0)
    before = place.ground.layout().on(node)
    assert before
    with place.searched():
        place.mover.drain(node)
    after = place.ground.layout()
    assert not after.on(node)
    assert place.ground.ended == before
    for name in before:
        assert not any(one.name == str(name) for one in place.service.everyone())
        assert sum(it.slots == name.slots for it in after.places) == 2
        assert len(after.nodes_of(name.slots, -1)) == 2, "still on different nodes"
    assert not list((place.ground._folder / node.id).glob("*/*")), "the prints went with them"
    # Nothing comes back to the node until it is opened again.
    assert not place.mover.planned()
    place.ground.open_node(node)
    with place.searched():
        place.mover.rebalance()
    assert place.ground.layout().on(node)


def test_what_is_enrolled_and_deleted_during_a_move_is_seen(place: Place) -> None:
    """The new replica follows the journal before it answers."""
    done = threading.Event()

    def drain() -> None:
        place.mover.drain(place.node(0))
        place.mover.recut(3)
        done.set()

    thread = threading.Thread(target=drain)
    thread.start()
    for seed in range(50, 200):
        enrol(place.gallery, f"N{seed}", prints(seed, 1, FINGERS[:2]))
        found = place.gallery.identify(prints(seed, 2, FINGERS[:2]))
        assert found.candidates[0].encounter_id == f"N{seed}"
        place.gallery.delete_encounter(f"N{seed}", expunge=True)
        found = place.gallery.identify(prints(seed, 2, FINGERS[:2]))
        assert all(one.encounter_id != f"N{seed}" for one in found.candidates)
        if done.is_set():
            break
    thread.join()
    assert done.is_set()
    until(lambda: not place.gallery.status().following_error)


def test_a_node_without_a_place_elsewhere_is_not_drained(place: Place) -> None:
    ground = place.ground
    full = ground.layout()
    ground.nodes = [Node(one.id, one.address, len(full.on(one))) for one in ground.nodes]
    before = dict(ground.places)
    with pytest.raises(ClusterError, match=r"cannot be drained.*--fewer"):
        place.mover.drain(place.node(0))
    assert ground.places == before
    assert not any(one.is_drained for one in ground.layout().nodes)
    with place.searched():
        place.mover.drain(place.node(0), fewer=True)
    assert not ground.layout().on(place.node(0))
    assert set(ground.layout().by_slots()) == set(cut(2))
    # Who is the last of its partition stays, even so.
    before = dict(ground.places)
    lonely = next(iter(before))
    node = next(one for one in ground.layout().nodes if one.id == before[lonely])
    with pytest.raises(ClusterError, match=f"{lonely}.*only replicas of their partitions"):
        place.mover.drain(node, fewer=True)
    assert ground.places == before


@pytest.mark.parametrize("count", [1, 4, 3])
def test_another_cut_is_built_beside_and_switched_to(place: Place, count: int) -> None:
    building, ending = place.mover.recut_plan(count)
    assert (len(building), len(ending)) == (2 * count, 4)
    with place.searched() as found:
        place.mover.recut(count)
    assert sorted(place.ground.layout().by_slots()) == list(cut(count))
    asked = {len(one.report.partitions) for one in found}
    assert {2, count} <= asked
    last = place.of_one_index(7, 10)()
    assert [one.partition for one in last.report.partitions] == [str(one) for one in cut(count)]
    assert place.mover.recut_plan(count) == ([], [])


def test_a_search_changes_to_another_cut_between_two_stages(place: Place) -> None:
    """The old cut ends at once, although a search has asked it for its shortlist."""
    ground, search = place.ground, place.of_one_index(7, 10)
    old = sorted(ground.places)
    building, _ = place.mover.recut_plan(4)
    shard = place.gallery._shards.of_search(0).shard
    assert shard.count == place.local.reference_count
    for one in building:
        ground.start(one.replica, one.node, fill_s=0.0)
    for name in old:
        ground.end(name)
    # The count is of the old cut; everything else comes from the new one.
    similarity = shard.rescore(_plain_probe(), list(range(1, 40)))
    assert (similarity > -float("inf")).sum() > 20
    search()


def _plain_probe() -> Probe:
    one = probe(7, 10)
    return Probe(ten_finger_vector(one), prepare_fingers(one))


@pytest.mark.parametrize("steps", range(5))
def test_a_drain_that_is_killed_is_finished_by_the_next(place: Place, steps: int) -> None:
    node = place.node(1)
    with place.searched():
        with killed_after(place.ground, steps):
            place.mover.drain(node)
        place.ground.steps_left = 10**9
        place.mover.drain(node)
    layout = place.ground.layout()
    assert not layout.on(node)
    assert not layout.superseded()
    assert len(layout.places) == 4


@pytest.mark.parametrize("steps", [0, 3, 8, 10])
@pytest.mark.parametrize("again", [4, 2])
def test_a_change_of_the_cut_that_is_killed_is_finished_or_undone(
    place: Place, steps: int, again: int
) -> None:
    with place.searched():
        with killed_after(place.ground, steps):
            place.mover.recut(4)
        place.ground.steps_left = 10**9
        if len(place.ground.layout().by_slots()) > 2:
            for what in (place.mover.rebalance, place.mover.planned):
                with pytest.raises(ClusterError, match="not in one cut"):
                    what()
            with pytest.raises(ClusterError, match="not in one cut"):
                place.mover.drain(place.node(0))
        place.mover.recut(again)
    layout = place.ground.layout()
    assert sorted(layout.by_slots()) == list(cut(again))
    assert len(layout.places) == 2 * again


def test_a_cut_without_room_is_refused_before_anything_is_built(place: Place) -> None:
    place.ground.nodes = [Node(one.id, one.address, 3) for one in place.ground.nodes]
    with pytest.raises(ClusterError, match="no node with room"):
        place.mover.recut(4)
    assert len(place.ground.places) == 4
