"""Replicas change to another version while searches go on, and answers of two are never mixed.

Processes and nodes are not of Ray here; the partitions, and those who ask and roll, are real.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cluster.errors import ClusterError
from cluster.moving import Mover, Node, Program, Roller
from cluster.moving.layout import Layout, shared_nodes
from cluster.moving.rolling import planned
from cluster.names import ReplicaName
from cluster.remote_index import remote_index
from cluster.version import Version, own_version
from gallery.gallery import Gallery
from gallery.store.slots import cut
from gallery.types import Identification
from matcher.types import FINGERS
from tests.cluster.ground import Looking, killed_after
from tests.cluster.moving.places import WAITS, Place, opened, until
from tests.cluster.people import SHALLOW
from tests.gallery.prints import enrol, prints

OLD = own_version()
FIXED = replace(OLD, build="fixed")
"""The same answers by another program."""
OTHER = Version("other", "other")
"""Other answers."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as made:
        yield made


def install(place: Place, version: Version, *numbers: int) -> None:
    """Install a version on nodes, otherwise on all; what runs goes on."""
    for number in numbers or range(len(place.ground.nodes)):
        place.ground.installed[place.node(number).id] = version


def roller(place: Place, wanted: Version, unseen_s: float = 1.0) -> Roller:
    waits = replace(WAITS, unseen_s=unseen_s)
    return Roller(place.ground, wanted, place.told.append, waits)


def running(place: Place) -> set[Version]:
    return {one.version for one in place.ground.replicas.values()}


@contextmanager
def service(place: Place, version: Version) -> Iterator[tuple[Gallery, Looking]]:
    """Run a service of another version beside the one that there is."""
    looking = Looking(place.ground, version.digest)
    index = remote_index(looking, digest=version.digest)
    gallery = Gallery("iafis", place.database, parameters=SHALLOW, open_index=index)
    yield gallery, looking
    gallery.close()
    looking.close()


def asked(found: list[Identification]) -> set[str]:
    """Return the names of the replicas that answered."""
    return {name for one in found for part in one.report.partitions for name in part.replicas}


def test_replicas_of_the_same_digest_begin_again_in_their_places(place: Place) -> None:
    before = dict(place.ground.places)
    install(place, FIXED)
    with place.searched():
        roller(place, FIXED).roll()
    assert running(place) == {FIXED}
    assert place.ground.places == before
    assert sorted(place.ground.restarted) == sorted(before)
    assert not place.ground.ended, "their folders stay"
    roller(place, FIXED).roll()
    assert len(place.ground.restarted) == len(before)


def test_who_is_not_ready_goes_first(place: Place) -> None:
    """Its partition loses nothing, and the new version may be what mends it."""
    install(place, FIXED)
    lame = max(place.ground.replicas)
    place.ground.replicas[lame].is_ready = False
    with place.searched():
        roller(place, FIXED).roll()
    assert place.ground.restarted[0] == lame
    assert running(place) == {FIXED}


def test_an_only_replica_is_built_beside(tmp_path: Path) -> None:
    with opened(tmp_path, replica_count=1) as place:
        install(place, FIXED)
        nodes, place.ground.nodes = (
            place.ground.nodes,
            [replace(one, room=len(place.ground.layout().on(one))) for one in place.ground.nodes],
        )
        with pytest.raises(ClusterError, match=r"finds no place.*none has room"):
            roller(place, FIXED).roll()
        assert running(place) == {OLD}
        assert not place.ground.restarted
        place.ground.nodes = nodes
        with place.searched():
            roller(place, FIXED).roll()
        assert running(place) == {FIXED}
        assert not place.ground.restarted
        assert len(place.ground.replicas) == 2


def test_replicas_leave_nodes_that_have_another_version(place: Place) -> None:
    with pytest.raises(ClusterError, match=r"build fixed \(none\)"):
        roller(place, FIXED).roll()
    install(place, FIXED, 0, 1)
    with place.searched():
        roller(place, FIXED).roll()
    layout = place.ground.layout()
    assert running(place) == {FIXED}
    assert not layout.on(place.node(2))
    assert not shared_nodes(layout)
    assert len(layout.places) == 4


def test_a_process_that_reads_another_program_is_replaced(place: Place) -> None:
    """As after `up` from another checkout: it begins again with the version that it had."""
    install(place, FIXED)
    place.ground.stuck = dict.fromkeys(place.ground.replicas, OLD)
    before = sorted(place.ground.replicas)
    with place.searched():
        roller(place, FIXED).roll()
    assert running(place) == {FIXED}
    assert place.ground.ended == before


def test_nothing_is_changed_if_the_new_version_could_not_work(place: Place) -> None:
    place.ground.fault = "database tenprint has schema 0001, this version of tenprint needs 0002"
    for wanted in (FIXED, OTHER):
        install(place, wanted)
        with pytest.raises(ClusterError, match=r"could not work on node 10\.0\.0\.0.*schema 0001"):
            roller(place, wanted).roll()
    assert running(place) == {OLD}
    assert not place.ground.restarted


def test_services_of_two_digests_ask_their_own_replicas_until_the_old_ones_have_ended(
    place: Place,
) -> None:
    """While one replica after the other is built, answers, and ends."""
    install(place, OTHER)
    before = sorted(place.ground.replicas)
    # Long enough for a service that looks on a busy machine.
    rolling = threading.Thread(target=roller(place, OTHER, unseen_s=6.0).roll)
    with place.searched() as found:
        rolling.start()
        until(lambda: any("are ready: start services" in one for one in place.told))
        with (
            service(place, OTHER) as (gallery, _),
            place.searched(gallery) as found_by_other,
        ):
            until(lambda: any("another version still run" in one for one in place.told))
    with service(place, OTHER) as (gallery, _):
        # Both write to one database, and all replicas follow.
        enrol(place.gallery, "N50", prints(50, 1, FINGERS))
        for one in (place.gallery, gallery):
            first = one.identify(prints(50, 2, FINGERS)).candidates[0]
            assert first.encounter_id == "N50"
        gallery.delete_encounter("N50", expunge=True)
        assert not gallery.status().following_error
    assert asked(found) <= set(map(str, before))
    assert asked(found_by_other) <= set(place.names) - set(map(str, before))
    assert not place.ground.ended, "a service that does not search may still need them"
    place.service.close()
    rolling.join()
    assert place.ground.ended == before
    assert running(place) == {OTHER}
    assert len(place.ground.replicas) == 4
    with service(place, OTHER) as (gallery, _), place.searched(gallery):
        pass


@pytest.mark.parametrize("wanted", [FIXED, OTHER], ids=["same digest", "other digest"])
@pytest.mark.parametrize("steps", range(0, 8, 2))
def test_a_roll_that_is_killed_is_finished_by_the_next(
    place: Place, wanted: Version, steps: int
) -> None:
    install(place, wanted)
    if wanted == OTHER:
        place.service.close()
    with killed_after(place.ground, steps):
        roller(place, wanted).roll()
    place.ground.steps_left = 10**9
    roller(place, wanted).roll()
    assert running(place) == {wanted}
    assert len(place.ground.replicas) == 4
    assert not place.ground.layout().superseded()


def test_a_roll_to_another_digest_is_undone_by_the_old_version(place: Place) -> None:
    before = sorted(place.ground.replicas)
    install(place, OTHER)
    with place.searched():
        with killed_after(place.ground, 3):
            roller(place, OTHER).roll()
        place.ground.steps_left = 10**9
        refused = partial(pytest.raises, ClusterError, match=r"several versions run.*cluster roll")
        with refused():
            place.mover.drain(place.node(0))
        with refused():
            place.mover.rebalance()
        with refused():
            place.mover.recut(4)
        install(place, OLD)
        roller(place, OLD).roll()
    assert sorted(place.ground.replicas) == before
    with place.searched():
        place.mover.drain(place.node(0))


def test_what_moves_never_moves_to_a_node_of_another_digest(place: Place) -> None:
    """There it would be ready, and no service would ask it."""
    install(place, OTHER, 2)
    with pytest.raises(ClusterError, match="cannot be drained"):
        place.mover.drain(place.node(0))
    install(place, FIXED, 2)
    with place.searched():
        Mover(place.ground, place.told.append, WAITS).drain(place.node(0))
    assert not place.ground.layout().on(place.node(0))


def test_a_plan_ends_with_one_version_on_its_own_nodes_from_whatever_it_begins_with() -> None:
    drawn = random.Random(48)
    for _ in range(200):
        nodes = tuple(Node(f"node-{n}", f"10.0.0.{n}", 100) for n in range(drawn.randint(3, 6)))
        upgraded = drawn.sample([one.id for one in nodes], drawn.randint(3, len(nodes)))
        programs = {
            one.id: Program(FIXED if one.id in upgraded else drawn.choice([OLD, OTHER, None]))
            for one in nodes
        }
        layout = Layout(nodes, {})
        for slots in cut(drawn.randint(1, 4)):
            for number in range(drawn.randint(1, 2)):
                place = layout.node_for(slots, number)
                assert place is not None
                layout = layout.placed(ReplicaName(slots, number), place)
        versions = {name: drawn.choice([OLD, FIXED, OTHER]) for name in layout.places}
        plan = planned(layout, versions, programs, FIXED)
        after = dict(layout.places)
        for move in plan.building:
            after[move.replica] = move.node.id
            versions[move.replica] = FIXED
        for name in plan.left:
            del after[name]
        for name in plan.restarting:
            assert after[name] in upgraded
            assert sum(one.slots == name.slots for one in after) > 1
            versions[name] = FIXED
        assert {versions[name] for name in after} == {FIXED}
        there = {(name.slots, name.number) for name in after}
        assert there == {(name.slots, name.number) for name in layout.places}
        assert len(there) == len(after)
        assert not shared_nodes(Layout(nodes, after))
