"""Partitions move while searches go on: none is refused, and every answer is that of one index.

Processes and nodes are not of Ray here; the partitions, and those who ask and move, are real.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cluster.errors import ClusterError
from cluster.moving import Mover, Node, Waits
from cluster.remote_index import remote_index
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.search import Probe, ten_finger_vector
from gallery.store.slots import cut
from gallery.types import Identification
from matcher.fusion import prepare_fingers
from matcher.types import FINGERS
from tests import waiting
from tests.cluster.ground import LineGround, killed_after
from tests.cluster.people import SHALLOW, fill, probe
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints

WAITS = Waits(look_s=0.02, unasked_s=0.4, most_unasked_s=10.0)
PROBES = [(7, 10), (3, 2), (4, 4), (900, 10), (12, 1)]


class Place:
    """Three nodes with two partitions in two replicas each, and the same gallery in one index."""

    def __init__(self, database: Database, folder: Path) -> None:
        nodes = [Node(f"node-{n}", f"10.0.0.{n}", 8) for n in range(3)]
        self.ground = LineGround(database, folder, nodes)
        self.ground.up(2, 2)
        self.told: list[str] = []
        self.mover = Mover(self.ground, self.told.append, WAITS)
        self.gallery = Gallery(
            "iafis", database, parameters=SHALLOW, open_index=remote_index(self.ground)
        )
        self.local = Gallery(
            "iafis",
            database,
            parameters=SHALLOW,
            index_parameters=IndexParameters(background=False),
        )

    @property
    def names(self) -> list[str]:
        return sorted(map(str, self.ground.replicas))

    def node(self, number: int) -> Node:
        return self.ground.layout().nodes[number]

    def of_one_index(self, number: int, finger_count: int) -> Callable[[], Identification]:
        expected = self.local.identify(probe(number, finger_count))

        def search() -> Identification:
            found = self.gallery.identify(probe(number, finger_count))
            assert found.candidates == expected.candidates
            assert found.report.threshold_db == expected.report.threshold_db
            assert found.report.reference_count == expected.report.reference_count
            return found

        return search

    @contextmanager
    def searched(self) -> Iterator[list[Identification]]:
        """Search all the time on two threads, and a little longer; raise what a search raised."""
        searches = [self.of_one_index(*one) for one in PROBES]
        stopped, faults, found = threading.Event(), list[BaseException](), list[Identification]()

        def run(first: int) -> None:
            number = first
            while not stopped.is_set():
                try:
                    found.append(searches[number % len(searches)]())
                except BaseException as fault:
                    faults.append(fault)
                    return
                number += 1

        threads = [threading.Thread(target=run, args=(first,)) for first in range(2)]
        for one in threads:
            one.start()
        try:
            yield found
            before = len(found)
            until(lambda: bool(faults) or len(found) > before + len(PROBES))
        finally:
            stopped.set()
            for one in threads:
                one.join()
        assert not faults, faults[0]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database, twins=False)
    made = Place(database, tmp_path / "nodes")
    yield made
    made.gallery.close()
    made.local.close()
    made.ground.close()
    database.close()


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
        assert not any(one.name == str(name) for one in place.ground.everyone())
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


until = partial(waiting.until, within_s=20, every_s=0.05)


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
