"""Extraction workers as processes of Ray on several nodes: killed, and lost with their node.

One cluster serves all tests of this module; they run in order.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pytest

from cluster.extraction import (
    ScalingRules,
    WorkerBounds,
    WorkerPatience,
    WorkerPool,
    digest_of,
)
from database.stopping import never_stop
from gallery.types import ReceivedSample
from interop.bookings import store
from interop.bookings.types import BookingState
from matcher.codecs import Encoding, encode_wsq
from matcher.decoding import decode_image
from matcher.types import FINGERS, Features, ImpressionType, Template
from services.process.extracting import ServiceExtractor
from services.telemetry import Watch
from synthesis.images import render_person
from synthesis.people import person
from tests.cluster.nodes import Nodes, nodes
from tests.cluster.worker_lines import until
from tests.interop.world import World, sqlite_world, submission
from tests.paths import ROOT

# After `tests.cluster.nodes`, which keeps Ray on loopback.
try:
    from cluster.on_ray import (
        RayWorkers,
        end_scaler,
        end_workers,
        joined,
        outdated_workers,
        renew_worker,
        scaler_view,
        start_scaler,
        start_workers,
        worker_views,
    )
except ModuleNotFoundError:
    pytest.skip("the extra `cluster` is not installed", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ray")]

NODES = 2
START_S = 240.0
"""On a machine that is busy with other tests."""
PATIENCE = WorkerPatience(look_s=0.2, ask_s=0.5, silent_s=120.0, again_s=240.0)


@dataclass
class Running:
    """A service's view of the workers."""

    nodes: Nodes
    pool: WorkerPool
    extractor: ServiceExtractor

    def extracted(self, received: ReceivedSample) -> Features:
        return self.pool.extract(received, never_stop, _never)


def _never() -> Features:
    raise AssertionError("a worker can be used")


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    extractor = ServiceExtractor(Watch(), decode_image, 2)
    with nodes(NODES) as cluster, joined(cluster.address):
        # The head offers no CPUs.
        assert len(start_workers(1)) == NODES
        directory = RayWorkers()
        pool = WorkerPool(directory, digest_of(extractor), PATIENCE)
        extractor.workers = pool
        until(lambda: pool.figures().ready_count == NODES, within_s=START_S)
        yield Running(cluster, pool, extractor)
        pool.close()
        directory.close()
        end_workers()


@pytest.fixture(scope="module")
def card() -> tuple[ReceivedSample, ...]:
    """The prints of a person, as an agency sends them."""
    rendered = render_person(person(8_500_001), 0)
    return tuple(
        ReceivedSample(
            *(one, ImpressionType.LIVESCAN_PLAIN, encode_wsq(rendered[one]), Encoding.WSQ, 500)
        )
        for one in FINGERS
    )


def _assert_same(one: Features, other: Features) -> None:
    for part in fields(Template):
        a, b = getattr(one.template, part.name), getattr(other.template, part.name)
        assert np.array_equal(a, b), part.name
    assert one.vector.tobytes() == other.vector.tobytes()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


def test_what_workers_extract_is_what_the_service_extracts(
    running: Running, card: tuple[ReceivedSample, ...]
) -> None:
    local = ServiceExtractor(Watch(), decode_image, 2)
    with ThreadPoolExecutor(len(card)) as threads:
        found = list(threads.map(running.extracted, card))
    for one, features in zip(card, found, strict=True):
        _assert_same(features, local.received_features(one, never_stop))
    assert {one.extracted_count > 0 for one in worker_views()} == {True}


def test_up_again_starts_nothing_and_each_node_has_its_worker(
    running: Running,
) -> None:
    assert start_workers(1) == []
    names = {one.worker for one in worker_views()}
    assert len({one.node_id for one in worker_views()}) == NODES
    assert {one.partition("/")[2] for one in names} == {"0"}


def test_the_command_shows_every_worker(running: Running) -> None:
    """As a process of its own, which joins the same cluster."""
    command = [sys.executable, "-m", "tenprint.cli.main", "cluster", "status"]
    done = [
        subprocess.run(
            [*command, *more, "--address", running.nodes.address],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in (["--json"], [])
    ]
    assert json.loads(done[0])["scaling"] is None
    workers = json.loads(done[0])["workers"]
    assert [one["state"] for one in workers] == ["ready"] * NODES
    assert {one["digest"] for one in workers} == {digest_of(running.extractor)}
    assert all(one["worker"] in done[1] for one in workers)


def test_a_booking_survives_the_kill_of_a_worker_in_its_middle(
    running: Running, card: tuple[ReceivedSample, ...], world: World
) -> None:
    """Every finger of the booking has the features that the service itself extracts."""
    tcn = "TCN-0000000001"
    world.extraction = running.extractor.received_features  # type: ignore[assignment]
    world.restart(fingers_at_once=running.extractor.fingers_elsewhere)
    world.flow.submit(replace(submission(tcn, 1), samples=card))
    before = {one.worker: one for one in worker_views()}
    with ThreadPoolExecutor(1) as threads:
        step = threads.submit(world.flow.run_step, tcn)
        until(lambda: running.pool.figures().busy_count == NODES)
        until(lambda: running.pool.figures().waiting_count < len(card) - NODES)
        victim = next(iter(before.values()))
        os.kill(victim.process_id, signal.SIGKILL)
        assert step.result(START_S)
    assert world.flow.booking(tcn).state is BookingState.EXTRACTED
    with world.database.read() as session:
        samples = store.extracted_samples(session, tcn)
    local = ServiceExtractor(Watch(), decode_image, 2)
    assert [one.position for one in samples] == list(FINGERS)
    for received, one in zip(card, samples, strict=True):
        assert one.features is not None
        _assert_same(one.features, local.received_features(received, never_stop))
    until(lambda: running.pool.figures().ready_count == NODES, within_s=START_S)
    after = {one.worker: one for one in worker_views()}
    assert after.keys() == before.keys()
    assert after[victim.worker].process_id != victim.process_id


def test_workers_are_replaced_while_they_extract(
    running: Running, card: tuple[ReceivedSample, ...]
) -> None:
    """Each ends its finger first, so no finger meets a worker that is lost."""
    nodes, before = {one.node_id for one in worker_views()}, worker_views()
    assert outdated_workers(before[0].build, nodes) == []
    with ThreadPoolExecutor(len(card)) as threads:
        futures = [threads.submit(running.extracted, one) for one in card]
        until(lambda: running.pool.figures().busy_count == NODES)
        for name in outdated_workers("another build", nodes):
            renew_worker(name, nodes)
        for one in futures:
            one.result(START_S)
    after = worker_views()
    assert [one.worker for one in after] == [one.worker for one in before]
    assert {one.process_id for one in after}.isdisjoint(one.process_id for one in before)
    assert {one.state for one in after} == {"ready"}
    until(lambda: running.pool.figures().ready_count == NODES, within_s=START_S)


def test_workers_come_with_the_queue_and_go_after_it(
    running: Running, card: tuple[ReceivedSample, ...]
) -> None:
    """On a machine that is busy with other tests no core is idle, so none needs to be."""
    bounds = WorkerBounds(1, 2)
    rules = ScalingRules(late_s=0.2, settle_s=1.0, quiet_s=4.0, idle_cores=0.0)
    assert start_scaler(bounds, rules)
    assert not start_scaler(bounds)
    until(lambda: running.pool.is_scaled)
    with ThreadPoolExecutor(2 * len(card)) as threads:
        futures = [threads.submit(running.extracted, one) for one in (*card, *card)]
        until(lambda: len(worker_views()) == 2 * NODES, within_s=START_S)
        for one in futures:
            one.result(START_S)
    until(lambda: len(worker_views()) == NODES, within_s=START_S)
    view = scaler_view()
    assert view is not None
    assert (view.wanted_count, view.running_count, view.service_count) == (NODES, NODES, 1)
    end_scaler()
    assert scaler_view() is None
    assert {one.state for one in worker_views()} == {"ready"}
    until(lambda: running.pool.figures().ready_count == NODES, within_s=START_S)


def test_workers_of_a_killed_node_are_gone_and_the_others_go_on(
    running: Running, card: tuple[ReceivedSample, ...]
) -> None:
    with ThreadPoolExecutor(len(card)) as threads:
        futures = [threads.submit(running.extracted, one) for one in card]
        until(lambda: running.pool.figures().busy_count == NODES)
        running.nodes.kill(running.nodes.nodes[0])
        for one in futures:
            one.result(START_S)
    until(lambda: running.pool.figures().known_count == NODES - 1, within_s=START_S)
    assert running.pool.figures().ready_count == NODES - 1
    running.extracted(card[0])


def test_after_the_end_of_the_workers_the_service_extracts(
    running: Running, card: tuple[ReceivedSample, ...]
) -> None:
    assert len(end_workers()) == NODES - 1
    until(lambda: running.pool.figures().known_count == 0)
    assert "the service extracts itself" in running.pool.words()
    local = ServiceExtractor(Watch(), decode_image, 2)
    found = running.extractor.received_features(card[0], never_stop)
    _assert_same(found, local.received_features(card[0], never_stop))
