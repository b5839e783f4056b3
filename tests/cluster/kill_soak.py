"""Kills of a cluster's parts under searches and enrolments: `python -m tests.cluster.kill_soak`.

Needs the extra `cluster`. Every moment is written down as soon as it is judged; started again, the
loop goes on where the record ends.
"""

import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import click

from cluster.moving import Mover
from cluster.pace import Patience
from cluster.remote_index import remote_index
from database.connection import Database, open_database
from database.errors import StoreUnavailableError
from gallery.gallery import Gallery
from gallery.types import Identification
from tests import postgresql, waiting
from tests.cluster.nodes import Nodes, nodes, replica_folder
from tests.cluster.people import SHALLOW, fill, probe
from tests.gallery.prints import enrol, prints

# After `tests.cluster.nodes`, which keeps Ray on loopback.
try:
    from cluster.on_ray import (
        ClusterPlan,
        RayDirectory,
        RayGround,
        changing,
        joined,
        overview,
        place,
    )
except ModuleNotFoundError:
    sys.exit("the extra `cluster` is not installed: make cluster-setup")

SEARCHED, GROWING = "iafis", "civil"
GALLERIES = (SEARCHED, GROWING)
PARTITIONS, REPLICAS, NODES, SEARCHERS = 2, 2, 3, 2
KEYS = ((7, 10), (3, 2), (4, 4), (900, 10), (12, 1))
"""Number of a person and count of fingers; number 900 is a stranger."""
START_S, RECOVERY_S = 240.0, 180.0
SLOW_S = 2.0
"""Searches go on within so long, where a replica lives."""
LONGEST_S = 1.5
"""Before something is killed."""
HEAD_AWAY_S = 5.0
PAUSE_S = 0.2
FIRST_SEED = 5_000
"""Of the people who are enrolled meanwhile; nobody else has such a number."""
until = partial(waiting.until, every_s=0.2)


@dataclass
class Moment:
    """What happened around one kill."""

    trouble: str
    number: int
    what: str = ""
    after_s: float = 0.0
    answered: int = 0
    refused: int = 0
    enrolled: int = 0
    longest_gap_s: float = 0.0
    """The longest time without an answer to any of the searchers."""
    back_s: float = 0.0
    """From the kill until searches were answered and every replica was ready again."""
    moved: int = 0
    """Replicas that were moved afterwards, because two of a partition lay on one node."""
    faults: list[str] = field(default_factory=list)


@dataclass
class World:
    """A service's view of a small cluster."""

    nodes: Nodes
    server: postgresql.Cluster
    directory: RayDirectory
    searched: Gallery
    growing: Gallery
    expected: dict[tuple[int, int], Identification]

    def is_whole(self) -> bool:
        """Whether every replica of every gallery is ready."""
        found = overview(self.directory, GALLERIES).replicas
        wanted = PARTITIONS * REPLICAS * len(GALLERIES)
        return len(found) == wanted and all(one.state == "ready" for one in found)


class Callers:
    """Search and enrol all the time, on threads of their own; keep what was told in a moment."""

    def __init__(self, world: World, moment: Moment, first_seed: int) -> None:
        self._world, self._moment = world, moment
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._answered_at = time.monotonic()
        self.acknowledged: list[int] = []
        """Seeds of people whose enrolment was answered."""
        self._threads = [threading.Thread(target=self._search) for _ in range(SEARCHERS)]
        self._threads.append(threading.Thread(target=self._enrol, args=(first_seed,)))

    def __enter__(self) -> "Callers":
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for one in self._threads:
            one.join()

    def _search(self) -> None:
        for key in cycle(KEYS):
            if self._stopped.is_set():
                return
            try:
                found = self._world.searched.identify(probe(*key))
            except StoreUnavailableError as error:
                self._refused(f"search: {error}")
                continue
            except Exception as error:
                self._fault(f"search: {type(error).__name__}: {error}")
                continue
            expected = self._world.expected[key]
            with self._lock:
                now = time.monotonic()
                gap_s = now - self._answered_at
                self._answered_at = now
                self._moment.longest_gap_s = max(self._moment.longest_gap_s, gap_s)
                self._moment.answered += 1
            if _told(found) != _told(expected):
                self._fault(f"another answer for {key}: {_told(found)}")

    def _enrol(self, seed: int) -> None:
        while not self._stopped.wait(PAUSE_S):
            seed += 1
            try:
                enrol(self._world.growing, f"N{seed}", prints(seed))
                self.acknowledged.append(seed)
                found = self._world.growing.identify(prints(seed, 2)).candidates
                if [one.encounter_id for one in found[:1]] != [f"N{seed}"]:
                    self._fault(f"N{seed} is committed and not found")
            except StoreUnavailableError as error:
                self._refused(f"enrolment: {error}")
            except Exception as error:
                self._fault(f"enrolment: {type(error).__name__}: {error}")

    def _refused(self, words: str) -> None:
        with self._lock:
            self._moment.refused += 1
        if self._moment.trouble != "primary":
            self._fault(f"refused: {words}")
        time.sleep(PAUSE_S)

    def _fault(self, words: str) -> None:
        with self._lock:
            self._moment.faults.append(words[:500])


def kill_replica(world: World, moment: Moment, chance: random.Random) -> None:
    """Kill the process of a replica; Ray starts another."""
    found = overview(world.directory, GALLERIES).replicas
    victim = chance.choice([one for one in found if one.gallery == SEARCHED])
    moment.what = victim.replica
    os.kill(victim.process_id, signal.SIGKILL)


def kill_node(world: World, moment: Moment, chance: random.Random) -> None:
    """Kill a node with all its processes, and start an empty one; `_spread` follows."""
    victim = chance.choice(world.nodes.nodes)
    moment.what = f"node {world.nodes.nodes.index(victim)}"
    world.nodes.kill(victim)
    world.nodes.add_another()


def kill_head(world: World, moment: Moment, _: random.Random) -> None:
    """Kill what Ray's head knows with; the caller starts the cluster again."""
    moment.what = "global control store"
    world.nodes.kill_head()
    time.sleep(HEAD_AWAY_S)


def kill_primary(world: World, moment: Moment, chance: random.Random) -> None:
    """End PostgreSQL as a crash does, and start it again."""
    away_s = chance.uniform(0.0, 2.0)
    moment.what = f"away for {away_s:.1f} s"
    world.server.stop("immediate")
    time.sleep(away_s)
    world.server.start()


TROUBLES: dict[str, Callable[[World, Moment, random.Random], None]] = {
    "replica": kill_replica,
    "node": kill_node,
    "head": kill_head,
    "primary": kill_primary,
}


@click.command()
@click.option("--count", default=50, show_default=True, help="Kills of each part.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option(
    "--trouble", "names", type=click.Choice(list(TROUBLES)), multiple=True, default=list(TROUBLES)
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/soak/cluster.json"))
def soak(count: int, seed: int, names: tuple[str, ...], out: Path) -> None:
    """Kill parts of a cluster; exit with 1 if an answer was wrong, needlessly refused, or lost."""
    done: list[Moment] = []
    if out.exists():
        done = [Moment(**one) for one in json.loads(out.read_text())]
    out.parent.mkdir(parents=True, exist_ok=True)

    def keep(moment: Moment) -> None:
        done.append(moment)
        out.write_text(json.dumps([asdict(one) for one in done], indent=1) + "\n")
        click.echo(json.dumps(asdict(moment)))

    with tempfile.TemporaryDirectory(prefix="tenprint-cluster-") as folder:
        for name in names:
            first = sum(one.trouble == name for one in done)
            if first < count:
                for moment in _moments(name, range(first, count), seed, Path(folder) / name):
                    keep(moment)
    for line in table(done):
        click.echo(line)
    sys.exit(1 if any(one.faults for one in done) else 0)


def table(done: list[Moment]) -> list[str]:
    """Sum up what was found, one line a part, as Markdown."""
    lines = [
        "| killed | times | searches answered | refused | enrolled | faults "
        f"| longest without an answer | moments over {SLOW_S:g} s | whole after, longest |",
        "|---" * 9 + "|",
    ]
    for name in TROUBLES:
        if own := [one for one in done if one.trouble == name]:
            lines.append(
                f"| {name} | {len(own)} | {sum(one.answered for one in own)} "
                f"| {sum(one.refused for one in own)} | {sum(one.enrolled for one in own)} "
                f"| {sum(len(one.faults) for one in own)} "
                f"| {max(one.longest_gap_s for one in own):.1f} s "
                f"| {sum(one.longest_gap_s > SLOW_S for one in own)} "
                f"| {max(one.back_s for one in own):.1f} s |"
            )
    return lines


def _moments(name: str, numbers: range, seed: int, folder: Path) -> Iterator[Moment]:
    """Kill one part again and again. After its head a cluster is made anew, on the old folders."""
    folder.mkdir()
    with postgresql.cluster() as server:
        url = server.url.render_as_string(hide_password=False)
        database = open_database(url)
        try:
            fill(database, SEARCHED)
            acknowledged: list[int] = []
            replicas = replica_folder(folder)
            left = list(numbers)
            while left:
                with _world(server, database, url, replicas) as world:
                    while left:
                        yield _moment(world, name, left.pop(0), seed, acknowledged)
                        if name == "head":
                            break
        finally:
            database.close()


@contextmanager
def _world(
    server: postgresql.Cluster, database: Database, url: str, folder: Path
) -> Iterator[World]:
    with nodes(NODES) as cluster, joined(cluster.address):
        place(ClusterPlan(GALLERIES, PARTITIONS, REPLICAS, folder, url, folder / "keys"))
        directory = RayDirectory()
        opener = remote_index(directory, Patience(within_s=20.0))
        searched, growing = (
            Gallery(name, database, parameters=SHALLOW, open_index=opener) for name in GALLERIES
        )
        for one in (searched, growing):
            one.catch_up(lambda *_: None)
        local = Gallery(SEARCHED, database, parameters=SHALLOW)
        expected = {key: local.identify(probe(*key)) for key in KEYS}
        local.close()
        world = World(cluster, server, directory, searched, growing, expected)
        until(world.is_whole, START_S)
        try:
            yield world
        finally:
            directory.close()


def _moment(world: World, name: str, number: int, seed: int, acknowledged: list[int]) -> Moment:
    chance = random.Random(f"{seed}/{name}/{number}")
    moment = Moment(name, number, after_s=round(chance.uniform(0.2, LONGEST_S), 2))
    _check_all(world, moment, acknowledged)
    with Callers(world, moment, FIRST_SEED + 1_000 * number) as callers:
        time.sleep(moment.after_s)
        killed_at = time.monotonic()
        TROUBLES[name](world, moment, chance)
        answered = moment.answered
        with suppress(AssertionError):
            until(lambda: moment.answered > answered + SEARCHERS, RECOVERY_S)
            if name != "head":
                until(world.is_whole, RECOVERY_S)
        moment.back_s = round(time.monotonic() - killed_at, 2)
        if moment.back_s > RECOVERY_S:
            moment.faults.append(f"not whole again after {RECOVERY_S:g} s")
    moment.enrolled = len(callers.acknowledged)
    moment.longest_gap_s = round(moment.longest_gap_s, 3)
    acknowledged += callers.acknowledged
    if name != "head":
        _check_all(world, moment, callers.acknowledged)
    if name == "node":
        moment.moved = _spread(world)
    return moment


def _spread(world: World) -> int:
    """Do what an operator does after a loss: `tenprint cluster rebalance`. Returns the moves.

    Ray starts a lost replica again wherever there is room, in time beside another of its partition.
    """
    if not overview(world.directory, GALLERIES).shared:
        return 0
    with changing():
        mover = Mover(RayGround(), click.echo)
        moves = mover.planned()
        mover.rebalance()
    until(world.is_whole, RECOVERY_S)
    return len(moves)


def _check_all(world: World, moment: Moment, acknowledged: list[int]) -> None:
    """Find everybody whose enrolment was acknowledged, the newest 40 of them."""
    for seed in acknowledged[-40:]:
        found = world.growing.identify(prints(seed, 2)).candidates
        if [one.encounter_id for one in found[:1]] != [f"N{seed}"]:
            moment.faults.append(f"N{seed} was acknowledged and is lost")


def _told(found: Identification) -> tuple[object, ...]:
    report = found.report
    return tuple(found.candidates), report.threshold_db, report.reference_count


if __name__ == "__main__":
    soak()
