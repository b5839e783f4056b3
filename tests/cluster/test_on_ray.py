"""Partitions as processes of Ray on several nodes: the same answers, through kills.

One cluster serves all tests of this module; they run in order.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy.engine import URL

from cluster.errors import ClusterError, PartitionUnavailableError
from cluster.moving import shared_nodes
from cluster.pace import Patience
from cluster.remote_index import remote_index
from cluster.sets import HeldSet, RemoteSet, held_set, name_of
from database.connection import Database, open_database
from gallery.gallery import Gallery
from gallery.search import ServedSet
from gallery.store.slots import cut
from matcher.types import FINGERS
from services.settings import load_settings
from tenprint.cli.demonstration.server_process import running_server
from tenprint.cli.shared import connection
from tests import postgresql, waiting
from tests.cluster.nodes import Nodes, nodes, replica_folder
from tests.cluster.people import SHALLOW, fill, probe
from tests.cluster.set_of_people import FIRST, import_people
from tests.gallery.prints import enrol, prints
from tests.paths import ROOT

# After `tests.cluster.nodes`, which keeps Ray on loopback.
try:
    from cluster.on_ray import (
        ClusterPlan,
        Overview,
        RayDirectory,
        RayGround,
        joined,
        overview,
        place,
        remove,
    )
except ModuleNotFoundError:
    pytest.skip("the extra `cluster` is not installed", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ray")]

GALLERIES = ("civil", "iafis", "ident", "risc")
SET = "set:national"
"""A reference set beside gallery ident, in parts in every replica."""
PARTITIONS, REPLICAS, NODES = 2, 2, 3
START_S, RECOVERY_S = 240.0, 120.0
"""On a machine that is busy with other tests."""
PATIENCE = Patience(within_s=20.0)


@dataclass
class Running:
    """A service's view of a cluster."""

    nodes: Nodes
    url: str
    database: Database
    directory: RayDirectory
    gallery: Gallery
    local: Gallery
    plan: ClusterPlan
    held: HeldSet

    @property
    def sets(self) -> str:
        return name_of([self.held])

    def seen(self) -> Overview:
        return overview(self.directory, GALLERIES)

    def assert_whole(self) -> None:
        for number, finger_count in ((7, 10), (3, 2), (4, 4), (900, 10), (12, 1)):
            found = self.gallery.identify(probe(number, finger_count))
            expected = self.local.identify(probe(number, finger_count))
            assert found.candidates == expected.candidates
            assert found.report.threshold_db == expected.report.threshold_db
            assert found.report.reference_count == expected.report.reference_count


until = partial(waiting.until, every_s=0.2)


def all_ready(running: Running) -> bool:
    found = running.seen().replicas
    wanted = PARTITIONS * REPLICAS * len((*GALLERIES, SET))
    return len(found) == wanted and all(one.state == "ready" for one in found)


@pytest.fixture(scope="module")
def running(postgresql_server: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("cluster")
    with postgresql.fresh_database(postgresql_server) as made, nodes(NODES) as cluster:
        url = made.render_as_string(hide_password=False)
        database = open_database(url)
        fill(database)
        import_people(folder / "national")
        held = held_set("ident", folder / "national")
        with joined(cluster.address):
            plan = ClusterPlan(
                GALLERIES,
                PARTITIONS,
                REPLICAS,
                replica_folder(folder),
                url,
                folder / "keys",
                sets=[held],
            )
            assert len(place(plan)) == PARTITIONS * REPLICAS
            directory = RayDirectory()
            opened = remote_index(directory, PATIENCE, sets=name_of([held]))
            gallery = Gallery("iafis", database, parameters=SHALLOW, open_index=opened)
            gallery.catch_up(lambda *_: None)
            local = Gallery("iafis", database, parameters=SHALLOW)
            running = Running(cluster, url, database, directory, gallery, local, plan, held)
            until(lambda: all_ready(running), START_S)
            yield running
            local.close()
            directory.close()
            remove()
        database.close()


def test_answers_are_those_of_one_index(running: Running) -> None:
    running.assert_whole()
    assert len(running.gallery.identify(probe(7, 10)).report.partitions) == PARTITIONS
    status = running.gallery.status()
    assert status.reference_count == running.local.reference_count
    assert not status.housekeeping_error and not status.following_error


def test_a_reference_set_answers_as_the_set_that_is_opened_locally(running: Running) -> None:
    assert running.directory.sets() == (running.held,)
    opened = remote_index(running.directory, PATIENCE, sets=running.sets)
    remote = RemoteSet(running.held, running.directory, PATIENCE)
    with (
        Gallery("ident", running.database, open_index=opened, reference_sets=[remote]) as found,
        Gallery(
            "ident", running.database, reference_sets=[ServedSet(running.held.folder)]
        ) as expected,
    ):
        found.catch_up()
        for number, finger_count in ((FIRST, 10), (FIRST + 1, 3), (900, 10)):
            one, other = (it.identify(probe(number, finger_count)) for it in (found, expected))
            assert one.candidates == other.candidates
            assert one.report.threshold_db == other.report.threshold_db
            assert one.report.reference_count == other.report.reference_count
        parts = [part.partition for part in one.report.partitions]
        assert parts == [
            *map(str, cut(PARTITIONS)),
            *(f"national/{one}" for one in cut(PARTITIONS)),
        ]
        [of_set] = found.status().reference_sets
        assert (of_set.reference_count, of_set.housekeeping_error) == (
            one.report.reference_count,
            "",
        )
    ignorant = remote_index(running.directory, Patience(within_s=2.0))
    with (
        Gallery("iafis", running.database, open_index=ignorant) as gallery,
        pytest.raises(PartitionUnavailableError, match="other reference sets"),
    ):
        gallery.identify(probe(7, 10))


def test_replicas_of_a_partition_are_on_different_nodes(running: Running) -> None:
    held: dict[str, list[str]] = {}
    for one in running.seen().replicas:
        if one.gallery == "iafis":
            held.setdefault(one.replica.partition("/")[0], []).append(one.node_id)
    assert [len(set(one)) for one in held.values()] == [REPLICAS] * PARTITIONS


def test_up_again_starts_nothing_and_another_cut_is_refused(running: Running) -> None:
    assert place(running.plan) == []
    with pytest.raises(ClusterError, match="cut otherwise"):
        place(replace(running.plan, partition_count=3))
    with pytest.raises(ClusterError, match="as many nodes"):
        place(replace(running.plan, replica_count=9))
    with pytest.raises(ClusterError, match=r"other reference sets \(national"):
        place(replace(running.plan, sets=[]))
    with pytest.raises(ClusterError, match="password"):
        place(replace(running.plan, database_url="postgresql://somebody:secret@db/tenprint"))
    assert "secret" not in repr(running.plan)


def test_what_is_committed_is_found_at_once(running: Running) -> None:
    for seed in (50, 51):
        enrol(running.gallery, f"N{seed}", prints(seed, 1, FINGERS))
        [first, *_] = running.gallery.identify(prints(seed, 2, FINGERS)).candidates
        assert first.encounter_id == f"N{seed}"
    running.gallery.delete_encounter("N50", expunge=True)
    found = running.gallery.identify(prints(50, 2, FINGERS)).candidates
    assert all(one.encounter_id != "N50" for one in found)
    running.assert_whole()


def test_a_killed_replica_is_passed_over_and_comes_back(running: Running) -> None:
    victim = next(one for one in running.seen().replicas if one.gallery == "iafis")
    os.kill(victim.process_id, signal.SIGKILL)
    for _ in range(5):
        running.assert_whole()
    until(lambda: all_ready(running), RECOVERY_S)
    assert victim.process_id not in {one.process_id for one in running.seen().replicas}
    running.assert_whole()


def test_a_frozen_replica_is_passed_over(running: Running) -> None:
    victim = next(one for one in running.seen().replicas if one.gallery == "iafis")
    os.kill(victim.process_id, signal.SIGSTOP)
    try:
        for _ in range(3):
            running.assert_whole()
    finally:
        os.kill(victim.process_id, signal.SIGCONT)
    running.assert_whole()


def test_without_a_partition_nothing_is_answered(running: Running) -> None:
    """All replicas of one partition stand still: the other partition alone is no answer."""
    first = running.seen().replicas[0].replica.partition("/")[0]
    victims = {one.process_id for one in running.seen().replicas if one.replica.startswith(first)}
    impatient = Gallery(
        "iafis",
        running.database,
        parameters=SHALLOW,
        open_index=remote_index(running.directory, Patience(within_s=2.0), sets=running.sets),
    )
    for one in victims:
        os.kill(one, signal.SIGSTOP)
    try:
        impatient.catch_up()
        with pytest.raises(PartitionUnavailableError, match=first):
            impatient.identify(probe(7, 10))
    finally:
        for one in victims:
            os.kill(one, signal.SIGCONT)
    running.assert_whole()


def test_the_command_shows_every_replica(running: Running) -> None:
    """As a process of its own, which joins the same cluster."""
    command = [sys.executable, "-m", "tenprint.cli.main", "cluster", "status", "--json"]
    done = subprocess.run(
        [*command, "--address", running.nodes.address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout)
    assert (state["node_count"], state["gaps"]) == (NODES + 1, "")
    found = [(one["gallery"], one["replica"], one["state"]) for one in state["replicas"]]
    expected = [
        (gallery, f"{slots}/{number}", "ready")
        for gallery in (*GALLERIES, SET)
        for slots in cut(PARTITIONS)
        for number in range(REPLICAS)
    ]
    assert sorted(found) == sorted(expected)


def test_a_service_on_the_cluster_starts_and_ends(running: Running, tmp_path: Path) -> None:
    running.local.catch_up()
    flags = ("--database-url", running.url, "--cluster", running.nodes.address)
    cache = load_settings({}).model_cache
    # It raises unless the service ends with status 0.
    with running_server(tmp_path / "data", model_cache=cache, lesc_delay_s=1.0, more=flags) as at:
        with connection.operator(at.target, 60.0) as client:
            status = client.galleries.status("iafis")
            [of_set] = client.galleries.status("ident").reference_sets
        assert status.reference_count == running.local.reference_count
        assert (of_set.name, of_set.reference_count > 0) == ("national", True)


def test_two_services_share_the_database_and_one_that_cannot_is_refused(
    running: Running, tmp_path: Path
) -> None:
    running.local.catch_up()
    flags = ("--database-url", running.url, "--cluster", running.nodes.address)
    sharing = (*flags, "--lesc-address", "127.0.0.1:1")
    cache = load_settings({}).model_cache
    with (
        running_server(tmp_path / "one", model_cache=cache, lesc_delay_s=1.0, more=sharing) as one,
        running_server(tmp_path / "two", model_cache=cache, lesc_delay_s=1.0, more=sharing) as two,
    ):
        for at in (one, two):
            with connection.operator(at.target, 60.0) as client:
                status = client.galleries.status("iafis")
            assert status.reference_count == running.local.reference_count
        alone = running_server(tmp_path / "alone", model_cache=cache, lesc_delay_s=1.0, more=flags)
        with pytest.raises(click.ClickException, match=r"cannot share.*--lesc-address"), alone:
            raise AssertionError("it started")


_ENDS_SLOWLY = """
import asyncio, os, signal, sys
from services.process import on_cluster
from services.settings import load_settings

async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    given = {"cluster": sys.argv[1], "database_url": "postgresql:///nobody"}
    indexes = on_cluster.joined(load_settings(given))
    await asyncio.to_thread(indexes.__enter__)
    on_cluster.take_signals_back()
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()
    await asyncio.sleep(5)
    await asyncio.to_thread(indexes.__exit__, None, None, None)
    print("ended in order")

asyncio.run(main())
"""


def test_a_service_has_longer_to_end_than_ray_would_give_it(running: Running) -> None:
    """Ray's own handler of SIGTERM aborts the process after three seconds."""
    done = subprocess.run(
        [sys.executable, "-c", _ENDS_SLOWLY, running.nodes.address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "ended in order"), done.stderr


@contextmanager
def searched(running: Running) -> Iterator[None]:
    """Search all the time, and raise what a search raised."""
    stopped, faults = threading.Event(), list[BaseException]()

    def run() -> None:
        while not stopped.is_set() and not faults:
            try:
                running.assert_whole()
            except BaseException as fault:
                faults.append(fault)

    running.local.catch_up()
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
    assert not faults, faults[0]


def command_line(running: Running, *words: str) -> list[str]:
    start = [sys.executable, "-m", "tenprint.cli.main", "cluster"]
    return [*start, *words, "--address", running.nodes.address]


def command(running: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of `tenprint cluster` as a process of its own."""
    return subprocess.run(
        command_line(running, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(900)
def test_a_node_is_drained_and_taken_back_while_searches_go_on(running: Running) -> None:
    ground = RayGround()
    node = next(one for one in ground.layout().nodes if ground.layout().on(one))
    moving = ground.layout().on(node)
    with searched(running):
        done = command(running, "drain", node.id[:12])
    assert done.returncode == 0, done.stderr
    layout = ground.layout()
    assert not layout.on(node)
    assert not shared_nodes(layout)
    assert len(layout.places) == PARTITIONS * REPLICAS
    assert next(one for one in layout.nodes if one.id == node.id).is_drained
    for name in moving:
        assert not (running.plan.folder / str(name)).exists(), "its prints went with it"
    # Neither moves nor `up` bring anything back to the node.
    assert place(running.plan) == []
    assert "there is nothing to move" in command(running, "rebalance", "--plan").stdout
    # Now no node has a place for the replicas of another one.
    other = next(one for one in layout.nodes if layout.on(one))
    refused = command(running, "drain", other.id[:12])
    assert refused.returncode != 0
    assert "cannot be drained" in refused.stderr
    assert "--fewer" in refused.stderr
    assert command(running, "undrain", node.id[:12]).returncode == 0
    with searched(running):
        done = command(running, "rebalance", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["is_done"]
    assert ground.layout().on(node)
    assert all_ready(running)


@pytest.mark.timeout(900)
def test_a_command_that_is_killed_in_the_middle_is_finished_by_the_next(running: Running) -> None:
    """Two cuts run then; searches ask a whole one all the time."""
    words = ("rebalance", "--partitions", "1")
    ground = RayGround()
    before = len(ground.layout().places)
    with searched(running):
        killed = subprocess.Popen(command_line(running, *words), cwd=ROOT)
        until(lambda: len(ground.layout().places) > before, START_S)
        assert "changes the cluster at the moment" in command(running, *words).stderr
        killed.kill()
        killed.wait()
        # Ray notices within moments that the process is gone.
        until(lambda: "not in one cut" in command(running, "rebalance").stderr, RECOVERY_S)
        done = command(running, *words)
        assert done.returncode == 0, done.stderr
    assert sorted(ground.layout().by_slots()) == list(cut(1))
    assert len(ground.layout().places) == REPLICAS
    with searched(running):
        done = command(running, "rebalance", "--partitions", str(PARTITIONS))
    assert done.returncode == 0, done.stderr
    assert sorted(ground.layout().by_slots()) == list(cut(PARTITIONS))
    assert all_ready(running)


@pytest.mark.timeout(900)
def test_another_build_rolls_through_the_replicas_while_searches_go_on(
    running: Running, tmp_path: Path
) -> None:
    """A changed copy of the code is the other build, and lies elsewhere at first."""
    code = tmp_path / "cluster"
    shutil.copytree(ROOT / "cluster", code, ignore=shutil.ignore_patterns("__pycache__"))
    path = os.pathsep.join([str(tmp_path), os.environ["PYTHONPATH"]])
    ground = RayGround()
    numbers = {(name.slots, name.number) for name in ground.layout().places}
    before = set(ground.layout().places)

    def rolled(*words: str) -> dict[str, Any]:
        done = subprocess.run(
            command_line(running, "roll", "--json", *words),
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    for words in ("first", "second, which is longer"):
        with (code / "version.py").open("a") as file:
            file.write(f"# {words}\n")
        plan = rolled("--plan")
        assert len(plan["restarting"]) == PARTITIONS * REPLICAS
        with searched(running):
            wanted = rolled()
        places = ground.layout().places
        assert {str(ground.version(name)) for name in places} == {
            f"{wanted['digest']}, build {wanted['build']}"
        }
        assert {(name.slots, name.number) for name in places} == numbers
        # The first time processes begin again from where `up` read the code, and are replaced.
        assert before.isdisjoint(places) == (words == "first")
        before = set(places)
        assert not rolled("--plan")["restarting"]
        assert all_ready(running)


def test_a_killed_node_is_passed_over_and_its_replicas_move(running: Running) -> None:
    """A spare node takes the replicas; each fills a folder from the database."""
    running.nodes.kill(running.nodes.nodes[0])
    for _ in range(5):
        running.assert_whole()
    until(lambda: all_ready(running), RECOVERY_S)
    running.assert_whole()
