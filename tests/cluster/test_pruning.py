"""The journal forgets only what every replica has written; who is behind it begins anew."""

import threading
from pathlib import Path

import pytest

from cluster.asking import Asker
from cluster.errors import PartitionUnavailableError
from cluster.pace import Patience
from cluster.pruning import ClusterPruner, PruningThread
from cluster.remote_index import remote_index
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.store import PruningParameters
from gallery.store import journal as reference_journal
from matcher.types import FINGERS
from tests.cluster.lines import LineDirectory, partitioned
from tests.cluster.people import SHALLOW, fill, probe
from tests.databases import opened_sqlite
from tests.gallery.prints import enrol, prints

PARAMETERS = IndexParameters(background=False)
PATIENCE = Patience(within_s=20.0)
ALL = PruningParameters(kept_count=1, least_count=1)


def pruner(database: Database, directory: LineDirectory) -> ClusterPruner:
    return ClusterPruner("iafis", database, Asker("iafis", directory, PATIENCE), ALL)


def pruned(database: Database) -> int:
    with database.read() as session:
        return reference_journal.pruned_change(session, "iafis")


def settle(directory: LineDirectory, *but: int) -> None:
    """Have replicas write what they have seen."""
    for number, one in enumerate(directory.replicas):
        if number not in but:
            one.partition.follow()
            one.partition.index.seal()
            one.partition.index.snapshot()


def come_and_go(gallery: Gallery, seeds: range) -> None:
    for seed in seeds:
        enrol(gallery, f"gone-{seed}", prints(seed, 1, FINGERS[:1]))
    for seed in seeds:
        gallery.delete_encounter(f"gone-{seed}")


@pytest.mark.parametrize("why", ["behind", "lost", "being filled", "frozen"])
def test_one_replica_alone_keeps_the_journal(tmp_path: Path, why: str) -> None:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database)
    with partitioned(database, tmp_path / "nodes", 2, 2, parameters=PARAMETERS) as directory:
        opened = remote_index(directory, PATIENCE)
        with Gallery("iafis", database, parameters=SHALLOW, open_index=opened) as gallery:
            come_and_go(gallery, range(60, 64))
            other = directory.replicas[3]
            settle(directory, *([3] if why == "behind" else []))
            other.is_cut = why == "lost"
            other.is_ready = why != "being filled"
            if why == "frozen":
                other.thawed.clear()
            assert pruner(database, directory).prune() == 0
            assert pruned(database) == 0
            other.is_cut, other.is_ready = False, True
            other.thawed.set()
            settle(directory)
            assert pruner(database, directory).prune() > 0
            assert pruned(database) > 0
            assert gallery.identify(probe(7, 10)).candidates[0].encounter_id == "E7"
    database.close()


def test_a_replica_that_comes_back_behind_what_is_forgotten_fills_itself_anew(
    tmp_path: Path,
) -> None:
    """Its node was away, and it was no more among the replicas that are known."""
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database)
    with partitioned(database, tmp_path / "nodes", 2, 2, parameters=PARAMETERS) as directory:
        opened = remote_index(directory, PATIENCE)
        with Gallery("iafis", database, parameters=SHALLOW, open_index=opened) as gallery:
            gallery.catch_up(lambda *_: None)
            before = gallery.reference_count
            settle(directory)
            away = {slots: replicas.pop() for slots, replicas in directory.by_slots.items()}
            gallery.delete_encounter("E7")
            # Two manifests are kept, and the older one counts.
            for seeds in (range(60, 64), range(64, 68)):
                come_and_go(gallery, seeds)
                settle(directory)
            assert pruner(database, directory).prune() > 0
            for slots, one in away.items():
                directory.by_slots[slots].append(one)
                assert one.partition.index.watermark < pruned(database)
                # The question is for the one that comes back.
                directory.by_slots[slots][0].is_cut = True
            found = gallery.identify(probe(7, 10))
            assert all(one.encounter_id != "E7" for one in found.candidates)
            assert gallery.reference_count == found.report.reference_count
            assert found.report.reference_count == before - 1
    database.close()


def test_a_gallery_without_a_partition_is_not_pruned(tmp_path: Path) -> None:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database)
    with partitioned(database, tmp_path / "nodes", 2, 1, parameters=PARAMETERS) as directory:
        settle(directory)
        [first, *_] = directory.by_slots
        lost = directory.by_slots.pop(first)
        with pytest.raises(PartitionUnavailableError):
            pruner(database, directory).prune()
        directory.by_slots[first] = lost
    database.close()


def test_the_thread_goes_on_after_a_failure_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    tried = threading.Semaphore(0)

    class Failing(ClusterPruner):
        def __init__(self) -> None:
            """Have no journal."""

        def prune(self) -> int:
            tried.release()
            raise OSError("no line to the database")

    thread = PruningThread(Failing(), every_s=0.01)
    for _ in range(3):
        assert tried.acquire(timeout=10)
    thread.close()
    assert "no line to the database" in caplog.text
